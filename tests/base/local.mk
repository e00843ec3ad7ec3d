check_PROGRAMS += %D%/test_base %D%/test_url
TESTS += %D%/test_base %D%/test_url
%C%_test_base_SOURCES = %D%/test_base.c
%C%_test_base_CPPFLAGS = $(dn_test_cppflags)
%C%_test_base_LDADD = $(dn_test_ldadd) $(dn_upto_base)
%C%_test_url_SOURCES = %D%/test_url.c
%C%_test_url_CPPFLAGS = $(dn_test_cppflags)
%C%_test_url_LDADD = $(dn_test_ldadd) $(dn_upto_base)
