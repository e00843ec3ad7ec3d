/* powershim.c - preloaded: SQLite's files as a disk has them, and the moment when the power goes
 *
 * A VFS that writes through, and beside that keeps what a disk would surely hold: the bytes at the
 * last sync of each file, the names at the last sync of the directory.  Operations are counted:
 * writes, truncations, syncs, files made and files removed.
 *
 * DUNLIN_POWER_AT=N     before operation N (from 1) the power goes; one more than there are: at the
 *                       end of the process.  0 or none: never
 * DUNLIN_POWER_LOSS=    none: the process dies, as by kill -9, and nothing is lost
 *                       all: whatever was not synced is lost
 *                       some: of it chance loses sectors, tears them, and undoes the last names
 * DUNLIN_POWER_SEED=N   of that chance
 * DUNLIN_POWER_LIES=1   syncs do nothing: what a test that can fail must then notice
 * DUNLIN_POWER_LOG=F    one line in F for each operation: what, and of which file
 *
 * What may be lost is what SQLite says of itself in "Atomic Commit In SQLite", 2 and 9.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

enum { SECTOR = 512, MAX_NAMES = 4096 };

#define TRACKED                                                                       \
	(SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL | \
	    SQLITE_OPEN_WAL)
#define JOURNALS (TRACKED & ~SQLITE_OPEN_MAIN_DB)

struct image {
	unsigned char *data;
	size_t len;
};

/* A write, or with no data a truncation to OFFSET. */
struct change {
	struct change *next;
	size_t offset, len;
	unsigned char data[];
};

/* A file, whatever names it has had. */
struct node {
	struct image synced;
	struct change *first, **last; /* since then */
};

/* A name that was given to NODE, or taken from it, since the directory was synced. */
struct naming {
	char *path;
	struct node *before, *after; /* NULL: no such file */
};

struct power_file {
	sqlite3_file base;
	struct node *node;
	int new_journal; /* its first sync is the directory's, too */
	sqlite3_file *real;
};

static sqlite3_vfs *power_real;
static sqlite3_vfs power_vfs;
static sqlite3_io_methods power_methods;
static struct naming power_names[MAX_NAMES]; /* all that were ever seen; the first N are synced */
static size_t power_nnames, power_nsynced;
static unsigned long power_count;
static FILE *power_log;

static unsigned long
power_number(const char *name)
{
	const char *value = getenv(name);

	return value == NULL ? 0 : strtoul(value, NULL, 10);
}

static unsigned
power_chance(unsigned below)
{
	static unsigned long long state;

	if (state == 0)
		state = power_number("DUNLIN_POWER_SEED") * 2 + 1;
	state = state * 6364136223846793005ull + 1442695040888963407ull;
	return (unsigned) (state >> 33) % below;
}

static void *
power_alloc(size_t size)
{
	void *p = calloc(1, size == 0 ? 1 : size);

	if (p == NULL)
		abort();
	return p;
}

/* What chance leaves in place of bytes that were promised but not written: garbage. */
static void
image_resize(struct image *image, size_t len)
{
	image->data = realloc(image->data, len + 1);
	if (image->data == NULL)
		abort();
	for (size_t i = image->len; i < len; i++)
		image->data[i] = (unsigned char) power_chance(256);
	image->len = len;
}

static void
image_put(struct image *image, size_t offset, const unsigned char *data, size_t len)
{
	if (image->len < offset + len)
		image_resize(image, offset + len);
	memcpy(image->data + offset, data, len);
}

/* Sector by sector, as far as CHANCE has it. */
static void
image_apply(struct image *image, const struct change *change, int chance)
{
	if (change->len == 0) {
		if (!chance || power_chance(2) == 0)
			image_resize(image, change->offset);
		return;
	}
	for (size_t at = 0, n; at < change->len; at += n) {
		size_t kept;

		n = SECTOR - (change->offset + at) % SECTOR;
		if (n > change->len - at)
			n = change->len - at;
		kept = n;
		if (chance)
			kept = power_chance(2) == 0 ? 0 : power_chance(8) == 0 ? n / 2 : n;
		/* The file may have grown although the bytes are lost. */
		if (chance && kept < n && power_chance(2) == 0 &&
		    image->len < change->offset + at + n)
			image_resize(image, change->offset + at + n);
		if (kept > 0)
			image_put(image, change->offset + at, change->data + at, kept);
	}
}

static void
node_settle(struct node *node, int chance)
{
	for (struct change *c = node->first, *next; c != NULL; c = next) {
		next = c->next;
		image_apply(&node->synced, c, chance);
		free(c);
	}
	node->first = NULL;
	node->last = &node->first;
}

static void
node_forget(struct node *node)
{
	for (struct change *c = node->first, *next; c != NULL; c = next) {
		next = c->next;
		free(c);
	}
	node->first = NULL;
	node->last = &node->first;
}

static void
node_change(struct node *node, size_t offset, const void *data, size_t len)
{
	struct change *change = power_alloc(sizeof *change + len);

	change->offset = offset;
	change->len = len;
	if (len > 0)
		memcpy(change->data, data, len);
	*node->last = change;
	node->last = &change->next;
}

static struct node *
node_new(const char *path)
{
	struct node *node = power_alloc(sizeof *node);
	int fd = path == NULL ? -1 : open(path, O_RDONLY);
	unsigned char buffer[65536];
	ssize_t n;

	node->last = &node->first;
	while (fd >= 0 && (n = read(fd, buffer, sizeof buffer)) > 0)
		image_put(&node->synced, node->synced.len, buffer, (size_t) n);
	if (fd >= 0)
		close(fd); /* before SQLite has locks on it, which this would end */
	return node;
}

static struct node *
names_find(const char *path)
{
	for (size_t i = power_nnames; i > 0; i--)
		if (strcmp(power_names[i - 1].path, path) == 0)
			return power_names[i - 1].after;
	return NULL;
}

static void
names_add(const char *path, struct node *before, struct node *after)
{
	if (power_nnames == MAX_NAMES)
		abort();
	power_names[power_nnames++] = (struct naming){ strdup(path), before, after };
}

static void
disk_write(const char *path, const struct node *node)
{
	int fd;

	unlink(path);
	if (node == NULL)
		return;
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	if (fd < 0 || write(fd, node->synced.data, node->synced.len) != (ssize_t) node->synced.len)
		abort();
	close(fd);
}

/* Names are made and removed in order: those behind some point are as they were. */
static void
disk_lose(int chance)
{
	size_t kept = power_nsynced;

	if (chance && power_nnames > kept)
		kept += power_chance((unsigned) (power_nnames - kept + 1));
	for (size_t i = 0; i < power_nnames; i++) {
		struct node *nodes[] = { power_names[i].before, power_names[i].after };

		for (size_t j = 0; j < 2; j++) {
			if (nodes[j] != NULL && chance)
				node_settle(nodes[j], 1);
			else if (nodes[j] != NULL)
				node_forget(nodes[j]);
		}
	}
	for (size_t i = 0; i < kept; i++)
		disk_write(power_names[i].path, power_names[i].after);
	for (size_t i = power_nnames; i > kept; i--)
		disk_write(power_names[i - 1].path, power_names[i - 1].before);
	/* What connections share in memory is no file of the disk. */
	for (size_t i = 0; i < power_nnames; i++) {
		char shm[4096];

		snprintf(shm, sizeof shm, "%s-shm", power_names[i].path);
		unlink(shm);
	}
}

static void
power_goes(void)
{
	const char *loss = getenv("DUNLIN_POWER_LOSS");

	if (loss != NULL && strcmp(loss, "none") != 0)
		disk_lose(strcmp(loss, "some") == 0);
	kill(getpid(), SIGKILL);
}

static void
power_step(const char *what, const struct node *node)
{
	if (++power_count == power_number("DUNLIN_POWER_AT"))
		power_goes();
	if (power_log == NULL)
		return;
	for (size_t i = 0; i < power_nnames; i++)
		if (power_names[i].after == node) {
			fprintf(power_log, "%s %s\n", what, power_names[i].path);
			return;
		}
	fprintf(power_log, "%s\n", what);
}

static int
power_close(sqlite3_file *file)
{
	struct power_file *f = (struct power_file *) file;
	int rc = f->real->pMethods->xClose(f->real);

	free(f->real);
	return rc;
}

static int
power_read(sqlite3_file *file, void *data, int len, sqlite3_int64 offset)
{
	struct power_file *f = (struct power_file *) file;

	return f->real->pMethods->xRead(f->real, data, len, offset);
}

static int
power_write(sqlite3_file *file, const void *data, int len, sqlite3_int64 offset)
{
	struct power_file *f = (struct power_file *) file;

	power_step("write", f->node);
	node_change(f->node, (size_t) offset, data, (size_t) len);
	return f->real->pMethods->xWrite(f->real, data, len, offset);
}

static int
power_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	struct power_file *f = (struct power_file *) file;

	power_step("truncate", f->node);
	node_change(f->node, (size_t) size, NULL, 0);
	return f->real->pMethods->xTruncate(f->real, size);
}

static int
power_sync(sqlite3_file *file, int flags)
{
	struct power_file *f = (struct power_file *) file;

	(void) flags; /* the file system under it is to be fast */
	power_step("sync", f->node);
	if (power_number("DUNLIN_POWER_LIES") != 0)
		return SQLITE_OK;
	node_settle(f->node, 0);
	if (f->new_journal)
		power_nsynced = power_nnames;
	f->new_journal = 0;
	return SQLITE_OK;
}

static int
power_file_size(sqlite3_file *file, sqlite3_int64 *size)
{
	struct power_file *f = (struct power_file *) file;

	return f->real->pMethods->xFileSize(f->real, size);
}

static int
power_lock(sqlite3_file *file, int level)
{
	struct power_file *f = (struct power_file *) file;

	return f->real->pMethods->xLock(f->real, level);
}

static int
power_unlock(sqlite3_file *file, int level)
{
	struct power_file *f = (struct power_file *) file;

	return f->real->pMethods->xUnlock(f->real, level);
}

static int
power_check_reserved(sqlite3_file *file, int *out)
{
	struct power_file *f = (struct power_file *) file;

	return f->real->pMethods->xCheckReservedLock(f->real, out);
}

static int
power_control(sqlite3_file *file, int op, void *arg)
{
	struct power_file *f = (struct power_file *) file;

	return f->real->pMethods->xFileControl(f->real, op, arg);
}

static int
power_sector_size(sqlite3_file *file)
{
	struct power_file *f = (struct power_file *) file;

	return f->real->pMethods->xSectorSize(f->real);
}

static int
power_characteristics(sqlite3_file *file)
{
	struct power_file *f = (struct power_file *) file;

	return f->real->pMethods->xDeviceCharacteristics(f->real);
}

static int
power_shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **out)
{
	struct power_file *f = (struct power_file *) file;

	return f->real->pMethods->xShmMap(f->real, page, size, extend, out);
}

static int
power_shm_lock(sqlite3_file *file, int offset, int n, int flags)
{
	struct power_file *f = (struct power_file *) file;

	return f->real->pMethods->xShmLock(f->real, offset, n, flags);
}

static void
power_shm_barrier(sqlite3_file *file)
{
	struct power_file *f = (struct power_file *) file;

	f->real->pMethods->xShmBarrier(f->real);
}

static int
power_shm_unmap(sqlite3_file *file, int remove)
{
	struct power_file *f = (struct power_file *) file;

	return f->real->pMethods->xShmUnmap(f->real, remove);
}

static struct node *
open_node(const char *path, int flags, int *made)
{
	struct node *node = names_find(path);

	*made = 0;
	if (node != NULL)
		return node;
	*made = access(path, F_OK) != 0;
	if (*made && !(flags & SQLITE_OPEN_CREATE))
		return NULL;
	node = node_new(path);
	names_add(path, *made ? NULL : node, node);
	/* What was there before the first change is on the disk. */
	if (!*made && power_nsynced == power_nnames - 1)
		power_nsynced++;
	if (*made)
		power_step("make", node);
	return node;
}

static int
power_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *out)
{
	struct power_file *f = (struct power_file *) file;
	int made = 0, rc;

	(void) vfs;
	if (path == NULL || !(flags & TRACKED))
		return power_real->xOpen(power_real, path, file, flags, out);
	f->base.pMethods = NULL;
	f->node = open_node(path, flags, &made);
	f->new_journal = made && (flags & JOURNALS);
	f->real = power_alloc((size_t) power_real->szOsFile);
	rc = power_real->xOpen(power_real, path, f->real, flags, out);
	if (rc == SQLITE_OK) {
		if (f->node == NULL)
			abort();
		f->base.pMethods = &power_methods;
	} else {
		free(f->real);
	}
	return rc;
}

static int
power_delete(sqlite3_vfs *vfs, const char *path, int sync)
{
	struct node *node = names_find(path);

	(void) vfs;
	if (node == NULL && access(path, F_OK) == 0)
		node = node_new(path);
	power_step("delete", node);
	if (node != NULL)
		names_add(path, node, NULL);
	if (sync && power_number("DUNLIN_POWER_LIES") == 0)
		power_nsynced = power_nnames;
	return power_real->xDelete(power_real, path, 0);
}

__attribute__((constructor)) static void
power_start(void)
{
	const char *log = getenv("DUNLIN_POWER_LOG");

	power_real = sqlite3_vfs_find(NULL);
	if (power_real == NULL)
		return;
	power_methods = (sqlite3_io_methods){ 2, power_close, power_read, power_write,
		power_truncate, power_sync, power_file_size, power_lock, power_unlock,
		power_check_reserved, power_control, power_sector_size, power_characteristics,
		power_shm_map, power_shm_lock, power_shm_barrier, power_shm_unmap, NULL, NULL };
	power_vfs = *power_real;
	power_vfs.zName = "power";
	power_vfs.pNext = NULL;
	power_vfs.xOpen = power_open;
	power_vfs.xDelete = power_delete;
	if (power_vfs.szOsFile < (int) sizeof(struct power_file))
		power_vfs.szOsFile = (int) sizeof(struct power_file);
	sqlite3_vfs_register(&power_vfs, 1);
	if (log != NULL)
		power_log = fopen(log, "a");
}

__attribute__((destructor)) static void
power_end(void)
{
	if (power_log != NULL)
		fclose(power_log);
	power_log = NULL;
	if (power_count > 0 && power_number("DUNLIN_POWER_AT") == power_count + 1)
		power_goes();
}
