/* settings.c - what a session is set to: what is pinned, whose search path, what a reset leaves */
#include "config.h"

#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "engine/pooler.h"

static void
settings_cannot_set(void *payload, const void *what, struct dunlin_error *err)
{
	(void) payload;
	dunlin_error_prefix(err, "cannot set '%s': ", (const char *) what);
}

static bool
settings_set(struct dn_session *session, const char *sql, const char *name, const char *value,
    struct dunlin_error *err)
{
	struct dunlin_value params[] = { dn_text_value(name), dn_text_value(value) };
	struct dunlin_exec exec = { .sql = sql, .params = params, .nparams = 2 };
	struct dn_explain explain = { .fn = settings_cannot_set, .what = name };

	return dn_session_query_explained(session, &exec, &explain, err);
}

static const char search_path[] = "search_path", synchronous_commit[] = "synchronous_commit";

/*
 * What the configuration pins, but for the search path, which is for authors.  A database without
 * such settings goes without them.
 */
bool
dn_session_pin(struct dn_session *session, struct dunlin_error *err)
{
	const char *sql =
	    session->pooled ? session->dialect->locking->set_local : session->dialect->set_setting;

	if (session->commits_locally &&
	    !settings_set(session, sql, synchronous_commit, "local", err))
		return false;
	if (sql == NULL || session->options.settings == NULL)
		return true;
	dn_map_each (session->options.settings, e)
		if (strcmp(e->key, search_path) != 0 &&
		    !settings_set(session, sql, e->key, e->value, err))
			return false;
	return true;
}

/*
 * What the project pins of it is left to the project.  A role that is taken on may not see what the
 * one that logged in does, of which the server was asked.
 */
bool
dn_session_commit_locally(struct dn_session *session, bool locally, struct dunlin_error *err)
{
	const struct dn_map *settings = session->options.settings;

	if (session->replicated == NULL || session->pooled ||
	    (settings != NULL && (dn_map_get(settings, synchronous_commit) != NULL ||
				     dn_map_get(settings, "role") != NULL ||
				     dn_map_get(settings, "session_authorization") != NULL)))
		return true;
	session->commits_locally = locally;
	return settings_set(session, session->dialect->set_setting, synchronous_commit,
	    locally ? "local" : session->replicated, err);
}

bool
dn_session_enter(struct dn_session *session, struct dunlin_error *err)
{
	const struct dn_dialect *d = session->dialect;

	if (session->path == NULL || (session->pooled && !session->in_transaction))
		return true;
	return settings_set(session,
	    session->in_transaction ? d->locking->set_local : d->set_setting, search_path,
	    session->path, err);
}

bool
dn_session_leave(struct dn_session *session, struct dunlin_error *err)
{
	if (!session->in_transaction)
		return dn_session_own_path(session, err);
	return session->path == NULL ||
	       dn_session_run(session, session->dialect->before_own, NULL, 0, err);
}

bool
dn_session_own_path(struct dn_session *session, struct dunlin_error *err)
{
	return session->path == NULL || session->pooled ||
	       dn_session_run(session, session->dialect->locking->own_path, NULL, 0, err);
}

/* The role that the project pins is the one that dunlin's own tables are for. */
bool
dn_session_own_role(struct dn_session *session, struct dunlin_error *err)
{
	static const char *const names[] = { "session_authorization", "role" };
	const struct dn_map *settings = session->options.settings;
	const struct dn_lock_sql *locking = session->dialect->locking;
	bool ok = locking == NULL || dn_session_run_list(session, locking->own_role, err);

	for (size_t i = 0; ok && settings != NULL && i < sizeof names / sizeof *names; i++) {
		const char *value = dn_map_get(settings, names[i]);

		ok = value == NULL ||
		     settings_set(session, locking->set_local, names[i], value, err);
	}
	return ok;
}

bool
dn_session_begin_pooled(struct dn_session *session, struct dunlin_error *err)
{
	return dn_session_run_list(session, session->dialect->locking->begin_pooled, err) &&
	       dn_pooler_take_path(session, true, err) && dn_session_pin(session, err);
}

bool
dn_session_reset(struct dn_session *session, bool prepared, struct dunlin_error *err)
{
	if (session->pooled)
		return !session->in_transaction ||
		       (dn_session_run_list(
			    session, session->dialect->locking->reset_pooled, err) &&
			   dn_session_begin_pooled(session, err));
	if (session->dialect->reset == NULL)
		return true;
	return dn_session_run_list(session, session->dialect->reset, err) &&
	       /* What an application has prepared is not ours to drop. */
	       (!prepared || session->options.handle != NULL ||
		   session->dialect->reset_prepared == NULL ||
		   dn_session_run(session, session->dialect->reset_prepared, NULL, 0, err)) &&
	       (session->dialect->locking == NULL || dn_pooler_prepare(session, err)) &&
	       dn_session_pin(session, err);
}
