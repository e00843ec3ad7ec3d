noinst_LTLIBRARIES += %D%/libplan.la
%C%_libplan_la_SOURCES = \
	%D%/assert.c %D%/precheck.c %D%/precheck.h %D%/touched.c %D%/cascade.c \
	%D%/choose.c \
	%D%/classify.c %D%/classify.h \
	%D%/control.c \
	%D%/derive.c %D%/derive.h \
	%D%/exact.c %D%/exact.h \
	%D%/derive_check.c %D%/derive_check.h \
	%D%/derive_replay.c %D%/derive_replay.h \
	%D%/fold.c %D%/fold.h \
	%D%/hazard.c \
	%D%/large.c %D%/large.h \
	%D%/locks.c \
	%D%/named.c \
	%D%/online/backfill.c \
	%D%/online/batch.c \
	%D%/online/column.c \
	%D%/online/constraint.c \
	%D%/online/form.c %D%/online/form.h \
	%D%/online/former.c %D%/online/former.h \
	%D%/online/index.c \
	%D%/online/key.c \
	%D%/online/null.c \
	%D%/online/partition.c \
	%D%/online/recipes.c \
	%D%/online/retype.c \
	%D%/pending.c \
	%D%/pieces.c \
	%D%/plan.c %D%/plan.h \
	%D%/planner.h \
	%D%/reduce.c %D%/reduce.h \
	%D%/replays.c %D%/replays.h \
	%D%/resume.c \
	%D%/retype.c \
	%D%/rules.c %D%/rules.h \
	%D%/segment.c %D%/segment.h \
	%D%/server.c %D%/server.h \
	%D%/split.c %D%/split.h \
	%D%/stable.c \
	%D%/steps.c \
	%D%/temporary.c \
	%D%/text.c
