/* fold.h - the first revisions on an empty database, made as what they come to */
#ifndef DN_PLAN_FOLD_H
#define DN_PLAN_FOLD_H

#include "plan/plan.h"

/* The revisions that may be folded, while the plan is made. */
struct dn_fold;

/* NULL: nothing is folded on such a database. */
struct dn_fold *dn_fold_new(const struct dn_plan *plan, const struct dn_plan_options *options);
/* May the statement be left out, when what it makes is made from the model? */
bool dn_fold_takes(const struct dn_statement *st);
/* ST comes next: what it changes must be in SCHEMA, for only the database can refuse it. */
void
dn_fold_look(struct dn_fold *fold, const struct dn_schema *schema, const struct dn_statement *st);
/* ST was translated: what it made or named has its place there. */
void
dn_fold_note(struct dn_fold *fold, const struct dn_schema *schema, const struct dn_statement *st);
/* The last revision of PLAN, which T has translated, is folded with those before it; T says
 * whether it can be. */
void dn_fold_add(struct dn_plan *plan, const struct dn_translation *t);
/*
 * No further revision is folded: the steps of those that are become what makes SCHEMA, all of it
 * as steps of the last.  Where that cannot be they stay what they are.
 */
void dn_fold_end(struct dn_plan *plan, struct dn_schema *schema);

#endif
