/* await.c - connect, and try again while the server is still starting */
#include "config.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/mem.h"
#include "engine/await.h"
#include "engine/tell/progress.h"

enum { AWAIT_MIN_MS = 100, AWAIT_MAX_MS = 1000 };

struct await {
	const struct dn_session_options *options;
	unsigned long long start_ms;
	unsigned pause_ms; /* the last one; 0: none yet */
};

/* How long is left. */
static unsigned
await_rest(const struct await *a)
{
	unsigned long long waited = dn_clock_ms() - a->start_ms;

	return waited >= a->options->wait_ms ? 0 : a->options->wait_ms - (unsigned) waited;
}

/* It was the last attempt: say how long that took, or that there is a way to wait. */
static void
await_explain(const struct await *a, struct dunlin_error *failed)
{
	if (a->options->wait_ms > 0) {
		dunlin_error_prefix(failed, "waited %.1f s for the server: ",
		    (double) (dn_clock_ms() - a->start_ms) / 1000);
		return;
	}
	failed->hint = dn_sprintf(failed,
	    "%s%sWith --wait a server that is still starting is "
	    "waited for.",
	    failed->hint == NULL ? "" : failed->hint, failed->hint == NULL ? "" : "  ");
}

/* FAILED: it is worth another attempt, now.  Else FAILED says why not. */
static bool
await_again(struct await *a, struct dunlin_error *failed)
{
	unsigned rest = await_rest(a);

	if (failed->code != DUNLIN_E_UNREACHABLE)
		return false;
	if (rest == 0) {
		await_explain(a, failed);
		return false;
	}
	if (a->pause_ms == 0)
		dn_log(a->options->log, DUNLIN_INFO, "waiting for the server for up to %.1f s: %s",
		    a->options->wait_ms / 1000.0, failed->message);
	dn_progress_wait(a->options->progress, "server", failed->message, NULL);
	a->pause_ms = a->pause_ms == 0 ? AWAIT_MIN_MS : a->pause_ms * 2;
	if (a->pause_ms > AWAIT_MAX_MS)
		a->pause_ms = AWAIT_MAX_MS;
	if (dn_lock_pause(a->options->canceled, rest < a->pause_ms ? rest : a->pause_ms))
		return true;
	dunlin_error_clear(failed);
	return dunlin_error_set(failed, DUNLIN_E_CANCELED, "canceled");
}

struct dn_session *
dn_session_await(
    const void *mem, const struct dn_session_options *options, struct dunlin_error *err)
{
	struct await a = { .options = options, .start_ms = dn_clock_ms() };
	struct dunlin_error *own = dn_error_new(NULL);
	struct dn_session *session;

	while ((session = dn_session_open(mem, options, own)) == NULL && await_again(&a, own))
		dunlin_error_clear(own);
	if (session == NULL)
		dn_error_copy(err, own);
	dn_free(own);
	return session;
}
