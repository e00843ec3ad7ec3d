/* session.h - one connection for one run: its dialect, its pinned state, its transactions */
#ifndef DN_ENGINE_SESSION_H
#define DN_ENGINE_SESSION_H

#include <signal.h>

#include "base/log.h"
#include "base/url.h"
#include "dialect/dialect.h"

struct dn_session_options {
	const struct dunlin_url *url;
	const struct dn_log *log;
	const char *application_name;
	/* Name -> value, in the order to set them; ignored where the dialect has no settings. */
	const struct dn_map *settings;
	unsigned busy_timeout_ms;
	bool read_only;
	bool create; /* make the database (a file) when it is not there */
	const volatile sig_atomic_t
	    *canceled; /* set from outside: stop before the next statement */
};

struct dn_session {
	const struct dunlin_driver *driver;
	struct dunlin_conn *conn;
	const struct dn_dialect *dialect;
	struct dn_session_options options;
	bool in_transaction;
	bool lost; /* the connection is gone: nothing more can be asked of it */
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

/* Run SQL; PARAMS may be NULL. */
bool dn_session_run(struct dn_session *session, const char *sql, const struct dunlin_value *params,
    size_t nparams, struct dunlin_error *err);
/* The same with rows. */
bool
dn_session_query(struct dn_session *session, struct dunlin_exec *exec, struct dunlin_error *err);
/* Run LIST, ended by NULL; NULL is empty. */
bool
dn_session_run_list(struct dn_session *session, const char *const *list, struct dunlin_error *err);
/* Did SQL give any row? */
bool dn_session_has_row(struct dn_session *session, const char *sql,
    const struct dunlin_value *params, size_t nparams, bool *found, struct dunlin_error *err);
/* The first value of the first row, owned by MEM; NULL in *VALUE for none. */
bool dn_session_value(const void *mem, struct dn_session *session, const char *sql, char **value,
    struct dunlin_error *err);

/* Bring the session back to its pinned state after an author's statements. */
bool dn_session_reset(struct dn_session *session, struct dunlin_error *err);

bool dn_session_begin(struct dn_session *session, struct dunlin_error *err);
/* Checks first; rolls back on failure. */
bool dn_session_commit(struct dn_session *session, struct dunlin_error *err);
/* Does nothing outside a transaction.  Never reports: there is an error already. */
void dn_session_rollback(struct dn_session *session);

/* A text parameter; NULL for null. */
struct dunlin_value dn_text_value(const char *text);

#endif
