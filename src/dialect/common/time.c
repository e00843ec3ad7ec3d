/* time.c - PostgreSQL's text forms of dates and times, as they are stored and compared elsewhere */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/common/moment.h"
#include "dialect/common/value.h"

/* So that a leap day is the last of its year. */
int64_t
dn_moment_days(const struct dn_moment *m)
{
	int64_t y = m->month <= 2 ? m->year - 1 : m->year;
	int64_t month = m->month <= 2 ? m->month + 9 : m->month - 3;

	return 365 * y + y / 4 - y / 100 + y / 400 + (153 * month + 2) / 5 + m->day - 1;
}

void
dn_moment_set_days(struct dn_moment *m, int64_t days)
{
	int64_t y = (10000 * days + 14780) / 3652425, month, rest;

	rest = days - (365 * y + y / 4 - y / 100 + y / 400);
	if (rest < 0) {
		y--;
		rest = days - (365 * y + y / 4 - y / 100 + y / 400);
	}
	month = (5 * rest + 2) / 153;
	m->day = (int) (rest - (153 * month + 2) / 5 + 1);
	m->month = (int) (month < 10 ? month + 3 : month - 9);
	m->year = (int) (month < 10 ? y : y + 1);
}

/* The digits that timestamp(p) keeps. */
static void
time_round(struct dn_moment *m, const struct dn_type *type)
{
	int unit = 1;

	for (int p = type->nmods > 0 ? type->mods[0] : 6; p < 6; p++)
		unit *= 10;
	m->micro = (m->micro + unit / 2) / unit * unit;
}

/* What carries over, and the offset, into the parts from the second up to the day. */
static void
time_carry(struct dn_moment *m, int offset)
{
	int64_t seconds = m->hour * 3600 + m->minute * 60 + m->second + m->micro / 1000000 - offset;

	m->micro %= 1000000;
	if (m->has_date) {
		seconds += dn_moment_days(m) * 86400;
		dn_moment_set_days(m, seconds / 86400);
		seconds %= 86400;
	}
	m->hour = (int) (seconds / 3600);
	m->minute = (int) (seconds / 60 % 60);
	m->second = (int) (seconds % 60);
}

/* "03:04:05.6" */
static char *
time_clock(const void *mem, const struct dn_moment *m)
{
	char *text =
	    dn_sprintf(mem, "%02d:%02d:%02d.%06d", m->hour, m->minute, m->second, m->micro);
	size_t len = strlen(text);

	while (text[len - 1] == '0' && text[len - 2] != ':' && strchr(text, '.') != NULL &&
	       text[len - 1] != '.')
		text[--len] = '\0';
	if (text[len - 1] == '.')
		text[--len] = '\0';
	return text;
}

/* A time of the day has no date; the zone that it is in stays behind it, but for UTC. */
static const char *
time_of_day(const void *mem, const struct dn_type *type, struct dn_moment *m)
{
	int east = m->offset < 0 ? -m->offset : m->offset;
	const char *clock;

	m->has_date = false;
	time_round(m, type);
	time_carry(m, 0);
	clock = time_clock(mem, m);
	if (type->kind == DN_TYPE_TIME || m->offset == 0)
		return clock;
	return dn_sprintf(mem, east % 60 == 0 ? "%s%c%02d:%02d" : "%s%c%02d:%02d:%02d", clock,
	    m->offset < 0 ? '-' : '+', east / 3600, east / 60 % 60, east % 60);
}

const char *
dn_time_stored(const void *mem, const struct dn_type *type, const char *text)
{
	bool day = type->kind == DN_TYPE_TIME || type->kind == DN_TYPE_TIMETZ;
	struct dn_moment m;

	if (!dn_moment_read(text, day, &m) || !(day ? m.has_time : m.has_date) ||
	    (m.has_region && (type->kind == DN_TYPE_TIMETZ || type->kind == DN_TYPE_TIMESTAMPTZ)))
		return NULL;
	if (day)
		return time_of_day(mem, type, &m);
	if (type->kind == DN_TYPE_DATE)
		return dn_sprintf(mem, "%04d-%02d-%02d", m.year, m.month, m.day);
	time_round(&m, type);
	time_carry(&m, type->kind == DN_TYPE_TIMESTAMPTZ ? m.offset : 0);
	if (m.year < 1 || m.year > 9999)
		return NULL;
	return dn_sprintf(mem, "%04d-%02d-%02d %s", m.year, m.month, m.day, time_clock(mem, &m));
}
