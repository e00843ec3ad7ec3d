noinst_LTLIBRARIES += %D%/libschema.la
%C%_libschema_la_SOURCES = \
	%D%/change.h \
	%D%/copy.c \
	%D%/edit.c %D%/edit.h \
	%D%/edit_type.c \
	%D%/flat.c \
	%D%/kin.c %D%/kin.h \
	%D%/mention.c %D%/mention.h \
	%D%/model.c %D%/model.h \
	%D%/name.c %D%/name.h \
	%D%/quote.c \
	%D%/rename.c \
	%D%/type.c %D%/type.h \
	%D%/visit.c \
	%D%/words.c %D%/words.h \
	%D%/apply/apply.c %D%/apply/apply.h \
	%D%/apply/column.c \
	%D%/apply/constraint.c \
	%D%/apply/data.c \
	%D%/apply/domain.c \
	%D%/apply/index.c \
	%D%/apply/like.c \
	%D%/apply/numbering.c \
	%D%/apply/opaque.c \
	%D%/apply/order.c \
	%D%/apply/partition.c \
	%D%/apply/reference.c \
	%D%/apply/rule.c \
	%D%/apply/schema.c \
	%D%/apply/sequence.c \
	%D%/apply/table.c \
	%D%/apply/together.c \
	%D%/apply/trigger.c \
	%D%/apply/type.c \
	%D%/apply/unsure.c \
	%D%/apply/value.c \
	%D%/apply/view.c \
	%D%/condition/answer.c \
	%D%/condition/condition.c %D%/condition/condition.h \
	%D%/condition/row.c \
	%D%/condition/trait.c \
	%D%/diff/column.c \
	%D%/diff/constraint.c \
	%D%/diff/diff.c %D%/diff/diff.h \
	%D%/diff/diffs.h \
	%D%/diff/same.c \
	%D%/diff/sequence.c \
	%D%/expr/equal.c \
	%D%/expr/expr.c %D%/expr/expr.h \
	%D%/expr/infer.c %D%/expr/infer.h \
	%D%/expr/infer_function.c \
	%D%/expr/value_set.c \
	%D%/query/follow.c \
	%D%/query/query.c %D%/query/query.h \
	%D%/query/label.c \
	%D%/query/reader.c %D%/query/reader.h \
	%D%/query/resolve.c %D%/query/resolve.h \
	%D%/query/resolve_each.c \
	%D%/query/resolve_from.c \
	%D%/query/resolve_row.c \
	%D%/query/updatable.c \
	%D%/query/view.c %D%/query/view.h
