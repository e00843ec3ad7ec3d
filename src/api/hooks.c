/* hooks.c - programs that get each new revision file */
#include "config.h"

#include <string.h>
#include <unistd.h>

#include "api/project.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/process.h"

static const char hooks_section[] = "post_write_hooks";

/* One of them. */
struct hook {
	struct dunlin *project;
	void *mem;
	const char *name, *path;
	const char *executable, *cwd;
	const char **args; /* ended by NULL */
	size_t nargs;
};
struct dn_hooks {
	struct hook *items;
	size_t n;
};

static bool
hook_key(const struct hook *hook, const char *key, char **value, struct dunlin_error *err)
{
	char *name = dn_sprintf(hook->mem, "%s.%s", hook->name, key);

	return dn_config_other(hook->mem, hook->project->config, hooks_section, name, value, err);
}

static bool
hook_wrong(const struct hook *hook, const char *what, const char *hint, struct dunlin_error *err)
{
	dunlin_error_set(
	    err, DUNLIN_E_CONFIG, "hook '%s' of [%s] %s", hook->name, hooks_section, what);
	dunlin_error_set_hint(err, "%s", hint);
	return false;
}

/* The next word of *P as a shell reads it: white space, quotes, backslashes; NULL at the end. */
static char *
hook_word(const struct hook *hook, const char **p)
{
	struct dunlin_buf *buf;
	char quote = 0;

	*p += strspn(*p, " \t\n");
	if (**p == '\0')
		return NULL;
	buf = dn_buf_new(hook->mem);
	for (; **p != '\0' && (quote != 0 || strchr(" \t\n", **p) == NULL); (*p)++) {
		if (quote == 0 && (**p == '"' || **p == '\'')) {
			quote = **p;
		} else if (quote != 0 && **p == quote) {
			quote = 0;
		} else {
			if (**p == '\\' && quote != '\'' && (*p)[1] != '\0')
				(*p)++;
			dunlin_buf_put(buf, *p, 1);
		}
	}
	return dn_buf_steal(hook->mem, buf);
}

/* The words of the options; the name of the file for REVISION_SCRIPT_FILENAME, else behind them. */
static void
hook_args(struct hook *hook, const char *options)
{
	static const char token[] = "REVISION_SCRIPT_FILENAME";
	bool named = strstr(options, token) != NULL;
	char *word, *at;

	dn_push(hook->mem, hook->args, hook->nargs, hook->executable);
	while ((word = hook_word(hook, &options)) != NULL) {
		at = strstr(word, token);
		if (at != NULL)
			word = dn_sprintf(hook->mem, "%.*s%s%s", (int) (at - word), word,
			    hook->path, at + strlen(token));
		dn_push(hook->mem, hook->args, hook->nargs, word);
	}
	if (!named)
		dn_push(hook->mem, hook->args, hook->nargs, hook->path);
	dn_push(hook->mem, hook->args, hook->nargs, (const char *) NULL);
}

static bool
hook_read(struct hook *hook, struct dunlin_error *err)
{
	char *type, *executable, *options, *cwd;

	if (!hook_key(hook, "type", &type, err) ||
	    !hook_key(hook, "executable", &executable, err) ||
	    !hook_key(hook, "options", &options, err) || !hook_key(hook, "cwd", &cwd, err))
		return false;
	if (type == NULL || strcmp(type, "exec") != 0)
		return hook_wrong(hook, "is not of a known type",
		    "Write 'NAME.type = exec' and the program as 'NAME.executable'.", err);
	if (executable == NULL)
		return hook_wrong(
		    hook, "has no executable", "Write the program as 'NAME.executable'.", err);
	hook->executable = strchr(executable, '/') == NULL
			       ? executable
			       : dn_config_path(hook->mem, hook->project->config, executable);
	if (cwd != NULL)
		hook->cwd = dn_config_path(hook->mem, hook->project->config, cwd);
	if (cwd != NULL && access(hook->cwd, X_OK) != 0)
		return hook_wrong(
		    hook, "is to run where there is no folder", "NAME.cwd has to be one.", err);
	hook_args(hook, options == NULL ? "" : options);
	return true;
}

static bool
hook_run(const struct hook *hook, struct dunlin_error *err)
{
	const struct dn_process process = { .argv = hook->args, .cwd = hook->cwd };
	char *what = dn_sprintf(hook->mem, "hook '%s'", hook->name);

	dn_log(&hook->project->log, DUNLIN_INFO, "running %s", what);
	if (dn_process_run(&process, DUNLIN_E_FAILED, what, err))
		return true;
	dunlin_error_set_hint(
	    err, "It runs '%s'; the new file is there: '%s'.", hook->executable, hook->path);
	return false;
}

/* "hooks" or NAME.WORD: is it one that means something, and if not, which is near? */
static bool
hooks_know(const char *key, struct dunlin_nearest *nearest)
{
	static const char *const known[] = { "type", "executable", "options", "cwd" };
	const char *dot = strrchr(key, '.');

	nearest->word = dot == NULL ? key : dot + 1;
	if (dot == NULL)
		dunlin_nearest_add(nearest, "hooks");
	for (size_t i = 0; dot != NULL && i < sizeof known / sizeof *known; i++)
		dunlin_nearest_add(nearest, known[i]);
	return nearest->name != NULL && strcmp(nearest->name, nearest->word) == 0;
}

/* One that does nothing is mistyped. */
static bool
hooks_check_keys(
    const struct dn_config *config, const struct dn_ini_section *section, struct dunlin_error *err)
{
	dn_map_each (section->values, e) {
		struct dunlin_nearest nearest = { .name = NULL };
		const struct dn_ini_value *value = e->value;

		if (hooks_know(e->key, &nearest) || dn_map_get(config->used, e->key) != NULL)
			continue;
		dn_error_in(err, DUNLIN_E_CONFIG, &config->ini->src, value->key_at,
		    "unknown key '%s' in [%s]", e->key, hooks_section);
		if (nearest.name != NULL)
			dunlin_error_set_hint(err, "Did you mean '%.*s%s'?",
			    (int) (nearest.word - e->key), e->key, nearest.name);
		else
			dunlin_error_set_hint(err,
			    "There are 'hooks', NAME.type, NAME.executable, NAME.options and "
			    "NAME.cwd.");
		return false;
	}
	return true;
}

struct dn_hooks *
dn_project_hooks(
    const void *mem, struct dunlin *project, const char *path, struct dunlin_error *err)
{
	struct dn_hooks *hooks = dn_new(mem, struct dn_hooks);
	char *list = NULL, *name;
	const struct dn_ini_section *section =
	    dn_map_get(project->config->ini->sections, hooks_section);
	bool ok = section == NULL || hooks_check_keys(project->config, section, err);

	ok = ok && dn_config_other(hooks, project->config, hooks_section, "hooks", &list, err);
	while (ok && list != NULL && (name = strsep(&list, ", \t\n")) != NULL) {
		struct hook hook = { .project = project, .mem = hooks, .name = name, .path = path };

		if (*name == '\0')
			continue;
		ok = hook_read(&hook, err);
		dn_push(hooks, hooks->items, hooks->n, hook);
	}
	return ok ? hooks : NULL;
}

bool
dn_hooks_run(const struct dn_hooks *hooks, struct dunlin_error *err)
{
	for (size_t i = 0; i < hooks->n; i++)
		if (!hook_run(&hooks->items[i], err))
			return false;
	return true;
}
