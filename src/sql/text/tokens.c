/* tokens.c - the tokens of one statement, for the spans that the tree does not have */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "sql/sql.h"
#include "sql/text/tokens.h"

static bool
tokens_too_many(const struct dn_tokens *tokens, size_t at, struct dunlin_error *err)
{
	dn_error_in(err, DUNLIN_E_PARSE, tokens->file, tokens->before + at,
	    "more than %u words in one statement", DN_SQL_MAX_TOKENS);
	dunlin_error_set_hint(err, "Write several statements, INSERT ... VALUES or COPY.");
	return false;
}

static bool
tokens_read(struct dn_tokens *tokens, struct dunlin_error *err)
{
	struct dn_lexer lexer = dn_lex(&tokens->text, (struct dn_span){ 0, tokens->text.len });
	struct dn_token token;

	for (;;) {
		if (!dn_lex_word(&lexer, &token, err))
			return false;
		if (token.kind == DN_TOKEN_END)
			return true;
		if (tokens->n == DN_SQL_MAX_TOKENS)
			return tokens_too_many(tokens, token.span.start, err);
		dn_push(tokens, tokens->items, tokens->n, token);
	}
}

/* Does token I open something: 1; close: -1? */
static int
tokens_turn(const struct dn_tokens *tokens, size_t i)
{
	if (dn_tokens_is_punct(tokens, i, '(') || dn_tokens_is_punct(tokens, i, '['))
		return 1;
	if (dn_tokens_is_punct(tokens, i, ')') || dn_tokens_is_punct(tokens, i, ']'))
		return -1;
	return 0;
}

/* Keywords are names behind AS and behind a dot. */
static bool
tokens_is_case(const struct dn_tokens *tokens, size_t i)
{
	return dn_tokens_is(tokens, i, "case") &&
	       (i == 0 ||
		   (!dn_tokens_is(tokens, i - 1, "as") && !dn_tokens_is_punct(tokens, i - 1, '.')));
}

static void
tokens_match(struct dn_tokens *tokens)
{
	size_t *open = dn_new_array(tokens, size_t, tokens->n + 1), nopen = 0;

	tokens->match = dn_new_array(tokens, size_t, tokens->n + 1);
	for (size_t i = 0; i < tokens->n; i++) {
		int turn = tokens_turn(tokens, i);

		tokens->match[i] = i;
		if (turn > 0 || tokens_is_case(tokens, i)) {
			open[nopen++] = i;
			continue;
		}
		while (turn < 0 && nopen > 0 && tokens_turn(tokens, open[nopen - 1]) == 0)
			nopen--;
		if (nopen > 0 && (turn < 0 || (dn_tokens_is(tokens, i, "end") &&
						  tokens_turn(tokens, open[nopen - 1]) == 0))) {
			tokens->match[i] = open[--nopen];
			tokens->match[open[nopen]] = i;
		}
	}
	dn_free(open);
}

struct dn_tokens *
dn_tokens_new(const void *mem, const struct dn_source *file, const char *text, size_t len,
    size_t before, struct dunlin_error *err)
{
	struct dn_tokens *tokens = dn_new(mem, struct dn_tokens);

	tokens->file = file;
	tokens->text = (struct dn_source){ file->file, text, len };
	tokens->split = len + 1;
	tokens->before = before;
	if (!tokens_read(tokens, err)) {
		dn_free(tokens);
		return NULL;
	}
	tokens_match(tokens);
	return tokens;
}

size_t
dn_tokens_at(const struct dn_tokens *tokens, int offset)
{
	size_t low = 0, high = tokens->n;

	if (offset < 0)
		return tokens->n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (tokens->items[middle].span.start < (size_t) offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool
dn_tokens_is(const struct dn_tokens *tokens, size_t i, const char *word)
{
	return i < tokens->n && dn_token_is(&tokens->text, &tokens->items[i], word);
}

bool
dn_tokens_is_punct(const struct dn_tokens *tokens, size_t i, char c)
{
	return i < tokens->n && dn_token_is_punct(&tokens->text, &tokens->items[i], c);
}

size_t
dn_tokens_skip(const struct dn_tokens *tokens, size_t i)
{
	if (i >= tokens->n)
		return tokens->n;
	return (tokens->match[i] > i ? tokens->match[i] : i) + 1;
}

size_t
dn_tokens_find(const struct dn_tokens *tokens, size_t from, size_t to, const char *word)
{
	while (from < to && !dn_tokens_is(tokens, from, word))
		from = dn_tokens_skip(tokens, from);
	return from < to ? from : to;
}

size_t
dn_tokens_find_punct(const struct dn_tokens *tokens, size_t from, size_t to, char c)
{
	while (from < to && !dn_tokens_is_punct(tokens, from, c))
		from = dn_tokens_skip(tokens, from);
	return from < to ? from : to;
}

size_t
dn_tokens_item_end(const struct dn_tokens *tokens, size_t i)
{
	while (i < tokens->n && !dn_tokens_is_punct(tokens, i, ',') && tokens_turn(tokens, i) >= 0)
		i = dn_tokens_skip(tokens, i);
	return i;
}

static size_t
tokens_skip_word(const struct dn_tokens *tokens, size_t i, const char *word)
{
	return dn_tokens_is(tokens, i, word) ? i + 1 : i;
}

static size_t
tokens_skip_brackets(const struct dn_tokens *tokens, size_t i, char open)
{
	return dn_tokens_is_punct(tokens, i, open) ? dn_tokens_skip(tokens, i) : i;
}

/* YEAR TO MONTH, DAY, SECOND (3) ...: behind INTERVAL (manual 8.5.4). */
static size_t
tokens_interval_end(const struct dn_tokens *tokens, size_t i)
{
	static const char *const fields[] = { "year", "month", "day", "hour", "minute", "second" };
	bool found = true;

	while (found) {
		found = false;
		for (size_t f = 0; f < sizeof fields / sizeof *fields && !found; f++)
			found = dn_tokens_is(tokens, i, fields[f]);
		if (found)
			i = tokens_skip_brackets(tokens, i + 1, '(');
		if (found && dn_tokens_is(tokens, i, "to"))
			i++;
		else
			found = false;
	}
	return i;
}

static size_t
tokens_type_name_end(const struct dn_tokens *tokens, size_t i)
{
	if (dn_tokens_is(tokens, i, "double"))
		return tokens_skip_word(tokens, i + 1, "precision");
	if (dn_tokens_is(tokens, i, "national"))
		i++;
	if (dn_tokens_is(tokens, i, "character") || dn_tokens_is(tokens, i, "char") ||
	    dn_tokens_is(tokens, i, "nchar") || dn_tokens_is(tokens, i, "bit"))
		return tokens_skip_word(tokens, i + 1, "varying");
	while (dn_tokens_is_punct(tokens, i + 1, '.'))
		i += 2;
	return i + 1;
}

size_t
dn_tokens_type_end(const struct dn_tokens *tokens, size_t i)
{
	bool is_time, is_interval;

	i = tokens_skip_word(tokens, i, "setof");
	is_time = dn_tokens_is(tokens, i, "time") || dn_tokens_is(tokens, i, "timestamp");
	is_interval = dn_tokens_is(tokens, i, "interval");
	i = tokens_skip_brackets(tokens, tokens_type_name_end(tokens, i), '(');
	if (is_interval)
		i = tokens_interval_end(tokens, i);
	if (is_time && (dn_tokens_is(tokens, i, "with") || dn_tokens_is(tokens, i, "without")) &&
	    dn_tokens_is(tokens, i + 1, "time"))
		i += 3;
	i = tokens_skip_word(tokens, i, "array");
	while (dn_tokens_is_punct(tokens, i, '['))
		i = dn_tokens_skip(tokens, i);
	return i < tokens->n ? i : tokens->n;
}

static size_t
tokens_to_file(const struct dn_tokens *tokens, size_t offset)
{
	return offset + (offset < tokens->split ? tokens->before : tokens->behind);
}

struct dn_span
dn_tokens_span(const struct dn_tokens *tokens, size_t from, size_t to)
{
	struct dn_span span;

	if (from >= tokens->n)
		return (struct dn_span){ tokens_to_file(tokens, tokens->text.len),
			tokens_to_file(tokens, tokens->text.len) };
	span.start = tokens_to_file(tokens, tokens->items[from].span.start);
	span.end = span.start;
	if (to > from)
		span.end = tokens_to_file(tokens, tokens->items[to - 1].span.end - 1) + 1;
	return span;
}

char *
dn_tokens_text(const void *mem, const struct dn_tokens *tokens, size_t from, size_t to)
{
	size_t start;

	if (from >= to || to > tokens->n)
		return dn_strdup(mem, "");
	start = tokens->items[from].span.start;
	return dn_strndup(mem, tokens->text.text + start, tokens->items[to - 1].span.end - start);
}
