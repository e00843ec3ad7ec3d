/* view.c - views in the model, and what they rest on */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "schema/view.h"

/* A relation, and the names under which one view knows it. */
struct view_relation {
	const struct dn_schema *schema;
	const struct dn_name *name;
	const char *column; /* or NULL */
	const char **aliases;
	size_t naliases;
	void *mem;
	const struct dn_name *to_name; /* what it will be called */
	const char *to_column;
	bool found;
};

/* A partition's columns are those of the whole. */
static bool
view_is(const struct view_relation *r, const struct dn_from *from)
{
	const struct dn_table *whole;

	if (from->kind != DN_FROM_TABLE || from->table.schema == NULL)
		return false;
	if (strcmp(from->table.schema, r->name->schema) == 0 &&
	    strcmp(from->table.name, r->name->name) == 0)
		return true;
	whole = r->column == NULL ? NULL : dn_table_root(dn_schema_table(r->schema, &from->table));
	return whole != NULL && strcmp(whole->schema, r->name->schema) == 0 &&
	       strcmp(whole->name, r->name->name) == 0;
}

static bool
view_find_from(struct dn_from *from, void *payload)
{
	struct view_relation *r = payload;

	if (!view_is(r, from))
		return true;
	r->found = r->found || r->column == NULL;
	if (from->alias != NULL)
		dn_push(r->mem, r->aliases, r->naliases, from->alias);
	return true;
}

static bool
view_is_column(const struct view_relation *r, const struct dn_expr *e)
{
	if (e->kind != DN_EXPR_COLUMN || e->qualifier == NULL || strcmp(e->name, r->column) != 0)
		return false;
	for (size_t i = 0; i < r->naliases; i++)
		if (strcmp(r->aliases[i], e->qualifier) == 0)
			return true;
	return false;
}

static bool
view_find_column(struct dn_expr *e, void *payload)
{
	struct view_relation *r = payload;

	r->found = r->found || view_is_column(r, e);
	return true;
}

bool
dn_view_uses(const struct dn_schema *schema, const struct dn_view *view, const struct dn_name *name,
    const char *column)
{
	struct view_relation r = {
		.schema = schema, .name = name, .column = column, .mem = dn_new_context(NULL)
	};
	struct dn_query_visitor from = { .from = view_find_from, .payload = &r };
	struct dn_query_visitor expr = { .expr = view_find_column, .payload = &r };

	dn_query_each(view->query, &from);
	if (column != NULL)
		dn_query_each(view->query, &expr);
	dn_free(r.mem);
	return r.found;
}

struct dn_view *
dn_views_user(const struct dn_schema *schema, const struct dn_name *name, const char *column)
{
	dn_map_each (schema->views, e)
		if (dn_view_uses(schema, e->value, name, column))
			return e->value;
	return NULL;
}

static bool
view_rename_from(struct dn_from *from, void *payload)
{
	struct view_relation *r = payload;
	if (view_is(r, from)) {
		from->table.schema = dn_strdup(r->mem, r->to_name->schema);
		from->table.name = dn_strdup(r->mem, r->to_name->name);
	}
	return true;
}

void
dn_views_rename(struct dn_schema *schema, const struct dn_name *name, const struct dn_name *to)
{
	dn_map_each (schema->views, e) {
		struct view_relation r = { .name = name, .mem = e->value, .to_name = to };
		struct dn_query_visitor visitor = { .from = view_rename_from, .payload = &r };
		struct dn_view *view = e->value;

		dn_query_each(view->query, &visitor);
	}
}

static bool
view_rename_column(struct dn_expr *e, void *payload)
{
	struct view_relation *r = payload;

	if (view_is_column(r, e))
		e->name = dn_strdup(r->mem, r->to_column);
	return true;
}

/* A join with USING of columns that are no longer called the same is none any more. */
static bool
view_rename_using(struct dn_from *from, void *payload)
{
	struct view_relation *r = payload;

	for (size_t i = 0; i < from->nusing; i++)
		r->found = r->found || strcmp(from->using_columns[i], r->column) == 0;
	return true;
}

void
dn_views_rename_column(
    struct dn_schema *schema, const struct dn_name *name, const char *column, const char *to)
{
	dn_map_each (schema->views, e) {
		struct dn_view *view = e->value;
		struct view_relation r = { .schema = schema,
			.name = name,
			.column = column,
			.mem = view,
			.to_column = to };
		struct dn_query_visitor from = { .from = view_find_from, .payload = &r };
		struct dn_query_visitor using = { .from = view_rename_using, .payload = &r };
		struct dn_query_visitor expr = { .expr = view_rename_column, .payload = &r };

		dn_query_each(view->query, &from);
		dn_query_each(view->query, &expr);
		if (r.naliases > 0)
			dn_query_each(view->query, &using);
		if (r.found)
			view->query->beyond = "USING of a column that was renamed";
	}
}

void
dn_model_drop_view(struct dn_schema *schema, struct dn_view *view)
{
	dn_map_remove(schema->views, view->key);
	dn_free(view);
}

void
dn_model_rename_view(
    struct dn_schema *schema, struct dn_view *view, const char *in_schema, const char *name)
{
	struct dn_name from = { view->schema, view->name };
	struct dn_name to = { dn_strdup(view, in_schema), dn_strdup(view, name) };

	dn_views_rename(schema, &from, &to);
	dn_map_remove(schema->views, view->key);
	view->schema = to.schema;
	view->name = to.name;
	view->key = dn_schema_key(view, schema, &to);
	dn_map_put(schema->views, view->key, view);
}

/* One of that name is replaced. */
struct dn_view *
dn_model_add_view(
    struct dn_schema *schema, const char *in_schema, const char *name, const struct dn_query *query)
{
	struct dn_view *view = dn_new(schema->views, struct dn_view);
	struct dn_name full = { in_schema, name };

	schema->temporary = schema->temporary || strcmp(in_schema, "pg_temp") == 0;
	view->schema = dn_strdup(view, in_schema);
	view->name = dn_strdup(view, name);
	view->key = dn_schema_key(view, schema, &full);
	view->query = dn_query_copy(view, query);
	dn_query_resolve(view, schema, view->query);
	view->ncolumns = dn_query_width(view->query);
	view->columns = dn_new_array(view, const char *, view->ncolumns + 1);
	for (size_t i = 0; i < view->ncolumns; i++)
		view->columns[i] = dn_query_name(view->query, i);
	dn_free(dn_map_get(schema->views, view->key));
	dn_map_put(schema->views, view->key, view);
	return view;
}
