/* form.c - what was put in the place of a statement, or why nothing was */
#include "config.h"

#include "base/buf.h"
#include "base/mem.h"
#include "report/form.h"

/* The first of a form's steps is printed with what all of them stand for. */
static bool
form_begins(const struct dn_step *step, const struct dn_step *before)
{
	return step->form != NULL && (before == NULL || before->form != step->form);
}

char *
dn_report_largest(const void *mem, const struct dn_online *online, const struct dn_effect *effect)
{
	const char *table = NULL;
	unsigned long long bytes = 0;

	for (size_t i = 0; i < effect->nlocks; i++) {
		const struct dn_table_size *size = dn_online_size(online, effect->locks[i].table);

		if (size == NULL || (table != NULL && size->bytes <= bytes))
			continue;
		table = effect->locks[i].table;
		bytes = size->bytes;
	}
	return table == NULL ? dn_strdup(mem, "")
			     : dn_sprintf(mem, "; %s has %s", dn_plan_table_name(table),
				   dn_plan_size(mem, bytes));
}

void
dn_report_if_large(struct dunlin_buf *buf, const struct dn_plan_layout *layout,
    const struct dn_step *step, const struct dn_step *before)
{
	const struct dn_form *form = step->form;
	struct dunlin_buf *list;

	if (!form_begins(step, before) || form->used || form->nsteps == 0)
		return;
	list = dn_buf_new(NULL);
	dunlin_buf_puts(list, "if the table were large:");
	for (size_t i = 0; i < form->nsteps; i++)
		dunlin_buf_printf(list, "%s %s", i == 0 ? "" : ";",
		    dn_statement_text(list, form->steps[i].statement));
	dn_plan_print_wrapped(buf, layout, list->s, 2);
	dn_free(list);
}

void
dn_report_form(struct dunlin_buf *buf, const struct dn_plan_layout *layout,
    const struct dn_step *step, const struct dn_step *before)
{
	const struct dn_form *form = step->form;
	const struct dn_effect *effect;
	const char *table;
	void *scratch;

	if (!form_begins(step, before))
		return;
	scratch = dn_new_context(NULL);
	effect = form->effect;
	if (form->used)
		dn_plan_print_wrapped(buf, layout,
		    dn_sprintf(scratch, "in place of %s, which would hold %s over: %s%s%s%s",
			dn_statement_text(scratch, form->statement), dn_lock_name(effect->lock),
			dn_duration_name(effect->duration), effect->reason == NULL ? "" : ", ",
			effect->reason == NULL ? "" : effect->reason,
			dn_report_largest(scratch, layout->online, effect)),
		    2);
	if (form->kept != NULL)
		dn_plan_print_wrapped(
		    buf, layout, dn_sprintf(scratch, "! no safer form: %s", form->kept), 2);
	if (dn_step_rewrites(layout->online, step, &table))
		dunlin_buf_puts(buf, "  ! refused without --allow-rewrite\n");
	dn_free(scratch);
}

size_t
dn_report_forms_waiting(const struct dn_plan_revision *p)
{
	size_t n = 0;

	for (size_t i = 0; i < p->nsteps; i++)
		n += p->steps[i]->form != NULL && !p->steps[i]->form->used &&
		     p->steps[i]->form->nsteps > 0;
	return n;
}

static json_t *
form_json_statement(const struct dn_form *form)
{
	void *scratch = dn_new_context(NULL);
	json_t *item = json_object();

	json_object_set_new(
	    item, "statement", json_string(dn_statement_text(scratch, form->statement)));
	json_object_set_new(item, "lock", json_string(dn_lock_name(form->effect->lock)));
	json_object_set_new(item, "class", json_string(dn_duration_name(form->effect->duration)));
	if (form->effect->reason != NULL)
		json_object_set_new(item, "reason", json_string(form->effect->reason));
	dn_free(scratch);
	return item;
}

static json_t *
form_json_steps(const struct dn_form *form)
{
	void *scratch = dn_new_context(NULL);
	json_t *array = json_array();

	for (size_t i = 0; i < form->nsteps; i++)
		json_array_append_new(
		    array, json_string(dn_statement_text(scratch, form->steps[i].statement)));
	dn_free(scratch);
	return array;
}

void
dn_json_form(json_t *item, const struct dn_step *step)
{
	const struct dn_form *form = step->form;

	if (form == NULL)
		return;
	if (form->used)
		json_object_set_new(item, "in_place_of", form_json_statement(form));
	else if (form->nsteps > 0)
		json_object_set_new(item, "if_large", form_json_steps(form));
	if (form->kept != NULL)
		json_object_set_new(item, "no_safer_form", json_string(form->kept));
}
