/* moving.h - what the files share that take statements with changing WITH items apart */
#ifndef DN_DIALECT_SQLITE_MOVING_H
#define DN_DIALECT_SQLITE_MOVING_H

#include "dialect/common/moving.h"
#include "dialect/sqlite/sqlite.h"

struct moving {
	struct sqlite_change *x;
	char **made; /* temporary tables */
	size_t nmade;
};

/* moving.c */
bool dn_moving_cannot(const struct moving *m, const char *why);
/* The statement of one part, for which its names are ready. */
bool dn_moving_run(struct moving *m, const struct dn_moving_part *part);

/* returning.c */
/* The name of a temporary table that is dropped in the end, quoted. */
char *dn_returning_table(struct moving *m, const char *what, const char *name);
/* The rows of Q in a table of its own, under the name of ITEM from there on. */
bool dn_returning_keep(struct moving *m, const struct dn_with *item, struct dn_query *q,
    bool recursive, const struct dn_from *now);
/* Run the part and keep what RETURNING gives. */
bool dn_returning_run(struct moving *m, const struct dn_moving_part *part);

#endif
