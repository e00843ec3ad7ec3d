/* json_function.c - functions that make and change json values and arrays */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/expr/expr.h"
#include "dialect/sqlite/expr/json.h"

#define BOOLEAN "json(CASE WHEN $1 THEN 'true' WHEN NOT $1 THEN 'false' END)"

static bool function_value(struct sqlite_print *p, struct dn_expr *e, bool element);

/* An object of a row's columns, by their names; what ROW() makes has none. */
static bool
function_row(struct sqlite_print *p, const struct dn_expr *row)
{
	if (row->operand != NULL) {
		dunlin_buf_puts(p->buf, "json(CASE WHEN ");
		if (!dn_sqlite_operand(p, row->operand))
			return false;
		dunlin_buf_puts(p->buf, " IS NOT NULL THEN ");
	}
	dunlin_buf_puts(p->buf, "json_object(");
	for (size_t i = 0; i < row->nargs; i++) {
		dunlin_buf_puts(p->buf, i == 0 ? "" : ", ");
		dn_sqlite_literal(p->buf,
		    row->name != NULL ? row->args[i]->name : dn_sprintf(p->buf, "f%zu", i + 1));
		dunlin_buf_puts(p->buf, ", ");
		if (!function_value(p, row->args[i], false))
			return false;
	}
	dunlin_buf_puts(p->buf, row->operand != NULL ? ") END)" : ")");
	return true;
}

/* As to_jsonb() makes it, or as an element of an array, where times are plain text. */
static bool
function_value(struct sqlite_print *p, struct dn_expr *e, bool element)
{
	const struct dn_type *type = dn_sqlite_expr_type(p, e);

	if (e->kind == DN_EXPR_ROW)
		return function_row(p, e);
	if (type == NULL)
		return dn_sqlite_expr(p, e);
	if (type->dims > 0 || type->kind == DN_TYPE_JSON || type->kind == DN_TYPE_JSONB)
		return dn_sqlite_fill(p, "json($1)", &e, 1);
	switch ((int) type->kind) {
	case DN_TYPE_BOOLEAN: return dn_sqlite_fill(p, BOOLEAN, &e, 1);
	case DN_TYPE_TIMESTAMP:
		return dn_sqlite_fill(p, element ? "$1" : "replace($1, ' ', 'T')", &e, 1);
	case DN_TYPE_TIMESTAMPTZ:
		return dn_sqlite_fill(
		    p, element ? "$1" : "replace($1, ' ', 'T') || '+00:00'", &e, 1);
	case DN_TYPE_INTERVAL:
	case DN_TYPE_BYTEA: return dn_sqlite_lacks(p, e, "json made of this type");
	default: return dn_sqlite_expr(p, e);
	}
}

bool
dn_sqlite_json_value(struct sqlite_print *p, struct dn_expr *expr)
{
	return function_value(p, expr, false);
}

static bool
function_build(struct sqlite_print *p, const struct dn_expr *expr, const char *name, bool object)
{
	dunlin_buf_puts(p->buf, name);
	dunlin_buf_puts(p->buf, "(");
	for (size_t i = 0; i < expr->nargs; i++) {
		static const struct dn_type text = { .kind = DN_TYPE_TEXT, .name = "text" };

		dunlin_buf_puts(p->buf, i == 0 ? "" : ", ");
		if (object && i % 2 == 0 ? !dn_sqlite_as(p, expr->args[i], &text)
					 : !function_value(p, expr->args[i], false))
			return false;
	}
	dunlin_buf_puts(p->buf, ")");
	return true;
}

bool
dn_sqlite_json_array(struct sqlite_print *p, const struct dn_expr *expr)
{
	dunlin_buf_puts(p->buf, "json_array(");
	for (size_t i = 0; i < expr->nargs; i++) {
		dunlin_buf_puts(p->buf, i == 0 ? "" : ", ");
		if (!function_value(p, expr->args[i], true))
			return false;
	}
	dunlin_buf_puts(p->buf, ")");
	return true;
}

/* jsonb_extract_path_text(json, 'a', 'b') */
static bool
function_path(struct sqlite_print *p, const struct dn_expr *expr, bool text)
{
	struct dunlin_buf *path = dn_buf_new(p->buf);
	struct dn_expr key = { .kind = DN_EXPR_STRING }, op = { .kind = DN_EXPR_OPERATOR,
		.name = text ? "#>>" : "#>",
		.nargs = 2,
		.span = expr->span };
	struct dn_expr *args[] = { expr->args[0], &key };
	bool ok = true, done;

	for (size_t i = 1; i < expr->nargs; i++) {
		const struct dn_expr *e = dn_expr_bare(expr->args[i]);

		ok = ok && e->kind == DN_EXPR_STRING && strpbrk(e->text, ",{}") == NULL;
		dunlin_buf_printf(path, "%s%s", i == 1 ? "{" : ",", ok ? e->text : "");
	}
	dunlin_buf_puts(path, "}");
	key.text = path->s;
	op.args = args;
	ok = ok ? dn_sqlite_json(p, &op, &done)
		: dn_sqlite_lacks(p, expr, "this path into a json value");
	dn_free(path);
	return ok;
}

static bool
function_append(struct sqlite_print *p, struct dn_expr *array, struct dn_expr *element)
{
	dunlin_buf_puts(p->buf, "json_insert(coalesce(");
	if (!dn_sqlite_expr(p, array))
		return false;
	dunlin_buf_puts(p->buf, ", '[]'), '$[#]', ");
	if (!function_value(p, element, true))
		return false;
	dunlin_buf_puts(p->buf, ")");
	return true;
}

static bool
function_prepend(struct sqlite_print *p, struct dn_expr *element, struct dn_expr *array)
{
	dunlin_buf_puts(p->buf, "(SELECT json_group_array(json(v)) FROM (SELECT json_array(");
	if (!function_value(p, element, true))
		return false;
	dunlin_buf_puts(p->buf, ") -> '$[0]' AS v UNION ALL ");
	if (!dn_sqlite_fill(p, DN_SQLITE_EACH("$1"), &array, 1))
		return false;
	dunlin_buf_puts(p->buf, "))");
	return true;
}

static bool
function_cat(struct sqlite_print *p, struct dn_expr *left, struct dn_expr *right)
{
	struct dn_expr *args[] = {
		dn_sqlite_json_typed(p->buf, left, dn_sqlite_expr_type(p, right)),
		dn_sqlite_json_typed(p->buf, right, dn_sqlite_expr_type(p, left)),
	};

	return dn_sqlite_fill(p,
	    "CASE WHEN $1 IS NULL THEN $2 WHEN $2 IS NULL THEN $1 ELSE (SELECT "
	    "json_group_array(json(v)) FROM (" DN_SQLITE_EACH("$1") " UNION ALL " DN_SQLITE_EACH(
		"$2") ")) END",
	    args, 2);
}

static bool
function_array(struct sqlite_print *p, const struct dn_expr *expr, bool *done)
{
	const char *name = expr->name;
	struct dn_expr *const *args = expr->args;

	*done = true;
	if (strcmp(name, "array_append") == 0)
		return function_append(p, args[0], args[1]);
	if (strcmp(name, "array_prepend") == 0)
		return function_prepend(p, args[0], args[1]);
	if (strcmp(name, "array_cat") == 0)
		return function_cat(p, args[0], args[1]);
	if (strcmp(name, "array_remove") == 0)
		return dn_sqlite_fill(p,
		    "CASE WHEN $1 IS NOT NULL THEN (SELECT json_group_array(json(v)) FROM "
		    "(" DN_SQLITE_EACH("$1") " WHERE dn_e.value IS NOT $2)) END",
		    args, 2);
	if (strcmp(name, "array_position") == 0)
		return dn_sqlite_fill(p,
		    "(SELECT min(dn_e.key) + 1 FROM json_each($1) AS dn_e WHERE dn_e.value IS $2)",
		    args, 2);
	if (strcmp(name, "array_upper") == 0)
		return dn_sqlite_fill(p, "nullif(json_array_length($1), 0)", args, 1);
	if (strcmp(name, "array_lower") == 0)
		return dn_sqlite_fill(p, "CASE WHEN json_array_length($1) > 0 THEN 1 END", args, 1);
	if (strcmp(name, "array_to_string") == 0)
		return dn_sqlite_fill(p,
		    "CASE WHEN $1 IS NOT NULL THEN coalesce((SELECT group_concat(dn_e.value, $2) "
		    "FROM json_each($1) AS dn_e), '') END",
		    args, 2);
	*done = false;
	return true;
}

bool
dn_sqlite_json_function(struct sqlite_print *p, const struct dn_expr *expr, bool *done)
{
	const char *name = expr->name;
	const char *rest = strncmp(name, "jsonb_", 6) == 0  ? name + 6
			   : strncmp(name, "json_", 5) == 0 ? name + 5
							    : "";

	*done = true;
	if (strcmp(rest, "build_object") == 0)
		return function_build(p, expr, "json_object", true);
	if (strcmp(rest, "build_array") == 0)
		return function_build(p, expr, "json_array", false);
	if (strcmp(name, "jsonb_set") == 0 && expr->nargs >= 3)
		return dn_sqlite_set_path(p, expr);
	if (strcmp(rest, "extract_path") == 0 || strcmp(rest, "extract_path_text") == 0)
		return function_path(p, expr, rest[12] != '\0');
	if ((strcmp(name, "to_jsonb") == 0 || strcmp(name, "to_json") == 0 ||
		strcmp(name, "row_to_json") == 0) &&
	    expr->nargs == 1) {
		dunlin_buf_puts(p->buf, "nullif(json_quote(");
		if (!function_value(p, expr->args[0], false))
			return false;
		dunlin_buf_puts(p->buf, "), 'null')");
		return true;
	}
	*done = false;
	if (!p->query)
		return true;
	if (!dn_sqlite_split_text(p, expr, done))
		return false;
	return *done || expr->nargs != 2 || function_array(p, expr, done);
}
