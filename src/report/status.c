/* status.c - one screen: where the database is and what it lacks */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "report/item.h"
#include "report/json.h"
#include "report/style.h"

static const char *
plural(size_t n)
{
	return n == 1 ? "" : "s";
}

static void
print_summary(struct dunlin_buf *buf, const struct dn_report_status *s)
{
	dunlin_buf_printf(buf, "database   %s\n", s->database);
	if (s->config != NULL)
		dunlin_buf_printf(buf, "config     %s\n", s->config);
	dunlin_buf_puts(buf, "at         ");
	for (size_t i = 0; i < s->ncurrent; i++) {
		const struct dn_report_item *item = &s->current[i];

		dunlin_buf_printf(buf, "%s%s", i == 0 ? "" : ", ",
		    item->revision != NULL ? item->revision->id : item->record->id);
		if (item->revision != NULL)
			dn_print_head(buf, item->revision);
	}
	dunlin_buf_puts(buf, s->ncurrent == 0 ? "base\n" : "\n");
	dunlin_buf_printf(buf, "applied    %zu revision%s\n", s->napplied, plural(s->napplied));
}

/* More of one kind are counted, so that it is one screen. */
enum { GROUP_MANY = 12 };

static void
print_group(struct dunlin_buf *buf, const struct dn_report_status *s, const char *state,
    const char *mark, const char *explanation, bool all)
{
	const char *label = state;
	size_t n = 0;

	for (size_t i = 0; i < s->nitems; i++) {
		const struct dn_report_item *item = &s->items[i];
		const char *message =
		    item->revision != NULL ? item->revision->message : item->record->message;

		if (strcmp(item->state, state) != 0)
			continue;
		if (n++ >= GROUP_MANY && !all)
			continue;
		dunlin_buf_printf(buf, "%s%-10s" DN_MARK_END " %s", mark, label,
		    item->revision != NULL ? item->revision->id : item->record->id);
		dunlin_buf_printf(buf, DN_MARK_COLUMN "%s%s%s\n", message[0] == '\0' ? "" : "  ",
		    message, explanation);
		label = "";
	}
	if (n > GROUP_MANY && !all)
		dunlin_buf_printf(
		    buf, "           and %zu more; --verbose shows them\n", n - GROUP_MANY);
}

/* One line: the way out of a partial run; of several, on its own branch. */
static void
print_way_out(struct dunlin_buf *buf, const struct dn_partial *partial, bool alone)
{
	bool up = partial->direction == DN_UP;

	dunlin_buf_printf(buf, "           `dunlin %s` continues it", up ? "upgrade" : "downgrade");
	if (up)
		dunlin_buf_printf(buf, ", `dunlin downgrade %s%s-1` undoes what is done",
		    alone ? "" : partial->revision, alone ? "" : "@");
	dunlin_buf_puts(buf,
	    "; when you have undone or finished it by hand, `dunlin stamp` records "
	    "where the database is\n");
}

static void
print_partials(struct dunlin_buf *buf, const struct dn_report_status *s)
{
	for (size_t i = 0; i < s->npartials; i++) {
		const struct dn_partial *partial = &s->partials[i];
		const char *statement = partial->statement == NULL ? "" : partial->statement;
		size_t len = strcspn(statement, "\r\n");

		dunlin_buf_printf(buf,
		    DN_MARK_WARN "partial" DN_MARK_END "    %s  its %s stopped %s",
		    partial->revision, partial->direction == DN_UP ? "upgrade" : "downgrade",
		    dn_stopped_place(buf, partial->done, partial->started, partial->nsteps));
		dunlin_buf_printf(buf, "%s: %.*s%s\n", partial->started ? "" : "; next",
		    (int) (len > 60 ? 60 : len), statement,
		    len > 60 || statement[len] != '\0' ? " ..." : "");
		print_way_out(buf, partial, s->npartials < 2);
	}
}

static json_t *
json_partials(const struct dn_report_status *s)
{
	json_t *array = json_array();

	for (size_t i = 0; i < s->npartials; i++) {
		const struct dn_partial *partial = &s->partials[i];

		json_array_append_new(array,
		    json_pack("{s:s, s:s, s:I, s:I, s:b, s:s?}", "revision", partial->revision,
			"direction", partial->direction == DN_UP ? "upgrade" : "downgrade", "done",
			(json_int_t) partial->done, "steps", (json_int_t) partial->nsteps,
			"started", partial->started, "statement", partial->statement));
	}
	return array;
}

static void
print_verdict(struct dunlin_buf *buf, const struct dn_report_status *s)
{
	if (s->nchanged > 0 || s->nmissing > 0)
		dunlin_buf_puts(
		    buf, "\n" DN_MARK_BAD "the database and the files differ" DN_MARK_END "\n");
	else if (s->npending > 0)
		dunlin_buf_printf(buf,
		    "\n%zu revision%s pending: `dunlin upgrade head` applies %s\n", s->npending,
		    s->npending == 1 ? " is" : "s are", s->npending == 1 ? "it" : "them");
	else if (s->npartials == 0)
		dunlin_buf_puts(buf, "\n" DN_MARK_GOOD "up to date" DN_MARK_END "\n");
}

static bool
status_json(
    const struct dn_report *report, const struct dn_report_status *s, struct dunlin_error *err)
{
	json_t *document = dn_json_document();

	json_object_set_new(document, "database", json_string(s->database));
	json_object_set_new(document, "config", dn_json_text(s->config));
	json_object_set_new(document, "current", dn_json_items(s->current, s->ncurrent));
	json_object_set_new(document, "applied", json_integer((json_int_t) s->napplied));
	json_object_set_new(document, "pending", json_integer((json_int_t) s->npending));
	json_object_set_new(document, "changed", json_integer((json_int_t) s->nchanged));
	json_object_set_new(document, "reformatted", json_integer((json_int_t) s->nreformatted));
	json_object_set_new(document, "missing", json_integer((json_int_t) s->nmissing));
	json_object_set_new(document, "partial", json_partials(s));
	json_object_set_new(document, "revisions", dn_json_items(s->items, s->nitems));
	return dn_json_write(report, document, err);
}

bool
dn_report_status(
    const struct dn_report *report, const struct dn_report_status *s, struct dunlin_error *err)
{
	struct dunlin_buf *buf;
	bool ok;

	if (report->json)
		return status_json(report, s, err);
	buf = dn_buf_new(NULL);
	print_summary(buf, s);
	print_partials(buf, s);
	print_group(buf, s, "pending", DN_MARK_WARN, "", report->verbose);
	print_group(buf, s, "changed", DN_MARK_BAD, "  (the file was changed after it was applied)",
	    report->verbose);
	print_group(buf, s, "reformatted", DN_MARK_HERE, "  (only comments or white space differ)",
	    report->verbose);
	print_group(buf, s, "missing", DN_MARK_BAD, "  (applied, but the files do not have it)",
	    report->verbose);
	print_verdict(buf, s);
	ok = dn_report_styled(report, buf->s, err);
	dn_free(buf);
	return ok;
}
