# libdbi brings the client libraries: their headers are used here, and not one of their symbols.
dn_driver_dbi_sources = \
	%D%/dbi.h \
	%D%/driver.c \
	%D%/mysql.c \
	%D%/mysql.h \
	%D%/mysql_error.c \
	%D%/mysql_params.c \
	%D%/mysql_run.c \
	%D%/open.c \
	%D%/pgsql.c \
	%D%/pgsql.h \
	%D%/pgsql_run.c \
	%D%/sqlite3.c
# What a failure means is the same whichever way it comes.
dn_driver_dbi_cppflags = $(AM_CPPFLAGS) -I$(srcdir)/drivers/postgresql -I$(srcdir)/drivers/sqlite

if BUILTIN_DRIVER_DBI
noinst_LTLIBRARIES += %D%/libdbi.la
%C%_libdbi_la_SOURCES = $(dn_driver_dbi_sources)
%C%_libdbi_la_CPPFLAGS = $(dn_driver_dbi_cppflags) -DDUNLIN_DRIVER_BUILTIN
%C%_libdbi_la_CFLAGS = $(AM_CFLAGS) $(DBI_CFLAGS)
%C%_libdbi_la_LIBADD = -ldbi
dn_builtin_drivers += %D%/libdbi.la
endif

if MODULE_DRIVER_DBI
dndriver_LTLIBRARIES += %D%/dbi.la
%C%_dbi_la_SOURCES = $(dn_driver_dbi_sources)
%C%_dbi_la_CPPFLAGS = $(dn_driver_dbi_cppflags)
%C%_dbi_la_CFLAGS = $(AM_CFLAGS) $(DBI_CFLAGS)
%C%_dbi_la_LIBADD = libdunlin.la -ldbi
%C%_dbi_la_LDFLAGS = $(AM_LDFLAGS) -module -avoid-version -shared
endif
