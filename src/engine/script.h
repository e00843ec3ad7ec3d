/* script.h - a plan as a script, for people who run it themselves */
#ifndef DN_ENGINE_SCRIPT_H
#define DN_ENGINE_SCRIPT_H

#include "engine/store.h"

/*
 * Write PLAN as SQL: every revision guarded (it fails unless its parents are recorded and it is
 * not), in its own transaction where it can be, with its row.  CREATE_TABLES: dunlin's own tables
 * first, for a script that starts from base.  The same plan gives the same bytes.
 */
bool dn_script_write(const struct dn_plan *plan, const struct dn_store *store, bool create_tables,
    dunlin_write_fn write, void *payload, struct dunlin_error *err);
/* Only what the authors wrote, in the plan's dialect: no guards, no rows, no transactions. */
bool dn_script_write_steps(
    const struct dn_plan *plan, dunlin_write_fn write, void *payload, struct dunlin_error *err);

#endif
