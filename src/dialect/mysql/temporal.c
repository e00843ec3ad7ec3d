/* temporal.c - dates and times: clocks, parts, intervals that are constants */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dialect/mysql/mysql.h"

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
	{ "week", "week($2, 3)" },
	{ "dow", "(dayofweek($2) - 1)" },
	{ "isodow", "(weekday($2) + 1)" },
	{ "doy", "dayofyear($2)" },
	{ "epoch", "(timestampdiff(MICROSECOND, '1970-01-01', $2) * 0.000001)" },
};
#define BETWEEN_TIMES "(timestampdiff(MICROSECOND, $2, $1) * 0.000001)"

static const struct temporal_part temporal_truncs[] = {
	{ "year", "CAST(date_format($2, '%Y-01-01') AS datetime(6))" },
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

/* "1 day 2 hours", "90 minutes", "01:30:00": a "+ INTERVAL n UNIT" for each. */
static bool
temporal_put_interval(struct dunlin_buf *buf, const char *text, char sign)
{
	static const char *const units[] = { "year", "month", "week", "day", "hour", "minute",
		"second" };

	while (*(text += strspn(text, " ")) != '\0') {
		char *end;
		const char *unit = NULL;
		double n = strtod(text, &end);

		if (end == text)
			return false;
		if (*end == ':') {
			dunlin_buf_printf(buf, " %c INTERVAL '%s' HOUR_SECOND", sign, text);
			return strspn(text, "0123456789:") == strlen(text);
		}
		end += strspn(end, " ");
		for (size_t i = 0; i < sizeof units / sizeof *units; i++)
			if (strncmp(end, units[i], strlen(units[i])) == 0)
				unit = units[i];
		if (unit == NULL || (n != (double) (long long) n && strcmp(unit, "second") != 0))
			return false;
		dunlin_buf_printf(buf, " %c INTERVAL %.10g %s", sign, n, unit);
		text = end + strcspn(end, " ");
	}
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
temporal_operator(struct mysql_print *p, const struct dn_expr *expr, bool *done)
{
	bool plus = strcmp(expr->name, "+") == 0, minus = strcmp(expr->name, "-") == 0, ok;

	if (expr->nargs != 2 || (!plus && !minus))
		return true;
	ok = temporal_add(p, expr, done);
	if (!ok || *done)
		return ok;
	if (!temporal_is(p, expr->args[0], DN_TYPE_DATE))
		return true;
	*done = true;
	if (minus && temporal_is(p, expr->args[1], DN_TYPE_DATE))
		return dn_mysql_fill(p, "datediff($1, $2)", expr->args, 2);
	return dn_mysql_fill(
	    p, plus ? "$1 + INTERVAL $2 DAY" : "$1 - INTERVAL $2 DAY", expr->args, 2);
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

		*done = between != NULL;
		if (between != NULL)
			return dn_mysql_fill(p, BETWEEN_TIMES, between->args, 2);
		template = temporal_find(
		    temporal_parts, sizeof temporal_parts / sizeof *temporal_parts, expr->args[0]);
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
