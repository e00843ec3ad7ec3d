/* each.c - a step that is run for each partition of a table, one after the other */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "engine/run/each.h"
#include "engine/ask/look.h"
#include "engine/tell/progress.h"
#include "engine/run/retry.h"

struct each {
	struct dn_runner *r;
	const struct dn_plan_revision *p;
	const struct dn_step *step;
	struct dn_segment brief; /* of a part that waits for a strong lock */
	bool told;               /* for whom is waited */
};

static bool
each_try_brief(
    struct each *e, const struct dn_retry *retry, const char *sql, struct dunlin_error *err)
{
	struct dn_session *session = e->r->session;

	return dn_session_begin(session, err) && dn_retry_bound_waits(retry, err) &&
	       (!session->pooled || dn_session_enter(session, err)) &&
	       dn_session_run(session, sql, NULL, 0, err) && dn_runner_commit(e->r, err);
}

/* As any other transaction that waits for a strong lock. */
static bool
each_run_brief(struct each *e, const char *sql, struct dunlin_error *err)
{
	struct dn_retry retry = dn_retry_start(e->r, e->p, &e->brief);
	bool ok, again;

	do {
		struct dunlin_error *own = dn_error_new(e->r->run);

		ok = each_try_brief(e, &retry, sql, own);
		if (!ok)
			dn_session_rollback(e->r->session);
		again = !ok && dn_retry_again(&retry, own);
		if (!ok && !again)
			dn_error_copy(err, own);
		dn_free(own);
	} while (again);
	return ok;
}

/* What an index left that could not be built goes at once, where that is quick. */
static void
each_clean(struct each *e, const struct dn_look *look)
{
	struct dn_look after = { .mem = look->mem };
	const char *hurry = e->r->plan->dialect->hurry;

	if (!e->r->session->lost && hurry != NULL &&
	    dn_session_run(e->r->session, hurry, NULL, 0, NULL) &&
	    dn_look_probe(e->r, &e->step->rule->probe, &after, NULL) &&
	    strcmp(after.verb, "heal") == 0)
		dn_resume_heal(e->r, after.object, NULL);
}

/* What is next, as the catalog has it; *LEFT is false when nothing is. */
static bool
each_next(struct each *e, struct dn_look *look, bool *left, struct dunlin_error *err)
{
	bool ok = true;

	if (dn_session_canceled(e->r->session, err) ||
	    !dn_look_probe(e->r, &e->step->rule->probe, look, err))
		return false;
	*left = look->rows > 0;
	if (!*left)
		return true;
	if (strcmp(look->verb, "wait") == 0)
		return dn_resume_wait(e->r, look, &e->told);
	if (strcmp(look->verb, "heal") == 0)
		return dn_resume_heal(e->r, look->object, err);
	if (strcmp(look->verb, "brief") == 0)
		ok = each_run_brief(e, look->object, err);
	else
		ok = dn_session_run(e->r->session, look->object, NULL, 0, err);
	if (ok)
		return true;
	each_clean(e, look);
	dn_error_at(err, e->step->output->from->source, e->step->output->from->span.start);
	return dunlin_error_prefix(err, "%s: ", look->object);
}

bool
dn_each_step(struct dn_runner *r, const struct dn_plan_revision *p, struct dn_resumed *at,
    struct dunlin_error *err)
{
	const struct dn_step *step = p->steps[at->step];
	struct each e = { .r = r, .p = p, .step = step };
	bool left = true, ok;

	e.brief = (struct dn_segment){
		.first = at->step,
		.n = 1,
		.lock = DN_LOCK_ACCESS_EXCLUSIVE,
		.transactional = true,
		.retries = true,
	};
	ok = dn_session_settle(r->session, err) &&
	     (at->started || dn_resume_mark(r, p, at, "started", err));
	at->marked = ok;
	dn_progress_at(r->session->options.progress, step);
	if (ok)
		dn_progress_step(r->session->options.progress, at->step);
	while (ok && left) {
		struct dn_look look = { .mem = dn_new_context(NULL) };

		ok = each_next(&e, &look, &left, err);
		dn_free((void *) (uintptr_t) look.mem);
	}
	if (ok)
		dn_progress_step_done(r->session->options.progress);
	return ok;
}
