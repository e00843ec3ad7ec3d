/* domain.c - what a column has from the domains that its type is made of */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/table/table.h"

void
dn_sqlite_each_domain_check(const struct dn_schema *schema, const struct dn_column *column,
    void (*fn)(const struct dn_column *column, const struct dn_constraint *check, void *payload),
    void *payload)
{
	const struct dn_type *type = column->type;
	const struct dn_domain *domain;

	while ((domain = dn_domain_next(schema, &type)) != NULL)
		for (size_t i = 0; i < domain->nconstraints; i++)
			fn(column, domain->constraints[i], payload);
}

static void
domain_check(const struct dn_column *column, const struct dn_constraint *check, void *payload)
{
	dn_sqlite_domain_check(payload, column, check);
}

void
dn_sqlite_domain_checks(struct sqlite_print *p, const struct dn_column *column)
{
	const struct dn_type *type = column->type;
	const struct dn_domain *domain;

	while ((domain = dn_domain_next(p->t->schema, &type)) != NULL)
		if (domain->composite)
			dn_translation_notice(p->t, "composite-type",
			    "values of composite types and of the history's own ranges, such as "
			    "'%s', are text in SQLite, as PostgreSQL prints them, and not checked",
			    domain->name);
	dn_sqlite_each_domain_check(p->t->schema, column, domain_check, p);
}
