/* target.h - what names mean in the graph; for this room alone */
#ifndef DN_HISTORY_TARGET_H
#define DN_HISTORY_TARGET_H

#include "history/graph.h"

/* BRANCH@NAME+STEPS, each part or NULL; the texts are children of whoever asked. */
struct dn_target {
	const char *text;
	const char *branch, *name;
	const char *relative; /* STEPS with its sign */
	int steps;
};

struct dn_target dn_target_parse(const void *mem, const char *text);

/* Where a walk has come to: a revision, or NULL for base. */
struct dn_stand {
	struct dn_revision *revision;
	bool past; /* there was nothing more */
	int left;  /* so many steps, then */
};

/* The revision that a label or a name before "@" means. */
struct dn_revision *
dn_target_branch(const struct dn_history *history, const char *branch, struct dunlin_error *err);
/* NAME of a target without its steps: none for base, several for heads. */
bool dn_target_names(const void *mem, const struct dn_history *history,
    const struct dn_target *target, struct dn_list *list, struct dunlin_error *err);
/* One of them; NULL in *REV for base. */
bool dn_target_one(const struct dn_history *history, const struct dn_target *target,
    struct dn_revision **rev, struct dunlin_error *err);
/* STEPS from FROM, up only within BRANCH unless that is NULL.  False and ERR where it forks. */
bool dn_target_walk(const struct dn_history *history, struct dn_revision *from, int steps,
    const char *branch, struct dn_stand *stand, struct dunlin_error *err);
/* Where a relative target that has a name leads; past the end is an error. */
bool dn_target_relative(const struct dn_history *history, const struct dn_target *target,
    struct dn_revision **rev, struct dunlin_error *err);
/* The members of LIST whose line REV is on. */
struct dn_list dn_target_lineage(const void *mem, const struct dn_history *history,
    const struct dn_list *list, const struct dn_revision *rev, enum dn_edges edges);
/* Alembic's words for one that went too far, with how far it can go. */
bool dn_target_too_far(
    const struct dn_target *target, const struct dn_stand *stand, struct dunlin_error *err);

#endif
