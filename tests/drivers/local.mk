# The registry, the drivers and what is to be seen of them.
dn_drivers_ldadd = $(dn_test_ldadd) $(dn_upto_contract) -lpthread
dn_drivers_support = %D%/drv.c %D%/drv.h

check_PROGRAMS += %D%/test_contract
TESTS += %D%/test_contract
%C%_test_contract_SOURCES = %D%/test_contract.c $(dn_drivers_support)
%C%_test_contract_CPPFLAGS = $(dn_test_cppflags)
%C%_test_contract_LDADD = $(dn_drivers_ldadd)

check_PROGRAMS += %D%/test_batch
TESTS += %D%/test_batch
%C%_test_batch_SOURCES = %D%/test_batch.c $(dn_drivers_support)
%C%_test_batch_CPPFLAGS = $(dn_test_cppflags)
%C%_test_batch_LDADD = $(dn_drivers_ldadd)

check_PROGRAMS += %D%/test_postgresql
TESTS += %D%/test_postgresql
%C%_test_postgresql_SOURCES = %D%/test_postgresql.c $(dn_drivers_support)
%C%_test_postgresql_CPPFLAGS = $(dn_test_cppflags)
%C%_test_postgresql_LDADD = $(dn_drivers_ldadd)

check_PROGRAMS += %D%/test_connect
TESTS += %D%/test_connect
%C%_test_connect_SOURCES = %D%/test_connect.c $(dn_drivers_support)
%C%_test_connect_CPPFLAGS = $(dn_test_cppflags)
%C%_test_connect_LDADD = $(dn_drivers_ldadd)

check_PROGRAMS += %D%/test_sqlite
TESTS += %D%/test_sqlite
%C%_test_sqlite_SOURCES = %D%/test_sqlite.c $(dn_drivers_support)
%C%_test_sqlite_CPPFLAGS = $(dn_test_cppflags)
%C%_test_sqlite_LDADD = $(dn_drivers_ldadd)

check_PROGRAMS += %D%/test_modules
TESTS += %D%/test_modules
%C%_test_modules_SOURCES = %D%/test_modules.c $(dn_drivers_support)
%C%_test_modules_CPPFLAGS = $(dn_test_cppflags) -DDN_TEST_BUILDDIR='"$(abs_builddir)"'
%C%_test_modules_LDADD = $(dn_drivers_ldadd)

check_PROGRAMS += %D%/test_pkglibdir
TESTS += %D%/test_pkglibdir
%C%_test_pkglibdir_SOURCES = %D%/test_pkglibdir.c src/engine/driver.c $(dn_drivers_support)
%C%_test_pkglibdir_CPPFLAGS = $(dn_test_cppflags) -UDN_DRIVER_DIR \
	-DDN_DRIVER_DIR='"$(abs_builddir)/tests/drivers/.libs"'
%C%_test_pkglibdir_LDADD = $(dn_drivers_ldadd)

# Modules with one fault each, and one that is only newer.  -rpath makes libtool build them shared.
dn_bad_ldflags = $(AM_LDFLAGS) -module -avoid-version -shared -rpath /nowhere

check_LTLIBRARIES += %D%/badabi.la
%C%_badabi_la_SOURCES = %D%/bad_module.c
%C%_badabi_la_CPPFLAGS = $(AM_CPPFLAGS) -DBAD_NAME='"badabi"' -DBAD_SCHEME='"badabi"' -DBAD_MAJOR=2 -DBAD_MINOR=7
%C%_badabi_la_LIBADD = libdunlin.la
%C%_badabi_la_LDFLAGS = $(dn_bad_ldflags)

check_LTLIBRARIES += %D%/badsize.la
%C%_badsize_la_SOURCES = %D%/bad_module.c
%C%_badsize_la_CPPFLAGS = $(AM_CPPFLAGS) -DBAD_NAME='"badsize"' -DBAD_SCHEME='"badsize"' -DBAD_SIZE=16
%C%_badsize_la_LIBADD = libdunlin.la
%C%_badsize_la_LDFLAGS = $(dn_bad_ldflags)

check_LTLIBRARIES += %D%/badexec.la
%C%_badexec_la_SOURCES = %D%/bad_module.c
%C%_badexec_la_CPPFLAGS = $(AM_CPPFLAGS) -DBAD_NAME='"badexec"' -DBAD_SCHEME='"badexec"' -DBAD_EXEC=NULL
%C%_badexec_la_LIBADD = libdunlin.la
%C%_badexec_la_LDFLAGS = $(dn_bad_ldflags)

check_LTLIBRARIES += %D%/badname.la
%C%_badname_la_SOURCES = %D%/bad_module.c
%C%_badname_la_CPPFLAGS = $(AM_CPPFLAGS) -DBAD_NAME='"other"' -DBAD_SCHEME='"badname"'
%C%_badname_la_LIBADD = libdunlin.la
%C%_badname_la_LDFLAGS = $(dn_bad_ldflags)

check_LTLIBRARIES += %D%/badscheme.la
%C%_badscheme_la_SOURCES = %D%/bad_module.c
%C%_badscheme_la_CPPFLAGS = $(AM_CPPFLAGS) -DBAD_NAME='"badscheme"' -DBAD_SCHEME='"other"'
%C%_badscheme_la_LIBADD = libdunlin.la
%C%_badscheme_la_LDFLAGS = $(dn_bad_ldflags)

check_LTLIBRARIES += %D%/badentry.la
%C%_badentry_la_SOURCES = %D%/bad_module.c
%C%_badentry_la_CPPFLAGS = $(AM_CPPFLAGS) -DBAD_NAME='"badentry"' -DBAD_SCHEME='"badentry"' -DBAD_SYMBOL=other_entry
%C%_badentry_la_LIBADD = libdunlin.la
%C%_badentry_la_LDFLAGS = $(dn_bad_ldflags)

check_LTLIBRARIES += %D%/newer.la
%C%_newer_la_SOURCES = %D%/bad_module.c
%C%_newer_la_CPPFLAGS = $(AM_CPPFLAGS) -DBAD_NAME='"newer"' -DBAD_SCHEME='"newer"' -DBAD_MINOR=99 -DBAD_SIZE=4096
%C%_newer_la_LIBADD = libdunlin.la
%C%_newer_la_LDFLAGS = $(dn_bad_ldflags)
