/* drivers.h - what is told of a driver, in lists of them and in a test of one */
#ifndef DN_REPORT_DRIVERS_H
#define DN_REPORT_DRIVERS_H

#include "report/json.h"

json_t *dn_json_driver(const struct dunlin_driver *driver, const char *path);
/* Lines "  label  value". */
void
dn_report_put_driver(struct dunlin_buf *buf, const struct dunlin_driver *driver, const char *path);

#endif
