noinst_LTLIBRARIES += %D%/libdialect.la
%C%_libdialect_la_SOURCES = \
	%D%/assess.c %D%/assess.h \
	%D%/dialect.c %D%/dialect.h \
	%D%/dialects.h \
	%D%/postgresql.c %D%/postgresql_lock.c \
	%D%/postgresql_catalog.c \
	%D%/postgresql.h %D%/postgresql_expr.c %D%/postgresql_print.c \
	%D%/postgresql_probe.c \
	%D%/sqlite/array.c \
	%D%/sqlite/assess.c \
	%D%/sqlite/call.c \
	%D%/sqlite/cascade.c \
	%D%/sqlite/cast.c \
	%D%/sqlite/catalog.c \
	%D%/sqlite/clock.c \
	%D%/sqlite/column.c \
	%D%/sqlite/column_changes.c \
	%D%/sqlite/compare.c \
	%D%/sqlite/constraint_changes.c \
	%D%/sqlite/copy.c %D%/sqlite/copy.h \
	%D%/sqlite/count.c \
	%D%/sqlite/data.c \
	%D%/sqlite/domain.c \
	%D%/sqlite/each.c \
	%D%/sqlite/edit.c \
	%D%/sqlite/expr.c \
	%D%/sqlite/facts.c \
	%D%/sqlite/fold.c \
	%D%/sqlite/from.c \
	%D%/sqlite/function.c \
	%D%/sqlite/function_table.c \
	%D%/sqlite/grouping.c \
	%D%/sqlite/index.c \
	%D%/sqlite/interval.c %D%/sqlite/interval.h \
	%D%/sqlite/json.c %D%/sqlite/json.h \
	%D%/sqlite/json_change.c \
	%D%/sqlite/json_function.c \
	%D%/sqlite/literal.c \
	%D%/sqlite/match.c \
	%D%/sqlite/merge.c \
	%D%/sqlite/moving.c %D%/sqlite/moving.h \
	%D%/sqlite/name.c \
	%D%/sqlite/nextval.c \
	%D%/sqlite/ordered.c \
	%D%/sqlite/other.c \
	%D%/sqlite/partition.c \
	%D%/sqlite/partition_changes.c \
	%D%/sqlite/query.c %D%/sqlite/query.h \
	%D%/sqlite/rebuild.c \
	%D%/sqlite/regex.c %D%/sqlite/regex.h \
	%D%/sqlite/regex_class.c \
	%D%/sqlite/regex_print.c \
	%D%/sqlite/returning.c \
	%D%/sqlite/rows.c \
	%D%/sqlite/schema_changes.c \
	%D%/sqlite/setval.c \
	%D%/sqlite/split.c \
	%D%/sqlite/split_text.c \
	%D%/sqlite/stored.c \
	%D%/sqlite/string_function.c \
	%D%/sqlite/sqlite.c %D%/sqlite/sqlite.h \
	%D%/sqlite/subquery.c \
	%D%/sqlite/table.c \
	%D%/sqlite/table_changes.c \
	%D%/sqlite/template.c \
	%D%/sqlite/temporal.c \
	%D%/sqlite/time.c \
	%D%/sqlite/to_char.c \
	%D%/sqlite/trigger.c \
	%D%/sqlite/trigger_changes.c \
	%D%/sqlite/type.c %D%/sqlite/type.h \
	%D%/sqlite/type_changes.c \
	%D%/sqlite/value.c \
	%D%/sqlite/view.c
