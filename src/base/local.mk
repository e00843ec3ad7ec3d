noinst_LTLIBRARIES += %D%/libbase.la
%C%_libbase_la_SOURCES = \
	%D%/version.c \
	%D%/arena.c %D%/arena.h \
	%D%/columns.c \
	%D%/buf.c %D%/buf.h \
	%D%/clock.c %D%/clock.h \
	%D%/elf.c \
	%D%/error.c %D%/error.h \
	%D%/exec.c \
	%D%/file.c %D%/file.h \
	%D%/hash.c %D%/hash.h \
	%D%/log.c %D%/log.h \
	%D%/map.c %D%/map.h \
	%D%/mem.c %D%/mem.h \
	%D%/nearest.c \
	%D%/process.c %D%/process.h \
	%D%/redact.c \
	%D%/source.c %D%/source.h \
	%D%/threads.c %D%/threads.h \
	%D%/url.c %D%/url.h \
	%D%/url_parts.c %D%/url_parts.h \
	%D%/zone.c %D%/zone.h
%C%_libbase_la_CFLAGS = $(AM_CFLAGS) $(MD_CFLAGS)
%C%_libbase_la_LIBADD = $(TALLOC_LIBS) $(MD_LIBS)
