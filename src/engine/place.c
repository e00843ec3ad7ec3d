/* place.c - where in the author's files it belongs what the database says */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "engine/place.h"
#include "engine/tell/progress.h"
#include "plan/classify.h"

/* What it does to other objects, a partitioned table, a procedure, only the server knew. */
static void
place_hint_outside(const struct dn_runner *r, const struct dn_step *step, struct dunlin_error *err)
{
	const char *const *state = r->plan->dialect->outside_sqlstates;

	for (; step->transactional && state != NULL && *state != NULL; state++)
		if (strcmp(err->sqlstate, *state) == 0)
			dunlin_error_set_hint(err,
			    "It cannot be in a transaction: give it a revision of its own, with "
			    "`-- dunlin: transaction off` before the statement.");
}

/* It is of the kind that was said, but not with this table. */
static void
place_hint_how(const struct dn_output *out, struct dunlin_error *err)
{
	if (out->how != NULL && strcmp(err->sqlstate, "0A000") == 0)
		dunlin_error_set_hint(err,
		    "Something of this table, which the history need not know, is in the way of "
		    "that: with `-- dunlin: online off` before the statement the server does it as "
		    "it can.");
}

/* What the statement fails with has that text in it. */
static bool
place_is_assertion(const struct dn_output *out, const struct dunlin_error *err)
{
	return out->asserts != NULL && err->message != NULL &&
	       strstr(err->message, DN_ASSERTION) != NULL;
}

static void
place_explain_assertion(const struct dn_output *out, struct dunlin_error *err)
{
	dunlin_error_clear(err);
	dn_error_in(
	    err, DUNLIN_E_FAILED, out->from->source, out->from->span.start, "%s", out->asserts);
	dunlin_error_set_hint(err,
	    "The query gave false, NULL or no row; correct the rows or the query, and run the same "
	    "command again.");
}

static void
place_explain_step(void *payload, const void *what, struct dunlin_error *err)
{
	const struct dn_runner *r = payload;
	const struct dn_output *out = ((const struct dn_step *) what)->output;
	size_t offset;

	if (place_is_assertion(out, err)) {
		place_explain_assertion(out, err);
		return;
	}
	place_hint_outside(r, what, err);
	place_hint_how(out, err);
	if (out->from != NULL) {
		offset = out->from->span.start;
		if (out->verbatim && err->has_offset)
			offset += err->offset;
		dn_error_at(err, out->from->source, offset);
	}
	if (!out->verbatim && err->code != DUNLIN_E_CANCELED)
		dunlin_error_prefix(err, "%s: ",
		    out->asserts != NULL ? "in an assertion"
		    : out->safer != NULL ? "in its safer form"
					 : r->plan->dialect->name);
}

static void
place_said(void *payload, const void *what, enum dunlin_level level, const char *message)
{
	struct dn_runner *r = payload;
	const struct dn_step *step = what;

	dn_skipped_note(r, step);
	dn_progress_said(r->session->options.progress, step, level, message);
}

struct dn_explain
dn_place_step(struct dn_runner *r, const struct dn_step *step)
{
	return (struct dn_explain){
		.fn = place_explain_step,
		.said = place_said,
		.payload = r,
		.what = step,
	};
}

/* Where the message names the table; NULL: it does not. */
static const char *
place_name(const struct dunlin_error *err, const char *name)
{
	size_t len = strlen(name);

	for (const char *at = err->message; len > 0 && (at = strstr(at, name)) != NULL; at += len)
		if ((at == err->message || strchr(" \"'", at[-1]) != NULL) &&
		    strchr(" \"'", at[len]) != NULL)
			return at;
	return NULL;
}

/* The table that is named first is that of the row; a new row of another one breaks nothing. */
static bool
place_breaks(const struct dn_change *change, const struct dunlin_error *err)
{
	const char *at, *first = strpbrk(err->message, "\"'");

	if (change->object.name == NULL)
		return true;
	at = place_name(err, change->object.name);
	return at != NULL && ((change->kind == DN_DATA && strcmp(change->name, "insert") != 0) ||
				 first == NULL || first + 1 == at);
}

/* May what failed at the end be due to this one?  It writes rows, NAMED those of such a table. */
static bool
place_may_be(const struct dn_step *step, const struct dunlin_error *err, bool named)
{
	const struct dn_statement *st = step->output->from;
	bool any = step->effect == NULL || step->effect->lock == DN_LOCK_UNKNOWN;

	for (size_t i = 0; st != NULL && i < st->nchanges; i++) {
		const struct dn_change *change = st->changes[i];
		bool writes = change->kind == DN_COPY ||
			      (change->kind == DN_CHANGE_OPAQUE && any) ||
			      (change->kind == DN_DATA && strcmp(change->name, "select") != 0);

		if (writes && (!named || place_breaks(change, err)))
			return true;
	}
	return false;
}

/* Is STEP in the transaction that LAST is the last of? */
static bool
place_shares(const struct dn_runner *r, const struct dn_plan_revision *p,
    const struct dn_step *step, const struct dn_step *last)
{
	if (r->plan->transaction == DN_TRANSACTION_RUN)
		return true;
	for (size_t i = 0; i < p->nsteps; i++)
		if (p->steps[i] == last)
			return step->segment == last->segment;
	return false;
}

/* The statement that it must be due to, or NULL; N counts those that it may be due to. */
static const struct dn_statement *
place_culprit(const struct dn_runner *r, const struct dn_step *last, const struct dunlin_error *err,
    bool named, size_t *n)
{
	const struct dn_statement *one = NULL;

	*n = 0;
	for (size_t i = 0; i < r->plan->nrevisions; i++) {
		const struct dn_plan_revision *p = r->plan->revisions[i];

		for (size_t k = 0; k < p->nsteps; k++) {
			const struct dn_statement *from = p->steps[k]->output->from;

			if (from == one || !place_shares(r, p, p->steps[k], last) ||
			    !place_may_be(p->steps[k], err, named))
				continue;
			one = from;
			++*n;
		}
	}
	return *n == 1 ? one : NULL;
}

/* What stands for the revision of STEP: its first statement. */
static const struct dn_statement *
place_first(const struct dn_runner *r, const struct dn_step *step)
{
	for (size_t i = 0; i < r->plan->nrevisions; i++)
		for (size_t k = 0; k < r->plan->revisions[i]->nsteps; k++)
			if (r->plan->revisions[i]->steps[k] == step)
				return r->plan->revisions[i]->steps[0]->output->from;
	return NULL;
}

static void
place_explain_commit(void *payload, const void *what, struct dunlin_error *err)
{
	const struct dn_runner *r = payload;
	const struct dn_step *last = what;
	const struct dn_statement *from;
	size_t n;

	if (last == NULL || (err->code != DUNLIN_E_CONSTRAINT && err->code != DUNLIN_E_SQL))
		return;
	from = place_culprit(r, last, err, true, &n);
	if (n == 0)
		from = place_culprit(r, last, err, false, &n);
	if (n != 1)
		dunlin_error_set_hint(err,
		    "It was tested when all statements had run, so nothing tells which one it is "
		    "due to; on PostgreSQL, `SET CONSTRAINTS ALL IMMEDIATE;` before them does.");
	if (n != 1 && r->plan->transaction != DN_TRANSACTION_RUN)
		from = place_first(r, last);
	dunlin_error_prefix(err, "at the end of its transaction: ");
	if (from != NULL)
		dn_error_at(err, from->source, from->span.start);
}

struct dn_explain
dn_place_commit(struct dn_runner *r, const struct dn_step *step)
{
	return (struct dn_explain){
		.fn = place_explain_commit,
		.said = step == NULL ? NULL : place_said,
		.payload = r,
		.what = step,
	};
}
