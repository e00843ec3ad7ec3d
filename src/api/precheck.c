/* precheck.c - would the rows that are there make it fail? */
#include "config.h"

#include "api/project.h"
#include "base/mem.h"
#include "engine/ask/precheck.h"

/* In the order of the choices of the key precheck. */
enum { PRECHECK_ON };

bool
dn_project_prechecks(const struct dunlin *project)
{
	return project->session != NULL && project->session->dialect->bound_reading != NULL &&
	       dn_config_choice(project->config, "precheck") == PRECHECK_ON;
}

bool
dn_project_ask_prechecks(
    struct dunlin *project, const struct dn_plan *plan, struct dunlin_error *err)
{
	if (plan->prechecks == NULL || plan->prechecks->n == 0 || !dn_project_prechecks(project))
		return true;
	return dn_precheck_ask(project->session, plan->prechecks, project->report.show_values,
	    dn_config_duration(project->config, "precheck_timeout"), err);
}

/* The revision that the statement is of. */
static const char *
precheck_revision(const struct dn_plan *plan, const struct dn_precheck *precheck)
{
	for (size_t i = 0; i < plan->nrevisions; i++) {
		const struct dn_plan_revision *p = plan->revisions[i];

		for (size_t k = 0; k < p->nstatements; k++)
			if (p->statements[k] == precheck->statement)
				return p->revision->id;
	}
	return "";
}

/* Some of what is in the way; NULL: nobody asked. */
static char *
precheck_sample(const void *mem, const struct dn_precheck *precheck)
{
	if (precheck->sample == NULL)
		return NULL;
	return dn_sprintf(mem, "%s%s", precheck->sample,
	    precheck->more || precheck->count > DN_PRECHECK_SAMPLES ? "; ..." : "");
}

static bool
precheck_refuse(
    const struct dn_plan *plan, const struct dn_precheck *precheck, struct dunlin_error *err)
{
	static const char *const ways[] = {
		[DN_PRECHECK_NULLS] = "give them one, or the column a default",
		[DN_PRECHECK_DUPLICATES] = "make them differ, or delete what is there twice",
		[DN_PRECHECK_ORPHANS] = "add what they refer to, set them to NULL or delete them",
		[DN_PRECHECK_OUTSIDE] = "correct them, or the condition",
	};
	const struct dn_statement *st = precheck->statement;
	char *text = dn_precheck_text(NULL, precheck);

	dn_error_in(err, DUNLIN_E_CONSTRAINT, st->source, st->span.start,
	    "revision '%s' would fail: %s", precheck_revision(plan, precheck), text);
	if (err != NULL)
		err->detail = precheck_sample(err, precheck);
	dunlin_error_set_hint(err,
	    "Nothing was done.  Before it, %s, in a statement above this one or by hand%s.",
	    ways[precheck->kind],
	    precheck->sample == NULL ? "; --show-values shows some of them" : "");
	dn_free(text);
	return false;
}

/* Each has its place. */
static char *
precheck_line(const void *mem, const struct dn_precheck *precheck)
{
	const struct dn_statement *st = precheck->statement;
	char *sample = precheck_sample(mem, precheck);
	unsigned line, column;

	dn_source_locate(st->source, st->span.start, &line, &column);
	return dn_sprintf(mem, "%s:%u: %s%s%s", st->source->file, line,
	    dn_precheck_text(mem, precheck), sample == NULL ? "" : ": ",
	    sample == NULL ? "" : sample);
}

static void
precheck_say_late(const struct dunlin *project, const struct dn_prechecks *list)
{
	size_t late = 0;

	for (size_t i = 0; i < list->n; i++)
		late += list->items[i].state == DN_PRECHECK_LATE;
	if (late > 0)
		dn_log(&project->log, DUNLIN_NOTICE,
		    "%zu of %zu questions about rows were not answered within precheck_timeout: "
		    "whether they allow what is to be done shows when it is done",
		    late, list->n);
}

bool
dn_project_check_rows(struct dunlin *project, const struct dn_plan *plan, struct dunlin_error *err)
{
	const struct dn_prechecks *list = plan->prechecks;
	const struct dn_precheck *first = NULL;
	void *scratch;

	if (list == NULL)
		return true;
	scratch = dn_new_context(NULL);
	for (size_t i = 0; i < list->n; i++) {
		if (list->items[i].state != DN_PRECHECK_FAILS)
			continue;
		if (first == NULL) {
			first = &list->items[i];
			continue;
		}
		dn_log(
		    &project->log, DUNLIN_WARNING, "%s", precheck_line(scratch, &list->items[i]));
	}
	dn_free(scratch);
	precheck_say_late(project, list);
	return first == NULL || precheck_refuse(plan, first, err);
}
