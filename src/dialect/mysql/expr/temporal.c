/* temporal.c - dates and times: clocks, parts, intervals that are constants */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dialect/mysql/expr/expr.h"

/* Times are kept in UTC, whatever the session of an application says. */
static const struct {
	const char *name, *clock;
} temporal_clocks[] = {
	{ "now", "utc_timestamp(6)" },
	{ "current_timestamp", "utc_timestamp(6)" },
	{ "localtimestamp", "utc_timestamp(6)" },
	{ "transaction_timestamp", "utc_timestamp(6)" },
	{ "statement_timestamp", "utc_timestamp(6)" },
	{ "clock_timestamp", "utc_timestamp(6)" },
	{ "current_date", "utc_date()" },
	{ "current_time", "utc_time(6)" },
	{ "localtime", "utc_time(6)" },
};

/* extract(field FROM $2), also as date_part('field', $2). */
static const struct temporal_part {
	const char *field, *template;
} temporal_parts[] = {
	{ "year", "extract(YEAR FROM $2)" },
	{ "month", "extract(MONTH FROM $2)" },
	{ "day", "extract(DAY FROM $2)" },
	{ "hour", "extract(HOUR FROM $2)" },
	{ "minute", "extract(MINUTE FROM $2)" },
	{ "second", "(extract(SECOND_MICROSECOND FROM $2) * 0.000001)" },
	{ "quarter", "quarter($2)" },
	{ "isoyear", "CAST(date_format($2, '%x') AS signed)" },
	{ "week", "week($2, 3)" },
	{ "dow", "(dayofweek($2) - 1)" },
	{ "isodow", "(weekday($2) + 1)" },
	{ "doy", "dayofyear($2)" },
	{ "epoch", "(timestampdiff(MICROSECOND, '1970-01-01', $2) * 0.000001)" },
};
#define BETWEEN_TIMES "(timestampdiff(MICROSECOND, $2, $1) * 0.000001)"

static const struct temporal_part temporal_truncs[] = {
	{ "year", "CAST(date_format($2, '%Y-01-01') AS datetime(6))" },
	{ "quarter", "CAST(date_format($2, '%Y-01-01') + INTERVAL (quarter($2) - 1) * 3 MONTH AS "
		     "datetime(6))" },
	{ "month", "CAST(date_format($2, '%Y-%m-01') AS datetime(6))" },
	{ "week", "CAST(date($2) - INTERVAL weekday($2) DAY AS datetime(6))" },
	{ "day", "CAST(date($2) AS datetime(6))" },
	{ "hour", "CAST(date_format($2, '%Y-%m-%d %H:00:00') AS datetime(6))" },
	{ "minute", "CAST(date_format($2, '%Y-%m-%d %H:%i:00') AS datetime(6))" },
	{ "second", "CAST(date_format($2, '%Y-%m-%d %H:%i:%s') AS datetime(6))" },
};

static const char *
temporal_find(const struct temporal_part *list, size_t n, const struct dn_expr *field)
{
	field = dn_expr_bare(field);
	for (size_t i = 0; field->kind == DN_EXPR_STRING && i < n; i++)
		if (strcmp(list[i].field, field->text) == 0)
			return list[i].template;
	return NULL;
}

const char *
dn_mysql_clock(const struct dn_expr *expr)
{
	for (size_t i = 0; i < sizeof temporal_clocks / sizeof *temporal_clocks; i++)
		if (expr->kind == DN_EXPR_FUNCTION &&
		    strcmp(temporal_clocks[i].name, expr->name) == 0)
			return temporal_clocks[i].clock;
	return NULL;
}

/* -- intervals -------------------------------------------------------------------------- */

static bool
temporal_is_interval(const struct dn_expr *e)
{
	return e->kind == DN_EXPR_CAST && e->type->dims == 0 && e->type->kind == DN_TYPE_INTERVAL &&
	       dn_expr_bare(e)->kind == DN_EXPR_STRING;
}

struct temporal_span {
	long long months, days, micros;
};

static const struct {
	const char *unit;
	long long months, days, micros;
} temporal_units[] = {
	{ "year", 12, 0, 0 },
	{ "mon", 1, 0, 0 },
	{ "week", 0, 7, 0 },
	{ "day", 0, 1, 0 },
	{ "hour", 0, 0, 3600000000LL },
	{ "min", 0, 0, 60000000LL },
	{ "sec", 0, 0, 1000000LL },
	{ "milli", 0, 0, 1000LL },
	{ "ms", 0, 0, 1000LL },
	{ "micro", 0, 0, 1LL },
};

/* "01:30" or "01:30:00", behind its first number. */
static bool
temporal_clock(struct temporal_span *span, const char *start, const char **end)
{
	unsigned parts[3] = { 0 };
	size_t n = 0, sign = start[0] == '-' || start[0] == '+';

	for (const char *s = start + sign; n < 3; s++) {
		size_t digits = strspn(s, "0123456789");

		if (digits == 0 || digits > 4)
			return false;
		parts[n++] = (unsigned) strtoul(s, NULL, 10);
		s += digits;
		*end = s;
		if (*s != ':')
			break;
	}
	span->micros += (start[0] == '-' ? -1 : 1) *
			((long long) (parts[0] * 60 + parts[1]) * 60 + (long long) parts[2]) *
			1000000LL;
	return **end == '\0' || **end == ' ';
}

/* "N unit"; parts of a unit only where they are not parts of a day or a month. */
static bool
temporal_part(struct temporal_span *span, double n, const char **text)
{
	size_t len = strspn(*text, "abcdefghijklmnopqrstuvwxyz");

	for (size_t i = 0; i < sizeof temporal_units / sizeof *temporal_units; i++) {
		if (strncmp(*text, temporal_units[i].unit, strlen(temporal_units[i].unit)) != 0)
			continue;
		*text += len;
		if (temporal_units[i].micros == 0 && n != (double) (long long) n)
			return false;
		span->months += (long long) n * temporal_units[i].months;
		span->days += (long long) n * temporal_units[i].days;
		span->micros +=
		    (long long) (n * (double) temporal_units[i].micros + (n < 0 ? -0.5 : 0.5));
		return true;
	}
	return false;
}

/* "1 day 2 hours", "90 minutes", "-1 month", "01:30:00" */
static bool
temporal_read(const char *text, struct temporal_span *span)
{
	*span = (struct temporal_span){ 0 };
	while (*(text += strspn(text, " ")) != '\0') {
		bool spaced = (*text == '-' || *text == '+') && text[1] == ' ';
		int sign = spaced && *text == '-' ? -1 : 1;
		char *end;
		double n;

		text += spaced ? 1 + strspn(text + 1, " ") : 0;
		n = strtod(text, &end);
		if (end == text || n > 1e9 || n < -1e9)
			return false;
		if (*end == ':') {
			if (spaced || !temporal_clock(span, text, &text))
				return false;
			continue;
		}
		text = end + strspn(end, " ");
		if (!temporal_part(span, sign * n, &text))
			return false;
	}
	return true;
}

/* A "+ INTERVAL n UNIT" for each, months first, as PostgreSQL adds them. */
static bool
temporal_put_interval(struct dunlin_buf *buf, const char *text, char sign)
{
	struct temporal_span span;

	if (!temporal_read(text, &span))
		return false;
	if (span.months != 0)
		dunlin_buf_printf(buf, " %c INTERVAL %lld MONTH", sign, span.months);
	if (span.days != 0)
		dunlin_buf_printf(buf, " %c INTERVAL %lld DAY", sign, span.days);
	if (span.micros % 1000000 != 0)
		dunlin_buf_printf(buf, " %c INTERVAL %lld MICROSECOND", sign, span.micros);
	else if (span.micros != 0)
		dunlin_buf_printf(buf, " %c INTERVAL %lld SECOND", sign, span.micros / 1000000);
	return true;
}

static bool
temporal_is(const struct mysql_print *p, const struct dn_expr *e, enum dn_type_kind kind)
{
	const struct dn_type *type = dn_mysql_expr_type(p, e);

	return type != NULL && type->dims == 0 && type->kind == kind;
}

/* $1 + '1 day'::interval */
static bool
temporal_add(struct mysql_print *p, const struct dn_expr *expr, bool *done)
{
	bool first = temporal_is_interval(expr->args[0]);
	const struct dn_expr *interval = expr->args[first ? 0 : 1];
	const struct dn_expr *time = expr->args[first ? 1 : 0];

	*done = temporal_is_interval(interval);
	if (!*done)
		return true;
	if (temporal_is(p, time, DN_TYPE_TIME))
		return dn_mysql_cannot_at(p, expr->span,
		    "a time with an interval, which begins anew at midnight, has no counterpart "
		    "there");
	/* With an interval a date becomes a time. */
	if (temporal_is(p, time, DN_TYPE_DATE)
		? !dn_mysql_fill(p, "CAST($1 AS datetime(6))",
		      (struct dn_expr *[]){ (struct dn_expr *) (uintptr_t) time }, 1)
		: !dn_mysql_operand(p, time))
		return false;
	return temporal_put_interval(p->buf, dn_expr_bare(interval)->text, expr->name[0]) ||
	       dn_mysql_cannot_at(p, interval->span, "the interval '%s' has no counterpart there",
		   dn_expr_bare(interval)->text);
}

static bool
temporal_is_time(const struct mysql_print *p, const struct dn_expr *e)
{
	return temporal_is(p, e, DN_TYPE_DATE) || temporal_is(p, e, DN_TYPE_TIME) ||
	       temporal_is(p, e, DN_TYPE_TIMESTAMP) || temporal_is(p, e, DN_TYPE_TIMESTAMPTZ);
}

static bool
temporal_is_days(const struct mysql_print *p, const struct dn_expr *e)
{
	const struct dn_type *type = dn_mysql_expr_type(p, e);

	return e->kind == DN_EXPR_NUMBER || (type != NULL && dn_type_is_integer(type));
}

static bool
temporal_operator(struct mysql_print *p, const struct dn_expr *expr, bool *done)
{
	bool plus = strcmp(expr->name, "+") == 0, minus = strcmp(expr->name, "-") == 0, ok;

	if (expr->nargs != 2 || (!plus && !minus))
		return true;
	ok = temporal_add(p, expr, done);
	if (!ok || *done)
		return ok;
	*done = temporal_is_time(p, expr->args[0]) || temporal_is_time(p, expr->args[1]);
	if (!*done)
		return true;
	if (minus && temporal_is(p, expr->args[0], DN_TYPE_DATE) &&
	    temporal_is(p, expr->args[1], DN_TYPE_DATE))
		return dn_mysql_fill(p, "datediff($1, $2)", expr->args, 2);
	if (temporal_is(p, expr->args[0], DN_TYPE_DATE) && temporal_is_days(p, expr->args[1]))
		return dn_mysql_fill(
		    p, plus ? "$1 + INTERVAL $2 DAY" : "$1 - INTERVAL $2 DAY", expr->args, 2);
	if (plus && temporal_is(p, expr->args[1], DN_TYPE_DATE) &&
	    temporal_is_days(p, expr->args[0]))
		return dn_mysql_fill(p, "$2 + INTERVAL $1 DAY", expr->args, 2);
	return dn_mysql_cannot_at(p, expr->span,
	    "of dates and times only intervals, days of a date and the days between two dates have "
	    "a counterpart there");
}

/* timezone('utc', x) is x, which is in UTC. */
static bool
temporal_zone(struct mysql_print *p, const struct dn_expr *expr)
{
	const struct dn_expr *zone = dn_expr_bare(expr->args[0]);
	bool utc = zone->kind == DN_EXPR_STRING &&
		   (strcmp(zone->text, "UTC") == 0 || strcmp(zone->text, "utc") == 0);

	return utc ? dn_mysql_expr(p, expr->args[1])
		   : dn_mysql_cannot_at(
			 p, expr->span, "only the time zone UTC has a counterpart there");
}

/* extract(epoch FROM x - y): the one way to ask how long it is between two times. */
static const struct dn_expr *
temporal_between(const struct mysql_print *p, const struct dn_expr *expr)
{
	const struct dn_expr *field = dn_expr_bare(expr->args[0]), *minus = expr->args[1];

	if (field->kind != DN_EXPR_STRING || strcmp(field->text, "epoch") != 0 ||
	    minus->kind != DN_EXPR_OPERATOR || minus->nargs != 2 || strcmp(minus->name, "-") != 0)
		return NULL;
	for (size_t i = 0; i < 2; i++)
		if (!temporal_is(p, minus->args[i], DN_TYPE_TIMESTAMP) &&
		    !temporal_is(p, minus->args[i], DN_TYPE_TIMESTAMPTZ))
			return NULL;
	return minus;
}

/* A part that no date has. */
static bool
temporal_is_of_day(const struct dn_expr *field)
{
	const char *text = dn_expr_bare(field)->text;

	return strcmp(text, "hour") == 0 || strcmp(text, "minute") == 0 ||
	       strcmp(text, "second") == 0;
}

bool
dn_mysql_temporal(struct mysql_print *p, const struct dn_expr *expr, bool *done)
{
	const char *template = dn_mysql_clock(expr), *name = expr->name;
	bool function = expr->kind == DN_EXPR_FUNCTION;

	*done = false;
	if (!function)
		return temporal_operator(p, expr, done);
	if (template == NULL && expr->nargs == 2 &&
	    (strcmp(name, "extract") == 0 || strcmp(name, "date_part") == 0)) {
		const struct dn_expr *between = temporal_between(p, expr);

		*done = between != NULL || temporal_is(p, expr->args[1], DN_TYPE_INTERVAL) ||
			temporal_is(p, expr->args[1], DN_TYPE_TIME);
		if (between != NULL)
			return dn_mysql_fill(p, BETWEEN_TIMES, between->args, 2);
		if (*done)
			return dn_mysql_cannot_at(p, expr->span,
			    "a part of an interval or of a time of day has no counterpart there");
		template = temporal_find(
		    temporal_parts, sizeof temporal_parts / sizeof *temporal_parts, expr->args[0]);
		if (template != NULL && temporal_is_of_day(expr->args[0]) &&
		    temporal_is(p, expr->args[1], DN_TYPE_DATE))
			template = NULL;
	} else if (template == NULL && expr->nargs == 2 && strcmp(name, "date_trunc") == 0)
		template = temporal_find(temporal_truncs,
		    sizeof temporal_truncs / sizeof *temporal_truncs, expr->args[0]);
	if (template == NULL && expr->nargs == 2 && strcmp(name, "timezone") == 0) {
		*done = true;
		return temporal_zone(p, expr);
	}
	*done = template != NULL;
	return template == NULL || dn_mysql_fill(p, template, expr->args, expr->nargs);
}
