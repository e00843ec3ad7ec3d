/* length.c - how long the text may be that an index computes: its column must take all of it */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/mysql/expr/expr.h"
#include "dialect/mysql/table/table.h"

enum {
	LENGTH_INTEGER = 20,
	LENGTH_BOOLEAN = 5,
	LENGTH_MD5 = 32,
	LENGTH_MOST = 768, /* of a key: what is longer is there with what it begins with */
};

static bool length_of(const struct mysql_print *p, const struct dn_expr *expr, unsigned *length);

static bool
length_of_type(const struct dn_type *type, unsigned *length)
{
	if (type == NULL || type->dims > 0)
		return false;
	*length = dn_type_is_integer(type)                   ? LENGTH_INTEGER
		  : dn_type_is_text(type) && type->nmods > 0 ? (unsigned) type->mods[0]
							     : 0;
	return *length > 0;
}

/* Of the arguments from FIRST on, every STEPth: together, or the longest. */
static bool
length_of_args(const struct mysql_print *p, const struct dn_expr *expr, size_t first, size_t step,
    bool together, unsigned *length)
{
	unsigned one;

	*length = 0;
	for (size_t i = first; i < expr->nargs; i += step) {
		if (!length_of(p, expr->args[i], &one))
			return false;
		*length = together ? *length + one : one > *length ? one : *length;
	}
	return true;
}

/* No longer than their first argument. */
static bool
length_is_kept(const char *function)
{
	static const char *const kept[] = { "btrim", "left", "lower", "ltrim", "nullif", "reverse",
		"right", "rtrim", "substr", "substring", "trim", "upper" };

	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
		if (strcmp(kept[i], function) == 0)
			return true;
	return false;
}

static bool
length_of_function(const struct mysql_print *p, const struct dn_expr *expr, unsigned *length)
{
	if (strcmp(expr->name, "coalesce") == 0)
		return length_of_args(p, expr, 0, 1, false, length);
	if (strcmp(expr->name, "concat") == 0)
		return length_of_args(p, expr, 0, 1, true, length);
	if (strcmp(expr->name, "md5") == 0) {
		*length = LENGTH_MD5;
		return true;
	}
	return expr->nargs > 0 && length_is_kept(expr->name) && length_of(p, expr->args[0], length);
}

static bool
length_of_case(const struct mysql_print *p, const struct dn_expr *expr, unsigned *length)
{
	unsigned otherwise = 0;

	if (!length_of_args(p, expr, 1, 2, false, length) ||
	    (expr->otherwise != NULL && !length_of(p, expr->otherwise, &otherwise)))
		return false;
	*length = otherwise > *length ? otherwise : *length;
	return true;
}

/* False: nothing says it. */
static bool
length_of(const struct mysql_print *p, const struct dn_expr *expr, unsigned *length)
{
	const struct dn_column *column;

	switch (expr->kind) {
	case DN_EXPR_STRING:
	case DN_EXPR_NUMBER: *length = (unsigned) strlen(expr->text); return true;
	case DN_EXPR_BOOLEAN: *length = LENGTH_BOOLEAN; return true;
	case DN_EXPR_NULL: *length = 0; return true;
	case DN_EXPR_COLUMN:
		column = p->table == NULL ? NULL : dn_table_column(p->table, expr->name);
		return column != NULL &&
		       length_of_type(dn_schema_base(p->t->schema, column->type), length);
	case DN_EXPR_CAST:
		return length_of_type(dn_schema_base(p->t->schema, expr->type), length) ||
		       (dn_type_is_text(expr->type) && length_of(p, expr->args[0], length));
	case DN_EXPR_COLLATE: return length_of(p, expr->args[0], length);
	case DN_EXPR_OPERATOR:
		return strcmp(expr->name, "||") == 0 && length_of_args(p, expr, 0, 1, true, length);
	case DN_EXPR_CASE: return length_of_case(p, expr, length);
	case DN_EXPR_FUNCTION: return length_of_function(p, expr, length);
	default: return false;
	}
}

const struct dn_type *
dn_mysql_index_type(const void *mem, const struct mysql_print *p, const struct dn_expr *expr)
{
	const struct dn_type *type = dn_mysql_expr_type(p, expr);
	struct dn_type *text;
	unsigned length;

	if (type != NULL && !dn_type_is_text(type))
		return type;
	text = dn_type_copy(mem, dn_type_plain(DN_TYPE_VARCHAR, 0));
	if (length_of(p, expr, &length) && length > 0 && length <= LENGTH_MOST) {
		text->mods[0] = (int) length;
		text->nmods = 1;
	}
	return text;
}
