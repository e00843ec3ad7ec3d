dn_engine_scripts = %D%/concurrent.sh %D%/kill.sh
TESTS += $(dn_engine_scripts)
EXTRA_DIST += $(dn_engine_scripts) %D%/lib.sh
