/* watch.h - see how far a step is that lasts */
#ifndef DN_ENGINE_WATCH_H
#define DN_ENGINE_WATCH_H

#include "engine/tell/progress.h"

/*
 * While SESSION runs revisions: once one of them lasts, tell its progress each second.  Where the
 * server can be asked, that is done on a second connection, which is open only so long.  Freeing it
 * ends it.  NULL when nobody looks on.
 */
struct dn_watch *dn_watch_new(const void *mem, const struct dn_session *session);

#endif
