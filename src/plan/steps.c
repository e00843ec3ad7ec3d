/* steps.c - the section of one revision as steps */
#include "config.h"

#include "base/mem.h"
#include "plan/derive.h"
#include "plan/exact.h"
#include "plan/derive_replay.h"
#include "plan/fold.h"
#include "plan/planner.h"
#include "plan/split.h"

static const struct dn_statement *
planner_source_of(const struct planner *p, size_t i)
{
	return i < p->translation->noutputs ? p->translation->outputs[i]->from : NULL;
}

/* Is it of a statement on rows that is several here?  As the author's it happens as a whole. */
static bool
planner_is_part(const struct planner *p, size_t i)
{
	const struct dn_statement *st = planner_source_of(p, i);

	if (st == NULL ||
	    (st != planner_source_of(p, i + 1) && (i == 0 || st != planner_source_of(p, i - 1))))
		return false;
	for (size_t j = 0; j < st->nchanges; j++)
		if (st->changes[j]->kind != DN_DATA)
			return false;
	return true;
}

void
dn_planner_take_outputs(struct planner *p)
{
	struct dn_plan_revision *target = p->target;

	for (; p->seen < p->translation->noutputs; p->seen++) {
		struct dn_output *out = p->translation->outputs[p->seen];
		bool transactional =
		    !out->no_transaction && (!p->alone || planner_is_part(p, p->seen));
		bool begins =
		    p->alone && (p->seen == 0 || out->from != planner_source_of(p, p->seen - 1));
		struct dn_step *last =
		    target->nsteps == 0 ? NULL : target->steps[target->nsteps - 1];
		bool new = last == NULL || p->break_before || begins || !transactional ||
			   !last->transactional;
		struct dn_step *step = dn_plan_add_step(target, out, transactional, new);

		step->effect = p->effect;
		step->hazard = p->hazard;
		step->form = p->form;
		p->held = p->hazard != NULL ? step : (new ? NULL : p->held);
		step->before = p->before;
		step->nbefore = p->nbefore;
		step->online_off =
		    dn_statement_directive(target, out->from, DN_DIRECTIVE_ONLINE_OFF) != NULL;
		p->break_before = false;
	}
}

/* Plain DDL leaves the session as it was; SET, functions and queries may not. */
static bool
statement_sets_session(const struct dn_statement *st)
{
	for (size_t i = 0; i < st->nchanges; i++) {
		enum dn_change_kind kind = st->changes[i]->kind;

		if (kind == DN_SET || kind == DN_SET_SEARCH_PATH || kind == DN_DATA ||
		    kind == DN_CHANGE_OPAQUE || st->changes[i]->temporary)
			return true;
	}
	return false;
}

/* PREPARE, and what may do anything. */
static bool
statement_prepares(const struct dn_statement *st)
{
	for (size_t i = 0; i < st->nchanges; i++)
		if (st->changes[i]->kind == DN_CHANGE_OPAQUE)
			return true;
	return false;
}

/* Very many statements may do the same. */
static const struct dn_effect *
planner_effect(struct planner *p, const struct dn_statement *st)
{
	struct dn_effect *effect =
	    dn_classify(p->scratch, p->classifier, p->translation->schema, st);

	if (p->effect == NULL || !dn_effect_same(effect, p->effect))
		return effect;
	dn_free(effect);
	return p->effect;
}

void
dn_planner_look(struct planner *p, const struct dn_statement *st)
{
	const struct dn_schema *schema = p->translation->schema;

	if (p->classifier == NULL)
		return;
	if (p->written == NULL || p->break_before || p->alone ||
	    (st->flags & DN_STATEMENT_NO_TRANSACTION) != 0)
		p->written = dn_map_new(p->scratch);
	p->effect = planner_effect(p, st);
	p->hazard = dn_hazard(schema, st, p->options->online.forgets);
	p->before =
	    dn_pending_tests(p->target, p->options->dialect, schema, p->written, st, &p->nbefore);
	if (!p->alone)
		dn_pending_note(p->written, schema, st);
}

/* Done already is what would last. */
static void
planner_prepared(struct planner *p, const char *why)
{
	struct dn_effect *effect = dn_memdup(p->scratch, p->effect, sizeof *p->effect);

	effect->duration = DN_DURATION_METADATA;
	effect->reason = why;
	p->effect = effect;
}

/* What is run for each partition is not what its words say of the whole. */
static bool
planner_translate(struct planner *p, const struct dn_form *form, const struct dn_form_step *step,
    struct dunlin_error *err)
{
	if (step->each) {
		dn_translation_add_verbatim(p->translation, step->statement);
		return true;
	}
	if (p->options->dialect->statement(p->translation, step->statement, err))
		return true;
	/* Its own places are those of a text that nobody has. */
	err->file = NULL;
	dn_error_at(err, form->statement->source, form->statement->span.start);
	return dunlin_error_prefix(err, "in the safer form of the statement: ");
}

/* The steps of a form, as if an author had written them. */
static bool
planner_replace(struct planner *p, const struct dn_form *form, struct dunlin_error *err)
{
	struct dn_translation *t = p->translation;

	for (size_t i = 0; i < form->nsteps; i++) {
		const struct dn_form_step *step = &form->steps[i];
		struct dn_output *out;

		p->break_before = p->break_before || step->apart;
		dn_planner_look(p, step->statement);
		if (step->prepared != NULL)
			planner_prepared(p, step->prepared);
		if (!planner_translate(p, form, step, err))
			return false;
		out = t->outputs[t->noutputs - 1];
		out->safer = step->statement;
		out->from = form->statement;
		out->batch = step->batch;
		out->verbatim = false;
		out->each = step->each;
		out->no_transaction = out->no_transaction || out->batch != NULL || out->each;
		dn_planner_take_outputs(p);
		p->break_before = step->apart;
	}
	return true;
}

static bool
planner_statement(struct planner *p, struct dn_statement *st, struct dunlin_error *err)
{
	const struct dn_chooser chooser = {
		.options = p->options,
		.revision = p->target,
		.schema = p->translation->schema,
		.effect = p->effect,
		.held = p->break_before ? NULL : p->held,
	};

	dn_push(p->target, p->target->statements, p->target->nstatements, st);
	dn_prechecks_look(p->prechecks, p->translation->schema, st,
	    p->effect != NULL && p->effect->lock == DN_LOCK_UNKNOWN);
	p->form = NULL;
	if (p->classifier != NULL &&
	    !dn_form_choose_batches(p->scratch, &chooser, st, &p->form, err))
		return false;
	if (p->form == NULL && p->chooses)
		p->form = dn_form_choose(p->scratch, &chooser, st);
	if (p->form != NULL && p->form->used)
		return planner_replace(p, p->form, err);
	dn_fold_look(p->fold, p->translation->schema, st);
	dn_assess_begin(p->translation, st);
	p->translation->anyhow =
	    p->options->online.mode == DN_ONLINE_OFF || p->target->revision->online_off ||
	    dn_statement_directive(p->target, st, DN_DIRECTIVE_ONLINE_OFF) != NULL;
	if (!p->options->dialect->statement(p->translation, st, err))
		return false;
	dn_planner_take_outputs(p);
	dn_fold_note(p->fold, p->translation->schema, st);
	return true;
}

bool
dn_planner_part(struct planner *p, const struct dn_part *part, struct dunlin_error *err)
{
	for (size_t i = 0; i < part->list->n; i++) {
		struct dn_statement *st = part->list->items[i];

		if (!dn_planner_asserts(p, st->span.start, err))
			return false;
		if (st->nchanges == 1 && st->changes[0]->kind == DN_TRANSACTION) {
			if (!dn_planner_transaction_control(p, part, i, err))
				return false;
			continue;
		}
		if (p->options->dialect->locks_tables && !dn_planner_allows(p, st, err))
			return false;
		dn_planner_look(p, st);
		if (p->classifier != NULL)
			p->effect = dn_exact_effect(
			    p->scratch, &p->options->online, p->target->revision, st, p->effect);
		if (!planner_statement(p, st, err))
			return false;
		if (statement_sets_session(st))
			p->target->sets_session = true;
		if (statement_prepares(st))
			p->target->prepares = true;
		if (st->flags & DN_STATEMENT_OWN_COMMIT)
			p->break_before = true;
	}
	return true;
}

/* The section to run and the text that it is in: the author's, or what was derived. */
static const struct dn_section *
plan_section(const struct dn_plan *plan, struct dn_plan_revision *target,
    const struct dn_source **source, struct dunlin_error *err)
{
	const struct dn_revision *revision = target->revision;
	bool up = plan->direction == DN_UP;
	const struct dn_section *section = up ? &revision->upgrade : &revision->downgrade;

	*source = &revision->source;
	if (section->present)
		return section;
	target->derived = plan->derived == NULL ? NULL : dn_map_get(plan->derived, revision->id);
	if (target->derived != NULL) {
		*source = &target->derived->source;
		return &target->derived->section;
	}
	dn_error_in(err, DUNLIN_E_HISTORY, &revision->source, 0, "revision '%s' has no %s section",
	    revision->id, up ? "upgrade" : "downgrade");
	dunlin_error_set_hint(
	    err, up ? "Write `-- dunlin: upgrade` and the statements behind it."
		    : "Write `-- dunlin: downgrade` and the statements that undo the revision.");
	return NULL;
}

static struct dn_translation *
planner_translation(const struct planner *p, enum dn_direction direction, struct dn_schema *schema)
{
	const struct dn_plan_options *options = p->options;
	struct dn_translation *t =
	    dn_translation_new(p->target, options->dialect, schema, options->log);

	t->untranslatable = options->untranslatable;
	t->types = options->types;
	t->enums = options->enums;
	/* An edit is several statements, which must not be apart; what was cut was apart before. */
	t->edits = options->edits && !p->alone && !p->target->revision->cut;
	t->said = options->said;
	t->assessment = options->assessment;
	t->is_stored = options->is_stored;
	t->is_stored_payload = options->is_stored_payload;
	t->fills = direction == DN_DOWN;
	return t;
}

/* What is not for this dialect may hold placeholders without values. */
static bool
plan_is_defined(const struct dn_revision *revision, const struct dn_section *section,
    const struct dn_dialect *dialect, struct dunlin_error *err)
{
	for (size_t i = 0; i < section->npieces; i++)
		if (dn_derive_is_for(&section->pieces[i], dialect->name) &&
		    !dn_revision_is_defined(revision, section->pieces[i].span, err))
			return false;
	return true;
}

/* One section, of the revision or of a hook. */
static bool
plan_section_steps(struct planner *p, struct dn_plan *plan, struct dn_schema *schema,
    const struct dn_section *section, struct dunlin_error *err)
{
	struct dn_statements **lists = dn_planner_parse(p, section, err);

	p->section = section;
	p->next_assert = 0;
	if (lists == NULL)
		return false;
	if (plan->fold != NULL && dn_planner_must_run(p, section, lists))
		dn_fold_end(plan, schema);
	p->fold = plan->fold;
	return dn_planner_section(p, section, lists, plan->direction == DN_UP, err);
}

/* HOOK, in the transaction of a revision; of what is undone half way there is none. */
static bool
plan_hook_steps(struct planner *p, struct dn_plan *plan, struct dn_schema *schema,
    struct dn_revision *hook, struct dunlin_error *err)
{
	const struct dn_plan_revision *target = p->target;

	if (hook == NULL || plan->direction == DN_DOWN || target->revision->kind != DN_REVISION ||
	    target->revision->cut)
		return true;
	if (!dn_revision_load(hook, err) ||
	    !plan_is_defined(hook, &hook->upgrade, p->options->dialect, err))
		return false;
	p->source = &hook->source;
	return plan_section_steps(p, plan, schema, &hook->upgrade, err);
}

static void
planner_open(struct planner *p, struct dn_plan *plan, struct dn_schema *schema)
{
	const struct dn_revision *revision = p->target->revision;

	p->classifier = plan->classifier;
	p->prechecks = plan->prechecks;
	p->alone = revision->transaction_off ||
		   (plan->transaction == DN_TRANSACTION_NONE && !revision->cut);
	p->chooses = !p->alone && p->classifier != NULL && dn_split_is_on(plan) &&
		     !revision->online_off && !revision->cut;
	p->scratch = dn_new_context(p->target);
	p->translation = planner_translation(p, plan->direction, schema);
}

bool
dn_plan_revision_steps(struct dn_plan *plan, const struct dn_plan_options *options,
    struct dn_schema *schema, struct dn_revision *revision, struct dunlin_error *err)
{
	struct dn_plan_revision *target = dn_new(plan, struct dn_plan_revision);
	struct planner p = { .options = options, .target = target };
	const struct dn_section *section;
	const struct dn_source *source;

	target->revision = revision;
	dn_push(plan, plan->revisions, plan->nrevisions, target);
	if (!dn_revision_load(revision, err))
		return false;
	target->section = section = plan_section(plan, target, &source, err);
	if (section == NULL ||
	    (target->derived == NULL && !plan_is_defined(revision, section, options->dialect, err)))
		return false;
	if (section == &revision->downgrade && section->npieces == 0 &&
	    revision->upgrade.npieces > 0)
		dn_log(options->log, DUNLIN_NOTICE,
		    "the downgrade section of '%s' is empty: nothing of it is undone",
		    revision->id);
	planner_open(&p, plan, schema);
	if (!plan_hook_steps(&p, plan, schema, options->before_each, err))
		return false;
	p.source = source;
	if (!plan_section_steps(&p, plan, schema, section, err) ||
	    !plan_hook_steps(&p, plan, schema, options->after_each, err))
		return false;
	target->expected = p.translation->expected;
	target->nexpected = p.translation->nexpected;
	dn_fold_add(plan, p.translation);
	target->commits_last = p.break_before;
	return true;
}
