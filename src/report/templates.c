/* templates.c - what init can make */
#include "config.h"

#include "base/buf.h"
#include "base/mem.h"
#include "report/json.h"
#include "report/style.h"

static bool
templates_json(const struct dn_report *report, const struct dn_report_template *list, size_t n,
    struct dunlin_error *err)
{
	json_t *document = dn_json_document(), *array = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(array,
		    json_pack("{s:s, s:s}", "name", list[i].name, "summary", list[i].summary));
	json_object_set_new(document, "templates", array);
	return dn_json_write(report, document, err);
}

/* Alembic's words. */
bool
dn_report_templates(const struct dn_report *report, const struct dn_report_template *list, size_t n,
    struct dunlin_error *err)
{
	struct dunlin_buf *buf;
	bool ok;

	if (report->json)
		return templates_json(report, list, n, err);
	buf = dn_buf_new(NULL);
	dunlin_buf_puts(buf, "Available templates:\n\n");
	for (size_t i = 0; i < n; i++)
		dunlin_buf_printf(
		    buf, "%s" DN_MARK_COLUMN " - %s\n", list[i].name, list[i].summary);
	dunlin_buf_puts(buf, "\nTemplates are used via the 'init' command, e.g.:\n\n"
			     "  dunlin init --template generic ./migrations\n");
	ok = dn_report_styled(report, buf->s, err);
	dn_free(buf);
	return ok;
}
