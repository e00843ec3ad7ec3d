/* constant.h - what is constant in a DO block: variables, and the text that EXECUTE runs */
#ifndef DN_SQL_CONSTANT_H
#define DN_SQL_CONSTANT_H

#include "sql/convert.h"

/* A variable: a text or number, an array of such, or what nobody knows before the block runs. */
struct dn_constant {
	const char *name;
	const char *type; /* as it is declared; NULL: a text */
	const char **values;
	size_t n;
	bool array, known;
	const char *query; /* its value is what this gives; NULL: VALUES */
};

struct dn_constants {
	void *mem;
	struct dn_constant *items;
	size_t n;
};

/* The variable that token I names, or NULL. */
struct dn_constant *
dn_constants_find(const struct dn_constants *set, const struct dn_tokens *tokens, size_t i);
/*
 * Declare the variable that token I names, with its type, up to token TO.  NULL when it is no name,
 * or when the type is that of something else.
 */
struct dn_constant *
dn_constants_add(struct dn_constants *set, const struct dn_tokens *tokens, size_t i, size_t to);

/* The integer that a loop counts, which token I names; it hides a variable of that name. */
struct dn_constant *
dn_constants_count(struct dn_constants *set, const struct dn_tokens *tokens, size_t i);

/* Rows are others now: what queries gave is not known any more. */
void dn_constants_changed(struct dn_constants *set);

/* Tokens [from, to) with values in place of variables, or NULL where one is not known. */
char *dn_constants_text(
    const struct dn_constants *set, const struct dn_tokens *tokens, size_t from, size_t to);
/* The same as tokens of a source of their own; NULL when the text is none. */
struct dn_tokens *dn_constants_tokens(const struct dn_constants *set, const struct dn_source *file,
    const char *text, struct dunlin_error *err);
/* What the expression comes to.  RESULT is not known when it is no constant. */
void dn_constants_value(struct dn_convert *c, const struct dn_constants *set,
    const struct dn_tokens *tokens, size_t from, size_t to, struct dn_constant *result);

/*
 * caught.c: append what must be so for CHANGE not to raise CONDITION, behind AND when there is
 * something.  False when that is not known.
 */
bool dn_caught_put(struct dunlin_buf *buf, const struct dn_change *change, const char *condition);

#endif
