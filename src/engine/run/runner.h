/* runner.h - one run of a plan, as the files of the engine share it */
#ifndef DN_ENGINE_RUNNER_H
#define DN_ENGINE_RUNNER_H

#include "engine/store/store.h"

struct dn_runner {
	struct dn_session *session;
	struct dn_store *store;
	const struct dn_plan *plan;
	char *run;                  /* this run's name in the journal */
	bool present;               /* dunlin's tables are there */
	bool moved;                 /* somebody else changed the database since the plan was made */
	size_t ndone;               /* revisions of the plan that are done */
	bool entered;               /* names are an author's, also between transactions */
	const struct dn_step *last; /* of the transaction at hand, or NULL */
	double *took_ms;            /* of each revision, as the database says; 0: it has not */
	/* CREATE ... IF NOT EXISTS of indexes that the database said something of. */
	const struct dn_step **skipped;
	size_t nskipped;
	const struct dn_step *said; /* of them, the last that was found to be another */
	bool follows; /* the next one is sent behind one that must succeed before it is run */
	struct dn_partials *partials;  /* runs that have not ended, when this one began */
	unsigned long long started_us; /* of the one behind those, by a monotonic clock */
};

/* -- runner.c: what every kind of run is put together from -- */

/* Begin, with dunlin's tables there and nothing changed by others; else R->MOVED. */
bool
dn_runner_begin(struct dn_runner *r, const struct dn_revision *revision, struct dunlin_error *err);
/* All steps of a revision, in a transaction that is open. */
bool
dn_runner_work(struct dn_runner *r, const struct dn_plan_revision *p, struct dunlin_error *err);
/* One statement; the error has its place in the author's file. */
bool dn_runner_step(struct dn_runner *r, const struct dn_step *step, struct dunlin_error *err);
/* Put the author's session state aside before dunlin's own statements; LAST: for good. */
bool dn_runner_before_own(
    struct dn_runner *r, const struct dn_plan_revision *p, bool last, struct dunlin_error *err);
/* The revision's row, once its work is what it was to be: added by an upgrade, removed by a
 * downgrade. */
bool
dn_runner_record(struct dn_runner *r, const struct dn_plan_revision *p, struct dunlin_error *err);
bool dn_runner_commit(struct dn_runner *r, struct dunlin_error *err);
/* Is it one transaction of its own? */
bool dn_runner_is_atomic(const struct dn_runner *r, const struct dn_plan_revision *p);
/* That it is applied or undone, and took US microseconds. */
void dn_runner_say_done(
    const struct dn_runner *r, const struct dn_plan_revision *p, unsigned long long us);

/* stored.c: has the revision's work the form that it was to have? */
bool
dn_runner_stored(struct dn_runner *r, const struct dn_plan_revision *p, struct dunlin_error *err);

/* skipped.c: what was there already */
void dn_skipped_note(struct dn_runner *r, const struct dn_step *step);
/* Behind STEP, which the database may not have run: half of an index is an error. */
bool dn_skipped_check(struct dn_runner *r, const struct dn_step *step, struct dunlin_error *err);
/* When all is over: say where an index that is there is not that of the statement. */
void dn_skipped_look(struct dn_runner *r);
/* STANDS is there under the name of another one that STEP would make. */
void dn_skipped_say(struct dn_runner *r, const struct dn_step *step, const char *stands);

/* -- the kinds of runs -- */

/* whole.c: the first N revisions as one transaction */
bool dn_runner_whole(struct dn_runner *r, size_t n, struct dunlin_error *err);

/* segments.c: a revision that is more than one transaction */
bool
dn_runner_segments(struct dn_runner *r, const struct dn_plan_revision *p, struct dunlin_error *err);

/* undo.c: as before an upgrade: the revision is not recorded, what it stands on is, and the run
 * that P undoes is as it was planned; else R->MOVED */
bool dn_runner_undo_begin(
    struct dn_runner *r, const struct dn_plan_revision *p, struct dunlin_error *err);
/* What is done of an upgrade that stopped, in one transaction with the end of that run, or in
 * segments where DDL commits; nothing must wait */
bool
dn_runner_undo(struct dn_runner *r, const struct dn_plan_revision *p, struct dunlin_error *err);

#endif
