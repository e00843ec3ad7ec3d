/* statement.c - the statements of a DO block */
#include "config.h"

#include <string.h>

#include "base/error.h"
#include "sql/block/block.h"
#include "sql/parse.h"

/* Words that begin a statement of PL/pgSQL where SQL has them, too, or may have. */
static bool
block_is_control(const struct dn_block *b)
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
block_takes(struct dn_block *b, size_t first)
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

/* TEXT, whose bytes are those of FILE from AT on, if the grammar takes it for a statement. */
static bool
block_convert(struct dn_block *b, const struct dn_source *file, const char *text, size_t at)
{
	size_t first = b->c.st->nchanges;
	struct dn_convert inner = { NULL, b->c.st };
	const struct dn_tree *tree = dn_tree_of_part(b->scratch, file, text, at, &inner.tokens);

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

static bool
block_written(struct dn_block *b, const char *text, struct dn_span span)
{
	const struct dn_source *file = b->c.tokens->file;
	size_t values;

	return dn_parse_guard(file, span, &values, dn_error_new(b->scratch)) &&
	       (values == 0 || !dn_insert_is_long(b->c.st)) &&
	       block_convert(b, file, text, span.start);
}

/* TEXT was made for what stands at AT: its places are near there, and in the file. */
static bool
block_made(struct dn_block *b, const char *text, size_t at)
{
	const struct dn_source *file = b->c.tokens->file;
	struct dn_source own = { file->file, text, text == NULL ? 0 : strlen(text) };
	size_t values;

	if (text == NULL || own.len > file->len ||
	    !dn_parse_guard(
		&own, (struct dn_span){ 0, own.len }, &values, dn_error_new(b->scratch)) ||
	    (values > 0 && dn_insert_is_long(b->c.st)))
		return false;
	b->own = true;
	b->flags |= DN_STATEMENT_MADE;
	return block_convert(b, file, text, at < file->len - own.len ? at : file->len - own.len);
}

/* EXECUTE 'statement', with no quote in it. */
static bool
block_execute_literal(struct dn_block *b)
{
	const struct dn_tokens *tokens = b->c.tokens;
	struct dn_span span = dn_tokens_span(tokens, b->i, b->i + 1);
	const char *start = tokens->file->text + span.start;
	size_t quote = *start == '$' ? 2 + strcspn(start + 1, "$") : 1;
	char *text;

	span = (struct dn_span){ span.start + quote, span.end - quote };
	while (
	    span.end > span.start && strchr("; \t\r\n", tokens->file->text[span.end - 1]) != NULL)
		span.end--;
	text = dn_strndup(b->scratch, tokens->file->text + span.start, span.end - span.start);
	return strpbrk(text, *start == '$' ? ";" : ";'") == NULL && block_written(b, text, span);
}

/* EXECUTE of a text that is made of constants. */
static bool
block_execute(struct dn_block *b, size_t end)
{
	const struct dn_tokens *tokens = b->c.tokens;
	struct dn_span span = dn_tokens_span(tokens, b->i, end);
	struct dn_constant value;
	char *text;
	size_t len;

	if (end == b->i + 1 && tokens->items[b->i].kind == DN_TOKEN_STRING &&
	    strchr("$'", tokens->file->text[span.start]) != NULL && block_execute_literal(b))
		return true;
	dn_constants_value(&b->c, &b->constants, tokens, b->i, end, &value);
	if (!value.known || value.array)
		return false;
	text = dn_strdup(b->scratch, value.values[0]);
	for (len = strlen(text); len > 0 && strchr("; \t\r\n", text[len - 1]) != NULL; len--)
		text[len - 1] = '\0';
	return strchr(text, ';') == NULL && block_made(b, text, span.start);
}

bool
dn_block_names_constant(struct dn_block *b, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (dn_constants_find(&b->constants, b->c.tokens, i) != NULL)
			return true;
	return false;
}

/* PERFORM is SELECT. */
static bool
block_perform(struct dn_block *b, size_t end)
{
	const char *what = dn_constants_text(&b->constants, b->c.tokens, b->i, end);

	return what != NULL && block_made(b, dn_sprintf(b->scratch, "SELECT %s", what),
				   dn_tokens_span(b->c.tokens, b->i, end).start);
}

/* Only what is planned as a query takes variables: elsewhere their names are columns. */
static bool
block_takes_values(const struct dn_block *b, size_t end)
{
	static const char *const words[] = { "select", "insert", "update", "delete", "merge",
		"with", "values" };
	const struct dn_tokens *tokens = b->c.tokens;
	size_t as;

	for (size_t w = 0; w < sizeof words / sizeof *words; w++)
		if (dn_tokens_is(tokens, b->i, words[w]))
			return true;
	if (!dn_tokens_is(tokens, b->i, "create") ||
	    dn_tokens_find(tokens, b->i, end, "table") == end)
		return false;
	as = dn_tokens_find(tokens, b->i, end, "as");
	return as < end &&
	       (dn_tokens_is(tokens, as + 1, "select") || dn_tokens_is(tokens, as + 1, "with") ||
		   dn_tokens_is(tokens, as + 1, "values"));
}

static bool
block_plain(struct dn_block *b, size_t end)
{
	const struct dn_tokens *tokens = b->c.tokens;
	struct dn_span span = dn_tokens_span(tokens, b->i, end);

	if (block_is_control(b))
		return false;
	if (block_takes_values(b, end) && dn_block_names_constant(b, b->i, end))
		return block_made(
		    b, dn_constants_text(&b->constants, tokens, b->i, end), span.start);
	return block_written(b, dn_tokens_text(b->scratch, tokens, b->i, end), span);
}

bool
dn_block_statement(struct dn_block *b)
{
	size_t end = dn_tokens_find_punct(b->c.tokens, b->i, b->c.tokens->n, ';');
	size_t first = b->c.st->nchanges;

	if (end == b->c.tokens->n || end == b->i)
		return false;
	if (dn_block_word(b, "execute")   ? !block_execute(b, end)
	    : dn_block_word(b, "perform") ? !block_perform(b, end)
					  : !block_plain(b, end))
		return false;
	if (!block_takes(b, first))
		return false;
	dn_constants_changed(&b->constants);
	b->statements++;
	b->i = end + 1;
	return true;
}
