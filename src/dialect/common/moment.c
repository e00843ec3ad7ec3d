/* moment.c - a date and time in parts, as PostgreSQL reads it */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "dialect/common/moment.h"

/* Where reading is. */
struct reading {
	const char *s;
	struct dn_moment *m;
	int named;      /* the month of a word, not used up yet */
	int day;        /* the first number beside it */
	char half;      /* 'a' or 'p', of AM and PM */
	bool time_next; /* behind a T */
	bool of_day;    /* without a date digits are a time */
};

static const char digits[] = "0123456789";

static int
moment_number(const char *s, size_t n)
{
	int value = 0;

	for (size_t i = 0; i < n; i++)
		value = value * 10 + (s[i] - '0');
	return value;
}

/* A year of two digits is near. (B.1, 3.c) */
static int
moment_year(const char *s, size_t n)
{
	int year = moment_number(s, n);

	return n > 2 ? year : year < 70 ? year + 2000 : year + 1900;
}

/* -- dates ---------------------------------------------------------------------------------------
 */

static bool
moment_set_date(struct reading *r, int year, int month, int day)
{
	static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	if (r->m->has_date || year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 ||
	    day > lengths[month - 1] + (leap && month == 2))
		return false;
	r->m->has_date = true;
	r->m->year = year;
	r->m->month = month;
	r->m->day = day;
	return true;
}

/* The 1st of January is DAY 1. */
static bool
moment_set_day_of_year(struct reading *r, int year, int day)
{
	if (day < 1 || day > 366 || !moment_set_date(r, year, 1, 1))
		return false;
	dn_moment_set_days(r->m, dn_moment_days(r->m) + day - 1);
	return r->m->year == year;
}

/* ".678901234", rounded; a comma and nothing behind the point are no fraction. */
static bool
moment_fraction(struct reading *r)
{
	size_t n;
	int scale = 100000;

	if (*r->s != '.')
		return true;
	n = strspn(++r->s, digits);
	for (size_t i = 0; i < n && i < 6; i++, scale /= 10)
		r->m->micro += (r->s[i] - '0') * scale;
	/* To the nearest, and of two as near to the even one. */
	if (n > 6 && (r->s[6] > '5' || (r->s[6] == '5' && (strspn(r->s + 7, "0") + 7 < n ||
							      r->m->micro % 2 == 1))))
		r->m->micro++;
	r->s += n;
	return true;
}

static bool
moment_set_time(struct reading *r, int hour, int minute, int second)
{
	if (r->m->has_time || !moment_fraction(r))
		return false;
	r->m->has_time = true;
	r->m->hour = hour;
	r->m->minute = minute;
	r->m->second = second;
	return minute < 60 && second <= 60;
}

/* -- words --------------------------------------------------------------------------------- */

/* Months by their first three letters or in full, as days of the week are. */
static const char *const months[] = { "january", "february", "march", "april", "may", "june",
	"july", "august", "september", "october", "november", "december" };
static const char *const weekdays[] = { "sunday", "monday", "tuesday", "wednesday", "thursday",
	"friday", "saturday" };

static int
moment_word_in(const char *const *list, int count, const char *s, size_t n)
{
	for (int i = 0; i < count; i++)
		if ((n == 3 || n == strlen(list[i])) && strncasecmp(s, list[i], n) == 0)
			return i + 1;
	return 0;
}

/* Those that have one meaning everywhere and are in PostgreSQL's list "Default". */
static const struct {
	const char *name;
	int hours;
} zones[] = { { "z", 0 }, { "zulu", 0 }, { "utc", 0 }, { "ut", 0 }, { "uct", 0 }, { "gmt", 0 },
	{ "est", -5 }, { "edt", -4 }, { "cst", -6 }, { "cdt", -5 }, { "mst", -7 }, { "mdt", -6 },
	{ "pst", -8 }, { "pdt", -7 }, { "cet", 1 }, { "cest", 2 }, { "bst", 1 }, { "wet", 0 },
	{ "west", 1 }, { "eet", 2 }, { "eest", 3 }, { "jst", 9 } };

static bool
moment_zone(struct reading *r, const char *s, size_t n)
{
	for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
		if (strlen(zones[i].name) != n || strncasecmp(s, zones[i].name, n) != 0)
			continue;
		if (r->m->has_offset)
			return false;
		r->m->has_offset = true;
		r->m->offset = zones[i].hours * 3600;
		return true;
	}
	return false;
}

/* "Europe/Berlin": what it is, the server knows. */
static bool
moment_region(struct reading *r, const char *s)
{
	size_t n = strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_/");

	if (memchr(s, '/', n) == NULL || !r->m->has_time || r->m->has_offset)
		return false;
	r->s = s + n;
	r->m->has_offset = r->m->has_region = true;
	return true;
}

/* Of the Julian calendar, of which 1721120 is the day 0000-03-01. */
static bool
moment_julian(struct reading *r)
{
	size_t n = strspn(r->s, digits);

	if (n != 7 || !moment_set_date(r, 1, 1, 1))
		return false;
	dn_moment_set_days(r->m, moment_number(r->s, n) - 1721120);
	r->s += n;
	return r->m->year >= 1 && r->m->year <= 9999;
}

static bool
moment_word(struct reading *r)
{
	const char *s = r->s;
	size_t n = 0;
	int month;

	while ((s[n] | 0x20) >= 'a' && (s[n] | 0x20) <= 'z')
		n++;
	r->s += n;
	if (n == 1 && (*s | 0x20) == 't' && *r->s >= '0' && *r->s <= '9') {
		r->time_next = true;
		return !r->m->has_time;
	}
	if (n == 1 && (*s | 0x20) == 'j')
		return moment_julian(r);
	if (n == 2 && ((*s | 0x20) == 'a' || (*s | 0x20) == 'p') && (s[1] | 0x20) == 'm') {
		bool first = r->half == '\0';

		r->half = (char) (*s | 0x20);
		return first;
	}
	if (n == 8 && strncasecmp(s, "allballs", 8) == 0)
		return moment_set_time(r, 0, 0, 0);
	if (n == 2 && strncasecmp(s, "ad", 2) == 0)
		return r->m->has_date || r->m->has_time;
	if (moment_word_in(weekdays, 7, s, n) > 0)
		return true;
	month = moment_word_in(months, 12, s, n);
	if (month > 0 && r->named == 0 && !r->m->has_date) {
		r->named = month;
		return true;
	}
	return moment_zone(r, s, n) || moment_region(r, s);
}

/* -- numbers ------------------------------------------------------------------------------- */

/* One or two digits. */
static bool
moment_short(struct reading *r, int *value)
{
	size_t n = strspn(r->s, digits);

	if (n < 1 || n > 2)
		return false;
	*value = moment_number(r->s, n);
	r->s += n;
	return true;
}

/* h:mm[:ss[.f]]; nothing behind a colon is zero. */
static bool
moment_clock(struct reading *r)
{
	int part[3] = { 0, 0, 0 };

	if (!moment_short(r, &part[0]))
		return false;
	for (int i = 1; i < 3 && *r->s == ':'; i++) {
		r->s++;
		if (*r->s >= '0' && *r->s <= '9' && !moment_short(r, &part[i]))
			return false;
		if (*r->s == '.' && i == 1)
			return false;
	}
	return moment_set_time(r, part[0], part[1], part[2]);
}

/* Three parts with one separator: the year is first where it has three digits at least. */
static bool
moment_parts(struct reading *r, char separator)
{
	const char *part[3];
	size_t n[3];
	int month = 0, named = -1;

	for (int i = 0; i < 3; i++) {
		part[i] = r->s;
		n[i] = strspn(r->s, digits);
		if (n[i] == 0 && named < 0) {
			while ((r->s[n[i]] | 0x20) >= 'a' && (r->s[n[i]] | 0x20) <= 'z')
				n[i]++;
			named = i;
			month = moment_word_in(months, 12, part[i], n[i]);
		}
		if (n[i] == 0 || n[i] > 4)
			return false;
		r->s += n[i];
		if (i == 1 && n[0] > 2 && n[1] == 3 && named < 0 && *r->s != separator)
			return moment_set_day_of_year(
			    r, moment_number(part[0], n[0]), moment_number(part[1], n[1]));
		if (i < 2 && *r->s++ != separator)
			return false;
	}
	if (named >= 0) {
		int first = named == 0 ? 1 : 0, last = named == 2 ? 1 : 2;
		int year = n[first] > 2 ? first : last, day = year == first ? last : first;

		return month > 0 && named < 2 && n[day] <= 2 &&
		       moment_set_date(r, moment_year(part[year], n[year]), month,
			   moment_number(part[day], n[day]));
	}
	if (n[1] > 2 || n[n[0] > 2 ? 2 : 0] > 2)
		return false;
	if (n[0] > 2)
		return moment_set_date(r, moment_number(part[0], n[0]),
		    moment_number(part[1], n[1]), moment_number(part[2], n[2]));
	return moment_set_date(r, moment_year(part[2], n[2]), moment_number(part[0], n[0]),
	    moment_number(part[1], n[1]));
}

/* Beside the month by its name: the day, then the year; a year of more digits may be first. */
static bool
moment_beside_name(struct reading *r, size_t n)
{
	const char *s = r->s;

	r->s += n;
	if (n > 4)
		return false;
	if (r->day == 0 && n <= 2) {
		r->day = moment_number(s, n);
		return r->day > 0;
	}
	return r->day > 0 && moment_set_date(r, moment_year(s, n), r->named, r->day);
}

static bool
moment_digits(struct reading *r)
{
	const char *s = r->s;
	size_t n = strspn(s, digits);
	bool clock;

	if (s[n] == ':')
		return moment_clock(r);
	clock = r->m->has_date || r->time_next || r->of_day;
	if (!r->m->has_date && !r->time_next && r->named == 0 && s[n] != '\0' &&
	    strchr("-/.", s[n]) != NULL && !(r->of_day && n == 6))
		return moment_parts(r, s[n]);
	if (r->named > 0 && !r->m->has_date)
		return moment_beside_name(r, n);
	if (clock && !r->m->has_time && (n == 6 || n == 4)) {
		r->s += n;
		return moment_set_time(r, moment_number(s, 2), moment_number(s + 2, 2),
		    n == 6 ? moment_number(s + 4, 2) : 0);
	}
	r->s += n;
	/* A day before its month. */
	if (n <= 2 && r->day == 0 && r->s[strspn(r->s, " ")] >= 'A') {
		r->day = moment_number(s, n);
		return r->day > 0;
	}
	if (r->m->has_date || (n != 8 && n != 6))
		return false;
	return moment_set_date(
	    r, moment_year(s, n - 4), moment_number(s + n - 4, 2), moment_number(s + n - 2, 2));
}

/* +h, +hh, +hmm, +hhmm, +hh:mm, +hh:mm:ss */
static bool
moment_offset(struct reading *r)
{
	int sign = *r->s == '-' ? -1 : 1, part[3] = { 0, 0, 0 };
	size_t n = strspn(++r->s, digits);

	if (r->m->has_offset || !r->m->has_time || n == 0 || n > 4)
		return false;
	part[0] = moment_number(r->s, n > 2 ? n - 2 : n);
	part[1] = n > 2 ? moment_number(r->s + n - 2, 2) : 0;
	r->s += n;
	for (int i = 1; i < 3 && n <= 2 && *r->s == ':'; i++) {
		r->s++;
		if (!moment_short(r, &part[i]))
			return false;
	}
	r->m->has_offset = true;
	r->m->offset = sign * (part[0] * 3600 + part[1] * 60 + part[2]);
	return part[0] <= 15 && part[1] < 60 && part[2] < 60;
}

/* -- the whole ----------------------------------------------------------------------------- */

static bool
moment_end(const struct reading *r)
{
	struct dn_moment *m = r->m;

	if ((r->named > 0 && !m->has_date) || (r->half != '\0' && (m->hour > 12 || !m->has_time)))
		return false;
	if (r->half == 'p' && m->hour < 12)
		m->hour += 12;
	if (r->half == 'a' && m->hour == 12)
		m->hour = 0;
	return m->hour < 24 || (m->hour == 24 && m->minute == 0 && m->second == 0 && m->micro == 0);
}

bool
dn_moment_read(const char *text, bool of_day, struct dn_moment *m)
{
	struct reading r = { .s = text, .m = m, .of_day = of_day };
	bool ok = true;

	*m = (struct dn_moment){ .year = 0 };
	if (strncasecmp(text, "epoch", 5) == 0 && text[5] == '\0')
		text = r.s = "1970-01-01 00:00:00";
	while (ok && *(r.s += strspn(r.s, " \t\n,")) != '\0') {
		bool behind_t = r.time_next;

		if (*r.s >= '0' && *r.s <= '9')
			ok = moment_digits(&r);
		else if (*r.s == '+' || *r.s == '-')
			ok = moment_offset(&r);
		else
			ok = moment_word(&r);
		ok = ok && (!behind_t || m->has_time);
	}
	return ok && (m->has_date || m->has_time) && moment_end(&r);
}
