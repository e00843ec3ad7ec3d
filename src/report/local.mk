noinst_LTLIBRARIES += %D%/libreport.la
%C%_libreport_la_SOURCES = \
	%D%/contract.c \
	%D%/drivers.c %D%/drivers.h \
	%D%/event.c \
	%D%/event_json.c \
	%D%/fidelity.c \
	%D%/form.c %D%/form.h \
	%D%/frozen.c %D%/frozen.h \
	%D%/diagram.c \
	%D%/graph.c \
	%D%/item.h \
	%D%/json.c %D%/json.h \
	%D%/lock.c \
	%D%/merge.c \
	%D%/plan.c %D%/plan.h \
	%D%/plan_json.c \
	%D%/plan_steps.c \
	%D%/plan_summary.c \
	%D%/report.h \
	%D%/revisions.c \
	%D%/settings.c \
	%D%/status.c \
	%D%/style.c %D%/style.h \
	%D%/templates.c \
	%D%/verify.c
%C%_libreport_la_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
%C%_libreport_la_LIBADD = $(JANSSON_LIBS)
