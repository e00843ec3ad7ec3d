/* threads.h - threads that leave signals to the caller's */
#ifndef DN_BASE_THREADS_H
#define DN_BASE_THREADS_H

#include <pthread.h>
#include <stddef.h>

/* As pthread_create(), with all signals blocked on the new thread. */
int
dn_thread_create(pthread_t *thread, const pthread_attr_t *attr, void *(*fn)(void *), void *payload);
/* As many threads as there are processors for, from 1 to MOST. */
size_t dn_threads_for(size_t most);
/*
 * Call FN for each number below N, on this thread and some others, in any order, and wait until all
 * have returned.  No two calls may take memory from one talloc context.
 */
void dn_threads_each(size_t n, void (*fn)(void *payload, size_t i), void *payload);

#endif
