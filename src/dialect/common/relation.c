/* relation.c - what relations are called where there are no schemas */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/common/common.h"

char *
dn_relation_name(
    const void *mem, const struct dn_schema *schema, const char *in_schema, const char *name)
{
	const char *flat = dn_schema_flat(schema, in_schema, name);

	return flat != NULL ? dn_strdup(mem, flat) : dn_name_flat(mem, in_schema, name);
}

/* What is not qualified is looked for along the search path. */
const char *
dn_relation_schema(const struct dn_schema *schema, const struct dn_name *name)
{
	const struct dn_table *table;
	const struct dn_view *view;
	const struct dn_index *index;

	if (name->schema != NULL)
		return name->schema;
	table = dn_schema_table(schema, name);
	if (table != NULL)
		return table->schema;
	view = dn_schema_view(schema, name);
	if (view != NULL)
		return view->schema;
	index = dn_schema_index(schema, name);
	if (index != NULL)
		return index->table.schema;
	return schema->default_schema[0] != '\0' ? schema->default_schema : "public";
}

const char *
dn_relation_key(const void *mem, const struct dn_schema *schema, const struct dn_name *name)
{
	const struct dn_table *table = dn_schema_table(schema, name);

	return table != NULL ? table->key : dn_schema_key(mem, schema, name);
}

bool
dn_relation_is_catalog(const struct dn_name *name)
{
	if (name->schema == NULL)
		return strncmp(name->name, "pg_", 3) == 0;
	return strcmp(name->schema, "pg_catalog") == 0 ||
	       strcmp(name->schema, "information_schema") == 0;
}

const struct dn_table *
dn_change_table(const struct dn_schema *schema, const struct dn_change *c)
{
	const struct dn_index *index;

	switch (c->kind) {
	case DN_CREATE_INDEX: return dn_schema_table(schema, &c->index->table);
	case DN_DROP_INDEX:
	case DN_RENAME_INDEX:
		index = dn_schema_index(schema, &c->object);
		return index == NULL ? NULL : dn_schema_table(schema, &index->table);
	default: return c->object.name == NULL ? NULL : dn_schema_table(schema, &c->object);
	}
}
