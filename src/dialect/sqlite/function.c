/* function.c - the functions that SQLite has, under whatever name */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/sqlite.h"

/*
 * TEMPLATE: "$1" is an argument, "*" all of them with commas.  Unknown functions are errors: SQLite
 * accepts any name in CREATE TABLE and fails at the first INSERT.
 */
struct function {
	const char *name;
	size_t least, most;
	const char *template;
};

#define ANY 100
#define JSON_TYPE                                                                           \
	"CASE json_type($1) WHEN 'text' THEN 'string' WHEN 'integer' THEN 'number' "        \
	"WHEN 'real' THEN 'number' WHEN 'true' THEN 'boolean' WHEN 'false' THEN 'boolean' " \
	"ELSE json_type($1) END"

static const struct function functions[] = {
	{ "abs", 1, 1, "abs(*)" },
	{ "bitxor", 2, 2, "(($1 | $2) - ($1 & $2))" }, /* the operator "#" */
	{ "btrim", 1, 2, "trim(*)" },
	{ "cardinality", 1, 1, "json_array_length(*)" },
	{ "char_length", 1, 1, "length(*)" },
	{ "character_length", 1, 1, "length(*)" },
	{ "coalesce", 2, ANY, "coalesce(*)" },
	/* NULL where one is, as PostgreSQL's ignore it: each stands in for the other. */
	{ "greatest", 2, 2, "max(coalesce($1, $2), coalesce($2, $1))" },
	{ "json_array_length", 1, 1, "json_array_length(*)" },
	{ "json_typeof", 1, 1, JSON_TYPE },
	{ "jsonb_array_length", 1, 1, "json_array_length(*)" },
	{ "jsonb_typeof", 1, 1, JSON_TYPE },
	{ "least", 2, 2, "min(coalesce($1, $2), coalesce($2, $1))" },
	{ "length", 1, 1, "length(*)" },
	{ "lower", 1, 1, "lower(*)" },
	{ "ltrim", 1, 2, "ltrim(*)" },
	{ "nullif", 2, 2, "nullif(*)" },
	{ "octet_length", 1, 1, "length(CAST($1 AS BLOB))" },
	{ "position", 2, 2, "instr(*)" },
	{ "replace", 3, 3, "replace(*)" },
	{ "round", 1, 2, "round(*)" },
	{ "rtrim", 1, 2, "rtrim(*)" },
	{ "sign", 1, 1, "sign(*)" },
	{ "starts_with", 2, 2, "(substr($1, 1, length($2)) = $2)" },
	{ "strpos", 2, 2, "instr(*)" },
	{ "upper", 1, 1, "upper(*)" },
};

static const struct function *
function_find(const struct dn_expr *expr)
{
	for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
		const struct function *f = &functions[i];

		if (strcmp(f->name, expr->name) == 0)
			return expr->nargs >= f->least && expr->nargs <= f->most ? f : NULL;
	}
	return NULL;
}

static bool
function_list(struct sqlite_print *p, const struct dn_expr *expr, const char *between,
    bool (*print)(struct sqlite_print *p, const struct dn_expr *arg))
{
	for (size_t i = 0; i < expr->nargs; i++) {
		dunlin_buf_puts(p->buf, i == 0 ? "" : between);
		if (!print(p, expr->args[i]))
			return false;
	}
	return true;
}

static bool
function_fill(struct sqlite_print *p, const struct dn_expr *expr, const char *template)
{
	for (const char *s = template; *s != '\0'; s++) {
		bool ok = true;

		if (*s == '*')
			ok = function_list(p, expr, ", ", dn_sqlite_expr);
		else if (*s == '$')
			ok = dn_sqlite_operand(p, expr->args[*++s - '1']);
		else
			dunlin_buf_put(p->buf, s, 1);
		if (!ok)
			return false;
	}
	return true;
}

static bool
function_concat_part(struct sqlite_print *p, const struct dn_expr *arg)
{
	dunlin_buf_puts(p->buf, "coalesce(");
	if (!dn_sqlite_expr(p, arg))
		return false;
	dunlin_buf_puts(p->buf, ", '')");
	return true;
}

static bool
function_not_null(struct sqlite_print *p, const struct dn_expr *arg)
{
	dunlin_buf_puts(p->buf, "(");
	if (!dn_sqlite_operand(p, arg))
		return false;
	dunlin_buf_puts(p->buf, " IS NOT NULL)");
	return true;
}

static bool
function_null(struct sqlite_print *p, const struct dn_expr *arg)
{
	dunlin_buf_puts(p->buf, "(");
	if (!dn_sqlite_operand(p, arg))
		return false;
	dunlin_buf_puts(p->buf, " IS NULL)");
	return true;
}

static bool
function_is_count(const struct dn_expr *expr)
{
	return expr->kind == DN_EXPR_NUMBER && expr->text[0] != '-' &&
	       strpbrk(expr->text, ".eE") == NULL;
}

/* Those whose form depends on their arguments; *DONE is false for the others. */
static bool
function_special(struct sqlite_print *p, const struct dn_expr *expr, bool *done)
{
	const char *name = expr->name;
	const struct dn_expr *second = expr->nargs == 2 ? dn_expr_bare(expr->args[1]) : NULL;
	bool count = second != NULL && function_is_count(second);

	*done = true;
	if (strcmp(name, "num_nonnulls") == 0 || strcmp(name, "num_nulls") == 0) {
		dunlin_buf_puts(p->buf, "(");
		if (!function_list(p, expr, " + ",
			strcmp(name, "num_nulls") == 0 ? function_null : function_not_null))
			return false;
		dunlin_buf_puts(p->buf, ")");
		return true;
	}
	if (strcmp(name, "concat") == 0 && expr->nargs > 0) {
		dunlin_buf_puts(p->buf, "(");
		if (!function_list(p, expr, " || ", function_concat_part))
			return false;
		dunlin_buf_puts(p->buf, ")");
		return true;
	}
	if (strcmp(name, "left") == 0 && count)
		return function_fill(p, expr, "substr($1, 1, $2)");
	if (strcmp(name, "right") == 0 && count && strcmp(second->text, "0") != 0)
		return function_fill(p, expr, "substr($1, -$2)");
	if (strcmp(name, "array_length") == 0 && count && strcmp(second->text, "1") == 0)
		return function_fill(p, expr, "nullif(json_array_length($1), 0)");
	/* substring(text, text) is a regular expression. */
	if ((strcmp(name, "substring") == 0 || strcmp(name, "substr") == 0) &&
	    (expr->nargs == 3 || count))
		return function_fill(p, expr, "substr(*)");
	if (strcmp(name, "mod") == 0 && expr->nargs == 2) {
		struct dn_expr remainder = *expr;

		remainder.kind = DN_EXPR_OPERATOR;
		remainder.name = "%";
		return dn_sqlite_operand(p, &remainder);
	}
	*done = false;
	return true;
}

static bool
function_is_uuid(const struct dn_expr *expr)
{
	return expr->kind == DN_EXPR_FUNCTION && expr->nargs == 0 &&
	       (strcmp(expr->name, "gen_random_uuid") == 0 ||
		   strcmp(expr->name, "uuid_generate_v4") == 0);
}

bool
dn_sqlite_function(struct sqlite_print *p, const struct dn_expr *expr)
{
	const struct function *f = function_find(expr);
	bool done;

	if (f != NULL)
		return function_fill(p, expr, f->template);
	if (function_is_uuid(expr)) {
		dunlin_buf_puts(p->buf, dn_sqlite_random_uuid);
		return true;
	}
	if (!function_special(p, expr, &done))
		return false;
	if (done)
		return true;
	return dn_sqlite_cannot(p->err, p->from, dn_sqlite_place(p, expr->span),
	    "the function '%s' has no counterpart there", expr->name);
}

bool
dn_sqlite_is_now(const struct dn_expr *expr)
{
	static const char *const names[] = { "now", "transaction_timestamp", "statement_timestamp",
		"clock_timestamp", "current_timestamp", "current_date", "current_time",
		"localtimestamp", "localtime" };

	expr = dn_expr_bare(expr);
	if (expr->kind != DN_EXPR_FUNCTION)
		return false;
	/* timezone('utc', now()) */
	if (strcmp(expr->name, "timezone") == 0 && expr->nargs == 2)
		return dn_sqlite_is_now(expr->args[1]);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (strcmp(expr->name, names[i]) == 0)
			return true;
	}
	return false;
}

bool
dn_sqlite_default(struct sqlite_print *p, const struct dn_expr *expr, const struct dn_type *type)
{
	static const struct dn_type timestamptz = { .kind = DN_TYPE_TIMESTAMPTZ,
		.name = "timestamptz" };

	if (dn_sqlite_constant(p, expr, type))
		return true;
	if (dn_sqlite_is_now(expr)) {
		const char *now = dn_sqlite_now(type);

		dunlin_buf_puts(p->buf, now != NULL ? now : dn_sqlite_now(&timestamptz));
		return true;
	}
	if (function_is_uuid(dn_expr_bare(expr))) {
		dunlin_buf_puts(p->buf, dn_sqlite_random_uuid);
		return true;
	}
	dunlin_buf_puts(p->buf, "(");
	if (!dn_sqlite_expr(p, expr))
		return false;
	dunlin_buf_puts(p->buf, ")");
	return true;
}
