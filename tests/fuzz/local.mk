# Each target runs a fixed number of mutations of its seeds in `make check`; HACKING.md says how to
# run it with libFuzzer.
EXTRA_DIST += %D%/fuzz.h
check_PROGRAMS += %D%/fuzz_ini
TESTS += %D%/fuzz_ini
%C%_fuzz_ini_SOURCES = %D%/fuzz_ini.c %D%/standalone.c
%C%_fuzz_ini_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/%D%
%C%_fuzz_ini_LDADD = $(dn_upto_config)
