/* trial.h - ask the database what a statement would do, by doing it to a copy */
#ifndef DN_ENGINE_TRIAL_H
#define DN_ENGINE_TRIAL_H

#include "engine/session.h"
#include "plan/large.h"

/*
 * How long does it last?  It is done to an empty copy, in a transaction that is rolled back, with
 * little time.  False: the database cannot say.
 */
bool dn_trial_retype(
    struct dn_session *session, const struct dn_retype *what, enum dn_duration *duration);

#endif
