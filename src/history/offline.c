/* offline.c - ranges without a database */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "history/graph.h"

static bool
offline_form(enum dn_direction direction, const char *range, struct dunlin_error *err)
{
	const char *verb = direction == DN_UP ? "upgrade" : "downgrade";

	dunlin_error_set(err, DUNLIN_E_USAGE, "%s with --sql requires <fromrev>:<torev>", verb);
	if (strchr(range, ':') == NULL)
		dunlin_error_set_hint(err,
		    "Where it begins has to be named, too: `dunlin %s head:%s --sql`.", verb,
		    range);
	else
		dunlin_error_set_hint(err, "'%s' is none: write `dunlin %s %s --sql`.", range, verb,
		    direction == DN_UP ? "base:head" : "head:base");
	return false;
}

struct dn_map *
dn_history_offline_start(
    const void *mem, const struct dn_history *history, const char *from, struct dunlin_error *err)
{
	struct dn_map *start = dn_map_new(mem);
	bool *marks = dn_graph_marks(start, history);
	struct dn_list list;

	if (!dn_history_list(start, history, from, &list, err)) {
		dn_free(start);
		return NULL;
	}
	for (size_t i = 0; i < list.n; i++)
		marks[list.items[i]->order] = true;
	dn_graph_mark_ancestors(history, marks, DN_EDGES_ALL);
	for (size_t i = 0; i < history->n; i++)
		if (marks[i])
			dn_map_put(start, history->revisions[i]->id, history->revisions[i]);
	return start;
}

/* Upwards an empty script is asked for by mistake, unless it ends where it begins. */
static bool
offline_goes_up(const struct dn_history *history, const struct dn_range *range, const char *from,
    const char *to, struct dunlin_error *err)
{
	if (range->direction == DN_DOWN || range->n > 0 ||
	    dn_history_find(history, from, NULL) == dn_history_find(history, to, NULL))
		return true;
	dunlin_error_set(err, DUNLIN_E_TARGET, "'%s' does not come before '%s'", from, to);
	dunlin_error_set_hint(err, "To go back use `dunlin downgrade %s:%s --sql`.", from, to);
	return false;
}

/* As range.c says it of a database. */
static bool
offline_goes_down(const struct dn_history *history, const struct dn_map *start, const char *text,
    const char *to, struct dunlin_error *err)
{
	const struct dn_revision *rev = dn_history_find(history, to, NULL);

	if (rev == NULL || dn_map_get(start, rev->id) != NULL)
		return true;
	dunlin_error_set(err, DUNLIN_E_TARGET,
	    "Destination %s is not a valid downgrade target from current head(s)", to);
	dunlin_error_set_hint(err, "To go there use `dunlin upgrade %s --sql`.", text);
	return false;
}

struct dn_range *
dn_history_offline_range(const void *mem, const struct dn_history *history,
    enum dn_direction direction, const char *text, struct dunlin_error *err)
{
	const char *colon = strchr(text, ':'), *to = colon == NULL ? text : colon + 1;
	void *scratch = dn_new_context(NULL);
	char *from = colon == NULL ? dn_strdup(scratch, "base")
				   : dn_strndup(scratch, text, (size_t) (colon - text));
	struct dn_range *range = NULL;
	struct dn_map *start = NULL;

	if ((colon == NULL && direction == DN_DOWN) || from[0] == '\0' || to[0] == '\0' ||
	    strchr(to, ':') != NULL)
		offline_form(direction, text, err);
	else
		start = dn_history_offline_start(scratch, history, from, err);
	if (start != NULL &&
	    (direction == DN_UP || offline_goes_down(history, start, text, to, err)))
		range = dn_history_range(mem, history, start, direction, to, err);
	if (range != NULL && !offline_goes_up(history, range, from, to, err)) {
		dn_free(range);
		range = NULL;
	}
	if (range != NULL)
		range->start = talloc_steal(range, start);
	dn_free(scratch);
	return range;
}
