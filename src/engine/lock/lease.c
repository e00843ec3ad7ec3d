/* lease.c - take, renew, check and give back the lease */
#include "config.h"

#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "engine/lock/heartbeat.h"
#include "engine/lock/lease.h"
#include "engine/lock/lock.h"

enum { LEASE_HOLDER_BYTES = 12, LEASE_HOST_MAX = 256 };

struct dn_lease {
	struct dn_session *session;
	char *holder, *token, *length, *key;
	char *check, *renew, *free;
	struct dn_heartbeat *heartbeat;
};

char *
dn_lease_sql(const void *mem, const struct dn_store *store, const char *sql)
{
	static const char mark[] = "{table}";
	struct dunlin_buf *buf = dn_buf_new(mem);

	for (const char *at; (at = strstr(sql, mark)) != NULL; sql = at + strlen(mark)) {
		dunlin_buf_put(buf, sql, (size_t) (at - sql));
		dunlin_buf_puts(buf, store->lock);
	}
	dunlin_buf_puts(buf, sql);
	return dn_buf_steal(mem, buf);
}

bool
dn_lease_present(struct dn_session *session, const struct dn_store *store, bool *present,
    struct dunlin_error *err)
{
	struct dunlin_value params[] = { dn_text_value(store->schema),
		dn_text_value(store->names[3]) };

	*present = store->present; /* they are made together */
	return *present ||
	       dn_session_has_row(session, session->dialect->has_table, params, 2, present, err);
}

/* In a transaction of its own, so that it belongs to the role that is pinned. */
static bool
lease_create(struct dn_session *session, const struct dn_store *store, struct dunlin_error *err)
{
	char *sql = dn_store_lease_ddl(NULL, store);
	bool ok = dn_session_begin(session, err);

	ok = ok && dn_session_run(session, sql, NULL, 0, err) && dn_session_commit(session, err);
	if (!ok)
		dn_session_rollback(session);
	dn_free(sql);
	return ok;
}

bool
dn_lease_prepare(struct dn_session *session, const struct dn_store *store, struct dunlin_error *err)
{
	struct dunlin_error *own = dn_error_new(session);
	bool present = false;
	bool ok = dn_lease_present(session, store, &present, err);

	/* IF NOT EXISTS does not see what another transaction is making. */
	if (ok && !present && !lease_create(session, store, own))
		ok = !session->lost && dn_lease_present(session, store, &present, NULL) && present;
	if (!ok && own->code != DUNLIN_OK) {
		dn_error_copy(err, own);
		dunlin_error_prefix(err, "cannot create the table of the lock: ");
	}
	dn_free(own);
	return ok;
}

static char *
lease_holder_name(const void *mem)
{
	unsigned char noise[LEASE_HOLDER_BYTES];
	struct dunlin_buf *buf = dn_buf_new(mem);

	/* So few bytes come whole, or not at all where the kernel has no such call. */
	if (getrandom(noise, sizeof noise, 0) != (ssize_t) sizeof noise) {
		struct timespec now;

		clock_gettime(CLOCK_REALTIME, &now);
		dunlin_buf_printf(
		    buf, "%ld.%09ld.%ld", (long) now.tv_sec, now.tv_nsec, (long) getpid());
		return dn_buf_steal(mem, buf);
	}
	for (size_t i = 0; i < sizeof noise; i++)
		dunlin_buf_printf(buf, "%02x", noise[i]);
	return dn_buf_steal(mem, buf);
}

static bool
lease_take_token(void *payload, size_t ncols, const char *const *values, struct dunlin_error *err)
{
	struct dn_lease *lease = payload;

	(void) err;
	if (ncols > 0)
		lease->token = dn_strdup_null(lease, values[0]);
	return true;
}

static bool
lease_try(struct dn_lease *lease, const struct dn_store *store, struct dunlin_error *err)
{
	const struct dn_session_options *options = &lease->session->options;
	const char *application = options->application_name;
	char host[LEASE_HOST_MAX + 1] = "";
	struct dunlin_value params[5];
	struct dunlin_exec exec = {
		.sql = dn_lease_sql(lease, store, store->dialect->locking->lease_take),
		.params = params,
		.nparams = 5,
		.row = lease_take_token,
		.row_payload = lease,
	};

	if (gethostname(host, LEASE_HOST_MAX) != 0)
		host[0] = '\0';
	params[0] = dn_text_value(lease->holder);
	params[1] = dn_text_value(host);
	params[2] = dn_text_value(dn_sprintf(lease, "%ld", (long) getpid()));
	params[3] = dn_text_value(application == NULL ? "" : application);
	params[4] = dn_text_value(lease->length);
	return dn_session_query(lease->session, &exec, err);
}

/*
 * Right before a commit it is renewed and not only looked at: the row stays locked until the
 * commit, so nobody can take the lease between the two.
 */
static bool
lease_fence(void *payload, bool last, struct dunlin_error *err)
{
	struct dn_lease *lease = payload;
	struct dunlin_value params[] = { dn_text_value(lease->holder), dn_text_value(lease->token),
		dn_text_value(last ? lease->length : lease->key) };
	bool ours;

	if (!dn_session_has_row(
		lease->session, last ? lease->renew : lease->check, params, 3, &ours, err))
		return false;
	if (ours)
		return true;
	dunlin_error_set(err, DUNLIN_E_LOCKED,
	    "another migration has taken over the lock: this one did not renew its lease in time, "
	    "or 'dunlin lock --break' ended it");
	dunlin_error_set_hint(err, "Nothing more was changed; run the command again to see what is "
				   "left to do.");
	return false;
}

static struct dn_lease *
lease_new(struct dn_session *session, const struct dn_store *store)
{
	const struct dn_lock_sql *sql = store->dialect->locking;
	struct dn_lease *lease = dn_new(session, struct dn_lease);

	lease->session = session;
	lease->holder = lease_holder_name(lease);
	lease->key = dn_lock_key(lease, store);
	lease->length = dn_sprintf(lease, "%u", session->options.lease_ms);
	lease->check = dn_lease_sql(lease, store, sql->lease_check);
	lease->renew = dn_lease_sql(lease, store, sql->lease_renew);
	lease->free = dn_lease_sql(lease, store, sql->lease_free);
	return lease;
}

bool
dn_lease_take(
    struct dn_session *session, const struct dn_store *store, bool *got, struct dunlin_error *err)
{
	struct dn_lease *lease = lease_new(session, store);
	bool ok = lease_try(lease, store, err);

	*got = ok && lease->token != NULL;
	if (!*got) {
		dn_free(lease);
		return ok;
	}
	session->lease = lease;
	session->fence = (struct dn_session_fence){ lease_fence, lease };
	lease->heartbeat =
	    dn_heartbeat_new(lease, &session->options, lease->renew, lease->holder, lease->token);
	return true;
}

void
dn_lease_release(struct dn_session *session)
{
	struct dn_lease *lease = session->lease;
	struct dunlin_value params[2];
	bool freed;

	if (lease == NULL)
		return;
	dn_free(lease->heartbeat);
	session->fence = (struct dn_session_fence){ 0 };
	session->lease = NULL;
	params[0] = dn_text_value(lease->holder);
	params[1] = dn_text_value(lease->token);
	if (!session->lost)
		dn_session_has_row(session, lease->free, params, 2, &freed, NULL);
	dn_free(lease);
}

bool
dn_lease_break(struct dn_session *session, const struct dn_store *store, const char *holder,
    const char *token, bool *broken, struct dunlin_error *err)
{
	struct dunlin_value params[] = { dn_text_value(holder), dn_text_value(token) };
	char *sql = dn_lease_sql(NULL, store, store->dialect->locking->lease_break);
	bool ok = dn_session_has_row(session, sql, params, 2, broken, err);

	dn_free(sql);
	return ok;
}
