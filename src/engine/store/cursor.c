/* cursor.c - how far a step has come that is run in parts, in the journal */
#include "config.h"

#include "base/mem.h"
#include "engine/store/store.h"

/* Journals that were made before such a step was met lack the column. */
bool
dn_store_cursor_begin(struct dn_store *store, struct dn_session *session, struct dunlin_error *err)
{
	char *sql = dn_sprintf(NULL, "ALTER TABLE %s ADD COLUMN IF NOT EXISTS cursor %s",
	    store->journal, store->dialect->text_type);
	bool ok = dn_session_run(session, sql, NULL, 0, err);

	dn_free(sql);
	return ok;
}

struct cursor {
	const void *mem;
	char *text;
};

static bool
cursor_take(void *payload, size_t ncols, const char *const *values, struct dunlin_error *err)
{
	struct cursor *cursor = payload;

	(void) ncols, (void) err;
	cursor->text = dn_strdup_null(cursor->mem, values[0]);
	return true;
}

bool
dn_store_cursor_read(const void *mem, struct dn_store *store, struct dn_session *session,
    const struct dn_cursor *at, char **text, struct dunlin_error *err)
{
	struct cursor cursor = { mem, NULL };
	struct dunlin_value params[] = { dn_text_value(at->run), dn_text_value(at->revision) };
	char *sql = dn_sprintf(NULL,
	    "SELECT cursor FROM %s WHERE run = $1 AND revision = $2 AND step = %zu", store->journal,
	    at->step + 1);
	struct dunlin_exec exec = {
		.sql = sql,
		.params = params,
		.nparams = 2,
		.row = cursor_take,
		.row_payload = &cursor,
	};
	bool ok = dn_session_query(session, &exec, err);

	dn_free(sql);
	*text = cursor.text;
	return ok;
}

bool
dn_store_cursor_move(struct dn_store *store, struct dn_session *session, const struct dn_cursor *at,
    const char *cursor, struct dunlin_error *err)
{
	struct dunlin_value params[] = { dn_text_value(at->run), dn_text_value(at->revision),
		dn_text_value(cursor) };
	char *sql = dn_sprintf(NULL,
	    "UPDATE %s SET cursor = $3, changed_at = %s WHERE run = $1 AND revision = $2 AND step "
	    "= "
	    "%zu",
	    store->journal, store->dialect->now, at->step + 1);
	bool ok = dn_session_run(session, sql, params, 3, err);

	dn_free(sql);
	return ok;
}
