/* check.c - what must be true of each row, as CHECK or by triggers
 *
 * A CHECK of SQLite's has no subquery and does not know what time it is, and it is true of all
 * rows. What needs one of these, or is NOT VALID, is asked by triggers, behind the row.
 */
#include "config.h"

#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "dialect/sqlite/expr/expr.h"
#include "dialect/sqlite/table/table.h"
#include "dialect/sqlite/table/trigger.h"

/* One that a table has by itself, or by the domain that is COLUMN's type. */
struct check {
	const struct dn_constraint *constraint;
	const struct dn_column *column; /* NULL: its own */
};

static bool
check_name_value(struct dn_expr *expr, void *payload)
{
	const char *column = payload;

	if (expr->kind == DN_EXPR_COLUMN)
		expr->name = column;
	return true;
}

/* VALUE is the column. */
static struct dn_expr *
check_expr(void *mem, const struct check *check)
{
	struct dn_expr *expr = dn_expr_copy(mem, check->constraint->check);

	if (check->column != NULL)
		dn_expr_each(expr, check_name_value, (void *) (uintptr_t) check->column->name);
	return expr;
}

/* Each column by its whole name, so that those of a subquery are others. */
static struct dn_map *
check_sources(const void *mem, const struct dn_table *table, const char *row)
{
	struct dn_map *sources = dn_map_new(mem);

	for (size_t i = 0; table != NULL && i < table->ncolumns; i++) {
		struct dunlin_buf *name = dn_buf_new(sources);

		dunlin_buf_printf(name, "%s.", row);
		dn_sqlite_identifier(name, table->columns[i]->name);
		dn_map_put(sources, table->columns[i]->name, name->s);
	}
	return sources;
}

/* The same with columns of ROW. */
static const char *
check_of_row(struct sqlite_print *p, const void *mem, const struct dn_expr *expr, const char *row)
{
	struct sqlite_print of = *p;

	of.buf = dn_buf_new(mem);
	of.err = NULL;
	of.sources = check_sources(mem, p->table, row);
	return dn_sqlite_either(&of, expr) == DN_WAY_NONE ? NULL : of.buf->s;
}

static const char *
check_relation(const struct sqlite_print *p, const void *mem)
{
	struct dn_name name = { p->table->schema, p->table->name };

	return dn_sqlite_name(mem, p->t->schema, &name);
}

/* Only triggers keep it; rows that are there are looked at all the same, unless it is NOT VALID. */
static void
check_behind(struct sqlite_print *p, const struct check *check, const struct dn_expr *expr)
{
	const char *text;

	dn_assess_part(p->t, DN_ENFORCED, NULL, NULL);
	if (p->facts == NULL || p->table == NULL || check->constraint->not_valid)
		return;
	text = check_of_row(p, p->facts, expr, check_relation(p, p->facts));
	if (text != NULL)
		dn_sqlite_condition_behind(
		    p, text, "%s of table '%s'", check->constraint->name, p->table->name);
}

static void
check_print(struct sqlite_print *p, const char *before, const struct check *check)
{
	void *scratch = dn_new_context(p->buf);
	struct dn_expr *expr = check_expr(scratch, check);
	struct sqlite_print one = *p;
	size_t start;
	enum sqlite_way way;

	one.buf = dn_buf_new(scratch);
	one.err = NULL;
	way = dn_sqlite_either(&one, expr);
	if (way == DN_WAY_PLAIN && !check->constraint->not_valid) {
		dunlin_buf_printf(p->buf, "%sCONSTRAINT ", before);
		dn_sqlite_identifier(p->buf, check->constraint->name);
		dunlin_buf_puts(p->buf, " CHECK (");
		start = p->buf->len;
		dunlin_buf_puts(p->buf, one.buf->s);
		dn_sqlite_condition(p, start, "%s of table '%s'", check->constraint->name,
		    p->table == NULL ? "" : p->table->name);
		dunlin_buf_puts(p->buf, ")");
	} else if (way == DN_WAY_NONE) {
		dn_translation_notice(p->t, "check-left-out",
		    "nothing on SQLite means the condition of constraint '%s' of table '%s', which "
		    "is left out",
		    check->constraint->name, p->table == NULL ? "" : p->table->name);
	} else {
		check_behind(p, check, expr);
	}
	dn_free(scratch);
}

void
dn_sqlite_check(struct sqlite_print *p, const char *before, const struct dn_constraint *check)
{
	check_print(p, before, &(struct check){ check, NULL });
}

void
dn_sqlite_domain_check(
    struct sqlite_print *p, const struct dn_column *column, const struct dn_constraint *check)
{
	check_print(p, "\n        ", &(struct check){ check, column });
}

bool
dn_sqlite_check_is_plain(struct dn_translation *t, const struct dn_constraint *check)
{
	void *scratch = dn_new_context(NULL);
	struct sqlite_print p = { .t = dn_sqlite_quiet(scratch, t), .buf = dn_buf_new(scratch) };
	bool plain = dn_sqlite_either(&p, check->check) == DN_WAY_PLAIN;

	dn_free(scratch);
	return plain;
}

struct check_plain {
	struct dn_translation *t;
	bool plain;
};

static void
check_domain_is_plain(
    const struct dn_column *column, const struct dn_constraint *check, void *payload)
{
	struct check_plain *all = payload;

	(void) column;
	all->plain = all->plain && dn_sqlite_check_is_plain(all->t, check);
}

bool
dn_sqlite_domain_is_plain(struct dn_translation *t, const struct dn_column *column)
{
	struct check_plain all = { t, true };

	dn_sqlite_each_domain_check(t->schema, column, check_domain_is_plain, &all);
	return all.plain;
}

/* -- triggers ------------------------------------------------------------------------------ */

struct check_run {
	struct sqlite_print print; /* quiet */
	void (*fn)(struct check_run *run, const struct check *check);
	sqlite_trigger_fn name_fn;
	void *payload;
	struct dn_translation *t;
	void *scratch;
};

static char *
check_name(const struct check_run *run, const struct check *check, bool insert)
{
	const struct dn_table *table = run->print.table;
	char *relation = dn_relation_name(run->scratch, run->t->schema, table->schema, table->name);

	return dn_sprintf(run->scratch, "%s_%s%s%s_dunlin_check_%s", relation,
	    check->column == NULL ? "" : check->column->name, check->column == NULL ? "" : "_",
	    check->constraint->name, insert ? "insert" : "update");
}

static void
check_event(struct dunlin_buf *sql, const struct check_run *run, const struct dn_expr *expr,
    bool insert, bool chance)
{
	const struct dn_table *table = run->print.table;
	const char **columns = NULL;
	size_t n = 0;

	for (size_t i = 0; i < table->ncolumns; i++)
		if (dn_expr_uses_column(expr, table->columns[i]->name))
			dn_push(run->scratch, columns, n, table->columns[i]->name);
	dunlin_buf_puts(sql, insert ? "INSERT" : "UPDATE");
	if (insert || chance || n == 0)
		return;
	dunlin_buf_puts(sql, " OF ");
	dn_sqlite_columns(sql, columns, n);
}

static void
check_trigger(struct check_run *run, const struct check *check)
{
	struct dn_expr *expr = check_expr(run->scratch, check);
	const char *text = check_of_row(&run->print, run->scratch, expr, "NEW");
	char *why =
	    dn_sprintf(run->scratch, "CHECK constraint failed: %s", check->constraint->name);
	bool chance =
	    text != NULL && (dn_sqlite_is_by_chance(text) || check->constraint->not_valid);

	for (int insert = 1; text != NULL && insert >= 0; insert--) {
		struct dunlin_buf *sql = dn_buf_new(run->scratch);

		dunlin_buf_puts(sql, "CREATE TRIGGER ");
		dn_sqlite_identifier(sql, check_name(run, check, insert != 0));
		dunlin_buf_puts(sql, " AFTER ");
		check_event(sql, run, expr, insert != 0, chance);
		dunlin_buf_printf(sql, " ON %s\n    WHEN NOT (%s)\nBEGIN\n    SELECT RAISE(ABORT, ",
		    check_relation(&run->print, run->scratch), text);
		dn_sqlite_literal(sql, why);
		dunlin_buf_puts(sql, ");\nEND");
		dn_translation_add(run->t, run->print.from, sql->s);
	}
}

static void
check_give_names(struct check_run *run, const struct check *check)
{
	run->name_fn(check_name(run, check, true), run->payload);
	run->name_fn(check_name(run, check, false), run->payload);
}

/* One that neither a CHECK is nor nothing at all: a CHECK would find old rows sooner or later. */
static void
check_one(struct check_run *run, const struct check *check)
{
	struct sqlite_print p = run->print;
	enum sqlite_way way;

	p.buf = dn_buf_new(run->scratch);
	way = dn_sqlite_either(&p, check_expr(p.buf, check));
	if (way == DN_WAY_CHANCE || way == DN_WAY_QUERY ||
	    (way == DN_WAY_PLAIN && check->constraint->not_valid))
		run->fn(run, check);
}

static void
check_one_domain(const struct dn_column *column, const struct dn_constraint *check, void *payload)
{
	check_one(payload, &(struct check){ check, column });
}

static void
check_each(struct check_run *run, struct dn_translation *t, const struct dn_table *table,
    const struct dn_statement *from)
{
	run->t = t;
	run->scratch = dn_new_context(NULL);
	run->print = (struct sqlite_print){
		.t = dn_sqlite_quiet(run->scratch, t), .table = table, .from = from
	};
	for (size_t i = 0; i < table->nconstraints; i++)
		if (table->constraints[i]->kind == DN_CHECK)
			check_one(run, &(struct check){ table->constraints[i], NULL });
	for (size_t i = 0; i < table->ncolumns; i++)
		dn_sqlite_each_domain_check(t->schema, table->columns[i], check_one_domain, run);
	dn_free(run->scratch);
}

void
dn_sqlite_check_triggers(
    struct dn_translation *t, const struct dn_table *table, const struct dn_statement *from)
{
	struct check_run run = { .fn = check_trigger };

	check_each(&run, t, table, from);
}

void
dn_sqlite_each_check_trigger(
    struct dn_translation *t, const struct dn_table *table, sqlite_trigger_fn fn, void *payload)
{
	struct check_run run = { .fn = check_give_names, .name_fn = fn, .payload = payload };

	check_each(&run, t, table, NULL);
}
