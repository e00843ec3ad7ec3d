/* lock.h - one migration at a time */
#ifndef DN_ENGINE_LOCK_H
#define DN_ENGINE_LOCK_H

#include "engine/store.h"

/*
 * Take the lock of the database that STORE is in, polling for at most WAIT_MS.  Nothing is held in
 * the server while waiting: a blocked waiter would deadlock CREATE INDEX CONCURRENTLY.  False and
 * DUNLIN_E_LOCKED when time runs out.  Where a transaction locks by itself nothing is done.
 */
bool dn_lock_take(struct dn_session *session, const struct dn_store *store, unsigned wait_ms,
    struct dunlin_error *err);
void dn_lock_release(struct dn_session *session, const struct dn_store *store);

#endif
