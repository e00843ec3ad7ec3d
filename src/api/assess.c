/* assess.c - how well PostgreSQL's SQL carries over into another dialect */
#include "config.h"

#include "api/project.h"
#include "base/mem.h"
#include "plan/plan.h"

/* Whatever cannot be said is found, not only the first. */
static bool
assess_range(const void *mem, const struct dn_dialect *dialect, struct dn_plan_options *options,
    const struct dn_range *range, const struct dn_report *report, struct dunlin_error *err)
{
	struct dn_assessment *assessment = dn_new(mem, struct dn_assessment);

	options->dialect = dialect;
	options->untranslatable = DN_UNTRANSLATABLE_NOTICE;
	options->assessment = assessment;
	return dn_plan_new(mem, options, range, NULL, 0, err) != NULL &&
	       dn_report_fidelity(report, dialect->name, assessment, err);
}

bool
dunlin_assess(struct dunlin *project, const char *dialect, struct dunlin_error *err)
{
	void *mem = dn_new_context(project);
	const struct dn_dialect *to = dn_translate_dialect(mem, dialect, err);
	struct dn_plan_options options = { 0 };
	struct dn_range *range = NULL;
	bool ok = to != NULL && dn_project_history(project, err);

	if (ok)
		range =
		    dn_history_range(mem, project->history, dn_map_new(mem), DN_UP, "heads", err);
	options.types = (enum dn_types) dn_config_choice(project->config, "types");
	options.enums = (enum dn_enums) dn_config_choice(project->config, "enums");
	if (ok && to->default_schema != NULL) {
		options.search_path = project->search_path;
		options.nsearch_path = project->nsearch_path;
	}
	ok = range != NULL && assess_range(mem, to, &options, range, &project->report, err);
	dn_free(mem);
	return ok;
}

bool
dunlin_assess_scripts(const struct dunlin_options *o, const char *dialect,
    const struct dunlin_script *scripts, size_t n, struct dunlin_error *err)
{
	void *mem = dn_new_context(NULL);
	const struct dn_dialect *to = dn_translate_dialect(mem, dialect, err);
	struct dn_report report = dn_project_report(o);
	struct dn_plan_options options = { 0 };
	struct dn_range range = { .direction = DN_UP };
	bool ok = to != NULL && dn_translate_choices(o, &options, err);

	for (size_t i = 0; ok && i < n; i++) {
		struct dn_source source = { scripts[i].file, scripts[i].text, scripts[i].len };
		struct dn_revision *revision =
		    dn_revision_from_text(mem, scripts[i].file, &source, err);

		ok = revision != NULL;
		if (ok)
			dn_push(mem, range.revisions, range.n, revision);
	}
	ok = ok && assess_range(mem, to, &options, &range, &report, err);
	dn_free(mem);
	return ok;
}
