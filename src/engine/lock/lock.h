/* lock.h - one migration at a time */
#ifndef DN_ENGINE_LOCK_H
#define DN_ENGINE_LOCK_H

#include "engine/store/store.h"
#include "plan/classify.h"

/*
 * Take the lock of the database that STORE is in, polling for at most WAIT_MS.  Nothing is held in
 * the server while waiting: a blocked waiter would deadlock CREATE INDEX CONCURRENTLY.  False and
 * DUNLIN_E_LOCKED when time runs out.  Where a transaction locks by itself nothing is done.
 * WAITED says whether somebody else had it; NULL allowed.
 *
 * A session of its own takes an advisory lock; one that a pooler lends takes the lease.  Each
 * looks for the other after taking its own and gives way, so that never both are held.
 */
bool dn_lock_take(struct dn_session *session, const struct dn_store *store, unsigned wait_ms,
    bool *waited, struct dunlin_error *err);
void dn_lock_release(struct dn_session *session);

/* Who has it.  Texts are NULL where the server does not tell. */
struct dn_lock_holder {
	bool lease;               /* else an advisory lock */
	bool expired;             /* a lease whose time is past: whoever wants it takes it */
	struct dunlin_holder who; /* pid: of the server's process; of a lease, the holder's own */
	const char *expires, *token, *holder; /* of a lease */
};
struct dn_lock_holders {
	struct dn_lock_holder *list; /* a child of MEM, as its strings */
	size_t n;
};
bool dn_lock_holders(const void *mem, struct dn_session *session, const struct dn_store *store,
    struct dn_lock_holders *holders, struct dunlin_error *err);
/* The five columns of a row that tells of a session, as of dn_lock_sql; copies are MEM's. */
struct dunlin_holder dn_lock_read_holder(const void *mem, const char *const *values);
/* Who is in the way of a LOCK on the table KEY (dn_schema_key()); false when nobody is found. */
bool dn_lock_table_holder(const void *mem, struct dn_session *session, const char *key,
    enum dn_lock lock, struct dunlin_holder *who);
/* The same of the oldest snapshot. */
bool
dn_lock_snapshot_holder(const void *mem, struct dn_session *session, struct dunlin_holder *who);
/* "pid 12, application 'dunlin', user 'app', host local, since 2026-01-01T00:00:00Z" */
char *dn_lock_describe(const void *mem, const struct dunlin_holder *who);
/* End it: the session that has the lock, or the lease.  False when it is still held after 10 s. */
bool dn_lock_break(struct dn_session *session, const struct dn_store *store,
    const struct dn_lock_holder *holder, struct dunlin_error *err);

/* The number of the lock, as the server takes it. */
char *dn_lock_key(const void *mem, const struct dn_store *store);
/* Sleep; a signal ends it early. */
void dn_lock_sleep(unsigned ms);
/* Sleep; false as soon as *CANCELED, unless NULL, is other than 0. */
bool dn_lock_pause(const volatile sig_atomic_t *canceled, unsigned ms);

/*
 * In a transaction, behind an author's statements: one of them may have let go of the lock.  Fails
 * with DUNLIN_E_LOCKED when another migration has it by now.
 */
bool
dn_lock_keep(struct dn_session *session, const struct dn_store *store, struct dunlin_error *err);

#endif
