/* type.c - enums, and what types of both kinds have in common */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "schema/apply/apply.h"
#include "schema/mention.h"

static bool
type_has_no_twins(struct dn_apply *a)
{
	struct dn_map *seen = dn_map_new(NULL);
	bool ok = true;

	for (size_t i = 0; ok && i < a->change->nvalues; i++) {
		if (dn_map_get(seen, a->change->values[i]) != NULL)
			ok = dn_apply_refuse(
			    a, "enum label '%s' used more than once", a->change->values[i]);
		dn_map_put(seen, a->change->values[i], seen);
	}
	dn_free(seen);
	return ok;
}

bool
dn_apply_has_type(struct dn_apply *a, const char *in_schema, const char *name)
{
	struct dn_name full = { in_schema, name };

	return dn_model_find(a->schema, a->schema->enums, &full) != NULL ||
	       dn_model_find(a->schema, a->schema->domains, &full) != NULL ||
	       dn_schema_table(a->schema, &full) != NULL;
}

bool
dn_apply_free_type(struct dn_apply *a, const char *in_schema, const char *name)
{
	struct dn_name full = { in_schema, name };
	struct dn_enum *type = dn_model_find(a->schema, a->schema->enums, &full);
	struct dn_domain *domain = dn_model_find(a->schema, a->schema->domains, &full);
	bool known = (type != NULL && !type->unknown) || (domain != NULL && !domain->unknown) ||
		     dn_schema_table(a->schema, &full) != NULL;

	if (known && a->schema->unsure == NULL)
		return dn_apply_refuse(a, "type '%s' already exists", name);
	if (type != NULL)
		dn_model_drop_enum(a->schema, type);
	if (domain != NULL)
		dn_model_drop_domain(a->schema, domain);
	return true;
}

bool
dn_apply_create_enum(struct dn_apply *a)
{
	const struct dn_change *change = a->change;
	const char *in = dn_apply_schema(a, &change->object);
	struct dn_name full = { in, change->object.name };
	struct dn_enum *type;
	char *key;

	if (in == NULL)
		return false;
	if (change->if_not_exists && dn_apply_has_type(a, in, full.name))
		return true;
	if (!type_has_no_twins(a) || !dn_apply_free_type(a, in, full.name))
		return false;
	dn_apply_forget(a, &full);
	type = dn_new(a->schema, struct dn_enum);
	type->schema = dn_strdup(type, in);
	type->name = dn_strdup(type, full.name);
	for (size_t i = 0; i < change->nvalues; i++)
		dn_push(type, type->values, type->nvalues, dn_strdup(type, change->values[i]));
	key = dn_schema_key(NULL, a->schema, &full);
	dn_model_touch(a->schema, key);
	dn_map_put(a->schema->enums, key, type);
	dn_free(key);
	return true;
}

/* Not found: it may be there all the same, and not all of it is known from here on. */
static struct dn_enum *
type_find_enum(struct dn_apply *a)
{
	struct dn_enum *type = dn_model_find(a->schema, a->schema->enums, &a->change->object);

	if (type == NULL)
		dn_apply_hide(a, &a->change->object);
	return type;
}

/* Where the label is; the number of labels when it is none. */
static size_t
type_label(const struct dn_enum *type, const char *label)
{
	size_t i = 0;

	while (i < type->nvalues && strcmp(type->values[i], label) != 0)
		i++;
	return i;
}

static bool
type_label_exists(struct dn_apply *a, const char *label)
{
	return a->schema->unsure != NULL ||
	       dn_apply_refuse(a, "enum label '%s' already exists", label);
}

bool
dn_apply_add_enum_value(struct dn_apply *a)
{
	struct dn_enum *type = type_find_enum(a);
	const struct dn_change *change = a->change;
	size_t at;

	if (type == NULL)
		return true;
	if (type_label(type, change->new_name) < type->nvalues)
		return change->if_not_exists || type_label_exists(a, change->new_name);
	at = change->text == NULL ? type->nvalues : type_label(type, change->text);
	if (change->text != NULL && at == type->nvalues && !type->unknown)
		return dn_apply_refuse(a, "'%s' is not an existing enum label", change->text);
	if (change->text != NULL && !change->before && at < type->nvalues)
		at++;
	dn_push(type, type->values, type->nvalues, NULL);
	memmove(&type->values[at + 1], &type->values[at],
	    (type->nvalues - 1 - at) * sizeof *type->values);
	type->values[at] = dn_strdup(type, change->new_name);
	return true;
}

bool
dn_apply_rename_enum_value(struct dn_apply *a)
{
	struct dn_enum *type = type_find_enum(a);
	size_t at;

	if (type == NULL)
		return true;
	at = type_label(type, a->change->name);
	if (at == type->nvalues)
		return type->unknown ||
		       dn_apply_refuse(a, "'%s' is not an existing enum label", a->change->name);
	if (type_label(type, a->change->new_name) < type->nvalues)
		return type_label_exists(a, a->change->new_name);
	dn_model_rename_label(a->schema, type, at, a->change->new_name);
	return true;
}

static bool
type_rename(struct dn_apply *a, const char *in, const char *name)
{
	struct dn_enum *type = dn_model_find(a->schema, a->schema->enums, &a->change->object);
	struct dn_domain *domain = dn_model_find(a->schema, a->schema->domains, &a->change->object);
	const char *old = type != NULL ? type->schema : domain != NULL ? domain->schema : NULL;

	if (old == NULL) {
		struct dn_name to = { in == NULL ? a->change->object.schema : in, name };

		dn_apply_forget(a, &a->change->object);
		dn_apply_hide(a, &to);
		return true;
	}
	in = in == NULL ? old : in;
	/* Into its own schema is nothing to do. */
	if (a->change->kind == DN_MOVE_TYPE && strcmp(in, old) == 0)
		return true;
	if (!dn_apply_free_type(a, in, name))
		return false;
	if (type != NULL)
		dn_model_rename_enum(a->schema, type, in, name);
	else
		dn_model_rename_domain(a->schema, domain, in, name);
	return true;
}

bool
dn_apply_rename_type(struct dn_apply *a)
{
	return type_rename(a, NULL, a->change->new_name);
}

bool
dn_apply_move_type(struct dn_apply *a)
{
	return type_rename(a, a->change->new_name, a->change->object.name);
}

bool
dn_apply_release_type(
    struct dn_apply *a, struct dn_table *table, const void *type, const char *what)
{
	for (size_t i = table->ncolumns; i-- > 0;) {
		struct dn_column *column = table->columns[i];

		if (dn_schema_enum(a->schema, column->type) != type &&
		    dn_schema_domain(a->schema, column->type) != type)
			continue;
		if (!dn_apply_cascade(a, what, "column '%s' of table '%s' depends on %s",
			column->name, table->name, what) ||
		    !dn_apply_remove_column(a, table, column))
			return false;
	}
	return true;
}

/* A domain that is over TYPE, or NULL. */
static struct dn_domain *
type_domain_over(struct dn_apply *a, const void *type, const char *name)
{
	struct dn_map *domains = dn_mention_part(NULL, a->schema, a->schema->domains, name);
	struct dn_domain *over = NULL;

	dn_map_each (domains, e) {
		struct dn_domain *domain = e->value;

		if (over == NULL && (dn_schema_enum(a->schema, domain->value->type) == type ||
					dn_schema_domain(a->schema, domain->value->type) == type))
			over = domain;
	}
	dn_free(domains);
	return over;
}

/* Columns, and domains over it with theirs. */
static bool
type_release(struct dn_apply *a, const void *type, const char *name, const char *what)
{
	struct dn_map *tables = dn_mention_part(NULL, a->schema, a->schema->tables, name);
	struct dn_domain *domain;
	bool ok = true;

	dn_map_each (tables, e)
		ok = ok && dn_apply_release_type(a, e->value, type, what);
	dn_free(tables);
	while (ok && (domain = type_domain_over(a, type, name)) != NULL)
		ok = dn_apply_cascade(a, what, "type '%s' depends on %s", domain->name, what) &&
		     dn_apply_drop_domain(a, domain);
	return ok;
}

static bool
type_drop(struct dn_apply *a, const void *type, const char *name)
{
	char *what = dn_sprintf(NULL, "type '%s'", name);
	bool free = type_release(a, type, name, what);

	dn_free(what);
	return free;
}

bool
dn_apply_drop_enum(struct dn_apply *a, struct dn_enum *type)
{
	if (!type_drop(a, type, type->name))
		return false;
	dn_model_drop_enum(a->schema, type);
	return true;
}

bool
dn_apply_drop_domain(struct dn_apply *a, struct dn_domain *domain)
{
	if (!type_drop(a, domain, domain->name))
		return false;
	dn_model_drop_domain(a->schema, domain);
	return true;
}

bool
dn_apply_drop_type(struct dn_apply *a)
{
	struct dn_enum *type = dn_model_find(a->schema, a->schema->enums, &a->change->object);
	struct dn_domain *domain = dn_model_find(a->schema, a->schema->domains, &a->change->object);

	dn_apply_forget(a, &a->change->object);
	if (type != NULL)
		return dn_apply_drop_enum(a, type);
	if (domain != NULL)
		return dn_apply_drop_domain(a, domain);
	if (a->change->cascade)
		dn_apply_unsure(a);
	return true;
}

/* One without a schema may always be public's. */
static void
type_fix(const struct dn_schema *schema, struct dn_type *type)
{
	const struct dn_enum *labels = type == NULL ? NULL : dn_schema_enum(schema, type);
	const struct dn_domain *domain = type == NULL ? NULL : dn_schema_domain(schema, type);
	const char *in = labels != NULL   ? labels->schema
			 : domain != NULL ? domain->schema
					  : "public";

	if (type != NULL && type->schema == NULL && strcmp(in, "public") != 0)
		type->schema = dn_strdup(type, in);
}

static bool
type_fix_cast(struct dn_expr *expr, void *payload)
{
	if (expr->kind == DN_EXPR_CAST)
		type_fix(payload, expr->type);
	return true;
}

static void
type_fix_column(struct dn_schema *schema, struct dn_column *column)
{
	if (column == NULL)
		return;
	type_fix(schema, column->type);
	dn_expr_each(column->default_expr, type_fix_cast, schema);
	dn_expr_each(column->generated, type_fix_cast, schema);
}

/* The search path may be another one when they are looked up. */
void
dn_apply_fix_types(struct dn_apply *a)
{
	struct dn_change *c = a->change;

	type_fix_column(a->schema, c->column);
	for (size_t i = 0; i < c->ncolumns; i++)
		type_fix_column(a->schema, c->columns[i]);
	type_fix(a->schema, c->type);
	dn_expr_each(c->expr, type_fix_cast, a->schema);
	if (c->constraint != NULL)
		dn_expr_each(c->constraint->check, type_fix_cast, a->schema);
	for (size_t i = 0; i < c->nconstraints; i++)
		dn_expr_each(c->constraints[i]->check, type_fix_cast, a->schema);
}
