/* apply_rule.c - rules, which say what happens instead of a statement on rows, or besides it */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "schema/apply.h"
#include "schema/query.h"

static struct dn_rewrite *
rule_find(const struct dn_table *table, const char *name)
{
	for (size_t i = 0; table != NULL && i < table->nrules; i++)
		if (strcmp(table->rules[i]->name, name) == 0)
			return table->rules[i];
	return NULL;
}

bool
dn_apply_create_rule(struct dn_apply *a)
{
	struct dn_table *table = dn_schema_table(a->schema, &a->change->object);
	const struct dn_rewrite *given = a->change->rule;
	struct dn_rewrite *old = rule_find(table, given->name), *copy;

	if (table == NULL)
		return true;
	if (old != NULL)
		dn_model_drop_rule(table, old);
	copy = dn_memdup(table, given, sizeof *given);
	copy->name = dn_strdup(copy, given->name);
	copy->where = dn_expr_copy(copy, given->where);
	copy->action = dn_query_copy(copy, given->action);
	dn_push(table, table->rules, table->nrules, copy);
	return true;
}

bool
dn_apply_drop_rule(struct dn_apply *a)
{
	struct dn_table *table = dn_schema_table(a->schema, &a->change->object);
	struct dn_rewrite *rule = rule_find(table, a->change->name);

	if (rule != NULL)
		dn_model_drop_rule(table, rule);
	return true;
}

/* The server's rules follow; here it is only known that they are not what they were. */
void
dn_apply_stale_rules(struct dn_schema *schema, const struct dn_table *renamed)
{
	dn_map_each (schema->tables, e) {
		const struct dn_table *table = e->value;

		for (size_t i = 0; i < table->nrules; i++) {
			const struct dn_query *action = table->rules[i]->action;

			if (table == renamed || table->rules[i]->where != NULL ||
			    (action != NULL &&
				dn_schema_table(schema, &action->table->table) == renamed))
				table->rules[i]->stale = true;
		}
	}
}
