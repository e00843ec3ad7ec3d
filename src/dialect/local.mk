noinst_LTLIBRARIES += %D%/libdialect.la
%C%_libdialect_la_SOURCES = \
	%D%/dialect.h
