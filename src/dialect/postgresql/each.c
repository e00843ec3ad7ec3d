/* each.c - a statement that is run for each partition: which is the next? */
#include "config.h"

#include "base/mem.h"
#include "dialect/postgresql/postgresql.h"
#include "dialect/postgresql/probe.h"

/* What to ask, and what is there for as long as that is asked. */
struct each {
	const struct dn_words *w;
	const char *copy, *index; /* NULL: nothing */
	const char *query;        /* rows as of struct dn_probe, in the order of the partitions */
};

/* Partitions l with rows of their own: relation c in schema n. */
#define EACH_LEAVES(table)                                                                         \
	"FROM pg_catalog.pg_partition_tree(" table ") l JOIN pg_catalog.pg_class c ON c.oid" PG_EQ \
	"l.relid AND c.relkind" PG_EQ "'r' JOIN pg_catalog.pg_namespace n ON n.oid" PG_EQ          \
	"c.relnamespace "
#define EACH_ORDER " ORDER BY l.level, l.relid"

#define EACH_COPY "pg_temp._dn_each_of"
/* The index of an empty copy: y, whose relation is j; and any index of the partition: x and i. */
#define EACH_COPIED                                                                           \
	"JOIN (pg_catalog.pg_class j JOIN pg_catalog.pg_index y ON y.indexrelid" PG_EQ        \
	"j.oid) ON j.relnamespace" PG_EQ "pg_catalog.pg_my_temp_schema() AND j.relname" PG_EQ \
	"'_dn_each' "
#define EACH_INDEX \
	"(pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON i.oid" PG_EQ "x.indexrelid)"

/* What the statement calls the index, or NULL; each has a number of its own behind it. */
#define EACH_OWN(name) "pg_catalog.concat(" name ", '_', l.relid::pg_catalog.oid)"

#define PG_MINUS " OPERATOR(pg_catalog.-) "

#define EACH_COLUMN(x) "pg_catalog.pg_get_indexdef(" x ".indexrelid, q.k, false)"
#define EACH_FAMILY(x)                                                         \
	"(SELECT f.opcfamily FROM pg_catalog.pg_opclass f WHERE f.oid" PG_EQ x \
	".indclass[q.k" PG_MINUS "1])"
#define EACH_WHERE(x) "COALESCE(pg_catalog.pg_get_expr(" x ".indpred, " x ".indrelid), '')"
/* A column that 15 brought. */
#define EACH_NULLS(x)                                                                          \
	"COALESCE(pg_catalog.to_jsonb(" x ") OPERATOR(pg_catalog.->>) 'indnullsnotdistinct', " \
	"'')"

/* Are they of one form to the server?  It looks neither at the order of a column nor at options. */
/* clang-format off */
#define EACH_FITS \
	"i.relam" PG_EQ "j.relam AND x.indisunique" PG_EQ "y.indisunique AND NOT x.indisexclusion " \
	"AND x.indnatts" PG_EQ "y.indnatts AND x.indnkeyatts" PG_EQ "y.indnkeyatts AND " \
	"x.indcollation" PG_EQ "y.indcollation AND " EACH_WHERE("x") PG_EQ EACH_WHERE("y") " AND " \
	"(NOT y.indisunique OR " EACH_NULLS("x") PG_EQ EACH_NULLS("y") ") AND NOT EXISTS (SELECT 1 FROM " \
	"pg_catalog.generate_series(1, x.indnatts) q (k) WHERE " \
	EACH_COLUMN("x") PG_NE EACH_COLUMN("y") " OR q.k OPERATOR(pg_catalog.<=) x.indnkeyatts AND " \
	"x.indclass[q.k" PG_MINUS "1]" PG_NE "y.indclass[q.k" PG_MINUS "1] AND " \
	EACH_FAMILY("x") PG_NE EACH_FAMILY("y") ")"
/* clang-format on */

/*
 * The server takes an index over when it makes that of the whole: one of the same form which is of
 * no other index of the whole.  Is there such a one of partition l, or of one that l is a part of?
 * For a key it must be one itself, or become one.
 */
#define EACH_TAKEN(table)                                                                         \
	"EXISTS (SELECT 1 FROM pg_catalog.pg_partition_ancestors(l.relid) a JOIN " EACH_INDEX     \
	" ON x.indrelid" PG_EQ "a.relid WHERE (x.indisvalid OR i.relkind" PG_EQ "'I') AND "       \
	"NOT EXISTS (SELECT 1 FROM pg_catalog.pg_inherits h WHERE h.inhrelid" PG_EQ               \
	"x.indexrelid) AND (o.name IS NULL OR i.relname" PG_EQ "o.name OR EXISTS (SELECT 1 FROM " \
	"pg_catalog.pg_constraint k WHERE k.conindid" PG_EQ "x.indexrelid AND k.conrelid" PG_EQ   \
	"x.indrelid AND k.contype IN ('p', 'u'))) AND a.relid NOT IN (SELECT w.relid FROM "       \
	"pg_catalog.pg_partition_ancestors(" table ") w) AND " EACH_FITS ")"
/* Is X what is left of one? */
#define EACH_BROKEN                                                                       \
	"x.indrelid" PG_EQ "l.relid AND (i.relname" PG_EQ "o.name OR o.name IS NULL AND " \
	"NOT x.indisvalid AND NOT (" PG_INDEX_DIFFERS "))"

static char *
each_index_sql(const struct dn_words *w, const char *what, const char *table, const char *own,
    const char *rest)
{
	/* clang-format off */
	return dn_sprintf(w->mem,
	    "SELECT CASE WHEN b.pid IS NOT NULL THEN 'wait' "
	    "WHEN x.indexrelid IS NOT NULL THEN 'heal' ELSE 'part' END, "
	    "CASE WHEN b.pid IS NOT NULL THEN pg_catalog.format('process %%s', b.pid) "
	    "WHEN x.indexrelid IS NOT NULL THEN "
	    "pg_catalog.format('DROP INDEX CONCURRENTLY %%I.%%I', n.nspname, i.relname) "
	    "ELSE pg_catalog.format('%s CONCURRENTLY %%sON %%I.%%I%%s', "
	    "pg_catalog.concat(pg_catalog.quote_ident(o.name) OPERATOR(pg_catalog.||) ' '), "
	    "n.nspname, c.relname, %s) END "
	    EACH_LEAVES("%s") EACH_COPIED
	    "CROSS JOIN LATERAL (SELECT %s) o (name) "
	    "LEFT JOIN " EACH_INDEX " ON " EACH_BROKEN " "
	    "LEFT JOIN LATERAL (SELECT p.pid " PG_BUILDER " LIMIT 1) b ON true "
	    "WHERE NOT " EACH_TAKEN("%s") EACH_ORDER,
	    what, dn_words_quote(w->mem, rest), table, own, table);
	/* clang-format on */
}

/* CREATE [UNIQUE] INDEX CONCURRENTLY [name] ON table ... */
static bool
each_index(struct each *e)
{
	const struct dn_words *w = e->w;
	size_t i = 1, at;
	const char *what = dn_words_skip(w, &i, "unique") ? "CREATE UNIQUE INDEX" : "CREATE INDEX";
	const char *own = "NULL::pg_catalog.text", *table, *rest;

	if (!dn_words_skip(w, &i, "index") || !dn_words_skip(w, &i, "concurrently"))
		return false;
	if (!dn_words_are(w, i, "on"))
		own = dn_sprintf(w->mem, EACH_OWN("%s"), dn_words_name_value(w, &i));
	if (!dn_words_skip(w, &i, "on"))
		return false;
	at = i;
	table = dn_words_name(w, &i);
	if (table == NULL)
		return false;
	rest = dn_words_rest(w, i);
	e->copy = dn_sprintf(w->mem, "CREATE TEMPORARY TABLE %s (LIKE %s)", EACH_COPY, table);
	e->index = dn_sprintf(w->mem, "%s _dn_each ON %s%s", what, EACH_COPY, rest);
	e->query = each_index_sql(w, what, dn_words_relation(w, &at), own, rest);
	return true;
}

/* No more than so many bytes, and no character halved: as the server cuts what is a name. */
#define EACH_CUT(text, bytes)                                                                     \
	"pg_catalog.substr(pg_catalog.concat(pg_catalog.repeat('x', 63" PG_MINUS bytes "), " text \
	")::pg_catalog.name::pg_catalog.text, 64" PG_MINUS bytes ")"
#define EACH_BYTES(text) "pg_catalog.octet_length(" text "::pg_catalog.text)"

/*
 * The name that the server gives the key of a partition: of its table, the columns of its index i
 * and a label, of which it makes up to 63 bytes; with a number, where that is taken.
 */
static char *
each_key_name(const struct dn_words *w, bool primary)
{
	/* clang-format off */
	return dn_sprintf(w->mem,
	    "CROSS JOIN LATERAL (SELECT pg_catalog.string_agg(a.attname::pg_catalog.text, '_' "
	    "ORDER BY a.attnum) FROM pg_catalog.pg_attribute a WHERE a.attrelid" PG_EQ "i.oid) s "
	    "(columns) "
	    "CROSS JOIN LATERAL (SELECT f.name FROM (SELECT i FROM pg_catalog.generate_series(0, 9999) i "
	    "ORDER BY i OFFSET 0) g "
	    "CROSS JOIN LATERAL (SELECT pg_catalog.concat('%s', CASE WHEN g.i "
	    "OPERATOR(pg_catalog.>) 0 THEN g.i END)) t (label) "
	    "CROSS JOIN LATERAL (SELECT %d" PG_MINUS EACH_BYTES("t.label") ") r (room) "
	    "CROSS JOIN LATERAL (SELECT LEAST(%s, GREATEST(r.room" PG_MINUS
	    EACH_BYTES("c.relname") ", r.room OPERATOR(pg_catalog./) 2))) b (size) "
	    "CROSS JOIN LATERAL (SELECT LEAST(" EACH_BYTES("c.relname") ", r.room" PG_MINUS
	    "b.size)) d (size) "
	    "CROSS JOIN LATERAL (SELECT pg_catalog.concat_ws('_', "
	    EACH_CUT("c.relname", "d.size") ", %s, t.label)) f (name) "
	    "WHERE (SELECT pg_catalog.count(*) FROM pg_catalog.pg_class h WHERE "
	    "h.relnamespace" PG_EQ "c.relnamespace AND h.relname" PG_EQ "f.name)" PG_EQ "0 AND "
	    "(SELECT pg_catalog.count(*) FROM pg_catalog.pg_constraint h WHERE h.connamespace"
	    PG_EQ "c.relnamespace AND h.conname" PG_EQ "f.name)" PG_EQ "0 LIMIT 1) k (name)",
	    primary ? "pkey" : "key", primary ? 62 : 61, primary ? "0" : EACH_BYTES("s.columns"),
	    primary ? "NULL" : EACH_CUT("s.columns", "b.size"));
	/* clang-format on */
}

/* ... {UNIQUE | PRIMARY KEY} USING INDEX index ...: of each that has it */
static bool
each_key(struct each *e, const char *table, size_t i)
{
	const struct dn_words *w = e->w;
	bool primary = dn_words_skip(w, &i, "primary");
	const char *own;

	i++;
	if (!dn_words_skip(w, &i, "using") || !dn_words_skip(w, &i, "index"))
		return false;
	own = dn_words_name_value(w, &i);
	if (own == NULL)
		return false;
	e->query = dn_sprintf(w->mem,
	    "SELECT 'brief', pg_catalog.format('ALTER TABLE %%I.%%I ADD CONSTRAINT %%I %s USING "
	    "INDEX %%I%%s', n.nspname, c.relname, k.name, i.relname, %s) " EACH_LEAVES(
		"%s") "JOIN " EACH_INDEX " ON x.indrelid" PG_EQ
		      "l.relid AND x.indisvalid AND i.relname" PG_EQ EACH_OWN(
			  "%s") " %s" EACH_ORDER,
	    primary ? "PRIMARY KEY" : "UNIQUE", dn_words_quote(w->mem, dn_words_rest(w, i)), table,
	    own, each_key_name(w, primary));
	return true;
}

/* ALTER TABLE table ADD CONSTRAINT name ... or VALIDATE CONSTRAINT name */
static bool
each_constraint(struct each *e)
{
	const struct dn_words *w = e->w;
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
	if (dn_words_are(w, i, "unique") || dn_words_are(w, i, "primary"))
		return each_key(e, table, i);
	e->query = dn_sprintf(w->mem,
	    "SELECT '%s', pg_catalog.format('ALTER TABLE %%I.%%I%%s', n.nspname, c.relname, "
	    "%s) " EACH_LEAVES("%s") "WHERE %s EXISTS (SELECT 1 FROM pg_catalog.pg_constraint k "
				     "WHERE k.conrelid" PG_EQ "l.relid AND k.conname" PG_EQ
				     "%s%s)" EACH_ORDER,
	    adds ? "brief" : "part", dn_words_quote(w->mem, dn_words_rest(w, behind)), table,
	    adds ? "NOT" : "", name, adds ? "" : " AND NOT k.convalidated");
	return true;
}

static bool
each_read(struct each *e, const struct dn_words *w)
{
	*e = (struct each){ .w = w };
	return dn_words_are(w, 0, "create") ? each_index(e) : each_constraint(e);
}

bool
dn_postgresql_probe_each(struct dn_probe *probe, const struct dn_words *w)
{
	struct each e;
	size_t i = 0;

	if (!each_read(&e, w))
		return false;
	probe->sql = "SELECT 'compare', NULL";
	probe->compare = dn_new_array(w->mem, const char *, 5);
	/* To compile such a query takes the server longer than to answer it. */
	probe->compare[i++] = "SET LOCAL jit = off";
	if (e.copy != NULL) {
		probe->compare[i++] = e.copy;
		probe->compare[i++] = e.index;
	}
	probe->compare[i++] = dn_sprintf(w->mem, "%s LIMIT 1", e.query);
	return true;
}

/* psql runs what the query gives. */
void
dn_postgresql_script_each(struct dunlin_buf *buf, const struct dn_output *out)
{
	void *scratch = dn_new_context(buf);
	struct dn_words w;
	struct each e;

	if (!dn_words_read(&w, scratch, out->safer) || !each_read(&e, &w)) {
		dunlin_buf_puts(buf, out->sql);
	} else {
		dunlin_buf_puts(buf, "SET jit = off;\n");
		if (e.copy != NULL)
			dunlin_buf_printf(buf, "%s;\n%s;\n", e.copy, e.index);
		dunlin_buf_printf(buf,
		    "SELECT e.statement FROM (%s) e (verb, statement) WHERE e.verb" PG_NE
		    "'wait' \\gexec\n",
		    e.query);
		if (e.copy != NULL)
			dunlin_buf_printf(buf, "DROP TABLE %s;\n", EACH_COPY);
		dunlin_buf_puts(buf, "RESET jit;\n");
	}
	dn_free(scratch);
}
