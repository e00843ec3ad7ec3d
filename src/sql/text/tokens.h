/* tokens.h - the tokens of one statement, for the spans that the tree does not have */
#ifndef DN_SQL_TOKENS_H
#define DN_SQL_TOKENS_H

#include "sql/text/lex.h"

/*
 * TEXT is what was parsed: a statement, or the head of a long INSERT and some of its rows.  What
 * lies before SPLIT is found in the file BEFORE bytes further on, the rest BEHIND bytes.
 */
struct dn_tokens {
	const struct dn_source *file;
	struct dn_source text;
	size_t split, before, behind;
	struct dn_token *items; /* no comments, no white space */
	size_t *match;          /* of each bracket, CASE and END its partner, else itself */
	size_t n;
};

/* False and ERR for text that no lexer reads.  A child of MEM; TEXT stays the caller's. */
struct dn_tokens *dn_tokens_new(const void *mem, const struct dn_source *file, const char *text,
    size_t len, size_t before, struct dunlin_error *err);

/* Index of the first token at or behind OFFSET of the text; n when there is none. */
size_t dn_tokens_at(const struct dn_tokens *tokens, int offset);
/* Is token I the unquoted word, the one-character punctuation?  False behind the end. */
bool dn_tokens_is(const struct dn_tokens *tokens, size_t i, const char *word);
bool dn_tokens_is_punct(const struct dn_tokens *tokens, size_t i, char c);
/* Behind token I, and behind what it opens. */
size_t dn_tokens_skip(const struct dn_tokens *tokens, size_t i);
/* Index of WORD in [from, to), not inside of brackets; TO when it is not there. */
size_t dn_tokens_find(const struct dn_tokens *tokens, size_t from, size_t to, const char *word);
size_t dn_tokens_find_punct(const struct dn_tokens *tokens, size_t from, size_t to, char c);
/* The end of the list item in which token I stands: a comma, what closes, the end. */
size_t dn_tokens_item_end(const struct dn_tokens *tokens, size_t i);
/* Behind the type name that starts at token I. */
size_t dn_tokens_type_end(const struct dn_tokens *tokens, size_t i);
/* Tokens [from, to) as a place in the file, and as written. */
struct dn_span dn_tokens_span(const struct dn_tokens *tokens, size_t from, size_t to);
char *dn_tokens_text(const void *mem, const struct dn_tokens *tokens, size_t from, size_t to);

#endif
