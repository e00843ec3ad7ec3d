/* publish.c - give a new file its name: it is there as a whole, and nothing is overwritten */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "history/name.h"

static bool
file_failed(const char *what, const char *path, struct dunlin_error *err)
{
	int why = errno;

	return dunlin_error_set(
	    err, DUNLIN_E_FILE, "cannot %s '%s': %s", what, path, strerror(why));
}

static bool
file_write(const char *path, const char *text, struct dunlin_error *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	bool ok;

	if (fd < 0)
		return file_failed("make", path, err);
	ok = dn_file_write_all(fd, text, strlen(text)) || file_failed("write", path, err);
	if (close(fd) != 0 && ok)
		ok = file_failed("write", path, err);
	if (!ok)
		unlink(path);
	return ok;
}

/* Give the file its name; one that is there stays.  Some file systems have no links. */
static bool
file_publish(const char *temporary, const char *path, struct dunlin_error *err)
{
	bool ok = link(temporary, path) == 0;

	if (!ok && errno != EEXIST && access(path, F_OK) != 0)
		return rename(temporary, path) == 0 || file_failed("make", path, err);
	if (!ok) {
		errno = EEXIST;
		file_failed("make", path, err);
	}
	unlink(temporary);
	return ok;
}

/* The folder of PATH and those above it. */
static bool
file_make_folders(const char *path, struct dunlin_error *err)
{
	char *folder = dn_strdup(NULL, path);
	bool ok = true;

	for (char *slash = strchr(folder + 1, '/'); ok && slash != NULL;) {
		*slash = '\0';
		ok = mkdir(folder, 0777) == 0 || errno == EEXIST || access(folder, F_OK) == 0 ||
		     file_failed("make", folder, err);
		*slash = '/';
		slash = strchr(slash + 1, '/');
	}
	dn_free(folder);
	return ok;
}

bool
dn_history_publish(const struct dn_draft *draft, struct dunlin_error *err)
{
	char *unique, *temporary, *directory = dn_strdup(NULL, draft->path);
	int dir;
	bool ok = access(draft->path, F_OK) != 0;

	*strrchr(directory, '/') = '\0';
	if (!ok) {
		errno = EEXIST;
		file_failed("make", draft->path, err);
	}
	ok = ok && dn_id_random(directory, &unique, err) && file_make_folders(draft->path, err);
	if (ok) {
		/* Its name starts with a "." so that nobody takes it for a revision. */
		temporary = dn_sprintf(directory, "%s/.dunlin-%s.tmp", directory, unique);
		ok = file_write(temporary, draft->text, err) &&
		     file_publish(temporary, draft->path, err);
	}
	dir = ok ? open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	if (dir >= 0) {
		(void) fsync(dir);
		close(dir);
	}
	dn_free(directory);
	return ok;
}
