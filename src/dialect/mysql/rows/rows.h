/* rows.h - queries and statements on rows */
#ifndef DN_DIALECT_MYSQL_ROWS_H
#define DN_DIALECT_MYSQL_ROWS_H

#include "dialect/mysql/mysql.h"

/* -- query.c, from.c, rows.c, conflict.c, data.c: statements on rows -- */

bool dn_mysql_query(struct mysql_print *p, const struct dn_query *q);
/* data.c: a value of VALUES, which goes into column NAME of TABLE, which may be NULL. */
bool dn_mysql_inserted(struct mysql_print *p, const struct dn_table *table, const char *name,
    const struct dn_expr *value);
/* reform.c: DISTINCT ON and GROUPING SETS; WITH is printed already. */
bool dn_mysql_distinct_on(struct mysql_print *p, const struct dn_query *q);
/* The order of a SELECT, targets in place of their numbers. */
struct dn_order *dn_mysql_order_of(const void *mem, const struct dn_query *q);
bool dn_mysql_groupings(struct mysql_print *p, const struct dn_query *q);
/* Append its items of WITH. */
bool dn_mysql_with(struct mysql_print *p, const struct dn_query *q);
/* False, with the error, for an item of WITH that has the name of a table. */
bool dn_mysql_with_is_told(struct mysql_print *p, const struct dn_with *with);
bool dn_mysql_from(struct mysql_print *p, struct dn_from *const *from, size_t n);
/*
 * self.c: do only the table's own rows refer to each other, and nobody else to them?  What stands
 * around a DELETE then; ALL: no row is left.
 */
bool dn_mysql_self(const struct mysql_change *x, const struct dn_table *table);
void dn_mysql_self_begin(struct mysql_change *x);
void dn_mysql_self_end(struct mysql_change *x, const struct dn_table *table, bool all);
bool dn_mysql_self_delete(struct mysql_change *x, struct dn_query *q);
/* full.c */
bool dn_mysql_full_join(struct mysql_print *p, const struct dn_from *join);
/* each.c: may an aggregate over the query's rows take the place of its targets? */
bool dn_mysql_is_plain(const struct dn_query *q);
/* each.c: functions of many rows, as json_table(); generate_series(); LATERAL on MariaDB. */
bool dn_mysql_each(struct mysql_print *p, const struct dn_from *from);
bool dn_mysql_series(struct mysql_print *p, const struct dn_from *from);
bool dn_mysql_lateral(struct mysql_print *p, const struct dn_from *from);
void dn_mysql_alias(struct mysql_print *p, const char *relation, const struct dn_from *from);
/* False and the error: values of its type are in no order there. */
bool dn_mysql_has_order(const struct mysql_print *p, const struct dn_expr *e);
bool dn_mysql_order(struct mysql_print *p, const struct dn_order *order, size_t n, bool aggregate);
bool dn_mysql_rows(struct mysql_change *x);
/* Q alone, which finds what is KEPT (or NULL). */
bool dn_mysql_rows_of(struct mysql_change *x, struct dn_query *q, const struct mysql_kept *kept);
/* moving.c, merge.c: a statement of which an item of WITH changes rows, and MERGE, as several. */
bool dn_mysql_moving(struct mysql_change *x, struct dn_query *q);
bool dn_mysql_merge(struct mysql_change *x, struct dn_query *q);
/* data.c: the columns of an INSERT that has values for the first ones alone are named. */
void dn_mysql_name_columns(struct mysql_print *p, struct dn_query *q);
/* The table that a statement changes, and the type of its column NAME; NULL: not known. */
const struct dn_table *dn_mysql_rows_table(const struct mysql_print *p, const struct dn_query *q);
const struct dn_type *
dn_mysql_rows_type(const struct mysql_print *p, const struct dn_table *table, const char *name);
/* Where assignments are made one after the other: does one read what an earlier one has set? */
bool dn_mysql_reads_set(const struct dn_assignment *sets, size_t n, const struct dn_expr *where);
bool dn_mysql_conflict(struct mysql_print *p, const struct dn_query *q);
/*
 * twice.c: two rows of DO UPDATE must not have one key.  CHECKED: what is appended takes the rows
 * out of `excluded`, of WIDTH columns, and fails if they have; else nothing is.
 */
bool dn_mysql_twice(struct mysql_print *p, const struct dn_query *q, size_t width, bool *checked);

#endif
