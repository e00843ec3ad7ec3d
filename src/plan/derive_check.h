/* derive_check.h - what the models show of a statement, and what they do not */
#ifndef DN_PLAN_DERIVE_CHECK_H
#define DN_PLAN_DERIVE_CHECK_H

#include "schema/model.h"

/* One upgrade section, between the models before and behind it. */
struct dn_derive_check {
	const struct dn_schema *before, *behind;
	const char **maybe; /* objects that IF NOT EXISTS may have found, in order */
	size_t nmaybe;
	struct dn_map *made; /* names that a statement of the section has created so far */
};

/*
 * NULL when the difference of the two models undoes CHANGE, else why it does not.  MEM owns what
 * is kept.
 */
const char *dn_derive_check(const void *mem, struct dn_derive_check *check,
    const struct dn_statement *statement, const struct dn_change *change);

bool dn_derive_is_rename(enum dn_change_kind kind);
/* The change that gives the old name back, as MEM's. */
struct dn_change *dn_derive_rename_back(
    const void *mem, const struct dn_schema *before, const struct dn_change *change);

#endif
