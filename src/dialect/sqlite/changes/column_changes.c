/* column_changes.c - columns that come, go and change */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/changes/changes.h"
#include "dialect/sqlite/expr/expr.h"
#include "dialect/sqlite/table/table.h"

bool
dn_sqlite_reshape(struct sqlite_change *x)
{
	const struct dn_name *name = &x->change->object;
	const struct dn_table *table = dn_schema_table(x->t->schema, name);
	struct sqlite_held *held;

	if (!dn_sqlite_visible(x->t, x->st, name, x->err))
		return false;
	if (dn_sqlite_is_new(x, name))
		return dn_sqlite_apply_cascade(x);
	held = dn_sqlite_hold(x, table);
	if (held == NULL)
		return false;
	/* What was generated is kept as plain values. */
	if (x->change->kind == DN_DROP_EXPRESSION) {
		struct dunlin_buf *source = dn_buf_new(held->sources);

		dn_sqlite_identifier(source, x->change->column_name);
		dn_map_put(held->sources, x->change->column_name, source->s);
	}
	return dn_sqlite_apply_cascade(x);
}

bool
dn_sqlite_pin_value(struct sqlite_change *x, const struct dn_table *table, const char *name)
{
	struct sqlite_held *held = dn_sqlite_held(x, &x->change->object);
	const struct dn_column *column = table == NULL ? NULL : dn_table_column(table, name);
	const struct dn_expr *value;
	struct sqlite_print p;

	if (held == NULL || held->sources == NULL || column == NULL || column->generated != NULL ||
	    dn_map_get(held->sources, name) != NULL || column == dn_sqlite_auto_column(table) ||
	    dn_sqlite_is_counted(table, column))
		return true;
	p = dn_sqlite_printer(x, table);
	value = dn_domain_default(x->t->schema, column);
	if (value == NULL)
		dunlin_buf_puts(p.buf, "NULL");
	else if (!dn_sqlite_default(&p, value, dn_schema_base(x->t->schema, column->type)))
		return false;
	dn_map_put(held->sources, name, dn_strdup(held->sources, p.buf->s));
	return true;
}

bool
dn_sqlite_set_default(struct sqlite_change *x)
{
	const struct dn_table *table = dn_schema_table(x->t->schema, &x->change->object);

	/* What is written to it has waited since dn_sqlite_views_hold(). */
	if (dn_schema_only_view(x->t->schema, &x->change->object) != NULL)
		return dn_sqlite_apply(x);
	return dn_sqlite_pin_value(x, table, x->change->column_name) && dn_sqlite_reshape(x) &&
	       dn_sqlite_counter_taken(x, dn_schema_table(x->t->schema, &x->change->object));
}

bool
dn_sqlite_is_addable(
    struct dn_translation *t, const struct dn_table *table, const struct dn_column *column)
{
	const struct dn_expr *value = dn_domain_default(t->schema, column);
	struct sqlite_print p = { .t = t, .buf = dn_buf_new(t), .table = table };
	bool addable = !t->fills && column->generated == NULL &&
		       column->identity == DN_IDENTITY_NONE &&
		       (value == NULL ||
			   dn_sqlite_constant(&p, value, dn_schema_base(t->schema, column->type)));

	dn_free(p.buf);
	return addable;
}

static bool
column_is_addable(struct sqlite_change *x, const struct dn_table *table)
{
	for (size_t i = 0; i < x->change->nconstraints; i++) {
		const struct dn_constraint *c = x->change->constraints[i];

		if (c->kind == DN_PRIMARY_KEY ||
		    (c->kind == DN_CHECK && !dn_sqlite_check_is_plain(x->t, c)))
			return false;
	}
	return dn_sqlite_domain_is_plain(x->t, x->change->column) &&
	       dn_sqlite_is_addable(x->t, table, x->change->column);
}

static bool
column_add_constraint(struct sqlite_print *p, const struct dn_constraint *c)
{
	if (c->kind == DN_CHECK)
		dn_sqlite_check(p, "\n        ", c);
	if (c->kind != DN_FOREIGN_KEY)
		return true;
	dunlin_buf_puts(p->buf, "\n        CONSTRAINT ");
	dn_sqlite_identifier(p->buf, c->name);
	dunlin_buf_puts(p->buf, " ");
	return dn_sqlite_references(p, c);
}

static bool
column_add_native(struct sqlite_change *x)
{
	const struct dn_table *table = dn_schema_table(x->t->schema, &x->change->object);
	struct sqlite_print p = dn_sqlite_printer(x, table), unique;

	dunlin_buf_printf(p.buf, "ALTER TABLE %s ADD COLUMN ",
	    dn_sqlite_name(x->scratch, x->t->schema, &x->change->object));
	if (!dn_sqlite_column(&p, dn_table_column(table, x->change->column->name)))
		return false;
	for (size_t i = 0; i < x->change->nconstraints; i++) {
		if (!column_add_constraint(
			&p, dn_table_constraint(table, x->change->constraints[i]->name)))
			return false;
	}
	dn_sqlite_emit(x, "%s", p.buf->s);
	dn_sqlite_touch(x->t, table, x->st);
	for (size_t i = 0; i < x->change->nconstraints; i++) {
		const struct dn_constraint *c =
		    dn_table_constraint(table, x->change->constraints[i]->name);

		dn_sqlite_self_trigger(x->t, table, c, x->st);
		if (!dn_sqlite_is_index(c))
			continue;
		unique = dn_sqlite_printer(x, table);
		if (!dn_sqlite_unique(&unique, c, false))
			return false;
		dn_sqlite_emit(x, "%s", unique.buf->s);
	}
	return true;
}

/* Rows that are there get the first numbers of a new column. */
static bool
column_count_rows(struct sqlite_change *x)
{
	const struct dn_table *table = dn_schema_table(x->t->schema, &x->change->object);
	const struct dn_column *column = dn_table_column(table, x->change->column->name);
	struct sqlite_held *held = dn_sqlite_held(x, &x->change->object);
	char *source;

	if (column == NULL || held == NULL || held->sources == NULL ||
	    !dn_sqlite_is_counted(table, column))
		return true;
	source = dn_sqlite_count_rows(held->sources, x->t->schema, table, column);
	if (source != NULL) {
		dn_map_put(held->sources, column->name, source);
		dn_map_put(held->counted, column->name, held);
	}
	return true;
}

/* What rows get that has a number in it: the table does not wait for other changes. */
static bool
column_draw_rows(struct sqlite_change *x)
{
	const struct dn_table *table;
	const struct dn_column *column;
	struct sqlite_held *held;
	char *source;

	if (!dn_sqlite_flush_table(x, &x->change->object) || !dn_sqlite_reshape(x))
		return false;
	table = dn_schema_table(x->t->schema, &x->change->object);
	column = dn_table_column(table, x->change->column->name);
	held = dn_sqlite_held(x, &x->change->object);
	source = held == NULL ? NULL : dn_sqlite_draw_rows(x, table, column);
	if (source != NULL)
		dn_map_put(held->sources, column->name, dn_strdup(held->sources, source));
	return dn_sqlite_flush_table(x, &x->change->object);
}

/* AUTOINCREMENT goes on from the highest number, a sequence from where it starts. */
bool
dn_sqlite_add_identity(struct sqlite_change *x)
{
	struct sqlite_setval *waiting;
	const struct dn_table *table;

	if (!dn_sqlite_reshape(x))
		return false;
	table = dn_schema_table(x->t->schema, &x->change->object);
	if (x->change->numbering.has_start && dn_sqlite_auto_column(table) != NULL) {
		waiting = dn_new(x->state->setvals, struct sqlite_setval);
		waiting->from = x->st;
		waiting->value = x->change->numbering.start - 1;
		dn_map_put(x->state->setvals, table->key, waiting);
	}
	return true;
}

bool
dn_sqlite_add_column(struct sqlite_change *x)
{
	const struct dn_name *name = &x->change->object;
	const struct dn_table *table = dn_schema_table(x->t->schema, name);

	if (!dn_sqlite_visible(x->t, x->st, name, x->err))
		return false;
	if (x->change->if_not_exists && table != NULL &&
	    dn_table_column(table, x->change->column->name) != NULL)
		return dn_sqlite_apply(x);
	if (!dn_sqlite_is_new(x, name) && table != NULL &&
	    dn_sqlite_is_drawn(x->t->schema, table, x->change->column))
		return column_draw_rows(x);
	if (dn_sqlite_held(x, name) != NULL)
		return dn_sqlite_apply(x) && column_count_rows(x);
	if (!column_is_addable(x, table))
		return dn_sqlite_reshape(x) && column_count_rows(x);
	return dn_sqlite_apply(x) && column_add_native(x);
}

bool
dn_sqlite_drop_column(struct sqlite_change *x)
{
	const struct dn_table *table = dn_schema_table(x->t->schema, &x->change->object);
	struct sqlite_held *held;

	if (x->change->if_exists && table != NULL && !table->unknown &&
	    dn_table_column(table, x->change->column_name) == NULL)
		return dn_sqlite_apply(x);
	if (!dn_sqlite_reshape(x))
		return false;
	held = dn_sqlite_held(x, &x->change->object);
	if (held->sources != NULL)
		dn_map_remove(held->sources, x->change->column_name);
	return true;
}

/* Tables with foreign keys to the column. */
static struct dn_map *
column_referring(struct sqlite_change *x, const struct dn_table *table, const char *column)
{
	struct dn_map *keys = dn_map_new(x->scratch);

	for (size_t i = 0; table != NULL && i < table->nreferences; i++) {
		const struct dn_constraint *c = table->references[i].constraint;

		for (size_t j = 0; j < c->nref_columns; j++)
			if (strcmp(c->ref_columns[j], column) == 0)
				dn_map_put(keys, table->references[i].table->key, keys);
	}
	return dn_map_part(x->scratch, x->t->schema->tables, keys);
}

/* TABLE is printed with the new name, so what refers to it must be, too. */
static bool
column_hold_referring(struct sqlite_change *x, const struct dn_table *table)
{
	struct dn_map *tables = column_referring(x, table, x->change->column_name);

	dn_map_each (tables, e) {
		const struct dn_table *other = e->value;

		if (other != table && !other->unknown && dn_sqlite_hold(x, other) == NULL)
			return false;
	}
	return true;
}

static bool
column_rename_now(struct sqlite_change *x, const struct dn_table *table)
{
	const struct dn_change *c = x->change;
	struct dunlin_buf *names = dn_buf_new(x->scratch);
	struct sqlite_trigger_names before = { .n = 0 };

	if (table != NULL)
		before = dn_sqlite_trigger_names(x, table);
	if (!dn_sqlite_apply(x))
		return false;
	dn_sqlite_identifier(names, c->column_name);
	dunlin_buf_puts(names, " TO ");
	dn_sqlite_identifier(names, c->new_name);
	dn_sqlite_emit(x, "ALTER TABLE %s RENAME COLUMN %s",
	    dn_sqlite_name(x->scratch, x->t->schema, &c->object), names->s);
	if (table == NULL)
		return true;
	dn_sqlite_touch(x->t, table, x->st);
	return dn_sqlite_rename_triggers(x, table, &before);
}

bool
dn_sqlite_rename_column(struct sqlite_change *x)
{
	const struct dn_change *c = x->change;
	struct sqlite_held *held = dn_sqlite_held(x, &c->object);
	const struct dn_table *table = dn_schema_table(x->t->schema, &c->object);
	char *source;
	struct dn_view *view = dn_schema_only_view(x->t->schema, &c->object);

	if (view != NULL)
		return dn_sqlite_change_view(x, view);
	if (!dn_sqlite_visible(x->t, x->st, &c->object, x->err))
		return false;
	if (held != NULL && !held->created && table != NULL && !column_hold_referring(x, table))
		return false;
	if (held == NULL)
		return column_rename_now(x, table);
	if (!dn_sqlite_apply(x))
		return false;
	source = held->sources == NULL ? NULL : dn_map_get(held->sources, c->column_name);
	if (source != NULL) {
		dn_map_remove(held->sources, c->column_name);
		dn_map_put(held->sources, c->new_name, source);
	}
	return true;
}
