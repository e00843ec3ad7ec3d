/* skipped.c - CREATE INDEX IF NOT EXISTS, where one was there: is it the one that is meant? */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "engine/ask/look.h"
#include "engine/tell/progress.h"

static bool
skipped_may_be(const struct dn_runner *r, const struct dn_step *step)
{
	const struct dn_statement *from = step->output->from;

	return from != NULL && from->nchanges == 1 && from->changes[0]->kind == DN_CREATE_INDEX &&
	       from->changes[0]->if_not_exists && step->transactional &&
	       r->plan->dialect->probe != NULL;
}

void
dn_skipped_note(struct dn_runner *r, const struct dn_step *step)
{
	if (skipped_may_be(r, step))
		dn_push(r->run, r->skipped, r->nskipped, step);
}

static void
skipped_explain(void *payload, const void *what, struct dunlin_error *err)
{
	const struct dn_runner *r = payload;
	const struct dn_statement *from = ((const struct dn_step *) what)->output->from;

	if (strcmp(err->sqlstate, r->plan->dialect->expect_sqlstate) == 0) {
		dunlin_error_clear(err);
		dunlin_error_set(err, DUNLIN_E_CONSTRAINT,
		    "the index was there already, but it is invalid: half of one, which no query "
		    "uses");
		dunlin_error_set_hint(err, "Drop it, or finish it with REINDEX INDEX "
					   "CONCURRENTLY, and run the same command again.");
	}
	dn_error_at(err, from->source, from->span.start);
}

bool
dn_skipped_check(struct dn_runner *r, const struct dn_step *step, struct dunlin_error *err)
{
	struct dn_explain explain = { .fn = skipped_explain, .payload = r, .what = step };
	struct dn_probe probe = { 0 };
	struct dunlin_exec exec = { 0 };
	struct dunlin_buf *sql;
	bool ok = true;

	if (!skipped_may_be(r, step))
		return true;
	sql = dn_buf_new(NULL);
	if (r->plan->dialect->probe(&probe, sql, step->output) && probe.whole_if != NULL) {
		r->plan->dialect->expect(sql, probe.whole_if);
		exec.sql = sql->s;
		ok = dn_session_query_explained(r->session, &exec, &explain, err);
	}
	dn_free(sql);
	return ok;
}

void
dn_skipped_say(struct dn_runner *r, const struct dn_step *step, const char *stands)
{
	char *text;

	if (r->said == step) /* it is looked at before and after */
		return;
	r->said = step;
	text = dn_sprintf(NULL, "this index was not made: under its name there is another one, %s",
	    stands == NULL ? "unknown" : stands);

	dn_progress_said(r->session->options.progress, step, DUNLIN_WARNING, text);
	dn_free(text);
}

void
dn_skipped_look(struct dn_runner *r)
{
	for (size_t i = 0; i < r->nskipped && !r->session->lost; i++) {
		struct dn_look look = { .mem = dn_new_context(NULL) };
		struct dn_probe probe = { 0 };

		if (r->plan->dialect->probe(&probe, look.mem, r->skipped[i]->output) &&
		    probe.sql != NULL && dn_look_aside(r, &probe, &look) && look.stands)
			dn_skipped_say(r, r->skipped[i], look.object);
		dn_free((void *) (uintptr_t) look.mem);
	}
}
