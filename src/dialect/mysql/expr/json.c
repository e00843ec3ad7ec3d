/* json.c - JSON, and arrays, which are JSON */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dialect/common/value.h"
#include "dialect/mysql/expr/expr.h"

#define JSON_TYPE                                                                       \
	"(CASE json_type($1) WHEN 'INTEGER' THEN 'number' WHEN 'DOUBLE' THEN 'number' " \
	"WHEN 'DECIMAL' THEN 'number' ELSE lower(json_type($1)) END)"

/* Of what is no array it is an error, by a number that is too large. */
#define JSON_ARRAY_LENGTH \
	"if(json_type($1) <> 'ARRAY', CAST(exp(json_depth($1) + 999) AS signed), json_length($1))"

static const struct {
	const char *name;
	size_t least, most;
	const char *template;
} json_functions[] = {
	{ "array_length", 2, 2, "nullif(json_length($1), 0)" },
	{ "cardinality", 1, 1, "json_length(@)" },
	{ "json_array_length", 1, 1, JSON_ARRAY_LENGTH },
	{ "jsonb_array_length", 1, 1, JSON_ARRAY_LENGTH },
	{ "json_typeof", 1, 1, JSON_TYPE },
	{ "jsonb_typeof", 1, 1, JSON_TYPE },
};

bool
dn_mysql_is_json(const struct dn_type *type)
{
	return type != NULL &&
	       (type->dims > 0 || type->kind == DN_TYPE_JSON || type->kind == DN_TYPE_JSONB);
}

static bool
json_is(const struct mysql_print *p, const struct dn_expr *e)
{
	return dn_mysql_is_json(dn_mysql_expr_type(p, e));
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
	bool number = dn_expr_bare(expr->args[1])->kind == DN_EXPR_NUMBER;

	dunlin_buf_puts(p->buf, before);
	/* The server takes an object for the only element of an array. */
	if (number ? !dn_mysql_fill_one(p, "if(json_type($1) = 'OBJECT', '[]', $1)", expr->args[0])
		   : !dn_mysql_expr(p, expr->args[0]))
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

/* "json_array(values)" */
static bool
json_build(struct mysql_print *p, const struct dn_expr *expr, const struct dn_type *element)
{
	if (expr->kind == DN_EXPR_FUNCTION && strstr(expr->name, "_object") != NULL)
		return dn_mysql_json_object(p, expr);
	dunlin_buf_puts(p->buf, "json_array(");
	for (size_t i = 0; i < expr->nargs; i++) {
		dunlin_buf_puts(p->buf, i == 0 ? "" : ", ");
		if (!dn_mysql_json_value(p, expr->args[i], element))
			return false;
	}
	dunlin_buf_puts(p->buf, ")");
	return true;
}

/* An array that is null is as one without elements. */
static bool
json_append(struct mysql_print *p, const struct dn_expr *array, const struct dn_expr *element)
{
	dunlin_buf_puts(p->buf, "json_array_append(coalesce(");
	if (!dn_mysql_expr(p, array))
		return false;
	dunlin_buf_puts(p->buf, ", '[]'), '$', ");
	if (!dn_mysql_json_value(p, element, dn_type_element(dn_mysql_expr_type(p, array))))
		return false;
	dunlin_buf_puts(p->buf, ")");
	return true;
}

static bool
json_is_array(const struct mysql_print *p, const struct dn_expr *expr)
{
	for (size_t i = 0; i < 2; i++) {
		const struct dn_type *type = dn_mysql_expr_type(p, expr->args[i]);

		if (type != NULL && type->dims > 0)
			return true;
	}
	return false;
}

/* Arrays, or one and an element; of nulls the other is the whole. */
static bool
json_concat(struct mysql_print *p, const struct dn_expr *expr)
{
	const struct dn_type *left = dn_mysql_expr_type(p, expr->args[0]);
	const struct dn_type *right = dn_mysql_expr_type(p, expr->args[1]);
	struct dunlin_buf *out = p->buf, *sides[2];
	bool ok = true;

	if (left != NULL && left->dims > 0 && right != NULL && right->dims == 0)
		return json_append(p, expr->args[0], expr->args[1]);
	for (size_t i = 0; i < 2; i++) {
		p->buf = sides[i] = dn_buf_new(out);
		ok = ok && dn_mysql_as(p, expr->args[i], left != NULL ? left : right);
	}
	p->buf = out;
	if (left != NULL && left->dims == 0)
		return dn_mysql_cannot_at(
		    p, expr->span, "an element in front of an array has no counterpart there");
	dunlin_buf_printf(out, "coalesce(json_merge_preserve(%s, %s), %s, %s)", sides[0]->s,
	    sides[1]->s, sides[0]->s, sides[1]->s);
	return ok;
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
	if (strcmp(name, "#>") == 0 || strcmp(name, "#>>") == 0)
		return dn_mysql_json_path(p, expr);
	if (strcmp(name, "-") == 0 && dn_mysql_expr_type(p, expr->args[0])->dims == 0)
		return dn_mysql_json_without(p, expr);
	if (name[0] == '?')
		return dn_mysql_json_has_key(p, expr);
	if (strcmp(name, "@>") == 0)
		return dn_mysql_json_contains(p, expr->args[0], expr->args[1]);
	if (strcmp(name, "<@") == 0)
		return dn_mysql_json_contains(p, expr->args[1], expr->args[0]);
	/* Arrays are put together; how objects are merged differs. */
	if (strcmp(name, "||") == 0 && json_is_array(p, expr))
		return json_concat(p, expr);
	*done = strspn(name, "<>=!") != strlen(name) || p->query;
	if (*done && (strcmp(name, "=") == 0 || strcmp(name, "<>") == 0 || strcmp(name, "!=") == 0))
		return dn_mysql_json_equal(
		    p, expr->args[0], expr->args[1], name[0] == '=' ? "=" : "<>");
	return !*done || dn_mysql_cannot_at(p, expr->span,
			     "the operator '%s' of JSON has no counterpart there", name);
}

/* a[n], counted from 1; the server would count from the end below that. */
static bool
json_subscript(struct mysql_print *p, const struct dn_expr *expr)
{
	const struct dn_expr *index = dn_expr_bare(expr->args[1]);
	long n = index->kind == DN_EXPR_NUMBER ? strtol(index->text, NULL, 10) : 0;
	bool number = dn_type_is_number(dn_type_element(dn_mysql_expr_type(p, expr->args[0])));
	const char *path = "if($2 < 1, NULL, concat('$[', $2 - 1, ']'))";

	if (index->kind == DN_EXPR_NUMBER && n < 1) {
		dunlin_buf_puts(p->buf, "NULL");
		return true;
	}
	if (n >= 1)
		path = dn_sprintf(p->buf, "'$[%ld]'", n - 1);
	return dn_mysql_fill(p,
	    dn_sprintf(p->buf,
		"if(json_type(json_extract($1, %s)) = 'NULL', NULL, "
		"json_unquote(json_extract($1, %s))%s%s)",
		path, path, number ? " + 0" : " COLLATE ", number ? "" : dn_mysql_collation(p->t)),
	    expr->args, 2);
}

/* to_jsonb() of text, numbers and booleans. */
static bool
json_of(struct mysql_print *p, const struct dn_expr *expr)
{
	const struct dn_type *type = dn_mysql_expr_type(p, expr->args[0]);

	if (json_is(p, expr->args[0]))
		return dn_mysql_expr(p, expr->args[0]);
	if (type == NULL)
		return dn_mysql_cannot_at(
		    p, expr->span, "JSON of a value of this type has no counterpart there");
	if (type->kind == DN_TYPE_BOOLEAN)
		return dn_mysql_text(p, expr->args[0]);
	dunlin_buf_puts(p->buf, dn_type_is_number(type) ? "CAST(" : "json_quote(");
	if (!(dn_type_is_number(type) ? dn_mysql_text(p, expr->args[0])
				      : dn_mysql_json_text(p, expr->args[0])))
		return false;
	dunlin_buf_puts(p->buf, dn_type_is_number(type) ? " AS char)" : ")");
	return true;
}

static bool
json_is_deep_length(const struct dn_expr *expr)
{
	const struct dn_expr *dimension;

	if (expr->kind != DN_EXPR_FUNCTION || strcmp(expr->name, "array_length") != 0 ||
	    expr->nargs != 2)
		return false;
	dimension = dn_expr_bare(expr->args[1]);
	return dimension->kind != DN_EXPR_NUMBER || strcmp(dimension->text, "1") != 0;
}

bool
dn_mysql_json(struct mysql_print *p, const struct dn_expr *expr, bool *done)
{
	*done = true;
	if (json_is_deep_length(expr))
		return dn_mysql_cannot_at(p, expr->span,
		    "array_length() of another dimension than 1 has no counterpart there");
	if (expr->kind == DN_EXPR_ANY)
		return dn_mysql_json_any(p, expr);
	if (expr->kind == DN_EXPR_SUBSCRIPT && expr->nargs == 2)
		return json_subscript(p, expr);
	if (expr->kind == DN_EXPR_ARRAY)
		return json_build(p, expr, dn_type_element(dn_mysql_expr_type(p, expr)));
	if (expr->kind == DN_EXPR_OPERATOR)
		return json_operator(p, expr, done);
	if (expr->kind == DN_EXPR_FUNCTION && strcmp(expr->name, "jsonb_set") == 0)
		return dn_mysql_json_set(p, expr);
	if (expr->kind == DN_EXPR_FUNCTION && expr->nargs == 1 &&
	    (strcmp(expr->name, "to_jsonb") == 0 || strcmp(expr->name, "to_json") == 0))
		return json_of(p, expr);
	if (expr->kind == DN_EXPR_FUNCTION && strcmp(expr->name, "array_append") == 0)
		return json_append(p, expr->args[0], expr->args[1]);
	if (expr->kind == DN_EXPR_FUNCTION && strstr(expr->name, "_build_") != NULL)
		return json_build(p, expr, NULL);
	*done = false;
	for (size_t i = 0;
	     expr->kind == DN_EXPR_FUNCTION && i < sizeof json_functions / sizeof *json_functions;
	     i++)
		if (strcmp(json_functions[i].name, expr->name) == 0 &&
		    expr->nargs >= json_functions[i].least &&
		    expr->nargs <= json_functions[i].most) {
			*done = true;
			return dn_mysql_fill(
			    p, json_functions[i].template, expr->args, expr->nargs);
		}
	return true;
}
