/* plan_json.c - what a run would do, for programs */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "config/config.h"
#include "plan/derive.h"
#include "report/form.h"
#include "report/json.h"

static json_t *
json_locks(const struct dn_effect *effect)
{
	json_t *array = json_array();

	for (size_t i = 0; i < effect->nlocks; i++) {
		json_t *item = json_object();

		json_object_set_new(item, "table", json_string(effect->locks[i].table));
		json_object_set_new(item, "lock", json_string(dn_lock_name(effect->locks[i].lock)));
		json_array_append_new(array, item);
	}
	return array;
}

/* How it was split by its locks, and why not. */
static json_t *
json_split(const struct dn_plan_revision *p)
{
	const struct dn_split *split = &p->split;
	json_t *item = json_object();

	json_object_set_new(item, "places", json_integer((json_int_t) split->done));
	json_object_set_new(item, "places_if_large", json_integer((json_int_t) split->wanted));
	if (split->largest != NULL) {
		json_object_set_new(item, "largest", json_string(split->largest));
		json_object_set_new(item, "bytes", json_integer((json_int_t) split->bytes));
	}
	if (split->keeps != NULL) {
		json_t *kept = json_object();

		json_object_set_new(
		    kept, "before", json_integer((json_int_t) dn_report_step(p, split->before)));
		json_object_set_new(
		    kept, "for_step", json_integer((json_int_t) dn_report_step(p, split->keeps)));
		json_object_set_new(kept, "reason", json_string(split->keeps->hazard));
		json_object_set_new(item, "kept", kept);
	}
	return item;
}

/* What an earlier run has done of step I. */
static const char *
json_state(const struct dn_plan_revision *p, size_t i)
{
	if (i < p->done)
		return "done";
	return i == p->done && p->begun ? "begun" : "pending";
}

static json_t *
json_step(const struct dn_plan_revision *p, size_t i)
{
	void *scratch = dn_new_context(NULL);
	const struct dn_step *step = p->steps[i];
	const struct dn_effect *effect = step->effect;
	const struct dn_statement *from = step->output->from;
	json_t *item = json_object();

	json_object_set_new(item, "step", json_integer((json_int_t) i + 1));
	json_object_set_new(item, "state", json_string(json_state(p, i)));
	json_object_set_new(item, "statement", json_string(dn_step_text(scratch, step)));
	if (from != NULL && from->source != NULL && from->source->file != NULL) {
		unsigned line, column;

		dn_source_locate(from->source, from->span.start, &line, &column);
		json_object_set_new(item, "file", json_string(from->source->file));
		json_object_set_new(item, "line", json_integer(line));
	}
	if (effect != NULL) {
		json_object_set_new(item, "lock", json_string(dn_lock_name(effect->lock)));
		json_object_set_new(item, "locks", json_locks(effect));
		json_object_set_new(item, "class", json_string(dn_duration_name(effect->duration)));
		if (effect->reason != NULL)
			json_object_set_new(item, "reason", json_string(effect->reason));
	}
	if (step->output->how != NULL)
		json_object_set_new(item, "how", json_string(step->output->how));
	dn_json_form(item, step);
	if (step->output->each)
		json_object_set_new(item, "each_partition", json_true());
	if (step->nbefore > 0)
		json_object_set_new(item, "before",
		    dn_json_texts((const char *const *) step->before, step->nbefore));
	json_object_set_new(item, "resume", json_string(dn_resume_name(step->resume)));
	if (step->output->batch != NULL)
		json_object_set_new(
		    item, "batch_rows", json_integer((json_int_t) step->output->batch->rows));
	json_object_set_new(item, "hash", json_string(step->hash));
	dn_free(scratch);
	return item;
}

static json_t *
json_segment(const struct dn_plan_revision *p, const struct dn_segment *s)
{
	json_t *item = json_object(), *steps = json_array();

	json_object_set_new(item, "transaction", json_boolean(s->transactional));
	json_object_set_new(item, "retry", json_boolean(s->retries));
	if (p->steps[s->first]->effect != NULL)
		json_object_set_new(item, "lock", json_string(dn_lock_name(s->lock)));
	if (s->over != NULL) {
		json_t *holds = json_object();

		json_object_set_new(
		    holds, "lock", json_string(dn_lock_name(s->holds->effect->lock)));
		json_object_set_new(holds, "locks", json_locks(s->holds->effect));
		json_object_set_new(
		    holds, "over", json_string(dn_duration_name(s->over->effect->duration)));
		json_object_set_new(item, "holds", holds);
	}
	for (size_t i = s->first; i < s->first + s->n; i++)
		json_array_append_new(steps, json_step(p, i));
	json_object_set_new(item, "steps", steps);
	return item;
}

/* The temporary table that ends with the session, though another part uses it. */
static json_t *
json_lost(const struct dn_plan_revision *p)
{
	return json_pack("{s:s, s:I, s:I}", "temporary", p->lost.name, "made_in_step",
	    (json_int_t) dn_report_step(p, p->lost.made), "used_in_step",
	    (json_int_t) dn_report_step(p, p->lost.used));
}

static json_t *
json_revision(const struct dn_plan_revision *p)
{
	json_t *item = json_object(), *segments = json_array();

	json_object_set_new(item, "revision", json_string(p->revision->id));
	json_object_set_new(item, "message", json_string(p->revision->message));
	json_object_set_new(item, "checksum", json_string(p->revision->checksum));
	json_object_set_new(item, "hash", json_string(p->hash));
	if (p->derived != NULL) {
		json_object_set_new(item, "derived", json_string(p->derived->label));
		json_object_set_new(item, "not_restored",
		    dn_json_texts((const char *const *) p->derived->losses, p->derived->nlosses));
	}
	if (p->done > 0 || p->begun)
		json_object_set_new(item, "resumes_at", json_integer((json_int_t) p->done + 1));
	if (p->lost.name != NULL)
		json_object_set_new(item, "lost", json_lost(p));
	if (p->split.wanted > 0 || p->split.keeps != NULL)
		json_object_set_new(item, "split", json_split(p));
	for (size_t i = 0; i < p->nsegments; i++)
		json_array_append_new(segments, json_segment(p, &p->segments[i]));
	json_object_set_new(item, "segments", segments);
	return item;
}

static void
json_put_modes(json_t *document, const struct dn_plan *plan)
{
	const char *const *transactions = dn_config_key_find("transaction")->choices;
	const char *const *online = dn_config_key_find("online")->choices;

	json_object_set_new(document, "transaction", json_string(transactions[plan->transaction]));
	if (!plan->dialect->locks_tables)
		return;
	json_object_set_new(document, "online", json_string(online[plan->online.mode]));
	json_object_set_new(
	    document, "online_threshold", json_integer((json_int_t) plan->online.threshold));
}

static json_t *
json_underivable(const struct dn_revision *revision)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:[]}", "revision", revision->id, "message",
	    revision->message, "checksum", revision->checksum, "derived", "underivable",
	    "segments");
}

static json_t *
json_losses(const struct dn_losses *losses)
{
	json_t *array = json_array();

	for (size_t i = 0; i < losses->n; i++) {
		const struct dn_loss *loss = &losses->items[i];
		json_t *item =
		    json_pack("{s:s, s:s*}", "table", loss->table, "column", loss->column);

		if (loss->counted) {
			json_object_set_new(item, "rows", json_integer((json_int_t) loss->rows));
			json_object_set_new(item, "at_least", json_boolean(loss->more));
		}
		json_array_append_new(array, item);
	}
	return array;
}

static json_t *
json_refused(const struct dunlin_error *err)
{
	json_t *item = json_object();

	json_object_set_new(item, "message", dn_json_text(dunlin_error_message(err)));
	if (dunlin_error_hint(err) != NULL)
		json_object_set_new(item, "hint", dn_json_text(dunlin_error_hint(err)));
	if (dunlin_error_file(err) != NULL) {
		json_object_set_new(item, "file", dn_json_text(dunlin_error_file(err)));
		json_object_set_new(
		    item, "line", json_integer((json_int_t) dunlin_error_line(err)));
		json_object_set_new(
		    item, "column", json_integer((json_int_t) dunlin_error_column(err)));
	}
	return item;
}

static json_t *
json_sizes(const struct dn_map *sizes)
{
	json_t *array = json_array();

	dn_map_each (sizes, e) {
		const struct dn_table_size *size = e->value;

		if (size->known)
			json_array_append_new(array, json_pack("{s:s, s:I}", "table", e->key,
							 "bytes", (json_int_t) size->bytes));
	}
	return array;
}

static json_t *
json_precheck(const struct dn_precheck *precheck)
{
	const struct dn_statement *st = precheck->statement;
	unsigned line, column;
	json_t *item;

	dn_source_locate(st->source, st->span.start, &line, &column);
	item = json_pack("{s:s, s:s, s:o, s:I, s:o}", "kind", dn_precheck_name(precheck->kind),
	    "state", dn_precheck_state_name(precheck->state), "file",
	    dn_json_text(st->source->file), "line", (json_int_t) line, "what",
	    dn_json_text(precheck->what));
	if (precheck->state == DN_PRECHECK_FAILS) {
		json_object_set_new(item, "rows", json_integer((json_int_t) precheck->count));
		json_object_set_new(item, "at_least", json_boolean(precheck->more));
	}
	if (precheck->sample != NULL)
		json_object_set_new(item, "sample", dn_json_text(precheck->sample));
	return item;
}

static json_t *
json_prechecks(const struct dn_prechecks *list)
{
	json_t *array = json_array();

	for (size_t i = 0; i < list->n; i++)
		json_array_append_new(array, json_precheck(&list->items[i]));
	return array;
}

json_t *
dn_json_plan(const struct dn_report_plan *r)
{
	const struct dn_plan *plan = r->plan;
	json_t *document = dn_json_document(), *current = json_array(), *revisions = json_array();

	json_object_set_new(document, "database", json_string(r->database));
	json_object_set_new(document, "dialect", json_string(plan->dialect->name));
	json_object_set_new(
	    document, "direction", json_string(plan->direction == DN_UP ? "upgrade" : "downgrade"));
	json_put_modes(document, plan);
	json_object_set_new(document, "target", json_string(r->target));
	for (size_t i = 0; i < r->ncurrent; i++)
		json_array_append_new(current, json_string(r->current[i]->id));
	json_object_set_new(document, "current", current);
	json_object_set_new(document, "hash", json_string(plan->hash));
	if (plan->dialect->fold != NULL)
		json_object_set_new(document, "folded", json_integer((json_int_t) plan->nfolded));
	if (r->refused != NULL)
		json_object_set_new(document, "refused", json_refused(r->refused));
	if (r->losses != NULL)
		json_object_set_new(document, "losses", json_losses(r->losses));
	if (plan->online.sizes != NULL)
		json_object_set_new(document, "sizes", json_sizes(plan->online.sizes));
	if (plan->prechecks != NULL && plan->prechecks->n > 0)
		json_object_set_new(document, "prechecks", json_prechecks(plan->prechecks));
	for (size_t i = 0; i < plan->nrevisions; i++)
		json_array_append_new(revisions, json_revision(plan->revisions[i]));
	if (r->underivable != NULL)
		json_array_append_new(revisions, json_underivable(r->underivable));
	json_object_set_new(document, "revisions", revisions);
	return document;
}
