/* retry.h - never in the way for long: short waits for locks, and the transaction tried again */
#ifndef DN_ENGINE_RETRY_H
#define DN_ENGINE_RETRY_H

#include "engine/run/runner.h"

/*
 * Who waits for a strong lock on a table that others use makes all who come later wait behind it.
 * So a transaction that needs one waits shortly, and is tried again as a whole, with growing random
 * pauses, until time runs out.  A deadlock is tried again in the same way.
 */
struct dn_retry {
	struct dn_runner *r;
	const struct dn_plan_revision *revision;
	const struct dn_segment *segment; /* NULL: nothing in it retries */
	unsigned attempts;
	unsigned long long end_ms; /* 0: nothing has failed yet */
};

/* Of a revision that is one transaction: what of it waits shortly, or NULL. */
const struct dn_segment *dn_retry_segment(const struct dn_plan_revision *revision);
struct dn_retry dn_retry_start(
    struct dn_runner *r, const struct dn_plan_revision *revision, const struct dn_segment *segment);
/* Run FORM, a text of struct dn_lock_sql that bounds waits, with MS in its place. */
bool
dn_retry_bound(struct dn_session *session, const char *form, unsigned ms, struct dunlin_error *err);
/* Behind BEGIN: bound the waits for locks.  An author's own lock_timeout comes later and counts. */
bool dn_retry_bound_waits(const struct dn_retry *retry, struct dunlin_error *err);
/* The same, while BOUND, of STEP outside a transaction, which nobody waits behind. */
bool dn_retry_bound_step(struct dn_runner *r, const struct dn_plan_revision *p,
    const struct dn_step *step, bool bound, struct dunlin_error *err);
/*
 * FAILED ended an attempt, which is rolled back.  True after a pause when it is to be made again;
 * false when it is not, and then FAILED names who is in the way of a lock.
 */
bool dn_retry_again(struct dn_retry *retry, struct dunlin_error *failed);

#endif
