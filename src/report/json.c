/* json.c - pieces of JSON documents that several reports share */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "report/json.h"

json_t *
dn_json_document(void)
{
	json_t *document = json_object();

	json_object_set_new(document, "schema", json_integer(DN_REPORT_SCHEMA));
	return document;
}

json_t *
dn_json_text(const char *text)
{
	json_t *json = text == NULL ? json_null() : json_string(text);
	char *copy;

	if (json != NULL)
		return json;
	copy = dn_strdup(NULL, text);
	for (char *c = copy; *c != '\0'; c++)
		if ((unsigned char) *c >= 0x80)
			*c = '?';
	json = json_string(copy);
	dn_free(copy);
	return json;
}

json_t *
dn_json_texts(const char *const *list, size_t n)
{
	json_t *array = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(array, dn_json_text(list[i]));
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
