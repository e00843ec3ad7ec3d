/* compare.c - comparisons, IN and BETWEEN */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/expr/expr.h"

static bool
compare_cannot(
    const struct sqlite_print *p, const struct dn_expr *expr, const char *what, const char *name)
{
	return dn_sqlite_cannot(p->err, p->from, dn_sqlite_place(p, expr->span),
	    "%s '%s' has no counterpart there", what, name);
}

static bool
compare_is_kind(const struct dn_type *type, enum dn_type_kind kind)
{
	return type != NULL && type->dims == 0 && type->kind == kind;
}

/* One side of a comparison: a literal there is a value of the other side's type. */
static bool
compare_side(struct sqlite_print *p, struct dn_expr *expr, const struct dn_type *type)
{
	type = dn_sqlite_loose(p, type);
	if (compare_is_kind(dn_sqlite_expr_type(p, expr), DN_TYPE_DATE) &&
	    !compare_is_kind(type, DN_TYPE_DATE))
		return dn_sqlite_as(p, expr, type);
	return dn_sqlite_constant(p, expr, type) || dn_sqlite_side(p, expr);
}

/* Values of the type that both rows have in common, column by column. */
static bool
compare_row_side(struct sqlite_print *p, const struct dn_expr *row, const struct dn_expr *other)
{
	for (size_t i = 0; i < row->nargs; i++) {
		struct dn_expr *both[] = { row->args[i], other->args[i] };

		dunlin_buf_puts(p->buf, i == 0 ? "(" : ", ");
		if (!compare_side(p, row->args[i], dn_expr_common_type(both, 2, p->table)))
			return false;
	}
	dunlin_buf_puts(p->buf, ")");
	return true;
}

static bool
compare_rows(struct sqlite_print *p, const struct dn_expr *expr, const char *word)
{
	const struct dn_expr *left = expr->args[0], *right = expr->args[1];

	if (left->nargs != right->nargs)
		return compare_cannot(p, expr, "the comparison of rows of other lengths", word);
	if (!compare_row_side(p, left, right))
		return false;
	dunlin_buf_printf(p->buf, " %s ", word);
	return compare_row_side(p, right, left);
}

/* An interval is compared by the seconds that it lasts. */
static bool
compare_intervals(struct sqlite_print *p, const struct dn_expr *expr, const char *word)
{
	if (!dn_sqlite_seconds(p, expr->args[0]))
		return false;
	dunlin_buf_printf(p->buf, " %s ", word);
	return dn_sqlite_seconds(p, expr->args[1]);
}

bool
dn_sqlite_compare(struct sqlite_print *p, const struct dn_expr *expr, const char *word)
{
	const struct dn_type *type = dn_expr_common_type(expr->args, expr->nargs, p->table);

	if (expr->args[0]->kind == DN_EXPR_ROW && expr->args[1]->kind == DN_EXPR_ROW)
		return compare_rows(p, expr, word);
	if (compare_is_kind(type, DN_TYPE_INTERVAL) && p->query)
		return compare_intervals(p, expr, word);
	if (type != NULL && (word[0] == '<' || word[0] == '>') && strcmp(word, "<>") != 0 &&
	    dn_schema_enum(p->t->schema, type) != NULL)
		return compare_cannot(p, expr, "the order of an enum in", word);
	if (!compare_side(p, expr->args[0], type))
		return false;
	dunlin_buf_printf(p->buf, " %s ", word);
	return compare_side(p, expr->args[1], type);
}

/* (a, b) IN ((1, 2), (3, 4)) */
static bool
compare_in_rows(struct sqlite_print *p, const struct dn_expr *expr)
{
	if (!dn_sqlite_expr(p, expr->args[0]))
		return false;
	dunlin_buf_puts(p->buf, expr->negated ? " NOT IN (VALUES " : " IN (VALUES ");
	for (size_t i = 1; i < expr->nargs; i++) {
		const struct dn_expr *row = expr->args[i];

		dunlin_buf_puts(p->buf, i == 1 ? "" : ", ");
		if (row->kind != DN_EXPR_ROW || row->nargs != expr->args[0]->nargs)
			return compare_cannot(p, expr, "the list of", "IN");
		if (!compare_row_side(p, row, expr->args[0]))
			return false;
	}
	dunlin_buf_puts(p->buf, ")");
	return true;
}

bool
dn_sqlite_in(struct sqlite_print *p, const struct dn_expr *expr)
{
	const struct dn_type *type = dn_expr_common_type(expr->args, expr->nargs, p->table);

	if (expr->args[0]->kind == DN_EXPR_ROW && p->query)
		return compare_in_rows(p, expr);
	if (!compare_side(p, expr->args[0], type))
		return false;
	dunlin_buf_puts(p->buf, expr->negated ? " NOT IN (" : " IN (");
	for (size_t i = 1; i < expr->nargs; i++) {
		dunlin_buf_puts(p->buf, i == 1 ? "" : ", ");
		if (!compare_side(p, expr->args[i], type))
			return false;
	}
	dunlin_buf_puts(p->buf, ")");
	return true;
}

bool
dn_sqlite_between(struct sqlite_print *p, const struct dn_expr *expr)
{
	const struct dn_type *type = dn_expr_common_type(expr->args, expr->nargs, p->table);

	if (expr->truth)
		return dn_sqlite_fill(p,
		    expr->negated ? "$1 NOT BETWEEN min($2, $3) AND max($2, $3)"
				  : "$1 BETWEEN min($2, $3) AND max($2, $3)",
		    expr->args, 3);
	if (!compare_side(p, expr->args[0], type))
		return false;
	dunlin_buf_puts(p->buf, expr->negated ? " NOT BETWEEN " : " BETWEEN ");
	if (!compare_side(p, expr->args[1], type))
		return false;
	dunlin_buf_puts(p->buf, " AND ");
	return compare_side(p, expr->args[2], type);
}

/* Each column of a row is null, or none. */
bool
dn_sqlite_is_null_row(struct sqlite_print *p, const struct dn_expr *row, bool negated)
{
	dunlin_buf_puts(p->buf, "(");
	for (size_t i = 0; i < row->nargs; i++) {
		dunlin_buf_puts(p->buf, i == 0 ? "" : " AND ");
		if (!dn_sqlite_operand(p, row->args[i]))
			return false;
		dunlin_buf_puts(p->buf, negated ? " IS NOT NULL" : " IS NULL");
	}
	dunlin_buf_puts(p->buf, ")");
	return true;
}
