/* postgresql.c - PostgreSQL: the author's own text, untouched */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/dialects.h"
#include "dialect/postgresql/postgresql.h"

static bool
postgresql_statement(struct dn_translation *t, struct dn_statement *st, struct dunlin_error *err)
{
	struct dn_output *output;

	for (size_t i = 0; i < st->nchanges; i++) {
		if (!dn_schema_apply(t->schema, st->changes[i], st, err))
			return false;
	}
	output = dn_translation_add_verbatim(t, st);
	output->no_transaction = (st->flags & DN_STATEMENT_NO_TRANSACTION) != 0;
	if (st->nchanges > 0 && st->changes[0]->kind == DN_COPY) {
		output->copy_in = true;
		output->copy_data = st->changes[0]->data;
	}
	return true;
}

/* Always in quotes: what needs none differs between server versions. */
static void
postgresql_identifier(struct dunlin_buf *buf, const char *name)
{
	dn_buf_quote(buf, name, '"');
}

static void
postgresql_relation(struct dunlin_buf *buf, const struct dn_name *name)
{
	if (name->schema != NULL) {
		postgresql_identifier(buf, name->schema);
		dunlin_buf_puts(buf, ".");
	}
	postgresql_identifier(buf, name->name);
}

/* With standard_conforming_strings on, which the session list pins. */
static void
postgresql_literal(struct dunlin_buf *buf, const char *value)
{
	if (value == NULL)
		dunlin_buf_puts(buf, "NULL");
	else
		dn_buf_quote(buf, value, '\'');
}

static void
postgresql_value(struct dunlin_buf *buf, const struct dunlin_value *value)
{
	if (value->kind != DUNLIN_BLOB) {
		postgresql_literal(buf, value->kind == DUNLIN_NULL ? NULL : value->data);
		return;
	}
	dunlin_buf_puts(buf, "'\\x");
	for (size_t i = 0; i < value->len; i++)
		dunlin_buf_printf(buf, "%02x", (unsigned char) value->data[i]);
	dunlin_buf_puts(buf, "'::bytea");
}

/* A dollar tag that neither text contains. */
static char *
guard_tag(const void *mem, const char *a, const char *b)
{
	char *tag = dn_strdup(mem, "$dunlin$");

	for (unsigned i = 1; strstr(a, tag) != NULL || strstr(b, tag) != NULL; i++)
		tag = dn_sprintf(mem, "$dunlin%u$", i);
	return tag;
}

/* RAISE takes a format with "%" for its parameters, so the id is one. */
static void
postgresql_guard(struct dunlin_buf *buf, const char *table, const char *id, int wanted)
{
	void *scratch = dn_new_context(NULL);
	const char *tag = guard_tag(scratch, table, id);

	dunlin_buf_printf(
	    buf, "DO %s BEGIN IF (SELECT pg_catalog.count(*) FROM %s WHERE id = ", tag, table);
	postgresql_literal(buf, id);
	dunlin_buf_printf(buf, ") <> %d THEN RAISE EXCEPTION 'revision ''%%'' is %s', ", wanted,
	    wanted == 0 ? "already applied" : "not applied");
	postgresql_literal(buf, id);
	dunlin_buf_printf(buf, "; END IF; END %s", tag);
	dn_free(scratch);
}

/* As the engine does it, but without a journal. */
static void
postgresql_batches(struct dunlin_buf *buf, const char *sql, const struct dn_batch *batch)
{
	void *scratch = dn_new_context(NULL);
	const char *tag = guard_tag(scratch, sql, batch->relation);
	char *end = dn_sprintf(scratch, "SELECT %s FROM (SELECT %s FROM %s WHERE ", batch->last,
	    batch->key, batch->relation);
	char *rest = dn_sprintf(scratch, " ORDER BY %s LIMIT %u) part ORDER BY %s LIMIT 1",
	    batch->key, batch->rows, batch->backwards);
	const char *const texts[] = { end, dn_sprintf(scratch, "(%s) > (", batch->key), rest,
		dn_sprintf(scratch, "%s AND ", sql), dn_sprintf(scratch, "(%s) > (", batch->within),
		dn_sprintf(scratch, " AND (%s) <= (", batch->within) };
	static const char *const between[] = { "\t\tEXECUTE ", " || coalesce(",
		" || done || ')', 'true') || ",
		" INTO upto;\n\t\tEXIT WHEN upto IS NULL;\n\t\tEXECUTE ", " || coalesce(",
		" || done || ')', 'true') || " };

	dunlin_buf_printf(buf, "DO %s\nDECLARE\n\tdone text;\n\tupto text;\nBEGIN\n\tLOOP\n", tag);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		dunlin_buf_puts(buf, between[i]);
		postgresql_literal(buf, texts[i]);
	}
	dunlin_buf_printf(
	    buf, " || upto || ')';\n\t\tCOMMIT;\n\t\tdone := upto;\n\tEND LOOP;\nEND %s", tag);
	dn_free(scratch);
}

/* Cheaper than a DO block, and without a language that may not be there. */
static void
postgresql_expect(struct dunlin_buf *buf, const char *condition)
{
	dunlin_buf_printf(
	    buf, "SELECT 1 OPERATOR(pg_catalog./) (CASE WHEN %s THEN 1 ELSE 0 END)", condition);
}

/* Without a language that may not be there; the server shows the text that is no boolean. */
static void
postgresql_assertion(struct dunlin_buf *buf, const char *query, const char *text)
{
	dunlin_buf_printf(
	    buf, "SELECT 1 WHERE NOT CAST(CASE WHEN (%s)::boolean THEN 'true' ELSE ", query);
	postgresql_literal(buf, text);
	dunlin_buf_puts(buf, " END AS boolean)");
}

#define PG_ELAPSED_MS                                                                        \
	"pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-) " \
	"pg_catalog.transaction_timestamp()) OPERATOR(pg_catalog.*) 1000"
#define PG_SET(name, value) "pg_catalog.set_config('" name "', " value ", true)"

static void
postgresql_bound_reading(struct dunlin_buf *buf, unsigned ms)
{
	dunlin_buf_printf(buf,
	    "SELECT " PG_SET("transaction_read_only", "'on'") ", " PG_SET("row_security",
		"'off'") ", " PG_SET("lock_timeout", "'%u'") ", " PG_SET("statement_timeout",
		"greatest(1, %u OPERATOR(pg_catalog.-) (" PG_ELAPSED_MS
		")::pg_catalog.int4)::pg_catalog.text"),
	    ms < 500 ? ms : 500, ms);
}

/* The lexer ends strings as with this on; a role or database may have it off. */
static const char *const schemes[] = { "postgresql", "postgres", "pgsql", NULL };
static const char *const session[] = { "SET standard_conforming_strings = on", NULL };
static const char *const none[] = { NULL };
/* Refused in a transaction block; a COMMIT in a procedure or a DO block that is in one. */
static const char *const outside_sqlstates[] = { "25001", "2D000", NULL };
/* RESET ALL leaves the role and the session's user alone. */
static const char *const reset[] = { "RESET SESSION AUTHORIZATION", "RESET ROLE", "RESET ALL",
	"DISCARD TEMP", NULL };

/* What a run resets or lets go of; nothing is looked up in the application's search path. */
static const struct dn_adopt_sql adopt = {
	.obstacle = "SELECT 'holds an advisory lock' FROM pg_catalog.pg_locks "
		    "WHERE locktype OPERATOR(pg_catalog.=) 'advisory' "
		    "AND pid OPERATOR(pg_catalog.=) pg_catalog.pg_backend_pid() UNION ALL "
		    "SELECT 'has temporary tables' FROM pg_catalog.pg_class "
		    "WHERE relnamespace OPERATOR(pg_catalog.=) pg_catalog.pg_my_temp_schema()",
	.settings =
	    "SELECT pg_catalog.format('SELECT pg_catalog.set_config(%L, %L, false)', name, value) "
	    "FROM (SELECT name, pg_catalog.current_setting(name) AS value, 1 AS place "
	    "FROM pg_catalog.pg_settings WHERE source OPERATOR(pg_catalog.=) 'session' "
	    "AND name OPERATOR(pg_catalog.!~) '^transaction_' UNION ALL "
	    "SELECT 'session_authorization', session_user::text, 2 UNION ALL "
	    "SELECT 'role', pg_catalog.current_setting('role'), 3) AS s ORDER BY place",
	.leave = reset,
};

const struct dn_dialect dn_dialect_postgresql = {
	.name = "postgresql",
	.schemes = schemes,
	.statement = postgresql_statement,
	.assertion = postgresql_assertion,
	.identifier = postgresql_identifier,
	.literal = postgresql_literal,
	.begin = "BEGIN",
	.commit = "COMMIT",
	.rollback = "ROLLBACK",
	.commit_ends = true,
	.session = session,
	/* The clock, not the start of the transaction: the journal times steps with it. */
	.now = "pg_catalog.to_char(pg_catalog.clock_timestamp() AT TIME ZONE 'UTC', "
	       "'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')",
	.user = "session_user::text",
	.try_lock = "SELECT pg_catalog.pg_try_advisory_lock($1::bigint)",
	.unlock = "SELECT pg_catalog.pg_advisory_unlock_all()",
	.before_begin = none,
	.before_commit = none,
	.after_commit = none,
	.has_table = "SELECT 1 FROM pg_catalog.pg_class c "
		     "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
		     "WHERE n.nspname = coalesce($1::text, pg_catalog.current_schema()::text) "
		     "AND c.relname = $2::text AND c.relkind IN ('r', 'p')",
	.text_type = "text",
	.key_type = "text",
	.integer_type = "bigint",
	.script_begin = "\\set ON_ERROR_STOP on\n\n",
	.guard = postgresql_guard,
	.batches = postgresql_batches,
	.script_each = dn_postgresql_script_each,
	.expect = postgresql_expect,
	.expect_sqlstate = "22012", /* division by zero */
	.outside_sqlstates = outside_sqlstates,
	.elapsed_ms = PG_ELAPSED_MS,
	.reset = reset,
	.reset_prepared = "DEALLOCATE ALL",
	.set_setting = "SELECT pg_catalog.set_config($1::text, $2::text, false)",
	.before_own = "SET LOCAL search_path = pg_catalog",
	.default_schema = "public",
	.probe = dn_postgresql_probe,
	.retype = dn_postgresql_retype,
	.hurry = "SET lock_timeout = '5s'",
	.locks_tables = true,
	.value = postgresql_value,
	.relation = postgresql_relation,
	.has_column = "SELECT 1 FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON "
		      "c.oid" PG_EQ "a.attrelid WHERE c.oid" PG_EQ
		      "pg_catalog.to_regclass($1::pg_catalog.text)::pg_catalog.oid AND "
		      "(c.relkind" PG_EQ "'r' OR c.relkind" PG_EQ "'p') AND "
		      "($2::pg_catalog.text IS NULL OR (a.attname" PG_EQ "$2::pg_catalog.text AND "
		      "a.attgenerated" PG_EQ "'' AND NOT a.attisdropped)) LIMIT 1",
	.own_functions = "pg_catalog.",
	.bound_trial = "SET LOCAL statement_timeout = '2s'",
	.bound_reading = postgresql_bound_reading,
	.violations = &dn_postgresql_violations,
	.other_writers =
	    "SELECT 1 FROM pg_catalog.pg_class c CROSS JOIN LATERAL (SELECT "
	    "(pg_catalog.aclexplode(c.relacl)).* UNION ALL SELECT "
	    "(pg_catalog.aclexplode(a.attacl)).* FROM pg_catalog.pg_attribute a WHERE a.attrelid = "
	    "c.oid AND a.attacl IS NOT NULL) g WHERE c.oid = pg_catalog.to_regclass($1::text)::oid "
	    "AND g.privilege_type IN ('INSERT', 'UPDATE', 'TRIGGER') AND g.grantee <> c.relowner "
	    "AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_roles r WHERE r.oid = g.grantee AND "
	    "r.rolsuper) LIMIT 1",
	.locking = &dn_postgresql_lock_sql,
	.catalog = dn_postgresql_catalog,
	.veils = "SELECT true WHERE pg_catalog.row_security_active("
		 "pg_catalog.to_regclass($1::pg_catalog.text)::pg_catalog.oid)",
	.estimate =
	    "WITH RECURSIVE tree (oid) AS (SELECT "
	    "pg_catalog.to_regclass($1::pg_catalog.text)::pg_catalog.oid UNION SELECT i.inhrelid "
	    "FROM tree t JOIN pg_catalog.pg_inherits i ON i.inhparent" PG_EQ "t.oid) "
	    "SELECT pg_catalog.sum(c.reltuples)::pg_catalog.int8::pg_catalog.text FROM tree t JOIN "
	    "pg_catalog.pg_class c ON c.oid" PG_EQ "t.oid WHERE c.reltuples OPERATOR(pg_catalog.>) "
	    "0 AND c.relkind" PG_EQ "'r'",
	/* Without pg_read_all_stats the server tells only that there is one. */
	.lagging = "SELECT s.who, pg_catalog.round(s.ms::pg_catalog.numeric)::pg_catalog.text FROM "
		   "(SELECT pg_catalog.concat('standby ''', application_name, ''' at ', "
		   "coalesce(pg_catalog.host(client_addr), 'local')) who, "
		   "pg_catalog.date_part('epoch', replay_lag) OPERATOR(pg_catalog.*) 1000 ms FROM "
		   "pg_catalog.pg_stat_replication WHERE replay_lag IS NOT NULL "
		   "ORDER BY replay_lag DESC LIMIT 1) s WHERE s.ms OPERATOR(pg_catalog.>) "
		   "$1::pg_catalog.float8 UNION ALL SELECT NULL, NULL WHERE NOT "
		   "pg_catalog.pg_has_role('pg_read_all_stats', 'USAGE') AND EXISTS (SELECT 1 FROM "
		   "pg_catalog.pg_stat_replication)",
	.current_database = "SELECT pg_catalog.current_database()",
	.database_options = " TEMPLATE template0",
	.watch = &dn_postgresql_watch_sql,
	.adopt = &adopt,
};
