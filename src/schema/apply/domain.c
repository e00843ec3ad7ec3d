/* domain.c - CREATE and ALTER DOMAIN */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "schema/apply/apply.h"
#include "schema/name.h"

static struct dn_constraint *
domain_constraint(const struct dn_domain *domain, const char *name)
{
	for (size_t i = 0; i < domain->nconstraints; i++)
		if (strcmp(domain->constraints[i]->name, name) == 0)
			return domain->constraints[i];
	return NULL;
}

static bool
domain_add_constraint(struct dn_apply *a, struct dn_domain *domain, struct dn_constraint *given)
{
	struct dn_constraint *copy;
	/* Its name is made up as of a table's CHECK that is about no column. */
	struct dn_table table = { .schema = domain->schema, .name = domain->name };

	if (given->name == NULL)
		given->name = dn_name_domain(given, a->schema, &table);
	else if (domain_constraint(domain, given->name) != NULL)
		return a->schema->unsure != NULL ||
		       dn_apply_refuse(a, "constraint '%s' for domain '%s' already exists",
			   given->name, domain->name);
	copy = dn_constraint_copy(domain, given);
	dn_push(domain, domain->constraints, domain->nconstraints, copy);
	dn_model_count_constraint(a->schema, domain->schema, copy->name, true);
	return true;
}

static bool
domain_drop_constraint(struct dn_apply *a, struct dn_domain *domain)
{
	for (size_t i = 0; i < domain->nconstraints; i++) {
		struct dn_constraint *c = domain->constraints[i];

		if (strcmp(c->name, a->change->name) != 0)
			continue;
		dn_model_count_constraint(a->schema, domain->schema, c->name, false);
		domain->nconstraints--;
		memmove(&domain->constraints[i], &domain->constraints[i + 1],
		    (domain->nconstraints - i) * sizeof *domain->constraints);
		dn_free(c);
		return true;
	}
	return a->change->if_exists || domain->unknown || a->schema->unsure != NULL ||
	       dn_apply_refuse(a, "constraint '%s' of domain '%s' does not exist", a->change->name,
		   domain->name);
}

bool
dn_apply_create_domain(struct dn_apply *a)
{
	const struct dn_change *change = a->change;
	const char *in = dn_apply_schema(a, &change->object);
	struct dn_name full = { in, change->object.name };
	struct dn_domain *domain;
	char *key;

	if (in == NULL)
		return false;
	if (change->if_not_exists && dn_apply_has_type(a, in, full.name))
		return true;
	if (!dn_apply_free_type(a, in, full.name))
		return false;
	dn_apply_forget(a, &full);
	domain = dn_new(a->schema, struct dn_domain);
	domain->schema = dn_strdup(domain, in);
	domain->name = dn_strdup(domain, full.name);
	domain->value = dn_column_copy(domain, change->column);
	domain->composite = change->kind == DN_CREATE_COMPOSITE;
	key = dn_schema_key(NULL, a->schema, &full);
	dn_model_touch(a->schema, key);
	dn_map_put(a->schema->domains, key, domain);
	dn_free(key);
	for (size_t i = 0; i < change->nconstraints; i++)
		if (!domain_add_constraint(a, domain, change->constraints[i]))
			return false;
	return true;
}

static bool
domain_rename_constraint(struct dn_apply *a, struct dn_domain *domain)
{
	struct dn_constraint *c = domain_constraint(domain, a->change->name);
	const char *new_name = a->change->new_name;

	if (c == NULL)
		return domain->unknown || a->schema->unsure != NULL ||
		       dn_apply_refuse(a, "constraint '%s' for domain %s does not exist",
			   a->change->name, domain->name);
	if (domain_constraint(domain, new_name) != NULL)
		return dn_apply_refuse(
		    a, "constraint '%s' for domain %s already exists", new_name, domain->name);
	dn_model_count_constraint(a->schema, domain->schema, c->name, false);
	dn_model_count_constraint(a->schema, domain->schema, new_name, true);
	c->name = dn_strdup(c, new_name);
	return true;
}

static bool
domain_validate(struct dn_apply *a, const struct dn_domain *domain)
{
	struct dn_constraint *c = domain_constraint(domain, a->change->name);

	if (c == NULL)
		return domain->unknown || a->schema->unsure != NULL ||
		       dn_apply_refuse(a, "constraint '%s' of domain '%s' does not exist",
			   a->change->name, domain->name);
	c->not_valid = false;
	return true;
}

bool
dn_apply_alter_domain(struct dn_apply *a)
{
	struct dn_domain *domain = dn_model_find(a->schema, a->schema->domains, &a->change->object);
	struct dn_column *value = domain == NULL ? NULL : domain->value;

	if (domain == NULL) {
		dn_apply_hide(a, &a->change->object);
		return true;
	}
	switch ((int) a->change->domain) {
	case DN_SET_DEFAULT:
	case DN_DROP_DEFAULT:
		dn_free(value->default_expr);
		value->default_expr = dn_expr_copy(value, a->change->expr);
		return true;
	case DN_SET_NOT_NULL: value->not_null = true; return true;
	case DN_DROP_NOT_NULL: value->not_null = false; return true;
	case DN_ADD_CONSTRAINT: return domain_add_constraint(a, domain, a->change->constraint);
	case DN_DROP_CONSTRAINT: return domain_drop_constraint(a, domain);
	case DN_RENAME_CONSTRAINT: return domain_rename_constraint(a, domain);
	default: return domain_validate(a, domain);
	}
}
