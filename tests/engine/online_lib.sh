# online_lib.sh - what the tests of safer forms share: what the server's log says of whole tables, and
# what each statement keeps others from
. "$srcdir/tests/engine/resume_lib.sh"

# loud DATABASE: the server's log has each statement that reads or writes a whole table
loud() {
	sql "ALTER DATABASE $1 SET log_min_messages = debug1;
		ALTER DATABASE $1 SET log_min_error_statement = debug1"
}
# scans [BUT]: those of what was there before, but for VALIDATE CONSTRAINT and what matches BUT
scans() {
	awk -v but=" VALIDATE CONSTRAINT | CONCURRENTLY | pg_temp[.]|dunlin_${1:+|$1}" '/STATEMENT:/ && scan && $0 !~ but { print }
	    { scan = /DEBUG:  ((rewriting|verifying) table|validating foreign key|building index)/ && !/pg_toast/ }' "$pg_dir/data/log"
}
# note TABLES: each statement, and which strong locks it holds on those, are rows of dunlin_locks
note() {
	sql "CREATE TABLE dunlin_locks (n serial, tag text, tab text, mode text);
	CREATE FUNCTION note() RETURNS event_trigger LANGUAGE plpgsql SET search_path = public AS \$\$ BEGIN
	INSERT INTO dunlin_locks (tag, tab, mode) SELECT DISTINCT tg_tag || CASE WHEN
		current_query() ~* 'validate constraint' THEN ' VALIDATE' WHEN
		current_query() ~* 'concurrently' THEN ' CONCURRENTLY' ELSE '' END,
		relation::regclass::text, mode
	FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'relation' AND mode IN ('ShareLock',
		'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock') AND granted
	AND relation::regclass::text ~ '^($1)\$'; END \$\$;
	CREATE EVENT TRIGGER note ON ddl_command_end EXECUTE FUNCTION note()"
}
noted() {
	sql 'DROP EVENT TRIGGER note; DROP FUNCTION note'
}
