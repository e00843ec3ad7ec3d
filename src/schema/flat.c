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

/* NAME, or the first of NAME_2, NAME_3 ... that nothing in TAKEN has; OBJECT has it there then. */
static char *
flat_take(const void *mem, struct dn_map *taken, const char *name, void *object)
{
	char *flat = dn_strdup(mem, name), *key = flat_key(NULL, flat);

	for (unsigned n = 2; dn_map_get(taken, key) != NULL; n++) {
		dn_free(flat);
		dn_free(key);
		flat = dn_sprintf(mem, "%s_%u", name, n);
		key = flat_key(NULL, flat);
	}
	dn_map_put(taken, key, object);
	dn_free(key);
	return flat;
}

static void
flat_leave(struct dn_map *taken, const char **flat)
{
	char *key;

	if (*flat == NULL)
		return;
	key = flat_key(NULL, *flat);
	dn_map_remove(taken, key);
	dn_free(key);
	dn_free((void *) (uintptr_t) *flat);
	*flat = NULL;
}

void
dn_model_take_flat(
    struct dn_schema *schema, struct dn_relation *relation, const char *in_schema, const char *name)
{
	char *first;

	if (!flat_is_there(relation))
		return;
	first = dn_name_flat(NULL, in_schema, name);
	relation->flat = flat_take(relation, schema->flat, first, relation);
	dn_free(first);
}

void
dn_model_leave_flat(struct dn_schema *schema, struct dn_relation *relation)
{
	flat_leave(schema->flat, &relation->flat);
}

void
dn_model_take_constraint(struct dn_schema *schema, struct dn_constraint *constraint)
{
	if (!dn_constraint_has_index(constraint))
		constraint->flat =
		    flat_take(constraint, schema->flat_constraints, constraint->name, constraint);
}

void
dn_model_leave_constraint(struct dn_schema *schema, struct dn_constraint *constraint)
{
	flat_leave(schema->flat_constraints, &constraint->flat);
}
