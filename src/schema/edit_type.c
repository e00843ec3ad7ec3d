/* edit_type.c - enums and domains in a model, and what mentions them */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "schema/edit.h"

static void
edit_move(struct dn_schema *schema, struct dn_map *map, const struct dn_name *from,
    const struct dn_name *to)
{
	char *old = dn_schema_key(NULL, schema, from), *key = dn_schema_key(old, schema, to);
	void *value = dn_map_get(map, old);

	dn_model_touch(schema, old);
	dn_model_touch(schema, key);
	dn_map_remove(map, old);
	dn_map_put(map, key, value);
	dn_free(old);
}

static void
edit_remove(struct dn_schema *schema, struct dn_map *map, const char *in_schema, const char *name)
{
	struct dn_name full = { in_schema, name };
	char *key = dn_schema_key(NULL, schema, &full);

	dn_model_touch(schema, key);
	dn_map_remove(map, key);
	dn_free(key);
}

void
dn_model_drop_enum(struct dn_schema *schema, struct dn_enum *type)
{
	edit_remove(schema, schema->enums, type->schema, type->name);
	dn_free(type);
}

void
dn_model_drop_domain(struct dn_schema *schema, struct dn_domain *domain)
{
	for (size_t i = 0; i < domain->nconstraints; i++)
		dn_model_count_constraint(
		    schema, domain->schema, domain->constraints[i]->name, false);
	edit_remove(schema, schema->domains, domain->schema, domain->name);
	dn_free(domain);
}

/* Mentions of OBJECT, an enum or a domain, get its new name. */
struct edit_mentions {
	struct dn_schema *schema;
	const void *object;
	const struct dn_name *to;
};

static void
edit_mention(struct dn_type *type, struct dn_expr *root, void *payload)
{
	struct edit_mentions *m = payload;

	if (type == NULL || (dn_schema_enum(m->schema, type) != m->object &&
				dn_schema_domain(m->schema, type) != m->object))
		return;
	type->name = dn_strdup(type, m->to->name);
	type->schema = strcmp(m->to->schema, "public") == 0 ? NULL : dn_strdup(type, m->to->schema);
	if (root != NULL)
		root->written = NULL;
}

void
dn_model_rename_enum(
    struct dn_schema *schema, struct dn_enum *type, const char *in_schema, const char *name)
{
	struct dn_name from = { type->schema, type->name };
	struct dn_name to = { dn_strdup(type, in_schema), dn_strdup(type, name) };
	struct edit_mentions m = { schema, type, &to };

	dn_schema_each_type(schema, type->name, edit_mention, &m);
	edit_move(schema, schema->enums, &from, &to);
	type->schema = to.schema;
	type->name = to.name;
}

void
dn_model_rename_domain(
    struct dn_schema *schema, struct dn_domain *domain, const char *in_schema, const char *name)
{
	struct dn_name from = { domain->schema, domain->name };
	struct dn_name to = { dn_strdup(domain, in_schema), dn_strdup(domain, name) };
	struct edit_mentions m = { schema, domain, &to };

	dn_schema_each_type(schema, domain->name, edit_mention, &m);
	edit_move(schema, schema->domains, &from, &to);
	for (size_t i = 0; i < domain->nconstraints; i++) {
		dn_model_count_constraint(schema, from.schema, domain->constraints[i]->name, false);
		dn_model_count_constraint(schema, to.schema, domain->constraints[i]->name, true);
	}
	domain->schema = to.schema;
	domain->name = to.name;
}

/* One expression in which a label gets another name. */
struct edit_label {
	struct dn_schema *schema;
	const struct dn_enum *type;
	const struct dn_expr_site *place;
	struct dn_expr *root;
	const char *from, *to;
};

static bool
edit_is_label(const struct edit_label *l, const struct dn_type *type)
{
	const struct dn_type *base = dn_schema_base(l->schema, type);

	return base != NULL && dn_schema_enum(l->schema, base) == l->type;
}

static void
edit_text(struct edit_label *l, struct dn_expr *expr, const char *text)
{
	expr->text = dn_strdup(l->root, text);
	l->root->written = NULL;
}

/* '{a,"b c"}': an element of an array that is the label. */
static void
edit_array_text(struct edit_label *l, struct dn_expr *expr)
{
	size_t len = strlen(l->from), pos = 0;
	struct dunlin_buf *buf = dn_buf_new(l->root);

	while (expr->text[pos] != '\0') {
		const char *at = expr->text + pos;
		bool quoted = *at == '"';
		size_t n = quoted ? 1 + strcspn(at + 1, "\"") : strcspn(at, ",{} ");

		if (n - quoted == len && strncmp(at + quoted, l->from, len) == 0)
			dunlin_buf_printf(buf, "%s%s", quoted ? "\"" : "", l->to);
		else
			dunlin_buf_put(buf, at, n);
		pos += n;
		if (expr->text[pos] != '\0')
			dunlin_buf_put(buf, expr->text + pos++, 1);
	}
	if (strcmp(buf->s, expr->text) != 0)
		edit_text(l, expr, buf->s);
	dn_free(buf);
}

/* EXPR stands where a value of TYPE is meant. */
static void
edit_literal(struct edit_label *l, struct dn_expr *expr, const struct dn_type *type)
{
	if (expr == NULL || expr->kind != DN_EXPR_STRING || !edit_is_label(l, type))
		return;
	if (dn_schema_base(l->schema, type)->dims > 0)
		edit_array_text(l, expr);
	else if (strcmp(expr->text, l->from) == 0)
		edit_text(l, expr, l->to);
}

static bool
edit_labels(struct dn_expr *expr, void *payload)
{
	struct edit_label *l = payload;
	const struct dn_type *type =
	    expr->operand == NULL ? NULL : dn_expr_site_type(l->place, expr->operand);

	if (expr->kind == DN_EXPR_CAST) {
		edit_literal(l, expr->args[0], expr->type);
		return true;
	}
	/* What is compared, or chosen between, is of one type. */
	for (size_t i = 0; type == NULL && expr->kind != DN_EXPR_CASE && i < expr->nargs; i++)
		type = dn_expr_site_type(l->place, expr->args[i]);
	for (size_t i = 0; type != NULL && i < expr->nargs; i++)
		edit_literal(l, expr->args[i], type);
	return true;
}

static void
edit_label_in(const struct dn_expr_site *place, struct dn_expr *root, void *payload)
{
	struct edit_label *l = payload;

	l->place = place;
	l->root = root;
	edit_literal(l, root, place->result);
	dn_expr_each(root, edit_labels, l);
}

void
dn_model_rename_label(struct dn_schema *schema, struct dn_enum *type, size_t i, const char *name)
{
	struct edit_label l = {
		.schema = schema, .type = type, .from = type->values[i], .to = name
	};

	dn_schema_each_expr(schema, type->name, edit_label_in, &l);
	type->values[i] = dn_strdup(type, name);
}
