/* graph.c - draw the history with lines that part and meet */
#include "config.h"

#include "base/mem.h"
#include "report/item.h"
#include "report/style.h"

/* What a column of a row shows. */
enum cell { BLANK, LINE, NODE, FORK, TURN_UP, JOIN_UP, TURN_DOWN, JOIN_DOWN, CROSS, BAR };

static const char *const cells[][2] = {
	[BLANK] = { " ", " " },
	[LINE] = { "│", "|" },
	[NODE] = { "●", "*" },
	[FORK] = { "├", "|" },
	[TURN_UP] = { "╯", "'" },
	[JOIN_UP] = { "┴", "'" },
	[TURN_DOWN] = { "╮", "." },
	[JOIN_DOWN] = { "┬", "." },
	[CROSS] = { "┼", "+" },
	[BAR] = { "─", "-" },
};

struct drawing {
	const struct dn_report *report;
	const struct dn_revision **lanes; /* what each comes to next; NULL: it is free */
	size_t n;
	const struct dn_map *listed;
	struct dunlin_buf *row, *cut;
	bool ascii;
	void *mem;
};

static void
drawing_cell(struct drawing *d, enum cell cell)
{
	dunlin_buf_puts(d->row, cells[cell][d->ascii]);
}

static bool
drawing_end_row(struct drawing *d, struct dunlin_error *err)
{
	bool ok;

	while (d->row->len > 0 && d->row->s[d->row->len - 1] == ' ')
		dn_buf_truncate(d->row, d->row->len - 1);
	/* A line that the terminal goes on with below would not be a drawing. */
	if (d->report->width > 0)
		dn_style_cut(d->cut, d->row->s, d->report->width, d->ascii ? "~" : "…");
	else
		dunlin_buf_puts(d->cut, d->row->s);
	dunlin_buf_puts(d->cut, "\n");
	ok = dn_report_styled(d->report, d->cut->s, err);
	dn_buf_truncate(d->row, 0);
	dn_buf_truncate(d->cut, 0);
	return ok;
}

/*
 * A row where lines leave from or come to lane AT: those of MARKS, all behind it; LAST is the last
 * of them.  Each is drawn as TURN at the end and JOIN before.
 */
static bool
drawing_branches(struct drawing *d, size_t at, const bool *marks, size_t last, enum cell turn,
    struct dunlin_error *err)
{
	for (size_t i = 0; i < d->n; i++) {
		bool inside = i >= at && i < last;
		enum cell cell = d->lanes[i] == NULL ? BLANK : LINE;

		if (i == at)
			cell = FORK;
		else if (marks[i])
			cell = i == last ? turn : turn + 1;
		else if (inside)
			cell = cell == LINE ? CROSS : BAR;
		drawing_cell(d, cell);
		drawing_cell(d, inside ? BAR : BLANK);
	}
	return drawing_end_row(d, err);
}

/* The lanes that come to REV become one: the first of them, which is returned in *AT. */
static bool
drawing_meet(struct drawing *d, const struct dn_revision *rev, size_t *at, struct dunlin_error *err)
{
	bool *marks = dn_new_array(d->mem, bool, d->n + 1), ok = true;
	size_t last = 0;

	for (*at = 0; *at < d->n && d->lanes[*at] != rev;)
		++*at;
	for (size_t i = *at + 1; i < d->n; i++)
		if (d->lanes[i] == rev) {
			marks[i] = true;
			last = i;
		}
	if (last > 0)
		ok = drawing_branches(d, *at, marks, last, TURN_UP, err);
	for (size_t i = 0; i < d->n; i++)
		if (marks[i])
			d->lanes[i] = NULL;
	dn_free(marks);
	return ok;
}

static size_t
drawing_free_lane(struct drawing *d, size_t from)
{
	for (size_t i = from; i < d->n; i++)
		if (d->lanes[i] == NULL)
			return i;
	dn_push(d->mem, d->lanes, d->n, (const struct dn_revision *) NULL);
	return d->n - 1;
}

static bool
drawing_node(
    struct drawing *d, const struct dn_report_item *item, size_t at, struct dunlin_error *err)
{
	while (d->n > at + 1 && d->lanes[d->n - 1] == NULL)
		d->n--;
	for (size_t i = 0; i < d->n; i++) {
		drawing_cell(d, i == at ? NODE : d->lanes[i] == NULL ? BLANK : LINE);
		drawing_cell(d, BLANK);
	}
	dunlin_buf_puts(d->row, " ");
	dn_print_item(d->row, item, DN_REPORT_GRAPH);
	return drawing_end_row(d, err);
}

/* Its lane goes on to its first parent; each other one has a lane of its own. */
static bool
drawing_part(struct drawing *d, const struct dn_revision *rev, size_t at, struct dunlin_error *err)
{
	bool *marks = dn_new_array(d->mem, bool, d->n + rev->nparents + 1), ok = true;
	size_t last = 0;

	d->lanes[at] = NULL;
	for (size_t i = 0; i < rev->nparents; i++) {
		const struct dn_revision *parent = rev->parents[i];
		size_t lane = at;

		if (dn_map_get(d->listed, parent->id) == NULL)
			continue;
		if (d->lanes[at] != NULL) {
			lane = drawing_free_lane(d, at + 1);
			marks[lane] = true;
			last = lane > last ? lane : last;
		}
		d->lanes[lane] = parent;
	}
	if (last > 0)
		ok = drawing_branches(d, at, marks, last, TURN_DOWN, err);
	dn_free(marks);
	return ok;
}

static bool
drawing_item(struct drawing *d, const struct dn_report_item *item, struct dunlin_error *err)
{
	size_t at;

	if (!drawing_meet(d, item->revision, &at, err))
		return false;
	if (at == d->n)
		at = drawing_free_lane(d, 0);
	return drawing_node(d, item, at, err) && drawing_part(d, item->revision, at, err);
}

bool
dn_report_graph(const struct dn_report *report, const struct dn_report_item *items, size_t n,
    bool ascii, struct dunlin_error *err)
{
	struct drawing d = { .report = report, .ascii = ascii };
	struct dn_map *listed;
	bool ok = true;

	d.mem = dn_new_context(NULL);
	d.row = dn_buf_new(d.mem);
	d.cut = dn_buf_new(d.mem);
	d.listed = listed = dn_map_new(d.mem);
	for (size_t i = 0; i < n; i++)
		dn_map_put(listed, items[i].revision->id, listed);
	for (size_t i = 0; ok && i < n; i++)
		ok = drawing_item(&d, &items[i], err);
	dn_free(d.mem);
	return ok;
}
