/* guard.h - refuse what would recurse too deep, before the grammar sees it */
#ifndef DN_SQL_GUARD_H
#define DN_SQL_GUARD_H

#include "sql/text/lex.h"

/* What is open at one place of a statement: parentheses, brackets, CASE. */
struct dn_guard_level {
	size_t item;        /* operators since the last comma, AND, WHEN ... */
	size_t inner;       /* deepest of what was closed in this item */
	size_t links;       /* UNION, JOIN: commas do not end their chains */
	size_t inner_links; /* most of what was closed in it */
	size_t worst;       /* deepest of the items before */
	bool between;       /* the next AND belongs to BETWEEN */
	bool is_case;
	size_t offset; /* where it was opened */
};

struct dn_guard {
	const struct dn_source *src;
	struct dn_guard_level *levels; /* child of the owner */
	size_t top;
	struct dn_token last;
};

/*
 * The depth of the tree that the grammar will build is bounded by the length of the longest chain
 * of operators plus the nesting.  Lists (of rows, of AND) are flat and may be of any length.
 */
struct dn_guard *dn_guard_new(const void *mem, const struct dn_source *src);
/* The next token of the statement, no comment, no white space.  ERR: DUNLIN_E_PARSE, with place. */
bool dn_guard_add(struct dn_guard *guard, const struct dn_token *token, struct dunlin_error *err);
/* Where the innermost bracket was opened that is still open; false when there is none. */
bool dn_guard_open(const struct dn_guard *guard, size_t *offset);

#endif
