/* lex.c - PostgreSQL's tokens */
#include "config.h"

#include <string.h>

#include "sql/text/lex.h"

/*
 * The rules of scan.l by hand: the grammar's own scanner needs the whole text as one copy, gives
 * up at the first error and names no place.  What scan.l refuses as one token (a number with
 * letters behind it) is one token here too, so later grammars' 0x1F and 1_000 change nothing.
 */

struct dn_lexer
dn_lex(const struct dn_source *src, struct dn_span span)
{
	return (struct dn_lexer){ src, span.start, span.end };
}

static bool
lex_is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool
lex_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Bytes of a multi-byte character are letters. */
static bool
lex_is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	       (unsigned char) c >= 0x80;
}

static bool
lex_is_word(char c)
{
	return lex_is_letter(c) || lex_is_digit(c) || c == '$';
}

static bool
lex_is_operator(char c)
{
	return c != '\0' && strchr("~!@#^&|`?+-*/%<>=", c) != NULL;
}

/* The byte AHEAD of the position; NUL behind the end, which no rule below asks for. */
static char
lex_peek(const struct dn_lexer *lexer, size_t ahead)
{
	return ahead < lexer->end - lexer->pos ? lexer->src->text[lexer->pos + ahead] : '\0';
}

static bool
lex_unterminated(
    const struct dn_lexer *lexer, const char *what, const char *closing, struct dunlin_error *err)
{
	dn_error_in(err, DUNLIN_E_PARSE, lexer->src, lexer->pos, "unterminated %s", what);
	dunlin_error_set_hint(err, "It starts here: close it with %s.", closing);
	return false;
}

/* Each lex_* below returns where the token that starts at the position ends; 0: never. */

static size_t
lex_line_end(const struct dn_lexer *lexer)
{
	const char *text = lexer->src->text;
	size_t p = lexer->pos;

	while (p < lexer->end && text[p] != '\n' && text[p] != '\r')
		p++;
	return p;
}

static size_t
lex_space(const struct dn_lexer *lexer)
{
	const char *text = lexer->src->text;
	size_t p = lexer->pos;

	while (p < lexer->end && lex_is_space(text[p]))
		p++;
	return p;
}

static size_t
lex_block_comment(const struct dn_lexer *lexer)
{
	const char *text = lexer->src->text;
	size_t depth = 1;

	for (size_t p = lexer->pos + 2; p + 1 < lexer->end; p++) {
		if (text[p] == '/' && text[p + 1] == '*') {
			depth++;
			p++;
		} else if (text[p] == '*' && text[p + 1] == '/') {
			p++;
			if (--depth == 0)
				return p + 1;
		}
	}
	return 0;
}

/*
 * From behind the opening quote to behind the closing one.  DOUBLED: a doubled quote stands for
 * itself; ESCAPES: a backslash takes the next byte with it.
 */
static size_t
lex_quoted(const struct dn_lexer *lexer, size_t p, char quote, bool doubled, bool escapes)
{
	const char *text = lexer->src->text;

	for (; p < lexer->end; p++) {
		if (text[p] == '\\' && escapes) {
			p++;
		} else if (text[p] == quote) {
			if (!doubled || p + 1 >= lexer->end || text[p + 1] != quote)
				return p + 1;
			p++;
		}
	}
	return 0;
}

/* Strings that are apart by white space with a newline in it are one: the next quote, or 0. */
static size_t
lex_continuation(const struct dn_lexer *lexer, size_t p)
{
	struct dn_lexer rest = { lexer->src, p, lexer->end };
	bool newline = false;

	while (rest.pos < rest.end) {
		char c = lex_peek(&rest, 0);

		if (c == '\'')
			return newline ? rest.pos : 0;
		if (c == '-' && lex_peek(&rest, 1) == '-')
			rest.pos = lex_line_end(&rest);
		else if (!lex_is_space(c))
			return 0;
		else
			rest.pos++;
		if (c == '\n' || c == '\r')
			newline = true;
	}
	return 0;
}

/* A string whose opening quote is PREFIX bytes behind the position. */
static size_t
lex_string(const struct dn_lexer *lexer, size_t prefix)
{
	char kind = prefix == 0 ? '\'' : (char) (lexer->src->text[lexer->pos] | 0x20);
	bool bits = kind == 'b' || kind == 'x';
	size_t open = lexer->pos + prefix, end;

	do {
		end = lex_quoted(lexer, open + 1, '\'', !bits, kind == 'e');
		open = end == 0 ? 0 : lex_continuation(lexer, end);
	} while (open != 0);
	return end;
}

/* Length of the $tag$ at the position, 0 when there is none. */
static size_t
lex_dollar_tag(const struct dn_lexer *lexer)
{
	size_t n = 1;

	if (lex_is_letter(lex_peek(lexer, n)))
		while (lex_is_word(lex_peek(lexer, n)) && lex_peek(lexer, n) != '$')
			n++;
	return lex_peek(lexer, n) == '$' ? n + 1 : 0;
}

static size_t
lex_dollar_quote(const struct dn_lexer *lexer, size_t tag)
{
	const char *open = lexer->src->text + lexer->pos, *body = open + tag;
	const char *close = memmem(body, lexer->end - lexer->pos - tag, open, tag);

	return close == NULL ? 0 : (size_t) (close - lexer->src->text) + tag;
}

static size_t
lex_word_end(const struct dn_lexer *lexer, size_t p)
{
	while (p < lexer->end && lex_is_word(lexer->src->text[p]))
		p++;
	return p;
}

static size_t
lex_digits(const struct dn_lexer *lexer, size_t p)
{
	const char *text = lexer->src->text;

	while (p < lexer->end && (lex_is_digit(text[p]) || text[p] == '_'))
		p++;
	return p;
}

static size_t
lex_number(const struct dn_lexer *lexer)
{
	struct dn_lexer at = *lexer;
	size_t sign;

	at.pos = lex_digits(lexer, at.pos);
	/* 1..10 is a range, not the number "1." */
	if (lex_peek(&at, 0) == '.' && lex_peek(&at, 1) != '.')
		at.pos = lex_digits(lexer, at.pos + 1);
	if ((lex_peek(&at, 0) | 0x20) == 'e') {
		sign = lex_peek(&at, 1) == '+' || lex_peek(&at, 1) == '-' ? 1 : 0;
		if (lex_is_digit(lex_peek(&at, 1 + sign)))
			at.pos = lex_digits(lexer, at.pos + 1 + sign);
	}
	return lex_is_letter(lex_peek(&at, 0)) ? lex_word_end(lexer, at.pos) : at.pos;
}

/* A run of operator characters ends before a comment; + and - end one only beside the others. */
static size_t
lex_operator(const struct dn_lexer *lexer)
{
	bool special = false;
	size_t n = 0;

	for (char c; lex_is_operator(c = lex_peek(lexer, n)); n++) {
		char next = lex_peek(lexer, n + 1);

		if ((c == '-' && next == '-') || (c == '/' && next == '*'))
			break;
		special = special || strchr("~!@#^&|`?%", c) != NULL;
	}
	while (!special && n > 1 && strchr("+-", lex_peek(lexer, n - 1)) != NULL)
		n--;
	return lexer->pos + n;
}

/* Bytes before the quote of a string with a prefix (E'), or of an identifier (U&"); 0: none. */
static size_t
lex_prefix(const struct dn_lexer *lexer, char quote)
{
	char c = lex_peek(lexer, 0);

	if ((c | 0x20) == 'u' && lex_peek(lexer, 1) == '&' && lex_peek(lexer, 2) == quote)
		return 2;
	if (quote == '\'' && c != '\0' && strchr("eEbBxXnN", c) != NULL &&
	    lex_peek(lexer, 1) == quote)
		return 1;
	return 0;
}

/* What starts with a quote, perhaps behind letters, or with a dollar sign and its tag. */
static bool
lex_quotes(struct dn_lexer *lexer, struct dn_token *token, bool *found, struct dunlin_error *err)
{
	char c = lex_peek(lexer, 0);
	size_t n, end;

	*found = true;
	if (c == '\'' || (n = lex_prefix(lexer, '\'')) != 0) {
		token->kind = DN_TOKEN_STRING;
		if ((end = lex_string(lexer, c == '\'' ? 0 : n)) == 0)
			return lex_unterminated(lexer, "quoted string", "a single quote", err);
	} else if (c == '"' || (n = lex_prefix(lexer, '"')) != 0) {
		token->kind = DN_TOKEN_QUOTED;
		n = c == '"' ? 0 : n;
		if ((end = lex_quoted(lexer, lexer->pos + n + 1, '"', true, false)) == 0)
			return lex_unterminated(lexer, "quoted identifier", "a double quote", err);
	} else if (c == '$' && (n = lex_dollar_tag(lexer)) != 0) {
		token->kind = DN_TOKEN_STRING;
		if ((end = lex_dollar_quote(lexer, n)) == 0)
			return lex_unterminated(
			    lexer, "dollar-quoted string", "the same tag as it starts with", err);
	} else {
		*found = false;
		return true;
	}
	token->span.end = end;
	return true;
}

/* Two characters that are one token although they are no operator characters. */
static bool
lex_is_pair(char c, char next)
{
	return (c == ':' && (next == ':' || next == '=')) || (c == '.' && next == '.');
}

/* What no quote is part of: never fails, and takes at least one byte. */
static void
lex_plain(const struct dn_lexer *lexer, struct dn_token *token)
{
	char c = lex_peek(lexer, 0), next = lex_peek(lexer, 1);

	if (lex_is_letter(c)) {
		token->kind = DN_TOKEN_WORD;
		token->span.end = lex_word_end(lexer, lexer->pos);
	} else if (lex_is_digit(c) || (c == '.' && lex_is_digit(next))) {
		token->kind = DN_TOKEN_NUMBER;
		token->span.end = lex_number(lexer);
	} else if (c == '$' && lex_is_digit(next)) {
		token->kind = DN_TOKEN_PARAM;
		for (token->span.end = lexer->pos + 2;
		     token->span.end < lexer->end &&
		     lex_is_digit(lexer->src->text[token->span.end]);)
			token->span.end++;
	} else if (c == '\\') {
		token->kind = DN_TOKEN_META;
		token->span.end = lex_line_end(lexer);
	} else if (lex_is_operator(c)) {
		token->kind = DN_TOKEN_OPERATOR;
		token->span.end = lex_operator(lexer);
	} else if (lex_is_pair(c, next)) {
		token->kind = DN_TOKEN_OPERATOR;
		token->span.end = lexer->pos + 2;
	} else {
		token->kind = DN_TOKEN_PUNCT;
		token->span.end = lexer->pos + 1;
	}
}

bool
dn_lex_next(struct dn_lexer *lexer, struct dn_token *token, struct dunlin_error *err)
{
	char c = lex_peek(lexer, 0), next = lex_peek(lexer, 1);
	bool found;

	*token = (struct dn_token){ DN_TOKEN_END, { lexer->pos, lexer->pos } };
	if (lexer->pos >= lexer->end)
		return true;
	if (lex_is_space(c)) {
		token->kind = DN_TOKEN_SPACE;
		token->span.end = lex_space(lexer);
	} else if (c == '-' && next == '-') {
		token->kind = DN_TOKEN_LINE_COMMENT;
		token->span.end = lex_line_end(lexer);
	} else if (c == '/' && next == '*') {
		token->kind = DN_TOKEN_BLOCK_COMMENT;
		if ((token->span.end = lex_block_comment(lexer)) == 0)
			return lex_unterminated(lexer, "/* comment", "*/", err);
	} else {
		if (!lex_quotes(lexer, token, &found, err))
			return false;
		if (!found)
			lex_plain(lexer, token);
	}
	lexer->pos = token->span.end;
	return true;
}
