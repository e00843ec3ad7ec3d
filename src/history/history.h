/* history.h - all revisions as a graph, and what names mean in it */
#ifndef DN_HISTORY_HISTORY_H
#define DN_HISTORY_HISTORY_H

#include "base/map.h"
#include "history/revision.h"

struct dn_list {
	struct dn_revision **items;
	size_t n;
};

/* Where revision files are. */
struct dn_locations {
	const char **paths;
	size_t n;
	bool recursive; /* in the folders below them as well */
};

struct dn_history {
	const char *directory; /* the first of the locations, for messages */
	struct dn_locations locations;
	struct dn_revision **revisions; /* parents first, else in version order of the files */
	size_t n;
	void *connected; /* owns what follows from the edges */
	struct dn_map *by_id, *labels;
	struct dn_map *replaced; /* ids that are squashed into another revision, and that one */
	/* R__name.sql, by name.  What is run of them has where the database was then as parents. */
	struct dn_revision **repeatables;
	size_t nrepeatables;
	/* In version order: without children, without parents, without children and dependents. */
	struct dn_revision **heads, **bases, **ends;
	size_t nheads, nbases, nends;
};

/*
 * Read the headers of the *.sql in the folders of LOCATIONS (names with a leading "." are skipped;
 * other files are ignored) and connect them.  A file without `revises` follows the one before it in
 * the version order of its location.  A folder that is there twice is read once; of several
 * locations those that are not there have nothing, for a new revision makes them.  NULL and ERR
 * (DUNLIN_E_HISTORY with the place) for a duplicate id, a missing parent, a cycle (it names its
 * members), an id with "@ - + :" or white space in it.
 */
struct dn_history *
dn_history_open(const void *mem, const struct dn_locations *locations, struct dunlin_error *err);

/* The same of revisions that are read, in the order of their files. */
struct dn_history *
dn_history_of(const void *mem, const struct dn_list *revisions, struct dunlin_error *err);
/*
 * Add REV, which no file has but the database kept (dn_revision_from_text()), behind its PARENTS:
 * so it can be undone.  It becomes a child of HISTORY.  False and ERR when a parent is missing.
 */
bool dn_history_add(struct dn_history *history, struct dn_revision *rev, const char *const *parents,
    size_t nparents, struct dunlin_error *err);

/* The repeatable file of that id, "R__name"; NULL when there is none. */
struct dn_revision *dn_history_repeatable(const struct dn_history *history, const char *id);
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
/* What is applied where FROM and all that it needs are: ids to revisions.  NULL and ERR. */
struct dn_map *dn_history_offline_start(
    const void *mem, const struct dn_history *history, const char *from, struct dunlin_error *err);
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

/* What a new revision is to be.  NULL or 0: the usual. */
struct dn_create {
	const char *template_path; /* tokens ${id}, ${message}, ${revises}, ${date}; "$$" is "$" */
	const char *message, *id;
	const char *const *parents;                    /* names, ended by NULL; else head */
	bool merge;                                    /* there must be several */
	bool splice;                                   /* they may have children */
	const char *const *depends_on, *const *labels; /* ended by NULL */
	const char *location; /* one of the history's, else that of the first parent */
	const char *file_template, *timezone;
	size_t slug_length;
};
/* The file that comes of it. */
struct dn_draft {
	char *path, *text;
};
/*
 * Behind ${revises} come the directives for dependencies and labels.  False and ERR
 * (DUNLIN_E_TARGET, DUNLIN_E_HISTORY, DUNLIN_E_USAGE) in Alembic's words where it has some.
 */
bool dn_history_create(const void *mem, const struct dn_history *history,
    const struct dn_create *create, struct dn_draft *draft, struct dunlin_error *err);
/* Write it, with the folders that it needs; never overwrites. */
bool dn_history_publish(const struct dn_draft *draft, struct dunlin_error *err);

/*
 * The text of REV's file where it follows what ONTO means, NULL: the one other head.  NULL and ERR
 * (DUNLIN_E_TARGET) where there are several, or it would need itself.
 */
char *dn_history_rebase(const void *mem, const struct dn_history *history, struct dn_revision *rev,
    const char *onto, struct dunlin_error *err);

/* One revision in the place of several. */
struct dn_squash {
	struct dn_list members; /* oldest first */
	struct dn_revision *last;
	struct dn_revision *one; /* with the id of the last; it replaces the others */
	bool written;            /* it has a downgrade section */
	bool reduced;            /* not all statements are those of the members */
};
/*
 * Of RANGE, FROM:TO with both ends: what becomes one, loaded as it is written.  False and ERR where
 * one of them is needed by another revision that stays, or has a directive that concerns its file.
 */
bool dn_history_squash(const void *mem, const struct dn_history *history, const char *range,
    struct dn_squash *squash, struct dunlin_error *err);
/* What the one is to be. */
struct dn_squash_text {
	const char *message; /* NULL: a made up one */
	/* What stands for the sections of the first N members; each statement with its ";". */
	const char *up, *down;
	size_t n;
};
/* Make it: from the members' sections, one behind the other. */
bool dn_history_squash_write(const void *mem, const struct dn_history *history,
    const struct dn_squash_text *text, struct dn_squash *squash, struct dunlin_error *err);

/* Version order: digit runs compare as numbers, the rest as bytes. */
int dn_version_compare(const char *a, const char *b);

#endif
