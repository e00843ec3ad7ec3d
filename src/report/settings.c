/* settings.c - what the settings are and where they come from */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "report/json.h"
#include "report/report.h"
#include "report/style.h"

static const char *const settings_sources[] = {
	[DN_FROM_DEFAULT] = "default",
	[DN_FROM_FILE] = "file",
	[DN_FROM_ENVIRONMENT] = "environment",
	[DN_FROM_OPTION] = "option",
};

static json_t *
settings_json_one(const struct dn_report_setting *setting)
{
	const struct dn_config_origin *from = &setting->from;
	json_t *item = json_object();

	json_object_set_new(item, "name", dn_json_text(setting->name));
	json_object_set_new(item, "value", dn_json_text(setting->value));
	json_object_set_new(item, "secret", json_boolean(setting->secret));
	json_object_set_new(item, "source", json_string(settings_sources[from->source]));
	switch (from->source) {
	case DN_FROM_DEFAULT: break;
	case DN_FROM_FILE:
		json_object_set_new(item, "file", dn_json_text(from->where));
		json_object_set_new(item, "line", json_integer(from->line));
		if (from->section != NULL)
			json_object_set_new(item, "section", dn_json_text(from->section));
		break;
	case DN_FROM_ENVIRONMENT:
		json_object_set_new(item, "variable", dn_json_text(from->where));
		break;
	case DN_FROM_OPTION: json_object_set_new(item, "option", dn_json_text(from->where)); break;
	}
	if (setting->problem != NULL)
		json_object_set_new(item, "problem", dn_json_text(setting->problem));
	return item;
}

static bool
settings_json(const struct dn_report *report, const struct dn_report_settings *settings,
    struct dunlin_error *err)
{
	json_t *document = dn_json_document(), *array = json_array();

	for (size_t i = 0; i < settings->n; i++)
		json_array_append_new(array, settings_json_one(&settings->items[i]));
	json_object_set_new(document, "config", dn_json_text(settings->file));
	json_object_set_new(document, "section", dn_json_text(settings->section));
	json_object_set_new(document, "settings", array);
	return dn_json_write(report, document, err);
}

/* "dunlin.ini:3 [production]", "environment DATABASE_URL", "option -d" */
static void
settings_print_from(struct dunlin_buf *buf, const struct dn_config_origin *from)
{
	if (from->source != DN_FROM_FILE)
		dunlin_buf_puts(buf, settings_sources[from->source]);
	if (from->source == DN_FROM_FILE)
		dunlin_buf_printf(buf, "%s:%u", from->where, from->line);
	else if (from->where != NULL)
		dunlin_buf_printf(buf, " %s", from->where);
	if (from->section != NULL)
		dunlin_buf_printf(buf, " [%s]", from->section);
}

/* A value of several lines, as of a list, on one; "-" where there is none. */
static char *
settings_value(const void *mem, const struct dn_report_setting *setting)
{
	const char *text = setting->value == NULL ? "-" : setting->value;
	char *value = dn_strdup(mem, text + strspn(text, "\n"));

	for (char *c = value; (c = strchr(c, '\n')) != NULL;)
		*c = ' ';
	return value;
}

enum { SETTINGS_WIDEST = 40 }; /* longer values are not in line */

static int
settings_width(const struct dn_report_settings *settings, const void *mem)
{
	size_t width = 0;

	for (size_t i = 0; i < settings->n; i++) {
		size_t len = strlen(settings_value(mem, &settings->items[i]));

		width = len > width && len <= SETTINGS_WIDEST ? len : width;
	}
	return (int) width;
}

static void
settings_print(struct dunlin_buf *buf, const struct dn_report_setting *setting, int width)
{
	dunlin_buf_printf(buf, "%-28s " DN_MARK_COLUMN "%-*s  " DN_MARK_COLUMN, setting->name,
	    width, settings_value(buf, setting));
	settings_print_from(buf, &setting->from);
	if (setting->problem != NULL)
		dunlin_buf_printf(buf, "  " DN_MARK_WARN "! %s" DN_MARK_END, setting->problem);
	dunlin_buf_puts(buf, "\n");
}

bool
dn_report_settings(const struct dn_report *report, const struct dn_report_settings *settings,
    struct dunlin_error *err)
{
	struct dunlin_buf *buf;
	int width;
	bool ok;

	if (report->json)
		return settings_json(report, settings, err);
	buf = dn_buf_new(NULL);
	dunlin_buf_printf(buf, "%s [%s]\n\n", settings->file, settings->section);
	width = settings_width(settings, buf);
	for (size_t i = 0; i < settings->n; i++)
		settings_print(buf, &settings->items[i], width);
	ok = dn_report_styled(report, buf->s, err);
	dn_free(buf);
	return ok;
}
