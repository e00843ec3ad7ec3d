noinst_LTLIBRARIES += %D%/libreport.la
%C%_libreport_la_SOURCES =
%C%_libreport_la_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
%C%_libreport_la_LIBADD = $(JANSSON_LIBS)
