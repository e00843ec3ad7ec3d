noinst_LTLIBRARIES += %D%/libreport.la
%C%_libreport_la_SOURCES = \
	%D%/json.h \
	%D%/report.h \
	%D%/revisions.c \
	%D%/status.c
%C%_libreport_la_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
%C%_libreport_la_LIBADD = $(JANSSON_LIBS)
