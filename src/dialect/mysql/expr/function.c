/* function.c - functions that MariaDB and MySQL have under whatever name, or can say */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dialect/common/common.h"
#include "dialect/mysql/expr/expr.h"
#include "dialect/mysql/table/table.h"
#include "schema/name.h"

/* Of version 4, as PostgreSQL makes it: the server's own uuid() says when and where it was made. */
#define RANDOM_UUID                                                                       \
	"lower(concat(hex(random_bytes(4)), '-', hex(random_bytes(2)), '-4', "            \
	"substr(hex(random_bytes(2)), 2), '-', substr('89ab', 1 + (ord(random_bytes(1)) " \
	"& 3), 1), substr(hex(random_bytes(2)), 2), '-', hex(random_bytes(6))))"

/*
 * The server counts from the end when the start is negative; a length below 0 is an error, by a
 * number that is too large.
 */
#define SUBSTR_2 "substr($1, greatest($2, 1))"
#define SUBSTR_3                                                           \
	"substr($1, greatest($2, 1), greatest($3 + least($2, 1) - 1, 0 * " \
	"(9223372036854775807 - $3)))"

/* With nothing to fill it up, and with less than no characters, the server has null. */
#define PAD(name)           "if($3 = '', left($1, $2), " name "($1, greatest($2, 0), $3))"
/* The server has null for what power() calls an error, as PostgreSQL does. */
#define FAILS_BELOW_0(form) "0 * power(" form ", 0.5)"

/*
 * TEMPLATE: as of dn_mysql_fill().  A new function is a row here; one whose form depends on its
 * arguments is in temporal.c, json.c or call.c.
 */
static const struct function {
	const char *name;
	size_t least, most;
	const char *template;
} functions[] = {
	{ "abs", 1, 1, "abs(@)" },
	{ "acos", 1, 1, "acos($1 + " FAILS_BELOW_0("1 - $1 * $1") ")" },
	{ "ascii", 1, 1,
	    "if($1 = '', 0, CAST(conv(hex(CONVERT(left($1, 1) USING utf32)), 16, 10) AS signed))" },
	{ "asin", 1, 1, "asin($1 + " FAILS_BELOW_0("1 - $1 * $1") ")" },
	{ "atan", 1, 1, "atan(@)" },
	{ "bit_length", 1, 1, "bit_length(@)" },
	{ "btrim", 1, 1, "trim(@)" },
	{ "cbrt", 1, 1, "sign($1) * power(abs($1), 1e0 / 3)" },
	{ "ceil", 1, 1, "ceiling(@)" },
	{ "ceiling", 1, 1, "ceiling(@)" },
	{ "char_length", 1, 1, "char_length(@)" },
	{ "character_length", 1, 1, "char_length(@)" },
	{ "chr", 1, 1, "char($1 USING utf8mb4)" },
	{ "cos", 1, 1, "cos(@)" },
	{ "current_user", 0, 0, "substring_index(current_user(), '@', 1)" },
	{ "degrees", 1, 1, "degrees(@)" },
	{ "exp", 1, 1, "exp(@)" },
	{ "floor", 1, 1, "floor(@)" },
	{ "gen_random_bytes", 1, 1, "random_bytes(@)" },
	{ "left", 2, 2, "left($1, if($2 < 0, char_length($1) + $2, $2))" },
	{ "length", 1, 1, "char_length(@)" },
	{ "ln", 1, 1, "ln(@)" },
	{ "log", 1, 1, "log10(@)" },
	{ "log", 2, 2, "log(@)" },
	{ "lower", 1, 1, "lower(@)" },
	{ "lpad", 2, 2, "lpad($1, greatest($2, 0), ' ')" },
	{ "lpad", 3, 3, PAD("lpad") },
	{ "ltrim", 1, 1, "ltrim(@)" },
	{ "md5", 1, 1, "md5(@)" },
	{ "mod", 2, 2, "mod(@)" },
	{ "num_nonnulls", 1, 1, "($1 IS NOT NULL)" },
	{ "num_nonnulls", 2, 2, "(($1 IS NOT NULL) + ($2 IS NOT NULL))" },
	{ "num_nonnulls", 3, 3, "(($1 IS NOT NULL) + ($2 IS NOT NULL) + ($3 IS NOT NULL))" },
	{ "num_nulls", 2, 2, "(($1 IS NULL) + ($2 IS NULL))" },
	{ "octet_length", 1, 1, "octet_length(@)" },
	{ "overlay", 3, 3,
	    "concat(left($1, greatest($3, 1) - 1), $2, substr($1, greatest($3, 1) + "
	    "char_length($2)))" },
	{ "overlay", 4, 4,
	    "concat(left($1, greatest($3, 1) - 1), $2, substr($1, greatest($3, 1) + $4))" },
	{ "pi", 0, 0, "pi()" },
	{ "position", 2, 2, "instr(@)" },
	{ "power", 2, 2, "power(@)" },
	{ "radians", 1, 1, "radians(@)" },
	{ "random", 0, 0, "rand()" },
	{ "repeat", 2, 2, "repeat(@)" },
	{ "replace", 3, 3, "replace(@)" },
	{ "reverse", 1, 1, "reverse(@)" },
	{ "right", 2, 2, "right($1, if($2 < 0, char_length($1) + $2, $2))" },
	{ "round", 1, 2, "round(@)" },
	{ "rpad", 2, 2, "rpad($1, greatest($2, 0), ' ')" },
	{ "rpad", 3, 3, PAD("rpad") },
	{ "rtrim", 1, 1, "rtrim(@)" },
	{ "session_user", 0, 0, "substring_index(session_user(), '@', 1)" },
	{ "sha256", 1, 1, "unhex(sha2($1, 256))" },
	{ "sign", 1, 1, "sign(@)" },
	{ "sin", 1, 1, "sin(@)" },
	{ "sqrt", 1, 1, "sqrt($1 + " FAILS_BELOW_0("$1") ")" },
	{ "starts_with", 2, 2, "(left($1, char_length($2)) = $2)" },
	{ "strpos", 2, 2, "instr(@)" },
	{ "substr", 2, 2, SUBSTR_2 },
	{ "substr", 3, 3, SUBSTR_3 },
	{ "substring", 2, 2, SUBSTR_2 },
	{ "substring", 3, 3, SUBSTR_3 },
	{ "tan", 1, 1, "tan(@)" },
	{ "to_timestamp", 1, 1,
	    "timestampadd(MICROSECOND, round($1 * 1000000), '1970-01-01 00:00:00.000000')" },
	{ "trunc", 1, 1, "truncate($1, 0)" },
	{ "trunc", 2, 2, "truncate(@)" },
	{ "upper", 1, 1, "upper(@)" },
};

bool
dn_mysql_fill(struct mysql_print *p, const char *template, struct dn_expr *const *args, size_t n)
{
	const struct dn_expr *twice = dn_template_repeats(template, args, n);
	size_t start = p->buf->len;

	if (twice != NULL)
		return dn_mysql_cannot_at(
		    p, twice->span, "there it would be evaluated more than once");
	for (const char *s = template; *s != '\0'; s++) {
		if (*s == '$' && s[1] >= '1' && s[1] <= '9') {
			const struct dn_expr *arg = args[*++s - '1'];

			if (!dn_mysql_operand(p, arg))
				return false;
			if (p->buf->len - start > DN_TEMPLATE_MOST)
				return dn_mysql_cannot_at(p, arg->span, DN_TEMPLATE_MORE);
		} else if (*s == '@') {
			if (!dn_mysql_list(p, args, n))
				return false;
		} else {
			dunlin_buf_put(p->buf, s, 1);
		}
	}
	return true;
}

bool
dn_mysql_fill_one(struct mysql_print *p, const char *template, const struct dn_expr *arg)
{
	return dn_mysql_fill(
	    p, template, (struct dn_expr *[]){ (struct dn_expr *) (uintptr_t) arg }, 1);
}

bool
dn_mysql_list(struct mysql_print *p, struct dn_expr *const *args, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		dunlin_buf_puts(p->buf, i == 0 ? "" : ", ");
		if (!dn_mysql_expr(p, args[i]))
			return false;
	}
	return true;
}

bool
dn_mysql_random(struct mysql_print *p, const struct dn_expr *expr)
{
	if (!dn_is_random_uuid(expr))
		return false;
	dunlin_buf_puts(p->buf, RANDOM_UUID);
	return true;
}

/* The sequence whose name is a literal; one that is not there is looked for when it is asked. */
static bool
function_nextval(struct mysql_print *p, const struct dn_expr *expr)
{
	const struct dn_expr *arg = expr->nargs == 1 ? dn_expr_bare(expr->args[0]) : NULL;
	const struct dn_sequence *sequence;
	struct dn_name name;
	bool named =
	    arg != NULL && arg->kind == DN_EXPR_STRING && dn_name_parse(p->buf, arg->text, &name);

	sequence = named ? dn_schema_sequence(p->t->schema, &name) : NULL;
	if (!named || dn_mysql_is_8(p->t) ||
	    (sequence != NULL && dn_mysql_make_sequence(p->buf, p->t->schema, sequence) == NULL))
		return dn_mysql_cannot_at(
		    p, expr->span, "there is no sequence there that %s() could ask", expr->name);
	dunlin_buf_printf(p->buf, "%s(%s)",
	    strcmp(expr->name, "nextval") == 0 ? "nextval" : "lastval",
	    dn_mysql_name(p->buf, p->t->schema, &name));
	return true;
}

/* Their arguments are values of one type, literals too. */
static bool
function_common(struct mysql_print *p, const struct dn_expr *expr)
{
	const struct dn_type *type =
	    dn_schema_base(p->t->schema, dn_expr_common_type(expr->args, expr->nargs, p->table));

	if (strcmp(expr->name, "nullif") == 0 && dn_mysql_is_json(type))
		return dn_mysql_cannot_at(
		    p, expr->span, "nullif() of JSON or arrays has no counterpart there");
	dunlin_buf_printf(p->buf, "%s(", expr->name);
	for (size_t i = 0; i < expr->nargs; i++) {
		dunlin_buf_puts(p->buf, i == 0 ? "" : ", ");
		if (!dn_mysql_as(p, expr->args[i], type))
			return false;
	}
	dunlin_buf_puts(p->buf, ")");
	return true;
}

/* What begins at a place that is a number, from 1 on. */
static bool
function_is_plain_substr(const struct dn_expr *expr)
{
	return expr->nargs >= 2 && strncmp(expr->name, "substr", 6) == 0 &&
	       expr->args[1]->kind == DN_EXPR_NUMBER &&
	       strtol(expr->args[1]->text, NULL, 10) >= 1 &&
	       (expr->nargs == 2 ||
		   (expr->args[2]->kind == DN_EXPR_NUMBER && expr->args[2]->text[0] != '-'));
}

/* Not where what has the same name means something else. */
static bool
function_is_same(struct mysql_print *p, const struct dn_expr *expr)
{
	if (strcmp(expr->name, "chr") == 0 &&
	    (expr->nargs != 1 || expr->args[0]->kind != DN_EXPR_NUMBER ||
		strtol(expr->args[0]->text, NULL, 10) > 127))
		return dn_mysql_cannot_at(
		    p, expr->span, "chr() of other than ASCII has no counterpart there");
	return true;
}

/* What char(n) is filled up with shows in these alone, and is not kept there. */
static bool
function_shows_blanks(struct mysql_print *p, const struct dn_expr *expr)
{
	static const char *const names[] = { "concat", "concat_ws", "octet_length", "bit_length",
		"to_json", "to_jsonb", "json_agg", "jsonb_agg", "json_build_array",
		"jsonb_build_array", "json_build_object", "jsonb_build_object", "json_object_agg",
		"jsonb_object_agg" };
	bool shows = false;

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		shows = shows || strcmp(names[i], expr->name) == 0;
	for (size_t i = 0; shows && i < expr->nargs; i++) {
		const struct dn_type *type = dn_mysql_expr_type(p, expr->args[i]);

		if (type != NULL && type->dims == 0 && type->kind == DN_TYPE_CHAR)
			return dn_mysql_cannot_at(p, expr->args[i]->span,
			    "the blanks at the end of a character are not kept there; cast it to "
			    "text");
	}
	return true;
}

static bool
function_by_table(struct mysql_print *p, const struct dn_expr *expr)
{
	const char *beyond = dn_mysql_overflows(p, expr);

	for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
		const struct function *f = &functions[i];

		if (strcmp(f->name, expr->name) != 0 || expr->nargs < f->least ||
		    expr->nargs > f->most)
			continue;
		return dn_mysql_fill(p,
		    beyond == NULL
			? f->template
			: dn_sprintf(p->buf, "(%s * %s DIV %s)", f->template, beyond, beyond),
		    expr->args, expr->nargs);
	}
	return dn_mysql_cannot_at(
	    p, expr->span, "the function '%s' has no counterpart there", expr->name);
}

bool
dn_mysql_function(struct mysql_print *p, const struct dn_expr *expr)
{
	bool done, ok;

	if (dn_mysql_random(p, expr))
		return true;
	if (!function_shows_blanks(p, expr))
		return false;
	ok = dn_mysql_call(p, expr, &done);
	if (!ok || done)
		return ok;
	ok = dn_mysql_temporal(p, expr, &done);
	if (!ok || done)
		return ok;
	ok = dn_mysql_json(p, expr, &done);
	if (!ok || done)
		return ok;
	ok = dn_mysql_regexp(p, expr, &done);
	if (!ok || done)
		return ok;
	ok = dn_mysql_text_function(p, expr, &done);
	if (!ok || done)
		return ok;
	ok = dn_mysql_bits(p, expr, &done);
	if (!ok || done)
		return ok;
	if (strcmp(expr->name, "coalesce") == 0 || strcmp(expr->name, "nullif") == 0)
		return function_common(p, expr);
	if (!function_is_same(p, expr))
		return false;
	if (function_is_plain_substr(expr))
		return dn_mysql_fill(p, "substr(@)", expr->args, expr->nargs);
	if (strcmp(expr->name, "nextval") == 0 || strcmp(expr->name, "currval") == 0)
		return function_nextval(p, expr);
	return function_by_table(p, expr);
}
