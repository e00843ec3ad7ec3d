/* violation.c - queries for the rows that would make a statement fail */
#include "config.h"

#include "base/mem.h"
#include "dialect/dialects.h"
#include "dialect/postgresql/postgresql.h"
#include "dialect/violation.h"

/* Append a column of row R. */
static void
violation_column(struct dunlin_buf *buf, const char *r, const char *column)
{
	dn_dialect_postgresql.identifier(buf, r);
	dunlin_buf_puts(buf, ".");
	dn_dialect_postgresql.identifier(buf, column);
}

/* Each of the columns, between such texts. */
static char *
violation_columns(const void *mem, const struct dn_violation *of, const char *const *columns,
    size_t n, const char *behind, const char *between)
{
	struct dunlin_buf *buf = dn_buf_new(mem);

	for (size_t i = 0; i < n; i++) {
		dunlin_buf_puts(buf, i == 0 ? "" : between);
		violation_column(buf, of->row, columns[i]);
		dunlin_buf_puts(buf, behind);
	}
	return buf->s;
}

/* By what a row is found: its key, or where it is. */
static char *
violation_row(const void *mem, const struct dn_violation *of)
{
	struct dunlin_buf *buf = dn_buf_new(mem);

	if (of->key != NULL)
		return dn_sprintf(mem, "pg_catalog.concat_ws(', ', %s)",
		    violation_columns(mem, of, of->key->columns, of->key->ncolumns, "", ", "));
	violation_column(buf, of->row, "ctid");
	dunlin_buf_puts(buf, "::pg_catalog.text");
	return buf->s;
}

static char *
violation_from(const void *mem, const struct dn_violation *of)
{
	struct dunlin_buf *buf = dn_buf_new(mem);

	dunlin_buf_puts(buf, of->only ? "ONLY " : "");
	dn_dialect_postgresql.relation(buf, of->table);
	dunlin_buf_puts(buf, " ");
	dn_dialect_postgresql.identifier(buf, of->row);
	return buf->s;
}

/* Not those of tables that inherit from it, which keys do not reach. */
static char *
violation_own(const void *mem, const struct dn_violation *of)
{
	struct dunlin_buf *relation = dn_buf_new(mem), *oid = dn_buf_new(mem);
	struct dunlin_buf *of_row = dn_buf_new(mem);

	dn_dialect_postgresql.relation(relation, of->table);
	dn_dialect_postgresql.literal(oid, relation->s);
	violation_column(of_row, of->row, "tableoid");
	return dn_sprintf(mem,
	    "(%s" PG_EQ "pg_catalog.to_regclass(%s)::pg_catalog.oid OR EXISTS (SELECT 1 FROM "
	    "pg_catalog.pg_class p WHERE p.oid" PG_EQ
	    "pg_catalog.to_regclass(%s)::pg_catalog.oid AND p.relkind" PG_EQ "'p'))",
	    of_row->s, oid->s, oid->s);
}

static char *
violation_without(const void *mem, const struct dn_violation *of, const char *column)
{
	char *all =
	    dn_sprintf(mem, "SELECT %s v FROM %s", violation_row(mem, of), violation_from(mem, of));

	return column == NULL ? all
			      : dn_sprintf(mem, "%s WHERE %s", all,
				    violation_columns(mem, of, &column, 1, " IS NULL", ""));
}

static char *
violation_repeated(const void *mem, const struct dn_violation *of,
    const struct dn_violation_part *parts, size_t n, bool nulls_not_distinct, const char *where)
{
	struct dunlin_buf *list = dn_buf_new(mem), *filled = dn_buf_new(mem);

	for (size_t i = 0; i < n; i++) {
		struct dunlin_buf *part = dn_buf_new(mem);

		if (parts[i].column != NULL)
			violation_column(part, of->row, parts[i].column);
		else
			dunlin_buf_printf(part, "(%s)", parts[i].text);
		dunlin_buf_printf(list, "%s%s", i == 0 ? "" : ", ", part->s);
		if (!nulls_not_distinct)
			dunlin_buf_printf(filled, " AND %s IS NOT NULL", part->s);
	}
	return dn_sprintf(mem,
	    "SELECT pg_catalog.concat_ws(', ', %s) v FROM %s WHERE %s%s AND (%s) GROUP BY %s "
	    "HAVING pg_catalog.count(*) OPERATOR(pg_catalog.>) 1",
	    list->s, violation_from(mem, of), violation_own(mem, of), filled->s,
	    where == NULL ? "true" : where, list->s);
}

static char *
violation_outside(const void *mem, const struct dn_violation *of, const char *check)
{
	return dn_sprintf(mem, "%s WHERE NOT (%s)", violation_without(mem, of, NULL), check);
}

static char *
violation_orphans(const void *mem, const struct dn_violation *of, const struct dn_constraint *fk,
    const char *const *to)
{
	struct dunlin_buf *same = dn_buf_new(mem), *other = dn_buf_new(mem);

	dn_dialect_postgresql.relation(other, &fk->ref_table);
	for (size_t i = 0; i < fk->ncolumns; i++) {
		dunlin_buf_puts(same, i == 0 ? "" : " AND ");
		violation_column(same, "o", to[i]);
		dunlin_buf_puts(same, " = ");
		violation_column(same, of->row, fk->columns[i]);
	}
	return dn_sprintf(mem,
	    "SELECT pg_catalog.concat_ws(', ', %s) v FROM %s WHERE (%s) AND %s AND NOT "
	    "EXISTS (SELECT 1 FROM %s o WHERE %s)",
	    violation_columns(mem, of, fk->columns, fk->ncolumns, "", ", "),
	    violation_from(mem, of),
	    violation_columns(mem, of, fk->columns, fk->ncolumns, " IS NOT NULL",
		fk->match_full ? " OR " : " AND "),
	    violation_own(mem, of), other->s, same->s);
}

const struct dn_violation_sql dn_postgresql_violations = {
	.without = violation_without,
	.repeated = violation_repeated,
	.outside = violation_outside,
	.orphans = violation_orphans,
};
