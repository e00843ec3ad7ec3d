/* temporal.c - adding to dates and times, and their differences */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/expr/expr.h"
#include "dialect/sqlite/expr/interval.h"

static enum dn_type_kind
temporal_kind(const struct sqlite_print *p, const struct dn_expr *expr)
{
	const struct dn_type *type = dn_sqlite_expr_type(p, expr);

	return type == NULL || type->dims > 0 ? DN_TYPE_NAMED : type->kind;
}

static bool
temporal_is_moment(enum dn_type_kind kind)
{
	return kind == DN_TYPE_TIMESTAMP || kind == DN_TYPE_TIMESTAMPTZ || kind == DN_TYPE_DATE;
}

bool
dn_sqlite_is_interval(const struct sqlite_print *p, const struct dn_expr *expr)
{
	return temporal_kind(p, expr) == DN_TYPE_INTERVAL;
}

/* A modifier of SQLite's date functions, "+3 days", or an expression that gives one. */
static char *
temporal_modifier(const void *mem, const struct sqlite_interval *in, long n, const char *unit)
{
	if (in->factor == NULL)
		return dn_sprintf(mem, "'%+ld %s'", n, unit);
	return dn_sprintf(mem, "($2 * %ld) || ' %s'", n, unit);
}

/* ", modifier ..." of days and whole seconds. */
static char *
temporal_modifiers(const void *mem, const struct sqlite_interval *in, long seconds)
{
	return dn_sprintf(mem, "%s%s%s%s", in->days == 0 ? "" : ", ",
	    in->days == 0 ? "" : temporal_modifier(mem, in, in->days, "days"),
	    seconds == 0 ? "" : ", ",
	    seconds == 0 ? "" : temporal_modifier(mem, in, seconds, "seconds"));
}

/* What is behind the seconds, as microseconds. */
#define MICROS "CAST(substr(substr($1, 21) || '000000', 1, 6) AS INTEGER)"

/* BASE and an interval that is no whole number of seconds. */
static char *
temporal_fraction(const void *mem, const struct sqlite_interval *in, const char *base)
{
	long millis = (in->millis % 1000 + 1000) % 1000;
	char *seconds = dn_sprintf(mem, "%ld", (in->millis - millis) / 1000);
	char *micros = dn_sprintf(mem, "(" MICROS " + %ld)", millis * 1000);

	/* The remainder of a negative number is one, too: so a second is lent. */
	if (in->factor != NULL) {
		seconds = dn_sprintf(mem, "$2 * %ld / 1000 - 1", in->millis);
		micros =
		    dn_sprintf(mem, "(" MICROS " + $2 * %ld %% 1000 * 1000 + 1000000)", in->millis);
	}
	return dn_sprintf(mem,
	    "(strftime('%%Y-%%m-%%d %%H:%%M:%%S', %s%s, (%s + %s / 1000000) || ' seconds') || "
	    "rtrim(rtrim(printf('.%%06d', %s %% 1000000), '0'), '.'))",
	    base, temporal_modifiers(mem, in, 0), seconds, micros, micros);
}

/*
 * Months first, and the day is the last of its month when there is no such day; then days, then
 * seconds: as timestamp_pl_interval() in PostgreSQL does.  What is behind the seconds stays, or is
 * added to as a number.
 */
static char *
temporal_template(const void *mem, const struct sqlite_interval *in, bool date)
{
	char *base = dn_strdup(mem, date ? "$1" : "substr($1, 1, 19)");
	const char *rest = date ? "" : " || substr($1, 20)";
	char *month;

	if (in->months != 0) {
		month = temporal_modifier(mem, in, in->months, "months");
		base = dn_sprintf(mem,
		    "min(date(substr($1, 1, 10), 'start of month', %s, (CAST(substr($1, 9, 2) AS "
		    "INTEGER) - 1) || ' days'), date(substr($1, 1, 10), 'start of month', %s, "
		    "'+1 months', '-1 days'))%s",
		    month, month, date ? "" : " || substr($1, 11, 9)");
		base = dn_sprintf(mem, "(%s)", base);
	}
	if (in->months != 0 && in->days == 0 && in->millis == 0)
		return dn_sprintf(mem, "(%s%s)", base, date ? " || ' 00:00:00'" : rest);
	if (in->millis % 1000 != 0)
		return temporal_fraction(mem, in, base);
	return dn_sprintf(mem, "(strftime('%%Y-%%m-%%d %%H:%%M:%%S', %s%s)%s)", base,
	    temporal_modifiers(mem, in, in->millis / 1000), rest);
}

static bool
temporal_add(struct sqlite_print *p, const struct dn_expr *expr, struct dn_expr *moment,
    const struct dn_expr *interval, bool minus)
{
	struct sqlite_interval in = { 0 };
	struct dn_expr *args[2] = { moment, NULL };
	void *scratch;
	bool ok;

	if (!dn_sqlite_interval(p, interval, &in))
		return dn_sqlite_lacks(
		    p, expr, "an interval that is no constant, or with less than milliseconds,");
	if (minus) {
		in.months = -in.months;
		in.days = -in.days;
		in.millis = -in.millis;
	}
	scratch = dn_new_context(p->buf);
	args[1] = (struct dn_expr *) (uintptr_t) in.factor;
	ok = dn_sqlite_fill(p,
	    temporal_template(scratch, &in, temporal_kind(p, moment) == DN_TYPE_DATE), args,
	    in.factor == NULL ? 1 : 2);
	dn_free(scratch);
	return ok;
}

/* date + integer, date - integer */
static bool
temporal_days(struct sqlite_print *p, struct dn_expr *date, struct dn_expr *days, bool minus)
{
	struct dn_expr *args[2] = { date, days };

	return dn_sqlite_fill(
	    p, minus ? "date($1, (-$2) || ' days')" : "date($1, $2 || ' days')", args, 2);
}

static bool
temporal_plus(struct sqlite_print *p, const struct dn_expr *expr, bool *done)
{
	for (size_t i = 0; i < 2; i++) {
		struct dn_expr *a = expr->args[i], *b = expr->args[1 - i];
		enum dn_type_kind kind = temporal_kind(p, a);

		if (!temporal_is_moment(kind))
			continue;
		*done = true;
		if (kind == DN_TYPE_DATE && dn_type_is_integer(dn_sqlite_expr_type(p, b)))
			return temporal_days(p, a, b, false);
		return temporal_add(p, expr, a, b, false);
	}
	return true;
}

bool
dn_sqlite_temporal(struct sqlite_print *p, const struct dn_expr *expr, bool *done)
{
	struct dn_expr *a = expr->args[0], *b = expr->args[1];
	enum dn_type_kind of_a = temporal_kind(p, a), of_b = temporal_kind(p, b);

	*done = false;
	if (strcmp(expr->name, "+") == 0)
		return temporal_plus(p, expr, done);
	if (strcmp(expr->name, "-") != 0 || !temporal_is_moment(of_a))
		return true;
	*done = true;
	if (of_b == DN_TYPE_INTERVAL)
		return temporal_add(p, expr, a, b, true);
	if (of_a == DN_TYPE_DATE && dn_type_is_integer(dn_sqlite_expr_type(p, b)))
		return temporal_days(p, a, b, true);
	if (of_a == DN_TYPE_DATE && of_b == DN_TYPE_DATE)
		return dn_sqlite_fill(
		    p, "CAST(julianday($1) - julianday($2) AS INTEGER)", expr->args, 2);
	return dn_sqlite_lacks(p, expr, "the difference of two times, an interval,");
}

bool
dn_sqlite_is_difference(const struct sqlite_print *p, const struct dn_expr *expr)
{
	return expr->kind == DN_EXPR_OPERATOR && expr->nargs == 2 && strcmp(expr->name, "-") == 0 &&
	       temporal_is_moment(temporal_kind(p, expr->args[0])) &&
	       temporal_is_moment(temporal_kind(p, expr->args[1]));
}

bool
dn_sqlite_seconds(struct sqlite_print *p, struct dn_expr *expr)
{
	struct sqlite_interval in = { 0 };

	if (dn_sqlite_interval(p, expr, &in) && in.factor == NULL) {
		long millis = (in.months * 30 + in.days) * 86400000 + in.millis;

		if (millis % 1000 == 0)
			dunlin_buf_printf(p->buf, "%ld", millis / 1000);
		else
			dunlin_buf_printf(p->buf, "%.3f", (double) millis / 1000);
		return true;
	}
	if (dn_sqlite_is_difference(p, expr))
		return dn_sqlite_fill(
		    p, "(" DN_SQLITE_EPOCH("$1") " - " DN_SQLITE_EPOCH("$2") ")", expr->args, 2);
	return dn_sqlite_span(p, expr, "seconds");
}
