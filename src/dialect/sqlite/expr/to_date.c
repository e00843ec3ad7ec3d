/* to_date.c - to_date() and to_timestamp() of constants */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/expr/expr.h"

/*
 * PostgreSQL reads most texts by a format in some way.  What fills the format exactly, digit by
 * digit, has one meaning.
 */
struct read_part {
	const char *name;
	size_t digits;
	int least, most;
};

enum { READ_YEAR, READ_MONTH, READ_DAY, READ_HOUR, READ_MINUTE, READ_SECOND, READ_PARTS };

static const struct read_part parts[READ_PARTS] = {
	{ "YYYY", 4, 1, 9999 },
	{ "MM", 2, 1, 12 },
	{ "DD", 2, 1, 31 },
	{ "HH24", 2, 0, 23 },
	{ "MI", 2, 0, 59 },
	{ "SS", 2, 0, 59 },
};

/* The part of the format at *S, which is left behind it; READ_PARTS: none. */
static size_t
read_part(const char **s)
{
	size_t i = 0;

	while (i < READ_PARTS && strncmp(*s, parts[i].name, strlen(parts[i].name)) != 0)
		i++;
	*s += i < READ_PARTS ? strlen(parts[i].name) : 0;
	return i;
}

static bool
read_number(const struct read_part *part, const char **text, int *n)
{
	*n = 0;
	for (size_t i = 0; i < part->digits; i++, ++*text) {
		if (**text < '0' || **text > '9')
			return false;
		*n = *n * 10 + (**text - '0');
	}
	return *n >= part->least && *n <= part->most;
}

static int
read_month_days(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return days[month - 1] + (leap && month == 2);
}

/* Each part once at most, the least where it is not there, and between them the same separators in
 * both. */
static bool
read_parts(const char *format, const char *text, int *values)
{
	while (*format != '\0') {
		size_t i = read_part(&format);

		if (i < READ_PARTS &&
		    (values[i] >= 0 || !read_number(&parts[i], &text, &values[i])))
			return false;
		if (i == READ_PARTS && (strchr("-/.: ", *format) == NULL || *format++ != *text++))
			return false;
	}
	for (size_t i = READ_MONTH; i < READ_PARTS; i++)
		if (values[i] < 0)
			values[i] = parts[i].least;
	return *text == '\0' && values[READ_YEAR] > 0 &&
	       values[READ_DAY] <= read_month_days(values[READ_YEAR], values[READ_MONTH]);
}

bool
dn_sqlite_read_time(struct sqlite_print *p, const struct dn_expr *expr)
{
	const struct dn_expr *text = dn_expr_bare(expr->args[0]);
	const struct dn_expr *format = dn_expr_bare(expr->args[1]);
	int v[READ_PARTS] = { -1, -1, -1, -1, -1, -1 };

	if (text->kind != DN_EXPR_STRING || format->kind != DN_EXPR_STRING ||
	    !read_parts(format->text, text->text, v))
		return dn_sqlite_lacks(p, expr,
		    "to_date() or to_timestamp() of what is no constant that fills its format");
	dunlin_buf_printf(p->buf, "'%04d-%02d-%02d", v[READ_YEAR], v[READ_MONTH], v[READ_DAY]);
	if (strcmp(expr->name, "to_timestamp") == 0)
		dunlin_buf_printf(
		    p->buf, " %02d:%02d:%02d", v[READ_HOUR], v[READ_MINUTE], v[READ_SECOND]);
	dunlin_buf_puts(p->buf, "'");
	return true;
}
