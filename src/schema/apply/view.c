/* view.c - views, and tables made AS a query */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "schema/apply/apply.h"
#include "schema/query/view.h"

static bool
view_is_what(const struct dn_apply *a, const char *start, const char *end)
{
	const char *what = a->statement == NULL ? "" : a->statement->what;
	size_t len = strlen(what), n = strlen(end);

	return strncmp(what, start, strlen(start)) == 0 && len >= n &&
	       strcmp(what + len - n, end) == 0;
}

static bool
view_create(struct dn_apply *a)
{
	struct dn_change *change = a->change;
	const char *in = change->temporary ? "pg_temp" : dn_apply_schema(a, &change->object);
	struct dn_view *view;

	if (in == NULL)
		return false;
	view = dn_model_add_view(a->schema, in, change->object.name, change->query);
	view->materialized = strstr(change->name, "MATERIALIZED") != NULL;
	view->check_option = change->check_option;
	for (size_t i = 0; i < change->nvalues && i < view->ncolumns; i++)
		view->columns[i] = dn_strdup(view, change->values[i]);
	return true;
}

/* Of two views that one DROP names, one may read the other, which takes it along. */
static bool
view_is_dropped_too(struct dn_apply *a, const struct dn_view *view)
{
	for (size_t i = 0; a->statement != NULL && i < a->statement->nchanges; i++) {
		struct dn_change *other = a->statement->changes[i];

		if (other == a->change || other->kind != DN_CHANGE_OPAQUE ||
		    !view_is_what(a, "DROP", "VIEW") ||
		    dn_schema_only_view(a->schema, &other->object) != view)
			continue;
		other->if_exists = true;
		return true;
	}
	return false;
}

/* What reads NAME goes as well, or stands in the way. */
static bool
view_release(struct dn_apply *a, const struct dn_name *name, const char *column, const char *what)
{
	struct dn_view *view;

	while ((view = dn_views_user(a->schema, name, column)) != NULL) {
		struct dn_name own = { view->schema, view->name };

		if (a->schema->unsure == NULL && !view_is_dropped_too(a, view) &&
		    !dn_apply_cascade(a, what, "view '%s' depends on %s", view->name, what))
			return false;
		if (!view_release(a, &own, NULL, what))
			return false;
		dn_model_drop_view(a->schema, view);
	}
	return dn_apply_release_rules(a, name, column, what);
}

bool
dn_apply_release_views(struct dn_apply *a, const struct dn_table *table, const char *column)
{
	struct dn_name name = { table->schema, table->name };
	char *what = column == NULL
			 ? dn_sprintf(NULL, "table '%s'", table->name)
			 : dn_sprintf(NULL, "column '%s' of table '%s'", column, table->name);
	bool ok = view_release(a, &name, column, what);

	dn_free(what);
	return ok;
}

bool
dn_apply_drop_view(struct dn_apply *a, struct dn_view *view)
{
	struct dn_name name = { view->schema, view->name };
	char *what = dn_sprintf(NULL, "view '%s'", view->name);
	bool ok = view_release(a, &name, NULL, what);

	dn_free(what);
	if (ok)
		dn_model_drop_view(a->schema, view);
	return ok;
}

static void
view_rename_column(struct dn_apply *a, struct dn_view *view)
{
	const struct dn_change *change = a->change;
	struct dn_name name = { view->schema, view->name };

	for (size_t i = 0; i < view->ncolumns; i++)
		if (strcmp(view->columns[i], change->column_name) == 0)
			view->columns[i] = dn_strdup(view, change->new_name);
	dn_views_rename_column(a->schema, &name, change->column_name, change->new_name);
}

static void
view_set_default(struct dn_apply *a, struct dn_view *view)
{
	const struct dn_expr *value = dn_apply_is_null(a->change->expr) ? NULL : a->change->expr;

	for (size_t i = 0; i < view->ncolumns; i++)
		if (strcmp(view->columns[i], a->change->column_name) == 0)
			view->defaults[i] = dn_expr_copy(view, value);
}

bool
dn_apply_view_default(struct dn_apply *a)
{
	struct dn_view *view = dn_schema_only_view(a->schema, &a->change->object);

	if (view != NULL)
		view_set_default(a, view);
	return view != NULL;
}

static void
view_alter(struct dn_apply *a, struct dn_view *view)
{
	const struct dn_change *change = a->change;

	if (change->check_option != DN_CHECK_OPTION_UNSAID)
		view->check_option = change->check_option;
	if (change->new_name == NULL && change->column_name != NULL)
		view_set_default(a, view);
	if (change->new_name == NULL)
		return;
	if (change->more) {
		dn_model_rename_view(a->schema, view, change->new_name, view->name);
		return;
	}
	if (change->column_name == NULL) {
		dn_model_rename_view(a->schema, view, view->schema, change->new_name);
		return;
	}
	view_rename_column(a, view);
}

static bool
view_rename_index(struct dn_apply *a, const char *name)
{
	struct dn_view *view = dn_schema_indexed_view(a->schema, &a->change->object);

	if (view == NULL || name == NULL)
		return false;
	dn_map_remove(view->indexes, a->change->object.name);
	dn_map_put(view->indexes, name, view);
	return true;
}

bool
dn_apply_rename_view(struct dn_apply *a, const char *in_schema, const char *name)
{
	struct dn_view *view = dn_schema_only_view(a->schema, &a->change->object);

	if (view == NULL)
		return view_rename_index(a, name);
	dn_apply_forget(a, &(struct dn_name){ view->schema, view->name });
	if (in_schema == NULL && name == NULL)
		view_rename_column(a, view);
	else
		dn_model_rename_view(a->schema, view, in_schema == NULL ? view->schema : in_schema,
		    name == NULL ? view->name : name);
	return true;
}

/* Names and types are those of the query; nothing else comes along. */
static bool
view_table(struct dn_apply *a)
{
	struct dn_change *from = a->change;
	struct dn_change *change = dn_new(from, struct dn_change);
	struct dn_query *q = dn_query_copy(change, from->query);
	struct dn_apply made = *a;

	dn_query_resolve(change, a->schema, q);
	change->kind = DN_CREATE_TABLE;
	change->object = from->object;
	change->span = from->span;
	change->if_not_exists = from->if_not_exists;
	change->temporary = from->temporary;
	for (size_t i = 0; i < dn_query_width(q); i++) {
		struct dn_column *column = dn_new(change, struct dn_column);
		const struct dn_type *type = dn_query_type(q, i);

		column->name = i < from->nvalues ? from->values[i] : dn_query_name(q, i);
		column->type =
		    dn_type_copy(column, type == NULL ? dn_type_plain(DN_TYPE_TEXT, 0) : type);
		dn_push(change, change->columns, change->ncolumns, column);
	}
	made.change = change;
	return change->ncolumns == 0 || dn_apply_create_table(&made);
}

bool
dn_apply_view(struct dn_apply *a)
{
	struct dn_view *view = dn_schema_view(a->schema, &a->change->object);

	if (a->change->query != NULL)
		return dn_change_makes_view(a->change) ? view_create(a) : view_table(a);
	if (view != NULL && view_is_what(a, "DROP", "VIEW"))
		return dn_apply_drop_view(a, view);
	if (view != NULL && view_is_what(a, "ALTER", "VIEW"))
		view_alter(a, view);
	return true;
}
