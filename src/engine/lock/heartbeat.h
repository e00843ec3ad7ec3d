/* heartbeat.h - renew a lease from a connection of its own while a long step runs */
#ifndef DN_ENGINE_HEARTBEAT_H
#define DN_ENGINE_HEARTBEAT_H

#include "engine/session.h"

/*
 * A thread that connects as OPTIONS say and runs RENEW with $1 HOLDER, $2 TOKEN and $3 the length
 * of the lease, each third of that; the connection is made when that is first due.  It reports
 * nothing: whoever holds the lease finds out at its own next transaction.  Freeing it ends it.
 * NULL when no thread could be started.
 */
struct dn_heartbeat *dn_heartbeat_new(const void *mem, const struct dn_session_options *options,
    const char *renew, const char *holder, const char *token);

#endif
