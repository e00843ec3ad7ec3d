/* query.h - what the files that convert queries share */
#ifndef DN_SQL_QUERY_H
#define DN_SQL_QUERY_H

#include "schema/query/query.h"
#include "sql/convert.h"

/* query.c */
/* What the query has that nothing of struct dn_query says; WHAT is static. */
void dn_convert_beyond(struct dn_query *q, const char *what);
struct dn_expr **dn_convert_exprs(struct dn_convert *c, const void *mem, struct dn_nodes items);
struct dn_order *dn_convert_order(struct dn_convert *c, const void *mem, struct dn_nodes items);
/* NULL when its frame has bounds that are no constants. */
struct dn_window *
dn_convert_window(struct dn_convert *c, const void *mem, const PgQuery__WindowDef *def);
void dn_convert_targets(
    struct dn_convert *c, const void *mem, struct dn_nodes items, struct dn_query *q);
void dn_convert_with(
    struct dn_convert *c, const void *mem, const PgQuery__WithClause *with, struct dn_query *q);

/* grouping.c */
void
dn_convert_groups(struct dn_convert *c, const void *mem, struct dn_nodes items, struct dn_query *q);

/* from.c */
void
dn_convert_from(struct dn_convert *c, const void *mem, struct dn_nodes items, struct dn_query *q);
struct dn_from *dn_convert_from_table(const void *mem, const PgQuery__RangeVar *relation);

/* rows.c: statements on rows */
struct dn_query *
dn_convert_query_insert(struct dn_convert *c, const void *mem, const PgQuery__InsertStmt *stmt);
struct dn_query *
dn_convert_query_update(struct dn_convert *c, const void *mem, const PgQuery__UpdateStmt *stmt);
struct dn_query *
dn_convert_query_delete(struct dn_convert *c, const void *mem, const PgQuery__DeleteStmt *stmt);
struct dn_query *
dn_convert_query_merge(struct dn_convert *c, const void *mem, const PgQuery__MergeStmt *stmt);

#endif
