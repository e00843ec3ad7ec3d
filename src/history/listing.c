/* listing.c - a stretch of the history, newest first */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "history/target.h"

struct listing {
	const struct dn_history *history;
	const struct dn_map *applied;
	const char *from, *to;
	struct dn_list lower, upper;
	void *scratch;
};

static bool
listing_form(struct listing *l, const char *range, struct dunlin_error *err)
{
	const char *colon = strchr(range, ':');

	if (colon == NULL || strchr(colon + 1, ':') != NULL) {
		dunlin_error_set(err, DUNLIN_E_USAGE,
		    "History range requires [start]:[end], [start]:, or :[end]");
		dunlin_error_set_hint(err, "It is '%s'.", range);
		return false;
	}
	l->from = dn_strndup(l->scratch, range, (size_t) (colon - range));
	l->to = colon[1] == '\0' ? "heads" : colon + 1;
	if (l->from[0] == '\0')
		l->from = "base";
	return true;
}

static bool
listing_lower(struct listing *l, struct dunlin_error *err)
{
	if (strcmp(l->from, "current") == 0 && l->applied != NULL)
		l->lower = dn_history_tips(l->scratch, l->history, l->applied);
	else
		return dn_history_list(l->scratch, l->history, l->from, &l->lower, err);
	return true;
}

/* "+N" counts from the lower end; it may be more than there are. */
static bool
listing_above(struct listing *l, const struct dn_target *to, struct dunlin_error *err)
{
	struct dn_target from = { .text = to->text, .name = to->name };
	struct dn_revision *start = l->lower.n == 1 ? l->lower.items[0] : NULL;
	struct dn_stand stand = { .left = -to->steps };

	if (to->steps <= 0)
		return dn_target_too_far(to, &stand, err);
	if (to->name == NULL && l->lower.n > 1) {
		dunlin_error_set(
		    err, DUNLIN_E_TARGET, "Ambiguous upgrade from multiple current revisions");
		dunlin_error_set_hint(err, "Name a revision instead of '%s'.", to->text);
		return false;
	}
	if ((to->name != NULL && !dn_target_one(l->history, &from, &start, err)) ||
	    !dn_target_walk(l->history, start, to->steps, to->branch, &stand, err))
		return false;
	if (stand.revision != NULL)
		dn_push(l->scratch, l->upper.items, l->upper.n, stand.revision);
	return true;
}

static bool
listing_upper(struct listing *l, struct dunlin_error *err)
{
	struct dn_target to = dn_target_parse(l->scratch, l->to);

	if (strcmp(l->to, "current") == 0 && l->applied != NULL) {
		l->upper = dn_history_tips(l->scratch, l->history, l->applied);
		return true;
	}
	if (to.relative != NULL && (to.name == NULL || to.steps > 0))
		return listing_above(l, &to, err);
	return dn_history_list(l->scratch, l->history, l->to, &l->upper, err);
}

static bool
listing_has_label(const struct dn_revision *rev, const char *label)
{
	for (size_t i = 0; i < rev->nbranches; i++)
		if (strcmp(rev->branches[i], label) == 0)
			return true;
	return false;
}

/* From BRANCH@... only that branch is gone up. */
static bool
listing_keep_branch(struct listing *l, struct dunlin_error *err)
{
	struct dn_target from = dn_target_parse(l->scratch, l->from);
	const struct dn_revision *rev;
	size_t n = 0;

	if (from.branch == NULL)
		return true;
	rev = dn_target_branch(l->history, from.branch, err);
	if (rev == NULL)
		return false;
	if (dn_map_get(l->history->labels, from.branch) == NULL && rev->nbranches == 1)
		from.branch = rev->branches[0];
	if (dn_map_get(l->history->labels, from.branch) == NULL) {
		l->upper =
		    dn_target_lineage(l->scratch, l->history, &l->upper, rev, DN_EDGES_PARENTS);
		return true;
	}
	for (size_t i = 0; i < l->upper.n; i++)
		if (listing_has_label(l->upper.items[i], from.branch))
			l->upper.items[n++] = l->upper.items[i];
	l->upper.n = n;
	return true;
}

static bool
listing_apart(const struct listing *l, const bool *below, struct dunlin_error *err)
{
	dunlin_error_set(err, DUNLIN_E_TARGET,
	    "Requested range %s:%s does not refer to ancestor/descendant revisions along the same "
	    "branch",
	    l->from, l->to);
	for (size_t i = 0; i < l->upper.n; i++)
		if (below[l->upper.items[i]->order]) {
			dunlin_error_set_hint(err, "The older end comes first.");
			return false;
		}
	dunlin_error_set_hint(err, "Neither of the two leads to the other.");
	return false;
}

static void
listing_mark(const struct dn_list *list, bool *marks)
{
	for (size_t i = 0; i < list->n; i++)
		marks[list->items[i]->order] = true;
}

/* What the upper end needs that comes behind the lower one, with both. */
static bool
listing_between(struct listing *l, bool *todo, struct dunlin_error *err)
{
	const struct dn_history *history = l->history;
	bool *below = dn_graph_marks(l->scratch, history);
	bool *behind = dn_graph_marks(l->scratch, history);

	listing_mark(&l->upper, todo);
	dn_graph_mark_ancestors(history, todo, DN_EDGES_ALL);
	listing_mark(&l->lower, below);
	listing_mark(&l->lower, behind);
	dn_graph_mark_ancestors(history, below, DN_EDGES_ALL);
	dn_graph_mark_descendants(history, behind, DN_EDGES_PARENTS);
	for (size_t i = 0; i < l->lower.n; i++) {
		if (!todo[l->lower.items[i]->order])
			return listing_apart(l, below, err);
		below[l->lower.items[i]->order] = false;
	}
	for (size_t i = 0; i < history->n; i++)
		todo[i] = todo[i] && !below[i] && (l->lower.n == 0 || behind[i]);
	return true;
}

bool
dn_history_listing(const void *mem, const struct dn_history *history, const struct dn_map *applied,
    const char *range, struct dn_list *list, struct dunlin_error *err)
{
	struct listing l = { .history = history, .applied = applied };
	bool *todo, ok;

	l.scratch = dn_new_context(NULL);
	todo = dn_graph_marks(l.scratch, history);
	ok = listing_form(&l, range == NULL ? ":" : range, err) && listing_lower(&l, err) &&
	     listing_upper(&l, err) && listing_keep_branch(&l, err) &&
	     listing_between(&l, todo, err);
	if (ok)
		*list = dn_graph_walk(mem, history, todo, &l.upper);
	dn_free(l.scratch);
	return ok;
}
