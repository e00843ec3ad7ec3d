/* time.c - PostgreSQL's text forms of dates and times, as they are stored and compared elsewhere */
#include "config.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "dialect/common/value.h"

struct time_value {
	int year, month, day, hour, minute, second;
	const char *fraction; /* from the point on */
	int fraction_len;
	int offset; /* seconds east of Greenwich */
};

static const char time_letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
static const char time_blanks[] = " \t\n";

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

/* One of these words, in any case; nothing is skipped where it is none. */
static bool
time_word(const char **s, const char *const *words, size_t n, int *which)
{
	size_t len = strspn(*s, time_letters);

	for (size_t i = 0; i < n; i++)
		if (strlen(words[i]) == len && strncasecmp(*s, words[i], len) == 0) {
			*s += len;
			*which = (int) i;
			return true;
		}
	return false;
}

/* -- dates ------------------------------------------------------------------------------ */

static bool
time_month(const char **s, int *month)
{
	static const char *const words[] = { "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug",
		"sep", "oct", "nov", "dec", "january", "february", "march", "april", "may", "june",
		"july", "august", "september", "october", "november", "december" };

	if (!time_word(s, words, sizeof words / sizeof *words, month))
		return false;
	*month = *month % 12 + 1;
	return true;
}

/* A month's word, or digits: how many there are. */
struct time_field {
	int value, digits;
	bool word;
};

static bool
time_field(const char **s, struct time_field *f)
{
	*f = (struct time_field){ .digits = (int) strspn(*s, "0123456789") };
	if (f->digits > 4)
		return false;
	f->word = f->digits == 0;
	return f->word ? time_month(s, &f->value) : time_digits(s, f->digits, &f->value);
}

static bool
time_set_date(
    struct time_value *v, struct time_field year, struct time_field month, struct time_field day)
{
	v->year = year.value;
	v->month = month.value;
	v->day = day.value;
	return year.digits == 4 && (month.word || month.digits <= 2) && day.digits >= 1 &&
	       day.digits <= 2;
}

/* What stands between two fields: FIRST it, or behind a month's word and a day ", ". */
static bool
time_between(const char **s, const char *first, bool words)
{
	size_t len = strspn(*s, "-/., ");
	bool comma = words && len == 2 && strncmp(*s, ", ", 2) == 0;

	if (!comma && (len != 1 || (!words && **s == ' ') || **s == ',' || **s != *first))
		return false;
	*s += len;
	return true;
}

/*
 * Three fields, as DateStyle ISO, MDY has them: what has four digits is the year, and a word the
 * month; else the month comes before the day.  (PostgreSQL manual, "Date/Time Input")
 */
static bool
time_date(const char **s, struct time_value *v)
{
	struct time_field f[3];
	const char *first;

	if (strspn(*s, "0123456789") == 8)
		return time_digits(s, 4, &v->year) && time_digits(s, 2, &v->month) &&
		       time_digits(s, 2, &v->day);
	if (!time_field(s, &f[0]))
		return false;
	first = *s;
	for (size_t i = 1; i < 3; i++)
		if (!time_between(s, first,
			f[0].word || (i > 1 && f[1].word) ||
			    (i == 1 && strspn(*s + 1, time_letters) > 0)) ||
		    !time_field(s, &f[i]))
			return false;
	if (f[0].digits == 4)
		return time_set_date(v, f[0], f[1], f[2]);
	return f[1].word ? time_set_date(v, f[2], f[1], f[0]) : time_set_date(v, f[2], f[0], f[1]);
}

/* -- times of day, zones ---------------------------------------------------------------- */

static bool
time_half(const char **s, struct time_value *v)
{
	static const char *const words[] = { "am", "pm" };
	int half;

	if (!time_word(s, words, 2, &half))
		return true;
	if (v->hour > 12)
		return false;
	v->hour = v->hour % 12 + 12 * half;
	return true;
}

/* "h:mm", "hh:mm:ss.f", "hh:mm PM" */
static bool
time_clock(const char **s, struct time_value *v)
{
	if (!time_short(s, &v->hour) || !time_skip(s, ':') || !time_short(s, &v->minute))
		return false;
	if (time_skip(s, ':') && !time_short(s, &v->second))
		return false;
	if (**s == '.') {
		v->fraction = *s;
		v->fraction_len = 1 + (int) strspn(*s + 1, "0123456789");
		*s += v->fraction_len;
	}
	*s += strspn(*s, " ");
	return time_half(s, v);
}

/* Z, UTC, +hh, +hhmm, +hh:mm, +hh:mm:ss or nothing. */
static bool
time_parse_offset(const char **s, int *offset)
{
	static const char *const words[] = { "z", "utc", "gmt" };
	int sign = **s == '-' ? -1 : 1, hours, minutes = 0, seconds = 0;

	*offset = 0;
	if (**s == '\0' || time_word(s, words, 3, &hours))
		return true;
	if (**s != '+' && **s != '-')
		return false;
	(*s)++;
	if (!time_digits(s, 2, &hours))
		return false;
	if ((time_skip(s, ':') || (**s >= '0' && **s <= '9')) && !time_digits(s, 2, &minutes))
		return false;
	if (time_skip(s, ':') && !time_digits(s, 2, &seconds))
		return false;
	*offset = sign * (hours * 3600 + minutes * 60 + seconds);
	return true;
}

static bool
time_parse(const struct dn_type *type, const char *s, struct time_value *v)
{
	bool date = type->kind != DN_TYPE_TIME, spaced;

	*v = (struct time_value){ .year = 2000, .month = 1, .day = 1, .fraction = "" };
	s += strspn(s, time_blanks);
	if (date && !time_date(&s, v))
		return false;
	spaced = strspn(s, time_blanks) > 0;
	s += strspn(s, time_blanks);
	/* Behind a date alone "-" is no sign. */
	if (date && (*s == '\0' || *s == '+'))
		return time_parse_offset(&s, &v->offset) && *(s + strspn(s, time_blanks)) == '\0';
	if (date && !time_skip(&s, 'T') && !spaced)
		return false;
	if (!time_clock(&s, v) || (!date && *s != '\0'))
		return false;
	return time_parse_offset(&s, &v->offset) && *(s + strspn(s, time_blanks)) == '\0';
}

/* What no calendar has is not for us to repair: its CHECK refuses it. */
static bool
time_is_valid(const struct time_value *v)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (v->year % 4 == 0 && v->year % 100 != 0) || v->year % 400 == 0;

	return v->year > 0 && v->month >= 1 && v->month <= 12 && v->day >= 1 &&
	       v->day <= days[v->month - 1] + (leap && v->month == 2) && v->minute <= 59 &&
	       v->second <= 60 && v->fraction_len != 1 &&
	       (v->hour <= 23 || (v->hour == 24 && v->minute == 0 && v->second == 0 &&
				     strspn(v->fraction + (v->fraction_len > 0), "0") + 1 >=
					 (size_t) v->fraction_len));
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

/* Into UTC; the second 60 and the hour 24 are the first ones of what comes next. */
static void
time_carry(struct time_value *v, int carried)
{
	int64_t seconds = time_days(v) * 86400 + v->hour * 3600 + v->minute * 60 + v->second -
			  v->offset + carried;

	time_set_days(v, seconds / 86400);
	seconds %= 86400;
	v->hour = (int) (seconds / 3600);
	v->minute = (int) (seconds / 60 % 60);
	v->second = (int) (seconds % 60);
}

/* To MOST digits, half of the last one to the next, or to an EVEN one; is it a second more? */
static int
time_round(const void *mem, int most, bool even, struct time_value *v)
{
	char *digits;
	const char *rest;
	int i = most;
	bool half;

	if (v->fraction_len <= most + 1)
		return 0;
	digits = dn_strndup(mem, v->fraction + 1, (size_t) most);
	rest = v->fraction + most + 1;
	half = *rest == '5' && strspn(rest + 1, "0") == (size_t) (v->fraction_len - most - 2);
	v->fraction = dn_sprintf(mem, ".%s", digits);
	v->fraction_len = most == 0 ? 0 : most + 1;
	if (*rest < '5' || (half && even && (digits[most - 1] - '0') % 2 == 0))
		return 0;
	while (i > 0 && digits[i - 1] == '9')
		digits[--i] = '0';
	if (i > 0)
		digits[i - 1]++;
	v->fraction = dn_sprintf(mem, ".%s", digits);
	return i == 0;
}

/* Microseconds first, as they are read, and then to as many digits as the type has. */
static int
time_round_all(const void *mem, const struct dn_type *type, struct time_value *v)
{
	int more = time_round(mem, 6, true, v);

	return type->nmods > 0 && type->mods[0] < 6
		   ? more + time_round(mem, type->mods[0], false, v)
		   : more;
}

const char *
dn_time_stored(const void *mem, const struct dn_type *type, const char *text)
{
	struct time_value v;
	int carried;

	if (!time_parse(type, text, &v) || !time_is_valid(&v))
		return NULL;
	if (type->kind == DN_TYPE_DATE)
		return dn_sprintf(mem, "%04d-%02d-%02d", v.year, v.month, v.day);
	if (type->kind != DN_TYPE_TIMESTAMPTZ)
		v.offset = 0;
	carried = time_round_all(mem, type, &v);
	if (type->kind != DN_TYPE_TIME || v.hour < 24)
		time_carry(&v, carried);
	if (type->kind == DN_TYPE_TIME)
		return dn_sprintf(mem, "%02d:%02d:%02d%.*s", v.day > 1 ? 24 : v.hour, v.minute,
		    v.second, v.fraction_len, v.fraction);
	if (v.year < 1 || v.year > 9999)
		return NULL;
	return dn_sprintf(mem, "%04d-%02d-%02d %02d:%02d:%02d%.*s", v.year, v.month, v.day, v.hour,
	    v.minute, v.second, v.fraction_len, v.fraction);
}
