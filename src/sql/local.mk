noinst_LTLIBRARIES += %D%/libsql.la
%C%_libsql_la_SOURCES = \
	%D%/lex.c %D%/lex.h \
	%D%/script.c %D%/script.h \
	%D%/split.c \
	%D%/text.c \
	%D%/sql.h
%C%_libsql_la_LIBADD = $(PG_QUERY_LIBS)
