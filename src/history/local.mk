noinst_LTLIBRARIES += %D%/libhistory.la
%C%_libhistory_la_SOURCES = \
	%D%/history.h \
	%D%/revision.h
