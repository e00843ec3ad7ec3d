/* choose.c - is a statement run as it is written, or in its safer form? */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "plan/segment.h"

/* What is in the way of a form that is made; NULL: nothing. */
static const char *
choose_obstacle(const struct dn_chooser *c, const struct dn_form *form)
{
	const struct dn_statement *held;
	unsigned line, column;

	if (c->options->online.forgets && dn_form_leaves_transaction(form))
		return "a step outside a transaction needs direct_url behind a pooler";
	if (c->held == NULL || !dn_form_splits(form))
		return NULL;
	held = c->held->output->from;
	dn_source_locate(held->source, held->span.start, &line, &column);
	return dn_sprintf(form, "%s in line %u %s", held->what, line, c->held->hazard);
}

static bool
choose_is_step(const struct dn_begun *begun, size_t at, const struct dn_statement *st)
{
	char *sql =
	    dn_strndup(NULL, st->source->text + st->span.start, st->span.end - st->span.start);
	const struct dn_output out = { .sql = sql };
	bool is = at < begun->n && strcmp(begun->hashes[at], dn_step_hash(sql, &out)) == 0;

	dn_free(sql);
	return is;
}

static const struct dn_begun *
choose_begun(const struct dn_chooser *c)
{
	const struct dn_online *online = &c->options->online;

	return online->begun == NULL ? NULL : dn_map_get(online->begun, c->revision->revision->id);
}

/* A run that was begun goes on as it was meant, whatever has become of the tables. */
static bool
choose_is_used(const struct dn_chooser *c, const struct dn_form *form)
{
	const struct dn_begun *begun = choose_begun(c);
	size_t at = c->revision->nsteps;

	if (form->nsteps == 0)
		return false;
	if (begun != NULL && choose_is_step(begun, at, form->steps[0].statement))
		return true;
	if (begun != NULL && choose_is_step(begun, at, form->statement))
		return false;
	return dn_online_touches_large(&c->options->online, form->effect);
}

const struct dn_form *
dn_form_choose(const void *mem, const struct dn_chooser *c, const struct dn_statement *st)
{
	const struct dn_plan_options *options = c->options;
	const struct dn_form_ground ground = {
		.dialect = options->dialect,
		.online = &options->online,
		.schema = c->schema,
	};
	struct dn_form *form;
	const char *obstacle;

	if (dn_statement_directive(c->revision, st, DN_DIRECTIVE_ONLINE_OFF) != NULL)
		return NULL;
	if (!options->forms)
		return dn_form_guess(mem, c->effect, st);
	form = dn_form_new(mem, &ground, c->effect, st);
	if (form == NULL)
		return NULL;
	obstacle = choose_obstacle(c, form);
	if (obstacle != NULL) {
		form->kept = obstacle;
		form->nsteps = 0;
	}
	form->used = choose_is_used(c, form);
	return form;
}

/* That of the statement, else that of the file; NULL: nobody wants batches. */
static const char *
choose_batch(const struct dn_chooser *c, const struct dn_statement *st,
    const struct dn_directive **directive)
{
	*directive = dn_statement_directive(c->revision, st, DN_DIRECTIVE_BACKFILL);
	if (*directive != NULL)
		return (*directive)->text;
	return dn_backfill_is_for(st) ? c->revision->revision->backfill : NULL;
}

static bool
choose_refuse(const struct dn_statement *st, const char *why, struct dunlin_error *err)
{
	const struct dn_name *name = &st->changes[0]->object;

	dn_error_in(err, DUNLIN_E_HISTORY, st->source, st->span.start,
	    "%s of '%s' cannot be run in batches: %s", st->what, name->name, why);
	dunlin_error_set_hint(err,
	    "Write it so that each row can be changed without the others, or take `-- dunlin: "
	    "backfill` away: then it is one statement.");
	return false;
}

static bool
choose_misplaced(const struct dn_plan_revision *p, const struct dn_directive *directive,
    const struct dn_statement *st, struct dunlin_error *err)
{
	dn_error_in(err, DUNLIN_E_HISTORY, &p->revision->source, directive->span.start,
	    "directive 'backfill' stands before %s, which has no batches", st->what);
	dunlin_error_set_hint(err, "Put it before an UPDATE or a DELETE.");
	return false;
}

bool
dn_form_choose_batches(const void *mem, const struct dn_chooser *c, const struct dn_statement *st,
    const struct dn_form **form, struct dunlin_error *err)
{
	const struct dn_directive *directive;
	const char *batch = choose_batch(c, st, &directive), *why;
	struct dn_form *made;

	*form = NULL;
	if (batch == NULL)
		return true;
	if (!dn_backfill_is_for(st))
		return choose_misplaced(c->revision, directive, st, err);
	if (!c->options->forms) {
		*form = dn_backfill_guess(mem, c->effect, st);
		return true;
	}
	made = dn_backfill_new(mem, c->options->dialect, c->schema, c->effect, st,
	    (unsigned) strtoul(strchr(batch, '=') + 1, NULL, 10));
	why = made->kept != NULL ? made->kept : choose_obstacle(c, made);
	if (why != NULL)
		return choose_refuse(st, why, err);
	made->used =
	    choose_begun(c) == NULL || !choose_is_step(choose_begun(c), c->revision->nsteps, st);
	*form = made;
	return true;
}
