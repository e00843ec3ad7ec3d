/* alter.c - tables as the model has become: what came of a change, whatever it was */
#include "config.h"

#include <stdint.h>
#include <string.h>

#include "base/mem.h"
#include "dialect/mysql/changes/changes.h"

struct dn_translation *
dn_mysql_quiet(const void *mem, const struct dn_translation *t)
{
	struct dn_translation *quiet = dn_memdup(mem, t, sizeof *t);

	quiet->log = NULL;
	quiet->said = NULL;
	quiet->about = NULL;
	quiet->assessment = NULL;
	return quiet;
}

bool
dn_mysql_is_there(const struct mysql_change *x, const struct dn_table *table)
{
	return table->partition_of == NULL && (table->ncolumns > 0 || !table->unknown) &&
	       dn_map_get(x->t->schema->opaque, table->key) == NULL;
}

struct mysql_shape *
dn_mysql_shape_now(struct mysql_change *x, const struct dn_table *table)
{
	const struct mysql_look look = { dn_mysql_quiet(x->scratch, x->t), x->st, true, NULL };

	return dn_mysql_shape(x->scratch, &look, table);
}

/* CONCERNED: a set of tables' keys, or NULL: all. */
static struct mysql_before
alter_before(struct mysql_change *x, const struct dn_map *concerned)
{
	const struct mysql_look look = { dn_mysql_quiet(x->scratch, x->t), x->st, true, NULL };
	struct mysql_before before = { dn_map_new(x->scratch),
		dn_mysql_objects(x->scratch, &look) };

	dn_map_each (x->t->schema->tables, e) {
		const struct dn_table *table = e->value;

		if ((concerned == NULL || dn_map_get(concerned, table->key) != NULL) &&
		    dn_mysql_is_there(x, table))
			dn_map_put(before.shapes, table->key, dn_mysql_shape_now(x, table));
	}
	return before;
}

struct mysql_before
dn_mysql_before(struct mysql_change *x, const struct dn_table *only)
{
	struct dn_map *concerned = only == NULL ? NULL : dn_map_new(x->scratch);

	if (only != NULL)
		dn_map_put(concerned, only->key, (void *) (uintptr_t) only);
	return alter_before(x, concerned);
}

/* -- tables that change, with foreign keys between them -- */

/* Both sides of a foreign key are of one type, so it is away while they get another. */
static bool
alter_is_retyped(const struct mysql_before *before, const struct dn_map *now, const char *table,
    const char *column)
{
	const struct mysql_shape *from = dn_map_get(before->shapes, table);
	const struct mysql_shape *to = dn_map_get(now, table);
	const struct mysql_part *is, *will;

	if (from == NULL || to == NULL)
		return false;
	is = dn_mysql_shape_part(from, MYSQL_COLUMN, column);
	will = dn_mysql_shape_part(to, MYSQL_COLUMN, column);
	return is != NULL && will != NULL && is->text != NULL && will->text != NULL &&
	       strcmp(is->type, will->type) != 0;
}

static bool
alter_is_loose(struct mysql_change *x, const struct mysql_before *before, const struct dn_map *now,
    const struct dn_table *table, const char *name)
{
	for (size_t i = 0; i < table->nconstraints; i++) {
		const struct dn_constraint *c = table->constraints[i];
		bool is = c->kind == DN_FOREIGN_KEY && strcmp(c->flat, name) == 0;

		for (size_t k = 0; is && k < c->ncolumns; k++)
			if (alter_is_retyped(before, now, table->key, c->columns[k]) ||
			    (k < c->nref_columns &&
				alter_is_retyped(before, now,
				    dn_relation_key(x->scratch, x->t->schema, &c->ref_table),
				    c->ref_columns[k])))
				return true;
	}
	return false;
}

/* SHAPE without those of its foreign keys that are not the same in STAY. */
static struct mysql_shape *
alter_without(
    struct mysql_change *x, const struct mysql_shape *shape, const struct mysql_shape *stay)
{
	struct mysql_shape *without = dn_memdup(x->scratch, shape, sizeof *shape);

	without->parts = dn_map_new(without);
	dn_map_each (shape->parts, e) {
		const struct mysql_part *part = e->value, *same = dn_map_get(stay->parts, e->key);

		if (part->kind != MYSQL_FOREIGN || dn_mysql_is_same(part, same))
			dn_map_put(without->parts, e->key, e->value);
	}
	return without;
}

/* What stays of FROM's foreign keys while all of the tables change. */
static struct mysql_shape *
alter_tied(struct mysql_change *x, const struct mysql_before *before, const struct dn_map *now,
    const struct mysql_shape *from, const struct mysql_shape *to)
{
	struct mysql_shape *tied = alter_without(x, to, from), *stay;

	stay = dn_memdup(x->scratch, from, sizeof *from);
	stay->parts = dn_map_new(stay);
	dn_map_each (from->parts, e) {
		const struct mysql_part *part = e->value;

		if (part->kind != MYSQL_FOREIGN ||
		    (dn_map_get(tied->parts, e->key) != NULL &&
			!alter_is_loose(x, before, now, to->table, part->name)))
			dn_map_put(stay->parts, e->key, e->value);
	}
	return stay;
}

/* Foreign keys go before anything else and come behind it. */
static bool
alter_tables(struct mysql_change *x, const struct mysql_before *before)
{
	struct dn_map *now = dn_map_new(x->scratch), *tied = dn_map_new(x->scratch);

	dn_map_each (before->shapes, e) {
		const struct dn_table *table = dn_map_get(x->t->schema->tables, e->key);

		if (table != NULL)
			dn_map_put(now, e->key, dn_mysql_shape_now(x, table));
	}
	dn_map_each (now, e) {
		struct mysql_shape *from = dn_map_get(before->shapes, e->key);

		dn_map_put(tied, e->key, alter_tied(x, before, now, from, e->value));
		if (!dn_mysql_reshape(x, from, dn_map_get(tied, e->key)))
			return false;
	}
	dn_map_each (now, e)
		if (!dn_mysql_reshape(x, dn_map_get(tied, e->key),
			alter_without(x, e->value, dn_map_get(tied, e->key))))
			return false;
	dn_map_each (now, e) {
		const struct mysql_shape *to = e->value;

		if (!dn_mysql_reshape(x, alter_without(x, to, dn_map_get(tied, e->key)), to))
			return false;
	}
	return true;
}

/* -- a change -- */

bool
dn_mysql_after(struct mysql_change *x, const struct mysql_before *before)
{
	const struct mysql_look look = { dn_mysql_quiet(x->scratch, x->t), x->st, true, NULL };
	const struct dn_map *now = dn_mysql_objects(x->scratch, &look);

	if (!dn_mysql_new_objects(x, before->objects, now, MYSQL_SEQUENCE))
		return false;
	dn_map_each (before->shapes, e)
		dn_mysql_go_on(x, e->value, dn_map_get(x->t->schema->tables, e->key));
	dn_mysql_old_objects(x, before->objects, now, MYSQL_TRIGGER);
	dn_mysql_old_objects(x, before->objects, now, MYSQL_VIEW);
	dn_mysql_untie_gone(x, before);
	dn_mysql_drop_gone(x, before, false);
	if (!alter_tables(x, before))
		return false;
	dn_mysql_drop_gone(x, before, true);
	dn_mysql_old_objects(x, before->objects, now, MYSQL_SEQUENCE);
	return dn_mysql_new_objects(x, before->objects, now, MYSQL_VIEW) &&
	       dn_mysql_new_objects(x, before->objects, now, MYSQL_TRIGGER);
}

static bool
alter_same_columns(const struct dn_constraint *a, const struct dn_constraint *b)
{
	bool same = a->nref_columns == b->nref_columns;

	for (size_t i = 0; same && i < a->nref_columns; i++)
		same = strcmp(a->ref_columns[i], b->ref_columns[i]) == 0;
	return same;
}

/* Does a table refer to these columns already, so that they are what such columns are? */
static bool
alter_is_referenced(const struct dn_schema *schema, const struct dn_constraint *key)
{
	const struct dn_table *to = dn_schema_table(schema, &key->ref_table);

	dn_map_each (schema->tables, e) {
		const struct dn_table *table = e->value;

		for (size_t i = 0; to != NULL && i < table->nconstraints; i++) {
			const struct dn_constraint *c = table->constraints[i];

			if (c->kind == DN_FOREIGN_KEY && alter_same_columns(c, key) &&
			    dn_schema_table(schema, &c->ref_table) == to)
				return true;
		}
	}
	return false;
}

/* May foreign keys go, or a key that they refer to? */
static bool
alter_may_untie(const struct dn_change *c)
{
	switch ((int) c->kind) {
	case DN_ADD_COLUMN:
	case DN_SET_DEFAULT:
	case DN_DROP_DEFAULT:
	case DN_SET_NOT_NULL:
	case DN_DROP_NOT_NULL:
	case DN_ADD_CONSTRAINT: return false;
	default: return true;
	}
}

/* And all that refer to it: the types of their columns follow those of its keys. */
static void
alter_add_referring(struct dn_map *concerned, const struct dn_table *table)
{
	if (dn_map_get(concerned, table->key) != NULL)
		return;
	dn_map_put(concerned, table->key, (void *) (uintptr_t) table);
	for (size_t i = 0; i < table->nreferences; i++)
		alter_add_referring(concerned, table->references[i].table);
}

/* What may be another behind the change, besides what TABLE refers to; NULL: all tables. */
static struct dn_map *
alter_concerned(const struct mysql_change *x, const struct dn_table *table)
{
	const struct dn_constraint *c = x->change->constraint;
	struct dn_map *concerned;

	if (x->change->cascade || table == NULL ||
	    (table->nreferences > 0 && alter_may_untie(x->change)))
		return NULL;
	concerned = dn_map_new(x->scratch);
	alter_add_referring(concerned, table);
	if (x->change->kind == DN_ADD_CONSTRAINT && c->kind == DN_FOREIGN_KEY &&
	    !alter_is_referenced(x->t->schema, c)) {
		table = dn_schema_table(x->t->schema, &c->ref_table);
		if (table == NULL)
			return NULL;
		alter_add_referring(concerned, table);
	}
	return concerned;
}

/* What foreign keys refer to, whose text is another while they do. */
static void
alter_add_referenced(struct mysql_change *x, const struct mysql_before *before,
    struct dn_constraint *const *constraints, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct dn_table *to =
		    constraints[i]->kind == DN_FOREIGN_KEY
			? dn_schema_table(x->t->schema, &constraints[i]->ref_table)
			: NULL;

		if (to != NULL && dn_mysql_is_there(x, to) &&
		    dn_map_get(before->shapes, to->key) == NULL)
			dn_map_put(before->shapes, to->key, dn_mysql_shape_now(x, to));
	}
}

bool
dn_mysql_change(struct mysql_change *x)
{
	const struct dn_table *table = dn_schema_table(x->t->schema, &x->change->object);
	struct mysql_before before;

	if (x->change->kind != DN_DROP_TABLE && x->change->object.name != NULL && table != NULL &&
	    !dn_mysql_visible(x, &x->change->object))
		return false;
	before = alter_before(x, alter_concerned(x, table));
	if (table != NULL)
		alter_add_referenced(x, &before, table->constraints, table->nconstraints);
	return dn_mysql_apply(x) && dn_mysql_after(x, &before);
}

bool
dn_mysql_change_all(struct mysql_change *x)
{
	struct mysql_before before = dn_mysql_before(x, NULL);

	return dn_mysql_apply(x) && dn_mysql_after(x, &before);
}

/* No other table has anything to do with it. */
bool
dn_mysql_change_index(struct mysql_change *x)
{
	const struct dn_change *c = x->change;
	const struct dn_index *index =
	    c->kind == DN_CREATE_INDEX ? c->index : dn_schema_index(x->t->schema, &c->object);
	const struct dn_table *table =
	    index == NULL || c->cascade ? NULL : dn_schema_table(x->t->schema, &index->table);
	struct mysql_before before = dn_mysql_before(x, table);

	return dn_mysql_apply(x) && dn_mysql_after(x, &before);
}

/* -- tables that come -- */

static void
alter_say_prefix(struct mysql_change *x, const struct dn_table *table, const char *relation)
{
	if (strcmp(relation, table->name) != 0)
		dn_translation_notice(x->t, "schema-prefix",
		    "MariaDB and MySQL have no schemas beside databases: table '%s.%s' is '%s' "
		    "there, and so for every schema but public",
		    table->schema, table->name, relation);
}

static bool
alter_create(struct mysql_change *x, const struct dn_table *table)
{
	const struct mysql_look look = { x->t, x->st, true, NULL };
	struct mysql_shape *shape = dn_mysql_shape(x->scratch, &look, table);
	struct dunlin_buf *sql = dn_buf_new(x->scratch);
	const struct mysql_print p = dn_mysql_printer(x, table);

	if (!dn_mysql_nameable(&p, x->st->span, shape->relation))
		return false;
	alter_say_prefix(x, table, shape->relation);
	dunlin_buf_printf(sql, "CREATE TABLE %s (", dn_mysql_quoted(x->scratch, shape->relation));
	dn_map_each (shape->parts, e) {
		const struct mysql_part *part = e->value;

		if (part->text == NULL)
			return dn_error_copy(x->err, part->why);
		dunlin_buf_printf(
		    sql, "%s\n    %s", sql->s[sql->len - 1] == '(' ? "" : ",", part->text);
	}
	if (dn_map_count(shape->parts) == 0)
		return dn_mysql_cannot(x, "a table has a column there");
	dunlin_buf_printf(
	    sql, "\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=%s", dn_mysql_collation(x->t));
	dn_map_each (shape->parts, e) {
		const struct mysql_part *part = e->value;

		if (part->numbered && part->start != 1)
			dunlin_buf_printf(sql, " AUTO_INCREMENT=%lld", part->start);
	}
	dn_mysql_emit(x, dn_mysql_has_table(x->scratch, shape->relation, true), "%s", sql->s);
	return true;
}

bool
dn_mysql_create_table(struct mysql_change *x)
{
	const struct dn_change *c = x->change;
	bool there = dn_schema_table(x->t->schema, &c->object) != NULL;
	struct mysql_before before = { dn_map_new(x->scratch), NULL };
	const struct mysql_look look = { dn_mysql_quiet(x->scratch, x->t), x->st, true, NULL };
	const struct dn_table *table;

	before.objects = dn_mysql_objects(x->scratch, &look);
	alter_add_referenced(x, &before, c->constraints, c->nconstraints);
	if (c->temporary)
		return dn_mysql_apply(x) &&
		       dn_mysql_cannot(x, "a temporary table is gone when a run is continued");
	if (!dn_mysql_apply(x))
		return false;
	table = dn_schema_table(x->t->schema, &c->object);
	if ((there && c->if_not_exists) || table == NULL)
		return true;
	if (c->partitioning != NULL)
		dn_translation_notice(x->t, "partition",
		    "a partitioned table is one table in MariaDB and MySQL, and its partitions are "
		    "not there");
	/* Its sequences come before it. */
	return dn_mysql_after(x, &before) && alter_create(x, table);
}
