/* thread.c - a stack that the grammar does not overflow, and memory that does not stay behind */
#include "config.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/threads.h"
#include "sql/parse.h"
#include "sql/thread.h"

/*
 * Measured with libpg_query 15-4.0 on amd64: unpacking takes 1.9 kB for each operator, join or set
 * operation of a chain and 5.6 kB for each level of subqueries, so 20 MB for all that sql.h allows.
 * Pages are taken when they are touched: the rest costs address space alone.
 */
#define THREAD_STACK ((size_t) 64 << 20)

/*
 * What pg_query_init() does, but for its pthread_key_create(): it makes one key for each thread
 * that parses and never deletes it, and a process has 1,024.  What the key's destructor would do,
 * pg_query_exit() does here, as the last thing on a thread that will not parse again.
 */
extern __thread sig_atomic_t pg_query_initialized;
void MemoryContextInit(void);
void SetDatabaseEncoding(int encoding);
#define THREAD_PG_UTF8 6

struct thread_job {
	void (*fn)(void *payload);
	void *payload;
};

static void *
thread_main(void *arg)
{
	const struct thread_job job = *(struct thread_job *) arg;

	free(arg);
	pg_query_initialized = 1;
	MemoryContextInit();
	SetDatabaseEncoding(THREAD_PG_UTF8);
	job.fn(job.payload);
	pg_query_exit();
	return NULL;
}

bool
dn_thread_start(
    pthread_t *thread, void (*fn)(void *payload), void *payload, struct dunlin_error *err)
{
	struct thread_job *job = dn_mem_check(malloc(sizeof *job));
	pthread_attr_t attr;
	int rc;

	*job = (struct thread_job){ fn, payload };
	pthread_attr_init(&attr);
	rc = pthread_attr_setstacksize(&attr, THREAD_STACK);
	if (rc == 0)
		rc = dn_thread_create(thread, &attr, thread_main, job);
	pthread_attr_destroy(&attr);
	if (rc == 0)
		return true;
	free(job);
	return dunlin_error_set(
	    err, DUNLIN_E_FAILED, "cannot start the parser's thread: %s", strerror(rc));
}

bool
dn_thread_run(void (*fn)(void *payload), void *payload, struct dunlin_error *err)
{
	pthread_t thread;

	if (!dn_thread_start(&thread, fn, payload, err))
		return false;
	pthread_join(thread, NULL);
	return true;
}
