/* script.h - the tokens of a script, with where its statements end and what is COPY data */
#ifndef DN_SQL_SCRIPT_H
#define DN_SQL_SCRIPT_H

#include "sql/text/lex.h"

/* Copy it to look ahead. */
struct dn_script {
	struct dn_lexer lexer;
	bool inside;          /* a statement was begun and its ";" is not yet there */
	struct dn_span span;  /* of the statement: so far while inside, else the last one */
	bool data_follows;    /* the statement was COPY ... FROM stdin: lines come next */
	struct dn_token last; /* the statement's last token so far */
	size_t depth;         /* of parentheses and brackets */
	size_t atomic;        /* of BEGIN ATOMIC and the CASE in it */
	unsigned head;        /* what its first words say it is */
};

struct dn_script dn_script(const struct dn_source *src, struct dn_span span);
/*
 * The next token, comments and white space included.  Behind the ";" of a COPY ... FROM stdin it is
 * one DN_TOKEN_DATA: all lines before the "\.", which may be none.  \restrict and \unrestrict
 * between statements are tokens (DN_TOKEN_META), any other meta-command is an error with a hint.
 */
bool dn_script_next(struct dn_script *script, struct dn_token *token, struct dunlin_error *err);
/* Could the statement end here, although no ";" says so?  True between statements too. */
bool dn_script_may_end(const struct dn_script *script);
/* End it, as a ";" would. */
void dn_script_end(struct dn_script *script);

#endif
