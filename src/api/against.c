/* against.c - what a merge with another branch of the repository would do to the history */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "api/git.h"
#include "api/project.h"
#include "base/buf.h"
#include "base/mem.h"

/* A file of revisions on one of the three sides. */
struct against_file {
	const char *name; /* from its location */
	size_t location;
	struct dn_revision *ours, *theirs; /* NULL: it is not there */
	bool was;                          /* where the two parted */
};

struct against {
	struct dunlin *project;
	void *mem;
	const char *base; /* where the two parted */
	size_t location;
	const char *folder;
	struct dn_map *files; /* of this location, by name */
	struct against_file **all;
	size_t n;
	struct dn_report_merge merge;
};

static struct against_file *
against_file(struct against *a, const char *name)
{
	struct against_file *file = dn_map_get(a->files, name);
	size_t len = strlen(name);
	bool below = strchr(name, '/') != NULL;

	if (file != NULL || len < 5 || strcmp(name + len - 4, ".sql") != 0 || name[0] == '.' ||
	    (below && !a->project->history->locations.recursive) || dn_revision_is_repeatable(name))
		return file;
	file = dn_new(a->mem, struct against_file);
	file->name = dn_strdup(file, name);
	file->location = a->location;
	dn_map_put(a->files, name, file);
	dn_push(a->mem, a->all, a->n, file);
	return file;
}

/* The file as it is in COMMIT. */
static struct dn_revision *
against_show(
    const struct against *a, const char *commit, const char *name, struct dunlin_error *err)
{
	const char *const args[] = { "show", dn_sprintf(a->mem, "%s:./%s", commit, name), NULL };
	struct dunlin_buf *text = dn_git(a->mem, a->folder, args, err);
	struct dn_source source = { .file = dn_sprintf(a->mem, "%s:./%s", commit, name) };

	if (text == NULL)
		return NULL;
	source.text = text->s;
	source.len = text->len;
	return dn_revision_from_text(a->mem, NULL, &source, err);
}

static bool
against_ours(struct against *a, struct dunlin_error *err)
{
	const struct dn_history *history = a->project->history;
	size_t folder = strlen(a->folder);

	for (size_t i = 0; i < history->n; i++) {
		const struct dn_revision *rev = history->revisions[i];
		struct against_file *file;

		if (rev->location != a->location)
			continue;
		file = against_file(a, rev->path + folder + 1);
		if (file != NULL)
			file->ours = dn_revision_open(a->mem, rev->path, err);
		if (file != NULL && file->ours == NULL)
			return false;
	}
	return true;
}

/* What is the same there is read here. */
static bool
against_theirs(struct against *a, struct dunlin_error *err)
{
	const char *const tree[] = { "ls-tree", "-r", "-z", "--name-only", a->merge.ref, "--", ".",
		NULL };
	const char *const differ[] = { "diff", "-z", "--name-only", "--relative", "--no-renames",
		a->merge.ref, "--", ".", NULL };
	struct dn_map *names = dn_git_names(a->mem, a->folder, tree, err), *other = NULL;

	if (names != NULL)
		other = dn_git_names(a->mem, a->folder, differ, err);
	if (other == NULL)
		return false;
	dn_map_each (names, e) {
		struct against_file *file = against_file(a, e->key);

		if (file == NULL)
			continue;
		if (dn_map_get(other, e->key) == NULL && file->ours != NULL)
			file->theirs = file->ours;
		else
			file->theirs = against_show(a, a->merge.ref, e->key, err);
		if (file->theirs == NULL)
			return false;
	}
	return true;
}

static void
against_says(struct against *a, const struct dn_merge_problem *problem)
{
	dn_push(a->mem, a->merge.problems, a->merge.n, *problem);
}

/* Not where only comments or white space are other ones. */
static bool
against_differs(
    struct dn_revision *was, struct dn_revision *is, bool *differs, struct dunlin_error *err)
{
	*differs = false;
	if (was == NULL || is == NULL || was == is)
		return true;
	if (!dn_revision_load(was, err) || !dn_revision_load(is, err))
		return false;
	*differs = strcmp(was->token_checksum, is->token_checksum) != 0;
	return true;
}

static void
against_side(struct against *a, enum dn_merge_kind kind, const struct against_file *file, bool here,
    bool there)
{
	const struct dn_merge_problem problem = {
		.kind = kind, .file = file->name, .here = here, .there = there
	};

	if (here || there)
		against_says(a, &problem);
}

/* Files that were there before the two parted are maybe applied somewhere. */
static bool
against_changed(struct against *a, struct dunlin_error *err)
{
	const char *const tree[] = { "ls-tree", "-r", "-z", "--name-only", a->base, "--", ".",
		NULL };
	struct dn_map *names = dn_git_names(a->mem, a->folder, tree, err);

	if (names == NULL)
		return false;
	dn_map_each (names, e) {
		struct against_file *file = against_file(a, e->key);
		struct dn_revision *was;
		bool here, there;

		if (file == NULL)
			continue;
		file->was = true;
		if (file->ours == file->theirs && file->ours != NULL)
			continue;
		was = against_show(a, a->base, e->key, err);
		if (was == NULL || !against_differs(was, file->ours, &here, err) ||
		    !against_differs(was, file->theirs, &there, err))
			return false;
		against_side(a, DN_MERGE_REMOVED, file, file->ours == NULL, file->theirs == NULL);
		against_side(a, DN_MERGE_CHANGED, file, here, there);
	}
	return true;
}

static int
compare_files(const void *x, const void *y)
{
	const struct against_file *a = *(struct against_file *const *) x;
	const struct against_file *b = *(struct against_file *const *) y;

	if (a->location != b->location)
		return a->location < b->location ? -1 : 1;
	return dn_version_compare(a->name, b->name);
}

/* Two files that were made apart and have one id, or are one file with two texts. */
static bool
against_is_free(struct against *a, struct dn_map *ids, struct dn_revision *rev)
{
	const struct dn_revision *other = dn_map_get(ids, rev->id);
	struct dn_merge_problem problem = { .kind = DN_MERGE_DUPLICATE, .revision = rev->id };

	dn_map_put(ids, rev->id, rev);
	if (other == NULL)
		return true;
	problem.file = other->source.file;
	problem.other = rev->source.file;
	against_says(a, &problem);
	return false;
}

/* The files that a merge leaves; what both sides have is ours. */
static struct dn_history *
against_merged(struct against *a, struct dunlin_error *err)
{
	struct dn_map *ids = dn_map_new(a->mem);
	struct dn_list list = { 0 };

	qsort(a->all, a->n, sizeof(*a->all), compare_files);
	for (size_t i = 0; i < a->n; i++) {
		struct against_file *file = a->all[i];
		bool gone = file->was && (file->ours == NULL || file->theirs == NULL);
		struct dn_revision *rev = file->ours != NULL ? file->ours : file->theirs;
		bool differs = false;

		if (gone || rev == NULL)
			continue;
		if (!file->was && !against_differs(file->ours, file->theirs, &differs, err))
			return NULL;
		rev->location = file->location;
		if (against_is_free(a, ids, rev))
			dn_push(a->mem, list.items, list.n, rev);
		if (differs)
			against_is_free(a, ids, file->theirs);
	}
	return dn_history_of(a->mem, &list, err);
}

/* The heads of the other branch, as it is. */
static bool
against_their_heads(struct against *a, size_t *n, struct dunlin_error *err)
{
	struct dn_list list = { 0 };
	struct dn_history *history;

	for (size_t i = 0; i < a->n; i++) {
		struct dn_revision *rev = a->all[i]->theirs;

		if (rev == NULL)
			continue;
		/* Each history links its own. */
		rev = rev->path != NULL && rev == a->all[i]->ours
			  ? dn_revision_open(a->mem, rev->path, err)
			  : dn_revision_from_text(a->mem, rev->id, &rev->source, err);
		if (rev == NULL)
			return false;
		rev->location = a->all[i]->location;
		dn_push(a->mem, list.items, list.n, rev);
	}
	history = dn_history_of(a->mem, &list, err);
	*n = history == NULL ? 0 : history->nheads;
	return history != NULL;
}

static bool
against_heads(struct against *a, struct dunlin_error *err)
{
	struct dn_history *merged = against_merged(a, err);
	struct dn_merge_problem problem = { .kind = DN_MERGE_HEADS };
	size_t theirs;

	if (merged == NULL)
		return dunlin_error_prefix(err, "behind the merge: ");
	if (!against_their_heads(a, &theirs, err))
		return dunlin_error_prefix(err, "in the other branch: ");
	if (merged->nheads <= theirs || merged->nheads < 2)
		return true;
	problem.heads = merged->heads;
	problem.nheads = merged->nheads;
	against_says(a, &problem);
	return true;
}

static bool
against_location(struct against *a, struct dunlin_error *err)
{
	a->folder = a->project->history->locations.paths[a->location];
	a->files = dn_map_new(a->mem);
	return access(a->folder, F_OK) != 0 ||
	       (against_ours(a, err) && against_theirs(a, err) && against_changed(a, err));
}

static bool
against_find_base(struct against *a, struct dunlin_error *err)
{
	const char *const args[] = { "merge-base", a->merge.ref, "HEAD", NULL };
	struct dunlin_buf *base;

	if (a->merge.ref[0] == '-')
		return dunlin_error_set(err, DUNLIN_E_USAGE, "'%s' is no branch", a->merge.ref);
	base = dn_git(a->mem, a->project->history->directory, args, err);
	if (base == NULL)
		return false;
	a->base = dn_strndup(a->mem, base->s, strcspn(base->s, "\n"));
	return true;
}

static bool
against_verdict(const struct against *a, struct dunlin_error *err)
{
	if (a->merge.n == 0)
		return true;
	dunlin_error_set(
	    err, DUNLIN_E_HISTORY, "a merge with '%s' would leave the history wrong", a->merge.ref);
	dunlin_error_set_hint(err,
	    "Several heads: `dunlin rebase` lets a revision follow the other branch's, `dunlin "
	    "merge heads` joins them. Duplicates need another id. What was changed may be applied "
	    "already: write a new revision instead.");
	return false;
}

bool
dunlin_check_against(struct dunlin *project, const char *ref, struct dunlin_error *err)
{
	struct against a = { .project = project, .mem = dn_new_context(project) };
	bool ok;

	a.merge.ref = ref;
	ok = dn_project_history(project, err) && against_find_base(&a, err);
	for (; ok && a.location < project->history->locations.n; a.location++)
		ok = against_location(&a, err);
	ok = ok && against_heads(&a, err) && dn_report_merge(&project->report, &a.merge, err) &&
	     against_verdict(&a, err);
	dn_free(a.mem);
	return ok;
}
