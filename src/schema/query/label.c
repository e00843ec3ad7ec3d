/* label.c - which queries of a model name a label of an enum */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "schema/mention.h"
#include "schema/query/query.h"
#include "schema/query/view.h"

/* As it is, or in the text of an array. */
static bool
label_is_not(struct dn_expr *e, void *payload)
{
	return e->kind != DN_EXPR_STRING ||
	       (strcmp(e->text, payload) != 0 &&
		   (e->text[0] != '{' || strstr(e->text, payload) == NULL));
}

static bool
label_is_in(struct dn_expr *expr, struct dn_query *query, const char *label)
{
	struct dn_query_visitor visitor = { .expr = label_is_not,
		.payload = (void *) (uintptr_t) label };

	return !dn_expr_each(expr, label_is_not, visitor.payload) ||
	       !dn_query_each(query, &visitor);
}

static bool
label_is_in_rules(struct dn_rewrite *const *rules, size_t n, const char *label)
{
	for (size_t i = 0; i < n; i++) {
		if (label_is_in(rules[i]->where, NULL, label))
			return true;
		for (size_t k = 0; k < rules[i]->nactions; k++)
			if (label_is_in(NULL, rules[i]->actions[k], label))
				return true;
	}
	return false;
}

static bool
label_is_in_table(const struct dn_table *table, const char *label)
{
	for (size_t i = 0; i < table->ntriggers; i++)
		if (label_is_in(table->triggers[i]->when, NULL, label))
			return true;
	return label_is_in_rules(table->rules, table->nrules, label);
}

/* Views that read or cast to what is called NAME. */
static const char *
label_view(const struct dn_schema *schema, const char *name, const char *label)
{
	struct dn_map *views = dn_mention_through(NULL, schema, schema->views, schema->views, name);
	const char *user = NULL;

	dn_map_each (views, e) {
		const struct dn_view *view = e->value;

		if (label_is_in(NULL, view->query, label) ||
		    label_is_in_rules(view->rules, view->nrules, label))
			user = view->name;
	}
	dn_free(views);
	return user;
}

const char *
dn_label_user(const struct dn_schema *schema, const struct dn_enum *type, const char *label)
{
	struct dn_map *tables =
	    dn_mention_through(NULL, schema, schema->tables, schema->domains, type->name);
	struct dn_map *domains =
	    dn_mention_through(tables, schema, schema->domains, schema->domains, type->name);
	const char *user = label_view(schema, type->name, label);

	dn_map_each (domains, e)
		if (user == NULL)
			user =
			    label_view(schema, ((const struct dn_domain *) e->value)->name, label);
	dn_map_each (tables, e) {
		const struct dn_table *table = e->value;

		if (user == NULL)
			user = label_is_in_table(table, label)
				   ? table->name
				   : label_view(schema, table->name, label);
	}
	dn_free(tables);
	return user;
}
