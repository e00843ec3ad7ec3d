/* store.h - what is kept in the database: applied revisions and the journal of runs */
#ifndef DN_ENGINE_STORE_H
#define DN_ENGINE_STORE_H

#include "engine/session.h"
#include "plan/plan.h"

/* The layout of the tables; it changes only with a migration of them. */
#define DN_STORE_LAYOUT   1
/* Above this a text is kept as its hash alone. */
#define DN_STORE_MAX_TEXT (1024 * 1024)

/* The tables' names as the dialect prints them, quoted and qualified. */
struct dn_store {
	const struct dn_dialect *dialect;
	const char *schema;      /* NULL where there are none */
	bool present;            /* the tables were there when last looked for */
	bool open;               /* a run had not ended when the revisions were last read */
	struct dn_map *repeated; /* what was last read of repeatable files; NULL before that */
	/* The configured value of the dialect's kept_key, and that which the database's tables were
	 * made with, which is "" before any was read; NULL where tables do not differ by one. */
	const char *types, *made_types;
	const char *names[4]; /* bare names, in the order of the printed ones below */
	const char *revision, *journal, *layout, *lock;
};

/* The statement that makes the table of the lease; NULL where there are no leases. */
char *dn_store_lease_ddl(const void *mem, const struct dn_store *store);

/* One row of the revision table; all strings owned by whoever read it. */
struct dn_record {
	const char *id;
	const char *parents; /* ids with "," between, "" for a base */
	const char *message;
	const char *checksum, *token_checksum;
	const char *applied_at; /* ISO 8601, UTC */
	const char *applied_by;
	const char *duration_ms; /* digits; NULL to write: the dialect's elapsed_ms */
	const char *tool_version;
	const char *source; /* NULL unless it is being written; NULL in the table when too long */
	bool replaces;      /* what is written takes the place of what there is of it */
};

/* One row of the journal, as far as resuming needs it. */
struct dn_journal_step {
	size_t step;
	const char *hash;
	const char *state; /* "intended", "started", "done" */
};

/* What the configuration says of a store. */
struct dn_store_options {
	const char *schema; /* NULL: the dialect's own */
	const char *prefix; /* before the names: "dunlin_" */
	const char *types;  /* the value of the dialect's kept_key */
};
struct dn_store *dn_store_new(
    const void *mem, const struct dn_dialect *dialect, const struct dn_store_options *options);

/* Are the tables there?  Refuses a layout that is newer than this program.  Asks until they are. */
bool dn_store_present(
    struct dn_store *store, struct dn_session *session, bool *present, struct dunlin_error *err);
/*
 * All applied revisions: id -> struct dn_record, owned by MEM.  Empty without the tables.  Those of
 * repeatable files are not among them, but in STORE->repeated.
 */
struct dn_map *dn_store_read(
    const void *mem, struct dn_store *store, struct dn_session *session, struct dunlin_error *err);
/* The text that is kept of a revision; NULL in *SOURCE when there is none. */
bool dn_store_source(const void *mem, struct dn_store *store, struct dn_session *session,
    const char *id, char **source, struct dunlin_error *err);

/* The statements that make the tables, one after the other; ended by NULL, owned by MEM. */
char **dn_store_ddl(const void *mem, const struct dn_store *store);
bool dn_store_create(struct dn_store *store, struct dn_session *session, struct dunlin_error *err);
/* The tables are made with the configured types from now on: there were none. */
bool
dn_store_keep_types(struct dn_store *store, struct dn_session *session, struct dunlin_error *err);

/*
 * How many of REST rows go into one INSERT: a power of two of at most MOST, which is one, so that
 * few statements do for any number of rows and can be prepared.
 */
size_t dn_store_rows(size_t rest, size_t most);

/* What the table will hold of REVISION. */
void dn_record_of(struct dn_record *record, const void *mem, const struct dn_revision *revision);
/* TOOK_MS, unless NULL, becomes how long the transaction has lasted by then, when that is known. */
bool dn_store_add(struct dn_store *store, struct dn_session *session,
    const struct dn_record *records, size_t n, double *took_ms, struct dunlin_error *err);
bool dn_store_remove(struct dn_store *store, struct dn_session *session, const char *id,
    double *took_ms, struct dunlin_error *err);
/* The same as text for a script, without ";". */
char *
dn_store_add_sql(const void *mem, const struct dn_store *store, const struct dn_record *record);
char *dn_store_remove_sql(const void *mem, const struct dn_store *store, const char *id);
/*
 * Revision ID is undone: repeatable files that were run where it was the last are to be run again.
 */
bool dn_store_stale_repeated(
    struct dn_store *store, struct dn_session *session, const char *id, struct dunlin_error *err);
/* All rows of what was undone by PLAN. */
bool dn_store_undone(struct dn_store *store, struct dn_session *session, const struct dn_plan *plan,
    const struct dn_revision *revision, double *took_ms, struct dunlin_error *err);
char *dn_store_stale_repeated_sql(const void *mem, const struct dn_store *store, const char *id);

/* The step lists of some revisions, all of them in one state. */
struct dn_journal {
	const char *run;
	enum dn_direction direction;
	const char *state;
	const struct dn_plan_revision *const *revisions;
	size_t nrevisions;
};
bool dn_store_journal(struct dn_store *store, struct dn_session *session,
    const struct dn_journal *journal, struct dunlin_error *err);
/* Steps [FIRST, LAST) of a journalled revision are done. */
bool dn_store_journal_done(struct dn_store *store, struct dn_session *session, const char *run,
    const char *revision, size_t first, size_t last, struct dunlin_error *err);
/* Replace what is noted of the steps from FIRST (from 0) on: none of them was begun. */
bool dn_store_journal_rest(struct dn_store *store, struct dn_session *session, const char *run,
    enum dn_direction direction, const struct dn_plan_revision *revision, size_t first,
    struct dunlin_error *err);
/* Whose it is. */
struct dn_cursor {
	const char *run, *revision;
	size_t step; /* from 0 */
};
/* STEP (from 0) is now in STATE. */
bool dn_store_journal_mark(struct dn_store *store, struct dn_session *session, const char *run,
    const char *revision, size_t step, const char *state, struct dunlin_error *err);
/* How far a step that is run in parts has come: before the first of them there is room made. */
bool
dn_store_cursor_begin(struct dn_store *store, struct dn_session *session, struct dunlin_error *err);
/* *CURSOR is MEM's; NULL: no part is done. */
bool dn_store_cursor_read(const void *mem, struct dn_store *store, struct dn_session *session,
    const struct dn_cursor *at, char **cursor, struct dunlin_error *err);
bool dn_store_cursor_move(struct dn_store *store, struct dn_session *session,
    const struct dn_cursor *at, const char *cursor, struct dunlin_error *err);
/* What was done of REVISION in RUN, an upgrade that stopped half way, is undone. */
bool dn_store_journal_undone(struct dn_store *store, struct dn_session *session, const char *run,
    const char *revision, struct dunlin_error *err);
/* No run is to be continued: somebody has said where the database is. */
bool dn_store_journal_abandon(
    struct dn_store *store, struct dn_session *session, struct dunlin_error *err);

/* A run that has not ended: DONE of its steps are done; the next one may have been STARTED. */
struct dn_partial {
	const char *run, *revision;
	enum dn_direction direction;
	size_t done, nsteps;
	bool started;
	const char *statement; /* of the next step; "" when it is not kept */
};
struct dn_partials {
	struct dn_partial *items;
	size_t n;
};
/* Where a run stopped, behind DONE of NSTEPS steps: "after step 1 of 2", "in step 2 of 2". */
char *dn_stopped_place(const void *mem, size_t done, bool started, size_t nsteps);
/* All of them, oldest first; NULL and ERR on failure. */
struct dn_partials *dn_store_partials(
    const void *mem, struct dn_store *store, struct dn_session *session, struct dunlin_error *err);
/* NULL: none; LIST may be. */
const struct dn_partial *
dn_partials_find(const struct dn_partials *list, const char *revision, enum dn_direction direction);
/*
 * Nothing may go one way while a revision is half gone the other, unless PLAN, which may be NULL,
 * undoes that first.
 */
bool dn_partials_allow(const struct dn_partials *list, enum dn_direction direction,
    const struct dn_plan *plan, struct dunlin_error *err);
/* Put the step lists of runs that have not ended into BEGUN: id -> struct dn_begun. */
bool dn_store_begun(struct dn_store *store, struct dn_session *session, enum dn_direction direction,
    struct dn_map *begun, struct dunlin_error *err);
/* The run that left a revision partial, with its steps; *RUN is NULL when there is none. */
bool dn_store_partial(const void *mem, struct dn_store *store, struct dn_session *session,
    const char *revision, enum dn_direction direction, char **run, struct dn_journal_step **steps,
    size_t *nsteps, struct dunlin_error *err);

#endif
