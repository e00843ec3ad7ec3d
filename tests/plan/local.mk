check_PROGRAMS += %D%/test_derive %D%/test_online %D%/test_plan %D%/test_split
TESTS += %D%/test_derive %D%/test_online %D%/test_plan %D%/test_split
%C%_test_derive_SOURCES = %D%/test_derive.c
%C%_test_derive_CPPFLAGS = $(dn_test_cppflags)
%C%_test_derive_LDADD = $(dn_test_ldadd) $(dn_upto_plan)
%C%_test_online_SOURCES = %D%/test_online.c
%C%_test_online_CPPFLAGS = $(dn_test_cppflags)
%C%_test_online_LDADD = $(dn_test_ldadd) $(dn_upto_plan)
%C%_test_plan_SOURCES = %D%/test_plan.c
%C%_test_plan_CPPFLAGS = $(dn_test_cppflags)
%C%_test_plan_LDADD = $(dn_test_ldadd) $(dn_upto_plan)
%C%_test_split_SOURCES = %D%/test_split.c
%C%_test_split_CPPFLAGS = $(dn_test_cppflags)
%C%_test_split_LDADD = $(dn_test_ldadd) $(dn_upto_plan)

if DRIVER_POSTGRESQL
check_PROGRAMS += %D%/test_classify
TESTS += %D%/test_classify
%C%_test_classify_SOURCES = %D%/test_classify.c
%C%_test_classify_CPPFLAGS = $(dn_test_cppflags)
%C%_test_classify_CFLAGS = $(AM_CFLAGS) $(POSTGRESQL_CFLAGS)
%C%_test_classify_LDADD = $(dn_test_ldadd) $(dn_upto_plan) $(POSTGRESQL_LIBS)
endif

dn_plan_scripts = %D%/fold.sh %D%/look.sh %D%/plan_postgresql.sh %D%/plan_sqlite.sh
TESTS += $(dn_plan_scripts)
EXTRA_DIST += tests/golden/online $(dn_plan_scripts) %D%/plan.inc %D%/fold.awk
