/* driver.h - the interface between libdunlin and a database driver; dunlin-driver(3) explains it */
#ifndef DUNLIN_DRIVER_H
#define DUNLIN_DRIVER_H

#include <signal.h>

#include <dunlin/dunlin.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * MAJOR changes with anything incompatible: a driver of another one is refused.  Members are
 * appended and MINOR raised otherwise: a driver that is older or newer works, for both sides look
 * at the size of a struct before they read a member of it that is newer than 1.0.  "Since" tells.
 */
#define DUNLIN_DRIVER_ABI_MAJOR 1u
#define DUNLIN_DRIVER_ABI_MINOR 4u

/* ---- what a driver may call ------------------------------------------------------------- */

/* Growing text, always terminated by a NUL that LEN does not count.  To be read, not written. */
struct dunlin_buf {
	char *s;    /* never NULL; moves when something is put */
	size_t len; /* bytes */
	size_t cap; /* bytes that there is room for */
};
/* Empty; never NULL; freed with dunlin_buf_free().  Running out of memory ends the program. */
DUNLIN_API struct dunlin_buf *dunlin_buf_new(void);
/* NULL allowed. */
DUNLIN_API void dunlin_buf_free(struct dunlin_buf *buf);
/* Append LEN bytes, a string, or what printf() would print. */
DUNLIN_API void dunlin_buf_put(struct dunlin_buf *buf, const char *s, size_t len);
DUNLIN_API void dunlin_buf_puts(struct dunlin_buf *buf, const char *s);
DUNLIN_API void dunlin_buf_printf(struct dunlin_buf *buf, const char *fmt, ...) DUNLIN_PRINTF(2, 3);

/*
 * Set ERR; does nothing when it is NULL or set already, so the first failure stays.  The message
 * is one line, lower case, without full stop, and has no password in it.  Always returns false.
 */
DUNLIN_API bool dunlin_error_set(
    struct dunlin_error *err, enum dunlin_code code, const char *fmt, ...) DUNLIN_PRINTF(3, 4);
/* Put text before the message.  Does nothing when ERR is NULL or empty.  Always returns false. */
DUNLIN_API bool
dunlin_error_prefix(struct dunlin_error *err, const char *fmt, ...) DUNLIN_PRINTF(2, 3);
/*
 * What the database added, which may hold values of rows (only --show-values shows it); a sentence
 * that says what to do; SQLSTATE, five characters or "".  The first of each stays.  ERR and TEXT
 * may be NULL.
 */
DUNLIN_API void dunlin_error_set_detail(struct dunlin_error *err, const char *text);
DUNLIN_API void
dunlin_error_set_hint(struct dunlin_error *err, const char *fmt, ...) DUNLIN_PRINTF(2, 3);
DUNLIN_API void dunlin_error_set_sqlstate(struct dunlin_error *err, const char *sqlstate);
/* Where in the statement's text: bytes from 0, however the database counts. */
DUNLIN_API void dunlin_error_set_offset(struct dunlin_error *err, size_t offset);

/*
 * A database URL, parsed and percent-decoded.  Parts that are absent are NULL.  It and its strings
 * are the library's and gone when open() has returned.
 */
struct dunlin_url;
enum dunlin_url_part {
	DUNLIN_URL_SCHEME,   /* lower case, without "+driver": "postgresql"; never NULL */
	DUNLIN_URL_USER,     /* */
	DUNLIN_URL_PASSWORD, /* never to be printed */
	DUNLIN_URL_HOST,     /* may be a list "a,b" or a directory */
	DUNLIN_URL_PORT,     /* digits, or a list */
	DUNLIN_URL_DATABASE, /* database name or file path; NULL for "sqlite://" (in memory) */
};
DUNLIN_API const char *dunlin_url_get(const struct dunlin_url *url, enum dunlin_url_part part);
/* Parameter I, from 0, of the query part: *VALUE is NULL without "=".  False past the last. */
DUNLIN_API bool
dunlin_url_param(const struct dunlin_url *url, size_t i, const char **key, const char **value);

/* ---- what a driver is -------------------------------------------------------------------- */

/* A driver's connection: its own struct, with this as first member. */
struct dunlin_driver;
struct dunlin_conn {
	const struct dunlin_driver *driver; /* set by open(), to the driver that it is of */
};

/* How to open.  It is gone when open() has returned; what it points to, URL excepted, is not. */
struct dunlin_connect {
	size_t size; /* of the caller's struct, in bytes */
	const struct dunlin_url *url;
	const char *application_name; /* "dunlin", or what the configuration says; or NULL */
	bool create;                  /* make the database (a file) when it is not there */
	bool read_only;               /* nothing will be written: need not be enforced */
	unsigned busy_timeout_ms;     /* how long an embedded engine waits for its lock */
	/*
	 * Messages of the database: severity as it names it ("NOTICE", "WARNING"), "" for what the
	 * driver itself says, such as that it ignores a parameter of the URL.  Texts are valid
	 * during the call.  Called in open() and in what is done with the connection, by the thread
	 * that does it.  NULL: nobody wants them.
	 */
	void (*notice)(void *payload, const char *severity, const char *message);
	void *notice_payload;
	/* Becomes other than 0, maybe in a signal handler: give up.  NULL: cannot be canceled. */
	const volatile sig_atomic_t *canceled;
	/*
	 * Since 1.4: while a statement or a COPY lasts, how far it is: DONE of AMOUNT, 0 where that
	 * is not known, of UNIT ("bytes", "rows").  As often as the driver likes, by the thread
	 * that called it.  NULL: nobody wants to know.
	 */
	void (*progress)(
	    void *payload, const char *unit, unsigned long long done, unsigned long long amount);
	void *progress_payload;
};

enum dunlin_value_kind {
	DUNLIN_NULL, /* DATA is NULL, LEN 0 */
	DUNLIN_TEXT, /* UTF-8, terminated by a NUL that LEN does not count */
	DUNLIN_BLOB, /* LEN bytes; DATA may be NULL when there are none */
};

/* A parameter of a statement, or a value of a row. */
struct dunlin_value {
	enum dunlin_value_kind kind;
	const char *data;
	size_t len; /* bytes */
};

/*
 * One row, values as text, NULL for null, bytes as \x and hex digits; valid during the call.
 * False: it has set ERR, and exec() gives no more rows and returns false with that.
 */
typedef bool (*dunlin_row_fn)(
    void *payload, size_t ncols, const char *const *values, struct dunlin_error *err);

/* One statement to run.  Parameters are written $1, $2 ... in the order of first use. */
struct dunlin_exec {
	size_t size;     /* of the caller's struct, in bytes */
	const char *sql; /* one statement, no parameters of its own beyond these; UTF-8 */
	const struct dunlin_value *params; /* NPARAMS of them, $1 first; NULL for none */
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

/*
 * Since 1.4, for exec(): refuse parameters that no database takes, a text with a NUL in it, one
 * longer than INT32_MAX bytes, more than UINT16_MAX of them.  False and ERR (DUNLIN_E_SQL).
 */
DUNLIN_API bool dunlin_exec_check(const struct dunlin_exec *exec, struct dunlin_error *err);
/*
 * Since 1.4, for exec(): give one row to EXEC's row function, from a client library that has it
 * column by column.  COLUMN sets VALUE, zeroed before, to column I, from 0; its DATA must stay
 * until the row is given.  Bytes become \x and hex digits here.  True when nobody wants rows.
 */
typedef void (*dunlin_column_fn)(void *payload, size_t i, struct dunlin_value *value);
DUNLIN_API bool dunlin_exec_row(const struct dunlin_exec *exec, size_t ncols,
    dunlin_column_fn column, void *payload, struct dunlin_error *err);

/*
 * Since 1.4: false when the shared library at PATH ends before what its headers promise, as after a
 * full disk: the dynamic linker would map it all the same and die with SIGBUS.  What is no library
 * at all the linker refuses itself, so that is true.
 */
DUNLIN_API bool dunlin_module_is_whole(const char *path);

/* What a database can do beyond what each must. */
enum dunlin_cap {
	DUNLIN_CAP_TRANSACTIONAL_DDL = 1 << 0, /* DDL is undone by ROLLBACK */
	DUNLIN_CAP_SERVER = 1 << 1,            /* other hosts may connect: a lock must span them */
	/* SQLite: sqlite_schema can be written to under PRAGMA writable_schema. */
	DUNLIN_CAP_EDITABLE_SCHEMA = 1 << 2,
	/*
	 * Since 1.4: what is written is kept and can be asked for; a driver of an earlier minor is
	 * taken to have it.  Without it statements go nowhere, and no history can be run.
	 */
	DUNLIN_CAP_STORES = 1 << 3,
};

/*
 * The one object of a driver, constant and as long-lived as the program.  Two threads may use two
 * connections of it at the same time, but never one connection, cancel() excepted.
 */
struct dunlin_driver {
	uint16_t abi_major, abi_minor; /* set by DUNLIN_DRIVER_DEFINE, as SIZE and NAME */
	size_t size;                   /* of the driver's struct, in bytes */
	const char *name;              /* also the file name of its module, without .so */
	const char *const *schemes;    /* URL schemes that it serves, lower case, ended by NULL */
	unsigned caps;                 /* enum dunlin_cap */

	/* -- required -- */

	/*
	 * Connect.  NULL and ERR (DUNLIN_E_ABSENT when there is no such database,
	 * DUNLIN_E_UNREACHABLE when no server answers or it is still starting, so that trying again
	 * may help, else DUNLIN_E_CONNECT, DUNLIN_E_CONFIG for a parameter with a wrong value,
	 * DUNLIN_E_CANCELED) on failure; no message may contain the password.  A parameter of the
	 * URL that is not known is ignored with a notice that names it and not its value.  One
	 * connection is one session.
	 */
	struct dunlin_conn *(*open)(const struct dunlin_connect *how, struct dunlin_error *err);
	/* Close and free; rolls back what is open.  Never fails. */
	void (*close)(struct dunlin_conn *conn);
	/*
	 * The dialect that the other end speaks: "postgresql", "sqlite", "mysql".  Static.  What is
	 * in a database is asked through exec(), in that dialect: there is no other introspection.
	 */
	const char *(*dialect)(struct dunlin_conn *conn);
	/*
	 * Run one statement to its end and give its rows; text without a statement does nothing and
	 * succeeds, a second statement behind the first is DUNLIN_E_SYNTAX and nothing is run.  On
	 * failure ERR has the class that fits:
	 *   DUNLIN_E_SYNTAX       it could not be read
	 *   DUNLIN_E_CONSTRAINT   a key, a CHECK, NOT NULL or a foreign key refuses a row
	 *   DUNLIN_E_BUSY         a lock was not granted in time: to be tried again
	 *   DUNLIN_E_RETRY        deadlock or serialization: the transaction is to be tried again
	 *   DUNLIN_E_GONE         the connection is lost; whether the statement was run is not
	 * known DUNLIN_E_READONLY     the database, a file or a standby, cannot be written to
	 *   DUNLIN_E_FULL         no space is left
	 *   DUNLIN_E_CANCELED     by cancel(), and only then
	 *   DUNLIN_E_UNSUPPORTED  the driver has no way for it, such as a COPY without its data
	 *   DUNLIN_E_SQL          anything else
	 * and the database's message as it is, SQLSTATE, detail, hint and offset where it has them.
	 * The connection is usable afterwards unless the class is DUNLIN_E_GONE.
	 */
	bool (*exec)(
	    struct dunlin_conn *conn, const struct dunlin_exec *exec, struct dunlin_error *err);

	/* -- optional: NULL when there is no such thing; only ever appended -- */

	/*
	 * Make a running exec(), copy() or batch() end with DUNLIN_E_CANCELED, a wait for a lock
	 * included; does nothing between two of them.  Safe in a signal handler and from another
	 * thread.  NULL: only between statements is a run stopped.
	 */
	void (*cancel)(struct dunlin_conn *conn);
	/*
	 * Run SQL, a COPY ... FROM STDIN, with LEN bytes of DATA as its input.  Errors as for
	 * exec().  NULL: COPY is DUNLIN_E_UNSUPPORTED.
	 */
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
	 * NULL: they are run one by one.
	 */
	bool (*batch)(struct dunlin_conn *conn, const struct dunlin_exec *const *list, size_t n,
	    size_t *failed, struct dunlin_error *err);
	/*
	 * Since 1.1: the server's process that serves this connection, as it said when it was
	 * opened; 0 when it said none.  Behind a pooler another one answers.  By it a second
	 * connection asks how far a statement is.
	 */
	long (*backend_pid)(struct dunlin_conn *conn);
	/*
	 * Since 1.3: the capabilities of the database that URL names, where they are not the same
	 * for all that the driver serves.  Does not connect.  NULL: caps are those.
	 */
	unsigned (*url_caps)(const struct dunlin_url *url);
	/* Since 1.4: the driver's own version, for people; NULL: it has none. */
	const char *version;
	/*
	 * Since 1.4: what answers and its version, for people: "PostgreSQL 15.7".  As long-lived as
	 * the connection; NULL when it is not known.
	 */
	const char *(*server)(struct dunlin_conn *conn);
	/*
	 * Since 1.4: take HANDLE, the client library's own connection (an sqlite3, a PGconn), in
	 * place of connecting; URL of HOW is that of handle_url().  It stays the application's:
	 * close() leaves it open, with all that the driver changed of it put back.  NULL and ERR
	 * (DUNLIN_E_CONNECT) when it is not connected, in the middle of something or of a
	 * transaction.  NULL: such handles cannot be had.
	 */
	struct dunlin_conn *(*adopt)(
	    void *handle, const struct dunlin_connect *how, struct dunlin_error *err);
	/*
	 * Since 1.4, set where adopt() is: append to URL what leads to the same database, with the
	 * password if there is one.  Asks no server.
	 */
	bool (*handle_url)(void *handle, struct dunlin_buf *url, struct dunlin_error *err);
};

/* Has EXEC the MEMBER that came later?  Safe with a library built against an older minor version.
 */
#define DUNLIN_EXEC_HAS(exec, member)                                                     \
	((exec)->size >= offsetof(struct dunlin_exec, member) + sizeof((exec)->member) && \
	    (exec)->member != NULL)

/* The same for HOW, a struct dunlin_connect. */
#define DUNLIN_CONNECT_HAS(how, member)                                                    \
	((how)->size >= offsetof(struct dunlin_connect, member) + sizeof((how)->member) && \
	    (how)->member != NULL)

/* Has DRV the optional MEMBER?  Safe with a driver built against an older minor version. */
#define DUNLIN_DRIVER_HAS(drv, member)                                                    \
	((drv)->size >= offsetof(struct dunlin_driver, member) + sizeof((drv)->member) && \
	    (drv)->member != NULL)

/* A module exports dunlin_driver_entry; with DUNLIN_DRIVER_BUILTIN it is a part of the library. */
#ifdef DUNLIN_DRIVER_BUILTIN
#define DUNLIN_DRIVER_SYMBOL(ident) dunlin_driver_##ident
#define DUNLIN_DRIVER_VISIBILITY    __attribute__((visibility("hidden")))
#else
#define DUNLIN_DRIVER_SYMBOL(ident) dunlin_driver_entry
#define DUNLIN_DRIVER_VISIBILITY    DUNLIN_API
#endif

/*
 * Define the one object that a driver exports: the same source built in or as a module.  IDENT
 * becomes its name, the rest are designated initializers.
 */
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
