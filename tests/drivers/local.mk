# The registry and the drivers, and of the other rooms only the base.
dn_drivers_ldadd = $(dn_test_ldadd) src/engine/libengine.la $(dn_builtin_drivers) $(dn_upto_base) \
	-lpthread
dn_drivers_support = %D%/drv.c %D%/drv.h

check_PROGRAMS += %D%/test_contract
TESTS += %D%/test_contract
%C%_test_contract_SOURCES = %D%/test_contract.c $(dn_drivers_support)
%C%_test_contract_CPPFLAGS = $(dn_test_cppflags)
%C%_test_contract_LDADD = $(dn_drivers_ldadd)
