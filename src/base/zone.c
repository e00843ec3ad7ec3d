/* zone.c - RFC 8536: offsets from UTC by time, and a rule for what comes after the last of them */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/zone.h"

enum { HEADER = 44, DAY = 86400 };

/* What a file has, in the order of its header. */
struct zone_counts {
	size_t isut, isstd, leap, time, type, chars;
};

static long long
zone_number(const char *p, size_t size)
{
	unsigned long long n = (signed char) p[0] < 0 ? ~0ULL : 0;

	for (size_t i = 0; i < size; i++)
		n = n << 8 | (unsigned char) p[i];
	return (long long) n;
}

static bool
zone_header(const struct dn_source *src, size_t at, struct zone_counts *c)
{
	size_t *const counts[] = { &c->isut, &c->isstd, &c->leap, &c->time, &c->type, &c->chars };

	if (at + HEADER > src->len || memcmp(src->text + at, "TZif", 4) != 0)
		return false;
	for (size_t i = 0; i < 6; i++) {
		long long n = zone_number(src->text + at + 20 + 4 * i, 4);

		if (n < 0 || n > 100000)
			return false;
		*counts[i] = (size_t) n;
	}
	return true;
}

static size_t
zone_size(const struct zone_counts *c, size_t time)
{
	return c->time * (time + 1) + c->type * 6 + c->chars + c->leap * (time + 4) + c->isstd +
	       c->isut;
}

/* ---- the rule at the end, as of POSIX's TZ ---------------------------------------------- */

static void
rule_name(const char **p)
{
	if (**p == '<') {
		*p += strcspn(*p, ">");
		*p += **p == '>';
		return;
	}
	while ((**p >= 'a' && **p <= 'z') || (**p >= 'A' && **p <= 'Z'))
		(*p)++;
}

/* "[+-]h[:m[:s]]" in seconds. */
static long
rule_time(const char **p)
{
	long sign = **p == '-' ? -1 : 1, seconds = 0;

	*p += **p == '-' || **p == '+';
	for (long unit = 3600; unit > 0; unit /= 60) {
		char *end;

		seconds += unit * strtol(*p, &end, 10);
		*p = end;
		if (*end != ':')
			break;
		(*p)++;
	}
	return sign * seconds;
}

/* Days since 1970 of a date of the Gregorian calendar. */
static long
rule_days(long year, long month, long day)
{
	long y = month <= 2 ? year - 1 : year, m = (month + 9) % 12;

	return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
}

/* Seconds since 1970, by the clocks, of ",Mm.w.d[/time]" in YEAR; false for another form. */
static bool
rule_change(const char **p, long year, long long *at)
{
	static const long lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	long month, week, weekday, day, first, time = 7200;
	char *end;

	if (strncmp(*p, ",M", 2) != 0)
		return false;
	month = strtol(*p + 2, &end, 10);
	week = *end == '.' ? strtol(end + 1, &end, 10) : 0;
	weekday = *end == '.' ? strtol(end + 1, &end, 10) : -1;
	*p = end;
	if (month < 1 || month > 12 || week < 1 || week > 5 || weekday < 0 || weekday > 6)
		return false;
	if (**p == '/') {
		(*p)++;
		time = rule_time(p);
	}
	first = rule_days(year, month, 1);
	day = (weekday - (first + 4) % 7 + 7) % 7 + 7 * (week - 1);
	if (day >= lengths[month - 1] && !(month == 2 && year % 4 == 0 && day == 28))
		day -= 7;
	*at = (long long) (first + day) * DAY + time;
	return true;
}

/* How far clocks are ahead of UTC at AT. */
static bool
rule_offset(const char *rule, long long at, long *offset)
{
	long long from, to;
	long summer;
	time_t when = (time_t) at;
	struct tm tm;

	rule_name(&rule);
	*offset = -rule_time(&rule);
	if (*rule == '\0')
		return true;
	rule_name(&rule);
	summer = *rule == ',' ? *offset + 3600 : -rule_time(&rule);
	if (gmtime_r(&when, &tm) == NULL || !rule_change(&rule, tm.tm_year + 1900L, &from) ||
	    !rule_change(&rule, tm.tm_year + 1900L, &to))
		return false;
	from -= *offset;
	to -= summer;
	if (from < to ? at >= from && at < to : at >= from || at < to)
		*offset = summer;
	return true;
}

/* ---- the file --------------------------------------------------------------------------- */

static bool
zone_offset(const struct dn_source *src, long long at, long *offset)
{
	struct zone_counts c;
	size_t data = HEADER, types, last = SIZE_MAX, end;
	char *rule;
	bool ok;

	if (!zone_header(src, 0, &c) || src->text[4] < '2')
		return false;
	data += zone_size(&c, 4);
	if (!zone_header(src, data, &c) || data + HEADER + zone_size(&c, 8) > src->len ||
	    c.type == 0)
		return false;
	data += HEADER;
	end = data + zone_size(&c, 8);
	for (size_t i = 0; i < c.time && zone_number(src->text + data + 8 * i, 8) <= at; i++)
		last = i;
	if (last != SIZE_MAX && last + 1 == c.time && end + 1 < src->len &&
	    src->text[end + 1] != '\n') {
		rule = dn_strndup(NULL, src->text + end + 1, strcspn(src->text + end + 1, "\n"));
		ok = rule_offset(rule, at, offset);
		dn_free(rule);
		return ok;
	}
	types = last == SIZE_MAX ? 0 : (unsigned char) src->text[data + 8 * c.time + last];
	if (types >= c.type)
		return false;
	*offset = (long) zone_number(src->text + data + 9 * c.time + 6 * types, 4);
	return true;
}

bool
dn_zone_time(const char *zone, time_t at, struct tm *tm, struct dunlin_error *err)
{
	void *scratch = dn_new_context(NULL);
	char *path = dn_sprintf(scratch, "/usr/share/zoneinfo/%s", zone);
	struct dn_source src;
	long offset = 0;
	time_t there;
	bool ok = true;

	if (strcmp(zone, "local") == 0) {
		dn_free(scratch);
		return localtime_r(&at, tm) != NULL;
	}
	if (strcasecmp(zone, "UTC") != 0)
		ok = strstr(zone, "..") == NULL &&
		     dn_file_read(scratch, path, path, DUNLIN_E_CONFIG, &src, NULL) &&
		     zone_offset(&src, at, &offset);
	dn_free(scratch);
	if (!ok) {
		dunlin_error_set(err, DUNLIN_E_CONFIG, "Can't locate timezone: %s", zone);
		dunlin_error_set_hint(err,
		    "Write it as in /usr/share/zoneinfo, as 'Europe/Vienna', or UTC or local.");
		return false;
	}
	there = at + offset;
	gmtime_r(&there, tm);
	tm->tm_gmtoff = offset;
	return true;
}
