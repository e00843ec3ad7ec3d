/* visit.c - every expression and every mention of a type in a model */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "schema/edit.h"
#include "schema/mention.h"

static void
visit_expr(struct dn_expr_site place, struct dn_expr *root,
    void (*fn)(const struct dn_expr_site *place, struct dn_expr *root, void *payload),
    void *payload)
{
	if (root != NULL)
		fn(&place, root, payload);
}

static void
visit_table(const struct dn_table *table,
    void (*fn)(const struct dn_expr_site *place, struct dn_expr *root, void *payload),
    void *payload)
{
	struct dn_expr_site place = { table, NULL, NULL };

	for (size_t i = 0; i < table->ncolumns; i++) {
		place.result = table->columns[i]->type;
		visit_expr(place, table->columns[i]->default_expr, fn, payload);
		visit_expr(place, table->columns[i]->generated, fn, payload);
	}
	place.result = NULL;
	for (size_t i = 0; i < table->nconstraints; i++)
		visit_expr(place, table->constraints[i]->check, fn, payload);
	for (size_t i = 0; i < table->nindexes; i++) {
		for (size_t j = 0; j < table->indexes[i]->nparts; j++)
			visit_expr(place, table->indexes[i]->parts[j].expr, fn, payload);
		visit_expr(place, table->indexes[i]->where, fn, payload);
	}
}

void
dn_schema_each_expr(struct dn_schema *schema, const char *type,
    void (*fn)(const struct dn_expr_site *place, struct dn_expr *root, void *payload),
    void *payload)
{
	struct dn_map *tables =
	    dn_mention_through(NULL, schema, schema->tables, schema->domains, type);
	struct dn_map *domains =
	    dn_mention_through(tables, schema, schema->domains, schema->domains, type);

	dn_map_each (tables, e) {
		dn_model_touch(schema, e->key);
		visit_table(e->value, fn, payload);
	}
	dn_map_each (domains, e) {
		const struct dn_domain *domain = e->value;
		struct dn_expr_site place = { NULL, domain, domain->value->type };

		dn_model_touch(schema, e->key);
		visit_expr(place, domain->value->default_expr, fn, payload);
		place.result = NULL;
		for (size_t i = 0; i < domain->nconstraints; i++)
			visit_expr(place, domain->constraints[i]->check, fn, payload);
	}
	dn_free(tables);
}

const struct dn_type *
dn_expr_site_type(const struct dn_expr_site *place, const struct dn_expr *expr)
{
	const struct dn_column *column;

	if (expr->kind == DN_EXPR_CAST)
		return expr->type;
	if (expr->kind != DN_EXPR_COLUMN)
		return NULL;
	if (place->domain != NULL)
		return place->domain->value->type;
	column = dn_table_column(place->table, expr->name);
	return column == NULL ? NULL : column->type;
}

/* What is done with each type. */
struct visit_types {
	void (*fn)(struct dn_type *type, struct dn_expr *root, void *payload);
	void *payload;
	struct dn_expr *root;
};

static bool
visit_cast(struct dn_expr *expr, void *payload)
{
	struct visit_types *v = payload;

	if (expr->kind == DN_EXPR_CAST)
		v->fn(expr->type, v->root, v->payload);
	return true;
}

static void
visit_casts(const struct dn_expr_site *place, struct dn_expr *root, void *payload)
{
	struct visit_types *v = payload;

	(void) place;
	v->root = root;
	dn_expr_each(root, visit_cast, v);
}

void
dn_schema_each_type(struct dn_schema *schema, const char *name,
    void (*fn)(struct dn_type *type, struct dn_expr *root, void *payload), void *payload)
{
	struct visit_types v = { fn, payload, NULL };
	struct dn_map *tables = dn_mention_part(NULL, schema, schema->tables, name);
	struct dn_map *domains = dn_mention_part(tables, schema, schema->domains, name);

	dn_schema_each_expr(schema, name, visit_casts, &v);
	dn_map_each (tables, e) {
		const struct dn_table *table = e->value;

		for (size_t i = 0; i < table->ncolumns; i++)
			fn(table->columns[i]->type, NULL, payload);
	}
	dn_map_each (domains, e)
		fn(((const struct dn_domain *) e->value)->value->type, NULL, payload);
	dn_free(tables);
}
