/* routine.h - what the files on trigger functions share */
#ifndef DN_SQL_ROUTINE_H
#define DN_SQL_ROUTINE_H

#include "sql/parse.h"

struct dn_routine_reader {
	struct dn_convert *c;
	struct dn_tokens *body;
	size_t i; /* the next token */
	struct dn_routine *routine;
	const char **variables;
	size_t nvariables;
	void *scratch;
	bool returned; /* what comes behind it in the block does not count */
};

/* routine.c: the unquoted word, or the punctuation, and past it */
bool dn_routine_word(struct dn_routine_reader *r, const char *word);
bool dn_routine_punct(struct dn_routine_reader *r, char c);
/* The name of a token, as the server folds it. */
const char *dn_routine_name(struct dn_routine_reader *r, size_t i);
struct dn_routine_step *dn_routine_push(struct dn_routine_reader *r, int kind);
/* Tokens up to TO as an expression; NULL when they are none, or one that is not understood. */
struct dn_expr *dn_routine_expr(struct dn_routine_reader *r, size_t to);

/* routine_statement.c: behind DECLARE, up to BEGIN */
bool dn_routine_declare(struct dn_routine_reader *r);
/* INSERT, SELECT INTO, RAISE and the like: what makes a function more than one that sets columns.
 */
bool dn_routine_statement(struct dn_routine_reader *r);

#endif
