/* replays.h - models that one plan leaves for the next, which then begins where that one ended */
#ifndef DN_PLAN_REPLAYS_H
#define DN_PLAN_REPLAYS_H

#include "history/history.h"
#include "schema/model.h"

/*
 * For who makes many plans of one history, with the same options, for a database of his own: what
 * a revision comes to must not change in between.
 */
struct dn_replays;

struct dn_replays *dn_replays_new(const void *mem);
/*
 * The model of the most revisions that BEFORE begins with, and *DONE, how many these are; a new one
 * and 0 where REPLAYS is NULL or has none.  It is MEM's from then on.
 */
struct dn_schema *dn_replays_take(const void *mem, struct dn_replays *replays,
    struct dn_revision *const *before, size_t n, size_t *done);
/* SCHEMA is what the N revisions BEFORE, and then LAST, which may be NULL, come to.  REPLAYS may be
 * NULL. */
void dn_replays_give(struct dn_replays *replays, struct dn_schema *schema,
    struct dn_revision *const *before, size_t n, struct dn_revision *last);

#endif
