/* style.h - marks in text for people: colours and columns on a terminal, nothing elsewhere */
#ifndef DN_REPORT_STYLE_H
#define DN_REPORT_STYLE_H

#include "report/report.h"

/* Around what is to be seen first.  They do not nest. */
#define DN_MARK_GOOD   "\016g"
#define DN_MARK_BAD    "\016b"
#define DN_MARK_WARN   "\016w"
#define DN_MARK_HERE   "\016h"
#define DN_MARK_END    "\017"
/* Between the columns of a line: lines that stand together and have as many are aligned. */
#define DN_MARK_COLUMN "\037"

/*
 * Write TEXT.  Where the report is for a terminal its columns are aligned, the last one is folded
 * at the width, and what would steer the terminal is shown as '?'; elsewhere the marks go.
 */
bool dn_report_styled(const struct dn_report *report, const char *text, struct dunlin_error *err);
/* TEXT without its marks, behind what is in BUF. */
void dn_style_plain(struct dunlin_buf *buf, const char *text);
/* TEXT behind what is in BUF, no wider than COLUMNS: MORE, a column, stands for what is cut off. */
void dn_style_cut(struct dunlin_buf *buf, const char *text, size_t columns, const char *more);
/* TEXT of an author's as it is, but for what would steer a terminal. */
bool dn_report_source(const struct dn_report *report, const char *text, struct dunlin_error *err);

#endif
