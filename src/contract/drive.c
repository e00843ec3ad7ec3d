/* drive.c - one connection of a driver: open, run, see rows and errors */
#include "config.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/url.h"
#include "contract/drive.h"
#include "engine/driver.h"

enum { DRIVE_STUCK_MS = 120000 };

static void
drive_notice(void *payload, const char *severity, const char *message)
{
	dunlin_buf_printf(((struct dn_drive *) payload)->notices, "%s: %s\n", severity, message);
}

static void
drive_progress(void *payload, const char *unit, unsigned long long done, unsigned long long amount)
{
	struct dn_drive *d = payload;

	(void) unit;
	d->progress = done;
	d->progress_amount = amount;
}

bool
dn_drive_open(struct dn_drive *d, const char *text)
{
	struct dunlin_connect how = {
		.size = sizeof how,
		.application_name = d->application_name == NULL ? "dunlin" : d->application_name,
		.create = d->create,
		.read_only = d->read_only,
		.busy_timeout_ms = d->busy_timeout_ms,
		.notice = drive_notice,
		.notice_payload = d,
		.canceled = d->canceled,
		.progress = drive_progress,
		.progress_payload = d,
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
dn_drive_close(struct dn_drive *d)
{
	if (d->stuck)
		return;
	if (d->conn != NULL)
		d->driver->close(d->conn);
	d->conn = NULL;
	dunlin_error_free(d->err);
	dunlin_buf_free(d->rows);
	dunlin_buf_free(d->notices);
}

bool
dn_drive_row(void *payload, size_t ncols, const char *const *values, struct dunlin_error *err)
{
	struct dn_drive *d = payload;

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
dn_drive_run_params(
    struct dn_drive *d, const char *sql, const struct dunlin_value *params, size_t n)
{
	struct dunlin_exec exec = {
		.size = sizeof exec,
		.sql = sql,
		.params = params,
		.nparams = n,
		.row = dn_drive_row,
		.row_payload = d,
	};

	dunlin_error_clear(d->err);
	dn_buf_truncate(d->rows, 0);
	d->nrows = 0;
	return d->driver->exec(d->conn, &exec, d->err);
}

bool
dn_drive_run(struct dn_drive *d, const char *sql)
{
	return dn_drive_run_params(d, sql, NULL, 0);
}

const char *
dn_drive_rows(struct dn_drive *d, const char *sql)
{
	return dn_drive_run(d, sql) ? d->rows->s : dunlin_error_message(d->err);
}

enum dunlin_code
dn_drive_code(const struct dn_drive *d)
{
	return dunlin_error_code(d->err);
}

long
dn_drive_offset(const struct dn_drive *d)
{
	return d->err->has_offset ? (long) d->err->offset : -1;
}

struct dn_drive_thread {
	struct dn_drive *d;
	const char *sql;
	pthread_t id;
	bool ok;
	atomic_bool done;
};

static void *
thread_main(void *payload)
{
	struct dn_drive_thread *thread = payload;

	thread->ok = dn_drive_run(thread->d, thread->sql);
	atomic_store(&thread->done, true);
	return NULL;
}

struct dn_drive_thread *
dn_drive_start(struct dn_drive *d, const char *sql)
{
	struct dn_drive_thread *thread = dn_new(NULL, struct dn_drive_thread);

	thread->d = d;
	thread->sql = sql;
	if (pthread_create(&thread->id, NULL, thread_main, thread) != 0)
		abort();
	return thread;
}

bool
dn_drive_wait(struct dn_drive_thread *thread)
{
	bool ok;

	pthread_join(thread->id, NULL);
	ok = thread->ok;
	dn_free(thread);
	return ok;
}

bool
dn_drive_cancel(struct dn_drive_thread *thread)
{
	unsigned long long end = dn_clock_ms() + DRIVE_STUCK_MS;

	do {
		dn_drive_pause(100);
		thread->d->driver->cancel(thread->d->conn);
		if (dn_clock_ms() > end) {
			pthread_detach(thread->id);
			thread->d->stuck = true;
			return true;
		}
	} while (!atomic_load(&thread->done));
	return dn_drive_wait(thread);
}

void
dn_drive_pause(unsigned ms)
{
	struct timespec left = { .tv_sec = ms / 1000, .tv_nsec = (long) (ms % 1000) * 1000000 };

	while (nanosleep(&left, &left) != 0 && errno == EINTR)
		continue;
}
