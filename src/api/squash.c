/* squash.c - one revision in the place of several, proved to do the same */
#include "config.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "api/project.h"
#include "base/file.h"
#include "base/mem.h"
#include "plan/derive_replay.h"
#include "plan/reduce.h"
#include "schema/diff/diff.h"

#define SQUASH_HINT_REDUCE "Without '--reduce' all statements stay as they are written."

static bool
squash_replay(const struct dn_plan_options *options, const struct dn_list *list,
    struct dn_schema *schema, struct dunlin_error *err)
{
	for (size_t i = 0; i < list->n; i++)
		if (!dn_revision_load(list->items[i], err) ||
		    !dn_derive_replay(options, list->items[i], schema, err))
			return false;
	return true;
}

/* All that the members stand on, in graph order. */
static struct dn_list
squash_before(const void *mem, const struct dn_history *history, const struct dn_squash *squash)
{
	struct dn_map *there = dn_history_offline_start(mem, history, squash->last->id, NULL);
	struct dn_list before = { 0 };

	for (size_t i = 0; i < squash->members.n; i++)
		dn_map_remove(there, squash->members.items[i]->id);
	dn_map_each (there, e)
		dn_push(mem, before.items, before.n, (struct dn_revision *) e->value);
	return before;
}

static struct dn_plan_options
squash_replaying(const struct dunlin *project, const struct dn_dialect *dialect)
{
	struct dn_plan_options options = {
		.dialect = dialect,
		.untranslatable = DN_UNTRANSLATABLE_NOTICE,
		.types = (enum dn_types) dn_config_choice(project->config, "types"),
	};

	if (dialect->default_schema != NULL) {
		options.search_path = project->search_path;
		options.nsearch_path = project->nsearch_path;
	}
	return options;
}

/* What the first of them come to, in the place of their statements. */
static bool
squash_reduce(struct dunlin *project, const void *mem, const struct dn_squash *squash,
    struct dn_squash_text *text, struct dunlin_error *err)
{
	struct dn_plan_options options = squash_replaying(project, dn_dialect_find("postgresql"));
	const struct dn_list *members = &squash->members;
	struct dn_list before = squash_before(mem, project->history, squash);
	struct dn_reduce_models models = { dn_schema_new(mem), dn_schema_new(mem) };
	struct dn_reduction reduction;

	if (!squash_replay(&options, &before, models.before, err) ||
	    !squash_replay(&options, &before, models.behind, err) ||
	    !dn_reduce(mem, &options, members, &models, &reduction, err))
		return false;
	if (reduction.n < 2) {
		dunlin_error_set(
		    err, DUNLIN_E_HISTORY, "nothing can be reduced: %s", reduction.why);
		dunlin_error_set_hint(err, SQUASH_HINT_REDUCE);
		return false;
	}
	if (reduction.why != NULL)
		dn_log(&project->log, DUNLIN_NOTICE, "from '%s' on all stays as it is written: %s",
		    members->items[reduction.n]->id, reduction.why);
	text->n = reduction.n;
	text->up = reduction.up;
	text->down = reduction.down;
	return true;
}

/* The same models come of both; on a dialect that cannot have them there is nothing to prove. */
static bool
squash_prove(struct dunlin *project, const void *mem, const struct dn_squash *squash,
    const struct dn_dialect *dialect, struct dunlin_error *err)
{
	struct dn_plan_options options = squash_replaying(project, dialect);
	struct dn_list before = squash_before(mem, project->history, squash);
	struct dn_list one = { (struct dn_revision **) (uintptr_t) &squash->one, 1 };
	struct dn_schema *several = dn_schema_new(mem), *single = dn_schema_new(mem);
	struct dunlin_error *own = dn_error_new(mem);
	char *what = NULL;

	if (!squash_replay(&options, &before, several, own) ||
	    !squash_replay(&options, &before, single, own) ||
	    !squash_replay(&options, &squash->members, several, own))
		return dialect->needs_model || dn_error_copy(err, own);
	if (!squash_replay(&options, &one, single, err))
		return dunlin_error_prefix(err, "the squashed revision does not do the same: ");
	if (dn_schema_same(mem, several, single, NULL, &what))
		return true;
	dunlin_error_set(err, DUNLIN_E_HISTORY,
	    "on %s the squashed revision would not do the same: %s", dialect->name, what);
	dunlin_error_set_hint(err, squash->reduced
				       ? SQUASH_HINT_REDUCE
				       : "A revision that changes the search_path or the like for "
					 "itself cannot stand before others in one file.");
	return false;
}

/* A database between the two ends could not go on. */
static bool
squash_spares_database(struct dunlin *project, const void *mem, const struct dn_squash *squash,
    struct dunlin_error *err)
{
	struct dn_map *applied;
	const struct dn_revision *last = squash->last;

	if (!dn_project_at_hand(mem, project, &applied, err))
		return false;
	for (size_t i = 0; applied != NULL && i < squash->members.n; i++) {
		const char *id = squash->members.items[i]->id;

		if (dn_map_get(applied, id) == NULL || dn_map_get(applied, last->id) != NULL)
			continue;
		dunlin_error_set(err, DUNLIN_E_HISTORY,
		    "%s is in the middle of what would become one: it has '%s' and not '%s'",
		    dn_url_redact(mem, project->url), id, last->id);
		dunlin_error_set_hint(err, "Upgrade it to '%s' first.", last->id);
		return false;
	}
	return true;
}

/* The one has the file of the last; the others have none any more. */
static bool
squash_write(struct dunlin *project, const void *mem, const struct dn_squash *squash,
    struct dunlin_error *err)
{
	const struct dn_source *text = &squash->one->source;

	if (!dn_file_write(squash->last->path, text->text, text->len, err))
		return false;
	for (size_t i = 0; i < squash->members.n; i++) {
		const struct dn_revision *rev = squash->members.items[i];

		if (rev == squash->last)
			continue;
		if (unlink(rev->path) != 0)
			return dunlin_error_set(err, DUNLIN_E_FILE, "cannot remove '%s': %s",
			    rev->path, strerror(errno));
		dn_log(&project->log, DUNLIN_INFO, "removed %s", rev->path);
	}
	if (!squash->written)
		dn_log(&project->log, DUNLIN_NOTICE,
		    "not all of them have a downgrade section, so the squashed one has none");
	return dn_project_report_file(project, mem, squash->last->path, err);
}

bool
dunlin_squash(struct dunlin *project, const char *range,
    const struct dunlin_squash_options *options, struct dunlin_error *err)
{
	static const char *const dialects[] = { "postgresql", "sqlite" };
	struct dunlin_squash_options o = { 0 };
	void *mem = dn_new_context(project);
	struct dn_squash_text text = { 0 };
	struct dn_squash squash;
	bool ok = dn_project_history(project, err) &&
		  dn_history_squash(mem, project->history, range, &squash, err);

	memcpy(&o, options, options->size < sizeof o ? options->size : sizeof o);
	text.message = o.message;
	if (ok && o.reduce)
		ok = squash_reduce(project, mem, &squash, &text, err);
	ok = ok && dn_history_squash_write(mem, project->history, &text, &squash, err);
	for (size_t i = 0; ok && i < sizeof dialects / sizeof *dialects; i++)
		ok = squash_prove(project, mem, &squash, dn_dialect_find(dialects[i]), err);
	ok = ok && squash_spares_database(project, mem, &squash, err) &&
	     squash_write(project, mem, &squash, err);
	dn_free(mem);
	return ok;
}
