/* thread.h - functions that run on a thread of their own */
#ifndef DN_SQL_THREAD_H
#define DN_SQL_THREAD_H

#include <pthread.h>
#include <stdbool.h>

#include "base/error.h"

/*
 * Run FN on a thread whose stack is large enough for the bounds of sql.h, and wait for it.  False
 * and ERR (DUNLIN_E_FAILED) when there is no such thread.
 */
bool dn_thread_run(void (*fn)(void *payload), void *payload, struct dunlin_error *err);
/* The same without waiting: pthread_join() must follow. */
bool dn_thread_start(
    pthread_t *thread, void (*fn)(void *payload), void *payload, struct dunlin_error *err);

#endif
