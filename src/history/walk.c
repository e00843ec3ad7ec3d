/* walk.c - the order in which a set of revisions is gone through */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "history/graph.h"

enum { NO_SLOT = SIZE_MAX };

/*
 * The walk stands at one revision for each head, its slots; they are in a list, since an older one
 * goes first.  A revision can be taken when nothing else that is to come needs it, which PENDING
 * counts.  If not, the walk goes on in the first slot that needs it.  BOUND says for each revision
 * which slot that is at least: it only grows, so it is put right when it is asked for.
 */
struct walk {
	const struct dn_history *history;
	const bool *todo;
	size_t ntodo;
	bool *between;   /* of those, or on a way from one of them to another */
	bool *done;      /* of these */
	size_t *pending; /* how many of BETWEEN that need it are not done */
	size_t *slot_of; /* where the walk stands */
	size_t *bound;
	struct dn_revision **path; /* of a search */
	struct dn_revision **at;   /* by slot */
	size_t *before, *after;    /* neighbours of a slot */
	size_t nslots, first, last;
	struct dn_list out;
};

static struct dn_revision *
walk_up(const struct dn_revision *rev, size_t i)
{
	if (i < rev->nchildren)
		return rev->children[i];
	i -= rev->nchildren;
	return i < rev->ndependents ? rev->dependents[i] : NULL;
}

static void
walk_add_slot(struct walk *w, const void *mem, struct dn_revision *rev)
{
	size_t slot = w->nslots, n = w->nslots;

	dn_push(mem, w->at, w->nslots, rev);
	w->before = dn_mem_grow(mem, w->before, n, sizeof *w->before);
	w->after = dn_mem_grow(mem, w->after, n, sizeof *w->after);
	w->before[slot] = w->last;
	w->after[slot] = NO_SLOT;
	if (w->last == NO_SLOT)
		w->first = slot;
	else
		w->after[w->last] = slot;
	w->last = slot;
	w->slot_of[rev->order] = slot;
}

/* The slot to go on with is the one before it, or the first. */
static size_t
walk_drop_slot(struct walk *w, size_t slot)
{
	size_t before = w->before[slot], after = w->after[slot];

	if (before == NO_SLOT)
		w->first = after;
	else
		w->after[before] = after;
	if (after == NO_SLOT)
		w->last = before;
	else
		w->before[after] = before;
	return before == NO_SLOT ? after : before;
}

/* The least bound of what needs REV and is to come; *NEXT is where that is. */
static size_t
walk_look(const struct walk *w, const struct dn_revision *rev, struct dn_revision **next)
{
	struct dn_revision *up;
	size_t least = NO_SLOT;

	*next = NULL;
	for (size_t i = 0; (up = walk_up(rev, i)) != NULL; i++)
		if (w->between[up->order] && !w->done[up->order] && w->bound[up->order] < least) {
			least = w->bound[up->order];
			*next = up;
		}
	return least;
}

/* The first slot that needs REV. */
static size_t
walk_blocker(struct walk *w, struct dn_revision *rev)
{
	struct dn_revision *next;
	size_t depth = 0;

	w->path[depth++] = rev;
	while (depth > 0) {
		struct dn_revision *top = w->path[depth - 1];
		size_t least = walk_look(w, top, &next), own = w->slot_of[top->order];

		if (depth > 1 && own < least) {
			least = own;
			next = NULL;
		}
		if (depth > 1 && least > w->bound[top->order]) {
			w->bound[top->order] = least;
			depth--;
		} else if (next == NULL) {
			return least;
		} else {
			w->path[depth++] = next;
		}
	}
	return NO_SLOT;
}

/* What is only between others is done as soon as nothing waits for it. */
static void
walk_done(struct walk *w, struct dn_revision *rev)
{
	size_t depth = 0;

	w->path[depth++] = rev;
	while (depth > 0) {
		rev = w->path[--depth];
		w->done[rev->order] = true;
		for (size_t i = 0; i < rev->nneeds; i++) {
			size_t need = rev->needs[i]->order;

			if (w->between[need] && --w->pending[need] == 0 && !w->todo[need])
				w->path[depth++] = rev->needs[i];
		}
	}
}

/* Take what stands at SLOT and go down from it; the slot to go on with. */
static size_t
walk_take(struct walk *w, const void *mem, size_t slot)
{
	struct dn_revision *rev = w->at[slot];
	bool moved = false;

	dn_push(mem, w->out.items, w->out.n, rev);
	w->slot_of[rev->order] = NO_SLOT;
	walk_done(w, rev);
	for (size_t i = 0; i < rev->nneeds; i++) {
		struct dn_revision *need = rev->needs[i];

		if (!w->todo[need->order] || w->slot_of[need->order] != NO_SLOT)
			continue;
		if (moved) {
			walk_add_slot(w, mem, need);
		} else {
			w->at[slot] = need;
			w->slot_of[need->order] = slot;
			moved = true;
		}
	}
	return moved ? slot : walk_drop_slot(w, slot);
}

static int
walk_compare(const void *a, const void *b)
{
	const struct dn_revision *x = *(struct dn_revision *const *) a;
	const struct dn_revision *y = *(struct dn_revision *const *) b;

	return (x->file > y->file) - (x->file < y->file);
}

static void
walk_set_bounds(struct walk *w)
{
	for (size_t i = w->history->n; i-- > 0;) {
		struct dn_revision *next;
		size_t least = walk_look(w, w->history->revisions[i], &next);

		w->bound[i] = w->slot_of[i] < least ? w->slot_of[i] : least;
	}
}

/* Begin at those of LIST that can be taken, in the order of the files. */
static void
walk_begin(struct walk *w, const void *mem, struct dn_revision *const *list, size_t n)
{
	struct dn_list begin = { 0 };

	for (size_t i = 0; i < n; i++) {
		size_t order = list[i]->order;

		if (w->todo[order] && !w->done[order] && w->pending[order] == 0 &&
		    w->slot_of[order] == NO_SLOT)
			dn_push(mem, begin.items, begin.n, list[i]);
	}
	if (begin.n > 1)
		qsort(begin.items, begin.n, sizeof *begin.items, walk_compare);
	for (size_t i = 0; i < begin.n; i++)
		if (w->slot_of[begin.items[i]->order] == NO_SLOT)
			walk_add_slot(w, mem, begin.items[i]);
	walk_set_bounds(w);
}

static void
walk_count(struct walk *w)
{
	const struct dn_history *history = w->history;
	bool *above = dn_graph_marks(NULL, history);

	memcpy(w->between, w->todo, history->n * sizeof *above);
	memcpy(above, w->todo, history->n * sizeof *above);
	dn_graph_mark_ancestors(history, w->between, DN_EDGES_ALL);
	dn_graph_mark_descendants(history, above, DN_EDGES_ALL);
	for (size_t i = 0; i < history->n; i++) {
		w->between[i] = w->between[i] && above[i];
		w->ntodo += w->todo[i];
		w->slot_of[i] = w->bound[i] = NO_SLOT;
	}
	for (size_t i = 0; i < history->n; i++)
		for (size_t j = 0; w->between[i] && j < history->revisions[i]->nneeds; j++)
			w->pending[history->revisions[i]->needs[j]->order]++;
	dn_free(above);
}

/* What no head leads to, since something between was left out, comes last. */
static bool
walk_rest(struct walk *w, const void *mem, size_t *slot)
{
	if (w->out.n == w->ntodo)
		return false;
	walk_begin(w, mem, w->history->revisions, w->history->n);
	*slot = w->first;
	return true;
}

struct dn_list
dn_graph_walk(const void *mem, const struct dn_history *history, const bool *todo,
    const struct dn_list *heads)
{
	void *scratch = dn_new_context(NULL);
	struct walk w = { .history = history, .todo = todo, .first = NO_SLOT, .last = NO_SLOT };
	size_t slot;

	w.between = dn_graph_marks(scratch, history);
	w.done = dn_graph_marks(scratch, history);
	w.pending = dn_new_array(scratch, size_t, history->n);
	w.slot_of = dn_new_array(scratch, size_t, history->n);
	w.bound = dn_new_array(scratch, size_t, history->n);
	w.path = dn_new_array(scratch, struct dn_revision *, history->n + 1);
	walk_count(&w);
	walk_begin(&w, scratch, heads->items, heads->n);
	for (slot = w.first; slot != NO_SLOT || walk_rest(&w, scratch, &slot);) {
		struct dn_revision *rev = w.at[slot];

		if (w.pending[rev->order] > 0)
			slot = walk_blocker(&w, rev);
		else
			slot = walk_take(&w, scratch, slot);
	}
	w.out.items = talloc_steal(mem, w.out.items);
	dn_free(scratch);
	return w.out;
}
