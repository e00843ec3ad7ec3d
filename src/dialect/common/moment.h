/* moment.h - a date and time in parts, as PostgreSQL reads it */
#ifndef DN_DIALECT_COMMON_MOMENT_H
#define DN_DIALECT_COMMON_MOMENT_H

#include <stdbool.h>
#include <stdint.h>

struct dn_moment {
	bool has_date, has_time, has_offset;
	bool has_region; /* a zone by its name, which says nothing of the offset */
	int year, month, day, hour, minute, second;
	int micro;  /* behind the second, rounded to what PostgreSQL keeps */
	int offset; /* seconds east of Greenwich */
};

/*
 * Read TEXT with PostgreSQL's rules for input (appendix B.1 of its manual; DateStyle ISO, MDY).
 * OF_DAY: as a time, for which digits alone are hhmm[ss].  False for what is none, and for what is
 * not read here: words such as "now", years before Christ or above 9999.  What no calendar and no
 * clock has is none either, but for 24:00 and a second 60, which are as in the manual.
 */
bool dn_moment_read(const char *text, bool of_day, struct dn_moment *m);
/* time.c: days since 0000-03-01, and back. */
int64_t dn_moment_days(const struct dn_moment *m);
void dn_moment_set_days(struct dn_moment *m, int64_t days);

#endif
