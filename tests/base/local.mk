check_PROGRAMS += %D%/test_base
TESTS += %D%/test_base
%C%_test_base_SOURCES = %D%/test_base.c
%C%_test_base_CPPFLAGS = $(dn_test_cppflags)
%C%_test_base_LDADD = $(dn_test_ldadd) $(dn_upto_base)
