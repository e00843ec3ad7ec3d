/* pooler.h - what stands between us and the server, and what does not work through it */
#ifndef DN_ENGINE_POOLER_H
#define DN_ENGINE_POOLER_H

#include "engine/session.h"
#include "plan/plan.h"

/* First on a new connection: find out whether it is pooled, and prepare the session if not. */
bool dn_pooler_hello(struct dn_session *session, struct dunlin_error *err);
/* Note the search path, and have dunlin's own; LOCAL: until the transaction ends. */
bool dn_pooler_take_path(struct dn_session *session, bool local, struct dunlin_error *err);
/* The same preparations again, behind a reset of a session that is not pooled. */
bool dn_pooler_prepare(struct dn_session *session, struct dunlin_error *err);
/* Behind a pooler refuse a plan with steps outside a transaction, or that need the session of an
 * earlier one, before any of it runs. */
bool dn_pooler_allows(
    const struct dn_session *session, const struct dn_plan *plan, struct dunlin_error *err);

#endif
