dn_engine_scripts = %D%/branches_postgresql.sh %D%/branches_sqlite.sh %D%/concurrent.sh %D%/derive.sh %D%/kill.sh %D%/retry.sh %D%/rollback.sh %D%/roundtrips.sh \
	%D%/split.sh %D%/whole_postgresql.sh %D%/whole_sqlite.sh \
	%D%/lock.sh %D%/lock_dead.sh %D%/lock_race.sh %D%/lock_session.sh %D%/lock_transaction.sh %D%/lease.sh
dn_engine_scripts += \
	%D%/assert.sh %D%/assume.sh %D%/backfill.sh %D%/backfill_kill.sh %D%/cancel.sh \
	%D%/connections.sh %D%/cut.sh %D%/dangling.sh %D%/full.sh %D%/harm.sh \
	%D%/kill_boundary.sh %D%/kill_boundary_even.sh %D%/kill_random.sh %D%/limits.sh \
	%D%/maria_kill.sh %D%/maria_lock.sh %D%/maria_refused.sh %D%/maria_undo_kill.sh \
	%D%/newer.sh %D%/offline_mariadb.sh %D%/offline_postgresql.sh %D%/offline_sqlite.sh \
	%D%/online.sh %D%/online_golden.sh %D%/online_kill.sh %D%/online_kill_key.sh \
	%D%/online_kill_partition.sh %D%/online_legacy.sh %D%/online_partition.sh \
	%D%/online_random.sh %D%/online_wait.sh %D%/power.sh %D%/precheck.sh %D%/progress.sh \
	%D%/restart.sh %D%/resume.sh %D%/resume_told.sh %D%/retype.sh %D%/said.sh %D%/session.sh \
	%D%/stalls.sh %D%/standby.sh %D%/standby_sync.sh %D%/stored.sh %D%/timeouts.sh \
	%D%/undo.sh %D%/undo_kill.sh %D%/verify.sh %D%/wait.sh
TESTS += $(dn_engine_scripts)
EXTRA_DIST += $(dn_engine_scripts) %D%/offline.py %D%/online_random.py %D%/lib.sh %D%/kill_lib.sh %D%/resume_lib.sh %D%/online_lib.sh %D%/sqlite_lib.sh %D%/fault_lib.sh \
	%D%/branches.inc %D%/online_kill.inc %D%/whole.inc
