noinst_LTLIBRARIES += %D%/libhistory.la
%C%_libhistory_la_SOURCES = \
	%D%/create.c \
	%D%/directive.c %D%/directive.h \
	%D%/directory.c \
	%D%/graph.c %D%/graph.h \
	%D%/range.c \
	%D%/revision.c \
	%D%/section.c \
	%D%/target.c \
	%D%/version.c \
	%D%/history.h \
	%D%/revision.h
