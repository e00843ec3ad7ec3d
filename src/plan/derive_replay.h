/* derive_replay.h - an upgrade section, run on a model alone */
#ifndef DN_PLAN_DERIVE_REPLAY_H
#define DN_PLAN_DERIVE_REPLAY_H

#include "plan/plan.h"

/* Do statements of PIECE run on the dialect of that name? */
bool dn_derive_is_for(const struct dn_piece *piece, const char *dialect);
/* Move SCHEMA on by what REVISION, which is loaded, did to the database. */
bool dn_derive_replay(const struct dn_plan_options *options, const struct dn_revision *revision,
    struct dn_schema *schema, struct dunlin_error *err);

#endif
