/* conflict.c - ON CONFLICT, as ON DUPLICATE KEY UPDATE */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/common/common.h"
#include "dialect/mysql/expr/expr.h"
#include "dialect/mysql/rows/rows.h"

static bool
conflict_names(const char *const *names, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

/* Is it another value for each row? */
static bool
conflict_is_new(const struct dn_expr *e)
{
	const struct dn_expr *bare = dn_expr_bare(e);

	return bare != NULL && (dn_is_random_uuid(bare) || (bare->kind == DN_EXPR_FUNCTION &&
							       strcmp(bare->name, "nextval") == 0));
}

/* Can a row conflict with the key?  Not when a part of it is a number or uuid that is new. */
static bool
conflict_may(
    const struct dn_table *table, const struct dn_query *q, const char *const *columns, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct dn_column *c = dn_table_column(table, columns[i]);
		bool given =
		    q->ncolumns == 0 || conflict_names(q->columns, q->ncolumns, columns[i]);

		if (c != NULL && !given &&
		    (c->identity != DN_IDENTITY_NONE || conflict_is_new(c->default_expr)))
			return false;
	}
	return true;
}

static bool
conflict_is_target(const struct dn_conflict *c, const struct dn_constraint *key,
    const char *const *columns, size_t n)
{
	if (c->constraint != NULL)
		return key != NULL && strcmp(key->name, c->constraint) == 0;
	if (c->nparts != n)
		return c->nparts == 0 && !c->update;
	for (size_t i = 0; i < n; i++)
		if (c->parts[i].column == NULL || !conflict_names(columns, n, c->parts[i].column))
			return false;
	return true;
}

/* The server looks at all unique keys: there must be no other than the one that is meant. */
static bool
conflict_is_exact(const struct dn_table *table, const struct dn_query *q)
{
	const struct dn_conflict *c = q->conflict;

	if (table == NULL || table->unknown || c->index_where != NULL)
		return false;
	for (size_t i = 0; i < table->nconstraints; i++) {
		const struct dn_constraint *key = table->constraints[i];

		if ((key->kind == DN_PRIMARY_KEY || key->kind == DN_UNIQUE) &&
		    !conflict_is_target(c, key, key->columns, key->ncolumns) &&
		    conflict_may(table, q, key->columns, key->ncolumns))
			return false;
	}
	for (size_t i = 0; i < table->nindexes; i++) {
		const struct dn_index *index = table->indexes[i];
		const char *columns[32];
		size_t n = 0;

		for (; n < index->nparts && n < 32 && index->parts[n].column != NULL; n++)
			columns[n] = index->parts[n].column;
		if (index->unique && (n < index->nparts || index->where != NULL ||
					 (!conflict_is_target(c, NULL, columns, n) &&
					     conflict_may(table, q, columns, n))))
			return false;
	}
	return true;
}

/* -- ON DUPLICATE KEY UPDATE -- */

static void
conflict_column(struct mysql_print *p, const struct dn_table *table, const char *column)
{
	dn_mysql_identifier(p->buf, dn_mysql_table_name(p->buf, p->t->schema, table));
	dunlin_buf_puts(p->buf, ".");
	dn_mysql_identifier(p->buf, column);
}

/*
 * The server looks at all unique keys: where another one than the one that is meant has found the
 * row, it is an error, by a query that gives more rows than one.
 */
static void
conflict_guard(struct mysql_print *p, const struct dn_table *table, const struct dn_conflict *c,
    const struct dn_constraint *key)
{
	size_t n = key != NULL ? key->ncolumns : c->nparts;

	dunlin_buf_puts(p->buf, "if(");
	for (size_t i = 0; i < n; i++) {
		const char *column = key != NULL ? key->columns[i] : c->parts[i].column;

		dunlin_buf_puts(p->buf, i == 0 ? "" : " AND ");
		conflict_column(p, table, column);
		dunlin_buf_printf(p->buf, " = VALUES(%s)", dn_mysql_quoted(p->buf, column));
	}
	dunlin_buf_puts(p->buf, ", ");
}

/* "a = value" of DO UPDATE; where its WHERE does not hold, it stays. */
static bool
conflict_value(struct mysql_print *p, const struct dn_table *table, const struct dn_conflict *c,
    const struct dn_assignment *set)
{
	if (set->ncolumns != 1)
		return dn_mysql_cannot_at(
		    p, p->from->span, "several columns at once cannot be set there");
	if (c->where != NULL) {
		dunlin_buf_puts(p->buf, "if(");
		if (!dn_mysql_expr(p, c->where))
			return false;
		dunlin_buf_puts(p->buf, ", ");
	}
	if (!dn_mysql_stored(p, set->value, dn_mysql_rows_type(p, table, set->columns[0])))
		return false;
	if (c->where != NULL) {
		dunlin_buf_puts(p->buf, ", ");
		dn_mysql_identifier(p->buf, set->columns[0]);
		dunlin_buf_puts(p->buf, ")");
	}
	return true;
}

bool
dn_mysql_reads_set(const struct dn_assignment *sets, size_t n, const struct dn_expr *where)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < sets[i].ncolumns; k++)
			for (size_t j = i + 1; j < n; j++)
				if (dn_expr_uses_column(sets[j].value, sets[i].columns[k]) ||
				    (where != NULL &&
					dn_expr_uses_column(where, sets[i].columns[k])))
					return true;
	return false;
}

/* What others read is set last. */
static void
conflict_order(struct dn_assignment *sets, size_t n, const struct dn_expr *where)
{
	for (size_t turns = 0; turns < n && dn_mysql_reads_set(sets, n, where); turns++) {
		for (size_t i = 0; i + 1 < n; i++) {
			const struct dn_assignment pair[] = { sets[i], sets[i + 1] };
			const struct dn_assignment turned[] = { sets[i + 1], sets[i] };

			if (!dn_mysql_reads_set(pair, 2, where) ||
			    dn_mysql_reads_set(turned, 2, where))
				continue;
			sets[i] = pair[1];
			sets[i + 1] = pair[0];
		}
	}
}

/* The named columns of c->parts, or the constraint of that name; false: neither. */
static bool
conflict_target(
    const struct dn_table *table, const struct dn_conflict *c, const struct dn_constraint **key)
{
	*key = NULL;
	if (table == NULL || table->unknown || c->index_where != NULL)
		return false;
	if (c->constraint != NULL) {
		*key = dn_table_constraint(table, c->constraint);
		return *key != NULL;
	}
	for (size_t i = 0; i < c->nparts; i++)
		if (c->parts[i].column == NULL)
			return false;
	return c->nparts > 0;
}

bool
dn_mysql_conflict(struct mysql_print *p, const struct dn_query *q)
{
	const struct dn_conflict *c = q->conflict;
	const struct dn_table *table = dn_mysql_rows_table(p, q);
	const struct dn_constraint *key = NULL;
	bool exact;

	if (c == NULL)
		return true;
	exact = conflict_is_exact(table, q);
	if (!exact && !conflict_target(table, c, &key))
		return dn_mysql_cannot_at(p, p->from->span,
		    "ON CONFLICT would be about every unique key of the table there, not about the "
		    "one that is meant");
	conflict_order(c->sets, c->nsets, c->where);
	if (dn_mysql_reads_set(c->sets, c->nsets, c->where))
		return dn_mysql_cannot_at(p, p->from->span,
		    "a column that is set before would be read as it has become there");
	dunlin_buf_puts(p->buf, " ON DUPLICATE KEY UPDATE ");
	p->conflict = true;
	p->alias = q->table->alias != NULL ? q->table->alias : q->table->table.name;
	p->target = dn_mysql_table_name(p->buf, p->t->schema, table);
	for (size_t i = 0; i < (c->update ? c->nsets : 1); i++) {
		dunlin_buf_puts(p->buf, i == 0 ? "" : ", ");
		dn_mysql_identifier(
		    p->buf, c->update ? c->sets[i].columns[0] : table->columns[0]->name);
		dunlin_buf_puts(p->buf, " = ");
		if (!exact && i == 0)
			conflict_guard(p, table, c, key);
		if (!c->update)
			conflict_column(p, table, table->columns[0]->name);
		else if (!conflict_value(p, table, c, &c->sets[i]))
			return false;
		dunlin_buf_puts(
		    p->buf, !exact && i == 0 ? ", (SELECT NULL UNION ALL SELECT NULL))" : "");
	}
	return true;
}
