/* row.c - what a query on the catalogs asks for */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "schema/condition/condition.h"
#include "schema/name.h"

static const struct catalog {
	const char *catalog;
	enum dn_asked_thing thing;
	const char *kinds; /* of relations, as in relkind; NULL: any */
} catalogs[] = {
	{ "columns", DN_ASKED_COLUMN, NULL },
	{ "pg_attribute", DN_ASKED_COLUMN, NULL },
	{ "pg_enum", DN_ASKED_LABEL, NULL },
	{ "pg_constraint", DN_ASKED_CONSTRAINT, NULL },
	{ "table_constraints", DN_ASKED_CONSTRAINT, NULL },
	{ "referential_constraints", DN_ASKED_CONSTRAINT, NULL },
	{ "check_constraints", DN_ASKED_CONSTRAINT, NULL },
	{ "constraint_column_usage", DN_ASKED_CONSTRAINT, NULL },
	{ "constraint_table_usage", DN_ASKED_CONSTRAINT, NULL },
	{ "key_column_usage", DN_ASKED_CONSTRAINT, NULL },
	{ "pg_indexes", DN_ASKED_INDEX, NULL },
	{ "pg_index", DN_ASKED_INDEX, NULL },
	{ "pg_trigger", DN_ASKED_TRIGGER, NULL },
	{ "triggers", DN_ASKED_TRIGGER, NULL },
	{ "pg_type", DN_ASKED_TYPE, NULL },
	{ "tables", DN_ASKED_RELATION, "rpv" },
	{ "views", DN_ASKED_RELATION, "v" },
	{ "sequences", DN_ASKED_RELATION, "S" },
	{ "pg_class", DN_ASKED_RELATION, NULL },
	{ "pg_tables", DN_ASKED_RELATION, "rp" },
	{ "pg_views", DN_ASKED_RELATION, "v" },
	{ "pg_matviews", DN_ASKED_RELATION, "m" },
	{ "pg_sequences", DN_ASKED_RELATION, "S" },
	{ "pg_namespace", DN_ASKED_SCHEMA, NULL },
	{ "schemata", DN_ASKED_SCHEMA, NULL },
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

static const struct catalog *
asked_catalog(const struct dn_from *from)
{
	const char *schema = from->table.schema;

	for (size_t i = 0; i < sizeof catalogs / sizeof *catalogs; i++) {
		bool internal = strncmp(catalogs[i].catalog, "pg_", 3) == 0;

		if (strcmp(from->table.name, catalogs[i].catalog) != 0)
			continue;
		if (internal ? schema == NULL || strcmp(schema, "pg_catalog") == 0
			     : schema != NULL && strcmp(schema, "information_schema") == 0)
			return &catalogs[i];
	}
	return NULL;
}

static void
asked_set(struct dn_asked *a, const char **part, const char *value)
{
	if (*part != NULL && strcmp(*part, value) != 0)
		a->strange = true;
	*part = value;
}

/* 'schema.table'::regclass */
static void
asked_relation(struct dn_asked *a, const char *text)
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
asked_part(struct dn_asked *a, const char *column)
{
	static const char *const names[] = { "column_name", "attname", "constraint_name", "conname",
		"indexname", "enumlabel", "tgname", "trigger_name", "viewname", "matviewname",
		"sequence_name", "sequencename", "schema_name", NULL };
	static const char *const tables[] = { "table_name", "tablename", "event_object_table",
		NULL };
	static const char *const schemas[] = { "table_schema", "schemaname", "constraint_schema",
		"trigger_schema", "sequence_schema", "relnamespace", "typnamespace", "connamespace",
		NULL };

	if (is_in(column, names) || (strcmp(column, "typname") == 0 && a->thing == DN_ASKED_TYPE) ||
	    (strcmp(column, "nspname") == 0 && a->thing == DN_ASKED_SCHEMA) ||
	    (strcmp(column, "relname") == 0 &&
		(a->thing == DN_ASKED_RELATION || a->thing == DN_ASKED_INDEX)))
		return &a->name;
	if (is_in(column, tables) || strcmp(column, "typname") == 0 ||
	    strcmp(column, "relname") == 0)
		return &a->table;
	if (is_in(column, schemas) || strcmp(column, "nspname") == 0)
		return &a->schema;
	return strcmp(column, "contype") == 0 || strcmp(column, "constraint_type") == 0 ? &a->kind
											: NULL;
}

static void asked_query(struct dn_asked *a, const struct dn_query *q);

/* (SELECT oid FROM catalog WHERE ...): what it says is said of what is asked for, as of a join. */
static void
asked_id(struct dn_asked *a, const struct dn_query *q)
{
	const struct dn_expr *target =
	    q != NULL && q->ntargets == 1 ? dn_expr_bare(q->targets[0].expr) : NULL;

	if (target == NULL || target->kind != DN_EXPR_COLUMN || strcmp(target->name, "oid") != 0 ||
	    a->thing == DN_ASKED_INDEX)
		a->strange = true;
	else
		asked_query(a, q);
}

/* 'table'::regclass, to_regclass('table') */
static const char *
asked_name(const struct dn_expr *value)
{
	if (value->kind == DN_EXPR_FUNCTION && value->nargs == 1 &&
	    (strcmp(value->name, "to_regclass") == 0 || strcmp(value->name, "to_regtype") == 0))
		value = dn_expr_bare(value->args[0]);
	return value->kind == DN_EXPR_STRING ? value->text : NULL;
}

/* relkind, table_type: which of the relations of the catalog. */
static void
asked_relkind(struct dn_asked *a, const struct dn_expr *value)
{
	const char *text = value->kind == DN_EXPR_STRING ? value->text : "";

	if (strcmp(text, "BASE TABLE") == 0 || strcmp(text, "r") == 0 || strcmp(text, "p") == 0)
		text = "rp";
	else if (strcmp(text, "VIEW") == 0)
		text = "v";
	if (strcmp(text, "rp") != 0 && strcmp(text, "v") != 0 && strcmp(text, "m") != 0 &&
	    strcmp(text, "S") != 0)
		a->strange = true;
	else if (a->relkinds == NULL || strspn(text, a->relkinds) == strlen(text))
		a->relkinds = text;
	else
		a->strange = true;
}

/* column = value */
static void
asked_equal(struct dn_asked *a, const struct dn_expr *column, const struct dn_expr *value)
{
	static const char *const ids[] = { "attrelid", "conrelid", "tgrelid", "indrelid",
		"enumtypid", "oid", NULL };
	/* What is true of all that the model has, or of what a block means. */
	static const char *const idle[] = { "table_catalog", "constraint_catalog", "typtype",
		"relpersistence", "attisdropped", "tgisinternal", NULL };
	static const char *const kinds[] = { "table_type", "relkind", NULL };
	static const char *const here[] = { "current_schema", "current_database", "current_catalog",
		NULL };
	static const char *const spaces[] = { "relnamespace", "typnamespace", "connamespace",
		NULL };
	const struct dn_expr *bare = dn_expr_bare(value);
	const char **part = asked_part(a, column->name);

	if (bare->kind == DN_EXPR_COLUMN || is_in(column->name, idle))
		return; /* a join */
	if (a->thing == DN_ASKED_CONSTRAINT && strcmp(column->name, "column_name") == 0) {
		a->strange = true;
		return;
	}
	if (is_in(column->name, kinds)) {
		asked_relkind(a, bare);
		return;
	}
	if (bare->kind == DN_EXPR_FUNCTION && is_in(bare->name, here) && part == &a->schema)
		return;
	if (bare->kind == DN_EXPR_SUBQUERY && strcmp(bare->name, "scalar") == 0 &&
	    (is_in(column->name, ids) || is_in(column->name, spaces)))
		asked_id(a, bare->query);
	else if (is_in(column->name, ids) && asked_name(bare) != NULL)
		asked_relation(a, asked_name(bare));
	else if (bare->kind != DN_EXPR_STRING)
		a->strange = true;
	else if (part != NULL)
		asked_set(a, part, bare->text);
	else
		a->strange = true;
}

static void
asked_term(struct dn_asked *a, const struct dn_expr *e)
{
	static const char *const never[] = { "attisdropped", "tgisinternal", NULL };
	const struct dn_expr *left = e->nargs == 0 ? NULL : dn_expr_bare(e->args[0]);

	if (e->kind == DN_EXPR_OPERATOR && strcmp(e->name, "and") == 0) {
		for (size_t i = 0; i < e->nargs; i++)
			asked_term(a, e->args[i]);
	} else if (dn_condition_is_trait(e, a->thing)) {
		dn_push(a->mem, a->traits, a->ntraits, e);
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
		   left->kind == DN_EXPR_COLUMN && is_in(left->name, never)) {
		return;
	} else {
		a->strange = true;
	}
}

static void
asked_from(struct dn_asked *a, const struct dn_from *from, bool terms)
{
	const struct catalog *catalog;

	if (from->kind == DN_FROM_JOIN) {
		asked_from(a, from->left, terms);
		asked_from(a, from->right, terms);
		if (terms && from->on != NULL)
			asked_term(a, from->on);
		a->strange = a->strange || from->join != DN_JOIN_INNER;
		return;
	}
	catalog = from->kind == DN_FROM_TABLE ? asked_catalog(from) : NULL;
	if (catalog == NULL)
		a->strange = true;
	else if (a->thing == DN_ASKED_NOTHING || catalog->thing < a->thing)
		a->thing = catalog->thing;
	if (catalog != NULL && catalog->kinds != NULL)
		asked_set(a, &a->relkinds, catalog->kinds);
}

static void
asked_query(struct dn_asked *a, const struct dn_query *q)
{
	if (q->kind != DN_QUERY_SELECT || q->beyond != NULL || q->nwith > 0 || q->ngroups > 0 ||
	    q->having != NULL || q->offset != NULL)
		a->strange = true;
	for (int terms = 0; terms < 2; terms++)
		for (size_t i = 0; i < q->nfrom; i++)
			asked_from(a, q->from[i], terms != 0);
	if (q->where != NULL)
		asked_term(a, q->where);
}

enum dn_answer
dn_condition_row(void *mem, const struct dn_schema *model, const struct dn_query *q)
{
	struct dn_asked a = { .model = model, .mem = mem };

	if (q == NULL)
		return DN_ANSWER_UNKNOWN;
	asked_query(&a, q);
	return dn_condition_answer(&a);
}

enum dn_answer
dn_condition_value(
    void *mem, const struct dn_schema *model, const struct dn_query *q, const struct dn_expr *term)
{
	struct dn_asked a = { .model = model, .mem = mem };
	struct dn_expr *said = dn_expr_copy(mem, term);

	if (q == NULL || q->ntargets != 1)
		return DN_ANSWER_UNKNOWN;
	asked_query(&a, q);
	said->args[0] = q->targets[0].expr;
	a.strange = a.strange || !dn_condition_is_trait(said, a.thing);
	dn_push(mem, a.traits, a.ntraits, said);
	return dn_condition_answer(&a);
}

enum dn_answer
dn_condition_name(void *mem, const struct dn_schema *model, const char *text, bool type)
{
	struct dn_asked a = {
		.model = model, .mem = mem, .thing = type ? DN_ASKED_TYPE : DN_ASKED_RELATION
	};

	asked_relation(&a, text);
	if (type)
		a.name = a.table;
	return dn_condition_answer(&a);
}
