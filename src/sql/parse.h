/* parse.h - what parsing a script is made of */
#ifndef DN_SQL_PARSE_H
#define DN_SQL_PARSE_H

#include "base/error.h"
#include "sql/convert.h"
#include "sql/sql.h"

/* One statement's tree: free it with dn_free(). */
struct dn_tree {
	const PgQuery__Node *statement; /* NULL when the text had none */
};

/*
 * tree.c: the tree of TOKENS' text.  NULL and ERR (DUNLIN_E_PARSE, with place and hint) when the
 * grammar refuses it.  Only on a thread of thread.c.
 */
struct dn_tree *
dn_tree_parse(const void *mem, const struct dn_tokens *tokens, struct dunlin_error *err);

/*
 * The same of TEXT, a part of another statement, which the guard has let through; its places are
 * those of FILE from AT on.  NULL when the grammar takes it for no statement.
 */
struct dn_tree *dn_tree_of_part(const void *mem, const struct dn_source *file, const char *text,
    size_t at, struct dn_tokens **tokens);

/* parse.c: dn_sql_parse() for who is on such a thread already. */
struct dn_statements *dn_parse_here(
    const void *mem, const struct dn_source *src, struct dn_span span, struct dunlin_error *err);

/*
 * parse.c: a first look at the statement's tokens, which refuses what recurses too deep.  *VALUES
 * is where the rows of an INSERT start, 0 for any other statement.
 */
bool dn_parse_guard(
    const struct dn_source *src, struct dn_span span, size_t *values, struct dunlin_error *err);

/* insert.c: is the INSERT too long for one tree? */
bool dn_insert_is_long(const struct dn_statement *st);
/* Convert it in pieces.  Rows are kept on demand, else the change is bulk. */
bool dn_insert_convert(struct dn_statement *st, size_t values, bool keep, struct dunlin_error *err);

#endif
