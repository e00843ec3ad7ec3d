/* json.h - pieces of JSON documents that several reports share */
#ifndef DN_REPORT_JSON_H
#define DN_REPORT_JSON_H

#include <jansson.h>

#include "report/report.h"

json_t *dn_json_item(const struct dn_report_item *item);
json_t *dn_json_items(const struct dn_report_item *items, size_t n);
json_t *dn_json_plan(const struct dn_report_plan *plan);
/* The first line of a step's statement; nothing from the word PASSWORD on. */
char *dn_report_statement(const void *mem, const struct dn_step *step);
/* The number of STEP of the revision, from 1. */
size_t dn_report_step(const struct dn_plan_revision *p, const struct dn_step *step);
/* Write DOCUMENT and release it. */
bool dn_json_write(const struct dn_report *report, json_t *document, struct dunlin_error *err);

#endif
