/* former.c - write the statements of a form */
#include "config.h"

#include <stdarg.h>
#include <string.h>

#include "base/mem.h"
#include "plan/online/former.h"
#include "schema/name.h"
#include "sql/text/lex.h"

const char dn_former_no_table[] = "the history does not know the table well enough";
const char dn_former_no_name[] = "the name that the server would make up is not sure: give it one";
const char dn_former_no_options[] = "its index has options that it would lose";
const char dn_former_no_more[] = "it does several things at once";
const char dn_former_each_has_it[] = "its partitions have it already";

void
dn_former_give_up(struct dn_former *f, const char *why)
{
	if (!f->gives_up)
		f->kept = why;
	f->gives_up = true;
}

static void former_push(struct dn_former *f, struct dn_form_list *list, bool apart,
    const char *head, const char *fmt, va_list ap) DUNLIN_PRINTF(5, 0);

static void
former_push(struct dn_former *f, struct dn_form_list *list, bool apart, const char *head,
    const char *fmt, va_list ap)
{
	struct dunlin_buf *buf = dn_buf_new(f->mem);
	struct dn_form_text text = { .apart = apart };

	dunlin_buf_puts(buf, head);
	dn_buf_vprintf(buf, fmt, ap);
	text.sql = dn_buf_steal(f->mem, buf);
	dn_push(f->mem, list->items, list->n, text);
	f->replaces = true;
}

void
dn_former_add(struct dn_former *f, struct dn_form_list *list, bool apart, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	former_push(f, list, apart, "", fmt, ap);
	va_end(ap);
}

void
dn_former_alter(struct dn_former *f, struct dn_form_list *list, bool apart, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	former_push(f, list, apart, f->head, fmt, ap);
	va_end(ap);
}

void
dn_former_command(struct dn_former *f, const char *fmt, ...)
{
	va_list ap;

	if (f->commands->len > 0)
		dunlin_buf_puts(f->commands, ", ");
	va_start(ap, fmt);
	dn_buf_vprintf(f->commands, fmt, ap);
	va_end(ap);
}

void
dn_former_each(struct dn_form_list *list)
{
	list->items[list->n - 1].each = true;
}

char *
dn_former_text(const struct dn_former *f, struct dn_span span)
{
	return dn_strndup(f->mem, f->st->source->text + span.start, span.end - span.start);
}

char *
dn_former_relation(const struct dn_former *f, const struct dn_name *name)
{
	struct dunlin_buf *buf = dn_buf_new(f->mem);

	f->dialect->relation(buf, name);
	return dn_buf_steal(f->mem, buf);
}

char *
dn_former_identifier(const struct dn_former *f, const char *name)
{
	const struct dn_name bare = { NULL, name };

	return dn_former_relation(f, &bare);
}

char *
dn_former_columns(const struct dn_former *f, const char *const *names, size_t n)
{
	struct dunlin_buf *buf = dn_buf_new(f->mem);

	for (size_t i = 0; i < n; i++) {
		dunlin_buf_puts(buf, i == 0 ? "" : ", ");
		f->dialect->identifier(buf, names[i]);
	}
	return dn_buf_steal(f->mem, buf);
}

/* Is it seen through, so that the columns which it mentions are known? */
static bool
former_is_plain(struct dn_expr *expr, void *payload)
{
	(void) payload;
	return expr->kind != DN_EXPR_OPAQUE && expr->kind != DN_EXPR_SUBQUERY;
}

/*
 * A number makes the name differ from one that is taken: is it sure that it stays taken, and that
 * no other constraint of the statement takes this?
 */
static bool
former_is_sure(const struct dn_former *f, const char *name)
{
	char last = name[strlen(name) - 1];

	for (size_t i = 0; i < f->nnames; i++)
		if (strcmp(f->names[i], name) == 0)
			return false;
	if (last < '0' || last > '9')
		return true;
	for (size_t i = 0; i < f->st->nchanges; i++)
		if (f->st->changes[i]->kind == DN_DROP_CONSTRAINT ||
		    f->st->changes[i]->kind == DN_DROP_COLUMN)
			return false;
	return true;
}

const char *
dn_former_name(struct dn_former *f, const struct dn_constraint *con)
{
	const char *name = con->name;

	if (name != NULL)
		return name;
	if (f->schema->unsure != NULL || f->table->unknown ||
	    (con->check != NULL && !dn_expr_each(con->check, former_is_plain, NULL)))
		return NULL;
	name = dn_name_constraint(f->mem, f->schema, f->table, con);
	if (!former_is_sure(f, name))
		return NULL;
	dn_push(f->mem, f->names, f->nnames, name);
	return name;
}

/* The Nth try. */
static char *
former_helper(const struct dn_former *f, const char *prefix, const char *name, unsigned n)
{
	return dn_name_make(f->mem, prefix, name, n == 0 ? NULL : dn_sprintf(f->mem, "%u", n));
}

char *
dn_former_helping_constraint(
    const struct dn_former *f, const struct dn_table *table, const char *prefix, const char *name)
{
	char *helper = former_helper(f, prefix, name, 0);

	for (unsigned n = 1; dn_table_constraint(table, helper) != NULL; n++)
		helper = former_helper(f, prefix, name, n);
	return helper;
}

char *
dn_former_helping_relation(const struct dn_former *f, const char *prefix, const char *name)
{
	char *helper = former_helper(f, prefix, name, 0);

	for (unsigned n = 1; dn_schema_has_relation(f->schema, f->table->schema, helper); n++)
		helper = former_helper(f, prefix, name, n);
	return helper;
}

char *
dn_former_body(const struct dn_former *f, const struct dn_constraint *con)
{
	struct dn_lexer lexer = dn_lex(f->st->source, con->span);
	struct dn_token token;
	struct dn_span span = con->span;

	if (dn_lex_word(&lexer, &token, NULL) && dn_token_is(f->st->source, &token, "constraint") &&
	    dn_lex_word(&lexer, &token, NULL) && dn_lex_word(&lexer, &token, NULL))
		span.start = token.span.start;
	return dn_former_text(f, span);
}

bool
dn_former_is_only(const struct dn_former *f)
{
	for (size_t i = 0; i < f->st->nmentions; i++)
		if (f->st->mentions[i].use == DN_USE_NAMED && f->st->mentions[i].only)
			return true;
	return false;
}

static bool
former_has(const struct dn_former *f, const char *column, enum dn_change_kind kind)
{
	for (size_t i = 0; i < f->st->nchanges; i++) {
		const struct dn_change *change = f->st->changes[i];

		if (change->kind == kind && change->column_name != NULL &&
		    strcmp(change->column_name, column) == 0)
			return true;
	}
	return false;
}

bool
dn_former_makes_column(const struct dn_former *f, const char *column)
{
	return former_has(f, column, DN_ADD_COLUMN);
}

bool
dn_former_changes_column(const struct dn_former *f, const char *column)
{
	return former_has(f, column, DN_ADD_COLUMN) || former_has(f, column, DN_DROP_COLUMN) ||
	       former_has(f, column, DN_SET_TYPE);
}
