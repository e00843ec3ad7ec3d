dn_driver_sqlite_sources = \
	%D%/adopt.c \
	%D%/driver.c \
	%D%/error.c \
	%D%/open.c \
	%D%/sqlite.h \
	%D%/sqlite_codes.h

if BUILTIN_DRIVER_SQLITE
noinst_LTLIBRARIES += %D%/libsqlite.la
%C%_libsqlite_la_SOURCES = $(dn_driver_sqlite_sources)
%C%_libsqlite_la_CPPFLAGS = $(AM_CPPFLAGS) -DDUNLIN_DRIVER_BUILTIN
%C%_libsqlite_la_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS)
%C%_libsqlite_la_LIBADD = $(SQLITE_LIBS)
dn_builtin_drivers += %D%/libsqlite.la
endif

if MODULE_DRIVER_SQLITE
dndriver_LTLIBRARIES += %D%/sqlite.la
%C%_sqlite_la_SOURCES = $(dn_driver_sqlite_sources)
%C%_sqlite_la_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS)
%C%_sqlite_la_LIBADD = libdunlin.la $(SQLITE_LIBS)
%C%_sqlite_la_LDFLAGS = $(AM_LDFLAGS) -module -avoid-version -shared
endif
