/* assert.c - what a file says must be so where it stands */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "plan/planner.h"
#include "sql/text/mask.h"

static bool
assert_is_in(const struct dn_directive *directive, const struct dn_piece *piece)
{
	return directive->kind == DN_DIRECTIVE_ASSERT &&
	       directive->span.start >= piece->span.start &&
	       directive->span.start < piece->span.end;
}

bool
dn_planner_has_asserts(const struct dn_section *section, const struct dn_piece *piece)
{
	for (size_t i = 0; i < section->ndirectives; i++)
		if (assert_is_in(&section->directives[i], piece))
			return true;
	return false;
}

/* The one SELECT that it is, or NULL. */
static struct dn_statement *
assert_parse(struct planner *p, const struct dn_directive *directive, struct dunlin_error *err)
{
	struct dn_statements *list = dn_sql_parse(p->scratch, p->source, directive->what, err);
	const struct dn_change *change;

	if (list == NULL)
		return NULL;
	change = list->n == 1 && list->items[0]->nchanges == 1 ? list->items[0]->changes[0] : NULL;
	if (change != NULL && change->kind == DN_DATA && strcmp(change->name, "select") == 0)
		return list->items[0];
	dn_error_in(err, DUNLIN_E_HISTORY, p->source, directive->what.start,
	    "directive 'assert': it needs one query");
	dunlin_error_set_hint(err, "Write `-- dunlin: assert SELECT ...`, which gives true.");
	return NULL;
}

/* OUT is the query: now it fails unless that gives true. */
static void
assert_wrap(struct planner *p, struct dn_output *out)
{
	const struct dn_statement *st = out->from;
	struct dunlin_buf *buf = dn_buf_new(p->scratch);
	char *text = dn_sql_mask(
	    buf, st->source->text + st->span.start, st->span.end - st->span.start, NULL);

	out->asserts = dn_sprintf(p->target, DN_ASSERTION ": %s", text);
	out->verbatim = false;
	p->options->dialect->assertion(buf, out->sql, out->asserts);
	out->sql = dn_buf_steal(p->target, buf);
}

/* In a block in the dialect's own words, the query is, too. */
static struct dn_output *
assert_native(struct planner *p, const struct dn_directive *directive)
{
	struct dn_statement *st = dn_new(p->scratch, struct dn_statement);

	st->source = p->source;
	st->span = directive->what;
	st->what = "SELECT";
	return dn_translation_add_verbatim(p->translation, st);
}

static bool
assert_one(struct planner *p, const struct dn_directive *directive, struct dunlin_error *err)
{
	const struct dn_dialect *dialect = p->options->dialect;
	struct dn_translation *t = p->translation;
	struct dn_statement *st;
	bool ok;

	p->form = NULL;
	if (p->piece->only != NULL && dialect->split != NULL) {
		assert_wrap(p, assert_native(p, directive));
		dn_planner_take_outputs(p);
		return true;
	}
	st = assert_parse(p, directive, err);
	if (st == NULL)
		return false;
	dn_planner_look(p, st);
	dn_prechecks_look(p->prechecks, t->schema, st, false);
	dn_assess_begin(t, st);
	t->asks = true;
	ok = dialect->statement(t, st, err);
	t->asks = false;
	if (!ok)
		return false;
	/* What waited for it comes before it; where it was left out, there is none. */
	if (t->noutputs > 0 && t->outputs[t->noutputs - 1]->from == st)
		assert_wrap(p, t->outputs[t->noutputs - 1]);
	dn_planner_take_outputs(p);
	p->target->sets_session = true;
	return true;
}

bool
dn_planner_asserts(struct planner *p, size_t end, struct dunlin_error *err)
{
	const struct dn_section *section = p->section;

	for (; p->next_assert < section->ndirectives &&
	       section->directives[p->next_assert].span.start < end;
	     p->next_assert++)
		if (assert_is_in(&section->directives[p->next_assert], p->piece) &&
		    !assert_one(p, &section->directives[p->next_assert], err))
			return false;
	return true;
}
