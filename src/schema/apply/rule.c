/* rule.c - rules, which say what happens instead of a statement on rows, or besides it */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "schema/apply/apply.h"
#include "schema/query/view.h"

static struct dn_rewrite *
rule_find(const struct dn_rule_site *site, const char *name)
{
	for (size_t i = 0; i < *site->nrules; i++)
		if (strcmp((*site->rules)[i]->name, name) == 0)
			return (*site->rules)[i];
	return NULL;
}

static bool
rule_of_table(struct dn_table *table, struct dn_rule_site *site)
{
	*site = (struct dn_rule_site){ .table = table,
		.relation = { table->schema, table->name },
		.rules = &table->rules,
		.nrules = &table->nrules };
	return true;
}

static bool
rule_of_view(struct dn_view *view, struct dn_rule_site *site)
{
	*site = (struct dn_rule_site){ .view = view,
		.relation = { view->schema, view->name },
		.rules = &view->rules,
		.nrules = &view->nrules };
	return true;
}

bool
dn_schema_rules(
    const struct dn_schema *schema, const struct dn_name *name, struct dn_rule_site *site)
{
	struct dn_table *table = dn_schema_table(schema, name);
	struct dn_view *view = table != NULL ? NULL : dn_schema_view(schema, name);

	if (table != NULL)
		return rule_of_table(table, site);
	return view != NULL && rule_of_view(view, site);
}

static bool
rule_each(struct dn_rule_site *site, bool (*fn)(const struct dn_rule_site *site, void *payload),
    void *payload)
{
	for (size_t i = 0; i < *site->nrules; i++) {
		site->rule = (*site->rules)[i];
		if (!fn(site, payload))
			return false;
	}
	return true;
}

bool
dn_schema_each_rule(const struct dn_schema *schema, const struct dn_name *name,
    bool (*fn)(const struct dn_rule_site *site, void *payload), void *payload)
{
	struct dn_map *tables, *views;
	struct dn_rule_site site;
	bool ok = true;

	if (!schema->ruled)
		return true;
	tables = dn_readers_part(NULL, schema, schema->tables, name);
	views = dn_readers_part(tables, schema, schema->views, name);
	dn_map_each (tables, e)
		ok = ok && rule_of_table(e->value, &site) && rule_each(&site, fn, payload);
	dn_map_each (views, e)
		ok = ok && rule_of_view(e->value, &site) && rule_each(&site, fn, payload);
	dn_free(tables);
	return ok;
}

/* What it writes to is known by its schema, and an INSERT by its columns, from here on. */
static void
rule_fix_action(struct dn_rewrite *rule, const struct dn_schema *schema, struct dn_query *action)
{
	const struct dn_table *table = dn_schema_table(schema, &action->table->table);
	const struct dn_view *view = dn_schema_view(schema, &action->table->table);
	size_t n = action->source == NULL ? 0 : dn_query_width(action->source);

	if (table != NULL)
		action->table->table.schema = dn_strdup(rule, table->schema);
	else if (view != NULL)
		action->table->table.schema = dn_strdup(rule, view->schema);
	if (action->kind != DN_QUERY_INSERT || action->columns != NULL || table == NULL ||
	    table->unknown)
		return;
	for (size_t i = 0; i < n && i < table->ncolumns; i++)
		dn_push(rule, action->columns, action->ncolumns,
		    dn_strdup(rule, table->columns[i]->name));
}

bool
dn_apply_create_rule(struct dn_apply *a)
{
	const struct dn_rewrite *given = a->change->rule;
	struct dn_rule_site site;
	struct dn_rewrite *old, *copy;

	if (!dn_schema_rules(a->schema, &a->change->object, &site))
		return true;
	old = rule_find(&site, given->name);
	if (old != NULL)
		dn_model_drop_rule(*site.rules, site.nrules, old);
	copy = dn_memdup(
	    site.table != NULL ? (const void *) site.table : site.view, given, sizeof *given);
	copy->name = dn_strdup(copy, given->name);
	copy->where = dn_expr_copy(copy, given->where);
	copy->actions = dn_new_array(copy, struct dn_query *, given->nactions + 1);
	for (size_t i = 0; i < given->nactions; i++)
		copy->actions[i] = dn_query_copy(copy, given->actions[i]);
	dn_rule_resolve(copy, a->schema, &site.relation, copy);
	for (size_t i = 0; i < copy->nactions; i++)
		rule_fix_action(copy, a->schema, copy->actions[i]);
	dn_push(site.table != NULL ? (const void *) site.table : site.view, *site.rules,
	    *site.nrules, copy);
	a->schema->ruled = true;
	return true;
}

bool
dn_apply_drop_rule(struct dn_apply *a)
{
	struct dn_rule_site site;
	struct dn_rewrite *rule;

	if (!dn_schema_rules(a->schema, &a->change->object, &site))
		return true;
	rule = rule_find(&site, a->change->name);
	if (rule != NULL)
		dn_model_drop_rule(*site.rules, site.nrules, rule);
	return true;
}

struct rule_release {
	struct dn_apply *a;
	const struct dn_name *name;
	const char *column;
	struct dn_rule_site found;
};

/* With a relation go the rules on itself. */
static bool
rule_is_other(const struct dn_rule_site *site, void *payload)
{
	struct rule_release *r = payload;
	bool own = r->column == NULL && strcmp(site->relation.schema, r->name->schema) == 0 &&
		   strcmp(site->relation.name, r->name->name) == 0;

	if (own || !dn_rule_uses(r->a->schema, site, r->name, r->column))
		return true;
	r->found = *site;
	return false;
}

bool
dn_apply_release_rules(
    struct dn_apply *a, const struct dn_name *name, const char *column, const char *what)
{
	struct rule_release r = { .a = a, .name = name, .column = column };

	while (!dn_schema_each_rule(a->schema, name, rule_is_other, &r)) {
		if (a->schema->unsure == NULL &&
		    !dn_apply_cascade(a, what, "rule '%s' on '%s' depends on %s",
			r.found.rule->name, r.found.relation.name, what))
			return false;
		dn_model_drop_rule(*r.found.rules, r.found.nrules, r.found.rule);
	}
	return true;
}

bool
dn_apply_has_rule(struct dn_apply *a, const struct dn_name *name, const char *column)
{
	struct rule_release r = { .a = a, .name = name, .column = column };

	return !dn_schema_each_rule(a->schema, name, rule_is_other, &r);
}
