/* split_text.c - split_part(), string_to_array() and regexp_split_to_array() */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/expr/expr.h"
#include "dialect/sqlite/expr/json.h"

/*
 * The delimiter becomes a character that JSON leaves alone and text does not have (Unicode keeps
 * it for the use inside of programs), so that the quoted text can be split there.
 */
#define MARK  "char(64976)"
#define SPLIT "'[' || replace(json_quote(replace($1, $2, " MARK ")), " MARK ", '\",\"') || ']'"

static bool
split_cannot(struct sqlite_print *p, const struct dn_expr *expr)
{
	return dn_sqlite_lacks(p, expr, "splitting text at what is no constant");
}

static bool
split_is_text(const struct dn_expr *e)
{
	return dn_expr_bare(e)->kind == DN_EXPR_STRING;
}

/* At the text that alone matches the pattern. */
static bool
split_regex(struct sqlite_print *p, const struct dn_expr *expr)
{
	struct dn_expr delimiter = { .kind = DN_EXPR_STRING,
		.text = dn_sqlite_regex_text(p->buf, expr->args[1]) };
	struct dn_expr *args[] = { expr->args[0], &delimiter };

	if (delimiter.text == NULL || delimiter.text[0] == '\0')
		return dn_sqlite_lacks(p, expr, "splitting text at this");
	return dn_sqlite_fill(p, "CASE WHEN $1 IS NOT NULL THEN " SPLIT " END", args, 2);
}

/* The last parts are counted from behind. */
static bool
split_part(struct sqlite_print *p, const struct dn_expr *expr)
{
	const struct dn_expr *n = dn_expr_bare(expr->args[2]);

	if (!split_is_text(expr->args[1]))
		return split_cannot(p, expr);
	if (n->kind == DN_EXPR_NUMBER && strcmp(n->text, "0") == 0)
		return dn_sqlite_lacks(p, expr, "the part 0");
	return dn_sqlite_fill(p,
	    n->kind == DN_EXPR_NUMBER && n->text[0] != '-'
		? "CASE WHEN $1 IS NOT NULL THEN coalesce(json_extract(" SPLIT
		  ", '$[' || ($3 - 1) || ']'), '') END"
		: "CASE WHEN $1 IS NOT NULL AND $3 IS NOT NULL THEN coalesce(json_extract(" SPLIT
		  ", CASE WHEN $3 > 0 THEN '$[' || ($3 - 1) WHEN $3 < 0 THEN '$[#' || $3 ELSE "
		  "json('part 0') END || ']'), '') END",
	    expr->args, 3);
}

static bool
split_array(struct sqlite_print *p, const struct dn_expr *expr)
{
	if (!split_is_text(expr->args[1]))
		return split_cannot(p, expr);
	return dn_sqlite_fill(p,
	    expr->nargs == 2
		? "CASE WHEN $1 IS NULL THEN NULL WHEN $1 = '' THEN '[]' ELSE " SPLIT " END"
		: "CASE WHEN $1 IS NULL THEN NULL WHEN $1 = '' THEN '[]' ELSE (SELECT "
		  "json_group_array(nullif(dn_e.value, $3)) FROM json_each(" SPLIT ") AS dn_e) END",
	    expr->args, expr->nargs);
}

bool
dn_sqlite_split_text(struct sqlite_print *p, const struct dn_expr *expr, bool *done)
{
	const char *name = expr->name;

	*done = true;
	if (strcmp(name, "split_part") == 0 && expr->nargs == 3)
		return split_part(p, expr);
	if (strcmp(name, "string_to_array") == 0 && (expr->nargs == 2 || expr->nargs == 3))
		return split_array(p, expr);
	if (strcmp(name, "regexp_split_to_array") == 0 && expr->nargs == 2)
		return split_regex(p, expr);
	*done = false;
	return true;
}
