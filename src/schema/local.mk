noinst_LTLIBRARIES += %D%/libschema.la
%C%_libschema_la_SOURCES = \
	%D%/apply.c %D%/apply.h \
	%D%/apply_column.c \
	%D%/apply_constraint.c \
	%D%/apply_data.c \
	%D%/apply_domain.c \
	%D%/apply_index.c \
	%D%/apply_like.c \
	%D%/apply_opaque.c \
	%D%/apply_partition.c \
	%D%/apply_reference.c \
	%D%/apply_rule.c \
	%D%/apply_schema.c \
	%D%/apply_sequence.c \
	%D%/apply_unsure.c \
	%D%/apply_table.c \
	%D%/apply_together.c \
	%D%/apply_trigger.c \
	%D%/apply_type.c \
	%D%/apply_value.c \
	%D%/apply_view.c \
	%D%/change.h \
	%D%/condition.c %D%/condition.h \
	%D%/condition_answer.c \
	%D%/condition_row.c \
	%D%/condition_trait.c \
	%D%/copy.c \
	%D%/diff.c %D%/diff.h \
	%D%/diff_column.c \
	%D%/diff_constraint.c \
	%D%/diff_same.c \
	%D%/diff_sequence.c \
	%D%/diffs.h \
	%D%/edit.c %D%/edit.h \
	%D%/edit_type.c \
	%D%/equal.c \
	%D%/expr.c %D%/expr.h \
	%D%/flat.c \
	%D%/follow.c \
	%D%/infer.c %D%/infer.h \
	%D%/infer_function.c \
	%D%/kin.c %D%/kin.h \
	%D%/model.c %D%/model.h \
	%D%/name.c %D%/name.h \
	%D%/order.c \
	%D%/query.c %D%/query.h \
	%D%/quote.c \
	%D%/reader.c %D%/reader.h \
	%D%/rename.c \
	%D%/resolve.c %D%/resolve.h \
	%D%/resolve_each.c \
	%D%/resolve_from.c \
	%D%/resolve_row.c \
	%D%/type.c %D%/type.h \
	%D%/updatable.c \
	%D%/value_set.c \
	%D%/visit.c \
	%D%/view.c %D%/view.h \
	%D%/words.c %D%/words.h
