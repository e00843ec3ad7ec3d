/* rebase.c - give a revision's file another parent */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "history/target.h"

/* Everything that needs REV would come before it. */
static bool
rebase_makes_cycle(const struct dn_history *history, const struct dn_revision *rev,
    const struct dn_list *parents, struct dunlin_error *err)
{
	bool *marks = dn_graph_marks(NULL, history), ok = true;

	marks[rev->order] = true;
	dn_graph_mark_descendants(history, marks, DN_EDGES_ALL);
	for (size_t i = 0; ok && i < parents->n; i++) {
		const struct dn_revision *parent = parents->items[i];

		if (!marks[parent->order])
			continue;
		ok = dunlin_error_set(err, DUNLIN_E_TARGET,
		    parent == rev ? "revision '%s' cannot follow itself"
				  : "revision '%s' cannot follow '%s', which needs it",
		    rev->id, parent->id);
	}
	dn_free(marks);
	return !ok;
}

/* The heads that are not behind REV: one of them. */
static bool
rebase_head(const void *mem, const struct dn_history *history, const struct dn_revision *rev,
    struct dn_list *parents, struct dunlin_error *err)
{
	bool *marks = dn_graph_marks(NULL, history);
	char *list;

	marks[rev->order] = true;
	dn_graph_mark_descendants(history, marks, DN_EDGES_ALL);
	for (size_t i = 0; i < history->nheads; i++)
		if (!marks[history->heads[i]->order])
			dn_push(mem, parents->items, parents->n, history->heads[i]);
	dn_free(marks);
	if (parents->n == 1)
		return true;
	if (parents->n == 0)
		return dunlin_error_set(
		    err, DUNLIN_E_TARGET, "there is no other head for '%s' to follow", rev->id);
	list = dn_graph_print(NULL, parents->items, parents->n);
	dunlin_error_set(
	    err, DUNLIN_E_TARGET, "'%s' could follow several heads: %s", rev->id, list);
	dunlin_error_set_hint(err, "Name one of them behind it.");
	dn_free(list);
	return false;
}

/* Bytes [*START, *END) are line LINE of SRC, without what ends it. */
static void
rebase_line(const struct dn_source *src, unsigned line, size_t *start, size_t *end)
{
	const char *p = src->text, *newline;

	while (--line > 0 && (newline = strchr(p, '\n')) != NULL)
		p = newline + 1;
	*start = (size_t) (p - src->text);
	*end = *start + strcspn(p, "\r\n");
}

/* In the place of the directive that there is, behind that of the id, or as the first line. */
static char *
rebase_text(const void *mem, const struct dn_revision *rev, const struct dn_list *parents)
{
	const struct dn_source *src = &rev->written;
	struct dunlin_buf *buf = dn_buf_new(mem);
	const char *newline = memmem(src->text, src->len, "\r\n", 2) != NULL ? "\r\n" : "\n";
	size_t start = 0, end = 0;

	if (rev->revises_at.line != 0)
		rebase_line(src, rev->revises_at.line, &start, &end);
	else if (rev->id_at.line != 0)
		rebase_line(src, rev->id_at.line, &start, &end);
	if (rev->revises_at.line == 0)
		start = end;
	dunlin_buf_put(buf, src->text, start);
	dunlin_buf_puts(buf, start == end && end > 0 ? newline : "");
	dunlin_buf_puts(buf, "-- dunlin: revises ");
	for (size_t i = 0; i < parents->n; i++)
		dunlin_buf_printf(buf, "%s%s", i == 0 ? "" : ", ", parents->items[i]->id);
	dunlin_buf_printf(buf, "%s%s", parents->n == 0 ? "base" : "", end == 0 ? newline : "");
	dunlin_buf_put(buf, src->text + end, src->len - end);
	return dn_buf_steal(mem, buf);
}

char *
dn_history_rebase(const void *mem, const struct dn_history *history, struct dn_revision *rev,
    const char *onto, struct dunlin_error *err)
{
	void *scratch = dn_new_context(NULL);
	struct dn_list parents = { 0 };
	char *text = NULL;

	if ((onto == NULL ? rebase_head(scratch, history, rev, &parents, err)
			  : dn_history_list(scratch, history, onto, &parents, err)) &&
	    !rebase_makes_cycle(history, rev, &parents, err) && dn_revision_load(rev, err))
		text = rebase_text(mem, rev, &parents);
	dn_free(scratch);
	return text;
}
