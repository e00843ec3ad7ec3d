/* compare.c - what was applied against what the files say now */
#include "config.h"

#include <string.h>

#include "api/project.h"
#include "base/buf.h"
#include "base/mem.h"
#include "sql/text/mask.h"

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

/* What a placeholder became is no difference. */
static bool
line_differs(const char *a, size_t alen, const char *b, size_t blen)
{
	return (alen != blen || memcmp(a, b, alen) != 0) && memmem(b, blen, "${", 2) == NULL;
}

/* Where two texts part: the first line that differs, in both; false when none does. */
static bool
first_difference(const char *a, const char *b, unsigned *line, const char **was)
{
	for (*line = 1;; ++*line) {
		size_t alen = strcspn(a, "\n"), blen = strcspn(b, "\n");

		*was = a;
		if (line_differs(a, alen, b, blen) || (a[alen] == '\0') != (b[blen] == '\0'))
			return true;
		if (a[alen] == '\0')
			return false;
		a += alen + 1;
		b += blen + 1;
	}
}

static size_t
line_start(const char *text, unsigned line)
{
	const char *s = text;

	for (; line > 1 && *s != '\0'; s++)
		line -= *s == '\n';
	return (size_t) (s - text);
}

static char *
line_text(const void *mem, const char *line)
{
	return dn_strndup(mem, line, strcspn(line, "\r\n"));
}

/* STORED and the file's text as they may be shown; the lines are those of the file. */
static bool
compare_texts(
    const void *mem, const char *stored, const struct dn_source *source, size_t *now, char **was)
{
	char *then = dn_sql_mask(mem, stored, strlen(stored), NULL);
	char *text = dn_sql_mask(mem, source->text, source->len, NULL);
	const char *start;
	unsigned line;

	if (!first_difference(then, text, &line, &start))
		return false;
	*now = line_start(source->text, line);
	*was = line_text(mem, start);
	return true;
}

static bool
compare_changed(struct dunlin *project, struct dn_revision *revision, struct dunlin_error *err)
{
	void *scratch = dn_new_context(NULL);
	char *stored = NULL, *was = NULL;
	const char *then;
	bool differs = true;
	size_t now = 0;

	if (!dn_store_source(scratch, project->store, project->session, revision->id, &stored, err))
		goto out;
	if (stored != NULL)
		differs = compare_texts(scratch, stored, &revision->written, &now, &was);
	dn_error_in(err, DUNLIN_E_HISTORY, &revision->written, now,
	    "revision '%s' was changed after it was applied", revision->id);
	if (was != NULL && was[0] != '\0')
		then = dn_sprintf(scratch, " (the line was `%s`)", was);
	else
		then = differs ? "" : " (a password differs; it is not kept)";
	dunlin_error_set_hint(
	    err, "Put the file back%s, or write what is new as a revision of its own.", then);
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
