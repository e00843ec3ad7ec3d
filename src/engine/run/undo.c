/* undo.c - an upgrade that stopped half way goes back: all that is done of it, or nothing; step by
 * step only where each statement commits by itself */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "engine/run/retry.h"
#include "engine/run/runner.h"

/* Where no lock is held while planning, somebody may have gone on with it since. */
static bool
undo_is_left(struct dn_runner *r, const struct dn_plan_revision *p, struct dunlin_error *err)
{
	void *mem = dn_new_context(NULL);
	struct dn_partials *now = dn_store_partials(mem, r->store, r->session, err);
	const struct dn_partial *is = dn_partials_find(now, p->revision->id, DN_UP);

	if (now != NULL)
		r->moved = is == NULL || strcmp(is->run, p->undoes) != 0 ||
			   is->done != p->undoes_done || is->started;
	dn_free(mem);
	return now != NULL && !r->moved;
}

bool
dn_runner_undo_begin(
    struct dn_runner *r, const struct dn_plan_revision *p, struct dunlin_error *err)
{
	struct dn_plan as_up = *r->plan;
	struct dn_runner before = *r;
	bool ok;

	as_up.direction = DN_UP;
	before.plan = &as_up;
	ok = dn_runner_begin(&before, p->revision, err);
	r->moved = before.moved;
	return ok && !r->moved && undo_is_left(r, p, err);
}

bool
dn_runner_undo(struct dn_runner *r, const struct dn_plan_revision *p, struct dunlin_error *err)
{
	const struct dn_journal journal = { r->run, DN_DOWN, "done", &p, 1 };

	if (r->plan->dialect->ddl_commits)
		return dn_runner_segments(r, p, err);
	return dn_runner_undo_begin(r, p, err) && dn_runner_work(r, p, err) &&
	       dn_runner_before_own(r, p, true, err) && dn_runner_stored(r, p, err) &&
	       dn_store_journal_undone(r->store, r->session, p->undoes, p->revision->id, err) &&
	       dn_store_journal(r->store, r->session, &journal, err) && dn_runner_commit(r, err);
}
