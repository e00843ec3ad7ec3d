/* lease.h - the row that is held in place of a lock, behind a pooler */
#ifndef DN_ENGINE_LEASE_H
#define DN_ENGINE_LEASE_H

#include "engine/store/store.h"

/* Make the table where it is missing; *PRESENT false: there are no leases in this dialect. */
bool dn_lease_prepare(
    struct dn_session *session, const struct dn_store *store, struct dunlin_error *err);
bool dn_lease_present(struct dn_session *session, const struct dn_store *store, bool *present,
    struct dunlin_error *err);

/*
 * Take it if it is free or its time is past; then SESSION->lease is set, every transaction of
 * SESSION fails once somebody else took it, and a second connection renews it.
 */
bool dn_lease_take(
    struct dn_session *session, const struct dn_store *store, bool *got, struct dunlin_error *err);
/* Give it back and end the second connection; nothing when none is held. */
void dn_lease_release(struct dn_session *session);
/* Take it from HOLDER with TOKEN, who will find its next transaction refused. */
bool dn_lease_break(struct dn_session *session, const struct dn_store *store, const char *holder,
    const char *token, bool *broken, struct dunlin_error *err);

/* SQL with the table's name in its place. */
char *dn_lease_sql(const void *mem, const struct dn_store *store, const char *sql);

#endif
