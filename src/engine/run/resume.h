/* resume.h - steps outside a transaction: run, or find out what became of them */
#ifndef DN_ENGINE_RESUME_H
#define DN_ENGINE_RESUME_H

#include "engine/ask/look.h"
#include "engine/run/runner.h"

/* Where a revision of several segments is. */
struct dn_resumed {
	const char *run; /* the journal's */
	size_t step;     /* from 0 */
	bool started;    /* an earlier run marked it so, and nobody saw its end */
	bool marked;     /* it is marked so now */
};

/*
 * Do the step AT, which has no transaction: look what is there, mark it as started, run it.  One
 * that was started before is done, healed or run again as its rule says.  It is not yet marked as
 * done.
 */
bool dn_resume_step(struct dn_runner *r, const struct dn_plan_revision *p, struct dn_resumed *at,
    struct dunlin_error *err);
/* Commit STATE of the step AT. */
bool dn_resume_mark(struct dn_runner *r, const struct dn_plan_revision *p,
    const struct dn_resumed *at, const char *state, struct dunlin_error *err);
/* What the first DONE steps SET the session to holds for the rest. */
bool dn_resume_session(
    struct dn_runner *r, const struct dn_plan_revision *p, size_t done, struct dunlin_error *err);
/* Others are at work on what LOOK saw: say so once, and wait a little. */
bool dn_resume_wait(struct dn_runner *r, const struct dn_look *look, bool *told);
/* Run what makes an end of what was left half done. */
bool dn_resume_heal(struct dn_runner *r, const char *sql, struct dunlin_error *err);
/* Can only a person say whether step I was done?  Else ERR. */
bool dn_resume_undecided(const struct dn_plan_revision *p, size_t i, struct dunlin_error *err);

/* What has become of a step that an earlier run began. */
enum dn_found {
	DN_FOUND_UNDONE,
	DN_FOUND_DONE,
	DN_FOUND_HALF,   /* something of it is there, or it is still at work */
	DN_FOUND_EITHER, /* nothing tells, and it does not matter to that step */
};
struct dn_find {
	bool heals;            /* half of it may be finished or removed, and waited for */
	bool indifferent;      /* whoever asks does the same if it is done and if it is not */
	enum dn_decision told; /* what a person says who was asked */
};
/* Ask of step I, which is not to be run any more; ERR when only a person can know. */
bool dn_resume_find(struct dn_runner *r, const struct dn_plan_revision *p, size_t i,
    const struct dn_find *how, enum dn_found *found, struct dunlin_error *err);

#endif
