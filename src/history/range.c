/* range.c - which revisions a target asks to run */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "history/target.h"

/* What a target is looked at with. */
struct ranger {
	const struct dn_history *history;
	const struct dn_map *applied;
	struct dn_target target;
	enum dn_direction direction;
	struct dn_list tips; /* where the database is */
	void *scratch;
};

static bool
range_is_applied(const struct ranger *r, const struct dn_revision *rev)
{
	return dn_map_get(r->applied, rev->id) != NULL;
}

static bool
range_other_way(const struct ranger *r, struct dunlin_error *err)
{
	const char *this = r->direction == DN_UP ? "upgrade" : "downgrade";
	const char *other = r->direction == DN_UP ? "downgrade" : "upgrade";

	dunlin_error_set(err, DUNLIN_E_TARGET, "'%s' is not a target of %s", r->target.text, this);
	dunlin_error_set_hint(err, "To go there use `dunlin %s %s`.", other, r->target.text);
	return false;
}

static bool
range_several(const struct ranger *r, const struct dn_list *from, struct dunlin_error *err)
{
	char *list = dn_graph_print(NULL, from->items, from->n);

	dunlin_error_set(err, DUNLIN_E_TARGET, "Ambiguous %s from multiple current revisions",
	    r->direction == DN_UP ? "upgrade" : "downgrade");
	dunlin_error_set_hint(err,
	    "The database is at %s: name a revision, or a branch as in '%s@%+d'.", list,
	    from->items[0]->id, r->target.steps);
	dn_free(list);
	return false;
}

/* ---- up ------------------------------------------------------------------------------- */

/* Where the database is on the branch of BRANCH, which none of its tips is on. */
static struct dn_list
range_tips_below(struct ranger *r, const struct dn_revision *branch)
{
	const struct dn_history *history = r->history;
	bool *lineage = dn_graph_lineage(r->scratch, history, branch, DN_EDGES_PARENTS);
	bool *passed = dn_graph_marks(r->scratch, history);
	struct dn_list tips = { 0 };

	for (size_t i = history->n; i-- > 0;) {
		struct dn_revision *rev = history->revisions[i];

		if (!lineage[i] || !range_is_applied(r, rev))
			continue;
		if (!passed[i])
			dn_push(r->scratch, tips.items, tips.n, rev);
		for (size_t j = 0; j < rev->nneeds; j++)
			passed[rev->needs[j]->order] = true;
	}
	return tips;
}

/* Where +N counts from: nothing for base. */
static bool
range_start_up(struct ranger *r, struct dn_list *start, struct dunlin_error *err)
{
	const struct dn_revision *branch;

	*start = r->tips;
	if (r->target.branch != NULL) {
		branch = dn_target_branch(r->history, r->target.branch, err);
		if (branch == NULL)
			return false;
		*start =
		    dn_target_lineage(r->scratch, r->history, &r->tips, branch, DN_EDGES_PARENTS);
		if (start->n == 0)
			*start = range_tips_below(r, branch);
	}
	return start->n < 2 || range_several(r, start, err);
}

static bool
range_relative_up(struct ranger *r, struct dn_list *targets, struct dunlin_error *err)
{
	struct dn_list start;
	struct dn_stand stand;

	if (r->target.steps < 0)
		return range_other_way(r, err);
	if (r->target.steps == 0)
		return dunlin_error_set(err, DUNLIN_E_TARGET, "'%s' goes nowhere", r->target.text);
	if (!range_start_up(r, &start, err) ||
	    !dn_target_walk(r->history, start.n == 0 ? NULL : start.items[0], r->target.steps,
		r->target.branch, &stand, err))
		return false;
	if (stand.past)
		return dn_target_too_far(&r->target, &stand, err);
	dn_push(r->scratch, targets->items, targets->n, stand.revision);
	return true;
}

static bool
range_targets(struct ranger *r, struct dn_list *targets, struct dunlin_error *err)
{
	struct dn_revision *rev;

	*targets = (struct dn_list){ 0 };
	if (r->target.relative == NULL)
		return (strcmp(r->target.name, "base") != 0 || range_other_way(r, err)) &&
		       dn_target_names(r->scratch, r->history, &r->target, targets, err);
	if (r->target.name == NULL)
		return range_relative_up(r, targets, err);
	if (!dn_target_relative(r->history, &r->target, &rev, err))
		return false;
	if (rev == NULL)
		return range_other_way(r, err);
	dn_push(r->scratch, targets->items, targets->n, rev);
	return true;
}

/* All that the targets and what they need have not yet. */
static bool
range_up(struct ranger *r, struct dn_range *range, struct dunlin_error *err)
{
	bool *marks = dn_graph_marks(r->scratch, r->history);
	struct dn_list targets, walk;

	if (!range_targets(r, &targets, err))
		return false;
	for (size_t i = 0; i < targets.n; i++)
		marks[targets.items[i]->order] = true;
	dn_graph_mark_ancestors(r->history, marks, DN_EDGES_ALL);
	for (size_t i = 0; i < r->history->n; i++)
		marks[i] = marks[i] && !range_is_applied(r, r->history->revisions[i]);
	walk = dn_graph_walk(r->scratch, r->history, marks, &targets);
	for (size_t i = walk.n; i-- > 0;)
		dn_push(range, range->revisions, range->n, walk.items[i]);
	return true;
}

/* ---- down ----------------------------------------------------------------------------- */

/* Where -N counts from. */
static bool
range_start_down(struct ranger *r, struct dn_revision **start, struct dunlin_error *err)
{
	const struct dn_stand nowhere = { .left = -r->target.steps };
	struct dn_list from = r->tips, current = { 0 };
	const struct dn_revision *branch;

	if (r->target.branch != NULL) {
		branch = dn_target_branch(r->history, r->target.branch, err);
		if (branch == NULL)
			return false;
		from =
		    dn_target_lineage(r->scratch, r->history, &r->tips, branch, DN_EDGES_PARENTS);
		if (from.n == 0) {
			current.items =
			    dn_history_current(r->scratch, r->history, r->applied, &current.n);
			from = dn_target_lineage(
			    r->scratch, r->history, &current, branch, DN_EDGES_PARENTS);
		}
	}
	if (from.n == 0)
		return dn_target_too_far(&r->target, &nowhere, err);
	*start = from.items[0];
	return from.n == 1 || range_several(r, &from, err);
}

static bool
range_relative_down(struct ranger *r, struct dn_revision **to, struct dunlin_error *err)
{
	struct dn_revision *start = NULL;
	struct dn_stand stand;

	if (r->target.steps >= 0)
		return range_other_way(r, err);
	if (!range_start_down(r, &start, err) ||
	    !dn_target_walk(r->history, start, r->target.steps, NULL, &stand, err))
		return false;
	if (stand.past)
		return dn_target_too_far(&r->target, &stand, err);
	*to = stand.revision;
	/* What else follows it stays. */
	if (r->target.branch == NULL)
		r->target.branch = start->id;
	return true;
}

static bool
range_target_down(struct ranger *r, struct dn_revision **to, struct dunlin_error *err)
{
	struct dn_target plain = r->target;

	if (r->target.relative != NULL)
		return r->target.name == NULL ? range_relative_down(r, to, err)
					      : dn_target_relative(r->history, &r->target, to, err);
	plain.branch = NULL;
	return dn_target_one(r->history, &plain, to, err);
}

static bool
range_not_below(const struct ranger *r, const struct dn_revision *to, struct dunlin_error *err)
{
	dunlin_error_set(err, DUNLIN_E_TARGET,
	    "Destination %s is not a valid downgrade target from current head(s)", r->target.text);
	if (!range_is_applied(r, to))
		dunlin_error_set_hint(err,
		    "Revision '%s' is not applied: to apply it use `dunlin upgrade %s`.", to->id,
		    to->id);
	else
		dunlin_error_set_hint(err,
		    "Nothing that is applied follows '%s', though something depends on it.",
		    to->id);
	return false;
}

/* What directly follows TO, on the branch if one is named. */
static bool
range_roots(struct ranger *r, const struct dn_revision *to, bool *marks, struct dunlin_error *err)
{
	const struct dn_history *history = r->history;
	const struct dn_list roots = to == NULL
					 ? (struct dn_list){ history->bases, history->nbases }
					 : (struct dn_list){ to->children, to->nchildren };
	bool *line = dn_graph_marks(r->scratch, history), all = roots.n < 2, any = false;
	const struct dn_revision *branch;

	if (r->target.branch != NULL) {
		branch = dn_target_branch(history, r->target.branch, err);
		if (branch == NULL)
			return false;
		line[branch->order] = true;
		dn_graph_mark_ancestors(history, line, DN_EDGES_PARENTS);
	} else {
		all = true;
	}
	for (size_t i = 0; i < roots.n; i++) {
		size_t order = roots.items[i]->order;

		marks[order] = all || line[order];
		any = any || marks[order];
	}
	if (all || any)
		return true;
	dunlin_error_set(err, DUNLIN_E_TARGET, "Not a valid downgrade target from current heads");
	dunlin_error_set_hint(err, "'%s' does not come behind it.", r->target.branch);
	return false;
}

static bool
range_is_tip(const struct ranger *r, const struct dn_revision *rev)
{
	for (size_t i = 0; i < r->tips.n; i++)
		if (r->tips.items[i] == rev)
			return true;
	return false;
}

/* All that follows the target, and what needs that; but not the target. */
static bool
range_down(struct ranger *r, struct dn_range *range, struct dunlin_error *err)
{
	bool *marks = dn_graph_marks(r->scratch, r->history);
	struct dn_revision *to = NULL;
	struct dn_list walk;

	if (!range_target_down(r, &to, err))
		return false;
	if (to != NULL && !range_is_applied(r, to))
		return range_not_below(r, to, err);
	if (!range_roots(r, to, marks, err))
		return false;
	dn_graph_mark_descendants(r->history, marks, DN_EDGES_ALL);
	for (size_t i = 0; i < r->history->n; i++)
		marks[i] = marks[i] && range_is_applied(r, r->history->revisions[i]);
	walk = dn_graph_walk(r->scratch, r->history, marks, &r->tips);
	if (to != NULL && walk.n == 0 && !range_is_tip(r, to))
		return range_not_below(r, to, err);
	for (size_t i = 0; i < walk.n; i++)
		dn_push(range, range->revisions, range->n, walk.items[i]);
	return true;
}

/* A revision that was squashed has none of its parts by itself. */
static bool
range_is_whole(const struct ranger *r, struct dunlin_error *err)
{
	dn_map_each (r->applied, e) {
		const struct dn_revision *one = dn_map_get(r->history->replaced, e->key);

		if (one == NULL)
			continue;
		dunlin_error_set(err, DUNLIN_E_HISTORY,
		    "the database has revision '%s', which was squashed into '%s' with others that "
		    "it has not",
		    e->key, one->id);
		dunlin_error_set_hint(err,
		    "Upgrade it to '%s' with the files of before the squash, then use these.",
		    one->id);
		return false;
	}
	return true;
}

/* What the database has and the files have not could be in the way of anything. */
static bool
range_all_known(const struct ranger *r, struct dunlin_error *err)
{
	struct dunlin_buf *ids = dn_buf_new(NULL);
	size_t n = 0;

	if (!range_is_whole(r, err)) {
		dunlin_buf_free(ids);
		return false;
	}
	dn_map_each (r->applied, e)
		if (dn_history_get(r->history, e->key) == NULL)
			dunlin_buf_printf(ids, "%s'%s'", n++ == 0 ? "" : ", ", e->key);
	if (n > 0) {
		dunlin_error_set(err, DUNLIN_E_HISTORY,
		    "the database has revision%s %s, which no file in '%s' has", n == 1 ? "" : "s",
		    ids->s, r->history->directory);
		dunlin_error_set_hint(err,
		    "Use the files of the release that applied %s, or put %s back into the "
		    "directory; `dunlin status` shows what is recorded.",
		    n == 1 ? "it" : "them", n == 1 ? "its file" : "their files");
	}
	dunlin_buf_free(ids);
	return n == 0;
}

static bool
range_is_one(const char *target, struct dunlin_error *err)
{
	if (strchr(target, ':') == NULL)
		return true;
	dunlin_error_set(err, DUNLIN_E_USAGE, "Range revision not allowed");
	dunlin_error_set_hint(err,
	    "Where it begins is where the database is: name where it is to end.  A range is for "
	    "--sql.");
	return false;
}

struct dn_range *
dn_history_range(const void *mem, const struct dn_history *history, const struct dn_map *applied,
    enum dn_direction direction, const char *target, struct dunlin_error *err)
{
	struct dn_range *range = dn_new(mem, struct dn_range);
	struct ranger r = { .history = history, .applied = applied, .direction = direction };
	bool ok;

	range->direction = direction;
	r.scratch = dn_new_context(NULL);
	r.target = dn_target_parse(r.scratch, target);
	r.tips = dn_history_tips(r.scratch, history, applied);
	ok = range_is_one(target, err) && range_all_known(&r, err) &&
	     (direction == DN_UP ? range_up(&r, range, err) : range_down(&r, range, err));
	dn_free(r.scratch);
	if (ok)
		return range;
	dn_free(range);
	return NULL;
}
