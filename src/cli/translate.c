/* translate.c - dunlin translate */
#include "config.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <dunlin/driver.h>

#include "cli/command.h"

static bool
translate_read(FILE *from, const char *name, struct dunlin_buf *text, struct dunlin_error *err)
{
	char piece[16384];
	size_t n;

	while ((n = fread(piece, 1, sizeof(piece), from)) > 0)
		dunlin_buf_put(text, piece, n);
	if (ferror(from))
		return dunlin_error_set(
		    err, DUNLIN_E_FILE, "cannot read '%s': %s", name, strerror(errno));
	return true;
}

static bool
translate_open_and_read(const char *name, struct dunlin_buf *text, struct dunlin_error *err)
{
	FILE *from = fopen(name, "rb");

	if (from == NULL)
		return dunlin_error_set(
		    err, DUNLIN_E_FILE, "cannot read '%s': %s", name, strerror(errno));
	bool ok = translate_read(from, name, text, err);
	fclose(from);
	return ok;
}

static bool
translate_take(const char *name, struct dunlin_buf *text, struct dunlin_script *script,
    struct dunlin_error *err)
{
	bool from_stdin = name == NULL || strcmp(name, "-") == 0;
	bool ok;

	script->file = from_stdin ? "<stdin>" : name;
	ok = from_stdin ? translate_read(stdin, script->file, text, err)
			: translate_open_and_read(name, text, err);
	script->text = text->s;
	script->len = text->len;
	return ok;
}

static bool
translate_report_project(
    const struct dunlin_options *library, const char *dialect, struct dunlin_error *err)
{
	struct dunlin *project = dunlin_open(library, err);
	bool ok = project != NULL && dunlin_assess(project, dialect, err);

	dunlin_close(project);
	return ok;
}

static bool
translate_report_files(const struct dunlin_options *library, const char *dialect, char **args,
    struct dunlin_error *err)
{
	size_t n = 0, taken = 0;
	bool ok = true;

	while (args[n] != NULL)
		n++;
	struct dunlin_script *scripts = calloc(n, sizeof(*scripts));
	struct dunlin_buf **texts = calloc(n, sizeof(*texts));
	if (scripts == NULL || texts == NULL)
		abort();
	for (; ok && taken < n; taken++) {
		texts[taken] = dunlin_buf_new();
		ok = translate_take(args[taken], texts[taken], &scripts[taken], err);
	}
	ok = ok && dunlin_assess_scripts(library, dialect, scripts, n, err);
	while (taken > 0)
		dunlin_buf_free(texts[--taken]);
	free(texts);
	free(scripts);
	return ok;
}

static bool
translate_run(struct dunlin *project, const struct cli_options *options, char **args,
    struct dunlin_error *err)
{
	struct dunlin_script script;
	struct dunlin_options library;

	(void) project;
	cli_library_options(options, &library);
	if (options->report && args[0] == NULL && options->types != NULL)
		return cli_usage_error(err, "translate",
		    "'--types' is for files: the project's history has the key types");
	if (options->report && args[0] == NULL && options->enums != NULL)
		return cli_usage_error(err, "translate",
		    "'--enums' is for files: the project's history has the key enums");
	if (options->report && args[0] == NULL)
		return translate_report_project(&library, options->dialect, err);
	if (options->report)
		return translate_report_files(&library, options->dialect, args, err);
	if (args[0] != NULL && args[1] != NULL)
		return cli_usage_error(err, "translate",
		    "unexpected operand '%s' of 'translate' without '--report'", args[1]);
	struct dunlin_buf *text = dunlin_buf_new();
	bool ok = translate_take(args[0], text, &script, err) &&
		  dunlin_translate(&library, options->dialect, &script, err);
	dunlin_buf_free(text);
	return ok;
}

static const struct cli_option translate_options[] = {
	{
	    .name = "to",
	    .value = "DIALECT",
	    .help = "sqlite, mysql (MariaDB), mysql8 or postgresql",
	    .choices = (const char *const[]){ "sqlite", "mysql", "mysql8", "postgresql", NULL },
	    .offset = offsetof(struct cli_options, dialect),
	    .required = true,
	},
	{
	    .name = "report",
	    .help = "show how well it carries over, FILEs or the project's history",
	    .offset = offsetof(struct cli_options, report),
	},
	CLI_OPTION_JSON,
	{
	    .name = "types",
	    .value = "TYPES",
	    .help = "what columns refuse on SQLite: enforced, strict, plain",
	    .choices = (const char *const[]){ "enforced", "strict", "plain", NULL },
	    .offset = offsetof(struct cli_options, types),
	},
	{
	    .name = "enums",
	    .value = "ENUMS",
	    .help = "what enums are on MariaDB and MySQL: check, native",
	    .choices = (const char *const[]){ "check", "native", NULL },
	    .offset = offsetof(struct cli_options, enums),
	},
	{ .name = NULL },
};

const struct cli_command cli_translate = {
	.name = "translate",
	.args = "[FILE...]",
	.summary = "print PostgreSQL's SQL from FILE or stdin as a dialect's",
	.details = "\nWith --report and no FILE the history of the project is meant, else FILE is\n"
		   "stdin.\n",
	.max_args = INT_MAX,
	.options = translate_options,
	.run = translate_run,
};
