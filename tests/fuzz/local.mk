# Each target runs a fixed number of mutations of its seeds in `make check`; HACKING.md says how to
# run it with libFuzzer.
EXTRA_DIST += %D%/fuzz.h
check_PROGRAMS += %D%/fuzz_ini
TESTS += %D%/fuzz_ini
%C%_fuzz_ini_SOURCES = %D%/fuzz_ini.c %D%/standalone.c
%C%_fuzz_ini_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/%D%
%C%_fuzz_ini_LDADD = $(dn_upto_config)

check_PROGRAMS += %D%/fuzz_script
TESTS += %D%/fuzz_script
%C%_fuzz_script_SOURCES = %D%/fuzz_script.c %D%/standalone.c
%C%_fuzz_script_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/%D%
%C%_fuzz_script_LDADD = $(dn_upto_sql) $(PG_QUERY_LIBS)

check_PROGRAMS += %D%/fuzz_revision
TESTS += %D%/fuzz_revision
%C%_fuzz_revision_SOURCES = %D%/fuzz_revision.c %D%/standalone.c
%C%_fuzz_revision_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/%D%
%C%_fuzz_revision_LDADD = $(dn_upto_history)

check_PROGRAMS += %D%/fuzz_parse
TESTS += %D%/fuzz_parse
%C%_fuzz_parse_SOURCES = %D%/fuzz_parse.c %D%/standalone.c \
	%D%/../sql/dump.c %D%/../sql/dump.h
%C%_fuzz_parse_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/%D%
%C%_fuzz_parse_LDADD = $(dn_upto_sql) $(PG_QUERY_LIBS)
