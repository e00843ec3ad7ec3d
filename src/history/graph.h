/* graph.h - marks on revisions; for this room alone */
#ifndef DN_HISTORY_GRAPH_H
#define DN_HISTORY_GRAPH_H

#include "history/history.h"

/*
 * Put the revisions, which stand in version order, into graph order and fill in what follows from
 * it.  False and ERR for a cycle.
 */
bool dn_graph_sort(struct dn_history *history, struct dunlin_error *err);

/* Fill in what revisions need, and the branches that they are in. */
void dn_graph_connect(struct dn_history *history);

/* Which edges a walk follows: those to parents alone, or dependencies as well. */
enum dn_edges { DN_EDGES_PARENTS, DN_EDGES_ALL };

/* A flag for each revision, by its order; a child of MEM. */
bool *dn_graph_marks(const void *mem, const struct dn_history *history);
/* Mark all that a marked revision needs; one pass over the graph. */
void dn_graph_mark_ancestors(const struct dn_history *history, bool *marks, enum dn_edges edges);
/* Mark all that needs a marked revision. */
void dn_graph_mark_descendants(const struct dn_history *history, bool *marks, enum dn_edges edges);
/* REV, its ancestors and its descendants. */
bool *dn_graph_lineage(const void *mem, const struct dn_history *history,
    const struct dn_revision *rev, enum dn_edges edges);

/*
 * The revisions that MARKS has, what needs others before these: in the order in which Alembic
 * walks down from HEADS.  It follows a line as long as nothing else that is to come needs the next
 * of it; else it goes on with the first head that does.
 */
struct dn_list dn_graph_walk(const void *mem, const struct dn_history *history, const bool *marks,
    const struct dn_list *heads);

/* "001 (Initial schema), 002": the first few of LIST, for messages. */
char *dn_graph_print(const void *mem, struct dn_revision *const *list, size_t n);

/* Say that an error is at PLACE of the file of REV, or at its start when nothing was written. */
void
dn_history_error_at(struct dunlin_error *err, const struct dn_revision *rev, struct dn_place place);

#endif
