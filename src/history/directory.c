/* directory.c - read a directory of revisions and connect them */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>

#include "base/mem.h"
#include "history/graph.h"

struct names {
	char **items;
	size_t n;
};

static bool
directory_is_revision(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	return entry->d_name[0] != '.' && len > 4 && entry->d_type != DT_DIR &&
	       strcmp(entry->d_name + len - 4, ".sql") == 0;
}

static int
compare_names(const void *a, const void *b)
{
	return dn_version_compare(*(char *const *) a, *(char *const *) b);
}

static bool
directory_failed(const char *directory, struct dunlin_error *err)
{
	int why = errno;

	dunlin_error_set(err, DUNLIN_E_FILE, "cannot read the directory of revisions '%s': %s",
	    directory, strerror(why));
	if (why == ENOENT)
		dunlin_error_set_hint(err,
		    "`dunlin init DIR` makes a new project; script_location in dunlin.ini says "
		    "where the directory 'versions' of this one is.");
	return false;
}

static bool
directory_list(
    const void *mem, const char *directory, struct names *names, struct dunlin_error *err)
{
	DIR *dir = opendir(directory);
	struct dirent *entry;
	int why;

	if (dir == NULL)
		return directory_failed(directory, err);
	while ((errno = 0, entry = readdir(dir)) != NULL) {
		char *name;

		if (!directory_is_revision(entry))
			continue;
		name = dn_strdup(mem, entry->d_name);
		dn_push(mem, names->items, names->n, name);
	}
	why = errno;
	closedir(dir);
	errno = why;
	if (why != 0)
		return directory_failed(directory, err);
	if (names->n > 1)
		qsort(names->items, names->n, sizeof *names->items, compare_names);
	return true;
}

void
dn_history_error_at(struct dunlin_error *err, const struct dn_revision *rev, struct dn_place place)
{
	if (err == NULL || err->file != NULL)
		return;
	err->file = dn_strdup_null(err, rev->source.file);
	err->line = place.line != 0 ? place.line : 1;
	err->column = place.line != 0 ? place.column : 1;
}

static bool
history_add(struct dn_history *history, struct dn_revision *rev, struct dunlin_error *err)
{
	const struct dn_revision *other = dn_history_get(history, rev->id);

	if (other != NULL) {
		dunlin_error_set(err, DUNLIN_E_HISTORY,
		    "revision id '%s' is in two files: '%s' and '%s'", rev->id, other->source.file,
		    rev->source.file);
		dunlin_error_set_hint(
		    err, "Give one of them another id: `-- dunlin: revision ID`.");
		dn_history_error_at(err, rev, rev->id_at);
		return false;
	}
	rev->file = history->n;
	dn_map_put(history->by_id, rev->id, rev);
	dn_push(history, history->revisions, history->n, rev);
	return true;
}

static bool
history_add_labels(
    const struct dn_history *history, struct dn_revision *rev, struct dunlin_error *err)
{
	for (size_t i = 0; i < rev->nlabels; i++) {
		const struct dn_revision *other = dn_map_get(history->labels, rev->labels[i]);

		if (other == NULL)
			other = dn_history_get(history, rev->labels[i]);
		if (other != NULL) {
			dunlin_error_set(err, DUNLIN_E_HISTORY,
			    "label '%s' names revision '%s' already", rev->labels[i], other->id);
			dn_history_error_at(err, rev, (struct dn_place){ 0, 0 });
			return false;
		}
		dn_map_put(history->labels, rev->labels[i], rev);
	}
	return true;
}

static bool
history_missing(const struct dn_history *history, const struct dn_revision *rev, const char *verb,
    const char *id, struct dn_place place, struct dunlin_error *err)
{
	struct dunlin_nearest nearest = { .word = id };

	for (size_t i = 0; i < history->n; i++)
		if (history->revisions[i] != rev)
			dunlin_nearest_add(&nearest, history->revisions[i]->id);
	dunlin_error_set(
	    err, DUNLIN_E_HISTORY, "revision '%s' %s '%s', which is in no file", rev->id, verb, id);
	if (nearest.name != NULL)
		dunlin_error_set_hint(err, "Did you mean '%s'?", nearest.name);
	dunlin_error_set_hint(err, "Add its file, or name another revision.");
	dn_history_error_at(err, rev, place);
	return false;
}

static void
history_link(struct dn_revision *parent, struct dn_revision *child)
{
	dn_push(child, child->parents, child->nparents, parent);
	dn_push(parent, parent->children, parent->nchildren, child);
}

/* BEFORE is what a file without `revises` follows; NULL for the first. */
static bool
history_connect(const struct dn_history *history, struct dn_revision *rev,
    struct dn_revision *before, struct dunlin_error *err)
{
	for (size_t i = 0; i < rev->nrevises; i++) {
		struct dn_revision *parent = dn_history_get(history, rev->revises[i]);

		if (parent == NULL)
			return history_missing(
			    history, rev, "revises", rev->revises[i], rev->revises_at, err);
		history_link(parent, rev);
	}
	if (!rev->revises_written && before != NULL)
		history_link(before, rev);
	for (size_t i = 0; i < rev->ndepends_on; i++) {
		struct dn_revision *need = dn_history_get(history, rev->depends_on[i]);

		if (need == NULL)
			need = dn_map_get(history->labels, rev->depends_on[i]);
		if (need == NULL)
			return history_missing(history, rev, "depends on", rev->depends_on[i],
			    rev->depends_on_at, err);
		dn_push(rev, rev->dependencies, rev->ndependencies, need);
		dn_push(need, need->dependents, need->ndependents, rev);
	}
	return true;
}

static bool
history_connect_all(struct dn_history *history, struct dunlin_error *err)
{
	bool ok = true;

	for (size_t i = 0; ok && i < history->n; i++)
		ok = history_add_labels(history, history->revisions[i], err);
	for (size_t i = 0; ok && i < history->n; i++)
		ok = history_connect(
		    history, history->revisions[i], i == 0 ? NULL : history->revisions[i - 1], err);
	return ok && dn_graph_sort(history, err);
}

static bool
history_read(struct dn_history *history, const struct names *names, const void *scratch,
    struct dunlin_error *err)
{
	for (size_t i = 0; i < names->n; i++) {
		char *path = dn_sprintf(scratch, "%s/%s", history->directory, names->items[i]);
		struct dn_revision *rev = dn_revision_open(history, path, err);

		if (rev == NULL || !history_add(history, rev, err))
			return false;
	}
	return true;
}

struct dn_history *
dn_history_open(const void *mem, const char *directory, struct dunlin_error *err)
{
	struct dn_history *history = dn_new(mem, struct dn_history);
	void *scratch = dn_new_context(NULL);
	struct names names = { NULL, 0 };
	bool ok;

	history->directory = dn_strdup(history, directory);
	history->by_id = dn_map_new(history);
	history->labels = dn_map_new(history);
	ok = directory_list(scratch, directory, &names, err) &&
	     history_read(history, &names, scratch, err) && history_connect_all(history, err);
	dn_free(scratch);
	if (ok)
		return history;
	dn_free(history);
	return NULL;
}

bool
dn_history_add(struct dn_history *history, struct dn_revision *rev, const char *const *parents,
    size_t nparents, struct dunlin_error *err)
{
	for (size_t i = 0; i < nparents; i++)
		if (dn_history_get(history, parents[i]) == NULL)
			return history_missing(
			    history, rev, "revises", parents[i], rev->revises_at, err);
	if (!history_add(history, rev, err))
		return false;
	for (size_t i = 0; i < nparents; i++)
		history_link(dn_history_get(history, parents[i]), rev);
	(void) talloc_steal(history, rev);
	return dn_graph_sort(history, err);
}

struct dn_revision *
dn_history_get(const struct dn_history *history, const char *id)
{
	return dn_map_get(history->by_id, id);
}
