/* plan.h - a range of the history on one database, as steps */
#ifndef DN_PLAN_PLAN_H
#define DN_PLAN_PLAN_H

#include "dialect/dialect.h"
#include "history/history.h"
#include "plan/classify.h"
#include "plan/large.h"
#include "plan/online/form.h"
#include "plan/precheck.h"
#include "sql/ahead.h"

/* What shares a transaction; in the order of the choices of the key transaction. */
enum dn_transaction { DN_TRANSACTION_REVISION, DN_TRANSACTION_RUN, DN_TRANSACTION_NONE };

/* Whether an empty database gets what the first revisions come to; as the key fold. */
enum dn_fold_mode { DN_FOLD_AUTO, DN_FOLD_OFF };

/* How a step that was begun goes on in the next run. */
enum dn_resume {
	DN_RESUME_ATOMIC,     /* it and its journal row commit together */
	DN_RESUME_PROBED,     /* the catalog says whether it is done */
	DN_RESUME_REPEATABLE, /* it may be run again */
	DN_RESUME_UNKNOWABLE, /* somebody must say whether it is done */
	DN_RESUME_BATCHED,    /* its parts are atomic, and the journal has how far it is */
};
/* "atomic", "probed", "repeatable", "unknowable", "batched". */
const char *dn_resume_name(enum dn_resume resume);

/* The rule of a step outside a transaction. */
struct dn_step_rule {
	struct dn_probe probe;
	bool known; /* PROBE says something; else only a person can know */
	const struct dn_directive *done_when; /* asked instead, or NULL */
};

/* One statement to run. */
struct dn_step {
	struct dn_output *output;
	size_t segment; /* steps with the same number share a transaction, when they have one */
	bool transactional;
	char hash[65]; /* SHA-256 of its SQL and its COPY data */
	enum dn_resume resume;
	const struct dn_step_rule *rule; /* NULL: it has a transaction */
	const struct dn_effect *effect;  /* NULL: the dialect locks the whole database */
	const char *hazard;              /* static: why nothing is split behind it, or NULL */
	bool online_off; /* by directive: it is not kept apart from what stands before it */
	const struct dn_form *form; /* that it is of, or that its statement could have; or NULL */
	/* To run right before it, in its transaction: what the segment locks on several tables,
	 * what would be tested at its end only. */
	char **before;
	size_t nbefore;
};

/*
 * Does it write a large table anew, for a column's type?  Who wants that must say so.  *TABLE is
 * the largest that it keeps everybody from.
 */
bool
dn_step_rewrites(const struct dn_online *online, const struct dn_step *step, const char **table);
/* text.c: its statement on one line, for people: without passwords and comments. */
char *dn_step_text(const void *mem, const struct dn_step *step);
char *dn_statement_text(const void *mem, const struct dn_statement *st);

/* Steps of one transaction, or one step without. */
struct dn_segment {
	size_t first, n; /* steps of the revision */
	bool transactional;
	enum dn_lock lock; /* the strongest on anything that was there before the run */
	/* It takes strong locks on existing tables: none is waited for long, and the whole
	 * transaction is tried again. */
	bool retries;
	/* What lasts longest while a strong lock is held, and the step that took the strongest
	 * of these; NULL: nothing lasts. */
	const struct dn_step *holds, *over;
};

/* How a revision was split by what it locks, and how it would be otherwise. */
struct dn_split {
	size_t done, wanted; /* places: where it was; where it would be if all tables were large */
	const char *largest; /* of the tables that it is about, or NULL: none is known */
	unsigned long long bytes; /* of that */
	/* Not split before BEFORE, for the hazard of KEEPS; NULL: nothing is in the way. */
	const struct dn_step *keeps, *before;
};

/* A temporary table that is used in another part than the one that makes it; NAME NULL: none is. */
struct dn_lost {
	const char *name;
	const struct dn_step *made, *used;
};

/* All that one revision does. */
struct dn_plan_revision {
	struct dn_revision *revision;
	const struct dn_section *section; /* that is run: written or derived */
	struct dn_step **steps;
	size_t nsteps;
	struct dn_arena *arena; /* which they are cut from */
	struct dn_segment *segments;
	size_t nsegments;
	bool commits_last; /* its last statement must commit before what follows */
	struct dn_split split;
	struct dn_lost lost;
	char *hash;        /* over its id, direction and steps */
	bool sets_session; /* something in it may have changed the session's state */
	bool prepares;     /* the same of what PREPARE leaves */
	const struct dn_expected *expected; /* what the database must have in the end */
	size_t nexpected;
	struct dn_statement **statements; /* in PostgreSQL's SQL, in order; none of native blocks */
	size_t nstatements;
	const struct dn_derived *derived; /* NULL: its section is written (derive.h) */
	/* Downwards: it undoes the run of this name, which stopped half way up; else NULL. */
	const char *undoes;
	size_t undoes_done; /* as many of its steps are done */
	/* Where somebody looks: of its steps so many are done by an earlier run, which had BEGUN
	 * the next one. */
	size_t done;
	bool begun;
};

/* What somebody says of the step of which nothing else tells whether it was done. */
enum dn_decision { DN_DECISION_NONE, DN_DECISION_DONE, DN_DECISION_AGAIN };

struct dn_plan {
	const struct dn_dialect *dialect;
	enum dn_direction direction;
	enum dn_decision decision;
	enum dn_transaction transaction;
	struct dn_online online;
	bool forms; /* it was made with the whole model, so forms are complete */
	struct dn_plan_revision **revisions; /* in the order to run */
	size_t nrevisions;
	bool repeats; /* there are repeatable files, or records of some, which a downgrade may make
			 stale */
	struct dn_map *derived;           /* sections that nobody wrote, by revision (derive.h) */
	char *hash;                       /* over the dialect and the revisions */
	struct dn_classifier *classifier; /* while it is made; NULL: nothing is locked by table */
	struct dn_prechecks *prechecks;   /* NULL: nothing is asked before it is run */
	struct dn_fold *fold; /* while it is made; NULL: nothing more is folded (fold.h) */
	size_t nfolded;       /* the first revisions, which are one transaction; or none */
};

struct dn_plan_options {
	const struct dn_dialect *dialect;
	enum dn_untranslatable untranslatable;
	enum dn_types types;
	enum dn_enums enums;
	bool edits; /* these as of struct dn_translation */
	bool (*is_stored)(void *payload, const char *table, const char *text, const char *columns);
	void *is_stored_payload;
	/* Where every revision's unqualified names are looked for; none: public. */
	const char **search_path;
	size_t nsearch_path;
	const struct dn_log *log;
	struct dn_map *said;
	struct dn_assessment *assessment; /* NULL: nobody asks; points into the plan */
	enum dn_transaction transaction;
	struct dn_online online;
	/* Replay what is applied though the dialect does not need it: for what is said of locks. */
	bool replay;
	bool forms; /* the model is complete: statements get safer forms */
	bool fold; /* the database is empty: what the first revisions come to may be made at once */
	struct dn_ahead *ahead;     /* what is being parsed already, or NULL */
	struct dn_replays *replays; /* what earlier plans left, or NULL (replays.h) */
	/* Run at the beginning and at the end of each revision that goes up; or NULL. */
	struct dn_revision *before_each, *after_each;
};

/* Begin to parse what RANGE will need; goes on until the result is freed. */
struct dn_ahead *dn_plan_ahead(const void *mem, const struct dn_range *range);

/*
 * Everything the range does.  BEFORE are the revisions that are applied already, in graph order:
 * the model starts as what they add up to (only where the dialect needs it).  NULL and ERR for a
 * syntax error, transaction control inside a section, what cannot be translated, a missing
 * downgrade.
 */
struct dn_plan *
dn_plan_new(const void *mem, const struct dn_plan_options *options, const struct dn_range *range,
    struct dn_revision *const *before, size_t nbefore, struct dunlin_error *err);

#endif
