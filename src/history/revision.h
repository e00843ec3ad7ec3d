/* revision.h - one revision file: its header, its sections, its checksums */
#ifndef DN_HISTORY_REVISION_H
#define DN_HISTORY_REVISION_H

#include "base/arena.h"
#include "base/error.h"
#include "base/map.h"
#include "base/source.h"

/* A stretch of a section: PostgreSQL's SQL, or a block for some dialects alone. */
struct dn_piece {
	struct dn_span span;
	const char **only; /* dialect names; NULL: PostgreSQL's SQL for every dialect */
	size_t nonly;
};

/* Everything that can stand behind "-- dunlin:". */
enum dn_directive_kind {
	DN_DIRECTIVE_REVISION,
	DN_DIRECTIVE_REVISES,
	DN_DIRECTIVE_DEPENDS_ON,
	DN_DIRECTIVE_LABEL,
	DN_DIRECTIVE_UPGRADE,
	DN_DIRECTIVE_DOWNGRADE,
	DN_DIRECTIVE_ONLY,
	DN_DIRECTIVE_END,
	DN_DIRECTIVE_TRANSACTION_OFF,
	DN_DIRECTIVE_REPEATABLE,
	DN_DIRECTIVE_DONE_WHEN,
	DN_DIRECTIVE_ONLINE_OFF,
	DN_DIRECTIVE_BACKFILL,
	DN_DIRECTIVE_ASSERT,
	DN_DIRECTIVE_RENAME,
	DN_DIRECTIVE_PLACEHOLDERS_OFF,
	DN_DIRECTIVE_REPLACES,
};

struct dn_directive {
	enum dn_directive_kind kind;
	const char *text;    /* what stands behind the word: "SELECT ...", "batch=100"; or "" */
	struct dn_span span; /* of the comment */
	struct dn_span what; /* of the text */
};

struct dn_section {
	bool present;
	struct dn_span span;     /* all of it */
	struct dn_piece *pieces; /* those with something to run in them; none: nothing to do */
	size_t npieces;
	/*
	 * Those that concern one statement, in order: it is the first that starts behind the span;
	 * and what is asserted, which stands for a statement itself, in a piece.
	 * `online off` and `backfill` before the first section and statement concern the file.
	 */
	struct dn_directive *directives;
	size_t ndirectives;
};

/* Line and column from 1; 0 when a directive was not written. */
struct dn_place {
	unsigned line, column;
};

/* A ${KEY} that nothing was given for. */
struct dn_undefined {
	const char *key;
	size_t at; /* in the source */
	struct dn_place place;
};

/* What a file is. */
enum dn_revision_kind {
	DN_REVISION,
	DN_REPEATABLE, /* R__name.sql: run again whenever it was changed; parents: see history.h */
	DN_HOOK,       /* run beside revisions, and not recorded */
};

struct dn_revision {
	enum dn_revision_kind kind;
	const char *id;
	const char *message;     /* first comment line, "" when there is none */
	const char *path;        /* file, or NULL when it comes from the database */
	struct dn_source source; /* read on demand: see dn_revision_load(); no text before */

	/* From the header. */
	struct dn_arena *words; /* its strings are cut from it; its own or that of many */
	const char **revises;   /* ids as written; none of them with REVISES_WRITTEN for "base" */
	size_t nrevises;
	bool revises_written;
	const char **depends_on;
	size_t ndepends_on;
	const char **labels;
	size_t nlabels;
	const char **replaces; /* ids that were squashed into it */
	size_t nreplaces;
	struct dn_place id_at, revises_at, depends_on_at; /* for errors */

	/* From the graph. */
	struct dn_revision **parents, **children;
	size_t nparents, nchildren;
	struct dn_revision **dependencies, **dependents; /* depends-on, and the way back */
	size_t ndependencies, ndependents;
	/* Its parents, then what it depends on itself: not what an ancestor says as well. */
	struct dn_revision **needs;
	size_t nneeds;
	const char **branches; /* labels of the branches that it is in */
	size_t nbranches;
	size_t order;    /* its place in dn_history.revisions */
	size_t file;     /* its place among the files in version order */
	size_t location; /* which of the history's its file is in */

	/* From dn_revision_load(). */
	bool loaded;
	struct dn_section upgrade, downgrade;
	bool transaction_off;
	bool online_off;      /* for the whole file */
	char *backfill;       /* "batch=N" for the whole file, or NULL */
	char *checksum;       /* SHA-256 of the bytes behind a byte order mark, "1:" before it */
	char *token_checksum; /* of the token stream, "1:" before it */
	bool cut;             /* by dn_revision_cut() */

	/* What ${KEY} stands for, by key, or NULL: nothing.  Set before it is loaded. */
	const struct dn_map *placeholders;
	bool placeholders_off;     /* for the whole file */
	bool as_written;           /* nobody is to run it: placeholders stay */
	bool has_placeholders;     /* in what is written */
	struct dn_source written;  /* the text before placeholders became their values */
	const char *recorded_text; /* that of dn_revision_run_recorded(), or NULL */
	struct dn_undefined *undefined;
	size_t nundefined;
};

/*
 * The token stream, algorithm 1, in the order of the file; it never changes.
 *   - what dn_lex_hash() adds for each statement, then ";" and NUL, with or without one written;
 *   - the lines of COPY data with CRLF as LF, then NUL;
 *   - "-- dunlin: upgrade" or "-- dunlin: downgrade" and NUL where a section starts, written or
 * not;
 *   - "-- dunlin: only A,B" and NUL, the block, "-- dunlin: end" and NUL; of a block for other
 *     dialects, whose tokens nobody here knows, the lines with CRLF as LF, then NUL.
 * Nothing else counts: comments, other directives and psql's \restrict lines may change.
 */

/* What the name of a repeatable file begins with, and no id of a revision. */
#define DN_REPEATABLE_PREFIX "R__"
bool dn_revision_is_repeatable(const char *name);

/* Read the header of the file at PATH: never the SQL.  NULL and ERR when a directive is wrong. */
struct dn_revision *dn_revision_open(const void *mem, const char *path, struct dunlin_error *err);
/* It is a hook or a repeatable file, which can have no directives of the graph. */
bool dn_revision_stands_beside(
    struct dn_revision *rev, enum dn_revision_kind kind, struct dunlin_error *err);
/*
 * A revision from text that is no file: the database's, a pipe's.  SRC is copied.  ID NULL: what it
 * or the name of SRC's file says.
 */
struct dn_revision *dn_revision_from_text(
    const void *mem, const char *id, const struct dn_source *src, struct dunlin_error *err);
/*
 * Read and check the whole: text, directives, sections, checksums.  Once; later calls do nothing.
 * SOURCE is then what is run, with the values of placeholders; the checksums are those of the text
 * as it is written.
 */
bool dn_revision_load(struct dn_revision *rev, struct dunlin_error *err);
/* Placeholders became other values when it was applied: TEXT is what was run, and stays so. */
bool dn_revision_run_recorded(struct dn_revision *rev, const char *text, struct dunlin_error *err);
/*
 * False and ERR (DUNLIN_E_HISTORY, with the place) for a placeholder in SPAN that nothing was given
 * for.
 */
bool dn_revision_is_defined(
    const struct dn_revision *rev, struct dn_span span, struct dunlin_error *err);

/*
 * Placeholders: ${KEY} or ${KEY:-TEXT}, TEXT standing for it where nothing is given.  In SQL the
 * value is put there as it is; in '...' and "..." with what would end these doubled.  Comments,
 * dollar quotes and the data of a COPY are left alone.
 */
/* Add "KEY=VALUE" to VALUES.  False and ERR (DUNLIN_E_USAGE) where it is none. */
bool dn_placeholder_add(struct dn_map *values, const char *definition, struct dunlin_error *err);
/*
 * Of its upgrade only what stands before byte AT was run: that alone counts as its upgrade section
 * from now on.  There is no downgrade section then, for the one that is written undoes the whole,
 * and it is one transaction.  AT SIZE_MAX: the whole file again.
 */
bool dn_revision_cut(struct dn_revision *rev, size_t at, struct dunlin_error *err);
/* Behind what is left of one that was cut, these statements were run. */
void dn_revision_cut_with(struct dn_revision *rev, const char *sql);

#endif
