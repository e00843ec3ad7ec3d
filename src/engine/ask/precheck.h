/* precheck.h - ask the database whether its rows would make a plan fail */
#ifndef DN_ENGINE_PRECHECK_H
#define DN_ENGINE_PRECHECK_H

#include "engine/session.h"
#include "plan/precheck.h"

/* How many rows a sample has. */
enum { DN_PRECHECK_SAMPLES = 5 };

/*
 * All of LIST together, and within LIMIT_MS; nothing is written.  SAMPLES: with some of the rows.
 * What is not answered is no error; false and ERR when the connection is lost or the run canceled.
 */
bool dn_precheck_ask(struct dn_session *session, struct dn_prechecks *list, bool samples,
    unsigned limit_ms, struct dunlin_error *err);

#endif
