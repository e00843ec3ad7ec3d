/* directory.c - read a directory of revisions and connect them */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "history/graph.h"

/* What most revisions take of memory before their SQL is read. */
enum { REVISION_SIZE = 1536 };
/* Names and paths of many files. */
enum { NAMES_SIZE = 1 << 20 };

/* What is read: a folder of a location, or one below it. */
struct reader {
	struct dn_history *history;
	struct stat *seen; /* folders */
	size_t nseen;
	char **names; /* of a location, from there */
	size_t n;
	void *scratch;
};

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
reader_list(struct reader *r, const char *location, const char *below, struct dunlin_error *err);

static bool
reader_entry(struct reader *r, const char *location, const char *below, const struct dirent *entry,
    struct dunlin_error *err)
{
	size_t len = strlen(entry->d_name);
	bool folder = entry->d_type == DT_DIR;
	char *name;

	if (entry->d_name[0] == '.')
		return true;
	name = below[0] == '\0' ? dn_strdup(r->scratch, entry->d_name)
				: dn_sprintf(r->scratch, "%s/%s", below, entry->d_name);
	if (entry->d_type == DT_UNKNOWN || entry->d_type == DT_LNK) {
		char *path = dn_sprintf(r->scratch, "%s/%s", location, name);
		struct stat st;

		folder = stat(path, &st) == 0 && S_ISDIR(st.st_mode);
	}
	if (folder)
		return !r->history->locations.recursive || reader_list(r, location, name, err);
	if (len > 4 && strcmp(entry->d_name + len - 4, ".sql") == 0)
		dn_push(r->scratch, r->names, r->n, name);
	return true;
}

static bool
reader_seen(struct reader *r, int fd)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return false;
	for (size_t i = 0; i < r->nseen; i++)
		if (r->seen[i].st_dev == st.st_dev && r->seen[i].st_ino == st.st_ino)
			return true;
	dn_push(r->scratch, r->seen, r->nseen, st);
	return false;
}

static bool
reader_list(struct reader *r, const char *location, const char *below, struct dunlin_error *err)
{
	char *path = dn_sprintf(r->scratch, "%s%s%s", location, below[0] == '\0' ? "" : "/", below);
	DIR *dir = opendir(path);
	struct dirent *entry;
	bool ok = true;
	int why;

	if (dir == NULL)
		return (errno == ENOENT && r->history->locations.n > 1) ||
		       directory_failed(path, err);
	if (!reader_seen(r, dirfd(dir)))
		while (ok && (errno = 0, entry = readdir(dir)) != NULL)
			ok = reader_entry(r, location, below, entry, err);
	why = ok ? errno : 0;
	closedir(dir);
	errno = why;
	return ok && (why == 0 || directory_failed(path, err));
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
history_add_repeatable(
    struct dn_history *history, struct dn_revision *rev, struct dunlin_error *err)
{
	const struct dn_revision *other = dn_history_repeatable(history, rev->id);

	if (other == NULL) {
		dn_push(history, history->repeatables, history->nrepeatables, rev);
		return true;
	}
	dunlin_error_set(err, DUNLIN_E_HISTORY,
	    "two repeatable files are called '%s': '%s' and '%s'", rev->id, other->source.file,
	    rev->source.file);
	dunlin_error_set_hint(err, "Give one of them another name.");
	return false;
}

static int
compare_ids(const void *a, const void *b)
{
	return dn_version_compare(
	    (*(struct dn_revision *const *) a)->id, (*(struct dn_revision *const *) b)->id);
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
history_add_replaced(struct dn_history *history, struct dn_revision *rev, struct dunlin_error *err)
{
	for (size_t i = 0; i < rev->nreplaces; i++) {
		const struct dn_revision *other = dn_history_get(history, rev->replaces[i]);

		if (other == NULL && dn_map_get(history->replaced, rev->replaces[i]) == NULL) {
			dn_map_put(history->replaced, rev->replaces[i], rev);
			continue;
		}
		dunlin_error_set(err, DUNLIN_E_HISTORY, "revision '%s' replaces '%s', which %s",
		    rev->id, rev->replaces[i],
		    other != NULL ? "has a file" : "another one replaces, too");
		dunlin_error_set_hint(err, "Remove the file of one of the two.");
		dn_history_error_at(err, rev, rev->id_at);
		return false;
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

/* The one before it in the same location. */
static struct dn_revision *
history_before(const struct dn_history *history, size_t i)
{
	struct dn_revision *before = i == 0 ? NULL : history->revisions[i - 1];

	return before != NULL && before->location == history->revisions[i]->location ? before
										     : NULL;
}

static bool
history_connect_all(struct dn_history *history, struct dunlin_error *err)
{
	bool ok = true;

	history->replaced = dn_map_new(history);
	for (size_t i = 0; ok && i < history->n; i++)
		ok = history_add_replaced(history, history->revisions[i], err);
	for (size_t i = 0; ok && i < history->n; i++)
		ok = history_add_labels(history, history->revisions[i], err);
	for (size_t i = 0; ok && i < history->n; i++)
		ok = history_connect(
		    history, history->revisions[i], history_before(history, i), err);
	return ok && dn_graph_sort(history, err);
}

/* By their names in the open FOLDER, which is faster where there are thousands. */
static bool
reader_open(struct reader *r, size_t location, int folder, struct dunlin_error *err)
{
	struct dn_history *history = r->history;
	const char *directory = history->locations.paths[location];
	void *pool = dn_new_pool(history, r->n * REVISION_SIZE);

	for (size_t i = 0; i < r->n; i++) {
		char *path = dn_sprintf(r->scratch, "%s/%s", directory, r->names[i]);
		bool again = dn_revision_is_repeatable(r->names[i]);
		struct dn_revision *rev =
		    again ? dn_revision_open_beside(pool, DN_REPEATABLE, path, err)
			  : dn_revision_open_in(pool, folder, r->names[i], path, err);

		if (rev == NULL)
			return false;
		rev->location = location;
		if (!(again ? history_add_repeatable(history, rev, err)
			    : history_add(history, rev, err)))
			return false;
	}
	return true;
}

static bool
reader_read(struct reader *r, size_t location, struct dunlin_error *err)
{
	const char *directory = r->history->locations.paths[location];
	int folder;
	bool ok;

	r->n = 0;
	if (!reader_list(r, directory, "", err))
		return false;
	if (r->n == 0)
		return true;
	qsort(r->names, r->n, sizeof *r->names, compare_names);
	folder = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0)
		return directory_failed(directory, err);
	ok = reader_open(r, location, folder, err);
	close(folder);
	return ok;
}

static void
history_keep_locations(struct dn_history *history, const struct dn_locations *locations)
{
	struct dn_locations *copy = &history->locations;

	copy->recursive = locations->recursive;
	for (size_t i = 0; i < locations->n; i++)
		dn_push(history, copy->paths, copy->n, dn_strdup(history, locations->paths[i]));
	history->directory = copy->paths[0];
}

struct dn_history *
dn_history_open(const void *mem, const struct dn_locations *locations, struct dunlin_error *err)
{
	struct dn_history *history = dn_new(mem, struct dn_history);
	struct reader r = { .history = history };
	bool ok = true;

	history_keep_locations(history, locations);
	history->by_id = dn_map_new(history);
	history->labels = dn_map_new(history);
	r.scratch = dn_new_pool(NULL, NAMES_SIZE);
	for (size_t i = 0; ok && i < history->locations.n; i++)
		ok = reader_read(&r, i, err);
	dn_free(r.scratch);
	if (history->nrepeatables > 1)
		qsort(history->repeatables, history->nrepeatables, sizeof *history->repeatables,
		    compare_ids);
	if (ok && history_connect_all(history, err))
		return history;
	dn_free(history);
	return NULL;
}

struct dn_history *
dn_history_of(const void *mem, const struct dn_list *revisions, struct dunlin_error *err)
{
	struct dn_history *history = dn_new(mem, struct dn_history);
	bool ok = true;

	history->by_id = dn_map_new(history);
	history->labels = dn_map_new(history);
	for (size_t i = 0; ok && i < revisions->n; i++)
		ok = history_add(history, revisions->items[i], err);
	if (ok && history_connect_all(history, err))
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

struct dn_revision *
dn_history_repeatable(const struct dn_history *history, const char *id)
{
	for (size_t i = 0; i < history->nrepeatables; i++)
		if (strcmp(history->repeatables[i]->id, id) == 0)
			return history->repeatables[i];
	return NULL;
}
