/* block.c - DO blocks of plain statements, some with an error that does not matter */
#include "config.h"

#include <string.h>

#include "base/error.h"
#include "schema/condition/condition.h"
#include "sql/block/block.h"
#include "sql/parse.h"

/*
 * BEGIN statement; statement; END does what its statements do.  BEGIN statement; EXCEPTION WHEN
 * duplicate_object THEN NULL; END does what the statement would do with IF NOT EXISTS.  IF asks
 * what the model can answer.  Variables are constants, or a query until rows change; FOREACH goes
 * through a list of constants, FOR from one to another, and EXECUTE runs what is made of them.  Any
 * other block is opaque.
 */

bool
dn_block_word(struct dn_block *b, const char *word)
{
	if (!dn_tokens_is(b->c.tokens, b->i, word))
		return false;
	b->i++;
	return true;
}

bool
dn_block_punct(struct dn_block *b, char c)
{
	if (!dn_tokens_is_punct(b->c.tokens, b->i, c))
		return false;
	b->i++;
	return true;
}

/* NULL or RAISE NOTICE ..., or nothing at all. */
bool
dn_block_idle(struct dn_block *b)
{
	static const char *const levels[] = { "notice", "warning", "info", "log", "debug" };
	bool harmless = false;

	if (dn_block_word(b, "null"))
		return dn_block_punct(b, ';');
	if (!dn_block_word(b, "raise"))
		return true;
	for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
		harmless = harmless || dn_tokens_is(b->c.tokens, b->i, levels[i]);
	b->i = dn_tokens_find_punct(b->c.tokens, b->i, b->c.tokens->n, ';');
	return harmless && dn_block_punct(b, ';');
}

static bool
block_is_operator(const struct dn_block *b, size_t i, const char *operator)
{
	struct dn_span span = dn_tokens_span(b->c.tokens, i, i + 1);

	return i < b->c.tokens->n && span.end - span.start == strlen(operator) &&
	       strncmp(b->c.tokens->file->text + span.start, operator, strlen(operator)) == 0;
}

/* <<label>> */
static bool
block_label(struct dn_block *b)
{
	if (!block_is_operator(b, b->i, "<<") || !block_is_operator(b, b->i + 2, ">>"))
		return false;
	b->i += 3;
	return true;
}

/* Behind the END of what has a label, it may stand again. */
static bool
block_label_again(struct dn_block *b, bool labelled)
{
	b->i += labelled && b->i < b->c.tokens->n && !dn_tokens_is_punct(b->c.tokens, b->i, ';');
	return true;
}

static bool block_body(struct dn_block *b, int depth);
static bool block_if(struct dn_block *b, int depth);

/* name := value; */
static bool
block_assign(struct dn_block *b, struct dn_constant *constant)
{
	size_t end = dn_tokens_find_punct(b->c.tokens, b->i, b->c.tokens->n, ';');
	struct dn_constant value = *constant;

	dn_constants_value(&b->c, &b->constants, b->c.tokens, b->i + 2, end, &value);
	*constant = value;
	b->i = end;
	/* Under an IF it would be one value or the other. */
	return constant->known && b->under == NULL && dn_block_punct(b, ';');
}

static bool
block_is_assignment(const struct dn_block *b, size_t i)
{
	const char *operator= dn_tokens_text(b->scratch, b->c.tokens, i, i + 1);

	return strcmp(operator, ":=") == 0 || strcmp(operator, "=") == 0;
}

bool
dn_block_item(struct dn_block *b, int depth)
{
	size_t before = b->i;
	struct dn_constant *constant;
	bool labelled, done;

	if (!dn_block_raise(b, &done))
		return false;
	if (done)
		return true;
	if (!dn_block_idle(b))
		return false;
	if (b->i > before)
		return true;
	constant = dn_constants_find(&b->constants, b->c.tokens, b->i);
	if (constant != NULL && b->i + 1 < b->c.tokens->n && block_is_assignment(b, b->i + 1))
		return block_assign(b, constant);
	if (dn_block_word(b, "foreach"))
		return depth < 8 && dn_block_foreach(b, depth + 1);
	if (dn_block_word(b, "for"))
		return depth < 8 && dn_block_for(b, depth + 1);
	labelled = block_label(b);
	if (dn_block_word(b, "begin"))
		return depth < 8 && block_body(b, depth + 1) && block_label_again(b, labelled) &&
		       dn_block_punct(b, ';');
	if (labelled)
		return false;
	if (dn_block_word(b, "if"))
		return depth < 8 && block_if(b, depth + 1);
	if (!dn_block_diagnostics(b, &done) || (!done && !dn_block_will_be_found(b)))
		return false;
	if (!done && !dn_block_into(b, &done))
		return false;
	return done || dn_block_statement(b);
}

/* Behind BEGIN, up to END. */
static bool
block_body(struct dn_block *b, int depth)
{
	size_t first = b->c.st->nchanges;

	while (!dn_block_word(b, "end")) {
		if (dn_block_word(b, "exception"))
			return dn_block_exception(b, first) && dn_block_word(b, "end");
		if (!dn_block_item(b, depth))
			return false;
	}
	return true;
}

/* The expression up to TO, with values in place of variables. */
static struct dn_expr *
block_expr(struct dn_block *b, const void *mem, size_t to)
{
	struct dn_tokens *own = NULL;
	char *text;

	if (!dn_block_names_constant(b, b->i, to))
		return dn_convert_body_expr(&b->c, mem, b->c.tokens, b->i, to, true);
	text = dn_constants_text(&b->constants, b->c.tokens, b->i, to);
	if (text != NULL)
		own = dn_constants_tokens(
		    &b->constants, b->c.tokens->file, text, dn_error_new(b->scratch));
	return own == NULL ? NULL : dn_convert_body_expr(&b->c, mem, own, 0, own->n, true);
}

/* Behind IF, up to THEN. */
static bool
block_ask(struct dn_block *b)
{
	size_t then = dn_tokens_find(b->c.tokens, b->i, b->c.tokens->n, "then");
	struct dn_change *change;

	if (dn_block_ask_found(b))
		return true;
	change = dn_convert_add(&b->c, DN_IF);
	change->expr = block_expr(b, change, then);
	change->under = b->under;
	change->otherwise = b->otherwise;
	b->under = change;
	b->otherwise = false;
	b->own = true;
	b->i = then + 1;
	return change->expr != NULL;
}

/* Up to END IF: ELSIF is an IF inside of the ELSE. */
static bool
block_if(struct dn_block *b, int depth)
{
	struct dn_change *under = b->under;
	bool otherwise = b->otherwise, ok = block_ask(b), not = b->otherwise;

	while (ok && !dn_block_word(b, "end")) {
		bool elsif = dn_block_word(b, "elsif") || dn_block_word(b, "elseif");

		if (elsif || dn_block_word(b, "else")) {
			b->otherwise = !not ;
			ok = !elsif || block_ask(b);
			not = elsif && b->otherwise;
		} else {
			ok = dn_block_item(b, depth);
		}
	}
	b->under = under;
	b->otherwise = otherwise;
	return ok && dn_block_word(b, "if") && dn_block_punct(b, ';');
}

/* What asks more than the model can answer may do only what changes nothing of the model. */
static bool
block_is_understood(const struct dn_change *change)
{
	if (change->kind == DN_IF || change->kind == DN_NOTHING || change->kind == DN_DATA ||
	    change->kind == DN_RAISE)
		return true;
	for (; change->under != NULL; change = change->under)
		if (dn_schema_ask(NULL, change->under->expr) == DN_ANSWER_UNKNOWN)
			return false;
	return true;
}

/* Up to BEGIN.  What is called for a value may do anything. */
static bool
block_declare(struct dn_block *b)
{
	const struct dn_tokens *tokens = b->c.tokens;

	while (!dn_tokens_is(tokens, b->i, "begin")) {
		size_t end = dn_tokens_find_punct(tokens, b->i, tokens->n, ';'), at = b->i + 1;
		struct dn_constant *constant;

		while (
		    at < end && !dn_tokens_is(tokens, at, "default") && !block_is_assignment(b, at))
			at++;
		constant = dn_constants_add(&b->constants, tokens, b->i, at);
		if (constant == NULL || end == tokens->n)
			return false;
		if (at < end)
			dn_constants_value(&b->c, &b->constants, tokens, at + 1, end, constant);
		if (!constant->known && dn_tokens_find_punct(tokens, at, end, '(') < end)
			return false;
		b->i = end + 1;
	}
	return true;
}

static bool
block_run(struct dn_block *b)
{
	bool labelled = block_label(b);
	bool ok = (!dn_block_word(b, "declare") || block_declare(b)) && dn_block_word(b, "begin") &&
		  block_body(b, 0) && block_label_again(b, labelled);

	dn_block_punct(b, ';');
	if (!ok || b->i != b->c.tokens->n)
		return false;
	for (size_t i = 0; i < b->c.st->nchanges; i++) {
		const struct dn_change *change = b->c.st->changes[i];

		/* Of several, the plan can tell only what their changes say. */
		if (!b->own && b->statements > 1 && change->kind == DN_CHANGE_OPAQUE)
			return false;
		b->own = b->own || (b->statements > 1 && dn_change_has_words(change));
	}
	for (size_t i = 0; b->own && i < b->c.st->nchanges; i++)
		if (!block_is_understood(b->c.st->changes[i]))
			return false;
	if (b->statements == 0)
		dn_convert_add(&b->c, DN_NOTHING)->name = "DO";
	return true;
}

bool
dn_convert_do(struct dn_convert *c, const PgQuery__DoStmt *stmt)
{
	void *scratch = dn_new_context(NULL);
	struct dn_block b = { .c = { NULL, c->st }, .scratch = scratch, .constants.mem = scratch };
	const char *what = c->st->what;
	unsigned flags = c->st->flags;
	size_t first = c->st->nchanges;
	bool ok = dn_convert_body(c, DN_NODES(stmt, args), scratch, &b.c.tokens) && block_run(&b);

	c->st->what = !ok ? what : b.own || b.statements != 1 ? "DO" : b.what;
	c->st->flags = ok ? b.flags : flags;
	while (!ok && c->st->nchanges > first)
		dn_free(c->st->changes[--c->st->nchanges]);
	if (!ok)
		c->st->nmentions = 0;
	dn_free(scratch);
	return ok;
}
