/* dangling.c - does a transaction leave rows whose foreign keys refer to nothing?
 *
 * Where foreign keys are not enforced while a revision runs, the rows are looked through before
 * and behind it.  A table can only gain such a row if the revision changes it or what it refers
 * to; so which table refers to which is kept from one transaction to the next, as long as nobody
 * else changes the schema, and the others are not looked at.
 */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/map.h"
#include "base/mem.h"
#include "engine/ask/dangling.h"
#include "engine/ask/extent.h"

/* All names are in lower case. */
struct dn_dangling {
	const struct dn_dangling_sql *sql;
	char *version;            /* of the schema that these are of; NULL: of none */
	struct dn_map *parents;   /* table -> a map of the tables that it refers to */
	struct dn_map *children;  /* table -> a map of the tables that refer to it */
	struct dn_extent *extent; /* of the transaction at hand, or NULL: anything */
	const char *const *own;   /* tables of dunlin itself, which it changes, too */
	struct dn_map *looked;    /* the tables that were looked at when it began */
	char *next_version;       /* when it is committed */
};

static struct dn_map *
dangling_set(struct dn_map *sets, const char *name)
{
	struct dn_map *set = dn_map_get(sets, name);

	if (set == NULL) {
		set = dn_map_new(sets);
		dn_map_put(sets, name, set);
	}
	return set;
}

static bool
dangling_refers(void *payload, size_t ncols, const char *const *values, struct dunlin_error *err)
{
	struct dn_dangling *d = payload;
	char *child = dn_extent_name(NULL, values[0]), *parent = dn_extent_name(child, values[1]);

	(void) ncols, (void) err;
	dn_map_put(dangling_set(d->parents, child), parent, d);
	dn_map_put(dangling_set(d->children, parent), child, d);
	dn_free(child);
	return true;
}

static void
dangling_forget(struct dn_dangling *d, const char *child)
{
	struct dn_map *parents = dn_map_get(d->parents, child);

	if (parents == NULL)
		return;
	dn_map_each (parents, e)
		dn_map_remove(dn_map_get(d->children, e->key), child);
	dn_map_remove(d->parents, child);
	dn_free(parents);
}

static const char *
dangling_values(const void *mem, const struct dn_session *session, const struct dn_map *names)
{
	struct dunlin_buf *list = dn_buf_new(mem);

	dn_map_each (names, e) {
		dunlin_buf_puts(list, list->len == 0 ? "VALUES (" : ", (");
		session->dialect->literal(list, e->key);
		dunlin_buf_puts(list, ")");
	}
	return list->len > 0 ? list->s : "SELECT NULL AS column1 WHERE false";
}

/* SQL about NAMES, which may be NULL where it is about all. */
static char *
dangling_sql(
    const void *mem, const struct dn_session *session, const char *sql, const struct dn_map *names)
{
	static const char mark[] = "{tables}";
	struct dunlin_buf *text = dn_buf_new(mem);

	for (const char *at; (at = strstr(sql, mark)) != NULL; sql = at + strlen(mark)) {
		dunlin_buf_put(text, sql, (size_t) (at - sql));
		dunlin_buf_puts(text, dangling_values(text, session, names));
	}
	dunlin_buf_puts(text, sql);
	return text->s;
}

bool
dn_dangling_query(struct dn_session *session, const char *sql, const struct dn_map *names,
    bool (*row)(void *, size_t, const char *const *, struct dunlin_error *), void *payload,
    struct dunlin_error *err)
{
	void *scratch = dn_new_context(NULL);
	struct dunlin_exec exec = { .row = row, .row_payload = payload };
	bool ok;

	exec.sql = dangling_sql(scratch, session, sql, names);
	ok = dn_session_query(session, &exec, err);
	dn_free(scratch);
	return ok;
}

void
dn_dangling_only(struct dn_session *session, const struct dn_plan_revision *p,
    const char *const own[DN_DANGLING_OWN])
{
	const struct dn_dangling_sql *sql = session->dialect->dangling;

	if (sql == NULL)
		return;
	if (session->dangling == NULL) {
		session->dangling = dn_new(session, struct dn_dangling);
		session->dangling->sql = sql;
	}
	dn_free(session->dangling->extent);
	session->dangling->extent = dn_extent_of(session->dangling, sql, p);
	session->dangling->own = own;
}

/* Those that the transaction changes, and those that refer to such. */
static struct dn_map *
dangling_concerned(const void *mem, const struct dn_dangling *d)
{
	struct dn_map *tables = dn_map_new(mem);

	dn_map_each (d->extent->changed, e) {
		const struct dn_map *children = dn_map_get(d->children, e->key);
		const struct dn_map *parents = dn_map_get(d->parents, e->key);

		if (parents != NULL && dn_map_count(parents) > 0)
			dn_map_put(tables, e->key, tables);
		for (struct dn_map_entry *c = children == NULL ? NULL : dn_map_first(children);
		     c != NULL; c = c->next)
			dn_map_put(tables, c->key, tables);
	}
	return tables;
}

static bool
dangling_version(struct dn_session *session, char **version, struct dunlin_error *err)
{
	return dn_session_value(
	    session->dangling, session, session->dangling->sql->version, version, err);
}

/* Somebody else may have changed the schema since it was read. */
static bool
dangling_read(struct dn_session *session, struct dunlin_error *err)
{
	struct dn_dangling *d = session->dangling;
	char *version;
	bool same;

	if (!dangling_version(session, &version, err))
		return false;
	same = d->version != NULL && version != NULL && strcmp(d->version, version) == 0;
	dn_free(version);
	if (same)
		return true;
	dn_free(d->parents);
	dn_free(d->children);
	d->parents = dn_map_new(d);
	d->children = dn_map_new(d);
	return dn_dangling_query(session, d->sql->references, NULL, dangling_refers, d, err);
}

/* An author's table may refer to one of dunlin's. */
static void
dangling_add_own(struct dn_dangling *d)
{
	for (size_t i = 0; i < DN_DANGLING_OWN; i++) {
		char *name = dn_extent_name(d, d->own[i]);
		const struct dn_map *children = dn_map_get(d->children, name);

		if (children != NULL && dn_map_count(children) > 0)
			dn_map_put(d->extent->changed, name, d);
		dn_free(name);
	}
}

static bool
dangling_note(struct dn_session *session, const char *const *list, const struct dn_map *tables,
    struct dunlin_error *err)
{
	for (; *list != NULL; list++)
		if (!dn_dangling_query(session, *list, tables, NULL, NULL, err))
			return false;
	return true;
}

/* False in *SOME when it is all tables that the transaction may concern. */
static bool
dangling_find(struct dn_session *session, bool *some, struct dunlin_error *err)
{
	const struct dn_dangling *d = session->dangling;

	*some = d != NULL && d->extent != NULL && !d->extent->any;
	if (!*some)
		return true;
	if (!dangling_read(session, err) || !dn_extent_complete(session, d->extent, err))
		return false;
	*some = !d->extent->any;
	return true;
}

bool
dn_dangling_begin(struct dn_session *session, struct dunlin_error *err)
{
	const struct dn_dangling_sql *sql = session->dialect->dangling;
	struct dn_dangling *d = session->dangling;
	bool some;

	if (sql == NULL)
		return true;
	if (!dangling_find(session, &some, err))
		return false;
	if (!some)
		return dangling_note(session, sql->note, NULL, err);
	dangling_add_own(d);
	dn_free(d->looked);
	d->looked = dangling_concerned(d, d);
	return dn_map_count(d->looked) == 0 || dangling_note(session, sql->note_of, d->looked, err);
}

/* Of what was changed and of what referred to it, whose references may have been renamed. */
static bool
dangling_read_changed(struct dn_session *session, struct dunlin_error *err)
{
	struct dn_dangling *d = session->dangling;
	struct dn_map *tables = dn_map_new(NULL);
	bool ok;

	dn_map_each (d->extent->changed, e)
		dn_map_put(tables, e->key, d);
	dn_map_each (d->looked, e)
		dn_map_put(tables, e->key, d);
	dn_map_each (tables, e)
		dangling_forget(d, e->key);
	ok = dn_dangling_query(session, d->sql->references_of, tables, dangling_refers, d, err);
	dn_free(tables);
	return ok;
}

/* What dangled before does so under its new name. */
static bool
dangling_rename(struct dn_session *session, struct dunlin_error *err)
{
	const struct dn_dangling *d = session->dangling;

	for (size_t i = 0; i < d->extent->nrenamings; i++) {
		const struct dn_renaming *r = d->extent->renamings[i];
		const struct dunlin_value names[] = { { DUNLIN_TEXT, r->from, strlen(r->from) },
			{ DUNLIN_TEXT, r->to, strlen(r->to) } };

		if (!dn_session_run(session, d->sql->renamed, names, 2, err))
			return false;
	}
	return true;
}

static bool
dangling_check_some(struct dn_session *session, char **message, struct dunlin_error *err)
{
	struct dn_dangling *d = session->dangling;
	struct dn_map *tables;
	bool ok;

	if (!dangling_read_changed(session, err) ||
	    !dangling_version(session, &d->next_version, err))
		return false;
	tables = dangling_concerned(d, d);
	ok = dn_map_count(tables) == 0 ||
	     ((dn_map_count(d->looked) > 0
		      ? dangling_rename(session, err)
		      : dangling_note(session, d->sql->note_of, d->looked, err)) &&
		 dn_session_value(session, session,
		     dangling_sql(tables, session, d->sql->check_of, tables), message, err));
	dn_free(tables);
	return ok;
}

bool
dn_dangling_check(struct dn_session *session, char **message, struct dunlin_error *err)
{
	const struct dn_dangling_sql *sql = session->dialect->dangling;
	const struct dn_dangling *d = session->dangling;

	*message = NULL;
	if (sql == NULL)
		return true;
	if (d == NULL || d->extent == NULL || d->extent->any)
		return dn_session_value(session, session, sql->check, message, err);
	return dangling_check_some(session, message, err);
}

/* The next transaction may change anything again. */
static void
dangling_end(struct dn_session *session, bool committed)
{
	struct dn_dangling *d = session->dangling;

	if (d == NULL)
		return;
	dn_free(d->version);
	d->version = committed && d->extent != NULL ? d->next_version : NULL;
	d->next_version = NULL;
	dn_free(d->extent);
	d->extent = NULL;
}

void
dn_dangling_committed(struct dn_session *session)
{
	dangling_end(session, true);
}

void
dn_dangling_rolled_back(struct dn_session *session)
{
	dangling_end(session, false);
}
