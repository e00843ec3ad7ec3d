/* history.h - all revisions as a graph, and what names mean in it */
#ifndef DN_HISTORY_HISTORY_H
#define DN_HISTORY_HISTORY_H

#include "base/map.h"
#include "history/revision.h"

struct dn_list {
	struct dn_revision **items;
	size_t n;
};

struct dn_history {
	const char *directory;
	struct dn_revision **revisions; /* parents first, else in version order of the files */
	size_t n;
	struct dn_map *by_id, *labels;
	/* In version order: without children, without parents, without children and dependents. */
	struct dn_revision **heads, **bases, **ends;
	size_t nheads, nbases, nends;
};

/*
 * Read the headers of DIRECTORY's *.sql (names with a leading "." are skipped; other files are
 * ignored) and connect them.  A file without `revises` follows the one before it in version order.
 * NULL and ERR (DUNLIN_E_HISTORY with the place) for a duplicate id, a missing parent, a cycle (it
 * names its members), an id with "@ - + :" or white space in it.
 */
struct dn_history *
dn_history_open(const void *mem, const char *directory, struct dunlin_error *err);

/*
 * Add REV, which no file has but the database kept (dn_revision_from_text()), behind its PARENTS:
 * so it can be undone.  It becomes a child of HISTORY.  False and ERR when a parent is missing.
 */
bool dn_history_add(struct dn_history *history, struct dn_revision *rev, const char *const *parents,
    size_t nparents, struct dunlin_error *err);

/* By id; NULL when there is none. */
struct dn_revision *dn_history_get(const struct dn_history *history, const char *id);

/* The applied revisions that no applied one follows, in graph order; those of every branch. */
struct dn_revision **dn_history_current(
    const void *mem, const struct dn_history *history, const struct dn_map *applied, size_t *n);
/*
 * Of these the ones that no applied revision needs: what Alembic keeps in its table.  In version
 * order.
 */
struct dn_list
dn_history_tips(const void *mem, const struct dn_history *history, const struct dn_map *applied);

/*
 * The revisions that NAME means: a full id or a unique beginning of one, a label, head, heads, base
 * (none), BRANCH@ before any of them where BRANCH is a label or a revision, +N or -N behind; -N
 * alone, from each head.  False and ERR (DUNLIN_E_TARGET) in Alembic's words: unknown (with the
 * nearest), ambiguous (lists the candidates), several heads for "head".
 */
bool dn_history_list(const void *mem, const struct dn_history *history, const char *name,
    struct dn_list *list, struct dunlin_error *err);
/* The same for what must be one. */
struct dn_revision *
dn_history_find(const struct dn_history *history, const char *name, struct dunlin_error *err);

enum dn_direction { DN_UP, DN_DOWN };

/* Revisions to run, in the order to run them. */
struct dn_range {
	enum dn_direction direction;
	struct dn_revision **revisions;
	size_t n;
	struct dn_map *start; /* ids that count as applied before it, for offline ranges */
};

/*
 * What TARGET asks for on a database that has APPLIED (a map whose keys are ids).  As
 * dn_history_list(), where +N (upwards), -N (downwards) and BRANCH@ before them count from where
 * the database is.  Upwards all that the target needs is run; downwards what follows the target,
 * on its branch if one is named, and what needs that.  In Alembic's order.  A target in the other
 * direction is an error that names the other command.  NULL and ERR (DUNLIN_E_TARGET).
 */
struct dn_range *
dn_history_range(const void *mem, const struct dn_history *history, const struct dn_map *applied,
    enum dn_direction direction, const char *target, struct dunlin_error *err);
/* The same without a database: "A:B" or, upwards, "B" from base. */
struct dn_range *dn_history_offline_range(const void *mem, const struct dn_history *history,
    enum dn_direction direction, const char *range, struct dunlin_error *err);

/*
 * What lists: FROM:TO, FROM: or :TO, or NULL for all; both ends are in it, the newest is first.
 * "current" is where the database with APPLIED is, which is NULL where none was asked.
 */
bool
dn_history_listing(const void *mem, const struct dn_history *history, const struct dn_map *applied,
    const char *range, struct dn_list *list, struct dunlin_error *err);
/*
 * The ids that are applied when TARGETS were stamped on a database with APPLIED: each takes the
 * place of what is there of its line, and "base" leaves nothing.
 */
struct dn_map *dn_history_stamp(const void *mem, const struct dn_history *history,
    const struct dn_map *applied, const char *const *targets, struct dunlin_error *err);

/*
 * Write a new revision file from the template TEMPLATE_PATH into the directory: tokens ${id},
 * ${message}, ${revises}, ${date}; "$$" is "$".  *PATH is the new file's.  Never overwrites.
 */
bool dn_history_create(const void *mem, const struct dn_history *history, const char *template_path,
    const char *message, const char *id, char **path, struct dunlin_error *err);

/* Version order: digit runs compare as numbers, the rest as bytes. */
int dn_version_compare(const char *a, const char *b);

#endif
