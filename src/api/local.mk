noinst_LTLIBRARIES += %D%/libapi.la
%C%_libapi_la_SOURCES = \
	%D%/assess.c \
	%D%/compare.c \
	%D%/create.c \
	%D%/direct.c \
	%D%/derived.c \
	%D%/drivers.c \
	%D%/ensure.c \
	%D%/handle.c \
	%D%/hooks.c \
	%D%/list.c \
	%D%/loss.c \
	%D%/rewrite.c \
	%D%/recover.c \
	%D%/lock.c \
	%D%/mask.c \
	%D%/migrate.c \
	%D%/plan.c \
	%D%/project.c %D%/project.h \
	%D%/scratch.c %D%/scratch.h \
	%D%/settings.c \
	%D%/stamp.c \
	%D%/status.c \
	%D%/translate.c \
	%D%/undo.c \
	%D%/verify.c \
	%D%/words.c
nodist_%C%_libapi_la_SOURCES = %D%/template.h

# `dunlin init` writes the template that the shipped history uses.
%D%/template.h: $(srcdir)/migrations/script.sql.in
	@$(MKDIR_P) $(@D)
	$(AM_V_GEN){ echo '/* Generated from migrations/script.sql.in. */'; \
	  echo 'static const char dn_template[] ='; \
	  sed -e 's/[\\"]/\\&/g' -e 's/.*/    "&\\n"/' $<; echo '    "";'; } >$@.tmp && mv $@.tmp $@
BUILT_SOURCES += %D%/template.h
CLEANFILES += %D%/template.h
%D%/libapi_la-create.lo: %D%/template.h
