/* column.c - a new column, whose constraints come behind it */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "plan/online/former.h"
#include "sql/lex.h"

enum { COLUMN_CUTS = 32 };

/* The spans of a column's text that go elsewhere, in order. */
struct column_cuts {
	struct dn_span spans[COLUMN_CUTS];
	size_t n;
};

static void
column_cut(struct column_cuts *cuts, struct dn_span span)
{
	size_t i = cuts->n;

	if (cuts->n == COLUMN_CUTS)
		return;
	for (cuts->n++; i > 0 && cuts->spans[i - 1].start > span.start; i--)
		cuts->spans[i] = cuts->spans[i - 1];
	cuts->spans[i] = span;
}

static void
column_cut_constraints(struct column_cuts *cuts, const struct dn_change *change)
{
	for (size_t i = 0; i < change->nconstraints; i++)
		column_cut(cuts, change->constraints[i]->span);
}

/* Where the span is that AT is in, or AT. */
static size_t
column_behind(const struct column_cuts *cuts, size_t at)
{
	for (size_t i = 0; i < cuts->n; i++)
		if (cuts->spans[i].start <= at && at < cuts->spans[i].end)
			return cuts->spans[i].end;
	return at;
}

/* DEFAULT with its expression, and NOT NULL. */
static void
column_cut_default(
    const struct dn_former *f, struct column_cuts *cuts, const struct dn_change *change)
{
	const struct dn_source *src = f->st->source;
	struct dn_span value = change->column->default_expr->span;
	struct dn_lexer lexer = dn_lex(src, change->span);
	struct dn_token token, not = { 0 };

	while (dn_lex_word(&lexer, &token, NULL) && token.kind != DN_TOKEN_END) {
		size_t behind = column_behind(cuts, token.span.start);

		if (behind > token.span.start) {
			lexer.pos = behind;
			continue;
		}
		if (dn_token_is(src, &token, "default")) {
			column_cut(cuts, (struct dn_span){ token.span.start, value.end });
			lexer.pos = value.end;
		}
		if (dn_token_is(src, &token, "null") && not .span.end > 0)
			column_cut(cuts, (struct dn_span){ not .span.start, token.span.end });
		not = dn_token_is(src, &token, "not") ? token : (struct dn_token){ 0 };
	}
}

/* The column without that. */
static char *
column_text(
    const struct dn_former *f, const struct dn_change *change, const struct column_cuts *cuts)
{
	struct dunlin_buf *buf = dn_buf_new(f->mem);
	struct dn_span rest = change->span;

	for (size_t i = 0; i < cuts->n; i++) {
		dunlin_buf_puts(
		    buf, dn_former_text(f, (struct dn_span){ rest.start, cuts->spans[i].start }));
		rest.start = cuts->spans[i].end;
	}
	dunlin_buf_puts(buf, dn_former_text(f, rest));
	return dn_buf_steal(f->mem, buf);
}

static void
column_put(struct dn_former *f, const struct dn_change *change, const struct dn_constraint *con)
{
	struct dunlin_buf *buf = dn_buf_new(f->mem);

	if (con->kind == DN_PRIMARY_KEY || con->kind == DN_UNIQUE) {
		dn_recipe_put_key(f, &change->object, con, true);
		return;
	}
	if (con->kind == DN_FOREIGN_KEY)
		dunlin_buf_printf(
		    buf, "FOREIGN KEY (%s) ", dn_former_identifier(f, change->column->name));
	dn_recipe_put_later(f, con, buf->s);
}

static void
column_put_all(struct dn_former *f, const struct dn_change *change)
{
	for (size_t i = 0; i < change->nconstraints && !f->gives_up; i++)
		column_put(f, change, change->constraints[i]);
}

static bool
column_may_be_there(struct dn_former *f, const struct dn_change *change)
{
	if (change->if_not_exists)
		dn_former_give_up(f, "with IF NOT EXISTS it may be there already");
	return change->if_not_exists;
}

void
dn_recipe_add_column(struct dn_former *f, const struct dn_change *change)
{
	struct column_cuts cuts = { .n = 0 };

	if (column_may_be_there(f, change))
		return;
	column_cut_constraints(&cuts, change);
	dn_former_command(f, "%s", column_text(f, change, &cuts));
	column_put_all(f, change);
}

/* Every row gets the default as one that is inserted does: its column is empty until then. */
static void
column_fill(struct dn_former *f, const struct dn_change *change, const struct dn_batch *batch)
{
	const char *name = dn_former_identifier(f, change->column->name);

	dn_former_add(f, &f->after, false, "UPDATE %s SET %s = DEFAULT WHERE %s IS NULL",
	    batch->relation, name, name);
	f->after.items[f->after.n - 1].batch = batch;
}

void
dn_recipe_fill_column(struct dn_former *f, const struct dn_change *change)
{
	const struct dn_batch *batch = dn_former_batch(f, &change->object);
	struct column_cuts cuts = { .n = 0 };

	if (column_may_be_there(f, change))
		return;
	if (dn_schema_domain(f->schema, change->column->type) != NULL) {
		dn_former_give_up(
		    f, "a domain may have constraints, which every row is held against");
		return;
	}
	if (batch == NULL || f->schema->hooked || f->table->ntriggers > 0) {
		dn_former_give_up(f, batch == NULL
					 ? "it has no primary key along which rows could be filled"
					 : "filling its rows would run triggers");
		return;
	}
	column_cut_constraints(&cuts, change);
	column_cut_default(f, &cuts, change);
	dn_former_command(f, "%s", column_text(f, change, &cuts));
	dn_former_command(f, "ALTER COLUMN %s SET DEFAULT %s",
	    dn_former_identifier(f, change->column->name),
	    dn_former_text(f, change->column->default_expr->span));
	column_fill(f, change, batch);
	column_put_all(f, change);
	if (change->column->not_null)
		dn_push(f->mem, f->late, f->nlate, change->column->name);
}
