/* segments.c - a revision that is more than one transaction: journalled first, continued later */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "engine/runner.h"

/* Continue a run that stopped half way: how many steps are done, and under which name. */
static bool
segments_resume(struct dn_runner *r, const struct dn_plan_revision *p, char **run, size_t *done,
    struct dunlin_error *err)
{
	void *scratch = dn_new_context(r->run);
	struct dn_journal_step *steps;
	size_t n;

	*done = 0;
	if (!dn_store_partial(scratch, r->store, r->session, p->revision->id, r->plan->direction,
		run, &steps, &n, err))
		return false;
	while (*done < n && strcmp(steps[*done].state, "done") == 0)
		++*done;
	for (size_t i = 0; i < *done; i++)
		if (i >= p->nsteps || strcmp(steps[i].hash, p->steps[i]->hash) != 0) {
			dn_error_in(err, DUNLIN_E_HISTORY, &p->revision->source,
			    i < p->nsteps && p->steps[i]->output->from != NULL
				? p->steps[i]->output->from->span.start
				: 0,
			    "revision '%s' stopped after step %zu of %zu, and step %zu has been "
			    "changed "
			    "since it was run",
			    p->revision->id, *done, n, i + 1);
			dunlin_error_set_hint(
			    err, "Put back the statements that are done; later ones may change.");
			return false;
		}
	return true;
}

static bool
segments_journal_first(
    struct dn_runner *r, const struct dn_plan_revision *p, struct dunlin_error *err)
{
	if (dn_runner_begin(r, p->revision, err) && !r->moved &&
	    dn_runner_before_own(r, p, false, err) &&
	    dn_store_journal(r->store, r->session, r->run, r->plan->direction, p, "intended", err))
		return dn_runner_commit(r, err);
	dn_session_rollback(r->session);
	return r->moved;
}

/* Steps [first, last) of one segment and their journal; the last segment records the revision. */
static bool
segment_run_body(struct dn_runner *r, const struct dn_plan_revision *p, const char *run,
    const size_t range[2], struct dunlin_error *err)
{
	bool transactional = p->steps[range[0]]->transactional;

	if (transactional && !dn_session_begin(r->session, err))
		return false;
	for (size_t i = range[0]; i < range[1]; i++)
		if (!dn_runner_step(r, p->steps[i], err))
			return false;
	if (!transactional && !dn_session_begin(r->session, err))
		return false;
	return dn_runner_before_own(r, p, range[1] == p->nsteps, err) &&
	       dn_store_journal_done(
		   r->store, r->session, run, p->revision->id, range[0], range[1], err) &&
	       (range[1] < p->nsteps || dn_runner_record(r, p->revision, err));
}

static bool
segment_run(struct dn_runner *r, const struct dn_plan_revision *p, const char *run,
    const size_t range[2], struct dunlin_error *err)
{
	if (segment_run_body(r, p, run, range, err) && dn_runner_commit(r, err))
		return true;
	dn_session_rollback(r->session);
	dunlin_error_set_hint(err,
	    "Steps 1 to %zu of %zu of revision '%s' are done and kept; correct the rest and run "
	    "the "
	    "same command to continue.",
	    range[0], p->nsteps, p->revision->id);
	return false;
}

bool
dn_runner_segments(struct dn_runner *r, const struct dn_plan_revision *p, struct dunlin_error *err)
{
	char *run = NULL;
	size_t done = 0;

	if (r->present && !segments_resume(r, p, &run, &done, err))
		return false;
	if (run == NULL) {
		if (!segments_journal_first(r, p, err))
			return false;
		if (r->moved)
			return true;
		run = r->run;
	} else {
		dn_log(r->session->options.log, DUNLIN_NOTICE,
		    "revision '%s' stopped after step %zu of %zu; continuing", p->revision->id,
		    done, p->nsteps);
	}
	while (done < p->nsteps) {
		size_t range[2] = { done, done };

		while (range[1] < p->nsteps &&
		       p->steps[range[1]]->segment == p->steps[range[0]]->segment)
			range[1]++;
		if (!segment_run(r, p, run, range, err))
			return false;
		done = range[1];
	}
	return true;
}
