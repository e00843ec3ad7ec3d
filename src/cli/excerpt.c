/* excerpt.c - a line of a file with a caret under a column */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "cli/message.h"
#include "cli/terminal.h"

enum {
	WIDTH = 80, /* characters of a line that are shown at most */
	MARGIN = 15 /* what stands around them */
};

#define EXCERPT_KEY "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-"

/* A piece of a line, in bytes. */
struct piece {
	const char *s, *end;
};

static bool
is_character_start(char c)
{
	return ((unsigned char) c & 0xc0) != 0x80;
}

/* N characters on from S, at most to END. */
static const char *
excerpt_skip(const char *s, const char *end, unsigned n)
{
	while (s < end && (n > 0 || !is_character_start(*s)))
		if (is_character_start(*s++))
			n--;
	while (s < end && !is_character_start(*s))
		s++;
	return s;
}

static void
excerpt_put(FILE *to, struct piece piece)
{
	for (const char *s = piece.s; s < piece.end; s++) {
		unsigned char c = (unsigned char) *s;

		putc((c < ' ' && c != '\t') || c == 0x7f ? '?' : c, to);
	}
}

/* As wide as the text above it, whatever a tab is worth on this terminal. */
static void
excerpt_put_caret(FILE *to, struct piece piece, const char *column)
{
	for (const char *s = piece.s, *tab; s < column; s = tab + (tab < column)) {
		tab = memchr(s, '\t', (size_t) (column - s));
		if (tab == NULL)
			tab = column;
		fprintf(to, "%*s%s", (int) dunlin_columns(s, (size_t) (tab - s)), "",
		    tab < column ? "\t" : "");
	}
	fputs("^\n", to);
}

/* Characters of a line that are shown. */
static unsigned
excerpt_width(FILE *to)
{
	size_t width = cli_width(to);

	return width == 0 || width > WIDTH + MARGIN ? WIDTH : (unsigned) (width - MARGIN);
}

static void
excerpt_print_line(FILE *to, const char *line, size_t len, unsigned number, unsigned column)
{
	const char *end = line + len, *at = excerpt_skip(line, end, column - 1);
	struct piece piece = { line, end };
	unsigned width = excerpt_width(to), before = width * 5 / 8;
	bool cut_left = column > width;

	if (cut_left)
		piece.s = excerpt_skip(line, end, column - 1 - before);
	piece.end = excerpt_skip(piece.s, end, width);
	fprintf(to, "%5u | %s", number, cut_left ? "..." : "");
	excerpt_put(to, piece);
	fprintf(to, "%s\n      | %s", piece.end < end ? "..." : "", cut_left ? "   " : "");
	excerpt_put_caret(to, piece, at);
}

/* The whole of FROM, for what a password is only the text before it tells; no NUL is left. */
static char *
excerpt_read(FILE *from, size_t *len)
{
	char *text = NULL, *more;
	size_t size = 0, got;

	*len = 0;
	do {
		size = size == 0 ? 65536 : 2 * size;
		more = realloc(text, size);
		if (more == NULL)
			break;
		text = more;
		got = fread(text + *len, 1, size - *len, from);
		*len += got;
	} while (*len == size);
	if (more == NULL) {
		free(text);
		return NULL;
	}
	for (char *nul = text; (nul = memchr(nul, '\0', *len - (size_t) (nul - text))) != NULL;)
		*nul = '\1';
	text[*len] = '\0';
	return text;
}

static const char *
excerpt_line(const char *text, unsigned number)
{
	for (; number > 1 && text != NULL; number--) {
		text = strchr(text, '\n');
		text = text == NULL ? NULL : text + 1;
	}
	return text == NULL || *text == '\0' ? NULL : text;
}

static unsigned
excerpt_column(const char *line, const char *at)
{
	unsigned column = 1;

	for (; line < at; line++)
		column += is_character_start(*line);
	return column;
}

static void
excerpt_print(FILE *to, const char *text, unsigned number, unsigned column)
{
	const char *line = excerpt_line(text, number), *at;
	size_t offset;
	char *shown;

	if (line == NULL)
		return;
	at = excerpt_skip(line, line + strcspn(line, "\r\n"), column - 1);
	column -= excerpt_column(line, at); /* what is behind the end of the line */
	offset = (size_t) (at - text);
	shown = dunlin_mask(text, strlen(text), &offset);
	line = shown == NULL ? NULL : excerpt_line(shown, number);
	if (line != NULL)
		excerpt_print_line(to, line, strcspn(line, "\r\n"), number,
		    column + excerpt_column(line, shown + offset));
	free(shown);
}

/*
 * A line of a configuration without its value, which may be a password in any form: a section, or
 * what stands up to the sign.  The caret is below the key or below what hides the value.
 */
static void
excerpt_print_key(FILE *to, const char *text, unsigned number, unsigned column)
{
	const char *line = excerpt_line(text, number);
	size_t key = line == NULL ? 0 : strspn(line, EXCERPT_KEY), sign, at;
	char shown[256];

	if (line == NULL || (key == 0 && *line != '['))
		return;
	sign = key + strspn(line + key, " \t");
	if (key > 0 && line[sign] != '=' && line[sign] != ':')
		return;
	if (key == 0)
		snprintf(shown, sizeof shown, "%.*s", (int) strcspn(line, "\r\n"), line);
	else
		snprintf(shown, sizeof shown, "%.*s ***", (int) sign + 1, line);
	at = column > sign + 1 ? strlen(shown) - 2 : column;
	excerpt_print_line(to, shown, strlen(shown), number, (unsigned) at);
}

void
cli_print_excerpt(FILE *to, const char *file, unsigned line, unsigned column, bool keys_only)
{
	FILE *from = line > 0 && column > 0 ? fopen(file, "rb") : NULL;
	const char *start;
	char *text;
	size_t len;

	if (from == NULL)
		return;
	text = excerpt_read(from, &len);
	fclose(from);
	if (text == NULL)
		return;
	/* A byte order mark is not part of the first line. */
	start = text + (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0);
	if (keys_only)
		excerpt_print_key(to, start, line, column);
	else
		excerpt_print(to, start, line, column);
	free(text);
}
