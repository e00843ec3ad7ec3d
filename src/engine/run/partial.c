/* partial.c - runs that have not ended */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "engine/run/resume.h"

bool
dn_store_journal_abandon(
    struct dn_store *store, struct dn_session *session, struct dunlin_error *err)
{
	char *sql = dn_sprintf(NULL,
	    "UPDATE %s SET state = 'abandoned', changed_at = %s WHERE state IN ('intended', "
	    "'started')",
	    store->journal, store->dialect->now);
	bool ok = dn_session_run(session, sql, NULL, 0, err);

	dn_free(sql);
	return ok;
}

bool
dn_store_journal_undone(struct dn_store *store, struct dn_session *session, const char *run,
    const char *revision, struct dunlin_error *err)
{
	struct dunlin_value params[] = { dn_text_value(run), dn_text_value(revision) };
	char *sql = dn_sprintf(NULL,
	    "UPDATE %s SET state = CASE state WHEN 'done' THEN 'undone' ELSE 'abandoned' END, "
	    "changed_at = %s WHERE run = $1 AND revision = $2",
	    store->journal, store->dialect->now);
	bool ok = dn_session_run(session, sql, params, 2, err);

	dn_free(sql);
	return ok;
}

static bool
partial_take(void *payload, size_t ncols, const char *const *values, struct dunlin_error *err)
{
	struct dn_partials *list = payload;
	struct dn_partial *last = list->n == 0 ? NULL : &list->items[list->n - 1];

	(void) ncols, (void) err;
	if (last == NULL || strcmp(last->run, values[0]) != 0 ||
	    strcmp(last->revision, values[1]) != 0) {
		struct dn_partial fresh = {
			.run = dn_strdup(list, values[0]),
			.revision = dn_strdup(list, values[1]),
			.direction = strcmp(values[2], "upgrade") == 0 ? DN_UP : DN_DOWN,
		};

		dn_push(list, list->items, list->n, fresh);
		last = &list->items[list->n - 1];
	}
	last->nsteps++;
	if (last->statement != NULL)
		return true;
	if (strcmp(values[3], "done") == 0) {
		last->done++;
		return true;
	}
	last->started = strcmp(values[3], "started") == 0;
	last->statement = dn_strdup(list, values[4] == NULL ? "" : values[4]);
	return true;
}

struct dn_partials *
dn_store_partials(
    const void *mem, struct dn_store *store, struct dn_session *session, struct dunlin_error *err)
{
	struct dn_partials *list = dn_new(mem, struct dn_partials);
	struct dunlin_exec exec = { .row = partial_take, .row_payload = list };
	bool present;

	exec.sql = dn_sprintf(list,
	    "SELECT run, revision, direction, state, statement FROM %s WHERE (run, revision) IN "
	    "(SELECT run, revision FROM %s WHERE state IN ('intended', 'started')) ORDER BY run, "
	    "revision, step",
	    store->journal, store->journal);
	if (dn_store_present(store, session, &present, err) &&
	    (!present || dn_session_query(session, &exec, err)))
		return list;
	dn_free(list);
	return NULL;
}

const struct dn_partial *
dn_partials_find(const struct dn_partials *list, const char *revision, enum dn_direction direction)
{
	for (size_t i = 0; list != NULL && i < list->n; i++)
		if (list->items[i].direction == direction &&
		    strcmp(list->items[i].revision, revision) == 0)
			return &list->items[i];
	return NULL;
}

char *
dn_stopped_place(const void *mem, size_t done, bool started, size_t nsteps)
{
	if (started)
		return dn_sprintf(mem, "in step %zu of %zu", done + 1, nsteps);
	if (done == 0)
		return dn_sprintf(mem, "before step 1 of %zu", nsteps);
	return dn_sprintf(mem, "after step %zu of %zu", done, nsteps);
}

static bool
partial_is_undone(const struct dn_partial *partial, const struct dn_plan *plan)
{
	for (size_t i = 0; plan != NULL && i < plan->nrevisions; i++)
		if (plan->revisions[i]->undoes != NULL &&
		    strcmp(plan->revisions[i]->undoes, partial->run) == 0)
			return true;
	return false;
}

bool
dn_partials_allow(const struct dn_partials *list, enum dn_direction direction,
    const struct dn_plan *plan, struct dunlin_error *err)
{
	for (size_t i = 0; list != NULL && i < list->n; i++) {
		const struct dn_partial *partial = &list->items[i];
		const char *verb = partial->direction == DN_UP ? "upgrade" : "downgrade";

		if (partial->direction == direction || (partial->done == 0 && !partial->started) ||
		    partial_is_undone(partial, plan))
			continue;
		dunlin_error_set(err, DUNLIN_E_FAILED,
		    "revision '%s' is partial: its %s stopped %s", partial->revision, verb,
		    dn_stopped_place(list, partial->done, partial->started, partial->nsteps));
		dunlin_error_set_hint(err,
		    "Finish it first: correct the steps that are left and run `dunlin %s` again; "
		    "or %s what is done and record with `dunlin stamp` where the database is.",
		    verb,
		    partial->direction == DN_UP
			? "undo it with `dunlin downgrade -1`; or undo by hand"
			: "undo by hand");
		return false;
	}
	return true;
}
