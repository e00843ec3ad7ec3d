/* probe.c - what the catalog says of a statement whose end nobody saw */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/dialects.h"
#include "dialect/postgresql/postgresql.h"
#include "dialect/postgresql/probe.h"

/*
 * Does another index stand in its place?  With IF NOT EXISTS the author does not mind, but never
 * takes half an index for one.
 */
static char *
index_sql(const struct dn_words *w, const char *table, const char *name, bool tolerant)
{
	return dn_sprintf(w->mem,
	    "SELECT CASE WHEN i.oid IS NULL THEN 'run' "
	    "WHEN i.relkind OPERATOR(pg_catalog.<>) 'i' OR x.indrelid OPERATOR(pg_catalog.<>) "
	    "t.oid THEN '%s' "
	    "WHEN NOT x.indisvalid AND b.pid IS NOT NULL THEN 'wait' ELSE 'compare' END, "
	    "CASE WHEN b.pid IS NOT NULL THEN pg_catalog.format('process %%s', b.pid) "
	    "WHEN x.indexrelid IS NOT NULL THEN pg_catalog.pg_get_indexdef(i.oid) "
	    "ELSE pg_catalog.format('relation %%s', i.oid::pg_catalog.regclass) END "
	    "FROM pg_catalog.pg_class t "
	    "LEFT JOIN pg_catalog.pg_class i ON i.relnamespace OPERATOR(pg_catalog.=) "
	    "t.relnamespace AND i.relname OPERATOR(pg_catalog.=) %s "
	    "LEFT JOIN pg_catalog.pg_index x ON x.indexrelid OPERATOR(pg_catalog.=) i.oid "
	    "LEFT JOIN LATERAL (SELECT p.pid " PG_BUILDER " LIMIT 1) b ON true "
	    "WHERE t.oid OPERATOR(pg_catalog.=) %s",
	    tolerant ? "stands" : "other", name, table);
}

/* The server prints both: what is there, and the same statement on an empty copy of the table. */
static char *
index_compare_sql(const struct dn_words *w, const char *name, bool tolerant)
{
	return dn_sprintf(w->mem,
	    "SELECT CASE WHEN " PG_INDEX_DIFFERS
	    " THEN CASE WHEN x.indisvalid THEN '%s' ELSE 'other' "
	    "END WHEN x.indisvalid AND x.indisready AND x.indislive THEN 'done' ELSE 'heal' END, "
	    "CASE WHEN " PG_INDEX_DIFFERS " THEN "
	    "pg_catalog.pg_get_indexdef(i.oid) OPERATOR(pg_catalog.||) CASE WHEN x.indisvalid THEN "
	    "'' ELSE ' (invalid)' "
	    "END ELSE pg_catalog.format('DROP INDEX CONCURRENTLY %%I.%%I', n.nspname, i.relname) "
	    "END FROM pg_catalog.pg_class t "
	    "JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) t.relnamespace "
	    "JOIN pg_catalog.pg_class i ON i.relnamespace OPERATOR(pg_catalog.=) t.relnamespace "
	    "AND i.relname OPERATOR(pg_catalog.=) %s "
	    "JOIN pg_catalog.pg_index x ON x.indexrelid OPERATOR(pg_catalog.=) i.oid, "
	    "pg_catalog.pg_class j JOIN pg_catalog.pg_index y ON y.indexrelid "
	    "OPERATOR(pg_catalog.=) j.oid "
	    "WHERE t.oid OPERATOR(pg_catalog.=) "
	    "pg_catalog.current_setting('dunlin.probed')::pg_catalog.oid AND "
	    "j.relnamespace OPERATOR(pg_catalog.=) pg_catalog.pg_my_temp_schema() AND j.relname "
	    "OPERATOR(pg_catalog.=) i.relname",
	    tolerant ? "stands" : "other", name);
}

/* The copy has the table's name, which an expression may hold; so the table itself is put aside. */
static void
index_compare(struct dn_probe *probe, const struct dn_words *w, const char *table, const char *bare,
    const char *index)
{
	size_t i = 0;

	probe->compare = dn_new_array(w->mem, const char *, 5);
	probe->compare[i++] = dn_sprintf(w->mem,
	    "SELECT pg_catalog.set_config('dunlin.probed', "
	    "pg_catalog.to_regclass(%s)::pg_catalog.oid::pg_catalog.text, true)",
	    dn_words_quote(w->mem, table));
	probe->compare[i++] =
	    dn_sprintf(w->mem, "CREATE TEMPORARY TABLE %s (LIKE %s)", bare, table);
	probe->compare[i++] = index;
}

/* The name that the server gives, as the model has it; NULL when that is not sure. */
static char *
index_given_name(const struct dn_words *w, const struct dn_change *change)
{
	struct dunlin_buf *buf = dn_buf_new(w->mem);

	if (change->index == NULL || change->index->name == NULL || change->index->guessed)
		return NULL;
	dn_dialect_postgresql.identifier(buf, change->index->name);
	return dn_buf_steal(w->mem, buf);
}

static bool
probe_create_index(struct dn_probe *probe, const struct dn_words *w, const struct dn_change *change)
{
	size_t i = 1;
	bool unique = dn_words_skip(w, &i, "unique"), tolerant;
	char *name, *written, *table, *bare, *rest;

	if (!dn_words_skip(w, &i, "index"))
		return false;
	dn_words_skip(w, &i, "concurrently");
	tolerant = dn_words_skip(w, &i, "if");
	i += tolerant ? 2 : 0;
	written = dn_words_are(w, i, "on") ? index_given_name(w, change) : dn_words_name(w, &i);
	if (written == NULL || !dn_words_skip(w, &i, "on"))
		return false;
	name = dn_sprintf(w->mem, "(pg_catalog.parse_ident(%s))[1]::pg_catalog.name",
	    dn_words_quote(w->mem, written));
	dn_words_skip(w, &i, "only");
	table = dn_words_name(w, &i);
	if (table == NULL || i >= w->n)
		return false;
	/* From the bare name of the table to the end. */
	rest = dn_strndup(w->mem, w->src->text + w->items[i - 1].span.start,
	    w->span.end - w->items[i - 1].span.start);
	bare = dn_strndup(w->mem, rest, w->items[i - 1].span.end - w->items[i - 1].span.start);
	probe->sql = index_sql(w,
	    dn_sprintf(w->mem, "pg_catalog.to_regclass(%s)", dn_words_quote(w->mem, table)), name,
	    tolerant);
	index_compare(probe, w, table, bare,
	    dn_sprintf(
		w->mem, "CREATE %sINDEX %s ON pg_temp.%s", unique ? "UNIQUE " : "", written, rest));
	probe->compare[3] = index_compare_sql(w, name, tolerant);
	probe->before = probe->cleans = true;
	probe->after = tolerant;
	if (tolerant)
		probe->whole_if = dn_sprintf(w->mem,
		    "NOT EXISTS (SELECT 1 FROM pg_catalog.pg_class t JOIN pg_catalog.pg_class i ON "
		    "i.relnamespace" PG_EQ "t.relnamespace AND i.relname" PG_EQ "%s AND "
		    "i.relkind" PG_EQ "'i' JOIN pg_catalog.pg_index x ON x.indexrelid" PG_EQ
		    "i.oid AND NOT x.indisvalid WHERE t.oid" PG_EQ "pg_catalog.to_regclass(%s))",
		    name, dn_words_quote(w->mem, table));
	return true;
}

/* "done" while CONDITION holds, else "run". */
static bool
probe_condition(struct dn_probe *probe, const struct dn_words *w, const char *condition)
{
	probe->sql =
	    dn_sprintf(w->mem, "SELECT CASE WHEN %s THEN 'done' ELSE 'run' END, NULL", condition);
	probe->before = true;
	return true;
}

static bool
probe_drop_index(struct dn_probe *probe, const struct dn_words *w)
{
	size_t i = 2;
	char *index;

	if (!dn_words_skip(w, &i, "concurrently"))
		return false;
	i += dn_words_are(w, i, "if") ? 2 : 0;
	index = dn_words_relation(w, &i);
	return index != NULL && probe_condition(probe, w, dn_sprintf(w->mem, "%s IS NULL", index));
}

/* A column that 14 brought, as the statement itself. */
#define PROBE_PENDING \
	"(pg_catalog.to_jsonb(h) OPERATOR(pg_catalog.->>) 'inhdetachpending')::pg_catalog.bool"

static bool
probe_detach(struct dn_probe *probe, const struct dn_words *w)
{
	size_t i = 2;
	char *parent, *child;

	i += dn_words_are(w, i, "if") ? 2 : 0;
	dn_words_skip(w, &i, "only");
	parent = dn_words_relation(w, &i);
	if (parent == NULL || !dn_words_skip(w, &i, "detach") || !dn_words_skip(w, &i, "partition"))
		return false;
	child = dn_words_relation(w, &i);
	if (child == NULL || !dn_words_are(w, i, "concurrently"))
		return false;
	probe->sql = dn_sprintf(w->mem,
	    "SELECT CASE WHEN o.parent IS NULL OR o.child IS NULL THEN 'run' WHEN h.inhrelid IS "
	    "NULL THEN 'done' WHEN " PROBE_PENDING " THEN 'heal' ELSE 'run' END, "
	    "pg_catalog.format('ALTER TABLE %%s DETACH PARTITION %%s FINALIZE', o.parent, o.child) "
	    "FROM (SELECT %s AS parent, %s AS child) o LEFT JOIN pg_catalog.pg_inherits h ON "
	    "h.inhparent OPERATOR(pg_catalog.=) o.parent AND h.inhrelid OPERATOR(pg_catalog.=) "
	    "o.child",
	    parent, child);
	probe->before = true;
	return true;
}

/* Of which tables it may have left new or old indexes behind. */
static char *
reindex_scope(const struct dn_words *w, size_t i)
{
	bool index = dn_words_are(w, i, "index"), table = dn_words_are(w, i, "table");
	bool schema = dn_words_are(w, i, "schema");
	char *name;

	i++;
	dn_words_skip(w, &i, "concurrently");
	if (!index && !table && !schema)
		return dn_strdup(w->mem, "true");
	name = schema ? dn_words_name_value(w, &i) : dn_words_relation(w, &i);
	if (name == NULL)
		return NULL;
	if (schema)
		return dn_sprintf(w->mem,
		    "t.relnamespace OPERATOR(pg_catalog.=) (SELECT n.oid FROM "
		    "pg_catalog.pg_namespace n WHERE n.nspname "
		    "OPERATOR(pg_catalog.=) %s)",
		    name);
	if (index)
		return dn_sprintf(w->mem,
		    "t.oid IN (SELECT o.indrelid FROM pg_catalog.pg_index o WHERE o.indexrelid "
		    "OPERATOR(pg_catalog.=) "
		    "%s)",
		    name);
	return dn_sprintf(w->mem,
	    "t.oid IN (SELECT %s::pg_catalog.oid UNION SELECT o.relid FROM "
	    "pg_catalog.pg_partition_tree(%s) o)",
	    name, name);
}

static bool
probe_reindex(struct dn_probe *probe, const struct dn_words *w)
{
	size_t i = 1;
	char *scope;

	if (dn_words_punct(w, i, '('))
		while (i < w->n && !dn_words_punct(w, i++, ')'))
			;
	scope = reindex_scope(w, i);
	if (scope == NULL)
		return false;
	probe->sql = dn_sprintf(w->mem,
	    "SELECT 'heal', pg_catalog.format('DROP INDEX CONCURRENTLY %%I.%%I', n.nspname, "
	    "i.relname) FROM pg_catalog.pg_index x "
	    "JOIN pg_catalog.pg_class i ON i.oid OPERATOR(pg_catalog.=) x.indexrelid "
	    "JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) i.relnamespace "
	    "WHERE NOT x.indisvalid AND i.relname OPERATOR(pg_catalog.~) '_cc(new|old)[0-9]*$' AND "
	    "EXISTS (SELECT 1 "
	    "FROM pg_catalog.pg_class t WHERE %s AND x.indrelid IN (t.oid, t.reltoastrelid)) "
	    "AND NOT EXISTS (SELECT 1 " PG_BUILDER ") ORDER BY i.oid LIMIT 1",
	    scope);
	return true;
}

/* CREATE or DROP of what all databases share; repeating ALTER SYSTEM says the same again. */
static bool
probe_shared(struct dn_probe *probe, const struct dn_words *w)
{
	bool drop = dn_words_are(w, 0, "drop"), database = dn_words_are(w, 1, "database");
	size_t i = 2;
	char *name;

	if (!database && !dn_words_are(w, 1, "tablespace"))
		return false;
	i += dn_words_are(w, i, "if") ? 2 : 0;
	name = dn_words_name_value(w, &i);
	return name != NULL &&
	       probe_condition(probe, w,
		   dn_sprintf(w->mem,
		       "%s EXISTS (SELECT 1 FROM pg_catalog.%s WHERE %s OPERATOR(pg_catalog.=) %s)",
		       drop ? "NOT" : "", database ? "pg_database" : "pg_tablespace",
		       database ? "datname" : "spcname", name));
}

static bool
probe_is_repeatable(const struct dn_words *w)
{
	static const char *const first[] = { "vacuum", "analyze", "analyse", "cluster",
		"checkpoint", "discard", "set", "reset", "show", "comment", "grant", "revoke",
		"refresh", "explain", NULL };

	for (size_t i = 0; first[i] != NULL; i++)
		if (dn_words_are(w, 0, first[i]))
			return true;
	return dn_words_are(w, 0, "alter") && dn_words_are(w, 1, "system");
}

bool
dn_postgresql_probe(struct dn_probe *probe, const void *mem, const struct dn_output *out)
{
	const struct dn_statement *st = out->safer != NULL ? out->safer : out->from;
	struct dn_words w;

	if (st == NULL || (out->safer == NULL && !out->verbatim) || !dn_words_read(&w, mem, st))
		return false;
	/* These may commit on their way, or act on another server. */
	probe->whole = !dn_words_are(&w, 0, "call") && !dn_words_are(&w, 0, "do") &&
		       !dn_words_are(&w, 1, "subscription");
	probe->repeatable = probe_is_repeatable(&w);
	if (probe->repeatable)
		return true;
	if (out->each)
		return dn_postgresql_probe_each(probe, &w);
	if (dn_words_are(&w, 0, "reindex"))
		return probe_reindex(probe, &w);
	if (dn_words_are(&w, 0, "alter"))
		return dn_words_are(&w, 1, "table") && probe_detach(probe, &w);
	if (dn_words_are(&w, 0, "drop") && dn_words_are(&w, 1, "index"))
		return probe_drop_index(probe, &w);
	if (dn_words_are(&w, 0, "create") && st->nchanges == 1 &&
	    st->changes[0]->kind == DN_CREATE_INDEX) {
		probe->whole = false;
		return probe_create_index(probe, &w, st->changes[0]);
	}
	return (dn_words_are(&w, 0, "create") || dn_words_are(&w, 0, "drop")) &&
	       probe_shared(probe, &w);
}
