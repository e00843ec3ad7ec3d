/* domain.c - what a column has from the domains that its type is made of */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/sqlite.h"

/* The next domain below TYPE; NULL at the end. */
static const struct dn_domain *
domain_next(const struct dn_schema *schema, const struct dn_type **type)
{
	const struct dn_domain *domain = (*type)->dims > 0 ? NULL : dn_schema_domain(schema, *type);

	if (domain != NULL)
		*type = domain->value->type;
	return domain;
}

bool
dn_sqlite_column_not_null(const struct dn_schema *schema, const struct dn_column *column)
{
	const struct dn_type *type = column->type;
	const struct dn_domain *domain;
	bool not_null = column->not_null;

	while ((domain = domain_next(schema, &type)) != NULL)
		not_null = not_null || domain->value->not_null;
	return not_null;
}

const struct dn_expr *
dn_sqlite_column_default(const struct dn_schema *schema, const struct dn_column *column)
{
	const struct dn_type *type = column->type;
	const struct dn_expr *value = column->default_expr;
	const struct dn_domain *domain;

	while (value == NULL && (domain = domain_next(schema, &type)) != NULL)
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

/* VALUE is the column. */
static bool
domain_check(
    struct sqlite_print *p, const struct dn_column *column, const struct dn_constraint *check)
{
	struct dn_expr *expr;
	size_t start;
	bool ok;

	if (check->left_out)
		return true;
	expr = dn_expr_copy(p->buf, check->check);
	dn_expr_each(expr, domain_name_value, (void *) (uintptr_t) column->name);
	dunlin_buf_puts(p->buf, "\n        CONSTRAINT ");
	dn_sqlite_identifier(p->buf, check->name);
	dunlin_buf_puts(p->buf, " CHECK (");
	start = p->buf->len;
	ok = dn_sqlite_expr(p, expr);
	dn_sqlite_condition(p, start, "%s of table '%s'", check->name, p->table->name);
	dunlin_buf_puts(p->buf, ")");
	dn_free(expr);
	return ok;
}

struct dn_constraint *
dn_sqlite_domain_cannot(struct sqlite_print *p, const struct dn_column *column)
{
	const struct dn_type *type = column->type;
	const struct dn_domain *domain;

	while ((domain = domain_next(p->t->schema, &type)) != NULL)
		for (size_t i = 0; i < domain->nconstraints; i++)
			if (!domain_check(p, column, domain->constraints[i]))
				return domain->constraints[i];
	return NULL;
}

bool
dn_sqlite_domain_checks(struct sqlite_print *p, const struct dn_column *column)
{
	const struct dn_type *type = column->type;
	const struct dn_domain *domain;

	while ((domain = domain_next(p->t->schema, &type)) != NULL) {
		if (domain->composite)
			dn_translation_notice(p->t, "composite-type",
			    "values of composite types and of the history's own ranges, such as "
			    "'%s', are text in SQLite, as PostgreSQL prints them, and not checked",
			    domain->name);
		for (size_t i = 0; i < domain->nconstraints; i++)
			if (!domain_check(p, column, domain->constraints[i]))
				return false;
	}
	return true;
}
