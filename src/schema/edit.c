/* edit.c - put things into the model and take them out */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "schema/edit.h"

#define EDIT_REMOVE(array, n, value)                                                             \
	do {                                                                                     \
		size_t at_ = 0;                                                                  \
		while (at_ < (n) && (array)[at_] != (value))                                     \
			at_++;                                                                   \
		if (at_ < (n)) {                                                                 \
			(n)--;                                                                   \
			memmove(&(array)[at_], &(array)[at_ + 1], ((n) -at_) * sizeof *(array)); \
		}                                                                                \
	} while (0)

static char *
edit_key(const struct dn_schema *schema, const char *in_schema, const char *name)
{
	struct dn_name full = { in_schema, name };

	return dn_schema_key(NULL, schema, &full);
}

static void
edit_put(struct dn_schema *schema, struct dn_map *map, const char *in_schema, const char *name,
    void *value)
{
	char *key = edit_key(schema, in_schema, name);

	dn_model_touch(schema, key);
	dn_map_put(map, key, value);
	dn_free(key);
}

static void
edit_remove(struct dn_schema *schema, struct dn_map *map, const char *in_schema, const char *name)
{
	char *key = edit_key(schema, in_schema, name);

	dn_model_touch(schema, key);
	dn_map_remove(map, key);
	dn_free(key);
}

static void
edit_add_relation(struct dn_schema *schema, const char *in_schema, const char *name,
    enum dn_relation_kind kind, void *object, struct dn_table *table)
{
	struct dn_relation *relation = dn_new(schema, struct dn_relation);

	relation->kind = kind;
	relation->object = object;
	relation->table = table;
	relation->serial = ++schema->serial;
	edit_put(schema, schema->relations, in_schema, name, relation);
	dn_model_take_flat(schema, relation, in_schema, name);
}

static void
edit_drop_relation(struct dn_schema *schema, const char *in_schema, const char *name)
{
	struct dn_relation *relation = dn_model_relation(schema, in_schema, name);

	edit_remove(schema, schema->relations, in_schema, name);
	if (relation != NULL)
		dn_model_leave_flat(schema, relation);
	dn_free(relation);
}

/* Constraints of different tables may share a name, so they are counted. */
void
dn_model_count_constraint(
    struct dn_schema *schema, const char *in_schema, const char *name, bool added)
{
	char *key = edit_key(schema, in_schema, name);
	size_t *count = dn_map_get(schema->constraint_names, key);

	if (count == NULL) {
		count = dn_new(schema, size_t);
		dn_map_put(schema->constraint_names, key, count);
	}
	*count += added ? 1 : (size_t) -1;
	if (*count == 0) {
		dn_map_remove(schema->constraint_names, key);
		dn_free(count);
	}
	dn_free(key);
}

struct dn_table *
dn_model_add_table(struct dn_schema *schema, const char *in_schema, const char *name)
{
	struct dn_table *table = dn_new(schema, struct dn_table);

	schema->temporary = schema->temporary || strcmp(in_schema, "pg_temp") == 0;
	table->schema = dn_strdup(table, in_schema);
	table->name = dn_strdup(table, name);
	table->key = edit_key(schema, in_schema, name);
	talloc_steal(table, table->key);
	dn_map_put(schema->tables, table->key, table);
	edit_add_relation(schema, in_schema, name, DN_RELATION_TABLE, table, table);
	return table;
}

void
dn_model_attach(struct dn_schema *schema, struct dn_table *parent, struct dn_table *table,
    const struct dn_bound *bound)
{
	schema->parted = true;
	dn_push(parent, parent->partitions, parent->npartitions, table);
	table->partition_of = parent;
	table->bound = dn_bound_copy(table, bound);
	table->unknown = true;
}

void
dn_model_detach(struct dn_table *table)
{
	struct dn_table *parent = table->partition_of;

	if (parent == NULL)
		return;
	EDIT_REMOVE(parent->partitions, parent->npartitions, table);
	dn_free(table->bound);
	table->partition_of = NULL;
	table->bound = NULL;
}

void
dn_model_clear_table(struct dn_schema *schema, struct dn_table *table)
{
	while (table->nconstraints > 0)
		dn_model_drop_constraint(
		    schema, table, table->constraints[table->nconstraints - 1]);
	while (table->nindexes > 0)
		dn_model_drop_index(schema, table->indexes[table->nindexes - 1]);
	while (table->nsequences > 0)
		dn_model_drop_sequence(schema, table->sequences[table->nsequences - 1]);
	while (table->ntriggers > 0)
		dn_model_drop_trigger(table, table->triggers[table->ntriggers - 1]);
	while (table->nrules > 0)
		dn_model_drop_rule(table->rules, &table->nrules, table->rules[table->nrules - 1]);
	while (table->ncolumns > 0)
		dn_model_drop_column(table, table->columns[table->ncolumns - 1]);
	while (table->npartitions > 0)
		dn_model_drop_table(schema, table->partitions[table->npartitions - 1]);
	dn_free(table->partitioning);
	table->partitioning = NULL;
	dn_model_detach(table);
	table->unknown = false;
}

void
dn_model_drop_table(struct dn_schema *schema, struct dn_table *table)
{
	dn_model_clear_table(schema, table);
	while (table->nreferences > 0) {
		struct dn_reference last = table->references[table->nreferences - 1];

		dn_model_drop_constraint(schema, last.table, last.constraint);
	}
	edit_drop_relation(schema, table->schema, table->name);
	dn_map_remove(schema->tables, table->key);
	dn_free(table);
}

void
dn_model_add_column(struct dn_table *table, struct dn_column *column)
{
	dn_push(table, table->columns, table->ncolumns, column);
	talloc_steal(table, column);
}

void
dn_model_drop_column(struct dn_table *table, struct dn_column *column)
{
	EDIT_REMOVE(table->columns, table->ncolumns, column);
	dn_free(column);
}

bool
dn_constraint_has_index(const struct dn_constraint *constraint)
{
	return constraint->kind == DN_PRIMARY_KEY || constraint->kind == DN_UNIQUE ||
	       constraint->kind == DN_EXCLUDE;
}

void
dn_model_add_constraint(
    struct dn_schema *schema, struct dn_table *table, struct dn_constraint *constraint)
{
	dn_model_touch(schema, table->key);
	dn_push(table, table->constraints, table->nconstraints, constraint);
	talloc_steal(table, constraint);
	dn_model_count_constraint(schema, table->schema, constraint->name, true);
	dn_model_take_constraint(schema, constraint);
	if (dn_constraint_has_index(constraint))
		edit_add_relation(schema, table->schema, constraint->name, DN_RELATION_CONSTRAINT,
		    constraint, table);
	if (constraint->kind == DN_FOREIGN_KEY) {
		struct dn_table *to = dn_schema_table(schema, &constraint->ref_table);
		struct dn_reference reference = { table, constraint };

		dn_push(to, to->references, to->nreferences, reference);
	}
}

static void
edit_drop_reference(struct dn_schema *schema, struct dn_constraint *constraint)
{
	struct dn_table *to = dn_schema_table(schema, &constraint->ref_table);
	size_t i = 0;

	while (i < to->nreferences && to->references[i].constraint != constraint)
		i++;
	if (i == to->nreferences)
		return;
	to->nreferences--;
	memmove(&to->references[i], &to->references[i + 1],
	    (to->nreferences - i) * sizeof *to->references);
}

void
dn_model_drop_constraint(
    struct dn_schema *schema, struct dn_table *table, struct dn_constraint *constraint)
{
	dn_model_touch(schema, table->key);
	if (constraint->kind == DN_FOREIGN_KEY)
		edit_drop_reference(schema, constraint);
	dn_model_leave_constraint(schema, constraint);
	if (dn_constraint_has_index(constraint))
		edit_drop_relation(schema, table->schema, constraint->name);
	dn_model_count_constraint(schema, table->schema, constraint->name, false);
	EDIT_REMOVE(table->constraints, table->nconstraints, constraint);
	dn_free(constraint);
}

void
dn_model_add_index(struct dn_schema *schema, struct dn_table *table, struct dn_index *index)
{
	talloc_steal(schema, index);
	dn_push(table, table->indexes, table->nindexes, index);
	edit_put(schema, schema->indexes, table->schema, index->name, index);
	edit_add_relation(schema, table->schema, index->name, DN_RELATION_INDEX, index, table);
}

void
dn_model_drop_index(struct dn_schema *schema, struct dn_index *index)
{
	struct dn_table *table = dn_schema_table(schema, &index->table);

	EDIT_REMOVE(table->indexes, table->nindexes, index);
	edit_remove(schema, schema->indexes, table->schema, index->name);
	edit_drop_relation(schema, table->schema, index->name);
	dn_free(index);
}

struct dn_sequence *
dn_model_add_sequence(struct dn_schema *schema, const char *in_schema, const char *name)
{
	struct dn_sequence *sequence = dn_new(schema, struct dn_sequence);

	sequence->schema = dn_strdup(sequence, in_schema);
	sequence->name = dn_strdup(sequence, name);
	sequence->start = sequence->increment = 1;
	edit_put(schema, schema->sequences, in_schema, name, sequence);
	edit_add_relation(schema, in_schema, name, DN_RELATION_SEQUENCE, sequence, NULL);
	return sequence;
}

struct dn_table *
dn_model_owner(const struct dn_schema *schema, const struct dn_sequence *sequence)
{
	return sequence->owner_table == NULL ? NULL
					     : dn_map_get(schema->tables, sequence->owner_table);
}

void
dn_model_own_sequence(struct dn_schema *schema, struct dn_sequence *sequence,
    struct dn_table *table, const char *column)
{
	struct dn_table *old = dn_model_owner(schema, sequence);

	if (old != NULL) {
		dn_model_touch(schema, old->key);
		EDIT_REMOVE(old->sequences, old->nsequences, sequence);
	}
	sequence->owner_table = NULL;
	sequence->owner_column = NULL;
	if (table == NULL)
		return;
	sequence->owner_table = dn_strdup(sequence, table->key);
	sequence->owner_column = dn_strdup(sequence, column);
	dn_push(table, table->sequences, table->nsequences, sequence);
}

void
dn_model_drop_sequence(struct dn_schema *schema, struct dn_sequence *sequence)
{
	dn_model_own_sequence(schema, sequence, NULL, NULL);
	edit_remove(schema, schema->sequences, sequence->schema, sequence->name);
	edit_drop_relation(schema, sequence->schema, sequence->name);
	dn_free(sequence);
}

void
dn_model_drop_rule(struct dn_rewrite **rules, size_t *n, struct dn_rewrite *rule)
{
	EDIT_REMOVE(rules, *n, rule);
	dn_free(rule);
}

void
dn_model_drop_trigger(struct dn_table *table, struct dn_trigger *trigger)
{
	EDIT_REMOVE(table->triggers, table->ntriggers, trigger);
	dn_free(trigger);
}
