/* rebase.c - give a revision another parent */
#include "config.h"

#include <string.h>

#include "api/project.h"
#include "base/file.h"
#include "base/mem.h"

static bool
rebase_is_free(struct dunlin *project, const void *mem, const struct dn_revision *rev,
    struct dunlin_error *err)
{
	struct dn_map *applied;

	if (!dn_project_at_hand(mem, project, &applied, err))
		return false;
	if (applied == NULL || dn_map_get(applied, rev->id) == NULL)
		return true;
	dunlin_error_set(err, DUNLIN_E_HISTORY, "revision '%s' is applied to %s", rev->id,
	    dn_url_redact(mem, project->url));
	dunlin_error_set_hint(err, "What it stands on is recorded there: downgrade it first, or "
				   "merge with a new revision (`dunlin merge heads`).");
	return false;
}

bool
dunlin_rebase(
    struct dunlin *project, const char *revision, const char *onto, struct dunlin_error *err)
{
	void *mem = dn_new_context(project);
	struct dn_revision *rev = NULL;
	char *text = NULL;
	bool ok;

	if (dn_project_history(project, err))
		rev = dn_history_find(project->history, revision, err);
	if (rev == NULL && err != NULL && err->code == DUNLIN_OK)
		dunlin_error_set(err, DUNLIN_E_TARGET, "'%s' is no revision", revision);
	if (rev != NULL)
		text = dn_history_rebase(mem, project->history, rev, onto, err);
	ok = text != NULL && rebase_is_free(project, mem, rev, err) &&
	     dn_file_write(rev->path, text, strlen(text), err) &&
	     dn_project_report_file(project, mem, rev->path, err);
	dn_free(mem);
	return ok;
}
