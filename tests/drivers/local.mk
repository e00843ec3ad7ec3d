# The registry and the drivers, and of the other rooms only the base.
dn_drivers_ldadd = $(dn_test_ldadd) src/engine/libengine.la $(dn_builtin_drivers) $(dn_upto_base) \
	-lpthread
dn_drivers_support = %D%/drv.c %D%/drv.h

check_PROGRAMS += %D%/test_contract
TESTS += %D%/test_contract
%C%_test_contract_SOURCES = %D%/test_contract.c $(dn_drivers_support)
%C%_test_contract_CPPFLAGS = $(dn_test_cppflags)
%C%_test_contract_LDADD = $(dn_drivers_ldadd)

check_PROGRAMS += %D%/test_postgresql
TESTS += %D%/test_postgresql
%C%_test_postgresql_SOURCES = %D%/test_postgresql.c $(dn_drivers_support)
%C%_test_postgresql_CPPFLAGS = $(dn_test_cppflags)
%C%_test_postgresql_LDADD = $(dn_drivers_ldadd)

check_PROGRAMS += %D%/test_connect
TESTS += %D%/test_connect
%C%_test_connect_SOURCES = %D%/test_connect.c $(dn_drivers_support)
%C%_test_connect_CPPFLAGS = $(dn_test_cppflags)
%C%_test_connect_LDADD = $(dn_drivers_ldadd)
