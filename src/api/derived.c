/* derived.c - show the downgrade section that nobody wrote */
#include "config.h"

#include <string.h>

#include "api/project.h"
#include "base/buf.h"
#include "base/mem.h"
#include "plan/derive.h"

static const struct dn_dialect *
derived_dialect(struct dunlin *project, const void *mem)
{
	struct dunlin_error *own = dn_error_new(mem);
	const struct dn_dialect *dialect =
	    dn_project_url(project, own) ? dn_project_dialect(project, own) : NULL;

	return dialect == NULL ? dn_dialect_find("postgresql") : dialect;
}

struct dn_map *
dn_project_derive(
    const void *mem, struct dunlin *project, struct dn_revision *revision, struct dunlin_error *err)
{
	struct dn_plan_options options = { .dialect = derived_dialect(project, mem),
		.types = (enum dn_types) dn_config_choice(project->config, "types"),
		.enums = (enum dn_enums) dn_config_choice(project->config, "enums"),
		.replays = project->replays };
	struct dn_range range = { .direction = DN_DOWN, .revisions = &revision, .n = 1 };

	if (options.dialect->default_schema != NULL) {
		options.search_path = project->search_path;
		options.nsearch_path = project->nsearch_path;
	}
	return dn_derive(
	    mem, &options, &range, project->history->revisions, revision->order + 1, err);
}

char *
dn_project_derived(const void *mem, struct dunlin *project, struct dn_revision *revision)
{
	void *scratch = dn_new_context(mem);
	struct dunlin_error *own = dn_error_new(scratch);
	struct dn_map *map = dn_project_derive(scratch, project, revision, own);
	const struct dn_derived *derived = map == NULL ? NULL : dn_map_get(map, revision->id);
	const char *file = dunlin_error_file(own);
	char *text;

	/* What is in the way may be a revision before it. */
	if (file != NULL && strcmp(file, revision->source.file) != 0)
		dunlin_error_prefix(own, "%s:%u: ", file, dunlin_error_line(own));
	if (derived != NULL)
		text = dn_strdup(mem, derived->source.text);
	else
		text = dn_sprintf(mem, "-- no downgrade: %s\n", dunlin_error_message(own));
	dn_free(scratch);
	return text;
}

void
dn_project_say_derived(struct dunlin *project, const struct dn_plan *plan)
{
	for (size_t i = 0; i < plan->nrevisions; i++) {
		const struct dn_plan_revision *p = plan->revisions[i];

		if (p->derived == NULL)
			continue;
		dn_log(&project->log, DUNLIN_NOTICE,
		    p->revision->cut
			? "the upgrade of '%s' stopped half way, and what undoes it is derived "
			  "from "
			  "what is done: %s"
			: "the downgrade of '%s' is derived from its upgrade section: %s",
		    p->revision->id, p->derived->label);
		for (size_t j = 0; j < p->derived->nlosses; j++)
			dn_log(&project->log, DUNLIN_NOTICE, "%s: %s", p->revision->id,
			    p->derived->losses[j]);
	}
}
