/* to_char.c - to_char() of dates and times */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/expr/expr.h"

#define NOW       "substr($1, 1, 19)"
#define NUMBER(f) "CAST(strftime('" f "', " NOW ") AS INTEGER)"
#define MONTHS                                                                             \
	"substr('January  February March    April    May      June     July     August   " \
	"SeptemberOctober  November December ', " NUMBER("%m") " * 9 - 8, 9)"
#define DAYS                                                                                 \
	"substr('Sunday   Monday   Tuesday  WednesdayThursday Friday   Saturday ', " NUMBER( \
	    "%w") " * 9 + 1, 9)"
#define HOUR12      "((" NUMBER("%H") " + 11) % 12 + 1)"
#define FRACTION(n) "substr(substr($1, 21) || '000000', 1, " n ")"

/* As strftime() has it, or as an expression; behind FM without blanks and leading zeros. */
static const struct pattern {
	const char *name, *simple, *full, *bare;
} patterns[] = {
	{ "YYYY", "%Y", NULL, NUMBER("%Y") },
	{ "YY", NULL, "substr($1, 3, 2)", NULL },
	{ "MM", "%m", NULL, NUMBER("%m") },
	{ "MI", "%M", NULL, NUMBER("%M") },
	{ "MS", NULL, FRACTION("3"), NULL },
	{ "Month", NULL, MONTHS, "rtrim(" MONTHS ")" },
	{ "MONTH", NULL, "upper(" MONTHS ")", "upper(rtrim(" MONTHS "))" },
	{ "month", NULL, "lower(" MONTHS ")", "lower(rtrim(" MONTHS "))" },
	{ "Mon", NULL, "substr(" MONTHS ", 1, 3)", "substr(" MONTHS ", 1, 3)" },
	{ "MON", NULL, "upper(substr(" MONTHS ", 1, 3))", NULL },
	{ "mon", NULL, "lower(substr(" MONTHS ", 1, 3))", NULL },
	{ "DDD", "%j", NULL, NUMBER("%j") },
	{ "DD", "%d", NULL, NUMBER("%d") },
	{ "Day", NULL, DAYS, "rtrim(" DAYS ")" },
	{ "DAY", NULL, "upper(" DAYS ")", "upper(rtrim(" DAYS "))" },
	{ "day", NULL, "lower(" DAYS ")", "lower(rtrim(" DAYS "))" },
	{ "Dy", NULL, "substr(" DAYS ", 1, 3)", NULL },
	{ "DY", NULL, "upper(substr(" DAYS ", 1, 3))", NULL },
	{ "dy", NULL, "lower(substr(" DAYS ", 1, 3))", NULL },
	{ "D", NULL, "(" NUMBER("%w") " + 1)", NULL },
	{ "ID", NULL, "((" NUMBER("%w") " + 6) % 7 + 1)", NULL },
	{ "HH24", "%H", NULL, NUMBER("%H") },
	{ "HH12", NULL, "printf('%02d', " HOUR12 ")", HOUR12 },
	{ "HH", NULL, "printf('%02d', " HOUR12 ")", HOUR12 },
	{ "SS", "%S", NULL, NUMBER("%S") },
	{ "US", NULL, FRACTION("6"), NULL },
	{ "AM", NULL, "CASE WHEN " NUMBER("%H") " < 12 THEN 'AM' ELSE 'PM' END", NULL },
	{ "PM", NULL, "CASE WHEN " NUMBER("%H") " < 12 THEN 'AM' ELSE 'PM' END", NULL },
	{ "am", NULL, "CASE WHEN " NUMBER("%H") " < 12 THEN 'am' ELSE 'pm' END", NULL },
	{ "pm", NULL, "CASE WHEN " NUMBER("%H") " < 12 THEN 'am' ELSE 'pm' END", NULL },
	{ "Q", NULL, "((" NUMBER("%m") " + 2) / 3)", NULL },
	{ "IYYY", NULL, "strftime('%Y', date(substr($1, 1, 10), '-3 days', 'weekday 4'))", NULL },
	{ "IW", NULL,
	    "printf('%02d', (CAST(strftime('%j', date(substr($1, 1, 10), '-3 days', 'weekday 4')) "
	    "AS INTEGER) - 1) / 7 + 1)",
	    NULL },
};

/* The format so far: parts of an expression, and what strftime() says of the last one. */
struct format {
	struct dunlin_buf *form, *simple;
};

static void
format_join(struct format *f, const char *piece)
{
	dunlin_buf_printf(f->form, "%s%s", f->form->len > 0 ? " || " : "", piece);
}

static void
format_finish(struct format *f)
{
	if (f->simple->len > 0)
		format_join(f, dn_sprintf(f->form, "strftime('%s', " NOW ")", f->simple->s));
	dn_buf_truncate(f->simple, 0);
}

/* "$" and "@" are places in a template, "%" is strftime()'s. */
static bool
format_text(struct format *f, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (strchr("$@%", s[i]) != NULL)
			return false;
		dunlin_buf_put(f->simple, &s[i], 1);
		if (s[i] == '\'')
			dunlin_buf_puts(f->simple, "'");
	}
	return true;
}

static const struct pattern *
format_find(const char *s)
{
	for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++)
		if (strncmp(patterns[i].name, s, strlen(patterns[i].name)) == 0)
			return &patterns[i];
	return NULL;
}

static bool
format_pattern(struct format *f, const char **s)
{
	bool fill = strncmp(*s, "FM", 2) != 0;
	const struct pattern *pattern = format_find(*s + (fill ? 0 : 2));

	if (pattern == NULL)
		return false;
	*s += strlen(pattern->name) + (fill ? 0 : 2);
	/* A suffix changes what is before it. */
	if (strncmp(*s, "TH", 2) == 0 || strncmp(*s, "th", 2) == 0)
		return false;
	if (fill && pattern->simple != NULL) {
		dunlin_buf_puts(f->simple, pattern->simple);
		return true;
	}
	format_finish(f);
	format_join(f, !fill && pattern->bare != NULL ? pattern->bare : pattern->full);
	return true;
}

static bool
format_read(struct format *f, const char *s)
{
	while (*s != '\0') {
		const char *end = *s == '"' ? strchr(s + 1, '"') : NULL;

		if (end != NULL) {
			if (!format_text(f, s + 1, (size_t) (end - s) - 1))
				return false;
			s = end + 1;
		} else if (strchr("-/.,:; _()|", *s) != NULL) {
			format_text(f, s++, 1);
		} else if (!format_pattern(f, &s)) {
			return false;
		}
	}
	format_finish(f);
	return f->form->len > 0;
}

bool
dn_sqlite_to_char(struct sqlite_print *p, const struct dn_expr *expr)
{
	const struct dn_type *type = dn_sqlite_expr_type(p, expr->args[0]);
	const struct dn_expr *format = dn_expr_bare(expr->args[1]);
	struct format f;
	bool ok, several;

	if (dn_type_is_number(type))
		return dn_sqlite_to_char_number(p, expr);
	f = (struct format){ dn_buf_new(p->buf), dn_buf_new(p->buf) };
	ok = format->kind == DN_EXPR_STRING && format_read(&f, format->text) && type != NULL &&
	     type->dims == 0 &&
	     (type->kind == DN_TYPE_DATE || type->kind == DN_TYPE_TIMESTAMP ||
		 type->kind == DN_TYPE_TIMESTAMPTZ);
	several = ok && strstr(f.form->s, " || ") != NULL;

	if (ok)
		ok = dn_sqlite_fill(
		    p, several ? dn_sprintf(f.form, "(%s)", f.form->s) : f.form->s, expr->args, 1);
	else
		ok = dn_sqlite_lacks(p, expr, "to_char() with this format");
	dn_free(f.simple);
	dn_free(f.form);
	return ok;
}
