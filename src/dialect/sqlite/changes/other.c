/* other.c - statements that mean nothing there, or that nobody understands */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/sqlite.h"
#include "schema/condition.h"

/* Why a statement, known by its words, is not understood. */
static const struct other_reason {
	const char *what, *why;
} other_reasons[] = {
	{ "CREATE TYPE", "base types have no counterpart there" },
	{ "CREATE FUNCTION", "functions are programs, of which dunlin reads only trigger functions "
			     "that set columns of NEW" },
	{ "CREATE PROCEDURE", "procedures are programs, which dunlin does not read" },
	{ "CREATE TRIGGER",
	    "dunlin reads only triggers BEFORE INSERT or UPDATE, for each row, whose "
	    "function sets columns of NEW" },
	{ "CREATE SCHEMA", "some of what it makes in the schema has no counterpart there" },
	{ "CREATE RULE",
	    "dunlin reads only rules on INSERT, UPDATE or DELETE that do nothing or plain "
	    "statements on rows" },
	{ "CREATE FOREIGN TABLE", "foreign tables have no counterpart there" },
	{ "DO", "dunlin reads only blocks of plain statements, constants and IFs that ask the "
		"catalogs" },
};

bool
dn_sqlite_opaque(struct sqlite_change *x)
{
	const char *word = x->change->text, *why = "dunlin does not know what it means";
	bool done;

	if (!dn_sqlite_view(x, &done))
		return false;
	if (done)
		return true;
	if (strcmp(x->st->what, "ALTER SCHEMA") == 0 && x->change->new_name != NULL)
		return dn_sqlite_rename_schema(x);
	if (word != NULL)
		why = dn_sprintf(x->scratch, "%s has no counterpart there", word);
	for (size_t i = 0; i < sizeof other_reasons / sizeof *other_reasons; i++)
		if (strcmp(x->st->what, other_reasons[i].what) == 0)
			why = other_reasons[i].why;
	return dn_sqlite_apply(x) && dn_sqlite_cannot(x->err, x->st, x->st->span.start, "%s", why);
}

/* GRANT, COMMENT and the like. */
bool
dn_sqlite_nothing(struct sqlite_change *x)
{
	const char *name = x->change->name == NULL ? x->st->what : x->change->name;
	char *code = dn_sprintf(x->scratch, "no-meaning-%s", name);
	unsigned line, column;

	dn_source_locate(x->st->source, x->st->span.start, &line, &column);
	dn_translation_notice(x->t, code, "%s:%u:%u: nothing on SQLite corresponds to %s: left out",
	    x->st->source->file == NULL ? "?" : x->st->source->file, line, column, name);
	return dn_sqlite_apply(x);
}

/* What was left out is not there to be asked for. */
bool
dn_sqlite_if(struct sqlite_change *x)
{
	struct dn_schema *schema = x->t->schema;
	struct dn_hidden *unsure = schema->unsure;
	bool hooked = schema->hooked;

	if (!dn_sqlite_apply(x))
		return false;
	schema->unsure = NULL;
	schema->hooked = false;
	x->change->answer = dn_schema_ask(schema, x->change->expr);
	schema->unsure = unsure;
	schema->hooked = hooked;
	return true;
}
