/* opaque.c - statements that are not understood, and what they leave unknown */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "schema/apply/apply.h"

static bool
opaque_is_in(const char *s, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(words[i], s) == 0)
			return true;
	return false;
}

/* Counting lines from the last place on keeps a long file with many such statements linear. */
static unsigned
opaque_line(struct dn_apply *a)
{
	struct dn_schema *schema = a->schema;
	const struct dn_source *src = a->statement->source;
	size_t offset = a->statement->span.start;
	struct dn_source rest;
	unsigned line, column;

	if (schema->cursor.file == NULL || strcmp(schema->cursor.file, src->file) != 0 ||
	    offset < schema->cursor_offset) {
		dn_free((void *) (uintptr_t) schema->cursor.file);
		schema->cursor = (struct dn_hidden){ NULL, dn_strdup(schema, src->file), 1 };
		schema->cursor_offset = 0;
	}
	rest = (struct dn_source){ src->file, src->text + schema->cursor_offset,
		src->len - schema->cursor_offset };
	dn_source_locate(&rest, offset - schema->cursor_offset, &line, &column);
	schema->cursor.line += line - 1;
	schema->cursor_offset = offset;
	return schema->cursor.line;
}

struct dn_hidden *
dn_apply_hidden(struct dn_apply *a)
{
	struct dn_hidden *hidden = dn_new(a->schema, struct dn_hidden);
	const struct dn_statement *st = a->statement;

	hidden->what = dn_strdup(hidden, st == NULL || st->what == NULL ? "statement" : st->what);
	if (st != NULL && st->source != NULL && st->source->file != NULL) {
		hidden->line = opaque_line(a);
		hidden->file = dn_strdup(hidden, st->source->file);
	}
	return hidden;
}

void
dn_apply_forget(struct dn_apply *a, const struct dn_name *name)
{
	char *key = dn_schema_key(NULL, a->schema, name);

	dn_free(dn_map_get(a->schema->opaque, key));
	dn_map_remove(a->schema->opaque, key);
	dn_free(key);
}

static const char *
opaque_what(const struct dn_apply *a)
{
	return a->statement == NULL || a->statement->what == NULL ? "" : a->statement->what;
}

/* Statements that name no object, since they may do anything to all of them. */
static bool
opaque_does_anything(const struct dn_apply *a)
{
	static const char *const words[] = { "DO", "CALL", "EXECUTE", "IMPORT FOREIGN SCHEMA" };

	return opaque_is_in(opaque_what(a), words, sizeof words / sizeof *words);
}

/* Commands of ALTER TABLE that leave its columns and constraints as they are. */
static bool
opaque_keeps_columns(const struct dn_apply *a)
{
	static const char *const words[] = { "ENABLE", "DISABLE", "FORCE", "NO", "NOT", "ATTACH",
		"DETACH" };
	const char *name = a->change->name == NULL ? "" : a->change->name;
	char word[8] = "";

	for (size_t i = 0; i + 1 < sizeof word && name[i] != '\0' && name[i] != ' '; i++)
		word[i] = (char) (name[i] >= 'a' && name[i] <= 'z' ? name[i] - 32 : name[i]);
	return opaque_is_in(word, words, sizeof words / sizeof *words);
}

static bool
opaque_starts(const struct dn_apply *a, const char *words)
{
	return strncmp(opaque_what(a), words, strlen(words)) == 0;
}

void
dn_apply_hide(struct dn_apply *a, const struct dn_name *name)
{
	char *key = dn_schema_key(NULL, a->schema, name);

	dn_free(dn_map_get(a->schema->opaque, key));
	dn_map_put(a->schema->opaque, key, dn_apply_hidden(a));
	dn_free(key);
}

/*
 * Of a table or enum that such a statement alters, not all is known from here on.  What belongs to
 * a known table (a trigger, a policy) hides nothing of it.
 */
static bool
opaque_object(struct dn_apply *a, const struct dn_name *name)
{
	struct dn_table *table = dn_schema_table(a->schema, name);
	struct dn_enum *type = dn_model_find(a->schema, a->schema->enums, name);
	struct dn_sequence *sequence = dn_schema_sequence(a->schema, name);
	static const char *const of_table[] = { "CREATE TRIGGER", "CREATE POLICY", "CREATE RULE" };
	bool temporary = a->change->temporary && strcmp(opaque_what(a), "CREATE TABLE") == 0;
	const char *in = temporary ? "pg_temp" : a->schema->default_schema;
	bool alters = opaque_starts(a, "ALTER ");

	/* What is made is not the table of that name in another schema, and may hide it. */
	if ((temporary || table != NULL) && *in != '\0' && opaque_starts(a, "CREATE ") &&
	    name->schema == NULL &&
	    !opaque_is_in(opaque_what(a), of_table, sizeof of_table / sizeof *of_table) &&
	    (table == NULL || strcmp(table->schema, in) != 0) &&
	    dn_model_relation(a->schema, in, name->name) == NULL)
		dn_model_add_table(a->schema, in, name->name)->unknown = true;
	if (temporary)
		return true;
	if (table != NULL && !(alters && !opaque_keeps_columns(a)))
		return true;
	if (table != NULL)
		table->unknown = true;
	if (type != NULL)
		type->unknown = true;
	if (sequence != NULL && a->change->new_name != NULL)
		dn_model_drop_sequence(a->schema, sequence);
	dn_apply_hide(a, name);
	return true;
}

/* With CASCADE, columns and constraints that are known may go with what is not. */
static bool
opaque_drop_unknown(struct dn_apply *a)
{
	static const char *const alone[] = { "DROP VIEW", "DROP MATERIALIZED VIEW", "DROP TRIGGER",
		"DROP POLICY", "DROP RULE" };

	if (a->change->object.name != NULL)
		dn_apply_forget(a, &a->change->object);
	if (a->change->cascade &&
	    !opaque_is_in(opaque_what(a), alone, sizeof alone / sizeof *alone))
		dn_apply_unsure(a);
	return true;
}

bool
dn_apply_opaque(struct dn_apply *a)
{
	const struct dn_name *name = &a->change->object;

	if (a->statement != NULL && (a->statement->flags & DN_STATEMENT_UNREAD) != 0) {
		dn_apply_unsure(a);
		return true;
	}
	if (opaque_starts(a, "CREATE FUNCTION") && name->name != NULL)
		dn_apply_forget_routine(a, name);
	if (opaque_starts(a, "DROP "))
		return dn_apply_view(a) && opaque_drop_unknown(a);
	if (strcmp(opaque_what(a), "ALTER SCHEMA") == 0 && a->change->new_name != NULL)
		return dn_apply_rename_schema(a);
	if (name->name != NULL)
		return opaque_object(a, name) && dn_apply_view(a);
	if (opaque_does_anything(a))
		dn_apply_unsure(a);
	return true;
}

bool
dn_apply_nothing(struct dn_apply *a)
{
	return !opaque_starts(a, "DROP ") || opaque_drop_unknown(a);
}
