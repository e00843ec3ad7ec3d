/* lock.c - what is said to PostgreSQL about locks, leases, poolers and other sessions */
#include "config.h"

#include "dialect/dialects.h"
#include "dialect/postgresql/postgresql.h"

#define STAMP(time) \
	"pg_catalog.to_char(" time " AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
#define CLOCK    "pg_catalog.clock_timestamp()"
#define LATER(n) CLOCK " + pg_catalog.make_interval(secs => " n "::double precision / 1000)"

/* The view has the two halves of the key in two columns. */
#define LOCK_OF_KEY                                                                        \
	"FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_stat_activity a "              \
	"ON a.pid = l.pid WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 " \
	"AND l.classid = ($1::bigint >> 32)::oid "                                         \
	"AND l.objid = ($1::bigint & 4294967295)::oid "                                    \
	"AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d "                    \
	"WHERE d.datname = pg_catalog.current_database())"

/*
 * An autovacuum has no name, but says what it does, and whether that is to prevent wraparound: then
 * nobody who waits for it ends it.
 */
#define APPLICATION                                                  \
	"CASE WHEN a.backend_type" PG_EQ "'autovacuum worker' THEN " \
	"a.query ELSE a.application_name END"

/* Of other roles' sessions only a member of pg_read_all_stats sees address and time. */
#define WHO(pid, since)                                                                \
	pid "::pg_catalog.text, " APPLICATION ", "                                     \
	    "CASE WHEN a.client_addr IS NOT NULL THEN pg_catalog.host(a.client_addr) " \
	    "WHEN a.client_port" PG_EQ                                                 \
	    "-1 THEN 'local' END, a.usename::pg_catalog.text, " STAMP(since)

static const char lock_holder[] = "SELECT " WHO(
    "l.pid", "a.backend_start") " " LOCK_OF_KEY " AND l.pid <> pg_catalog.pg_backend_pid()";

/*
 * PostgreSQL manual, 13.3.1: which modes are in the way of which, a bit for each.  Who only waits
 * is in the way of who comes later, too.  With all partitions, for what is done to all.
 */
#define MODES                                                                       \
	"'{AccessShareLock,RowShareLock,RowExclusiveLock,ShareUpdateExclusiveLock," \
	"ShareLock,ShareRowExclusiveLock,ExclusiveLock,AccessExclusiveLock}'::pg_catalog.text[]"
#define CONFLICTS "'{128,192,240,248,236,252,254,255}'::pg_catalog.int4[]"
static const char table_holder[] =
    "WITH RECURSIVE tree (oid) AS (SELECT "
    "pg_catalog.to_regclass($1::pg_catalog.text)::pg_catalog.oid UNION SELECT i.inhrelid FROM tree "
    "t JOIN pg_catalog.pg_inherits i ON i.inhparent" PG_EQ "t.oid) "
    "SELECT " WHO(
	"l.pid", "a.xact_start") " FROM pg_catalog.pg_locks l "
				 "JOIN tree t ON l.relation" PG_EQ "t.oid "
				 "JOIN pg_catalog.pg_stat_activity a ON a.pid" PG_EQ
				 "l.pid AND a.datid" PG_EQ "l.database "
				 "WHERE l.pid" PG_NE "pg_catalog.pg_backend_pid() "
				 "AND a.datname" PG_EQ "pg_catalog.current_database() "
				 "AND ((" CONFLICTS ")[$2::pg_catalog.int4] "
				 "OPERATOR(pg_catalog.>>) (pg_catalog.array_position(" MODES
				 ", l.mode) OPERATOR(pg_catalog.-) 1)) "
				 "OPERATOR(pg_catalog.&) 1" PG_EQ "1 "
				 "ORDER BY l.granted DESC, a.xact_start LIMIT 1";

/* Who came just now is nobody to wait for. */
static const char snapshot_holder[] = "SELECT " WHO(
    "a.pid", "a.xact_start") " FROM pg_catalog.pg_stat_activity a "
			     "WHERE a.datname" PG_EQ "pg_catalog.current_database() "
			     "AND a.backend_xmin IS NOT NULL "
			     "AND a.pid" PG_NE "pg_catalog.pg_backend_pid() "
			     "AND pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-) "
			     "a.xact_start OPERATOR(pg_catalog.>) '1s'::pg_catalog.interval "
			     "ORDER BY a.xact_start LIMIT 1";

/* Of several the one whose transaction is the oldest. */
static const char watch_session[] =
    "SELECT w.query, b.* FROM pg_catalog.pg_stat_activity w LEFT JOIN LATERAL "
    "(SELECT " WHO(
	"a.pid", "a.xact_start") " FROM pg_catalog.pg_stat_activity a "
				 "WHERE a.pid = ANY (pg_catalog.pg_blocking_pids(w.pid)) "
				 "ORDER BY a.xact_start LIMIT 1) b ON true WHERE w.pid = $1::int "
				 "AND w.state = 'active'";

/* A table that this transaction made is nobody else's to see yet. */
#define TABLE                                                                                \
	"(SELECT c.oid::pg_catalog.regclass::text FROM pg_catalog.pg_class c WHERE c.oid = " \
	"p.relid)"
#define OF_US(view)               " FROM pg_catalog.pg_stat_progress_" view " p WHERE p.pid = $1::int"
#define BLOCKS(done, total, view) TABLE ", " done "::text, " total "::text, 'blocks'" OF_US(view)
/* PostgreSQL manual, 28.4: what each view counts depends on the phase. */
static const struct dn_watch_view watch_views[] = {
	{ 120000,
	    "SELECT p.phase, " TABLE ", CASE WHEN p.phase LIKE 'waiting%' THEN p.lockers_done "
	    "WHEN p.phase LIKE '%tuples%' THEN p.tuples_done ELSE p.blocks_done END::text, "
	    "CASE WHEN p.phase LIKE 'waiting%' THEN p.lockers_total "
	    "WHEN p.phase LIKE '%tuples%' THEN p.tuples_total ELSE p.blocks_total END::text, "
	    "CASE WHEN p.phase LIKE 'waiting%' THEN 'sessions' "
	    "WHEN p.phase LIKE '%tuples%' THEN 'tuples' ELSE 'blocks' END" OF_US("create_index") },
	{ 120000, "SELECT pg_catalog.lower(p.command) || ': ' || p.phase, " BLOCKS(
		      "p.heap_blks_scanned", "p.heap_blks_total", "cluster") },
	{ 90600, "SELECT 'vacuum: ' || p.phase, " BLOCKS(
		     "CASE WHEN p.phase = 'vacuuming heap' THEN p.heap_blks_vacuumed "
		     "ELSE p.heap_blks_scanned END",
		     "p.heap_blks_total", "vacuum") },
	{ 130000, "SELECT 'analyze: ' || p.phase, " BLOCKS(
		      "p.sample_blks_scanned", "p.sample_blks_total", "analyze") },
	{ 140000,
	    "SELECT pg_catalog.lower(p.command), " TABLE ", "
	    "CASE WHEN p.bytes_total > 0 THEN p.bytes_processed ELSE p.tuples_processed END::text, "
	    "p.bytes_total::text, CASE WHEN p.bytes_total > 0 THEN 'bytes' ELSE 'tuples' END" OF_US(
		"copy") },
	{ 0, NULL },
};

const struct dn_watch_sql dn_postgresql_watch_sql = {
	.session = watch_session,
	.views = watch_views,
};

/*
 * With the author's search path, for a name may be one without a schema.
 * Even the size of a table waits for who has locked it.  A name without a schema may mean another
 * table than that of "public".  LOCK TABLE wants one of these rights for each of the strong modes,
 * and a table that is no view.
 */
static const char sizes[] =
    "WITH RECURSIVE bound AS MATERIALIZED (SELECT pg_catalog.set_config('lock_timeout', '2s', "
    "true)), named (key, oid, plain, lockable) AS MATERIALIZED (SELECT v.key, c.oid, "
    "c.relkind" PG_EQ "'r', "
    "(c.relkind" PG_EQ "'r' OR c.relkind" PG_EQ "'p') AND c.relpersistence" PG_NE "'t' AND "
    "pg_catalog.has_table_privilege(c.oid, 'UPDATE, DELETE, TRUNCATE') AND "
    "(v.schema" PG_NE "'public' OR pg_catalog.pg_table_is_visible(c.oid)) "
    "FROM bound, (VALUES {tables}) v (key, schema, name) "
    "JOIN pg_catalog.pg_namespace n ON n.nspname" PG_EQ "v.schema "
    "JOIN pg_catalog.pg_class c ON c.relnamespace" PG_EQ "n.oid AND c.relname" PG_EQ "v.name), "
    "tree (key, oid) AS (SELECT key, oid FROM named UNION SELECT t.key, i.inhrelid FROM tree t "
    "JOIN pg_catalog.pg_inherits i ON i.inhparent" PG_EQ "t.oid) "
    "SELECT n.key, pg_catalog.sum(pg_catalog.pg_relation_size(t.oid))::pg_catalog.text, "
    "n.lockable::pg_catalog.text, n.plain::pg_catalog.text "
    "FROM named n JOIN tree t ON t.key" PG_EQ "n.key GROUP BY n.key, n.lockable, n.plain";

/*
 * What is at work under the lease, and what of the server's it has got, nobody else can tell: so it
 * takes this until its transaction ends.  The key has 60 bits.
 */
#define LEASE_KEY(n) "(" n "::bigint >> 32)::int, (" n "::bigint & 2147483647)::int"

static const char lease_take[] =
    "INSERT INTO {table} AS l (id, holder, host, pid, application, username, acquired_at, "
    "renewed_at, expires_at, token) VALUES (1, $1::text, $2::text, $3::bigint, $4::text, "
    "session_user::text, " CLOCK ", " CLOCK ", " LATER(
	"$5") ", 1) "
	      "ON CONFLICT (id) DO UPDATE SET holder = excluded.holder, host = excluded.host, "
	      "pid = excluded.pid, application = excluded.application, username = "
	      "excluded.username, "
	      "acquired_at = excluded.acquired_at, renewed_at = excluded.renewed_at, "
	      "expires_at = excluded.expires_at, token = l.token + 1 "
	      "WHERE l.holder IS NULL OR l.expires_at < " CLOCK " RETURNING token::text";

/*
 * What the role or the database bounds is meant for an application.  It must not end a step of ours
 * half way, nor a session that pauses: only what the project says does.  Older servers have not all
 * of these.
 */
#define UNBOUND(cond, name, local)                                                              \
	"CASE WHEN " cond " AND pg_catalog.current_setting('" name "', true) IS NOT NULL THEN " \
	"pg_catalog.set_config('" name "', '0', " local ") END"
#define UNBOUND_ALL(cond, local)                                                   \
	UNBOUND(cond, "lock_timeout", local)                                       \
	", " UNBOUND(cond, "statement_timeout", local) ", " UNBOUND(               \
	    cond, "idle_in_transaction_session_timeout", local) ", " UNBOUND(cond, \
	    "idle_session_timeout", local) ", " UNBOUND(cond, "transaction_timeout", local)

static const char *const begin_pooled[] = {
	"SELECT pg_catalog.set_config('standard_conforming_strings', 'on', true), " UNBOUND_ALL(
	    "true", "true"),
	NULL
};
static const char *const own_role[] = { "SET LOCAL SESSION AUTHORIZATION DEFAULT",
	"SET LOCAL role TO DEFAULT", NULL };
static const char *const reset_pooled[] = { "RESET SESSION AUTHORIZATION", "RESET ROLE",
	"RESET ALL", "DISCARD TEMP", NULL };

/*
 * $1 is the process that the client was told it talks to; another one answers behind a pooler, and
 * then its state is left alone.  Else the server is to notice within a minute that we are gone.
 */
#define SAME                                                                    \
	"pg_catalog.pg_backend_pid() OPERATOR(pg_catalog.=) coalesce($1::int, " \
	"pg_catalog.pg_backend_pid())"
#define SET_IF(cond, name, value) \
	"CASE WHEN " cond " THEN pg_catalog.set_config('" name "', '" value "', false) END"
#define SERVER_VERSION "pg_catalog.current_setting('server_version_num')"
#define CHECK_INTERVAL "client_connection_check_interval"
#define NO_INTERVAL                                               \
	"pg_catalog.current_setting('" CHECK_INTERVAL "', true) " \
	"OPERATOR(pg_catalog.=) '0'"

/* Without pg_read_all_stats the server does not tell who has what. */
#define REPLICATED                                                                          \
	"CASE WHEN pg_catalog.current_setting('synchronous_standby_names')" PG_NE "'' AND " \
	"pg_catalog.current_setting('synchronous_commit')" PG_NE "ALL ('{off,local}') AND " \
	"pg_catalog.pg_has_role('pg_read_all_stats', 'USAGE') "                             \
	"THEN pg_catalog.current_setting('synchronous_commit') END"

/*
 * PostgreSQL manual, 20.6.2: "FIRST 2 (a, b)", "ANY 2 (a, b)", "2 (a, b)" or "a, b"; of the first
 * those are "sync" that it is about, of the second all are "quorum".
 */
static const char behind[] =
    "SELECT CASE WHEN pg_catalog.count(*) FILTER (WHERE s.has) OPERATOR(pg_catalog.<) CASE WHEN "
    "pg_catalog.current_setting('synchronous_standby_names')" PG_EQ "'' THEN 0 ELSE "
    "coalesce(pg_catalog.substring(pg_catalog.current_setting('synchronous_standby_names'), "
    "'(?i)^\\s*(?:first|any)?\\s*(\\d+)\\s*\\(')::pg_catalog.int8, 1) END "
    "THEN coalesce(pg_catalog.string_agg(s.who, ', ' ORDER BY s.who) FILTER (WHERE NOT s.has), "
    "pg_catalog.concat('none is there of those that synchronous_standby_names has: ', "
    "pg_catalog.current_setting('synchronous_standby_names'))) END "
    "FROM (SELECT pg_catalog.format('standby ''%s'' at %s', application_name, "
    "coalesce(pg_catalog.host(client_addr), 'local')) who, coalesce(CASE $2::pg_catalog.text "
    "WHEN 'remote_apply' THEN replay_lsn WHEN 'remote_write' THEN write_lsn ELSE flush_lsn END "
    "OPERATOR(pg_catalog.>=) $1::pg_catalog.pg_lsn, false) has FROM "
    "pg_catalog.pg_stat_replication WHERE sync_state" PG_EQ "ANY ('{sync,quorum}')) s";

/* A server that is older has no such setting; what somebody else chose stays. */
const struct dn_lock_sql dn_postgresql_lock_sql = {
	.hello = "SELECT " SAME ", pg_catalog.current_setting('search_path'), " SERVER_VERSION
		 ", " REPLICATED ", " SET_IF(SAME, "search_path", "pg_catalog") ", " SET_IF(SAME,
		     "standard_conforming_strings", "on") ", " SET_IF(SAME " AND " NO_INTERVAL,
		     CHECK_INTERVAL, "10s") ", " SET_IF(SAME, "tcp_keepalives_idle",
		     "30") ", " SET_IF(SAME, "tcp_keepalives_interval", "5") ", " SET_IF(SAME,
		     "tcp_keepalives_count", "4") ", " UNBOUND_ALL(SAME, "false"),
	.version = "SELECT " SERVER_VERSION,
	.least = 120000,
	.unbound = "SELECT " UNBOUND_ALL("true", "false"),
	.take_path = "SELECT pg_catalog.current_setting('search_path'), "
		     "pg_catalog.set_config('search_path', 'pg_catalog', $1::boolean)",
	.own_path = "SET search_path = pg_catalog",
	.own_role = own_role,
	.written = "SELECT pg_catalog.pg_current_wal_flush_lsn()",
	.behind = behind,
	.keep_lock = "SELECT 1 OPERATOR(pg_catalog./) (CASE WHEN "
		     "pg_catalog.pg_try_advisory_lock($1::bigint) THEN 1 ELSE 0 END)",
	.begin_pooled = begin_pooled,
	.reset_pooled = reset_pooled,
	.set_local = "SELECT pg_catalog.set_config($1::text, $2::text, true)",
	.same_server = "SELECT d.oid::text || ' ' || pg_catalog.pg_postmaster_start_time()::text "
		       "FROM pg_catalog.pg_database d "
		       "WHERE d.datname = pg_catalog.current_database()",
	.bound_waits = "SET LOCAL lock_timeout = {ms}",
	.knock = "LOCK TABLE ",
	.knock_mode = " IN SHARE UPDATE EXCLUSIVE MODE",
	.bound_waits_of_session = "SET lock_timeout = {ms}",
	.deadlock = "40P01",
	.server_waits = "SET LOCAL lock_timeout TO DEFAULT",
	.table_holder = table_holder,
	.snapshot_holder = snapshot_holder,
	.sizes = sizes,
	.holder = lock_holder,
	.terminate =
	    "SELECT pg_catalog.pg_terminate_backend(l.pid) " LOCK_OF_KEY " AND l.pid = $2::int",
	.lease_columns = "id integer NOT NULL PRIMARY KEY CHECK (id = 1), holder text, host text, "
			 "pid bigint, application text, username text, "
			 "acquired_at timestamp with time zone, renewed_at timestamp with time "
			 "zone, expires_at timestamp with time zone, token bigint NOT NULL",
	.lease_take = lease_take,
	.lease_check = "SELECT pg_catalog.pg_try_advisory_xact_lock_shared(" LEASE_KEY(
	    "$3") ") FROM {table} WHERE holder = $1::text AND token = $2::bigint",
	.lease_terminate =
	    "SELECT pg_catalog.pg_terminate_backend(l.pid) FROM pg_catalog.pg_locks l "
	    "WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2 "
	    "AND l.classid = ($1::bigint >> 32)::oid AND l.objid = ($1::bigint & 2147483647)::oid "
	    "AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d "
	    "WHERE d.datname = pg_catalog.current_database()) "
	    "AND l.pid <> pg_catalog.pg_backend_pid()",
	.lease_renew = "UPDATE {table} SET renewed_at = " CLOCK ", expires_at = " LATER(
	    "$3") " WHERE holder = $1::text AND token = $2::bigint RETURNING 1",
	.lease_free = "UPDATE {table} SET holder = NULL, expires_at = NULL "
		      "WHERE holder = $1::text AND token = $2::bigint RETURNING 1",
	.lease_break = "UPDATE {table} SET holder = NULL, expires_at = NULL, token = token + 1 "
		       "WHERE holder = $1::text AND token = $2::bigint RETURNING 1",
	.lease_holder =
	    "SELECT pid::text, application, host, username, " STAMP("acquired_at") ", " STAMP(
		"expires_at") ", token::text, holder, "
			      "CASE WHEN expires_at < " CLOCK " THEN 1 ELSE 0 END "
			      "FROM {table} WHERE holder IS NOT NULL",
};
