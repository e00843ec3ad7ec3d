/* journal.c - the step list of each run, and what of it is done */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "engine/store.h"
#include "sql/mask.h"

/* Rows in one INSERT at most: far below every database's limit of parameters. */
enum { JOURNAL_ROWS = 128, JOURNAL_ROW_VALUES = 4, JOURNAL_COMMON = 4 };

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

static bool
journal_insert(struct dn_store *store, struct dn_session *session, struct dunlin_value *params,
    const struct dn_plan_revision *revision, size_t first, size_t n, struct dunlin_error *err)
{
	struct dunlin_buf *sql = dn_buf_new(NULL);
	size_t nparams = JOURNAL_COMMON;
	bool ok;

	dunlin_buf_printf(sql,
	    "INSERT INTO %s (run, revision, direction, state, changed_at, step, segment, hash, "
	    "statement) VALUES ",
	    store->journal);
	for (size_t i = first; i < first + n; i++) {
		const struct dn_step *step = revision->steps[i];
		bool keep = strlen(step->output->sql) <= DN_STORE_MAX_TEXT;

		dunlin_buf_printf(sql, "%s($1, $2, $3, $4, %s, $%zu, $%zu, $%zu, $%zu)",
		    i == first ? "" : ", ", store->dialect->now, nparams + 1, nparams + 2,
		    nparams + 3, nparams + 4);
		params[nparams++] = dn_text_value(dn_sprintf(sql, "%zu", i + 1));
		params[nparams++] = dn_text_value(dn_sprintf(sql, "%zu", step->segment + 1));
		params[nparams++] = dn_text_value(step->hash);
		params[nparams++] = dn_text_value(keep ? journal_text(sql, step) : NULL);
	}
	ok = dn_session_run(session, sql->s, params, nparams, err);
	dn_free(sql);
	return ok;
}

/* A power of two, so that few statements do for any number of rows and can be prepared. */
static size_t
journal_rows(size_t rest)
{
	size_t n = JOURNAL_ROWS;

	while (n > rest)
		n /= 2;
	return n;
}

/* Steps [FIRST, end). */
static bool
journal_write(struct dn_store *store, struct dn_session *session, struct dunlin_value *params,
    const struct dn_plan_revision *revision, size_t first, struct dunlin_error *err)
{
	for (size_t i = first, n; i < revision->nsteps; i += n) {
		n = journal_rows(revision->nsteps - i);
		if (!journal_insert(store, session, params, revision, i, n, err))
			return false;
	}
	return true;
}

bool
dn_store_journal(struct dn_store *store, struct dn_session *session, const char *run,
    enum dn_direction direction, const struct dn_plan_revision *revision, const char *state,
    struct dunlin_error *err)
{
	struct dunlin_value *params = dn_new_array(
	    NULL, struct dunlin_value, JOURNAL_COMMON + JOURNAL_ROWS * JOURNAL_ROW_VALUES);
	bool ok;

	params[0] = dn_text_value(run);
	params[1] = dn_text_value(revision->revision->id);
	params[2] = dn_text_value(direction_name(direction));
	params[3] = dn_text_value(state);
	ok = journal_write(store, session, params, revision, 0, err);
	dn_free(params);
	return ok;
}

bool
dn_store_journal_rest(struct dn_store *store, struct dn_session *session, const char *run,
    enum dn_direction direction, const struct dn_plan_revision *revision, size_t first,
    struct dunlin_error *err)
{
	struct dunlin_value *params = dn_new_array(
	    NULL, struct dunlin_value, JOURNAL_COMMON + JOURNAL_ROWS * JOURNAL_ROW_VALUES);
	char *sql =
	    dn_sprintf(params, "DELETE FROM %s WHERE run = $1 AND revision = $2 AND step > %zu",
		store->journal, first);
	bool ok;

	params[0] = dn_text_value(run);
	params[1] = dn_text_value(revision->revision->id);
	params[2] = dn_text_value(direction_name(direction));
	params[3] = dn_text_value("intended");
	ok = dn_session_run(session, sql, params, 2, err) &&
	     journal_write(store, session, params, revision, first, err);
	dn_free(params);
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
