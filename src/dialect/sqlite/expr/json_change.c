/* json_change.c - containment, and changes of json values at a path */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/expr/expr.h"
#include "dialect/sqlite/expr/json.h"

#define NULL_OR(condition) "CASE WHEN $1 IS NOT NULL AND $2 IS NOT NULL THEN " condition " END"

/* -- @> ------------------------------------------------------------------------------------ */

/* An array in the constant that has another array or an object in it. */
static bool
contains_is_deep(const char *s)
{
	char open[64] = "";
	size_t depth = 0;

	for (; *s != '\0'; s++) {
		if (*s == '"') {
			for (s++; *s != '\0' && *s != '"'; s++)
				s += *s == '\\' && s[1] != '\0';
			if (*s == '\0')
				return true;
		} else if (*s == '{' || *s == '[') {
			if (depth == sizeof open || (depth > 0 && open[depth - 1] == '['))
				return true;
			open[depth++] = *s;
		} else if ((*s == '}' || *s == ']') && depth > 0) {
			depth--;
		}
	}
	return false;
}

/* jsonb_build_object('key', scalar, ...) */
static bool
contains_is_built(const struct sqlite_print *p, const struct dn_expr *e)
{
	if (e->kind != DN_EXPR_FUNCTION || strcmp(e->name, "jsonb_build_object") != 0)
		return false;
	for (size_t i = 1; i < e->nargs; i += 2) {
		const struct dn_type *type = dn_sqlite_expr_type(p, e->args[i]);

		if (type != NULL &&
		    (type->dims > 0 || type->kind == DN_TYPE_JSON || type->kind == DN_TYPE_JSONB))
			return false;
	}
	return true;
}

#define SAME                                                                            \
	"(dn_r.type = dn_l.type OR (dn_r.type IN ('integer', 'real') AND dn_l.type IN " \
	"('integer', 'real'))) AND (dn_r.type IN ('object', 'array') OR dn_r.atom IS dn_l.atom)"

/*
 * Each node of what is contained is at the same path of the other, or an element of the array
 * there; a scalar alone may be an element of it, too.
 */
#define CONTAINED                                                                               \
	NULL_OR("NOT EXISTS (SELECT 1 FROM json_tree($2) AS dn_r WHERE NOT EXISTS (SELECT 1 "   \
		"FROM json_tree($1) AS dn_l WHERE CASE WHEN typeof(dn_r.key) = 'integer' THEN " \
		"dn_l.path = dn_r.path AND typeof(dn_l.key) = 'integer' WHEN dn_r.key IS NULL " \
		"AND dn_r.type NOT IN ('object', 'array') THEN dn_l.key IS NULL OR (dn_l.path " \
		"= '$' AND typeof(dn_l.key) = 'integer') ELSE dn_l.fullkey = dn_r.fullkey END " \
		"AND " SAME "))")

bool
dn_sqlite_contains(
    struct sqlite_print *p, const struct dn_expr *expr, struct dn_expr *left, struct dn_expr *right)
{
	const struct dn_type *type = dn_sqlite_expr_type(p, left);
	struct dn_expr *args[] = { dn_sqlite_json_typed(
				       p->buf, left, dn_sqlite_expr_type(p, right)),
		dn_sqlite_json_typed(p->buf, right, type) };
	const struct dn_expr *bare = dn_expr_bare(right);

	if (type != NULL && type->dims > 0)
		return dn_sqlite_fill(p,
		    NULL_OR("NOT EXISTS (SELECT 1 FROM json_each($2) AS dn_r WHERE NOT EXISTS "
			    "(SELECT 1 FROM json_each($1) AS dn_l WHERE dn_l.value = "
			    "dn_r.value))"),
		    args, 2);
	if (!contains_is_built(p, bare) &&
	    (bare->kind != DN_EXPR_STRING || contains_is_deep(bare->text)))
		return dn_sqlite_lacks(p, expr,
		    "containment in a json value of what is no constant, or has arrays of arrays "
		    "or objects,");
	return dn_sqlite_fill(p, CONTAINED, args, 2);
}

/* -- paths --------------------------------------------------------------------------------- */

/* A constant path: where its last step is, that step as a key, and as an index or NULL. */
struct change_path {
	char *parent, *key, *index;
};

/* Keys alone but for the last step. */
static bool
change_path(const void *mem, const struct dn_expr *expr, struct change_path *path)
{
	struct dunlin_buf *parent = dn_buf_new(mem);
	struct sqlite_path steps;

	if (!dn_sqlite_json_steps(mem, expr, &steps))
		return false;
	dunlin_buf_puts(parent, "'$");
	for (size_t i = 0; i < steps.n; i++) {
		const char *s = steps.steps[i];
		bool digits = strspn(s, "0123456789") == strlen(s) && strlen(s) < 9;

		if (s[0] == '-' && strspn(s, "-0123456789") == strlen(s))
			return false;
		if (i + 1 == steps.n) {
			path->key = dn_sprintf(mem, ".\"%s\"'", s);
			path->index = digits ? dn_strdup(mem, s) : NULL;
			path->parent = parent->s;
			return true;
		}
		if (digits)
			return false;
		dunlin_buf_printf(parent, ".\"%s\"", s);
	}
	return false;
}

bool
dn_sqlite_remove_path(struct sqlite_print *p, const struct dn_expr *expr)
{
	struct change_path path;
	void *scratch = dn_new_context(p->buf);
	bool ok = change_path(scratch, expr->args[1], &path);

	if (!ok)
		dn_sqlite_lacks(p, expr, "this path into a json value");
	else if (path.index == NULL)
		ok = dn_sqlite_fill(p,
		    dn_sprintf(scratch, "json_remove($1, %s%s)", path.parent, path.key), expr->args,
		    1);
	else
		ok = dn_sqlite_fill(p,
		    dn_sprintf(scratch,
			"CASE json_type($1, %s') WHEN 'array' THEN json_remove($1, %s[%s]') ELSE "
			"json_remove($1, %s%s) END",
			path.parent, path.parent, path.index, path.parent, path.key),
		    expr->args, 1);
	dn_free(scratch);
	return ok;
}

/* jsonb_set(): what the path leads to must be there, which SQLite would make; but for the last. */
bool
dn_sqlite_set_path(struct sqlite_print *p, const struct dn_expr *expr)
{
	const struct dn_expr *create = expr->nargs == 4 ? dn_expr_bare(expr->args[3]) : NULL;
	bool make = create == NULL || create->truth;
	struct dn_expr *args[] = { expr->args[0], expr->args[2] };
	const char *verb = make ? "set" : "replace";
	struct change_path path;
	void *scratch = dn_new_context(p->buf);
	char *array = dn_strdup(scratch, ""), *form;
	bool ok;

	if (!change_path(scratch, expr->args[1], &path) ||
	    (create != NULL && create->kind != DN_EXPR_BOOLEAN)) {
		dn_free(scratch);
		return dn_sqlite_lacks(p, expr, "jsonb_set() with this path");
	}
	if (path.index != NULL)
		array = dn_sprintf(scratch,
		    "WHEN 'array' THEN CASE WHEN json_type($1, %s[%s]') IS NOT NULL THEN "
		    "json_replace($1, %s[%s]', json($2)) ELSE %s END ",
		    path.parent, path.index, path.parent, path.index,
		    make ? dn_sprintf(scratch, "json_insert($1, %s[#]', json($2))", path.parent)
			 : "$1");
	form = dn_sprintf(scratch,
	    "CASE WHEN $1 IS NULL OR $2 IS NULL THEN NULL ELSE CASE json_type($1, %s') WHEN "
	    "'object' THEN json_%s($1, %s%s, json($2)) %sELSE $1 END END",
	    path.parent, verb, path.parent, path.key, array);
	ok = dn_sqlite_fill(p, form, args, 2);
	dn_free(scratch);
	return ok;
}
