/* nearest.h - the known word that a mistyped one most likely means */
#ifndef DN_CLI_NEAREST_H
#define DN_CLI_NEAREST_H

/* Set WORD, add the known names; NAME is then the nearest, or NULL when none is near. */
struct cli_nearest {
	const char *word, *name;
	unsigned distance;
};

void cli_nearest_add(struct cli_nearest *nearest, const char *name);

#endif
