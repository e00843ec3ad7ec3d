noinst_LTLIBRARIES += %D%/libplan.la
%C%_libplan_la_SOURCES = \
	%D%/plan.c %D%/plan.h
