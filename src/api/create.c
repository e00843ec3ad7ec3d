/* create.c - make a new project, make a new revision */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "api/project.h"
#include "api/template.h"
#include "base/mem.h"

static const char init_config[] =
    "# Where the revisions are and how they run; see dunlin.ini(5).\n"
    "[dunlin]\n"
    "script_location = %(here)s\n"
    "\n"
    "# The database, unless -d or DUNLIN_DATABASE_URL names another.\n"
    "url = sqlite:///dunlin.db\n";

static bool
create_failed(const char *what, const char *path, struct dunlin_error *err)
{
	return dunlin_error_set(
	    err, DUNLIN_E_FILE, "cannot %s '%s': %s", what, path, strerror(errno));
}

static bool
create_directory(const char *path, struct dunlin_error *err)
{
	return mkdir(path, 0777) == 0 || errno == EEXIST || create_failed("make", path, err);
}

/* A new file with TEXT; one that is there already is an error. */
static bool
create_file(const char *path, const char *text, struct dunlin_error *err)
{
	size_t len = strlen(text);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	ssize_t n;

	if (fd < 0)
		return create_failed("make", path, err);
	n = write(fd, text, len);
	if (close(fd) != 0 || n != (ssize_t) len) {
		create_failed("write", path, err);
		unlink(path);
		return false;
	}
	return true;
}

bool
dunlin_init(const char *directory, const struct dunlin_options *options, struct dunlin_error *err)
{
	void *mem = dn_new_context(NULL);
	struct dn_log log = { options->log, options->log_payload };
	char *versions = dn_sprintf(mem, "%s/versions", directory);
	char *config = dn_sprintf(mem, "%s/dunlin.ini", directory);
	char *template = dn_sprintf(mem, "%s/script.sql.in", directory);
	bool ok = create_directory(directory, err) && create_file(config, init_config, err) &&
		  create_file(template, dn_template, err) && create_directory(versions, err);

	if (ok)
		dn_log(&log, DUNLIN_INFO,
		    "made %s, %s and %s\nnext: dunlin -c %s revision -m \"what it does\"", config,
		    template, versions, config);
	dn_free(mem);
	return ok;
}

/* What the configuration says of new revisions. */
static void
revision_configured(const void *mem, const struct dunlin *project, struct dn_create *create)
{
	const struct dn_config *config = project->config;
	const char *home = dn_config_get(config, "script_location");

	create->template_path =
	    dn_sprintf(mem, "%s/script.sql.in", dn_config_path(mem, config, home));
	create->file_template = dn_config_get(config, "file_template");
	create->slug_length = dn_config_count(config, "truncate_slug_length");
	create->timezone = dn_config_get(config, "timezone");
}

/* Its path, or as JSON what the history has now that it is there. */
static bool
revision_report(struct dunlin *project, const void *mem, const char *path, struct dunlin_error *err)
{
	struct dn_report_item item = { 0 };

	if (!project->report.json)
		return dn_report_text(&project->report, dn_sprintf(mem, "%s\n", path), err);
	dn_free(project->history);
	project->history = NULL;
	if (!dn_project_history(project, err))
		return false;
	for (size_t i = 0; i < project->history->n; i++)
		if (strcmp(project->history->revisions[i]->path, path) == 0)
			item.revision = project->history->revisions[i];
	return dn_report_revisions(
	    &project->report, "revisions", DN_REPORT_HISTORY, &item, item.revision != NULL, err);
}

static bool
revision_write(
    struct dunlin *project, const void *mem, const struct dn_draft *draft, struct dunlin_error *err)
{
	return dn_history_publish(draft, err) && dn_project_run_hooks(project, draft->path, err) &&
	       revision_report(project, mem, draft->path, err);
}

bool
dunlin_revision(
    struct dunlin *project, const struct dunlin_revision_options *options, struct dunlin_error *err)
{
	struct dunlin_revision_options o = { 0 };
	struct dn_create create = { 0 };
	struct dn_draft draft;
	void *mem = dn_new_context(project);
	bool ok = dn_project_history(project, err);

	memcpy(&o, options, options->size < sizeof o ? options->size : sizeof o);
	create.message = o.message;
	create.id = o.id;
	create.parents = o.parents;
	create.merge = o.merge;
	create.splice = o.splice;
	create.labels = o.labels;
	create.depends_on = o.depends_on;
	if (o.version_path != NULL)
		create.location = dn_config_path(mem, project->config, o.version_path);
	revision_configured(mem, project, &create);
	ok = ok && dn_history_create(mem, project->history, &create, &draft, err);
	if (ok)
		ok = o.print ? dn_report_text(&project->report, draft.text, err)
			     : revision_write(project, mem, &draft, err);
	dn_free(mem);
	return ok;
}
