noinst_LTLIBRARIES += %D%/libengine.la
%C%_libengine_la_SOURCES = \
	%D%/adopt.c \
	%D%/await.c %D%/await.h \
	%D%/batch.c %D%/batch.h \
	%D%/each.c %D%/each.h \
	%D%/trial.c %D%/trial.h \
	%D%/beside.c %D%/beside.h \
	%D%/cursor.c \
	%D%/dangling.c %D%/dangling.h \
	%D%/extent.c %D%/extent.h \
	%D%/precheck.c %D%/precheck.h \
	%D%/driver.c %D%/driver.h \
	%D%/hear.c \
	%D%/heartbeat.c %D%/heartbeat.h \
	%D%/holder.c \
	%D%/journal.c \
	%D%/lease.c %D%/lease.h \
	%D%/lock.c %D%/lock.h \
	%D%/look.c %D%/look.h \
	%D%/pooler.c %D%/pooler.h \
	%D%/partial.c \
	%D%/place.c %D%/place.h \
	%D%/progress.c %D%/progress_step.c %D%/sight.c %D%/telling.h %D%/progress.h \
	%D%/record.c \
	%D%/resume.c %D%/resume.h \
	%D%/retry.c %D%/retry.h \
	%D%/run.c %D%/run.h \
	%D%/runner.c %D%/runner.h \
	%D%/segments.c \
	%D%/offline.c %D%/offline.h \
	%D%/pipeline.c \
	%D%/session.c %D%/session.h \
	%D%/settings.c \
	%D%/skipped.c \
	%D%/size.c %D%/size.h \
	%D%/snapshot.c %D%/snapshot.h \
	%D%/store.c %D%/store.h \
	%D%/standby.c %D%/standby.h \
	%D%/stored.c %D%/stored.h \
	%D%/transaction.c \
	%D%/undo.c \
	%D%/watch.c %D%/watch.h \
	%D%/whole.c \
	%D%/writer.c %D%/writer.h
nodist_%C%_libengine_la_SOURCES = %D%/builtin.h
