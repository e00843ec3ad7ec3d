/* large.c - tables that are taken for large ones where no database can be asked */
#include "config.h"

#include <string.h>

#include "api/project.h"
#include "base/mem.h"

void
dunlin_assume_large(struct dunlin *project, const char *table)
{
	if (project->large == NULL)
		project->large = dn_map_new(project);
	dn_map_put(project->large, table, project);
}

/* KEY is "schema.name"; who names none means any. */
static bool
large_is(const char *name, const char *key)
{
	const char *dot = strrchr(key, '.');

	return strcmp(name, "all") == 0 || strcmp(name, key) == 0 ||
	       (dot != NULL && strcmp(name, dot + 1) == 0);
}

bool
dn_project_assume_sizes(void *payload, struct dn_map *sizes, struct dunlin_error *err)
{
	const struct dunlin *project = payload;

	(void) err;
	dn_map_each (sizes, e)
		dn_map_each (project->large, name) {
			struct dn_table_size *size = e->value;

			if (!large_is(name->key, e->key))
				continue;
			size->known = true;
			size->bytes = dn_config_size(project->config, "online_threshold") + 1;
		}
	return true;
}

void
dn_project_say_assumed(const struct dunlin *project, const struct dn_plan *plan)
{
	if (project->large == NULL || !plan->dialect->locks_tables)
		return;
	dn_map_each (project->large, name) {
		bool found = false;

		if (plan->online.sizes != NULL)
			dn_map_each (plan->online.sizes, e)
				found = found || large_is(name->key, e->key);
		if (!found)
			dn_log(&project->log, DUNLIN_NOTICE,
			    "'%s' of --assume-large changes nothing: what is to be done is the "
			    "same "
			    "for a large table",
			    name->key);
	}
}
