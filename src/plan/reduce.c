/* reduce.c - what the first revisions of a list come to, as few statements */
#include "config.h"

#include "base/buf.h"
#include "base/mem.h"
#include "dialect/postgresql/postgresql.h"
#include "plan/derive_replay.h"
#include "plan/reduce.h"
#include "schema/diff/diff.h"
#include "schema/edit.h"

/*
 * What was there before may have rows, and its way from one form to the other is more than the
 * difference of both: a default for the rows that are there, a column that goes and comes back.  So
 * what is made new is reduced, and nothing else.
 */
struct reducer {
	const struct dn_plan_options *options;
	const struct dn_schema *before;
	struct dn_schema *behind;
	struct dn_reduction *out;
	void *mem;
};

/* The model has all that is left of it, on PostgreSQL. */
static bool
reduce_is_in_model(enum dn_change_kind kind)
{
	if (kind == DN_SET_IDENTITY || kind == DN_ALTER_SEQUENCE)
		return false;
	return (kind >= DN_CREATE_TABLE && kind <= DN_DROP_SCHEMA) || kind == DN_TRANSACTION ||
	       kind == DN_ADD_ENUM_VALUE || kind == DN_RENAME_ENUM_VALUE;
}

/* Is it about what was there before? */
static bool
reduce_was_there(const struct reducer *r, const struct dn_change *change)
{
	const struct dn_name *name =
	    change->kind == DN_CREATE_INDEX ? &change->index->table : &change->object;

	return name->name != NULL &&
	       (dn_model_find(r->before, r->before->relations, name) != NULL ||
		   dn_model_find(r->before, r->before->enums, name) != NULL ||
		   (change->kind == DN_DROP_SCHEMA &&
		       dn_map_get(r->before->schemas, name->name) != NULL));
}

static void
reduce_stop(struct reducer *r, const struct dn_revision *revision, size_t at, const char *what,
    const char *why)
{
	unsigned line, column;

	dn_source_locate(&revision->source, at, &line, &column);
	r->out->why = dn_sprintf(r->mem, "%s:%u:%u: %s%s%s", revision->source.file, line, column,
	    what, what[0] == '\0' ? "" : ": ", why);
}

static bool
reduce_takes(struct reducer *r, const struct dn_revision *revision, const struct dn_statement *st)
{
	const char *why = NULL;

	for (size_t i = 0; why == NULL && i < st->nchanges; i++) {
		const struct dn_change *change = st->changes[i];

		if (!reduce_is_in_model(change->kind) || change->temporary)
			why = "the model does not hold what it does";
		else if (reduce_was_there(r, change))
			why = "it changes what was there before";
	}
	if (why != NULL)
		reduce_stop(r, revision, st->span.start, st->what, why);
	return why == NULL;
}

static bool
reduce_takes_all(struct reducer *r, const struct dn_revision *revision, struct dunlin_error *err)
{
	const struct dn_section *section = &revision->upgrade;

	for (size_t i = 0; i < section->npieces; i++) {
		const struct dn_piece *piece = &section->pieces[i];
		struct dn_statements *list;

		if (piece->only != NULL) {
			reduce_stop(r, revision, piece->span.start, "",
			    "the model does not hold what an 'only' block does");
			return true;
		}
		list = dn_sql_parse(r->mem, &revision->source, piece->span, err);
		if (list == NULL)
			return false;
		for (size_t j = 0; j < list->n; j++)
			if (!reduce_takes(r, revision, list->items[j]))
				return true;
	}
	return true;
}

static char *
reduce_print(const struct reducer *r, const struct dn_schema *from, const struct dn_diff *diff)
{
	struct dunlin_buf *buf = dn_buf_new(r->mem);

	for (size_t i = 0; i < diff->n; i++) {
		dn_postgresql_change(buf, from, diff->changes[i]);
		dunlin_buf_puts(buf, ";\n");
	}
	return dn_buf_steal(r->mem, buf);
}

/* All up to REVISION, of which there are N. */
static void
reduce_keep(struct reducer *r, const struct dn_revision *revision, size_t n)
{
	const struct dn_diff *up = dn_schema_diff(r->mem, r->before, r->behind);
	const struct dn_diff *down = dn_schema_diff(r->mem, r->behind, r->before);
	const char *why = up->impossible != NULL ? up->impossible : down->impossible;

	if (why != NULL) {
		reduce_stop(r, revision, revision->upgrade.span.start, "", why);
		return;
	}
	r->out->n = n;
	r->out->up = reduce_print(r, r->before, up);
	r->out->down = reduce_print(r, r->behind, down);
}

bool
dn_reduce(const void *mem, const struct dn_plan_options *options, const struct dn_list *list,
    const struct dn_reduce_models *models, struct dn_reduction *out, struct dunlin_error *err)
{
	struct reducer r = { options, models->before, models->behind, out, dn_new_context(mem) };

	*out = (struct dn_reduction){ .n = 0 };
	for (size_t i = 0; i < list->n && out->why == NULL; i++) {
		const struct dn_revision *revision = list->items[i];

		if (!reduce_takes_all(&r, revision, err))
			return false;
		if (out->why != NULL)
			break;
		if (!dn_derive_replay(options, revision, r.behind, err))
			return false;
		reduce_keep(&r, revision, i + 1);
	}
	return true;
}
