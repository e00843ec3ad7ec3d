/* lex_token.c - what tokens are, and what of them counts in a checksum */
#include "config.h"

#include <string.h>

#include "base/hash.h"
#include "sql/text/lex.h"

bool
dn_token_is_blank(const struct dn_token *token)
{
	return token->kind == DN_TOKEN_SPACE || token->kind == DN_TOKEN_LINE_COMMENT ||
	       token->kind == DN_TOKEN_BLOCK_COMMENT;
}

bool
dn_lex_word(struct dn_lexer *lexer, struct dn_token *token, struct dunlin_error *err)
{
	do {
		if (!dn_lex_next(lexer, token, err))
			return false;
	} while (dn_token_is_blank(token));
	return true;
}

static char
lex_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char) (c | 0x20) : c;
}

bool
dn_token_is(const struct dn_source *src, const struct dn_token *token, const char *word)
{
	size_t len = strlen(word);

	if (token->kind != DN_TOKEN_WORD || token->span.end - token->span.start != len)
		return false;
	for (size_t i = 0; i < len; i++)
		if (lex_lower(src->text[token->span.start + i]) != word[i])
			return false;
	return true;
}

bool
dn_token_is_punct(const struct dn_source *src, const struct dn_token *token, char c)
{
	return token->kind == DN_TOKEN_PUNCT && src->text[token->span.start] == c;
}

void
dn_lex_hash_raw(const struct dn_source *src, struct dn_span span, struct dn_hash *hash)
{
	const char *p = src->text + span.start, *end = src->text + span.end, *cr;

	while ((cr = memchr(p, '\r', (size_t) (end - p))) != NULL) {
		bool newline = cr + 1 < end && cr[1] == '\n';

		dn_hash_add(hash, p, (size_t) (cr - p) + (newline ? 0 : 1));
		p = cr + 1;
	}
	dn_hash_add(hash, p, (size_t) (end - p));
	dn_hash_add(hash, "", 1);
}

static void
lex_hash_word(const struct dn_source *src, struct dn_span span, struct dn_hash *hash)
{
	char lower[64];

	for (size_t i = span.start; i < span.end;) {
		size_t n = 0;

		for (; n < sizeof lower && i < span.end; n++, i++)
			lower[n] = lex_lower(src->text[i]);
		dn_hash_add(hash, lower, n);
	}
	dn_hash_add(hash, "", 1);
}

void
dn_lex_hash_token(const struct dn_source *src, const struct dn_token *token, struct dn_hash *hash)
{
	if (token->kind == DN_TOKEN_WORD)
		lex_hash_word(src, token->span, hash);
	else if (!dn_token_is_blank(token))
		dn_lex_hash_raw(src, token->span, hash);
}

bool
dn_lex_hash(const struct dn_source *src, struct dn_span span, struct dn_hash *hash,
    struct dunlin_error *err)
{
	struct dn_lexer lexer = dn_lex(src, span);
	struct dn_token token;

	for (;;) {
		if (!dn_lex_word(&lexer, &token, err))
			return false;
		if (token.kind == DN_TOKEN_END)
			return true;
		dn_lex_hash_token(src, &token, hash);
	}
}
