dn_driver_postgresql_sources = \
	%D%/adopt.c \
	%D%/batch.c \
	%D%/cancel.c \
	%D%/copy.c \
	%D%/driver.c \
	%D%/error.c \
	%D%/open.c \
	%D%/params.c \
	%D%/pg.h \
	%D%/pg_fields.h \
	%D%/refusal.c \
	%D%/send.c \
	%D%/wait.c

if BUILTIN_DRIVER_POSTGRESQL
noinst_LTLIBRARIES += %D%/libpostgresql.la
%C%_libpostgresql_la_SOURCES = $(dn_driver_postgresql_sources)
%C%_libpostgresql_la_CPPFLAGS = $(AM_CPPFLAGS) -DDUNLIN_DRIVER_BUILTIN
%C%_libpostgresql_la_CFLAGS = $(AM_CFLAGS) $(POSTGRESQL_CFLAGS)
%C%_libpostgresql_la_LIBADD = $(POSTGRESQL_LIBS)
dn_builtin_drivers += %D%/libpostgresql.la
endif

if MODULE_DRIVER_POSTGRESQL
dndriver_LTLIBRARIES += %D%/postgresql.la
%C%_postgresql_la_SOURCES = $(dn_driver_postgresql_sources)
%C%_postgresql_la_CFLAGS = $(AM_CFLAGS) $(POSTGRESQL_CFLAGS)
%C%_postgresql_la_LIBADD = libdunlin.la $(POSTGRESQL_LIBS)
%C%_postgresql_la_LDFLAGS = $(AM_LDFLAGS) -module -avoid-version -shared
endif
