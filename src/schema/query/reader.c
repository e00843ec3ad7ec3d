/* reader.c - what reads relations: views and rules */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "schema/edit.h"
#include "schema/mention.h"
#include "schema/query/reader.h"

static bool
reader_is_named(const struct dn_name *a, const struct dn_name *b)
{
	return strcmp(a->name, b->name) == 0 && strcmp(a->schema, b->schema) == 0;
}

/* A partition's columns are those of the whole. */
bool
dn_reader_is(const struct reader_relation *r, const struct dn_from *from)
{
	const struct dn_table *whole;

	if (from->kind != DN_FROM_TABLE || from->table.schema == NULL)
		return false;
	if (reader_is_named(&from->table, r->name))
		return true;
	if (r->column == NULL || !r->schema->parted)
		return false;
	whole = dn_table_root(dn_schema_table(r->schema, &from->table));
	return whole != NULL &&
	       reader_is_named(&(struct dn_name){ whole->schema, whole->name }, r->name);
}

/* Which of the relation's columns is it? */
size_t
dn_reader_position(const struct reader_relation *r, const char *column)
{
	const struct dn_table *table = dn_schema_table(r->schema, r->name);
	const struct dn_view *view = table != NULL ? NULL : dn_schema_view(r->schema, r->name);
	size_t i = 0;

	while (table != NULL && i < table->ncolumns && strcmp(table->columns[i]->name, column) != 0)
		i++;
	while (view != NULL && i < view->ncolumns && strcmp(view->columns[i], column) != 0)
		i++;
	return i;
}

static void
reader_add(struct reader_relation *r, const char *name, const char *column, bool renamed)
{
	struct reader_alias alias = { name, column, renamed };

	dn_push(r->mem, r->aliases, r->naliases, alias);
}

static bool
reader_find_from(struct dn_from *from, void *payload)
{
	struct reader_relation *r = payload;
	size_t i;

	if (!dn_reader_is(r, from))
		return true;
	r->found = r->found || r->column == NULL;
	if (from->alias == NULL || r->column == NULL)
		return true;
	i = from->ncolumns == 0 ? 0 : dn_reader_position(r, r->column);
	if (i < from->ncolumns)
		reader_add(r, from->alias, from->columns[i], true);
	else
		reader_add(r, from->alias, r->column, false);
	return true;
}

/* All names that the relation has in the query. */
void
dn_reader_find_names(struct reader_relation *r, const struct reader *reader)
{
	struct dn_query_visitor from = { .from = reader_find_from, .payload = r };
	const struct dn_from *target = reader->query->table;

	dn_query_each(reader->query, &from);
	if (r->column != NULL && reader->rows != NULL && reader_is_named(reader->rows, r->name)) {
		reader_add(r, "new", r->column, false);
		reader_add(r, "old", r->column, false);
	}
	if (r->column != NULL && target != NULL && dn_reader_is(r, target))
		reader_add(r, "excluded", r->column, false);
}

/* Under which name does the expression mean the column? */
const struct reader_alias *
dn_reader_column(const struct reader_relation *r, const struct dn_expr *e)
{
	for (size_t i = 0; e->kind == DN_EXPR_COLUMN && e->qualifier != NULL && i < r->naliases;
	     i++)
		if (strcmp(r->aliases[i].name, e->qualifier) == 0 &&
		    strcmp(r->aliases[i].column, e->name) == 0)
			return &r->aliases[i];
	return NULL;
}

static bool
reader_find_column(struct dn_expr *e, void *payload)
{
	struct reader_relation *r = payload;

	r->found = r->found || (dn_reader_column(r, e) != NULL && !e->truth);
	return true;
}

static void
reader_each_name(const char **names, size_t n, bool (*fn)(const char **name, void *payload),
    struct reader_relation *r)
{
	for (size_t i = 0; names != NULL && i < n; i++)
		fn(&names[i], r);
}

/* The columns that a statement on rows names without an expression. */
void
dn_reader_each_written(const struct reader *reader, bool (*fn)(const char **name, void *payload),
    struct reader_relation *r)
{
	struct dn_query *q = reader->query;

	if (q->table == NULL || !dn_reader_is(r, q->table))
		return;
	if (q->kind == DN_QUERY_INSERT)
		reader_each_name(q->columns, q->ncolumns, fn, r);
	for (size_t i = 0; i < q->nsets; i++)
		reader_each_name(q->sets[i].columns, q->sets[i].ncolumns, fn, r);
	for (size_t i = 0; q->conflict != NULL && i < q->conflict->nsets; i++)
		reader_each_name(
		    q->conflict->sets[i].columns, q->conflict->sets[i].ncolumns, fn, r);
	for (size_t i = 0; q->conflict != NULL && i < q->conflict->nparts; i++)
		if (q->conflict->parts[i].column != NULL)
			fn(&q->conflict->parts[i].column, r);
}

/* A join by the column, whichever side has it. */
bool
dn_reader_find_using(struct dn_from *from, void *payload)
{
	struct reader_relation *r = payload;

	for (size_t i = 0; i < from->nusing; i++)
		for (size_t j = 0; j < r->naliases; j++)
			r->found =
			    r->found || strcmp(from->using_columns[i], r->aliases[j].column) == 0;
	return true;
}

static bool
reader_find_written(const char **name, void *payload)
{
	struct reader_relation *r = payload;

	r->found = r->found || strcmp(*name, r->column) == 0;
	return true;
}

static bool
reader_uses(const struct dn_schema *schema, const struct reader *reader, const struct dn_name *name,
    const char *column)
{
	struct reader_relation r = {
		.schema = schema, .name = name, .column = column, .mem = dn_new_context(NULL)
	};
	struct dn_query_visitor expr = {
		.expr = reader_find_column, .from = dn_reader_find_using, .payload = &r
	};

	dn_reader_find_names(&r, reader);
	if (r.naliases > 0) {
		dn_query_each(reader->query, &expr);
		dn_reader_each_written(reader, reader_find_written, &r);
	}
	dn_free(r.mem);
	return r.found;
}

/* -- all of them --------------------------------------------------------------------------- */

/* The condition of a rule is read as that of a query. */
static void
reader_each_of_rule(const struct dn_rule_site *site,
    void (*fn)(const struct reader *reader, void *payload), void *payload)
{
	struct dn_query condition = { .kind = DN_QUERY_SELECT, .where = site->rule->where };
	struct reader reader = { site->rule, &condition, &site->relation };

	fn(&reader, payload);
	for (size_t i = 0; i < site->rule->nactions; i++) {
		reader.query = site->rule->actions[i];
		fn(&reader, payload);
	}
}

struct dn_map *
dn_readers_part(const void *mem, const struct dn_schema *schema, const struct dn_map *map,
    const struct dn_name *name)
{
	const struct dn_table *table = dn_schema_table(schema, name);

	/* By the name of a partition its whole may be read. */
	return table != NULL && table->npartitions > 0
		   ? dn_map_part(mem, map, map)
		   : dn_mention_part(mem, schema, map, name->name);
}

struct reader_fn {
	const struct dn_schema *schema;
	void (*fn)(const struct reader *reader, void *payload);
	void *payload;
};

static bool
reader_of_rule(const struct dn_rule_site *site, void *payload)
{
	const struct reader_fn *f = payload;

	reader_each_of_rule(site, f->fn, f->payload);
	dn_model_touch(f->schema, site->table != NULL ? site->table->key : site->view->key);
	return true;
}

void
dn_readers_each(const struct dn_schema *schema, const struct dn_name *name,
    void (*fn)(const struct reader *reader, void *payload), void *payload)
{
	struct reader_fn f = { schema, fn, payload };
	struct dn_map *views = dn_readers_part(NULL, schema, schema->views, name);

	dn_map_each (views, e) {
		struct dn_view *view = e->value;

		fn(&(struct reader){ view, view->query, NULL }, payload);
		dn_model_touch(schema, e->key);
	}
	dn_free(views);
	dn_schema_each_rule(schema, name, reader_of_rule, &f);
}

bool
dn_view_uses(const struct dn_schema *schema, const struct dn_view *view, const struct dn_name *name,
    const char *column)
{
	struct reader reader = { .query = view->query };

	return reader_uses(schema, &reader, name, column);
}

struct dn_view *
dn_views_user(const struct dn_schema *schema, const struct dn_name *name, const char *column)
{
	struct dn_map *views = dn_readers_part(NULL, schema, schema->views, name);
	struct dn_view *user = NULL;

	dn_map_each (views, e)
		if (user == NULL && dn_view_uses(schema, e->value, name, column))
			user = e->value;
	dn_free(views);
	return user;
}

struct reader_question {
	const struct dn_schema *schema;
	const struct dn_name *name;
	const char *column;
	bool yes;
};

static void
reader_ask(const struct reader *reader, void *payload)
{
	struct reader_question *q = payload;

	q->yes = q->yes || reader_uses(q->schema, reader, q->name, q->column);
}

bool
dn_rule_uses(const struct dn_schema *schema, const struct dn_rule_site *site,
    const struct dn_name *name, const char *column)
{
	struct reader_question q = { schema, name, column, false };

	reader_each_of_rule(site, reader_ask, &q);
	return q.yes;
}
