/* reduce.h - what the first revisions of a list come to, as few statements */
#ifndef DN_PLAN_REDUCE_H
#define DN_PLAN_REDUCE_H

#include "plan/plan.h"

struct dn_reduction {
	size_t n; /* how many of the list they stand for */
	char *up,
	    *down; /* statements of PostgreSQL's SQL, each with its ";", and what undoes them */
	char *why; /* the rest stays as it is for this, with its place; NULL: there is none */
};

/* Two of the same, where the list begins; the second moves on with it. */
struct dn_reduce_models {
	struct dn_schema *before, *behind;
};

/*
 * Of LIST, loaded and in graph order, as many as leave nothing but tables and the like that nobody
 * had before.  What is printed is the difference of the models.  False and ERR where a file cannot
 * be read.
 */
bool dn_reduce(const void *mem, const struct dn_plan_options *options, const struct dn_list *list,
    const struct dn_reduce_models *models, struct dn_reduction *out, struct dunlin_error *err);

#endif
