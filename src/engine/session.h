/* session.h - one connection for one run: its dialect, its pinned state, its transactions */
#ifndef DN_ENGINE_SESSION_H
#define DN_ENGINE_SESSION_H

#include <signal.h>

#include "base/log.h"
#include "base/url.h"
#include "dialect/dialect.h"

/* What stands between us and the server; in the order of the choices of the key pooler. */
enum dn_pooler { DN_POOLER_AUTO, DN_POOLER_NONE, DN_POOLER_SESSION, DN_POOLER_TRANSACTION };

struct dn_progress;

struct dn_session_options {
	const struct dunlin_url *url;
	void *handle; /* the application's connection to it, to be used and given back; or NULL */
	const struct dn_log *log;
	const char *application_name;
	/* Name -> value, in the order to set them; ignored where the dialect has no settings. */
	const struct dn_map *settings;
	unsigned busy_timeout_ms;
	bool read_only;
	bool create; /* make the database (a file) when it is not there */
	const volatile sig_atomic_t
	    *canceled;            /* set from outside: stop before the next statement */
	unsigned lock_timeout_ms; /* of one wait for a strong lock; 0: as the server has it */
	unsigned lock_retry_ms;   /* how long a transaction is tried again; 0: not at all */
	enum dn_pooler pooler;
	unsigned lease_ms; /* how long a lease lasts that is not renewed */
	/* If any, where the session is put as soon as it can be canceled, and NULL if it fails. */
	struct dn_session *volatile *opened;
	unsigned backfill_pause_ms; /* between two batches */
	unsigned backfill_lag_ms; /* a standby may be behind by so much meanwhile; 0: by any time */
	unsigned wait_ms;         /* how long to try a server that is still starting; 0: once */
	struct dn_progress *progress; /* who looks on, or NULL */
};

/* Asked at the begin of each transaction and, LAST, right before its commit: may it go on? */
struct dn_session_fence {
	bool (*check)(void *payload, bool last, struct dunlin_error *err); /* NULL: it may */
	void *payload;
};

/* What a statement's error is about, for it may come later than the call. */
struct dn_explain {
	void (*fn)(void *payload, const void *what, struct dunlin_error *err);
	/* What the database says while it runs it; NULL: for who debugs. */
	void (*said)(void *payload, const void *what, enum dunlin_level level, const char *message);
	void *payload;
	const void *what;
};

struct dn_pipeline;
struct dn_dangling;

struct dn_session {
	const struct dunlin_driver *driver;
	struct dunlin_conn *conn;
	const struct dn_dialect *dialect;
	struct dn_session_options options;
	unsigned server; /* its version: 150004 is 15.4; 0: nothing depends on it */
	bool in_transaction;
	bool lost;           /* the connection is gone: nothing more can be asked of it */
	bool committing;     /* the statement at hand is a COMMIT */
	bool commit_unknown; /* the connection was lost with a COMMIT on its way */
	/* What is between would mix statements up (a pooler): send them one by one. */
	bool no_pipelining;
	/*
	 * Each transaction may have another session of the server: nothing outlives its commit, so
	 * what is pinned is pinned in each, and no statement can run outside of one.
	 */
	bool pooled;
	bool watched; /* the server was told to notice when we are gone */
	/*
	 * What is searched for an author's names, as the server or the configuration has it; NULL:
	 * nobody asked, or there is no such thing.  Else dunlin's own path is in force.
	 */
	char *path;
	/* How its COMMITs wait for standbys; NULL: they do not, or nobody asked. */
	char *replicated;
	bool commits_locally; /* they do not for now: standby.h */
	bool untold;          /* the server does not tell of standbys, and that was said */
	struct dn_session_fence fence;
	const struct dn_explain *says; /* of the statement at hand, unless it waits */
	struct dn_lease *lease;        /* what is held in place of the lock when pooled, or NULL */
	struct dn_pipeline *pipeline;  /* statements that wait to be sent; NULL: none may wait */
	struct dn_dangling *dangling;  /* dangling.h; NULL: a transaction may change anything */
	char **put_back; /* statements that bring an application's settings back, or NULL */
	size_t nput_back;
	unsigned long long told_ms; /* when it was last told how far the driver is */
};

/*
 * Connect and bring the session into its pinned state; OPTIONS and what it points to must outlive
 * it.  Freed with dn_free(), which closes.  NULL and ERR on failure.
 */
struct dn_session *dn_session_open(
    const void *mem, const struct dn_session_options *options, struct dunlin_error *err);
/* Was the run canceled?  Then ERR says so. */
bool dn_session_canceled(const struct dn_session *session, struct dunlin_error *err);
/* Stop what runs.  Safe in a signal handler. */
void dn_session_cancel(struct dn_session *session);
/* The process that the driver was told it talks to; NULL when it cannot say. */
char *dn_session_backend_pid(const void *mem, const struct dn_session *session);

/* Run SQL; PARAMS may be NULL. */
bool dn_session_run(struct dn_session *session, const char *sql, const struct dunlin_value *params,
    size_t nparams, struct dunlin_error *err);
/* The same with rows. */
bool
dn_session_query(struct dn_session *session, struct dunlin_exec *exec, struct dunlin_error *err);
/* The same; EXPLAIN, or NULL, adds to the error. */
bool dn_session_query_explained(struct dn_session *session, struct dunlin_exec *exec,
    const struct dn_explain *explain, struct dunlin_error *err);
/* The same, but the rows may wait for the next statement that does not. */
bool dn_session_ask(struct dn_session *session, struct dunlin_exec *exec, struct dunlin_error *err);
/* Run OUT, a COPY ... FROM STDIN with its data. */
bool dn_session_copy(struct dn_session *session, const struct dn_output *out,
    const struct dn_explain *explain, struct dunlin_error *err);
/* Run LIST, ended by NULL; NULL is empty. */
bool
dn_session_run_list(struct dn_session *session, const char *const *list, struct dunlin_error *err);
/* Did SQL give any row? */
bool dn_session_has_row(struct dn_session *session, const char *sql,
    const struct dunlin_value *params, size_t nparams, bool *found, struct dunlin_error *err);
/* The first value of the first row, owned by MEM; NULL in *VALUE for none. */
bool dn_session_value(const void *mem, struct dn_session *session, const char *sql, char **value,
    struct dunlin_error *err);

bool dn_session_begin(struct dn_session *session, struct dunlin_error *err);
/* Checks first; rolls back on failure. */
bool dn_session_commit(struct dn_session *session, struct dunlin_error *err);
/* The same; what is deferred to the end of a transaction fails here. */
bool dn_session_commit_explained(
    struct dn_session *session, const struct dn_explain *explain, struct dunlin_error *err);
/* Does nothing outside a transaction.  Never reports: there is an error already. */
void dn_session_rollback(struct dn_session *session);

/* -- settings.c: what a session is set to -- */

/*
 * Bring the session back to its pinned state after an author's statements; PREPARED when these may
 * have been some that PREPARE, too.
 */
bool dn_session_reset(struct dn_session *session, bool prepared, struct dunlin_error *err);
/*
 * From here on names are an author's, until dn_session_leave(); in a transaction, until it ends.
 * Behind a pooler it does nothing outside of one.
 */
bool dn_session_enter(struct dn_session *session, struct dunlin_error *err);
bool dn_session_leave(struct dn_session *session, struct dunlin_error *err);
/* In a transaction: dunlin's path also after its commit. */
bool dn_session_own_path(struct dn_session *session, struct dunlin_error *err);
/* In a transaction, until it ends: as who logged in or is pinned, whatever an author SET. */
bool dn_session_own_role(struct dn_session *session, struct dunlin_error *err);
/* From now on no COMMIT waits for standbys, or each does again, where they would. */
bool dn_session_commit_locally(struct dn_session *session, bool locally, struct dunlin_error *err);
/* For session.c: what the configuration pins; the same behind a pooler's BEGIN, and the path. */
bool dn_session_pin(struct dn_session *session, struct dunlin_error *err);
bool dn_session_begin_pooled(struct dn_session *session, struct dunlin_error *err);

/* -- hear.c: what the database says, for session.c and pipeline.c -- */

/* To the log: TEXT, which may quote SQL, behind LABEL, which may be empty. */
void dn_session_log(
    const struct dn_session *session, enum dunlin_level level, const char *label, const char *text);
/* What the database says of a statement. */
void dn_session_said(struct dn_session *session, const struct dn_explain *explain,
    const char *severity, const char *message);
/* For the driver: of struct dunlin_connect. */
void dn_session_notice(void *session, const char *severity, const char *message);
void dn_session_progress(
    void *session, const char *unit, unsigned long long done, unsigned long long amount);

/* -- adopt.c: a connection of the application -- */

/* First of all: note what the session is set to, or say why it cannot be had. */
bool dn_session_remember(struct dn_session *session, struct dunlin_error *err);
/* Last of all: bring that back.  What fails is a warning. */
void dn_session_put_back(struct dn_session *session);

/* -- pipeline.c: statements that are sent together -- */

/*
 * From here on, statements without rows wait, and go to the server together: at the next query
 * with rows, when they are many, or by dn_session_flush().  Whichever call sends them has the error
 * of the first that failed; none behind that one was run.  A rollback drops what still waits and
 * ends the waiting.  Does nothing where driver or session cannot: each statement runs at once then,
 * by the same calls.
 */
void dn_session_defer(struct dn_session *session);
/* What waits goes with the next statement, which ends the waiting. */
void dn_session_defer_to_next(struct dn_session *session);
bool dn_session_flush(struct dn_session *session, struct dunlin_error *err);
/* Flush and end the waiting. */
bool dn_session_settle(struct dn_session *session, struct dunlin_error *err);
/*
 * Call FN as soon as it is known that the last statement has succeeded, and so all before it: now,
 * when nothing waits.  Not at all when it fails.
 */
void dn_session_when_done(struct dn_session *session, void (*fn)(void *payload), void *payload);
/* For session.c: forget what waits; add a statement (WAITS: rows or not); note a failure. */
void dn_session_drop(struct dn_session *session);
bool dn_session_enqueue(struct dn_session *session, const struct dunlin_exec *exec,
    const struct dn_explain *explain, bool waits, struct dunlin_error *err);
void dn_session_failed(struct dn_session *session, const struct dn_explain *explain, bool commits,
    struct dunlin_error *own);

/* A text parameter; NULL for null. */
struct dunlin_value dn_text_value(const char *text);

#endif
