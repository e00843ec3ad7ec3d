/* diff.c - the changes that lead from one model to another */
#include "config.h"

#include <stdarg.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "schema/diff/diffs.h"
#include "schema/edit.h"
#include "schema/words.h"

bool
dn_differ_is_temporary(const char *schema)
{
	return strcmp(schema, "pg_temp") == 0;
}

struct dn_table *
dn_differ_twin(const struct dn_schema *schema, const struct dn_table *table)
{
	return dn_map_get(schema->tables, table->key);
}

struct dn_change *
dn_differ_add(struct dn_differ *d, enum dn_change_kind kind, const char *schema, const char *name)
{
	struct dn_change *change = dn_new(d->diff, struct dn_change);

	change->kind = kind;
	change->object = (struct dn_name){ schema, name };
	dn_push(d->diff, d->diff->changes, d->diff->n, change);
	return change;
}

static char *differ_format(const void *mem, const char *fmt, va_list ap) DUNLIN_PRINTF(2, 0);

static char *
differ_format(const void *mem, const char *fmt, va_list ap)
{
	struct dunlin_buf *buf = dn_buf_new(mem);

	dn_buf_vprintf(buf, fmt, ap);
	return dn_buf_steal(mem, buf);
}

void
dn_differ_loss(struct dn_differ *d, const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = differ_format(d->diff, fmt, ap);
	va_end(ap);
	dn_push(d->diff, d->diff->losses, d->diff->nlosses, text);
}

void
dn_differ_impossible(struct dn_differ *d, const char *fmt, ...)
{
	va_list ap;

	if (d->diff->impossible != NULL)
		return;
	va_start(ap, fmt);
	d->diff->impossible = differ_format(d->diff, fmt, ap);
	va_end(ap);
}

bool
dn_differ_same_expr(const struct dn_expr *a, const struct dn_expr *b)
{
	if (a != NULL && b != NULL && a->written != NULL && b->written != NULL)
		return dn_words_equal(a->written, b->written);
	return dn_expr_equal(a, b);
}

/* Tables that both sides have, unless too little is known of them. */
static void
differ_each_pair(
    struct dn_differ *d, void (*fn)(struct dn_differ *d, struct dn_table *a, struct dn_table *b))
{
	dn_map_each (d->of_from.tables, e) {
		struct dn_table *from = e->value, *to = dn_differ_twin(d->to, from);

		if (to != NULL && !dn_differ_is_temporary(from->schema))
			fn(d, from, to);
	}
}

static void
differ_check_known(struct dn_differ *d)
{
	dn_map_each (d->of_from.tables, e) {
		const struct dn_table *from = e->value, *to = dn_differ_twin(d->to, from);

		if (from->unknown && from->partition_of == NULL && (to == NULL || !to->unknown))
			dn_differ_check_known(d, from);
	}
	dn_map_each (d->of_to.tables, e) {
		const struct dn_table *to = e->value, *from = dn_differ_twin(d->from, to);

		if (to->unknown && (from == NULL || !from->unknown))
			dn_differ_check_known(d, to);
	}
}

/* Foreign keys first, so that tables can go in any order. */
/* Partitions go with their table. */
static bool
differ_is_dropped(const struct dn_differ *d, const struct dn_table *table)
{
	return dn_differ_twin(d->to, table) == NULL && !dn_differ_is_temporary(table->schema) &&
	       (table->partition_of == NULL || dn_differ_twin(d->to, table->partition_of) != NULL);
}

static void
differ_drop_tables(struct dn_differ *d)
{
	struct dn_table **gone = NULL;
	size_t n = 0;

	dn_map_each (d->of_from.tables, e) {
		struct dn_table *table = e->value;

		if (differ_is_dropped(d, table))
			dn_push(d->diff, gone, n, table);
	}
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < gone[i]->nreferences; j++) {
			const struct dn_reference *r = &gone[i]->references[j];
			bool later = r->table != gone[i];

			/* The last made is the first to go, so only older ones are in the way. */
			for (size_t k = i + 1; later && k < n; k++)
				later = gone[k] != r->table;
			if (later && dn_differ_twin(d->to, r->table) == NULL)
				dn_differ_add(
				    d, DN_DROP_CONSTRAINT, r->table->schema, r->table->name)
				    ->name = r->constraint->name;
		}
	while (n-- > 0)
		dn_differ_add(d, DN_DROP_TABLE, gone[n]->schema, gone[n]->name);
}

static void
differ_create_table(struct dn_differ *d, struct dn_table *table)
{
	struct dn_change *change = dn_differ_add(d, DN_CREATE_TABLE, table->schema, table->name);

	change->columns = table->columns;
	change->ncolumns = table->ncolumns;
	for (size_t i = 0; i < table->nconstraints; i++) {
		struct dn_constraint *c = table->constraints[i];

		dn_differ_check_constraint(d, table, c);
		if (c->kind != DN_FOREIGN_KEY)
			dn_push(change, change->constraints, change->nconstraints, c);
	}
	if (table->more || table->partitioning != NULL)
		dn_differ_impossible(d,
		    "table '%s' was made with settings that are not kept in the model",
		    table->name);
	for (size_t i = 0; i < table->ncolumns; i++) {
		dn_differ_check_type(d, table->columns[i]->type);
		if (table->columns[i]->more)
			dn_differ_impossible(d,
			    "column '%s' of table '%s' was made with settings that are not kept "
			    "in the model",
			    table->columns[i]->name, table->name);
	}
	dn_differ_loss(d,
	    "table '%s' comes back empty, without comments, grants, triggers or policies that it "
	    "may have had",
	    table->name);
}

static void
differ_create_tables(struct dn_differ *d)
{
	dn_map_each (d->of_to.tables, e) {
		struct dn_table *table = e->value;

		if (dn_differ_twin(d->from, table) == NULL &&
		    !dn_differ_is_temporary(table->schema))
			differ_create_table(d, table);
	}
}

static bool
differ_same_values(const struct dn_enum *a, const struct dn_enum *b)
{
	if (a->nvalues != b->nvalues || a->unknown != b->unknown)
		return false;
	for (size_t i = 0; i < a->nvalues; i++)
		if (strcmp(a->values[i], b->values[i]) != 0)
			return false;
	return true;
}

static void
differ_create_enums(struct dn_differ *d)
{
	dn_map_each (d->of_to.enums, e) {
		const struct dn_enum *to = e->value, *from = dn_map_get(d->from->enums, e->key);
		struct dn_change *change;

		if (from != NULL && !differ_same_values(from, to))
			dn_differ_impossible(
			    d, "no statement takes values out of the type '%s'", to->name);
		if (from != NULL)
			continue;
		if (to->unknown)
			dn_differ_impossible(d, "not all of type '%s' is known", to->name);
		change = dn_differ_add(d, DN_CREATE_ENUM, to->schema, to->name);
		change->values = to->values;
		change->nvalues = to->nvalues;
	}
}

static void
differ_drop_enums(struct dn_differ *d)
{
	dn_map_each (d->of_from.enums, e) {
		const struct dn_enum *from = e->value;

		if (dn_map_get(d->to->enums, e->key) != NULL)
			continue;
		if (from->unknown)
			dn_differ_impossible(d, "not all of type '%s' is known", from->name);
		dn_differ_add(d, DN_DROP_TYPE, from->schema, from->name);
	}
}

static void
differ_create_schemas(struct dn_differ *d)
{
	dn_map_each (d->to->schemas, e)
		if (dn_map_get(d->from->schemas, e->key) == NULL) {
			dn_differ_add(d, DN_CREATE_SCHEMA, NULL, e->key);
			dn_differ_loss(
			    d, "schema '%s' comes back without its owner and grants", e->key);
		}
}

static void
differ_drop_schemas(struct dn_differ *d)
{
	dn_map_each (d->from->schemas, e)
		if (dn_map_get(d->to->schemas, e->key) == NULL)
			dn_differ_add(d, DN_DROP_SCHEMA, NULL, e->key);
}

static void
differ_drop_foreign(struct dn_differ *d, struct dn_table *from, struct dn_table *to)
{
	dn_differ_drop_constraints(d, from, to, true);
}

static void
differ_drop_parts(struct dn_differ *d, struct dn_table *from, struct dn_table *to)
{
	dn_differ_drop_indexes(d, from, to);
	dn_differ_drop_constraints(d, from, to, false);
}

static void
differ_add_parts(struct dn_differ *d, const struct dn_table *from, struct dn_table *to)
{
	if (from != NULL)
		dn_differ_add_constraints(d, from, to, false);
	dn_differ_add_indexes(d, from, to);
}

/* Foreign keys last, when all that they point to is there. */
static void
differ_add_all(struct dn_differ *d)
{
	for (int foreign = 0; foreign < 2; foreign++)
		dn_map_each (d->of_to.tables, e) {
			struct dn_table *to = e->value;
			const struct dn_table *from = dn_differ_twin(d->from, to);

			if (dn_differ_is_temporary(to->schema))
				continue;
			if (foreign)
				dn_differ_add_constraints(d, from, to, true);
			else
				differ_add_parts(d, from, to);
		}
}

const struct dn_map *
dn_differ_part(const void *mem, const struct dn_map *map, const struct dn_map *only)
{
	return only == NULL ? map : dn_map_part(mem, map, only);
}

/* What was touched, and the sequences of tables among it. */
static struct dn_map *
differ_touched(struct dn_differ *d)
{
	struct dn_map *keys = dn_map_new(d->diff);
	const struct dn_schema *both[] = { d->from, d->to };

	dn_map_each (d->from->touched, e) {
		dn_map_put(keys, e->key, d);
		for (size_t i = 0; i < 2; i++) {
			const struct dn_table *table = dn_map_get(both[i]->tables, e->key);

			for (size_t j = 0; table != NULL && j < table->nsequences; j++) {
				const struct dn_sequence *s = table->sequences[j];
				struct dn_name name = { s->schema, s->name };
				char *key = dn_schema_key(NULL, both[i], &name);

				dn_map_put(keys, key, d);
				dn_free(key);
			}
		}
	}
	return keys;
}

static void
differ_choose(struct dn_differ *d)
{
	const struct dn_map *only = d->from->touched == NULL ? NULL : differ_touched(d);

	d->of_from.tables = dn_differ_part(d->diff, d->from->tables, only);
	d->of_from.sequences = dn_differ_part(d->diff, d->from->sequences, only);
	d->of_from.enums = dn_differ_part(d->diff, d->from->enums, only);
	d->of_to.tables = dn_differ_part(d->diff, d->to->tables, only);
	d->of_to.sequences = dn_differ_part(d->diff, d->to->sequences, only);
	d->of_to.enums = dn_differ_part(d->diff, d->to->enums, only);
}

struct dn_diff *
dn_schema_diff(const void *mem, const struct dn_schema *from, const struct dn_schema *to)
{
	struct dn_differ d = { .diff = dn_new(mem, struct dn_diff), .from = from, .to = to };

	d.diff->readded = dn_map_new(d.diff);
	differ_choose(&d);
	differ_check_known(&d);
	differ_each_pair(&d, differ_drop_foreign);
	differ_each_pair(&d, differ_drop_parts);
	differ_drop_tables(&d);
	differ_create_schemas(&d);
	differ_create_enums(&d);
	dn_differ_create_sequences(&d);
	differ_create_tables(&d);
	differ_each_pair(&d, dn_differ_drop_columns);
	differ_each_pair(&d, dn_differ_alter_columns);
	dn_differ_name_sequences(&d);
	differ_add_all(&d);
	dn_differ_drop_sequences(&d);
	differ_drop_enums(&d);
	differ_drop_schemas(&d);
	return d.diff;
}
