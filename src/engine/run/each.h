/* each.h - a step that is run for each partition of a table, one after the other */
#ifndef DN_ENGINE_EACH_H
#define DN_ENGINE_EACH_H

#include "engine/run/resume.h"

/*
 * Do the step AT for each partition that lacks what it makes: the catalog says which, so it does
 * not matter what an earlier run did of it.  It is not yet marked as done.
 */
bool dn_each_step(struct dn_runner *r, const struct dn_plan_revision *p, struct dn_resumed *at,
    struct dunlin_error *err);

#endif
