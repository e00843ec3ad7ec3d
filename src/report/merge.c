/* merge.c - what a merge with another branch would leave wrong */
#include "config.h"

#include "base/buf.h"
#include "base/mem.h"
#include "report/json.h"
#include "report/style.h"

static const char *const merge_kinds[] = {
	[DN_MERGE_HEADS] = "heads",
	[DN_MERGE_DUPLICATE] = "duplicate",
	[DN_MERGE_CHANGED] = "changed",
	[DN_MERGE_REMOVED] = "removed",
};

static void
merge_print(
    struct dunlin_buf *buf, const struct dn_report_merge *merge, const struct dn_merge_problem *p)
{
	const char *kind = merge_kinds[p->kind];

	for (size_t i = 0; i < p->nheads; i++)
		dunlin_buf_printf(buf, "%-10s %s" DN_MARK_COLUMN "%s%s\n", i == 0 ? kind : "",
		    p->heads[i]->id, p->heads[i]->message[0] == '\0' ? "" : "  ",
		    p->heads[i]->message);
	if (p->kind == DN_MERGE_DUPLICATE)
		dunlin_buf_printf(buf, "%-10s id '%s' is in two files: %s and %s\n", kind,
		    p->revision, p->file, p->other);
	else if (p->kind != DN_MERGE_HEADS)
		dunlin_buf_printf(buf, "%-10s %s" DN_MARK_COLUMN "  (%s%s%s)\n", kind, p->file,
		    p->here ? "here" : "", p->here && p->there ? ", " : "",
		    p->there ? merge->ref : "");
}

static json_t *
merge_json_problem(const struct dn_report_merge *merge, const struct dn_merge_problem *p)
{
	json_t *object = json_pack("{s:s}", "problem", merge_kinds[p->kind]), *list = json_array();

	switch (p->kind) {
	case DN_MERGE_HEADS:
		for (size_t i = 0; i < p->nheads; i++) {
			const struct dn_report_item item = { .revision = p->heads[i] };

			json_array_append_new(list, dn_json_item(&item));
		}
		json_object_set_new(object, "revisions", list);
		break;
	case DN_MERGE_DUPLICATE:
		json_object_set_new(object, "revision", json_string(p->revision));
		json_array_append_new(list, dn_json_text(p->file));
		json_array_append_new(list, dn_json_text(p->other));
		json_object_set_new(object, "files", list);
		break;
	case DN_MERGE_CHANGED:
	case DN_MERGE_REMOVED:
		if (p->here)
			json_array_append_new(list, json_null());
		if (p->there)
			json_array_append_new(list, dn_json_text(merge->ref));
		json_object_set_new(object, "file", dn_json_text(p->file));
		json_object_set_new(object, "in", list);
		break;
	}
	return object;
}

static bool
merge_json(
    const struct dn_report *report, const struct dn_report_merge *merge, struct dunlin_error *err)
{
	json_t *document = dn_json_document(), *array = json_array();

	for (size_t i = 0; i < merge->n; i++)
		json_array_append_new(array, merge_json_problem(merge, &merge->problems[i]));
	json_object_set_new(document, "against", dn_json_text(merge->ref));
	json_object_set_new(document, "problems", array);
	return dn_json_write(report, document, err);
}

bool
dn_report_merge(
    const struct dn_report *report, const struct dn_report_merge *merge, struct dunlin_error *err)
{
	struct dunlin_buf *buf;
	bool ok;

	if (report->json)
		return merge_json(report, merge, err);
	buf = dn_buf_new(NULL);
	for (size_t i = 0; i < merge->n; i++)
		merge_print(buf, merge, &merge->problems[i]);
	ok = dn_report_styled(report, buf->s, err);
	dn_free(buf);
	return ok;
}
