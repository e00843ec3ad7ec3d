
check_PROGRAMS += %D%/test_lex
TESTS += %D%/test_lex
%C%_test_lex_SOURCES = %D%/test_lex.c
%C%_test_lex_CPPFLAGS = $(dn_test_cppflags)
%C%_test_lex_LDADD = $(dn_test_ldadd) $(dn_upto_sql) $(PG_QUERY_LIBS)
