/* adopt.c - a session over the application's connection: note how it was, and bring that back */
#include "config.h"

#include "base/mem.h"
#include "engine/session.h"

static bool
adopt_take(void *payload, size_t ncols, const char *const *values, struct dunlin_error *err)
{
	struct dn_session *session = payload;

	(void) ncols, (void) err;
	dn_push(session, session->put_back, session->nput_back, dn_strdup(session, values[0]));
	return true;
}

bool
dn_session_remember(struct dn_session *session, struct dunlin_error *err)
{
	const struct dn_adopt_sql *sql = session->dialect->adopt;
	struct dunlin_exec exec = { .row = adopt_take, .row_payload = session };
	char *obstacle;

	if (session->options.handle == NULL)
		return true;
	if (!dn_session_value(session, session, sql->obstacle, &obstacle, err))
		return false;
	if (obstacle != NULL) {
		dunlin_error_set(
		    err, DUNLIN_E_CONNECT, "the application's connection %s", obstacle);
		dunlin_error_set_hint(err, "A migration would end that: migrate first.");
		return false;
	}
	exec.sql = sql->settings;
	return dn_session_query(session, &exec, err);
}

static void
adopt_bring_back(struct dn_session *session, const char *sql)
{
	struct dunlin_error *own = dn_error_new(session);
	struct dunlin_exec exec = { .size = sizeof exec, .sql = sql };

	/* Not through the session: a run that was canceled is put back, too. */
	if (!session->driver->exec(session->conn, &exec, own))
		dn_log(session->options.log, DUNLIN_WARNING,
		    "cannot bring the application's connection back to what it was: %s",
		    own->message);
	dn_free(own);
}

void
dn_session_put_back(struct dn_session *session)
{
	const char *const *leave;

	if (session->nput_back == 0 || session->lost)
		return;
	dn_session_rollback(session);
	for (leave = session->dialect->adopt->leave; *leave != NULL; leave++)
		adopt_bring_back(session, *leave);
	for (size_t i = 0; i < session->nput_back; i++)
		adopt_bring_back(session, session->put_back[i]);
	session->nput_back = 0;
}
