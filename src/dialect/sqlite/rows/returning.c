/* returning.c - what RETURNING of a WITH item gives, as a temporary table */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/rows/moving.h"
#include "dialect/sqlite/rows/rows.h"
#include "dialect/sqlite/table/table.h"

char *
dn_returning_table(struct moving *m, const char *what, const char *name)
{
	struct dunlin_buf *quoted = dn_buf_new(m->x->scratch);

	dn_sqlite_identifier(quoted, dn_sprintf(m->x->scratch, "dn_%s_%s", what, name));
	dn_push(m->x->scratch, m->made, m->nmade, quoted->s);
	return quoted->s;
}

bool
dn_returning_keep(struct moving *m, const struct dn_with *item, struct dn_query *q, bool recursive,
    const struct dn_from *now)
{
	struct sqlite_print p = dn_sqlite_printer(m->x, NULL);
	struct sqlite_with *known = dn_new(m->x->scratch, struct sqlite_with);
	struct dn_with with = *item;
	struct dn_query around = { .with = &with, .nwith = 1, .recursive = recursive };

	with.query = q;
	p.query = true;
	p.now = now;
	*known = (struct sqlite_with){ item->name, dn_returning_table(m, "with", item->name),
		m->x->withs, false };
	dunlin_buf_printf(p.buf, "CREATE TEMP TABLE %s AS ", known->relation);
	if (!dn_sqlite_with(&p, &around))
		return false;
	dunlin_buf_puts(p.buf, "SELECT * FROM ");
	dn_sqlite_identifier(p.buf, item->name);
	dn_sqlite_emit(m->x, "%s", p.buf->s);
	m->x->withs = known;
	return true;
}

static struct dn_expr *
returning_rowid(struct moving *m, const struct dn_moving_part *part)
{
	struct dn_expr *e = dn_new(m->x->scratch, struct dn_expr);

	e->kind = DN_EXPR_COLUMN;
	e->name = dn_sqlite_rowid(part->target);
	e->qualifier = part->q->table->alias;
	e->type = (struct dn_type *) (uintptr_t) dn_type_plain(DN_TYPE_BIGINT, 0);
	return e;
}

/* The rows that the WHERE of an UPDATE or DELETE finds, each once. */
static struct dn_query *
returning_found(struct moving *m, const struct dn_moving_part *part)
{
	struct dn_query *select = dn_moving_found(m->x->scratch, part);

	if (part->q->nfrom > 0)
		dn_push(m->x->scratch, select->groups, select->ngroups, returning_rowid(m, part));
	return select;
}

static bool
returning_is_of(struct dn_expr *e, void *payload)
{
	const char *alias = payload;

	return e->kind != DN_EXPR_COLUMN ||
	       (e->qualifier != NULL && strcmp(e->qualifier, alias) == 0);
}

/* Rows are found again by their number, and show what the statement has left in them. */
static bool
returning_check_numbers(const struct moving *m, const struct dn_moving_part *part)
{
	const struct dn_query *q = part->q;

	if (dn_sqlite_rowid(part->target) == NULL)
		return dn_moving_cannot(m, "all names of row numbers are taken by columns");
	for (size_t i = 0; i < q->ntargets; i++)
		if (!dn_expr_each(
			q->targets[i].expr, returning_is_of, (void *) (uintptr_t) q->table->alias))
			return dn_moving_cannot(
			    m, "RETURNING of more than the row's own columns is not there");
	for (size_t i = 0; i < part->target->nconstraints; i++) {
		const struct dn_constraint *key = part->target->constraints[i];

		if (key->kind == DN_PRIMARY_KEY && key->ncolumns == 1 &&
		    dn_moving_sets(q, key->columns[0]))
			return dn_moving_cannot(m, "RETURNING of a changed key is not there");
	}
	return true;
}

/* The rows of the numbers in the table ROWS, as they are now. */
static bool
returning_returned(struct moving *m, const struct dn_moving_part *part, const char *rows)
{
	struct dn_query *select = dn_moving_select(m->x->scratch, part), *numbers;
	struct dn_expr *in = dn_new(m->x->scratch, struct dn_expr);
	struct dn_from *from = dn_new(m->x->scratch, struct dn_from);
	struct sqlite_with *known = dn_new(m->x->scratch, struct sqlite_with);

	numbers = dn_new(m->x->scratch, struct dn_query);
	numbers->kind = DN_QUERY_SELECT;
	numbers->ntargets = 1;
	numbers->targets = dn_new(m->x->scratch, struct dn_target);
	numbers->targets->expr = dn_new(m->x->scratch, struct dn_expr);
	numbers->targets->expr->kind = DN_EXPR_COLUMN;
	numbers->targets->expr->name = "id";
	from->kind = DN_FROM_TABLE;
	from->table.name = from->alias = "dn_rows";
	dn_push(m->x->scratch, numbers->from, numbers->nfrom, from);
	in->kind = DN_EXPR_SUBQUERY;
	in->name = "any";
	in->qualifier = "=";
	in->operand = returning_rowid(m, part);
	in->query = numbers;
	select->where = in;
	*known = (struct sqlite_with){ "dn_rows", rows, m->x->withs, false };
	m->x->withs = known;
	return dn_returning_keep(m, part->with, select, false, part->q->table);
}

/* Triggers note the numbers of the rows that an INSERT makes or, by ON CONFLICT, changes. */
static void
returning_watch(struct moving *m, const struct dn_moving_part *part, const char *rows, bool update)
{
	struct dn_name name = { part->target->schema, part->target->name };
	const char *rowid = dn_sqlite_rowid(part->target);

	dn_sqlite_emit(m->x,
	    "CREATE TEMP TRIGGER dunlin_rows_%s AFTER %s ON main.%s BEGIN INSERT INTO %s SELECT "
	    "new.%s WHERE new.%s NOT IN (SELECT id FROM %s); END",
	    update ? "changed" : "made", update ? "UPDATE" : "INSERT",
	    dn_sqlite_name(m->x->scratch, m->x->t->schema, &name), rows, rowid, rowid, rows);
}

static bool
returning_delete(struct moving *m, const struct dn_moving_part *part)
{
	return dn_returning_keep(m, part->with, returning_found(m, part), false, part->q->table) &&
	       dn_moving_run(m, part);
}

static bool
returning_update(struct moving *m, const struct dn_moving_part *part)
{
	struct dn_query *found = returning_found(m, part);
	struct dn_with numbers = { .name = dn_sprintf(m->x->scratch, "rows %s", part->with->name) };
	const char *column = "id";

	found->targets = dn_new(m->x->scratch, struct dn_target);
	found->targets->expr = returning_rowid(m, part);
	found->ntargets = 1;
	numbers.columns = &column;
	numbers.ncolumns = 1;
	return returning_check_numbers(m, part) &&
	       dn_returning_keep(m, &numbers, found, false, part->q->table) &&
	       dn_moving_run(m, part) && returning_returned(m, part, m->x->withs->relation);
}

static bool
returning_insert(struct moving *m, const struct dn_moving_part *part)
{
	bool update = part->q->conflict != NULL && part->q->conflict->update;
	char *rows;

	if (!returning_check_numbers(m, part))
		return false;
	rows = dn_returning_table(m, "rows", part->with->name);
	dn_sqlite_emit(m->x, "CREATE TEMP TABLE %s (id INTEGER PRIMARY KEY)", rows);
	returning_watch(m, part, rows, false);
	if (update)
		returning_watch(m, part, rows, true);
	if (!dn_moving_run(m, part))
		return false;
	dn_sqlite_emit(m->x, "DROP TRIGGER temp.dunlin_rows_made");
	if (update)
		dn_sqlite_emit(m->x, "DROP TRIGGER temp.dunlin_rows_changed");
	return returning_returned(m, part, rows);
}

bool
dn_returning_run(struct moving *m, const struct dn_moving_part *part)
{
	switch (part->q->kind) {
	case DN_QUERY_INSERT: return returning_insert(m, part);
	case DN_QUERY_UPDATE: return returning_update(m, part);
	default: return returning_delete(m, part);
	}
}
