/* stamp_script.c - a stamp as a script */
#include "config.h"

#include <string.h>

#include "api/project.h"
#include "base/buf.h"
#include "base/mem.h"
#include "engine/script/offline.h"

/* Targets "A:B" as what stands on both sides; all that have an A have the same. */
struct script {
	struct dunlin *project;
	void *mem;
	const char *from;
	const char **to; /* ended by NULL */
	size_t nto;
};

static bool
script_targets(struct script *s, const char *const *targets, struct dunlin_error *err)
{
	for (; *targets != NULL; targets++) {
		const char *colon = strchr(*targets, ':');
		const char *from = colon == NULL
				       ? s->from
				       : dn_strndup(s->mem, *targets, (size_t) (colon - *targets));

		if (s->from != NULL && from != s->from && strcmp(s->from, from) != 0)
			return dunlin_error_set(err, DUNLIN_E_USAGE,
			    "Stamp operation with --sql only supports a single starting revision "
			    "at a time");
		s->from = from;
		dn_push(s->mem, s->to, s->nto, colon == NULL ? *targets : colon + 1);
	}
	dn_push(s->mem, s->to, s->nto, (const char *) NULL);
	if (s->from == NULL)
		s->from = "base";
	return true;
}

/* As elsewhere in scripts. */
static const char *
script_name(const char *target)
{
	return strcmp(target, "base") == 0 ? "" : target;
}

static char *
script_to(const struct script *s)
{
	struct dunlin_buf *buf = dn_buf_new(s->mem);

	for (size_t i = 0; s->to[i] != NULL; i++)
		dunlin_buf_printf(buf, "%s%s", i == 0 ? "" : ", ", script_name(s->to[i]));
	return buf->s;
}

static bool
script_write(struct script *s, const struct dn_map *start, const struct dn_map *wanted,
    struct dunlin_error *err)
{
	struct dunlin *project = s->project;
	const struct dn_history *history = project->history;
	const struct dn_dialect *dialect = dn_project_script_dialect(project, err);
	struct dn_offline_stamp stamp = { .from = script_name(s->from), .to = script_to(s) };
	struct dn_offline script = {
		.settings = project->settings,
		.create_tables = dn_map_count(start) == 0,
		.write = project->report.write,
		.payload = project->report.payload,
	};

	if (dialect == NULL)
		return false;
	script.store = dn_project_store(project, dialect);
	stamp.before = dn_history_tips(s->mem, history, start);
	for (size_t i = 0; i < history->n; i++) {
		struct dn_revision *revision = history->revisions[i];
		bool was = dn_map_get(start, revision->id) != NULL;
		bool is = dn_map_get(wanted, revision->id) != NULL;

		if (was && !is)
			dn_push(s->mem, stamp.gone.items, stamp.gone.n, revision);
		if (is && !was)
			dn_push(s->mem, stamp.new.items, stamp.new.n, revision);
	}
	return dn_offline_write_stamp(&script, &stamp, err);
}

bool
dunlin_stamp_script(struct dunlin *project, const char *const *targets, struct dunlin_error *err)
{
	struct script s = { .project = project, .mem = dn_new_context(project) };
	struct dn_map *start = NULL, *wanted = NULL;
	bool ok;

	if (script_targets(&s, targets, err) && dn_project_history(project, err))
		start = dn_history_offline_start(s.mem, project->history, s.from, err);
	if (start != NULL)
		wanted = dn_history_stamp(s.mem, project->history, start, s.to, err);
	ok = wanted != NULL && script_write(&s, start, wanted, err);
	dn_free(s.mem);
	return ok;
}
