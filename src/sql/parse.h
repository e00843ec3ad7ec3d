/* parse.h - the grammar itself: text in, tree out */
#ifndef DN_SQL_PARSE_H
#define DN_SQL_PARSE_H

#include "base/error.h"
#include "sql/convert.h"

/*
 * The tree of TOKENS' text, one statement; free it with dn_parse_free().  NULL and ERR
 * (DUNLIN_E_PARSE, with place and hint) when the grammar refuses it.  Only on a thread of
 * dn_thread_run().
 */
PgQuery__ParseResult *dn_parse_tree(const struct dn_tokens *tokens, struct dunlin_error *err);
void dn_parse_free(PgQuery__ParseResult *tree);
/* The statement in it; NULL when the text was empty. */
const PgQuery__Node *dn_parse_statement(const PgQuery__ParseResult *tree);

/*
 * Run FN on a thread whose stack is large enough for the bounds of sql.h, and wait for it.  False
 * and ERR (DUNLIN_E_FAILED) when there is no such thread.
 */
bool dn_thread_run(void (*fn)(void *payload), void *payload, struct dunlin_error *err);

/* insert.c: convert a long INSERT ... VALUES in pieces.  VALUES is where its rows start. */
bool dn_insert_convert(
    const struct dn_source *src, struct dn_statement *st, size_t values, struct dunlin_error *err);

#endif
