/* drive.h - one connection of a driver: open, run, see rows and errors */
#ifndef DN_CONTRACT_DRIVE_H
#define DN_CONTRACT_DRIVE_H

#include <signal.h>

#include "base/error.h"

struct dn_drive {
	const struct dunlin_driver *driver;
	struct dunlin_conn *conn;
	struct dunlin_error *err; /* of the last call */
	struct dunlin_buf *rows;  /* of the last statement: "a|b\n", (null) for null */
	size_t nrows;
	struct dunlin_buf *notices;                   /* "SEVERITY: text\n" */
	unsigned long long progress, progress_amount; /* of the last COPY */
	bool stuck; /* a thread of its own does not come back from the driver */
	/* Set before dn_drive_open(): */
	bool create, read_only;
	unsigned busy_timeout_ms;
	const char *application_name;
	const volatile sig_atomic_t *canceled;
};

/* Zero D first.  False and d->err when it fails; dn_drive_close() all the same. */
bool dn_drive_open(struct dn_drive *d, const char *url);
void dn_drive_close(struct dn_drive *d);
/* Run one statement; False and d->err when it fails. */
bool dn_drive_run(struct dn_drive *d, const char *sql);
bool dn_drive_run_params(
    struct dn_drive *d, const char *sql, const struct dunlin_value *params, size_t n);
/* Adds a row to that of PAYLOAD, a struct dn_drive. */
bool dn_drive_row(void *payload, size_t ncols, const char *const *values, struct dunlin_error *err);
/* The rows of SQL, or the error's message. */
const char *dn_drive_rows(struct dn_drive *d, const char *sql);
enum dunlin_code dn_drive_code(const struct dn_drive *d);
/* Of the last error in its statement; -1 when it has none. */
long dn_drive_offset(const struct dn_drive *d);

/* Run SQL in a thread of its own. */
struct dn_drive_thread;
struct dn_drive_thread *dn_drive_start(struct dn_drive *d, const char *sql);
/* Wait for it; what dn_drive_run() returned. */
bool dn_drive_wait(struct dn_drive_thread *thread);
/*
 * The same, but cancel it first: again and again, for it may not have begun.  True and d->stuck
 * when it does not end in two minutes: then nothing more can be done with the connection.
 */
bool dn_drive_cancel(struct dn_drive_thread *thread);
/* Sleep. */
void dn_drive_pause(unsigned ms);

#define DN_DRIVE_TEXT(s)                      \
	{                                     \
		DUNLIN_TEXT, s, sizeof(s) - 1 \
	}
#define DN_DRIVE_NULL                \
	{                            \
		DUNLIN_NULL, NULL, 0 \
	}

#endif
