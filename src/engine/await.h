/* await.h - connect to a server that may still be starting */
#ifndef DN_ENGINE_AWAIT_H
#define DN_ENGINE_AWAIT_H

#include "engine/session.h"

/*
 * As dn_session_open(), but while the failure is one that a starting server gives it is tried again
 * with growing pauses, for at most OPTIONS' wait_ms.
 */
struct dn_session *dn_session_await(
    const void *mem, const struct dn_session_options *options, struct dunlin_error *err);

#endif
