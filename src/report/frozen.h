/* frozen.h - a plan in a file: what somebody has looked at is what runs, or nothing does */
#ifndef DN_REPORT_FROZEN_H
#define DN_REPORT_FROZEN_H

#include "history/history.h"
#include "plan/plan.h"

/* The layout of the file. */
#define DN_FROZEN_VERSION 1

struct dn_frozen_revision {
	const char *id, *checksum, *hash;
};

struct dn_frozen {
	const char *file;
	const char *dialect, *database; /* redacted */
	const char *target;
	const char *hash;       /* of the plan */
	struct dn_map *applied; /* ids before it */
	struct dn_frozen_revision *revisions;
	size_t n;
};

/* Write PLAN to FILE, which is complete or as it was. */
bool dn_frozen_write(const char *file, const struct dn_frozen *frozen, const struct dn_plan *plan,
    struct dunlin_error *err);
struct dn_frozen *dn_frozen_read(const void *mem, const char *file, struct dunlin_error *err);

/* Is it for this database?  False and ERR (DUNLIN_E_FAILED) that says what differs, as below. */
bool dn_frozen_check_database(
    const struct dn_frozen *frozen, const char *database, struct dunlin_error *err);
/* Does the target still lead there, from what is applied or from within? */
bool dn_frozen_check_range(const struct dn_frozen *frozen, const struct dn_range *range,
    const struct dn_map *applied, struct dunlin_error *err);
/* Is PLAN the whole of it, or the rest? */
bool dn_frozen_check_plan(
    const struct dn_frozen *frozen, const struct dn_plan *plan, struct dunlin_error *err);

#endif
