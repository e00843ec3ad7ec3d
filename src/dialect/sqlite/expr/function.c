/* function.c - the functions that SQLite has, under whatever name */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "dialect/common/common.h"
#include "dialect/sqlite/expr/expr.h"

static bool
function_list(struct sqlite_print *p, const struct dn_expr *expr, const char *between,
    bool (*print)(struct sqlite_print *p, struct dn_expr *arg))
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
	return dn_sqlite_fill(p, template, expr->args, expr->nargs);
}

static bool
function_not_null(struct sqlite_print *p, struct dn_expr *arg)
{
	dunlin_buf_puts(p->buf, "(");
	if (!dn_sqlite_operand(p, arg))
		return false;
	dunlin_buf_puts(p->buf, " IS NOT NULL)");
	return true;
}

static bool
function_null(struct sqlite_print *p, struct dn_expr *arg)
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

/* Values of the type that the arguments have in common. */
static bool
function_common(struct sqlite_print *p, const struct dn_expr *expr, const char *between)
{
	const struct dn_type *type =
	    dn_sqlite_loose(p, dn_expr_common_type(expr->args, expr->nargs, p->table));

	for (size_t i = 0; i < expr->nargs; i++) {
		dunlin_buf_puts(p->buf, i == 0 ? "" : between);
		if (!dn_sqlite_as(p, expr->args[i], type))
			return false;
	}
	return true;
}

/* coalesce(), nullif() and, in a query, greatest() and least() of any number. */
static bool
function_of_common(struct sqlite_print *p, const struct dn_expr *expr, bool *done)
{
	bool greatest = strcmp(expr->name, "greatest") == 0;

	*done = true;
	if (strcmp(expr->name, "coalesce") == 0 || strcmp(expr->name, "nullif") == 0) {
		/* SQLite's takes two at least. */
		dunlin_buf_printf(p->buf, "%s(", expr->nargs == 1 ? "" : expr->name);
		if (!function_common(p, expr, ", "))
			return false;
		dunlin_buf_puts(p->buf, ")");
		return true;
	}
	*done = p->query && (greatest || strcmp(expr->name, "least") == 0);
	if (!*done)
		return true;
	dunlin_buf_printf(p->buf, "(SELECT %s(dn_v) FROM (SELECT NULL AS dn_v UNION ALL SELECT ",
	    greatest ? "max" : "min");
	if (!function_common(p, expr, " UNION ALL SELECT "))
		return false;
	dunlin_buf_puts(p->buf, "))");
	return true;
}

static bool
function_is_double(const struct dn_type *type)
{
	return type != NULL && type->dims == 0 &&
	       (type->kind == DN_TYPE_DOUBLE || type->kind == DN_TYPE_REAL);
}

static bool
function_is_range(const struct dn_type *type)
{
	return type != NULL && type->dims == 0 && type->kind >= DN_TYPE_INT4RANGE &&
	       type->kind <= DN_TYPE_DATERANGE;
}

static bool
function_count_nulls(struct sqlite_print *p, const struct dn_expr *expr)
{
	dunlin_buf_puts(p->buf, "(");
	if (!function_list(p, expr, " + ",
		strcmp(expr->name, "num_nulls") == 0 ? function_null : function_not_null))
		return false;
	dunlin_buf_puts(p->buf, ")");
	return true;
}

/* Those whose form depends on their arguments; *DONE is false for the others. */
static bool
function_special(struct sqlite_print *p, const struct dn_expr *expr, bool *done)
{
	const char *name = expr->name;
	const struct dn_expr *second = expr->nargs == 2 ? dn_expr_bare(expr->args[1]) : NULL;
	bool count = second != NULL && function_is_count(second);

	*done = true;
	if ((strcmp(name, "lower") == 0 || strcmp(name, "upper") == 0) && expr->nargs == 1 &&
	    function_is_range(dn_sqlite_expr_type(p, expr->args[0])))
		return dn_sqlite_lacks(p, expr, "a bound of a range");
	if (strcmp(name, "num_nonnulls") == 0 || strcmp(name, "num_nulls") == 0)
		return function_count_nulls(p, expr);
	if (strcmp(name, "round") == 0 && expr->nargs == 1 && p->query &&
	    function_is_double(dn_sqlite_expr_type(p, expr->args[0])))
		return function_fill(p, expr, DN_SQLITE_HALF_EVEN);
	if (strcmp(name, "left") == 0 && count)
		return function_fill(p, expr, "substr($1, 1, $2)");
	if (strcmp(name, "right") == 0 && count && strcmp(second->text, "0") != 0)
		return function_fill(p, expr, "substr($1, -$2)");
	if (strcmp(name, "array_length") == 0 && count && strcmp(second->text, "1") == 0)
		return function_fill(p, expr, "nullif(json_array_length($1), 0)");
	/* substring(text, text) is a regular expression. */
	if ((strcmp(name, "substring") == 0 || strcmp(name, "substr") == 0) &&
	    ((expr->nargs == 3 && (!p->query || function_is_count(dn_expr_bare(expr->args[1])))) ||
		count))
		return function_fill(p, expr, "substr(@)");
	if (expr->nargs == 2 &&
	    (strcmp(name, "mod") == 0 ||
		(strcmp(name, "div") == 0 &&
		    dn_type_is_integer(dn_sqlite_expr_type(p, expr->args[0])) &&
		    dn_type_is_integer(dn_sqlite_expr_type(p, expr->args[1]))))) {
		struct dn_expr of_integers = *expr;

		of_integers.kind = DN_EXPR_OPERATOR;
		of_integers.name = name[0] == 'm' ? "%" : "/";
		return dn_sqlite_operand(p, &of_integers);
	}
	*done = false;
	return true;
}

bool
dn_sqlite_random(struct sqlite_print *p, const struct dn_expr *expr)
{
	if (!dn_is_random_uuid(expr))
		return false;
	dunlin_buf_puts(p->buf, dn_sqlite_random_uuid);
	return true;
}

/* SQLite's own functions fold the letters of ASCII alone. */
static void
function_say(struct sqlite_print *p, const char *name)
{
	if (p->query && (strcmp(name, "lower") == 0 || strcmp(name, "upper") == 0))
		dn_translation_notice(p->t, "ascii-letters",
		    "SQLite's lower() and upper() know the letters A to Z only");
}

/* By what they work on: *DONE is false for what none of them knows. */
static bool
function_by_kind(struct sqlite_print *p, const struct dn_expr *expr, bool *done)
{
	static bool (*const kinds[])(struct sqlite_print *, const struct dn_expr *, bool *) = {
		function_of_common, dn_sqlite_clock, dn_sqlite_currval, dn_sqlite_json_function,
		dn_sqlite_regex_function, dn_sqlite_string_function, function_special
	};

	*done = false;
	if (p->query && !dn_sqlite_call(p, expr, done))
		return false;
	for (size_t i = 0; !*done && i < sizeof kinds / sizeof *kinds; i++)
		if (!kinds[i](p, expr, done))
			return false;
	return true;
}

bool
dn_sqlite_function(struct sqlite_print *p, const struct dn_expr *expr)
{
	const char *template;
	bool done;

	if (dn_sqlite_random(p, expr))
		return true;
	if (!function_by_kind(p, expr, &done))
		return false;
	if (done)
		return true;
	template = dn_sqlite_function_template(expr, p->query);
	if (template != NULL && expr->qualifier == NULL) {
		function_say(p, expr->name);
		return function_fill(p, expr, template);
	}
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

static bool
default_is_time(const struct dn_type *type)
{
	switch (type->kind) {
	case DN_TYPE_DATE:
	case DN_TYPE_TIME:
	case DN_TYPE_TIMETZ:
	case DN_TYPE_TIMESTAMP:
	case DN_TYPE_TIMESTAMPTZ: return true;
	default: return false;
	}
}

/*
 * The text 'now', also as 'now()': PostgreSQL reads it once, when the column gets the default; who
 * writes it means the time of each row.  (PostgreSQL manual, 8.5.1.4)
 */
static bool
default_now(struct sqlite_print *p, const struct dn_expr *expr, const struct dn_type *type)
{
	const struct dn_expr *bare = dn_expr_bare(expr);
	size_t len = strlen("now");

	if (bare->kind != DN_EXPR_STRING || type->dims > 0 || !default_is_time(type) ||
	    strncasecmp(bare->text, "now", len) != 0 ||
	    bare->text[len + strspn(bare->text + len, " ()")] != '\0')
		return false;
	dn_translation_notice(p->t, "now-constant",
	    "the default 'now' is the time of each row in SQLite; PostgreSQL reads it once, when "
	    "the "
	    "column gets it");
	dunlin_buf_puts(p->buf, dn_sqlite_now(type));
	return true;
}

bool
dn_sqlite_default(struct sqlite_print *p, const struct dn_expr *expr, const struct dn_type *type)
{
	enum sqlite_way way;

	if (default_now(p, expr, type) || dn_sqlite_rounded(p, expr, type) ||
	    dn_sqlite_constant(p, expr, type))
		return true;
	if (dn_sqlite_is_now(expr)) {
		dunlin_buf_puts(p->buf, dn_sqlite_now(type));
		return true;
	}
	if (dn_sqlite_random(p, expr) || dn_sqlite_random(p, dn_expr_bare(expr)))
		return true;
	dunlin_buf_puts(p->buf, "(");
	way = dn_sqlite_either(p, expr);
	dunlin_buf_puts(p->buf, ")");
	if (way == DN_WAY_QUERY && p->table != NULL && !p->rows && !p->query)
		return dn_sqlite_lacks(p, expr, "this expression as a default");
	return way != DN_WAY_NONE;
}
