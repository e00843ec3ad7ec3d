/* each.c - a statement that is run for each partition: which is the next? */
#include "config.h"

#include "base/mem.h"
#include "dialect/postgresql/postgresql.h"
#include "dialect/postgresql/probe.h"

/* Partitions l with rows of their own: relation c in schema n. */
#define EACH_LEAVES(table)                                                                         \
	"FROM pg_catalog.pg_partition_tree(" table ") l JOIN pg_catalog.pg_class c ON c.oid" PG_EQ \
	"l.relid AND c.relkind" PG_EQ "'r' JOIN pg_catalog.pg_namespace n ON n.oid" PG_EQ          \
	"c.relnamespace "
#define EACH_ORDER " ORDER BY l.level, l.relid LIMIT 1"

/*
 * Those whose index of the same definition is of no other index of the whole: that is what the
 * server takes over when it makes the index of the whole.
 */
static char *
each_index_sql(const struct dn_words *w, const char *what, const char *rest)
{
	return dn_sprintf(w->mem,
	    "SELECT CASE WHEN b.pid IS NOT NULL THEN 'wait' WHEN x.indexrelid IS NOT NULL THEN "
	    "'heal' ELSE 'part' END, "
	    "CASE WHEN b.pid IS NOT NULL THEN pg_catalog.format('process %%s', b.pid) "
	    "WHEN x.indexrelid IS NOT NULL THEN pg_catalog.format('DROP INDEX CONCURRENTLY "
	    "%%I.%%I', n.nspname, i.relname) "
	    "ELSE pg_catalog.format('%s CONCURRENTLY ON %%I.%%I%%s', n.nspname, c.relname, %s) "
	    "END " EACH_LEAVES(
		"pg_catalog.current_setting('dunlin.probed')::pg_catalog.oid") "JOIN "
									       "(pg_catalog.pg_"
									       "class j JOIN "
									       "pg_catalog.pg_"
									       "index y ON "
									       "y.indexrelid" PG_EQ
									       "j.oid) ON "
									       "j."
									       "relnamespace" PG_EQ
									       "pg_catalog.pg_my_"
									       "temp_schema() AND "
									       "j.relname" PG_EQ
									       "'_dn_each' "
									       "LEFT JOIN "
									       "(pg_catalog.pg_"
									       "index x JOIN "
									       "pg_catalog.pg_"
									       "class i ON "
									       "i.oid" PG_EQ
									       "x.indexrelid) ON "
									       "x.indrelid" PG_EQ
									       "l.relid AND NOT "
									       "x.indisvalid AND "
									       "NOT "
									       "(" PG_INDEX_DIFFERS
									       ") "
									       "LEFT JOIN LATERAL "
									       "(SELECT "
									       "p.pid " PG_BUILDER
									       " LIMIT 1) b ON "
									       "true "
									       "WHERE NOT EXISTS "
									       "(SELECT 1 FROM "
									       "pg_catalog.pg_"
									       "index x JOIN "
									       "pg_catalog.pg_"
									       "class i ON "
									       "i.oid" PG_EQ
									       "x.indexrelid WHERE "
									       "x.indrelid" PG_EQ
									       "l.relid AND "
									       "x.indisvalid AND "
									       "NOT "
									       "(" PG_INDEX_DIFFERS
									       ") AND NOT EXISTS "
									       "(SELECT 1 FROM "
									       "pg_catalog.pg_"
									       "inherits h WHERE "
									       "h.inhrelid" PG_EQ
									       "x.indexrelid)"
									       ")" EACH_ORDER,
	    what, dn_words_quote(w->mem, rest));
}

/* CREATE [UNIQUE] INDEX CONCURRENTLY ON table ... */
static bool
each_index(struct dn_probe *probe, const struct dn_words *w)
{
	size_t i = 1, at;
	const char *what = dn_words_skip(w, &i, "unique") ? "CREATE UNIQUE INDEX" : "CREATE INDEX";
	char *table, *rest;

	if (!dn_words_skip(w, &i, "index") || !dn_words_skip(w, &i, "concurrently") ||
	    !dn_words_skip(w, &i, "on"))
		return false;
	at = i;
	table = dn_words_name(w, &i);
	if (table == NULL)
		return false;
	rest = dn_words_rest(w, i);
	probe->sql = "SELECT 'compare', NULL";
	probe->compare = dn_new_array(w->mem, const char *, 5);
	probe->compare[0] = dn_sprintf(w->mem,
	    "SELECT pg_catalog.set_config('dunlin.probed', %s::pg_catalog.oid::pg_catalog.text, "
	    "true)",
	    dn_words_relation(w, &at));
	probe->compare[1] =
	    dn_sprintf(w->mem, "CREATE TEMPORARY TABLE _dn_each_of (LIKE %s)", table);
	probe->compare[2] = dn_sprintf(w->mem, "%s _dn_each ON pg_temp._dn_each_of%s", what, rest);
	probe->compare[3] = each_index_sql(w, what, rest);
	return true;
}

/* ALTER TABLE table ADD CONSTRAINT name ... or VALIDATE CONSTRAINT name */
static bool
each_constraint(struct dn_probe *probe, const struct dn_words *w)
{
	size_t i = 2, behind;
	char *table, *name;
	bool adds;

	i += dn_words_are(w, i, "if") ? 2 : 0;
	dn_words_skip(w, &i, "only");
	table = dn_words_relation(w, &i);
	behind = i;
	adds = dn_words_skip(w, &i, "add");
	if (table == NULL || (!adds && !dn_words_skip(w, &i, "validate")) ||
	    !dn_words_skip(w, &i, "constraint"))
		return false;
	name = dn_words_name_value(w, &i);
	if (name == NULL)
		return false;
	probe->sql = dn_sprintf(w->mem,
	    "SELECT '%s', pg_catalog.format('ALTER TABLE %%I.%%I%%s', n.nspname, c.relname, "
	    "%s) " EACH_LEAVES("%s") "WHERE %s EXISTS (SELECT 1 FROM pg_catalog.pg_constraint k "
				     "WHERE k.conrelid" PG_EQ "l.relid AND k.conname" PG_EQ
				     "%s%s)" EACH_ORDER,
	    adds ? "brief" : "part", dn_words_quote(w->mem, dn_words_rest(w, behind)), table,
	    adds ? "NOT" : "", name, adds ? "" : " AND NOT k.convalidated");
	return true;
}

bool
dn_postgresql_probe_each(struct dn_probe *probe, const struct dn_words *w)
{
	return dn_words_are(w, 0, "create") ? each_index(probe, w) : each_constraint(probe, w);
}
