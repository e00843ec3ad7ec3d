/* journal.c - the step list of each run, and what of it is done */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "engine/store/store.h"
#include "sql/text/mask.h"

/* Rows in one INSERT at most: far below every database's limit of parameters. */
enum { JOURNAL_ROWS = 128, JOURNAL_ROW_VALUES = 5, JOURNAL_COMMON = 3 };

/* Where somebody is who goes through the steps of a journal. */
struct journal_at {
	const struct dn_journal *journal;
	size_t revision, step; /* the next one */
};

static const char *
direction_name(enum dn_direction direction)
{
	return direction == DN_UP ? "upgrade" : "downgrade";
}

static char *
journal_text(const void *mem, const struct dn_step *step)
{
	const char *sql = step->output->sql;

	return dn_sql_mask(mem, sql, strlen(sql), NULL);
}

/* The next step of revision *OF; there must be one. */
static const struct dn_step *
journal_next(struct journal_at *at, const struct dn_plan_revision **of)
{
	const struct dn_plan_revision *const *list = at->journal->revisions;

	while (at->step == list[at->revision]->nsteps) {
		at->revision++;
		at->step = 0;
	}
	*of = list[at->revision];
	return (*of)->steps[at->step++];
}

/* Of REST rows those for one INSERT, whose texts have to be in memory together. */
static size_t
journal_rows(struct journal_at at, size_t rest)
{
	const struct dn_plan_revision *of;
	size_t n = 0, bytes = 0;

	for (; n < rest && n < JOURNAL_ROWS && bytes < DN_STORE_MAX_TEXT; n++)
		bytes += strlen(journal_next(&at, &of)->output->sql);
	return dn_store_rows(n, JOURNAL_ROWS);
}

/* N rows. */
static bool
journal_insert(struct dn_store *store, struct dn_session *session, struct journal_at *at,
    struct dunlin_value *params, size_t n, struct dunlin_error *err)
{
	struct dunlin_buf *sql = dn_buf_new(NULL);
	size_t nparams = JOURNAL_COMMON;
	bool ok;

	dunlin_buf_printf(sql,
	    "INSERT INTO %s (run, direction, state, changed_at, revision, step, segment, hash, "
	    "statement) VALUES ",
	    store->journal);
	for (size_t i = 0; i < n; i++) {
		const struct dn_plan_revision *of;
		const struct dn_step *step = journal_next(at, &of);
		bool keep = strlen(step->output->sql) <= DN_STORE_MAX_TEXT;

		dunlin_buf_printf(
		    sql, "%s($1, $2, $3, %s", i == 0 ? "" : ", ", store->dialect->now);
		for (size_t k = 1; k <= JOURNAL_ROW_VALUES; k++)
			dunlin_buf_printf(sql, ", $%zu", nparams + k);
		dunlin_buf_puts(sql, ")");
		params[nparams++] = dn_text_value(of->revision->id);
		params[nparams++] = dn_text_value(dn_sprintf(sql, "%zu", at->step));
		params[nparams++] = dn_text_value(dn_sprintf(sql, "%zu", step->segment + 1));
		params[nparams++] = dn_text_value(step->hash);
		params[nparams++] = dn_text_value(keep ? journal_text(sql, step) : NULL);
	}
	ok = dn_session_run(session, sql->s, params, nparams, err);
	dn_free(sql);
	return ok;
}

/* Steps from FIRST, which is one of the first revision, on. */
static bool
journal_write(struct dn_store *store, struct dn_session *session, const struct dn_journal *journal,
    size_t first, struct dunlin_error *err)
{
	struct dunlin_value *params = dn_new_array(
	    NULL, struct dunlin_value, JOURNAL_COMMON + JOURNAL_ROWS * JOURNAL_ROW_VALUES);
	struct journal_at at = { .journal = journal, .step = first };
	size_t rest = 0;
	bool ok = true;

	params[0] = dn_text_value(journal->run);
	params[1] = dn_text_value(direction_name(journal->direction));
	params[2] = dn_text_value(journal->state);
	for (size_t i = 0; i < journal->nrevisions; i++)
		rest += journal->revisions[i]->nsteps;
	rest -= first;
	for (size_t n; ok && rest > 0; rest -= n) {
		n = journal_rows(at, rest);
		ok = journal_insert(store, session, &at, params, n, err);
	}
	dn_free(params);
	return ok;
}

bool
dn_store_journal(struct dn_store *store, struct dn_session *session,
    const struct dn_journal *journal, struct dunlin_error *err)
{
	return journal_write(store, session, journal, 0, err);
}

bool
dn_store_journal_rest(struct dn_store *store, struct dn_session *session, const char *run,
    enum dn_direction direction, const struct dn_plan_revision *revision, size_t first,
    struct dunlin_error *err)
{
	const struct dn_journal journal = { run, direction, "intended", &revision, 1 };
	struct dunlin_value params[] = { dn_text_value(run),
		dn_text_value(revision->revision->id) };
	char *sql =
	    dn_sprintf(NULL, "DELETE FROM %s WHERE run = $1 AND revision = $2 AND step > %zu",
		store->journal, first);
	bool ok = dn_session_run(session, sql, params, 2, err) &&
		  journal_write(store, session, &journal, first, err);

	dn_free(sql);
	return ok;
}

bool
dn_store_journal_mark(struct dn_store *store, struct dn_session *session, const char *run,
    const char *revision, size_t step, const char *state, struct dunlin_error *err)
{
	struct dunlin_value params[] = { dn_text_value(run), dn_text_value(revision),
		dn_text_value(state) };
	char *sql = dn_sprintf(NULL,
	    "UPDATE %s SET state = $3, changed_at = %s WHERE run = $1 AND revision = $2 AND step = "
	    "%zu",
	    store->journal, store->dialect->now, step + 1);
	bool ok = dn_session_run(session, sql, params, 3, err);

	dn_free(sql);
	return ok;
}

bool
dn_store_journal_done(struct dn_store *store, struct dn_session *session, const char *run,
    const char *revision, size_t first, size_t last, struct dunlin_error *err)
{
	struct dunlin_value params[] = { dn_text_value(run), dn_text_value(revision) };
	char *sql = dn_sprintf(NULL,
	    "UPDATE %s SET state = 'done', changed_at = %s WHERE run = $1 AND revision = $2 AND "
	    "step > %zu AND step <= %zu",
	    store->journal, store->dialect->now, first, last);
	bool ok = dn_session_run(session, sql, params, 2, err);

	dn_free(sql);
	return ok;
}

struct partial {
	const void *mem;
	char *run;
	struct dn_journal_step *steps;
	size_t nsteps;
};

static bool
journal_take_step(void *payload, size_t ncols, const char *const *values, struct dunlin_error *err)
{
	struct partial *partial = payload;
	struct dn_journal_step step = {
		.step = strtoul(values[1], NULL, 10),
		.hash = dn_strdup(partial->mem, values[2]),
		.state = dn_strdup(partial->mem, values[3]),
	};

	(void) ncols, (void) err;
	if (partial->run == NULL)
		partial->run = dn_strdup(partial->mem, values[0]);
	if (strcmp(partial->run, values[0]) != 0)
		return true;
	dn_push(partial->mem, partial->steps, partial->nsteps, step);
	return true;
}

/* A run is partial while not all of its steps are done: the last is, with the revision's row. */
bool
dn_store_partial(const void *mem, struct dn_store *store, struct dn_session *session,
    const char *revision, enum dn_direction direction, char **run, struct dn_journal_step **steps,
    size_t *nsteps, struct dunlin_error *err)
{
	struct partial partial = { .mem = mem };
	struct dunlin_value params[] = { dn_text_value(revision),
		dn_text_value(direction_name(direction)) };
	char *sql = dn_sprintf(NULL,
	    "SELECT run, step, hash, state FROM %s WHERE revision = $1 AND direction = $2 AND run "
	    "IN (SELECT run FROM %s WHERE revision = $1 AND direction = $2 AND state IN "
	    "('intended', 'started')) ORDER BY run, step",
	    store->journal, store->journal);
	struct dunlin_exec exec = {
		.sql = sql,
		.params = params,
		.nparams = 2,
		.row = journal_take_step,
		.row_payload = &partial,
	};
	bool ok = dn_session_query(session, &exec, err);

	dn_free(sql);
	*run = partial.run;
	*steps = partial.steps;
	*nsteps = partial.nsteps;
	return ok;
}

static bool
journal_take_begun(void *payload, size_t ncols, const char *const *values, struct dunlin_error *err)
{
	struct dn_begun *begun = dn_map_get(payload, values[0]);

	(void) ncols, (void) err;
	if (begun == NULL) {
		begun = dn_new(payload, struct dn_begun);
		dn_map_put(payload, values[0], begun);
	}
	dn_push(begun, begun->hashes, begun->n, dn_strdup(begun, values[1]));
	return true;
}

bool
dn_store_begun(struct dn_store *store, struct dn_session *session, enum dn_direction direction,
    struct dn_map *begun, struct dunlin_error *err)
{
	struct dunlin_value params[] = { dn_text_value(direction_name(direction)) };
	char *sql = dn_sprintf(NULL,
	    "SELECT revision, hash FROM %s WHERE direction = $1 AND run IN (SELECT run FROM %s "
	    "WHERE direction = $1 AND state IN ('intended', 'started')) ORDER BY revision, run, "
	    "step",
	    store->journal, store->journal);
	struct dunlin_exec exec = {
		.sql = sql,
		.params = params,
		.nparams = 1,
		.row = journal_take_begun,
		.row_payload = begun,
	};
	bool ok = dn_session_query(session, &exec, err);

	dn_free(sql);
	return ok;
}
