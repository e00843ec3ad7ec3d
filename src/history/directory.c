/* directory.c - read the directories of a history */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/mem.h"
#include "base/threads.h"
#include "history/build.h"

/* What most revisions take of memory before their SQL is read. */
enum { REVISION_SIZE = 1280 };
/* As many files are worth a thread. */
enum { SHARE = 256 };
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

/* Some of the files, and the memory that is theirs, so that threads do not meet in it. */
struct share {
	size_t from, to;
	void *pool;
	struct dn_arena *words;
	struct dunlin_error *err;
};

/* All files of a location. */
struct batch {
	const struct reader *r;
	const char *directory;
	int folder; /* it, open: names from there are faster where there are thousands */
	struct share *shares;
	struct dn_revision **revisions; /* by file; NULL from the first of a share that fails */
};

static char *
batch_path(const struct batch *b, struct share *share, const char *name)
{
	size_t directory = strlen(b->directory), len = strlen(name);
	char *path = dn_arena_alloc(share->words, directory + len + 2);

	memcpy(path, b->directory, directory);
	path[directory] = '/';
	memcpy(path + directory + 1, name, len);
	return path;
}

static void
batch_read(void *payload, size_t i)
{
	struct batch *b = payload;
	struct share *share = &b->shares[i];

	for (size_t j = share->from; j < share->to; j++) {
		const char *name = b->r->names[j];
		struct dn_revision *rev = dn_revision_new(share->pool, share->words);

		rev->path = rev->source.file = batch_path(b, share, name);
		if (!dn_revision_read(rev, b->folder, name, share->err) ||
		    (dn_revision_is_repeatable(name) &&
			!dn_revision_stands_beside(rev, DN_REPEATABLE, share->err)))
			return;
		b->revisions[j] = rev;
	}
}

static struct share
batch_share(const struct batch *b, size_t i)
{
	struct share share = { .from = i * SHARE };
	size_t left = b->r->n - share.from;

	share.to = share.from + (left < SHARE ? left : SHARE);
	share.pool = dn_new_pool(b->r->history, (share.to - share.from) * REVISION_SIZE);
	share.words = dn_arena_new(share.pool);
	/* Not of the scratch, a pool: what threads hang on an error would be cut from it. */
	share.err = dn_error_new(share.pool);
	return share;
}

/* Shares are read side by side, but what is wrong is said as if it were one after the other. */
static bool
reader_open(struct reader *r, size_t location, int folder, struct dunlin_error *err)
{
	struct batch b = { r, r->history->locations.paths[location], folder, NULL, NULL };
	size_t shares = (r->n + SHARE - 1) / SHARE;

	b.revisions = dn_new_array(r->scratch, struct dn_revision *, r->n);
	b.shares = dn_new_array(r->scratch, struct share, shares);
	for (size_t i = 0; i < shares; i++)
		b.shares[i] = batch_share(&b, i);
	dn_threads_each(shares, batch_read, &b);
	for (size_t i = 0; i < r->n; i++) {
		if (b.revisions[i] == NULL)
			return dn_error_copy(err, b.shares[i / SHARE].err);
		b.revisions[i]->location = location;
		if (!dn_history_put(r->history, b.revisions[i], err))
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
	struct dn_history *history = dn_history_new(mem);
	struct reader r = { .history = history };
	bool ok = true;

	history_keep_locations(history, locations);
	r.scratch = dn_new_pool(NULL, NAMES_SIZE);
	for (size_t i = 0; ok && i < history->locations.n; i++)
		ok = reader_read(&r, i, err);
	dn_free(r.scratch);
	if (ok && dn_history_connect(history, err))
		return history;
	dn_free(history);
	return NULL;
}
