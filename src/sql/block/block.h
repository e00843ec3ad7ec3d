/* block.h - what the files on DO blocks share */
#ifndef DN_SQL_BLOCK_H
#define DN_SQL_BLOCK_H

#include "sql/block/constant.h"

struct dn_block {
	struct dn_convert c;      /* tokens of the body; the statement is the DO */
	size_t i;                 /* the next token */
	size_t statements, turns; /* of loops */
	struct dn_change *under;  /* the IF around what comes next, or NULL */
	bool otherwise;           /* behind its ELSE */
	struct dn_change *found;  /* the IF that IF FOUND right behind the last statement means */
	bool own;                 /* known by more than its statements: it keeps its own name */
	const char *what;         /* of the last statement */
	unsigned flags;
	struct dn_constants constants;
	void *scratch;
};

/* block.c: the unquoted word, or the punctuation, and past it */
bool dn_block_word(struct dn_block *b, const char *word);
bool dn_block_punct(struct dn_block *b, char c);
/* One of the block's statements, whatever it is. */
bool dn_block_item(struct dn_block *b, int depth);
/* NULL or RAISE NOTICE ..., or nothing at all. */
bool dn_block_idle(struct dn_block *b);

/* statement.c: one statement of SQL, or an EXECUTE of one, up to its end */
bool dn_block_statement(struct dn_block *b);
/* Do tokens [from, to) name a variable? */
bool dn_block_names_constant(struct dn_block *b, size_t from, size_t to);

/*
 * into.c: SELECT ... INTO a variable; *DONE is false for another statement.  The variable
 * stands for its query until dn_constants_changed().
 */
bool dn_block_into(struct dn_block *b, bool *done);

/* found.c: before a statement, for the IF [NOT] FOUND behind it; false: it cannot be asked */
bool dn_block_will_be_found(struct dn_block *b);
/* Behind IF: past [NOT] FOUND THEN, B being under it; false: it is another condition. */
bool dn_block_ask_found(struct dn_block *b);
/* GET DIAGNOSTICS; *DONE is false for another statement. */
bool dn_block_diagnostics(struct dn_block *b, bool *done);

/* loop.c: behind FOREACH and FOR, the loop's statements, once for each value */
bool dn_block_foreach(struct dn_block *b, int depth);
bool dn_block_for(struct dn_block *b, int depth);

/* raise.c: RAISE [EXCEPTION] 'text'; *DONE is false for another RAISE */
bool dn_block_raise(struct dn_block *b, bool *done);

/* exception.c: behind EXCEPTION, up to END; the changes from FIRST on are what it is about */
bool dn_block_exception(struct dn_block *b, size_t first);

#endif
