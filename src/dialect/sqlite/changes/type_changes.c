/* type_changes.c - enums and domains that change under the columns that have them */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/changes/changes.h"
#include "dialect/sqlite/table/table.h"
#include "schema/mention.h"
#include "schema/query/view.h"

static struct dn_type
type_named(const struct sqlite_change *x)
{
	return (struct dn_type){ .kind = DN_TYPE_NAMED,
		.schema = x->change->object.schema,
		.name = x->change->object.name };
}

/* The enum or domain that the change is about; NULL and ERR when the history does not have it. */
static const void *
type_find(struct sqlite_change *x)
{
	const struct dn_type type = type_named(x);
	const struct dn_enum *labels = dn_schema_enum(x->t->schema, &type);
	const struct dn_domain *domain = dn_schema_domain(x->t->schema, &type);

	if (labels != NULL)
		return labels;
	if (domain == NULL && dn_sqlite_visible(x->t, x->st, &x->change->object, x->err))
		dn_sqlite_cannot(x->err, x->st, x->st->span.start,
		    "the history does not say what type '%s' is", type.name);
	return domain;
}

/* Is a value of TYPE one of OBJECT, an enum or domain, or made of such? */
static bool
type_is_of(const struct dn_schema *schema, const struct dn_type *type, const void *object)
{
	const struct dn_domain *domain;

	for (;;) {
		domain = dn_schema_domain(schema, type);
		if (domain == object || dn_schema_enum(schema, type) == object)
			return true;
		if (domain == NULL)
			return false;
		type = domain->value->type;
	}
}

/* Old labels become new ones in the rows. */
static void
type_rename_label(struct sqlite_change *x, struct sqlite_held *held, const struct dn_column *column)
{
	const char *source = dn_map_get(held->sources, column->name);
	struct dunlin_buf *from = dn_buf_new(x->scratch), *to = dn_buf_new(x->scratch);

	if (source == NULL)
		return;
	dn_sqlite_literal(from, x->change->name);
	dn_sqlite_literal(to, x->change->new_name);
	if (dn_schema_base(x->t->schema, column->type)->dims > 0)
		source = dn_sprintf(held->sources,
		    "CASE WHEN json_valid(%s) THEN (SELECT json_group_array(CASE value WHEN %s "
		    "THEN %s ELSE value END) FROM json_each(%s)) ELSE %s END",
		    source, from->s, to->s, source, source);
	else
		source = dn_sprintf(held->sources, "CASE %s WHEN %s THEN %s ELSE %s END", source,
		    from->s, to->s, source);
	dn_map_put(held->sources, column->name, (void *) (uintptr_t) source);
}

/* Tables of the database that have such columns wait for their rebuild. */
static bool
type_hold_users(struct sqlite_change *x, const void *object)
{
	const struct dn_schema *schema = x->t->schema;
	struct dn_map *tables = dn_mention_through(
	    x->scratch, schema, schema->tables, schema->domains, x->change->object.name);

	dn_map_each (tables, e) {
		const struct dn_table *table = e->value;
		struct sqlite_held *held = NULL;

		for (size_t i = 0; i < table->ncolumns; i++) {
			const struct dn_column *column = table->columns[i];

			if (!type_is_of(schema, column->type, object) ||
			    dn_sqlite_is_left_out(x, e->key))
				continue;
			held = dn_sqlite_hold(x, table);
			if (held == NULL)
				return false;
			if (x->change->kind == DN_RENAME_ENUM_VALUE && held->sources != NULL &&
			    column->generated == NULL)
				type_rename_label(x, held, column);
		}
	}
	return true;
}

/* No view, rule or trigger's condition is left with a label that is not there. */
static bool
type_label_is_free(struct sqlite_change *x)
{
	const struct dn_type type = type_named(x);
	const struct dn_enum *labels = dn_schema_enum(x->t->schema, &type);
	const char *user = NULL;

	if (x->change->kind == DN_RENAME_ENUM_VALUE && labels != NULL)
		user = dn_label_user(x->t->schema, labels, x->change->name);
	return user == NULL ||
	       dn_sqlite_cannot(x->err, x->st, x->st->span.start,
		   "a view, rule or trigger names the label '%s': '%s'", x->change->name, user);
}

bool
dn_sqlite_alter_type(struct sqlite_change *x)
{
	const void *object = type_find(x);
	/* Without CHECKs of labels, one more changes no table. */
	bool idle = x->change->kind == DN_ADD_ENUM_VALUE && x->t->types == DN_TYPES_PLAIN;

	return object != NULL && type_label_is_free(x) && (idle || type_hold_users(x, object)) &&
	       dn_sqlite_apply(x);
}

/* Its columns stay what they are. */
bool
dn_sqlite_rename_type(struct sqlite_change *x)
{
	return type_find(x) != NULL && dn_sqlite_apply(x);
}

/* Columns that went with it are not copied. */
static void
type_forget_columns(struct sqlite_change *x)
{
	dn_map_each (x->state->held, e) {
		struct sqlite_held *held = e->value;
		const struct dn_table *table = dn_map_get(x->t->schema->tables, e->key);
		struct dn_map_entry *next;

		if (held->sources == NULL || table == NULL)
			continue;
		for (struct dn_map_entry *s = dn_map_first(held->sources); s != NULL; s = next) {
			next = s->next;
			if (dn_table_column(table, s->key) == NULL)
				dn_map_remove(held->sources, s->key);
		}
	}
}

bool
dn_sqlite_drop_type(struct sqlite_change *x)
{
	const struct dn_type type = type_named(x);
	const void *object = dn_schema_enum(x->t->schema, &type);

	if (object == NULL)
		object = dn_schema_domain(x->t->schema, &type);
	if (object != NULL && x->change->cascade && !type_hold_users(x, object))
		return false;
	if (!dn_sqlite_apply_cascade(x))
		return false;
	type_forget_columns(x);
	return true;
}
