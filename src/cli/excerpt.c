/* excerpt.c - a line of a file with a caret under a column */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include "cli/message.h"

enum {
	WIDTH = 80, /* characters of a line that are shown */
	BEFORE = 50 /* of them before the column, when the line is cut */
};

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
	for (const char *s = piece.s; s < column; s++)
		if (is_character_start(*s))
			putc(*s == '\t' ? '\t' : ' ', to);
	fputs("^\n", to);
}

static void
excerpt_print_line(FILE *to, const char *line, size_t len, unsigned number, unsigned column)
{
	const char *end = line + len, *at = excerpt_skip(line, end, column - 1);
	struct piece piece = { line, end };
	bool cut_left = column > WIDTH;

	if (cut_left)
		piece.s = excerpt_skip(line, end, column - 1 - BEFORE);
	piece.end = excerpt_skip(piece.s, end, WIDTH);
	fprintf(to, "%5u | %s", number, cut_left ? "..." : "");
	excerpt_put(to, piece);
	fprintf(to, "%s\n      | %s", piece.end < end ? "..." : "", cut_left ? "   " : "");
	excerpt_put_caret(to, piece, at);
}

void
cli_print_excerpt(FILE *to, const char *file, unsigned line, unsigned column)
{
	FILE *from = line > 0 && column > 0 ? fopen(file, "rb") : NULL;
	char *text = NULL;
	size_t size = 0, start = 0;
	ssize_t len = -1;

	if (from == NULL)
		return;
	for (unsigned i = 0; i < line; i++) {
		len = getline(&text, &size, from);
		if (len < 0)
			break;
	}
	if (len >= 0) {
		while (len > 0 && (text[len - 1] == '\n' || text[len - 1] == '\r'))
			text[--len] = '\0';
		if (line == 1 && len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
			start = 3; /* a byte order mark is not part of the line */
		cli_mask_secrets(text + start);
		excerpt_print_line(to, text + start, (size_t) len - start, line, column);
	}
	free(text);
	fclose(from);
}
