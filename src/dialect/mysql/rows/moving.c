/* moving.c - WITH items that change rows: as one statement after the other */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/mysql/rows/moving.h"
#include "dialect/mysql/rows/rows.h"

bool
dn_moving_refuse(const struct mysql_moving *m, const char *why)
{
	return dn_mysql_cannot(m->x, "%s", why);
}

size_t
dn_moving_key(
    const struct mysql_moving *m, const struct dn_table *table, const char *const **columns)
{
	(void) m;
	for (size_t i = 0; i < table->nconstraints; i++)
		if (table->constraints[i]->kind == DN_PRIMARY_KEY) {
			*columns = (const char *const *) table->constraints[i]->columns;
			return table->constraints[i]->ncolumns;
		}
	return 0;
}

/* -- temporary tables, which neither commit nor outlive the session ----------------------- */

/* What a run that was rolled back has left of them is in the way. */
char *
dn_moving_make(struct mysql_moving *m, const char *what, const char *name)
{
	char *relation =
	    dn_mysql_quoted(m->x->scratch, dn_sprintf(m->x->scratch, "dunlin_%s_%s", what, name));

	dn_push(m->x->scratch, m->made, m->nmade, relation);
	dn_mysql_emit_rows(
	    m->x, dn_sprintf(m->x->scratch, "DROP TEMPORARY TABLE IF EXISTS %s", relation));
	return relation;
}

void
dn_moving_close(struct mysql_moving *m)
{
	for (size_t i = m->nmade; i > 0; i--)
		dn_mysql_emit_rows(
		    m->x, dn_sprintf(m->x->scratch, "DROP TEMPORARY TABLE %s", m->made[i - 1]));
}

static void
moving_copy_before(struct mysql_moving *m, const struct dn_table *table)
{
	const char *name = dn_mysql_table_name(m->x->scratch, m->x->t->schema, table);
	char *copy = dn_moving_make(m, "before", name);

	dn_mysql_emit_rows(
	    m->x, dn_sprintf(m->x->scratch, "CREATE TEMPORARY TABLE %s AS SELECT * FROM %s", copy,
		      dn_mysql_quoted(m->x->scratch, name)));
	dn_map_put(m->kept.before, table->key, copy);
}

bool
dn_moving_keep(
    struct mysql_moving *m, const struct dn_with *item, struct dn_query *q, bool recursive)
{
	struct mysql_print p = dn_mysql_printer(m->x, NULL);
	struct dn_with with = *item;
	const struct dn_query around = { .with = &with, .nwith = 1, .recursive = recursive };
	char *relation = dn_moving_make(m, "with", item->name);

	with.query = q;
	p.query = true;
	p.kept = &m->kept;
	if (!dn_mysql_with_is_told(&p, item))
		return false;
	dunlin_buf_printf(p.buf, "CREATE TEMPORARY TABLE %s AS ", relation);
	if (!dn_mysql_with(&p, &around))
		return false;
	dunlin_buf_puts(p.buf, "SELECT * FROM ");
	dn_mysql_identifier(p.buf, item->name);
	dn_mysql_emit_rows(m->x, p.buf->s);
	dn_map_put(m->kept.withs, item->name, relation);
	return true;
}

/* -- the statements ----------------------------------------------------------------------- */

bool
dn_moving_put(struct mysql_moving *m, struct dn_query *q)
{
	return dn_mysql_rows_of(m->x, q, &m->kept);
}

static bool
moving_item(struct mysql_moving *m, const struct dn_moving_part *part, bool recursive)
{
	if (part->q->kind < DN_QUERY_INSERT)
		return dn_moving_keep(m, part->with, part->q, recursive);
	if (!part->is_read || part->q->ntargets == 0)
		return dn_moving_put(m, part->q);
	return dn_moving_return(m, part);
}

bool
dn_mysql_moving(struct mysql_change *x, struct dn_query *q)
{
	struct dn_moving all = { .mem = x->scratch, .schema = x->t->schema };
	struct mysql_moving m = { .x = x };
	size_t nwith = q->nwith;
	const char *why = dn_moving_open(&all, q);

	if (why != NULL)
		return dn_moving_refuse(&m, why);
	m.kept.before = dn_map_new(x->scratch);
	m.kept.withs = dn_map_new(x->scratch);
	dn_map_each (dn_moving_copies(&all), entry)
		moving_copy_before(&m, entry->value);
	for (size_t i = 0; i < nwith; i++)
		if (!moving_item(&m, &all.parts[i], q->recursive))
			return false;
	if (!dn_moving_put(&m, q))
		return false;
	dn_moving_close(&m);
	return true;
}
