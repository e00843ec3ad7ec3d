dn_engine_scripts = %D%/concurrent.sh %D%/kill.sh %D%/roundtrips.sh \
	%D%/lock.sh %D%/lock_race.sh %D%/lock_pooler.sh %D%/lease.sh
TESTS += $(dn_engine_scripts)
EXTRA_DIST += $(dn_engine_scripts) %D%/lib.sh
