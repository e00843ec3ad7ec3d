/* lex.h - PostgreSQL's tokens: the one place that knows where a word, string or comment ends */
#ifndef DN_SQL_LEX_H
#define DN_SQL_LEX_H

#include "base/source.h"
#include "base/error.h"

/*
 * Source of the rules: PostgreSQL 15 manual 4.1 and src/backend/parser/scan.l.  Strings end as
 * with standard_conforming_strings = on.  Positions are bytes.
 */
enum dn_token_kind {
	DN_TOKEN_END,
	DN_TOKEN_WORD,   /* unquoted identifier or keyword */
	DN_TOKEN_QUOTED, /* "identifier", U&"..." */
	DN_TOKEN_STRING, /* '...', E'...', U&'...', B'...', X'...', N'...', $tag$...$tag$ */
	DN_TOKEN_NUMBER,
	DN_TOKEN_PARAM,         /* $1 */
	DN_TOKEN_OPERATOR,      /* one operator, :: := .. => included */
	DN_TOKEN_PUNCT,         /* one of ( ) [ ] , ; : . and any other byte that starts nothing */
	DN_TOKEN_LINE_COMMENT,  /* from -- to before the end of the line */
	DN_TOKEN_BLOCK_COMMENT, /* nested ones are one */
	DN_TOKEN_META,          /* a psql command: a backslash and the rest of its line */
	DN_TOKEN_SPACE,
	DN_TOKEN_DATA, /* lines of COPY data: script.h alone finds them */
};

struct dn_token {
	enum dn_token_kind kind;
	struct dn_span span;
};

/* A position in a source; copy it to look ahead. */
struct dn_lexer {
	const struct dn_source *src;
	size_t pos;
	size_t end;
};

/* Over bytes [span.start, span.end) of SRC. */
struct dn_lexer dn_lex(const struct dn_source *src, struct dn_span span);
/* The next token, comments and white space included; DN_TOKEN_END at the end, again and again.
 * False and ERR (DUNLIN_E_PARSE, with place) for what never ends: a string, a comment. */
bool dn_lex_next(struct dn_lexer *lexer, struct dn_token *token, struct dunlin_error *err);
/* The same without comments and white space. */
bool dn_lex_word(struct dn_lexer *lexer, struct dn_token *token, struct dunlin_error *err);
/* Is TOKEN the unquoted word (given in lower case)? */
bool dn_token_is(const struct dn_source *src, const struct dn_token *token, const char *word);
/* Is it the punctuation C? */
bool dn_token_is_punct(const struct dn_source *src, const struct dn_token *token, char c);
/* Is it a comment or white space? */
bool dn_token_is_blank(const struct dn_token *token);

/*
 * Add the token stream of SPAN to a digest: comments and white space dropped, unquoted words
 * lower-cased (ASCII), everything else as it is with CRLF as LF, one NUL behind each token.
 * This is checksum algorithm 1; it never changes.
 */
struct dn_hash;
bool dn_lex_hash(const struct dn_source *src, struct dn_span span, struct dn_hash *hash,
    struct dunlin_error *err);
/* What it adds for one token. */
void
dn_lex_hash_token(const struct dn_source *src, const struct dn_token *token, struct dn_hash *hash);
/* Add SPAN as it is, with CRLF as LF and one NUL behind it. */
void dn_lex_hash_raw(const struct dn_source *src, struct dn_span span, struct dn_hash *hash);

#endif
