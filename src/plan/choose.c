/* choose.c - is a statement run as it is written, or in its safer form? */
#include "config.h"

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

/* A run that was begun goes on as it was meant, whatever has become of the tables. */
static bool
choose_is_used(const struct dn_chooser *c, const struct dn_form *form)
{
	const struct dn_online *online = &c->options->online;
	const struct dn_begun *begun =
	    online->begun == NULL ? NULL : dn_map_get(online->begun, c->revision->revision->id);
	size_t at = c->revision->nsteps;

	if (form->nsteps == 0)
		return false;
	if (begun != NULL && choose_is_step(begun, at, form->steps[0].statement))
		return true;
	if (begun != NULL && choose_is_step(begun, at, form->statement))
		return false;
	return dn_online_touches_large(online, form->effect);
}

const struct dn_form *
dn_form_choose(const void *mem, const struct dn_chooser *c, const struct dn_statement *st)
{
	const struct dn_plan_options *options = c->options;
	const struct dn_form_ground ground = {
		.dialect = options->dialect,
		.server = dn_online_server(&options->online),
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
