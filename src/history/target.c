/* target.c - which revisions a name means */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "history/target.h"

/* What no history reaches; "+99999999999" must not be anything else. */
enum { MANY_STEPS = 100000000 };

/* Where the "+N" or "-N" at the end of TEXT starts, or its end. */
static size_t
target_steps_at(const char *text, int *steps)
{
	size_t len = strlen(text), at = len;

	while (at > 0 && text[at - 1] >= '0' && text[at - 1] <= '9')
		at--;
	if (at == len || at == 0 || (text[at - 1] != '+' && text[at - 1] != '-'))
		return len;
	*steps = 0;
	for (const char *p = text + at; *p != '\0'; p++)
		*steps = *steps > MANY_STEPS ? *steps : 10 * *steps + (*p - '0');
	if (text[at - 1] == '-')
		*steps = -*steps;
	return at - 1;
}

struct dn_target
dn_target_parse(const void *mem, const char *text)
{
	struct dn_target target = { .text = dn_strdup(mem, text) };
	const char *at = strchr(text, '@');
	size_t end;

	if (at != NULL && at > text) {
		target.branch = dn_strndup(mem, text, (size_t) (at - text));
		text = at + 1;
	}
	end = target_steps_at(text, &target.steps);
	if (text[end] != '\0')
		target.relative = dn_strdup(mem, text + end);
	if (end > 0 || target.relative == NULL)
		target.name = dn_strndup(mem, text, end);
	return target;
}

static bool
target_no_revisions(const struct dn_history *history, struct dunlin_error *err)
{
	dunlin_error_set(
	    err, DUNLIN_E_TARGET, "there are no revisions in '%s'", history->directory);
	dunlin_error_set_hint(err, "Make the first with `dunlin revision -m MESSAGE`.");
	return false;
}

static bool
target_many_heads(
    const struct dn_target *target, const struct dn_list *heads, struct dunlin_error *err)
{
	char *list = dn_graph_print(NULL, heads->items, heads->n);

	dunlin_error_set(err, DUNLIN_E_TARGET,
	    "Multiple head revisions are present for given argument '%s'; please specify a "
	    "specific target revision, '<branchname>@%s' to narrow to a specific head, or 'heads' "
	    "for all heads",
	    target->text, target->text);
	dunlin_error_set_hint(err, "The heads are %s.", list);
	dn_free(list);
	return false;
}

static void
target_unknown(const struct dn_history *history, const char *name, struct dunlin_error *err)
{
	struct dunlin_nearest nearest = { .word = name };
	const struct dn_revision *one = dn_map_get(history->replaced, name);

	for (size_t i = 0; i < history->n; i++)
		dunlin_nearest_add(&nearest, history->revisions[i]->id);
	dn_map_each (history->labels, e)
		dunlin_nearest_add(&nearest, e->key);
	dunlin_error_set(err, DUNLIN_E_TARGET, "Can't locate revision identified by '%s'", name);
	if (one != NULL)
		dunlin_error_set_hint(err, "It was squashed into '%s'.", one->id);
	if (nearest.name != NULL)
		dunlin_error_set_hint(err, "Did you mean '%s'?", nearest.name);
	if (history->n == 0)
		dunlin_error_set_hint(err, "There are no revisions in '%s'.", history->directory);
	dunlin_error_set_hint(err, "`dunlin history` lists the revisions.");
}

/* All whose id or label begins with NAME, within LINEAGE unless that is NULL. */
static struct dn_list
target_beginning(
    const void *mem, const struct dn_history *history, const char *name, const bool *lineage)
{
	struct dn_list list = { 0 };
	size_t len = strlen(name);

	for (size_t i = 0; len > 0 && i < history->n; i++) {
		struct dn_revision *rev = history->revisions[i];
		bool found = strncmp(rev->id, name, len) == 0;

		for (size_t j = 0; !found && j < rev->nlabels; j++)
			found = strncmp(rev->labels[j], name, len) == 0;
		if (found && (lineage == NULL || lineage[i]))
			dn_push(mem, list.items, list.n, rev);
	}
	return list;
}

static struct dn_revision *
target_prefix(const struct dn_history *history, const char *name, const bool *lineage,
    struct dunlin_error *err)
{
	void *scratch = dn_new_context(NULL);
	struct dn_list list = target_beginning(scratch, history, name, lineage);
	struct dn_revision *found = list.n == 1 ? list.items[0] : NULL;

	if (list.n == 0)
		target_unknown(history, name, err);
	if (list.n > 1) {
		dunlin_error_set(err, DUNLIN_E_TARGET, "%zu revisions begin with '%s': %s", list.n,
		    name, dn_graph_print(scratch, list.items, list.n));
		dunlin_error_set_hint(err, "Write as much of the id as only one of them has.");
	}
	dn_free(scratch);
	return found;
}

static struct dn_revision *
target_exact(const struct dn_history *history, const char *name)
{
	struct dn_revision *rev = dn_history_get(history, name);

	return rev != NULL ? rev : dn_map_get(history->labels, name);
}

struct dn_revision *
dn_target_branch(const struct dn_history *history, const char *branch, struct dunlin_error *err)
{
	struct dn_revision *rev = target_exact(history, branch);

	if (rev == NULL)
		rev = target_prefix(history, branch, NULL, NULL);
	if (rev == NULL) {
		dunlin_error_set(err, DUNLIN_E_TARGET, "No such branch: '%s'", branch);
		dunlin_error_set_hint(
		    err, "Before '@' stands a label or a revision; `dunlin heads` shows labels.");
	}
	return rev;
}

struct dn_list
dn_target_lineage(const void *mem, const struct dn_history *history, const struct dn_list *list,
    const struct dn_revision *rev, enum dn_edges edges)
{
	bool *marks = dn_graph_lineage(NULL, history, rev, edges);
	struct dn_list shared = { 0 };

	for (size_t i = 0; i < list->n; i++)
		if (marks[list->items[i]->order])
			dn_push(mem, shared.items, shared.n, list->items[i]);
	dn_free(marks);
	return shared;
}

/* One revision by its name, on the branch if one is named. */
static struct dn_revision *
target_revision(const struct dn_history *history, const struct dn_target *target,
    const struct dn_revision *branch, struct dunlin_error *err)
{
	struct dn_revision *rev = target_exact(history, target->name);
	bool *lineage =
	    branch == NULL ? NULL : dn_graph_lineage(NULL, history, branch, DN_EDGES_PARENTS);

	if (rev == NULL)
		rev = target_prefix(history, target->name, lineage, err);
	if (rev != NULL && lineage != NULL && !lineage[rev->order]) {
		dunlin_error_set(err, DUNLIN_E_TARGET, "Revision %s is not a member of branch '%s'",
		    rev->id, target->branch);
		dunlin_error_set_hint(err, "Name it without the branch.");
		rev = NULL;
	}
	dn_free(lineage);
	return rev;
}

static bool
target_heads(const void *mem, const struct dn_history *history, const struct dn_target *target,
    const struct dn_revision *branch, struct dn_list *list, struct dunlin_error *err)
{
	const struct dn_list heads = { history->heads, history->nheads };
	const struct dn_list ends = { history->ends, history->nends };
	bool one = strcmp(target->name, "head") == 0;
	const struct dn_list *all = branch != NULL || one ? &heads : &ends;

	if (branch != NULL)
		*list = dn_target_lineage(mem, history, all, branch, DN_EDGES_PARENTS);
	for (size_t i = 0; branch == NULL && i < all->n; i++)
		dn_push(mem, list->items, list->n, all->items[i]);
	if (one && history->n == 0)
		return target_no_revisions(history, err);
	return !one || list->n < 2 || target_many_heads(target, list, err);
}

bool
dn_target_names(const void *mem, const struct dn_history *history, const struct dn_target *target,
    struct dn_list *list, struct dunlin_error *err)
{
	const struct dn_revision *branch = NULL;
	struct dn_revision *rev;

	*list = (struct dn_list){ 0 };
	if (target->branch != NULL) {
		branch = dn_target_branch(history, target->branch, err);
		if (branch == NULL)
			return false;
	}
	if (strcmp(target->name, "base") == 0)
		return true;
	if (strcmp(target->name, "head") == 0 || strcmp(target->name, "heads") == 0)
		return target_heads(mem, history, target, branch, list, err);
	rev = target_revision(history, target, branch, err);
	if (rev != NULL)
		dn_push(mem, list->items, list->n, rev);
	return rev != NULL;
}

bool
dn_target_one(const struct dn_history *history, const struct dn_target *target,
    struct dn_revision **rev, struct dunlin_error *err)
{
	void *scratch = dn_new_context(NULL);
	struct dn_list list;
	bool ok = dn_target_names(scratch, history, target, &list, err) &&
		  (list.n < 2 || target_many_heads(target, &list, err));

	*rev = ok && list.n == 1 ? list.items[0] : NULL;
	dn_free(scratch);
	return ok;
}

/* "-N" and "BRANCH@-N": so far down from each head. */
static bool
target_below_heads(const void *mem, const struct dn_history *history,
    const struct dn_target *target, struct dn_list *list, struct dunlin_error *err)
{
	const struct dn_target heads = {
		.text = target->text, .branch = target->branch, .name = "heads"
	};
	struct dn_stand stand;
	struct dn_list from;

	if (!dn_target_names(mem, history, &heads, &from, err))
		return false;
	for (size_t i = 0; i < from.n; i++) {
		if (!dn_target_walk(history, from.items[i], target->steps, NULL, &stand, err))
			return false;
		if (stand.past)
			return dn_target_too_far(target, &stand, err);
		if (stand.revision != NULL)
			dn_push(mem, list->items, list->n, stand.revision);
	}
	return true;
}

bool
dn_history_list(const void *mem, const struct dn_history *history, const char *name,
    struct dn_list *list, struct dunlin_error *err)
{
	void *scratch = dn_new_context(NULL);
	struct dn_target target = dn_target_parse(scratch, name);
	struct dn_revision *rev = NULL;
	bool ok;

	*list = (struct dn_list){ 0 };
	if (target.relative == NULL) {
		ok = dn_target_names(mem, history, &target, list, err);
	} else if (target.name == NULL && target.steps < 0) {
		ok = target_below_heads(mem, history, &target, list, err);
	} else if (target.name == NULL) {
		ok = dunlin_error_set(err, DUNLIN_E_TARGET,
		    "'%s' counts from where a database is, and none is asked", name);
	} else {
		ok = dn_target_relative(history, &target, &rev, err);
		if (rev != NULL)
			dn_push(mem, list->items, list->n, rev);
	}
	dn_free(scratch);
	return ok;
}

struct dn_revision *
dn_history_find(const struct dn_history *history, const char *name, struct dunlin_error *err)
{
	void *scratch = dn_new_context(NULL);
	struct dn_list list;
	struct dn_revision *rev = NULL;

	if (dn_history_list(scratch, history, name, &list, err)) {
		struct dn_target target = { .text = name };

		if (list.n == 1)
			rev = list.items[0];
		else if (list.n > 1)
			target_many_heads(&target, &list, err);
		else
			dunlin_error_set(err, DUNLIN_E_TARGET, "'%s' is no revision", name);
	}
	dn_free(scratch);
	return rev;
}
