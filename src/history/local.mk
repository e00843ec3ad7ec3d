noinst_LTLIBRARIES += %D%/libhistory.la
%C%_libhistory_la_SOURCES = \
	%D%/build.c %D%/build.h \
	%D%/connect.c \
	%D%/create.c \
	%D%/current.c \
	%D%/cut.c \
	%D%/directive.c %D%/directive.h \
	%D%/directory.c \
	%D%/graph.c %D%/graph.h \
	%D%/id.c \
	%D%/listing.c \
	%D%/load.c \
	%D%/name.c %D%/name.h \
	%D%/offline.c \
	%D%/placeholder.c %D%/placeholder.h \
	%D%/publish.c \
	%D%/range.c \
	%D%/rebase.c \
	%D%/revision.c \
	%D%/section.c \
	%D%/squash.c \
	%D%/steps.c \
	%D%/target.c %D%/target.h \
	%D%/version.c \
	%D%/walk.c \
	%D%/history.h \
	%D%/revision.h
