/* violation.h - queries for the rows that would make a statement fail */
#ifndef DN_DIALECT_VIOLATION_H
#define DN_DIALECT_VIOLATION_H

#include "schema/model.h"

/* Whose rows are looked through. */
struct dn_violation {
	const struct dn_name *table;
	bool only;       /* without the rows of tables that inherit from it */
	const char *row; /* what a row of it is called, not quoted: in an author's text, as there */
	const struct dn_constraint *key; /* its primary key, by which a row is found; NULL: none */
};

/* What must not be the same in two rows: a column, or an expression as it is written. */
struct dn_violation_part {
	const char *column, *text; /* one of them is NULL */
};

/* Each gives a query with a text for each row that is in the way, or for each such value. */
struct dn_violation_sql {
	/* Rows that have no value in COLUMN; NULL: all of them. */
	char *(*without)(const void *mem, const struct dn_violation *of, const char *column);
	/* Values that more than one of the rows has for which WHERE is true (NULL: of any). */
	char *(*repeated)(const void *mem, const struct dn_violation *of,
	    const struct dn_violation_part *parts, size_t n, bool nulls_not_distinct,
	    const char *where);
	/* Rows for which CHECK is false. */
	char *(*outside)(const void *mem, const struct dn_violation *of, const char *check);
	/* Values of FK that the columns TO, as many, of what it refers to do not have. */
	char *(*orphans)(const void *mem, const struct dn_violation *of,
	    const struct dn_constraint *fk, const char *const *to);
};

#endif
