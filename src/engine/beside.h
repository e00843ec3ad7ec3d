/* beside.h - a thread with a connection of its own, beside the one that migrates */
#ifndef DN_ENGINE_BESIDE_H
#define DN_ENGINE_BESIDE_H

#include "engine/session.h"

struct dn_beside_work {
	unsigned every_ms;
	/* Is there something to do?  While there is not, no connection is open.  NULL: always. */
	bool (*due)(void *payload);
	/* Do it.  False: SESSION is of no use any more, the next turn has another. */
	bool (*turn)(void *payload, struct dn_session *session);
	void *payload;
};

/*
 * Start a thread that does WORK, connected as OPTIONS say but for what it must not have of them;
 * OPTIONS NULL: without a connection.  It reports nothing: a turn without a connection does not
 * take place.  Freeing it ends it.  NULL when no thread could be started.
 */
struct dn_beside *dn_beside_new(
    const void *mem, const struct dn_session_options *options, const struct dn_beside_work *work);

#endif
