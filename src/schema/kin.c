/* kin.c - tables that are made of other tables or of types */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "schema/kin.h"

static bool
kin_starts(const char *text, const char *words)
{
	return text != NULL && strncasecmp(text, words, strlen(words)) == 0;
}

static void
kin_add(struct dn_schema *schema, enum dn_kinship kinship, const struct dn_name *of,
    const struct dn_name *table)
{
	struct dn_kin kin = { .kinship = kinship };

	kin.of = dn_schema_key(schema, schema, of);
	kin.table = dn_schema_key(schema, schema, table);
	dn_push(schema, schema->kin, schema->nkin, kin);
}

/* All pairs of OF and TABLE, of which one may be NULL: any. */
static void
kin_remove(struct dn_schema *schema, const struct dn_name *of, const struct dn_name *table)
{
	char *of_key = of == NULL ? NULL : dn_schema_key(NULL, schema, of);
	char *table_key = table == NULL ? NULL : dn_schema_key(NULL, schema, table);
	size_t n = 0;

	for (size_t i = 0; i < schema->nkin; i++)
		if ((of != NULL && strcmp(schema->kin[i].of, of_key) != 0) ||
		    (table != NULL && strcmp(schema->kin[i].table, table_key) != 0))
			schema->kin[n++] = schema->kin[i];
	schema->nkin = n;
	dn_free(of_key);
	dn_free(table_key);
}

static void
kin_create(struct dn_schema *schema, const struct dn_change *change)
{
	enum dn_kinship kinship = DN_KIN_HEIR;

	if (kin_starts(change->text, "partition of"))
		kinship = DN_KIN_PARTITION;
	else if (kin_starts(change->text, "of"))
		kinship = DN_KIN_TYPED;
	for (size_t i = 0; i < change->nrelatives; i++)
		kin_add(schema, kinship, &change->relatives[i], &change->object);
}

/* One command of ALTER TABLE. */
static void
kin_alter(struct dn_schema *schema, const struct dn_change *change)
{
	const struct dn_name *table = &change->object, *other = change->relatives;
	const char *command = change->name;

	if (kin_starts(command, "not of"))
		kin_remove(schema, NULL, table);
	if (change->nrelatives == 0)
		return;
	if (kin_starts(command, "attach partition"))
		kin_add(schema, DN_KIN_PARTITION, table, other);
	else if (kin_starts(command, "detach partition"))
		kin_remove(schema, table, other);
	else if (kin_starts(command, "inherit"))
		kin_add(schema, DN_KIN_HEIR, other, table);
	else if (kin_starts(command, "no inherit"))
		kin_remove(schema, other, table);
	else if (kin_starts(command, "of"))
		kin_add(schema, DN_KIN_TYPED, other, table);
}

static void
kin_rename(struct dn_schema *schema, const struct dn_change *change)
{
	char *from = dn_schema_key(NULL, schema, &change->object), *to;
	struct dn_name name = dn_schema_key_name(from, from);

	if (change->kind == DN_SET_SCHEMA || change->kind == DN_MOVE_TYPE)
		name.schema = change->new_name;
	else
		name.name = change->new_name;
	to = dn_schema_key(schema, schema, &name);
	for (size_t i = 0; i < schema->nkin; i++) {
		if (strcmp(schema->kin[i].of, from) == 0)
			schema->kin[i].of = to;
		if (strcmp(schema->kin[i].table, from) == 0)
			schema->kin[i].table = to;
	}
	dn_free(from);
}

/* A schema has another name. */
static void
kin_rename_schema(struct dn_schema *schema, const char *from, const char *to)
{
	for (size_t i = 0; i < schema->nkin; i++) {
		const char **keys[] = { &schema->kin[i].of, &schema->kin[i].table };

		for (size_t k = 0; k < 2; k++)
			if (strncmp(*keys[k], from, strlen(from)) == 0 &&
			    (*keys[k])[strlen(from)] == '.')
				*keys[k] = dn_sprintf(schema, "%s%s", to, *keys[k] + strlen(from));
	}
}

void
dn_kin_note(
    struct dn_schema *schema, const struct dn_change *change, const struct dn_statement *statement)
{
	const char *what = statement == NULL ? NULL : statement->what;

	switch (change->kind) {
	case DN_CHANGE_OPAQUE:
		if (kin_starts(what, "create table"))
			kin_create(schema, change);
		else if (kin_starts(what, "alter table"))
			kin_alter(schema, change);
		else if (kin_starts(what, "alter schema") && change->new_name != NULL)
			kin_rename_schema(schema, change->object.name, change->new_name);
		break;
	case DN_CREATE_PARTITION:
		kin_add(schema, DN_KIN_PARTITION, &change->owner_table, &change->object);
		break;
	case DN_ATTACH_PARTITION:
		kin_add(schema, DN_KIN_PARTITION, &change->object, &change->partition);
		break;
	case DN_DETACH_PARTITION: kin_remove(schema, &change->object, &change->partition); break;
	case DN_DROP_TABLE:
	case DN_DROP_TYPE:
		kin_remove(schema, &change->object, NULL);
		kin_remove(schema, NULL, &change->object);
		break;
	case DN_RENAME_TABLE:
	case DN_SET_SCHEMA:
	case DN_RENAME_TYPE:
	case DN_MOVE_TYPE:
		if (schema->nkin > 0)
			kin_rename(schema, change);
		break;
	default: break;
	}
}
