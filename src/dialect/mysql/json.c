/* json.c - JSON, and arrays, which are JSON */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/common/value.h"
#include "dialect/mysql/mysql.h"

#define JSON_TYPE                                                                       \
	"(CASE json_type($1) WHEN 'INTEGER' THEN 'number' WHEN 'DOUBLE' THEN 'number' " \
	"WHEN 'DECIMAL' THEN 'number' ELSE lower(json_type($1)) END)"

static const struct {
	const char *name;
	size_t least, most;
	const char *template;
} json_functions[] = {
	{ "array_append", 2, 2, "json_array_append($1, '$', $2)" },
	{ "array_length", 2, 2, "nullif(json_length($1), 0)" },
	{ "cardinality", 1, 1, "json_length(@)" },
	{ "json_array_length", 1, 1, "json_length(@)" },
	{ "jsonb_array_length", 1, 1, "json_length(@)" },
	{ "json_build_array", 0, 99, "json_array(@)" },
	{ "jsonb_build_array", 0, 99, "json_array(@)" },
	{ "json_build_object", 0, 99, "json_object(@)" },
	{ "jsonb_build_object", 0, 99, "json_object(@)" },
	{ "json_typeof", 1, 1, JSON_TYPE },
	{ "jsonb_typeof", 1, 1, JSON_TYPE },
};

static bool
json_is(const struct mysql_print *p, const struct dn_expr *e)
{
	const struct dn_type *type = dn_mysql_expr_type(p, e);

	return type != NULL &&
	       (type->dims > 0 || type->kind == DN_TYPE_JSON || type->kind == DN_TYPE_JSONB);
}

/* '$."key"' or '$[0]', as a literal. */
static bool
json_path(struct mysql_print *p, const struct dn_expr *key)
{
	const struct dn_expr *bare = dn_expr_bare(key);
	struct dunlin_buf *path = dn_buf_new(p->buf);

	dunlin_buf_puts(path, "$");
	if (bare->kind == DN_EXPR_NUMBER && bare->text[0] != '-') {
		dunlin_buf_printf(path, "[%s]", bare->text);
	} else if (bare->kind == DN_EXPR_STRING) {
		dunlin_buf_puts(path, ".");
		dn_value_json_string(path, bare->text);
	} else {
		return dn_mysql_cannot_at(
		    p, key->span, "a key of JSON that is no constant has no counterpart there");
	}
	dn_mysql_literal(p->buf, path->s);
	return true;
}

static bool
json_get(struct mysql_print *p, const struct dn_expr *expr, const char *before, const char *behind)
{
	dunlin_buf_puts(p->buf, before);
	if (!dn_mysql_expr(p, expr->args[0]))
		return false;
	dunlin_buf_puts(p->buf, ", ");
	if (!json_path(p, expr->args[1]))
		return false;
	dunlin_buf_puts(p->buf, behind);
	return true;
}

/* The text of a null is null; the server's own has another collation than that of any other. */
static bool
json_get_text(struct mysql_print *p, const struct dn_expr *expr)
{
	if (!json_get(p, expr, "if(json_type(json_extract(", ")) = 'NULL', NULL, ") ||
	    !json_get(p, expr, "json_unquote(json_extract(", ")) COLLATE "))
		return false;
	dunlin_buf_printf(p->buf, "%s)", dn_mysql_collation(p->t));
	return true;
}

/* A literal is of the type of the other side. */
static bool
json_contains(struct mysql_print *p, const struct dn_expr *whole, const struct dn_expr *part)
{
	dunlin_buf_puts(p->buf, "json_contains(");
	if (!dn_mysql_as(p, whole, dn_mysql_expr_type(p, part)))
		return false;
	dunlin_buf_puts(p->buf, ", ");
	if (!dn_mysql_as(p, part, dn_mysql_expr_type(p, whole)))
		return false;
	dunlin_buf_puts(p->buf, ")");
	return true;
}

/* What the server would put into JSON as something else: 1 for true, JSON as its text. */
bool
dn_mysql_json_takes(const struct mysql_print *p, const struct dn_expr *expr)
{
	for (size_t i = 0; i < expr->nargs; i++) {
		const struct dn_type *type = dn_mysql_expr_type(p, expr->args[i]);

		if (type != NULL &&
		    (type->dims > 0 || type->kind == DN_TYPE_BOOLEAN ||
			type->kind == DN_TYPE_JSON || type->kind == DN_TYPE_JSONB ||
			type->kind == DN_TYPE_TIMESTAMP || type->kind == DN_TYPE_TIMESTAMPTZ))
			return dn_mysql_cannot_at(p, expr->span,
			    "JSON made of booleans, times or JSON has no counterpart there");
	}
	return true;
}

static bool
json_operator(struct mysql_print *p, const struct dn_expr *expr, bool *done)
{
	const char *name = expr->name;

	*done = expr->nargs == 2 && (json_is(p, expr->args[0]) || json_is(p, expr->args[1]));
	if (!*done)
		return true;
	if (strcmp(name, "->") == 0)
		return json_get(p, expr, "json_extract(", ")");
	if (strcmp(name, "->>") == 0)
		return json_get_text(p, expr);
	if (strcmp(name, "?") == 0) {
		dunlin_buf_puts(p->buf, "json_contains_path(");
		if (!dn_mysql_expr(p, expr->args[0]))
			return false;
		dunlin_buf_puts(p->buf, ", 'one', ");
		if (!json_path(p, expr->args[1]))
			return false;
		dunlin_buf_puts(p->buf, ")");
		return true;
	}
	if (strcmp(name, "@>") == 0)
		return json_contains(p, expr->args[0], expr->args[1]);
	if (strcmp(name, "<@") == 0)
		return json_contains(p, expr->args[1], expr->args[0]);
	/* Arrays are put together; how objects are merged differs. */
	if (strcmp(name, "||") == 0 && dn_mysql_expr_type(p, expr->args[0]) != NULL &&
	    dn_mysql_expr_type(p, expr->args[0])->dims > 0)
		return dn_mysql_fill(p, "json_merge_preserve($1, $2)", expr->args, 2);
	*done = strspn(name, "<>=!") != strlen(name);
	return !*done || dn_mysql_cannot_at(p, expr->span,
			     "the operator '%s' of JSON has no counterpart there", name);
}

/* x = ANY (array) */
static bool
json_any(struct mysql_print *p, const struct dn_expr *expr)
{
	const struct dn_type *type = dn_mysql_expr_type(p, expr->args[0]);

	if (expr->truth || strcmp(expr->name, "=") != 0)
		return dn_mysql_cannot_at(
		    p, expr->span, "only '= ANY' of an array has a counterpart there");
	return dn_mysql_fill(p,
	    dn_type_is_integer(type) ? "json_contains($2, CAST($1 AS char))"
				     : "json_contains($2, json_quote($1))",
	    expr->args, 2);
}

/* a[n], counted from 1 */
static bool
json_subscript(struct mysql_print *p, const struct dn_expr *expr)
{
	const char *form = dn_sprintf(p->buf,
	    "if(json_type(json_extract($1, concat('$[', $2 - 1, ']'))) = 'NULL', NULL, "
	    "json_unquote(json_extract($1, concat('$[', $2 - 1, ']'))) COLLATE %s)",
	    dn_mysql_collation(p->t));

	return dn_mysql_fill(p, form, expr->args, 2);
}

/* '{a,b}' as '$."a"."b"'; false where a key may be the number of an element. */
static bool
json_steps(struct dunlin_buf *path, const struct dn_expr *keys)
{
	const char *s = keys->kind == DN_EXPR_STRING && keys->text[0] == '{' ? keys->text + 1 : "";

	dunlin_buf_puts(path, "$");
	while (*s != '\0' && *s != '}' && strchr("-0123456789\" ", *s) == NULL) {
		size_t len = strcspn(s, ",}\"\\{ ");
		char *key = dn_strndup(path, s, len);

		dunlin_buf_puts(path, ".");
		dn_value_json_string(path, key);
		s += len + (s[len] == ',');
	}
	return path->len > 1 && s[0] == '}' && s[1] == '\0' && s[-1] != ',';
}

/* jsonb_set(target, path, value, create) */
static bool
json_set(struct mysql_print *p, const struct dn_expr *expr)
{
	const struct dn_expr *create = expr->nargs == 4 ? dn_expr_bare(expr->args[3]) : NULL;
	struct dunlin_buf *path = dn_buf_new(p->buf), *form = dn_buf_new(path);

	if (expr->nargs < 3 || !json_steps(path, dn_expr_bare(expr->args[1])) ||
	    (create != NULL && create->kind != DN_EXPR_BOOLEAN))
		return dn_mysql_cannot_at(
		    p, expr->span, "jsonb_set() with this path has no counterpart there");
	dunlin_buf_printf(form, "if($1 IS NULL OR $2 IS NULL, NULL, json_%s($1, ",
	    create == NULL || create->truth ? "set" : "replace");
	dn_mysql_literal(form, path->s);
	dunlin_buf_puts(form, ", json_extract($2, '$')))");
	return dn_mysql_fill(p, form->s, (struct dn_expr *[]){ expr->args[0], expr->args[2] }, 2);
}

/* to_jsonb() of text, numbers and booleans. */
static bool
json_of(struct mysql_print *p, const struct dn_expr *expr)
{
	const struct dn_type *type = dn_mysql_expr_type(p, expr->args[0]);

	if (json_is(p, expr->args[0]))
		return dn_mysql_expr(p, expr->args[0]);
	if (dn_type_is_number(type))
		return dn_mysql_fill(p, "CAST($1 AS char)", expr->args, 1);
	if (dn_type_is_text(type))
		return dn_mysql_fill(p, "json_quote($1)", expr->args, 1);
	if (type != NULL && type->dims == 0 && type->kind == DN_TYPE_BOOLEAN)
		return dn_mysql_fill(
		    p, "if($1, 'true', if($1 IS NULL, NULL, 'false'))", expr->args, 1);
	return dn_mysql_cannot_at(
	    p, expr->span, "JSON of a value of this type has no counterpart there");
}

bool
dn_mysql_json(struct mysql_print *p, const struct dn_expr *expr, bool *done)
{
	*done = true;
	if (expr->kind == DN_EXPR_ANY)
		return json_any(p, expr);
	if (expr->kind == DN_EXPR_SUBSCRIPT && expr->nargs == 2)
		return json_subscript(p, expr);
	if (expr->kind == DN_EXPR_ARRAY)
		return dn_mysql_json_takes(p, expr) &&
		       dn_mysql_fill(p, "json_array(@)", expr->args, expr->nargs);
	if (expr->kind == DN_EXPR_OPERATOR)
		return json_operator(p, expr, done);
	if (expr->kind == DN_EXPR_FUNCTION && strcmp(expr->name, "jsonb_set") == 0)
		return json_set(p, expr);
	if (expr->kind == DN_EXPR_FUNCTION && expr->nargs == 1 &&
	    (strcmp(expr->name, "to_jsonb") == 0 || strcmp(expr->name, "to_json") == 0))
		return json_of(p, expr);
	*done = false;
	for (size_t i = 0;
	     expr->kind == DN_EXPR_FUNCTION && i < sizeof json_functions / sizeof *json_functions;
	     i++)
		if (strcmp(json_functions[i].name, expr->name) == 0 &&
		    expr->nargs >= json_functions[i].least &&
		    expr->nargs <= json_functions[i].most) {
			*done = true;
			if (strstr(expr->name, "_build_") != NULL && !dn_mysql_json_takes(p, expr))
				return false;
			return dn_mysql_fill(
			    p, json_functions[i].template, expr->args, expr->nargs);
		}
	return true;
}
