/* graph.c - the order of the graph, and walks in it */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "history/graph.h"

/* Revisions whose parents are all placed, by place in version order: the least one first. */
struct heap {
	size_t *items, n;
};

static void
heap_swap(struct heap *heap, size_t a, size_t b)
{
	size_t item = heap->items[a];

	heap->items[a] = heap->items[b];
	heap->items[b] = item;
}

static void
heap_add(struct heap *heap, size_t item)
{
	size_t i = heap->n++;

	heap->items[i] = item;
	for (; i > 0 && heap->items[i] < heap->items[(i - 1) / 2]; i = (i - 1) / 2)
		heap_swap(heap, i, (i - 1) / 2);
}

static size_t
heap_take(struct heap *heap)
{
	size_t least = heap->items[0], i = 0;

	heap->items[0] = heap->items[--heap->n];
	for (;;) {
		size_t child = 2 * i + 1;

		if (child + 1 < heap->n && heap->items[child + 1] < heap->items[child])
			child++;
		if (child >= heap->n || heap->items[i] <= heap->items[child])
			return least;
		heap_swap(heap, i, child);
		i = child;
	}
}

/* What REV needs: its parents, then what it depends on. */
static struct dn_revision *
revision_need(const struct dn_revision *rev, size_t i)
{
	return i < rev->nparents ? rev->parents[i] : rev->dependencies[i - rev->nparents];
}

static size_t
revision_nneeds(const struct dn_revision *rev)
{
	return rev->nparents + rev->ndependencies;
}

static struct dn_revision *
revision_needed_by(const struct dn_revision *rev, size_t i)
{
	return i < rev->nchildren ? rev->children[i] : rev->dependents[i - rev->nchildren];
}

static size_t
revision_nneeded_by(const struct dn_revision *rev)
{
	return rev->nchildren + rev->ndependents;
}

/* Walk back from one that was not placed: what is needed and not placed either repeats. */
static bool
graph_cycle(const struct dn_history *history, const size_t *missing, struct dunlin_error *err)
{
	bool *seen = dn_graph_marks(NULL, history);
	struct dunlin_buf *names = dn_buf_new(seen);
	struct dn_revision *rev = NULL, *first;
	struct dn_place at;

	for (size_t i = 0; rev == NULL; i++)
		if (missing[i] != 0)
			rev = history->revisions[i];
	while (!seen[rev->order]) {
		size_t i = 0;

		seen[rev->order] = true;
		while (missing[revision_need(rev, i)->order] == 0)
			i++;
		rev = revision_need(rev, i);
	}
	first = rev;
	do {
		size_t i = 0;

		dunlin_buf_printf(names, "'%s' -> ", rev->id);
		while (missing[revision_need(rev, i)->order] == 0)
			i++;
		rev = revision_need(rev, i);
	} while (rev != first);
	dunlin_error_set(
	    err, DUNLIN_E_HISTORY, "cycle between revisions: %s'%s'", names->s, first->id);
	dunlin_error_set_hint(err, "Change what one of them revises or depends on.");
	at = first->revises_at.line != 0 ? first->revises_at : first->depends_on_at;
	dn_history_error_at(err, first, at);
	dn_free(seen);
	return false;
}

bool
dn_graph_sort(struct dn_history *history, struct dunlin_error *err)
{
	void *scratch = dn_new_context(NULL);
	struct dn_revision **sorted = NULL;
	size_t *missing = dn_new_array(scratch, size_t, history->n), n = 0;
	struct heap heap = { dn_new_array(scratch, size_t, history->n), 0 };
	bool ok;

	for (size_t i = 0; i < history->n; i++) {
		history->revisions[i]->order = i;
		missing[i] = revision_nneeds(history->revisions[i]);
		if (missing[i] == 0)
			heap_add(&heap, i);
	}
	while (heap.n > 0) {
		struct dn_revision *rev = history->revisions[heap_take(&heap)];

		dn_push(history, sorted, n, rev);
		for (size_t i = 0; i < revision_nneeded_by(rev); i++) {
			size_t next = revision_needed_by(rev, i)->order;

			if (--missing[next] == 0)
				heap_add(&heap, next);
		}
	}
	ok = n == history->n || graph_cycle(history, missing, err);
	dn_free(scratch);
	if (!ok) {
		dn_free(sorted);
		return false;
	}
	dn_free(history->revisions);
	history->revisions = sorted;
	for (size_t i = 0; i < n; i++)
		sorted[i]->order = i;
	dn_graph_connect(history);
	return true;
}

bool *
dn_graph_marks(const void *mem, const struct dn_history *history)
{
	return dn_new_array(mem, bool, history->n);
}

void
dn_graph_mark_ancestors(const struct dn_history *history, bool *marks, enum dn_edges edges)
{
	for (size_t i = history->n; i-- > 0;) {
		const struct dn_revision *rev = history->revisions[i];
		size_t n = edges == DN_EDGES_ALL ? revision_nneeds(rev) : rev->nparents;

		for (size_t j = 0; marks[i] && j < n; j++)
			marks[revision_need(rev, j)->order] = true;
	}
}

void
dn_graph_mark_descendants(const struct dn_history *history, bool *marks, enum dn_edges edges)
{
	for (size_t i = 0; i < history->n; i++) {
		const struct dn_revision *rev = history->revisions[i];
		size_t n = edges == DN_EDGES_ALL ? revision_nneeded_by(rev) : rev->nchildren;

		for (size_t j = 0; marks[i] && j < n; j++)
			marks[revision_needed_by(rev, j)->order] = true;
	}
}

bool *
dn_graph_lineage(const void *mem, const struct dn_history *history, const struct dn_revision *rev,
    enum dn_edges edges)
{
	bool *marks = dn_graph_marks(mem, history), *below = dn_graph_marks(NULL, history);

	marks[rev->order] = below[rev->order] = true;
	dn_graph_mark_descendants(history, marks, edges);
	dn_graph_mark_ancestors(history, below, edges);
	for (size_t i = 0; i < history->n; i++)
		marks[i] = marks[i] || below[i];
	dn_free(below);
	return marks;
}

char *
dn_graph_print(const void *mem, struct dn_revision *const *list, size_t n)
{
	enum { MANY = 10 };
	struct dunlin_buf *buf = dn_buf_new(mem);

	for (size_t i = 0; i < n && i < MANY; i++) {
		dunlin_buf_printf(buf, "%s%s", i == 0 ? "" : ", ", list[i]->id);
		if (list[i]->message[0] != '\0')
			dunlin_buf_printf(buf, " (%s)", list[i]->message);
	}
	if (n > MANY)
		dunlin_buf_printf(buf, " and %zu more", n - MANY);
	return dn_buf_steal(mem, buf);
}
