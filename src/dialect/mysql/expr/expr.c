/* expr.c - expressions in MariaDB's and MySQL's words; what has no counterpart is an error */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dialect/mysql/expr/expr.h"
#include "dialect/mysql/rows/rows.h"

const struct dn_type *
dn_mysql_expr_type(const struct mysql_print *p, const struct dn_expr *expr)
{
	return dn_schema_base(p->t->schema, dn_expr_type(expr, p->table));
}

/* -- other forms ------------------------------------------------------------------------ */

/* Without what is not printed. */
static const struct dn_expr *
expr_strip(const struct dn_expr *expr)
{
	static const char *const binary[] = { "C", "POSIX", "ucs_basic", "default" };

	for (size_t i = 0; expr->kind == DN_EXPR_COLLATE && i < sizeof binary / sizeof *binary; i++)
		if (strcmp(expr->name, binary[i]) == 0)
			return expr->args[0];
	return expr;
}

static bool
expr_is_one(const struct dn_expr *expr)
{
	switch ((int) expr->kind) {
	case DN_EXPR_COLUMN:
	case DN_EXPR_STRING:
	case DN_EXPR_BOOLEAN:
	case DN_EXPR_NULL:
	case DN_EXPR_FUNCTION:
	case DN_EXPR_STAR:
	case DN_EXPR_CAST:
	case DN_EXPR_ROW:
	case DN_EXPR_CASE: return true;
	case DN_EXPR_NUMBER: return expr->text[0] != '-';
	case DN_EXPR_SUBQUERY: return expr->operand == NULL;
	default: return false;
	}
}

bool
dn_mysql_operand(struct mysql_print *p, const struct dn_expr *expr)
{
	bool one;

	expr = expr_strip(expr);
	one = expr_is_one(expr);
	dunlin_buf_puts(p->buf, one ? "" : "(");
	if (!dn_mysql_expr(p, expr))
		return false;
	dunlin_buf_puts(p->buf, one ? "" : ")");
	return true;
}

bool
dn_mysql_operand_as(struct mysql_print *p, const struct dn_expr *expr, const struct dn_type *type)
{
	bool done, ok = dn_mysql_constant(p, expr, type, &done);

	return !ok || done ? ok : dn_mysql_operand(p, expr);
}

/* Blanks at the end of char(n) mean nothing in a list, but something in ARRAY[], which is text. */
static bool
expr_has_blanks(const struct dn_type *type, const struct dn_expr *element)
{
	size_t len = element->kind == DN_EXPR_STRING ? strlen(element->text) : 0;

	return type != NULL && type->kind == DN_TYPE_CHAR && len > 0 &&
	       element->text[len - 1] == ' ';
}

static bool
expr_in(struct mysql_print *p, const struct dn_expr *expr)
{
	const struct dn_type *type = dn_mysql_expr_type(p, expr->args[0]);

	if (expr->nargs == 1) {
		dunlin_buf_puts(p->buf, expr->negated ? "TRUE" : "FALSE");
		return true;
	}
	if (!dn_mysql_compared(p, expr->args[0], NULL))
		return false;
	dunlin_buf_puts(p->buf, expr->negated ? " NOT IN (" : " IN (");
	for (size_t i = 1; i < expr->nargs; i++) {
		dunlin_buf_puts(p->buf, i == 1 ? "" : ", ");
		if (expr_has_blanks(type, expr->args[i]))
			return dn_mysql_cannot_at(p, expr->args[i]->span,
			    "blanks at the end of a character have no counterpart here there; "
			    "leave "
			    "them away");
		if (!dn_mysql_compared(p, expr->args[i], type))
			return false;
	}
	dunlin_buf_puts(p->buf, ")");
	return true;
}

static bool
expr_between(struct mysql_print *p, const struct dn_expr *expr)
{
	const struct dn_type *type = dn_mysql_expr_type(p, expr->args[0]);

	if (expr->truth)
		return dn_mysql_fill(p,
		    expr->negated ? "NOT ($1 BETWEEN least($2, $3) AND greatest($2, $3))"
				  : "$1 BETWEEN least($2, $3) AND greatest($2, $3)",
		    expr->args, 3);
	if (!dn_mysql_operand(p, expr->args[0]))
		return false;
	for (size_t i = 1; i < 3; i++) {
		dunlin_buf_puts(p->buf, i == 2          ? " AND "
					: expr->negated ? " NOT BETWEEN "
							: " BETWEEN ");
		if (!dn_mysql_operand_as(p, expr->args[i], type))
			return false;
	}
	return true;
}

/* Of a row each value is null, or none is. */
static bool
expr_is_row(struct mysql_print *p, const struct dn_expr *expr, const struct dn_expr *row)
{
	dunlin_buf_puts(p->buf, "(");
	for (size_t i = 0; i < row->nargs; i++) {
		dunlin_buf_puts(p->buf, i == 0 ? "" : " AND ");
		if (!dn_mysql_operand(p, row->args[i]))
			return false;
		dunlin_buf_puts(p->buf, expr->negated ? " IS NOT NULL" : " IS NULL");
	}
	dunlin_buf_puts(p->buf, ")");
	return true;
}

static bool
expr_is(struct mysql_print *p, const struct dn_expr *expr)
{
	static const struct {
		const char *name, *word;
	} words[] = { { "true", "TRUE" }, { "false", "FALSE" } };
	const char *word = "NULL";
	const struct dn_expr *row = expr->args[0];

	for (size_t i = 0; i < 2; i++)
		if (strcmp(expr->name, words[i].name) == 0)
			word = words[i].word;
	if (row->kind == DN_EXPR_ROW && row->name == NULL && row->nargs > 0)
		return expr_is_row(p, expr, row);
	if (!dn_mysql_operand(p, expr->args[0]))
		return false;
	dunlin_buf_printf(p->buf, " IS %s%s", expr->negated ? "NOT " : "", word);
	return true;
}

/* Each side is read as the other's type. */
static bool
expr_distinct(struct mysql_print *p, const struct dn_expr *expr)
{
	const struct dn_type *left = dn_mysql_expr_type(p, expr->args[0]),
			     *right = dn_mysql_expr_type(p, expr->args[1]);

	dunlin_buf_puts(p->buf, expr->negated ? "" : "NOT (");
	if (dn_mysql_is_json(left) || dn_mysql_is_json(right)) {
		if (!dn_mysql_json_equal(p, expr->args[0], expr->args[1], "<=>"))
			return false;
	} else {
		if (!dn_mysql_operand_as(p, expr->args[0], right))
			return false;
		dunlin_buf_puts(p->buf, " <=> ");
		if (!dn_mysql_operand_as(p, expr->args[1], left))
			return false;
	}
	dunlin_buf_puts(p->buf, expr->negated ? "" : ")");
	return true;
}

static bool
expr_case(struct mysql_print *p, const struct dn_expr *expr)
{
	const struct dn_type *type = dn_mysql_expr_type(p, expr), *when = NULL;

	dunlin_buf_puts(p->buf, "CASE");
	if (expr->operand != NULL) {
		when = dn_mysql_expr_type(p, expr->operand);
		dunlin_buf_puts(p->buf, " ");
		if (!dn_mysql_compared(p, expr->operand, NULL))
			return false;
	}
	for (size_t i = 0; i + 1 < expr->nargs; i += 2) {
		dunlin_buf_puts(p->buf, " WHEN ");
		if (!(expr->operand == NULL ? dn_mysql_expr(p, expr->args[i])
					    : dn_mysql_compared(p, expr->args[i], when)))
			return false;
		dunlin_buf_puts(p->buf, " THEN ");
		if (!dn_mysql_as(p, expr->args[i + 1], type))
			return false;
	}
	if (expr->otherwise != NULL) {
		dunlin_buf_puts(p->buf, " ELSE ");
		if (!dn_mysql_as(p, expr->otherwise, type))
			return false;
	}
	dunlin_buf_puts(p->buf, " END");
	return true;
}

/* ARRAY(SELECT x ... ORDER BY y): its rows gathered where they are. */
static bool
expr_array(struct mysql_print *p, const struct dn_expr *expr)
{
	const struct dn_query *q = expr->query;
	struct dn_query gathered = *q;
	struct dn_call call = { .order = dn_mysql_order_of(p->buf, q), .norder = q->norder };
	struct dn_expr all = {
		.kind = DN_EXPR_FUNCTION, .name = "array_agg", .nargs = 1, .call = &call
	};
	struct dn_target target = { .expr = &all, .name = "array_agg" };

	if (q->kind != DN_QUERY_SELECT || q->ntargets != 1 || !dn_mysql_is_plain(q))
		return dn_mysql_cannot_at(
		    p, expr->span, "an array of this query has no counterpart there");
	all.args = &q->targets[0].expr;
	gathered.targets = &target;
	gathered.norder = 0;
	dunlin_buf_puts(p->buf, "coalesce((");
	if (!dn_mysql_query(p, &gathered))
		return false;
	dunlin_buf_puts(p->buf, "), '[]')");
	return true;
}

static bool
expr_subquery(struct mysql_print *p, const struct dn_expr *expr)
{
	const char *how = expr->name;
	bool any = strcmp(how, "any") == 0, all = strcmp(how, "all") == 0;

	if (!p->query)
		return dn_mysql_cannot_at(p, expr->span, "a subquery cannot stand here there");
	if (expr->query == NULL)
		return dn_mysql_cannot_at(p, expr->span, "this query has no counterpart there");
	if (strcmp(how, "array") == 0)
		return expr_array(p, expr);
	if (any && (expr->qualifier == NULL || strcmp(expr->qualifier, "=") == 0)) {
		if (!dn_mysql_operand(p, expr->operand))
			return false;
		dunlin_buf_puts(p->buf, expr->negated ? " NOT IN " : " IN ");
	} else if (any || all) {
		if (!dn_mysql_operand(p, expr->operand))
			return false;
		dunlin_buf_printf(p->buf, " %s %s ", expr->qualifier, any ? "ANY" : "ALL");
	} else if (strcmp(how, "exists") == 0) {
		dunlin_buf_puts(p->buf, "EXISTS ");
	}
	/* LIMIT must not stand in the query itself. */
	any = (any || all) && (expr->query->limit != NULL || expr->query->offset != NULL);
	dunlin_buf_puts(p->buf, any ? "(SELECT * FROM (" : "(");
	if (!dn_mysql_query(p, expr->query))
		return false;
	dunlin_buf_puts(p->buf, any ? ") AS `dn`)" : ")");
	return true;
}

/* MariaDB stores nothing computed from char(n), for a mode shows its blanks: without them it does.
 */
static bool
expr_is_padded(const struct mysql_print *p, const char *name)
{
	const struct dn_column *column =
	    p->query || p->rows || p->table == NULL ? NULL : dn_table_column(p->table, name);
	const struct dn_type *type =
	    column == NULL ? NULL : dn_schema_base(p->t->schema, column->type);

	return type != NULL && type->dims == 0 && type->kind == DN_TYPE_CHAR;
}

static bool
expr_column(struct mysql_print *p, const struct dn_expr *expr)
{
	bool padded = expr_is_padded(p, expr->name);

	if (strcmp(expr->name, "ctid") == 0 && expr->type != NULL &&
	    strcmp(expr->type->name, "tid") == 0)
		return dn_mysql_cannot_at(
		    p, expr->span, "the column 'ctid' has no counterpart there");
	if (p->rows && expr->qualifier != NULL) {
		dunlin_buf_puts(p->buf, strcmp(expr->qualifier, "old") == 0 ? "OLD." : "NEW.");
	} else if (p->conflict && expr->qualifier != NULL &&
		   strcmp(expr->qualifier, "excluded") == 0) {
		dunlin_buf_printf(p->buf, "VALUES(%s)", dn_mysql_quoted(p->buf, expr->name));
		return true;
	} else if (p->query && expr->qualifier != NULL) {
		bool target = p->alias != NULL && strcmp(expr->qualifier, p->alias) == 0;

		dn_mysql_identifier(p->buf, target ? p->target : expr->qualifier);
		dunlin_buf_puts(p->buf, ".");
	} else if (!p->query && p->table != NULL && !p->table->unknown &&
		   dn_table_column(p->table, expr->name) == NULL) {
		return dn_mysql_cannot_at(
		    p, expr->span, "the column '%s' has no counterpart there", expr->name);
	}
	dunlin_buf_puts(p->buf, padded ? "rtrim(" : "");
	dn_mysql_identifier(p->buf, expr->name);
	dunlin_buf_puts(p->buf, padded ? ")" : "");
	return true;
}

static bool
expr_row(struct mysql_print *p, const struct dn_expr *expr)
{
	if (expr->name != NULL)
		return dn_mysql_cannot_at(p, expr->span, "a whole row is no value there");
	dunlin_buf_puts(p->buf, "(");
	if (!dn_mysql_list(p, expr->args, expr->nargs))
		return false;
	dunlin_buf_puts(p->buf, ")");
	return true;
}

bool
dn_mysql_expr(struct mysql_print *p, const struct dn_expr *expr)
{
	bool done, ok;

	switch ((int) expr->kind) {
	case DN_EXPR_COLUMN: return expr_column(p, expr);
	case DN_EXPR_FUNCTION: return dn_mysql_function(p, expr);
	case DN_EXPR_OPERATOR: return dn_mysql_operator(p, expr);
	case DN_EXPR_IN: return expr_in(p, expr);
	case DN_EXPR_BETWEEN: return expr_between(p, expr);
	case DN_EXPR_IS: return expr_is(p, expr);
	case DN_EXPR_DISTINCT: return expr_distinct(p, expr);
	case DN_EXPR_CASE: return expr_case(p, expr);
	case DN_EXPR_CAST: return dn_mysql_cast(p, expr);
	case DN_EXPR_SUBQUERY: return expr_subquery(p, expr);
	case DN_EXPR_ROW: return expr_row(p, expr);
	case DN_EXPR_STAR: dunlin_buf_puts(p->buf, "*"); return true;
	case DN_EXPR_DEFAULT: dunlin_buf_puts(p->buf, "DEFAULT"); return true;
	case DN_EXPR_COLLATE:
		if (expr_strip(expr) != expr)
			return dn_mysql_expr(p, expr_strip(expr));
		return dn_mysql_cannot_at(
		    p, expr->span, "the collation '%s' has no counterpart there", expr->name);
	default: break;
	}
	ok = dn_mysql_constant(p, expr, NULL, &done);
	if (!ok || done)
		return ok;
	ok = dn_mysql_json(p, expr, &done);
	if (!ok || done)
		return ok;
	return dn_mysql_cannot_at(p, expr->span, "the expression '%s' has no counterpart there",
	    expr->text != NULL ? expr->text : "?");
}
