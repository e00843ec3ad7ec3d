/* steps.c - the section of one revision as steps */
#include "config.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "plan/derive.h"
#include "plan/derive_replay.h"
#include "plan/fold.h"
#include "plan/segment.h"
#include "plan/split.h"

/* What planning one revision needs beyond the options. */
struct planner {
	const struct dn_plan_options *options;
	const struct dn_source *source;
	struct dn_translation *translation;
	struct dn_plan_revision *target;
	struct dn_classifier *classifier; /* NULL: nobody asks what is locked */
	struct dn_fold *fold;             /* NULL: the revision is not folded */
	const struct dn_effect *effect;   /* of the statement at hand */
	const char *hazard;               /* of it, too */
	const struct dn_form *form;       /* of it, or NULL */
	char **before;                    /* to run before it */
	size_t nbefore;
	const struct dn_step *held; /* with a hazard, in the segment at hand */
	struct dn_map *written;     /* tables that the segment at hand has written to */
	bool chooses;               /* it is left to dunlin how statements are run */
	bool alone;                 /* each statement is a segment, without a transaction */
	void *scratch;     /* parse trees: as long as the plan, whose steps point into them */
	size_t seen;       /* outputs that are steps already */
	bool break_before; /* the next step must not share the transaction of the last */
};

/* Turn the outputs that are new into steps of the segments that they may share. */
static void
planner_take_outputs(struct planner *p)
{
	struct dn_plan_revision *target = p->target;

	for (; p->seen < p->translation->noutputs; p->seen++) {
		struct dn_output *out = p->translation->outputs[p->seen];
		bool transactional = !out->no_transaction && !p->alone;
		struct dn_step *last =
		    target->nsteps == 0 ? NULL : target->steps[target->nsteps - 1];
		bool new =
		    last == NULL || p->break_before || !transactional || !last->transactional;
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

static bool
statement_is_transaction(const struct dn_statement *st, const char *const *names)
{
	if (st->nchanges != 1 || st->changes[0]->kind != DN_TRANSACTION)
		return false;
	for (; *names != NULL; names++)
		if (strcmp(st->changes[0]->name, *names) == 0)
			return true;
	return false;
}

static bool
planner_refuse_control(
    struct planner *p, struct dn_span span, const char *what, struct dunlin_error *err)
{
	dn_error_in(err, DUNLIN_E_HISTORY, p->source, span.start,
	    "transaction control inside a revision: %s", what);
	dunlin_error_set_hint(err,
	    "A revision is one transaction by itself; remove the statement, or write `-- dunlin: "
	    "transaction off` for a file that must run outside one.");
	return false;
}

/*
 * The revision's transaction is dunlin's.  A BEGIN and COMMIT around a whole section say the same
 * and are dropped; anything else would end it in the middle.
 */
static bool
planner_transaction_control(
    struct planner *p, const struct dn_statements *list, size_t i, struct dunlin_error *err)
{
	static const char *const begins[] = { "begin", "start transaction", "start", NULL };
	static const char *const ends[] = { "commit", "end", NULL };
	const struct dn_statement *st = list->items[i];
	size_t last = list->n - 1;
	bool whole = last > 0 && statement_is_transaction(list->items[0], begins) &&
		     statement_is_transaction(list->items[last], ends);

	if (whole && (i == 0 || i == last)) {
		if (i == 0)
			dn_log(p->options->log, DUNLIN_NOTICE,
			    "%s: BEGIN and COMMIT around the section are dropped: a revision is "
			    "one "
			    "transaction by itself",
			    p->source->file);
		return true;
	}
	return planner_refuse_control(p, st->span, st->what, err);
}

static bool
statement_sets_transaction(const struct dn_statement *st)
{
	static const char *const names[] = { "transaction", "transaction snapshot",
		"transaction_isolation", NULL };

	if (st->nchanges != 1 || st->changes[0]->kind != DN_SET || st->changes[0]->name == NULL)
		return false;
	for (size_t i = 0; names[i] != NULL; i++)
		if (strcasecmp(st->changes[0]->name, names[i]) == 0)
			return true;
	return false;
}

/* What would take away what dunlin itself needs. */
static bool
planner_allowed(struct planner *p, const struct dn_statement *st, struct dunlin_error *err)
{
	if (st->flags & DN_STATEMENT_TO_CLIENT) {
		dn_error_in(err, DUNLIN_E_HISTORY, p->source, st->span.start,
		    "COPY TO STDOUT has nowhere to go");
		dunlin_error_set_hint(err,
		    "Remove it; a revision leaves nothing but what is in the "
		    "database.");
	} else if (st->flags & DN_STATEMENT_DROPS_LOCK) {
		dn_error_in(err, DUNLIN_E_HISTORY, p->source, st->span.start,
		    "DISCARD ALL would drop the lock of the migration");
		dunlin_error_set_hint(
		    err, "Write what of it you need: RESET ALL, DISCARD TEMP, DEALLOCATE ALL.");
	} else if (!p->alone && statement_sets_transaction(st)) {
		dn_error_in(err, DUNLIN_E_HISTORY, p->source, st->span.start,
		    "SET TRANSACTION is too late: the transaction of the revision has begun, with "
		    "statements of dunlin's own");
		dunlin_error_set_hint(err,
		    "Remove it, or let all transactions begin so: "
		    "`session.default_transaction_isolation = serializable` in dunlin.ini.");
	} else {
		return true;
	}
	return false;
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

/* What the statement does, on a database whose tables are locked one by one. */
static void
planner_look(struct planner *p, const struct dn_statement *st)
{
	const struct dn_schema *schema = p->translation->schema;

	if (p->written == NULL || p->break_before || p->alone ||
	    (st->flags & DN_STATEMENT_NO_TRANSACTION) != 0)
		p->written = dn_map_new(p->scratch);
	p->effect = dn_classify(p->scratch, p->classifier, schema, st);
	p->hazard = dn_hazard(schema, st, p->options->online.forgets);
	p->before =
	    dn_pending_tests(p->target, p->options->dialect, schema, p->written, st, &p->nbefore);
	if (!p->alone)
		dn_pending_note(p->written, schema, st);
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
		planner_look(p, step->statement);
		if (!p->options->dialect->statement(t, step->statement, err))
			return dunlin_error_prefix(err, "in the safer form of the statement: ");
		out = t->outputs[t->noutputs - 1];
		out->safer = step->statement;
		out->from = form->statement;
		out->batch = step->batch;
		out->verbatim = false;
		out->no_transaction = out->no_transaction || out->batch != NULL;
		planner_take_outputs(p);
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
	p->form = p->chooses ? dn_form_choose(p->scratch, &chooser, st) : NULL;
	if (p->form != NULL && p->form->used)
		return planner_replace(p, p->form, err);
	dn_fold_look(p->fold, p->translation->schema, st);
	dn_assess_begin(p->translation, st);
	if (!p->options->dialect->statement(p->translation, st, err))
		return false;
	planner_take_outputs(p);
	dn_fold_note(p->fold, p->translation->schema, st);
	return true;
}

static bool
planner_canonical(struct planner *p, const struct dn_statements *list, struct dunlin_error *err)
{
	for (size_t i = 0; i < list->n; i++) {
		struct dn_statement *st = list->items[i];

		if (st->nchanges == 1 && st->changes[0]->kind == DN_TRANSACTION) {
			if (!planner_transaction_control(p, list, i, err))
				return false;
			continue;
		}
		if (p->options->dialect->locks_tables && !planner_allowed(p, st, err))
			return false;
		if (p->classifier != NULL)
			planner_look(p, st);
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

/* The words that begin or end a transaction in every dialect of SQL. */
static bool
planner_native_allowed(struct planner *p, struct dn_span span, struct dunlin_error *err)
{
	static const char *const words[] = { "begin", "start", "commit", "end", "rollback",
		"savepoint", "release", "abort", NULL };
	const char *text = p->source->text + span.start;
	size_t len = 0;

	while (span.start + len < span.end && isalpha((unsigned char) text[len]))
		len++;
	for (const char *const *w = words; *w != NULL; w++)
		if (strlen(*w) == len && strncasecmp(text, *w, len) == 0)
			return planner_refuse_control(p, span, *w, err);
	return true;
}

/* A block in the dialect's own words: split by its rules and run as it stands. */
static bool
planner_native(struct planner *p, struct dn_span span, struct dunlin_error *err)
{
	const struct dn_dialect *dialect = p->options->dialect;

	if (dialect->flush != NULL && !dialect->flush(p->translation, err))
		return false;
	for (;;) {
		struct dn_statement *st = dn_new(p->scratch, struct dn_statement);
		struct dn_output *out;

		if (!dialect->split(p->source, &span, &st->span, err))
			return false;
		if (st->span.start == st->span.end)
			break;
		if (!planner_native_allowed(p, st->span, err))
			return false;
		st->source = p->source;
		st->what = "statement";
		out = dn_translation_add(p->translation, st,
		    dn_strndup(p->scratch, p->source->text + st->span.start,
			st->span.end - st->span.start));
		out->verbatim = true;
	}
	planner_take_outputs(p);
	p->target->sets_session = p->target->prepares = true;
	return true;
}

/* Is it PostgreSQL's SQL? */
static bool
piece_is_canonical(const struct dn_piece *piece, const struct dn_dialect *dialect)
{
	return piece->only == NULL || dialect->split == NULL;
}

struct dn_ahead *
dn_plan_ahead(const void *mem, const struct dn_dialect *dialect, const struct dn_range *range)
{
	struct dn_ahead *ahead = dn_ahead_new(mem);

	for (size_t i = 0; i < range->n; i++) {
		struct dn_revision *r = range->revisions[i];
		struct dn_section *section =
		    range->direction == DN_UP ? &r->upgrade : &r->downgrade;

		/* Whoever needs it will be told what is wrong. */
		if (!dn_revision_load(r, NULL))
			break;
		for (size_t k = 0; k < section->npieces; k++)
			if (dn_derive_is_for(&section->pieces[k], dialect->name) &&
			    piece_is_canonical(&section->pieces[k], dialect))
				dn_ahead_add(ahead, &r->source, section->pieces[k].span);
	}
	return ahead;
}

/* The statements of each piece, or NULL for what is not PostgreSQL's SQL or for others. */
static struct dn_statements **
planner_parse(struct planner *p, const struct dn_section *section, struct dunlin_error *err)
{
	const struct dn_dialect *dialect = p->options->dialect;
	struct dn_statements **lists =
	    dn_new_array(p->scratch, struct dn_statements *, section->npieces + 1);

	for (size_t i = 0; i < section->npieces; i++) {
		const struct dn_piece *piece = &section->pieces[i];

		if (!dn_derive_is_for(piece, dialect->name) || !piece_is_canonical(piece, dialect))
			continue;
		lists[i] =
		    dn_ahead_parse(p->options->ahead, p->scratch, p->source, piece->span, err);
		if (lists[i] == NULL)
			return NULL;
	}
	return lists;
}

/* Is it run as it is written, whatever comes before it? */
static bool
planner_must_run(
    const struct planner *p, const struct dn_section *section, struct dn_statements *const *lists)
{
	for (size_t i = 0; i < section->npieces; i++) {
		if (lists[i] == NULL &&
		    dn_derive_is_for(&section->pieces[i], p->options->dialect->name))
			return true;
		for (size_t k = 0; lists[i] != NULL && k < lists[i]->n; k++)
			if (!dn_fold_takes(lists[i]->items[k]))
				return true;
	}
	return p->alone;
}

static bool
planner_section(struct planner *p, const struct dn_section *section,
    struct dn_statements *const *lists, struct dunlin_error *err)
{
	const struct dn_dialect *dialect = p->options->dialect;

	for (size_t i = 0; i < section->npieces; i++) {
		const struct dn_piece *piece = &section->pieces[i];

		if (!dn_derive_is_for(piece, dialect->name))
			continue;
		if (lists[i] != NULL ? !planner_canonical(p, lists[i], err)
				     : !planner_native(p, piece->span, err))
			return false;
	}
	if (dialect->finish != NULL && !dialect->finish(p->translation, err))
		return false;
	planner_take_outputs(p);
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
	/* An edit is several statements, which must not be apart; what was cut was apart before. */
	t->edits = options->edits && !p->alone && !p->target->revision->cut;
	t->said = options->said;
	t->assessment = options->assessment;
	t->is_stored = options->is_stored;
	t->is_stored_payload = options->is_stored_payload;
	t->fills = direction == DN_DOWN;
	return t;
}

bool
dn_plan_revision_steps(struct dn_plan *plan, const struct dn_plan_options *options,
    struct dn_schema *schema, struct dn_revision *revision, struct dunlin_error *err)
{
	struct dn_plan_revision *target = dn_new(plan, struct dn_plan_revision);
	struct planner p = { .options = options, .target = target };
	const struct dn_section *section;
	struct dn_statements **lists;

	target->revision = revision;
	dn_push(plan, plan->revisions, plan->nrevisions, target);
	if (!dn_revision_load(revision, err))
		return false;
	target->section = section = plan_section(plan, target, &p.source, err);
	if (section == NULL)
		return false;
	if (section == &revision->downgrade && section->npieces == 0 &&
	    revision->upgrade.npieces > 0)
		dn_log(options->log, DUNLIN_NOTICE,
		    "the downgrade section of '%s' is empty: nothing of it is undone",
		    revision->id);
	p.classifier = plan->classifier;
	p.alone = revision->transaction_off ||
		  (plan->transaction == DN_TRANSACTION_NONE && !revision->cut);
	p.chooses = !p.alone && p.classifier != NULL && dn_split_is_on(plan) &&
		    !revision->online_off && !(revision->cut && plan->direction == DN_DOWN);
	p.scratch = dn_new_context(target);
	lists = planner_parse(&p, section, err);
	if (lists == NULL)
		return false;
	if (plan->fold != NULL && planner_must_run(&p, section, lists))
		dn_fold_end(plan, schema);
	p.fold = plan->fold;
	p.translation = planner_translation(&p, plan->direction, schema);
	if (!planner_section(&p, section, lists, err))
		return false;
	target->expected = p.translation->expected;
	target->nexpected = p.translation->nexpected;
	dn_fold_add(plan, p.translation);
	target->commits_last = p.break_before;
	return true;
}
