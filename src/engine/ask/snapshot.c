/* snapshot.c - all that a database's schema is, to be compared with what it was */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "engine/ask/snapshot.h"

struct taker {
	struct dn_snapshot *snapshot;
	const struct dn_store *store;
};

static void
snapshot_add(void *payload, const char *line)
{
	struct dn_snapshot *snapshot = payload;

	dn_push(snapshot, snapshot->lines, snapshot->n, dn_strdup(snapshot, line));
}

/* What belongs to dunlin's own tables comes and goes with its first revision. */
static bool
snapshot_take_row(void *payload, size_t ncols, const char *const *values, struct dunlin_error *err)
{
	struct taker *taker = payload;
	const struct dn_store *store = taker->store;

	(void) ncols, (void) err;
	for (size_t i = 0; values[0] != NULL && i < sizeof store->names / sizeof *store->names; i++)
		if (strcmp(values[0], store->names[i]) == 0)
			return true;
	if (values[1] != NULL && store->dialect->catalog_lines != NULL)
		store->dialect->catalog_lines(values[1], snapshot_add, taker->snapshot);
	else if (values[1] != NULL)
		snapshot_add(taker->snapshot, values[1]);
	return true;
}

static int
snapshot_compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *) a, *(const char *const *) b);
}

struct dn_snapshot *
dn_snapshot_take(const void *mem, struct dn_session *session, const struct dn_store *store,
    struct dunlin_error *err)
{
	const struct dn_dialect *dialect = session->dialect;
	struct taker taker = { dn_new(mem, struct dn_snapshot), store };
	struct dunlin_exec exec = { .row = snapshot_take_row, .row_payload = &taker };
	bool ok;

	dn_session_defer(session);
	ok = dn_session_begin(session, err) &&
	     (dialect->before_own == NULL ||
		 dn_session_run(session, dialect->before_own, NULL, 0, err));
	for (size_t i = 0; ok && dialect->catalog[i] != NULL; i++) {
		exec.sql = dialect->catalog[i];
		ok = dn_session_ask(session, &exec, err);
	}
	ok = ok && dn_session_settle(session, err);
	dn_session_rollback(session);
	if (!ok) {
		dunlin_error_prefix(err, "cannot read the catalog: ");
		dn_free(taker.snapshot);
		return NULL;
	}
	if (taker.snapshot->n > 0)
		qsort(taker.snapshot->lines, taker.snapshot->n, sizeof *taker.snapshot->lines,
		    snapshot_compare);
	return taker.snapshot;
}

struct dn_snapshot_difference
dn_snapshot_compare(const void *mem, const struct dn_snapshot *wanted, const struct dn_snapshot *is)
{
	struct dn_snapshot_difference d = { .n = 0 };
	size_t i = 0, j = 0;

	while (i < wanted->n || j < is->n) {
		int order = i == wanted->n ? 1
			    : j == is->n   ? -1
					   : strcmp(wanted->lines[i], is->lines[j]);
		struct dn_snapshot_line line = { order < 0,
			order < 0 ? wanted->lines[i] : is->lines[j] };

		if (order != 0) {
			line.text = dn_strdup(mem, line.text);
			dn_push(mem, d.lines, d.n, line);
		}
		i += order <= 0;
		j += order >= 0;
	}
	return d;
}
