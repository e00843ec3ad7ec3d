/* derive.h - downgrade sections that nobody wrote */
#ifndef DN_PLAN_DERIVE_H
#define DN_PLAN_DERIVE_H

#include "plan/plan.h"

/* What to do about a revision that stopped half way and cannot be undone from there. */
#define DN_UNDO_HINT                                                                             \
	"Finish it with `dunlin upgrade`, and then downgrade; or undo by hand what is done and " \
	"record with `dunlin stamp` where the database is."

/* What undoes one revision, as a section of PostgreSQL's SQL. */
struct dn_derived {
	struct dn_source source;   /* comments that say what it is, then the statements */
	struct dn_section section; /* all of it */
	const char *label;         /* "reversible" or "lossy" */
	char **losses;             /* what does not come back as it was, a line each */
	size_t nlosses;
};

/*
 * Derive the downgrade of every revision in RANGE that has no section for it: the difference
 * between the models behind and before its upgrade section, what was renamed being renamed back.
 * BEFORE is all that is applied, in graph order.  Each is verified: applied to the model behind,
 * it must give the model before.  The result maps ids to struct dn_derived and is empty when all
 * sections are written.  NULL and ERR (DUNLIN_E_HISTORY with the statement's place) where a
 * statement cannot be undone from the model.
 */
struct dn_map *
dn_derive(const void *mem, const struct dn_plan_options *options, const struct dn_range *range,
    struct dn_revision *const *before, size_t nbefore, struct dunlin_error *err);

#endif
