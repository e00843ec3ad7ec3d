/* span.c - parts of intervals: of constants, of the difference of two times, of age() */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "dialect/sqlite/expr/expr.h"
#include "dialect/sqlite/expr/interval.h"

/* Over "m", months, "d", days, and "s", seconds, each with its sign. */
static const struct span_field {
	const char *name, *form;
} fields[] = {
	{ "year", "m / 12" },
	{ "month", "m % 12" },
	{ "day", "d" },
	{ "hour", "CAST(s / 3600 AS INTEGER)" },
	{ "minute", "CAST(s / 60 AS INTEGER) % 60" },
	{ "second", "s - CAST(s / 60 AS INTEGER) * 60" },
	/* A year is 365.25 days there, a month 30. */
	{ "epoch", "m / 12 * 31557600 + m % 12 * 2592000 + d * 86400 + s" },
	/* As intervals are compared. */
	{ "seconds", "(m * 30 + d) * 86400 + s" },
};

#define CLOCK(x)                                                                         \
	"(strftime('%s', '1970-01-01 ' || substr(" x ", 12, 8)) + CAST('0' || substr(" x \
	", 20) AS REAL))"
#define MONTHS(x) "(substr(" x ", 1, 4) * 12 + substr(" x ", 6, 2))"

/*
 * As timestamp_age() in PostgreSQL: what is short of a day is taken from the days, what is short of
 * a month from the months, whose days are those of the earlier one's.
 */
static const char span_age[] = "(SELECT g * (" MONTHS("hi") " - " MONTHS(
    "lo") " - (substr(hi, 9) < substr(lo, 9))) AS m, g * "
	  "(substr(hi, 9, 2) - substr(lo, 9, 2) - (substr(hi, 12) < substr(lo, 12)) + CASE WHEN "
	  "substr(hi, 9) < substr(lo, 9) THEN strftime('%d', substr(lo, 1, 10), 'start of month', "
	  "'+1 months', '-1 days') + 0 ELSE 0 END) AS d, g * (" CLOCK("hi") " - " CLOCK(
	      "lo") " + 86400 * "
		    "(substr(hi, 12) < substr(lo, 12))) AS s FROM (SELECT CASE WHEN a < b THEN -1 "
		    "ELSE 1 END AS g, "
		    "max(a, b) AS hi, min(a, b) AS lo FROM (SELECT ";

static const char span_difference[] =
    "(SELECT 0 * t AS m, CAST(t / 86400 AS INTEGER) AS d, t - CAST(t / 86400 AS INTEGER) * 86400 "
    "AS s "
    "FROM (SELECT " DN_SQLITE_EPOCH("$1") " - " DN_SQLITE_EPOCH("$2") " AS t))";

static const char *
span_midnight(const struct sqlite_print *p, const struct dn_expr *moment, const char *place)
{
	const struct dn_type *type = dn_sqlite_expr_type(p, moment);
	const char *dates[] = { "($1 || ' 00:00:00')", "($2 || ' 00:00:00')" };

	return type != NULL && type->kind == DN_TYPE_DATE ? dates[place[1] - '1'] : place;
}

static bool
span_is_moment(const struct dn_type *type)
{
	return type != NULL && type->dims == 0 &&
	       (type->kind == DN_TYPE_DATE || type->kind == DN_TYPE_TIMESTAMP ||
		   type->kind == DN_TYPE_TIMESTAMPTZ);
}

/* A literal is of the other's type. */
static struct dn_expr *
span_moment(struct sqlite_print *p, struct dn_expr *expr, const struct dn_expr *other)
{
	const struct dn_type *type = dn_sqlite_expr_type(p, expr);
	struct dn_expr *cast;

	if (type == NULL && expr->kind == DN_EXPR_STRING && other != NULL) {
		type = dn_sqlite_expr_type(p, other);
		cast = dn_new(p->buf, struct dn_expr);
		cast->kind = DN_EXPR_CAST;
		cast->type = dn_type_copy(cast, type);
		cast->span = expr->span;
		dn_push(cast, cast->args, cast->nargs, expr);
		expr = cast;
	}
	return span_is_moment(type) ? expr : NULL;
}

static char *
span_of_age(struct sqlite_print *p, struct dn_expr *args[2])
{
	if (args[1] == NULL)
		return dn_sprintf(p->buf, "%sdate('now') || ' 00:00:00' AS a, %s AS b)))", span_age,
		    span_midnight(p, args[0], "$1"));
	return dn_sprintf(p->buf, "%s%s AS a, %s AS b)))", span_age,
	    span_midnight(p, args[0], "$1"), span_midnight(p, args[1], "$2"));
}

/* A query of the three, with "$1" and "$2" for ARGS; NULL: it is not known. */
static char *
span_source(struct sqlite_print *p, const struct dn_expr *expr, struct dn_expr *args[2])
{
	struct sqlite_interval in = { 0 };

	if (dn_sqlite_interval(p, expr, &in)) {
		if (in.millis % 1000 != 0)
			return NULL;
		args[0] = (struct dn_expr *) (uintptr_t) in.factor;
		return dn_sprintf(p->buf,
		    in.factor == NULL ? "(SELECT %ld AS m, %ld AS d, %ld AS s)"
				      : "(SELECT %ld * $1 AS m, %ld * $1 AS d, %ld * $1 AS s)",
		    in.months, in.days, in.millis / 1000);
	}
	for (size_t i = 0; i < expr->nargs; i++) {
		struct dn_expr *other = expr->nargs == 2 ? expr->args[1 - i] : NULL;

		if (i > 1 || (args[i] = span_moment(p, expr->args[i], other)) == NULL)
			return NULL;
	}
	if (expr->kind == DN_EXPR_FUNCTION && strcmp(expr->name, "age") == 0 && args[0] != NULL)
		return span_of_age(p, args);
	return expr->kind == DN_EXPR_OPERATOR && expr->nargs == 2 && strcmp(expr->name, "-") == 0
		   ? dn_strdup(p->buf, span_difference)
		   : NULL;
}

bool
dn_sqlite_span(struct sqlite_print *p, const struct dn_expr *expr, const char *field)
{
	struct dn_expr *args[2] = { NULL, NULL };
	char *source = p->query ? span_source(p, expr, args) : NULL;

	for (size_t i = 0; source != NULL && i < sizeof fields / sizeof *fields; i++)
		if (strcasecmp(fields[i].name, field) == 0)
			return dn_sqlite_fill(p,
			    dn_sprintf(p->buf, "(SELECT %s FROM %s)", fields[i].form, source), args,
			    (args[0] != NULL) + (args[1] != NULL));
	return dn_sqlite_lacks(p, expr, "this part of such an interval");
}
