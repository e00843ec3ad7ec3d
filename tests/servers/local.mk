EXTRA_DIST += %D%/lock.tsv %D%/old.sh %D%/pg_dump.sh %D%/schema.sql %D%/server.sh

# Not in TESTS: the servers come from the network.  One test for each, so that they run side by side.
dn_servers = 18 12 17 16 14 13 15 11 14.3
dn_server_tests = $(dn_servers:%=%D%/%.sh)
$(dn_server_tests):
	@$(MKDIR_P) %D%
	@printf '#!/bin/sh\nexec sh "$$srcdir/%D%/server.sh" %s\n' $(@F:.sh=) >$@
	@chmod +x $@
CLEANFILES += $(dn_server_tests)

.PHONY: check-servers
check-servers: all $(dn_server_tests)
	$(MAKE) $(AM_MAKEFLAGS) check TESTS='$(dn_server_tests)'
