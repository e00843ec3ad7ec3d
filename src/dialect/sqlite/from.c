/* from.c - FROM: tables, subqueries, functions and joins */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/interval.h"

static bool
from_cannot(const struct sqlite_print *p, const struct dn_expr *expr, const char *why)
{
	return dn_sqlite_cannot(p->err, p->from,
	    expr == NULL ? p->from->span.start : dn_sqlite_place(p, expr->span), "%s", why);
}

static void
from_alias(struct sqlite_print *p, const char *alias)
{
	if (alias == NULL)
		return;
	dunlin_buf_puts(p->buf, " AS ");
	dn_sqlite_identifier(p->buf, alias);
}

/* "(SELECT a AS x, b AS y FROM ": what AS alias (x, y) says, which SQLite has not. */
static bool
from_rename(struct sqlite_print *p, const struct dn_from *from, const char *const *names, size_t n)
{
	if (from->ncolumns == 0)
		return true;
	if (n == 0)
		return from_cannot(
		    p, NULL, "the history does not say which columns are given other names");
	dunlin_buf_puts(p->buf, "(SELECT ");
	for (size_t i = 0; i < n; i++) {
		dunlin_buf_puts(p->buf, i == 0 ? "" : ", ");
		dn_sqlite_identifier(p->buf, names[i]);
		dunlin_buf_puts(p->buf, " AS ");
		dn_sqlite_identifier(p->buf, i < from->ncolumns ? from->columns[i] : names[i]);
	}
	dunlin_buf_puts(p->buf, " FROM ");
	return true;
}

static const char **
from_table_names(struct sqlite_print *p, const struct dn_from *from, size_t *n)
{
	const struct dn_table *table = dn_schema_table(p->t->schema, &from->table);
	const char **names = NULL;

	*n = table == NULL || table->unknown || from->ncolumns == 0 ? 0 : table->ncolumns;
	if (*n > 0)
		names = dn_new_array(p->buf, const char *, *n);
	for (size_t i = 0; i < *n; i++)
		names[i] = table->columns[i]->name;
	return names;
}

static const struct sqlite_with *
from_find_with(const struct sqlite_print *p, const struct dn_name *table)
{
	for (const struct sqlite_with *w = p->withs; w != NULL && table->schema == NULL;
	     w = w->next)
		if (strcmp(w->name, table->name) == 0)
			return w;
	return NULL;
}

/* An item of WITH, a copy of the table from before the statement, or the table. */
static char *
from_relation(struct sqlite_print *p, const struct dn_from *from)
{
	const struct dn_name *table = &from->table;
	const struct sqlite_with *with = from_find_with(p, table);
	struct dunlin_buf *name = dn_buf_new(p->buf);
	const struct dn_table *known = dn_schema_table(p->t->schema, table);
	const char *before = p->before == NULL || known == NULL || from == p->now
				 ? NULL
				 : dn_map_get(p->before, known->key);

	if (with != NULL && with->relation == NULL)
		dn_sqlite_identifier(name, table->name);
	else if (with == NULL && !dn_sqlite_visible(p->t, p->from, table, p->err))
		return NULL;
	else if (with == NULL && before == NULL)
		return dn_sqlite_name(p->buf, p->t->schema, table);
	else
		dunlin_buf_puts(name, with != NULL ? with->relation : before);
	return name->s;
}

static bool
from_table(struct sqlite_print *p, const struct dn_from *from)
{
	struct dunlin_buf *alias = dn_buf_new(p->buf);
	char *relation = from_relation(p, from);
	size_t n;
	const char **names = from_table_names(p, from, &n);

	if (relation == NULL || !from_rename(p, from, names, n))
		return false;
	dunlin_buf_puts(p->buf, relation);
	dunlin_buf_puts(p->buf, from->ncolumns > 0 ? ")" : "");
	if (from->alias == NULL)
		return true;
	dn_sqlite_identifier(alias, from->alias);
	if (from->ncolumns > 0 || strcmp(relation, alias->s) != 0)
		from_alias(p, from->alias);
	return true;
}

static bool
from_query(struct sqlite_print *p, const struct dn_from *from)
{
	size_t n = dn_query_width(from->query);
	const char **names = n == 0 ? NULL : dn_new_array(p->buf, const char *, n);

	if (from->lateral)
		return from_cannot(p, NULL, "LATERAL has no counterpart there");
	for (size_t i = 0; i < n; i++)
		names[i] = dn_query_name(from->query, i);
	if (!from_rename(p, from, names, n))
		return false;
	dunlin_buf_puts(p->buf, "(");
	if (!dn_sqlite_query(p, from->query, NULL))
		return false;
	dunlin_buf_puts(p->buf, from->ncolumns > 0 ? "))" : ")");
	from_alias(p, from->alias);
	return true;
}

/* -- generate_series() --------------------------------------------------------------------- */

static bool
series_has_column(struct dn_expr *e, void *payload)
{
	(void) payload;
	return e->kind != DN_EXPR_COLUMN;
}

/* The step forward, with "dn_value" for the value so far, as SQL. */
static bool
series_step(struct sqlite_print *p, const struct dn_expr *call, bool *down)
{
	struct dn_expr value = { .kind = DN_EXPR_COLUMN, .name = "dn_value" };
	struct dn_expr one = { .kind = DN_EXPR_NUMBER, .text = "1" };
	struct dn_expr *args[] = { &value, call->nargs > 2 ? call->args[2] : &one };
	struct dn_expr plus = { .kind = DN_EXPR_OPERATOR, .name = "+", .args = args, .nargs = 2 };
	struct sqlite_interval in = { 0 };
	const struct dn_expr *step = dn_expr_bare(args[1]);

	value.type = (struct dn_type *) (uintptr_t) dn_expr_common_type(call->args, 2, NULL);
	if (value.type->kind == DN_TYPE_DATE)
		value.type = (struct dn_type *) (uintptr_t) dn_type_plain(DN_TYPE_TIMESTAMPTZ, 0);
	if (dn_sqlite_type_is_integer(value.type) && step->kind == DN_EXPR_NUMBER)
		*down = step->text[0] == '-';
	else if (dn_sqlite_interval(p, args[1], &in) && in.factor == NULL)
		*down = in.months < 0 || in.days < 0 || in.seconds < 0;
	else
		return from_cannot(p, call,
		    "a series whose step is no constant has no counterpart "
		    "there");
	return dn_sqlite_expr(p, &plus);
}

static bool
from_series(struct sqlite_print *p, const struct dn_from *from)
{
	const struct dn_expr *call = from->function;
	const struct dn_type *type = dn_expr_common_type(call->args, 2, NULL);
	const char *name = from->ncolumns > 0 ? from->columns[0] : from->alias;
	struct sqlite_print step = *p;
	bool down = false;

	if (type != NULL && type->kind == DN_TYPE_DATE)
		type = dn_type_plain(DN_TYPE_TIMESTAMPTZ, 0);
	for (size_t i = 0; i < call->nargs; i++)
		if (!dn_expr_each(call->args[i], series_has_column, NULL))
			return from_cannot(p, call,
			    "a series whose bounds are columns has no "
			    "counterpart there");
	step.buf = dn_buf_new(p->buf);
	if (type == NULL || !series_step(&step, call, &down))
		return from_cannot(p, call, "this series has no counterpart there");
	dunlin_buf_puts(p->buf, "(WITH RECURSIVE dn_series (dn_value, dn_end) AS (SELECT ");
	if (!dn_sqlite_as(p, call->args[0], type))
		return false;
	dunlin_buf_puts(p->buf, ", ");
	if (!dn_sqlite_as(p, call->args[1], type))
		return false;
	dunlin_buf_printf(p->buf,
	    " UNION ALL SELECT %s, dn_end FROM dn_series WHERE dn_value %s dn_end) SELECT "
	    "dn_value AS ",
	    step.buf->s, down ? ">=" : "<=");
	dn_sqlite_identifier(p->buf, name);
	if (from->ordinality)
		dunlin_buf_puts(p->buf, ", row_number() OVER () AS ordinality");
	dunlin_buf_printf(p->buf, " FROM dn_series WHERE dn_value %s dn_end)", down ? ">=" : "<=");
	from_alias(p, from->alias);
	return true;
}

/* -- functions that are json_each() -------------------------------------------------------- */

static bool
from_function(struct sqlite_print *p, const struct dn_from *from)
{
	const char *names[3];
	const struct dn_type *types[3];

	if (dn_function_columns(from->function, names, types) == 0)
		return from_cannot(
		    p, from->function, "this function in FROM has no counterpart there");
	if (strcmp(from->function->name, "generate_series") == 0)
		return from_series(p, from);
	dunlin_buf_puts(p->buf, "json_each(");
	if (!dn_sqlite_expr(p, from->function->args[0]))
		return false;
	dunlin_buf_puts(p->buf, ")");
	from_alias(p, from->alias);
	return true;
}

/* What column I of a function is in json_each(), "$" for its alias. */
static const char *
each_form(const struct dn_from *from, size_t i, size_t n)
{
	const char *name = from->function->name;

	if (i == n)
		return "($.key + 1)";
	if (strstr(name, "object_keys") != NULL || (n == 2 && i == 0))
		return "$.key";
	if (strcmp(name, "unnest") == 0)
		return "$.value";
	if (strstr(name, "_text") != NULL)
		return "CASE $.type WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE "
		       "CAST($.value AS TEXT) END";
	return "($.json -> $.fullkey)";
}

static const char *
each_name(const struct dn_from *from, size_t i, size_t n, const char *const *names)
{
	if (i < from->ncolumns)
		return from->columns[i];
	if (i == n)
		return "ordinality";
	return n == 1 && strcmp(names[0], "value") != 0 ? from->alias : names[i];
}

bool
dn_sqlite_each_column(struct sqlite_print *p, const struct dn_expr *column, bool *done)
{
	const char *names[3];
	const struct dn_type *types[3];

	*done = false;
	for (const struct sqlite_each *each = p->eaches; each != NULL && column->qualifier != NULL;
	     each = each->next) {
		size_t n = dn_function_columns(each->from->function, names, types);

		if (strcmp(each->from->alias, column->qualifier) != 0)
			continue;
		for (size_t i = 0; i < n + each->from->ordinality; i++) {
			if (strcmp(each_name(each->from, i, n, names), column->name) != 0)
				continue;
			*done = true;
			for (const char *s = each_form(each->from, i, n); *s != '\0'; s++) {
				if (*s == '$')
					dn_sqlite_identifier(p->buf, each->from->alias);
				else
					dunlin_buf_put(p->buf, s, 1);
			}
			return true;
		}
	}
	return true;
}

/* -- joins --------------------------------------------------------------------------------- */

static bool from_item(struct sqlite_print *p, const struct dn_from *from);

static bool
from_join_side(struct sqlite_print *p, const struct dn_from *from, bool right)
{
	bool wrap = right && from->kind == DN_FROM_JOIN;

	dunlin_buf_puts(p->buf, wrap ? "(" : "");
	if (!from_item(p, from))
		return false;
	dunlin_buf_puts(p->buf, wrap ? ")" : "");
	return true;
}

static bool
from_join(struct sqlite_print *p, const struct dn_from *join)
{
	static const char *const words[] = { [DN_JOIN_INNER] = " JOIN ",
		[DN_JOIN_LEFT] = " LEFT JOIN ",
		[DN_JOIN_RIGHT] = " RIGHT JOIN ",
		[DN_JOIN_FULL] = " FULL JOIN " };

	if (join->natural)
		return from_cannot(
		    p, NULL, "the history does not say what a NATURAL JOIN has in common");
	if (!from_join_side(p, join->left, false))
		return false;
	dunlin_buf_puts(p->buf, words[join->join]);
	if (!from_join_side(p, join->right, true))
		return false;
	if (join->nusing > 0) {
		dunlin_buf_puts(p->buf, " USING (");
		dn_sqlite_columns(p->buf, join->using_columns, join->nusing);
		dunlin_buf_puts(p->buf, ")");
	}
	if (join->on == NULL)
		return true;
	dunlin_buf_puts(p->buf, " ON ");
	return dn_sqlite_expr(p, join->on);
}

static bool
from_item(struct sqlite_print *p, const struct dn_from *from)
{
	switch (from->kind) {
	case DN_FROM_TABLE: return from_table(p, from);
	case DN_FROM_QUERY: return from_query(p, from);
	case DN_FROM_FUNCTION: return from_function(p, from);
	default: return from_join(p, from);
	}
}

/* Functions whose columns are other expressions, wherever they stand in a join. */
static void
from_find_eaches(struct sqlite_print *p, const struct dn_from *from)
{
	struct sqlite_each *each;

	if (from->kind == DN_FROM_JOIN) {
		from_find_eaches(p, from->left);
		from_find_eaches(p, from->right);
	}
	if (from->kind != DN_FROM_FUNCTION ||
	    strcmp(from->function->name == NULL ? "" : from->function->name, "generate_series") ==
		0)
		return;
	each = dn_new(p->buf, struct sqlite_each);
	each->from = from;
	each->next = p->eaches;
	p->eaches = each;
}

void
dn_sqlite_eaches(struct sqlite_print *p, struct dn_from *const *from, size_t n)
{
	for (size_t i = 0; i < n; i++)
		from_find_eaches(p, from[i]);
}

bool
dn_sqlite_from(struct sqlite_print *p, struct dn_from *const *from, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		dunlin_buf_puts(p->buf, i == 0 ? "" : ", ");
		if (!from_join_side(p, from[i], i > 0))
			return false;
	}
	return true;
}
