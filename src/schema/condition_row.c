/* condition_row.c - does a catalog have a row? */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "schema/condition.h"
#include "schema/name.h"

/* Of what the rows of the catalog are, the one that matters most first. */
enum thing { NOTHING, COLUMN, LABEL, CONSTRAINT, INDEX, TRIGGER, TYPE, RELATION, SCHEMA };

/* A row of the catalogs that is asked for; NULL: any. */
struct asked {
	const struct dn_schema *model;
	enum thing thing;
	const char *schema, *table, *name;
	const char *kind; /* of a constraint */
	void *mem;
	bool strange; /* something else is asked, too */
};

static const struct {
	const char *catalog;
	enum thing thing;
} catalogs[] = {
	{ "columns", COLUMN },
	{ "pg_attribute", COLUMN },
	{ "pg_enum", LABEL },
	{ "pg_constraint", CONSTRAINT },
	{ "table_constraints", CONSTRAINT },
	{ "referential_constraints", CONSTRAINT },
	{ "check_constraints", CONSTRAINT },
	{ "constraint_column_usage", CONSTRAINT },
	{ "constraint_table_usage", CONSTRAINT },
	{ "key_column_usage", CONSTRAINT },
	{ "pg_indexes", INDEX },
	{ "pg_index", INDEX },
	{ "pg_trigger", TRIGGER },
	{ "triggers", TRIGGER },
	{ "pg_type", TYPE },
	{ "tables", RELATION },
	{ "views", RELATION },
	{ "sequences", RELATION },
	{ "pg_class", RELATION },
	{ "pg_tables", RELATION },
	{ "pg_views", RELATION },
	{ "pg_matviews", RELATION },
	{ "pg_sequences", RELATION },
	{ "pg_namespace", SCHEMA },
	{ "schemata", SCHEMA },
};

static bool
is_in(const char *word, const char *const *words)
{
	for (; *words != NULL; words++)
		if (strcmp(word, *words) == 0)
			return true;
	return false;
}

/* -- what is asked ------------------------------------------------------------------------- */

static enum thing
asked_thing(const struct dn_from *from)
{
	const char *schema = from->table.schema;

	for (size_t i = 0; i < sizeof catalogs / sizeof *catalogs; i++) {
		bool internal = strncmp(catalogs[i].catalog, "pg_", 3) == 0;

		if (strcmp(from->table.name, catalogs[i].catalog) != 0)
			continue;
		if (internal ? schema == NULL || strcmp(schema, "pg_catalog") == 0
			     : schema != NULL && strcmp(schema, "information_schema") == 0)
			return catalogs[i].thing;
	}
	return NOTHING;
}

static void
asked_set(struct asked *a, const char **part, const char *value)
{
	if (*part != NULL && strcmp(*part, value) != 0)
		a->strange = true;
	*part = value;
}

/* 'schema.table'::regclass */
static void
asked_relation(struct asked *a, const char *text)
{
	struct dn_name name;

	if (!dn_name_parse(a->mem, text, &name)) {
		a->strange = true;
		return;
	}
	asked_set(a, &a->table, name.name);
	if (name.schema != NULL)
		asked_set(a, &a->schema, name.schema);
}

/* Where relname, typname and nspname belong depends on what is asked for. */
static const char **
asked_part(struct asked *a, const char *column)
{
	static const char *const names[] = { "column_name", "attname", "constraint_name", "conname",
		"indexname", "enumlabel", "tgname", "trigger_name", "viewname", "matviewname",
		"sequence_name", "sequencename", "schema_name", NULL };
	static const char *const tables[] = { "table_name", "tablename", "event_object_table",
		NULL };
	static const char *const schemas[] = { "table_schema", "schemaname", "constraint_schema",
		"trigger_schema", "sequence_schema", "relnamespace", "typnamespace", "connamespace",
		NULL };

	if (is_in(column, names) || (strcmp(column, "typname") == 0 && a->thing == TYPE) ||
	    (strcmp(column, "nspname") == 0 && a->thing == SCHEMA) ||
	    (strcmp(column, "relname") == 0 && (a->thing == RELATION || a->thing == INDEX)))
		return &a->name;
	if (is_in(column, tables) || strcmp(column, "typname") == 0 ||
	    strcmp(column, "relname") == 0)
		return &a->table;
	if (is_in(column, schemas) || strcmp(column, "nspname") == 0)
		return &a->schema;
	return strcmp(column, "contype") == 0 || strcmp(column, "constraint_type") == 0 ? &a->kind
											: NULL;
}

/* column = value */
static void
asked_equal(struct asked *a, const struct dn_expr *column, const struct dn_expr *value)
{
	static const char *const ids[] = { "attrelid", "conrelid", "tgrelid", "indrelid",
		"enumtypid", "oid", NULL };
	/* What is true of all that the model has, or of what a block means. */
	static const char *const idle[] = { "table_catalog", "constraint_catalog", "table_type",
		"relkind", "typtype", "relpersistence", "attisdropped", "tgisinternal", NULL };
	static const char *const here[] = { "current_schema", "current_database", "current_catalog",
		NULL };
	const struct dn_expr *bare = dn_expr_bare(value);
	const char **part = asked_part(a, column->name);

	if (bare->kind == DN_EXPR_COLUMN || is_in(column->name, idle))
		return; /* a join */
	if (bare->kind == DN_EXPR_FUNCTION && is_in(bare->name, here) && part == &a->schema)
		return;
	if (bare->kind != DN_EXPR_STRING)
		a->strange = true;
	else if (is_in(column->name, ids))
		asked_relation(a, bare->text);
	else if (part != NULL)
		asked_set(a, part, bare->text);
	else
		a->strange = true;
}

static void
asked_term(struct asked *a, const struct dn_expr *e)
{
	const struct dn_expr *left = e->nargs == 0 ? NULL : dn_expr_bare(e->args[0]);

	if (e->kind == DN_EXPR_OPERATOR && strcmp(e->name, "and") == 0) {
		for (size_t i = 0; i < e->nargs; i++)
			asked_term(a, e->args[i]);
	} else if (e->kind == DN_EXPR_OPERATOR && strcmp(e->name, "=") == 0 &&
		   left->kind == DN_EXPR_COLUMN) {
		asked_equal(a, left, e->args[1]);
	} else if (e->kind == DN_EXPR_OPERATOR && strcmp(e->name, "=") == 0 &&
		   dn_expr_bare(e->args[1])->kind == DN_EXPR_COLUMN) {
		asked_equal(a, dn_expr_bare(e->args[1]), left);
	} else if (e->kind == DN_EXPR_IN && !e->negated && e->nargs == 2 &&
		   left->kind == DN_EXPR_COLUMN) {
		asked_equal(a, left, e->args[1]);
	} else if (e->kind == DN_EXPR_OPERATOR && strcmp(e->name, ">") == 0 &&
		   left->kind == DN_EXPR_COLUMN && strcmp(left->name, "attnum") == 0) {
		return;
	} else if (e->kind == DN_EXPR_OPERATOR && strcmp(e->name, "not") == 0 &&
		   left->kind == DN_EXPR_COLUMN) {
		asked_equal(a, left, left);
	} else {
		a->strange = true;
	}
}

static void
asked_from(struct asked *a, const struct dn_from *from, bool terms)
{
	if (from->kind == DN_FROM_JOIN) {
		asked_from(a, from->left, terms);
		asked_from(a, from->right, terms);
		if (terms && from->on != NULL)
			asked_term(a, from->on);
		a->strange = a->strange || from->join != DN_JOIN_INNER;
	} else if (from->kind != DN_FROM_TABLE || asked_thing(from) == NOTHING) {
		a->strange = true;
	} else if (a->thing == NOTHING || asked_thing(from) < a->thing) {
		a->thing = asked_thing(from);
	}
}

/* -- the answer ---------------------------------------------------------------------------- */

static bool
answer_fits(const char *asked, const char *name)
{
	return asked == NULL || (name != NULL && strcmp(asked, name) == 0);
}

static enum dn_answer
answer_if(const struct asked *a, bool there)
{
	return there                                          ? DN_ANSWER_YES
	       : a->model != NULL && a->model->unsure != NULL ? DN_ANSWER_UNKNOWN
							      : DN_ANSWER_NO;
}

static bool
answer_has_kind(const struct asked *a, const struct dn_constraint *c)
{
	static const char *const kinds[][2] = { [DN_PRIMARY_KEY] = { "p", "PRIMARY KEY" },
		[DN_UNIQUE] = { "u", "UNIQUE" },
		[DN_CHECK] = { "c", "CHECK" },
		[DN_FOREIGN_KEY] = { "f", "FOREIGN KEY" },
		[DN_EXCLUDE] = { "x", "" } };

	return a->kind == NULL || strcmp(a->kind, kinds[c->kind][0]) == 0 ||
	       strcmp(a->kind, kinds[c->kind][1]) == 0;
}

/* Does the table have it?  *UNSURE when it may have what the model does not know. */
static bool
answer_in_table(const struct asked *a, const struct dn_table *table)
{
	const char *name = a->name;

	if (a->thing == COLUMN)
		return name == NULL || dn_table_column(table, name) != NULL;
	if (a->thing == TRIGGER)
		return name == NULL ? table->ntriggers > 0 : dn_table_trigger(table, name) != NULL;
	for (size_t i = 0; i < table->nconstraints; i++) {
		const struct dn_constraint *c = table->constraints[i];
		bool index = c->kind == DN_PRIMARY_KEY || c->kind == DN_UNIQUE;

		if (answer_fits(name, c->name) &&
		    (a->thing == INDEX ? index : answer_has_kind(a, c)))
			return true;
	}
	for (size_t i = 0; a->thing == INDEX && i < table->nindexes; i++)
		if (answer_fits(name, table->indexes[i]->name))
			return true;
	return false;
}

static enum dn_answer
answer_of_tables(const struct asked *a)
{
	bool there = false, unsure = a->thing == TRIGGER && a->model->hooked;

	dn_map_each (a->model->tables, e) {
		const struct dn_table *table = e->value;

		if (!answer_fits(a->schema, table->schema) || !answer_fits(a->table, table->name))
			continue;
		there = there || answer_in_table(a, table);
		unsure = unsure || (table->unknown && a->table != NULL);
	}
	dn_map_each (a->model->views, e) {
		const struct dn_view *view = e->value;

		for (size_t i = 0; a->thing == COLUMN && a->table != NULL && i < view->ncolumns;
		     i++)
			there = there || (answer_fits(a->schema, view->schema) &&
					     answer_fits(a->table, view->name) &&
					     answer_fits(a->name, view->columns[i]));
	}
	return there ? DN_ANSWER_YES : unsure ? DN_ANSWER_UNKNOWN : answer_if(a, false);
}

static enum dn_answer
answer_of_types(const struct asked *a)
{
	const char *name = a->thing == LABEL ? a->table : a->name;
	bool there = false, unsure = false;

	dn_map_each (a->model->enums, e) {
		const struct dn_enum *type = e->value;

		if (!answer_fits(a->schema, type->schema) || !answer_fits(name, type->name))
			continue;
		there = there || a->thing == TYPE;
		unsure = unsure || type->unknown;
		for (size_t i = 0; i < type->nvalues; i++)
			there = there || (a->name != NULL && strcmp(type->values[i], a->name) == 0);
	}
	dn_map_each (a->model->domains, e) {
		const struct dn_domain *domain = e->value;

		there = there || (a->thing == TYPE && answer_fits(a->schema, domain->schema) &&
				     answer_fits(name, domain->name));
	}
	return there ? DN_ANSWER_YES : unsure ? DN_ANSWER_UNKNOWN : answer_if(a, false);
}

static enum dn_answer
answer_of_relations(const struct asked *a)
{
	const char *name = a->name != NULL ? a->name : a->table;

	dn_map_each (a->model->relations, e) {
		struct dn_name key = dn_schema_key_name(a->mem, e->key);

		if (answer_fits(name, key.name) && answer_fits(a->schema, key.schema))
			return DN_ANSWER_YES;
	}
	dn_map_each (a->model->views, e) {
		const struct dn_view *view = e->value;

		if (answer_fits(name, view->name) && answer_fits(a->schema, view->schema))
			return DN_ANSWER_YES;
	}
	return answer_if(a, false);
}

static enum dn_answer
answer_of_schema(const struct asked *a)
{
	return answer_if(a, a->name == NULL || strcmp(a->name, "public") == 0 ||
				dn_map_get(a->model->schemas, a->name) != NULL);
}

static enum dn_answer
answer(const struct asked *a)
{
	if (a->strange || a->thing == NOTHING)
		return DN_ANSWER_UNKNOWN;
	if (a->model == NULL)
		return DN_ANSWER_NO;
	switch (a->thing) {
	case LABEL:
	case TYPE: return answer_of_types(a);
	case RELATION: return answer_of_relations(a);
	case SCHEMA: return answer_of_schema(a);
	default: return answer_of_tables(a);
	}
}

enum dn_answer
dn_condition_row(void *mem, const struct dn_schema *model, const struct dn_query *q)
{
	struct asked a = { .model = model, .mem = mem };

	if (q == NULL || q->kind != DN_QUERY_SELECT || q->beyond != NULL || q->nwith > 0 ||
	    q->ngroups > 0 || q->having != NULL || q->offset != NULL)
		return DN_ANSWER_UNKNOWN;
	for (int terms = 0; terms < 2; terms++)
		for (size_t i = 0; i < q->nfrom; i++)
			asked_from(&a, q->from[i], terms != 0);
	if (q->where != NULL)
		asked_term(&a, q->where);
	return answer(&a);
}

enum dn_answer
dn_condition_name(void *mem, const struct dn_schema *model, const char *text, bool type)
{
	struct asked a = { .model = model, .mem = mem, .thing = type ? TYPE : RELATION };

	asked_relation(&a, text);
	if (type)
		a.name = a.table;
	return answer(&a);
}
