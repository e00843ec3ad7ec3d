/* json_make.c - JSON objects that are made or changed, which fails where PostgreSQL's do */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/common/value.h"
#include "dialect/mysql/expr/expr.h"

/* Is it said what the key is? */
static bool
make_key_is_said(const struct dn_expr *key)
{
	const struct dn_expr *bare = dn_expr_bare(key);

	return bare->kind == DN_EXPR_STRING || bare->kind == DN_EXPR_NUMBER;
}

/* Of the members from I on, has one the same key?  *TOLD: it is known. */
static bool
make_key_comes_again(const struct dn_expr *object, size_t i, bool *told)
{
	*told = make_key_is_said(object->args[i]);
	for (size_t k = i + 2; k < object->nargs; k += 2) {
		bool said = make_key_is_said(object->args[k]);

		if (*told && said &&
		    strcmp(dn_expr_bare(object->args[i])->text,
			dn_expr_bare(object->args[k])->text) == 0)
			return true;
		*told = *told && said;
	}
	return false;
}

/* A key that is null, or that comes again, is an error, by a query that gives more rows than one.
 */
static bool
make_key_told(struct mysql_print *p, const struct dn_expr *object, size_t i)
{
	const struct dn_expr *key = object->args[i];
	struct dunlin_buf *out = p->buf, *text = dn_buf_new(out);
	bool ok;

	if (dn_template_repeats("$1 $1", &object->args[i], 1) != NULL || !p->query)
		return dn_mysql_cannot_at(
		    p, key->span, "a key that may be null has no counterpart here there");
	p->buf = text;
	ok = dn_mysql_text(p, key);
	dunlin_buf_printf(out, "if(%s IS NULL", text->s);
	for (size_t k = i + 2; ok && k < object->nargs; k += 2) {
		dn_buf_truncate(text, 0);
		ok = dn_mysql_text(p, key);
		dunlin_buf_puts(text, " = ");
		ok = ok && dn_mysql_text(p, object->args[k]);
		dunlin_buf_printf(out, " OR %s", text->s);
	}
	dn_buf_truncate(text, 0);
	ok = ok && dn_mysql_text(p, key);
	dunlin_buf_printf(out, ", (SELECT 1 UNION SELECT 2), %s)", text->s);
	p->buf = out;
	return ok;
}

/* Of members with one key the last counts. */
bool
dn_mysql_json_object(struct mysql_print *p, const struct dn_expr *expr)
{
	bool first = true;

	dunlin_buf_puts(p->buf, "json_object(");
	if (expr->nargs % 2 != 0)
		return dn_mysql_cannot_at(p, expr->span, "a key has no value");
	for (size_t i = 0; i + 1 < expr->nargs; i += 2) {
		bool told, again = make_key_comes_again(expr, i, &told);

		if (again && strncmp(expr->name, "jsonb", 5) != 0)
			return dn_mysql_cannot_at(p, expr->args[i]->span,
			    "a key that comes again has no counterpart there");
		if (again)
			continue;
		dunlin_buf_puts(p->buf, first ? "" : ", ");
		first = false;
		if (!(make_key_is_said(expr->args[i]) && told ? dn_mysql_text(p, expr->args[i])
							      : make_key_told(p, expr, i)))
			return false;
		dunlin_buf_puts(p->buf, ", ");
		if (!dn_mysql_json_value(p, expr->args[i + 1], NULL))
			return false;
	}
	dunlin_buf_puts(p->buf, ")");
	return true;
}

/*
 * '{a,b}' as '$."a"."b"'; false where a key may be the number of an element.  ARRAYS: whether there
 * is an array on the way, whose elements have no keys.
 */
static bool
make_steps(struct dunlin_buf *path, struct dunlin_buf *arrays, const struct dn_expr *keys)
{
	const char *s = keys->kind == DN_EXPR_STRING && keys->text[0] == '{' ? keys->text + 1 : "";

	dunlin_buf_puts(path, "$");
	while (*s != '\0' && *s != '}' && strchr("-0123456789\" ", *s) == NULL) {
		size_t len = strcspn(s, ",}\"\\{ ");
		char *key = dn_strndup(path, s, len);

		if (path->len > 1)
			dunlin_buf_printf(arrays, " OR json_type(json_extract($1, %s)) = 'ARRAY'",
			    dn_mysql_string(path, path->s));
		dunlin_buf_puts(path, ".");
		dn_value_json_string(path, key);
		s += len + (s[len] == ',');
	}
	return path->len > 1 && s[0] == '}' && s[1] == '\0' && s[-1] != ',';
}

/* jsonb_set(target, path, value, create); of what is no object it is an error. */
bool
dn_mysql_json_set(struct mysql_print *p, const struct dn_expr *expr)
{
	const struct dn_expr *create = expr->nargs == 4 ? dn_expr_bare(expr->args[3]) : NULL;
	struct dunlin_buf *path = dn_buf_new(p->buf), *form = dn_buf_new(path),
			  *arrays = dn_buf_new(path);

	if (expr->nargs < 3 || !p->query ||
	    !make_steps(path, arrays, dn_expr_bare(expr->args[1])) ||
	    (create != NULL && create->kind != DN_EXPR_BOOLEAN))
		return dn_mysql_cannot_at(
		    p, expr->span, "jsonb_set() with this path has no counterpart there");
	dunlin_buf_printf(form,
	    "(CASE WHEN $1 IS NULL OR $2 IS NULL THEN NULL WHEN json_type($1) <> 'OBJECT'%s THEN "
	    "(SELECT 1 UNION SELECT 2) ELSE json_%s($1, %s, json_extract($2, '$')) END)",
	    arrays->s, create == NULL || create->truth ? "set" : "replace",
	    dn_mysql_string(path, path->s));
	return dn_mysql_fill(p, form->s, (struct dn_expr *[]){ expr->args[0], expr->args[2] }, 2);
}
