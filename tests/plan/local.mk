check_PROGRAMS += %D%/test_plan
TESTS += %D%/test_plan
%C%_test_plan_SOURCES = %D%/test_plan.c
%C%_test_plan_CPPFLAGS = $(dn_test_cppflags)
%C%_test_plan_LDADD = $(dn_test_ldadd) $(dn_upto_plan)
