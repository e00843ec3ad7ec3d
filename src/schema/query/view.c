/* view.c - views in the model */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "schema/edit.h"
#include "schema/query/view.h"

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
	dn_model_touch(schema, view->key);
}

/* Rules and defaults stay when a view is replaced. */
static void
view_take(struct dn_view *view, struct dn_view *old)
{
	if (old == NULL)
		return;
	for (size_t i = 0; i < old->ncolumns && i < view->ncolumns; i++)
		view->defaults[i] = dn_expr_copy(view, old->defaults[i]);
	view->rules = talloc_steal(view, old->rules);
	view->nrules = old->nrules;
	for (size_t i = 0; i < view->nrules; i++)
		talloc_steal(view, view->rules[i]);
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
	view->defaults = dn_new_array(view, struct dn_expr *, view->ncolumns + 1);
	view_take(view, dn_map_get(schema->views, view->key));
	dn_free(dn_map_get(schema->views, view->key));
	dn_map_put(schema->views, view->key, view);
	dn_model_touch(schema, view->key);
	return view;
}
