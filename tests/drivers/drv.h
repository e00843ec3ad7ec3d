/* drv.h - a connection in a test: open, run, see rows and errors */
#ifndef DN_TESTS_DRV_H
#define DN_TESTS_DRV_H

#include <signal.h>

#include "base/error.h"

struct drv {
	const struct dunlin_driver *driver;
	struct dunlin_conn *conn;
	struct dunlin_error *err; /* of the last call */
	struct dunlin_buf *rows;  /* of the last statement: "a|b\n", (null) for null */
	size_t nrows;
	struct dunlin_buf *notices; /* "SEVERITY: text\n" */
	/* Set before drv_open(): */
	bool create, read_only;
	unsigned busy_timeout_ms;
	const char *application_name;
	const volatile sig_atomic_t *canceled;
};

/* Zero D first.  False and d->err when it fails; drv_close() all the same. */
bool drv_open(struct drv *d, const char *url);
void drv_close(struct drv *d);
/* Run one statement; False and d->err when it fails. */
bool drv_run(struct drv *d, const char *sql);
bool drv_run_params(struct drv *d, const char *sql, const struct dunlin_value *params, size_t n);
/* Adds a row to that of PAYLOAD, a struct drv. */
bool drv_row(void *payload, size_t ncols, const char *const *values, struct dunlin_error *err);
/* The rows of SQL, or the error's message. */
const char *drv_rows(struct drv *d, const char *sql);
enum dunlin_code drv_code(const struct drv *d);
/* Of the last error in its statement; -1 when it has none. */
long drv_offset(const struct drv *d);

/* Run SQL in a thread of its own. */
struct drv_thread;
struct drv_thread *drv_start(struct drv *d, const char *sql);
/* Wait for it; what drv_run() returned. */
bool drv_wait(struct drv_thread *thread);
/* The same, but cancel it first: again and again, for it may not have begun. */
bool drv_cancel(struct drv_thread *thread);
/* Sleep. */
void drv_pause(unsigned ms);

#define DRV_TEXT(s)                           \
	{                                     \
		DUNLIN_TEXT, s, sizeof(s) - 1 \
	}
#define DRV_NULL                     \
	{                            \
		DUNLIN_NULL, NULL, 0 \
	}

/* A directory of the program's own, that goes at the end. */
const char *drv_directory(void);

#endif
