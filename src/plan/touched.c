/* touched.c - what a plan has done to tables so far, as far as their rows matter */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/map.h"
#include "base/mem.h"
#include "plan/precheck.h"
#include "schema/kin.h"
#include "sql/text/lex.h"

/* What was done to one: to columns, by their names, or to all that is in it, by this one. */
static const char touched_all[] = "";

static void
touched_mark(struct dn_prechecks *list, const char *key, const char *column)
{
	struct dn_map *columns = dn_map_get(list->touched, key);

	if (columns == NULL) {
		columns = dn_map_new(list->touched);
		dn_map_put(list->touched, key, columns);
	}
	if (dn_map_get(columns, column) == NULL)
		dn_map_put(columns, column, list);
}

static void
touched_name(struct dn_prechecks *list, const struct dn_schema *schema, const struct dn_name *name,
    const char *column)
{
	char *key = dn_schema_key(NULL, schema, name);

	touched_mark(list, key, column);
	dn_free(key);
}

/* Its rows, and those of tables that refer to it; triggers may write anywhere. */
static void
touched_rows(
    struct dn_prechecks *list, const struct dn_schema *schema, const struct dn_table *table)
{
	const struct dn_map *columns = dn_map_get(list->touched, table->key);

	if (columns != NULL && dn_map_get(columns, touched_all) != NULL)
		return;
	touched_mark(list, table->key, touched_all);
	list->moot = list->moot || table->ntriggers > 0 || table->unknown || schema->hooked;
	for (size_t i = 0; i < table->nreferences; i++)
		touched_rows(list, schema, table->references[i].table);
}

/* What is read of a table are also the rows of those that KEY's is a partition or an heir of. */
static void
touched_ancestors(struct dn_prechecks *list, const struct dn_schema *schema, const char *key)
{
	for (size_t i = 0; i < schema->nkin; i++) {
		const struct dn_kin *kin = &schema->kin[i];

		if (strcmp(kin->table, key) != 0 || kin->kinship == DN_KIN_TYPED)
			continue;
		touched_mark(list, kin->of, touched_all);
		touched_ancestors(list, schema, kin->of);
	}
}

/* Other rows are in it, and so in what it is a part of. */
static void
touched_whole(struct dn_prechecks *list, const struct dn_schema *schema, const struct dn_name *name)
{
	char *key = dn_schema_key(NULL, schema, name);

	touched_mark(list, key, touched_all);
	touched_ancestors(list, schema, key);
	dn_free(key);
}

static void
touched_drop_schema(struct dn_prechecks *list, const struct dn_schema *schema, const char *gone)
{
	for (size_t i = 0; i < schema->nkin; i++) {
		const char *key = schema->kin[i].table;
		size_t len = strlen(gone);

		if (strncmp(key, gone, len) == 0 && key[len] == '.')
			touched_ancestors(list, schema, key);
	}
}

static void
touched_write(struct dn_prechecks *list, const struct dn_schema *schema, const struct dn_name *name)
{
	const struct dn_table *table = dn_table_root(dn_schema_table(schema, name));

	if (table == NULL)
		list->moot = list->unsure = true;
	else
		touched_rows(list, schema, table);
}

static void
touched_renamed(
    struct dn_prechecks *list, const struct dn_schema *schema, const struct dn_change *change)
{
	struct dn_name to = { change->object.schema, change->new_name };

	if (change->kind == DN_SET_SCHEMA)
		to = (struct dn_name){ change->new_name, change->object.name };
	touched_name(list, schema, &change->object, touched_all);
	touched_name(list, schema, &to, touched_all);
}

/* From here on names or rows may be those that another role sees. */
static bool
touched_is_other(const struct dn_change *change)
{
	return change->name == NULL || strcasecmp(change->name, "role") == 0 ||
	       strncasecmp(change->name, "session", 7) == 0 ||
	       strcasecmp(change->name, "row_security") == 0;
}

/* CREATE OR REPLACE of a function that may be called for each row. */
static bool
touched_replaces(const struct dn_statement *st)
{
	struct dn_lexer lexer = dn_lex(st->source, st->span);
	struct dn_token token;

	return strcasecmp(st->what, "create function") == 0 && dn_lex_word(&lexer, &token, NULL) &&
	       dn_lex_word(&lexer, &token, NULL) && dn_token_is(st->source, &token, "or");
}

/* [NO] INHERIT and the like; a schema that takes another name may take that of another. */
static void
touched_opaque(struct dn_prechecks *list, const struct dn_schema *schema,
    const struct dn_change *change, const struct dn_statement *st)
{
	for (size_t i = 0; i < change->nrelatives; i++)
		touched_whole(list, schema, &change->relatives[i]);
	list->redefined = list->redefined || touched_replaces(st);
	list->moot = list->moot || strcasecmp(st->what, "alter schema") == 0;
}

static void
touched_change(struct dn_prechecks *list, const struct dn_schema *schema,
    const struct dn_change *change, const struct dn_statement *st)
{
	switch (change->kind) {
	case DN_CREATE_TABLE:
	case DN_DROP_TABLE:
	case DN_CREATE_PARTITION:
	case DN_ATTACH_PARTITION:
	case DN_DETACH_PARTITION: touched_whole(list, schema, &change->object); break;
	case DN_DROP_SCHEMA: touched_drop_schema(list, schema, change->object.name); break;
	case DN_DROP_FUNCTION:
	case DN_ALTER_FUNCTION: list->redefined = true; break;
	case DN_CHANGE_OPAQUE: touched_opaque(list, schema, change, st); break;
	case DN_RENAME_TABLE:
	case DN_SET_SCHEMA: touched_renamed(list, schema, change); break;
	case DN_ADD_COLUMN:
	case DN_DROP_COLUMN:
	case DN_SET_TYPE: touched_name(list, schema, &change->object, change->column_name); break;
	case DN_RENAME_COLUMN:
		touched_name(list, schema, &change->object, change->column_name);
		touched_name(list, schema, &change->object, change->new_name);
		break;
	case DN_COPY: touched_write(list, schema, &change->object); break;
	case DN_SET: list->moot = list->moot || touched_is_other(change); break;
	case DN_SET_SEARCH_PATH: list->moot = true; break;
	default: break;
	}
}

/* Functions are called for each row, and must not write. */
static bool
touched_calls(const struct dn_statement *statement)
{
	bool tests = statement->nchanges > 0;

	for (size_t i = 0; i < statement->nchanges; i++)
		tests = tests && (statement->changes[i]->kind == DN_ADD_CONSTRAINT ||
				     statement->changes[i]->kind == DN_CREATE_INDEX);
	return (statement->flags & DN_STATEMENT_CALLS) != 0 && !tests;
}

void
dn_touched_note(struct dn_prechecks *list, const struct dn_schema *schema,
    const struct dn_statement *statement, bool anything)
{
	list->moot = list->moot || anything || touched_calls(statement);
	for (size_t i = 0; !list->moot && i < statement->nchanges; i++)
		touched_change(list, schema, statement->changes[i], statement);
	for (size_t i = 0; !list->moot && i < statement->nchanges; i++)
		if (statement->changes[i]->kind == DN_DATA &&
		    strcmp(statement->changes[i]->name, "select") != 0)
			touched_write(list, schema, &statement->changes[i]->object);
	for (size_t i = 0; !list->moot && i < statement->nmentions; i++)
		if (statement->mentions[i].use == DN_USE_WRITTEN)
			touched_write(list, schema, &statement->mentions[i].name);
}

bool
dn_touched_is(const struct dn_prechecks *list, const struct dn_schema *schema,
    const struct dn_name *name, const char *column)
{
	char *key = dn_schema_key(NULL, schema, name);
	const struct dn_map *columns = dn_map_get(list->touched, key);

	dn_free(key);
	return list->moot ||
	       (columns != NULL && (dn_map_get(columns, touched_all) != NULL ||
				       (column != NULL && dn_map_get(columns, column) != NULL)));
}
