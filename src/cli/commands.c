/* commands.c - the commands there are, and finding one by name */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <dunlin/driver.h>

#include "cli/message.h"

const struct cli_command *const cli_commands[] = {
	&cli_init,
	&cli_list_templates,
	&cli_revision,
	&cli_merge,
	&cli_rebase,
	&cli_squash,
	&cli_upgrade,
	&cli_downgrade,
	&cli_plan,
	&cli_verify,
	&cli_stamp,
	&cli_ensure_version,
	&cli_current,
	&cli_status,
	&cli_check,
	&cli_lock,
	&cli_history,
	&cli_heads,
	&cli_branches,
	&cli_show,
	&cli_edit,
	&cli_translate,
	&cli_config,
	&cli_drivers,
	&cli_driver_test,
	&cli_help,
	&cli_complete,
	NULL,
};

bool
cli_usage_error(struct dunlin_error *err, const char *name, const char *fmt, ...)
{
	char text[256], *shown;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	shown = dunlin_mask(text, strlen(text), NULL); /* a URL in the wrong place */
	dunlin_error_set(err, DUNLIN_E_USAGE, "%s", shown == NULL ? "wrong usage" : shown);
	free(shown);
	dunlin_error_set_hint(
	    err, "Try 'dunlin help%s%s'.", name != NULL ? " " : "", name != NULL ? name : "");
	return false;
}

const struct cli_command *
cli_find_command(const char *name, struct dunlin_error *err)
{
	struct dunlin_nearest nearest = { .word = name };

	for (size_t i = 0; cli_commands[i] != NULL; i++) {
		if (strcmp(cli_commands[i]->name, name) == 0)
			return cli_commands[i];
		if ((cli_commands[i]->flags & CLI_HIDDEN) == 0)
			dunlin_nearest_add(&nearest, cli_commands[i]->name);
	}
	if (nearest.name == NULL)
		cli_usage_error(err, NULL, "unknown command '%s'", name);
	else
		cli_usage_error(
		    err, NULL, "unknown command '%s', did you mean '%s'?", name, nearest.name);
	return NULL;
}
