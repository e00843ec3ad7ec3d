/* item.h - one revision in a line; for this room alone */
#ifndef DN_REPORT_ITEM_H
#define DN_REPORT_ITEM_H

#include "base/buf.h"
#include "report/report.h"

/* " (head)" where nothing follows, " (effective head)" where something depends on it. */
void dn_print_head(struct dunlin_buf *buf, const struct dn_revision *rev);
/* Without a newline. */
void
dn_print_item(struct dunlin_buf *buf, const struct dn_report_item *item, enum dn_report_form form);

#endif
