/* snapshot.h - all that a database's schema is, to be compared with what it was */
#ifndef DN_ENGINE_SNAPSHOT_H
#define DN_ENGINE_SNAPSHOT_H

#include "engine/store/store.h"

/* Lines that say what there is, dunlin's own tables left out; sorted. */
struct dn_snapshot {
	char **lines;
	size_t n;
};
/* NULL and ERR on failure.  The dialect must have a catalog. */
struct dn_snapshot *dn_snapshot_take(const void *mem, struct dn_session *session,
    const struct dn_store *store, struct dunlin_error *err);

struct dn_snapshot_line {
	bool missing; /* it was there before; else it is there now, and was not */
	const char *text;
};
struct dn_snapshot_difference {
	struct dn_snapshot_line *lines; /* children of MEM, as their texts */
	size_t n;                       /* 0: they are the same */
};
struct dn_snapshot_difference dn_snapshot_compare(
    const void *mem, const struct dn_snapshot *wanted, const struct dn_snapshot *is);

#endif
