/* typename.c - types */
#include "config.h"

#include <string.h>

#include "sql/convert.h"

const char *
dn_convert_serial(const PgQuery__TypeName *name)
{
	static const char *const serials[][2] = { { "serial", "int4" }, { "serial4", "int4" },
		{ "bigserial", "int8" }, { "serial8", "int8" }, { "smallserial", "int2" },
		{ "serial2", "int2" } };

	/* PostgreSQL looks at the unqualified name alone (transformColumnDefinition()). */
	if (name == NULL || name->n_names != 1 || name->n_array_bounds != 0)
		return NULL;
	for (size_t i = 0; i < sizeof serials / sizeof *serials; i++)
		if (strcmp(dn_node_string(name->names[0]), serials[i][0]) == 0)
			return serials[i][1];
	return NULL;
}

/* Typmods that are no numbers, as in geometry(Point, 4326), are only in the span. */
static void
typename_mods(struct dn_type *type, const PgQuery__TypeName *name)
{
	int mods[2] = { 0, 0 };

	if (name->n_typmods == 0 || name->n_typmods > 2)
		return;
	for (size_t i = 0; i < name->n_typmods; i++) {
		const PgQuery__Node *mod = name->typmods[i];

		if (mod->node_case != PG_QUERY__NODE__NODE_A_CONST ||
		    mod->a_const->val_case != PG_QUERY__A__CONST__VAL_IVAL)
			return;
		mods[i] = mod->a_const->ival->ival;
	}
	type->nmods = (int) name->n_typmods;
	type->mods[0] = mods[0];
	type->mods[1] = mods[1];
}

/* Types that are in whatever schema their extension was put. */
static bool
typename_is_extension(enum dn_type_kind kind)
{
	return kind == DN_TYPE_CITEXT || kind == DN_TYPE_HSTORE;
}

struct dn_type *
dn_convert_type(struct dn_convert *c, const void *mem, const PgQuery__TypeName *name)
{
	struct dn_type *type = dn_new(mem, struct dn_type);
	struct dn_name full = dn_convert_name(type, DN_NODES(name, names));
	const char *serial = dn_convert_serial(name);
	bool builtin = full.schema == NULL || strcmp(full.schema, "pg_catalog") == 0;
	size_t from = dn_tokens_at(c->tokens, name->location);

	if (full.name == NULL)
		full.name = dn_strdup(type, "");
	type->name = serial != NULL ? dn_strdup(type, serial) : full.name;
	type->schema = builtin ? NULL : full.schema;
	type->kind = dn_type_find(type->name);
	if (!builtin && !typename_is_extension(type->kind))
		type->kind = DN_TYPE_NAMED;
	type->dims = (int) name->n_array_bounds;
	/* The names of array types: _text is text[]. */
	if (builtin && type->kind == DN_TYPE_NAMED && type->name[0] == '_' &&
	    dn_type_find(type->name + 1) != DN_TYPE_NAMED) {
		type->name = dn_strdup(type, type->name + 1);
		type->kind = dn_type_find(type->name);
		type->dims++;
	}
	typename_mods(type, name);
	type->span = dn_tokens_span(c->tokens, from, dn_tokens_type_end(c->tokens, from));
	return type;
}
