/* standby.h - what is committed must reach standbys, too, but nobody waits behind us meanwhile */
#ifndef DN_ENGINE_STANDBY_H
#define DN_ENGINE_STANDBY_H

#include "engine/session.h"

/*
 * A COMMIT that waits for synchronous standbys still has its locks, however strong.  So those of a
 * run do not; what they have committed is waited for behind them, where that keeps nobody waiting.
 */
bool dn_standbys_begin(struct dn_session *session, struct dunlin_error *err);
/* Until all that is committed is there; says on whom it waits, and fails after lock_retry. */
bool dn_standbys_wait(struct dn_session *session, struct dunlin_error *err);
/* Until none lags by more than backfill_lag, in the same way. */
bool dn_standbys_catch_up(struct dn_session *session, struct dunlin_error *err);
/* The end of it; OK: the run succeeded, so it is waited for. */
bool dn_standbys_end(struct dn_session *session, bool ok, struct dunlin_error *err);

#endif
