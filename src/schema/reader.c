/* reader.c - what reads relations: views and rules, which follow what is renamed under them */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "schema/view.h"

/* A query of the model; in a rule's, NEW and OLD are rows of ROWS. */
struct reader {
	void *mem;
	struct dn_query *query;
	const struct dn_name *rows;
};

/* A relation, and the names under which one query knows it. */
struct reader_relation {
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

static bool
reader_is_named(const struct dn_name *a, const struct dn_name *b)
{
	return strcmp(a->schema, b->schema) == 0 && strcmp(a->name, b->name) == 0;
}

/* A partition's columns are those of the whole. */
static bool
reader_is(const struct reader_relation *r, const struct dn_from *from)
{
	const struct dn_table *whole;

	if (from->kind != DN_FROM_TABLE || from->table.schema == NULL)
		return false;
	if (reader_is_named(&from->table, r->name))
		return true;
	whole = r->column == NULL ? NULL : dn_table_root(dn_schema_table(r->schema, &from->table));
	return whole != NULL &&
	       reader_is_named(&(struct dn_name){ whole->schema, whole->name }, r->name);
}

static bool
reader_find_from(struct dn_from *from, void *payload)
{
	struct reader_relation *r = payload;

	if (!reader_is(r, from))
		return true;
	r->found = r->found || r->column == NULL;
	if (from->alias != NULL)
		dn_push(r->mem, r->aliases, r->naliases, from->alias);
	return true;
}

/* All names that the relation has in the query. */
static void
reader_find_names(struct reader_relation *r, const struct reader *reader)
{
	static const char *const rows[] = { "new", "old", "excluded" };
	struct dn_query_visitor from = { .from = reader_find_from, .payload = r };
	const struct dn_from *target = reader->query->table;

	dn_query_each(reader->query, &from);
	if (reader->rows != NULL && reader_is_named(reader->rows, r->name)) {
		dn_push(r->mem, r->aliases, r->naliases, rows[0]);
		dn_push(r->mem, r->aliases, r->naliases, rows[1]);
	}
	if (target != NULL && reader_is(r, target))
		dn_push(r->mem, r->aliases, r->naliases, rows[2]);
}

static bool
reader_is_column(const struct reader_relation *r, const struct dn_expr *e)
{
	if (e->kind != DN_EXPR_COLUMN || e->qualifier == NULL || strcmp(e->name, r->column) != 0)
		return false;
	for (size_t i = 0; i < r->naliases; i++)
		if (strcmp(r->aliases[i], e->qualifier) == 0)
			return true;
	return false;
}

static bool
reader_find_column(struct dn_expr *e, void *payload)
{
	struct reader_relation *r = payload;

	r->found = r->found || reader_is_column(r, e);
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
static void
reader_each_written(const struct reader *reader, bool (*fn)(const char **name, void *payload),
    struct reader_relation *r)
{
	struct dn_query *q = reader->query;

	if (q->table == NULL || !reader_is(r, q->table))
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
	struct dn_query_visitor expr = { .expr = reader_find_column, .payload = &r };

	reader_find_names(&r, reader);
	if (column != NULL) {
		dn_query_each(reader->query, &expr);
		reader_each_written(reader, reader_find_written, &r);
	}
	dn_free(r.mem);
	return r.found;
}

/* -- renaming ------------------------------------------------------------------------------ */

static bool
reader_rename_from(struct dn_from *from, void *payload)
{
	struct reader_relation *r = payload;

	if (reader_is(r, from)) {
		from->table.schema = dn_strdup(r->mem, r->to_name->schema);
		from->table.name = dn_strdup(r->mem, r->to_name->name);
	}
	return true;
}

static bool
reader_rename_column(struct dn_expr *e, void *payload)
{
	struct reader_relation *r = payload;

	if (reader_is_column(r, e))
		e->name = dn_strdup(r->mem, r->to_column);
	return true;
}

static bool
reader_rename_written(const char **name, void *payload)
{
	struct reader_relation *r = payload;

	if (strcmp(*name, r->column) == 0)
		*name = dn_strdup(r->mem, r->to_column);
	return true;
}

/* A join with USING of columns that are no longer called the same is none any more. */
static bool
reader_rename_using(struct dn_from *from, void *payload)
{
	struct reader_relation *r = payload;

	for (size_t i = 0; i < from->nusing; i++)
		r->found = r->found || strcmp(from->using_columns[i], r->column) == 0;
	return true;
}

static void
reader_follow(const struct reader *reader, void *payload)
{
	struct reader_relation r = *(const struct reader_relation *) payload;
	struct dn_query_visitor from = { .from = reader_rename_from, .payload = &r };
	struct dn_query_visitor expr = { .expr = reader_rename_column, .payload = &r };
	struct dn_query_visitor using = { .from = reader_rename_using, .payload = &r };

	r.mem = reader->mem;
	if (r.column == NULL) {
		dn_query_each(reader->query, &from);
		return;
	}
	reader_find_names(&r, reader);
	dn_query_each(reader->query, &expr);
	reader_each_written(reader, reader_rename_written, &r);
	if (r.naliases > 0)
		dn_query_each(reader->query, &using);
	if (r.found)
		reader->query->beyond = "USING of a column that was renamed";
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

struct reader_fn {
	void (*fn)(const struct reader *reader, void *payload);
	void *payload;
};

static bool
reader_of_rule(const struct dn_rule_site *site, void *payload)
{
	const struct reader_fn *f = payload;

	reader_each_of_rule(site, f->fn, f->payload);
	return true;
}

static void
reader_each(const struct dn_schema *schema, void (*fn)(const struct reader *reader, void *payload),
    void *payload)
{
	struct reader_fn f = { fn, payload };

	dn_map_each (schema->views, e) {
		struct dn_view *view = e->value;

		fn(&(struct reader){ view, view->query, NULL }, payload);
	}
	dn_schema_each_rule(schema, reader_of_rule, &f);
}

void
dn_views_rename(struct dn_schema *schema, const struct dn_name *name, const struct dn_name *to)
{
	reader_each(
	    schema, reader_follow, &(struct reader_relation){ .name = name, .to_name = to });
}

void
dn_views_rename_column(
    struct dn_schema *schema, const struct dn_name *name, const char *column, const char *to)
{
	reader_each(schema, reader_follow,
	    &(struct reader_relation){
		.schema = schema, .name = name, .column = column, .to_column = to });
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
	dn_map_each (schema->views, e)
		if (dn_view_uses(schema, e->value, name, column))
			return e->value;
	return NULL;
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
