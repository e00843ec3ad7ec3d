/* list.c - current, history, heads, show */
#include "config.h"

#include <string.h>

#include "api/project.h"
#include "base/mem.h"

struct item_list {
	struct dn_report_item *items;
	size_t n;
};

static void
list_add(const void *mem, struct item_list *list, const struct dn_revision *revision,
    const struct dn_record *record)
{
	struct dn_report_item item = { .revision = revision, .record = record };

	dn_push(mem, list->items, list->n, item);
}

/* Applied revisions that nothing applied follows; those that the files do not have, too. */
static struct item_list
list_current(const void *mem, struct dunlin *project, const struct dn_map *applied)
{
	struct item_list list = { 0 };
	size_t n;
	struct dn_revision **current = dn_history_current(mem, project->history, applied, &n);

	for (size_t i = 0; i < n; i++)
		list_add(mem, &list, current[i], dn_map_get(applied, current[i]->id));
	dn_map_each (applied, e)
		if (dn_history_get(project->history, e->key) == NULL)
			list_add(mem, &list, NULL, e->value);
	return list;
}

/* What a run has left half done is where the database is, too. */
static bool
list_partial(
    const void *mem, struct dunlin *project, struct item_list *list, struct dunlin_error *err)
{
	struct dn_partials *partials =
	    dn_store_partials(mem, project->store, project->session, err);

	for (size_t i = 0; partials != NULL && i < partials->n; i++) {
		struct dn_report_item item = { .state = "partial" };
		bool known = false;

		item.revision = dn_history_get(project->history, partials->items[i].revision);
		for (size_t j = 0; j < list->n; j++)
			if (item.revision != NULL && list->items[j].revision == item.revision) {
				list->items[j].state = item.state;
				known = true;
			}
		if (!known && item.revision != NULL)
			dn_push(mem, list->items, list->n, item);
	}
	return partials != NULL;
}

bool
dunlin_current(struct dunlin *project, struct dunlin_error *err)
{
	void *mem = dn_new_context(project);
	struct dn_map *applied = NULL;
	struct item_list list;
	bool ok =
	    dn_project_history(project, err) && dn_project_connect(project, DN_ACCESS_READ, err);

	if (ok)
		applied = dn_store_read(mem, project->store, project->session, err);
	ok = ok && applied != NULL;
	if (ok) {
		list = list_current(mem, project, applied);
		ok = list_partial(mem, project, &list, err);
	}
	if (ok) {
		ok = dn_report_revisions(
		    &project->report, "current", false, list.items, list.n, err);
	}
	dn_free(mem);
	return ok;
}

/* Newest first, as Alembic lists them. */
bool
dunlin_history(struct dunlin *project, struct dunlin_error *err)
{
	void *mem = dn_new_context(project);
	struct item_list list = { 0 };
	bool ok = dn_project_history(project, err);

	for (size_t i = ok ? project->history->n : 0; i > 0; i--)
		list_add(mem, &list, project->history->revisions[i - 1], NULL);
	ok = ok && dn_report_revisions(&project->report, "history", true, list.items, list.n, err);
	dn_free(mem);
	return ok;
}

bool
dunlin_heads(struct dunlin *project, struct dunlin_error *err)
{
	void *mem = dn_new_context(project);
	struct item_list list = { 0 };
	bool ok = dn_project_history(project, err);

	for (size_t i = 0; ok && i < project->history->nheads; i++)
		list_add(mem, &list, project->history->heads[i], NULL);
	ok = ok && dn_report_revisions(&project->report, "heads", false, list.items, list.n, err);
	dn_free(mem);
	return ok;
}

bool
dunlin_show(struct dunlin *project, const char *target, struct dunlin_error *err)
{
	struct dn_report report = project->report;
	struct dn_report_item item = { 0 };
	struct dn_revision *revision;

	if (!dn_project_history(project, err))
		return false;
	revision = dn_history_find(project->history, target, err);
	if (revision == NULL || !dn_revision_load(revision, err))
		return false;
	item.revision = revision;
	report.verbose = true;
	if (!dn_report_revisions(&report, "revisions", true, &item, 1, err))
		return false;
	if (report.json)
		return true;
	if (!dn_report_text(&report, revision->source.text, err))
		return false;
	return revision->downgrade.present ||
	       dn_report_text(
		   &report, dn_project_derived(project->history, project, revision), err);
}
