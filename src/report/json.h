/* json.h - pieces of JSON documents that several reports share */
#ifndef DN_REPORT_JSON_H
#define DN_REPORT_JSON_H

#include <jansson.h>

#include "report/report.h"

json_t *dn_json_item(const struct dn_report_item *item);
json_t *dn_json_items(const struct dn_report_item *items, size_t n);
json_t *dn_json_plan(const struct dn_report_plan *plan);
/* The number of STEP of the revision, from 1. */
size_t dn_report_step(const struct dn_plan_revision *p, const struct dn_step *step);
/* What every document begins with. */
json_t *dn_json_document(void);
/* A string; of bytes that are no UTF-8 a readable one; null for NULL. */
json_t *dn_json_text(const char *text);
json_t *dn_json_texts(const char *const *list, size_t n);
/* Who a session of the server is, into OBJECT. */
void dn_json_put_session(json_t *object, const struct dunlin_holder *holder);
/* Write DOCUMENT and release it. */
bool dn_json_write(const struct dn_report *report, json_t *document, struct dunlin_error *err);

#endif
