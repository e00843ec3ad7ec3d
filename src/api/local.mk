noinst_LTLIBRARIES += %D%/libapi.la
%C%_libapi_la_SOURCES = \
	%D%/against.c \
	%D%/assess.c \
	%D%/beside.c \
	%D%/compare.c \
	%D%/create.c \
	%D%/decide.c \
	%D%/direct.c \
	%D%/derived.c \
	%D%/drivers.c \
	%D%/ensure.c \
	%D%/handle.c \
	%D%/git.c %D%/git.h \
	%D%/hooks.c \
	%D%/large.c \
	%D%/layout.c \
	%D%/list.c \
	%D%/loss.c \
	%D%/rebase.c \
	%D%/rewrite.c \
	%D%/recover.c \
	%D%/lock.c \
	%D%/mask.c \
	%D%/migrate.c \
	%D%/plan.c \
	%D%/planning.c \
	%D%/precheck.c \
	%D%/project.c %D%/project.h \
	%D%/scratch.c %D%/scratch.h \
	%D%/script.c \
	%D%/settings.c \
	%D%/squash.c \
	%D%/stamp.c \
	%D%/stamp_script.c \
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
%D%/libapi_la-layout.lo: %D%/template.h
