/* answer.c - does a catalog have the row that is asked for? */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "schema/condition/condition.h"

static bool
answer_fits(const char *asked, const char *name)
{
	return asked == NULL || (name != NULL && strcmp(asked, name) == 0);
}

static enum dn_answer
answer_if(const struct dn_asked *a, bool there)
{
	return there                                          ? DN_ANSWER_YES
	       : a->model != NULL && a->model->unsure != NULL ? DN_ANSWER_UNKNOWN
							      : DN_ANSWER_NO;
}

static bool
answer_has_kind(const struct dn_asked *a, const struct dn_constraint *c)
{
	static const char *const kinds[][2] = { [DN_PRIMARY_KEY] = { "p", "PRIMARY KEY" },
		[DN_UNIQUE] = { "u", "UNIQUE" },
		[DN_CHECK] = { "c", "CHECK" },
		[DN_FOREIGN_KEY] = { "f", "FOREIGN KEY" },
		[DN_EXCLUDE] = { "x", "" } };

	return a->kind == NULL || strcmp(a->kind, kinds[c->kind][0]) == 0 ||
	       strcmp(a->kind, kinds[c->kind][1]) == 0;
}

/* What is asked of the column or constraint beside its name. */
static enum dn_answer
answer_traits(
    const struct dn_asked *a, const struct dn_column *column, const struct dn_constraint *c)
{
	struct dn_condition_thing of = { a->model, column, c, a->mem };
	enum dn_answer result = DN_ANSWER_YES;

	for (size_t i = 0; i < a->ntraits; i++) {
		enum dn_answer one = dn_condition_trait(&of, a->traits[i]);

		if (one == DN_ANSWER_NO)
			return one;
		if (one == DN_ANSWER_UNKNOWN)
			result = one;
	}
	return result;
}

/* Of two rows: one is enough. */
static enum dn_answer
answer_either(enum dn_answer a, enum dn_answer b)
{
	return a == DN_ANSWER_YES || b == DN_ANSWER_NO ? a : b;
}

static enum dn_answer
answer_columns(const struct dn_asked *a, const struct dn_table *table)
{
	enum dn_answer result = DN_ANSWER_NO;

	for (size_t i = 0; i < table->ncolumns; i++)
		if (answer_fits(a->name, table->columns[i]->name))
			result = answer_either(result, answer_traits(a, table->columns[i], NULL));
	return result;
}

static enum dn_answer
answer_constraints(const struct dn_asked *a, const struct dn_table *table)
{
	enum dn_answer result = DN_ANSWER_NO;

	for (size_t i = 0; i < table->nconstraints; i++) {
		const struct dn_constraint *c = table->constraints[i];
		bool index = c->kind == DN_PRIMARY_KEY || c->kind == DN_UNIQUE;

		if (answer_fits(a->name, c->name) &&
		    (a->thing == DN_ASKED_INDEX ? index : answer_has_kind(a, c)))
			result = answer_either(result, answer_traits(a, NULL, c));
	}
	return result;
}

/* Does the table have it? */
static enum dn_answer
answer_in_table(const struct dn_asked *a, const struct dn_table *table)
{
	bool there = false;

	if (a->thing == DN_ASKED_COLUMN && a->name == NULL && a->ntraits == 0)
		return DN_ANSWER_YES;
	if (a->thing == DN_ASKED_COLUMN)
		return answer_columns(a, table);
	if (a->thing == DN_ASKED_TRIGGER)
		there = a->name == NULL ? table->ntriggers > 0
					: dn_table_trigger(table, a->name) != NULL;
	for (size_t i = 0; a->thing == DN_ASKED_INDEX && i < table->nindexes; i++)
		there = there || answer_fits(a->name, table->indexes[i]->name);
	return there                          ? DN_ANSWER_YES
	       : a->thing == DN_ASKED_TRIGGER ? DN_ANSWER_NO
					      : answer_constraints(a, table);
}

static enum dn_answer
answer_of_tables(const struct dn_asked *a)
{
	bool there = false, seen = false;
	bool unsure = a->thing == DN_ASKED_TRIGGER && a->model->hooked;

	dn_map_each (a->model->tables, e) {
		const struct dn_table *table = e->value;
		enum dn_answer in;

		if (!answer_fits(a->schema, table->schema) || !answer_fits(a->table, table->name))
			continue;
		in = answer_in_table(a, table);
		there = there || (in == DN_ANSWER_YES && !(table->unknown && a->ntraits > 0));
		unsure = unsure || in == DN_ANSWER_UNKNOWN || (table->unknown && a->table != NULL);
	}
	dn_map_each (a->model->views, e) {
		const struct dn_view *view = e->value;

		for (size_t i = 0;
		     a->thing == DN_ASKED_COLUMN && a->table != NULL && i < view->ncolumns; i++)
			seen = seen || (answer_fits(a->schema, view->schema) &&
					   answer_fits(a->table, view->name) &&
					   answer_fits(a->name, view->columns[i]));
	}
	/* What the columns of a view are is not known. */
	if (there || (seen && a->ntraits == 0))
		return DN_ANSWER_YES;
	return unsure || seen ? DN_ANSWER_UNKNOWN : answer_if(a, false);
}

static enum dn_answer
answer_of_types(const struct dn_asked *a)
{
	const char *name = a->thing == DN_ASKED_LABEL ? a->table : a->name;
	bool there = false, unsure = false;

	dn_map_each (a->model->enums, e) {
		const struct dn_enum *type = e->value;

		if (!answer_fits(a->schema, type->schema) || !answer_fits(name, type->name))
			continue;
		there = there || a->thing == DN_ASKED_TYPE;
		unsure = unsure || type->unknown;
		for (size_t i = 0; i < type->nvalues; i++)
			there = there || (a->name != NULL && strcmp(type->values[i], a->name) == 0);
	}
	dn_map_each (a->model->domains, e) {
		const struct dn_domain *domain = e->value;

		there =
		    there || (a->thing == DN_ASKED_TYPE && answer_fits(a->schema, domain->schema) &&
				 answer_fits(name, domain->name));
	}
	return there ? DN_ANSWER_YES : unsure ? DN_ANSWER_UNKNOWN : answer_if(a, false);
}

/* Of a relation that is no view; what only the name is known of may be one, if not a table. */
static enum dn_answer
answer_has_relkind(const struct dn_asked *a, const char *key)
{
	const struct dn_table *table = dn_map_get(a->model->tables, key);
	char kind = dn_map_get(a->model->sequences, key) != NULL ? 'S' : table != NULL ? 'r' : 'i';

	if (a->relkinds == NULL || strchr(a->relkinds, kind) != NULL)
		return DN_ANSWER_YES;
	return table != NULL && table->unknown ? DN_ANSWER_UNKNOWN : DN_ANSWER_NO;
}

/* May it be the key of a relation of that name?  Taking all of them apart takes long. */
static bool
answer_ends_with(const char *key, const char *name)
{
	size_t n = strlen(key), len = strlen(name);

	return n > len && key[n - len - 1] == '.' && strcmp(key + n - len, name) == 0;
}

static enum dn_answer
answer_of_relations(const struct dn_asked *a)
{
	const char *name = a->name != NULL ? a->name : a->table;
	bool unsure = false;

	dn_map_each (a->model->relations, e) {
		struct dn_name key;
		enum dn_answer answer;

		if (name != NULL && !answer_ends_with(e->key, name))
			continue;
		key = dn_schema_key_name(a->mem, e->key);
		answer = answer_fits(name, key.name) && answer_fits(a->schema, key.schema)
			     ? answer_has_relkind(a, e->key)
			     : DN_ANSWER_NO;
		if (answer == DN_ANSWER_YES)
			return DN_ANSWER_YES;
		unsure = unsure || answer == DN_ANSWER_UNKNOWN;
	}
	dn_map_each (a->model->views, e) {
		const struct dn_view *view = e->value;

		if (a->relkinds != NULL &&
		    strchr(a->relkinds, view->materialized ? 'm' : 'v') == NULL)
			continue;
		if (answer_fits(name, view->name) && answer_fits(a->schema, view->schema))
			return DN_ANSWER_YES;
	}
	return unsure ? DN_ANSWER_UNKNOWN : answer_if(a, false);
}

static enum dn_answer
answer_of_schema(const struct dn_asked *a)
{
	return answer_if(a, a->name == NULL || strcmp(a->name, "public") == 0 ||
				dn_map_get(a->model->schemas, a->name) != NULL);
}

enum dn_answer
dn_condition_answer(const struct dn_asked *a)
{
	if (a->strange || a->thing == DN_ASKED_NOTHING)
		return DN_ANSWER_UNKNOWN;
	if (a->model == NULL)
		return DN_ANSWER_NO;
	switch (a->thing) {
	case DN_ASKED_LABEL:
	case DN_ASKED_TYPE: return answer_of_types(a);
	case DN_ASKED_RELATION: return answer_of_relations(a);
	case DN_ASKED_SCHEMA: return answer_of_schema(a);
	default: return answer_of_tables(a);
	}
}
