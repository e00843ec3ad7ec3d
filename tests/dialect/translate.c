/* translate.c - translate PostgreSQL's SQL and run it on a real SQLite */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "sql/sql.h"
#include "translate.h"

static int
translate_close(struct translate *tr)
{
	sqlite3_close(tr->db);
	return 0;
}

struct translate *
translate_new(const void *mem)
{
	struct translate *tr = dn_new(mem, struct translate);

	if (sqlite3_open(":memory:", &tr->db) != SQLITE_OK)
		abort();
	talloc_set_destructor(tr, translate_close);
	tr->schema = dn_schema_new(tr);
	tr->said = dn_map_new(tr);
	tr->notices = dn_buf_new(tr);
	tr->err = dn_error_new(tr);
	tr->edits = true;
	return tr;
}

static void
translate_notice(void *payload, enum dunlin_level level, const char *message)
{
	struct translate *tr = payload;

	if (level == DUNLIN_NOTICE)
		dunlin_buf_printf(tr->notices, "%s\n", message);
}

const char *
translate_exec(struct translate *tr, const char *sql)
{
	char *message = NULL, *copy;

	if (sqlite3_exec(tr->db, sql, NULL, NULL, &message) == SQLITE_OK)
		return NULL;
	copy = dn_strdup(tr, message == NULL ? "?" : message);
	sqlite3_free(message);
	return copy;
}

static int
translate_row(void *payload, int n, char **values, char **names)
{
	struct dunlin_buf *buf = payload;

	(void) names;
	for (int i = 0; i < n; i++)
		dunlin_buf_printf(
		    buf, "%s%s", i == 0 ? "" : "|", values[i] == NULL ? "NULL" : values[i]);
	dunlin_buf_puts(buf, "\n");
	return 0;
}

const char *
translate_query(struct translate *tr, const char *sql)
{
	struct dunlin_buf *buf = dn_buf_new(tr);
	char *message = NULL;

	if (sqlite3_exec(tr->db, sql, translate_row, buf, &message) != SQLITE_OK)
		dunlin_buf_printf(buf, "error: %s\n", message);
	sqlite3_free(message);
	if (buf->len > 0)
		dn_buf_truncate(buf, buf->len - 1);
	return buf->s;
}

static bool
translate_run_output(struct translate *tr, const struct dn_output *output)
{
	sqlite3_stmt *st = NULL;
	const char *tail = "";
	int rc = sqlite3_prepare_v2(tr->db, output->sql, -1, &st, &tail);

	if (rc == SQLITE_OK) {
		while ((rc = sqlite3_step(st)) == SQLITE_ROW)
			;
	}
	sqlite3_finalize(st);
	if (rc == SQLITE_DONE && *tail == '\0')
		return true;
	return dunlin_error_set(tr->err, DUNLIN_E_SQL, "%s: %s",
	    rc == SQLITE_DONE ? "more than one statement" : sqlite3_errmsg(tr->db), output->sql);
}

static void
translate_line(void *payload, const char *line)
{
	dunlin_buf_printf(payload, "%s\n", line);
}

/* What the database has in the end is what was expected of it. */
static bool
translate_expected(struct translate *tr, const struct dn_translation *t)
{
	for (size_t i = 0; i < t->nexpected; i++) {
		const struct dn_expected *e = &t->expected[i];
		struct dunlin_buf *has = dn_buf_new(tr), *wants = dn_buf_new(tr);
		const char *sql = translate_query(tr,
		    dn_sprintf(tr, "SELECT sql FROM sqlite_master WHERE name = '%s'", e->table));
		const char *columns =
		    translate_query(tr, dn_sprintf(tr,
					    "SELECT group_concat(name || ' ' || lower(type) || "
					    "iif(\"notnull\", ' NOT NULL', "
					    "''), char(10)) FROM pragma_table_xinfo('%s')",
					    e->table));

		t->dialect->catalog_lines(sql, translate_line, has);
		if (e->text != NULL)
			t->dialect->catalog_lines(e->text, translate_line, wants);
		if (strcmp(columns, e->columns) != 0 ||
		    (e->text != NULL && strcmp(has->s, wants->s) != 0))
			return dunlin_error_set(tr->err, DUNLIN_E_SQL,
			    "table '%s' is not as expected: %s / %s; %s / %s", e->table, columns,
			    e->columns, has->s, wants->s);
	}
	return true;
}

static bool
translate_gives_none(struct translate *tr, const char *check)
{
	const char *rows = translate_query(tr, check);

	return rows[0] == '\0' || dunlin_error_set(tr->err, DUNLIN_E_CONSTRAINT, "%s", rows);
}

static bool
translate_transaction(struct translate *tr, const struct dn_translation *t)
{
	const struct dn_dialect *d = t->dialect;
	bool ok = true;

	for (size_t i = 0; d->before_begin[i] != NULL; i++)
		translate_exec(tr, d->before_begin[i]);
	translate_exec(tr, d->begin);
	for (size_t i = 0; d->dangling->note[i] != NULL; i++)
		translate_exec(tr, d->dangling->note[i]);
	for (size_t i = 0; ok && i < t->noutputs; i++)
		ok = translate_run_output(tr, t->outputs[i]);
	ok = ok && translate_expected(tr, t);
	for (size_t i = 0; ok && d->before_commit[i] != NULL; i++)
		ok = translate_gives_none(tr, d->before_commit[i]);
	ok = ok && translate_gives_none(tr, d->dangling->check);
	translate_exec(tr, ok ? d->commit : d->rollback);
	for (size_t i = 0; !ok && d->after_rollback[i] != NULL; i++)
		translate_exec(tr, d->after_rollback[i]);
	for (size_t i = 0; d->after_commit[i] != NULL; i++)
		translate_exec(tr, d->after_commit[i]);
	return ok;
}

static void
translate_print(const struct dn_translation *t, struct dunlin_buf *out)
{
	for (size_t i = 0; i < t->noutputs; i++) {
		const struct dn_output *output = t->outputs[i];

		dunlin_buf_printf(out, "%s;\n", output->sql);
	}
}

bool
translate_run(struct translate *tr, const char *file, const char *text, struct dunlin_buf *out)
{
	void *scratch = dn_new_context(NULL);
	struct dn_log log = { translate_notice, tr };
	struct dn_source src = { file, text, strlen(text) };
	struct dn_span all = { 0, src.len };
	struct dn_statements *list = dn_sql_parse(scratch, &src, all, tr->err);
	struct dn_translation *t =
	    dn_translation_new(scratch, dn_dialect_find("sqlite"), tr->schema, &log);
	bool ok = list != NULL;

	t->said = tr->said;
	t->untranslatable = tr->untranslatable;
	t->edits = tr->edits;
	t->types = tr->types;
	for (size_t i = 0; ok && i < list->n; i++)
		ok = t->dialect->statement(t, list->items[i], tr->err);
	ok = ok && t->dialect->finish(t, tr->err);
	if (ok && out != NULL)
		translate_print(t, out);
	ok = ok && translate_transaction(tr, t);
	dn_free(scratch);
	return ok;
}
