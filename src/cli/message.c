/* message.c - log lines and the one error, on stderr */
#include "config.h"

#include "cli/bar.h"
#include "cli/message.h"
#include "cli/terminal.h"

/* SGR parameters. */
#define BOLD   "1"
#define RED    "1;31"
#define YELLOW "1;33"

/* TEXT without what steers a terminal: the database and the files may say anything. */
static void
message_put(const char *text)
{
	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char) *text;

		if (c == '\n')
			fputs("\n  ", stderr);
		else
			putc((c < ' ' && c != '\t') || c == 0x7f ? '?' : c, stderr);
	}
}

static void
message_print(const char *label, const char *color, const char *text)
{
	cli_bar_clear();
	if (color != NULL && cli_has_color(stderr))
		fprintf(stderr, "\033[%sm%s:\033[0m ", color, label);
	else
		fprintf(stderr, "%s: ", label);
	message_put(text);
	putc('\n', stderr);
	cli_bar_draw();
}

void
cli_log(void *payload, enum dunlin_level level, const char *message)
{
	const struct cli_options *options = payload;

	switch (level) {
	case DUNLIN_DEBUG:
		if (options->verbose && !options->quiet)
			message_print("debug", NULL, message);
		break;
	case DUNLIN_INFO:
		if (!options->quiet)
			message_print("dunlin", NULL, message);
		break;
	case DUNLIN_NOTICE:
		if (!options->quiet)
			message_print("notice", BOLD, message);
		break;
	case DUNLIN_WARNING: message_print("warning", YELLOW, message); break;
	}
}

static void
message_print_place(const struct dunlin_error *err)
{
	const char *file = dunlin_error_file(err);
	unsigned line = dunlin_error_line(err), column = dunlin_error_column(err);

	if (file == NULL)
		return;
	message_put(file);
	if (line > 0)
		fprintf(stderr, ":%u", line);
	if (line > 0 && column > 0)
		fprintf(stderr, ":%u", column);
	fputs(": ", stderr);
}

void
cli_print_error(const struct dunlin_error *err, bool show_values)
{
	const char *file = dunlin_error_file(err), *detail = dunlin_error_detail(err);
	const char *hint = dunlin_error_hint(err);

	message_print_place(err);
	message_print("error", RED, dunlin_error_message(err));
	if (file != NULL)
		cli_print_excerpt(stderr, file, dunlin_error_line(err), dunlin_error_column(err),
		    dunlin_error_code(err) == DUNLIN_E_CONFIG);
	if (detail != NULL && show_values)
		message_print("detail", NULL, detail);
	else if (detail != NULL)
		message_print(
		    "detail", NULL, "not shown, it may hold values of rows (--show-values)");
	if (hint != NULL)
		message_print("hint", NULL, hint);
}
