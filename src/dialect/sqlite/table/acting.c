/* acting.c - triggers that do more than set columns of their row */
#include "config.h"

#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "dialect/sqlite/expr/expr.h"
#include "dialect/sqlite/table/acting.h"
#include "dialect/sqlite/table/table.h"

struct acting {
	struct sqlite_change *x;
	const struct sqlite_acting *of;
	struct sqlite_program *program;
	const char *lacks;          /* a name in what is printed that nothing has, or NULL */
	const char *strange;        /* one of which it is not known what has it, or NULL */
	struct dn_query *statement; /* the one that is looked through, or NULL */
};

/* -- names that are looked up when it runs --------------------------------------------------- */

static void
acting_lacks(struct acting *a, const char *what, const char *name)
{
	if (a->lacks == NULL)
		a->lacks = dn_sprintf(a->x->scratch, "%s \"%s\" does not exist", what, name);
}

static void
acting_find(struct acting *a, const struct dn_name *name)
{
	struct dn_schema *schema = a->x->t->schema;

	if (dn_schema_table(schema, name) == NULL && dn_schema_view(schema, name) == NULL &&
	    dn_map_get(schema->opaque, dn_schema_key(a->x->scratch, schema, name)) == NULL)
		acting_lacks(a, "relation", name->name);
}

static bool
acting_find_from(struct dn_from *from, void *payload)
{
	if (from->kind == DN_FROM_TABLE)
		acting_find(payload, &from->table);
	return true;
}

struct acting_item {
	const char *name;
	size_t len;
};

static bool
acting_is_other_item(struct dn_from *from, void *payload)
{
	const struct acting_item *item = payload;
	const char *name = from->alias != NULL ? from->alias : from->table.name;

	return name == NULL || strlen(name) != item->len ||
	       memcmp(name, item->name, item->len) != 0;
}

/* What is written before the dot is what the statement reads or writes, and no block's name. */
static bool
acting_names_item(struct acting *a, const char *text)
{
	struct acting_item item = { text, strcspn(text, ".") };
	struct dn_query_visitor visitor = { .from = acting_is_other_item, .payload = &item };
	const char *function = a->of->trigger->function.name;

	if (a->statement == NULL ||
	    (strlen(function) == item.len && memcmp(function, text, item.len) == 0))
		return false;
	return !dn_query_each(a->statement, &visitor);
}

static bool
acting_find_name(struct dn_expr *e, void *payload)
{
	struct acting *a = payload;
	const struct dn_table *table = a->of->table;

	/* "alias.name" may be a variable of another block. */
	if (e->kind == DN_EXPR_OPAQUE && e->text != NULL &&
	    (strchr(e->text, '.') == NULL || strncmp(e->text, "new.", 4) == 0 ||
		strncmp(e->text, "old.", 4) == 0 || acting_names_item(a, e->text)))
		acting_lacks(a, "column", e->text);
	else if (e->kind == DN_EXPR_OPAQUE)
		a->strange = e->text == NULL ? "?" : e->text;
	if (e->kind == DN_EXPR_COLUMN && e->qualifier != NULL &&
	    (strcmp(e->qualifier, "new") == 0 || strcmp(e->qualifier, "old") == 0) &&
	    strcmp(e->name, "ctid") != 0 && dn_table_column(table, e->name) == NULL)
		acting_lacks(a, "field", e->name);
	return true;
}

static bool
acting_find_part(struct dn_expr *e, void *payload)
{
	struct dn_query_visitor visitor = {
		.expr = acting_find_name, .from = acting_find_from, .payload = payload
	};

	acting_find_name(e, payload);
	return e->query == NULL || dn_query_each(e->query, &visitor);
}

static void
acting_find_columns(
    struct acting *a, const struct dn_table *table, const char *const *columns, size_t n)
{
	for (size_t i = 0; table != NULL && !table->unknown && i < n; i++)
		if (dn_table_column(table, columns[i]) == NULL)
			acting_lacks(a, "column", columns[i]);
}

static void
acting_find_query(struct acting *a, struct dn_query *q)
{
	const struct dn_table *table = dn_schema_table(a->x->t->schema, &q->table->table);
	struct dn_query_visitor visitor = {
		.expr = acting_find_name, .from = acting_find_from, .payload = a
	};

	a->statement = q;
	acting_find(a, &q->table->table);
	acting_find_columns(a, table, q->columns, q->kind == DN_QUERY_INSERT ? q->ncolumns : 0);
	for (size_t i = 0; i < q->nsets; i++)
		acting_find_columns(a, table, q->sets[i].columns, q->sets[i].ncolumns);
	dn_query_each(q, &visitor);
	a->statement = NULL;
}

/* -- statements ------------------------------------------------------------------------------ */

/* The condition as SQL; false and X's error when it has none. */
static bool
acting_condition(struct acting *a, const struct dn_expr *condition, const char **sql)
{
	struct sqlite_print p = dn_sqlite_printer(a->x, NULL);

	p.query = true;
	p.here = false;
	*sql = NULL;
	if (condition == NULL)
		return true;
	if (!dn_sqlite_operand(&p, condition))
		return false;
	*sql = p.buf->s;
	return true;
}

/* SELECT RAISE(...), for the rows that it is about. */
static void
acting_raise(struct dunlin_buf *sql, const char *text, const char *only)
{
	if (text == NULL) {
		dunlin_buf_puts(sql, "    SELECT RAISE(IGNORE)");
	} else {
		dunlin_buf_puts(sql, "    SELECT RAISE(ABORT, ");
		dn_sqlite_literal(sql, text);
		dunlin_buf_puts(sql, ")");
	}
	if (only != NULL)
		dunlin_buf_printf(sql, " WHERE %s", only);
	dunlin_buf_puts(sql, ";\n");
}

static void
acting_resolve(struct acting *a, const struct sqlite_deed *deed)
{
	struct dn_name relation = { a->of->table->schema, a->of->table->name };
	struct dn_query *query = deed->query;
	struct dn_rewrite rule = {
		.where = deed->only, .actions = &query, .nactions = query == NULL ? 0 : 1
	};

	dn_rule_resolve(a->x->scratch, a->x->t->schema, &relation, &rule);
}

static bool
acting_deed(struct acting *a, struct dunlin_buf *sql, const struct sqlite_deed *deed)
{
	const char *only;

	acting_resolve(a, deed);
	dn_expr_each(deed->only, acting_find_part, a);
	if (a->lacks != NULL) {
		acting_raise(sql, a->lacks, NULL);
		return true;
	}
	if (!acting_condition(a, deed->only, &only))
		return false;
	if (deed->query != NULL)
		acting_find_query(a, deed->query);
	if (a->strange != NULL)
		return dn_sqlite_cannot(a->x->err, a->x->st, a->x->st->span.start,
		    "its function names '%s', of which the history does not say what it is",
		    a->strange);
	if (a->lacks != NULL || deed->kind != SQLITE_DEED_ROWS) {
		acting_raise(sql, a->lacks != NULL ? a->lacks : deed->text, only);
		a->lacks = NULL;
		return true;
	}
	a->x->only = only;
	return dn_sqlite_trigger_action(a->x, sql, deed->query);
}

static bool
acting_when(struct acting *a, struct dunlin_buf *sql)
{
	const struct sqlite_deed when = { .only = a->program->when };
	bool shared = a->of->event != DN_RULE_DELETE &&
		      dn_sqlite_count_setting(a->of->schema, a->of->table) > 0;
	const char *condition;

	acting_resolve(a, &when);
	dn_expr_each(when.only, acting_find_part, a);
	if (a->lacks != NULL)
		return true;
	if (!acting_condition(a, when.only, &condition))
		return false;
	if (shared || condition != NULL)
		dunlin_buf_printf(sql, "\n    WHEN %s%s%s",
		    shared ? dn_sprintf(
				 a->x->scratch, "NOT EXISTS (SELECT 1 FROM %s)", dn_sqlite_at_work)
			   : "",
		    shared && condition != NULL ? " AND " : "", condition == NULL ? "" : condition);
	return true;
}

/* -- where it stands ------------------------------------------------------------------------- */

/* Before a row is there it has no number, and what a default calls is called once more. */
static bool
acting_needs_row(const struct acting *a)
{
	const struct dn_column *number = dn_sqlite_auto_column(a->of->table);

	if (a->of->event != DN_RULE_INSERT)
		return false;
	for (size_t i = 0; i < a->of->table->ncolumns; i++) {
		const struct dn_column *column = a->of->table->columns[i];
		const struct dn_expr *value = column->default_expr;

		if (dn_map_get(a->program->used, column->name) != NULL &&
		    (column == number || column->generated != NULL ||
			(value != NULL && dn_expr_bare(value)->kind == DN_EXPR_FUNCTION)))
			return true;
	}
	return false;
}

static bool
acting_ignores(const struct acting *a)
{
	for (size_t i = 0; i < a->program->ndeeds; i++)
		if (a->program->deeds[i].kind == SQLITE_DEED_IGNORE)
			return true;
	return false;
}

/* BEFORE or AFTER there, or NULL and X's error. */
static const char *
acting_time(struct acting *a)
{
	const struct sqlite_reach *reach;

	if (a->of->trigger->after)
		return "AFTER";
	if (!acting_needs_row(a))
		return "BEFORE";
	reach = dn_sqlite_reach(a->x->scratch, a->of, a->program);
	if (!acting_ignores(a) && dn_map_get(reach->reads, a->of->table->key) == NULL)
		return "AFTER";
	dn_sqlite_cannot(a->x->err, a->x->st, a->x->st->span.start,
	    "it looks at a value that SQLite makes when the row is written, and is to run before");
	return NULL;
}

static bool
acting_print(struct acting *a, struct dunlin_buf *sql)
{
	const struct dn_trigger *trigger = a->of->trigger;
	struct dn_name table = { a->of->table->schema, a->of->table->name };
	const char *time = acting_time(a);
	char *name = dn_sqlite_row_trigger_name(
	    a->x->scratch, a->of->schema, a->of->table, trigger, a->of->event);

	if (time == NULL)
		return false;
	dunlin_buf_puts(sql, "CREATE TRIGGER ");
	dn_sqlite_identifier(sql, name);
	dunlin_buf_printf(sql, " %s %s", time, dn_sqlite_event_name(a->of->event));
	if (a->of->event == DN_RULE_UPDATE && trigger->ncolumns > 0) {
		dunlin_buf_puts(sql, " OF ");
		dn_sqlite_columns(sql, trigger->columns, trigger->ncolumns);
	}
	dunlin_buf_printf(sql, " ON %s", dn_sqlite_name(a->x->scratch, a->of->schema, &table));
	if (!acting_when(a, sql))
		return false;
	dunlin_buf_puts(sql, "\nBEGIN\n");
	for (size_t i = 0; i < a->program->ndeeds; i++)
		if (!acting_deed(a, sql, &a->program->deeds[i]))
			return false;
	dunlin_buf_puts(sql, "END");
	return true;
}

static void
acting_notices(struct dn_translation *t, const struct sqlite_acting *of)
{
	const struct dn_routine *routine = dn_schema_routine(of->schema, &of->trigger->function);

	dn_translation_notice(t, "trigger-by-row",
	    "triggers that write to other tables, such as '%s', run behind each row in SQLite, and "
	    "not when the statement is over: rows that they add may come in another order",
	    of->trigger->name);
	if (routine->notifies)
		dn_translation_notice(t, "trigger-notify",
		    "nobody listens to SQLite: pg_notify() in triggers such as '%s' is left out",
		    of->trigger->name);
}

bool
dn_sqlite_acting_trigger(struct dn_translation *t, const struct dn_table *table,
    const struct dn_trigger *trigger, enum dn_rewrite_event event, const struct dn_statement *from,
    struct dunlin_error *err)
{
	struct sqlite_acting of = { t->schema, table, trigger, event };
	struct sqlite_change *x = dn_sqlite_trigger_change(t, DN_CREATE_TRIGGER, from, err);
	struct acting a = { .x = x, .of = &of };
	struct dunlin_buf *sql = dn_buf_new(x->scratch);
	const char *why;
	bool ok;

	a.program = dn_sqlite_program(x->scratch, &of);
	why = dn_sqlite_acting_differs(x->scratch, &of, a.program);
	ok = why == NULL ? a.program->ndeeds == 0 || acting_print(&a, sql)
			 : dn_sqlite_cannot(err, from, from->span.start, "%s", why);
	if (ok)
		acting_notices(t, &of);
	if (ok && sql->len > 0)
		dn_translation_add(t, from, sql->s);
	dn_free(x->scratch);
	return ok;
}

static bool
acting_quietly(
    struct sqlite_change *x, const struct dn_table *table, const struct dn_trigger *trigger)
{
	struct dn_translation *t = dn_sqlite_quiet(x->scratch, x->t);
	bool ok = true;

	t->outputs = NULL;
	t->noutputs = 0;
	for (int event = DN_RULE_INSERT; ok && event <= DN_RULE_DELETE; event++)
		if (dn_sqlite_trigger_has(trigger, event))
			ok = dn_sqlite_acting_trigger(
			    t, table, trigger, (enum dn_rewrite_event) event, x->st, x->err);
	return ok;
}

bool
dn_sqlite_acting_are_said(struct sqlite_change *x, struct dn_table *const *tables, size_t n)
{
	struct dn_map *behind;

	if (!x->t->schema->acting)
		return true;
	behind = dn_sqlite_acting_behind(x, tables, n);
	dn_map_each (behind, e) {
		const struct dn_table *table = e->value;

		for (size_t i = 0; i < table->ntriggers; i++)
			if (dn_sqlite_is_acting(x->t->schema, table->triggers[i]) &&
			    !acting_quietly(x, table, table->triggers[i]))
				return false;
	}
	return true;
}

bool
dn_sqlite_is_acting(const struct dn_schema *schema, const struct dn_trigger *trigger)
{
	return !trigger->disabled && dn_trigger_acts(schema, trigger) &&
	       dn_schema_routine(schema, &trigger->function) != NULL;
}
