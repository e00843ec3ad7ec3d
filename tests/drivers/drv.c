/* drv.c - a connection in a test */
#include "config.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/url.h"
#include "drv.h"
#include "engine/driver.h"

static void
drv_notice(void *payload, const char *severity, const char *message)
{
	dunlin_buf_printf(((struct drv *) payload)->notices, "%s: %s\n", severity, message);
}

bool
drv_open(struct drv *d, const char *text)
{
	struct dunlin_connect how = {
		.size = sizeof how,
		.application_name = d->application_name == NULL ? "dunlin" : d->application_name,
		.create = d->create,
		.read_only = d->read_only,
		.busy_timeout_ms = d->busy_timeout_ms,
		.notice = drv_notice,
		.notice_payload = d,
		.canceled = d->canceled,
	};
	struct dunlin_url *url;

	d->err = dn_error_new(NULL);
	d->rows = dunlin_buf_new();
	d->notices = dunlin_buf_new();
	url = dn_url_parse(NULL, text, d->err);
	if (url == NULL)
		return false;
	how.url = url;
	d->driver = dn_driver_find(url, d->err);
	if (d->driver != NULL)
		d->conn = d->driver->open(&how, d->err);
	dn_free(url); /* nothing of it may be needed later */
	return d->conn != NULL;
}

void
drv_close(struct drv *d)
{
	if (d->conn != NULL)
		d->driver->close(d->conn);
	d->conn = NULL;
	dunlin_error_free(d->err);
	dunlin_buf_free(d->rows);
	dunlin_buf_free(d->notices);
}

bool
drv_row(void *payload, size_t ncols, const char *const *values, struct dunlin_error *err)
{
	struct drv *d = payload;

	(void) err;
	d->nrows++;
	for (size_t i = 0; i < ncols; i++) {
		dunlin_buf_puts(d->rows, i == 0 ? "" : "|");
		dunlin_buf_puts(d->rows, values[i] == NULL ? "(null)" : values[i]);
	}
	dunlin_buf_puts(d->rows, "\n");
	return true;
}

bool
drv_run_params(struct drv *d, const char *sql, const struct dunlin_value *params, size_t n)
{
	struct dunlin_exec exec = {
		.size = sizeof exec,
		.sql = sql,
		.params = params,
		.nparams = n,
		.row = drv_row,
		.row_payload = d,
	};

	dunlin_error_clear(d->err);
	dn_buf_truncate(d->rows, 0);
	d->nrows = 0;
	return d->driver->exec(d->conn, &exec, d->err);
}

bool
drv_run(struct drv *d, const char *sql)
{
	return drv_run_params(d, sql, NULL, 0);
}

const char *
drv_rows(struct drv *d, const char *sql)
{
	return drv_run(d, sql) ? d->rows->s : dunlin_error_message(d->err);
}

enum dunlin_code
drv_code(const struct drv *d)
{
	return dunlin_error_code(d->err);
}

long
drv_offset(const struct drv *d)
{
	return d->err->has_offset ? (long) d->err->offset : -1;
}

struct drv_thread {
	struct drv *d;
	const char *sql;
	pthread_t id;
	bool ok;
	atomic_bool done;
};

static void *
thread_main(void *payload)
{
	struct drv_thread *thread = payload;

	thread->ok = drv_run(thread->d, thread->sql);
	atomic_store(&thread->done, true);
	return NULL;
}

struct drv_thread *
drv_start(struct drv *d, const char *sql)
{
	struct drv_thread *thread = dn_new(NULL, struct drv_thread);

	thread->d = d;
	thread->sql = sql;
	if (pthread_create(&thread->id, NULL, thread_main, thread) != 0)
		abort();
	return thread;
}

bool
drv_wait(struct drv_thread *thread)
{
	bool ok;

	pthread_join(thread->id, NULL);
	ok = thread->ok;
	dn_free(thread);
	return ok;
}

bool
drv_cancel(struct drv_thread *thread)
{
	do {
		drv_pause(100);
		thread->d->driver->cancel(thread->d->conn);
	} while (!atomic_load(&thread->done));
	return drv_wait(thread);
}

void
drv_pause(unsigned ms)
{
	struct timespec left = { .tv_sec = ms / 1000, .tv_nsec = (long) (ms % 1000) * 1000000 };

	while (nanosleep(&left, &left) != 0 && errno == EINTR)
		continue;
}

static char directory[128];
static pid_t directory_owner;

static void
directory_remove(void)
{
	char command[256];

	snprintf(command, sizeof command, "rm -rf '%s'", directory);
	if (getpid() == directory_owner && system(command) != 0)
		fprintf(stderr, "cannot remove %s\n", directory);
}

const char *
drv_directory(void)
{
	const char *base = getenv("TMPDIR");

	if (directory[0] != '\0')
		return directory;
	snprintf(directory, sizeof directory, "%s/dunlin-drv.XXXXXX", base == NULL ? "/tmp" : base);
	if (mkdtemp(directory) == NULL || chmod(directory, 0777) != 0)
		abort();
	directory_owner = getpid();
	atexit(directory_remove);
	return directory;
}
