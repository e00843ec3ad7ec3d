noinst_LTLIBRARIES += %D%/libsql.la
%C%_libsql_la_SOURCES = \
	%D%/ahead.c %D%/ahead.h \
	%D%/calls.c \
	%D%/convert.c %D%/convert.h \
	%D%/mentions.c \
	%D%/name.c \
	%D%/parse.c %D%/parse.h \
	%D%/split.c \
	%D%/sql.h \
	%D%/thread.c %D%/thread.h \
	%D%/tree.c \
	%D%/walk.c \
	%D%/block/block.c %D%/block/block.h \
	%D%/block/body.c \
	%D%/block/caught.c \
	%D%/block/constant.c %D%/block/constant.h \
	%D%/block/exception.c \
	%D%/block/found.c \
	%D%/block/into.c \
	%D%/block/loop.c \
	%D%/block/raise.c \
	%D%/block/routine.c %D%/block/routine.h \
	%D%/block/routine_statement.c \
	%D%/block/statement.c \
	%D%/query/expr.c \
	%D%/query/from.c \
	%D%/query/function.c \
	%D%/query/grouping.c \
	%D%/query/literal.c \
	%D%/query/operator.c \
	%D%/query/query.c %D%/query/query.h \
	%D%/query/rows.c \
	%D%/query/typename.c \
	%D%/statement/alter.c \
	%D%/statement/constraint.c \
	%D%/statement/copy.c \
	%D%/statement/data.c \
	%D%/statement/index.c \
	%D%/statement/insert.c \
	%D%/statement/object.c \
	%D%/statement/other.c \
	%D%/statement/partition.c \
	%D%/statement/rule.c \
	%D%/statement/schema.c \
	%D%/statement/session.c \
	%D%/statement/table.c \
	%D%/statement/trigger.c \
	%D%/statement/usertype.c \
	%D%/statement/view.c \
	%D%/text/guard.c %D%/text/guard.h \
	%D%/text/lex.c %D%/text/lex.h \
	%D%/text/lex_token.c \
	%D%/text/mask.c %D%/text/mask.h \
	%D%/text/mask_conn.c \
	%D%/text/masker.h \
	%D%/text/script.c %D%/text/script.h \
	%D%/text/text.c \
	%D%/text/tokens.c %D%/text/tokens.h \
	%D%/text/what.c
%C%_libsql_la_LIBADD = $(PG_QUERY_LIBS)
