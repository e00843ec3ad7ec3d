# All but main() is a convenience library, for the tests of options and messages.
noinst_LTLIBRARIES += %D%/libcli.la
%C%_libcli_la_SOURCES = \
	%D%/bar.c %D%/bar.h \
	%D%/command.h %D%/commands.c \
	%D%/complete.c \
	%D%/excerpt.c \
	%D%/help.c \
	%D%/library.c \
	%D%/message.c %D%/message.h \
	%D%/options.c %D%/options.h \
	%D%/progress.c %D%/progress.h \
	%D%/terminal.c %D%/terminal.h \
	%D%/branches.c \
	%D%/check.c \
	%D%/config.c \
	%D%/current.c \
	%D%/downgrade.c \
	%D%/driver_test.c \
	%D%/drivers.c \
	%D%/edit.c \
	%D%/ensure_version.c \
	%D%/heads.c \
	%D%/history.c \
	%D%/init.c \
	%D%/list_templates.c \
	%D%/lock.c \
	%D%/merge.c \
	%D%/plan.c \
	%D%/rebase.c \
	%D%/revision.c \
	%D%/show.c \
	%D%/squash.c \
	%D%/stamp.c \
	%D%/status.c \
	%D%/translate.c \
	%D%/upgrade.c \
	%D%/verify.c

bin_PROGRAMS += dunlin
dunlin_SOURCES = %D%/main.c
dunlin_LDADD = %D%/libcli.la libdunlin.la
