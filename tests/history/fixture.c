/* fixture.c - a temporary directory of revisions */
#include "config.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "dntest.h"
#include "fixture.h"

void *mem;
const char *directory;
static size_t blocks;

int
fixture_setup(void)
{
	const char *tmp = getenv("TMPDIR");
	char *template;

	talloc_enable_null_tracking();
	blocks = talloc_total_blocks(NULL);
	mem = talloc_new(NULL);
	template = dn_sprintf(mem, "%s/dunlin-test-XXXXXX", tmp == NULL ? "/tmp" : tmp);
	directory = mkdtemp(template);
	return directory == NULL;
}

int
fixture_teardown(void)
{
	bool failed;

	failed = !fixture_clear();
	failed = rmdir(directory) != 0 || failed;
	dn_free(mem);
	failed = failed || talloc_total_blocks(NULL) != blocks;
	talloc_disable_null_tracking();
	return failed;
}

const char *
fixture_write_bytes(const char *name, const char *text, size_t len)
{
	char *path = dn_sprintf(mem, "%s/%s", directory, name);
	FILE *f = fopen(path, "wb");

	CHECK(f != NULL && fwrite(text, 1, len, f) == len && fclose(f) == 0);
	return path;
}

const char *
fixture_write(const char *name, const char *text)
{
	return fixture_write_bytes(name, text, strlen(text));
}

bool
fixture_clear(void)
{
	DIR *dir = opendir(directory);
	struct dirent *entry;
	bool ok = true;

	while ((entry = readdir(dir)) != NULL) {
		char *path = dn_sprintf(mem, "%s/%s", directory, entry->d_name);

		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			ok = remove(path) == 0 && ok;
	}
	closedir(dir);
	return ok;
}

static int
any(const struct dirent *entry)
{
	return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

const char *
fixture_list(void)
{
	struct dunlin_buf *buf = dn_buf_new(mem);
	struct dirent **list;
	int n = scandir(directory, &list, any, alphasort);

	for (int i = 0; i < n; i++) {
		dunlin_buf_printf(buf, "%s ", list[i]->d_name);
		free(list[i]);
	}
	free(list);
	return buf->s;
}

const char *
fixture_read(const char *path)
{
	struct dn_source src = { NULL, "", 0 };

	CHECK(dn_file_read(mem, path, path, DUNLIN_E_FILE, &src, NULL));
	return src.text;
}

const char *
error_text(const struct dunlin_error *err)
{
	struct dunlin_buf *buf = dn_buf_new(mem);
	size_t len = strlen(directory);
	const char *message = dunlin_error_message(err), *file = dunlin_error_file(err), *at;

	if (file != NULL)
		dunlin_buf_printf(buf,
		    "%s:%u:%u: ", strncmp(file, directory, len) == 0 ? file + len + 1 : file,
		    dunlin_error_line(err), dunlin_error_column(err));
	/* The directory has another name every time. */
	while ((at = strstr(message, directory)) != NULL) {
		dunlin_buf_put(buf, message, (size_t) (at - message));
		dunlin_buf_puts(buf, "DIR");
		message = at + len;
	}
	dunlin_buf_puts(buf, message);
	if (dunlin_error_hint(err) != NULL)
		dunlin_buf_printf(buf, " [%s]", dunlin_error_hint(err));
	return buf->s;
}

struct dn_history *
history_open_at(const char *path, struct dunlin_error *err)
{
	return dn_history_open(mem, &(struct dn_locations){ &path, 1, false }, err);
}

struct dn_history *
history_open(void)
{
	struct dunlin_error *err = dn_error_new(mem);
	struct dn_history *history = history_open_at(directory, err);

	if (history == NULL)
		CHECK_STR(error_text(err), "");
	return history;
}

const char *
history_error(void)
{
	struct dunlin_error *err = dn_error_new(mem);

	CHECK(history_open_at(directory, err) == NULL);
	return error_text(err);
}

const char *
ids(struct dn_revision *const *list, size_t n)
{
	struct dunlin_buf *buf = dn_buf_new(mem);

	for (size_t i = 0; i < n; i++)
		dunlin_buf_printf(buf, "%s ", list[i]->id);
	return buf->s;
}
