/* cannot.c - what cannot be translated: the error that names it, and how the history goes on */
#include "config.h"

#include <stdarg.h>
#include <string.h>

#include "base/mem.h"
#include "dialect/common/common.h"
#include "schema/condition/condition.h"

/* "CREATE TABLE 'app.t'": the statement's kind and what it is about. */
static char *
cannot_statement(const void *mem, const struct dn_statement *st)
{
	const struct dn_change *change = st->nchanges > 0 ? st->changes[0] : NULL;
	struct dn_name name = { NULL, NULL };

	if (change != NULL && change->object.name != NULL)
		name = change->object;
	else if (change != NULL && change->index != NULL)
		name = (struct dn_name){ change->index->table.schema, change->index->name };
	if (name.name == NULL)
		return dn_strdup(mem, st->what);
	return dn_sprintf(mem, "%s '%s%s%s'", st->what, name.schema == NULL ? "" : name.schema,
	    name.schema == NULL ? "" : ".", name.name);
}

bool
dn_cannot(struct dunlin_error *err, const struct dn_cannot_words *words,
    const struct dn_statement *st, size_t place, const char *fmt, va_list ap)
{
	struct dunlin_buf *why;

	if (err == NULL)
		return false;
	why = dn_buf_new(err);
	dn_buf_vprintf(why, fmt, ap);
	dn_error_in(err, DUNLIN_E_UNTRANSLATABLE, st->source, place,
	    "%s cannot be translated to %s: %s", cannot_statement(why, st), words->title, why->s);
	dunlin_error_set_hint(err,
	    "Put it between '-- dunlin: only postgresql' and '-- dunlin: end', with what %s "
	    "needs instead in an 'only %s' block, or set 'untranslatable = notice' in "
	    "dunlin.ini to leave it out.",
	    words->title, words->only);
	dn_free(why);
	return false;
}

static void DUNLIN_PRINTF(4, 5) cannot_say(struct dunlin_error *err,
    const struct dn_cannot_words *words, const struct dn_statement *st, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	dn_cannot(err, words, st, st->span.start, fmt, ap);
	va_end(ap);
}

bool
dn_cannot_visible(struct dn_translation *t, const struct dn_cannot_words *words,
    const struct dn_statement *st, const struct dn_name *name, struct dunlin_error *err)
{
	const struct dn_table *table = dn_schema_table(t->schema, name);
	struct dn_hidden *hidden;
	void *scratch;

	scratch = dn_new_context(NULL);
	hidden = dn_map_get(t->schema->opaque, dn_relation_key(scratch, t->schema, name));
	/* One that was only changed is still there. */
	if (hidden != NULL && strcmp(hidden->what, "CREATE TABLE") != 0 && table != NULL &&
	    table->ncolumns > 0)
		hidden = NULL;
	if (hidden != NULL && strstr(hidden->what, "VIEW") != NULL &&
	    dn_schema_view(t->schema, name) != NULL)
		hidden = NULL;
	if (hidden != NULL)
		cannot_say(err, words, st, "'%s' comes from %s in %s:%u, which %s did not run",
		    name->name, hidden->what, hidden->file == NULL ? "?" : hidden->file,
		    hidden->line, words->title);
	dn_free(scratch);
	return hidden == NULL;
}

void
dn_cannot_hide(struct dn_schema *schema, const char *key, const struct dn_statement *st)
{
	struct dn_hidden *hidden = dn_new(schema, struct dn_hidden);
	unsigned column;

	dn_source_locate(st->source, st->span.start, &hidden->line, &column);
	hidden->what = dn_strdup(hidden, st->what);
	hidden->file = dn_strdup_null(hidden, st->source->file);
	dn_free(dn_map_get(schema->opaque, key));
	dn_map_put(schema->opaque, key, hidden);
}

/* In `untranslatable = notice` what cannot be said is left out, and remembered as not there. */
bool
dn_cannot_left_out(struct dn_translation *t, struct dn_statement *st, const char *key,
    struct dunlin_error *own, struct dunlin_error *err)
{
	unsigned line, column;

	if (own->code != DUNLIN_E_UNTRANSLATABLE || t->untranslatable != DN_UNTRANSLATABLE_NOTICE)
		return dn_error_copy(err, own);
	t->left_out = true;
	dn_source_locate(st->source, st->span.start, &line, &column);
	dn_log(t->log, DUNLIN_NOTICE, "%s:%u:%u: left out: %s", st->source->file, line, column,
	    dunlin_error_message(own));
	if (key != NULL)
		dn_cannot_hide(t->schema, key, st);
	dn_assess_impossible(t, st, dunlin_error_message(own));
	return true;
}

/* Statements that are known by their words. */
static const struct cannot_reason {
	const char *what, *why;
} cannot_reasons[] = {
	{ "CREATE TYPE", "base types have no counterpart there" },
	{ "CREATE FUNCTION", "functions are programs, of which dunlin reads only trigger functions "
			     "of assignments, IFs, RAISE and plain statements on rows" },
	{ "CREATE PROCEDURE", "procedures are programs, which dunlin does not read" },
	{ "CREATE TRIGGER",
	    "dunlin reads only triggers BEFORE or AFTER INSERT, UPDATE or DELETE, for each row, "
	    "that are no constraints and give their function no arguments" },
	{ "CREATE SCHEMA", "some of what it makes in the schema has no counterpart there" },
	{ "CREATE RULE",
	    "dunlin reads only rules on INSERT, UPDATE or DELETE that do nothing or plain "
	    "statements on rows" },
	{ "CREATE AGGREGATE", "aggregates are made of functions, which are programs" },
	{ "CREATE OPERATOR", "operators are made of functions, which are programs" },
	{ "CREATE CAST", "casts are made of functions, which are programs" },
	{ "CREATE FOREIGN TABLE", "foreign tables have no counterpart there" },
	{ "DO", "dunlin reads only blocks of plain statements, constants and IFs, and under an IF "
		"that asks rows only statements on rows and RAISE EXCEPTION" },
};

const char *
dn_cannot_why(const void *mem, const struct dn_statement *st, const struct dn_change *change)
{
	for (size_t i = 0; i < sizeof cannot_reasons / sizeof *cannot_reasons; i++)
		if (strcmp(st->what, cannot_reasons[i].what) == 0)
			return cannot_reasons[i].why;
	return change->text == NULL ? "dunlin does not know what it means"
				    : dn_sprintf(mem, "%s has no counterpart there", change->text);
}

void
dn_cannot_answer(struct dn_schema *schema, struct dn_change *change)
{
	struct dn_hidden *unsure = schema->unsure;
	bool hooked = schema->hooked;

	schema->unsure = NULL;
	schema->hooked = false;
	change->answer = dn_schema_ask(schema, change->expr);
	schema->unsure = unsure;
	schema->hooked = hooked;
}
