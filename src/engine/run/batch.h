/* batch.h - a step in parts, each of which commits with how far it is */
#ifndef DN_ENGINE_BATCH_H
#define DN_ENGINE_BATCH_H

#include "engine/run/resume.h"

/* Do the step AT, or what an earlier run left of it; it is not yet marked as done. */
bool dn_batch_step(struct dn_runner *r, const struct dn_plan_revision *p, struct dn_resumed *at,
    struct dunlin_error *err);

#endif
