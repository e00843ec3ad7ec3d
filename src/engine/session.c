/* session.c - one connection for one run */
#include "config.h"

#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "engine/driver.h"
#include "engine/pooler.h"
#include "engine/session.h"
#include "sql/text/mask.h"

static int
session_destructor(struct dn_session *session)
{
	if (session->conn == NULL)
		return 0;
	dn_session_put_back(session);
	session->driver->close(session->conn);
	return 0;
}

static bool
session_connect(struct dn_session *session, struct dunlin_error *err)
{
	const struct dn_session_options *o = &session->options;
	struct dunlin_connect how = {
		.size = sizeof how,
		.url = o->url,
		.application_name = o->application_name,
		.create = o->create,
		.read_only = o->read_only,
		.busy_timeout_ms = o->busy_timeout_ms,
		.notice = dn_session_notice,
		.notice_payload = session,
		.canceled = o->canceled,
		.progress = dn_session_progress,
		.progress_payload = session,
	};
	const char *name;

	session->driver = dn_driver_find(o->url, err);
	if (session->driver == NULL)
		return false;
	session->conn = o->handle == NULL ? session->driver->open(&how, err)
					  : session->driver->adopt(o->handle, &how, err);
	if (session->conn == NULL)
		return false;
	if ((dn_driver_caps(session->driver, o->url) & DUNLIN_CAP_STORES) == 0)
		return dunlin_error_set(err, DUNLIN_E_UNSUPPORTED,
		    "the %s driver stores nothing: no history can be run over it",
		    session->driver->name);
	name = session->driver->dialect(session->conn);
	session->dialect = dn_dialect_find(name);
	if (session->dialect == NULL)
		return dunlin_error_set(err, DUNLIN_E_UNSUPPORTED, "no dialect for '%s'", name);
	return true;
}

struct dn_session *
dn_session_open(const void *mem, const struct dn_session_options *options, struct dunlin_error *err)
{
	struct dn_session *session = dn_new(mem, struct dn_session);

	session->options = *options;
	talloc_set_destructor(session, session_destructor);
	if (!session_connect(session, err))
		goto failed;
	if (options->opened != NULL)
		*options->opened = session;
	if (!dn_session_remember(session, err) || !dn_pooler_hello(session, err))
		goto failed;
	if (session->pooled)
		return session;
	dn_session_defer(session);
	if (!dn_session_pin(session, err))
		goto failed;
	dn_session_defer_to_next(session);
	return session;
failed:
	if (options->opened != NULL)
		*options->opened = NULL;
	dn_free(session);
	return NULL;
}

void
dn_session_cancel(struct dn_session *session)
{
	if (session->conn != NULL && DUNLIN_DRIVER_HAS(session->driver, cancel))
		session->driver->cancel(session->conn);
}

char *
dn_session_backend_pid(const void *mem, const struct dn_session *session)
{
	long pid = DUNLIN_DRIVER_HAS(session->driver, backend_pid)
		       ? session->driver->backend_pid(session->conn)
		       : 0;

	return pid == 0 ? NULL : dn_sprintf(mem, "%ld", pid);
}

struct dunlin_value
dn_text_value(const char *text)
{
	return (struct dunlin_value){
		.kind = text == NULL ? DUNLIN_NULL : DUNLIN_TEXT,
		.data = text,
		.len = text == NULL ? 0 : strlen(text),
	};
}

bool
dn_session_canceled(const struct dn_session *session, struct dunlin_error *err)
{
	if (session->options.canceled == NULL || !*session->options.canceled)
		return false;
	dunlin_error_set(err, DUNLIN_E_CANCELED, "canceled");
	return true;
}

static void
session_mask(struct dunlin_error *err, char **text)
{
	char *shown;

	if (*text == NULL)
		return;
	shown = dn_sql_mask(err, *text, strlen(*text), NULL);
	dn_free(*text);
	*text = shown;
}

void
dn_session_failed(struct dn_session *session, const struct dn_explain *explain, bool commits,
    struct dunlin_error *own)
{
	if (own->code == DUNLIN_E_GONE) {
		session->lost = true;
		dunlin_error_set_hint(own,
		    "Run the same command again: it finds out what is done, and goes on.  If it "
		    "is lost there each time, the server's log says why: with large statements a "
		    "server can run out of memory.");
		session->commit_unknown = session->commit_unknown || commits;
	}
	/* The server has answered: it is not to be rolled back any more. */
	if (commits && own->sqlstate[0] != '\0' && session->dialect->commit_ends)
		session->in_transaction = false;
	session_mask(own, &own->message);
	session_mask(own, &own->detail);
	if (explain != NULL && explain->fn != NULL)
		explain->fn(explain->payload, explain->what, own);
}

static bool
session_exec(struct dn_session *session, struct dunlin_exec *exec, const struct dn_explain *explain,
    struct dunlin_error *err)
{
	struct dunlin_error *own = dn_error_new(session);
	bool ok;

	session->says = explain;
	ok = session->driver->exec(session->conn, exec, own);
	session->says = NULL;
	if (!ok) {
		dn_session_failed(session, explain, session->committing, own);
		dn_error_copy(err, own);
	}
	dn_free(own);
	return ok;
}

/* Behind a pooler what is set holds in a transaction only: a question gets one of its own. */
static bool
session_needs_wrap(const struct dn_session *session, const struct dunlin_exec *exec)
{
	return session->pooled && !session->in_transaction && exec->row != NULL;
}

static bool
session_wrap(struct dn_session *session, struct dunlin_exec *exec, struct dunlin_error *err)
{
	bool ok = dn_session_run(session, session->dialect->begin, NULL, 0, err);

	if (!ok)
		return false;
	session->in_transaction = true;
	ok = dn_session_begin_pooled(session, err) && dn_session_query(session, exec, err) &&
	     dn_session_run(session, session->dialect->commit, NULL, 0, err);
	if (!ok)
		dn_session_rollback(session);
	session->in_transaction = false;
	return ok;
}

static bool
session_send(struct dn_session *session, struct dunlin_exec *exec, const struct dn_explain *explain,
    bool waits, struct dunlin_error *err)
{
	/* A rollback still goes through: it is what canceling asks for. */
	if (err != NULL && dn_session_canceled(session, err))
		return false;
	if (session_needs_wrap(session, exec))
		return session_wrap(session, exec, err);
	exec->size = sizeof *exec;
	dn_session_log(session, DUNLIN_DEBUG, "", exec->sql);
	if (session->pipeline != NULL)
		return dn_session_enqueue(session, exec, explain, waits, err);
	return session_exec(session, exec, explain, err);
}

bool
dn_session_query(struct dn_session *session, struct dunlin_exec *exec, struct dunlin_error *err)
{
	return session_send(session, exec, NULL, false, err);
}

bool
dn_session_query_explained(struct dn_session *session, struct dunlin_exec *exec,
    const struct dn_explain *explain, struct dunlin_error *err)
{
	return session_send(session, exec, explain, false, err);
}

bool
dn_session_ask(struct dn_session *session, struct dunlin_exec *exec, struct dunlin_error *err)
{
	return session_send(session, exec, NULL, true, err);
}

bool
dn_session_copy(struct dn_session *session, const struct dn_output *out,
    const struct dn_explain *explain, struct dunlin_error *err)
{
	const struct dn_span *data = &out->copy_data;
	struct dunlin_error *own;
	bool ok;

	if (!DUNLIN_DRIVER_HAS(session->driver, copy))
		return dunlin_error_set(
		    err, DUNLIN_E_UNSUPPORTED, "the %s driver has no COPY", session->driver->name);
	if (!dn_session_flush(session, err) || dn_session_canceled(session, err))
		return false;
	own = dn_error_new(session);
	session->says = explain;
	ok = session->driver->copy(session->conn, out->sql, out->from->source->text + data->start,
	    data->end - data->start, own);
	session->says = NULL;
	if (!ok) {
		dn_session_failed(session, explain, false, own);
		dn_error_copy(err, own);
	}
	dn_free(own);
	return ok;
}

bool
dn_session_run(struct dn_session *session, const char *sql, const struct dunlin_value *params,
    size_t nparams, struct dunlin_error *err)
{
	struct dunlin_exec exec = { .sql = sql, .params = params, .nparams = nparams };

	return dn_session_query(session, &exec, err);
}

bool
dn_session_run_list(struct dn_session *session, const char *const *list, struct dunlin_error *err)
{
	for (; list != NULL && *list != NULL; list++)
		if (!dn_session_run(session, *list, NULL, 0, err))
			return false;
	return true;
}

static bool
session_saw_row(void *payload, size_t ncols, const char *const *values, struct dunlin_error *err)
{
	bool *found = payload;

	(void) ncols, (void) values, (void) err;
	*found = true;
	return true;
}

bool
dn_session_has_row(struct dn_session *session, const char *sql, const struct dunlin_value *params,
    size_t nparams, bool *found, struct dunlin_error *err)
{
	struct dunlin_exec exec = {
		.sql = sql,
		.params = params,
		.nparams = nparams,
		.row = session_saw_row,
		.row_payload = found,
	};

	*found = false;
	return dn_session_query(session, &exec, err);
}

struct first_value {
	const void *mem;
	char *value;
};

static bool
session_take_value(void *payload, size_t ncols, const char *const *values, struct dunlin_error *err)
{
	struct first_value *first = payload;

	(void) err;
	if (first->value == NULL && ncols > 0)
		first->value = dn_strdup_null(first->mem, values[0]);
	return true;
}

bool
dn_session_value(const void *mem, struct dn_session *session, const char *sql, char **value,
    struct dunlin_error *err)
{
	struct first_value first = { .mem = mem };
	struct dunlin_exec exec = {
		.sql = sql,
		.row = session_take_value,
		.row_payload = &first,
	};
	bool ok = dn_session_query(session, &exec, err);

	*value = first.value;
	return ok;
}
