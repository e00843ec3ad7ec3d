/* clock.c - extract(), date_trunc(), to_char() and what tells the time */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "dialect/sqlite/expr/expr.h"

struct clock_form {
	const char *name, *template;
};

#define PART(format) "CAST(strftime('" format "', substr($1, 1, 19)) AS INTEGER)"

static const struct clock_form fields[] = {
	{ "year", PART("%Y") },
	{ "quarter", "((" PART("%m") " + 2) / 3)" },
	{ "month", PART("%m") },
	/* The week of its Thursday. */
	{ "week",
	    "((CAST(strftime('%j', date($1, '-3 days', 'weekday 4')) AS INTEGER) - 1) / 7 + 1)" },
	{ "day", PART("%d") },
	{ "dow", PART("%w") },
	{ "isodow", "((" PART("%w") " + 6) % 7 + 1)" },
	{ "doy", PART("%j") },
	{ "hour", PART("%H") },
	{ "minute", PART("%M") },
	{ "second", "CAST(substr($1, 18) AS REAL)" },
	{ "milliseconds", "(CAST(substr($1, 18) AS REAL) * 1000)" },
	{ "microseconds", "CAST(round(CAST(substr($1, 18) AS REAL) * 1000000) AS INTEGER)" },
	{ "decade", "(" PART("%Y") " / 10)" },
	{ "century", "((" PART("%Y") " + 99) / 100)" },
	{ "millennium", "((" PART("%Y") " + 999) / 1000)" },
	{ "isoyear", "CAST(strftime('%Y', date($1, '-3 days', 'weekday 4')) AS INTEGER)" },
	{ "epoch",
	    "(CAST(strftime('%s', substr($1, 1, 19)) AS INTEGER) + CAST('0' || substr($1, 20) AS "
	    "REAL))" },
};

/* A time in UTC has no offset. */
static const struct clock_form zone_fields[] = {
	{ "timezone", "CASE WHEN $1 IS NOT NULL THEN 0 END" },
	{ "timezone_hour", "CASE WHEN $1 IS NOT NULL THEN 0 END" },
	{ "timezone_minute", "CASE WHEN $1 IS NOT NULL THEN 0 END" },
};

static const struct clock_form date_fields[] = {
	{ "julian", "CAST(julianday($1) + 0.5 AS INTEGER)" },
};

/* The first year of so many, none of which is the year 0; null where there is none. */
#define YEARS(n)                                                     \
	"(printf('%04d', (" PART("%Y") " - 1) / " n " * " n " + 1) " \
				       "|| substr($1, 1, 0) || '-01-01 00:00:00')"

static const struct clock_form starts[] = {
	{ "decade", "(substr($1, 1, 3) || '0-01-01 00:00:00')" },
	{ "century", YEARS("100") },
	{ "millennium", YEARS("1000") },
	{ "year", "(substr($1, 1, 5) || '01-01 00:00:00')" },
	{ "quarter",
	    "(substr($1, 1, 5) || substr('01040710', (CAST(substr($1, 6, 2) AS INTEGER) - 1) / 3 * "
	    "2 + 1, 2) || '-01 00:00:00')" },
	{ "month", "(substr($1, 1, 8) || '01 00:00:00')" },
	{ "week", "(date($1, '-6 days', 'weekday 1') || ' 00:00:00')" },
	{ "day", "(substr($1, 1, 10) || ' 00:00:00')" },
	{ "hour", "(substr($1 || ' 00:00:00', 1, 14) || '00:00')" },
	{ "minute", "(substr($1 || ' 00:00:00', 1, 17) || '00')" },
	{ "second", "substr($1 || ' 00:00:00', 1, 19)" },
	{ "milliseconds", "substr($1, 1, 23)" },
	{ "microseconds", "substr($1, 1, 26)" },
};

/* A date has none of these parts. */
static const struct clock_form date_starts[] = {
	{ "milliseconds", "($1 || ' 00:00:00')" },
	{ "microseconds", "($1 || ' 00:00:00')" },
};

static const char *
clock_find(const struct dn_expr *expr, const struct clock_form *forms, size_t n)
{
	const struct dn_expr *name = dn_expr_bare(expr->args[0]);

	for (size_t i = 0; name->kind == DN_EXPR_STRING && i < n; i++)
		if (strcasecmp(forms[i].name, name->text) == 0)
			return forms[i].template;
	return NULL;
}

static bool
clock_fill(struct sqlite_print *p, const struct dn_expr *expr, const char *template)
{
	return template == NULL ? dn_sqlite_lacks(p, expr, "this part of a time")
				: dn_sqlite_fill(p, template, expr->args + 1, 1);
}

static bool
clock_extract(struct sqlite_print *p, const struct dn_expr *expr)
{
	const struct dn_type *type = dn_sqlite_expr_type(p, expr->args[1]);
	const struct dn_expr *name = dn_expr_bare(expr->args[0]);
	const char *template = NULL;

	if (dn_sqlite_is_interval(p, expr->args[1])) {
		if (name->kind == DN_EXPR_STRING && strcasecmp(name->text, "epoch") == 0 &&
		    dn_sqlite_is_difference(p, expr->args[1]))
			return dn_sqlite_fill(p,
			    "round(" DN_SQLITE_EPOCH("$1") " - " DN_SQLITE_EPOCH("$2") ", 6)",
			    expr->args[1]->args, 2);
		if (name->kind == DN_EXPR_STRING)
			return dn_sqlite_span(p, expr->args[1], name->text);
		return dn_sqlite_lacks(p, expr, "a part of an interval");
	}
	if (type == NULL || (type->kind != DN_TYPE_DATE && type->kind != DN_TYPE_TIMESTAMP &&
				type->kind != DN_TYPE_TIMESTAMPTZ))
		return dn_sqlite_lacks(p, expr, "a part of what is no date and no timestamp");
	if (type->kind == DN_TYPE_DATE)
		template = clock_find(expr, date_fields, sizeof date_fields / sizeof *date_fields);
	if (type->kind == DN_TYPE_TIMESTAMPTZ)
		template = clock_find(expr, zone_fields, sizeof zone_fields / sizeof *zone_fields);
	if (template == NULL)
		template = clock_find(expr, fields, sizeof fields / sizeof *fields);
	return clock_fill(p, expr, template);
}

static bool
clock_trunc(struct sqlite_print *p, const struct dn_expr *expr)
{
	const struct dn_type *type = dn_sqlite_expr_type(p, expr->args[1]);
	const char *template = NULL;

	if (dn_sqlite_is_interval(p, expr->args[1]))
		return dn_sqlite_lacks(p, expr, "date_trunc() of an interval");
	if (type != NULL && type->kind == DN_TYPE_DATE)
		template = clock_find(expr, date_starts, sizeof date_starts / sizeof *date_starts);
	if (template == NULL)
		template = clock_find(expr, starts, sizeof starts / sizeof *starts);
	return clock_fill(p, expr, template);
}

static bool
clock_is_utc(const struct dn_expr *e)
{
	static const char *const names[] = { "utc", "gmt", "z", "etc/utc" };
	const struct dn_expr *zone = dn_expr_bare(e);

	for (size_t i = 0; zone->kind == DN_EXPR_STRING && i < sizeof names / sizeof *names; i++)
		if (strcasecmp(names[i], zone->text) == 0)
			return true;
	return false;
}

/* AT TIME ZONE 'UTC' only changes the type: times are kept in UTC. */
static bool
clock_timezone(struct sqlite_print *p, const struct dn_expr *expr)
{
	const struct dn_type *type = dn_sqlite_expr_type(p, expr->args[1]);

	if (!clock_is_utc(expr->args[0]))
		return dn_sqlite_lacks(p, expr, "a time zone other than UTC");
	if (type != NULL && type->kind == DN_TYPE_DATE)
		return dn_sqlite_fill(p, "($1 || ' 00:00:00')", expr->args + 1, 1);
	return dn_sqlite_expr(p, expr->args[1]);
}

static bool
clock_to_timestamp(struct sqlite_print *p, const struct dn_expr *expr)
{
	if (dn_type_is_integer(dn_sqlite_expr_type(p, expr->args[0])))
		return dn_sqlite_fill(p, "datetime($1, 'unixepoch')", expr->args, 1);
	return dn_sqlite_fill(p,
	    "rtrim(rtrim(strftime('%Y-%m-%d %H:%M:%f', $1, 'unixepoch'), '0'), '.')", expr->args,
	    1);
}

bool
dn_sqlite_clock(struct sqlite_print *p, const struct dn_expr *expr, bool *done)
{
	const char *name = expr->name;

	*done = true;
	if (p->query && dn_sqlite_is_now(expr) && expr->nargs < 2) {
		const struct dn_type *type = dn_sqlite_expr_type(p, expr);

		dunlin_buf_puts(p->buf, dn_sqlite_now(type));
		return true;
	}
	if ((strcmp(name, "extract") == 0 || strcmp(name, "date_part") == 0) && expr->nargs == 2)
		return clock_extract(p, expr);
	if (strcmp(name, "date_trunc") == 0 &&
	    (expr->nargs == 2 || (expr->nargs == 3 && clock_is_utc(expr->args[2]))))
		return clock_trunc(p, expr);
	if (strcmp(name, "to_char") == 0 && expr->nargs == 2)
		return dn_sqlite_to_char(p, expr);
	if (strcmp(name, "timezone") == 0 && expr->nargs == 2)
		return clock_timezone(p, expr);
	if (strcmp(name, "to_timestamp") == 0 && expr->nargs == 1)
		return clock_to_timestamp(p, expr);
	if ((strcmp(name, "to_timestamp") == 0 || strcmp(name, "to_date") == 0) && expr->nargs == 2)
		return dn_sqlite_read_time(p, expr);
	*done = false;
	return true;
}
