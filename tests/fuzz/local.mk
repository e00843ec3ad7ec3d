# Each target runs a fixed number of mutations of its seeds in `make check`; configured with
# --enable-libfuzzer, `make fuzz` lets libFuzzer find its way from these for FUZZ_SECONDS.
dn_fuzz_targets = %D%/fuzz_ini %D%/fuzz_url %D%/fuzz_script %D%/fuzz_revision %D%/fuzz_parse \
	%D%/fuzz_translate
if LIBFUZZER
dn_fuzz_main = %D%/libfuzzer.c %D%/fuzz.h
dn_fuzz_ldflags = -fsanitize=fuzzer
dn_fuzz_run = $(SHELL) $(srcdir)/%D%/run.sh $(srcdir) $(dn_fuzz_targets)
else
dn_fuzz_run = @echo 'configure with CC=clang --enable-libfuzzer' >&2; exit 1
dn_fuzz_main = %D%/standalone.c %D%/fuzz.h
TESTS += $(dn_fuzz_targets)
endif
check_PROGRAMS += $(dn_fuzz_targets)
EXTRA_DIST += %D%/libfuzzer.c %D%/standalone.c %D%/run.sh

%C%_fuzz_ini_SOURCES = %D%/fuzz_ini.c $(dn_fuzz_main)
%C%_fuzz_ini_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/%D%
%C%_fuzz_ini_LDFLAGS = $(AM_LDFLAGS) $(dn_fuzz_ldflags)
%C%_fuzz_ini_LDADD = $(dn_upto_config)

%C%_fuzz_script_SOURCES = %D%/fuzz_script.c $(dn_fuzz_main)
%C%_fuzz_script_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/%D%
%C%_fuzz_script_LDFLAGS = $(AM_LDFLAGS) $(dn_fuzz_ldflags)
%C%_fuzz_script_LDADD = $(dn_upto_sql) $(PG_QUERY_LIBS)

%C%_fuzz_revision_SOURCES = %D%/fuzz_revision.c $(dn_fuzz_main)
%C%_fuzz_revision_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/%D%
%C%_fuzz_revision_LDFLAGS = $(AM_LDFLAGS) $(dn_fuzz_ldflags)
%C%_fuzz_revision_LDADD = $(dn_upto_history)

%C%_fuzz_parse_SOURCES = %D%/fuzz_parse.c $(dn_fuzz_main) \
	%D%/../sql/dump.c %D%/../sql/dump.h
%C%_fuzz_parse_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/%D%
%C%_fuzz_parse_LDFLAGS = $(AM_LDFLAGS) $(dn_fuzz_ldflags)
%C%_fuzz_parse_LDADD = $(dn_upto_sql) $(PG_QUERY_LIBS)

%C%_fuzz_url_SOURCES = %D%/fuzz_url.c $(dn_fuzz_main)
%C%_fuzz_url_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/%D%
%C%_fuzz_url_LDFLAGS = $(AM_LDFLAGS) $(dn_fuzz_ldflags)
%C%_fuzz_url_LDADD = $(dn_upto_base)

%C%_fuzz_translate_SOURCES = %D%/fuzz_translate.c %D%/tokens.c $(dn_fuzz_main) \
	%D%/../dialect/translate.c %D%/../dialect/translate.h
%C%_fuzz_translate_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/%D%
%C%_fuzz_translate_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS)
%C%_fuzz_translate_LDFLAGS = $(AM_LDFLAGS) $(dn_fuzz_ldflags)
%C%_fuzz_translate_LDADD = $(dn_upto_dialect) $(SQLITE_LIBS)

fuzz: $(dn_fuzz_targets)
	$(dn_fuzz_run)
