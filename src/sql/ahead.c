/* ahead.c - sections of a history parsed on threads of their own, before somebody needs them */
#include "config.h"

#include <pthread.h>

#include "base/mem.h"
#include "base/threads.h"
#include "sql/ahead.h"
#include "sql/parse.h"
#include "sql/thread.h"

/* More would only wait for the one that plans. */
enum { AHEAD_MAX_THREADS = 4 };

/* What belongs to a section is below it, so that no two threads meet in the memory of one. */
struct section {
	const struct dn_source *src;
	struct dn_span span;
	struct dn_statements *result;
	struct dunlin_error *err;
	bool done;
};

struct dn_ahead {
	pthread_mutex_t lock;
	pthread_cond_t more, done;
	struct section **sections;
	size_t n, next, taken; /* NEXT is to be parsed, all before TAKEN were asked for */
	bool ends;
	pthread_t threads[AHEAD_MAX_THREADS];
	size_t nthreads, most;
};

/* The next section to parse; NULL at the end.  With the lock held. */
static struct section *
ahead_next(struct dn_ahead *a)
{
	while (a->next == a->n && !a->ends)
		pthread_cond_wait(&a->more, &a->lock);
	return a->ends ? NULL : a->sections[a->next++];
}

static void
ahead_work(void *payload)
{
	struct dn_ahead *a = payload;
	struct section *s;

	pthread_mutex_lock(&a->lock);
	while ((s = ahead_next(a)) != NULL) {
		pthread_mutex_unlock(&a->lock);
		s->result = dn_parse_here(s, s->src, s->span, s->err);
		pthread_mutex_lock(&a->lock);
		s->done = true;
		pthread_cond_broadcast(&a->done);
	}
	pthread_mutex_unlock(&a->lock);
}

static int
ahead_destructor(struct dn_ahead *a)
{
	pthread_mutex_lock(&a->lock);
	a->ends = true;
	pthread_cond_broadcast(&a->more);
	pthread_mutex_unlock(&a->lock);
	for (size_t i = 0; i < a->nthreads; i++)
		pthread_join(a->threads[i], NULL);
	pthread_cond_destroy(&a->done);
	pthread_cond_destroy(&a->more);
	pthread_mutex_destroy(&a->lock);
	return 0;
}

struct dn_ahead *
dn_ahead_new(const void *mem)
{
	struct dn_ahead *a = dn_new(mem, struct dn_ahead);

	pthread_mutex_init(&a->lock, NULL);
	pthread_cond_init(&a->more, NULL);
	pthread_cond_init(&a->done, NULL);
	a->most = dn_threads_for(AHEAD_MAX_THREADS);
	talloc_set_destructor(a, ahead_destructor);
	return a;
}

void
dn_ahead_add(struct dn_ahead *a, const struct dn_source *src, struct dn_span span)
{
	struct section *s = dn_new(a, struct section);

	s->src = src;
	s->span = span;
	s->err = dn_error_new(s);
	pthread_mutex_lock(&a->lock);
	dn_push(a, a->sections, a->n, s);
	pthread_cond_signal(&a->more);
	pthread_mutex_unlock(&a->lock);
	/* Without any thread it is parsed when it is asked for. */
	if (a->nthreads < a->most && dn_thread_start(&a->threads[a->nthreads], ahead_work, a, NULL))
		a->nthreads++;
}

static struct section *
ahead_find(struct dn_ahead *a, const struct dn_source *src, struct dn_span span)
{
	for (size_t i = a->taken; i < a->n; i++) {
		struct section *s = a->sections[i];

		if (s->src != src || s->span.start != span.start || s->span.end != span.end)
			continue;
		a->taken = i + 1;
		return s;
	}
	return NULL;
}

struct dn_statements *
dn_ahead_parse(struct dn_ahead *a, const void *mem, const struct dn_source *src,
    struct dn_span span, struct dunlin_error *err)
{
	struct section *s = a == NULL || a->nthreads == 0 ? NULL : ahead_find(a, src, span);

	if (s == NULL)
		return dn_sql_parse(mem, src, span, err);
	pthread_mutex_lock(&a->lock);
	while (!s->done)
		pthread_cond_wait(&a->done, &a->lock);
	pthread_mutex_unlock(&a->lock);
	if (s->result == NULL)
		dn_error_copy(err, s->err);
	return talloc_steal(mem, s->result);
}
