check_PROGRAMS += %D%/test_config %D%/test_ini
TESTS += %D%/test_config %D%/test_ini
%C%_test_config_SOURCES = %D%/test_config.c
%C%_test_config_CPPFLAGS = $(dn_test_cppflags)
%C%_test_config_LDADD = $(dn_test_ldadd) $(dn_upto_config)
%C%_test_ini_SOURCES = %D%/test_ini.c
%C%_test_ini_CPPFLAGS = $(dn_test_cppflags)
%C%_test_ini_LDADD = $(dn_test_ldadd) $(dn_upto_config)
