/* stored.c - is the schema that the database keeps what the revision was to make? */
#include "config.h"

#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "engine/run/runner.h"
#include "engine/ask/stored.h"

struct stored {
	const struct dn_dialect *dialect;
	const struct dn_plan_revision *p;
	struct dn_map *seen;   /* tables that are there */
	struct dn_map *wanted; /* struct dn_expected by table */
};

static void
stored_add(void *payload, const char *line)
{
	dn_map_put(payload, line, payload);
}

static struct dn_map *
stored_lines(const struct stored *s, const char *text)
{
	struct dn_map *lines = dn_map_new(s->seen);

	if (s->dialect->catalog_lines != NULL)
		s->dialect->catalog_lines(text, stored_add, lines);
	else
		stored_add(lines, text);
	return lines;
}

/* A line of A that is not in B, or NULL. */
static const char *
stored_only(const struct dn_map *a, const struct dn_map *b)
{
	dn_map_each (a, e)
		if (dn_map_get(b, e->key) == NULL)
			return e->key;
	return NULL;
}

static bool
stored_differs(const struct dn_expected *expected, const char *has, const char *wants,
    struct dunlin_error *err)
{
	dunlin_error_set(err, DUNLIN_E_HISTORY,
	    "the database has not stored table '%s' as the history makes it: it has %s%s%s",
	    expected->table, has == NULL ? "no" : has, wants == NULL ? "" : ", and not ",
	    wants == NULL ? "" : wants);
	dunlin_error_set_hint(err,
	    "Something else has changed the table: make the database what the history says, or "
	    "say what was changed in a revision.");
	if (expected->from != NULL)
		dn_error_at(err, expected->from->source, expected->from->span.start);
	return false;
}

/* Lines in any order, each a column. */
static struct dn_map *
stored_columns(const struct stored *s, const char *text)
{
	struct dn_map *lines = dn_map_new(s->seen);
	char *rest = dn_strdup(lines, text), *line;

	while ((line = strsep(&rest, "\n")) != NULL)
		stored_add(lines, line);
	return lines;
}

static bool
stored_compare(const struct stored *s, const struct dn_expected *expected,
    const char *const *values, struct dunlin_error *err)
{
	bool whole = expected->text != NULL;
	const struct dn_map *has =
	    whole ? stored_lines(s, values[1]) : stored_columns(s, values[2]);
	const struct dn_map *wants =
	    whole ? stored_lines(s, expected->text) : stored_columns(s, expected->columns);
	const char *more = stored_only(has, wants), *less = stored_only(wants, has);

	/* What was printed as a whole has its columns in their order, too. */
	if (more == NULL && less == NULL && whole && strcmp(values[2], expected->columns) != 0)
		more = values[2];
	return (more == NULL && less == NULL) ||
	       stored_differs(expected, more == NULL ? "less" : more, less, err);
}

static bool
stored_row(void *payload, size_t ncols, const char *const *values, struct dunlin_error *err)
{
	struct stored *s = payload;
	const struct dn_expected *expected = dn_map_get(s->wanted, values[0]);

	(void) ncols;
	dn_map_put(s->seen, values[0], s);
	return expected == NULL || stored_compare(s, expected, values, err);
}

/* A query about the tables; ROWS: about those whose rows are to be looked through. */
static char *
stored_sql(const struct stored *s, bool rows)
{
	static const char mark[] = "{tables}";
	const char *sql = rows ? s->dialect->damaged : s->dialect->stored;
	const char *at = strstr(sql, mark), *comma = "";
	struct dunlin_buf *text = dn_buf_new(s->seen);

	dunlin_buf_put(text, sql, (size_t) (at - sql));
	for (size_t i = 0; i < s->p->nexpected; i++) {
		if (rows && !s->p->expected[i].rewritten)
			continue;
		dunlin_buf_puts(text, comma);
		s->dialect->literal(text, s->p->expected[i].table);
		comma = ", ";
	}
	dunlin_buf_puts(text, at + strlen(mark));
	if (!rows)
		dunlin_buf_printf(text, "%zu", s->p->nexpected);
	return *comma == '\0' ? NULL : text->s;
}

static bool
stored_damage(void *payload, size_t ncols, const char *const *values, struct dunlin_error *err)
{
	(void) payload, (void) ncols;
	return dunlin_error_set(
	    err, DUNLIN_E_CONSTRAINT, "table '%s' would be damaged: %s", values[0], values[1]);
}

static bool
stored_check(struct stored *s, struct dn_session *session, struct dunlin_error *err)
{
	struct dunlin_exec look = {
		.sql = stored_sql(s, false), .row = stored_row, .row_payload = s
	};
	struct dunlin_exec damage = { .sql = stored_sql(s, true), .row = stored_damage };

	if (!dn_session_query(session, &look, err))
		return false;
	for (size_t i = 0; i < s->p->nexpected; i++)
		if (dn_map_get(s->seen, s->p->expected[i].table) == NULL)
			return stored_differs(&s->p->expected[i], NULL, NULL, err);
	return damage.sql == NULL || dn_session_query(session, &damage, err);
}

bool
dn_runner_stored(struct dn_runner *r, const struct dn_plan_revision *p, struct dunlin_error *err)
{
	struct stored s = { .dialect = r->plan->dialect, .p = p };
	bool ok;

	if (p->nexpected == 0 || s.dialect->stored == NULL)
		return true;
	s.seen = dn_map_new(r->run);
	s.wanted = dn_map_new(s.seen);
	for (size_t i = 0; i < p->nexpected; i++)
		dn_map_put(s.wanted, p->expected[i].table, (void *) (uintptr_t) &p->expected[i]);
	ok = stored_check(&s, r->session, err);
	dn_free(s.seen);
	return ok;
}

bool
dn_stored_is(struct dn_session *session, const char *table, const char *text, const char *columns)
{
	struct dn_expected expected = { .table = table, .text = text, .columns = columns };
	struct dn_plan_revision p = { .expected = &expected, .nexpected = 1 };
	struct stored s = { .dialect = session->dialect, .p = &p, .seen = dn_map_new(session) };
	struct dunlin_exec look = {
		.sql = stored_sql(&s, false), .row = stored_row, .row_payload = &s
	};
	bool is;

	s.wanted = dn_map_new(s.seen);
	dn_map_put(s.wanted, table, &expected);
	is = dn_session_query(session, &look, dn_error_new(s.seen));
	dn_free(s.seen);
	return is;
}
