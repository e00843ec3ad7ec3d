/* interval.c - constant intervals, and numbers of them */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "dialect/sqlite/expr/expr.h"
#include "dialect/sqlite/expr/interval.h"

static const struct {
	const char *word;
	long months, days, millis;
} units[] = {
	{ "year", 12, 0, 0 },
	{ "yr", 12, 0, 0 },
	{ "y", 12, 0, 0 },
	{ "month", 1, 0, 0 },
	{ "mon", 1, 0, 0 },
	{ "week", 0, 7, 0 },
	{ "w", 0, 7, 0 },
	{ "day", 0, 1, 0 },
	{ "d", 0, 1, 0 },
	{ "hour", 0, 0, 3600000 },
	{ "hr", 0, 0, 3600000 },
	{ "h", 0, 0, 3600000 },
	{ "minute", 0, 0, 60000 },
	{ "min", 0, 0, 60000 },
	{ "m", 0, 0, 60000 },
	{ "second", 0, 0, 1000 },
	{ "sec", 0, 0, 1000 },
	{ "s", 0, 0, 1000 },
	{ "millisecond", 0, 0, 1 },
	{ "msec", 0, 0, 1 },
	{ "ms", 0, 0, 1 },
};

static const char digits[] = "0123456789";
static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

static bool
interval_add_word(struct sqlite_interval *in, long n, const char *word, size_t len)
{
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		if (strlen(units[i].word) != len || strncasecmp(units[i].word, word, len) != 0)
			continue;
		in->months += n * units[i].months;
		in->days += n * units[i].days;
		in->millis += n * units[i].millis;
		return true;
	}
	return false;
}

/* The word, or its plural: "ms" is not that of "m". */
static bool
interval_add_unit(struct sqlite_interval *in, long n, const char *word, size_t len)
{
	if (interval_add_word(in, n, word, len))
		return true;
	return len > 1 && (word[len - 1] == 's' || word[len - 1] == 'S') &&
	       interval_add_word(in, n, word, len - 1);
}

/* The digits behind a point, of weeks, days and less: false unless whole milliseconds. */
static bool
interval_add_fraction(
    struct sqlite_interval *in, const char *fraction, bool minus, const char *word, size_t len)
{
	struct sqlite_interval one = { 0 };
	long scale = 1, n = 0, millis;

	for (; *fraction >= '0' && *fraction <= '9'; fraction++) {
		if (scale > 1000000)
			return false;
		n = n * 10 + (*fraction - '0');
		scale *= 10;
	}
	if (!interval_add_unit(&one, 1, word, len) || one.months != 0 || one.days > 1)
		return n == 0;
	millis = (one.days * 86400000 + one.millis) * n;
	in->millis += (minus ? -millis : millis) / scale;
	return millis % scale == 0;
}

/* hh:mm[:ss] with the first number read. */
static bool
interval_add_clock(struct sqlite_interval *in, long hours, bool minus, const char **s)
{
	long parts[2] = { 0, 0 }, seconds;

	for (size_t i = 0; i < 2 && **s == ':'; i++) {
		if (strspn(*s + 1, digits) != 2)
			return false;
		parts[i] = strtol(*s + 1, NULL, 10);
		*s += 3;
	}
	seconds = labs(hours) * 3600 + parts[0] * 60 + parts[1];
	in->millis += (minus ? -seconds : seconds) * 1000;
	return true;
}

/* "1 year 2 days", "-3 hours", "01:30:00", "1.5 seconds"; ISO 8601 is none. */
bool
dn_sqlite_interval_parse(const char *s, struct sqlite_interval *in)
{
	bool any = false;

	for (s += strspn(s, " \t\n"); *s != '\0'; s += strspn(s, " \t\n")) {
		bool minus = *s == '-';
		const char *fraction;
		char *end;
		long n;
		size_t len;

		s += *s == '-' || *s == '+';
		s += strspn(s, " ");
		if (strspn(s, digits) == 0 || strspn(s, digits) > 8)
			return false;
		n = strtol(s, &end, 10) * (minus ? -1 : 1);
		s = end;
		any = true;
		if (*s == ':') {
			if (!interval_add_clock(in, n, minus, &s))
				return false;
			continue;
		}
		fraction = *s == '.' ? s + 1 : "";
		s += *s == '.' ? 1 + strspn(s + 1, digits) : 0;
		s += strspn(s, " ");
		len = strspn(s, letters);
		if (!interval_add_unit(in, n, s, len) ||
		    (*fraction != '\0' && !interval_add_fraction(in, fraction, minus, s, len)))
			return false;
		s += len;
	}
	return any;
}

/* (n || ' days')::interval */
static bool
interval_of_text(const struct dn_expr *text, struct sqlite_interval *in)
{
	const struct dn_expr *unit, *n;

	if (text->kind != DN_EXPR_OPERATOR || strcmp(text->name, "||") != 0 || text->nargs != 2)
		return false;
	unit = dn_expr_bare(text->args[1]);
	n = dn_expr_bare(text->args[0]);
	if (unit->kind != DN_EXPR_STRING || in->factor != NULL)
		return false;
	in->factor = n;
	return interval_add_unit(in, 1, unit->text + strspn(unit->text, " "),
	    strspn(unit->text + strspn(unit->text, " "), letters));
}

bool
dn_sqlite_interval(
    const struct sqlite_print *p, const struct dn_expr *expr, struct sqlite_interval *in)
{
	if (expr->kind == DN_EXPR_STRING)
		return dn_sqlite_interval_parse(expr->text, in);
	if (expr->kind == DN_EXPR_CAST && expr->type->kind == DN_TYPE_INTERVAL &&
	    expr->type->nmods == 0 && expr->type->dims == 0)
		return expr->args[0]->kind == DN_EXPR_STRING
			   ? dn_sqlite_interval_parse(expr->args[0]->text, in)
			   : interval_of_text(expr->args[0], in);
	if (expr->kind != DN_EXPR_OPERATOR || expr->nargs != 2 || strcmp(expr->name, "*") != 0)
		return false;
	for (size_t i = 0; i < 2; i++) {
		const struct dn_expr *n = expr->args[1 - i];

		if (!dn_type_is_integer(dn_sqlite_expr_type(p, n)) || in->factor != NULL)
			continue;
		in->factor = n;
		return dn_sqlite_interval(p, expr->args[i], in);
	}
	return false;
}
