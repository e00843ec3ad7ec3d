/* script.c - upgrade and downgrade as a script */
#include "config.h"

#include "api/project.h"
#include "base/mem.h"
#include "engine/script/offline.h"

/* Where it begins is said, not asked: no database is looked at. */
static bool
script_write(struct dunlin *project, const void *mem, enum dn_direction direction,
    const char *target, struct dunlin_error *err)
{
	struct dn_offline script = {
		.settings = project->settings,
		.write = project->report.write,
		.payload = project->report.payload,
	};
	struct dn_plan_request request = { .fold = true, .script = true };
	struct dn_range *range;

	if (!dn_project_history(project, err))
		return false;
	request.dialect = dn_project_script_dialect(project, err);
	if (request.dialect == NULL)
		return false;
	range = dn_history_offline_range(mem, project->history, direction, target, err);
	if (range == NULL ||
	    !dn_project_complete_range(mem, project, range, range->start, true, err))
		return false;
	request.range = range;
	request.applied = range->start;
	script.plan = dn_project_plan(mem, project, &request, err);
	if (script.plan == NULL)
		return false;
	dn_project_say_assumed(project, script.plan);
	script.store = dn_project_store(project, request.dialect);
	script.create_tables = direction == DN_UP && dn_map_count(range->start) == 0;
	return dn_offline_write(&script, err);
}

bool
dn_project_script(struct dunlin *project, enum dn_direction direction, const char *target,
    struct dunlin_error *err)
{
	void *mem = dn_new_context(project);
	bool ok = script_write(project, mem, direction, target, err);

	dn_free(mem);
	return ok;
}
