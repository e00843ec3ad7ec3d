/* split.c - where SQLite's own statements end, by the rules of sqlite3_complete() */
#include "config.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "dialect/common/split.h"
#include "dialect/sqlite/sqlite.h"

/* Behind the quote that ends what begins at I; a doubled one is part of it. */
static size_t
split_quoted(const struct dn_source *src, size_t i, size_t end, char quote)
{
	for (i++; i < end; i++) {
		if (src->text[i] != quote)
			continue;
		if (quote == ']' || i + 1 >= end || src->text[i + 1] != quote)
			return i + 1;
		i++;
	}
	return 0;
}

/* Behind white space and comments; END for a comment that is never closed, as SQLite has it. */
static size_t
split_blank(const struct dn_source *src, size_t i, size_t end)
{
	while (i < end) {
		const char *s = src->text + i, *close;

		if (isspace((unsigned char) *s)) {
			i++;
		} else if (i + 1 < end && s[0] == '-' && s[1] == '-') {
			close = memchr(s, '\n', end - i);
			i = close == NULL ? end : (size_t) (close - src->text) + 1;
		} else if (i + 1 < end && s[0] == '/' && s[1] == '*') {
			for (i += 2; i < end && strncmp(src->text + i, "*/", 2) != 0;)
				i++;
			i = i + 2 < end ? i + 2 : end;
		} else {
			break;
		}
	}
	return i;
}

bool
dn_sqlite_token(const struct dn_source *src, size_t i, size_t end, struct dn_split_token *token,
    struct dunlin_error *err)
{
	char c;

	i = split_blank(src, i, end);
	*token = (struct dn_split_token){ i, i };
	if (i >= end)
		return true;
	c = src->text[i];
	if (strchr("'\"`[", c) != NULL && c != '\0') {
		token->end = split_quoted(src, i, end, c == '[' ? ']' : c);
		if (token->end != 0)
			return true;
		return dn_error_in(
		    err, DUNLIN_E_PARSE, src, i, "the quotation that begins here never ends");
	}
	for (i++; dn_split_is_word(c) && i < end && dn_split_is_word(src->text[i]);)
		i++;
	token->end = i;
	return true;
}

/*
 * A trigger has statements of its own and ends with "; END ;".  It begins with CREATE [TEMP]
 * TRIGGER, perhaps behind EXPLAIN.
 */
struct split_state {
	enum { SPLIT_START, SPLIT_EXPLAIN, SPLIT_CREATE, SPLIT_PLAIN, SPLIT_TRIGGER } kind;
	unsigned ending; /* in a trigger: 1 behind ";", 2 behind "; END" */
};

static void
split_begin(
    struct split_state *state, const struct dn_source *src, const struct dn_split_token *token)
{
	if (state->kind == SPLIT_CREATE && dn_split_is(src, token, "trigger"))
		state->kind = SPLIT_TRIGGER;
	else if (state->kind == SPLIT_CREATE &&
		 (dn_split_is(src, token, "temp") || dn_split_is(src, token, "temporary")))
		state->kind = SPLIT_CREATE;
	else if (state->kind <= SPLIT_EXPLAIN && dn_split_is(src, token, "create"))
		state->kind = SPLIT_CREATE;
	else if (state->kind == SPLIT_START && dn_split_is(src, token, "explain"))
		state->kind = SPLIT_EXPLAIN;
	else
		state->kind = SPLIT_PLAIN;
}

/* Does TOKEN, a ";" or not, end the statement? */
static bool
split_step(void *payload, const struct dn_source *src, const struct dn_split_token *token)
{
	struct split_state *state = payload;
	bool semicolon = dn_split_is(src, token, ";");

	if (state->kind != SPLIT_TRIGGER) {
		if (!semicolon && state->kind != SPLIT_PLAIN)
			split_begin(state, src, token);
		return semicolon;
	}
	if (semicolon && state->ending == 2)
		return true;
	state->ending = semicolon                                              ? 1
			: state->ending == 1 && dn_split_is(src, token, "end") ? 2
									       : 0;
	return false;
}

bool
dn_sqlite_split(const struct dn_source *src, struct dn_span *span, struct dn_span *statement,
    struct dunlin_error *err)
{
	static const struct dn_split_rules rules = { dn_sqlite_token, split_step };
	struct split_state state = { SPLIT_START, 0 };

	return dn_split_first(&rules, &state, src, span, statement, err);
}
