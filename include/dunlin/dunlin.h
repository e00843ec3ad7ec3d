/* dunlin.h - public API of libdunlin, the portable database migrator */
#ifndef DUNLIN_DUNLIN_H
#define DUNLIN_DUNLIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define DUNLIN_API          __attribute__((visibility("default")))
#define DUNLIN_PRINTF(f, a) __attribute__((format(printf, f, a)))
#else
#define DUNLIN_API
#define DUNLIN_PRINTF(f, a)
#endif

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Error codes: name, exit status of the command, text.  Appended to, never renumbered: the value
 * of a code is its place in this list.
 */
#define DUNLIN_CODES(X)                                                       \
	X(DUNLIN_OK, 0, "ok")                                                 \
	X(DUNLIN_E_FAILED, 1, "failed")                                       \
	X(DUNLIN_E_USAGE, 2, "usage error")                                   \
	X(DUNLIN_E_CONFIG, 2, "configuration error")                          \
	X(DUNLIN_E_PENDING, 3, "revisions are pending")                       \
	X(DUNLIN_E_DRIFT, 4, "the database differs from the files")           \
	X(DUNLIN_E_LOCKED, 5, "another migration holds the lock")             \
	X(DUNLIN_E_FILE, 1, "cannot read or write a file")                    \
	X(DUNLIN_E_HISTORY, 1, "error in a revision file or between them")    \
	X(DUNLIN_E_TARGET, 1, "no such revision")                             \
	X(DUNLIN_E_PARSE, 1, "syntax error in a revision file")               \
	X(DUNLIN_E_UNTRANSLATABLE, 1, "cannot be translated to this dialect") \
	X(DUNLIN_E_CONNECT, 1, "cannot connect")                              \
	X(DUNLIN_E_SQL, 1, "the database refused a statement")                \
	X(DUNLIN_E_SYNTAX, 1, "the database refused the syntax")              \
	X(DUNLIN_E_CONSTRAINT, 1, "a constraint was violated")                \
	X(DUNLIN_E_BUSY, 1, "a lock was not granted in time")                 \
	X(DUNLIN_E_RETRY, 1, "deadlock or serialization failure")             \
	X(DUNLIN_E_GONE, 1, "the connection was lost")                        \
	X(DUNLIN_E_READONLY, 1, "the database is read-only")                  \
	X(DUNLIN_E_FULL, 1, "no space is left")                               \
	X(DUNLIN_E_CANCELED, 1, "canceled")                                   \
	X(DUNLIN_E_UNSUPPORTED, 1, "not supported by the driver")             \
	X(DUNLIN_E_ABSENT, 1, "no such database")                             \
	X(DUNLIN_E_UNREACHABLE, 1, "no server answers")

enum dunlin_code {
#define X(name, status, text) name,
	DUNLIN_CODES(X)
#undef X
};

/* What went wrong.  Owned by the caller; every call that can fail takes one last, NULL allowed. */
struct dunlin_error;

/* Never NULL.  Empty until a call fails with it; the first failure stays. */
DUNLIN_API struct dunlin_error *dunlin_error_new(void);
DUNLIN_API void dunlin_error_free(struct dunlin_error *err);
/* Make ERR empty again, for the next call. */
DUNLIN_API void dunlin_error_clear(struct dunlin_error *err);
DUNLIN_API enum dunlin_code dunlin_error_code(const struct dunlin_error *err);
/* The exit status that the command documents for this code. */
DUNLIN_API int dunlin_error_status(const struct dunlin_error *err);
/* One line, lower case, no full stop; "" when nothing failed.  Owned by ERR, as all below. */
DUNLIN_API const char *dunlin_error_message(const struct dunlin_error *err);
/* What the database added, or NULL. */
DUNLIN_API const char *dunlin_error_detail(const struct dunlin_error *err);
/* One sentence that says what to do, or NULL. */
DUNLIN_API const char *dunlin_error_hint(const struct dunlin_error *err);
/* Five characters, or "" when the database reported none. */
DUNLIN_API const char *dunlin_error_sqlstate(const struct dunlin_error *err);
/* Where: NULL, 0, 0 when there is no place.  Lines and columns count from 1, columns characters. */
DUNLIN_API const char *dunlin_error_file(const struct dunlin_error *err);
DUNLIN_API unsigned dunlin_error_line(const struct dunlin_error *err);
DUNLIN_API unsigned dunlin_error_column(const struct dunlin_error *err);

enum dunlin_level {
	DUNLIN_DEBUG,   /* each statement */
	DUNLIN_INFO,    /* what is being done */
	DUNLIN_NOTICE,  /* what the user should know */
	DUNLIN_WARNING, /* what the user should act on */
};

/* One message, one or more lines without a final newline; never contains a password. */
typedef void (*dunlin_log_fn)(void *payload, enum dunlin_level level, const char *message);

/* What happens while an upgrade or a downgrade runs.  Appended to, never renumbered. */
enum dunlin_event_kind {
	DUNLIN_EVENT_BEGIN,     /* which database, and where it is to be brought */
	DUNLIN_EVENT_PLAN,      /* what is to be done; again when somebody else did some of it */
	DUNLIN_EVENT_WAIT,      /* for WAITS_FOR; again about each second */
	DUNLIN_EVENT_REVISION,  /* begins */
	DUNLIN_EVENT_STEP,      /* of a revision, outside a transaction, begins */
	DUNLIN_EVENT_PROGRESS,  /* something lasts; after two seconds, then each second */
	DUNLIN_EVENT_STEP_DONE, /* */
	DUNLIN_EVENT_RETRY,     /* the revision is tried again for REASON */
	DUNLIN_EVENT_REVISION_DONE, /* */
	DUNLIN_EVENT_MESSAGE,       /* a notice or a warning */
	DUNLIN_EVENT_END,           /* of the run, with ERROR or without */
};

/* A session that is in the way.  NULL where the server does not tell. */
struct dunlin_holder {
	const char *pid, *application, *host, *user, *since;
};

/* One event.  What it does not concern is NULL or 0.  Texts are valid during the call. */
struct dunlin_event {
	size_t size; /* members are appended: look at it before reading one that is newer */
	enum dunlin_event_kind kind;
	bool down;            /* a downgrade; of each event */
	const char *database; /* without its password; of each event */
	const char *target;
	size_t revisions, revisions_done; /* of the plan */
	size_t steps, steps_done;         /* of all these revisions */
	const char *revision, *message;   /* the one at hand */
	size_t step, revision_steps;      /* which of its steps, from 1; 0: not known */
	const char *statement;            /* of the step, on one line, without passwords */
	const char *file;
	unsigned line;
	double ms;                 /* since what the event is about began */
	const char *phase;         /* what the server is doing: "building index: scanning table" */
	const char *object;        /* with what */
	unsigned long long amount; /* of UNIT, all of it; 0: not known */
	unsigned long long amount_done;
	const char *unit;                   /* "blocks", "tuples", "sessions", "bytes", "rows" */
	const struct dunlin_holder *holder; /* who is waited for */
	const char *waits_for;              /* "server", "lock", "table", "standby" */
	const char *reason;
	enum dunlin_level level; /* of REASON, a message */
	const struct dunlin_error *error;
};
/*
 * Never called twice at the same time, nor together with the log, but maybe from a thread of the
 * library's own, with all signals blocked.  It may call dunlin_cancel() and nothing else that takes
 * the project.
 */
typedef void (*dunlin_observe_fn)(void *payload, const struct dunlin_event *event);
/* What lasts, of a WAIT or PROGRESS, in one line for people; free() it. */
DUNLIN_API char *dunlin_event_text(const struct dunlin_event *event);

/* A piece of a result.  False stops the command with DUNLIN_E_FILE. */
typedef bool (*dunlin_write_fn)(void *payload, const char *text, size_t len);

/* How dunlin_open() finds its way.  Zero it, set size, then what differs.  Strings are copied. */
struct dunlin_options {
	size_t size; /* sizeof(struct dunlin_options) */
	const char
	    *config; /* configuration file; NULL: DUNLIN_CONFIG, ./dunlin.ini, ./migrations/ */
	const char *section;  /* section of it; NULL: [dunlin] */
	const char *database; /* URL; NULL: environment, .env, configuration */
	dunlin_log_fn log;    /* NULL: silent */
	void *log_payload;
	dunlin_write_fn write; /* results; NULL: dropped */
	void *write_payload;
	bool json;    /* results as JSON; of an upgrade or downgrade, its events, one a line */
	bool verbose; /* results with all details */

	/* NULL: nobody looks on, and no second connection is made to see how far a step is. */
	dunlin_observe_fn observe;
	void *observe_payload;
	bool show_values; /* results with the details of errors, which may hold values of rows */
	/* How long to try to connect to a server that is still starting: "60s"; NULL: once. */
	const char *wait;
	/* Of what needs no project, and reads no dunlin.ini: as the key types; NULL: "enforced". */
	const char *types;
	/* What ${KEY} in revision files stands for, as "KEY=VALUE", ended by NULL; NULL: nothing.
	 */
	const char *const *placeholders;
	const char *tag; /* what ${tag} stands for, the same as "tag=TAG" there; or NULL */
	/* Results for a terminal of so many columns, which are aligned to it; 0: for nobody's. */
	size_t width;
	bool color; /* results with colours */
	/* The same of the key enums as types of that; NULL: "check". */
	const char *enums;
};

/* A project: its configuration, its revision files and, once needed, one connection. */
struct dunlin;

/* NULL and ERR on failure.  Reads the configuration; opens no connection. */
DUNLIN_API struct dunlin *
dunlin_open(const struct dunlin_options *options, struct dunlin_error *err);
/* Closes the connection too, or gives an application's back.  NULL allowed. */
DUNLIN_API void dunlin_close(struct dunlin *project);
/* Stop what runs, on the server too.  May be called from a signal handler or another thread. */
DUNLIN_API void dunlin_cancel(struct dunlin *project);

/*
 * The verbs.  TARGET: head, heads, base, +N, -N, a revision, a unique prefix of one or a label,
 * each of them maybe with +N, -N or, before it, BRANCH@.  With SQL the statements are written
 * instead of run, no connection is made, and TARGET may be a range A:B.
 */
DUNLIN_API bool
dunlin_upgrade(struct dunlin *project, const char *target, bool sql, struct dunlin_error *err);
DUNLIN_API bool
dunlin_downgrade(struct dunlin *project, const char *target, bool sql, struct dunlin_error *err);
/* What dunlin_plan() shows.  Zero it, set size, then what differs. */
struct dunlin_plan_options {
	size_t size;        /* sizeof(struct dunlin_plan_options) */
	const char *target; /* as of dunlin_upgrade(), or with DOWN of dunlin_downgrade() */
	bool down;
	const char *out; /* a file to write the plan to, for dunlin_upgrade_plan(); NULL: none */
};
/*
 * Write what an upgrade would run: its steps, the transactions that they share, what they lock
 * and whether they scan or rewrite a table, how each goes on after a crash.  Changes nothing in
 * the database, and makes none that is not there.
 */
DUNLIN_API bool dunlin_plan(
    struct dunlin *project, const struct dunlin_plan_options *options, struct dunlin_error *err);
/*
 * Run the plan that dunlin_plan() wrote to FILE, or the rest of it where it was begun.  Where
 * anything would be done otherwise now (the database, what is applied, a revision, its file),
 * nothing is, and ERR (DUNLIN_E_FAILED) says what differs.
 */
DUNLIN_API bool
dunlin_upgrade_plan(struct dunlin *project, const char *file, struct dunlin_error *err);
/*
 * Answer for the step that the next upgrade or downgrade cannot know of: an earlier run began it
 * and nobody saw its end.  WHAT is "done" or "again".  That call fails when there is no such step.
 */
DUNLIN_API bool
dunlin_decide_step(struct dunlin *project, const char *what, struct dunlin_error *err);
/*
 * What later upgrades, downgrades and plans make one transaction, whatever dunlin.ini says:
 * "revision"; "run", all together, which is refused where a revision needs several; "none", each
 * statement by itself.  Anything else is DUNLIN_E_USAGE.
 */
DUNLIN_API bool
dunlin_set_transaction(struct dunlin *project, const char *what, struct dunlin_error *err);
/* Let later downgrades drop tables and columns that hold rows; without it they are refused. */
DUNLIN_API void dunlin_allow_data_loss(struct dunlin *project);
/*
 * Let later upgrades and downgrades write large tables anew for a change of a column's type, while
 * everybody waits; without it they are refused.
 */
DUNLIN_API void dunlin_allow_rewrite(struct dunlin *project);
/*
 * For later upgrades and downgrades with SQL, which ask no database: TABLE, with its schema or by
 * its name alone, is to be spared as a large one; "all": each is.
 */
DUNLIN_API void dunlin_assume_large(struct dunlin *project, const char *table);
/* What dunlin_verify() tries.  Zero it, set size, then what differs. */
struct dunlin_verify_options {
	size_t size; /* sizeof(struct dunlin_verify_options) */
	/* A revision, "REV.." for it and all after it, "A:B" for those after A up to B; NULL: all.
	 */
	const char *range;
	/* URL of the server for scratch databases, "sqlite://": none; NULL: the project's. */
	const char *scratch;
};
/*
 * Prove that downgrades lead back: run each revision up, down and up again on a scratch database
 * of SQLite, in memory, and one of PostgreSQL, which is made and dropped again, and compare what
 * is there.  Writes what came of each; ERR (DUNLIN_E_FAILED) where one does not lead back.
 */
DUNLIN_API bool dunlin_verify(
    struct dunlin *project, const struct dunlin_verify_options *options, struct dunlin_error *err);
/*
 * Record that the database is at TARGETS, which NULL ends; runs nothing of the revisions.  Other
 * branches stay where they are.  PURGE: forget first what is recorded, unknown revisions included.
 */
DUNLIN_API bool dunlin_stamp(
    struct dunlin *project, const char *const *targets, bool purge, struct dunlin_error *err);
/*
 * Write the statements that do so, for a database that is at the A of targets A:B, or at base.  No
 * connection is made.
 */
DUNLIN_API bool
dunlin_stamp_script(struct dunlin *project, const char *const *targets, struct dunlin_error *err);
/* Make the tables that record what is applied.  SQL: write the statements instead. */
DUNLIN_API bool dunlin_ensure_version(struct dunlin *project, bool sql, struct dunlin_error *err);
/*
 * Fail with DUNLIN_E_PENDING when a head is not applied, with DUNLIN_E_DRIFT when the database has
 * something else than the files say.
 */
DUNLIN_API bool dunlin_check(struct dunlin *project, struct dunlin_error *err);

/*
 * Write what a merge with the branch or commit REF of the git repository that the files are in
 * would leave wrong: several heads, ids in two files, files that were changed or removed though
 * they were there before.  ERR (DUNLIN_E_HISTORY) where there is any of that.
 */
DUNLIN_API bool
dunlin_check_against(struct dunlin *project, const char *ref, struct dunlin_error *err);

/*
 * A copy of TEXT (SQL, or a message that quotes some) with *** for its passwords, on the same
 * lines; free() it.  *OFFSET, unless NULL, is a place in TEXT and becomes the one in the copy.
 */
DUNLIN_API char *dunlin_mask(const char *text, size_t len, size_t *offset);

/* The listings; they never write to the database. */
/* CHECK_HEADS: fail with DUNLIN_E_PENDING unless all heads are applied. */
DUNLIN_API bool dunlin_current(struct dunlin *project, bool check_heads, struct dunlin_error *err);
/* RANGE: FROM:TO with either end left out or "current"; NULL: all.  MARK what is current. */
DUNLIN_API bool
dunlin_history(struct dunlin *project, const char *range, bool mark, struct dunlin_error *err);
/*
 * The same as a drawing: "graph" with lines of characters, "ascii" with plain ones; "dot" and
 * "mermaid" in the languages of these.
 */
DUNLIN_API bool dunlin_draw(struct dunlin *project, const char *range, bool mark, const char *form,
    struct dunlin_error *err);
/* RESOLVE: not those that others depend on. */
DUNLIN_API bool dunlin_heads(struct dunlin *project, bool resolve, struct dunlin_error *err);
DUNLIN_API bool dunlin_branches(struct dunlin *project, struct dunlin_error *err);
/* TARGET: any symbol for revisions, also "current". */
DUNLIN_API bool dunlin_show(struct dunlin *project, const char *target, struct dunlin_error *err);
/* Call EACH with the file of each revision that TARGET means; it stops at the first false. */
typedef bool (*dunlin_file_fn)(void *payload, const char *path, struct dunlin_error *err);
DUNLIN_API bool dunlin_files(struct dunlin *project, const char *target, dunlin_file_fn each,
    void *payload, struct dunlin_error *err);
/*
 * Call EACH with every word by which the files name revisions, for completing what is typed: ids
 * with the revision's message, labels with that of theirs; it stops at the first false.
 */
typedef bool (*dunlin_word_fn)(void *payload, const char *word, const char *about);
DUNLIN_API bool dunlin_symbols(
    struct dunlin *project, dunlin_word_fn each, void *payload, struct dunlin_error *err);
/* The same with the sections of the configuration, which may be no project yet. */
DUNLIN_API bool dunlin_sections(const struct dunlin_options *options, dunlin_word_fn each,
    void *payload, struct dunlin_error *err);
/* EXIT_CODE: fail with DUNLIN_E_PENDING or DUNLIN_E_DRIFT where that is the status. */
DUNLIN_API bool dunlin_status(struct dunlin *project, bool exit_code, struct dunlin_error *err);

/* List every key of dunlin.ini, its value and where it comes from; of a secret only that it is. */
DUNLIN_API bool dunlin_config(struct dunlin *project, struct dunlin_error *err);

/*
 * Show who holds the lock.  END: end it, by ending the session that holds it or by taking its lease
 * away.  EXIT_CODE: fail with DUNLIN_E_LOCKED when somebody does.
 */
DUNLIN_API bool
dunlin_lock(struct dunlin *project, bool end, bool exit_code, struct dunlin_error *err);

/* What dunlin_revision() makes.  Zero it, set size, then what differs. */
struct dunlin_revision_options {
	size_t size; /* sizeof(struct dunlin_revision_options) */
	const char *message;
	const char *id;                /* NULL: generated */
	const char *const *parents;    /* revisions or symbols, ended by NULL; NULL: head */
	bool merge;                    /* there must be several of them */
	bool splice;                   /* they may have children already */
	const char *const *labels;     /* of the branch that it begins, ended by NULL */
	const char *const *depends_on; /* revisions or labels, ended by NULL */
	const char *version_path;      /* a folder of version_locations; NULL: its parent's */
	bool print;                    /* write the text to the results, and no file */
};
/*
 * Make a new revision file, run the hooks of [post_write_hooks] with it, and write its path to the
 * results.
 */
DUNLIN_API bool dunlin_revision(struct dunlin *project,
    const struct dunlin_revision_options *options, struct dunlin_error *err);
/*
 * Let REVISION follow ONTO instead (NULL: the one other head): its file is changed, and its path
 * written to the results.  Refused where the database has it.
 */
DUNLIN_API bool dunlin_rebase(
    struct dunlin *project, const char *revision, const char *onto, struct dunlin_error *err);
struct dunlin_squash_options {
	size_t size;
	const char *message; /* NULL: a made up one */
	bool reduce;         /* the first revisions as the statements that their schema comes to */
};

/*
 * Make one revision of RANGE, FROM:TO with both ends, in the file and with the id of TO; the other
 * files are removed.  Nothing is written unless the models of both are proved to be the same, nor
 * where the database is between the two ends.
 */
DUNLIN_API bool dunlin_squash(struct dunlin *project, const char *range,
    const struct dunlin_squash_options *options, struct dunlin_error *err);
/*
 * Make DIRECTORY with a dunlin.ini, a template and empty folders for revisions, as LAYOUT has it
 * ("generic", "multidb"; NULL: the first).  Needs no project.
 */
DUNLIN_API bool dunlin_init(const char *directory, const char *layout,
    const struct dunlin_options *options, struct dunlin_error *err);
/* Write what layouts there are.  Needs no project. */
DUNLIN_API bool
dunlin_list_templates(const struct dunlin_options *options, struct dunlin_error *err);

/* PostgreSQL's SQL to be translated: LEN bytes of TEXT; FILE names it in errors. */
struct dunlin_script {
	const char *file, *text;
	size_t len;
};
/* Print SCRIPT as DIALECT's SQL.  Needs no project. */
DUNLIN_API bool dunlin_translate(const struct dunlin_options *options, const char *dialect,
    const struct dunlin_script *script, struct dunlin_error *err);
/*
 * Show how well the whole history would carry over into DIALECT: statements that are exact,
 * enforced by a check, approximated or impossible, and where the last two are.
 */
DUNLIN_API bool
dunlin_assess(struct dunlin *project, const char *dialect, struct dunlin_error *err);
/* The same of N scripts, one behind the other, as a history.  Needs no project. */
DUNLIN_API bool dunlin_assess_scripts(const struct dunlin_options *options, const char *dialect,
    const struct dunlin_script *scripts, size_t n, struct dunlin_error *err);

/* List the drivers that are built in or found as modules, and modules that are none.  Needs no
 * project. */
DUNLIN_API bool dunlin_drivers(const struct dunlin_options *options, struct dunlin_error *err);
/*
 * Hold the driver of URL to what driver.h promises, on that database: a scratch one, in which
 * tables dunlin_contract_* come and go.  Writes each case; ERR (DUNLIN_E_FAILED) when one has
 * failed. Needs no project.
 */
DUNLIN_API bool
dunlin_driver_test(const struct dunlin_options *options, const char *url, struct dunlin_error *err);

/*
 * The known name that a mistyped word most likely means, for a hint.  Set WORD and zero the rest,
 * then add the names: NAME is the nearest, NULL when none is near.  Both strings stay the caller's.
 */
struct dunlin_nearest {
	const char *word, *name;
	unsigned distance; /* of NAME: letters to add, take away or replace */
};
/* NAME must outlive NEAREST. */
DUNLIN_API void dunlin_nearest_add(struct dunlin_nearest *nearest, const char *name);

/* How many columns of a terminal LEN bytes of UTF-8 take; a tab and what is not seen count one. */
DUNLIN_API size_t dunlin_columns(const char *text, size_t len);

/* "0.1.0"; static. */
DUNLIN_API const char *dunlin_version(void);

#ifdef __cplusplus
}
#endif

#endif
