/* dangling.h - does a transaction leave rows whose foreign keys refer to nothing? */
#ifndef DN_ENGINE_DANGLING_H
#define DN_ENGINE_DANGLING_H

#include "engine/session.h"
#include "plan/plan.h"

enum { DN_DANGLING_OWN = 4 };

/*
 * The next transaction runs the steps of P and changes the tables OWN besides, and nothing else:
 * only what that can concern is looked at.  Without this call it may do anything.
 */
void dn_dangling_only(struct dn_session *session, const struct dn_plan_revision *p,
    const char *const own[DN_DANGLING_OWN]);

/* For transaction.c; nothing where the dialect has no such thing. */
bool dn_dangling_begin(struct dn_session *session, struct dunlin_error *err);
/* Right before the commit: *MESSAGE is owned by the session, NULL when all is well. */
bool dn_dangling_check(struct dn_session *session, char **message, struct dunlin_error *err);
void dn_dangling_committed(struct dn_session *session);
void dn_dangling_rolled_back(struct dn_session *session);

#endif
