/* plan.h - what the files share that print a plan as text */
#ifndef DN_REPORT_PLAN_H
#define DN_REPORT_PLAN_H

#include "base/buf.h"
#include "report/report.h"

/* The columns of the steps, and how much of them is shown. */
struct dn_plan_layout {
	const struct dn_online *online;
	size_t width; /* of the lines */
	size_t number, text, lock, duration;
	bool verbose;
	bool brief; /* a long plan: what nobody has to look at is counted */
};
struct dn_plan_layout dn_plan_layout(const struct dn_plan *plan, const struct dn_report *report);
/* Segment NUMBER of the revision, with its steps. */
void dn_plan_print_segment(struct dunlin_buf *buf, const struct dn_plan_revision *p, size_t number,
    const struct dn_plan_layout *layout);
/* What is said of steps that are counted only: ", nothing of what is there is locked". */
const char *dn_plan_quiet(const struct dn_step *step);
/* Is there nothing in it that anybody has to look at? */
bool dn_plan_is_quiet(const struct dn_plan_revision *p);

/* plan_summary.c: what the whole comes to, and why it would not be run */
void dn_plan_print_summary(
    struct dunlin_buf *buf, const struct dn_report_plan *r, const struct dn_plan_layout *layout);

/* TEXT in lines of the plan's width, each behind two blanks; what stands behind the first line is
 * indented by MORE. */
void dn_plan_print_wrapped(
    struct dunlin_buf *buf, const struct dn_plan_layout *layout, const char *text, int more);
/* "8 MB" */
char *dn_plan_size(const void *mem, unsigned long long bytes);
/* "" for one, "s" for any other number. */
const char *dn_plural(size_t n);
/* Without the schema that goes without saying. */
const char *dn_plan_table_name(const char *key);

#endif
