/* rebase.c - give a revision another parent */
#include "config.h"

#include <string.h>

#include "api/project.h"
#include "base/file.h"
#include "base/mem.h"

bool
dn_project_refuse_applied(struct dunlin *project, struct dn_revision *const *list, size_t n,
    const char *why, struct dunlin_error *err)
{
	void *scratch = dn_new_context(NULL);
	struct dunlin_error *own = dn_error_new(scratch);
	struct dn_map *applied = NULL;
	bool ok = true;

	if (!dn_project_url(project, own)) {
		if (project->database != NULL || own->code != DUNLIN_E_CONFIG) {
			dn_error_copy(err, own);
			dn_free(scratch);
			return false;
		}
		dn_log(&project->log, DUNLIN_NOTICE,
		    "no database is configured: nobody looked whether one has it");
	} else if (dn_project_connect(project, DN_ACCESS_READ, own)) {
		applied = dn_project_read(scratch, project, err);
		ok = applied != NULL;
	} else if (own->code != DUNLIN_E_ABSENT) {
		ok = dn_error_copy(err, own);
	}
	for (size_t i = 0; ok && applied != NULL && i < n; i++) {
		if (dn_map_get(applied, list[i]->id) == NULL)
			continue;
		ok = false;
		dunlin_error_set(err, DUNLIN_E_HISTORY, "revision '%s' is applied to %s",
		    list[i]->id, dn_url_redact(scratch, project->url));
		dunlin_error_set_hint(err, "%s", why);
	}
	dn_free(scratch);
	return ok;
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
	ok = text != NULL &&
	     dn_project_refuse_applied(project, &rev, 1,
		 "What it stands on is recorded there: downgrade it first, or merge with a new "
		 "revision (`dunlin merge heads`).",
		 err) &&
	     dn_file_write(rev->path, text, strlen(text), err) &&
	     dn_report_text(&project->report, dn_sprintf(mem, "%s\n", rev->path), err);
	dn_free(mem);
	return ok;
}
