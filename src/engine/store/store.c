/* store.c - the table of applied revisions */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"
#include "base/mem.h"
#include "engine/store/store.h"

static char *
store_name(const void *mem, const struct dn_dialect *dialect, const char *schema, const char *name)
{
	struct dunlin_buf *buf = dn_buf_new(mem);

	if (schema != NULL) {
		dialect->identifier(buf, schema);
		dunlin_buf_puts(buf, ".");
	}
	dialect->identifier(buf, name);
	return dn_buf_steal(mem, buf);
}

struct dn_store *
dn_store_new(
    const void *mem, const struct dn_dialect *dialect, const struct dn_store_options *options)
{
	static const char *const names[] = { "revision", "journal", "layout", "lock" };
	struct dn_store *store = dn_new(mem, struct dn_store);
	const char **printed[] = { &store->revision, &store->journal, &store->layout,
		&store->lock };

	store->dialect = dialect;
	if (dialect->default_schema != NULL)
		store->schema = dn_strdup(
		    store, options->schema != NULL ? options->schema : dialect->default_schema);
	if (dialect->kept_key != NULL) {
		store->types = dn_strdup(store, options->types);
		store->made_types = "";
	}
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		store->names[i] = dn_sprintf(store, "%s%s", options->prefix, names[i]);
		*printed[i] = store_name(store, dialect, store->schema, store->names[i]);
	}
	return store;
}

char *
dn_store_lease_ddl(const void *mem, const struct dn_store *store)
{
	if (store->dialect->locking == NULL || store->dialect->locking->lease_columns == NULL)
		return NULL;
	return dn_sprintf(mem, "CREATE TABLE IF NOT EXISTS %s (%s)", store->lock,
	    store->dialect->locking->lease_columns);
}

/* As another value of the row. */
static const char *
store_types_literal(const void *mem, const struct dn_store *store)
{
	return store->types == NULL ? "" : dn_sprintf(mem, ", '%s'", store->types);
}

char **
dn_store_ddl(const void *mem, const struct dn_store *store)
{
	const struct dn_dialect *d = store->dialect;
	char **list = dn_new_array(mem, char *, 6);

	list[0] = dn_sprintf(list,
	    "CREATE TABLE IF NOT EXISTS %s (id %s NOT NULL PRIMARY KEY, parents %s NOT NULL, "
	    "message %s NOT "
	    "NULL, "
	    "checksum %s NOT NULL, token_checksum %s NOT NULL, applied_at %s NOT NULL, "
	    "applied_by %s NOT NULL, duration_ms %s NOT NULL, tool_version %s NOT NULL, source %s)",
	    store->revision, d->key_type, d->text_type, d->text_type, d->text_type, d->text_type,
	    d->text_type, d->text_type, d->integer_type, d->text_type, d->text_type);
	list[1] = dn_sprintf(list,
	    "CREATE TABLE IF NOT EXISTS %s (run %s NOT NULL, revision %s NOT NULL, direction %s "
	    "NOT NULL, "
	    "step %s NOT NULL, segment %s NOT NULL, hash %s NOT NULL, statement %s, "
	    "state %s NOT NULL, changed_at %s NOT NULL, PRIMARY KEY (run, revision, step))",
	    store->journal, d->key_type, d->key_type, d->text_type, d->integer_type,
	    d->integer_type, d->text_type, d->text_type, d->text_type, d->text_type);
	list[2] =
	    store->types == NULL
		? dn_sprintf(list, "CREATE TABLE IF NOT EXISTS %s (version %s NOT NULL)",
		      store->layout, d->integer_type)
		: dn_sprintf(list,
		      "CREATE TABLE IF NOT EXISTS %s (version %s NOT NULL, types %s NOT NULL)",
		      store->layout, d->integer_type, d->text_type);
	list[3] = dn_sprintf(list, "INSERT INTO %s SELECT %d%s WHERE NOT EXISTS (SELECT 1 FROM %s)",
	    store->layout, DN_STORE_LAYOUT, store_types_literal(list, store), store->layout);
	list[4] = dn_store_lease_ddl(list, store);
	return list;
}

bool
dn_store_create(struct dn_store *store, struct dn_session *session, struct dunlin_error *err)
{
	char **list = dn_store_ddl(NULL, store);
	bool ok = true;

	for (size_t i = 0; ok && list[i] != NULL; i++)
		ok = dn_session_run(session, list[i], NULL, 0, err);
	if (ok)
		store->made_types = store->types;
	else
		dunlin_error_prefix(err, "cannot create dunlin's own tables: ");
	dn_free(list);
	return ok;
}

bool
dn_store_keep_types(struct dn_store *store, struct dn_session *session, struct dunlin_error *err)
{
	char *sql;
	bool ok;

	if (store->types == NULL || strcmp(store->types, store->made_types) == 0)
		return true;
	sql = dn_sprintf(NULL, "UPDATE %s SET types = '%s'", store->layout, store->types);
	ok = dn_session_run(session, sql, NULL, 0, err);
	dn_free(sql);
	return ok;
}

static bool
store_has_tables(
    struct dn_store *store, struct dn_session *session, bool *present, struct dunlin_error *err)
{
	struct dunlin_value params[] = { dn_text_value(store->schema),
		dn_text_value(store->names[2]) };

	*present = store->present;
	if (!*present &&
	    !dn_session_has_row(session, store->dialect->has_table, params, 2, present, err))
		return false;
	store->present = *present;
	return true;
}

static bool
store_take_layout(void *payload, size_t ncols, const char *const *values, struct dunlin_error *err)
{
	const char *version = ncols > 0 ? values[0] : NULL;
	struct dn_store *store = payload;

	/* Whoever made the tables was stopped before the row that says so. */
	if (version == NULL && store->dialect->ddl_commits) {
		store->present = false;
		return true;
	}

	if (ncols > 1 && values[1] != NULL)
		store->made_types = dn_strdup(store, values[1]);
	if (version != NULL && strtol(version, NULL, 10) <= DN_STORE_LAYOUT)
		return true;
	dunlin_error_set(err, DUNLIN_E_UNSUPPORTED,
	    "the database was migrated by a newer dunlin (its tables have layout %s, this "
	    "program knows %d)",
	    version == NULL ? "unknown" : version, DN_STORE_LAYOUT);
	dunlin_error_set_hint(err, "Use the dunlin that was used last, or a newer one.");
	return false;
}

/* WAITS: the answer may come with that of the next statement. */
static bool
store_check_layout(
    struct dn_store *store, struct dn_session *session, bool waits, struct dunlin_error *err)
{
	char *sql = dn_sprintf(NULL, "SELECT max(version)%s FROM %s",
	    store->types == NULL ? "" : ", max(types)", store->layout);
	struct dunlin_exec exec = { .sql = sql, .row = store_take_layout, .row_payload = store };
	bool ok =
	    waits ? dn_session_ask(session, &exec, err) : dn_session_query(session, &exec, err);

	dn_free(sql);
	return ok;
}

bool
dn_store_present(
    struct dn_store *store, struct dn_session *session, bool *present, struct dunlin_error *err)
{
	if (store->present)
		return *present = true;
	if (!store_has_tables(store, session, present, err) ||
	    (*present && !store_check_layout(store, session, false, err)))
		return false;
	*present = store->present;
	return true;
}

enum { STORE_FIELDS = 9 };

static const char **
store_field(struct dn_record *record, size_t i)
{
	const char **fields[STORE_FIELDS] = { &record->id, &record->parents, &record->message,
		&record->checksum, &record->token_checksum, &record->applied_at,
		&record->applied_by, &record->duration_ms, &record->tool_version };

	return fields[i];
}

struct store_records {
	struct dn_arena *applied, *repeated; /* which they are cut from */
	struct dn_record **list;
	size_t n;
};

/* One piece holds all of a row: there may be ten thousand rows. */
static bool
store_take_record(void *payload, size_t ncols, const char *const *values, struct dunlin_error *err)
{
	struct store_records *records = payload;
	size_t sizes[STORE_FIELDS], len = 0;
	struct dn_record *record;
	char *text;

	(void) err;
	for (size_t i = 0; i < STORE_FIELDS; i++)
		len += sizes[i] = (i >= ncols || values[i] == NULL ? 0 : strlen(values[i])) + 1;
	record = dn_arena_alloc(
	    dn_revision_is_repeatable(values[0]) ? records->repeated : records->applied,
	    sizeof *record + len);
	text = (char *) (record + 1);
	for (size_t i = 0; i < STORE_FIELDS; text += sizes[i++]) {
		memcpy(text, sizes[i] == 1 ? "" : values[i], sizes[i]);
		*store_field(record, i) = text;
	}
	dn_push(records->applied, records->list, records->n, record);
	return true;
}

/* As they were applied. */
static int
compare_records(const void *a, const void *b)
{
	const struct dn_record *one = *(struct dn_record *const *) a,
			       *other = *(struct dn_record *const *) b;
	int order = strcmp(one->applied_at, other->applied_at);

	return order != 0 ? order : strcmp(one->id, other->id);
}

static bool
store_take_open(void *payload, size_t ncols, const char *const *values, struct dunlin_error *err)
{
	(void) ncols, (void) values, (void) err;
	((struct dn_store *) payload)->open = true;
	return true;
}

/* All in one go: the first one's answer comes first, so a newer layout is what is said. */
static bool
store_read_rows(struct dn_store *store, struct dn_session *session, struct dunlin_exec *exec,
    struct dunlin_error *err)
{
	char *sql = dn_sprintf(NULL,
	    "SELECT 1 FROM %s WHERE state IN ('intended', 'started') LIMIT 1", store->journal);
	struct dunlin_exec open = { .sql = sql, .row = store_take_open, .row_payload = store };
	bool ok;

	store->open = false;
	dn_session_defer(session);
	/* Who only reads may lack the right to read that table. */
	ok = store_check_layout(store, session, true, err) &&
	     (session->options.read_only || dn_session_ask(session, &open, err)) &&
	     dn_session_query(session, exec, err) && dn_session_settle(session, err);
	if (!ok)
		dn_session_drop(session);
	dn_free(sql);
	return ok;
}

struct dn_map *
dn_store_read(
    const void *mem, struct dn_store *store, struct dn_session *session, struct dunlin_error *err)
{
	struct dn_map *map = dn_map_new(mem);
	struct store_records records = { .applied = dn_arena_new(map) };
	struct dunlin_exec exec = { .row = store_take_record, .row_payload = &records };
	char *sql = dn_sprintf(map,
	    "SELECT id, parents, message, checksum, token_checksum, applied_at, applied_by, "
	    "duration_ms, tool_version FROM %s",
	    store->revision);
	bool present;

	dn_free(store->repeated);
	store->repeated = dn_map_new(store);
	records.repeated = dn_arena_new(store->repeated);
	exec.sql = sql;
	if (!store_has_tables(store, session, &present, err) ||
	    (present && !store_read_rows(store, session, &exec, err))) {
		dn_free(map);
		return NULL;
	}
	/* Sorted here: a database would move all of each row to do it. */
	if (records.n > 1)
		qsort(records.list, records.n, sizeof *records.list, compare_records);
	for (size_t i = 0; i < records.n; i++)
		dn_map_put(dn_revision_is_repeatable(records.list[i]->id) ? store->repeated : map,
		    records.list[i]->id, records.list[i]);
	return map;
}

bool
dn_store_source(const void *mem, struct dn_store *store, struct dn_session *session, const char *id,
    char **source, struct dunlin_error *err)
{
	struct dunlin_buf *sql = dn_buf_new(NULL);
	bool ok;

	dunlin_buf_printf(sql, "SELECT source FROM %s WHERE id = ", store->revision);
	store->dialect->literal(sql, id);
	ok = dn_session_value(mem, session, sql->s, source, err);
	dn_free(sql);
	return ok;
}
