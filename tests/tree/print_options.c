/* print_options.c - the option table, a line for each command and each option, for man.sh */
#include "config.h"

#include <stdio.h>

#include "cli/command.h"

static void
print_rows(const char *command, const struct cli_option *row)
{
	for (; row != NULL && row->name != NULL; row++) {
		printf("option %s --%s", command, row->name);
		if (row->letter != 0)
			printf(" -%c", row->letter);
		printf("\n");
		if (row->env != NULL)
			printf("env %s %s\n", command, row->env);
	}
}

int
main(void)
{
	print_rows("dunlin", cli_global_options);
	for (size_t i = 0; cli_commands[i] != NULL; i++) {
		if ((cli_commands[i]->flags & CLI_HIDDEN) != 0)
			continue;
		printf("command %s\n", cli_commands[i]->name);
		printf("summary %s %s\n", cli_commands[i]->name, cli_commands[i]->summary);
		print_rows(cli_commands[i]->name, cli_commands[i]->options);
	}
	return 0;
}
