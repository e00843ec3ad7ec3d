noinst_LTLIBRARIES += %D%/libsql.la
%C%_libsql_la_SOURCES = \
	%D%/lex.c %D%/lex.h \
	%D%/sql.h
%C%_libsql_la_LIBADD = $(PG_QUERY_LIBS)
