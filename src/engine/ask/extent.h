/* extent.h - what a revision can change, of a database that keeps its triggers */
#ifndef DN_ENGINE_EXTENT_H
#define DN_ENGINE_EXTENT_H

#include "engine/session.h"
#include "plan/plan.h"

/* By the words of its steps alone. */
struct dn_extent *
dn_extent_of(const void *mem, const struct dn_dangling_sql *sql, const struct dn_plan_revision *p);
/* With what the database says of indexes and triggers; it may be anything by then. */
bool
dn_extent_complete(struct dn_session *session, struct dn_extent *extent, struct dunlin_error *err);

/* dangling.c: SQL of struct dn_dangling_sql about NAMES, which may be NULL where it is about all.
 */
bool dn_dangling_query(struct dn_session *session, const char *sql, const struct dn_map *names,
    bool (*row)(void *, size_t, const char *const *, struct dunlin_error *), void *payload,
    struct dunlin_error *err);

#endif
