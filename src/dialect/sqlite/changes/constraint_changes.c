/* constraint_changes.c - constraints of tables that may exist, and indexes */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/changes/changes.h"
#include "dialect/sqlite/table/table.h"

static const char *
relation_name(struct sqlite_change *x, const char *schema, const char *name)
{
	struct dn_name relation = { schema, name };

	return dn_sqlite_name(x->scratch, x->t->schema, &relation);
}

/* NAME is quoted.  The one that a table waits with may not be in the database yet. */
static void
index_drop(struct sqlite_change *x, const struct dn_name *table, const char *name, bool if_exists)
{
	struct sqlite_held *held = table == NULL ? NULL : dn_sqlite_held(x, table);

	if (held != NULL && held->indexes != NULL)
		dn_map_remove(held->indexes, name);
	dn_sqlite_emit(x, "DROP INDEX %s%s", held != NULL || if_exists ? "IF EXISTS " : "", name);
}

static const struct dn_constraint *
constraint_find(const struct sqlite_change *x, const char *name)
{
	const struct dn_table *table = dn_schema_table(x->t->schema, &x->change->object);

	return table == NULL || name == NULL ? NULL : dn_table_constraint(table, name);
}

static bool
constraint_create_index(struct sqlite_change *x, const struct dn_constraint *unique)
{
	struct sqlite_print p =
	    dn_sqlite_printer(x, dn_schema_table(x->t->schema, &x->change->object));

	if (!dn_sqlite_unique(&p, unique, false))
		return false;
	dn_sqlite_emit(x, "%s", p.buf->s);
	return true;
}

/* Old rows of a table that is there may refer to what is not. */
static bool
constraint_add_unchecked(struct sqlite_change *x, const struct dn_constraint *c)
{
	struct sqlite_held *held;
	const struct dn_table *to;

	if (!dn_sqlite_reshape(x))
		return false;
	held = dn_sqlite_held(x, &x->change->object);
	to = dn_schema_table(x->t->schema, &c->ref_table);
	if (held == NULL || held->created || to == NULL)
		return true;
	if (held->dangling == NULL)
		held->dangling = dn_map_new(held);
	dn_map_put(
	    held->dangling, dn_relation_name(x->scratch, x->t->schema, to->schema, to->name), held);
	return true;
}

/* "NOT EXISTS (a row that refers to what is not there)" */
static const char *
constraint_all_refer(
    struct sqlite_change *x, const struct dn_table *table, const struct dn_constraint *fk)
{
	struct dunlin_buf *sql = dn_buf_new(x->scratch), *match = dn_buf_new(sql);
	const char *child = relation_name(x, table->schema, table->name);
	const char *parent = relation_name(x, fk->ref_table.schema, fk->ref_table.name);

	dunlin_buf_printf(sql, "NOT EXISTS (SELECT 1 FROM %s AS c WHERE ", child);
	for (size_t i = 0; i < fk->ncolumns; i++) {
		struct dunlin_buf *from = dn_buf_new(sql), *to = dn_buf_new(sql);

		dn_sqlite_identifier(from, fk->columns[i]);
		dn_sqlite_identifier(to, fk->ref_columns[i]);
		dunlin_buf_printf(sql, "c.%s IS NOT NULL AND ", from->s);
		dunlin_buf_printf(match, "%sp.%s = c.%s", i == 0 ? "" : " AND ", to->s, from->s);
	}
	dunlin_buf_printf(sql, "NOT EXISTS (SELECT 1 FROM %s AS p WHERE %s))", parent, match->s);
	return sql->s;
}

/* The text of a foreign key is the same: the rows are asked. */
static bool
constraint_validate_key(struct sqlite_change *x)
{
	struct dunlin_buf *name = dn_buf_new(x->scratch);
	const struct dn_table *table;
	const struct dn_constraint *fk;

	if (!dn_sqlite_apply(x))
		return false;
	if (dn_sqlite_is_new(x, &x->change->object))
		return true;
	if (!dn_sqlite_flush_table(x, &x->change->object))
		return false;
	table = dn_schema_table(x->t->schema, &x->change->object);
	fk = constraint_find(x, x->change->name);
	if (table == NULL || fk == NULL || fk->nref_columns != fk->ncolumns)
		return true;
	dn_sqlite_identifier(
	    name, dn_sprintf(name, "foreign key '%s' of table '%s' is violated by some row",
		      fk->name, table->name));
	dn_sqlite_emit(x, "CREATE TEMP TABLE dunlin_guard (ok CONSTRAINT %s CHECK (ok))", name->s);
	dn_sqlite_emit(
	    x, "INSERT INTO temp.dunlin_guard SELECT %s", constraint_all_refer(x, table, fk));
	dn_sqlite_emit(x, "DROP TABLE temp.dunlin_guard");
	return true;
}

bool
dn_sqlite_validate_constraint(struct sqlite_change *x)
{
	const struct dn_constraint *c = constraint_find(x, x->change->name);

	if (c == NULL || !c->not_valid)
		return dn_sqlite_apply(x);
	return c->kind == DN_FOREIGN_KEY ? constraint_validate_key(x) : dn_sqlite_reshape(x);
}

bool
dn_sqlite_add_constraint(struct sqlite_change *x)
{
	const struct dn_constraint *c = x->change->constraint;
	const struct dn_table *table;

	if (dn_schema_has_constraint(x->t->schema, x->change))
		return dn_sqlite_apply(x);
	if (c->kind == DN_FOREIGN_KEY && c->not_valid)
		return constraint_add_unchecked(x, c);
	if (!dn_sqlite_is_index(c))
		return dn_sqlite_reshape(x);
	if (!dn_sqlite_visible(x->t, x->st, &x->change->object, x->err))
		return false;
	if (dn_sqlite_held(x, &x->change->object) != NULL)
		return dn_sqlite_apply(x);
	if (!dn_sqlite_apply(x))
		return false;
	table = dn_schema_table(x->t->schema, &x->change->object);
	if (c->using_index != NULL)
		dn_sqlite_emit(x, "DROP INDEX %s", relation_name(x, table->schema, c->using_index));
	return constraint_create_index(x, dn_table_constraint(table, c->name));
}

bool
dn_sqlite_drop_constraint(struct sqlite_change *x)
{
	const struct dn_constraint *c = constraint_find(x, x->change->name);
	const struct dn_table *table = dn_schema_table(x->t->schema, &x->change->object);
	const char *index;

	if (c == NULL && x->change->if_exists && table != NULL && !table->unknown)
		return dn_sqlite_apply(x);
	if (c == NULL || !dn_sqlite_is_index(c) || dn_sqlite_is_new(x, &x->change->object))
		return dn_sqlite_reshape(x);
	index = relation_name(x, table->schema, c->name);
	if (!dn_sqlite_apply_cascade(x))
		return false;
	index_drop(x, &x->change->object, index, false);
	return true;
}

bool
dn_sqlite_rename_constraint(struct sqlite_change *x)
{
	const struct dn_constraint *c = constraint_find(x, x->change->name);
	const struct dn_table *table = dn_schema_table(x->t->schema, &x->change->object);
	const char *old;

	if (c == NULL || !dn_sqlite_is_index(c) || dn_sqlite_held(x, &x->change->object) != NULL)
		return dn_sqlite_reshape(x);
	old = relation_name(x, table->schema, x->change->name);
	if (!dn_sqlite_apply(x))
		return false;
	dn_sqlite_emit(x, "DROP INDEX %s", old);
	return constraint_create_index(x, constraint_find(x, x->change->new_name));
}

static bool
index_emit(struct sqlite_change *x, const struct dn_index *index)
{
	const struct dn_table *table = dn_schema_table(x->t->schema, &index->table);
	struct sqlite_print p = dn_sqlite_printer(x, table);

	if (!dn_sqlite_index_kept(x->t, index, x->st))
		return true;
	if (!dn_sqlite_index(&p, index, x->change->if_not_exists))
		return false;
	dn_sqlite_emit(x, "%s", p.buf->s);
	return true;
}

/* Printed once to know now whether it can be: its table goes without it where it can not. */
static bool
index_check(struct sqlite_change *x, const struct dn_name *name)
{
	struct dn_index *index = dn_schema_index(x->t->schema, name);
	struct sqlite_print p;

	if (index == NULL || !dn_sqlite_index_kept(x->t, index, x->st))
		return true;
	p = dn_sqlite_printer(x, dn_schema_table(x->t->schema, &index->table));
	p.t = dn_sqlite_quiet(x->scratch, x->t);
	index->left_out = p.table != NULL && !dn_sqlite_index(&p, index, false);
	return !index->left_out;
}

bool
dn_sqlite_create_index(struct sqlite_change *x)
{
	struct dn_index *index = x->change->index;
	struct dn_name name = { index->table.schema, index->name };
	bool there = index->name != NULL && dn_schema_index(x->t->schema, &name) != NULL;

	/* A view has none, and is as fresh without. */
	if (dn_schema_only_view(x->t->schema, &index->table) != NULL)
		return dn_sqlite_apply(x);
	if (!dn_sqlite_visible(x->t, x->st, &index->table, x->err) || !dn_sqlite_apply(x))
		return false;
	if (there)
		return true;
	name.name = index->name;
	if (!index_check(x, &name))
		return false;
	return dn_sqlite_held(x, &index->table) != NULL || index_emit(x, index);
}

bool
dn_sqlite_drop_index(struct sqlite_change *x)
{
	const struct dn_name *name = &x->change->object;
	const struct dn_index *index = dn_schema_index(x->t->schema, name);
	const char *relation = dn_sqlite_name(x->scratch, x->t->schema, name);
	bool kept = index == NULL || dn_sqlite_index_kept(x->t, index, x->st);
	/* What made it may have been left out. */
	bool unsure = index == NULL && dn_map_count(x->t->schema->opaque) > 0;
	bool new = index != NULL &&dn_sqlite_is_new(x, &index->table);
	const struct dn_table *table =
	    index == NULL ? NULL : dn_schema_table(x->t->schema, &index->table);

	if (index == NULL && dn_schema_indexed_view(x->t->schema, name) != NULL)
		return dn_sqlite_apply(x);
	if (!dn_sqlite_apply_cascade(x))
		return false;
	if (kept && !new)
		index_drop(x,
		    table == NULL ? NULL : &(struct dn_name){ table->schema, table->name },
		    relation, x->change->if_exists || unsure);
	return true;
}

/* The index of a constraint has its name, and takes it along. */
static bool
index_rename_constraint(struct sqlite_change *x, const struct dn_relation *relation)
{
	struct dn_name table = { relation->table->schema, relation->table->name };
	const struct dn_constraint *c = relation->object;
	const char *old = relation_name(x, table.schema, c->name);
	struct sqlite_print p = dn_sqlite_printer(x, relation->table);

	if (dn_sqlite_is_new(x, &table))
		return dn_sqlite_apply(x);
	if (!dn_sqlite_is_index(c) || dn_sqlite_held(x, &table) != NULL)
		return dn_sqlite_hold(x, relation->table) != NULL && dn_sqlite_apply(x);
	if (!dn_sqlite_apply(x))
		return false;
	dn_sqlite_emit(x, "DROP INDEX %s", old);
	if (!dn_sqlite_unique(&p, c, false))
		return false;
	dn_sqlite_emit(x, "%s", p.buf->s);
	return true;
}

bool
dn_sqlite_rename_index(struct sqlite_change *x)
{
	const struct dn_name *name = &x->change->object;
	const struct dn_index *index = dn_schema_index(x->t->schema, name);
	const struct dn_relation *relation =
	    dn_map_get(x->t->schema->relations, dn_schema_key(x->scratch, x->t->schema, name));
	const char *old;
	struct dn_name new;

	if (index == NULL && relation != NULL && relation->kind == DN_RELATION_CONSTRAINT)
		return index_rename_constraint(x, relation);
	if (index == NULL && dn_schema_indexed_view(x->t->schema, name) != NULL)
		return dn_sqlite_apply(x);
	if (index == NULL && !x->change->if_exists)
		return dn_sqlite_cannot(x->err, x->st, x->st->span.start,
		    "what index '%s' is made of is not in the history", name->name);
	if (index == NULL || dn_sqlite_is_new(x, &index->table))
		return dn_sqlite_apply(x);
	new = (struct dn_name){ dn_strdup(x->scratch, index->table.schema), x->change->new_name };
	old = dn_sqlite_name(x->scratch, x->t->schema, name);
	if (!dn_sqlite_apply(x))
		return false;
	index = dn_schema_index(x->t->schema, &new);
	if (dn_sqlite_index_kept(x->t, index, x->st))
		index_drop(x, &index->table, old, true);
	return dn_sqlite_held(x, &index->table) != NULL || index_emit(x, index);
}
