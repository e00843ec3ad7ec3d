/* hear.c - what the database says of a session, and how far the driver is */
#include "config.h"

#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "engine/tell/progress.h"
#include "engine/session.h"
#include "sql/text/mask.h"

enum { HEAR_TELL_MS = 1000 };

/* A message of the server may quote SQL, too. */
void
dn_session_log(
    const struct dn_session *session, enum dunlin_level level, const char *label, const char *text)
{
	const struct dn_log *log = session->options.log;
	char *shown;

	if (log == NULL || log->fn == NULL)
		return;
	shown = dn_sql_mask(NULL, text, strlen(text), NULL);
	dn_log(log, level, "%s%s%s", label, label[0] == '\0' ? "" : ": ", shown);
	dn_free(shown);
}

static enum dunlin_level
hear_level(const char *severity)
{
	if (strcmp(severity, "WARNING") == 0)
		return DUNLIN_WARNING;
	return strcmp(severity, "NOTICE") == 0 || strcmp(severity, "INFO") == 0 ? DUNLIN_NOTICE
										: DUNLIN_DEBUG;
}

void
dn_session_said(struct dn_session *session, const struct dn_explain *explain, const char *severity,
    const char *message)
{
	enum dunlin_level level = hear_level(severity);
	char *shown;

	if (explain == NULL || explain->said == NULL || level == DUNLIN_DEBUG) {
		dn_session_log(
		    session, level == DUNLIN_WARNING ? level : DUNLIN_DEBUG, severity, message);
		return;
	}
	shown = dn_sql_mask(NULL, message, strlen(message), NULL);
	explain->said(explain->payload, explain->what, level, shown);
	dn_free(shown);
}

void
dn_session_notice(void *payload, const char *severity, const char *message)
{
	struct dn_session *session = payload;

	if (severity[0] == '\0')
		dn_session_log(session, DUNLIN_NOTICE, "", message);
	else
		dn_session_said(session, session->says, severity, message);
}

/* About as often as one who looks on is told of anything. */
void
dn_session_progress(
    void *payload, const char *unit, unsigned long long done, unsigned long long amount)
{
	struct dn_session *session = payload;
	struct dn_sight sight = { .unit = unit, .amount = amount, .amount_done = done };
	unsigned long long now = dn_clock_ms();

	if (now - session->told_ms < HEAR_TELL_MS || !dn_progress_lasts(session->options.progress))
		return;
	session->told_ms = now;
	dn_progress_saw(session->options.progress, &sight);
}
