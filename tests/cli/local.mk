if HAVE_CUNIT
check_PROGRAMS += %D%/test_command
TESTS += %D%/test_command
%C%_test_command_SOURCES = %D%/test_command.c
%C%_test_command_CPPFLAGS = $(dn_test_cppflags)
%C%_test_command_LDADD = $(dn_test_ldadd) src/cli/libcli.la libdunlin.la
endif
