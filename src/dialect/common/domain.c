/* domain.c - what a column has from the domains that its type is made of */
#include "config.h"

#include "base/mem.h"
#include "dialect/common/common.h"

const struct dn_domain *
dn_domain_next(const struct dn_schema *schema, const struct dn_type **type)
{
	const struct dn_domain *domain = (*type)->dims > 0 ? NULL : dn_schema_domain(schema, *type);

	if (domain != NULL)
		*type = domain->value->type;
	return domain;
}

bool
dn_domain_not_null(const struct dn_schema *schema, const struct dn_column *column)
{
	const struct dn_type *type = column->type;
	const struct dn_domain *domain;
	bool not_null = column->not_null;

	while ((domain = dn_domain_next(schema, &type)) != NULL)
		not_null = not_null || domain->value->not_null;
	return not_null;
}

const struct dn_expr *
dn_domain_default(const struct dn_schema *schema, const struct dn_column *column)
{
	const struct dn_type *type = column->type;
	const struct dn_expr *value = column->default_expr;
	const struct dn_domain *domain;

	while (value == NULL && (domain = dn_domain_next(schema, &type)) != NULL)
		value = domain->value->default_expr;
	return value;
}

static bool
domain_name_value(struct dn_expr *expr, void *payload)
{
	const char *column = payload;

	if (expr->kind == DN_EXPR_COLUMN)
		expr->name = column;
	return true;
}

struct dn_expr *
dn_domain_check(const void *mem, const struct dn_constraint *check, const char *column)
{
	struct dn_expr *expr = dn_expr_copy(mem, check->check);

	dn_expr_each(expr, domain_name_value, (void *) (uintptr_t) column);
	return expr;
}
