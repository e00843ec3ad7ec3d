/* segment.h - what planning a revision ends with */
#ifndef DN_PLAN_SEGMENT_H
#define DN_PLAN_SEGMENT_H

#include "plan/plan.h"

/* By the statement that it comes from. */
enum dn_resume dn_step_resume(const struct dn_step *step);
/* SHA-256 of all that goes to the database. */
char *dn_step_hash(const void *mem, const struct dn_output *out);
/* Once its steps are complete: their resume rules, the segments, the digest. */
void dn_plan_revision_finish(struct dn_plan_revision *p, enum dn_direction direction);
/* Once its revisions are. */
void dn_plan_finish(struct dn_plan *plan);

#endif
