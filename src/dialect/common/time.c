/* time.c - PostgreSQL's text forms of dates and times, as they are stored and compared elsewhere */
#include "config.h"

#include <stdint.h>
#include <string.h>

#include "base/mem.h"
#include "dialect/common/value.h"

struct time_value {
	int year, month, day, hour, minute, second;
	const char *fraction; /* from the point on */
	int fraction_len;
	int offset; /* seconds east of Greenwich */
};

/* N digits at *S, which moves behind them. */
static bool
time_digits(const char **s, int n, int *value)
{
	*value = 0;
	for (; n > 0; n--, (*s)++) {
		if (**s < '0' || **s > '9')
			return false;
		*value = *value * 10 + (**s - '0');
	}
	return true;
}

/* One or two of them. */
static bool
time_short(const char **s, int *value)
{
	bool two = **s >= '0' && **s <= '9' && (*s)[1] >= '0' && (*s)[1] <= '9';

	return time_digits(s, two ? 2 : 1, value);
}

static bool
time_skip(const char **s, char c)
{
	if (**s != c)
		return false;
	(*s)++;
	return true;
}

/* Z, +hh, +hhmm, +hh:mm, +hh:mm:ss or nothing. */
static bool
time_parse_offset(const char **s, int *offset)
{
	int sign = **s == '-' ? -1 : 1, hours, minutes = 0, seconds = 0;

	*offset = 0;
	if (**s == '\0' || time_skip(s, 'Z'))
		return true;
	if (**s != '+' && **s != '-')
		return false;
	(*s)++;
	if (!time_digits(s, 2, &hours))
		return false;
	if ((time_skip(s, ':') || **s != '\0') && !time_digits(s, 2, &minutes))
		return false;
	if (time_skip(s, ':') && !time_digits(s, 2, &seconds))
		return false;
	*offset = sign * (hours * 3600 + minutes * 60 + seconds);
	return true;
}

static bool
time_parse(const char *s, struct time_value *v)
{
	*v = (struct time_value){ .fraction = "" };
	if (!time_digits(&s, 4, &v->year) || !time_skip(&s, '-') || !time_short(&s, &v->month) ||
	    !time_skip(&s, '-') || !time_short(&s, &v->day))
		return false;
	if (*s == '\0')
		return true;
	if ((!time_skip(&s, ' ') && !time_skip(&s, 'T')) || !time_short(&s, &v->hour) ||
	    !time_skip(&s, ':') || !time_digits(&s, 2, &v->minute))
		return false;
	if (time_skip(&s, ':') && !time_digits(&s, 2, &v->second))
		return false;
	if (*s == '.') {
		v->fraction = s;
		v->fraction_len = 1 + (int) strspn(s + 1, "0123456789");
		s += v->fraction_len;
	}
	s += strspn(s, " ");
	return time_parse_offset(&s, &v->offset) && *s == '\0';
}

/* What no calendar has is not for us to repair: its CHECK refuses it. */
static bool
time_is_valid(const struct time_value *v)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (v->year % 4 == 0 && v->year % 100 != 0) || v->year % 400 == 0;

	return v->year > 0 && v->month >= 1 && v->month <= 12 && v->day >= 1 &&
	       v->day <= days[v->month - 1] + (leap && v->month == 2) && v->hour <= 23 &&
	       v->minute <= 59 && v->second <= 59 && v->fraction_len != 1;
}

/* Days since 0000-03-01, so that a leap day is the last of its year. */
static int64_t
time_days(const struct time_value *v)
{
	int64_t y = v->month <= 2 ? v->year - 1 : v->year;
	int64_t m = v->month <= 2 ? v->month + 9 : v->month - 3;

	return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + v->day - 1;
}

static void
time_set_days(struct time_value *v, int64_t days)
{
	int64_t y = (10000 * days + 14780) / 3652425, m, rest;

	rest = days - (365 * y + y / 4 - y / 100 + y / 400);
	if (rest < 0) {
		y--;
		rest = days - (365 * y + y / 4 - y / 100 + y / 400);
	}
	m = (5 * rest + 2) / 153;
	v->day = (int) (rest - (153 * m + 2) / 5 + 1);
	v->month = (int) (m < 10 ? m + 3 : m - 9);
	v->year = (int) (m < 10 ? y : y + 1);
}

static void
time_to_utc(struct time_value *v)
{
	int64_t seconds =
	    time_days(v) * 86400 + v->hour * 3600 + v->minute * 60 + v->second - v->offset;

	time_set_days(v, seconds / 86400);
	seconds %= 86400;
	v->hour = (int) (seconds / 3600);
	v->minute = (int) (seconds / 60 % 60);
	v->second = (int) (seconds % 60);
}

const char *
dn_time_stored(const void *mem, const struct dn_type *type, const char *text)
{
	struct time_value v;

	if (!time_parse(text, &v) || !time_is_valid(&v))
		return text;
	if (type->kind == DN_TYPE_DATE)
		return dn_sprintf(mem, "%04d-%02d-%02d", v.year, v.month, v.day);
	if (type->kind == DN_TYPE_TIMESTAMPTZ)
		time_to_utc(&v);
	return dn_sprintf(mem, "%04d-%02d-%02d %02d:%02d:%02d%.*s", v.year, v.month, v.day, v.hour,
	    v.minute, v.second, v.fraction_len, v.fraction);
}
