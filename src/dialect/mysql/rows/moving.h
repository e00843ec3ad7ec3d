/* moving.h - statements that become several, which hand rows on in temporary tables */
#ifndef DN_DIALECT_MYSQL_MOVING_H
#define DN_DIALECT_MYSQL_MOVING_H

#include "dialect/common/moving.h"
#include "dialect/mysql/mysql.h"

struct mysql_moving {
	struct mysql_change *x;
	struct mysql_kept kept; /* what the statements find there */
	const char **made;      /* the tables, quoted */
	size_t nmade;
};

/* False and the error: it cannot be taken apart. */
bool dn_moving_refuse(const struct mysql_moving *m, const char *why);
/* The name of a temporary table that is not there, quoted; it is dropped in the end. */
char *dn_moving_make(struct mysql_moving *m, const char *what, const char *name);
/* The rows of Q as the item of WITH of that name, in a temporary table from there on. */
bool dn_moving_keep(
    struct mysql_moving *m, const struct dn_with *item, struct dn_query *q, bool recursive);
/* The statement, which finds what was kept. */
bool dn_moving_put(struct mysql_moving *m, struct dn_query *q);
/* Drop the tables. */
void dn_moving_close(struct mysql_moving *m);
/* The columns of the primary key, by which rows are found again; 0: it has none. */
size_t dn_moving_key(
    const struct mysql_moving *m, const struct dn_table *table, const char *const **columns);

/* returning.c: run the statement of an item and keep what RETURNING gives. */
bool dn_moving_return(struct mysql_moving *m, const struct dn_moving_part *part);

#endif
