TEST_EXTENSIONS = .sh
EXTRA_DIST += %D%/support/fetch.sh %D%/support/json.sh %D%/support/schema.py %D%/support/terminal.py \
	%D%/support/pg.sh %D%/support/pgbouncer.sh %D%/support/pgcluster.sh \
	%D%/support/maria.sh %D%/support/mariacluster.sh %D%/support/sqlite_facts.sh
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
SH_LOG_DRIVER = $(LOG_DRIVER)
AM_TESTS_ENVIRONMENT = \
	srcdir='$(srcdir)'; export srcdir; \
	DUNLIN='$(abs_builddir)/dunlin'; export DUNLIN; \
	DUNLIN_DRIVER_PATH='$(abs_builddir)/drivers/postgresql/.libs:$(abs_builddir)/drivers/sqlite/.libs:$(abs_builddir)/drivers/dbi/.libs'; \
	export DUNLIN_DRIVER_PATH;

# Preloaded into the command, which may be built with a sanitizer that it must not bring along.
check_LTLIBRARIES += %D%/support/killshim.la
%C%_support_killshim_la_SOURCES = %D%/support/killshim.c
%C%_support_killshim_la_CFLAGS = $(DN_CFLAGS) $(WARN_CFLAGS)
%C%_support_killshim_la_LDFLAGS = -module -avoid-version -shared -rpath /nowhere

check_LTLIBRARIES += %D%/support/powershim.la
%C%_support_powershim_la_SOURCES = %D%/support/powershim.c
%C%_support_powershim_la_CFLAGS = $(DN_CFLAGS) $(WARN_CFLAGS) $(SQLITE_CFLAGS)
%C%_support_powershim_la_LIBADD = $(SQLITE_LIBS)
%C%_support_powershim_la_LDFLAGS = -module -avoid-version -shared -rpath /nowhere

check_PROGRAMS += %D%/support/pgproxy
%C%_support_pgproxy_SOURCES = %D%/support/pgproxy.c

if HAVE_CUNIT
check_LTLIBRARIES += %D%/support/libdntest.la
%C%_support_libdntest_la_SOURCES = \
	%D%/support/dntest.c %D%/support/dntest.h \
	%D%/support/mariacluster.c %D%/support/mariacluster.h \
	%D%/support/pgcluster.c %D%/support/pgcluster.h
%C%_support_libdntest_la_CPPFLAGS = $(AM_CPPFLAGS) \
	-DDN_TEST_BUILDDIR='"$(abs_builddir)"' \
	-DDN_TEST_MARIACLUSTER='"$(abs_srcdir)/%D%/support/mariacluster.sh"' \
	-DDN_TEST_PGCLUSTER='"$(abs_srcdir)/%D%/support/pgcluster.sh"'
%C%_support_libdntest_la_CFLAGS = $(AM_CFLAGS) $(CUNIT_CFLAGS)
%C%_support_libdntest_la_LIBADD = $(CUNIT_LIBS)

dn_test_cppflags = $(AM_CPPFLAGS) -I$(srcdir)/%D%/support
dn_test_ldadd = %D%/support/libdntest.la

include $(srcdir)/%D%/base/local.mk
include $(srcdir)/%D%/config/local.mk
include $(srcdir)/%D%/schema/local.mk
include $(srcdir)/%D%/sql/local.mk
include $(srcdir)/%D%/dialect/local.mk
include $(srcdir)/%D%/history/local.mk
include $(srcdir)/%D%/drivers/local.mk
include $(srcdir)/%D%/plan/local.mk
include $(srcdir)/%D%/engine/local.mk
include $(srcdir)/%D%/contract/local.mk
include $(srcdir)/%D%/fuzz/local.mk
endif
include $(srcdir)/%D%/cli/local.mk
include $(srcdir)/%D%/tree/local.mk
include $(srcdir)/%D%/examples/local.mk
include $(srcdir)/%D%/histories/local.mk
include $(srcdir)/%D%/servers/local.mk

# The same for longer: what depends on the moment.
.PHONY: soak fuzz
soak:
	DUNLIN_TEST_KILLS=200 DUNLIN_TEST_ROUNDS=50 $(MAKE) $(AM_MAKEFLAGS) check \
		TESTS='%D%/engine/kill_random.sh %D%/engine/cut.sh %D%/engine/harm.sh %D%/engine/restart.sh %D%/engine/power.sh %D%/engine/lock_race.sh \
		%D%/engine/lock_session.sh %D%/engine/lock_transaction.sh'
	DUNLIN_TEST_MB=50 DUNLIN_TEST_REVISIONS=10000 $(MAKE) $(AM_MAKEFLAGS) check TESTS='%D%/engine/limits.sh'
