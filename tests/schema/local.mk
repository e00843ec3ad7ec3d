dn_schema_tests = %D%/test_apply %D%/test_expr %D%/test_model %D%/test_random \
	%D%/test_type
check_PROGRAMS += $(dn_schema_tests)
TESTS += $(dn_schema_tests)
%C%_test_apply_SOURCES = %D%/test_apply.c %D%/print.c %D%/print.h %D%/script.c %D%/script.h
%C%_test_apply_CPPFLAGS = $(dn_test_cppflags) -I$(srcdir)/%D%
%C%_test_apply_LDADD = $(dn_test_ldadd) $(dn_upto_sql) $(PG_QUERY_LIBS)
%C%_test_expr_SOURCES = %D%/test_expr.c %D%/script.c %D%/script.h
%C%_test_expr_CPPFLAGS = $(dn_test_cppflags) -I$(srcdir)/%D%
%C%_test_expr_LDADD = $(dn_test_ldadd) $(dn_upto_sql) $(PG_QUERY_LIBS)
%C%_test_random_SOURCES = %D%/test_random.c %D%/script.c %D%/script.h
%C%_test_random_CPPFLAGS = $(dn_test_cppflags) -I$(srcdir)/%D%
%C%_test_random_LDADD = $(dn_test_ldadd) $(dn_upto_sql) $(PG_QUERY_LIBS)
%C%_test_type_SOURCES = %D%/test_type.c %D%/script.c %D%/script.h
%C%_test_type_CPPFLAGS = $(dn_test_cppflags) -I$(srcdir)/%D%
%C%_test_type_LDADD = $(dn_test_ldadd) $(dn_upto_sql) $(PG_QUERY_LIBS)
%C%_test_model_SOURCES = %D%/test_model.c
%C%_test_model_CPPFLAGS = $(dn_test_cppflags)
%C%_test_model_LDADD = $(dn_test_ldadd) $(dn_upto_schema)
EXTRA_DIST += %D%/apply.cases %D%/names.cases %D%/random.cases %D%/printed.tsv %D%/types.tsv %D%/catalog.sql \
	%D%/expect
