/* split.h - keep strong locks short: what is split by them, and what is locked first */
#ifndef DN_PLAN_SPLIT_H
#define DN_PLAN_SPLIT_H

#include "plan/plan.h"

/*
 * Why nothing can be split behind ST, whose effect would be lost: static; NULL: nothing is in the
 * way.  SCHEMA is the model before it; FORGETS as in struct dn_online.
 */
const char *dn_hazard(const struct dn_schema *schema, const struct dn_statement *st, bool forgets);

/* Is it left to dunlin what shares a transaction, and on what tables more is known? */
bool dn_split_is_on(const struct dn_plan *plan);
/*
 * Once all steps are there: does it depend on the model or on the size of tables how PLAN is split?
 * Without the model more may be so than is.
 */
bool dn_split_may_matter(const struct dn_plan *plan);
/* Ask for the sizes, when they matter. */
bool dn_split_ask(struct dn_plan *plan, struct dunlin_error *err);
/*
 * Split before each scan and data statement that would follow a strong lock on an existing table,
 * where one of the tables is large; then lock first what a segment locks on several tables.
 */
void dn_split_plan(struct dn_plan *plan);

/* locks.c: several steps of a segment lock several tables? */
bool dn_locks_any(const struct dn_plan *plan);
/* Put LOCK TABLE, in the order of names, before the first of them. */
void dn_locks_first(struct dn_plan *plan);
/* Does the step lock what is known, and is it not left alone by `online off`? */
bool dn_step_holds(const struct dn_plan_revision *p, const struct dn_step *step);

#endif
