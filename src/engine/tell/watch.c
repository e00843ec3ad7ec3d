/* watch.c - ask the server about the process that works for us */
#include "config.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "engine/beside.h"
#include "engine/tell/watch.h"

enum { WATCH_EVERY_MS = 1000 };

struct dn_watch {
	struct dn_beside *beside;
	struct dn_progress *progress;
	const struct dn_watch_sql *sql;
	const char *views; /* of its, those that the server has, in one query */
	char *pid;         /* of the server's process */
	unsigned dues;     /* since the last turn */
};

/* What the server says is a child of MEM. */
struct watch_reader {
	const void *mem;
	struct dn_sight *sight;
	struct dunlin_holder holder;
};

static bool
watch_take_session(void *payload, size_t ncols, const char *const *values, struct dunlin_error *err)
{
	struct watch_reader *r = payload;

	(void) ncols, (void) err;
	r->sight->query = dn_strdup_null(r->mem, values[0]);
	r->holder = dn_lock_read_holder(r->mem, values + 1);
	if (r->holder.pid != NULL)
		r->sight->holder = &r->holder;
	return true;
}

static unsigned long long
watch_number(const char *text)
{
	return text == NULL ? 0 : strtoull(text, NULL, 10);
}

static bool
watch_take_progress(
    void *payload, size_t ncols, const char *const *values, struct dunlin_error *err)
{
	struct watch_reader *r = payload;
	struct dn_sight *sight = r->sight;

	(void) ncols, (void) err;
	sight->phase = dn_strdup_null(r->mem, values[0]);
	sight->object = dn_strdup_null(r->mem, values[1]);
	sight->amount_done = watch_number(values[2]);
	sight->amount = watch_number(values[3]);
	sight->unit = dn_strdup_null(r->mem, values[4]);
	return true;
}

static bool
watch_ask(const struct dn_watch *w, struct dn_session *session, const char *sql, dunlin_row_fn take,
    struct watch_reader *reader)
{
	struct dunlin_value param = dn_text_value(w->pid);
	struct dunlin_exec exec = {
		.sql = sql,
		.params = &param,
		.nparams = 1,
		.row = take,
		.row_payload = reader,
	};

	return dn_session_query(session, &exec, NULL);
}

static bool
watch_look(void *payload, struct dn_session *session)
{
	struct dn_watch *w = payload;
	struct dn_sight sight = { .asked = session != NULL };
	struct watch_reader reader = { .mem = dn_new_context(NULL), .sight = &sight };
	bool ok = true;

	w->dues = 0;
	if (session != NULL) {
		ok = watch_ask(w, session, w->sql->session, watch_take_session, &reader);
		ok = ok && watch_ask(w, session, w->views, watch_take_progress, &reader);
	}
	/* Between two statements there is nothing to see, but of what is run in many. */
	if (ok && (session == NULL || sight.query != NULL || dn_progress_has_rows(w->progress)))
		dn_progress_saw(w->progress, &sight);
	dn_free((void *) (uintptr_t) reader.mem);
	return ok;
}

/* A server that refuses a second connection is not asked each second. */
static bool
watch_due(void *payload)
{
	struct dn_watch *w = payload;

	if (!dn_progress_lasts(w->progress)) {
		w->dues = 0;
		return false;
	}
	w->dues++;
	return (w->dues & (w->dues - 1)) == 0;
}

/* Which process is ours?  Behind a pooler nobody can say. */
static char *
watch_pid(const void *mem, const struct dn_session *session)
{
	if (session->dialect->watch == NULL || session->pooled ||
	    session->options.pooler == DN_POOLER_SESSION)
		return NULL;
	return dn_session_backend_pid(mem, session);
}

static const char *
watch_views(const void *mem, const struct dn_session *session)
{
	const struct dn_watch_view *view = session->dialect->watch->views;
	struct dunlin_buf *buf = dn_buf_new(mem);

	for (; view->sql != NULL; view++)
		if (view->since <= session->server)
			dunlin_buf_printf(
			    buf, "%s%s", buf->len == 0 ? "" : " UNION ALL ", view->sql);
	return dn_buf_steal(mem, buf);
}

/* The thread before what it reads. */
static int
watch_destructor(struct dn_watch *w)
{
	dn_free(w->beside);
	return 0;
}

struct dn_watch *
dn_watch_new(const void *mem, const struct dn_session *session)
{
	struct dn_session_options options = session->options;
	struct dn_beside_work work = {
		.every_ms = WATCH_EVERY_MS,
		.due = watch_due,
		.turn = watch_look,
	};
	struct dn_watch *w;

	if (!dn_progress_is_seen(options.progress))
		return NULL;
	w = dn_new(mem, struct dn_watch);
	w->progress = options.progress;
	w->sql = session->dialect->watch;
	w->pid = watch_pid(w, session);
	w->views = w->pid == NULL ? NULL : watch_views(w, session);
	/* Who connected sees his own sessions; a role that was taken on may not. */
	options.settings = NULL;
	options.pooler = DN_POOLER_NONE;
	work.payload = w;
	w->beside = dn_beside_new(w, w->pid == NULL ? NULL : &options, &work);
	talloc_set_destructor(w, watch_destructor);
	return w;
}
