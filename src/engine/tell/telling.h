/* telling.h - what the files share that tell of a run */
#ifndef DN_ENGINE_TELLING_H
#define DN_ENGINE_TELLING_H

#include <pthread.h>

#include "engine/tell/progress.h"

struct dn_progress {
	struct dn_log log;
	dunlin_observe_fn observe;
	void *payload;
	bool runs;                 /* there is something to look at */
	pthread_mutex_t mutex;     /* of all below, and while anybody is called */
	struct dunlin_event event; /* what holds for every event from now on */
	const struct dn_plan *plan;
	size_t done;                             /* of its revisions */
	const struct dn_plan_revision *revision; /* at hand, or NULL */
	size_t at;                               /* its step that was handed over last, from 1 */
	size_t step;                             /* outside a transaction, from 1; 0: none is */
	size_t counted;                          /* of its steps, in EVENT */
	double run_ms, revision_ms, step_ms;     /* when they began */
	double heard_ms;                         /* of the revision */
	double wait_ms, waited_ms;               /* when waiting began, when it was last told */
	char *waits_for_pid;
	const char *table; /* whose rows the step is at, or NULL */
	unsigned long long rows, all_rows;
	const struct dn_step *named; /* NAME and the place are its */
	char *name;
	const char *file;
	unsigned line;
};

/* Milliseconds of a clock that only goes on. */
double dn_progress_now(void);
/* False, with nothing locked, when nobody looks on. */
bool dn_progress_enter(struct dn_progress *progress);
/* An event of KIND about what began at SINCE, a time of dn_progress_now(); 0: about a moment. */
struct dunlin_event
dn_progress_event(const struct dn_progress *progress, enum dunlin_event_kind kind, double since);
/* Tell it, and leave; what is not waiting ends a wait. */
void dn_progress_tell(struct dn_progress *progress, const struct dunlin_event *event);

/* The event is about REVISION; NULL: about none. */
void dn_progress_set_revision(struct dunlin_event *event, const struct dn_plan_revision *revision);
/* It is about step I, from 1, of REVISION. */
void dn_progress_set_step(struct dn_progress *progress, struct dunlin_event *event,
    const struct dn_plan_revision *revision, size_t i);

#endif
