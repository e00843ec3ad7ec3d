/* build.c - revisions become a history: ids, labels, edges */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "history/build.h"
#include "history/graph.h"

void
dn_history_error_at(struct dunlin_error *err, const struct dn_revision *rev, struct dn_place place)
{
	if (err == NULL || err->file != NULL)
		return;
	err->file = dn_strdup_null(err, rev->source.file);
	err->line = place.line != 0 ? place.line : 1;
	err->column = place.line != 0 ? place.column : 1;
}

struct dn_history *
dn_history_new(const void *mem)
{
	struct dn_history *history = dn_new(mem, struct dn_history);

	history->by_id = dn_map_new(history);
	history->labels = dn_map_new(history);
	history->replaced = dn_map_new(history);
	return history;
}

static bool
history_add_revision(struct dn_history *history, struct dn_revision *rev, struct dunlin_error *err)
{
	const struct dn_revision *other = dn_history_get(history, rev->id);

	if (other != NULL) {
		dunlin_error_set(err, DUNLIN_E_HISTORY,
		    "revision id '%s' is in two files: '%s' and '%s'", rev->id, other->source.file,
		    rev->source.file);
		dunlin_error_set_hint(
		    err, "Give one of them another id: `-- dunlin: revision ID`.");
		dn_history_error_at(err, rev, rev->id_at);
		return false;
	}
	rev->file = history->n;
	dn_map_put(history->by_id, rev->id, rev);
	dn_push(history, history->revisions, history->n, rev);
	return true;
}

static bool
history_add_repeatable(
    struct dn_history *history, struct dn_revision *rev, struct dunlin_error *err)
{
	const struct dn_revision *other = dn_history_repeatable(history, rev->id);

	if (other == NULL) {
		dn_push(history, history->repeatables, history->nrepeatables, rev);
		return true;
	}
	dunlin_error_set(err, DUNLIN_E_HISTORY,
	    "two repeatable files are called '%s': '%s' and '%s'", rev->id, other->source.file,
	    rev->source.file);
	dunlin_error_set_hint(err, "Give one of them another name.");
	return false;
}

bool
dn_history_put(struct dn_history *history, struct dn_revision *rev, struct dunlin_error *err)
{
	return rev->kind == DN_REPEATABLE ? history_add_repeatable(history, rev, err)
					  : history_add_revision(history, rev, err);
}

static int
compare_ids(const void *a, const void *b)
{
	return dn_version_compare(
	    (*(struct dn_revision *const *) a)->id, (*(struct dn_revision *const *) b)->id);
}

static bool
history_add_labels(
    const struct dn_history *history, struct dn_revision *rev, struct dunlin_error *err)
{
	for (size_t i = 0; i < rev->nlabels; i++) {
		const struct dn_revision *other = dn_map_get(history->labels, rev->labels[i]);

		if (other == NULL)
			other = dn_history_get(history, rev->labels[i]);
		if (other != NULL) {
			dunlin_error_set(err, DUNLIN_E_HISTORY,
			    "label '%s' names revision '%s' already", rev->labels[i], other->id);
			dn_history_error_at(err, rev, (struct dn_place){ 0, 0 });
			return false;
		}
		dn_map_put(history->labels, rev->labels[i], rev);
	}
	return true;
}

static bool
history_add_replaced(struct dn_history *history, struct dn_revision *rev, struct dunlin_error *err)
{
	for (size_t i = 0; i < rev->nreplaces; i++) {
		const struct dn_revision *other = dn_history_get(history, rev->replaces[i]);

		if (other == NULL && dn_map_get(history->replaced, rev->replaces[i]) == NULL) {
			dn_map_put(history->replaced, rev->replaces[i], rev);
			continue;
		}
		dunlin_error_set(err, DUNLIN_E_HISTORY, "revision '%s' replaces '%s', which %s",
		    rev->id, rev->replaces[i],
		    other != NULL ? "has a file" : "another one replaces, too");
		dunlin_error_set_hint(err, "Remove the file of one of the two.");
		dn_history_error_at(err, rev, rev->id_at);
		return false;
	}
	return true;
}

static bool
history_missing(const struct dn_history *history, const struct dn_revision *rev, const char *verb,
    const char *id, struct dn_place place, struct dunlin_error *err)
{
	struct dunlin_nearest nearest = { .word = id };

	for (size_t i = 0; i < history->n; i++)
		if (history->revisions[i] != rev)
			dunlin_nearest_add(&nearest, history->revisions[i]->id);
	dunlin_error_set(
	    err, DUNLIN_E_HISTORY, "revision '%s' %s '%s', which is in no file", rev->id, verb, id);
	if (nearest.name != NULL)
		dunlin_error_set_hint(err, "Did you mean '%s'?", nearest.name);
	dunlin_error_set_hint(err, "Add its file, or name another revision.");
	dn_history_error_at(err, rev, place);
	return false;
}

static void
history_link(struct dn_revision *parent, struct dn_revision *child)
{
	dn_push(child, child->parents, child->nparents, parent);
	dn_push(parent, parent->children, parent->nchildren, child);
}

/* BEFORE is what a file without `revises` follows; NULL for the first. */
static bool
history_connect(const struct dn_history *history, struct dn_revision *rev,
    struct dn_revision *before, struct dunlin_error *err)
{
	for (size_t i = 0; i < rev->nrevises; i++) {
		struct dn_revision *parent = dn_history_get(history, rev->revises[i]);

		if (parent == NULL)
			return history_missing(
			    history, rev, "revises", rev->revises[i], rev->revises_at, err);
		history_link(parent, rev);
	}
	if (!rev->revises_written && before != NULL)
		history_link(before, rev);
	for (size_t i = 0; i < rev->ndepends_on; i++) {
		struct dn_revision *need = dn_history_get(history, rev->depends_on[i]);

		if (need == NULL)
			need = dn_map_get(history->labels, rev->depends_on[i]);
		if (need == NULL)
			return history_missing(history, rev, "depends on", rev->depends_on[i],
			    rev->depends_on_at, err);
		dn_push(rev, rev->dependencies, rev->ndependencies, need);
		dn_push(need, need->dependents, need->ndependents, rev);
	}
	return true;
}

/* The one before it in the same location. */
static struct dn_revision *
history_before(const struct dn_history *history, size_t i)
{
	struct dn_revision *before = i == 0 ? NULL : history->revisions[i - 1];

	return before != NULL && before->location == history->revisions[i]->location ? before
										     : NULL;
}

bool
dn_history_connect(struct dn_history *history, struct dunlin_error *err)
{
	bool ok = true;

	if (history->nrepeatables > 1)
		qsort(history->repeatables, history->nrepeatables, sizeof *history->repeatables,
		    compare_ids);
	for (size_t i = 0; ok && i < history->n; i++)
		ok = history_add_replaced(history, history->revisions[i], err);
	for (size_t i = 0; ok && i < history->n; i++)
		ok = history_add_labels(history, history->revisions[i], err);
	for (size_t i = 0; ok && i < history->n; i++)
		ok = history_connect(
		    history, history->revisions[i], history_before(history, i), err);
	return ok && dn_graph_sort(history, err);
}

struct dn_history *
dn_history_of(const void *mem, const struct dn_list *revisions, struct dunlin_error *err)
{
	struct dn_history *history = dn_history_new(mem);
	bool ok = true;

	for (size_t i = 0; ok && i < revisions->n; i++)
		ok = history_add_revision(history, revisions->items[i], err);
	if (ok && dn_history_connect(history, err))
		return history;
	dn_free(history);
	return NULL;
}

bool
dn_history_add(struct dn_history *history, struct dn_revision *rev, const char *const *parents,
    size_t nparents, struct dunlin_error *err)
{
	for (size_t i = 0; i < nparents; i++)
		if (dn_history_get(history, parents[i]) == NULL)
			return history_missing(
			    history, rev, "revises", parents[i], rev->revises_at, err);
	if (!history_add_revision(history, rev, err))
		return false;
	for (size_t i = 0; i < nparents; i++)
		history_link(dn_history_get(history, parents[i]), rev);
	(void) talloc_steal(history, rev);
	return dn_graph_sort(history, err);
}

struct dn_revision *
dn_history_get(const struct dn_history *history, const char *id)
{
	return dn_map_get(history->by_id, id);
}

struct dn_revision *
dn_history_repeatable(const struct dn_history *history, const char *id)
{
	for (size_t i = 0; i < history->nrepeatables; i++)
		if (strcmp(history->repeatables[i]->id, id) == 0)
			return history->repeatables[i];
	return NULL;
}
