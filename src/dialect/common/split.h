/* split.h - where statements of a database's own language end */
#ifndef DN_DIALECT_COMMON_SPLIT_H
#define DN_DIALECT_COMMON_SPLIT_H

#include "dialect/dialect.h"

struct dn_split_token {
	size_t start, end; /* equal at the end of the text */
};

struct dn_split_rules {
	/* The token at or behind I; false and ERR when the text is broken. */
	bool (*next)(const struct dn_source *src, size_t i, size_t end,
	    struct dn_split_token *token, struct dunlin_error *err);
	/* Does TOKEN, a ";" or not, end the statement? */
	bool (*ends)(void *state, const struct dn_source *src, const struct dn_split_token *token);
};

/*
 * The first statement of *SPAN, which then begins behind it; empty at the end of the text, and
 * nothing but ";" is no statement.  STATE is the rules' own.
 */
bool dn_split_first(const struct dn_split_rules *rules, void *state, const struct dn_source *src,
    struct dn_span *span, struct dn_span *statement, struct dunlin_error *err);
/* Of what words are made. */
bool dn_split_is_word(char c);
/* Is TOKEN that word, in any case? */
bool dn_split_is(const struct dn_source *src, const struct dn_split_token *token, const char *word);

#endif
