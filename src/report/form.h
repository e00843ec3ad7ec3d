/* form.h - what was put in the place of a statement, for people and for programs */
#ifndef DN_REPORT_FORM_H
#define DN_REPORT_FORM_H

#include "plan/plan.h"
#include "report/json.h"
#include "report/plan.h"

/* Before STEP, which stands behind BEFORE in its segment or is the first (NULL). */
void dn_report_form(struct dunlin_buf *buf, const struct dn_plan_layout *layout,
    const struct dn_step *step, const struct dn_step *before);
/* For who wants all details: what would stand in its place. */
void dn_report_if_large(struct dunlin_buf *buf, const struct dn_plan_layout *layout,
    const struct dn_step *step, const struct dn_step *before);
/* "; t has 12 MB": of the largest of the tables that it locks, as far as known. */
char *
dn_report_largest(const void *mem, const struct dn_online *online, const struct dn_effect *effect);
/* Statements that have such a form and are run as they are written. */
size_t dn_report_forms_waiting(const struct dn_plan_revision *p);
/* The same as members of the step's ITEM. */
void dn_json_form(json_t *item, const struct dn_step *step);

#endif
