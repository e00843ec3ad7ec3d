/* segment.h - what planning a revision is made of: its steps, then its segments */
#ifndef DN_PLAN_SEGMENT_H
#define DN_PLAN_SEGMENT_H

#include "plan/plan.h"

/* Append REVISION with its steps; SCHEMA moves on with it. */
bool dn_plan_revision_steps(struct dn_plan *plan, const struct dn_plan_options *options,
    struct dn_schema *schema, struct dn_revision *revision, struct dunlin_error *err);
/* Append a step for OUT; in a NEW segment or that of the last. */
struct dn_step *
dn_plan_add_step(struct dn_plan_revision *p, struct dn_output *out, bool transactional, bool new);
/* The directive of that kind before ST, one of the revision's statements; or NULL.
 */
const struct dn_directive *dn_statement_directive(
    const struct dn_plan_revision *p, const struct dn_statement *st, enum dn_directive_kind kind);
/* choose.c: the statement at hand, and what comes before it */
struct dn_chooser {
	const struct dn_plan_options *options;
	const struct dn_plan_revision *revision;
	const struct dn_schema *schema;
	const struct dn_effect *effect;
	const struct dn_step *held; /* with a hazard, in the transaction at hand; or NULL */
};
/* The safer form of ST, or NULL; it says whether it is used. */
const struct dn_form *
dn_form_choose(const void *mem, const struct dn_chooser *c, const struct dn_statement *st);
/*
 * The same of an UPDATE or DELETE that its author wants in batches; *FORM NULL: he does not.  ERR
 * when it cannot be.
 */
bool dn_form_choose_batches(const void *mem, const struct dn_chooser *c,
    const struct dn_statement *st, const struct dn_form **form, struct dunlin_error *err);
/* pending.c: what must be run before ST, so that no row of a table in WRITTEN waits for a test */
char **dn_pending_tests(struct dn_plan_revision *p, const struct dn_dialect *dialect,
    const struct dn_schema *schema, const struct dn_map *written, const struct dn_statement *st,
    size_t *n);
/* ST writes these tables. */
void dn_pending_note(
    struct dn_map *written, const struct dn_schema *schema, const struct dn_statement *st);
/* May that depend on tables of earlier revisions? */
bool dn_pending_may_matter(const struct dn_plan_revision *p);
/* Once the revision's steps are complete: how STEP resumes. */
void dn_step_resume(
    const struct dn_dialect *dialect, const struct dn_plan_revision *p, struct dn_step *step);
/* Does each directive that tells how a statement resumes stand before one that may have to? */
bool dn_resume_directives_allowed(
    const struct dn_plan *plan, const struct dn_plan_revision *p, struct dunlin_error *err);
/* temporary.c: once its segments are final */
void dn_plan_revision_find_lost(struct dn_plan_revision *p);
/* SHA-256 of all that goes to the database; what has no data is its SQL alone. */
char *dn_step_hash(const void *mem, const struct dn_output *out);
/* Once its steps are complete: their resume rules, the segments, the digest. */
void dn_plan_revision_finish(const struct dn_plan *plan, struct dn_plan_revision *p);
/* Once its revisions are. */
void dn_plan_finish(struct dn_plan *plan);

#endif
