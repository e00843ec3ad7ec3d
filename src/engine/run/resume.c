/* resume.c - a step outside a transaction: marked before it is run, looked for when nobody knows */
#include "config.h"

#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "engine/ask/look.h"
#include "engine/tell/progress.h"
#include "engine/run/resume.h"

/* How often half of something may turn up again, and how often others are asked for. */
enum { RESUME_ROUNDS = 100, RESUME_POLL_MS = 500, RESUME_REPEATS = 3 };

bool
dn_resume_wait(struct dn_runner *r, const struct dn_look *look, bool *told)
{
	struct timespec ts = { .tv_nsec = RESUME_POLL_MS * 1000000L };

	if (!*told)
		dn_log(r->session->options.log, DUNLIN_NOTICE,
		    "%s is at work on it already; waiting for it", look->object);
	*told = true;
	nanosleep(&ts, NULL);
	return true;
}

bool
dn_resume_heal(struct dn_runner *r, const char *sql, struct dunlin_error *err)
{
	dn_log(r->session->options.log, DUNLIN_NOTICE, "healing what was left half done: %s", sql);
	return dn_session_run(r->session, sql, NULL, 0, err) ||
	       dunlin_error_prefix(err, "cannot heal what was left half done: ");
}

static bool
resume_in_place(const struct dn_step *step, const struct dn_look *look, struct dunlin_error *err)
{
	const struct dn_statement *from = step->output->from;

	dn_error_in(err, DUNLIN_E_CONSTRAINT, from->source, from->span.start,
	    "something else has the name of what the statement makes: %s",
	    look->object == NULL ? "unknown" : look->object);
	dunlin_error_set_hint(
	    err, "Rename or drop it, or change the statement, and run the same command again.");
	return false;
}

/* Look, heal, wait, until it can be said whether the step IS_DONE; HEALED when it was half. */
static bool
resume_settle(struct dn_runner *r, const struct dn_step *step, const struct dn_probe *probe,
    bool *is_done, bool *healed, struct dunlin_error *err)
{
	struct dn_look look = { .mem = dn_new_context(NULL) };
	bool told = false, ok = true, decided = false;
	int rounds = 0;

	*is_done = *healed = false;
	while (ok && !decided) {
		ok = dn_look_probe(r, probe, &look, err);
		if (!ok)
			break;
		*is_done = strcmp(look.verb, "done") == 0;
		decided = *is_done || strcmp(look.verb, "run") == 0;
		if (look.stands)
			dn_skipped_say(r, step, look.object);
		if (strcmp(look.verb, "wait") == 0) {
			ok = dn_resume_wait(r, &look, &told);
		} else if (strcmp(look.verb, "heal") == 0 && rounds++ < RESUME_ROUNDS) {
			*healed = true;
			ok = dn_resume_heal(r, look.object, err);
		} else if (!decided) {
			ok = resume_in_place(step, &look, err);
		}
	}
	dn_free((void *) (uintptr_t) look.mem);
	return ok;
}

static bool
resume_ask(struct dn_runner *r, const struct dn_plan_revision *p, const struct dn_directive *when,
    bool *is_done, struct dunlin_error *err)
{
	struct dn_look look = { .mem = dn_new_context(NULL) };
	bool ok = dn_look_query(r, when->text, &look, err);
	const char *said = look.verb == NULL ? "" : look.verb;

	*is_done = strcmp(said, "t") == 0 || strcmp(said, "1") == 0;
	if (!ok)
		dunlin_error_prefix(err, "cannot tell whether the step is done: ");
	else if (look.rows != 1 || (!*is_done && strcmp(said, "f") != 0 && strcmp(said, "0") != 0))
		ok = dunlin_error_set(
		    err, DUNLIN_E_HISTORY, "'done-when' must give one row with true or false");
	if (!ok)
		dn_error_at(err, &p->revision->source, when->span.start);
	dn_free((void *) (uintptr_t) look.mem);
	return ok;
}

/* UNDO: the step is not to be run, but what it did is to be undone. */
static bool
resume_unknown(struct dn_runner *r, const struct dn_plan_revision *p, size_t i, bool undo,
    struct dunlin_error *err)
{
	const struct dn_output *out = p->steps[i]->output;
	bool up = !undo && r->plan->direction == DN_UP;

	dn_error_in(err, DUNLIN_E_FAILED, &p->revision->source,
	    out->from == NULL ? 0 : out->from->span.start,
	    "step %zu of %zu was begun in an earlier run, and nothing tells whether it was done: "
	    "%s",
	    i + 1, p->nsteps, out->from == NULL ? out->sql : out->from->what);
	dunlin_error_set_hint(err,
	    "Look whether the statement has had its effect; then run `dunlin %s ... --step done`, "
	    "or `--step again` %s.",
	    up ? "upgrade" : "downgrade", undo ? "where it has not" : "to run it again");
	return false;
}

/* Of a step that an earlier run began: is it done? */
static bool
resume_decide(struct dn_runner *r, const struct dn_plan_revision *p, size_t i,
    const struct dn_step_rule *rule, bool *is_done, struct dunlin_error *err)
{
	bool healed;

	*is_done = false;
	if (rule->done_when != NULL)
		return resume_ask(r, p, rule->done_when, is_done, err);
	if (rule->known && rule->probe.repeatable)
		return true;
	if (rule->known)
		return resume_settle(r, p->steps[i], &rule->probe, is_done, &healed, err);
	if (r->plan->decision == DN_DECISION_NONE)
		return resume_unknown(r, p, i, false, err);
	*is_done = r->plan->decision == DN_DECISION_DONE;
	dn_log(r->session->options.log, DUNLIN_NOTICE, "step %zu of revision '%s' %s, as told",
	    i + 1, p->revision->id, *is_done ? "is done" : "is run again");
	return true;
}

bool
dn_resume_mark(struct dn_runner *r, const struct dn_plan_revision *p, const struct dn_resumed *at,
    const char *state, struct dunlin_error *err)
{
	dn_session_defer(r->session);
	if (dn_session_begin(r->session, err) && dn_runner_before_own(r, p, false, err) &&
	    dn_store_journal_mark(
		r->store, r->session, at->run, p->revision->id, at->step, state, err) &&
	    dn_runner_commit(r, err) && dn_session_settle(r->session, err))
		return true;
	dn_session_rollback(r->session);
	return false;
}

/*
 * Is nothing left of a step that the database refused?  Half of it is healed if that is quick;
 * where no statement can leave half of it nobody has to look.
 */
static bool
resume_undone(struct dn_runner *r, const struct dn_step_rule *rule)
{
	struct dn_look look = { .mem = dn_new_context(NULL) };
	const char *hurry = r->plan->dialect->hurry;
	bool undone = rule->probe.repeatable || rule->probe.whole;

	if (rule->known && rule->probe.sql != NULL && hurry != NULL) {
		undone = dn_session_run(r->session, hurry, NULL, 0, NULL) &&
			 dn_look_probe(r, &rule->probe, &look, NULL);
		if (undone && strcmp(look.verb, "heal") == 0)
			undone = rule->probe.cleans && dn_resume_heal(r, look.object, NULL);
		else
			undone = undone && strcmp(look.verb, "run") == 0;
	}
	dn_free((void *) (uintptr_t) look.mem);
	return undone;
}

/* The next run does what cannot be done now; the error is what the database said. */
static void
resume_failed(struct dn_runner *r, const struct dn_plan_revision *p,
    const struct dn_step_rule *rule, const struct dn_resumed *at)
{
	if (!r->session->lost && at->marked && resume_undone(r, rule))
		dn_resume_mark(r, p, at, "intended", NULL);
}

/* Run it, and again while it claims success over half of it. */
static bool
resume_run(struct dn_runner *r, const struct dn_plan_revision *p, const struct dn_step_rule *rule,
    const struct dn_resumed *at, struct dunlin_error *err)
{
	const struct dn_step *step = p->steps[at->step];
	bool is_done = false, healed;

	for (int i = 0; i < RESUME_REPEATS && !is_done; i++) {
		if (!dn_runner_step(r, step, err)) {
			resume_failed(r, p, rule, at);
			return false;
		}
		if (!rule->known || !rule->probe.after)
			return true;
		if (!resume_settle(r, step, &rule->probe, &is_done, &healed, err))
			return false;
	}
	return is_done || dunlin_error_set(err, DUNLIN_E_FAILED,
			      "the statement succeeds, but what it makes is not there");
}

bool
dn_resume_step(struct dn_runner *r, const struct dn_plan_revision *p, struct dn_resumed *at,
    struct dunlin_error *err)
{
	bool is_done = false, healed = false, mark = true, ok = true;
	const struct dn_step_rule *rule = p->steps[at->step]->rule;

	if (at->started) {
		at->marked = true;
		ok = resume_decide(r, p, at->step, rule, &is_done, err);
		mark = false;
	} else if (rule->known && rule->probe.before && rule->done_when == NULL) {
		ok = resume_settle(r, p->steps[at->step], &rule->probe, &is_done, &healed, err);
		/* It is there already, and not by us: the server says what it thinks of it. */
		mark = !is_done;
		is_done = is_done && healed;
	}
	if (ok && mark) {
		ok = dn_resume_mark(r, p, at, "started", err);
		at->marked = ok;
	}
	if (ok)
		dn_progress_step(r->session->options.progress, at->step);
	ok = ok && (is_done || resume_run(r, p, rule, at, err));
	if (ok)
		dn_progress_step_done(r->session->options.progress);
	return ok;
}

bool
dn_resume_session(
    struct dn_runner *r, const struct dn_plan_revision *p, size_t done, struct dunlin_error *err)
{
	for (size_t i = 0; i < done; i++) {
		const struct dn_statement *from = p->steps[i]->output->from;
		bool sets = from != NULL && from->nchanges > 0;

		for (size_t c = 0; sets && c < from->nchanges; c++)
			sets = (from->changes[c]->kind == DN_SET ||
				   from->changes[c]->kind == DN_SET_SEARCH_PATH) &&
			       !from->changes[c]->set_local;
		if (sets && !dn_runner_step(r, p->steps[i], err))
			return false;
	}
	return true;
}

bool
dn_resume_undecided(const struct dn_plan_revision *p, size_t i, struct dunlin_error *err)
{
	return p->steps[i]->resume == DN_RESUME_UNKNOWABLE ||
	       dunlin_error_set(err, DUNLIN_E_USAGE,
		   "'--step' has nothing to say: step %zu of revision '%s' resumes by "
		   "itself",
		   i + 1, p->revision->id);
}

static bool
find_settled(struct dn_runner *r, const struct dn_step *step, const struct dn_probe *probe,
    bool heals, enum dn_found *found, struct dunlin_error *err)
{
	struct dn_look look = { .mem = dn_new_context(NULL) };
	bool is_done, healed, ok;

	if (heals) {
		ok = resume_settle(r, step, probe, &is_done, &healed, err);
		*found = is_done ? DN_FOUND_DONE : DN_FOUND_UNDONE;
	} else {
		ok = dn_look_probe(r, probe, &look, err);
		*found = !ok                              ? DN_FOUND_HALF
			 : strcmp(look.verb, "done") == 0 ? DN_FOUND_DONE
			 : strcmp(look.verb, "run") == 0  ? DN_FOUND_UNDONE
							  : DN_FOUND_HALF;
	}
	dn_free((void *) (uintptr_t) look.mem);
	return ok;
}

/* Which partitions had what it makes before it, nobody knows. */
static bool
find_each(struct dn_runner *r, const struct dn_probe *probe, enum dn_found *found,
    struct dunlin_error *err)
{
	struct dn_look look = { .mem = dn_new_context(NULL) };
	bool ok = dn_look_probe(r, probe, &look, err);

	*found = ok && look.rows == 0 ? DN_FOUND_DONE : DN_FOUND_HALF;
	dn_free((void *) (uintptr_t) look.mem);
	return ok;
}

/* Run once more it is done; where that fails it is not, for it is all done or not at all. */
static bool
find_again(
    struct dn_runner *r, const struct dn_step *step, enum dn_found *found, struct dunlin_error *err)
{
	struct dunlin_error *own = dn_error_new(r->run);
	bool ok = dn_runner_step(r, step, own), lost = !ok && r->session->lost;

	*found = ok ? DN_FOUND_DONE : DN_FOUND_UNDONE;
	if (lost)
		dn_error_copy(err, own);
	dn_free(own);
	return !lost;
}

static bool
resume_find(struct dn_runner *r, const struct dn_plan_revision *p, size_t i,
    const struct dn_find *how, enum dn_found *found, struct dunlin_error *err)
{
	const struct dn_step_rule *rule = p->steps[i]->rule;
	bool is_done = false, ok = true;

	*found = DN_FOUND_EITHER;
	if (p->steps[i]->output->each)
		return find_each(r, &rule->probe, found, err);
	if (rule->done_when != NULL) {
		ok = resume_ask(r, p, rule->done_when, &is_done, err);
		*found = is_done ? DN_FOUND_DONE : DN_FOUND_UNDONE;
	} else if (rule->known && !rule->probe.repeatable) {
		ok = find_settled(r, p->steps[i], &rule->probe, how->heals, found, err);
	} else if (rule->known && r->plan->dialect->ddl_commits && !how->indifferent) {
		ok = find_again(r, p->steps[i], found, err);
	} else if (!rule->known && how->told != DN_DECISION_NONE) {
		*found = how->told == DN_DECISION_DONE ? DN_FOUND_DONE : DN_FOUND_UNDONE;
	} else if (!rule->known && !how->indifferent) {
		ok = resume_unknown(r, p, i, true, err);
	}
	return ok;
}

bool
dn_resume_find(struct dn_runner *r, const struct dn_plan_revision *p, size_t i,
    const struct dn_find *how, enum dn_found *found, struct dunlin_error *err)
{
	bool ok = dn_session_enter(r->session, err) && resume_find(r, p, i, how, found, err);

	return dn_session_leave(r->session, ok ? err : NULL) && ok;
}
