/* terminal.c - what the user's terminal shows, and what he wants of it */
#include "config.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/terminal.h"

enum { TERMINAL_USUAL = 80, TERMINAL_LEAST = 20 };

static const char *
terminal_variable(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && *value != '\0' ? value : NULL;
}

static bool
terminal_is_dumb(void)
{
	const char *term = terminal_variable("TERM");

	return term == NULL || strcmp(term, "dumb") == 0;
}

bool
cli_is_terminal(FILE *to)
{
	return !terminal_is_dumb() && isatty(fileno(to));
}

bool
cli_has_color(FILE *to)
{
	const char *force = terminal_variable("CLICOLOR_FORCE");
	const char *wanted = terminal_variable("CLICOLOR");

	if (terminal_variable("NO_COLOR") != NULL)
		return false;
	if (force != NULL && strcmp(force, "0") != 0)
		return true;
	return (wanted == NULL || strcmp(wanted, "0") != 0) && cli_is_terminal(to);
}

size_t
cli_width(FILE *to)
{
	const char *columns = terminal_variable("COLUMNS");
	size_t width = columns == NULL ? 0 : strtoul(columns, NULL, 10);
	struct winsize size;

	if (!isatty(fileno(to)))
		return 0;
	if (width == 0 && ioctl(fileno(to), TIOCGWINSZ, &size) == 0)
		width = size.ws_col;
	if (width == 0)
		return TERMINAL_USUAL;
	return width < TERMINAL_LEAST ? TERMINAL_LEAST : width;
}

/* Asked of the pipe itself: errno may be of another call by now. */
bool
cli_is_unread(FILE *to)
{
	struct pollfd end = { .fd = fileno(to), .events = POLLOUT };

	return poll(&end, 1, 0) > 0 && (end.revents & (POLLERR | POLLHUP)) != 0;
}
