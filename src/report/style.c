/* style.c - aligned and coloured on a terminal, plain elsewhere */
#include "config.h"

#include <errno.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "report/style.h"

enum {
	STYLE_COLUMNS = 8, /* of a line; further marks are none */
	STYLE_WIDEST = 40, /* a wider cell is not in line with the others */
	STYLE_NARROW = 20  /* in less nothing is folded */
};

static const char style_column = DN_MARK_COLUMN[0], style_begin = DN_MARK_END[0] - 1,
		  style_end = DN_MARK_END[0];

bool
dn_report_text(const struct dn_report *report, const char *text, struct dunlin_error *err)
{
	if (report->write == NULL || report->write(report->payload, text, strlen(text)))
		return true;
	return dunlin_error_set(err, DUNLIN_E_FILE, "cannot write the result: %s", strerror(errno));
}

/* The parts of a line between its marks. */
struct style_line {
	const char *cells[STYLE_COLUMNS], *ends[STYLE_COLUMNS];
	size_t n;
};

static void
style_cut(struct style_line *line, const char *s, const char *end)
{
	const char *mark;

	line->n = 0;
	for (;; s = mark + 1) {
		mark = line->n + 1 < STYLE_COLUMNS ? memchr(s, style_column, (size_t) (end - s))
						   : NULL;
		line->cells[line->n] = s;
		line->ends[line->n++] = mark == NULL ? end : mark;
		if (mark == NULL)
			return;
	}
}

/* The next piece of a cell: a mark, or text up to one. */
static const char *
style_piece(const char *s, const char *end)
{
	if (*s == style_begin)
		return s + 1 < end ? s + 2 : end;
	if (*s == style_end)
		return s + 1;
	while (s < end && *s != style_begin && *s != style_end)
		s++;
	return s;
}

static size_t
style_width(const char *s, const char *end)
{
	size_t width = 0;

	for (const char *next; s < end; s = next) {
		next = style_piece(s, end);
		if (*s != style_begin && *s != style_end)
			width += dunlin_columns(s, (size_t) (next - s));
	}
	return width;
}

static void
style_put_mark(struct dunlin_buf *buf, const struct dn_report *report, const char *s)
{
	static const char letters[] = "gbwh";
	static const char *const codes[] = { "32", "1;31", "33", "1;36" };
	const char *letter = *s == style_begin && s[1] != '\0' ? strchr(letters, s[1]) : NULL;

	if (report->color && letter != NULL)
		dunlin_buf_printf(buf, "\033[%sm", codes[letter - letters]);
	else if (report->color && *s == style_end)
		dunlin_buf_puts(buf, "\033[0m");
}

/* Text as it may be shown on a terminal. */
static void
style_put_text(
    struct dunlin_buf *buf, const struct dn_report *report, const char *s, const char *end)
{
	size_t from = buf->len;

	dunlin_buf_put(buf, s, (size_t) (end - s));
	for (size_t i = from; report->width > 0 && i < buf->len; i++) {
		unsigned char c = (unsigned char) buf->s[i];

		if ((c < ' ' && c != '\t' && c != '\n') || c == 0x7f)
			buf->s[i] = '?';
	}
}

static void
style_put(struct dunlin_buf *buf, const struct dn_report *report, const char *s, const char *end)
{
	for (const char *next; s < end; s = next) {
		next = style_piece(s, end);
		if (*s == style_begin || *s == style_end)
			style_put_mark(buf, report, s);
		else
			style_put_text(buf, report, s, next);
	}
}

void
dn_style_plain(struct dunlin_buf *buf, const char *text)
{
	const char *end = text + strlen(text);

	for (const char *next; text < end; text = next) {
		next = style_piece(text, end);
		if (*text != style_begin && *text != style_end)
			dunlin_buf_put(buf, text, (size_t) (next - text));
	}
}

/* The end of what fits into COLUMNS of a piece of text. */
static const char *
style_fit(const char *s, const char *end, size_t columns)
{
	const char *fits = s;

	for (const char *at = s + 1; at <= end; at++) {
		if (at < end && ((unsigned char) *at & 0xc0) == 0x80)
			continue;
		if (dunlin_columns(s, (size_t) (at - s)) > columns)
			break;
		fits = at;
	}
	return fits;
}

void
dn_style_cut(struct dunlin_buf *buf, const char *text, size_t columns, const char *more)
{
	const char *end = text + strlen(text), *cut;
	bool all = style_width(text, end) <= columns;

	columns -= all ? 0 : 1;
	for (const char *next; text < end; text = next) {
		next = style_piece(text, end);
		cut = next;
		if (*text != style_begin && *text != style_end) {
			cut = style_fit(text, next, columns);
			columns -= dunlin_columns(text, (size_t) (cut - text));
		}
		dunlin_buf_put(buf, text, (size_t) (cut - text));
		if (cut < next)
			columns = 0;
	}
	dunlin_buf_puts(buf, all ? "" : more);
}

/* As much of the cell as fits into COLUMNS, to the last blank; what is left begins behind it. */
static const char *
style_fold(const char *s, const char *end, size_t columns)
{
	const char *blank = NULL;

	for (const char *at = s + 1; at < end; at++) {
		if (*at == ' ' && style_width(s, at) <= columns)
			blank = at;
		else if (*at == ' ')
			break;
	}
	return style_width(s, end) <= columns || blank == NULL ? end : blank;
}

/* The last cell, further lines of it below its beginning. */
static void
style_put_last(struct dunlin_buf *buf, const struct dn_report *report, const char *s,
    const char *end, size_t indent)
{
	size_t room = report->width > indent ? report->width - indent : 0;

	while (room >= STYLE_NARROW) {
		const char *next = style_fold(s, end, room);

		style_put(buf, report, s, next);
		if (next == end)
			return;
		/* A cell may begin with a blank, which then stands before all of its lines. */
		dunlin_buf_printf(buf, "\n%*s", (int) indent, "");
		s = next;
	}
	style_put(buf, report, s, end);
}

static void
style_put_line(struct dunlin_buf *buf, const struct dn_report *report,
    const struct style_line *line, const size_t widths[STYLE_COLUMNS])
{
	size_t indent = 0, last = line->n - 1;

	for (size_t i = 0; i < last; i++) {
		size_t width, pad;

		style_put(buf, report, line->cells[i], line->ends[i]);
		if (report->width == 0)
			continue;
		width = style_width(line->cells[i], line->ends[i]);
		pad = width < widths[i] ? widths[i] - width : 0;
		dunlin_buf_printf(buf, "%*s", (int) pad, "");
		indent += width + pad;
	}
	if (report->width > 0 && last > 0)
		style_put_last(buf, report, line->cells[last], line->ends[last], indent);
	else
		style_put(buf, report, line->cells[last], line->ends[last]);
}

static const char *
style_line_end(const char *s)
{
	return s + strcspn(s, "\n");
}

/* How wide the columns of the lines from S on are that have N of them; returns where these end. */
static const char *
style_measure(const char *s, size_t n, size_t widths[STYLE_COLUMNS])
{
	memset(widths, 0, STYLE_COLUMNS * sizeof *widths);
	while (*s != '\0') {
		const char *end = style_line_end(s);
		struct style_line line;

		style_cut(&line, s, end);
		if (line.n != n)
			break;
		for (size_t i = 0; i + 1 < n; i++) {
			size_t width = style_width(line.cells[i], line.ends[i]);

			widths[i] = width > widths[i] && width <= STYLE_WIDEST ? width : widths[i];
		}
		s = end + (*end == '\n');
	}
	return s;
}

bool
dn_report_styled(const struct dn_report *report, const char *text, struct dunlin_error *err)
{
	struct dunlin_buf *buf = dn_buf_new(NULL);
	size_t widths[STYLE_COLUMNS];
	const char *measured = text;
	bool ok;

	for (const char *s = text, *end; *s != '\0'; s = end + (*end == '\n')) {
		struct style_line line;

		end = style_line_end(s);
		style_cut(&line, s, end);
		if (report->width > 0 && s >= measured)
			measured = style_measure(s, line.n, widths);
		style_put_line(buf, report, &line, widths);
		dunlin_buf_put(buf, end, *end == '\n');
	}
	ok = dn_report_text(report, buf->s, err);
	dn_free(buf);
	return ok;
}

bool
dn_report_source(const struct dn_report *report, const char *text, struct dunlin_error *err)
{
	struct dunlin_buf *buf = dn_buf_new(NULL);
	bool ok;

	style_put_text(buf, report, text, text + strlen(text));
	ok = dn_report_text(report, buf->s, err);
	dn_free(buf);
	return ok;
}
