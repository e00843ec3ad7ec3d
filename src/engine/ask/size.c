/* size.c - ask the database how large its tables are */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "engine/lock/lock.h"
#include "engine/tell/progress.h"
#include "engine/ask/size.h"
#include "plan/large.h"

/* Somebody may have locked a table for so long that not even its size can be asked. */
enum { SIZE_PAUSE_MS = 500 };

static const char tables_here[] = "{tables}";

static bool
size_is_true(const char *value)
{
	return value != NULL && (value[0] == 't' || value[0] == '1');
}

static bool
size_take(void *payload, size_t ncols, const char *const *values, struct dunlin_error *err)
{
	struct dn_table_size *size = ncols < 3 ? NULL : dn_map_get(payload, values[0]);

	(void) err;
	if (size == NULL || values[1] == NULL)
		return true;
	size->known = true;
	size->bytes = strtoull(values[1], NULL, 10);
	size->lockable = size_is_true(values[2]);
	size->plain = ncols > 3 && size_is_true(values[3]);
	return true;
}

static void
size_put_row(struct dunlin_buf *buf, const struct dn_dialect *dialect, const char *key)
{
	const struct dn_name name = dn_schema_key_name(buf, key);

	dunlin_buf_puts(buf, "(");
	dialect->literal(buf, key);
	dunlin_buf_puts(buf, ", ");
	dialect->literal(buf, name.schema);
	dunlin_buf_puts(buf, ", ");
	dialect->literal(buf, name.name);
	dunlin_buf_puts(buf, ")");
}

/* A name without a schema is the author's to find. */
static bool
size_query(struct dn_session *session, struct dunlin_exec *exec, struct dunlin_error *err)
{
	dn_session_defer(session);
	if (dn_session_begin(session, err) && dn_session_enter(session, err) &&
	    dn_session_ask(session, exec, err) && dn_session_commit(session, err) &&
	    dn_session_settle(session, err))
		return true;
	dn_session_rollback(session);
	return false;
}

/* Who keeps us from asking. */
struct size_wait {
	struct dn_session *session;
	const struct dn_map *sizes;
	char *who; /* who was last said to, or NULL */
};

/* Even a size is asked under a lock, the weakest. */
static void
size_look(const void *mem, struct size_wait *w)
{
	struct dunlin_holder holder;
	char *who = NULL;

	dn_map_each (w->sizes, e)
		if (who == NULL &&
		    dn_lock_table_holder(mem, w->session, e->key, DN_LOCK_ACCESS_SHARE, &holder))
			who = dn_lock_describe(mem, &holder);
	if (who == NULL)
		return;
	dn_progress_wait(w->session->options.progress, "table", NULL, &holder);
	if (w->who == NULL || strcmp(w->who, who) != 0)
		dn_log(w->session->options.log, DUNLIN_INFO,
		    "a table is locked, so that not even its size can be asked; waiting for it "
		    "(%s)",
		    who);
	w->who = who;
}

bool
dn_size_ask(struct dn_session *session, struct dn_map *sizes, struct dunlin_error *err)
{
	const struct dn_dialect *dialect = session->dialect;
	unsigned long long end = dn_clock_ms() + session->options.lock_retry_ms;
	struct dunlin_buf *sql = dn_buf_new(NULL);
	const char *form = dialect->locking->sizes, *at = strstr(form, tables_here);
	struct dunlin_exec exec = { .row = size_take, .row_payload = sizes };
	struct size_wait wait = { .session = session, .sizes = sizes };
	struct dunlin_error *own;
	bool ok, again;

	dunlin_buf_put(sql, form, (size_t) (at - form));
	dn_map_each (sizes, e) {
		size_put_row(sql, dialect, e->key);
		dunlin_buf_puts(sql, e->next == NULL ? "" : ", ");
	}
	dunlin_buf_puts(sql, at + strlen(tables_here));
	exec.sql = sql->s;
	do {
		own = dn_error_new(sql);
		ok = size_query(session, &exec, own);
		again = !ok && own->code == DUNLIN_E_BUSY && dn_clock_ms() < end &&
			!dn_session_canceled(session, NULL);
		if (!ok && own->code == DUNLIN_E_BUSY)
			size_look(sql, &wait);
		if (again)
			dn_lock_pause(session->options.canceled, SIZE_PAUSE_MS);
	} while (again);
	if (!ok) {
		dn_error_copy(err, own);
		dunlin_error_prefix(err, "cannot tell how large the tables are: ");
		if (wait.who != NULL)
			dunlin_error_set_hint(err, "In the way: %s.", wait.who);
	}
	dn_free(sql);
	return ok;
}
