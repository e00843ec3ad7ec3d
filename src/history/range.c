/* range.c - which revisions a target asks to run */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "history/graph.h"

/* What a target is looked at with. */
struct ranger {
	const struct dn_history *history;
	const struct dn_map *applied;
	const char *target;
	enum dn_direction direction;
	struct dn_range *range;
	bool *marks; /* of the revisions that it asks for, applied or not */
};

static bool
range_is_applied(const struct ranger *r, const struct dn_revision *rev)
{
	return dn_map_get(r->applied, rev->id) != NULL;
}

/* Does one that is marked belong into the range? */
static bool
range_wants(const struct ranger *r, size_t i)
{
	bool applied = range_is_applied(r, r->history->revisions[i]);

	return r->marks[i] && applied == (r->direction == DN_DOWN);
}

/* Take what is marked, in the order to run it, LIMIT at most. */
static void
range_take(struct ranger *r, size_t limit)
{
	struct dn_range *range = r->range;
	size_t n = r->history->n;

	for (size_t k = 0; k < n && range->n < limit; k++) {
		size_t i = r->direction == DN_UP ? k : n - 1 - k;

		if (range_wants(r, i))
			dn_push(range, range->revisions, range->n, r->history->revisions[i]);
	}
}

static bool
range_other_way(const struct ranger *r, struct dunlin_error *err)
{
	const char *this = r->direction == DN_UP ? "upgrade" : "downgrade";
	const char *other = r->direction == DN_UP ? "downgrade" : "upgrade";

	dunlin_error_set(err, DUNLIN_E_TARGET, "'%s' is not a target of %s", r->target, this);
	dunlin_error_set_hint(err, "To go there use `dunlin %s %s`.", other, r->target);
	return false;
}

/* "+N" or "-N"; *N is cut at what no history reaches.  False when it is something else. */
static bool
range_is_relative(const char *target, size_t *n)
{
	size_t len = strspn(target + 1, "0123456789");

	if ((target[0] != '+' && target[0] != '-') || len == 0 || target[1 + len] != '\0')
		return false;
	*n = 0;
	for (const char *p = target + 1; *p != '\0'; p++)
		*n = *n > 100000000 ? *n : 10 * *n + (size_t) (*p - '0');
	return true;
}

static bool
range_one_way(const struct ranger *r, struct dn_revision *const *ends, size_t nends,
    const char *what, struct dunlin_error *err)
{
	char *list;

	if (nends < 2)
		return true;
	list = dn_graph_print(NULL, ends, nends);
	dunlin_error_set(err, DUNLIN_E_TARGET, "'%s' can mean several ways: there are %zu %s: %s",
	    r->target, nends, what, list);
	dunlin_error_set_hint(err, "Name a revision.");
	dn_free(list);
	return false;
}

static bool
range_relative(struct ranger *r, size_t n, struct dunlin_error *err)
{
	size_t ncurrent;
	struct dn_revision **current;
	bool ok;

	if (n == 0)
		return dunlin_error_set(err, DUNLIN_E_TARGET, "'%s' goes nowhere", r->target);
	memset(r->marks, true, r->history->n * sizeof *r->marks);
	if (r->direction == DN_UP) {
		ok = range_one_way(r, r->history->heads, r->history->nheads, "heads", err);
	} else {
		current = dn_history_current(r->range, r->history, r->applied, &ncurrent);
		ok = range_one_way(r, current, ncurrent, "current revisions", err);
		dn_free(current);
	}
	if (!ok)
		return false;
	range_take(r, n);
	if (r->range->n == n)
		return true;
	if (r->direction == DN_UP)
		return dunlin_error_set(err, DUNLIN_E_TARGET,
		    "'%s' goes past the end: %zu revision%s left to apply", r->target, r->range->n,
		    r->range->n == 1 ? " is" : "s are");
	return dunlin_error_set(err, DUNLIN_E_TARGET,
	    "'%s' goes below base: %zu revision%s applied", r->target, r->range->n,
	    r->range->n == 1 ? " is" : "s are");
}

/* All that the marked revisions and what they need have not yet. */
static bool
range_up(struct ranger *r, struct dunlin_error *err)
{
	struct dn_revision *rev;
	size_t n;

	if (range_is_relative(r->target, &n))
		return r->target[0] == '-' ? range_other_way(r, err) : range_relative(r, n, err);
	if (strcmp(r->target, "base") == 0)
		return range_other_way(r, err);
	if (strcmp(r->target, "heads") == 0) {
		for (size_t i = 0; i < r->history->nheads; i++)
			r->marks[r->history->heads[i]->order] = true;
	} else {
		rev = dn_history_find(r->history, r->target, err);
		if (rev == NULL)
			return false;
		r->marks[rev->order] = true;
	}
	dn_graph_mark_ancestors(r->history, r->marks);
	range_take(r, SIZE_MAX);
	return true;
}

/* All that needs the target, but not the target. */
static bool
range_down(struct ranger *r, struct dunlin_error *err)
{
	struct dn_revision *rev;
	size_t n;

	if (range_is_relative(r->target, &n))
		return r->target[0] == '+' ? range_other_way(r, err) : range_relative(r, n, err);
	if (strcmp(r->target, "base") == 0) {
		memset(r->marks, true, r->history->n * sizeof *r->marks);
	} else {
		rev = dn_history_find(r->history, r->target, err);
		if (rev == NULL)
			return false;
		if (!range_is_applied(r, rev)) {
			dunlin_error_set(
			    err, DUNLIN_E_TARGET, "revision '%s' is not applied", rev->id);
			dunlin_error_set_hint(err, "To apply it use `dunlin upgrade %s`.", rev->id);
			return false;
		}
		r->marks[rev->order] = true;
		dn_graph_mark_descendants(r->history, r->marks);
		r->marks[rev->order] = false;
	}
	range_take(r, SIZE_MAX);
	return true;
}

/* What the database has and the files have not could be in the way of anything. */
static bool
range_all_known(const struct ranger *r, struct dunlin_error *err)
{
	struct dunlin_buf *ids = dn_buf_new(NULL);
	size_t n = 0;

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

struct dn_range *
dn_history_range(const void *mem, const struct dn_history *history, const struct dn_map *applied,
    enum dn_direction direction, const char *target, struct dunlin_error *err)
{
	struct dn_range *range = dn_new(mem, struct dn_range);
	struct ranger r = { history, applied, target, direction, range, NULL };
	bool ok;

	range->direction = direction;
	r.marks = dn_graph_marks(NULL, history);
	ok = range_all_known(&r, err) &&
	     (direction == DN_UP ? range_up(&r, err) : range_down(&r, err));
	dn_free(r.marks);
	if (ok)
		return range;
	dn_free(range);
	return NULL;
}

static bool
range_form(enum dn_direction direction, const char *range, struct dunlin_error *err)
{
	const char *verb = direction == DN_UP ? "upgrade" : "downgrade";

	dunlin_error_set(err, DUNLIN_E_USAGE,
	    "without a database %s needs a range FROM:TO, not '%s'", verb, range);
	dunlin_error_set_hint(err, "Write `dunlin %s %s --sql`.", verb,
	    direction == DN_UP ? "base:head" : "head:base");
	return false;
}

/* FROM and all that it needs count as applied. */
static struct dn_map *
range_start(
    const void *mem, const struct dn_history *history, const char *from, struct dunlin_error *err)
{
	struct dn_map *start = dn_map_new(mem);
	struct dn_revision *rev;
	bool *marks;

	if (strcmp(from, "base") == 0)
		return start;
	rev = dn_history_find(history, from, err);
	if (rev == NULL) {
		dn_free(start);
		return NULL;
	}
	marks = dn_graph_marks(NULL, history);
	marks[rev->order] = true;
	dn_graph_mark_ancestors(history, marks);
	for (size_t i = 0; i < history->n; i++)
		if (marks[i])
			dn_map_put(start, history->revisions[i]->id, history->revisions[i]);
	dn_free(marks);
	return start;
}

/* Upwards FROM must be below TO, or nothing would connect what the script starts with. */
static bool
range_connects(const struct dn_history *history, const struct dn_map *start, const char *from,
    const char *to, struct dunlin_error *err)
{
	struct dn_revision *low, *high;
	bool *marks, ok;
	size_t n;

	if (strcmp(from, "base") == 0 || strcmp(to, "heads") == 0 || range_is_relative(to, &n))
		return true;
	low = dn_history_find(history, from, err);
	high = strcmp(to, "base") == 0 ? NULL : dn_history_find(history, to, NULL);
	if (high == NULL)
		return true;
	marks = dn_graph_marks(NULL, history);
	marks[high->order] = true;
	dn_graph_mark_ancestors(history, marks);
	ok = marks[low->order];
	dn_free(marks);
	if (ok)
		return true;
	dunlin_error_set(err, DUNLIN_E_TARGET, "'%s' does not come before '%s'", from, to);
	if (dn_map_get(start, high->id) != NULL)
		dunlin_error_set_hint(
		    err, "To go back use `dunlin downgrade %s:%s --sql`.", from, to);
	else
		dunlin_error_set_hint(err, "A range follows one line of the history.");
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
		range_form(direction, text, err);
	else
		start = range_start(scratch, history, from, err);
	if (start != NULL &&
	    (direction == DN_DOWN || range_connects(history, start, from, to, err)))
		range = dn_history_range(mem, history, start, direction, to, err);
	if (range != NULL)
		range->start = talloc_steal(range, start);
	dn_free(scratch);
	return range;
}
