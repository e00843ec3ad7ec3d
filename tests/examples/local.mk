# Against what `make install` makes: headers, library, pkg-config's file, modules, command.
dn_examples = %D%/installed.sh
AM_TESTS_ENVIRONMENT += SAN_CFLAGS='$(SAN_CFLAGS)'; export SAN_CFLAGS;
TESTS += $(dn_examples)
EXTRA_DIST += $(dn_examples) \
	examples/driver-null/Makefile examples/driver-null/null.c \
	examples/app/Makefile examples/app/pq.c examples/app/sqlite.c \
	examples/app/migrations/dunlin.ini \
	examples/app/migrations/versions/001_notes.sql \
	examples/app/migrations/versions/002_notes_have_a_state.sql

# What is not to be seen from an example: how a connection is given back.
if HAVE_CUNIT
if BUILTIN_DRIVER_SQLITE
if DRIVER_POSTGRESQL
check_PROGRAMS += %D%/test_handles
TESTS += %D%/test_handles
%C%_test_handles_SOURCES = %D%/test_handles.c
%C%_test_handles_CPPFLAGS = $(dn_test_cppflags) -DDN_TEST_INI='"$(abs_srcdir)/examples/app/migrations/dunlin.ini"'
%C%_test_handles_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS) $(POSTGRESQL_CFLAGS)
%C%_test_handles_LDADD = $(dn_test_ldadd) libdunlin.la $(SQLITE_LIBS) $(POSTGRESQL_LIBS) -lpthread
endif
endif
endif
