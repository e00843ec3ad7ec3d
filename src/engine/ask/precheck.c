/* precheck.c - ask the database whether its rows would make a plan fail */
#include "config.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "engine/ask/precheck.h"

/* Nobody cares how many more there are. */
enum { PRECHECK_MOST = 10000 };

struct precheck_asker {
	struct dn_session *session;
	struct dn_prechecks *list;
	bool samples;
	unsigned long long end_ms;
	size_t next; /* the first that is not answered */
};

static bool
precheck_take(void *payload, size_t ncols, const char *const *values, struct dunlin_error *err)
{
	struct precheck_asker *a = payload;
	struct dn_precheck *p = &a->list->items[a->next++];
	unsigned long long n = values[0] == NULL ? 0 : strtoull(values[0], NULL, 10);

	(void) err;
	p->state = n == 0 ? DN_PRECHECK_HOLDS : DN_PRECHECK_FAILS;
	p->more = n > PRECHECK_MOST;
	p->count = p->more ? PRECHECK_MOST : n;
	p->sample = ncols < 2 ? NULL : dn_strdup_null(a->list, values[1]);
	return true;
}

static char *
precheck_query(const void *mem, const struct precheck_asker *a, const struct dn_precheck *p)
{
	if (!a->samples)
		return dn_sprintf(mem, "SELECT pg_catalog.count(*) FROM (%s LIMIT %d) b", p->rows,
		    PRECHECK_MOST + 1);
	return dn_sprintf(mem,
	    "WITH b AS MATERIALIZED (%s LIMIT %d) SELECT pg_catalog.count(*), (SELECT "
	    "pg_catalog.string_agg(v, '; ') FROM (SELECT v FROM b LIMIT %d) s) FROM b",
	    p->rows, PRECHECK_MOST + 1, DN_PRECHECK_SAMPLES);
}

/* What is left of them, in one transaction and one way to the server. */
static bool
precheck_send(struct precheck_asker *a, const char *bound, struct dunlin_error *err)
{
	void *scratch = dn_new_context(NULL);
	bool ok = dn_session_begin(a->session, err) &&
		  dn_session_run(a->session, bound, NULL, 0, err) &&
		  dn_session_enter(a->session, err);

	for (size_t i = a->next; ok && i < a->list->n; i++) {
		struct dunlin_exec exec = {
			.sql = precheck_query(scratch, a, &a->list->items[i]),
			.row = precheck_take,
			.row_payload = a,
		};

		ok = dn_session_run(a->session, bound, NULL, 0, err) &&
		     dn_session_ask(a->session, &exec, err);
	}
	dn_free(scratch);
	return ok && dn_session_commit(a->session, err) && dn_session_settle(a->session, err);
}

/* Is it to go on behind the one that was not answered? */
static bool
precheck_goes_on(struct precheck_asker *a, const struct dunlin_error *own, struct dunlin_error *err)
{
	bool late = dn_clock_ms() >= a->end_ms, busy = own->code == DUNLIN_E_BUSY;

	dn_session_rollback(a->session);
	if (a->session->lost || dn_session_canceled(a->session, NULL))
		return dn_error_copy(err, own);
	if (a->next == a->list->n)
		return true;
	dn_log(a->session->options.log, DUNLIN_DEBUG, "not answered: %s", own->message);
	if (!late) {
		a->list->items[a->next].state = busy ? DN_PRECHECK_LATE : DN_PRECHECK_UNANSWERED;
		a->next++;
		return true;
	}
	for (; a->next < a->list->n; a->next++)
		a->list->items[a->next].state = DN_PRECHECK_LATE;
	return true;
}

bool
dn_precheck_ask(struct dn_session *session, struct dn_prechecks *list, bool samples,
    unsigned limit_ms, struct dunlin_error *err)
{
	struct precheck_asker a = { .session = session, .list = list, .samples = samples };
	bool ok = true;

	a.end_ms = dn_clock_ms() + limit_ms;
	while (ok && a.next < list->n) {
		struct dunlin_error *own = dn_error_new(NULL);
		unsigned long long now = dn_clock_ms();
		struct dunlin_buf *bound = dn_buf_new(own);

		session->dialect->bound_reading(
		    bound, now < a.end_ms ? (unsigned) (a.end_ms - now) : 1);
		dn_session_defer(session);
		ok = precheck_send(&a, bound->s, own) || precheck_goes_on(&a, own, err);
		dn_free(own);
	}
	return ok;
}
