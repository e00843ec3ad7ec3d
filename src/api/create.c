/* create.c - make a new revision */
#include "config.h"

#include <string.h>

#include "api/project.h"
#include "base/mem.h"

/* What the configuration says of new revisions. */
static void
revision_configured(const void *mem, const struct dunlin *project, struct dn_create *create)
{
	const struct dn_config *config = project->config;
	const char *home = dn_config_get(config, "script_location");

	create->template_path =
	    dn_sprintf(mem, "%s/script.sql.in", dn_config_path(mem, config, home));
	create->file_template = dn_config_get(config, "file_template");
	create->slug_length = dn_config_count(config, "truncate_slug_length");
	create->timezone = dn_config_get(config, "timezone");
}

bool
dn_project_report_file(
    struct dunlin *project, const void *mem, const char *path, struct dunlin_error *err)
{
	struct dn_report_item item = { 0 };
	const char *own = dn_strdup(mem, path); /* it may be of the history that goes */

	if (!project->report.json)
		return dn_report_text(&project->report, dn_sprintf(mem, "%s\n", own), err);
	dn_free(project->history);
	project->history = NULL;
	if (!dn_project_history(project, err))
		return false;
	for (size_t i = 0; i < project->history->n; i++)
		if (strcmp(project->history->revisions[i]->path, own) == 0)
			item.revision = project->history->revisions[i];
	return dn_report_revisions(
	    &project->report, "revisions", DN_REPORT_HISTORY, &item, item.revision != NULL, err);
}

static bool
revision_write(
    struct dunlin *project, const void *mem, const struct dn_draft *draft, struct dunlin_error *err)
{
	const struct dn_hooks *hooks = dn_project_hooks(mem, project, draft->path, err);

	return hooks != NULL && dn_history_publish(draft, err) && dn_hooks_run(hooks, err) &&
	       dn_project_report_file(project, mem, draft->path, err);
}

bool
dunlin_revision(
    struct dunlin *project, const struct dunlin_revision_options *options, struct dunlin_error *err)
{
	struct dunlin_revision_options o = { 0 };
	struct dn_create create = { 0 };
	struct dn_draft draft;
	void *mem = dn_new_context(project);
	bool ok = dn_project_history(project, err);

	memcpy(&o, options, options->size < sizeof o ? options->size : sizeof o);
	create.message = o.message;
	create.id = o.id;
	create.parents = o.parents;
	create.merge = o.merge;
	create.splice = o.splice;
	create.labels = o.labels;
	create.depends_on = o.depends_on;
	if (o.version_path != NULL)
		create.location = dn_config_path(mem, project->config, o.version_path);
	revision_configured(mem, project, &create);
	ok = ok && dn_history_create(mem, project->history, &create, &draft, err);
	if (ok)
		ok = o.print ? dn_report_text(&project->report, draft.text, err)
			     : revision_write(project, mem, &draft, err);
	dn_free(mem);
	return ok;
}
