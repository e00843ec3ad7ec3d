/* target.c - which revision a name means */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "history/graph.h"

static struct dn_revision *
target_head(const struct dn_history *history, struct dunlin_error *err)
{
	char *heads;

	if (history->nheads == 1)
		return history->heads[0];
	if (history->nheads == 0) {
		dunlin_error_set(
		    err, DUNLIN_E_TARGET, "there are no revisions in '%s'", history->directory);
		dunlin_error_set_hint(err, "Make the first with `dunlin revision -m MESSAGE`.");
		return NULL;
	}
	heads = dn_graph_print(NULL, history->heads, history->nheads);
	dunlin_error_set(
	    err, DUNLIN_E_TARGET, "there are %zu heads, not one: %s", history->nheads, heads);
	dunlin_error_set_hint(err, "Name one of them.");
	dn_free(heads);
	return NULL;
}

static void
target_unknown(const struct dn_history *history, const char *name, struct dunlin_error *err)
{
	struct dunlin_nearest nearest = { .word = name };

	for (size_t i = 0; i < history->n; i++)
		dunlin_nearest_add(&nearest, history->revisions[i]->id);
	dunlin_error_set(err, DUNLIN_E_TARGET, "no revision is, or begins with, '%s'", name);
	if (nearest.name != NULL)
		dunlin_error_set_hint(err, "Did you mean '%s'?", nearest.name);
	if (history->n == 0)
		dunlin_error_set_hint(err, "There are no revisions in '%s'.", history->directory);
	dunlin_error_set_hint(err, "`dunlin history` lists the revisions.");
}

static struct dn_revision *
target_prefix(const struct dn_history *history, const char *name, struct dunlin_error *err)
{
	struct dn_revision **list = NULL, *found;
	void *scratch = dn_new_context(NULL);
	size_t n = 0, len = strlen(name);

	for (size_t i = 0; len > 0 && i < history->n; i++)
		if (strncmp(history->revisions[i]->id, name, len) == 0)
			dn_push(scratch, list, n, history->revisions[i]);
	found = n == 1 ? list[0] : NULL;
	if (n == 0)
		target_unknown(history, name, err);
	if (n > 1) {
		dunlin_error_set(err, DUNLIN_E_TARGET, "%zu revisions begin with '%s': %s", n, name,
		    dn_graph_print(scratch, list, n));
		dunlin_error_set_hint(err, "Write as much of the id as only one of them has.");
	}
	dn_free(scratch);
	return found;
}

struct dn_revision *
dn_history_find(const struct dn_history *history, const char *name, struct dunlin_error *err)
{
	struct dn_revision *rev = dn_history_get(history, name);

	if (rev != NULL)
		return rev;
	return strcmp(name, "head") == 0 ? target_head(history, err)
					 : target_prefix(history, name, err);
}

struct dn_revision **
dn_history_current(
    const void *mem, const struct dn_history *history, const struct dn_map *applied, size_t *n)
{
	bool *marks = dn_graph_marks(NULL, history);
	struct dn_revision **list = NULL;

	/* Behind one that is not applied there may be one that is: parents of both are passed. */
	for (size_t i = history->n; i-- > 0;) {
		const struct dn_revision *rev = history->revisions[i];

		if (marks[i] || dn_map_get(applied, rev->id) != NULL)
			for (size_t j = 0; j < rev->nparents; j++)
				marks[rev->parents[j]->order] = true;
	}
	*n = 0;
	for (size_t i = 0; i < history->n; i++)
		if (!marks[i] && dn_map_get(applied, history->revisions[i]->id) != NULL)
			dn_push(mem, list, *n, history->revisions[i]);
	dn_free(marks);
	return list;
}
