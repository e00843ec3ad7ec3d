/* steps.c - walking up and down from a revision, a step at a time */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "history/target.h"

static bool
target_forks(
    const struct dn_revision *from, const struct dn_list *ways, bool up, struct dunlin_error *err)
{
	char *list = dn_graph_print(NULL, ways->items, ways->n);

	dunlin_error_set(err, DUNLIN_E_TARGET, "Ambiguous walk");
	if (from == NULL)
		dunlin_error_set_hint(err,
		    "From base there are %zu ways: %s; name a revision, or "
		    "a branch as in 'BRANCH@+1'.",
		    ways->n, list);
	else if (up)
		dunlin_error_set_hint(err,
		    "%s is followed by %s; name one of them, or a branch as "
		    "in '%s@+1'.",
		    from->id, list, ways->items[0]->id);
	else
		dunlin_error_set_hint(err, "%s merges %s; name one of them.", from->id, list);
	dn_free(list);
	return false;
}

/* Where one step from REV can lead; LINEAGE, unless NULL, is what may be entered upwards. */
static struct dn_list
target_ways(const void *mem, const struct dn_history *history, struct dn_revision *rev, bool up,
    const bool *lineage)
{
	const struct dn_list all = !up ? (struct dn_list){ rev->parents, rev->nparents }
				   : rev == NULL
				       ? (struct dn_list){ history->bases, history->nbases }
				       : (struct dn_list){ rev->children, rev->nchildren };
	struct dn_list ways = { 0 };

	for (size_t i = 0; i < all.n; i++)
		if (lineage == NULL || lineage[all.items[i]->order])
			dn_push(mem, ways.items, ways.n, all.items[i]);
	return ways;
}

static bool
target_walk(const void *scratch, const struct dn_history *history, int steps, const bool *lineage,
    struct dn_stand *stand, struct dunlin_error *err)
{
	bool up = steps > 0;

	for (stand->left = up ? steps : -steps; stand->left > 0; stand->left--) {
		struct dn_list ways = { 0 };

		if (up || stand->revision != NULL)
			ways = target_ways(scratch, history, stand->revision, up, lineage);
		if (ways.n > 1)
			return target_forks(stand->revision, &ways, up, err);
		stand->past = ways.n == 0 && (up || stand->revision == NULL);
		if (stand->past)
			return true;
		stand->revision = ways.n == 0 ? NULL : ways.items[0];
	}
	return true;
}

bool
dn_target_walk(const struct dn_history *history, struct dn_revision *from, int steps,
    const char *branch, struct dn_stand *stand, struct dunlin_error *err)
{
	void *scratch = dn_new_context(NULL);
	const struct dn_revision *rev = NULL;
	bool *lineage = NULL, ok = true;

	*stand = (struct dn_stand){ .revision = from };
	if (branch != NULL && steps > 0) {
		rev = dn_target_branch(history, branch, err);
		ok = rev != NULL;
		if (ok)
			lineage = dn_graph_lineage(scratch, history, rev, DN_EDGES_PARENTS);
	}
	ok = ok && target_walk(scratch, history, steps, lineage, stand, err);
	dn_free(scratch);
	return ok;
}

bool
dn_target_too_far(
    const struct dn_target *target, const struct dn_stand *stand, struct dunlin_error *err)
{
	int steps = target->steps < 0 ? -target->steps : target->steps, there = steps - stand->left;

	dunlin_error_set(err, DUNLIN_E_TARGET, "Relative revision %s didn't produce %s migrations",
	    target->relative, target->relative + 1);
	dunlin_error_set_hint(err, "There %s %d revision%s to go %s.", there == 1 ? "is" : "are",
	    there, there == 1 ? "" : "s", target->steps > 0 ? "up to" : "down from");
	return false;
}

bool
dn_target_relative(const struct dn_history *history, const struct dn_target *target,
    struct dn_revision **rev, struct dunlin_error *err)
{
	struct dn_target from = { .text = target->text, .name = target->name };
	struct dn_stand stand;

	if (target->steps <= 0)
		from.branch = target->branch;
	if (!dn_target_one(history, &from, rev, err) ||
	    !dn_target_walk(history, *rev, target->steps, target->branch, &stand, err))
		return false;
	*rev = stand.revision;
	return !stand.past || dn_target_too_far(target, &stand, err);
}
