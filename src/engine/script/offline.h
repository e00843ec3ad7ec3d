/* offline.h - a plan as a script, for people who run it themselves */
#ifndef DN_ENGINE_OFFLINE_H
#define DN_ENGINE_OFFLINE_H

#include "engine/store/store.h"

/* What to write, and where. */
struct dn_offline {
	const struct dn_plan *plan; /* or NULL, of a stamp */
	const struct dn_store *store;
	const struct dn_map *settings; /* what each revision's session starts with */
	bool create_tables;            /* dunlin's own tables first, for a script from base */
	dunlin_write_fn write;
	void *payload;
};

/*
 * Write the plan as SQL: every revision guarded (it fails unless its parents are recorded and it is
 * not), in its own transaction where it can be, with its row.  The same plan gives the same bytes.
 */
bool dn_offline_write(const struct dn_offline *script, struct dunlin_error *err);
/* Rows that are taken away and added, where nothing is run. */
struct dn_offline_stamp {
	const char *from, *to; /* for the heading */
	struct dn_list before; /* what must be recorded */
	struct dn_list gone, new;
};
/* Write the rows of STAMP in one transaction, guarded; SCRIPT has no plan.  The files are read. */
bool dn_offline_write_stamp(const struct dn_offline *script, const struct dn_offline_stamp *stamp,
    struct dunlin_error *err);
/* Only what the authors wrote, in the plan's dialect: no guards, no rows, no transactions. */
bool dn_offline_write_steps(const struct dn_offline *script, struct dunlin_error *err);

#endif
