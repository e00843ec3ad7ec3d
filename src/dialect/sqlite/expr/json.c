/* json.c - operators on jsonb and on arrays, which are JSON there */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/expr/expr.h"
#include "dialect/sqlite/expr/json.h"

static bool
json_is(const struct dn_type *type)
{
	return type != NULL && type->dims == 0 &&
	       (type->kind == DN_TYPE_JSON || type->kind == DN_TYPE_JSONB);
}

static bool
json_is_array(const struct dn_type *type)
{
	return type != NULL && type->dims > 0;
}

/* One step of a path; NUMBER: an index of an array.  False for keys that no path can say. */
static bool
json_step(struct dunlin_buf *path, const char *key, size_t len, bool number)
{
	if (memchr(key, '"', len) != NULL || memchr(key, '\\', len) != NULL)
		return false;
	if (!number)
		dunlin_buf_printf(path, ".\"%.*s\"", (int) len, key);
	else
		dunlin_buf_printf(path, key[0] == '-' ? "[#%.*s]" : "[%.*s]", (int) len, key);
	return true;
}

/* Steps; a number may be a key or an index, so there are two paths then. */
static bool
json_steps(
    struct dunlin_buf *keys, struct dunlin_buf *indexes, const struct dn_expr *expr, bool *number)
{
	struct sqlite_path path;
	size_t numbers = 0;

	if (!dn_sqlite_json_steps(keys, expr, &path))
		return false;
	for (size_t i = 0; i < path.n; i++) {
		size_t n = strlen(path.steps[i]);
		bool digits = strspn(path.steps[i], "-0123456789") == n;

		if (!json_step(keys, path.steps[i], n, false) ||
		    !json_step(indexes, path.steps[i], n, digits))
			return false;
		numbers += digits;
	}
	*number = numbers > 0;
	return numbers < 2;
}

/* FORM with each "%" replaced by the path. */
static char *
json_form(const void *mem, const char *form, const char *path)
{
	struct dunlin_buf *buf = dn_buf_new(mem);

	for (; *form != '\0'; form++) {
		if (*form == '%')
			dunlin_buf_puts(buf, path);
		else
			dunlin_buf_put(buf, form, 1);
	}
	return buf->s;
}

static const char as_json[] = "($1 -> %)";
static const char as_text[] =
    "CASE json_type($1, %) WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE "
    "CAST(json_extract($1, %) AS TEXT) END";

/* The path as SQL: a literal, or what makes one of the second operand. */
static char *
json_path(const struct sqlite_print *p, const void *mem, const struct dn_expr *key)
{
	struct dunlin_buf *path = dn_buf_new(mem), *literal = dn_buf_new(mem);
	const struct dn_expr *bare = dn_expr_bare(key);
	bool number = bare->kind == DN_EXPR_NUMBER;

	if (number || bare->kind == DN_EXPR_STRING) {
		dunlin_buf_puts(path, "$");
		if (!json_step(path, bare->text, strlen(bare->text), number))
			return NULL;
		dn_sqlite_literal(literal, path->s);
		/* In a template "$" and "@" are places. */
		return strpbrk(literal->s + 2, "$@%") != NULL ? NULL : literal->s;
	}
	if (!p->query)
		return NULL;
	return dn_strdup(mem, dn_type_is_integer(dn_sqlite_expr_type(p, key))
				  ? "'$[' || CASE WHEN $2 < 0 THEN '#' ELSE '' END || $2 || ']'"
				  : "'$.\"' || $2 || '\"'");
}

static const char json_name[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

/* In a CHECK the shortest form that means the same for what is no boolean. */
static bool
json_short(struct sqlite_print *p, const struct dn_expr *expr, bool text)
{
	const struct dn_expr *key = dn_expr_bare(expr->args[1]);
	bool name = key->kind == DN_EXPR_STRING &&
		    key->text[strspn(key->text, json_name)] == '\0' &&
		    strchr("0123456789", key->text[0]) == NULL;

	/* SQLite reads other keys as paths. */
	if (!name && (key->kind != DN_EXPR_NUMBER || key->text[0] == '-'))
		return dn_sqlite_cannot(p->err, p->from, dn_sqlite_place(p, expr->span),
		    "with a key that is no simple name, the operator '%s' has no counterpart there",
		    expr->name);
	dunlin_buf_puts(p->buf, text ? "CAST(" : "(");
	if (!dn_sqlite_operand(p, expr->args[0]))
		return false;
	dunlin_buf_printf(p->buf, " %s ", expr->name);
	if (!dn_sqlite_constant(p, key, NULL))
		return false;
	dunlin_buf_puts(p->buf, text ? " AS TEXT)" : ")");
	return true;
}

/* A jsonb that is no array and no object is the one element of an array. */
static bool
json_may_be_element(const struct sqlite_print *p, const struct dn_expr *expr)
{
	const struct dn_type *type = dn_sqlite_expr_type(p, expr->args[0]);
	const struct dn_expr *key = dn_expr_bare(expr->args[1]);

	if (type == NULL || type->dims > 0 || type->kind != DN_TYPE_JSONB)
		return false;
	return key->kind == DN_EXPR_NUMBER
		   ? strcmp(key->text, "0") == 0 || strcmp(key->text, "-1") == 0
		   : p->query && dn_type_is_integer(dn_sqlite_expr_type(p, key));
}

static bool
json_get(struct sqlite_print *p, const struct dn_expr *expr, bool text)
{
	void *scratch = dn_new_context(p->buf);
	char *path = json_path(p, scratch, expr->args[1]);
	bool element = json_may_be_element(p, expr), ok;

	if (element && path != NULL)
		path = dn_sprintf(scratch,
		    "CASE WHEN json_type($1) NOT IN ('array', 'object') AND $2 IN (0, -1) THEN '$' "
		    "ELSE %s END",
		    path);
	if (!p->query && !element)
		ok = json_short(p, expr, text);
	else if (path == NULL)
		ok = dn_sqlite_lacks(p, expr, "this key of a json value");
	else
		ok = dn_sqlite_fill(
		    p, json_form(scratch, text ? as_text : as_json, path), expr->args, 2);
	dn_free(scratch);
	return ok;
}

static bool
json_get_path(struct sqlite_print *p, const struct dn_expr *expr, bool text)
{
	void *scratch = dn_new_context(p->buf);
	struct dunlin_buf *keys = dn_buf_new(scratch), *indexes = dn_buf_new(scratch);
	const char *form = text ? as_text : as_json;
	bool number, ok;
	char *first, *second;

	dunlin_buf_puts(keys, "'$");
	dunlin_buf_puts(indexes, "'$");
	if (!json_steps(keys, indexes, expr->args[1], &number)) {
		dn_free(scratch);
		return dn_sqlite_lacks(p, expr, "this path into a json value");
	}
	dunlin_buf_puts(keys, "'");
	dunlin_buf_puts(indexes, "'");
	first = json_form(scratch, form, keys->s);
	second = json_form(scratch, form, indexes->s);
	ok = dn_sqlite_fill(p,
	    number ? dn_sprintf(scratch, "coalesce(%s, %s)", second, first) : first, expr->args, 1);
	dn_free(scratch);
	return ok;
}

#define HAS_KEY(json, key)                                                               \
	"CASE json_type(" json ") WHEN 'object' THEN json_type(" json ", '$.\"' || " key \
	" || '\"') IS NOT NULL ELSE EXISTS (SELECT 1 FROM json_each(" json               \
	") AS dn_e WHERE dn_e.type = 'text' AND dn_e.value = " key ") END"
#define NULL_OR(condition) "CASE WHEN $1 IS NOT NULL AND $2 IS NOT NULL THEN " condition " END"
struct dn_expr *
dn_sqlite_json_typed(const void *mem, struct dn_expr *e, const struct dn_type *type)
{
	struct dn_expr *cast;

	if (e->kind != DN_EXPR_STRING || type == NULL)
		return e;
	cast = dn_new(mem, struct dn_expr);
	cast->kind = DN_EXPR_CAST;
	cast->type = dn_type_copy(cast, type);
	cast->span = e->span;
	dn_push(cast, cast->args, cast->nargs, e);
	return cast;
}

#define JOINED                                                     \
	"(SELECT json_group_array(json(v)) FROM (" DN_SQLITE_EACH( \
	    "$1") " UNION ALL " DN_SQLITE_EACH("$2") "))"
#define MERGED                                                                            \
	"(SELECT json_group_object(k, json(v)) FROM (SELECT dn_e.key AS k, dn_e.json -> " \
	"dn_e.fullkey AS v FROM json_each($1) AS dn_e WHERE dn_e.key NOT IN (SELECT key " \
	"FROM json_each($2)) UNION ALL SELECT dn_e.key, dn_e.json -> dn_e.fullkey FROM "  \
	"json_each($2) AS dn_e))"

/* array || array, array || element, element || array, jsonb || jsonb */
static bool
json_concat(struct sqlite_print *p, const struct dn_expr *expr, bool *done)
{
	const struct dn_type *left = dn_sqlite_expr_type(p, expr->args[0]);
	const struct dn_type *right = dn_sqlite_expr_type(p, expr->args[1]);
	bool arrays = json_is_array(left) || json_is_array(right);
	struct dn_expr *args[] = { dn_sqlite_json_typed(p->buf, expr->args[0], right),
		dn_sqlite_json_typed(p->buf, expr->args[1], left) };
	struct dn_expr call = {
		.kind = DN_EXPR_FUNCTION, .args = args, .nargs = 2, .span = expr->span
	};

	*done = p->query && (arrays || json_is(left) || json_is(right));
	if (!*done)
		return true;
	if (!arrays)
		return dn_sqlite_fill(p,
		    NULL_OR("CASE json_type($1) || json_type($2) WHEN 'objectobject' THEN " MERGED
			    " WHEN 'arrayarray' THEN " JOINED
			    " ELSE json('neither two objects nor two arrays') END"),
		    args, 2);
	call.name = !json_is_array(left) && left != NULL     ? "array_prepend"
		    : !json_is_array(right) && right != NULL ? "array_append"
							     : "array_cat";
	return dn_sqlite_json_function(p, &call, done);
}

/* Without each of the keys, one after the other. */
static bool
json_minus_list(struct sqlite_print *p, const struct dn_expr *expr, const struct dn_expr *list)
{
	struct dn_expr *left = expr->args[0];

	for (size_t i = 0; i < list->nargs; i++) {
		struct dn_expr *one = dn_memdup(p->buf, expr, sizeof *expr);

		one->args = dn_new_array(p->buf, struct dn_expr *, 2);
		one->args[0] = left;
		one->args[1] = list->args[i];
		left = one;
	}
	return dn_sqlite_expr(p, left);
}

static const char minus_key[] =
    "CASE json_type($1) WHEN 'object' THEN json_remove($1, %) WHEN 'array' THEN (SELECT "
    "json_group_array(json(v)) FROM (SELECT dn_e.json -> dn_e.fullkey AS v FROM json_each($1) AS "
    "dn_e WHERE dn_e.type <> 'text' OR dn_e.value <> $2)) ELSE CASE WHEN $1 IS NOT NULL THEN "
    "json('a scalar') END END";
static const char minus_index[] =
    "CASE WHEN json_type($1) = 'array' THEN json_remove($1, %) WHEN $1 IS NOT NULL THEN json('no "
    "array') END";

static bool
json_minus(struct sqlite_print *p, const struct dn_expr *expr, bool *done)
{
	void *scratch = dn_new_context(p->buf);
	const struct dn_type *left = dn_sqlite_expr_type(p, expr->args[0]);
	const struct dn_type *right = dn_sqlite_expr_type(p, expr->args[1]);
	const struct dn_expr *bare = dn_expr_bare(expr->args[1]);
	char *path = json_path(p, scratch, expr->args[1]);
	bool ok = true;

	*done = json_is(left);
	if (*done && bare->kind == DN_EXPR_ARRAY && bare->nargs > 0)
		ok = json_minus_list(p, expr, bare);
	else if (*done && (path == NULL || json_is_array(right)))
		ok = dn_sqlite_lacks(p, expr, "taking this from a json value");
	else if (*done && !p->query)
		ok = dn_sqlite_fill(
		    p, json_form(scratch, "json_remove($1, %)", path), expr->args, 2);
	else if (*done)
		ok = dn_sqlite_fill(p,
		    json_form(scratch,
			dn_type_is_integer(right) || bare->kind == DN_EXPR_NUMBER ? minus_index
										  : minus_key,
			path),
		    expr->args, 2);
	dn_free(scratch);
	return ok;
}

static bool
json_overlaps(struct sqlite_print *p, const struct dn_expr *expr)
{
	struct dn_expr *args[] = { expr->args[0], dn_sqlite_json_typed(p->buf, expr->args[1],
						      dn_sqlite_expr_type(p, expr->args[0])) };

	return dn_sqlite_fill(p,
	    NULL_OR("EXISTS (SELECT 1 FROM json_each($1) AS dn_l JOIN json_each($2) AS dn_r ON "
		    "dn_l.value = dn_r.value)"),
	    args, 2);
}

/* What is made text of is written by SQLite, without blanks. */
static void
json_say(struct sqlite_print *p)
{
	if (p->query)
		dn_translation_notice(p->t, "json-text",
		    "an object or array in a json value, as text, has no blanks there and keeps "
		    "the order of its keys");
}

bool
dn_sqlite_json(struct sqlite_print *p, const struct dn_expr *expr, bool *done)
{
	const char *op = expr->name;

	*done = true;
	if (strcmp(op, "->>") == 0 || strcmp(op, "#>>") == 0)
		json_say(p);
	if (strcmp(op, "->") == 0 || strcmp(op, "->>") == 0)
		return json_get(p, expr, op[2] != '\0');
	if (strcmp(op, "#>") == 0 || strcmp(op, "#>>") == 0)
		return json_get_path(p, expr, op[2] != '\0');
	if (strcmp(op, "||") == 0)
		return json_concat(p, expr, done);
	if (strcmp(op, "-") == 0)
		return json_minus(p, expr, done);
	*done = p->query;
	if (!p->query)
		return true;
	if (strcmp(op, "?") == 0)
		return dn_sqlite_fill(p, NULL_OR(HAS_KEY("$1", "$2")), expr->args, 2);
	if (strcmp(op, "?|") == 0)
		return dn_sqlite_fill(p,
		    NULL_OR("EXISTS (SELECT 1 FROM json_each($2) AS dn_k WHERE " HAS_KEY(
			"$1", "dn_k.value") ")"),
		    expr->args, 2);
	if (strcmp(op, "?&") == 0)
		return dn_sqlite_fill(p,
		    NULL_OR("NOT EXISTS (SELECT 1 FROM json_each($2) AS dn_k WHERE NOT " HAS_KEY(
			"$1", "dn_k.value") ")"),
		    expr->args, 2);
	if (strcmp(op, "@>") == 0)
		return dn_sqlite_contains(p, expr, expr->args[0], expr->args[1]);
	if (strcmp(op, "<@") == 0)
		return dn_sqlite_contains(p, expr, expr->args[1], expr->args[0]);
	if (strcmp(op, "#-") == 0)
		return dn_sqlite_remove_path(p, expr);
	if (strcmp(op, "&&") == 0 && json_is_array(dn_sqlite_expr_type(p, expr->args[0])))
		return json_overlaps(p, expr);
	*done = false;
	return true;
}
