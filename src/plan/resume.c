/* resume.c - how a step goes on that an earlier run began */
#include "config.h"

#include "base/mem.h"
#include "plan/segment.h"

const char *
dn_resume_name(enum dn_resume resume)
{
	static const char *const names[] = { "atomic", "probed", "repeatable", "unknowable" };

	return names[resume];
}

/* Does the directive stand before the statement at START, with no other between? */
static bool
directive_is_for(
    const struct dn_plan_revision *p, const struct dn_directive *directive, size_t start)
{
	if (directive->span.end > start)
		return false;
	for (size_t i = 0; i < p->section->npieces; i++) {
		const struct dn_span *piece = &p->section->pieces[i].span;

		if (piece->start <= start && start < piece->end &&
		    directive->span.start < piece->start)
			return false;
	}
	for (size_t i = 0; i < p->nsteps; i++) {
		const struct dn_statement *from = p->steps[i]->output->from;

		if (from != NULL && from->span.start >= directive->span.end &&
		    from->span.start < start)
			return false;
	}
	return true;
}

const struct dn_directive *
dn_step_directive(
    const struct dn_plan_revision *p, const struct dn_step *step, enum dn_directive_kind kind)
{
	const struct dn_statement *from = step->output->from;

	for (size_t i = 0; from != NULL && i < p->section->ndirectives; i++) {
		const struct dn_directive *directive = &p->section->directives[i];

		if (directive->kind == kind && directive_is_for(p, directive, from->span.start))
			return directive;
	}
	return NULL;
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
	rule->done_when = dn_step_directive(p, step, DN_DIRECTIVE_DONE_WHEN);
	if (dn_step_directive(p, step, DN_DIRECTIVE_REPEATABLE) != NULL)
		rule->known = rule->probe.repeatable = true;
	step->rule = rule;
	step->resume = resume_of(rule);
}
