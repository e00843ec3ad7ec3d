/* record.c - the rows of revisions: what is in them, written and taken away */
#include "config.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "engine/store/store.h"
#include "sql/text/mask.h"

/* What is kept can be read by others than the one who wrote it. */
static char *
record_source(const void *mem, const struct dn_source *source)
{
	if (source->len > DN_STORE_MAX_TEXT)
		return NULL;
	return dn_sql_mask(mem, source->text, source->len, NULL);
}

void
dn_record_of(struct dn_record *record, const void *mem, const struct dn_revision *revision)
{
	struct dunlin_buf *parents = dn_buf_new(mem);

	for (size_t i = 0; i < revision->nparents; i++)
		dunlin_buf_printf(parents, "%s%s", i == 0 ? "" : ",", revision->parents[i]->id);
	*record = (struct dn_record){
		.id = revision->id,
		.parents = dn_buf_steal(mem, parents),
		.message = revision->message,
		.checksum = revision->checksum,
		.token_checksum = revision->token_checksum,
		.duration_ms = "0",
		.tool_version = dunlin_version(),
		.source = record_source(mem, &revision->source),
		.replaces = revision->kind == DN_REPEATABLE,
	};
}

#define RECORD_VALUES(r)                                                                 \
	{                                                                                \
		(r)->id, (r)->parents, (r)->message, (r)->checksum, (r)->token_checksum, \
		    (r)->tool_version, (r)->source, (r)->duration_ms                     \
	}
enum { RECORD_NVALUES = 8, RECORD_ROWS = 16 };

/* Who runs this process: for databases without users.  A script does not say who will run it. */
static void
store_user(struct dunlin_buf *sql, const struct dn_dialect *dialect)
{
	struct passwd entry, *who = NULL;
	char text[4096];

	if (getpwuid_r(geteuid(), &entry, text, sizeof text, &who) != 0)
		who = NULL;
	dialect->literal(sql, who == NULL ? "" : who->pw_name);
}

/* The INSERT up to its rows. */
static struct dunlin_buf *
store_insert(const void *mem, const struct dn_store *store)
{
	struct dunlin_buf *sql = dn_buf_new(mem);

	dunlin_buf_printf(sql,
	    "INSERT INTO %s (applied_at, applied_by, id, parents, message, checksum, "
	    "token_checksum, tool_version, source, duration_ms) VALUES ",
	    store->revision);
	return sql;
}

/*
 * One row, with each value as a literal or as a parameter, which are from *NPARAMS on.  The last,
 * how long it took, is the database's own when it is NULL.
 */
static void
store_insert_row(struct dunlin_buf *sql, const struct dn_store *store,
    const struct dn_record *record, struct dunlin_value *params, size_t *nparams)
{
	const char *values[RECORD_NVALUES] = RECORD_VALUES(record);

	dunlin_buf_printf(sql, "(%s, ", store->dialect->now);
	if (store->dialect->user != NULL)
		dunlin_buf_puts(sql, store->dialect->user);
	else if (params == NULL)
		store->dialect->literal(sql, "");
	else
		store_user(sql, store->dialect);
	for (size_t i = 0; i < RECORD_NVALUES; i++) {
		dunlin_buf_puts(sql, ", ");
		if (i == RECORD_NVALUES - 1 && values[i] == NULL) {
			dunlin_buf_printf(sql, "CAST(%s AS %s)", store->dialect->elapsed_ms,
			    store->dialect->integer_type);
		} else if (params == NULL) {
			store->dialect->literal(sql, values[i]);
		} else {
			params[(*nparams)++] = dn_text_value(values[i]);
			dunlin_buf_printf(sql, "$%zu", *nparams);
		}
	}
	dunlin_buf_puts(sql, ")");
}

char *
dn_store_add_sql(const void *mem, const struct dn_store *store, const struct dn_record *record)
{
	struct dunlin_buf *sql = store_insert(mem, store);

	store_insert_row(sql, store, record, NULL, NULL);
	return dn_buf_steal(mem, sql);
}

static bool
store_take_ms(void *payload, size_t ncols, const char *const *values, struct dunlin_error *err)
{
	(void) ncols, (void) err;
	*(double *) payload = strtod(values[0], NULL);
	return true;
}

/* Run SQL, and have the time that the transaction has lasted by then. */
static bool
store_run(const struct dn_store *store, struct dn_session *session, struct dunlin_exec *exec,
    double *took_ms, struct dunlin_error *err)
{
	char *sql = NULL;
	bool ok;

	if (took_ms != NULL) {
		sql = dn_sprintf(NULL, "%s RETURNING %s", exec->sql, store->dialect->elapsed_ms);
		exec->sql = sql;
		exec->row = store_take_ms;
		exec->row_payload = took_ms;
	}
	ok = took_ms != NULL ? dn_session_ask(session, exec, err)
			     : dn_session_query(session, exec, err);
	dn_free(sql);
	return ok;
}

static bool
store_add_rows(struct dn_store *store, struct dn_session *session, const struct dn_record *records,
    size_t n, double *took_ms, struct dunlin_error *err)
{
	struct dunlin_value params[RECORD_ROWS * RECORD_NVALUES];
	struct dunlin_buf *sql = store_insert(NULL, store);
	struct dunlin_exec exec = { .params = params };
	bool ok;

	for (size_t i = 0; i < n; i++) {
		dunlin_buf_puts(sql, i == 0 ? "" : ", ");
		store_insert_row(sql, store, &records[i], params, &exec.nparams);
	}
	exec.sql = sql->s;
	ok = store_run(store, session, &exec, took_ms, err);
	dn_free(sql);
	return ok;
}

size_t
dn_store_rows(size_t rest, size_t most)
{
	while (most > rest)
		most /= 2;
	return most;
}

bool
dn_store_add(struct dn_store *store, struct dn_session *session, const struct dn_record *records,
    size_t n, double *took_ms, struct dunlin_error *err)
{
	for (size_t i = 0; i < n; i++)
		if (records[i].replaces &&
		    !dn_store_remove(store, session, records[i].id, NULL, err))
			return false;
	for (size_t i = 0, rows; i < n; i += rows) {
		rows = dn_store_rows(n - i, RECORD_ROWS);
		if (!store_add_rows(store, session, records + i, rows, took_ms, err))
			return false;
	}
	return true;
}

char *
dn_store_remove_sql(const void *mem, const struct dn_store *store, const char *id)
{
	struct dunlin_buf *sql = dn_buf_new(mem);

	dunlin_buf_printf(sql, "DELETE FROM %s WHERE id = ", store->revision);
	store->dialect->literal(sql, id);
	return dn_buf_steal(mem, sql);
}

bool
dn_store_remove(struct dn_store *store, struct dn_session *session, const char *id, double *took_ms,
    struct dunlin_error *err)
{
	char *sql = dn_store_remove_sql(NULL, store, id);
	struct dunlin_exec exec = { .sql = sql };
	bool ok = store_run(store, session, &exec, took_ms, err);

	dn_free(sql);
	return ok;
}

/* Its parents are where the database was: ids with "," between. */
char *
dn_store_stale_repeated_sql(const void *mem, const struct dn_store *store, const char *id)
{
	static const char *const around[][2] = { { "", "" }, { "", ",%" }, { "%,", "" },
		{ "%,", ",%" } };
	struct dunlin_buf *sql = dn_buf_new(mem);

	dunlin_buf_printf(sql,
	    "UPDATE %s SET token_checksum = '' WHERE substr(id, 1, %zu) = '%s' AND (",
	    store->revision, strlen(DN_REPEATABLE_PREFIX), DN_REPEATABLE_PREFIX);
	for (size_t i = 0; i < sizeof around / sizeof *around; i++) {
		char *pattern = dn_sprintf(sql, "%s%s%s", around[i][0], id, around[i][1]);

		dunlin_buf_puts(sql, i == 0 ? "parents LIKE " : " OR parents LIKE ");
		store->dialect->literal(sql, pattern);
	}
	dunlin_buf_puts(sql, ")");
	return dn_buf_steal(mem, sql);
}

bool
dn_store_stale_repeated(
    struct dn_store *store, struct dn_session *session, const char *id, struct dunlin_error *err)
{
	char *sql = dn_store_stale_repeated_sql(NULL, store, id);
	bool ok = dn_session_run(session, sql, NULL, 0, err);

	dn_free(sql);
	return ok;
}

bool
dn_store_undone(struct dn_store *store, struct dn_session *session, const struct dn_plan *plan,
    const struct dn_revision *revision, double *took_ms, struct dunlin_error *err)
{
	if (plan->repeats && !dn_store_stale_repeated(store, session, revision->id, err))
		return false;
	for (size_t i = 0; i < revision->nreplaces; i++)
		if (!dn_store_remove(store, session, revision->replaces[i], NULL, err))
			return false;
	return dn_store_remove(store, session, revision->id, took_ms, err);
}
