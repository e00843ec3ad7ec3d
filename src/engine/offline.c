/* offline.c - print a plan as a script */
#include "config.h"

#include <errno.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "engine/offline.h"
#include "plan/derive.h"

struct writer {
	const struct dn_offline *script;
	const struct dn_dialect *dialect;
	struct dunlin_buf *buf; /* what is not written yet */
	bool up;
};

static struct writer
script_open(const struct dn_offline *script)
{
	return (struct writer){
		.script = script,
		.dialect = script->store->dialect,
		.buf = dn_buf_new(NULL),
		.up = script->plan == NULL || script->plan->direction == DN_UP,
	};
}

static bool
script_flush(struct writer *s, struct dunlin_error *err)
{
	if (s->script->write != NULL &&
	    !s->script->write(s->script->payload, s->buf->s, s->buf->len))
		return dunlin_error_set(
		    err, DUNLIN_E_FILE, "cannot write the script: %s", strerror(errno));
	dn_buf_truncate(s->buf, 0);
	return true;
}

static void
script_statement(struct writer *s, const char *sql)
{
	dunlin_buf_puts(s->buf, sql);
	dunlin_buf_puts(s->buf, ";\n\n");
}

static void
script_list(struct writer *s, const char *const *list)
{
	for (; list != NULL && *list != NULL; list++)
		script_statement(s, *list);
}

/* Parameters have no place in a script: each $N is written as its value. */
static void
script_print(struct writer *s, const char *sql, const struct dunlin_value *params)
{
	size_t n;

	while (*sql != '\0') {
		if (*sql != '$' || sql[1] < '1' || sql[1] > '9') {
			dunlin_buf_put(s->buf, sql++, 1);
			continue;
		}
		for (n = 0, sql++; *sql >= '0' && *sql <= '9'; sql++)
			n = 10 * n + (size_t) (*sql - '0');
		s->dialect->value(s->buf, &params[n - 1]);
	}
}

/* The session's pinned state, as the engine sets it. */
static void
script_pin(struct writer *s)
{
	const char *sql = s->dialect->set_setting;

	if (sql == NULL || s->script->settings == NULL)
		return;
	dn_map_each (s->script->settings, e) {
		const struct dunlin_value params[] = { dn_text_value(e->key),
			dn_text_value(e->value) };

		script_print(s, sql, params);
		dunlin_buf_puts(s->buf, ";\n\n");
	}
}

/* A name in a comment loses its newlines. */
static void
script_comment(struct writer *s, const char *text)
{
	for (; *text != '\0'; text++)
		dunlin_buf_put(s->buf, *text == '\n' || *text == '\r' ? " " : text, 1);
}

static void
script_message(struct writer *s, const struct dn_revision *rev)
{
	if (rev->message[0] != '\0') {
		dunlin_buf_puts(s->buf, "-- ");
		script_comment(s, rev->message);
		dunlin_buf_puts(s->buf, "\n");
	}
	dunlin_buf_puts(s->buf, "\n");
}

static void
script_heading(struct writer *s, const struct dn_revision *rev)
{
	if (rev->kind != DN_REVISION) {
		dunlin_buf_printf(s->buf, "-- Running %s%s %s\n", s->up ? "" : "downgrade of ",
		    rev->kind == DN_HOOK ? "hook" : "repeatable", rev->id);
		script_message(s, rev);
		return;
	}
	dunlin_buf_printf(s->buf, "-- Running %s ", s->up ? "upgrade" : "downgrade");
	if (!s->up)
		dunlin_buf_printf(s->buf, "%s -> ", rev->id);
	for (size_t i = 0; i < rev->nparents; i++)
		dunlin_buf_printf(s->buf, "%s%s", i == 0 ? "" : ", ", rev->parents[i]->id);
	if (s->up)
		dunlin_buf_printf(s->buf, " -> %s", rev->id);
	dunlin_buf_puts(s->buf, "\n");
	script_message(s, rev);
}

/* What nobody wrote is shown as what it is. */
static void
script_derived(struct writer *s, const struct dn_derived *derived)
{
	if (derived == NULL)
		return;
	dunlin_buf_printf(s->buf, "-- Derived from its upgrade section: %s\n", derived->label);
	for (size_t i = 0; i < derived->nlosses; i++) {
		dunlin_buf_puts(s->buf, "-- lossy: ");
		script_comment(s, derived->losses[i]);
		dunlin_buf_puts(s->buf, "\n");
	}
	dunlin_buf_puts(s->buf, "\n");
}

static void
script_guard(struct writer *s, const char *id, int wanted)
{
	s->dialect->guard(s->buf, s->script->store->revision, id, wanted);
	dunlin_buf_puts(s->buf, ";\n\n");
}

static void
script_guards(struct writer *s, const struct dn_revision *rev)
{
	if (rev->kind == DN_HOOK)
		return;
	if (rev->kind == DN_REVISION || !s->up)
		script_guard(s, rev->id, s->up ? 0 : 1);
	for (size_t i = 0; s->up && i < rev->nparents; i++)
		script_guard(s, rev->parents[i]->id, 1);
}

static void
script_step(struct writer *s, const struct dn_output *out)
{
	if (out->each) {
		dunlin_buf_puts(s->buf, "-- ");
		script_comment(s, out->sql);
		dunlin_buf_puts(s->buf, "\n");
		s->dialect->script_each(s->buf, out);
		dunlin_buf_puts(s->buf, "\n");
		return;
	}
	if (out->batch != NULL && s->dialect->batches != NULL)
		s->dialect->batches(s->buf, out->sql, out->batch);
	else
		dunlin_buf_puts(s->buf, out->sql);
	dunlin_buf_puts(s->buf, out->copy_in ? ";\n" : ";\n\n");
	if (!out->copy_in)
		return;
	dunlin_buf_put(s->buf, out->from->source->text + out->copy_data.start,
	    out->copy_data.end - out->copy_data.start);
	dunlin_buf_puts(s->buf, "\\.\n\n");
}

static void
script_record(struct writer *s, const struct dn_revision *rev)
{
	void *scratch = dn_new_context(s->buf);
	struct dn_record record;

	dn_record_of(&record, scratch, rev);
	if (record.replaces)
		script_statement(s, dn_store_remove_sql(scratch, s->script->store, rev->id));
	script_statement(s, dn_store_add_sql(scratch, s->script->store, &record));
	dn_free(scratch);
}

static void
script_forget(struct writer *s, const struct dn_revision *rev)
{
	const struct dn_plan *plan = s->script->plan;
	void *scratch = dn_new_context(s->buf);

	if (plan != NULL && plan->repeats)
		script_statement(
		    s, dn_store_stale_repeated_sql(scratch, s->script->store, rev->id));
	for (size_t i = 0; i < rev->nreplaces; i++)
		script_statement(
		    s, dn_store_remove_sql(scratch, s->script->store, rev->replaces[i]));
	script_statement(s, dn_store_remove_sql(scratch, s->script->store, rev->id));
	dn_free(scratch);
}

/* Unless the whole run is one transaction, which is open already. */
static void
script_begin(struct writer *s, const struct dn_plan_revision *p)
{
	const struct dn_plan *plan = s->script->plan;

	if (plan->transaction == DN_TRANSACTION_RUN && p != plan->revisions[0])
		return;
	script_list(s, s->dialect->before_begin);
	script_statement(s, s->dialect->begin);
}

static void
script_commit(struct writer *s)
{
	if (s->dialect->script_check != NULL)
		script_statement(s, s->dialect->script_check);
	script_statement(s, s->dialect->commit);
}

static void
script_end(struct writer *s, const struct dn_plan_revision *p)
{
	const struct dn_plan *plan = s->script->plan;

	if (plan->transaction == DN_TRANSACTION_RUN && p != plan->revisions[plan->nrevisions - 1])
		return;
	script_commit(s);
	script_list(s, s->dialect->after_commit);
}

/* Who runs it step by step must see what is a transaction, and why it is not as it was written. */
static void
script_mark(struct writer *s, const struct dn_plan_revision *p, size_t i)
{
	const struct dn_step *step = p->steps[i];
	const struct dn_form *form = step->form;
	char *text;

	if (p->nsegments > 1 && (i == 0 || step->segment != p->steps[i - 1]->segment)) {
		dunlin_buf_printf(s->buf, "-- Part %zu of %zu, ", step->segment + 1, p->nsegments);
		if (step->output->batch != NULL)
			dunlin_buf_printf(s->buf,
			    "outside a transaction: each %u rows are one of their own\n\n",
			    step->output->batch->rows);
		else if (step->output->each)
			dunlin_buf_puts(
			    s->buf, "outside a transaction: for each partition that lacks it\n\n");
		else
			dunlin_buf_puts(s->buf, step->transactional ? "a transaction of its own\n\n"
								    : "outside a transaction\n\n");
	}
	if (form == NULL || (i > 0 && p->steps[i - 1]->form == form))
		return;
	if (form->used) {
		text = dn_statement_text(NULL, form->statement);
		dunlin_buf_puts(s->buf, "-- In place of ");
		script_comment(s, text);
		dunlin_buf_puts(s->buf, "\n");
		dn_free(text);
	}
	if (form->kept != NULL) {
		dunlin_buf_puts(s->buf, "-- No safer form: ");
		script_comment(s, form->kept);
		dunlin_buf_puts(s->buf, "\n");
	}
}

/* Open and close transactions where the segments do. */
static bool
script_revision(struct writer *s, const struct dn_plan_revision *p, struct dunlin_error *err)
{
	const struct dn_dialect *d = s->dialect;
	bool open = true;

	script_heading(s, p->revision);
	script_derived(s, p->derived);
	script_begin(s, p);
	script_guards(s, p->revision);
	for (size_t i = 0; i < p->nsteps; i++) {
		const struct dn_step *step = p->steps[i];

		if (open && (!step->transactional ||
				(i > 0 && step->segment != p->steps[i - 1]->segment))) {
			script_commit(s);
			open = false;
		}
		script_mark(s, p, i);
		if (!open && step->transactional) {
			script_statement(s, d->begin);
			open = true;
		}
		for (size_t k = 0; k < step->nbefore; k++)
			script_statement(s, step->before[k]);
		script_step(s, step->output);
		if (!script_flush(s, err))
			return false;
	}
	if (!open)
		script_statement(s, d->begin);
	if (p->sets_session) {
		script_list(s, d->reset);
		if (p->prepares && d->reset_prepared != NULL)
			script_statement(s, d->reset_prepared);
		script_list(s, d->session == d->reset ? NULL : d->session);
		script_pin(s);
	}
	if (s->up && p->revision->kind != DN_HOOK)
		script_record(s, p->revision);
	if (!s->up)
		script_forget(s, p->revision);
	script_end(s, p);
	return script_flush(s, err);
}

static void
script_tables(struct writer *s)
{
	char **ddl = dn_store_ddl(s->buf, s->script->store);

	script_statement(s, s->dialect->begin);
	for (size_t i = 0; ddl[i] != NULL; i++)
		script_statement(s, ddl[i]);
	script_statement(s, s->dialect->commit);
	dn_free(ddl);
}

/* What stands before all else. */
static void
script_start(struct writer *s)
{
	if (s->dialect->script_begin != NULL)
		dunlin_buf_puts(s->buf, s->dialect->script_begin);
	script_list(s, s->dialect->session);
	script_pin(s);
	if (s->script->create_tables)
		script_tables(s);
}

static bool
script_finish(struct writer *s, struct dunlin_error *err)
{
	if (s->dialect->script_end != NULL)
		dunlin_buf_puts(s->buf, s->dialect->script_end);
	return script_flush(s, err);
}

bool
dn_offline_write(const struct dn_offline *script, struct dunlin_error *err)
{
	struct writer s = script_open(script);
	bool ok = true;

	script_start(&s);
	for (size_t i = 0; ok && i < script->plan->nrevisions; i++)
		ok = script_revision(&s, script->plan->revisions[i], err);
	ok = ok && script_finish(&s, err);
	dn_free(s.buf);
	return ok;
}

bool
dn_offline_write_stamp(
    const struct dn_offline *script, const struct dn_offline_stamp *stamp, struct dunlin_error *err)
{
	struct writer s = script_open(script);
	bool ok = true;

	script_start(&s);
	dunlin_buf_puts(s.buf, "-- Running stamp_revision ");
	script_comment(&s, stamp->from);
	dunlin_buf_puts(s.buf, " -> ");
	script_comment(&s, stamp->to);
	dunlin_buf_puts(s.buf, "\n\n");
	script_statement(&s, s.dialect->begin);
	for (size_t i = 0; i < stamp->before.n; i++)
		script_guard(&s, stamp->before.items[i]->id, 1);
	for (size_t i = 0; i < stamp->gone.n; i++)
		script_forget(&s, stamp->gone.items[i]);
	for (size_t i = 0; ok && i < stamp->new.n; i++) {
		struct dn_revision *rev = stamp->new.items[i];

		ok = dn_revision_load(rev, err);
		if (!ok)
			break;
		script_guard(&s, rev->id, 0);
		script_record(&s, rev);
		ok = script_flush(&s, err);
	}
	script_statement(&s, s.dialect->commit);
	ok = ok && script_finish(&s, err);
	dn_free(s.buf);
	return ok;
}

bool
dn_offline_write_steps(const struct dn_offline *script, struct dunlin_error *err)
{
	const struct dn_plan *plan = script->plan;
	struct writer s = {
		.script = script,
		.dialect = plan->dialect,
		.buf = dn_buf_new(NULL),
	};
	bool ok = true;

	for (size_t i = 0; i < plan->nrevisions; i++)
		for (size_t j = 0; ok && j < plan->revisions[i]->nsteps; j++) {
			script_step(&s, plan->revisions[i]->steps[j]->output);
			ok = script_flush(&s, err);
		}
	dn_free(s.buf);
	return ok;
}
