/* integer.c - arithmetic of integers, which has more room there than PostgreSQL's types */
#include "config.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dialect/mysql/expr/expr.h"

/* What a value can be, without going through the rows. */
struct integer_range {
	int64_t least, most;
};

/* The server counts in 64 bits: what is beyond a smaller type overflows there, too, when it is
 * multiplied by what is beyond it. */
#define BEYOND_SMALLINT "281474976710656"
#define BEYOND_INTEGER  "4294967296"

static const struct dn_type *
integer_type(const struct mysql_print *p, const struct dn_expr *e)
{
	const struct dn_type *type = dn_mysql_expr_type(p, e);

	return type != NULL && type->dims == 0 &&
		       (type->kind == DN_TYPE_SMALLINT || type->kind == DN_TYPE_INTEGER)
		   ? type
		   : NULL;
}

static struct integer_range
integer_all(const struct dn_type *type)
{
	if (type->kind == DN_TYPE_SMALLINT)
		return (struct integer_range){ INT16_MIN, INT16_MAX };
	return (struct integer_range){ INT32_MIN, INT32_MAX };
}

static bool
integer_is_within(struct integer_range range, const struct dn_type *type)
{
	struct integer_range all = integer_all(type);

	return range.least >= all.least && range.most <= all.most;
}

static struct integer_range
integer_product(struct integer_range a, struct integer_range b)
{
	int64_t corners[] = { a.least * b.least, a.least * b.most, a.most * b.least,
		a.most * b.most };
	struct integer_range range = { corners[0], corners[0] };

	for (size_t i = 1; i < 4; i++) {
		range.least = corners[i] < range.least ? corners[i] : range.least;
		range.most = corners[i] > range.most ? corners[i] : range.most;
	}
	return range;
}

static struct integer_range
integer_range(const struct mysql_print *p, const struct dn_expr *e, const struct dn_type *type);

/* What an expression of TYPE comes to before anybody looks whether it is within that. */
static struct integer_range
integer_computed(const struct mysql_print *p, const struct dn_expr *e, const struct dn_type *type)
{
	const struct dn_type *sides[2] = { NULL, NULL };
	struct integer_range a, b;

	if (e->kind == DN_EXPR_NUMBER) {
		int64_t n = strtoll(e->text, NULL, 10);

		return (struct integer_range){ n, n };
	}
	for (size_t i = 0; e->kind == DN_EXPR_OPERATOR && i < e->nargs && i < 2; i++)
		sides[i] = integer_type(p, e->args[i]);
	if (sides[0] == NULL || (e->nargs == 2 && sides[1] == NULL) || e->name[1] != '\0')
		return integer_all(type);
	a = integer_range(p, e->args[0], sides[0]);
	if (e->nargs == 1)
		return e->name[0] == '-' ? (struct integer_range){ -a.most, -a.least }
					 : integer_all(type);
	b = integer_range(p, e->args[1], sides[1]);
	switch (e->name[0]) {
	case '+': return (struct integer_range){ a.least + b.least, a.most + b.most };
	case '-': return (struct integer_range){ a.least - b.most, a.most - b.least };
	case '*': return integer_product(a, b);
	default: return integer_all(type);
	}
}

/* Beyond its type there is no value, but an error. */
static struct integer_range
integer_range(const struct mysql_print *p, const struct dn_expr *e, const struct dn_type *type)
{
	struct integer_range range = integer_computed(p, e, type);

	return integer_is_within(range, type) ? range : integer_all(type);
}

/* The least of all has no value without its sign, and so none divided by -1. */
static bool
integer_may_overflow(
    const struct mysql_print *p, const struct dn_expr *e, const struct dn_type *type)
{
	if (e->kind == DN_EXPR_FUNCTION)
		return strcmp(e->name, "abs") == 0;
	if (e->kind == DN_EXPR_CAST) {
		const struct dn_type *from = dn_mysql_expr_type(p, e->args[0]);

		return from == NULL || from->dims > 0 ||
		       (from->kind != DN_TYPE_BOOLEAN && from->kind != DN_TYPE_SMALLINT &&
			   from->kind != type->kind);
	}
	if (e->kind != DN_EXPR_OPERATOR || strlen(e->name) != 1 ||
	    strchr("+-*/", e->name[0]) == NULL)
		return false;
	if (e->name[0] == '/')
		return e->args[1]->kind != DN_EXPR_NUMBER;
	return !integer_is_within(integer_computed(p, e, type), type);
}

const char *
dn_mysql_overflows(const struct mysql_print *p, const struct dn_expr *expr)
{
	const struct dn_type *type = integer_type(p, expr);

	if (type == NULL || expr == p->stored || !integer_may_overflow(p, expr, type))
		return NULL;
	return type->kind == DN_TYPE_SMALLINT ? BEYOND_SMALLINT : BEYOND_INTEGER;
}

/* -- bits ------------------------------------------------------------------------------- */

/* The lower bits of $1, with the highest of them as sign. */
#define SIGNED_32(form) "(CAST((" form " & 4294967295) ^ 2147483648 AS signed) - 2147483648)"
#define SIGNED_16(form) "(CAST((" form " & 65535) ^ 32768 AS signed) - 32768)"

static const struct {
	enum dn_type_kind kind;
	const char *left, *right, *hex;
} integer_bits[] = {
	{ DN_TYPE_SMALLINT, SIGNED_16("($1 << ($2 & 31))"),
	    "CAST(if($1 < 0, ~(~ $1 >> ($2 & 31)), $1 >> ($2 & 31)) AS signed)",
	    "lower(hex($1 & 4294967295))" },
	{ DN_TYPE_INTEGER, SIGNED_32("($1 << ($2 & 31))"),
	    "CAST(if($1 < 0, ~(~ $1 >> ($2 & 31)), $1 >> ($2 & 31)) AS signed)",
	    "lower(hex($1 & 4294967295))" },
	{ DN_TYPE_BIGINT, "CAST($1 << ($2 & 63) AS signed)",
	    "CAST(if($1 < 0, ~(~ $1 >> ($2 & 63)), $1 >> ($2 & 63)) AS signed)", "lower(hex($1))" },
};

bool
dn_mysql_bits(struct mysql_print *p, const struct dn_expr *expr, bool *done)
{
	bool left = strcmp(expr->name, "<<") == 0, right = strcmp(expr->name, ">>") == 0;
	bool hex = expr->kind == DN_EXPR_FUNCTION && strcmp(expr->name, "to_hex") == 0;
	const struct dn_type *type;

	*done = hex ? expr->nargs == 1
		    : (left || right) && expr->kind == DN_EXPR_OPERATOR && expr->nargs == 2;
	if (!*done)
		return true;
	type = dn_mysql_expr_type(p, expr->args[0]);
	for (size_t i = 0; type != NULL && i < sizeof integer_bits / sizeof *integer_bits; i++)
		if (integer_bits[i].kind == type->kind && type->dims == 0)
			return dn_mysql_fill(p,
			    hex    ? integer_bits[i].hex
			    : left ? integer_bits[i].left
				   : integer_bits[i].right,
			    expr->args, expr->nargs);
	return dn_mysql_cannot_at(p, expr->span,
	    "%s of what is not known to be an integer has no counterpart there; cast it",
	    expr->name);
}
