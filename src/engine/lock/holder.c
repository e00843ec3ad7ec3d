/* holder.c - who has the lock, and ending that */
#include "config.h"

#include <stdlib.h>

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "engine/lock/lease.h"
#include "engine/lock/lock.h"

enum { HOLDER_BREAK_TRIES = 100, HOLDER_BREAK_MS = 100 };

struct holders_reader {
	const void *mem;
	struct dn_lock_holders *holders;
	bool lease;
};

struct dunlin_holder
dn_lock_read_holder(const void *mem, const char *const *values)
{
	return (struct dunlin_holder){
		.pid = dn_strdup_null(mem, values[0]),
		.application = dn_strdup_null(mem, values[1]),
		.host = dn_strdup_null(mem, values[2]),
		.user = dn_strdup_null(mem, values[3]),
		.since = dn_strdup_null(mem, values[4]),
	};
}

static bool
holders_take(void *payload, size_t ncols, const char *const *values, struct dunlin_error *err)
{
	struct holders_reader *r = payload;
	struct dn_lock_holder h = { .lease = r->lease };

	(void) ncols, (void) err;
	h.who = dn_lock_read_holder(r->mem, values);
	if (r->lease) {
		h.expires = dn_strdup_null(r->mem, values[5]);
		h.token = dn_strdup_null(r->mem, values[6]);
		h.holder = dn_strdup_null(r->mem, values[7]);
		h.expired = values[8] != NULL && values[8][0] == '1';
	}
	dn_push(r->mem, r->holders->list, r->holders->n, h);
	return true;
}

static bool
holders_of_lock(struct holders_reader *r, struct dn_session *session, const struct dn_store *store,
    struct dunlin_error *err)
{
	char *key = dn_lock_key(NULL, store);
	struct dunlin_value param = dn_text_value(key);
	struct dunlin_exec exec = {
		.sql = session->dialect->locking->holder,
		.params = &param,
		.nparams = 1,
		.row = holders_take,
		.row_payload = r,
	};
	bool ok = dn_session_ask(session, &exec, err);

	dn_free(key);
	return ok;
}

static bool
holders_of_lease(struct holders_reader *r, struct dn_session *session, const struct dn_store *store,
    struct dunlin_error *err)
{
	struct dunlin_exec exec = { .row = holders_take, .row_payload = r };
	bool present, ok;
	char *sql;

	if (session->dialect->locking->lease_holder == NULL)
		return true;
	if (!dn_lease_present(session, store, &present, err))
		return false;
	if (!present)
		return true;
	sql = dn_lease_sql(NULL, store, session->dialect->locking->lease_holder);
	exec.sql = sql;
	ok = dn_session_query(session, &exec, err);
	dn_free(sql);
	return ok;
}

bool
dn_lock_holders(const void *mem, struct dn_session *session, const struct dn_store *store,
    struct dn_lock_holders *holders, struct dunlin_error *err)
{
	struct holders_reader lock = { .mem = mem, .holders = holders };
	struct holders_reader lease = { .mem = mem, .holders = holders, .lease = true };

	*holders = (struct dn_lock_holders){ 0 };
	if (session->dialect->locking == NULL)
		return true;
	dn_session_defer(session);
	if (holders_of_lock(&lock, session, store, err) &&
	    holders_of_lease(&lease, session, store, err) && dn_session_settle(session, err))
		return true;
	dn_session_drop(session);
	return false;
}

struct table_reader {
	const void *mem;
	struct dunlin_holder *who;
	bool found;
};

static bool
holder_take(void *payload, size_t ncols, const char *const *values, struct dunlin_error *err)
{
	struct table_reader *r = payload;

	(void) ncols, (void) err;
	*r->who = dn_lock_read_holder(r->mem, values);
	r->found = true;
	return true;
}

bool
dn_lock_table_holder(const void *mem, struct dn_session *session, const char *key,
    enum dn_lock lock, struct dunlin_holder *who)
{
	struct dunlin_buf *table = dn_buf_new(mem);
	const struct dn_name name = dn_schema_key_name(table, key);
	unsigned mode = lock < DN_LOCK_UNKNOWN ? lock : DN_LOCK_ACCESS_EXCLUSIVE;
	struct table_reader reader = { mem, who, false };
	struct dunlin_value params[2];
	struct dunlin_exec exec = {
		.sql = session->dialect->locking->table_holder,
		.params = params,
		.nparams = 2,
		.row = holder_take,
		.row_payload = &reader,
	};

	session->dialect->relation(table, &name);
	params[0] = dn_text_value(table->s);
	params[1] = dn_text_value(dn_sprintf(table, "%u", mode));
	return mode != DN_LOCK_NONE && dn_session_query(session, &exec, NULL) && reader.found;
}

bool
dn_lock_snapshot_holder(const void *mem, struct dn_session *session, struct dunlin_holder *who)
{
	struct table_reader reader = { mem, who, false };
	struct dunlin_exec exec = {
		.sql = session->dialect->locking->snapshot_holder,
		.row = holder_take,
		.row_payload = &reader,
	};

	return exec.sql != NULL && dn_session_query(session, &exec, NULL) && reader.found;
}

char *
dn_lock_describe(const void *mem, const struct dunlin_holder *holder)
{
	struct dunlin_buf *buf = dn_buf_new(mem);

	dunlin_buf_printf(buf, "pid %s", holder->pid == NULL ? "unknown" : holder->pid);
	if (holder->application != NULL && holder->application[0] != '\0')
		dunlin_buf_printf(buf, ", application '%s'", holder->application);
	if (holder->user != NULL)
		dunlin_buf_printf(buf, ", user '%s'", holder->user);
	if (holder->host != NULL && holder->host[0] != '\0')
		dunlin_buf_printf(buf, ", host %s", holder->host);
	if (holder->since != NULL)
		dunlin_buf_printf(buf, ", since %s", holder->since);
	return dn_buf_steal(mem, buf);
}

/* One that has ended by itself meanwhile is as good. */
static bool
holder_kill(
    struct dn_session *session, const struct dn_lock_holder *holder, struct dunlin_error *err)
{
	char *sql = dn_sprintf(
	    NULL, "%s%lu", session->dialect->locking->kill, strtoul(holder->who.pid, NULL, 10));
	struct dunlin_error *own = dn_error_new(NULL);
	bool ok = dn_session_run(session, sql, NULL, 0, own) || own->code == DUNLIN_E_SQL;

	if (!ok)
		dn_error_copy(err, own);
	dn_free(own);
	dn_free(sql);
	return ok;
}

/*
 * The session ends when it notices; until then it holds the lock.  Whose lease is gone commits
 * nothing, but has other locks.
 */
static bool
holder_terminate(struct dn_session *session, const struct dn_store *store,
    const struct dn_lock_holder *holder, struct dunlin_error *err)
{
	void *scratch = dn_new_context(NULL);
	struct dunlin_value params[] = { dn_text_value(dn_lock_key(scratch, store)),
		dn_text_value(holder->who.pid) };
	const struct dn_lock_sql *locking = session->dialect->locking;
	const char *sql = holder->lease ? locking->lease_terminate : locking->terminate;
	bool found = true, ok = true;

	for (int i = 0; ok && found && i < HOLDER_BREAK_TRIES; i++) {
		if (i > 0)
			dn_lock_sleep(HOLDER_BREAK_MS);
		ok = dn_session_has_row(session, sql, params, holder->lease ? 1 : 2, &found, err);
		if (ok && found && locking->kill != NULL)
			ok = holder_kill(session, holder, err);
	}
	dn_free(scratch);
	if (ok && found)
		return dunlin_error_set(err, DUNLIN_E_LOCKED,
		    "the session of pid %s was told to end, but is still %s", holder->who.pid,
		    holder->lease ? "at work" : "there and holds the lock");
	return ok;
}

bool
dn_lock_break(struct dn_session *session, const struct dn_store *store,
    const struct dn_lock_holder *holder, struct dunlin_error *err)
{
	bool broken;

	return (!holder->lease ||
		   dn_lease_break(session, store, holder->holder, holder->token, &broken, err)) &&
	       holder_terminate(session, store, holder, err);
}
