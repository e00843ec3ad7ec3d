/* skipped.c - CREATE INDEX IF NOT EXISTS, where one was there: is it the one that is meant? */
#include "config.h"

#include "base/mem.h"
#include "engine/look.h"
#include "engine/progress.h"

void
dn_skipped_note(struct dn_runner *r, const struct dn_step *step)
{
	const struct dn_statement *from = step->output->from;

	if (from == NULL || from->nchanges != 1 || from->changes[0]->kind != DN_CREATE_INDEX ||
	    !from->changes[0]->if_not_exists || !step->transactional ||
	    r->plan->dialect->probe == NULL)
		return;
	dn_push(r->run, r->skipped, r->nskipped, step);
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
