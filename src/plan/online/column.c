/* column.c - a new column, whose constraints come behind it */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "plan/online/former.h"
#include "schema/kin.h"
#include "schema/name.h"
#include "sql/text/lex.h"

enum { COLUMN_CUTS = 32 };

/* The spans of a column's text that go elsewhere, in order, and what stands there then. */
struct column_cuts {
	struct column_part {
		struct dn_span span;
		const char *with; /* or NULL */
	} items[COLUMN_CUTS];
	size_t n;
};

static void
column_cut(struct column_cuts *cuts, struct dn_span span, const char *with)
{
	size_t i = cuts->n;

	if (cuts->n == COLUMN_CUTS)
		return;
	for (cuts->n++; i > 0 && cuts->items[i - 1].span.start > span.start; i--)
		cuts->items[i] = cuts->items[i - 1];
	cuts->items[i] = (struct column_part){ span, with };
}

static void
column_cut_constraints(struct column_cuts *cuts, const struct dn_change *change)
{
	for (size_t i = 0; i < change->nconstraints; i++)
		column_cut(cuts, change->constraints[i]->span, NULL);
}

/* Where the span is that AT is in, or AT. */
static size_t
column_behind(const struct column_cuts *cuts, size_t at)
{
	for (size_t i = 0; i < cuts->n; i++)
		if (cuts->items[i].span.start <= at && at < cuts->items[i].span.end)
			return cuts->items[i].span.end;
	return at;
}

/* DEFAULT with its expression, NOT NULL, GENERATED ... AS IDENTITY, whose span is returned. */
static struct dn_span
column_cut_value(
    const struct dn_former *f, struct column_cuts *cuts, const struct dn_change *change)
{
	const struct dn_source *src = f->st->source;
	const struct dn_expr *value = change->column->default_expr;
	struct dn_lexer lexer = dn_lex(src, change->span);
	struct dn_token token, not = { 0 };
	struct dn_span identity = { 0, 0 };

	while (dn_lex_word(&lexer, &token, NULL) && token.kind != DN_TOKEN_END) {
		size_t behind = column_behind(cuts, token.span.start);

		if (behind > token.span.start) {
			lexer.pos = behind;
			continue;
		}
		if (value != NULL && dn_token_is(src, &token, "default")) {
			column_cut(
			    cuts, (struct dn_span){ token.span.start, value->span.end }, NULL);
			lexer.pos = value->span.end;
		}
		if (dn_token_is(src, &token, "null") && not .span.end > 0)
			column_cut(cuts, (struct dn_span){ not .span.start, token.span.end }, NULL);
		if (dn_token_is(src, &token, "generated"))
			identity.start = token.span.start;
		if (dn_token_is(src, &token, "identity"))
			identity.end = token.span.end;
		not = dn_token_is(src, &token, "not") ? token : (struct dn_token){ 0 };
	}
	if (identity.end > 0)
		column_cut(cuts, identity, NULL);
	return identity;
}

/* The blanks before what was cut go with it; a line break may be the end of a comment. */
static void
column_trim(struct dunlin_buf *buf)
{
	size_t len = buf->len;

	while (len > 0 && (buf->s[len - 1] == ' ' || buf->s[len - 1] == '\t'))
		len--;
	dn_buf_truncate(buf, len);
}

/* The column without that. */
static char *
column_text(
    const struct dn_former *f, const struct dn_change *change, const struct column_cuts *cuts)
{
	struct dunlin_buf *buf = dn_buf_new(f->mem);
	struct dn_span rest = change->span;

	for (size_t i = 0; i < cuts->n; i++) {
		const struct column_part *cut = &cuts->items[i];

		dunlin_buf_puts(
		    buf, dn_former_text(f, (struct dn_span){ rest.start, cut->span.start }));
		if (cut->with != NULL)
			dunlin_buf_puts(buf, cut->with);
		else
			column_trim(buf);
		rest.start = cut->span.end;
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

/* As serial says it. */
static const char *
column_number_type(const struct dn_column *column)
{
	switch ((int) column->type->kind) {
	case DN_TYPE_SMALLINT: return "smallint";
	case DN_TYPE_BIGINT: return "bigint";
	default: return "integer";
	}
}

/* "serial" is a word for more than a type. */
static void
column_cut_serial(
    const struct dn_former *f, struct column_cuts *cuts, const struct dn_change *change)
{
	struct dn_lexer lexer = dn_lex(f->st->source, change->column->span);
	struct dn_token token;

	if (dn_lex_word(&lexer, &token, NULL) && dn_lex_word(&lexer, &token, NULL))
		column_cut(cuts, token.span, column_number_type(change->column));
}

static char *
column_sequence(const struct dn_former *f, const char *name)
{
	const struct dn_name sequence = { f->table->schema, name };

	return dn_former_relation(f, &sequence);
}

static char *
column_literal(const struct dn_former *f, const char *text)
{
	struct dunlin_buf *buf = dn_buf_new(f->mem);

	f->dialect->literal(buf, text);
	return dn_buf_steal(f->mem, buf);
}

/*
 * Rows are numbered from a sequence.  That of a serial column stays; an identity, which is added
 * when every row has its number, goes on from there.
 */
static void
column_number(struct dn_former *f, const struct dn_change *change, const struct dn_span *identity)
{
	const char *column = change->column->name, *name = dn_former_identifier(f, column);
	const char *own =
	    column_sequence(f, dn_name_relation(f->mem, f->schema, f->table, column, "seq", false));
	bool serial = change->column->identity == DN_IDENTITY_SERIAL;
	const char *sequence =
	    serial ? own
		   : column_sequence(f, dn_former_helping_relation(f, "_dn_sq",
					    dn_sprintf(f->mem, "%s_%s", f->table->name, column)));

	dn_former_add(f, &f->with, false, "CREATE SEQUENCE %s AS %s%s", sequence,
	    column_number_type(change->column),
	    serial ? dn_sprintf(
			 f->mem, " OWNED BY %s.%s", dn_former_relation(f, &change->object), name)
		   : "");
	dn_former_alter(f, &f->with, false,
	    "ALTER COLUMN %s SET DEFAULT nextval(%s::pg_catalog.regclass)", name,
	    column_literal(f, sequence));
	if (serial)
		return;
	dn_former_alter(f, &f->last, false, "ALTER COLUMN %s DROP DEFAULT", name);
	dn_former_alter(
	    f, &f->last, false, "ALTER COLUMN %s ADD %s", name, dn_former_text(f, *identity));
	dn_former_add(f, &f->last, false,
	    "SELECT pg_catalog.setval(%s, last_value, is_called) FROM %s", column_literal(f, own),
	    sequence);
	f->last.items[f->last.n - 1].prepared = "one number";
	dn_former_add(f, &f->last, false, "DROP SEQUENCE %s", sequence);
}

/* Then what rows are filled with later would be another value, or none. */
static bool
column_changes_again(const struct dn_former *f, const struct dn_change *change)
{
	for (size_t i = 0; i < f->st->nchanges; i++) {
		const struct dn_change *other = f->st->changes[i];

		if (other != change && other->column_name != NULL &&
		    strcmp(other->column_name, change->column->name) == 0)
			return true;
	}
	return false;
}

static bool
column_is_unvalidated(const struct dn_constraint *con)
{
	return con->kind == DN_CHECK && con->not_valid;
}

static bool column_meets_unvalidated(const struct dn_former *f, const struct dn_table *table);

/* What inherits from the table is filled, too. */
static bool
column_heirs_meet_unvalidated(const struct dn_former *f, const struct dn_table *table)
{
	for (size_t i = 0; i < table->npartitions; i++)
		if (column_meets_unvalidated(f, table->partitions[i]))
			return true;
	for (size_t i = 0; i < f->schema->nkin; i++)
		if (f->schema->kin[i].kinship == DN_KIN_HEIR &&
		    strcmp(f->schema->kin[i].of, table->key) == 0 &&
		    column_meets_unvalidated(
			f, dn_map_get(f->schema->tables, f->schema->kin[i].table)))
			return true;
	return false;
}

/* Has it a CHECK that older rows were never held against, and would be when they are filled? */
static bool
column_meets_unvalidated(const struct dn_former *f, const struct dn_table *table)
{
	for (size_t i = 0; table != NULL && i < table->nconstraints; i++)
		if (column_is_unvalidated(table->constraints[i]))
			return true;
	return table != NULL && column_heirs_meet_unvalidated(f, table);
}

static bool
column_comes_with_unvalidated(const struct dn_former *f)
{
	for (size_t i = 0; i < f->st->nchanges; i++)
		if (f->st->changes[i]->kind == DN_ADD_CONSTRAINT &&
		    column_is_unvalidated(f->st->changes[i]->constraint))
			return true;
	return false;
}

/* Why its rows cannot be filled later; NULL: they can. */
static const char *
column_obstacle(
    const struct dn_former *f, const struct dn_change *change, const struct dn_batch *batch)
{
	const struct dn_column *column = change->column;

	if (dn_schema_domain(f->schema, column->type) != NULL)
		return "a domain may have constraints, which every row is held against";
	if (f->table->unknown)
		return dn_former_no_table;
	if (column_changes_again(f, change))
		return "another command of the statement changes it again";
	if (batch == NULL)
		return "it has no primary key along which rows could be filled";
	if (f->schema->hooked || f->table->ntriggers > 0)
		return "filling its rows would run triggers";
	if (column_meets_unvalidated(f, f->table) || column_comes_with_unvalidated(f))
		return "filling its rows would hold them against a CHECK that is NOT VALID";
	if (column->identity != DN_IDENTITY_NONE && column->more)
		return "its numbers have options of their own";
	if (column->identity != DN_IDENTITY_NONE && f->schema->unsure != NULL)
		return "the name that the server gives its sequence is not sure";
	return NULL;
}

void
dn_recipe_fill_column(struct dn_former *f, const struct dn_change *change)
{
	const struct dn_batch *batch = dn_former_batch(f, &change->object, NULL);
	const struct dn_column *column = change->column;
	const char *why = column_obstacle(f, change, batch);
	struct column_cuts cuts = { .n = 0 };
	struct dn_span identity;

	if (column_may_be_there(f, change))
		return;
	if (why != NULL) {
		dn_former_give_up(f, why);
		return;
	}
	column_cut_constraints(&cuts, change);
	identity = column_cut_value(f, &cuts, change);
	if (column->identity == DN_IDENTITY_SERIAL)
		column_cut_serial(f, &cuts, change);
	dn_former_command(f, "%s", column_text(f, change, &cuts));
	if (column->default_expr != NULL)
		dn_former_command(f, "ALTER COLUMN %s SET DEFAULT %s",
		    dn_former_identifier(f, column->name),
		    dn_former_text(f, column->default_expr->span));
	else
		column_number(f, change, &identity);
	column_fill(f, change, batch);
	column_put_all(f, change);
	if (column->not_null)
		dn_push(f->mem, f->late, f->nlate, column->name);
}
