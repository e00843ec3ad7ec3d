/* exact.h - how long a type change lasts, as the database says that it concerns */
#ifndef DN_PLAN_EXACT_H
#define DN_PLAN_EXACT_H

#include "plan/plan.h"

/*
 * Have statements tried that change types of large tables, where nothing before them in PLAN says
 * that the database is another by then.  Is any of them not what the model says?
 */
bool dn_exact_ask(struct dn_plan *plan);
/* Does the step change types, of tables that may be large? */
bool dn_exact_matters(const struct dn_step *step);
/* EFFECT of ST in the revision, or what was answered instead of it: MEM's. */
const struct dn_effect *
dn_exact_effect(const void *mem, const struct dn_online *online, const struct dn_revision *revision,
    const struct dn_statement *st, const struct dn_effect *effect);

#endif
