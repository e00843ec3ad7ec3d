check_PROGRAMS += %D%/test_dialect
TESTS += %D%/test_dialect
%C%_test_dialect_SOURCES = \
	%D%/suites.h \
	%D%/translate.c %D%/translate.h \
	%D%/translate_check.c %D%/translate_check.h \
	%D%/test_behaviour.c \
	%D%/test_dialect.c \
	%D%/test_edit.c \
	%D%/test_expressions.c \
	%D%/test_golden.c
%C%_test_dialect_CPPFLAGS = $(dn_test_cppflags) \
	-DDN_TOP='"$(abs_top_srcdir)"' \
	-DDN_GOLDEN='"$(abs_top_srcdir)/tests/golden/sqlite"' \
	-DDN_EXPRESSIONS='"$(abs_top_srcdir)/%D%/expressions.tsv"'
%C%_test_dialect_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS)
%C%_test_dialect_LDADD = $(dn_test_ldadd) $(dn_upto_dialect) $(SQLITE_LIBS)
TESTS += %D%/mysql_alter.sh %D%/mysql_golden.sh
EXTRA_DIST += tests/golden/sqlite %D%/expressions.tsv %D%/mysql_golden.sh tests/golden/mysql \
	%D%/mysql_alter.cases %D%/mysql_alter.py %D%/mysql_alter.sh %D%/mysql_refused.tsv
