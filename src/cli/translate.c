/* translate.c - dunlin translate */
#include "config.h"

#include <errno.h>
#include <stdio.h>
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
translate_run(struct dunlin *project, const struct cli_options *options, char **args,
    struct dunlin_error *err)
{
	bool from_stdin = args[0] == NULL || strcmp(args[0], "-") == 0;
	struct dunlin_script script = { .file = from_stdin ? "<stdin>" : args[0] };
	struct dunlin_options library;

	(void) project;
	cli_library_options(options, &library);
	struct dunlin_buf *text = dunlin_buf_new();
	bool ok = from_stdin ? translate_read(stdin, script.file, text, err)
			     : translate_open_and_read(script.file, text, err);
	script.text = text->s;
	script.len = text->len;
	ok = ok && dunlin_translate(&library, options->dialect, &script, err);
	dunlin_buf_free(text);
	return ok;
}

static const struct cli_option translate_options[] = {
	{
	    .name = "to",
	    .value = "DIALECT",
	    .help = "sqlite or postgresql",
	    .offset = offsetof(struct cli_options, dialect),
	    .required = true,
	},
	{ .name = NULL },
};

const struct cli_command cli_translate = {
	.name = "translate",
	.args = "[FILE]",
	.summary = "print PostgreSQL's SQL from FILE or stdin as a dialect's",
	.max_args = 1,
	.options = translate_options,
	.run = translate_run,
};
