/* dialect.h - what a database's SQL looks like: changes in, statements out */
#ifndef DN_DIALECT_DIALECT_H
#define DN_DIALECT_DIALECT_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/log.h"
#include "dialect/assess.h"
#include "schema/model.h"

/* A statement on rows that is run for some of them at a time, each time in a transaction. */
struct dn_batch {
	const char *table;    /* its name */
	const char *relation; /* the same as it stands in a query: "ONLY t" */
	const char *key;      /* "a, b": columns that order its rows and tell them apart */
	const char *within;   /* the same as they stand in the statement: "t.a, t.b" */
	const char *last;     /* an expression of them: their values as they stand in a statement */
	const char *backwards; /* "a DESC, b DESC" */
	unsigned rows;         /* at most so many of the relation at a time */
};

/* A table whose columns get other types by COMMANDS, which stand behind ALTER TABLE table. */
struct dn_retype {
	struct dn_name table;
	const char *commands;
	const char **columns;
	size_t ncolumns;
};

/* What begins struct dn_output.asserts. */
#define DN_ASSERTION "assertion does not hold"

/* One statement for the database, in the order in which to run them. */
struct dn_output {
	const char *sql;                  /* without ";" */
	const struct dn_statement *from;  /* the author's statement, or NULL */
	const struct dn_statement *safer; /* that stands in FROM's place: SQL is its; or NULL */
	const struct dn_batch
	    *batch; /* SQL ends with a condition, to which such a range is added */
	/* SQL is run for each partition of its table that has rows of its own, and lacks what it
	 * makes; with that one's name. */
	bool each;
	/* SQL fails, with a message that has this in it, unless what it asks is true; or NULL. */
	const char *asserts;
	bool copy_in;             /* a COPY ... FROM STDIN for the driver, with COPY_DATA */
	struct dn_span copy_data; /* its input, in the source of FROM */
	/* SQL is the author's text at FROM's span: offsets in it are offsets there. */
	bool verbatim;
	bool no_transaction;
	/* Outside a transaction, where the dialect's PROBE goes by these: how it resumes. */
	const char *probe; /* a query as of struct dn_probe, or NULL */
	bool repeatable;
	bool idle;       /* it leaves all as it is, so that nothing undoes it */
	const char *how; /* static: how it works on a table, in words for people; or NULL */
};

/* A table as the database must have it when the section is done. */
struct dn_expected {
	const char *table;   /* its name there */
	const char *text;    /* that made it; NULL: the database changed it itself */
	const char *columns; /* name, type and " NOT NULL", a line each */
	bool rewritten;      /* its rows are to be looked through */
	const struct dn_statement *from;
};

/* What stands for an enum where there is another way than a CHECK; in the order of the key enums.
 */
enum dn_enums { DN_ENUMS_CHECK, DN_ENUMS_NATIVE };

enum dn_untranslatable { DN_UNTRANSLATABLE_ERROR, DN_UNTRANSLATABLE_NOTICE };

/* What columns refuse, for a dialect whose own types refuse less; in the order of the key types. */
enum dn_types {
	DN_TYPES_ENFORCED, /* a CHECK refuses what PostgreSQL's type does */
	DN_TYPES_STRICT,   /* the dialect's strictest form of a table, and CHECKs for the rest */
	DN_TYPES_PLAIN,    /* nothing but what the author wrote */
};

/* One section of a revision on its way into a dialect. */
struct dn_translation {
	const struct dn_dialect *dialect;
	struct dn_schema *schema; /* the model before the next statement; moved on by translating */
	enum dn_untranslatable untranslatable;
	enum dn_types types;
	enum dn_enums enums;
	const struct dn_log *log; /* notices */
	struct dn_map *said;      /* notice codes already given in this run */
	struct dn_output **outputs;
	size_t noutputs;
	struct dn_arena *arena; /* outputs are cut from it */
	bool asks;              /* the rows of a SELECT are wanted: else it may be dropped */
	bool left_out;          /* something was: the model has what the database has not */
	bool edits;             /* what the database keeps of its schema may be written to */
	bool anyhow;            /* nothing is said of how a statement is to work */
	/* Is the table stored as TEXT made it, or not there yet?  NULL: it is. */
	bool (*is_stored)(void *payload, const char *table, const char *text, const char *columns);
	void *is_stored_payload;
	/* Columns are written into every row: the model of later runs is not that of this one. */
	bool fills;
	struct dn_expected *expected;
	size_t nexpected;
	void *state;                      /* the dialect's own */
	struct dn_assessment *assessment; /* NULL: nobody asks how well it goes */
	struct dn_assessed
	    *about; /* in it: the statement at hand; NULL: what is printed is of others */
};

/*
 * What is said to a server about the lock and about what stands between: advisory locks of a
 * session, and where a pooler gives each transaction another session, a row that is leased.
 * "{table}" stands for the printed name of the table with that row.
 */
struct dn_lock_sql {
	/*
	 * First after connecting, in place of the session list: one row whose first value is true
	 * when the session is process $1, as the driver was told (NULL: it is).  Then the session
	 * is prepared as well, and the second is the search path that it had: this also belongs
	 * behind a reset.  The third is the server's version, as of struct dn_session, the fourth
	 * its synchronous_commit where a COMMIT waits for standbys.  NULL: no pooler is looked
	 * for, nothing is leased, there is no path and nothing depends on the version; only
	 * holder, terminate, bound_waits, deadlock and server_waits are set.
	 */
	const char *hello;
	const char *version; /* the version alone, where hello cannot be said */
	unsigned least;      /* that it must be */
	/* What of hello a server that refuses it takes: no timeout but the project's ends us. */
	const char *unbound;
	/* One row with the search path; it is dunlin's from now on, with $1 true for a transaction.
	 */
	const char *take_path;
	const char *own_path; /* the same without asking; before_own for a transaction */
	/* Until the end of the transaction: who logged in, whatever an author SET; ended by NULL.
	 */
	const char *const *own_role;
	const char *written; /* one row: up to where what is committed is on the disk */
	/* One row: which standbys have not got $1 of that, by the synchronous_commit $2; or NULL.
	 */
	const char *behind;
	/* As of expect: fails when another session has the lock $1; else this one has it. */
	const char *keep_lock;
	/* Behind a pooler: after each begin, and in place of the resets; ended by NULL. */
	const char *const *begin_pooled, *const *reset_pooled;
	const char *set_local;   /* set_setting until the end of the transaction */
	const char *same_server; /* one value, equal on two connections to one database */
	/*
	 * Bound each wait for a lock, "{ms}" being milliseconds and "{s}" seconds: until the
	 * transaction ends, or where each statement is one of its own, for the session.
	 */
	const char *bound_waits;
	const char *bound_waits_of_session; /* the same until the session says another */
	/* Before and behind a table: wait for it, in a mode that keeps nobody from writing. */
	const char *knock, *knock_mode;
	const char *deadlock;     /* the SQLSTATE of a wait for a lock that would never end */
	const char *server_waits; /* the same, as the server has it for this role */
	/*
	 * Who else has a lock on table $1, or waits for one, that is in the way of one of the mode
	 * $2, from 1 in the manual's order; of several the oldest.  Columns as of HOLDER.
	 */
	const char *table_holder;
	/* The same of whose snapshot is the oldest, for which CONCURRENTLY waits; NULL: for none.
	 */
	const char *snapshot_holder;
	/* Who else has the lock $1: pid, application, host, user, since. */
	const char *holder;
	/* End the session of process $2 if it has the lock $1: a row when it did. */
	const char *terminate;
	/* Followed by the process, which TERMINATE only found; NULL: that has ended it. */
	const char *kill;
	/*
	 * For rows of key, schema and name in place of "{tables}": key, bytes with all partitions,
	 * whether LOCK TABLE cannot be refused, and whether it is a table without partitions; no
	 * row for what is not there.
	 */
	const char *sizes;
	const char *lease_columns;
	/* $1 holder, $2 host, $3 pid, $4 application, $5 milliseconds: a row, the token. */
	const char *lease_take;
	/* $1 holder, $2 token: a row while they hold it.  Renewing: $3 milliseconds. */
	const char *lease_renew;
	/* The same, first in each transaction, which LEASE_TERMINATE finds by the lock $3. */
	const char *lease_check;
	/* End the sessions in such a transaction, by the lock $1: a row for each. */
	const char *lease_terminate;
	const char *lease_free;  /* $1 holder, $2 token: give it back */
	const char *lease_break; /* the same, and a token that was given is worth nothing */
	/* Who has it: as above, then expires, token, holder, and 1 when that time is past. */
	const char *lease_holder;
};

/* What to ask a server about its process $1, on another connection. */
struct dn_watch_sql {
	/* A row while it works: the statement, then who is in its way as of table_holder, or NULLs.
	 */
	const char *session;
	/* Each a row when it says how far it is: what it does, with what, done, of how many, of
	 * what; ended by NULL. */
	const struct dn_watch_view {
		unsigned since; /* the least version that has it, as of struct dn_session */
		const char *sql;
	} * views;
};

/* How to find out what has become of a statement outside a transaction whose end nobody saw. */
struct dn_probe {
	bool repeatable; /* it may simply be run again; nothing below counts */
	bool whole;      /* when the database refuses it, nothing of it was done */
	/*
	 * A query of one row, what to do and about what: "run"; "done"; "heal": run the second
	 * value, a statement, and look again; "wait": the second value is busy with it; "other":
	 * the second value stands in its place; "stands": so it does, but the author says that he
	 * does not mind; "compare": COMPARE says.  No row: "run".
	 * Of what is run for each partition it is the next of them: "part": run the second value,
	 * a statement, and ask again; "brief": the same in a transaction, for it waits for a strong
	 * lock; "heal" and "wait" as above.  No row: there is none left.
	 */
	const char *sql;
	/* To run in a transaction that is rolled back, ended by NULL; the last is such a query. */
	const char **compare;
	bool before; /* look before the first time too, so that "done" later means that it was us */
	bool after;  /* look behind it too: it succeeds over what is half done */
	bool cleans; /* what it leaves when it fails is healed at once */
	/* A condition: there is no half of it that it would take for all; NULL: it takes none. */
	const char *whole_if;
};

/* What is said to a connection of the application, which goes on with it behind a run. */
struct dn_adopt_sql {
	/* First: a row when the session has what a run would end; the first value says what. */
	const char *obstacle;
	/* Rows whose first value is a statement: in their order they bring back what is set now. */
	const char *settings;
	const char *const *leave; /* before these: undo what a run leaves; ended by NULL */
};

struct dn_renaming {
	const char *from, *to;
};

/* What statements can change, by their words; names in lower case, and rather one too many. */
struct dn_extent {
	bool native;                    /* the statement at hand is an author's own */
	bool any;                       /* anything */
	struct dn_map *changed;         /* tables and views: their rows, form or names */
	struct dn_map *written;         /* of these, such as get rows or lose some */
	struct dn_map *indexes;         /* that are dropped */
	struct dn_map *triggers;        /* CREATE TRIGGER -> what it is on */
	struct dn_renaming **renamings; /* of tables, in their order */
	size_t nrenamings;
	struct dn_map *fired; /* CREATE TRIGGER of those that were looked into */
};
/* NAME as it stands there. */
char *dn_extent_name(const void *mem, const char *name);

/*
 * What is said to a database that does not enforce foreign keys while a revision runs, so that no
 * row is left without what it refers to.  "{tables}" stands for VALUES with their names.
 */
struct dn_dangling_sql {
	/* In the transaction, of all tables and of some: note what dangles, ended by NULL; a query
	 * whose first value is the error when more does. */
	const char *const *note, *const *note_of;
	const char *check, *check_of;
	const char *renamed;                    /* of what is noted, table $1 is $2 */
	const char *version;                    /* one value, another when the schema has changed */
	const char *references, *references_of; /* rows: a table, what it refers to */
	const char *triggers_of;                /* rows: CREATE TRIGGER of what is on them */
	const char *indexes_of;                 /* rows: the tables of indexes with these names */
	/* Add what SQL can change; what a trigger does when it runs. */
	void (*extent)(struct dn_extent *extent, const char *sql);
	void (*extent_fired)(struct dn_extent *extent, const char *trigger);
};

typedef void (*dn_catalog_add_fn)(void *payload, const char *line);

struct dn_dialect {
	const char *name; /* "postgresql", "sqlite" */
	/* URL schemes, and libdbi's names, whose databases speak it; ended by NULL. */
	const char *const *schemes;

	/*
	 * Translate one statement: append outputs and apply its changes to t->schema.  False and
	 * ERR (DUNLIN_E_UNTRANSLATABLE with place and ways out) where it cannot be.
	 */
	bool (*statement)(
	    struct dn_translation *t, struct dn_statement *st, struct dunlin_error *err);
	/* The section ends: append what was held back.  NULL: nothing is. */
	bool (*finish)(struct dn_translation *t, struct dunlin_error *err);

	/* An `only` block for this dialect comes next: append what it may need.  NULL: nothing. */
	bool (*flush)(struct dn_translation *t, struct dunlin_error *err);
	/*
	 * Append all that t->schema is, for an empty database; FROMS has the struct dn_statement
	 * that made a table or view by its key.  False where that cannot be.  NULL: a history is
	 * always run as it was written.
	 */
	bool (*fold)(
	    struct dn_translation *t, const struct dn_map *froms, struct dunlin_error *err);
	/* Set where FOLD is: a row when the database is not empty. */
	const char *has_objects;

	/* A statement that fails with a message that has TEXT in it unless QUERY gives true. */
	void (*assertion)(struct dunlin_buf *buf, const char *query, const char *text);

	void (*identifier)(struct dunlin_buf *buf, const char *name);
	void (*literal)(struct dunlin_buf *buf, const char *value); /* NULL: the word NULL */
	/* A parameter as it stands in a script; a blob too. */
	void (*value)(struct dunlin_buf *buf, const struct dunlin_value *value);

	/*
	 * Next statement of an `only` block: as dn_sql_split(), by this dialect's own rules.  NULL:
	 * the dialect's SQL is PostgreSQL's, and its blocks are parsed as everything else.
	 */
	bool (*split)(const struct dn_source *src, struct dn_span *span, struct dn_span *statement,
	    struct dunlin_error *err);

	/* -- what the engine says to such a database -- */

	const char *begin, *commit, *rollback;
	bool commit_ends;           /* the transaction, also when it fails */
	const char *const *session; /* once after connecting, ended by NULL */
	const char *now;            /* expression: the time as text, ISO 8601 in UTC */
	const char *user;           /* expression: who is connected; NULL: it has no users */
	/* One row with a true value when the lock $1 was got at once; NULL: begin takes it. */
	const char *try_lock;
	const char *unlock; /* let go of it, however often it was taken */
	/*
	 * Statements to run before begin and after commit, with checks that must give no row: the
	 * first value of one is the error message.
	 */
	const char *const *before_begin, *const *before_commit, *const *after_commit;
	const struct dn_dangling_sql *dangling; /* NULL: foreign keys are always enforced */
	/* Behind a rollback and after_commit, ended by NULL; NULL: nothing. */
	const char *const *after_rollback;
	/* Is a table there?  $1 schema or NULL, $2 name; one row when it is. */
	const char *has_table;
	/* Column types for dunlin's own tables. */
	const char *text_type, *key_type, *integer_type;
	/* Lines of an offline script before and after everything, each with its newline, or NULL.
	 */
	const char *script_begin, *script_end;
	/* Offline guard: append statements, with ";" between but not behind them, that fail unless
	 * the row count of dunlin_revision with id = ID is WANTED (0 or 1).  TABLE is printed and
	 * quoted already. */
	void (*guard)(struct dunlin_buf *buf, const char *table, const char *id, int wanted);
	/* Offline: one statement that runs SQL for BATCH after BATCH, each a transaction; or NULL.
	 */
	void (*batches)(struct dunlin_buf *buf, const char *sql, const struct dn_batch *batch);
	/* Offline, with all that ends it: OUT is run for each partition; or NULL. */
	void (*script_each)(struct dunlin_buf *buf, const struct dn_output *out);
	/* Offline before a commit: the same as before_commit, ";" as in a guard, or NULL. */
	const char *script_check;
	/* A notice for the end of an upgrade, or NULL. */
	const char *farewell;
	/* Translating needs the model of what is applied: the engine replays it first. */
	bool needs_model;
	/* The configuration's key by which tables differ: a database keeps the value that its own
	 * were made with.  NULL: there is none. */
	const char *kept_key;
	/* Statements lock tables, as PostgreSQL's do; else they lock the whole database. */
	bool locks_tables;
	/* Each statement on the schema is a transaction of its own, and ends the one before it. */
	bool ddl_commits;
	/* Between two revisions: undo what an author's SETs left, ended by NULL; NULL: nothing. */
	const char *const *reset;
	/* The same for statements that an author may have PREPAREd; set where reset is. */
	const char *reset_prepared;
	/* Set session setting $1 to $2, or NULL where there are none; "role" and "search_path" too.
	 */
	const char *set_setting;
	/* First in a transaction that ends with dunlin's own statements, before these; or NULL. */
	const char *before_own;
	/* How OUT resumes; what it needs are children of MEM.  False: only a person can know. NULL:
	 * the same for every statement. */
	bool (*probe)(struct dn_probe *probe, const void *mem, const struct dn_output *out);
	/*
	 * Statements to run in a transaction that is rolled back, ended by NULL: the last is a
	 * query whose one value is the dn_duration_name() of that on the table as it is.  NULL:
	 * nobody can say.
	 */
	const char **(*retype)(const void *mem, const struct dn_retype *what);
	/* Wait for no lock longer than some seconds: to clean up behind what failed; or NULL. */
	const char *hurry;
	/*
	 * One statement that fails with expect_sqlstate, and only then with this one, unless
	 * CONDITION is true; NULL: the engine asks and looks at the answer.
	 */
	void (*expect)(struct dunlin_buf *buf, const char *condition);
	const char *expect_sqlstate;
	/* What says that a statement cannot be in a transaction, ended by NULL; NULL: nothing. */
	const char *const *outside_sqlstates;
	/* Expression: milliseconds since the transaction began; NULL: nobody knows. */
	const char *elapsed_ms;
	/* Where dunlin's tables go unless configured; NULL: the dialect has no schemas. */
	const char *default_schema;
	/* NULL: nobody locks but a running transaction. */
	const struct dn_lock_sql *locking;
	/* NULL: nobody can be asked about a statement that runs. */
	const struct dn_watch_sql *watch;

	/* A table as it stands in a statement. */
	void (*relation)(struct dunlin_buf *buf, const struct dn_name *name);
	/* A row when $1, printed by RELATION, is a table and has the column $2 that keeps values of
	 * its own; NULL: any. */
	const char *has_column;
	/* Before a function of the engine's own, which an author's might hide; or NULL. */
	const char *own_functions;
	/* First in a transaction that only tries something: it must not take long; or NULL. */
	const char *bound_trial;
	/*
	 * In a transaction, first and before each question: from here on it only reads, waits for
	 * no lock for long, and ends within MS of its begin.  Set where VIOLATIONS is.
	 */
	void (*bound_reading)(struct dunlin_buf *buf, unsigned ms);
	const struct dn_violation_sql *violations; /* NULL: nothing is asked before a run */
	/* A row when others than its owner and superusers can write to the table $1; or NULL. */
	const char *other_writers;
	/*
	 * All that the schema is, for comparing, whatever the order of the rows: queries of two
	 * columns, the name of the table that something belongs to (or NULL) and what it is; ended
	 * by NULL.  CATALOG_LINES makes several lines of such a text; NULL: it is one.
	 */
	const char *const *catalog;
	void (*catalog_lines)(const char *text, dn_catalog_add_fn add, void *payload);
	/*
	 * With a list of names in place of "{tables}": a row for each that is there, its name, its
	 * text and its columns as of struct dn_expected, at whose end their number belongs; a row
	 * for each that is damaged, its name and why.  NULL: nobody expects anything.
	 */
	const char *stored, *damaged;
	/* One value, about how many rows the table $1 has, printed by RELATION; NULL: nobody knows.
	 */
	const char *estimate;
	/* A row when whoever asks may not see every row of that table; NULL: nobody is kept from
	 * any. */
	const char *veils;
	/*
	 * A row when a standby is behind by more than $1 milliseconds, who and by how much; who is
	 * NULL: the server does not tell.  NULL: there are none.
	 */
	const char *lagging;
	/* One value, the name of the database; NULL: a server does not have several. */
	const char *current_database;
	/* Set where that is: behind CREATE DATABASE and its name, for one to try things in. */
	const char *database_options;
	/* NULL: an application's connection cannot be had. */
	const struct dn_adopt_sql *adopt;
};

/* NULL when there is none of that name; the list ends with NULL. */
const struct dn_dialect *dn_dialect_find(const char *name);
/* That of the database that URL names, or NULL where only a connection tells. */
const struct dn_dialect *dn_dialect_of(const struct dunlin_url *url);
extern const struct dn_dialect *const dn_dialects[];

/* Start a section; SCHEMA moves on with it.  Outputs and state are children of the result. */
struct dn_translation *dn_translation_new(const void *mem, const struct dn_dialect *dialect,
    struct dn_schema *schema, const struct dn_log *log);
/* Append SQL (copied) to the outputs; returns it for more to be set. */
struct dn_output *
dn_translation_add(struct dn_translation *t, const struct dn_statement *from, const char *sql);
/* The same with the statement's own text. */
struct dn_output *
dn_translation_add_verbatim(struct dn_translation *t, const struct dn_statement *from);
/* Say a notice once per run: CODE is its stable name, one of DN_NOTICES. */
void dn_translation_notice(struct dn_translation *t, const char *code, const char *fmt, ...)
    DUNLIN_PRINTF(3, 4);

#endif
