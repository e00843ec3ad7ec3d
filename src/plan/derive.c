/* derive.c - what undoes a revision, from the models before and behind it */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "dialect/postgresql/postgresql.h"
#include "plan/derive.h"
#include "plan/derive_check.h"
#include "plan/derive_replay.h"
#include "plan/replays.h"
#include "schema/diff/diff.h"
#include "schema/edit.h"

struct deriver {
	const struct dn_plan_options *options;
	const struct dn_plan_options *quiet; /* for replaying */
	struct dn_revision *revision;
	struct dn_schema *before, *behind;
	size_t left; /* to be derived, this one included */
	void *scratch;
	struct dunlin_buf *sql;
	struct dn_derived *derived;
	struct dn_change **renames; /* what leads back, in the order of the section */
	size_t nrenames;
	struct dn_derive_check check;
	bool behind_known; /* it is what it should be: BEFORE, or with the revision at hand */
};

static bool
derive_refuse(
    struct deriver *d, size_t place, const char *what, const char *why, struct dunlin_error *err)
{
	bool cut = d->revision->cut;

	dn_error_in(err, DUNLIN_E_HISTORY, &d->revision->source, place,
	    cut ? "what is done of revision '%s' cannot be undone by itself: %s%s%s"
		: "revision '%s' has no downgrade section and none can be derived: %s%s%s",
	    d->revision->id, what, *what == '\0' ? "" : ": ", why);
	dunlin_error_set_hint(
	    err, cut ? DN_UNDO_HINT
		     : "Write `-- dunlin: downgrade` and the statements that undo the "
		       "revision; nothing was done.");
	return false;
}

/* -- what the section did -- */

static bool
derive_look_at(struct deriver *d, const struct dn_statement *st, struct dunlin_error *err)
{
	for (size_t i = 0; i < st->nchanges; i++) {
		struct dn_change *change = st->changes[i];
		const char *why = dn_derive_check(d->scratch, &d->check, st, change);

		if (why != NULL)
			return derive_refuse(d, st->span.start, st->what, why, err);
		if (dn_derive_is_rename(change->kind))
			dn_push(d->scratch, d->renames, d->nrenames,
			    dn_derive_rename_back(d->scratch, d->before, change));
	}
	return true;
}

static bool
derive_look(struct deriver *d, struct dunlin_error *err)
{
	const struct dn_section *section = &d->revision->upgrade;

	d->check =
	    (struct dn_derive_check){ d->before, d->behind, NULL, 0, dn_map_new(d->scratch) };
	for (size_t i = 0; i < section->npieces; i++) {
		const struct dn_piece *piece = &section->pieces[i];
		struct dn_statements *list;

		if (!dn_derive_is_for(piece, d->options->dialect->name))
			continue;
		if (piece->only != NULL)
			return derive_refuse(d, piece->span.start, "",
			    "the model does not hold what an 'only' block did", err);
		list = dn_sql_parse(d->scratch, &d->revision->source, piece->span, err);
		if (list == NULL)
			return false;
		for (size_t j = 0; j < list->n; j++)
			if (!derive_look_at(d, list->items[j], err))
				return false;
	}
	return true;
}

/* -- printing, and proving what was printed -- */

static void
derive_print(struct deriver *d, const struct dn_change *change)
{
	dn_postgresql_change(d->sql, d->behind, change);
	dunlin_buf_puts(d->sql, ";\n");
}

/* Read what was printed from byte START on, as an author's statements, and apply it. */
static bool
derive_apply(struct deriver *d, size_t start, struct dunlin_error *err)
{
	struct dn_source source = { "derived downgrade", d->sql->s, d->sql->len };
	struct dn_statements *list =
	    dn_sql_parse(d->scratch, &source, (struct dn_span){ start, source.len }, err);

	for (size_t i = 0; list != NULL && i < list->n; i++) {
		struct dn_statement *st = list->items[i];

		for (size_t j = 0; j < st->nchanges; j++)
			if (!dn_schema_apply(d->behind, st->changes[j], st, err))
				return false;
	}
	return list != NULL;
}

static bool
derive_has(const struct dn_schema *schema, const struct dn_change *change)
{
	const struct dn_table *table = dn_schema_table(schema, &change->object);

	if (change->kind == DN_RENAME_COLUMN)
		return table != NULL && dn_table_column(table, change->column_name) != NULL;
	if (change->kind == DN_RENAME_CONSTRAINT)
		return table != NULL && dn_table_constraint(table, change->name) != NULL;
	return dn_model_find(schema, schema->relations, &change->object) != NULL;
}

/* Who has the old name now was made after the rename, in this very section. */
static bool
derive_clear(struct deriver *d, const struct dn_change *rename, struct dunlin_error *err)
{
	struct dn_change drop = { .object = rename->object };
	struct dn_change taken = *rename;
	size_t start = d->sql->len;

	taken.column_name = taken.name = drop.column_name = drop.name = rename->new_name;
	if (rename->kind == DN_RENAME_COLUMN)
		drop.kind = DN_DROP_COLUMN;
	else if (rename->kind == DN_RENAME_CONSTRAINT)
		drop.kind = DN_DROP_CONSTRAINT;
	else
		drop.kind = rename->kind == DN_RENAME_INDEX ? DN_DROP_INDEX : DN_DROP_TABLE;
	if (rename->kind == DN_SET_SCHEMA)
		taken.object.schema = drop.object.schema = rename->new_name;
	else if (drop.kind == DN_DROP_INDEX || drop.kind == DN_DROP_TABLE)
		taken.object.name = drop.object.name = rename->new_name;
	if (!derive_has(d->behind, &taken))
		return true;
	derive_print(d, &drop);
	return derive_apply(d, start, err);
}

/* The last was done behind all others: it goes back before them.  What was dropped stays away. */
static bool
derive_renames(struct deriver *d, struct dunlin_error *err)
{
	for (size_t i = d->nrenames; i-- > 0;) {
		size_t start;

		if (!derive_has(d->behind, d->renames[i]))
			continue;
		if (!derive_clear(d, d->renames[i], err))
			return false;
		start = d->sql->len;
		derive_print(d, d->renames[i]);
		if (!derive_apply(d, start, err))
			return false;
	}
	return true;
}

static void
derive_loss(struct deriver *d, const char *text)
{
	dn_push(d->derived, d->derived->losses, d->derived->nlosses, dn_strdup(d->derived, text));
}

static bool
derive_changes(struct deriver *d, char **why, struct dunlin_error *err)
{
	struct dn_diff *diff = dn_schema_diff(d->scratch, d->behind, d->before);
	size_t start = d->sql->len;

	*why = diff->impossible;
	if (*why != NULL)
		return false;
	for (size_t i = 0; i < diff->n; i++)
		derive_print(d, diff->changes[i]);
	for (size_t i = 0; i < diff->nlosses; i++)
		derive_loss(d, diff->losses[i]);
	if (!derive_apply(d, start, err))
		return false;
	if (d->left == 1)
		d->behind->touched = NULL;
	return dn_schema_same(d->scratch, d->behind, d->before, diff->readded, why);
}

/* All that was printed is one section, and what is to be said of it stands before. */
static void
derive_finish(struct deriver *d)
{
	struct dn_derived *derived = d->derived;
	struct dunlin_buf *text = dn_buf_new(derived);
	struct dn_piece piece = { { 0, 0 }, NULL, 0 };

	for (size_t i = 0; i < d->check.nmaybe; i++)
		derive_loss(d, dn_sprintf(d->scratch,
				   "'%s' is dropped, though IF NOT EXISTS may have found it there",
				   d->check.maybe[i]));
	derived->label = derived->nlosses == 0 ? "reversible" : "lossy";
	dunlin_buf_printf(text,
	    "-- derived from %s of %s: ", d->revision->cut ? "what is done" : "the upgrade section",
	    d->revision->id);
	dunlin_buf_printf(text, "%s\n", derived->label);
	for (size_t i = 0; i < derived->nlosses; i++)
		dunlin_buf_printf(text, "-- lossy: %s\n", derived->losses[i]);
	dunlin_buf_put(text, d->sql->s, d->sql->len);
	piece.span.end = text->len;
	derived->section.present = true;
	derived->section.span = piece.span;
	if (d->sql->len > 0)
		dn_push(derived, derived->section.pieces, derived->section.npieces, piece);
	derived->source.file = dn_sprintf(derived, "derived downgrade of '%s'", d->revision->id);
	derived->source.len = text->len;
	derived->source.text = dn_buf_steal(derived, text);
}

/* Where the section's first statement is, or a comment before it. */
static size_t
derive_first(const struct deriver *d)
{
	const struct dn_section *section = &d->revision->upgrade;
	size_t at = section->npieces == 0 ? section->span.start : section->pieces[0].span.start;

	return at + strspn(d->revision->source.text + at, " \t\r\n");
}

static struct dn_derived *
derive_one(struct deriver *d, const void *mem, struct dunlin_error *err)
{
	struct dunlin_error *own = dn_error_new(d->scratch);
	char *why = NULL;

	d->derived = dn_new(mem, struct dn_derived);
	d->sql = dn_buf_new(d->scratch);
	d->renames = NULL;
	d->nrenames = 0;
	if (!derive_look(d, err))
		return NULL;
	d->behind_known = false;
	if (!derive_renames(d, own) || !derive_changes(d, &why, own)) {
		if (why == NULL)
			why = dn_sprintf(d->scratch,
			    "the statements that would undo it do not fit: %s",
			    dunlin_error_message(own));
		derive_refuse(d, derive_first(d), "", why, err);
		return NULL;
	}
	d->behind_known = true;
	derive_finish(d);
	return d->derived;
}

/* -- the range -- */

static bool
derive_wanted(const struct dn_range *range, struct dn_map *wanted, struct dunlin_error *err)
{
	for (size_t i = 0; range->direction == DN_DOWN && i < range->n; i++) {
		struct dn_revision *revision = range->revisions[i];

		if (!dn_revision_load(revision, err))
			return false;
		if (!revision->downgrade.present)
			dn_map_put(wanted, revision->id, revision);
	}
	return true;
}

/* What the first N come to, as far as an earlier plan left that. */
static struct dn_schema *
derive_model(const struct deriver *d, const void *mem, struct dn_revision *const *before, size_t n,
    struct dunlin_error *err)
{
	size_t done;
	struct dn_schema *schema = dn_replays_take(mem, d->options->replays, before, n, &done);

	for (size_t i = done; i < n; i++)
		if (!dn_revision_load(before[i], err) ||
		    !dn_derive_replay(d->quiet, before[i], schema, err))
			return NULL;
	return schema;
}

/*
 * The model that is ahead says what it has touched since both were the same, so that not all of
 * them is compared; at the last one it is.
 */
static bool
derive_next(struct deriver *d, struct dn_map *result, bool *replayed, struct dunlin_error *err)
{
	struct dn_derived *derived = NULL;

	d->scratch = dn_new_context(NULL);
	d->behind->touched = dn_map_new(d->scratch);
	*replayed = dn_derive_replay(d->quiet, d->revision, d->behind, err);
	if (*replayed)
		derived = derive_one(d, result, err);
	d->behind->touched = NULL;
	dn_free(d->scratch);
	if (derived != NULL)
		dn_map_put(result, d->revision->id, derived);
	return derived != NULL;
}

/* For the next plan; where one could not be derived, BEHIND may be ahead still. */
static void
derive_leave(struct deriver *d, struct dn_revision *const *before, size_t n, bool ahead)
{
	dn_replays_give(d->options->replays, d->before, before, n, NULL);
	if (d->behind_known)
		dn_replays_give(d->options->replays, d->behind, before, ahead ? n + 1 : n, NULL);
}

/*
 * Two models, one of them a revision ahead of the other.  Deriving proves itself by taking the one
 * that is ahead back, so it goes forward once more.
 */
static bool
derive_all(struct deriver *d, const struct dn_map *wanted, struct dn_map *result,
    struct dn_revision *const *before, size_t nbefore, struct dunlin_error *err)
{
	size_t i = 0;
	bool replayed, ok;

	while (i < nbefore && dn_map_get(wanted, before[i]->id) == NULL)
		i++;
	d->before = derive_model(d, wanted, before, i, err);
	d->behind = d->before == NULL ? NULL : derive_model(d, wanted, before, i, err);
	if (d->behind == NULL)
		return false;
	for (d->left = dn_map_count(wanted); i < nbefore; i++) {
		d->revision = before[i];
		if (!dn_revision_load(d->revision, err))
			return false;
		if (dn_map_get(wanted, d->revision->id) != NULL) {
			ok = derive_next(d, result, &replayed, err);
			if (!ok || d->left == 1) {
				if (replayed)
					derive_leave(d, before, i, !ok);
				return ok;
			}
			d->left--;
		}
		if (!dn_derive_replay(d->quiet, d->revision, d->behind, err) ||
		    !dn_derive_replay(d->quiet, d->revision, d->before, err))
			return false;
	}
	return true;
}

struct dn_map *
dn_derive(const void *mem, const struct dn_plan_options *options, const struct dn_range *range,
    struct dn_revision *const *before, size_t nbefore, struct dunlin_error *err)
{
	struct dn_map *result = dn_map_new(mem), *wanted = dn_map_new(result);
	struct dn_plan_options quiet = {
		.dialect = options->dialect,
		.untranslatable = DN_UNTRANSLATABLE_NOTICE,
		.types = options->types,
		.enums = options->enums,
		.search_path = options->search_path,
		.nsearch_path = options->nsearch_path,
	};
	struct deriver d = { .options = options, .quiet = &quiet, .behind_known = true };
	bool ok = derive_wanted(range, wanted, err);

	if (ok && dn_map_count(wanted) > 0)
		ok = derive_all(&d, wanted, result, before, nbefore, err);
	dn_free(wanted);
	if (ok)
		return result;
	dn_free(result);
	return NULL;
}
