/* diff.h - the changes that lead from one model to another */
#ifndef DN_SCHEMA_DIFF_H
#define DN_SCHEMA_DIFF_H

#include "schema/model.h"

struct dn_diff {
	struct dn_change **changes; /* in an order in which they can be applied */
	size_t n;
	char **losses; /* "column 'c' of table 't' comes back empty": sentences without a stop */
	size_t nlosses;
	char *impossible;       /* the first difference that no change leads over, or NULL */
	struct dn_map *readded; /* keys of tables to which columns come back at the end */
};

/*
 * How to get from FROM to TO.  Nothing is renamed: what has another name is another object.  The
 * changes point into both models, which must not move while they are used.  Temporary objects and
 * what the models call hidden are left out.  Where FROM has `touched`, all else is taken to be the
 * same, and not looked at.
 */
struct dn_diff *
dn_schema_diff(const void *mem, const struct dn_schema *from, const struct dn_schema *to);
/* Do they say the same, whatever they are called, and of whatever table they are? */
bool dn_constraint_same(const struct dn_constraint *a, const struct dn_constraint *b);
bool dn_index_same(const struct dn_index *a, const struct dn_index *b);
/*
 * Is there nothing to do between the two, the order of columns included, but for tables in
 * READDED (may be NULL)?  Else *WHAT, owned by MEM, says what differs first.  Of what A has not
 * `touched`, if it has, nothing is asked.
 */
bool dn_schema_same(const void *mem, const struct dn_schema *a, const struct dn_schema *b,
    const struct dn_map *readded, char **what);

#endif
