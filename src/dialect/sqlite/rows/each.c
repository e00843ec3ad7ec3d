/* each.c - functions of many rows in FROM, and LATERAL: all of it json_each() */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/expr/expr.h"
#include "dialect/sqlite/expr/interval.h"
#include "dialect/sqlite/expr/json.h"
#include "dialect/sqlite/rows/rows.h"

static bool
each_cannot(const struct sqlite_print *p, const struct dn_expr *expr, const char *why)
{
	return dn_sqlite_cannot(p->err, p->from,
	    expr == NULL ? p->from->span.start : dn_sqlite_place(p, expr->span), "%s", why);
}

static void
each_alias(struct sqlite_print *p, const char *alias)
{
	dunlin_buf_puts(p->buf, " AS ");
	dn_sqlite_identifier(p->buf, alias);
}

/* -- generate_series() --------------------------------------------------------------------- */

static bool
series_is_no_column(struct dn_expr *e, void *payload)
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
	if (dn_type_is_integer(value.type) && step->kind == DN_EXPR_NUMBER)
		*down = step->text[0] == '-';
	else if (dn_sqlite_interval(p, args[1], &in) && in.factor == NULL)
		*down = in.months < 0 || in.days < 0 || in.millis < 0;
	else
		return each_cannot(p, call,
		    "a series whose step is no constant has no counterpart "
		    "there");
	return dn_sqlite_expr(p, &plus);
}

static bool
series_has_columns(const struct dn_expr *call)
{
	for (size_t i = 0; i < call->nargs; i++)
		if (!dn_expr_each(call->args[i], series_is_no_column, NULL))
			return true;
	return false;
}

/* "WITH RECURSIVE dn_series ...", and the condition of its last rows. */
static bool
series_with(struct sqlite_print *p, const struct dn_expr *call, bool *down)
{
	const struct dn_type *type = dn_expr_common_type(call->args, 2, NULL);
	struct sqlite_print step = *p;

	if (type != NULL && type->kind == DN_TYPE_DATE)
		type = dn_type_plain(DN_TYPE_TIMESTAMPTZ, 0);
	step.buf = dn_buf_new(p->buf);
	if (type == NULL || !series_step(&step, call, down))
		return each_cannot(p, call, "this series has no counterpart there");
	dunlin_buf_puts(p->buf, "WITH RECURSIVE dn_series (dn_value, dn_end) AS (SELECT ");
	if (!dn_sqlite_as(p, call->args[0], type))
		return false;
	dunlin_buf_puts(p->buf, ", ");
	if (!dn_sqlite_as(p, call->args[1], type))
		return false;
	dunlin_buf_printf(p->buf,
	    " UNION ALL SELECT %s, dn_end FROM dn_series WHERE dn_value %s dn_end) ", step.buf->s,
	    *down ? ">=" : "<=");
	return true;
}

/* As an array for json_each(), which may know of the tables before it. */
static bool
series_array(struct sqlite_print *p, const struct dn_from *from)
{
	bool down = false;

	dunlin_buf_puts(p->buf, "json_each((");
	if (!series_with(p, from->function, &down))
		return false;
	dunlin_buf_printf(p->buf,
	    "SELECT json_group_array(dn_value) FROM dn_series WHERE dn_value %s dn_end))",
	    down ? ">=" : "<=");
	each_alias(p, from->alias);
	return true;
}

static bool
series_print(struct sqlite_print *p, const struct dn_from *from)
{
	bool down = false;

	if (series_has_columns(from->function))
		return series_array(p, from);
	dunlin_buf_puts(p->buf, "(");
	if (!series_with(p, from->function, &down))
		return false;
	dunlin_buf_puts(p->buf, "SELECT dn_value AS ");
	dn_sqlite_identifier(p->buf, from->ncolumns > 0 ? from->columns[0] : from->alias);
	if (from->ordinality)
		dunlin_buf_puts(p->buf, ", row_number() OVER () AS ordinality");
	dunlin_buf_printf(p->buf, " FROM dn_series WHERE dn_value %s dn_end)", down ? ">=" : "<=");
	each_alias(p, from->alias);
	return true;
}

bool
dn_sqlite_is_each(const struct dn_from *from)
{
	const char *name;

	if (from->kind == DN_FROM_QUERY)
		return from->lateral;
	if (from->kind != DN_FROM_FUNCTION)
		return false;
	name = from->function->name;
	return name == NULL || strcmp(name, "generate_series") != 0 ||
	       series_has_columns(from->function);
}

/* -- LATERAL ------------------------------------------------------------------------------- */

static bool
lateral_is_double(const struct dn_type *type)
{
	return type != NULL && type->dims == 0 &&
	       (type->kind == DN_TYPE_DOUBLE || type->kind == DN_TYPE_REAL);
}

static bool
lateral_is_json(const struct dn_type *type)
{
	return type != NULL &&
	       (type->dims > 0 || type->kind == DN_TYPE_JSON || type->kind == DN_TYPE_JSONB);
}

/*
 * SQLite's subqueries do not see their neighbours, but a subquery in the argument of json_each()
 * does: so the rows are an array of arrays, whose columns are taken out again.  JSON keeps 15
 * digits of a number and tells no text from JSON, so doubles and JSON are put in as text.
 */
bool
dn_sqlite_lateral(struct sqlite_print *p, const struct dn_from *from)
{
	size_t n = dn_query_width(from->query);

	if (n == 0)
		return each_cannot(
		    p, NULL, "the history does not say what columns a LATERAL query gives");
	dunlin_buf_puts(p->buf, "json_each((WITH dn_lateral (");
	for (size_t i = 0; i < n; i++)
		dunlin_buf_printf(p->buf, "%sdn_%zu", i == 0 ? "" : ", ", i + 1);
	dunlin_buf_puts(p->buf, ") AS (");
	if (!dn_sqlite_query(p, from->query, NULL))
		return false;
	dunlin_buf_puts(p->buf, ") SELECT json_group_array(json_array(");
	for (size_t i = 0; i < n; i++) {
		const struct dn_type *type =
		    dn_schema_base(p->t->schema, dn_query_type(from->query, i));

		if (type != NULL && type->dims == 0 && type->kind == DN_TYPE_BYTEA)
			return each_cannot(p, NULL, "bytea in a LATERAL query is not there");
		dunlin_buf_printf(p->buf,
		    lateral_is_double(type)
			? "%sCASE WHEN dn_%zu IS NOT NULL THEN printf('%%!.17g', dn_%zu) END"
		    : lateral_is_json(type) ? "%sdn_%zu || ''"
					    : "%sdn_%zu",
		    i == 0 ? "" : ", ", i + 1, i + 1);
	}
	dunlin_buf_puts(p->buf, ")) FROM dn_lateral))");
	each_alias(p, from->alias);
	return true;
}

static bool
lateral_column(struct sqlite_print *p, const struct dn_from *from, const char *name, bool *done)
{
	for (size_t i = 0; i < dn_query_width(from->query); i++) {
		const struct dn_type *type =
		    dn_schema_base(p->t->schema, dn_query_type(from->query, i));

		if (strcmp(i < from->ncolumns ? from->columns[i] : dn_query_name(from->query, i),
			name) != 0)
			continue;
		*done = true;
		dunlin_buf_puts(p->buf, lateral_is_double(type) ? "CAST(" : "");
		dunlin_buf_puts(p->buf, "json_extract(");
		dn_sqlite_identifier(p->buf, from->alias);
		dunlin_buf_printf(
		    p->buf, ".value, '$[%zu]')%s", i, lateral_is_double(type) ? " AS REAL)" : "");
		return true;
	}
	return true;
}

/* -- functions that are json_each() -------------------------------------------------------- */

/* The functions that split text by those that make arrays. */
static bool
each_array(struct sqlite_print *p, const struct dn_expr *function)
{
	struct dn_expr split = *function;

	if (strcmp(function->name, "string_to_table") == 0)
		split.name = "string_to_array";
	else if (strcmp(function->name, "regexp_split_to_table") == 0)
		split.name = "regexp_split_to_array";
	else
		return dn_sqlite_expr(p, function->args[0]);
	return dn_sqlite_expr(p, &split);
}

bool
dn_sqlite_from_function(struct sqlite_print *p, const struct dn_from *from)
{
	const char *names[3];
	const struct dn_type *types[3];

	if (dn_function_columns(from->function, names, types) == 0)
		return each_cannot(
		    p, from->function, "this function in FROM has no counterpart there");
	if (strcmp(from->function->name, "generate_series") == 0)
		return series_print(p, from);
	dunlin_buf_puts(p->buf, "json_each(");
	if (!each_array(p, from->function))
		return false;
	dunlin_buf_puts(p->buf, ")");
	each_alias(p, from->alias);
	return true;
}

static bool
each_is_json(const struct dn_type *type)
{
	return type->dims == 0 && (type->kind == DN_TYPE_JSON || type->kind == DN_TYPE_JSONB);
}

/* What column I of a function is in json_each(), "$" for its alias. */
static const char *
each_form(const struct dn_from *from, size_t i, size_t n, const struct dn_type *type)
{
	const char *name = from->function->name;

	if (i == n)
		return "($.key + 1)";
	if (strstr(name, "object_keys") != NULL || (n == 2 && i == 0))
		return "$.key";
	if (strstr(name, "_text") != NULL)
		return "CASE $.type WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE "
		       "CAST($.value AS TEXT) END";
	return each_is_json(type) ? "($.json -> $.fullkey)" : "$.value";
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

static bool
each_column(struct sqlite_print *p, const struct dn_from *from, const char *name, bool *done)
{
	const char *names[3];
	const struct dn_type *types[3];
	size_t n = dn_function_columns(from->function, names, types);

	for (size_t i = 0; i < n + from->ordinality; i++) {
		if (strcmp(each_name(from, i, n, names), name) != 0)
			continue;
		*done = true;
		/* The keys of json_each() are numbers only in an array. */
		if (i == n && strcmp(each_form(from, 0, n, types[0]), "$.key") == 0)
			return each_cannot(
			    p, from->function, "the members of an object have no number there");
		for (const char *s = each_form(from, i, n, types[i]); *s != '\0'; s++) {
			if (*s == '$')
				dn_sqlite_identifier(p->buf, from->alias);
			else
				dunlin_buf_put(p->buf, s, 1);
		}
		return true;
	}
	return true;
}

bool
dn_sqlite_each_column(struct sqlite_print *p, const struct dn_expr *column, bool *done)
{
	*done = false;
	for (const struct sqlite_each *each = p->eaches;
	     each != NULL && column->qualifier != NULL && !*done; each = each->next) {
		if (strcmp(each->from->alias, column->qualifier) != 0)
			continue;
		if (each->from->kind == DN_FROM_QUERY
			? !lateral_column(p, each->from, column->name, done)
			: !each_column(p, each->from, column->name, done))
			return false;
	}
	return true;
}

/* Functions whose columns are other expressions, wherever they stand in a join. */
static void
each_find(struct sqlite_print *p, const struct dn_from *from)
{
	struct sqlite_each *each;

	if (from->kind == DN_FROM_JOIN) {
		each_find(p, from->left);
		each_find(p, from->right);
	}
	if (!dn_sqlite_is_each(from))
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
		each_find(p, from[i]);
}
