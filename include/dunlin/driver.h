/* driver.h - the interface between libdunlin and a database driver */
#ifndef DUNLIN_DRIVER_H
#define DUNLIN_DRIVER_H

#include <signal.h>

#include <dunlin/dunlin.h>

#ifdef __cplusplus
extern "C" {
#endif

/* MAJOR changes with anything incompatible; members are appended and MINOR raised otherwise. */
#define DUNLIN_DRIVER_ABI_MAJOR 1u
#define DUNLIN_DRIVER_ABI_MINOR 3u

/* ---- what a driver may call ------------------------------------------------------------- */

/* Growing text, always terminated by a NUL that LEN does not count. */
struct dunlin_buf {
	char *s;
	size_t len;
	size_t cap;
};
/* Never NULL; freed with dunlin_buf_free(). */
DUNLIN_API struct dunlin_buf *dunlin_buf_new(void);
DUNLIN_API void dunlin_buf_free(struct dunlin_buf *buf);
DUNLIN_API void dunlin_buf_put(struct dunlin_buf *buf, const char *s, size_t len);
DUNLIN_API void dunlin_buf_puts(struct dunlin_buf *buf, const char *s);
DUNLIN_API void dunlin_buf_printf(struct dunlin_buf *buf, const char *fmt, ...) DUNLIN_PRINTF(2, 3);

/* Set ERR; does nothing when it is NULL or set already.  Always returns false. */
DUNLIN_API bool dunlin_error_set(
    struct dunlin_error *err, enum dunlin_code code, const char *fmt, ...) DUNLIN_PRINTF(3, 4);
/* Put text before the message.  Always returns false. */
DUNLIN_API bool
dunlin_error_prefix(struct dunlin_error *err, const char *fmt, ...) DUNLIN_PRINTF(2, 3);
/* The first of each stays.  Text may be NULL. */
DUNLIN_API void dunlin_error_set_detail(struct dunlin_error *err, const char *text);
DUNLIN_API void
dunlin_error_set_hint(struct dunlin_error *err, const char *fmt, ...) DUNLIN_PRINTF(2, 3);
DUNLIN_API void dunlin_error_set_sqlstate(struct dunlin_error *err, const char *sqlstate);
/* Where in the statement's text: bytes from 0. */
DUNLIN_API void dunlin_error_set_offset(struct dunlin_error *err, size_t offset);

/* A database URL, parsed and percent-decoded.  Parts that are absent are NULL. */
struct dunlin_url;
enum dunlin_url_part {
	DUNLIN_URL_SCHEME,   /* lower case, without "+driver": "postgresql" */
	DUNLIN_URL_USER,     /* */
	DUNLIN_URL_PASSWORD, /* never to be printed */
	DUNLIN_URL_HOST,     /* may be a list "a,b" or a directory */
	DUNLIN_URL_PORT,     /* digits, or a list */
	DUNLIN_URL_DATABASE, /* database name or file path; NULL for "sqlite://" (in memory) */
};
DUNLIN_API const char *dunlin_url_get(const struct dunlin_url *url, enum dunlin_url_part part);
/* The parameters of the query part in their order; false past the last. */
DUNLIN_API bool
dunlin_url_param(const struct dunlin_url *url, size_t i, const char **key, const char **value);

/* ---- what a driver is -------------------------------------------------------------------- */

/* A driver's connection: its own struct, with this as first member. */
struct dunlin_driver;
struct dunlin_conn {
	const struct dunlin_driver *driver; /* set by open() */
};

/* How to open.  Members are appended: look at SIZE before reading one that is newer than 1.0. */
struct dunlin_connect {
	size_t size;
	const struct dunlin_url *url;
	const char *application_name; /* "dunlin", or what the configuration says */
	bool create;                  /* make the database (a file) when it is not there */
	bool read_only;               /* nothing will be written */
	unsigned busy_timeout_ms;     /* how long an embedded engine waits for its lock */
	/* Messages of the database: severity as it names it, "" for what the driver itself says. */
	void (*notice)(void *payload, const char *severity, const char *message);
	void *notice_payload;
	/* Becomes other than 0, maybe in a signal handler: give up.  NULL: cannot be canceled. */
	const volatile sig_atomic_t *canceled;
};

enum dunlin_value_kind { DUNLIN_NULL, DUNLIN_TEXT, DUNLIN_BLOB };

/* A parameter of a statement. */
struct dunlin_value {
	enum dunlin_value_kind kind;
	const char *data; /* TEXT is terminated by NUL, LEN does not count it */
	size_t len;
};

/*
 * One row, values as text, NULL for null, bytes as \x and hex digits; valid during the call.
 * False stops with ERR.
 */
typedef bool (*dunlin_row_fn)(
    void *payload, size_t ncols, const char *const *values, struct dunlin_error *err);

/* One statement to run.  Parameters are written $1, $2 ... in the order of first use. */
struct dunlin_exec {
	size_t size;
	const char *sql; /* one statement, no parameters of its own beyond these */
	const struct dunlin_value *params;
	size_t nparams;
	dunlin_row_fn row; /* NULL: rows are dropped */
	void *row_payload;
	/*
	 * Since 1.2: called by batch() as soon as it is known that the statement has succeeded;
	 * NULL: nobody waits for that.  A driver that does not know of it need not call it.
	 */
	void (*done)(void *payload);
	void *done_payload;
	/*
	 * Since 1.3: messages of the database while it runs the statement, in place of notice() of
	 * struct dunlin_connect; NULL: that one has them.
	 */
	void (*notice)(void *payload, const char *severity, const char *message);
	void *notice_payload;
};

enum dunlin_cap {
	DUNLIN_CAP_TRANSACTIONAL_DDL = 1 << 0, /* DDL is undone by ROLLBACK */
	DUNLIN_CAP_SERVER = 1 << 1,            /* other hosts may connect: a lock must span them */
	/* SQLite: sqlite_schema can be written to under PRAGMA writable_schema. */
	DUNLIN_CAP_EDITABLE_SCHEMA = 1 << 2,
};

struct dunlin_driver {
	uint16_t abi_major, abi_minor; /* set by DUNLIN_DRIVER_DEFINE, as SIZE */
	size_t size;
	const char *name;           /* also the file name of its module, without .so */
	const char *const *schemes; /* URL schemes that it serves, ended by NULL */
	unsigned caps;              /* enum dunlin_cap */

	/* -- required -- */

	/*
	 * Connect.  NULL and ERR (DUNLIN_E_ABSENT when there is no such database,
	 * DUNLIN_E_UNREACHABLE when no server answers or it is still starting, so that trying again
	 * may help, else DUNLIN_E_CONNECT, DUNLIN_E_CONFIG, DUNLIN_E_CANCELED) on failure; no
	 * message may contain the password.  One connection is one session.
	 */
	struct dunlin_conn *(*open)(const struct dunlin_connect *how, struct dunlin_error *err);
	/* Close and free; rolls back what is open.  Never fails. */
	void (*close)(struct dunlin_conn *conn);
	/* The dialect that the other end speaks: "postgresql", "sqlite", "mysql".  Static. */
	const char *(*dialect)(struct dunlin_conn *conn);
	/*
	 * Run one statement to its end and give its rows.  On failure ERR has the class that fits
	 * (DUNLIN_E_SYNTAX, _CONSTRAINT, _BUSY, _RETRY, _GONE, _READONLY, _FULL, _CANCELED, else
	 * _SQL), the database's message as it is, SQLSTATE, detail, hint and offset where it has
	 * them.  The connection is usable afterwards unless the class is DUNLIN_E_GONE.
	 */
	bool (*exec)(
	    struct dunlin_conn *conn, const struct dunlin_exec *exec, struct dunlin_error *err);

	/* -- optional: NULL when there is no such thing; only ever appended -- */

	/* Make a running exec() end with DUNLIN_E_CANCELED.  Safe in a signal handler. */
	void (*cancel)(struct dunlin_conn *conn);
	/* Run SQL, a COPY ... FROM STDIN, with DATA as its input.  Errors as for exec(). */
	bool (*copy)(struct dunlin_conn *conn, const char *sql, const char *data, size_t len,
	    struct dunlin_error *err);
	/*
	 * Since 1.1: run N statements one after the other, sent without waiting for the answers
	 * between.  The first that fails ends the list: nothing behind it is run.  *FAILED is then
	 * its index and ERR as for exec(); with DUNLIN_E_GONE it is the first that the server did
	 * not answer, and whether it and those behind it were run is not known.  Rows go to each
	 * statement's own callback; when one refuses, its statement has failed, but what is behind
	 * it may have been run.  Statements that are not between a BEGIN and a COMMIT of the list
	 * or of the session may share one transaction.  None may be one that cannot run in a
	 * transaction, or a COPY from or to the client: that fails and may cost the connection.
	 */
	bool (*batch)(struct dunlin_conn *conn, const struct dunlin_exec *const *list, size_t n,
	    size_t *failed, struct dunlin_error *err);
	/*
	 * The server's process that serves this connection, as it said when it was opened; 0 when
	 * it said none.  Behind a pooler another one answers.
	 */
	long (*backend_pid)(struct dunlin_conn *conn);
	/*
	 * Since 1.3: the capabilities of the database that URL names, where they are not the same
	 * for all that the driver serves.  Does not connect.  NULL: caps are those.
	 */
	unsigned (*url_caps)(const struct dunlin_url *url);
};

/* Has EXEC the MEMBER that came later?  Safe with a library built against an older minor version.
 */
#define DUNLIN_EXEC_HAS(exec, member)                                                     \
	((exec)->size >= offsetof(struct dunlin_exec, member) + sizeof((exec)->member) && \
	    (exec)->member != NULL)

/* Has DRV the optional MEMBER?  Safe with a driver built against an older minor version. */
#define DUNLIN_DRIVER_HAS(drv, member)                                                    \
	((drv)->size >= offsetof(struct dunlin_driver, member) + sizeof((drv)->member) && \
	    (drv)->member != NULL)

#ifdef DUNLIN_DRIVER_BUILTIN
#define DUNLIN_DRIVER_SYMBOL(ident) dunlin_driver_##ident
#define DUNLIN_DRIVER_VISIBILITY    __attribute__((visibility("hidden")))
#else
#define DUNLIN_DRIVER_SYMBOL(ident) dunlin_driver_entry
#define DUNLIN_DRIVER_VISIBILITY    DUNLIN_API
#endif

/* Define the one object that a driver exports: the same source built in or as a module. */
#define DUNLIN_DRIVER_DEFINE(ident, ...)                                                        \
	DUNLIN_DRIVER_VISIBILITY extern const struct dunlin_driver DUNLIN_DRIVER_SYMBOL(ident); \
	const struct dunlin_driver DUNLIN_DRIVER_SYMBOL(                                        \
	    ident) = { .abi_major = DUNLIN_DRIVER_ABI_MAJOR,                                    \
		.abi_minor = DUNLIN_DRIVER_ABI_MINOR,                                           \
		.size = sizeof(struct dunlin_driver),                                           \
		.name = #ident,                                                                 \
		__VA_ARGS__ }

#ifdef __cplusplus
}
#endif

#endif
