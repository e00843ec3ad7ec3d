/* retype.c - what a type change does to an empty copy of its table */
#include "config.h"

#include "base/mem.h"
#include "dialect/dialects.h"
#include "dialect/postgresql/postgresql.h"

/* Where the rows of the copy and of its indexes lie: that changes with what is written anew. */
#define RETYPE_COPY "pg_catalog.current_setting('dunlin.copy')::pg_catalog.oid"
#define RETYPE_FILES                                                                    \
	"(SELECT pg_catalog.string_agg(pg_catalog.pg_relation_filenode(x.indexrelid)::" \
	"pg_catalog.text, ',') FROM pg_catalog.pg_index x WHERE x.indrelid" PG_EQ RETYPE_COPY ")"
#define RETYPE_IN_FILES                                                        \
	"pg_catalog.pg_relation_filenode(x.indexrelid)::pg_catalog.text" PG_EQ \
	"ANY (pg_catalog.string_to_array(pg_catalog.current_setting('dunlin.indexes'), ','))"

static char *
retype_columns(const void *mem, const struct dn_retype *what)
{
	struct dunlin_buf *buf = dn_buf_new(mem);

	for (size_t i = 0; i < what->ncolumns; i++) {
		dunlin_buf_puts(buf, i == 0 ? "" : ", ");
		dn_dialect_postgresql.literal(buf, what->columns[i]);
	}
	return dn_buf_steal(mem, buf);
}

static char *
retype_name(const void *mem, const struct dn_name *name)
{
	struct dunlin_buf *buf = dn_buf_new(mem);

	dn_dialect_postgresql.relation(buf, name);
	return dn_buf_steal(mem, buf);
}

/* The copy has the table's name, which an expression may hold. */
const char **
dn_postgresql_retype(const void *mem, const struct dn_retype *what)
{
	const struct dn_name bare = { NULL, what->table.name }, copy = { "pg_temp", bare.name };
	const char **list = dn_new_array(mem, const char *, 6);
	struct dunlin_buf *literal = dn_buf_new(mem);
	char *relation = retype_name(mem, &copy);

	dn_dialect_postgresql.literal(literal, relation);
	list[0] =
	    dn_sprintf(mem, "CREATE TEMPORARY TABLE %s (LIKE %s INCLUDING ALL) ON COMMIT DROP",
		retype_name(mem, &bare), retype_name(mem, &what->table));
	list[1] = dn_sprintf(mem,
	    "SELECT pg_catalog.set_config('dunlin.copy', "
	    "pg_catalog.to_regclass(%s)::pg_catalog.oid::pg_catalog.text, true)",
	    literal->s);
	list[2] =
	    "SELECT pg_catalog.set_config('dunlin.indexes', "
	    "COALESCE(" RETYPE_FILES ", ''), true), "
	    "pg_catalog.set_config('dunlin.file', pg_catalog.pg_relation_filenode(" RETYPE_COPY
	    ")::pg_catalog.text, true)";
	list[3] = dn_sprintf(mem, "ALTER TABLE %s %s", relation, what->commands);
	list[4] = dn_sprintf(mem,
	    "SELECT CASE WHEN pg_catalog.pg_relation_filenode(" RETYPE_COPY
	    ")::pg_catalog.text" PG_NE "pg_catalog.current_setting('dunlin.file') THEN 'rewrite' "
	    "WHEN EXISTS (SELECT 1 FROM pg_catalog.pg_index x WHERE x.indrelid" PG_EQ RETYPE_COPY
	    " AND NOT " RETYPE_IN_FILES ") THEN 'index build' "
	    "WHEN EXISTS (SELECT 1 FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_attribute a "
	    "ON a.attrelid" PG_EQ "k.conrelid AND a.attnum" PG_EQ "ANY (k.conkey) WHERE "
	    "k.conrelid" PG_EQ RETYPE_COPY " AND k.contype" PG_EQ
	    "'c' AND k.convalidated AND a.attname IN (%s)) THEN 'scan' ELSE 'metadata' END",
	    retype_columns(mem, what));
	return list;
}
