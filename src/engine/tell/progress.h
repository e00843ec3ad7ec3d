/* progress.h - tell who looks on what a run does */
#ifndef DN_ENGINE_PROGRESS_H
#define DN_ENGINE_PROGRESS_H

#include "engine/lock/lock.h"
#include "plan/plan.h"

/*
 * One for a project.  Two threads may call: the one that migrates, and the one that watches it.
 * Nobody is called twice at the same time, the log included.
 */
struct dn_progress *dn_progress_new(
    const void *mem, const struct dn_log *log, dunlin_observe_fn observe, void *payload);
/* Does anybody look on?  PROGRESS NULL: nobody does; then all below do nothing. */
bool dn_progress_is_seen(const struct dn_progress *progress);
/* A dunlin_log_fn: to the log, and notices and warnings to who looks on. */
void dn_progress_log(void *progress, enum dunlin_level level, const char *message);

/* From here to the end there is something to see, by the thread that migrates. */
void dn_progress_open(struct dn_progress *progress, bool down);
void dn_progress_begin(struct dn_progress *progress, const char *database, const char *target);
/* ERR NULL: all is done. */
void dn_progress_end(struct dn_progress *progress, const struct dunlin_error *err);

/* What is to be done; it must outlive the revisions that follow. */
void dn_progress_plan(struct dn_progress *progress, const struct dn_plan *plan);
/* Called while waiting, as often as one likes: FOR_WHAT a word, REASON or HOLDER may be NULL. */
void dn_progress_wait(struct dn_progress *progress, const char *for_what, const char *reason,
    const struct dunlin_holder *holder);

/* It begins, or begins again, when all before it are done. */
void dn_progress_revision(struct dn_progress *progress, const struct dn_plan_revision *revision);
/* HOLDER, or NULL, was in the way. */
void dn_progress_retry(
    struct dn_progress *progress, const char *reason, const struct dunlin_holder *holder);
/* In one transaction all are done together, when the last of them is. */
void dn_progress_revision_done(
    struct dn_progress *progress, const struct dn_plan_revision *revision, double ms);
/* Step I of it, outside a transaction. */
void dn_progress_step(struct dn_progress *progress, size_t i);
void dn_progress_step_done(struct dn_progress *progress);
/* Of that step so many rows of TABLE are done; ALL of about so many, 0: not known. */
void dn_progress_rows(struct dn_progress *progress, const char *table, unsigned long long rows,
    unsigned long long all);
/* The database says MESSAGE of STEP: to the log, and to who looks on. */
void dn_progress_said(struct dn_progress *progress, const struct dn_step *step,
    enum dunlin_level level, const char *message);
/* STEP is handed to the database now; what waits to be sent is not yet run. */
void dn_progress_at(struct dn_progress *progress, const struct dn_step *step);

/* -- for watch.c -- */

/* What was seen of the server's process; all NULL and 0 where nobody could look. */
struct dn_sight {
	bool asked;        /* the server was */
	const char *query; /* as far as it tells */
	const char *phase, *object, *unit;
	unsigned long long amount, amount_done;
	const struct dunlin_holder *holder;
};
/* Was nothing heard of a revision for some time? */
bool dn_progress_lasts(struct dn_progress *progress);
/* Is there something to tell that only we know? */
bool dn_progress_has_rows(struct dn_progress *progress);
void dn_progress_saw(struct dn_progress *progress, const struct dn_sight *sight);

#endif
