check_PROGRAMS += %D%/test_apply
TESTS += %D%/test_apply
%C%_test_apply_SOURCES = %D%/test_apply.c %D%/print.c %D%/print.h
%C%_test_apply_CPPFLAGS = $(dn_test_cppflags) -I$(srcdir)/%D%
%C%_test_apply_LDADD = $(dn_test_ldadd) $(dn_upto_sql) $(PG_QUERY_LIBS)
EXTRA_DIST += %D%/apply.cases %D%/names.cases %D%/catalog.sql %D%/expect
