/* self.c - rows that go from a table whose rows refer to each other
 *
 * Both servers look at each row that goes whether another one refers to it, even whether it refers
 * to itself; PostgreSQL looks when all are gone.  Where nobody else refers to the table that is
 * exact: without foreign keys, and a look behind it.
 */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/mysql/rows/rows.h"
#include "dialect/mysql/table/table.h"

static bool
self_refers(
    const struct mysql_change *x, const struct dn_table *table, const struct dn_constraint *c)
{
	return c->kind == DN_FOREIGN_KEY && dn_schema_table(x->t->schema, &c->ref_table) == table &&
	       !dn_mysql_refers_to_itself(x->t->schema, table, c);
}

bool
dn_mysql_self(const struct mysql_change *x, const struct dn_table *table)
{
	size_t own = 0;

	if (table == NULL || table->unknown)
		return false;
	for (size_t i = 0; i < table->nconstraints; i++) {
		const struct dn_constraint *c = table->constraints[i];

		if (!self_refers(x, table, c))
			continue;
		if (c->on_delete != DN_FK_NO_ACTION || c->ncolumns != c->nref_columns)
			return false;
		own++;
	}
	for (size_t i = 0; own > 0 && i < table->nreferences; i++)
		if (dn_schema_table(x->t->schema, &table->references[i].constraint->ref_table) ==
			table &&
		    table->references[i].table != table)
			return false;
	return own > 0;
}

void
dn_mysql_self_begin(struct mysql_change *x)
{
	dn_mysql_emit_rows(x, "SET SESSION foreign_key_checks = 0");
}

/*
 * What is left must have what it refers to; else it is an error, by a query that gives two rows.
 * Locked, so that it reads what others have committed, too.
 */
static void
self_look(struct mysql_change *x, const char *relation, const struct dn_constraint *c)
{
	struct dunlin_buf *sql = dn_buf_new(x->scratch);

	dunlin_buf_printf(sql, "SELECT if(EXISTS (SELECT 1 FROM %s AS `c` WHERE ", relation);
	for (size_t i = 0; i < c->ncolumns; i++)
		dunlin_buf_printf(
		    sql, "`c`.%s IS NOT NULL AND ", dn_mysql_quoted(sql, c->columns[i]));
	dunlin_buf_printf(sql, "NOT EXISTS (SELECT 1 FROM %s AS `p` WHERE ", relation);
	for (size_t i = 0; i < c->ncolumns; i++)
		dunlin_buf_printf(sql, "%s`p`.%s = `c`.%s", i == 0 ? "" : " AND ",
		    dn_mysql_quoted(sql, c->ref_columns[i]), dn_mysql_quoted(sql, c->columns[i]));
	dunlin_buf_puts(
	    sql, " LOCK IN SHARE MODE) LOCK IN SHARE MODE), (SELECT 1 UNION SELECT 2), 1)");
	dn_mysql_emit_rows(x, sql->s);
}

void
dn_mysql_self_end(struct mysql_change *x, const struct dn_table *table, bool all)
{
	const char *relation =
	    dn_mysql_quoted(x->scratch, dn_mysql_table_name(x->scratch, x->t->schema, table));

	dn_mysql_emit_rows(x, "SET SESSION foreign_key_checks = 1");
	for (size_t i = 0; !all && i < table->nconstraints; i++)
		if (self_refers(x, table, table->constraints[i]))
			self_look(x, relation, table->constraints[i]);
}

bool
dn_mysql_self_delete(struct mysql_change *x, struct dn_query *q)
{
	const struct dn_table *table = dn_schema_table(x->t->schema, &q->table->table);

	if (!dn_mysql_self(x, table))
		return dn_mysql_rows_of(x, q, NULL);
	dn_mysql_self_begin(x);
	if (!dn_mysql_rows_of(x, q, NULL))
		return false;
	dn_mysql_self_end(x, table, q->where == NULL && q->nfrom == 0);
	return true;
}
