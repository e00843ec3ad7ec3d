/* hazard.c - what a statement leaves behind that ends with its transaction, or with the session */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "plan/rules.h"
#include "plan/split.h"
#include "sql/text/lex.h"

/* Statements by their first words; the reason stands behind "... in line N". */
static const struct {
	const char *what, *reason;
} hazards[] = {
	{ "do", "may leave what ends with its transaction" },
	{ "call", "may leave what ends with its transaction" },
	{ "set constraints", "ends with its transaction" },
	{ "lock", "is there to hold until the end" },
	{ "declare", "opens a cursor that ends with its transaction" },
	{ "prepare", "would be gone when a later run continues" },
};

/* Words of a query whose effect lasts until the transaction ends. */
static bool
hazard_is_word(const char *text, size_t len)
{
	static const char *const words[] = { "pg_advisory_xact_lock",
		"pg_advisory_xact_lock_shared", "pg_try_advisory_xact_lock",
		"pg_try_advisory_xact_lock_shared" };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strlen(words[i]) == len && strncasecmp(words[i], text, len) == 0)
			return true;
	return false;
}

/* Does the query lock rows or take an advisory lock until then? */
static bool
hazard_query_locks(const struct dn_statement *st)
{
	const struct dn_source *src = st->source;
	struct dn_lexer lexer = dn_lex(src, st->span);
	struct dn_token token;
	bool behind_for = false;

	while (dn_lex_word(&lexer, &token, NULL) && token.kind != DN_TOKEN_END) {
		if (behind_for &&
		    (dn_token_is(src, &token, "update") || dn_token_is(src, &token, "share") ||
			dn_token_is(src, &token, "no") || dn_token_is(src, &token, "key")))
			return true;
		if (hazard_is_word(src->text + token.span.start, token.span.end - token.span.start))
			return true;
		behind_for = dn_token_is(src, &token, "for");
	}
	return false;
}

/* CREATE TEMPORARY ..., SELECT INTO TEMPORARY ... */
static bool
hazard_is_temporary(const struct dn_statement *st)
{
	const struct dn_source *src = st->source;
	struct dn_lexer lexer = dn_lex(src, st->span);
	struct dn_token token;

	for (size_t i = 0; i < st->nchanges; i++)
		if (st->changes[i]->temporary)
			return true;
	if (!dn_words_start(st->what, "create") && !dn_words_start(st->what, "select"))
		return false;
	for (int n = 0; n < 48 && dn_lex_word(&lexer, &token, NULL); n++)
		if (dn_token_is(src, &token, "temp") || dn_token_is(src, &token, "temporary"))
			return true;
	return false;
}

static bool
hazard_is_deferred(const struct dn_schema *schema, const struct dn_name *written)
{
	const struct dn_table *table =
	    written->name == NULL ? NULL : dn_schema_table(schema, written);

	for (size_t i = 0; table != NULL && i < table->nconstraints; i++)
		if (table->constraints[i]->initially_deferred)
			return true;
	for (size_t i = 0; table != NULL && i < table->nreferences; i++)
		if (table->references[i].constraint->initially_deferred)
			return true;
	return false;
}

static bool
hazard_writes_deferred(const struct dn_schema *schema, const struct dn_statement *st)
{
	for (size_t i = 0; i < st->nchanges; i++)
		if ((st->changes[i]->kind == DN_DATA || st->changes[i]->kind == DN_COPY) &&
		    hazard_is_deferred(schema, &st->changes[i]->object))
			return true;
	for (size_t i = 0; i < st->nmentions; i++)
		if (st->mentions[i].use == DN_USE_WRITTEN &&
		    hazard_is_deferred(schema, &st->mentions[i].name))
			return true;
	return false;
}

static const char *
hazard_of_change(const struct dn_change *change, bool forgets)
{
	bool sets = change->kind == DN_SET || change->kind == DN_SET_SEARCH_PATH;

	if (sets && (change->set_local || (change->name != NULL &&
					      strncasecmp(change->name, "transaction", 11) == 0)))
		return "ends with its transaction";
	if (sets && forgets)
		return "is lost behind a pooler with the transaction";
	return NULL;
}

const char *
dn_hazard(const struct dn_schema *schema, const struct dn_statement *st, bool forgets)
{
	for (size_t i = 0; i < sizeof hazards / sizeof *hazards; i++)
		if (dn_words_start(st->what, hazards[i].what))
			return hazards[i].reason;
	for (size_t i = 0; i < st->nchanges; i++) {
		const char *reason = hazard_of_change(st->changes[i], forgets);

		if (reason != NULL)
			return reason;
	}
	if (hazard_writes_deferred(schema, st))
		return "has deferred constraints, which are tested at the end";
	if (hazard_is_temporary(st))
		return "would be gone when a later run continues";
	if (strcmp(st->what, "SELECT") != 0)
		return NULL;
	if ((st->flags & DN_STATEMENT_CALLS) != 0)
		return "calls what may leave something that ends with its transaction";
	return hazard_query_locks(st) ? "locks until the end of its transaction" : NULL;
}
