/* connect.c - what follows from the edges of the graph: its ends, what is needed, branches */
#include "config.h"

#include "base/mem.h"
#include "history/graph.h"

/* The revisions in the order of their files; a child of MEM. */
static struct dn_revision **
connect_by_file(const void *mem, const struct dn_history *history)
{
	struct dn_revision **list = dn_new_array(mem, struct dn_revision *, history->n);

	for (size_t i = 0; i < history->n; i++)
		list[history->revisions[i]->file] = history->revisions[i];
	return list;
}

static void
connect_ends(struct dn_history *history, struct dn_revision **files)
{
	history->nbases = history->nheads = history->nends = 0;
	for (size_t i = 0; i < history->n; i++) {
		struct dn_revision *rev = files[i];

		if (rev->nparents == 0)
			dn_push(history, history->bases, history->nbases, rev);
		if (rev->nchildren == 0)
			dn_push(history, history->heads, history->nheads, rev);
		if (rev->nchildren == 0 && rev->ndependents == 0)
			dn_push(history, history->ends, history->nends, rev);
	}
}

static void
connect_add_need(struct dn_revision *rev, struct dn_revision *need)
{
	for (size_t i = 0; i < rev->nneeds; i++)
		if (rev->needs[i] == need)
			return;
	dn_push(rev, rev->needs, rev->nneeds, need);
}

/* Parents stay. */
static void
connect_drop_need(struct dn_revision *rev, const struct dn_revision *need)
{
	size_t n = rev->nparents;

	for (size_t i = n; i < rev->nneeds; i++)
		if (rev->needs[i] != need)
			rev->needs[n++] = rev->needs[i];
	rev->nneeds = n;
}

/* A dependency of one revision holds for all behind it: these do not have to say it again. */
static void
connect_drop_repeats(const struct dn_history *history, const struct dn_revision *need)
{
	bool *marks = dn_graph_marks(NULL, history), *behind = dn_graph_marks(NULL, history);

	for (size_t i = 0; i < need->ndependents; i++)
		marks[need->dependents[i]->order] = true;
	for (size_t i = need->order; i < history->n; i++) {
		const struct dn_revision *rev = history->revisions[i];

		for (size_t j = 0; (marks[i] || behind[i]) && j < rev->nchildren; j++)
			behind[rev->children[j]->order] = true;
	}
	for (size_t i = 0; i < need->ndependents; i++)
		if (behind[need->dependents[i]->order])
			connect_drop_need(need->dependents[i], need);
	dn_free(marks);
	dn_free(behind);
}

static void
connect_needs(struct dn_history *history)
{
	for (size_t i = 0; i < history->n; i++) {
		struct dn_revision *rev = history->revisions[i];

		rev->needs = rev->parents;
		rev->nneeds = rev->nparents;
		if (rev->ndependencies == 0)
			continue;
		rev->needs = dn_new_array(
		    history->connected, struct dn_revision *, rev->nparents + rev->ndependencies);
		rev->nneeds = 0;
		for (size_t j = 0; j < rev->nparents; j++)
			connect_add_need(rev, rev->parents[j]);
		for (size_t j = 0; j < rev->ndependencies; j++)
			connect_add_need(rev, rev->dependencies[j]);
	}
	for (size_t i = 0; i < history->n; i++)
		if (history->revisions[i]->ndependents > 1)
			connect_drop_repeats(history, history->revisions[i]);
}

/* ---- branches ------------------------------------------------------------------------- */

/* Does one line go on behind REV, or none? */
static bool
connect_is_plain(const struct dn_revision *rev)
{
	const struct dn_revision *next = rev->nchildren > 0 ? rev->children[0] : NULL;

	if (rev->nparents > 1 || rev->nchildren > 1)
		return false;
	for (size_t i = 0; i < rev->ndependents; i++) {
		if (next != NULL && rev->dependents[i] != next)
			return false;
		next = rev->dependents[i];
	}
	return true;
}

/* Labels of branches.  Revisions that are in the same ones share them. */
struct labels {
	const char **list;
	size_t n;
	struct labels *more; /* these and LAST, which is the one that was put behind them last */
	const char *last;
};

struct branches {
	struct dn_history *history;
	struct labels **of; /* by order of the revisions */
};

/* REV is in the branch LABEL, too.  One label comes to all of its revisions before the next. */
static void
branches_add(struct branches *b, const struct dn_revision *rev, const char *label)
{
	struct labels **of = &b->of[rev->order], *more = (*of)->more;

	if (more == NULL || (*of)->last != label) {
		more = dn_new(b->history->connected, struct labels);
		more->list = dn_new_array(more, const char *, (*of)->n + 1);
		for (size_t i = 0; i < (*of)->n; i++)
			more->list[more->n++] = (*of)->list[i];
		more->list[more->n++] = label;
		(*of)->more = more;
		(*of)->last = label;
	}
	*of = more;
}

/*
 * A label is the name of all that follows; and, as long as these are one line, of what comes before
 * on that line.
 */
static void
connect_branch(struct branches *b, const struct dn_revision *rev, const char *label)
{
	const struct dn_history *history = b->history;
	bool *marks = dn_graph_marks(NULL, history);
	const struct dn_revision *last = rev;

	marks[rev->order] = true;
	dn_graph_mark_descendants(history, marks, DN_EDGES_PARENTS);
	for (size_t i = 0; i < history->n; i++)
		if (marks[i])
			branches_add(b, history->revisions[i], label);
	while (connect_is_plain(last) && last->nchildren > 0)
		last = last->children[0];
	if (connect_is_plain(last))
		for (; rev->nparents > 0 && connect_is_plain(rev->parents[0]);
		     rev = rev->parents[0])
			branches_add(b, rev->parents[0], label);
	dn_free(marks);
}

static void
connect_branches(struct dn_history *history, struct dn_revision **files, const void *scratch)
{
	struct labels *none = dn_new(history->connected, struct labels);
	struct branches b = { history, dn_new_array(scratch, struct labels *, history->n) };

	for (size_t i = 0; i < history->n; i++)
		b.of[i] = none;
	for (size_t i = 0; i < history->n; i++)
		for (size_t j = 0; j < files[i]->nlabels; j++)
			connect_branch(&b, files[i], files[i]->labels[j]);
	for (size_t i = 0; i < history->n; i++) {
		history->revisions[i]->branches = b.of[i]->list;
		history->revisions[i]->nbranches = b.of[i]->n;
	}
}

void
dn_graph_connect(struct dn_history *history)
{
	void *scratch = dn_new_context(NULL);
	struct dn_revision **files = connect_by_file(scratch, history);

	dn_free(history->connected);
	history->connected = dn_new_context(history);
	connect_ends(history, files);
	connect_needs(history);
	connect_branches(history, files, scratch);
	dn_free(scratch);
}
