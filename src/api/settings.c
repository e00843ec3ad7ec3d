/* settings.c - every setting, its value and where it comes from */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "api/project.h"
#include "base/mem.h"

/* What stands in the place of a secret. */
static const char settings_hidden[] = "***";

/* A parameter of the session's own may be a secret by its name. */
static bool
settings_is_secret(const char *name)
{
	static const char *const words[] = { "password", "passwd", "secret", "token", "key" };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strstr(name, words[i]) != NULL)
			return true;
	return false;
}

/* Which database it would be; of the URL what may be seen. */
static void
settings_of_url(const void *mem, struct dunlin *project, struct dn_report_setting *setting)
{
	struct dunlin_error *own = dn_error_new(mem);
	struct dunlin_url *url = dn_config_database(
	    mem, project->config, project->database, &setting->from, &project->log, own);

	setting->value = url == NULL ? NULL : dn_url_redact(mem, url);
	if (url != NULL || (setting->from.where == NULL && dunlin_error_line(own) == 0))
		return;
	setting->problem = dunlin_error_message(own);
	if (dunlin_error_line(own) > 0)
		setting->from = (struct dn_config_origin){ .source = DN_FROM_FILE,
			.where = dunlin_error_file(own),
			.line = dunlin_error_line(own) };
}

/* The other URL, as it is shown. */
static void
settings_of_direct_url(
    const void *mem, const struct dunlin *project, struct dn_report_setting *setting)
{
	struct dunlin_error *own = dn_error_new(mem);
	const char *text = dn_project_direct_text(project, &setting->from);
	struct dunlin_url *url = text == NULL ? NULL : dn_url_parse(mem, text, own);

	if (url != NULL)
		setting->value = dn_url_redact(mem, url);
	else if (text != NULL) {
		setting->value = NULL;
		setting->problem = dunlin_error_message(own);
	}
}

static void
settings_add(const void *mem, struct dunlin *project, const struct dn_config_key *key,
    const char *name, struct dn_report_settings *settings)
{
	struct dunlin_error *own = dn_error_new(mem);
	struct dn_report_setting setting = {
		.name = name,
		.secret = key->secret || settings_is_secret(name),
		.from = dn_config_origin(project->config, name),
		.value = dn_map_get(project->config->values, name),
	};

	if (setting.value == NULL)
		setting.value = key->fallback;
	if (setting.secret && setting.value != NULL)
		setting.value = settings_hidden;
	if (!dn_config_ready(project->config, name, own))
		setting.problem = dunlin_error_message(own);
	if (strcmp(name, "url") == 0)
		settings_of_url(mem, project, &setting);
	else if (strcmp(name, "direct_url") == 0)
		settings_of_direct_url(mem, project, &setting);
	dn_push(mem, settings->items, settings->n, setting);
}

/* Each key in the order of the manual, those with a prefix as they are in the file. */
static void
settings_collect(const void *mem, struct dunlin *project, struct dn_report_settings *settings)
{
	for (const struct dn_config_key *key = dn_config_keys; key->name != NULL; key++) {
		size_t len = strlen(key->name);

		if (key->name[len - 1] != '.') {
			settings_add(mem, project, key, key->name, settings);
			continue;
		}
		dn_map_each (project->config->values, e)
			if (strncmp(e->key, key->name, len) == 0)
				settings_add(mem, project, key, e->key, settings);
	}
}

bool
dunlin_config(struct dunlin *project, struct dunlin_error *err)
{
	void *mem = dn_new_context(project);
	struct dn_report_settings settings = {
		.file = project->config->file,
		.section = project->config->section,
	};
	bool ok;

	settings_collect(mem, project, &settings);
	ok = dn_report_settings(&project->report, &settings, err);
	dn_free(mem);
	return ok;
}
