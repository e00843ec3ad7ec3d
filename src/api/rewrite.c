/* rewrite.c - would a large table be written anew while everybody waits? */
#include "config.h"

#include "api/project.h"

static bool
rewrite_refuse(const struct dn_plan_revision *p, const struct dn_step *step, const char *table,
    struct dunlin_error *err)
{
	const struct dn_statement *from = step->output->from;

	dn_error_in(err, DUNLIN_E_FAILED, from->source, from->span.start,
	    "revision '%s' would write every row of '%s' anew, for which nobody else can read or "
	    "write it",
	    p->revision->id, table);
	dunlin_error_set_hint(err,
	    "Nothing was done.  Add a column of the new type, keep it filled by a trigger on "
	    "INSERT "
	    "and UPDATE, fill the rows that are there in parts, and then let the two change names "
	    "in "
	    "one transaction that also drops the trigger; drop the old one later.  Or add "
	    "--allow-rewrite, and everybody waits.");
	return false;
}

bool
dn_project_check_rewrite(
    const struct dunlin *project, const struct dn_plan *plan, struct dunlin_error *err)
{
	const char *table;

	for (size_t i = 0; !project->allow_rewrite && i < plan->nrevisions; i++) {
		const struct dn_plan_revision *p = plan->revisions[i];

		for (size_t k = 0; k < p->nsteps; k++)
			if (dn_step_rewrites(&plan->online, p->steps[k], &table))
				return rewrite_refuse(p, p->steps[k], table, err);
	}
	return true;
}

void
dunlin_allow_rewrite(struct dunlin *project)
{
	project->allow_rewrite = true;
}
