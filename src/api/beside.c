/* beside.c - what runs beside the revisions: repeatable files and hooks */
#include "config.h"

#include <string.h>
#include <unistd.h>

#include "api/project.h"
#include "base/mem.h"

static const char *const hook_names[DN_HOOKS] = {
	[DN_HOOK_BEFORE_UPGRADE] = "before_upgrade",
	[DN_HOOK_AFTER_UPGRADE] = "after_upgrade",
	[DN_HOOK_BEFORE_EACH] = "before_each",
	[DN_HOOK_AFTER_EACH] = "after_each",
};

bool
dn_project_read_hooks(struct dunlin *project, struct dunlin_error *err)
{
	void *scratch = dn_new_context(NULL);
	const char *home = dn_config_path(
	    scratch, project->config, dn_config_get(project->config, "script_location"));
	bool ok = true;

	for (size_t i = 0; ok && i < DN_HOOKS; i++) {
		char *path = dn_sprintf(scratch, "%s/hooks/%s.sql", home, hook_names[i]);

		if (access(path, F_OK) != 0)
			continue;
		project->hooks[i] = dn_revision_open(project, path, err);
		ok = project->hooks[i] != NULL &&
		     dn_revision_stands_beside(project->hooks[i], DN_HOOK, err);
		if (ok)
			project->hooks[i]->placeholders = project->placeholders;
	}
	dn_free(scratch);
	return ok;
}

/* ---- repeatable files ----------------------------------------------------------------- */

bool
dn_project_is_repeated(const struct dunlin *project, const struct dn_revision *repeatable)
{
	const struct dn_map *repeated = project->store == NULL ? NULL : project->store->repeated;
	const struct dn_record *record =
	    repeated == NULL ? NULL : dn_map_get(repeated, repeatable->id);

	return record != NULL && strcmp(record->token_checksum, repeatable->token_checksum) == 0;
}

/* All that is applied behind RANGE. */
static struct dn_map *
beside_behind(const void *mem, const struct dn_map *applied, const struct dn_range *range)
{
	struct dn_map *behind = dn_map_new(mem);

	dn_map_each (applied, e)
		dn_map_put(behind, e->key, behind);
	for (size_t i = 0; i < range->n; i++)
		dn_map_put(behind, range->revisions[i]->id, behind);
	return behind;
}

/* They may use whatever there is, so they wait for all of it. */
static bool
beside_is_complete(const struct dn_history *history, const struct dn_map *behind)
{
	for (size_t i = 0; i < history->nends; i++)
		if (dn_map_get(behind, history->ends[i]->id) == NULL)
			return false;
	return true;
}

static bool
beside_add_repeatables(const void *mem, struct dunlin *project, struct dn_range *range,
    const struct dn_map *applied, bool script, struct dunlin_error *err)
{
	const struct dn_history *history = project->history;
	const struct dn_map *behind = beside_behind(mem, applied, range);
	struct dn_list tips = dn_history_tips(mem, history, behind);
	bool complete = beside_is_complete(history, behind);
	size_t waiting = 0;

	for (size_t i = 0; i < history->nrepeatables; i++) {
		struct dn_revision *rev = history->repeatables[i];

		if (!dn_revision_load(rev, err))
			return false;
		if (!script && dn_project_is_repeated(project, rev))
			continue;
		rev->parents = tips.items;
		rev->nparents = tips.n;
		if (complete)
			dn_push(range, range->revisions, range->n, rev);
		else
			waiting++;
	}
	if (waiting > 0)
		dn_log(&project->log, DUNLIN_NOTICE,
		    "%zu repeatable file%s until all heads are applied", waiting,
		    waiting == 1 ? " waits" : "s wait");
	return true;
}

/* PARENTS are ids with "," between. */
static bool
beside_is_parent(const char *parents, const char *id)
{
	size_t len = strlen(id);

	for (const char *p = parents; *p != '\0'; p += *p == ',') {
		size_t n = strcspn(p, ",");

		if (n == len && memcmp(p, id, n) == 0)
			return true;
		p += n;
	}
	return false;
}

/* Was it run where one of the revisions of RANGE was the last?  In a script: where nothing was
 * left. */
static bool
beside_was_run(const struct dunlin *project, const struct dn_revision *rev,
    const struct dn_range *range, const struct dn_map *applied, bool script)
{
	const struct dn_record *record;

	if (script)
		return beside_is_complete(project->history, applied);
	if (!dn_project_is_repeated(project, rev))
		return false;
	record = dn_map_get(project->store->repeated, rev->id);
	for (size_t i = 0; i < range->n; i++)
		if (beside_is_parent(record->parents, range->revisions[i]->id))
			return true;
	return false;
}

/* Before what they may read is undone they are, those that say how; the last one first. */
static bool
beside_undo_repeatables(const void *mem, struct dunlin *project, struct dn_range *range,
    const struct dn_map *applied, bool script, struct dunlin_error *err)
{
	const struct dn_history *history = project->history;
	struct dn_range whole = { .direction = DN_DOWN };

	for (size_t i = range->n == 0 ? 0 : history->nrepeatables; i-- > 0;) {
		struct dn_revision *rev = history->repeatables[i];

		if (!dn_revision_load(rev, err))
			return false;
		rev->nparents = 0;
		if (rev->downgrade.present && beside_was_run(project, rev, range, applied, script))
			dn_push(mem, whole.revisions, whole.n, rev);
	}
	for (size_t i = 0; i < range->n; i++)
		dn_push(mem, whole.revisions, whole.n, range->revisions[i]);
	range->revisions = whole.revisions;
	range->n = whole.n;
	return true;
}

bool
dn_project_complete_range(const void *mem, struct dunlin *project, struct dn_range *range,
    const struct dn_map *applied, bool script, struct dunlin_error *err)
{
	struct dn_revision *before = project->hooks[DN_HOOK_BEFORE_UPGRADE];
	struct dn_revision *after = project->hooks[DN_HOOK_AFTER_UPGRADE];

	if (range->direction == DN_DOWN)
		return beside_undo_repeatables(mem, project, range, applied, script, err);
	if (!beside_add_repeatables(mem, project, range, applied, script, err))
		return false;
	if (range->n > 0 && before != NULL) {
		dn_push(range, range->revisions, range->n, before);
		memmove(range->revisions + 1, range->revisions,
		    (range->n - 1) * sizeof *range->revisions);
		range->revisions[0] = before;
	}
	if (range->n > 0 && after != NULL)
		dn_push(range, range->revisions, range->n, after);
	return true;
}

/* ---- what was run of them, for the model ---------------------------------------------- */

/* Right behind the last of the revisions that were there when it was run. */
static void
beside_insert(const void *mem, struct dn_revision ***list, size_t *n, const char *parents,
    struct dn_revision *rev)
{
	size_t at = *n;

	while (at > 0 && !beside_is_parent(parents, (*list)[at - 1]->id))
		at--;
	at = at == 0 && parents[0] != '\0' ? *n : at;
	dn_push(mem, *list, *n, rev);
	memmove(*list + at + 1, *list + at, (*n - 1 - at) * sizeof **list);
	(*list)[at] = rev;
}

bool
dn_project_add_repeated(const void *mem, struct dunlin *project, struct dn_revision ***list,
    size_t *n, struct dunlin_error *err)
{
	if (project->store == NULL || project->store->repeated == NULL)
		return true;
	dn_map_each (project->store->repeated, e) {
		const struct dn_record *record = e->value;
		struct dn_source source = { .file = dn_sprintf(mem, "%s (as it was run)", e->key) };
		struct dn_revision *rev;
		char *text = NULL;

		if (!dn_store_source(mem, project->store, project->session, e->key, &text, err))
			return false;
		if (text == NULL)
			continue;
		source.text = text;
		source.len = strlen(text);
		rev = dn_revision_from_text(mem, e->key, &source, err);
		if (rev == NULL)
			return false;
		rev->kind = DN_REPEATABLE;
		rev->placeholders = project->placeholders;
		beside_insert(mem, list, n, record->parents, rev);
	}
	return true;
}

void
dn_project_add_repeatables(const void *mem, struct dunlin *project, const struct dn_map *applied,
    struct dn_revision ***list, size_t *n)
{
	const struct dn_history *history = project->history;

	for (size_t i = 0; beside_is_complete(history, applied) && i < history->nrepeatables; i++)
		dn_push(mem, *list, *n, history->repeatables[i]);
}
