/* follow.c - views and rules follow what becomes of the relations that they read */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "schema/query/reader.h"

static bool
follow_rename_from(struct dn_from *from, void *payload)
{
	struct reader_relation *r = payload;

	if (dn_reader_is(r, from)) {
		from->table.schema = dn_strdup(r->mem, r->to_name->schema);
		from->table.name = dn_strdup(r->mem, r->to_name->name);
	}
	return true;
}

static bool
follow_rename_column(struct dn_expr *e, void *payload)
{
	struct reader_relation *r = payload;
	const struct reader_alias *alias = dn_reader_column(r, e);

	if (alias != NULL && !alias->renamed)
		e->name = dn_strdup(r->mem, r->to_column);
	return true;
}

/* Its columns keep the names that they have: a join by them goes on. */
static bool
follow_keep_names(struct dn_from *from, void *payload)
{
	struct reader_relation *r = payload;
	const struct dn_table *table = dn_schema_table(r->schema, r->name);
	const struct dn_view *view = table != NULL ? NULL : dn_schema_view(r->schema, r->name);
	size_t n = table != NULL ? table->ncolumns : view != NULL ? view->ncolumns : 0;
	const char **names;

	if (!dn_reader_is(r, from) || from->ncolumns >= n)
		return true;
	names = dn_new_array(r->mem, const char *, n);
	for (size_t i = 0; i < n; i++)
		names[i] = i < from->ncolumns
			       ? from->columns[i]
			       : dn_strdup(r->mem,
				     table != NULL ? table->columns[i]->name : view->columns[i]);
	from->columns = names;
	from->ncolumns = n;
	return true;
}

static bool
follow_rename_written(const char **name, void *payload)
{
	struct reader_relation *r = payload;

	if (strcmp(*name, r->column) == 0)
		*name = dn_strdup(r->mem, r->to_column);
	return true;
}

static void
follow_names(const struct reader *reader, void *payload)
{
	struct reader_relation r = *(const struct reader_relation *) payload;
	struct dn_query_visitor from = { .from = follow_rename_from, .payload = &r };
	struct dn_query_visitor expr = { .expr = follow_rename_column, .payload = &r };
	struct dn_query_visitor using = { .from = dn_reader_find_using, .payload = &r };
	struct dn_query_visitor keep = { .from = follow_keep_names, .payload = &r };

	r.mem = reader->mem;
	if (r.column == NULL) {
		dn_query_each(reader->query, &from);
		return;
	}
	dn_reader_find_names(&r, reader);
	if (r.naliases == 0)
		return;
	dn_query_each(reader->query, &using);
	if (r.found)
		dn_query_each(reader->query, &keep);
	else
		dn_query_each(reader->query, &expr);
	dn_reader_each_written(reader, follow_rename_written, &r);
}

/* Is it a whole row of the relation, which is a table? */
static bool
follow_is_row(const struct reader_relation *r, const struct dn_expr *e)
{
	for (size_t i = 0; e->kind == DN_EXPR_ROW && e->truth && i < r->naliases; i++)
		if (strcmp(r->aliases[i].name, e->name) == 0)
			return true;
	return false;
}

static bool
follow_find_row(struct dn_expr *e, void *payload)
{
	struct reader_relation *r = payload;

	r->found = r->found || follow_is_row(r, e);
	return true;
}

/* Whole rows have what their table has. */
static bool
follow_fill_row(struct dn_expr *e, void *payload)
{
	struct reader_relation *r = payload;
	struct dn_expr *column;

	if (!follow_is_row(r, e))
		return true;
	column = dn_memdup(r->mem, e->args[0], sizeof *column);
	column->name = dn_strdup(r->mem, r->column);
	column->type = dn_type_copy(r->mem, r->type);
	dn_push(r->mem, e->args, e->nargs, column);
	return true;
}

static bool
follow_cut_row(struct dn_expr *e, void *payload)
{
	const struct reader_relation *r = payload;
	size_t n = 0;

	if (!follow_is_row(r, e))
		return true;
	for (size_t i = 0; i < e->nargs; i++)
		if (dn_reader_column(r, e->args[i]) == NULL)
			e->args[n++] = e->args[i];
	e->nargs = n;
	return true;
}

static void
follow_fill(const struct reader *reader, void *payload)
{
	struct reader_relation r = *(const struct reader_relation *) payload;
	struct dn_query_visitor expr = { .expr = follow_fill_row, .payload = &r };

	r.mem = reader->mem;
	dn_reader_find_names(&r, reader);
	if (r.naliases > 0)
		dn_query_each(reader->query, &expr);
}

/* AS alias (columns) has a name less. */
static bool
follow_drop_name(struct dn_from *from, void *payload)
{
	struct reader_relation *r = payload;
	size_t i = dn_reader_is(r, from) ? dn_reader_position(r, r->column) : from->ncolumns;

	if (i >= from->ncolumns)
		return true;
	from->ncolumns--;
	memmove(
	    &from->columns[i], &from->columns[i + 1], (from->ncolumns - i) * sizeof *from->columns);
	return true;
}

static void
follow_drop(const struct reader *reader, void *payload)
{
	struct reader_relation r = *(const struct reader_relation *) payload;
	struct dn_query_visitor from = { .from = follow_drop_name, .payload = &r };
	struct dn_query_visitor expr = { .expr = follow_cut_row, .payload = &r };

	r.mem = reader->mem;
	dn_reader_find_names(&r, reader);
	if (r.naliases == 0)
		return;
	dn_query_each(reader->query, &expr);
	dn_query_each(reader->query, &from);
}

bool
dn_view_has_row(
    const struct dn_schema *schema, const struct dn_view *view, const struct dn_name *name)
{
	struct reader reader = { .query = view->query };
	struct reader_relation r = {
		.schema = schema, .name = name, .column = "", .mem = dn_new_context(NULL)
	};
	struct dn_query_visitor expr = { .expr = follow_find_row, .payload = &r };

	dn_reader_find_names(&r, &reader);
	if (r.naliases > 0)
		dn_query_each(view->query, &expr);
	dn_free(r.mem);
	return r.found;
}

void
dn_views_rename(struct dn_schema *schema, const struct dn_name *name, const struct dn_name *to)
{
	dn_readers_each(
	    schema, name, follow_names, &(struct reader_relation){ .name = name, .to_name = to });
}

void
dn_views_add_column(
    struct dn_schema *schema, const struct dn_name *name, const struct dn_column *column)
{
	dn_readers_each(schema, name, follow_fill,
	    &(struct reader_relation){
		.schema = schema, .name = name, .column = column->name, .type = column->type });
}

void
dn_views_drop_column(struct dn_schema *schema, const struct dn_name *name, const char *column)
{
	dn_readers_each(schema, name, follow_drop,
	    &(struct reader_relation){ .schema = schema, .name = name, .column = column });
}

void
dn_views_rename_column(
    struct dn_schema *schema, const struct dn_name *name, const char *column, const char *to)
{
	dn_readers_each(schema, name, follow_names,
	    &(struct reader_relation){
		.schema = schema, .name = name, .column = column, .to_column = to });
}
