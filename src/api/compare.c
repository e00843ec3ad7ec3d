/* compare.c - what was applied against what the files say now */
#include "config.h"

#include <string.h>

#include "api/project.h"
#include "base/buf.h"
#include "base/mem.h"

bool
dn_project_compare(const struct dn_record *record, struct dn_revision *revision,
    enum dn_file_state *state, struct dunlin_error *err)
{
	*state = DN_FILE_SAME;
	/* A stamped revision may never have had a file to be compared with. */
	if (record->checksum[0] == '\0')
		return true;
	if (!dn_revision_load(revision, err))
		return false;
	if (strcmp(record->checksum, revision->checksum) == 0)
		return true;
	*state = strcmp(record->token_checksum, revision->token_checksum) == 0 ? DN_FILE_REFORMATTED
									       : DN_FILE_CHANGED;
	return true;
}

/* Where two texts part: the start of the first line that differs, in each. */
static void
first_difference(const char *a, const char *b, size_t *line_a, size_t *line_b)
{
	size_t i = 0, j = 0;

	*line_a = *line_b = 0;
	while (a[i] != '\0' && a[i] == b[j]) {
		i++, j++;
		if (a[i - 1] == '\n')
			*line_a = i, *line_b = j;
	}
}

static char *
line_at(const void *mem, const char *text, size_t start)
{
	size_t len = strcspn(text + start, "\r\n");

	return dn_strndup(mem, text + start, len);
}

static bool
compare_changed(struct dunlin *project, struct dn_revision *revision, struct dunlin_error *err)
{
	void *scratch = dn_new_context(NULL);
	size_t then = 0, now = 0;
	char *stored = NULL;

	if (!dn_store_source(scratch, project->store, project->session, revision->id, &stored, err))
		goto out;
	if (stored != NULL)
		first_difference(stored, revision->source.text, &then, &now);
	dn_error_in(err, DUNLIN_E_HISTORY, &revision->source, now,
	    "revision '%s' was changed after it was applied", revision->id);
	dunlin_error_set_hint(err,
	    "Put the file back%s%s%s, or write what is new as a revision of its own.",
	    stored == NULL ? "" : " (the line was `",
	    stored == NULL ? "" : line_at(scratch, stored, then), stored == NULL ? "" : "`)");
out:
	dn_free(scratch);
	return false;
}

bool
dn_project_verify(struct dunlin *project, const struct dn_map *applied, struct dunlin_error *err)
{
	enum dn_file_state state;

	dn_map_each (applied, e) {
		struct dn_revision *revision = dn_history_get(project->history, e->key);

		if (revision == NULL)
			continue;
		if (!dn_project_compare(e->value, revision, &state, err))
			return false;
		if (state == DN_FILE_CHANGED)
			return compare_changed(project, revision, err);
		if (state == DN_FILE_REFORMATTED)
			dn_log(&project->log, DUNLIN_NOTICE,
			    "%s: only comments or white space were changed since it was applied",
			    revision->source.file);
	}
	return true;
}
