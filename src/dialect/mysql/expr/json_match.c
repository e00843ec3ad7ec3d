/* json_match.c - JSON and arrays compared, and what they contain */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/common/value.h"
#include "dialect/mysql/expr/expr.h"

static const struct dn_type *
match_type(const struct mysql_print *p, const struct dn_expr *a, const struct dn_expr *b)
{
	const struct dn_type *type = dn_mysql_expr_type(p, a);

	return type != NULL ? type : dn_mysql_expr_type(p, b);
}

/* "before A, B behind", each read as the type that one of them has. */
static bool
match_both(struct mysql_print *p, const char *before, const struct dn_expr *a,
    const struct dn_expr *b, const char *behind)
{
	const struct dn_type *type = match_type(p, a, b);

	dunlin_buf_puts(p->buf, before);
	if (!dn_mysql_as(p, a, type))
		return false;
	dunlin_buf_puts(p->buf, ", ");
	if (!dn_mysql_as(p, b, type))
		return false;
	dunlin_buf_puts(p->buf, behind);
	return true;
}

/*
 * Not as text, for blanks, the order of members and zeros behind a point do not count.  (MariaDB's
 * json_equals() takes a null for anything in WHERE.)
 */
bool
dn_mysql_compared(struct mysql_print *p, const struct dn_expr *expr, const struct dn_type *type)
{
	const struct dn_type *own = dn_mysql_expr_type(p, expr);
	bool eight = dn_mysql_is_8(p->t);

	if (!dn_mysql_is_json(type != NULL ? type : own))
		return type == NULL ? dn_mysql_operand(p, expr) : dn_mysql_as(p, expr, type);
	dunlin_buf_puts(p->buf, eight ? "CAST(" : "json_normalize(");
	if (!dn_mysql_as(p, expr, type != NULL ? type : own))
		return false;
	dunlin_buf_puts(p->buf, eight ? " AS json)" : ")");
	return true;
}

bool
dn_mysql_json_equal(
    struct mysql_print *p, const struct dn_expr *a, const struct dn_expr *b, const char *operator)
{
	const struct dn_type *type = match_type(p, a, b);

	if (!dn_mysql_compared(p, a, type))
		return false;
	dunlin_buf_printf(p->buf, " %s ", operator);
	return dn_mysql_compared(p, b, type);
}

static bool
match_has_null(struct dn_expr *e, void *payload)
{
	(void) payload;
	return e->kind != DN_EXPR_NULL &&
	       (e->kind != DN_EXPR_STRING || strstr(e->text, "NULL") == NULL);
}

/* What an object, or an array in an array, contains the server finds deeper than PostgreSQL. */
bool
dn_mysql_json_contains(
    struct mysql_print *p, const struct dn_expr *whole, const struct dn_expr *part)
{
	const struct dn_type *type = match_type(p, whole, part);
	const struct dn_expr *bare = dn_expr_bare(part);

	if (type == NULL || type->dims == 0 ||
	    (bare->kind != DN_EXPR_STRING && bare->kind != DN_EXPR_ARRAY) ||
	    !dn_expr_each((struct dn_expr *) (uintptr_t) bare, match_has_null, NULL))
		return dn_mysql_cannot_at(p, part->span,
		    "only whether an array contains a constant one without nulls can be asked "
		    "there");
	return match_both(p, "json_contains(", whole, part, ")");
}

/* -- keys ------------------------------------------------------------------------------- */

static bool
match_key(struct mysql_print *p, const struct dn_expr *whole, const struct dn_expr *key)
{
	const struct dn_expr *bare = dn_expr_bare(key);
	struct dunlin_buf *form = dn_buf_new(p->buf), *path = dn_buf_new(p->buf);

	if (bare->kind != DN_EXPR_STRING)
		return dn_mysql_cannot_at(
		    p, key->span, "a key of JSON that is no constant has no counterpart there");
	dn_value_json_string(path, bare->text);
	dunlin_buf_puts(
	    form, "(CASE json_type($1) WHEN 'OBJECT' THEN json_contains_path($1, 'one', ");
	dn_mysql_literal(form, dn_sprintf(path, "$.%s", path->s));
	/* What is in an array the server looks for in those inside of it, too. */
	dunlin_buf_printf(form, ") WHEN 'ARRAY' THEN if(json_depth($1) > 2, %s, json_contains($1, ",
	    p->query ? "(SELECT 1 UNION SELECT 2)" : "NULL");
	dn_mysql_literal(form, path->s);
	dunlin_buf_puts(form, ")) WHEN 'STRING' THEN json_contains($1, ");
	dn_mysql_literal(form, path->s);
	dunlin_buf_puts(form, ") ELSE if($1 IS NULL, NULL, FALSE) END)");
	return dn_mysql_fill_one(p, form->s, whole);
}

/* "j ? k"; of "?|" and "?&" an array that is written out. */
bool
dn_mysql_json_has_key(struct mysql_print *p, const struct dn_expr *expr)
{
	const struct dn_expr *keys = dn_expr_bare(expr->args[1]);

	if (expr->name[1] == '\0')
		return match_key(p, expr->args[0], keys);
	if (keys->kind != DN_EXPR_ARRAY || keys->nargs == 0)
		return dn_mysql_cannot_at(
		    p, keys->span, "keys that are no constants have no counterpart there");
	for (size_t i = 0; i < keys->nargs; i++) {
		dunlin_buf_puts(p->buf, i == 0 ? "(" : expr->name[1] == '|' ? " OR " : " AND ");
		if (!match_key(p, expr->args[0], keys->args[i]))
			return false;
	}
	dunlin_buf_puts(p->buf, ")");
	return true;
}

/* -- elements --------------------------------------------------------------------------- */

/* What is not found is unknown where the value or an element is null. */
#define ANY_FORM(quoted)                                                                  \
	"(CASE WHEN json_contains($2, " quoted ") THEN %s WHEN json_length($2) = 0 THEN " \
	"%s WHEN $1 IS NULL OR $2 IS NULL OR json_contains($2, 'null') THEN NULL ELSE %s END)"

/* As JSON the value has other words than the element, or none. */
static bool
match_is_written_otherwise(const struct dn_type *type)
{
	return type != NULL && type->dims == 0 &&
	       (type->kind == DN_TYPE_REAL || type->kind == DN_TYPE_DOUBLE ||
		   type->kind == DN_TYPE_TIMESTAMP || type->kind == DN_TYPE_TIMESTAMPTZ ||
		   type->kind == DN_TYPE_TIME);
}

/* '{1,2}' without a type is an array of what it is compared with. */
static struct dn_expr *
match_array(const struct mysql_print *p, struct dn_expr *array, const struct dn_type *element)
{
	struct dn_expr *cast;

	if (array->kind != DN_EXPR_STRING || element == NULL || element->dims > 0)
		return array;
	cast = dn_new(p->buf, struct dn_expr);
	cast->kind = DN_EXPR_CAST;
	cast->span = array->span;
	cast->type = dn_new(cast, struct dn_type);
	*cast->type = *element;
	cast->type->dims = 1;
	dn_push(cast, cast->args, cast->nargs, array);
	return cast;
}

/* x = ANY (array), and x <> ALL (array) */
bool
dn_mysql_json_any(struct mysql_print *p, const struct dn_expr *expr)
{
	bool all = expr->truth;
	const struct dn_type *type = dn_mysql_expr_type(p, expr->args[0]);
	const char *found = all ? "FALSE" : "TRUE", *other = all ? "TRUE" : "FALSE";

	if (strcmp(expr->name, all ? "<>" : "=") != 0)
		return dn_mysql_cannot_at(p, expr->span,
		    "only '= ANY' and '<> ALL' of an array have a counterpart there");
	if (match_is_written_otherwise(type))
		return dn_mysql_cannot_at(p, expr->span,
		    "whether an array has a value of the type '%s' cannot be asked there",
		    type->name);
	return dn_mysql_fill(p,
	    dn_sprintf(p->buf,
		dn_type_is_integer(type) ? ANY_FORM("CAST($1 AS char)")
					 : ANY_FORM("json_quote($1)"),
		found, other, other),
	    (struct dn_expr *[]){ expr->args[0], match_array(p, expr->args[1], type) }, 2);
}
