/* sql.h - PostgreSQL's SQL in, changes out */
#ifndef DN_SQL_SQL_H
#define DN_SQL_SQL_H

#include "base/error.h"
#include "schema/change.h"

/*
 * Bounds that keep recursion within the stack: the grammar's own on the parser's thread, and that
 * of everybody who walks an expression later.  A list, of rows, of AND, of IN, may be of any
 * length.
 */
#define DN_SQL_MAX_NESTING   1000 /* parentheses, brackets, CASE in each other */
#define DN_SQL_MAX_OPERATORS 2000 /* that take each other as operands: 1 + 1 + ... */
#define DN_SQL_MAX_LINKS     5000 /* UNION, JOIN ... of one query */

/* A tree takes some hundred bytes for each; of a long INSERT it is one of a piece. */
#define DN_SQL_MAX_TOKENS (4u << 20)

/* INSERTs with more rows than fit in this many bytes of text are bulk: see dn_change. */
#define DN_SQL_MAX_ROWS (8u << 20)

/*
 * Is SRC text that can be a script: valid UTF-8 without NUL bytes?  Else ERR (DUNLIN_E_PARSE)
 * with the place.  Everything below needs it.
 */
bool dn_sql_check_text(const struct dn_source *src, struct dunlin_error *err);

/*
 * Find the next statement in *SPAN: *STATEMENT is set from its first to its last token, *SPAN is
 * moved behind its ";".  For COPY ... FROM stdin it is moved behind the data, and *DATA is the
 * lines, which may be none; for any other statement *DATA is {0, 0}.  BEGIN ATOMIC bodies and
 * dollar quotes stay whole.  psql's \restrict and \unrestrict are skipped; any other meta-command
 * is an error with a hint.  *STATEMENT is empty (start == end) at the end.
 */
bool dn_sql_split(const struct dn_source *src, struct dn_span *span, struct dn_span *statement,
    struct dn_span *data, struct dunlin_error *err);

struct dn_statements {
	struct dn_statement **items; /* in order */
	size_t n;
	struct dn_arena *arena; /* they are cut from it */
	struct dn_map *words;   /* what their kinds are called */
};

/*
 * Parse the statements in SPAN of SRC, which must outlive the result.  NULL and ERR
 * (DUNLIN_E_PARSE: message, place, hint) at the first syntax error.  Each statement is parsed alone
 * on a thread with a large stack.  Reentrant.
 */
struct dn_statements *dn_sql_parse(
    const void *mem, const struct dn_source *src, struct dn_span span, struct dunlin_error *err);

/*
 * The same of a block that is for PostgreSQL alone: a statement that the grammar refuses may be of
 * a newer server's.  It has one change, DN_CHANGE_OPAQUE, and DN_STATEMENT_UNREAD.
 */
struct dn_statements *dn_sql_parse_block(
    const void *mem, const struct dn_source *src, struct dn_span span, struct dunlin_error *err);

/* The major version of PostgreSQL whose grammar it is. */
const char *dn_sql_grammar(void);

/* Free the changes of ST; the rest of it stays. */
void dn_sql_forget(struct dn_statement *st);

/*
 * Cut whole statements of about SIZE bytes from the start of SPAN: *PART, which is empty at the
 * end; *LAST is set to the last statement in it, with its data.
 */
bool dn_sql_cut(const struct dn_source *src, struct dn_span *span, size_t size,
    struct dn_span *part, struct dn_span *last, struct dunlin_error *err);

/*
 * Call FN for the rows of an INSERT ... VALUES, the change of STATEMENT, in order: those of the
 * change, or, when it is bulk, read anew from the source, some at a time; the values last during
 * the call, which may come on another thread while this one waits.  Stops and returns false when FN
 * does.
 */
typedef bool (*dn_sql_row_fn)(
    void *payload, struct dn_expr *const *values, size_t n, struct dunlin_error *err);
bool dn_sql_each_row(const struct dn_statement *statement, const struct dn_change *change,
    dn_sql_row_fn fn, void *payload, struct dunlin_error *err);

#endif
