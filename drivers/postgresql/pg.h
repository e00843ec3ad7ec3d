/* pg.h - what the files of the PostgreSQL driver share */
#ifndef DN_DRIVERS_PG_H
#define DN_DRIVERS_PG_H

#include <signal.h>

#include <libpq-fe.h>

#include <dunlin/driver.h>

/* How many texts are remembered, to be prepared when they come again. */
#define PG_PREPARED 16

/* A statement with parameters: the library's own, which come with each revision. */
struct pg_prepared {
	char *sql;
	enum { PG_PREPARED_SEEN, PG_PREPARED_SENT, PG_PREPARED_READY } state;
};

struct pg_conn {
	struct dunlin_conn base; /* must be first */
	struct pg_prepared prepared[PG_PREPARED];
	size_t nprepared;
	unsigned generation; /* from 1, in their names, so that none is used twice */
	PGconn *pg;
	struct pg_cancel_request *request; /* that is under way, or NULL */
	volatile sig_atomic_t canceled;    /* somebody wants the running statement to end */
	bool cancel_sent;
	int64_t cancel_until; /* when to stop hoping for the server's answer */
	/* The NEXEC that are not answered, the server is at the first; NULL: none is. */
	const struct dunlin_exec *const *exec;
	size_t nexec;
	void (*notice)(void *payload, const char *severity, const char *message);
	void *notice_payload;
	void (*progress)(
	    void *payload, const char *unit, unsigned long long done, unsigned long long amount);
	void *progress_payload;
	char server[96];
	/* Of an application's connection: what it is to be given back with. */
	bool adopted, blocks;
	PQnoticeReceiver receiver; /* NULL: it was left as it is */
};

/* Connection parameters as libpq takes them, ended by NULL; the strings are borrowed. */
struct pg_params {
	const char **keys, **values;
	size_t n;
	struct dunlin_buf *options; /* the value of "options", if it is used */
};

/* Zeroed; never NULL. */
void *dn_pg_alloc(size_t size);
int64_t dn_pg_now_ms(void);

/* From the URL; never fails: libpq checks the values.  Says what it ignores. */
void dn_pg_params_read(struct pg_params *params, const struct dunlin_connect *how);
void dn_pg_params_free(struct pg_params *params);

/* All but the connection's driver; NULL and ERR on failure. */
struct pg_conn *dn_pg_open(const struct dunlin_connect *how, struct dunlin_error *err);

/* Take over from HOW who hears of what happens. */
void dn_pg_attend(struct pg_conn *c, const struct dunlin_connect *how);
/* The receiver of notices, for a connection whose payload is C. */
void dn_pg_notice(void *payload, const PGresult *res);

/* adopt.c: as of driver.h; and give an adopted connection back, before C is freed. */
struct pg_conn *
dn_pg_adopt(void *handle, const struct dunlin_connect *how, struct dunlin_error *err);
bool dn_pg_handle_url(void *handle, struct dunlin_buf *url, struct dunlin_error *err);
void dn_pg_give_back(struct pg_conn *c);

/* Ask the server to end the running statement.  Does not wait; whether it worked is not known. */
void dn_pg_cancel_send(struct pg_conn *c);
/* See that the request is at the server before UNTIL, so that it ends nothing that comes later. */
void dn_pg_cancel_end(struct pg_conn *c, int64_t until);
/* Forget an earlier cancel(): a new statement begins. */
void dn_pg_start(struct pg_conn *c);
/* Wait until the socket is ready for EVENTS of poll(); sends the cancel request when it is time. */
bool dn_pg_wait(struct pg_conn *c, short events, struct dunlin_error *err);
/* Send what libpq holds back, reading meanwhile, so that no two full buffers wait for each other.
 */
bool dn_pg_flush(struct pg_conn *c, struct dunlin_error *err);
/* The next result of the statement, NULL after the last.  False: the connection is lost. */
bool dn_pg_next(struct pg_conn *c, PGresult **res, struct dunlin_error *err);
/* Such a result comes again and again until the COPY ends. */
bool dn_pg_is_copy(ExecStatusType status);
/* Read results to the end, for their errors.  False when there was one. */
bool dn_pg_drain(struct pg_conn *c, const char *sql, struct dunlin_error *err);

/* Set ERR from a failed result of the statement SQL; returns false. */
bool dn_pg_error(struct pg_conn *c, const PGresult *res, const char *sql, struct dunlin_error *err);
/* Set ERR from the connection's last error, which no result has; returns false. */
bool dn_pg_error_conn(struct pg_conn *c, struct dunlin_error *err);
/* Set ERR for a connection that could not be made; returns false. */
bool dn_pg_error_connect(PGconn *pg, struct dunlin_error *err);
/* TEXT is why there is no connection to what PG names; returns false. */
bool dn_pg_error_no_connection(
    PGconn *pg, enum dunlin_code code, const char *text, struct dunlin_error *err);

/* Hand it to libpq. */
bool dn_pg_send(struct pg_conn *c, const struct dunlin_exec *exec, struct dunlin_error *err);
/* The same in a pipeline; *PREPARES, unless 0, when an answer of its own comes before it. */
bool dn_pg_send_prepared(struct pg_conn *c, const struct dunlin_exec *exec, unsigned *prepares,
    struct dunlin_error *err);
/* That answer, with what *PREPARES was: it is prepared. */
void dn_pg_prepared_answer(struct pg_conn *c, const struct dunlin_exec *exec, unsigned generation);
/* No more answers will come: forget what was to be prepared. */
void dn_pg_prepared_settle(struct pg_conn *c);
/* No text is known any more, and none of the server's statements is used. */
void dn_pg_prepared_forget(struct pg_conn *c);
/* What one result is for the statement: rows, success or the error. */
bool dn_pg_take(
    struct pg_conn *c, const struct dunlin_exec *exec, PGresult *res, struct dunlin_error *err);

bool dn_pg_batch(struct dunlin_conn *conn, const struct dunlin_exec *const *list, size_t n,
    size_t *failed, struct dunlin_error *err);

bool dn_pg_copy(struct dunlin_conn *conn, const char *sql, const char *data, size_t len,
    struct dunlin_error *err);
/* Read what a COPY ... TO STDOUT sends, for nobody; returns false. */
bool dn_pg_copy_skip(struct pg_conn *c, struct dunlin_error *err);
/* End a COPY that the server waits in; WHY, if any, makes it fail. */
bool dn_pg_copy_end(struct pg_conn *c, const char *why, struct dunlin_error *err);

#endif
