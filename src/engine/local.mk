noinst_LTLIBRARIES += %D%/libengine.la
%C%_libengine_la_SOURCES = \
	%D%/adopt.c \
	%D%/await.c %D%/await.h \
	%D%/beside.c %D%/beside.h \
	%D%/driver.c %D%/driver.h \
	%D%/place.c %D%/place.h \
	%D%/pooler.c %D%/pooler.h \
	%D%/session.c %D%/session.h \
	%D%/settings.c \
	%D%/transaction.c \
	%D%/ask/dangling.c %D%/ask/dangling.h \
	%D%/ask/extent.c %D%/ask/extent.h \
	%D%/ask/look.c %D%/ask/look.h \
	%D%/ask/precheck.c %D%/ask/precheck.h \
	%D%/ask/size.c %D%/ask/size.h \
	%D%/ask/snapshot.c %D%/ask/snapshot.h \
	%D%/ask/stored.c %D%/ask/stored.h \
	%D%/ask/trial.c %D%/ask/trial.h \
	%D%/lock/heartbeat.c %D%/lock/heartbeat.h \
	%D%/lock/holder.c \
	%D%/lock/lease.c %D%/lock/lease.h \
	%D%/lock/lock.c %D%/lock/lock.h \
	%D%/run/batch.c %D%/run/batch.h \
	%D%/run/each.c %D%/run/each.h \
	%D%/run/partial.c \
	%D%/run/pipeline.c \
	%D%/run/resume.c %D%/run/resume.h \
	%D%/run/retry.c %D%/run/retry.h \
	%D%/run/run.c %D%/run/run.h \
	%D%/run/runner.c %D%/run/runner.h \
	%D%/run/segments.c \
	%D%/run/skipped.c \
	%D%/run/standby.c %D%/run/standby.h \
	%D%/run/undo.c \
	%D%/run/whole.c \
	%D%/script/offline.c %D%/script/offline.h \
	%D%/script/writer.c %D%/script/writer.h \
	%D%/store/cursor.c \
	%D%/store/journal.c \
	%D%/store/record.c \
	%D%/store/store.c %D%/store/store.h \
	%D%/tell/hear.c \
	%D%/tell/progress.c %D%/tell/progress.h \
	%D%/tell/progress_step.c \
	%D%/tell/sight.c \
	%D%/tell/telling.h \
	%D%/tell/watch.c %D%/tell/watch.h
nodist_%C%_libengine_la_SOURCES = %D%/builtin.h
