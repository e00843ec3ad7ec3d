/* resume.c - how a step goes on that an earlier run began */
#include "config.h"

#include "base/mem.h"
#include "plan/derive.h"
#include "history/directive.h"
#include "plan/segment.h"

const char *
dn_resume_name(enum dn_resume resume)
{
	static const char *const names[] = { "atomic", "probed", "repeatable", "unknowable",
		"batched" };

	return names[resume];
}

static void
directive_try(const struct dn_directive *directive, const struct dn_statement *st,
    const struct dn_source *source, const struct dn_statement **first)
{
	if (st != NULL && st->source == source && st->span.start >= directive->span.end &&
	    (*first == NULL || st->span.start < (*first)->span.start))
		*first = st;
}

/* The statement that the directive stands before; NULL: it is in a block for other dialects. */
static const struct dn_statement *
directive_statement(const struct dn_plan_revision *p, const struct dn_directive *directive)
{
	const struct dn_source *source =
	    p->derived != NULL ? &p->derived->source : &p->revision->source;
	const struct dn_statement *first = NULL;

	for (size_t i = 0; i < p->nsteps; i++)
		directive_try(directive, p->steps[i]->output->from, source, &first);
	for (size_t i = 0; i < p->nstatements; i++)
		directive_try(directive, p->statements[i], source, &first);
	for (size_t i = 0; first != NULL && i < p->section->npieces; i++) {
		const struct dn_span *piece = &p->section->pieces[i].span;

		if (piece->start <= first->span.start && first->span.start < piece->end &&
		    directive->span.start < piece->start)
			return NULL;
	}
	return first;
}

const struct dn_directive *
dn_statement_directive(
    const struct dn_plan_revision *p, const struct dn_statement *st, enum dn_directive_kind kind)
{
	for (size_t i = 0; st != NULL && i < p->section->ndirectives; i++) {
		const struct dn_directive *directive = &p->section->directives[i];

		const struct dn_statement *next =
		    directive->kind == kind ? directive_statement(p, directive) : NULL;

		if (next != NULL && next->source == st->source &&
		    next->span.start == st->span.start)
			return directive;
	}
	return NULL;
}

bool
dn_resume_directives_allowed(
    const struct dn_plan *plan, const struct dn_plan_revision *p, struct dunlin_error *err)
{
	bool alone = p->revision->transaction_off || plan->transaction == DN_TRANSACTION_NONE;

	for (size_t i = 0; !alone && i < p->section->ndirectives; i++) {
		const struct dn_directive *directive = &p->section->directives[i];
		const struct dn_statement *st;

		if (directive->kind != DN_DIRECTIVE_DONE_WHEN &&
		    directive->kind != DN_DIRECTIVE_REPEATABLE)
			continue;
		st = directive_statement(p, directive);
		if (st == NULL || (st->flags & DN_STATEMENT_NO_TRANSACTION) != 0)
			continue;
		dn_error_in(err, DUNLIN_E_HISTORY, &p->revision->source, directive->span.start,
		    "directive '%s' stands before a statement that runs in a transaction",
		    dn_directive_word(directive->kind));
		dunlin_error_set_hint(err,
		    "Remove it: the statement and its journal commit together, so it is done or "
		    "it is not. For a file that must run outside a transaction write `-- dunlin: "
		    "transaction off`.");
		return false;
	}
	return true;
}

static enum dn_resume
resume_of(const struct dn_step_rule *rule)
{
	if (rule->done_when != NULL)
		return DN_RESUME_PROBED;
	if (!rule->known)
		return DN_RESUME_UNKNOWABLE;
	return rule->probe.repeatable ? DN_RESUME_REPEATABLE : DN_RESUME_PROBED;
}

void
dn_step_resume(
    const struct dn_dialect *dialect, const struct dn_plan_revision *p, struct dn_step *step)
{
	struct dn_step_rule *rule;

	step->resume = DN_RESUME_ATOMIC;
	if (step->transactional)
		return;
	rule = dn_new(p, struct dn_step_rule);
	/* Where there are no procedures with a COMMIT in them, what was refused was not done. */
	rule->probe.whole = dialect->probe == NULL;
	if (dialect->probe != NULL)
		rule->known = dialect->probe(&rule->probe, rule, step->output);
	rule->done_when = dn_statement_directive(p, step->output->from, DN_DIRECTIVE_DONE_WHEN);
	if (dn_statement_directive(p, step->output->from, DN_DIRECTIVE_REPEATABLE) != NULL)
		rule->known = rule->probe.repeatable = true;
	step->rule = rule;
	step->resume = resume_of(rule);
	if (step->output->asserts != NULL)
		rule->known = rule->probe.repeatable = true;
	if (step->output->batch != NULL) {
		rule->known = rule->probe.repeatable = true;
		step->resume = DN_RESUME_BATCHED;
	}
}
