/* segments.c - a revision that is more than one transaction: journalled first, continued later */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "engine/run/batch.h"
#include "engine/run/each.h"
#include "engine/run/resume.h"
#include "engine/run/retry.h"
#include "engine/run/run.h"

/* What an earlier run left of a revision. */
struct left {
	char *run; /* NULL: nothing */
	struct dn_journal_step *steps;
	size_t nsteps, done;
	bool started; /* the step behind those that are done */
};

/* One revision that is being run. */
struct segments {
	struct dn_runner *r;
	const struct dn_plan_revision *p;
	struct dn_resumed at; /* what is behind it is done, and known to be */
	bool ended;           /* all is */
};

static bool
segments_changed(
    const struct dn_plan_revision *p, const struct left *left, size_t i, struct dunlin_error *err)
{
	const struct dn_statement *from = i < p->nsteps ? p->steps[i]->output->from : NULL;

	dn_error_in(err, DUNLIN_E_HISTORY, &p->revision->source,
	    from != NULL ? from->span.start : 0,
	    "revision '%s' stopped %s, and step %zu has been changed since it was run",
	    p->revision->id, dn_stopped_place(left->steps, left->done, left->started, left->nsteps),
	    i + 1);
	dunlin_error_set_hint(
	    err, "Put back the statements that are done or begun; later ones may change.");
	return false;
}

/* Continue a run that stopped half way: what was run must be what the file says. */
static bool
segments_resume(struct dn_runner *r, const struct dn_plan_revision *p, struct left *left,
    struct dunlin_error *err)
{
	void *scratch = dn_new_context(r->run);

	if (!dn_store_partial(scratch, r->store, r->session, p->revision->id, r->plan->direction,
		&left->run, &left->steps, &left->nsteps, err))
		return false;
	while (left->done < left->nsteps && strcmp(left->steps[left->done].state, "done") == 0)
		left->done++;
	left->started =
	    left->done < left->nsteps && strcmp(left->steps[left->done].state, "started") == 0;
	for (size_t i = 0; i < left->done + left->started; i++)
		if (i >= p->nsteps || strcmp(left->steps[i].hash, p->steps[i]->hash) != 0)
			return segments_changed(p, left, i, err);
	return true;
}

/* Is the rest still what was journalled? */
static bool
segments_same_rest(const struct dn_plan_revision *p, const struct left *left)
{
	if (left->nsteps != p->nsteps)
		return false;
	for (size_t i = left->done; i < p->nsteps; i++)
		if (strcmp(left->steps[i].hash, p->steps[i]->hash) != 0)
			return false;
	return true;
}

/* As one way to the server and back, where driver and session allow it. */
static bool
segments_commit(struct dn_runner *r, struct dunlin_error *err)
{
	return dn_runner_commit(r, err) && dn_session_settle(r->session, err);
}

/* The file's steps behind those that were begun take the place of the journal's. */
static bool
segments_journal_rest(struct dn_runner *r, const struct dn_plan_revision *p,
    const struct left *left, struct dunlin_error *err)
{
	if (segments_same_rest(p, left))
		return true;
	dn_session_defer(r->session);
	if (dn_session_begin(r->session, err) && dn_runner_before_own(r, p, false, err) &&
	    dn_store_journal_rest(r->store, r->session, left->run, r->plan->direction, p,
		left->done + left->started, err) &&
	    segments_commit(r, err))
		return true;
	dn_session_rollback(r->session);
	return false;
}

static bool
segments_journal_first(
    struct dn_runner *r, const struct dn_plan_revision *p, struct dunlin_error *err)
{
	const struct dn_journal journal = { r->run, r->plan->direction, "intended", &p, 1 };

	dn_session_defer(r->session);
	if ((p->undoes != NULL ? dn_runner_undo_begin(r, p, err)
			       : dn_runner_begin(r, p->revision, err)) &&
	    !r->moved && dn_runner_before_own(r, p, false, err) &&
	    dn_store_journal(r->store, r->session, &journal, err) && segments_commit(r, err))
		return true;
	dn_session_rollback(r->session);
	return r->moved;
}

static bool
segment_run_outside(struct dn_runner *r, const struct dn_plan_revision *p, struct dn_resumed *at,
    struct dunlin_error *err)
{
	const struct dn_step *step = p->steps[at->step];
	bool ok = dn_session_settle(r->session, err) &&
		  dn_retry_bound_step(r, p, step, true, err) &&
		  (step->output->batch != NULL ? dn_batch_step(r, p, at, err)
		      : step->output->each     ? dn_each_step(r, p, at, err)
					       : dn_resume_step(r, p, at, err));

	return dn_retry_bound_step(r, p, step, false, ok ? err : NULL) && ok;
}

static bool
segment_run_steps(struct dn_runner *r, const struct dn_plan_revision *p,
    const struct dn_resumed *at, size_t last, struct dunlin_error *err)
{
	for (size_t i = at->step; i < last; i++) {
		struct dn_resumed here = *at;

		here.step = i;
		here.started = at->started && i == at->step;
		if (p->steps[i]->transactional ? !dn_runner_step(r, p->steps[i], err)
					       : !segment_run_outside(r, p, &here, err))
			return false;
	}
	return true;
}

/* Steps [first, last) of one segment and their journal; the last segment records the revision. */
static const struct dn_segment *
segment_of(const struct dn_plan_revision *p, size_t step)
{
	for (size_t i = 0; i < p->nsegments; i++)
		if (step >= p->segments[i].first && step < p->segments[i].first + p->segments[i].n)
			return &p->segments[i];
	return NULL;
}

/* A revision that was never done is not recorded: its run ends. */
static bool
segment_record(struct dn_runner *r, const struct dn_plan_revision *p, struct dunlin_error *err)
{
	return p->undoes == NULL
		   ? dn_runner_record(r, p, err)
		   : dn_store_journal_undone(r->store, r->session, p->undoes, p->revision->id, err);
}

static bool
segment_run_body(struct dn_runner *r, const struct dn_plan_revision *p, const struct dn_resumed *at,
    size_t last, struct dunlin_error *err)
{
	bool ends = at->step == p->nsteps;
	bool transactional = ends || p->steps[at->step]->transactional;

	if (transactional)
		dn_session_defer(r->session);
	if (transactional && !dn_session_begin(r->session, err))
		return false;
	if (!ends && (transactional || r->plan->dialect->ddl_commits)) {
		const struct dn_retry retry = dn_retry_start(r, p, segment_of(p, at->step));

		/* What is there between transactions is there in them, but behind a pooler. */
		if (!dn_retry_bound_waits(&retry, err) ||
		    (r->session->pooled && !dn_session_enter(r->session, err)))
			return false;
	}
	if (!segment_run_steps(r, p, at, last, err))
		return false;
	if (!transactional)
		dn_session_defer(r->session);
	if (!transactional && !dn_session_begin(r->session, err))
		return false;
	return dn_runner_before_own(r, p, last == p->nsteps, err) &&
	       (!ends || dn_store_journal_rest(r->store, r->session, at->run, r->plan->direction, p,
			     p->nsteps, err)) &&
	       dn_store_journal_done(
		   r->store, r->session, at->run, p->revision->id, at->step, last, err) &&
	       (last < p->nsteps || segment_record(r, p, err));
}

/* Where the segment ends that step FIRST begins, or is in. */
static size_t
segment_end(const struct dn_plan_revision *p, size_t first)
{
	size_t last = first;

	while (last < p->nsteps && p->steps[last]->segment == p->steps[first]->segment)
		last++;
	return last;
}

static void
segments_done(void *payload)
{
	struct segments *s = payload;

	s->at.step = segment_end(s->p, s->at.step);
	s->at.started = false;
	s->ended = s->at.step == s->p->nsteps;
}

/* All that is left, transactions together; S->at moves on when they are answered. */
static bool
segments_send(struct segments *s, struct dunlin_error *err)
{
	struct dn_resumed at = s->at;
	size_t last;

	do {
		last = segment_end(s->p, at.step);
		if (!segment_run_body(s->r, s->p, &at, last, err) || !dn_runner_commit(s->r, err))
			return false;
		dn_session_when_done(s->r->session, segments_done, s);
		at.step = last;
		at.started = false;
	} while (last < s->p->nsteps);
	return dn_session_settle(s->r->session, err);
}

static bool
segments_again(struct segments *s, struct dn_retry *retry, struct dunlin_error *failed)
{
	const struct dn_segment *segment = segment_of(s->p, s->at.step);

	dn_session_rollback(s->r->session);
	if (retry->revision == NULL || retry->segment != segment)
		*retry = dn_retry_start(s->r, s->p, segment);
	return dn_retry_again(retry, failed);
}

static bool
segments_run(struct segments *s, struct dunlin_error *err)
{
	struct dn_retry retry = { 0 };

	while (!s->ended) {
		struct dunlin_error *own = dn_error_new(s->r->run);
		bool ok = segments_send(s, own), again = !ok && segments_again(s, &retry, own);

		if (!ok && !again)
			dn_error_copy(err, own);
		dn_free(own);
		if (!ok && !again)
			break;
	}
	if (!s->ended && s->at.step == 1)
		dunlin_error_set_hint(err,
		    "Step 1 of %zu of revision '%s' is done and kept; correct the rest and run the "
		    "same command to continue.",
		    s->p->nsteps, s->p->revision->id);
	else if (!s->ended && s->at.step > 0)
		dunlin_error_set_hint(err,
		    "Steps 1 to %zu of %zu of revision '%s' are done and kept; correct the rest "
		    "and run the same command to continue.",
		    s->at.step, s->p->nsteps, s->p->revision->id);
	return s->ended;
}

/* Begin, or find where to go on. */
static bool
segments_open(struct dn_runner *r, const struct dn_plan_revision *p, struct dn_resumed *at,
    struct dunlin_error *err)
{
	struct left left = { .run = NULL };

	*at = (struct dn_resumed){ .run = r->run };
	if (r->present && !segments_resume(r, p, &left, err))
		return false;
	if (left.run == NULL)
		return segments_journal_first(r, p, err);
	at->run = left.run;
	at->step = left.done;
	at->started = left.started;
	if (left.done + left.started > 0)
		dn_log(r->session->options.log, DUNLIN_NOTICE,
		    "revision '%s' stopped %s; continuing", p->revision->id,
		    dn_stopped_place(r->run, left.done, left.started, left.nsteps));
	/* When nothing is left of it, that and its row are one transaction. */
	return left.done >= p->nsteps || segments_journal_rest(r, p, &left, err);
}

/* An author's names until all is done, with what the steps SET that were done earlier. */
static bool
segments_enter(struct segments *s, struct dunlin_error *err)
{
	s->r->entered = true;
	return dn_session_enter(s->r->session, err) &&
	       dn_resume_session(s->r, s->p, s->at.step, err);
}

bool
dn_runner_segments(struct dn_runner *r, const struct dn_plan_revision *p, struct dunlin_error *err)
{
	struct segments s = { .r = r, .p = p };

	bool ok = segments_open(r, p, &s.at, err);

	if (!ok || r->moved)
		return ok;
	ok = segments_enter(&s, err) && segments_run(&s, err);
	if (!ok && !r->session->lost)
		dn_session_leave(r->session, NULL);
	r->entered = false;
	return ok;
}

bool
dn_resume_check(struct dn_session *session, struct dn_store *store, const struct dn_plan *plan,
    struct dunlin_error *err)
{
	struct dn_runner r = { .session = session, .store = store, .plan = plan };
	const struct dn_plan_revision *p = plan->nrevisions == 0 ? NULL : plan->revisions[0];
	struct left left = { .run = NULL };
	bool ok = true;

	if (plan->decision == DN_DECISION_NONE)
		return true;
	r.run = dn_new_context(NULL);
	if (p != NULL)
		ok = dn_store_present(store, session, &r.present, err) &&
		     (!r.present || segments_resume(&r, p, &left, err));
	if (ok && !left.started) {
		ok = dunlin_error_set(err, DUNLIN_E_USAGE,
		    "'--step' has nothing to say: no step was begun and left open");
		dunlin_error_set_hint(err, "Run the command without it.");
	}
	ok = ok && dn_resume_undecided(p, left.done, err);
	dn_free(r.run);
	return ok;
}

bool
dn_resume_left(struct dn_session *session, struct dn_store *store, const struct dn_plan *plan,
    const struct dn_plan_revision *p, struct dn_partial *partial, struct dunlin_error *err)
{
	struct dn_runner r = { .session = session, .store = store, .plan = plan };
	struct left left = { .run = NULL };
	bool ok;

	r.run = dn_new_context(NULL);
	ok = segments_resume(&r, p, &left, err);
	partial->done = left.done;
	partial->started = left.started;
	dn_free(r.run);
	return ok;
}
