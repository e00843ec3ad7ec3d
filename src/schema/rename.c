/* rename.c - give things in the model another name, wherever it is mentioned */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "schema/edit.h"
#include "schema/name.h"
#include "schema/words.h"

static void
rename_set(const void *mem, const char **at, const char *value)
{
	char *copy = dn_strdup(mem, value);

	dn_free((void *) (uintptr_t) *at);
	*at = copy;
}

static void
rename_in_list(const char **names, size_t n, const char *from, const char *to)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(names[i], from) == 0)
			rename_set(names, &names[i], to);
}

/* Take MAP's value from one name to another. */
static void
rename_entry(struct dn_schema *schema, struct dn_map *map, const struct dn_name *from,
    const struct dn_name *to)
{
	char *old = dn_schema_key(NULL, schema, from), *key = dn_schema_key(old, schema, to);
	void *value = dn_map_get(map, old);

	if (value != NULL) {
		dn_model_touch(schema, old);
		dn_model_touch(schema, key);
		dn_map_remove(map, old);
		dn_map_put(map, key, value);
	}
	dn_free(old);
}

/* One expression and what to replace in it. */
struct rename_words {
	struct dn_expr *root;
	const char *from, *to;
};

/* What was written says the old name. */
static void
rename_forget(struct rename_words *w)
{
	dn_free((void *) (uintptr_t) w->root->written);
	w->root->written = NULL;
}

static bool
rename_column_in(struct dn_expr *expr, void *payload)
{
	struct rename_words *w = payload;

	rename_forget(w);
	if (expr->kind == DN_EXPR_COLUMN && strcmp(expr->name, w->from) == 0)
		rename_set(w->root, &expr->name, w->to);
	else if ((expr->kind == DN_EXPR_OPAQUE || expr->kind == DN_EXPR_SUBQUERY) &&
		 expr->text != NULL) {
		char *text = dn_words_rename(w->root, expr->text, w->from, w->to);

		dn_free((void *) (uintptr_t) expr->text);
		expr->text = text;
	}
	return true;
}

static bool
rename_qualifier_in(struct dn_expr *expr, void *payload)
{
	struct rename_words *w = payload;

	if (expr->kind == DN_EXPR_COLUMN && expr->qualifier != NULL &&
	    strcmp(expr->qualifier, w->from) == 0) {
		rename_set(w->root, &expr->qualifier, w->to);
		rename_forget(w);
	}
	return true;
}

static void
rename_in_expr(struct dn_expr *expr, bool (*fn)(struct dn_expr *expr, void *payload),
    const char *from, const char *to)
{
	struct rename_words w = { expr, from, to };

	dn_expr_each(expr, fn, &w);
}

/* All expressions that may mention columns of TABLE. */
static void
rename_in_table(struct dn_table *table, bool (*fn)(struct dn_expr *expr, void *payload),
    const char *from, const char *to)
{
	for (size_t i = 0; i < table->ncolumns; i++)
		rename_in_expr(table->columns[i]->generated, fn, from, to);
	for (size_t i = 0; i < table->nconstraints; i++)
		rename_in_expr(table->constraints[i]->check, fn, from, to);
	for (size_t i = 0; i < table->nindexes; i++) {
		struct dn_index *index = table->indexes[i];

		for (size_t j = 0; j < index->nparts; j++)
			rename_in_expr(index->parts[j].expr, fn, from, to);
		rename_in_expr(index->where, fn, from, to);
	}
	for (size_t i = 0; i < table->ntriggers; i++)
		rename_in_expr(table->triggers[i]->when, fn, from, to);
	for (size_t i = 0; table->partitioning != NULL && i < table->partitioning->nparts; i++)
		rename_in_expr(table->partitioning->parts[i].expr, fn, from, to);
	for (size_t i = 0; i < table->npartitions; i++)
		rename_in_table(table->partitions[i], fn, from, to);
}

static void
rename_in_parts(struct dn_index_part *parts, size_t n, const char *from, const char *to)
{
	for (size_t i = 0; i < n; i++)
		if (parts[i].column != NULL && strcmp(parts[i].column, from) == 0)
			rename_set(parts, &parts[i].column, to);
}

static void
rename_in_index(struct dn_index *index, const char *from, const char *to)
{
	rename_in_parts(index->parts, index->nparts, from, to);
	rename_in_list(index->include, index->ninclude, from, to);
}

/* Partitions of partitions have keys of their own. */
static void
rename_in_partitions(struct dn_table *table, const char *from, const char *to)
{
	if (table->partitioning != NULL)
		rename_in_parts(table->partitioning->parts, table->partitioning->nparts, from, to);
	for (size_t i = 0; i < table->npartitions; i++)
		rename_in_partitions(table->partitions[i], from, to);
}

/* The server's indexes keep the names that their columns had when they were made. */
static void
rename_keep_called(struct dn_table *table)
{
	for (size_t i = 0; i < table->nconstraints; i++) {
		struct dn_constraint *c = table->constraints[i];

		if (dn_constraint_has_index(c) && c->called == NULL)
			c->called = dn_name_key_columns(c, c);
	}
	for (size_t i = 0; i < table->nindexes; i++)
		if (table->indexes[i]->called == NULL)
			table->indexes[i]->called =
			    dn_name_index_columns(table->indexes[i], table->indexes[i]);
}

void
dn_model_rename_column(
    struct dn_schema *schema, struct dn_table *table, struct dn_column *column, const char *name)
{
	const char *from = talloc_steal(table, column->name);

	rename_keep_called(table);
	column->name = dn_strdup(column, name);
	rename_in_table(table, rename_column_in, from, name);
	for (size_t i = 0; i < table->ntriggers; i++)
		rename_in_list(
		    table->triggers[i]->columns, table->triggers[i]->ncolumns, from, name);
	for (size_t i = 0; i < table->nconstraints; i++) {
		struct dn_constraint *c = table->constraints[i];

		rename_in_list(c->columns, c->ncolumns, from, name);
		rename_in_list(c->include, c->ninclude, from, name);
		rename_in_list(c->set_columns, c->nset_columns, from, name);
	}
	for (size_t i = 0; i < table->nindexes; i++)
		rename_in_index(table->indexes[i], from, name);
	rename_in_partitions(table, from, name);
	for (size_t i = 0; i < table->nreferences; i++) {
		struct dn_constraint *c = table->references[i].constraint;

		dn_model_touch(schema, table->references[i].table->key);
		rename_in_list(c->ref_columns, c->nref_columns, from, name);
	}
	for (size_t i = 0; i < table->nsequences; i++)
		if (strcmp(table->sequences[i]->owner_column, from) == 0)
			rename_set(table->sequences[i], &table->sequences[i]->owner_column, name);
	dn_free((void *) (uintptr_t) from);
}

static void
rename_relation(struct dn_schema *schema, const struct dn_name *from, const struct dn_name *to)
{
	struct dn_relation *relation = dn_model_relation(schema, from->schema, from->name);

	rename_entry(schema, schema->relations, from, to);
	if (relation == NULL)
		return;
	dn_model_leave_flat(schema, relation);
	dn_model_take_flat(schema, relation, to->schema, to->name);
}

void
dn_model_rename_constraint(struct dn_schema *schema, struct dn_table *table,
    struct dn_constraint *constraint, const char *name)
{
	struct dn_reference *r = table->references;
	char *from = dn_strdup(NULL, constraint->name);

	dn_model_touch(schema, table->key);
	dn_model_count_constraint(schema, table->schema, from, false);
	dn_model_count_constraint(schema, table->schema, name, true);
	if (dn_constraint_has_index(constraint)) {
		rename_relation(schema, &(struct dn_name){ table->schema, from },
		    &(struct dn_name){ table->schema, name });
		for (size_t i = 0; i < table->nreferences; i++)
			if (r[i].constraint->ref_index != NULL &&
			    strcmp(r[i].constraint->ref_index, from) == 0)
				rename_set(r[i].constraint, &r[i].constraint->ref_index, name);
	}
	rename_set(constraint, &constraint->name, name);
	dn_model_leave_constraint(schema, constraint);
	dn_model_take_constraint(schema, constraint);
	dn_free(from);
}

void
dn_model_rename_index(struct dn_schema *schema, struct dn_index *index, const char *name)
{
	struct dn_table *table = dn_schema_table(schema, &index->table);
	struct dn_name from = { table->schema, index->name }, to = { table->schema, name };

	rename_relation(schema, &from, &to);
	rename_entry(schema, schema->indexes, &from, &to);
	for (size_t i = 0; i < table->nreferences; i++) {
		struct dn_constraint *c = table->references[i].constraint;

		if (c->ref_index != NULL && strcmp(c->ref_index, index->name) == 0)
			rename_set(c, &c->ref_index, name);
	}
	rename_set(index, &index->name, name);
}

void
dn_model_rename_sequence(
    struct dn_schema *schema, struct dn_sequence *sequence, const char *in_schema, const char *name)
{
	struct dn_name from = { sequence->schema, sequence->name }, to = { in_schema, name };

	rename_relation(schema, &from, &to);
	rename_entry(schema, schema->sequences, &from, &to);
	rename_set(sequence, &sequence->schema, in_schema);
	rename_set(sequence, &sequence->name, name);
}

/* What lives in the table's schema because the table does. */
static void
rename_move_parts(struct dn_schema *schema, struct dn_table *table, const char *in_schema)
{
	for (size_t i = 0; i < table->nconstraints; i++) {
		struct dn_constraint *c = table->constraints[i];

		dn_model_count_constraint(schema, table->schema, c->name, false);
		dn_model_count_constraint(schema, in_schema, c->name, true);
		if (dn_constraint_has_index(c))
			rename_relation(schema, &(struct dn_name){ table->schema, c->name },
			    &(struct dn_name){ in_schema, c->name });
	}
	for (size_t i = 0; i < table->nindexes; i++) {
		struct dn_name from = { table->schema, table->indexes[i]->name };
		struct dn_name to = { in_schema, from.name };

		rename_relation(schema, &from, &to);
		rename_entry(schema, schema->indexes, &from, &to);
	}
	for (size_t i = 0; i < table->nsequences; i++)
		dn_model_rename_sequence(
		    schema, table->sequences[i], in_schema, table->sequences[i]->name);
}

static void
rename_table_mentions(struct dn_schema *schema, struct dn_table *table)
{
	for (size_t i = 0; i < table->nindexes; i++) {
		rename_set(table->indexes[i], &table->indexes[i]->table.schema, table->schema);
		rename_set(table->indexes[i], &table->indexes[i]->table.name, table->name);
	}
	for (size_t i = 0; i < table->nreferences; i++) {
		struct dn_constraint *c = table->references[i].constraint;

		dn_model_touch(schema, table->references[i].table->key);
		rename_set(c, &c->ref_table.schema, table->schema);
		rename_set(c, &c->ref_table.name, table->name);
	}
	for (size_t i = 0; i < table->nsequences; i++)
		rename_set(table->sequences[i], &table->sequences[i]->owner_table, table->key);
}

void
dn_model_rename_table(
    struct dn_schema *schema, struct dn_table *table, const char *in_schema, const char *name)
{
	struct dn_name from = { table->schema, table->name }, to = { in_schema, name };
	char *key = dn_schema_key(table, schema, &to);

	rename_relation(schema, &from, &to);
	rename_entry(schema, schema->tables, &from, &to);
	if (strcmp(table->schema, in_schema) != 0)
		rename_move_parts(schema, table, in_schema);
	if (strcmp(table->name, name) != 0)
		rename_in_table(table, rename_qualifier_in, table->name, name);
	rename_set(table, &table->schema, in_schema);
	rename_set(table, &table->name, name);
	dn_free((void *) (uintptr_t) table->key);
	table->key = key;
	rename_table_mentions(schema, table);
}
