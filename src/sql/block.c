/* block.c - DO blocks that are plain statements, some with an error that does not matter */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "schema/condition.h"
#include "sql/parse.h"

/*
 * BEGIN statement; statement; END, without variables, does what its statements do.  BEGIN
 * statement; EXCEPTION WHEN duplicate_object THEN NULL; END does what the statement would do with
 * IF NOT EXISTS.  IF asks what the model can answer.  Any other block is opaque.
 */
struct block {
	struct dn_convert c; /* tokens of the body; the statement is the DO */
	size_t i;            /* the next token */
	size_t statements;
	struct dn_change *under; /* the IF around what comes next, or NULL */
	bool otherwise;          /* behind its ELSE */
	bool own;                /* known by more than its statements: it keeps its own name */
	const char *what;        /* of the last statement */
	unsigned flags;
	void *scratch;
};

static bool
block_word(struct block *b, const char *word)
{
	if (!dn_tokens_is(b->c.tokens, b->i, word))
		return false;
	b->i++;
	return true;
}

static bool
block_punct(struct block *b, char c)
{
	if (!dn_tokens_is_punct(b->c.tokens, b->i, c))
		return false;
	b->i++;
	return true;
}

/* Words that begin a statement of PL/pgSQL where SQL has them, too, or may have. */
static bool
block_is_control(const struct block *b)
{
	static const char *const words[] = { "declare", "if", "case", "loop", "while", "for",
		"foreach", "return", "raise", "perform", "execute", "get", "open", "fetch", "move",
		"close", "exit", "continue", "assert", "call", "commit", "rollback", "do" };

	for (size_t w = 0; w < sizeof words / sizeof *words; w++)
		if (dn_tokens_is(b->c.tokens, b->i, words[w]))
			return true;
	return false;
}

/* What a block may not do and still be known by its changes alone; rows are nobody's single one. */
static bool
block_takes(struct block *b, size_t first)
{
	const struct dn_statement *st = b->c.st;

	for (size_t i = first; i < st->nchanges; i++) {
		enum dn_change_kind kind = st->changes[i]->kind;

		b->own = b->own || kind == DN_DATA;
		if (kind == DN_COPY || kind == DN_SET || kind == DN_SET_SEARCH_PATH ||
		    kind == DN_TRANSACTION || (kind == DN_CHANGE_OPAQUE && b->under != NULL))
			return false;
	}
	return true;
}

/* TEXT, which stands at SPAN, if the grammar takes it for a statement. */
static bool
block_convert(struct block *b, const char *text, struct dn_span span)
{
	size_t first = b->c.st->nchanges;
	struct dn_convert inner = { NULL, b->c.st };
	const struct dn_tree *tree =
	    dn_tree_of_part(b->scratch, b->c.tokens->file, text, span, &inner.tokens);

	if (tree == NULL)
		return false;
	dn_convert_inner_statement(&inner, tree->statement);
	for (size_t i = first; i < b->c.st->nchanges; i++) {
		b->c.st->changes[i]->under = b->under;
		b->c.st->changes[i]->otherwise = b->otherwise;
	}
	b->what = b->c.st->what;
	b->flags |= b->c.st->flags;
	return true;
}

/* EXECUTE 'statement', with no quote in it. */
static bool
block_execute(struct block *b, size_t end)
{
	const struct dn_tokens *tokens = b->c.tokens;
	struct dn_span span = dn_tokens_span(tokens, b->i, end);
	const char *start = tokens->file->text + span.start;
	size_t quote = *start == '$' ? 2 + strcspn(start + 1, "$") : 1;
	char *text;

	if (end != b->i + 1 || tokens->items[b->i].kind != DN_TOKEN_STRING ||
	    (*start != '$' && *start != '\''))
		return false;
	span = (struct dn_span){ span.start + quote, span.end - quote };
	while (
	    span.end > span.start && strchr("; \t\r\n", tokens->file->text[span.end - 1]) != NULL)
		span.end--;
	text = dn_strndup(b->scratch, tokens->file->text + span.start, span.end - span.start);
	return strpbrk(text, *start == '$' ? ";" : ";'") == NULL && block_convert(b, text, span);
}

static bool
block_statement(struct block *b)
{
	size_t end = dn_tokens_find_punct(b->c.tokens, b->i, b->c.tokens->n, ';');
	size_t first = b->c.st->nchanges;
	bool ok;

	if (end == b->c.tokens->n || end == b->i)
		return false;
	if (block_word(b, "execute"))
		ok = block_execute(b, end);
	else
		ok = !block_is_control(b) &&
		     block_convert(b, dn_tokens_text(b->scratch, b->c.tokens, b->i, end),
			 dn_tokens_span(b->c.tokens, b->i, end));
	if (!ok || !block_takes(b, first))
		return false;
	b->statements++;
	b->i = end + 1;
	return true;
}

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

/* WHEN condition OR condition THEN: *FITS when CONDITION is one, all being of its kind. */
static bool
block_conditions(struct block *b, const char *condition, bool *fits)
{
	size_t kind = strcspn(condition, "_") + 1;

	*fits = false;
	do {
		const struct dn_span *span = &b->c.tokens->items[b->i].span;
		const char *word = b->c.tokens->text.text + span->start;

		if (b->i >= b->c.tokens->n || (strncasecmp(word, condition, kind) != 0 &&
						  !dn_tokens_is(b->c.tokens, b->i, condition)))
			return false;
		*fits = *fits || dn_tokens_is(b->c.tokens, b->i, condition);
		b->i++;
	} while (block_word(b, "or"));
	return block_word(b, "then");
}

/* NULL or RAISE NOTICE ..., or nothing at all. */
static bool
block_idle(struct block *b)
{
	static const char *const levels[] = { "notice", "warning", "info", "log", "debug" };
	bool harmless = false;

	if (block_word(b, "null"))
		return block_punct(b, ';');
	if (!block_word(b, "raise"))
		return true;
	for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
		harmless = harmless || dn_tokens_is(b->c.tokens, b->i, levels[i]);
	b->i = dn_tokens_find_punct(b->c.tokens, b->i, b->c.tokens->n, ';');
	return harmless && block_punct(b, ';');
}

static bool
block_exception(struct block *b, size_t first)
{
	struct dn_statement *st = b->c.st;
	struct dn_change *change = st->nchanges == first + 1 ? st->changes[first] : NULL;
	const char *condition = change == NULL ? NULL : block_condition(change);
	bool fits;

	if (condition == NULL || !block_word(b, "when") || !block_conditions(b, condition, &fits) ||
	    !block_idle(b))
		return false;
	if (fits && condition[0] == 'u')
		change->if_exists = true;
	else if (fits)
		change->if_not_exists = true;
	return true;
}

static bool block_body(struct block *b, int depth);
static bool block_if(struct block *b, int depth);

static bool
block_item(struct block *b, int depth)
{
	size_t before = b->i;

	if (!block_idle(b))
		return false;
	if (b->i > before)
		return true;
	if (block_word(b, "begin"))
		return depth < 8 && block_body(b, depth + 1) && block_punct(b, ';');
	if (block_word(b, "if"))
		return depth < 8 && block_if(b, depth + 1);
	return block_statement(b);
}

/* Behind BEGIN, up to END. */
static bool
block_body(struct block *b, int depth)
{
	size_t first = b->c.st->nchanges;

	while (!block_word(b, "end")) {
		if (block_word(b, "exception"))
			return block_exception(b, first) && block_word(b, "end");
		if (!block_item(b, depth))
			return false;
	}
	return true;
}

/* Behind IF, up to THEN. */
static bool
block_ask(struct block *b)
{
	size_t then = dn_tokens_find(b->c.tokens, b->i, b->c.tokens->n, "then");
	struct dn_change *change = dn_convert_add(&b->c, DN_IF);

	change->expr = dn_convert_body_expr(&b->c, change, b->c.tokens, b->i, then, true);
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
block_if(struct block *b, int depth)
{
	struct dn_change *under = b->under;
	bool otherwise = b->otherwise, ok = block_ask(b);

	while (ok && !block_word(b, "end")) {
		bool elsif = block_word(b, "elsif") || block_word(b, "elseif");

		if (elsif || block_word(b, "else")) {
			b->otherwise = true;
			ok = !elsif || block_ask(b);
		} else {
			ok = block_item(b, depth);
		}
	}
	b->under = under;
	b->otherwise = otherwise;
	return ok && block_word(b, "if") && block_punct(b, ';');
}

/* What asks more than the model can answer may do only what means nothing elsewhere. */
static bool
block_is_understood(const struct dn_change *change)
{
	if (change->kind == DN_IF || change->kind == DN_NOTHING)
		return true;
	for (; change->under != NULL; change = change->under)
		if (dn_schema_ask(NULL, change->under->expr) == DN_ANSWER_UNKNOWN)
			return false;
	return true;
}

static bool
block_run(struct block *b)
{
	bool ok = block_word(b, "begin") && block_body(b, 0);

	block_punct(b, ';');
	if (!ok || b->i != b->c.tokens->n)
		return false;
	for (size_t i = 0; i < b->c.st->nchanges; i++) {
		const struct dn_change *change = b->c.st->changes[i];

		/* Of several, the plan can tell only what their changes say. */
		if (b->own ? !block_is_understood(change)
			   : b->statements > 1 && dn_change_has_words(change))
			return false;
	}
	if (b->statements == 0)
		dn_convert_add(&b->c, DN_NOTHING)->name = "DO";
	return true;
}

bool
dn_convert_do(struct dn_convert *c, const PgQuery__DoStmt *stmt)
{
	struct block b = { .c = { NULL, c->st }, .scratch = dn_new_context(NULL) };
	const char *what = c->st->what;
	unsigned flags = c->st->flags;
	size_t first = c->st->nchanges;
	bool ok = dn_convert_body(c, DN_NODES(stmt, args), b.scratch, &b.c.tokens) && block_run(&b);

	c->st->what = !ok ? what : b.own || b.statements != 1 ? "DO" : b.what;
	c->st->flags = ok ? b.flags : flags;
	while (!ok && c->st->nchanges > first)
		dn_free(c->st->changes[--c->st->nchanges]);
	if (!ok)
		c->st->nmentions = 0;
	dn_free(b.scratch);
	return ok;
}
