/* block.c - DO blocks that are plain statements, some with an error that does not matter */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "sql/parse.h"

/*
 * BEGIN statement; statement; END, without variables and control structures, does what its
 * statements do.  BEGIN statement; EXCEPTION WHEN duplicate_object THEN NULL; END does what the
 * statement would do with IF NOT EXISTS.  Any other block is opaque.
 */
struct block {
	struct dn_convert c; /* tokens of the body; the statement is the DO */
	size_t i;            /* the next token */
	size_t statements;
	const char *what; /* of the last statement */
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

/* What a block may not do and still be known by its changes alone. */
static bool
block_takes(const struct block *b, size_t first)
{
	const struct dn_statement *st = b->c.st;

	for (size_t i = first; i < st->nchanges; i++) {
		enum dn_change_kind kind = st->changes[i]->kind;

		if (kind == DN_DATA || kind == DN_COPY || kind == DN_SET ||
		    kind == DN_SET_SEARCH_PATH || kind == DN_TRANSACTION)
			return false;
	}
	return true;
}

/* Tokens up to TO, which the grammar takes for a statement. */
static bool
block_convert(struct block *b, size_t to)
{
	const struct dn_tokens *body = b->c.tokens;
	struct dn_span span = dn_tokens_span(body, b->i, to);
	char *text = dn_tokens_text(b->scratch, body, b->i, to);
	struct dunlin_error *err = dn_error_new(b->scratch);
	struct dn_convert inner = { NULL, b->c.st };
	struct dn_tree *tree = NULL;
	size_t values;

	if (!dn_parse_guard(body->file, span, &values, err) || values > 0)
		return false;
	inner.tokens = dn_tokens_new(b->scratch, body->file, text, strlen(text), span.start, err);
	if (inner.tokens != NULL)
		tree = dn_tree_parse(b->scratch, inner.tokens, err);
	if (tree == NULL || tree->statement == NULL)
		return false;
	dn_convert_inner_statement(&inner, tree->statement);
	b->what = b->c.st->what;
	b->flags |= b->c.st->flags;
	return true;
}

static bool
block_statement(struct block *b)
{
	size_t end = dn_tokens_find_punct(b->c.tokens, b->i, b->c.tokens->n, ';');
	size_t first = b->c.st->nchanges;

	if (block_is_control(b) || end == b->c.tokens->n || end == b->i || !block_convert(b, end) ||
	    !block_takes(b, first))
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
block_handler(struct block *b)
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
	    !block_handler(b))
		return false;
	if (fits && condition[0] == 'u')
		change->if_exists = true;
	else if (fits)
		change->if_not_exists = true;
	return true;
}

/* Behind BEGIN, up to END. */
static bool
block_body(struct block *b, int depth)
{
	size_t first = b->c.st->nchanges;

	while (!block_word(b, "end")) {
		bool ok;

		if (block_word(b, "exception"))
			return block_exception(b, first) && block_word(b, "end");
		if (block_word(b, "null"))
			ok = block_punct(b, ';');
		else if (block_word(b, "begin"))
			ok = depth < 8 && block_body(b, depth + 1) && block_punct(b, ';');
		else
			ok = block_statement(b);
		if (!ok)
			return false;
	}
	return true;
}

/* Where the body stands in the file as it is, without quotes to resolve. */
static bool
block_find(const struct dn_convert *c, const char *body, struct dn_span *span)
{
	size_t len = strlen(body);

	for (size_t i = 0; i < c->tokens->n; i++) {
		struct dn_span at = dn_tokens_span(c->tokens, i, i + 1);
		const char *text = c->tokens->file->text + at.start;
		size_t quote = 1;

		if (c->tokens->items[i].kind != DN_TOKEN_STRING)
			continue;
		if (*text == '$')
			quote = 2 + strcspn(text + 1, "$");
		if (at.end - at.start != len + 2 * quote || strncmp(text + quote, body, len) != 0)
			continue;
		*span = (struct dn_span){ at.start + quote, at.end - quote };
		return true;
	}
	return false;
}

bool
dn_convert_body(
    struct dn_convert *c, struct dn_nodes options, const void *mem, struct dn_tokens **tokens)
{
	bool found;
	const PgQuery__Node *body = dn_convert_option(options, "as", &found);
	const PgQuery__Node *language = dn_convert_option(options, "language", &found);
	struct dn_span span;
	char *text;

	if (body != NULL && body->node_case == PG_QUERY__NODE__NODE_LIST &&
	    body->list->n_items == 1)
		body = body->list->items[0];
	if (body == NULL || body->node_case != PG_QUERY__NODE__NODE_STRING ||
	    (language != NULL && strcmp(dn_node_string(language), "plpgsql") != 0) ||
	    !block_find(c, body->string->sval, &span))
		return false;
	text = dn_strdup(mem, body->string->sval);
	*tokens =
	    dn_tokens_new(mem, c->tokens->file, text, strlen(text), span.start, dn_error_new(mem));
	return *tokens != NULL;
}

static bool
block_run(struct block *b)
{
	bool ok = block_word(b, "begin") && block_body(b, 0);

	block_punct(b, ';');
	if (!ok || b->i != b->c.tokens->n)
		return false;
	/* Of several, the plan can tell only what their changes say. */
	for (size_t i = 0; b->statements > 1 && i < b->c.st->nchanges; i++)
		if (dn_change_has_words(b->c.st->changes[i]))
			return false;
	return b->statements > 0;
}

bool
dn_convert_do(struct dn_convert *c, const PgQuery__DoStmt *stmt)
{
	struct block b = { .c = { NULL, c->st }, .scratch = dn_new_context(NULL) };
	const char *what = c->st->what;
	unsigned flags = c->st->flags;
	size_t first = c->st->nchanges;
	bool ok = dn_convert_body(c, DN_NODES(stmt, args), b.scratch, &b.c.tokens) && block_run(&b);

	c->st->what = ok && b.statements == 1 ? b.what : what;
	c->st->flags = ok ? b.flags : flags;
	while (!ok && c->st->nchanges > first)
		dn_free(c->st->changes[--c->st->nchanges]);
	if (!ok)
		c->st->nmentions = 0;
	dn_free(b.scratch);
	return ok;
}
