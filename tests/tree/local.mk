# The tree's own rules, and what the built library looks like from outside.
AM_TESTS_ENVIRONMENT += \
	CC='$(CC)'; export CC; NM='$(NM)'; export NM; AWK='$(AWK)'; export AWK; \
	TREE_CFLAGS='$(TALLOC_CFLAGS)'; export TREE_CFLAGS;

dn_tree_tests = %D%/rooms.sh %D%/headers.sh %D%/symbols.sh %D%/man.sh %D%/notices.sh
TESTS += $(dn_tree_tests)
EXTRA_DIST += $(dn_tree_tests) %D%/code.awk tests/support/tap.sh

check_PROGRAMS += %D%/print_options %D%/test_collide %D%/test_collide_dlopen
%C%_print_options_SOURCES = %D%/print_options.c
%C%_print_options_LDADD = src/cli/libcli.la libdunlin.la

TESTS += %D%/test_collide %D%/test_collide_dlopen
%C%_test_collide_SOURCES = %D%/test_collide.c
%C%_test_collide_LDFLAGS = $(AM_LDFLAGS) -export-dynamic
%C%_test_collide_LDADD = libdunlin.la
%C%_test_collide_dlopen_SOURCES = %D%/test_collide.c
%C%_test_collide_dlopen_CPPFLAGS = $(AM_CPPFLAGS) -DCOLLIDE_DLOPEN
%C%_test_collide_dlopen_LDFLAGS = $(AM_LDFLAGS) -export-dynamic

# The programs of the tests, not the scripts, under valgrind.  It takes half a second to map and
# unmap the parser's stack of 256 MB, so the C library is told to keep it.
VALGRIND_SUPPRESSIONS_FILES = $(srcdir)/tests/support/valgrind.supp
EXTRA_DIST += tests/support/valgrind.supp
.PHONY: check-memcheck
check-memcheck:
	@programs=; for t in $(TESTS); do \
	  case $$t in *.sh) ;; *) programs="$$programs $$t" ;; esac; done; \
	GLIBC_TUNABLES=glibc.pthread.stack_cache_size=1073741824; export GLIBC_TUNABLES; \
	$(MAKE) $(AM_MAKEFLAGS) check-valgrind-memcheck TESTS="$$programs"
