/* planner.h - the steps of one revision in the making */
#ifndef DN_PLAN_PLANNER_H
#define DN_PLAN_PLANNER_H

#include "plan/segment.h"
#include "sql/sql.h"

/* What planning one revision needs beyond the options. */
struct planner {
	const struct dn_plan_options *options;
	const struct dn_source *source;
	struct dn_translation *translation;
	struct dn_plan_revision *target;
	struct dn_classifier *classifier; /* NULL: nobody asks what is locked */
	struct dn_prechecks *prechecks;   /* NULL: nobody asks what would fail */
	struct dn_fold *fold;             /* NULL: the revision is not folded */
	const struct dn_effect *effect;   /* of the statement at hand */
	const char *hazard;               /* of it, too */
	const struct dn_form *form;       /* of it, or NULL */
	char **before;                    /* to run before it */
	size_t nbefore;
	const struct dn_step *held; /* with a hazard, in the segment at hand */
	struct dn_map *written;     /* tables that the segment at hand has written to */
	bool chooses;               /* it is left to dunlin how statements are run */
	bool alone;    /* each statement is a segment, without a transaction where it is one */
	void *scratch; /* parse trees: as long as the plan, whose steps point into them */
	bool whole;    /* the piece at hand is a transaction by its own words */
	size_t seen;   /* outputs that are steps already */
	const struct dn_piece *piece;     /* the one at hand */
	const struct dn_section *section; /* of the revision, or of a hook */
	size_t next_assert;               /* of its directives */
	bool break_before; /* the next step must not share the transaction of the last */
};

/* Statements of a piece, FIRST and LAST of which may be in it. */
struct dn_part {
	struct dn_statements *list;
	bool first, last;
};

/* steps.c: the statements of PART, in order */
bool dn_planner_part(struct planner *p, const struct dn_part *part, struct dunlin_error *err);
/* What the effect, hazard and the like of ST are, on a database whose tables are locked. */
void dn_planner_look(struct planner *p, const struct dn_statement *st);
/* Turn the outputs that are new into steps of the segments that they may share. */
void dn_planner_take_outputs(struct planner *p);

/* pieces.c: the statements of each piece; NULL for what is not PostgreSQL's SQL, or for others, or
 * large */
struct dn_statements **
dn_planner_parse(struct planner *p, const struct dn_section *section, struct dunlin_error *err);
/* Is it run as it is written, whatever comes before it? */
bool dn_planner_must_run(
    const struct planner *p, const struct dn_section *section, struct dn_statements *const *lists);
/* All of it; with FORGETS the changes of what is large are freed on the way. */
bool dn_planner_section(struct planner *p, const struct dn_section *section,
    struct dn_statements *const *lists, bool forgets, struct dunlin_error *err);

/* assert.c: what is asserted in the piece before byte END, of what was not yet */
bool dn_planner_asserts(struct planner *p, size_t end, struct dunlin_error *err);
/* Is anything in PIECE? */
bool dn_planner_has_asserts(const struct dn_section *section, const struct dn_piece *piece);

/* control.c: are they a BEGIN and a COMMIT? */
bool dn_planner_is_whole(const struct dn_statement *first, const struct dn_statement *last);
/*
 * Statement I is transaction control.  The revision's transaction is dunlin's.  A BEGIN and COMMIT
 * around a whole section say the same and are dropped; anything else would end it in the middle.
 */
bool dn_planner_transaction_control(
    struct planner *p, const struct dn_part *part, size_t i, struct dunlin_error *err);
/* Not what would take away what dunlin itself needs. */
bool dn_planner_allows(struct planner *p, const struct dn_statement *st, struct dunlin_error *err);
/* Not the words that begin or end a transaction in every dialect of SQL. */
bool dn_planner_allows_native(struct planner *p, struct dn_span span, struct dunlin_error *err);

#endif
