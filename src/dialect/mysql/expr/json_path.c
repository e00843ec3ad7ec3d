/* json_path.c - JSON by a path of keys, and without one: #>, #>> and - */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "dialect/common/value.h"
#include "dialect/mysql/expr/expr.h"

struct path {
	const char **keys;
	size_t n;
};

/* What a text stands for that has no words of its own: quotes, braces, blanks, NULL. */
static bool
path_is_simple(const char *s, size_t len)
{
	static const char odd[] = "{}\"\\ \t\n\r\v\f";

	for (size_t i = 0; i < len; i++)
		if (strchr(odd, s[i]) != NULL)
			return false;
	return len > 0 && (len != 4 || strncasecmp(s, "null", 4) != 0);
}

/* '{a,b}' whose elements are not quoted. */
static bool
path_of_text(void *mem, struct path *path, const char *text)
{
	size_t len = strlen(text);
	const char *end = text + len - 1;

	if (len < 3 || text[0] != '{' || *end != '}')
		return false;
	for (const char *s = text + 1; s < end;) {
		size_t n = strcspn(s, ",}");

		if (!path_is_simple(s, n) || (s[n] == ',' && s + n + 1 == end))
			return false;
		dn_push(mem, path->keys, path->n, dn_strndup(mem, s, n));
		s += n + 1;
	}
	return true;
}

static bool
path_of(void *mem, struct path *path, const struct dn_expr *expr)
{
	const struct dn_expr *bare = dn_expr_bare(expr);

	if (bare->kind == DN_EXPR_STRING)
		return path_of_text(mem, path, bare->text);
	for (size_t i = 0; bare->kind == DN_EXPR_ARRAY && i < bare->nargs; i++) {
		const struct dn_expr *key = dn_expr_bare(bare->args[i]);

		if (key->kind != DN_EXPR_STRING)
			return false;
		dn_push(mem, path->keys, path->n, key->text);
	}
	return path->n > 0;
}

/* '$."key"' or '$[1]', as a literal. */
static const char *
path_literal(const void *mem, const char *key, bool index)
{
	struct dunlin_buf *path = dn_buf_new(mem), *literal = dn_buf_new(mem);

	if (index) {
		dunlin_buf_printf(path, "$[%ld]", strtol(key, NULL, 10));
	} else {
		dunlin_buf_puts(path, "$.");
		dn_value_json_string(path, key);
	}
	dn_mysql_literal(literal, path->s);
	return literal->s;
}

/* Digits are an element of an array, and a key of an object. */
static const char *
path_step(const void *mem, const char *at, const char *key)
{
	if (key[strspn(key, "0123456789")] != '\0' || key[0] == '\0')
		return dn_sprintf(mem, "json_extract(%s, %s)", at, path_literal(mem, key, false));
	return dn_sprintf(mem,
	    "CASE json_type(%s) WHEN 'ARRAY' THEN json_extract(%s, %s) ELSE json_extract(%s, %s) "
	    "END",
	    at, at, path_literal(mem, key, true), at, path_literal(mem, key, false));
}

/* A number that counts from the end, or that no number holds. */
static bool
path_is_odd(const char *key)
{
	size_t digits = strspn(key, "0123456789");

	return strchr("+- \t", key[0]) != NULL ? key[0] != '\0' : key[digits] == '\0' && digits > 9;
}

bool
dn_mysql_json_path(struct mysql_print *p, const struct dn_expr *expr)
{
	struct dunlin_buf *out = p->buf, *at = dn_buf_new(out);
	struct path path = { 0 };
	const char *sql;
	bool ok = path_of(at, &path, expr->args[1]);

	for (size_t i = 0; ok && i < path.n; i++)
		ok = !path_is_odd(path.keys[i]);
	if (!ok)
		return dn_mysql_cannot_at(p, expr->span,
		    "the operator '%s' with another path than of constant keys that need no quotes "
		    "has no counterpart there",
		    expr->name);
	p->buf = at;
	ok = dn_mysql_expr(p, expr->args[0]);
	p->buf = out;
	sql = at->s;
	for (size_t i = 0; i < path.n && strlen(sql) <= DN_TEMPLATE_MOST; i++)
		sql = path_step(at, sql, path.keys[i]);
	if (dn_template_repeats("$1 $1", expr->args, 1) != NULL || strlen(sql) > DN_TEMPLATE_MOST)
		return dn_mysql_cannot_at(p, expr->span, DN_TEMPLATE_MORE);
	if (strcmp(expr->name, "#>") == 0)
		dunlin_buf_puts(out, sql);
	else
		dunlin_buf_printf(out,
		    "if(json_type(%s) = 'NULL', NULL, json_unquote(%s) COLLATE %s)", sql, sql,
		    dn_mysql_collation(p->t));
	return ok;
}

/* -- without ---------------------------------------------------------------------------- */

#define PATH_ERROR "(SELECT 1 UNION SELECT 2)"

/*
 * The type of the other operand says what it is: '1'::int is a place.  MariaDB's json_remove()
 * spoils the document where the key has a backslash.
 */
static const struct dn_expr *
path_key(const struct dn_expr *expr, bool *number)
{
	const struct dn_expr *key = dn_expr_bare(expr);
	bool cast = expr->kind == DN_EXPR_CAST;

	*number = key->kind == DN_EXPR_NUMBER;
	if (*number)
		return !path_is_odd(key->text) &&
			       key->text[strspn(key->text, "0123456789")] == '\0' &&
			       (!cast || dn_type_is_integer(expr->type))
			   ? key
			   : NULL;
	return key->kind == DN_EXPR_STRING && strchr(key->text, '\\') == NULL &&
		       (!cast || (expr->type->dims == 0 && dn_type_is_text(expr->type) &&
				     expr->type->nmods == 0 && expr->args[0] == key))
		   ? key
		   : NULL;
}

/* Of an array it takes the strings that are so, which is an error; of what is neither, too. */
bool
dn_mysql_json_without(struct mysql_print *p, const struct dn_expr *expr)
{
	bool number;
	const struct dn_expr *key = path_key(expr->args[1], &number);
	struct dunlin_buf *text = dn_buf_new(p->buf), *literal = dn_buf_new(text);
	const char *form;

	if (!p->query || key == NULL)
		return dn_mysql_cannot_at(p, expr->span,
		    "the operator '-' of JSON with another operand than a constant key or place "
		    "has "
		    "no counterpart there");
	if (number) {
		form = dn_sprintf(text,
		    "CASE json_type($1) WHEN 'ARRAY' THEN json_remove($1, %s) ELSE if($1 IS NULL, "
		    "NULL, " PATH_ERROR ") END",
		    path_literal(text, key->text, true));
	} else {
		dn_value_json_string(text, key->text);
		dn_mysql_literal(literal, text->s);
		if (strpbrk(literal->s, "$@") != NULL)
			return dn_mysql_cannot_at(
			    p, expr->span, "the operator '-' has no counterpart there");
		form = dn_sprintf(text,
		    "CASE WHEN json_type($1) = 'OBJECT' THEN json_remove($1, %s) WHEN "
		    "json_type($1) = 'ARRAY' AND NOT json_contains($1, %s) THEN $1 ELSE if($1 IS "
		    "NULL, NULL, " PATH_ERROR ") END",
		    path_literal(text, key->text, false), literal->s);
	}
	return dn_mysql_fill(p, form, expr->args, 1);
}
