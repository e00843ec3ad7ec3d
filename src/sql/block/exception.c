/* exception.c - errors that do not matter to a DO block */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "base/buf.h"
#include "sql/block/block.h"
#include "sql/parse.h"

/* The condition that the change raises about a thing that is there, or is not. */
static const char *
block_condition(const struct dn_change *change)
{
	switch ((int) change->kind) {
	case DN_CREATE_TABLE:
	case DN_CREATE_INDEX:
	case DN_CREATE_SEQUENCE: return "duplicate_table";
	case DN_ADD_COLUMN: return "duplicate_column";
	case DN_CREATE_SCHEMA: return "duplicate_schema";
	case DN_CREATE_ENUM:
	case DN_CREATE_DOMAIN:
	case DN_CREATE_COMPOSITE:
	case DN_ADD_ENUM_VALUE: return "duplicate_object";
	case DN_ADD_CONSTRAINT:
		return change->constraint->kind == DN_PRIMARY_KEY ? "invalid_table_definition"
		       : change->constraint->kind == DN_CHECK ||
			       change->constraint->kind == DN_FOREIGN_KEY
			   ? "duplicate_object"
			   : "duplicate_table";
	case DN_DROP_TABLE: return "undefined_table";
	case DN_DROP_COLUMN: return "undefined_column";
	case DN_DROP_INDEX:
	case DN_DROP_CONSTRAINT:
	case DN_DROP_TYPE: return "undefined_object";
	default: return NULL;
	}
}

/* Up to THEN: *FITS when CONDITION is one of them, all being of its kind. */
static bool
block_conditions(struct dn_block *b, const char *condition, bool *fits)
{
	size_t kind = strcspn(condition, "_") + 1;

	do {
		const struct dn_span *span = &b->c.tokens->items[b->i].span;
		const char *word = b->c.tokens->text.text + span->start;

		if (b->i >= b->c.tokens->n || (strncasecmp(word, condition, kind) != 0 &&
						  !dn_tokens_is(b->c.tokens, b->i, condition)))
			return false;
		*fits = *fits || dn_tokens_is(b->c.tokens, b->i, condition);
		b->i++;
	} while (dn_block_word(b, "or"));
	return dn_block_word(b, "then");
}

/* Up to THEN: in WHEN what must be so for CHANGE to raise none of them. */
static bool
block_caught(struct dn_block *b, const struct dn_change *change, struct dunlin_buf *when)
{
	do {
		char *word;

		if (b->i >= b->c.tokens->n)
			return false;
		word = dn_tokens_text(b->scratch, b->c.tokens, b->i, b->i + 1);
		for (char *c = word; *c != '\0'; c++)
			*c = *c >= 'A' && *c <= 'Z' ? (char) (*c + 32) : *c;
		if (!dn_caught_put(when, change, word))
			return false;
		b->i++;
	} while (dn_block_word(b, "or"));
	return dn_block_word(b, "then");
}

/* The change that was the last one comes under an IF of its own. */
static bool
block_put_under(struct dn_block *b, struct dn_change *change, const char *when)
{
	struct dn_statement *st = b->c.st;
	struct dn_tokens *tokens =
	    dn_constants_tokens(&b->constants, b->c.tokens->file, when, dn_error_new(b->scratch));
	struct dn_change *condition = dn_convert_add(&b->c, DN_IF);

	if (tokens == NULL)
		return false;
	condition->expr = dn_convert_body_expr(&b->c, condition, tokens, 0, tokens->n, true);
	condition->under = change->under;
	condition->otherwise = change->otherwise;
	change->under = condition;
	change->otherwise = false;
	st->changes[st->nchanges - 2] = condition;
	st->changes[st->nchanges - 1] = change;
	b->own = true;
	return condition->expr != NULL;
}

/* What means nothing elsewhere does so whether it fails or not: WHEN ... THEN NULL. */
static bool
block_ignored(struct dn_block *b, size_t first)
{
	for (size_t i = first; i < b->c.st->nchanges; i++)
		if (b->c.st->changes[i]->kind != DN_NOTHING)
			return false;
	while (dn_block_word(b, "when")) {
		b->i = dn_tokens_find(b->c.tokens, b->i, b->c.tokens->n, "then");
		if (!dn_block_word(b, "then") || !dn_block_idle(b))
			return false;
	}
	return true;
}

/* Behind EXCEPTION, up to END. */
bool
dn_block_exception(struct dn_block *b, size_t first)
{
	struct dn_statement *st = b->c.st;
	struct dn_change *change = st->nchanges == first + 1 ? st->changes[first] : NULL;
	const char *condition = change == NULL ? NULL : block_condition(change);
	struct dunlin_buf *when = dn_buf_new(b->scratch);
	size_t start = b->i;
	bool fits = false;

	if (dn_tokens_is(b->c.tokens, b->i, "when") && block_ignored(b, first))
		return true;
	b->i = start;
	if (change == NULL || !dn_tokens_is(b->c.tokens, b->i, "when"))
		return false;
	while (dn_block_word(b, "when"))
		if (!(condition == NULL ? block_caught(b, change, when)
					: block_conditions(b, condition, &fits)) ||
		    !dn_block_idle(b))
			return false;
	if (fits && condition[0] == 'u')
		change->if_exists = true;
	else if (fits)
		change->if_not_exists = true;
	return when->len == 0 || block_put_under(b, change, when->s);
}
