/* run.h - run a plan through a session */
#ifndef DN_ENGINE_RUN_H
#define DN_ENGINE_RUN_H

#include "engine/store/store.h"

/*
 * Run PLAN.  Every revision is one transaction with its row and its journal; one of several
 * segments is journalled first and continued where an earlier run stopped.  *MOVED when somebody
 * else has changed the database since the plan was made: nothing of the revision at hand was done,
 * the caller plans again.  False and ERR, with the place in the author's file, on failure.
 */
bool dn_run_plan(struct dn_session *session, struct dn_store *store, const struct dn_plan *plan,
    bool *moved, struct dunlin_error *err);

/* Where the plan has a decision: is there the step that it is about?  Else ERR. */
bool dn_resume_check(struct dn_session *session, struct dn_store *store, const struct dn_plan *plan,
    struct dunlin_error *err);
/*
 * P of PLAN stopped half way: set what PARTIAL says of its steps.  ERR when those that were begun
 * are not what the file says any more.
 */
bool dn_resume_left(struct dn_session *session, struct dn_store *store, const struct dn_plan *plan,
    const struct dn_plan_revision *p, struct dn_partial *partial, struct dunlin_error *err);

#endif
