/* revisions.c - lists of revisions, as text and as JSON */
#include "config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "report/json.h"
#include "report/report.h"

bool
dn_report_text(const struct dn_report *report, const char *text, struct dunlin_error *err)
{
	if (report->write == NULL || report->write(report->payload, text, strlen(text)))
		return true;
	return dunlin_error_set(err, DUNLIN_E_FILE, "cannot write the result: %s", strerror(errno));
}

static const char *
item_id(const struct dn_report_item *item)
{
	return item->revision != NULL ? item->revision->id : item->record->id;
}

static const char *
item_message(const struct dn_report_item *item)
{
	return item->revision != NULL ? item->revision->message : item->record->message;
}

static void
print_ids(struct dunlin_buf *buf, struct dn_revision *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		dunlin_buf_printf(buf, "%s%s", i == 0 ? "" : ", ", list[i]->id);
}

/* The marks behind an id, Alembic's words. */
static void
print_marks(struct dunlin_buf *buf, const struct dn_report_item *item)
{
	const struct dn_revision *rev = item->revision;

	if (rev == NULL) {
		dunlin_buf_puts(buf, " (not in the files)");
		return;
	}
	for (size_t i = 0; i < rev->nlabels; i++)
		dunlin_buf_printf(buf, "%s%s%s", i == 0 ? " (" : ", ", rev->labels[i],
		    i + 1 == rev->nlabels ? ")" : "");
	if (item->state != NULL && strcmp(item->state, "partial") == 0)
		dunlin_buf_puts(buf, " (partial)");
	if (rev->nchildren == 0)
		dunlin_buf_puts(buf, " (head)");
	if (rev->nchildren > 1)
		dunlin_buf_puts(buf, " (branchpoint)");
	if (rev->nparents > 1)
		dunlin_buf_puts(buf, " (mergepoint)");
}

static void
print_line(struct dunlin_buf *buf, const struct dn_report_item *item, bool history)
{
	const struct dn_revision *rev = item->revision;

	if (history && rev != NULL) {
		print_ids(buf, rev->parents, rev->nparents);
		dunlin_buf_puts(buf, rev->nparents == 0 ? "<base> -> " : " -> ");
	}
	dunlin_buf_puts(buf, item_id(item));
	print_marks(buf, item);
	if (history && item_message(item)[0] != '\0')
		dunlin_buf_printf(buf, ", %s", item_message(item));
	dunlin_buf_puts(buf, "\n");
}

static void
print_block(struct dunlin_buf *buf, const struct dn_report_item *item)
{
	const struct dn_revision *rev = item->revision;

	dunlin_buf_printf(buf, "Rev: %s", item_id(item));
	print_marks(buf, item);
	dunlin_buf_puts(buf, "\n");
	if (rev != NULL) {
		dunlin_buf_puts(buf, rev->nparents > 1 ? "Merges: " : "Parent: ");
		print_ids(buf, rev->parents, rev->nparents);
		dunlin_buf_puts(buf, rev->nparents == 0 ? "<base>\n" : "\n");
		if (rev->path != NULL)
			dunlin_buf_printf(buf, "Path: %s\n", rev->path);
	}
	if (item->record != NULL)
		dunlin_buf_printf(buf, "Applied: %s by %s in %s ms, with dunlin %s\n",
		    item->record->applied_at, item->record->applied_by, item->record->duration_ms,
		    item->record->tool_version);
	dunlin_buf_printf(buf, "\n    %s\n\n", item_message(item));
}

static json_t *
json_ids(struct dn_revision *const *list, size_t n)
{
	json_t *array = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(array, json_string(list[i]->id));
	return array;
}

json_t *
dn_json_item(const struct dn_report_item *item)
{
	const struct dn_revision *rev = item->revision;
	const struct dn_record *record = item->record;
	json_t *object = json_object();

	json_object_set_new(object, "revision", json_string(item_id(item)));
	json_object_set_new(object, "message", json_string(item_message(item)));
	if (item->state != NULL)
		json_object_set_new(object, "state", json_string(item->state));
	if (rev != NULL) {
		json_object_set_new(object, "parents", json_ids(rev->parents, rev->nparents));
		json_object_set_new(object, "head", json_boolean(rev->nchildren == 0));
		if (rev->path != NULL)
			json_object_set_new(object, "path", json_string(rev->path));
	}
	if (record != NULL) {
		json_object_set_new(object, "applied_at", json_string(record->applied_at));
		json_object_set_new(object, "applied_by", json_string(record->applied_by));
		json_object_set_new(
		    object, "duration_ms", json_integer(strtoll(record->duration_ms, NULL, 10)));
	}
	return object;
}

json_t *
dn_json_items(const struct dn_report_item *items, size_t n)
{
	json_t *array = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(array, dn_json_item(&items[i]));
	return array;
}

bool
dn_json_write(const struct dn_report *report, json_t *document, struct dunlin_error *err)
{
	char *text = json_dumps(document, JSON_INDENT(2));
	bool ok;

	json_decref(document);
	dn_mem_check(text);
	ok = dn_report_text(report, text, err) && dn_report_text(report, "\n", err);
	free(text);
	return ok;
}

bool
dn_report_revisions(const struct dn_report *report, const char *name, bool history,
    const struct dn_report_item *items, size_t n, struct dunlin_error *err)
{
	struct dunlin_buf *buf;
	bool ok;

	if (report->json) {
		json_t *document = json_object();

		json_object_set_new(document, "version", json_integer(DN_REPORT_VERSION));
		json_object_set_new(document, name, dn_json_items(items, n));
		return dn_json_write(report, document, err);
	}
	buf = dn_buf_new(NULL);
	for (size_t i = 0; i < n; i++) {
		if (report->verbose)
			print_block(buf, &items[i]);
		else
			print_line(buf, &items[i], history);
	}
	ok = dn_report_text(report, buf->s, err);
	dn_free(buf);
	return ok;
}
