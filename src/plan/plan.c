/* plan.c - order a range of revisions and turn each into steps */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "plan/derive.h"
#include "plan/exact.h"
#include "plan/fold.h"
#include "plan/replays.h"
#include "plan/segment.h"
#include "plan/split.h"

/*
 * What the applied revisions add up to.  They go the same way as when they were run, with what
 * comes out dropped, so that the model lacks what the database lacks.
 */
static bool
plan_replay(const struct dn_plan_options *options, struct dn_schema *schema,
    struct dn_revision *revision, struct dunlin_error *err)
{
	struct dn_plan_options quiet = {
		.dialect = options->dialect,
		.untranslatable = DN_UNTRANSLATABLE_NOTICE,
		.types = options->types,
		.enums = options->enums,
	};
	struct dn_plan *scratch = dn_new(NULL, struct dn_plan);
	bool ok = dn_plan_revision_steps(scratch, &quiet, schema, revision, err);

	dn_free(scratch);
	return ok;
}

/* The models of what is applied, one after the other; the last is what the range finds. */
static struct dn_schema *
plan_replay_all(struct dn_plan *plan, const struct dn_plan_options *options,
    struct dn_revision *const *before, size_t nbefore, struct dunlin_error *err)
{
	bool needed = options->dialect->needs_model;
	size_t done;
	struct dn_schema *schema =
	    dn_replays_take(plan, needed ? options->replays : NULL, before, nbefore, &done);

	for (size_t i = done; (needed || options->replay) && i < nbefore; i++) {
		dn_schema_new_session(schema, options->search_path, options->nsearch_path);
		if (plan_replay(options, schema, before[i], needed ? err : NULL))
			continue;
		if (needed)
			return NULL;
		/* It only helps to say more: without it, less is known. */
		schema = dn_schema_new(plan);
	}
	return schema;
}

static struct dn_plan *
plan_open(const void *mem, const struct dn_plan_options *options, const struct dn_range *range)
{
	struct dn_plan *plan = dn_new(mem, struct dn_plan);

	plan->dialect = options->dialect;
	plan->direction = range->direction;
	plan->transaction = options->transaction;
	plan->online = options->online;
	plan->forms = options->forms;
	if (options->dialect->locks_tables)
		plan->classifier = dn_classifier_new(plan, options->online.server);
	if (options->dialect->violations != NULL)
		plan->prechecks = dn_prechecks_new(plan, options->dialect);
	plan->fold = dn_fold_new(plan, options);
	return plan;
}

/*
 * Behind one revision the model is what a later plan will find.  A hook is in none; a downgrade
 * that was derived leads back, as was proved then, and of one that was written nobody knows.
 */
static void
plan_leave_model(struct dn_plan *plan, const struct dn_plan_options *options,
    const struct dn_range *range, struct dn_revision *const *before, size_t nbefore,
    struct dn_schema *schema)
{
	struct dn_replays *replays = options->dialect->needs_model ? options->replays : NULL;
	struct dn_revision *revision = range->n == 1 ? range->revisions[0] : NULL;

	if (revision == NULL || options->before_each != NULL || options->after_each != NULL)
		return;
	if (range->direction == DN_UP)
		dn_replays_give(replays, schema, before, nbefore, revision);
	else if (plan->revisions[0]->derived != NULL && nbefore > 0 &&
		 before[nbefore - 1] == revision)
		dn_replays_give(replays, schema, before, nbefore - 1, NULL);
}

/* The steps of all revisions, not yet in their final segments. */
static struct dn_plan *
plan_steps(const void *mem, const struct dn_plan_options *options, const struct dn_range *range,
    struct dn_revision *const *before, size_t nbefore, struct dunlin_error *err)
{
	struct dn_plan *plan = plan_open(mem, options, range);
	struct dn_schema *schema = NULL;
	bool ok;

	plan->derived = dn_derive(plan, options, range, before, nbefore, err);
	if (plan->derived != NULL)
		schema = plan_replay_all(plan, options, before, range->n == 0 ? 0 : nbefore, err);
	ok = schema != NULL;
	for (size_t i = 0; ok && i < range->n; i++) {
		dn_schema_new_session(schema, options->search_path, options->nsearch_path);
		ok = dn_plan_revision_steps(plan, options, schema, range->revisions[i], err);
	}
	if (ok) {
		dn_fold_end(plan, schema);
		plan_leave_model(plan, options, range, before, nbefore, schema);
		return plan;
	}
	dn_free(plan);
	return NULL;
}

/* Statements of which only the model says on what table they are, or by what key. */
static bool
plan_has_nameless(const struct dn_plan_revision *p)
{
	for (size_t i = 0; i < p->nsteps; i++) {
		const struct dn_form *form = p->steps[i]->form;

		if (form != NULL && (form->wants_model || form->effect->nlocks == 0))
			return true;
	}
	return false;
}

/* Which tables go with a schema, and with how many rows. */
static bool
plan_drops_schema(const struct dn_plan_revision *p)
{
	for (size_t i = 0; i < p->nstatements; i++)
		for (size_t j = 0; j < p->statements[i]->nchanges; j++)
			if (p->statements[i]->changes[j]->kind == DN_DROP_SCHEMA &&
			    p->statements[i]->changes[j]->cascade)
				return true;
	return false;
}

static bool
plan_wants_model(const struct dn_plan *plan)
{
	for (size_t i = 0; i < plan->nrevisions; i++)
		if (dn_pending_may_matter(plan->revisions[i]) ||
		    plan_has_nameless(plan->revisions[i]) || plan_drops_schema(plan->revisions[i]))
			return true;
	if (plan->prechecks != NULL && plan->prechecks->wants_model)
		return true;
	return dn_split_may_matter(plan);
}

/* What is run must not depend on who asks: with the model, as for people. */
static struct dn_plan *
plan_again_with_model(struct dn_plan *plan, const void *mem, const struct dn_plan_options *options,
    const struct dn_range *range, struct dn_revision *const *before, size_t nbefore,
    struct dunlin_error *err)
{
	struct dn_plan_options again = *options;

	if (options->replay || nbefore == 0 || !plan_wants_model(plan))
		return plan;
	dn_free(plan);
	again.replay = again.forms = true;
	again.log = NULL; /* what there was to say is said */
	return plan_steps(mem, &again, range, before, nbefore, err);
}

/* May a statement be replaced that is not, or stay that is: now that more is known? */
static bool
plan_wants_form(
    const struct dn_plan *plan, const struct dn_plan_revision *p, const struct dn_step *step)
{
	const struct dn_form *form = step->form;
	const struct dn_map *begun = plan->online.begun;

	if (form == NULL ||
	    (plan->forms && form->nsteps == 0 && !(form->wants_size && plan->online.sizes != NULL)))
		return false;
	return (begun != NULL && dn_map_get(begun, p->revision->id) != NULL) ||
	       (!form->used && dn_online_touches_large(&plan->online, form->effect));
}

/* Now that it is known what is large: statements about that are replaced. */
static struct dn_plan *
plan_again_with_forms(struct dn_plan *plan, const void *mem, const struct dn_plan_options *options,
    const struct dn_range *range, struct dn_revision *const *before, size_t nbefore,
    struct dunlin_error *err)
{
	struct dn_plan_options again = *options;
	bool wanted = dn_exact_ask(plan);

	for (size_t i = 0; i < plan->nrevisions; i++)
		for (size_t k = 0; k < plan->revisions[i]->nsteps; k++)
			wanted = wanted || plan_wants_form(plan, plan->revisions[i],
					       plan->revisions[i]->steps[k]);
	if (!wanted)
		return plan;
	again.replay = again.forms = true;
	again.log = NULL;
	again.online.sizes = talloc_steal(mem, plan->online.sizes);
	again.online.begun = talloc_steal(mem, plan->online.begun);
	again.online.exact = talloc_steal(mem, plan->online.exact);
	dn_free(plan);
	return plan_steps(mem, &again, range, before, nbefore, err);
}

/* The step that needs a transaction of its own, or none; of the last, when more comes BEHIND it. */
static const struct dn_step *
plan_apart(const struct dn_plan_revision *p, size_t behind)
{
	for (size_t i = 0; i < p->nsteps; i++)
		if (p->steps[i]->segment > 0 || !p->steps[i]->transactional)
			return p->steps[i == 0 || !p->steps[i]->transactional ? i : i - 1];
	return p->commits_last && behind > 0 ? p->steps[p->nsteps - 1] : NULL;
}

/* One transaction for all is what somebody asked for: nothing may need more. */
static bool
plan_check_run(const struct dn_plan *plan, struct dunlin_error *err)
{
	size_t behind = 0;

	if (plan->transaction != DN_TRANSACTION_RUN)
		return true;
	for (size_t i = plan->nrevisions; i > 0; i--) {
		const struct dn_plan_revision *p = plan->revisions[i - 1];
		const struct dn_step *apart = plan_apart(p, behind);

		behind += p->nsteps;
		if (apart == NULL)
			continue;
		dn_error_in(err, DUNLIN_E_HISTORY, &p->revision->source,
		    apart->output->from == NULL ? 0 : apart->output->from->span.start,
		    "revision '%s' cannot share one transaction with the whole run",
		    p->revision->id);
		dunlin_error_set_hint(err,
		    "The statement %s.  Run up to the revision before it with --transaction run, "
		    "then that one with --transaction revision.",
		    apart->transactional ? "must commit before what follows"
					 : "runs outside a transaction");
		return false;
	}
	return true;
}

static bool
plan_check_directives(const struct dn_plan *plan, struct dunlin_error *err)
{
	for (size_t i = 0; i < plan->nrevisions; i++)
		if (!dn_resume_directives_allowed(plan, plan->revisions[i], err))
			return false;
	return true;
}

/* Who only looks sees it in the plan. */
static void
plan_say_lost(const struct dn_plan_options *options, const struct dn_plan_revision *p)
{
	const struct dn_statement *made = p->lost.made->output->from;
	unsigned line, column, used;

	dn_source_locate(made->source, p->lost.used->output->from->span.start, &used, &column);
	dn_source_locate(made->source, made->span.start, &line, &column);
	dn_log(options->log, DUNLIN_NOTICE,
	    "%s:%u: the temporary table '%s' is used in line %u, in another part: who continues a "
	    "run that stopped in between does not have it; make it there again with IF NOT EXISTS",
	    made->source->file, line, p->lost.name, used);
}

/* As the sizes of the tables have it. */
static struct dn_plan *
plan_sized(const void *mem, const struct dn_plan_options *options, const struct dn_range *range,
    struct dn_revision *const *before, size_t nbefore, struct dunlin_error *err)
{
	struct dn_plan *plan = plan_steps(mem, options, range, before, nbefore, err);

	if (plan != NULL)
		plan = plan_again_with_model(plan, mem, options, range, before, nbefore, err);
	if (plan != NULL && dn_split_ask(plan, err))
		return plan_again_with_forms(plan, mem, options, range, before, nbefore, err);
	dn_free(plan);
	return NULL;
}

struct dn_plan *
dn_plan_new(const void *mem, const struct dn_plan_options *options, const struct dn_range *range,
    struct dn_revision *const *before, size_t nbefore, struct dunlin_error *err)
{
	struct dn_plan_options own = *options;
	struct dn_plan *plan;

	own.forms = options->replay || nbefore == 0;
	/* What derives a downgrade has the model already that its planning needs. */
	if (own.replays == NULL && range->direction == DN_DOWN)
		own.replays = dn_replays_new(mem);
	plan = plan_sized(mem, &own, range, before, nbefore, err);
	if (plan == NULL)
		return NULL;
	if (!plan_check_directives(plan, err) || !plan_check_run(plan, err)) {
		dn_free(plan);
		return NULL;
	}
	dn_split_plan(plan);
	for (size_t i = 0; i < plan->nrevisions; i++) {
		dn_plan_revision_finish(plan, plan->revisions[i]);
		if (plan->revisions[i]->lost.name != NULL && !options->replay)
			plan_say_lost(options, plan->revisions[i]);
	}
	dn_plan_finish(plan);
	return plan;
}

static bool
step_changes_type(const struct dn_step *step)
{
	const struct dn_statement *from = step->output->from;

	for (size_t i = 0; from != NULL && i < from->nchanges; i++)
		if (from->changes[i]->kind == DN_SET_TYPE)
			return true;
	return false;
}

bool
dn_step_rewrites(const struct dn_online *online, const struct dn_step *step, const char **table)
{
	const struct dn_effect *effect = step->effect;
	unsigned long long bytes = 0;

	*table = NULL;
	if (online->mode != DN_ONLINE_AUTO || effect == NULL || step->form == NULL ||
	    effect->duration != DN_DURATION_REWRITE || !step_changes_type(step))
		return false;
	for (size_t i = 0; i < effect->nlocks; i++) {
		const struct dn_table_size *size = dn_online_size(online, effect->locks[i].table);

		if (size == NULL || size->bytes <= online->threshold || size->bytes < bytes)
			continue;
		*table = effect->locks[i].table;
		bytes = size->bytes;
	}
	return *table != NULL;
}
