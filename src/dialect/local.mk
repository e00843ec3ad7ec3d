noinst_LTLIBRARIES += %D%/libdialect.la
%C%_libdialect_la_SOURCES = \
	%D%/assess.c %D%/assess.h \
	%D%/dialect.c %D%/dialect.h \
	%D%/dialects.h \
	%D%/violation.h \
	%D%/common/cannot.c \
	%D%/common/common.h \
	%D%/common/copy.c %D%/common/copy.h \
	%D%/common/domain.c \
	%D%/common/grouping.c %D%/common/grouping.h \
	%D%/common/merge.c %D%/common/merge.h \
	%D%/common/moment.c %D%/common/moment.h \
	%D%/common/moving.c %D%/common/moving.h \
	%D%/common/random.c \
	%D%/common/relation.c \
	%D%/common/split.c %D%/common/split.h \
	%D%/common/template.c \
	%D%/common/time.c \
	%D%/common/value.c %D%/common/value.h \
	%D%/common/value_json.c \
	%D%/common/value_jsonb.c \
	%D%/mysql/emit.c \
	%D%/mysql/mysql.c %D%/mysql/mysql.h \
	%D%/mysql/name.c \
	%D%/mysql/probe.c \
	%D%/mysql/session.c %D%/mysql/session.h \
	%D%/mysql/split.c \
	%D%/mysql/changes/alter.c \
	%D%/mysql/changes/changes.h \
	%D%/mysql/changes/gone.c \
	%D%/mysql/changes/other.c \
	%D%/mysql/changes/partition.c \
	%D%/mysql/changes/rename.c \
	%D%/mysql/changes/retype.c \
	%D%/mysql/expr/call.c \
	%D%/mysql/expr/cast.c \
	%D%/mysql/expr/expr.c %D%/mysql/expr/expr.h \
	%D%/mysql/expr/function.c \
	%D%/mysql/expr/integer.c \
	%D%/mysql/expr/json.c \
	%D%/mysql/expr/json_make.c \
	%D%/mysql/expr/json_match.c \
	%D%/mysql/expr/json_path.c \
	%D%/mysql/expr/literal.c \
	%D%/mysql/expr/operator.c \
	%D%/mysql/expr/regexp.c \
	%D%/mysql/expr/string.c \
	%D%/mysql/expr/temporal.c \
	%D%/mysql/expr/text.c \
	%D%/mysql/expr/to_char.c \
	%D%/mysql/rows/conflict.c \
	%D%/mysql/rows/data.c \
	%D%/mysql/rows/each.c \
	%D%/mysql/rows/from.c \
	%D%/mysql/rows/full.c \
	%D%/mysql/rows/merge.c \
	%D%/mysql/rows/moving.c %D%/mysql/rows/moving.h \
	%D%/mysql/rows/query.c \
	%D%/mysql/rows/reform.c \
	%D%/mysql/rows/returning.c \
	%D%/mysql/rows/rows.c %D%/mysql/rows/rows.h \
	%D%/mysql/rows/self.c \
	%D%/mysql/rows/twice.c \
	%D%/mysql/table/catalog.c \
	%D%/mysql/table/column.c \
	%D%/mysql/table/constraint.c \
	%D%/mysql/table/enum.c \
	%D%/mysql/table/foreign.c \
	%D%/mysql/table/how.c \
	%D%/mysql/table/index.c \
	%D%/mysql/table/key.c \
	%D%/mysql/table/length.c \
	%D%/mysql/table/more.c \
	%D%/mysql/table/objects.c \
	%D%/mysql/table/reshape.c \
	%D%/mysql/table/sequence.c \
	%D%/mysql/table/shape.c \
	%D%/mysql/table/table.h \
	%D%/mysql/table/trigger.c \
	%D%/mysql/table/type.c \
	%D%/mysql/table/width.c \
	%D%/postgresql/catalog.c \
	%D%/postgresql/each.c \
	%D%/postgresql/expr.c \
	%D%/postgresql/lock.c \
	%D%/postgresql/postgresql.c %D%/postgresql/postgresql.h \
	%D%/postgresql/print.c \
	%D%/postgresql/probe.c %D%/postgresql/probe.h \
	%D%/postgresql/retype.c \
	%D%/postgresql/violation.c \
	%D%/postgresql/words.c \
	%D%/sqlite/assess.c \
	%D%/sqlite/dangling.c \
	%D%/sqlite/extent.c \
	%D%/sqlite/fold.c \
	%D%/sqlite/name.c \
	%D%/sqlite/split.c \
	%D%/sqlite/sqlite.c %D%/sqlite/sqlite.h \
	%D%/sqlite/waiting.c \
	%D%/sqlite/changes/changes.h \
	%D%/sqlite/changes/column_changes.c \
	%D%/sqlite/changes/column_type.c \
	%D%/sqlite/changes/constraint_changes.c \
	%D%/sqlite/changes/other.c \
	%D%/sqlite/changes/partition_changes.c \
	%D%/sqlite/changes/schema_changes.c \
	%D%/sqlite/changes/sequence_changes.c \
	%D%/sqlite/changes/table_changes.c \
	%D%/sqlite/changes/trigger_changes.c \
	%D%/sqlite/changes/type_changes.c \
	%D%/sqlite/expr/array.c \
	%D%/sqlite/expr/call.c \
	%D%/sqlite/expr/cast.c \
	%D%/sqlite/expr/clock.c \
	%D%/sqlite/expr/compare.c \
	%D%/sqlite/expr/double.c \
	%D%/sqlite/expr/either.c \
	%D%/sqlite/expr/expr.c %D%/sqlite/expr/expr.h \
	%D%/sqlite/expr/form.c \
	%D%/sqlite/expr/function.c \
	%D%/sqlite/expr/function_table.c \
	%D%/sqlite/expr/interval.c %D%/sqlite/expr/interval.h \
	%D%/sqlite/expr/json.c %D%/sqlite/expr/json.h \
	%D%/sqlite/expr/json_change.c \
	%D%/sqlite/expr/json_function.c \
	%D%/sqlite/expr/json_path.c \
	%D%/sqlite/expr/literal.c \
	%D%/sqlite/expr/match.c \
	%D%/sqlite/expr/nextval.c \
	%D%/sqlite/expr/ordered.c \
	%D%/sqlite/expr/regex.c %D%/sqlite/expr/regex.h \
	%D%/sqlite/expr/regex_class.c \
	%D%/sqlite/expr/regex_print.c \
	%D%/sqlite/expr/span.c \
	%D%/sqlite/expr/split_text.c \
	%D%/sqlite/expr/string_function.c \
	%D%/sqlite/expr/subquery.c \
	%D%/sqlite/expr/template.c \
	%D%/sqlite/expr/temporal.c \
	%D%/sqlite/expr/to_char.c \
	%D%/sqlite/expr/to_date.c \
	%D%/sqlite/expr/to_char_number.c \
	%D%/sqlite/rows/asked.c \
	%D%/sqlite/rows/cascade.c \
	%D%/sqlite/rows/data.c \
	%D%/sqlite/rows/each.c \
	%D%/sqlite/rows/excluded.c \
	%D%/sqlite/rows/from.c \
	%D%/sqlite/rows/grouping.c \
	%D%/sqlite/rows/merge.c \
	%D%/sqlite/rows/moving.c %D%/sqlite/rows/moving.h \
	%D%/sqlite/rows/numbers.c \
	%D%/sqlite/rows/query.c \
	%D%/sqlite/rows/raise.c \
	%D%/sqlite/rows/returning.c \
	%D%/sqlite/rows/rows.c %D%/sqlite/rows/rows.h \
	%D%/sqlite/rows/sets.c \
	%D%/sqlite/rows/setval.c \
	%D%/sqlite/rows/through.c \
	%D%/sqlite/rows/twice.c \
	%D%/sqlite/table/acting.c %D%/sqlite/table/acting.h \
	%D%/sqlite/table/catalog.c \
	%D%/sqlite/table/check.c \
	%D%/sqlite/table/column.c \
	%D%/sqlite/table/count.c \
	%D%/sqlite/table/crossing.c \
	%D%/sqlite/table/domain.c \
	%D%/sqlite/table/edit.c \
	%D%/sqlite/table/facts.c \
	%D%/sqlite/table/filled.c \
	%D%/sqlite/table/index.c \
	%D%/sqlite/table/known.c \
	%D%/sqlite/table/meets.c \
	%D%/sqlite/table/partition.c \
	%D%/sqlite/table/program.c %D%/sqlite/table/program.h \
	%D%/sqlite/table/program_names.c \
	%D%/sqlite/table/reach.c \
	%D%/sqlite/table/rebuild.c \
	%D%/sqlite/table/routine.c \
	%D%/sqlite/table/rule.c \
	%D%/sqlite/table/self.c \
	%D%/sqlite/table/some.c \
	%D%/sqlite/table/stored.c \
	%D%/sqlite/table/table.c %D%/sqlite/table/table.h \
	%D%/sqlite/table/trigger.c %D%/sqlite/table/trigger.h \
	%D%/sqlite/table/triggers.c \
	%D%/sqlite/table/type.c %D%/sqlite/table/type.h \
	%D%/sqlite/table/view.c \
	%D%/sqlite/table/without.c \
	%D%/sqlite/table/writing.c
