/* file.c - read and write whole files */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"

static bool
file_fail(struct dunlin_error *err, enum dunlin_code code, const char *file, const char *why)
{
	if (err != NULL && err->code == DUNLIN_OK)
		err->file = dn_strdup(err, file);
	return dunlin_error_set(err, code, "cannot read the file: %s", why);
}

static bool
file_read_all(int fd, struct dunlin_buf *buf)
{
	char piece[65536];
	ssize_t n;

	while ((n = read(fd, piece, sizeof piece)) != 0)
		if (n > 0)
			dunlin_buf_put(buf, piece, (size_t) n);
		else if (errno != EINTR)
			return false;
	return true;
}

bool
dn_file_read(const void *mem, const char *path, const char *file, enum dunlin_code code,
    struct dn_source *src, struct dunlin_error *err)
{
	static const char mark[] = "\xEF\xBB\xBF";
	struct dunlin_buf *buf;
	struct stat st;
	bool ok;
	/* A pipe without a writer must not hold the command. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		return file_fail(err, code, file, strerror(errno));
	if (fstat(fd, &st) == 0 && !S_ISREG(st.st_mode)) {
		close(fd);
		return file_fail(err, code, file,
		    S_ISDIR(st.st_mode) ? "it is a directory" : "it is not a regular file");
	}
	buf = dn_buf_new(mem);
	ok = file_read_all(fd, buf);
	if (!ok)
		file_fail(err, code, file, strerror(errno));
	close(fd);
	if (!ok) {
		dn_free(buf);
		return false;
	}
	src->len = buf->len;
	src->text = dn_buf_steal(mem, buf);
	src->file = dn_strdup(mem, file);
	if (src->len >= 3 && memcmp(src->text, mark, 3) == 0) {
		src->text += 3;
		src->len -= 3;
	}
	return true;
}

bool
dn_file_write_all(int fd, const char *text, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, text, len);

		if (n < 0 && errno != EINTR)
			return false;
		if (n > 0)
			text += n, len -= (size_t) n;
	}
	return fsync(fd) == 0;
}

bool
dn_file_write(const char *path, const char *text, size_t len, struct dunlin_error *err)
{
	char *other = dn_sprintf(NULL, "%s.%ld.tmp", path, (long) getpid());
	int fd = open(other, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	bool made = fd >= 0;
	bool ok = made && dn_file_write_all(fd, text, len);
	int why = errno;

	if (made && close(fd) != 0 && ok) {
		ok = false;
		why = errno;
	}
	if (ok && rename(other, path) != 0) {
		ok = false;
		why = errno;
	}
	if (!ok) {
		dunlin_error_set(err, DUNLIN_E_FILE, "cannot write '%s': %s", path, strerror(why));
		if (made)
			unlink(other);
	}
	dn_free(other);
	return ok;
}
