/* plan.h - a range of the history on one database, as steps */
#ifndef DN_PLAN_PLAN_H
#define DN_PLAN_PLAN_H

#include "dialect/dialect.h"
#include "history/history.h"
#include "sql/sql.h"

/* One statement to run. */
struct dn_step {
	struct dn_output *output;
	size_t segment; /* steps with the same number share a transaction, when they have one */
	bool transactional;
	char *hash; /* SHA-256 of its SQL */
};

/* All that one revision does. */
struct dn_plan_revision {
	struct dn_revision *revision;
	struct dn_step **steps;
	size_t nsteps;
	size_t nsegments;
	bool sets_session; /* something in it may have changed the session's state */
};

struct dn_plan {
	const struct dn_dialect *dialect;
	enum dn_direction direction;
	struct dn_plan_revision **revisions; /* in the order to run */
	size_t nrevisions;
};

struct dn_plan_options {
	const struct dn_dialect *dialect;
	enum dn_untranslatable untranslatable;
	/* Where every revision's unqualified names are looked for; none: public. */
	const char **search_path;
	size_t nsearch_path;
	const struct dn_log *log;
	struct dn_map *said;
};

/*
 * Everything the range does.  BEFORE are the revisions that are applied already, in graph order:
 * the model starts as what they add up to (only where the dialect needs it).  NULL and ERR for a
 * syntax error, transaction control inside a section, what cannot be translated, a missing
 * downgrade.
 */
struct dn_plan *
dn_plan_new(const void *mem, const struct dn_plan_options *options, const struct dn_range *range,
    struct dn_revision *const *before, size_t nbefore, struct dunlin_error *err);

#endif
