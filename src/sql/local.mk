noinst_LTLIBRARIES += %D%/libsql.la
%C%_libsql_la_SOURCES = \
	%D%/ahead.c %D%/ahead.h \
	%D%/alter.c \
	%D%/block.c %D%/block.h \
	%D%/block_exception.c %D%/block_into.c \
	%D%/block_statement.c \
	%D%/body.c \
	%D%/calls.c \
	%D%/caught.c \
	%D%/constant.c %D%/constant.h \
	%D%/constraint.c \
	%D%/convert.c %D%/convert.h \
	%D%/copy.c \
	%D%/data.c \
	%D%/expr.c \
	%D%/function.c \
	%D%/grouping.c \
	%D%/guard.c %D%/guard.h \
	%D%/index.c \
	%D%/insert.c \
	%D%/lex.c %D%/lex.h \
	%D%/lex_token.c \
	%D%/literal.c \
	%D%/mask.c %D%/mask.h \
	%D%/mask_conn.c %D%/masker.h \
	%D%/mentions.c \
	%D%/name.c \
	%D%/object.c \
	%D%/operator.c \
	%D%/other.c \
	%D%/partition.c \
	%D%/parse.c %D%/parse.h \
	%D%/query.c %D%/query.h \
	%D%/query_from.c \
	%D%/query_rows.c \
	%D%/routine.c %D%/routine.h \
	%D%/routine_statement.c \
	%D%/rule.c \
	%D%/schema.c \
	%D%/script.c %D%/script.h \
	%D%/session.c \
	%D%/split.c \
	%D%/table.c \
	%D%/text.c \
	%D%/thread.c %D%/thread.h \
	%D%/tokens.c %D%/tokens.h \
	%D%/tree.c \
	%D%/trigger.c \
	%D%/typename.c \
	%D%/usertype.c \
	%D%/view.c \
	%D%/walk.c \
	%D%/what.c \
	%D%/sql.h
%C%_libsql_la_LIBADD = $(PG_QUERY_LIBS)
