/* offline.c - print a plan as a script */
#include "config.h"

#include "base/buf.h"
#include "base/mem.h"
#include "engine/script/writer.h"

static void
script_guard(struct dn_writer *s, const char *id, int wanted)
{
	s->dialect->guard(s->buf, s->script->store->revision, id, wanted);
	dunlin_buf_puts(s->buf, ";\n\n");
}

static void
script_guards(struct dn_writer *s, const struct dn_revision *rev)
{
	if (rev->kind == DN_HOOK)
		return;
	if (rev->kind == DN_REVISION || !s->up)
		script_guard(s, rev->id, s->up ? 0 : 1);
	for (size_t i = 0; s->up && i < rev->nparents; i++)
		script_guard(s, rev->parents[i]->id, 1);
}

static void
script_step(struct dn_writer *s, const struct dn_output *out)
{
	if (out->each) {
		dunlin_buf_puts(s->buf, "-- ");
		dn_writer_comment(s, out->sql);
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
script_record(struct dn_writer *s, const struct dn_revision *rev)
{
	void *scratch = dn_new_context(s->buf);
	struct dn_record record;

	dn_record_of(&record, scratch, rev);
	if (record.replaces)
		dn_writer_statement(s, dn_store_remove_sql(scratch, s->script->store, rev->id));
	dn_writer_statement(s, dn_store_add_sql(scratch, s->script->store, &record));
	dn_free(scratch);
}

static void
script_forget(struct dn_writer *s, const struct dn_revision *rev)
{
	const struct dn_plan *plan = s->script->plan;
	void *scratch = dn_new_context(s->buf);

	if (plan != NULL && plan->repeats)
		dn_writer_statement(
		    s, dn_store_stale_repeated_sql(scratch, s->script->store, rev->id));
	for (size_t i = 0; i < rev->nreplaces; i++)
		dn_writer_statement(
		    s, dn_store_remove_sql(scratch, s->script->store, rev->replaces[i]));
	dn_writer_statement(s, dn_store_remove_sql(scratch, s->script->store, rev->id));
	dn_free(scratch);
}

/* Unless the whole run is one transaction, which is open already. */
static void
script_begin(struct dn_writer *s, const struct dn_plan_revision *p)
{
	const struct dn_plan *plan = s->script->plan;

	if (plan->transaction == DN_TRANSACTION_RUN && p != plan->revisions[0])
		return;
	dn_writer_list(s, s->dialect->before_begin);
	dn_writer_statement(s, s->dialect->begin);
	if (s->dialect->dangling != NULL)
		dn_writer_list(s, s->dialect->dangling->note);
}

static void
script_commit(struct dn_writer *s)
{
	if (s->dialect->script_check != NULL)
		dn_writer_statement(s, s->dialect->script_check);
	dn_writer_statement(s, s->dialect->commit);
}

static void
script_end(struct dn_writer *s, const struct dn_plan_revision *p)
{
	const struct dn_plan *plan = s->script->plan;

	if (plan->transaction == DN_TRANSACTION_RUN && p != plan->revisions[plan->nrevisions - 1])
		return;
	script_commit(s);
	dn_writer_list(s, s->dialect->after_commit);
}

/* Who runs it step by step must see what is a transaction, and why it is not as it was written. */
static void
script_mark(struct dn_writer *s, const struct dn_plan_revision *p, size_t i)
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
		dn_writer_comment(s, text);
		dunlin_buf_puts(s->buf, "\n");
		dn_free(text);
	}
	if (form->kept != NULL) {
		dunlin_buf_puts(s->buf, "-- No safer form: ");
		dn_writer_comment(s, form->kept);
		dunlin_buf_puts(s->buf, "\n");
	}
}

/* Open and close transactions where the segments do. */
static bool
script_revision(struct dn_writer *s, const struct dn_plan_revision *p, struct dunlin_error *err)
{
	const struct dn_dialect *d = s->dialect;
	bool open = true;

	dn_writer_heading(s, p->revision);
	dn_writer_derived(s, p->derived);
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
			dn_writer_statement(s, d->begin);
			open = true;
		}
		for (size_t k = 0; k < step->nbefore; k++)
			dn_writer_statement(s, step->before[k]);
		script_step(s, step->output);
		if (!dn_writer_flush(s, err))
			return false;
	}
	if (!open)
		dn_writer_statement(s, d->begin);
	if (p->sets_session) {
		dn_writer_list(s, d->reset);
		if (p->prepares && d->reset_prepared != NULL)
			dn_writer_statement(s, d->reset_prepared);
		dn_writer_list(s, d->session == d->reset ? NULL : d->session);
		dn_writer_pin(s);
	}
	if (s->up && p->revision->kind != DN_HOOK)
		script_record(s, p->revision);
	if (!s->up)
		script_forget(s, p->revision);
	script_end(s, p);
	return dn_writer_flush(s, err);
}

static void
script_tables(struct dn_writer *s)
{
	char **ddl = dn_store_ddl(s->buf, s->script->store);

	dn_writer_statement(s, s->dialect->begin);
	for (size_t i = 0; ddl[i] != NULL; i++)
		dn_writer_statement(s, ddl[i]);
	dn_writer_statement(s, s->dialect->commit);
	dn_free(ddl);
}

/* What stands before all else. */
static void
script_start(struct dn_writer *s)
{
	if (s->dialect->script_begin != NULL)
		dunlin_buf_puts(s->buf, s->dialect->script_begin);
	dn_writer_list(s, s->dialect->session);
	dn_writer_pin(s);
	if (s->script->create_tables)
		script_tables(s);
}

static bool
script_finish(struct dn_writer *s, struct dunlin_error *err)
{
	if (s->dialect->script_end != NULL)
		dunlin_buf_puts(s->buf, s->dialect->script_end);
	return dn_writer_flush(s, err);
}

bool
dn_offline_write(const struct dn_offline *script, struct dunlin_error *err)
{
	struct dn_writer s = dn_writer_open(script);
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
	struct dn_writer s = dn_writer_open(script);
	bool ok = true;

	script_start(&s);
	dunlin_buf_puts(s.buf, "-- Running stamp_revision ");
	dn_writer_comment(&s, stamp->from);
	dunlin_buf_puts(s.buf, " -> ");
	dn_writer_comment(&s, stamp->to);
	dunlin_buf_puts(s.buf, "\n\n");
	dn_writer_statement(&s, s.dialect->begin);
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
		ok = dn_writer_flush(&s, err);
	}
	dn_writer_statement(&s, s.dialect->commit);
	ok = ok && script_finish(&s, err);
	dn_free(s.buf);
	return ok;
}

bool
dn_offline_write_steps(const struct dn_offline *script, struct dunlin_error *err)
{
	const struct dn_plan *plan = script->plan;
	struct dn_writer s = {
		.script = script,
		.dialect = plan->dialect,
		.buf = dn_buf_new(NULL),
	};
	bool ok = true;

	for (size_t i = 0; i < plan->nrevisions; i++)
		for (size_t j = 0; ok && j < plan->revisions[i]->nsteps; j++) {
			script_step(&s, plan->revisions[i]->steps[j]->output);
			ok = dn_writer_flush(&s, err);
		}
	dn_free(s.buf);
	return ok;
}
