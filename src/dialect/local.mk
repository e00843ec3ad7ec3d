noinst_LTLIBRARIES += %D%/libdialect.la
%C%_libdialect_la_SOURCES = \
	%D%/dialect.h \
	%D%/sqlite/time.c \
	%D%/sqlite/type.c %D%/sqlite/type.h \
	%D%/sqlite/value.c
