/* revisions.c - lists of revisions, as text and as JSON */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "report/item.h"
#include "report/json.h"
#include "report/report.h"
#include "report/style.h"

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
	for (size_t i = 0; i < n; i++) {
		dunlin_buf_puts(buf, i == 0 ? "" : ", ");
		dunlin_buf_puts(buf, list[i]->id);
	}
}

static void
print_words(struct dunlin_buf *buf, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		dunlin_buf_puts(buf, i == 0 ? "" : ", ");
		dunlin_buf_puts(buf, list[i]);
	}
}

/* " (a, b)", or nothing. */
static void
print_in_parentheses(struct dunlin_buf *buf, const char *const *list, size_t n)
{
	if (n == 0)
		return;
	dunlin_buf_puts(buf, " (");
	print_words(buf, list, n);
	dunlin_buf_puts(buf, ")");
}

void
dn_print_head(struct dunlin_buf *buf, const struct dn_revision *rev)
{
	if (rev->nchildren == 0)
		dunlin_buf_printf(buf, "%s%s" DN_MARK_END, DN_MARK_GOOD,
		    rev->ndependents == 0 ? " (head)" : " (effective head)");
}

/* False: the files do not have it. */
static bool
print_known(struct dunlin_buf *buf, const struct dn_report_item *item)
{
	if (item->revision == NULL)
		dunlin_buf_puts(buf, DN_MARK_BAD " (not in the files)" DN_MARK_END);
	else if (item->state != NULL && strcmp(item->state, "partial") == 0)
		dunlin_buf_puts(buf, DN_MARK_WARN " (partial)" DN_MARK_END);
	return item->revision != NULL;
}

static void
print_current(struct dunlin_buf *buf, const struct dn_report_item *item)
{
	if (item->current)
		dunlin_buf_puts(buf, DN_MARK_HERE " (current)" DN_MARK_END);
}

static void
print_points(struct dunlin_buf *buf, const struct dn_revision *rev)
{
	if (rev->nchildren > 1)
		dunlin_buf_puts(buf, " (branchpoint)");
	if (rev->nparents > 1)
		dunlin_buf_puts(buf, " (mergepoint)");
}

/* The marks behind an id, Alembic's words. */
static void
print_marks(struct dunlin_buf *buf, const struct dn_report_item *item, bool tree)
{
	if (!print_known(buf, item))
		return;
	dn_print_head(buf, item->revision);
	print_current(buf, item);
	if (tree)
		print_points(buf, item->revision);
}

/* The same at the top of a block, where Alembic has them in another order. */
static void
print_block_marks(struct dunlin_buf *buf, const struct dn_report_item *item)
{
	if (!print_known(buf, item))
		return;
	if (item->revision->nchildren == 0)
		dunlin_buf_puts(buf, DN_MARK_GOOD " (head)" DN_MARK_END);
	print_points(buf, item->revision);
	print_current(buf, item);
}

void
dn_print_item(struct dunlin_buf *buf, const struct dn_report_item *item, enum dn_report_form form)
{
	const struct dn_revision *rev = item->revision;
	bool history = form == DN_REPORT_HISTORY || form == DN_REPORT_GRAPH;

	if (form == DN_REPORT_HISTORY && rev != NULL) {
		print_ids(buf, rev->parents, rev->nparents);
		dunlin_buf_puts(buf, rev->nparents == 0 ? "<base>" : "");
		print_in_parentheses(buf, rev->depends_on, rev->ndepends_on);
		dunlin_buf_puts(buf, DN_MARK_COLUMN " -> ");
	}
	dunlin_buf_puts(buf, item_id(item));
	if (form != DN_REPORT_CURRENT && rev != NULL)
		print_in_parentheses(buf, rev->branches, rev->nbranches);
	print_marks(buf, item, form != DN_REPORT_HEADS && form != DN_REPORT_GRAPH);
	if (history && item_message(item)[0] != '\0') {
		dunlin_buf_puts(buf, form == DN_REPORT_HISTORY ? "," DN_MARK_COLUMN " " : ", ");
		dunlin_buf_puts(buf, item_message(item));
	}
}

static void
print_item_line(struct dunlin_buf *buf, const struct dn_report_item *item, enum dn_report_form form)
{
	dn_print_item(buf, item, form);
	dunlin_buf_puts(buf, "\n");
}

static void
print_path(struct dunlin_buf *buf, const struct dn_revision *rev)
{
	if (rev->path != NULL)
		dunlin_buf_printf(buf, "Path: %s\n", rev->path);
}

static void
print_place(struct dunlin_buf *buf, const struct dn_revision *rev)
{
	dunlin_buf_puts(buf, rev->nparents > 1 ? "Merges: " : "Parent: ");
	print_ids(buf, rev->parents, rev->nparents);
	dunlin_buf_puts(buf, rev->nparents == 0 ? "<base>" : "");
	if (rev->ndepends_on > 0) {
		dunlin_buf_puts(buf, "\nAlso depends on: ");
		print_words(buf, rev->depends_on, rev->ndepends_on);
	}
	if (rev->nchildren > 1) {
		dunlin_buf_puts(buf, "\nBranches into: ");
		print_ids(buf, rev->children, rev->nchildren);
	}
	if (rev->nbranches > 0) {
		dunlin_buf_puts(buf, "\nBranch names: ");
		print_words(buf, rev->branches, rev->nbranches);
	}
	if (rev->nreplaces > 0) {
		dunlin_buf_puts(buf, "\nReplaces: ");
		print_words(buf, rev->replaces, rev->nreplaces);
	}
	dunlin_buf_puts(buf, "\n");
}

/* A repeatable file has no place among others. */
static bool
item_has_place(const struct dn_report_item *item)
{
	return item->revision != NULL && item->revision->kind == DN_REVISION;
}

static void
print_block(struct dunlin_buf *buf, const struct dn_report_item *item)
{
	dunlin_buf_printf(buf, "Rev: %s", item_id(item));
	if (item->revision == NULL || item_has_place(item))
		print_block_marks(buf, item);
	dunlin_buf_puts(buf, "\n");
	if (item_has_place(item))
		print_place(buf, item->revision);
	if (item->revision != NULL)
		print_path(buf, item->revision);
	if (item->record != NULL)
		dunlin_buf_printf(buf, "Applied: %s by %s in %s ms, with dunlin %s\n",
		    item->record->applied_at, item->record->applied_by, item->record->duration_ms,
		    item->record->tool_version);
	dunlin_buf_printf(
	    buf, "\n%s%s\n\n", item_message(item)[0] == '\0' ? "" : "    ", item_message(item));
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
	json_object_set_new(object, "message", dn_json_text(item_message(item)));
	if (item->state != NULL)
		json_object_set_new(object, "state", json_string(item->state));
	if (item_has_place(item)) {
		json_object_set_new(object, "parents", json_ids(rev->parents, rev->nparents));
		json_object_set_new(
		    object, "depends_on", json_ids(rev->dependencies, rev->ndependencies));
		json_object_set_new(object, "children", json_ids(rev->children, rev->nchildren));
		json_object_set_new(
		    object, "branches", dn_json_texts(rev->branches, rev->nbranches));
		if (rev->nreplaces > 0)
			json_object_set_new(
			    object, "replaces", dn_json_texts(rev->replaces, rev->nreplaces));
		json_object_set_new(object, "head", json_boolean(rev->nchildren == 0));
		if (item->current)
			json_object_set_new(object, "current", json_true());
	}
	if (rev != NULL && rev->path != NULL)
		json_object_set_new(object, "path", dn_json_text(rev->path));
	if (record != NULL) {
		json_object_set_new(object, "applied_at", json_string(record->applied_at));
		json_object_set_new(object, "applied_by", dn_json_text(record->applied_by));
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

static bool
report_json(const struct dn_report *report, const char *name, const struct dn_report_item *items,
    size_t n, struct dunlin_error *err)
{
	json_t *document = dn_json_document();

	json_object_set_new(document, name, dn_json_items(items, n));
	return dn_json_write(report, document, err);
}

bool
dn_report_revisions(const struct dn_report *report, const char *name, enum dn_report_form form,
    const struct dn_report_item *items, size_t n, struct dunlin_error *err)
{
	struct dunlin_buf *buf;
	bool ok;

	if (report->json)
		return report_json(report, name, items, n, err);
	buf = dn_buf_new(NULL);
	for (size_t i = 0; i < n; i++) {
		if (report->verbose)
			print_block(buf, &items[i]);
		else
			print_item_line(buf, &items[i], form);
	}
	ok = dn_report_styled(report, buf->s, err);
	dn_free(buf);
	return ok;
}

/* Below each, under the end of its id, what follows it; verbose with its message. */
static void
print_children(struct dunlin_buf *buf, const struct dn_revision *rev, bool verbose)
{
	for (size_t i = 0; i < rev->nchildren; i++) {
		const struct dn_report_item child = { .revision = rev->children[i] };

		dunlin_buf_printf(buf, "%*s -> %s", (int) strlen(rev->id), "", child.revision->id);
		print_in_parentheses(buf, child.revision->branches, child.revision->nbranches);
		print_marks(buf, &child, true);
		if (verbose && child.revision->message[0] != '\0')
			dunlin_buf_printf(buf, ", %s", child.revision->message);
		dunlin_buf_puts(buf, "\n");
	}
	dunlin_buf_puts(buf, "\n");
}

bool
dn_report_branches(const struct dn_report *report, const struct dn_report_item *items, size_t n,
    struct dunlin_error *err)
{
	struct dunlin_buf *buf;
	bool ok;

	if (report->json)
		return report_json(report, "branches", items, n, err);
	buf = dn_buf_new(NULL);
	for (size_t i = 0; i < n; i++) {
		if (report->verbose)
			print_block(buf, &items[i]);
		else
			print_item_line(buf, &items[i], DN_REPORT_BRANCHES);
		print_children(buf, items[i].revision, report->verbose);
	}
	ok = dn_report_styled(report, buf->s, err);
	dn_free(buf);
	return ok;
}
