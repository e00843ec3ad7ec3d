/* current.c - where a database is, and where a stamp puts it */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "history/target.h"

/* The applied revisions that none follows along EDGES, whatever of those is applied. */
static struct dn_list
current_last(const void *mem, const struct dn_history *history, const struct dn_map *applied,
    enum dn_edges edges)
{
	bool *marks = dn_graph_marks(NULL, history);
	struct dn_list list = { 0 };

	/* Behind one that is not applied there may be one that is: what both need is passed. */
	for (size_t i = history->n; i-- > 0;) {
		const struct dn_revision *rev = history->revisions[i];

		if (!marks[i] && dn_map_get(applied, rev->id) == NULL)
			continue;
		for (size_t j = 0; j < rev->nparents; j++)
			marks[rev->parents[j]->order] = true;
		for (size_t j = 0; edges == DN_EDGES_ALL && j < rev->ndependencies; j++)
			marks[rev->dependencies[j]->order] = true;
	}
	for (size_t i = 0; i < history->n; i++)
		if (!marks[i] && dn_map_get(applied, history->revisions[i]->id) != NULL)
			dn_push(mem, list.items, list.n, history->revisions[i]);
	dn_free(marks);
	return list;
}

struct dn_revision **
dn_history_current(
    const void *mem, const struct dn_history *history, const struct dn_map *applied, size_t *n)
{
	struct dn_list list = current_last(mem, history, applied, DN_EDGES_PARENTS);

	*n = list.n;
	return list.items;
}

struct dn_list
dn_history_tips(const void *mem, const struct dn_history *history, const struct dn_map *applied)
{
	return current_last(mem, history, applied, DN_EDGES_ALL);
}

/* ---- stamp ---------------------------------------------------------------------------- */

struct stamp {
	const struct dn_history *history;
	const struct dn_map *applied;
	struct dn_list tips;
	bool *lines;  /* on a line with a target */
	bool *wanted; /* targets, then all that they need */
	bool replace; /* what is there on those lines goes */
	void *scratch;
};

static void
stamp_mark_line(struct stamp *s, const struct dn_revision *rev)
{
	bool *line = dn_graph_lineage(NULL, s->history, rev, DN_EDGES_ALL);

	for (size_t i = 0; i < s->history->n; i++)
		s->lines[i] = s->lines[i] || line[i];
	dn_free(line);
}

static bool
stamp_target(struct stamp *s, const char *text, struct dunlin_error *err)
{
	struct dn_target target = dn_target_parse(s->scratch, text);
	const struct dn_revision *branch;
	struct dn_list list;

	if (!dn_history_list(s->scratch, s->history, text, &list, err))
		return false;
	if (target.branch != NULL) {
		branch = dn_target_branch(s->history, target.branch, err);
		if (branch == NULL)
			return false;
		stamp_mark_line(s, branch);
	}
	for (size_t i = 0; i < list.n; i++) {
		stamp_mark_line(s, list.items[i]);
		s->wanted[list.items[i]->order] = true;
	}
	if (list.n > 0)
		return true;
	s->replace = true;
	if (target.branch == NULL)
		memset(s->lines, true, s->history->n * sizeof *s->lines);
	return true;
}

/* Is a target on one line with something that is there, and not there itself? */
static bool
stamp_moves(const struct stamp *s)
{
	bool *tips = dn_graph_marks(s->scratch, s->history);

	for (size_t i = 0; i < s->tips.n; i++)
		tips[s->tips.items[i]->order] = true;
	for (size_t i = 0; i < s->history->n; i++) {
		struct dn_list shared;

		if (!s->wanted[i] || tips[i])
			continue;
		shared = dn_target_lineage(
		    s->scratch, s->history, &s->tips, s->history->revisions[i], DN_EDGES_ALL);
		if (shared.n > 0)
			return true;
	}
	return false;
}

/* What stays of other lines is what was applied of them; what is stamped is all that it needs. */
static struct dn_map *
stamp_result(const void *mem, struct stamp *s)
{
	const struct dn_history *history = s->history;
	bool *kept = dn_graph_marks(s->scratch, history);
	struct dn_map *result = dn_map_new(mem);

	for (size_t i = 0; i < s->tips.n; i++) {
		size_t order = s->tips.items[i]->order;

		kept[order] = !s->replace || !s->lines[order];
	}
	dn_graph_mark_ancestors(history, kept, DN_EDGES_ALL);
	dn_graph_mark_ancestors(history, s->wanted, DN_EDGES_ALL);
	for (size_t i = 0; i < history->n; i++) {
		struct dn_revision *rev = history->revisions[i];

		if (s->wanted[i] || (kept[i] && dn_map_get(s->applied, rev->id) != NULL))
			dn_map_put(result, rev->id, rev);
	}
	return result;
}

struct dn_map *
dn_history_stamp(const void *mem, const struct dn_history *history, const struct dn_map *applied,
    const char *const *targets, struct dunlin_error *err)
{
	struct stamp s = { .history = history, .applied = applied };
	struct dn_map *result = NULL;
	bool ok = true;

	s.scratch = dn_new_context(NULL);
	s.tips = dn_history_tips(s.scratch, history, applied);
	s.lines = dn_graph_marks(s.scratch, history);
	s.wanted = dn_graph_marks(s.scratch, history);
	for (size_t i = 0; ok && targets[i] != NULL; i++)
		ok = stamp_target(&s, targets[i], err);
	s.replace = s.replace || (ok && stamp_moves(&s));
	if (ok)
		result = stamp_result(mem, &s);
	dn_free(s.scratch);
	return result;
}
