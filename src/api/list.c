/* list.c - current, history, heads, show */
#include "config.h"

#include <string.h>

#include "api/project.h"
#include "base/mem.h"
#include "report/style.h"

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

/* What the database has. */
static struct dn_map *
list_applied(const void *mem, struct dunlin *project, struct dunlin_error *err)
{
	return dn_project_history(project, err) && dn_project_connect(project, DN_ACCESS_READ, err)
		   ? dn_project_read(mem, project, err)
		   : NULL;
}

static bool
list_check_heads(
    const struct dunlin *project, const struct dn_map *applied, struct dunlin_error *err)
{
	const struct dn_history *history = project->history;

	for (size_t i = 0; i < history->nends; i++) {
		if (dn_map_get(applied, history->ends[i]->id) != NULL)
			continue;
		dunlin_error_set(err, DUNLIN_E_PENDING, "Database is not on all head revisions");
		dunlin_error_set_hint(
		    err, "'%s' is not applied: `dunlin upgrade heads`.", history->ends[i]->id);
		return false;
	}
	return true;
}

static bool
list_say_database(struct dunlin *project, const void *mem, struct dunlin_error *err)
{
	const struct dn_report *report = &project->report;

	return !report->verbose || report->json ||
	       dn_report_text(report,
		   dn_sprintf(
		       mem, "Current revision(s) for %s:\n", dn_url_redact(mem, project->url)),
		   err);
}

bool
dunlin_current(struct dunlin *project, bool check_heads, struct dunlin_error *err)
{
	void *mem = dn_new_context(project);
	struct dn_map *applied = list_applied(mem, project, err);
	struct item_list list = { 0 };
	bool ok = applied != NULL;

	if (ok) {
		list.items = dn_project_current(mem, project, applied, &list.n);
		ok = list_partial(mem, project, &list, err);
	}
	ok = ok && list_say_database(project, mem, err) &&
	     dn_report_revisions(
		 &project->report, "current", DN_REPORT_CURRENT, list.items, list.n, err) &&
	     (!check_heads || list_check_heads(project, applied, err));
	dn_free(mem);
	return ok;
}

/* Does a text name where the database is? */
static bool
list_asks_current(const char *range)
{
	return range != NULL && (strncmp(range, "current:", 8) == 0 ||
				    strcmp(strchr(range, ':') == NULL ? range : strchr(range, ':'),
					":current") == 0);
}

static void
list_mark_current(const void *mem, const struct dunlin *project, const struct dn_map *applied,
    struct item_list *list)
{
	size_t n;
	struct dn_report_item *current = dn_project_current(mem, project, applied, &n);

	for (size_t i = 0; i < list->n; i++)
		for (size_t j = 0; j < n; j++)
			list->items[i].current = list->items[i].current ||
						 list->items[i].revision == current[j].revision;
}

/* Newest first, as Alembic lists them. */
static bool
list_history(struct dunlin *project, const void *mem, const char *range, bool mark,
    struct item_list *list, struct dunlin_error *err)
{
	struct dn_map *applied = NULL;
	struct dn_list revisions;

	if (!dn_project_history(project, err))
		return false;
	if (mark || list_asks_current(range)) {
		applied = list_applied(mem, project, err);
		if (applied == NULL)
			return false;
	}
	if (!dn_history_listing(mem, project->history, applied, range, &revisions, err))
		return false;
	for (size_t i = 0; i < revisions.n; i++)
		list_add(mem, list, revisions.items[i], NULL);
	if (mark)
		list_mark_current(mem, project, applied, list);
	return true;
}

bool
dunlin_history(struct dunlin *project, const char *range, bool mark, struct dunlin_error *err)
{
	void *mem = dn_new_context(project);
	struct item_list list = { 0 };
	bool ok = list_history(project, mem, range, mark, &list, err) &&
		  dn_report_revisions(
		      &project->report, "history", DN_REPORT_HISTORY, list.items, list.n, err);

	dn_free(mem);
	return ok;
}

static bool
list_draw(const struct dn_report *report, const char *form, const struct item_list *list,
    struct dunlin_error *err)
{
	if (strcmp(form, "dot") == 0)
		return dn_report_dot(report, list->items, list->n, err);
	if (strcmp(form, "mermaid") == 0)
		return dn_report_mermaid(report, list->items, list->n, err);
	return dn_report_graph(report, list->items, list->n, strcmp(form, "ascii") == 0, err);
}

bool
dunlin_draw(struct dunlin *project, const char *range, bool mark, const char *form,
    struct dunlin_error *err)
{
	static const char *const forms[] = { "graph", "ascii", "dot", "mermaid" };
	void *mem = dn_new_context(project);
	struct item_list list = { 0 };
	bool ok = false;

	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
		ok = ok || strcmp(forms[i], form) == 0;
	if (!ok)
		dunlin_error_set(err, DUNLIN_E_USAGE,
		    "there is no drawing '%s': it is graph, ascii, dot or mermaid", form);
	ok = ok && list_history(project, mem, range, mark, &list, err) &&
	     list_draw(&project->report, form, &list, err);
	dn_free(mem);
	return ok;
}

bool
dunlin_heads(struct dunlin *project, bool resolve, struct dunlin_error *err)
{
	void *mem = dn_new_context(project);
	const struct dn_history *history;
	struct item_list list = { 0 };
	bool ok = dn_project_history(project, err);

	history = project->history;
	for (size_t i = 0; ok && i < history->nheads; i++)
		if (!resolve || history->heads[i]->ndependents == 0)
			list_add(mem, &list, history->heads[i], NULL);
	ok = ok && dn_report_revisions(
		       &project->report, "heads", DN_REPORT_HEADS, list.items, list.n, err);
	dn_free(mem);
	return ok;
}

bool
dunlin_branches(struct dunlin *project, struct dunlin_error *err)
{
	void *mem = dn_new_context(project);
	struct item_list list = { 0 };
	struct dn_list all;
	bool ok = dn_project_history(project, err) &&
		  dn_history_listing(mem, project->history, NULL, NULL, &all, err);

	for (size_t i = 0; ok && i < all.n; i++)
		if (all.items[i]->nchildren > 1)
			list_add(mem, &list, all.items[i], NULL);
	ok = ok && dn_report_branches(&project->report, list.items, list.n, err);
	dn_free(mem);
	return ok;
}

/* What TARGET means, on the database if it says "current". */
static bool
list_named(struct dunlin *project, const void *mem, const char *target, struct dn_list *list,
    struct dunlin_error *err)
{
	struct dn_revision *repeatable;
	struct dn_map *applied;

	if (!dn_project_history(project, err))
		return false;
	repeatable = dn_history_repeatable(project->history, target);
	if (repeatable != NULL) {
		dn_push(mem, list->items, list->n, repeatable);
		return true;
	}
	if (strcmp(target, "current") != 0) {
		if (!dn_history_list(mem, project->history, target, list, err))
			return false;
		return list->n > 0 || dunlin_error_set(err, DUNLIN_E_TARGET,
					  "No revision files indicated by symbol '%s'", target);
	}
	applied = list_applied(mem, project, err);
	if (applied == NULL)
		return false;
	list->items = dn_history_current(mem, project->history, applied, &list->n);
	return list->n > 0 || dunlin_error_set(err, DUNLIN_E_TARGET, "No current revisions");
}

static bool
show_text(struct dunlin *project, struct dn_revision *revision, struct dunlin_error *err)
{
	struct dn_report report = project->report;
	const struct dn_report_item item = { .revision = revision };
	const char *text = revision->written.text;
	size_t end = revision->written.len;

	report.verbose = true;
	if (end > 0 && text[end - 1] != '\n')
		text = dn_sprintf(project->history, "%s\n", text);
	return dn_report_revisions(&report, "revisions", DN_REPORT_HISTORY, &item, 1, err) &&
	       dn_report_source(&report, text, err) &&
	       (revision->downgrade.present || revision->kind != DN_REVISION ||
		   dn_report_text(
		       &report, dn_project_derived(project->history, project, revision), err));
}

bool
dunlin_show(struct dunlin *project, const char *target, struct dunlin_error *err)
{
	void *mem = dn_new_context(project);
	struct item_list list = { 0 };
	struct dn_list named = { 0 };
	bool ok = list_named(project, mem, target, &named, err);

	for (size_t i = 0; ok && i < named.n; i++) {
		ok = dn_revision_load(named.items[i], err);
		if (ok && project->report.json)
			list_add(mem, &list, named.items[i], NULL);
		else
			ok = ok && show_text(project, named.items[i], err);
	}
	if (ok && project->report.json)
		ok = dn_report_revisions(
		    &project->report, "revisions", DN_REPORT_HISTORY, list.items, list.n, err);
	dn_free(mem);
	return ok;
}

bool
dunlin_files(struct dunlin *project, const char *target, dunlin_file_fn each, void *payload,
    struct dunlin_error *err)
{
	void *mem = dn_new_context(project);
	struct dn_list named = { 0 };
	bool ok = list_named(project, mem, target, &named, err);

	for (size_t i = 0; ok && i < named.n; i++)
		ok = each(payload, named.items[i]->path, err);
	dn_free(mem);
	return ok;
}
