check_PROGRAMS += %D%/test_history
TESTS += %D%/test_history
%C%_test_history_SOURCES = \
	%D%/fixture.c %D%/fixture.h \
	%D%/suites.h \
	%D%/test_create.c \
	%D%/test_graph.c \
	%D%/test_history.c \
	%D%/test_revision.c \
	%D%/test_target.c
%C%_test_history_CPPFLAGS = $(dn_test_cppflags)
%C%_test_history_LDADD = $(dn_test_ldadd) $(dn_upto_history)

check_PROGRAMS += %D%/ask
%C%_ask_SOURCES = %D%/ask.c
%C%_ask_LDADD = $(dn_upto_history)
TESTS += %D%/alembic.sh
EXTRA_DIST += %D%/alembic.sh %D%/compare.py
EXTRA_DIST += tests/golden/checksums.tsv
