/* flat.c - names of relations where there are no schemas and case does not count */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "schema/edit.h"

char *
dn_name_flat(const void *mem, const char *in_schema, const char *name)
{
	if (in_schema == NULL || strcmp(in_schema, "public") == 0)
		return dn_strdup(mem, name);
	return dn_sprintf(mem, "%s__%s", in_schema, name);
}

/* A primary key and a sequence have no name there. */
static bool
flat_is_there(const struct dn_relation *relation)
{
	if (relation->kind == DN_RELATION_CONSTRAINT)
		return ((const struct dn_constraint *) relation->object)->kind != DN_PRIMARY_KEY;
	return relation->kind != DN_RELATION_SEQUENCE;
}

/* Only the letters A to Z have a case. */
static char *
flat_key(const void *mem, const char *flat)
{
	char *key = dn_strdup(mem, flat);

	for (char *s = key; *s != '\0'; s++)
		if (*s >= 'A' && *s <= 'Z')
			*s = (char) (*s | 0x20);
	return key;
}

void
dn_model_take_flat(
    struct dn_schema *schema, struct dn_relation *relation, const char *in_schema, const char *name)
{
	char *first = dn_name_flat(NULL, in_schema, name), *flat = dn_strdup(relation, first);
	char *key = flat_key(first, flat);

	for (unsigned n = 2; flat_is_there(relation) && dn_map_get(schema->flat, key) != NULL;
	     n++) {
		dn_free(flat);
		flat = dn_sprintf(relation, "%s_%u", first, n);
		key = flat_key(first, flat);
	}
	if (flat_is_there(relation)) {
		relation->flat = flat;
		dn_map_put(schema->flat, key, relation);
	}
	dn_free(first);
}

void
dn_model_leave_flat(struct dn_schema *schema, struct dn_relation *relation)
{
	char *key;

	if (relation->flat == NULL)
		return;
	key = flat_key(NULL, relation->flat);
	dn_map_remove(schema->flat, key);
	dn_free(key);
	relation->flat = NULL;
}
