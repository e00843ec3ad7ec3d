
check_PROGRAMS += %D%/test_ahead
TESTS += %D%/test_ahead
%C%_test_ahead_SOURCES = %D%/test_ahead.c %D%/dump.c %D%/dump.h
%C%_test_ahead_CPPFLAGS = $(dn_test_cppflags)
%C%_test_ahead_LDADD = $(dn_test_ldadd) $(dn_upto_sql) $(PG_QUERY_LIBS)

check_PROGRAMS += %D%/test_lex
TESTS += %D%/test_lex
%C%_test_lex_SOURCES = %D%/test_lex.c
%C%_test_lex_CPPFLAGS = $(dn_test_cppflags)
%C%_test_lex_LDADD = $(dn_test_ldadd) $(dn_upto_sql) $(PG_QUERY_LIBS)

check_PROGRAMS += %D%/test_mask
TESTS += %D%/test_mask
%C%_test_mask_SOURCES = %D%/test_mask.c
%C%_test_mask_CPPFLAGS = $(dn_test_cppflags)
%C%_test_mask_LDADD = $(dn_test_ldadd) $(dn_upto_sql) $(PG_QUERY_LIBS)

check_PROGRAMS += %D%/test_parse
TESTS += %D%/test_parse
%C%_test_parse_SOURCES = %D%/test_parse.c %D%/parse_test.h \
	%D%/dump.c %D%/dump.h \
	%D%/parse_dumps.c \
	%D%/parse_exprs.c \
	%D%/parse_hazards.c \
	%D%/parse_inserts.c \
	%D%/parse_statements.c
%C%_test_parse_CPPFLAGS = $(dn_test_cppflags)
%C%_test_parse_LDADD = $(dn_test_ldadd) $(dn_upto_sql) $(PG_QUERY_LIBS) -lpthread
EXTRA_DIST += %D%/pg_dump.sql
