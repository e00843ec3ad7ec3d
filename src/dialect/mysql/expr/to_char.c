/* to_char.c - to_char() of dates and times, as date_format() */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/mysql/expr/expr.h"

/* Longer ones first; what is filled with blanks, or is in other letters, has no counterpart. */
static const struct {
	const char *field, *format;
} to_char_fields[] = {
	{ "YYYY", "%Y" },
	{ "IYYY", "%x" },
	{ "HH24", "%H" },
	{ "HH12", "%h" },
	{ "DDD", "%j" },
	{ "Mon", "%b" },
	{ "HH", "%h" },
	{ "MI", "%i" },
	{ "SS", "%s" },
	{ "US", "%f" },
	{ "YY", "%y" },
	{ "MM", "%m" },
	{ "DD", "%d" },
	{ "IW", "%v" },
	{ "Dy", "%a" },
	{ "AM", "%p" },
	{ "PM", "%p" },
};

static bool
to_char_field(struct dunlin_buf *format, const char **s)
{
	for (size_t i = 0; i < sizeof to_char_fields / sizeof *to_char_fields; i++)
		if (strncmp(*s, to_char_fields[i].field, strlen(to_char_fields[i].field)) == 0) {
			dunlin_buf_puts(format, to_char_fields[i].format);
			*s += strlen(to_char_fields[i].field);
			return true;
		}
	return false;
}

/* Text in quotes stands for itself. */
static bool
to_char_quoted(struct dunlin_buf *format, const char **s)
{
	for ((*s)++; **s != '"'; (*s)++) {
		if (**s == '\0' || **s == '\\')
			return false;
		dunlin_buf_printf(format, **s == '%' ? "%%%c" : "%c", **s);
	}
	(*s)++;
	return true;
}

static bool
to_char_format(struct dunlin_buf *format, const char *s)
{
	while (*s != '\0') {
		/* Seconds of the day. */
		if (strncmp(s, "SSSS", 4) == 0)
			return false;
		if (*s == '"') {
			if (!to_char_quoted(format, &s))
				return false;
		} else if (strchr(" -/:.,;_()T", *s) != NULL && *s != 'T') {
			dunlin_buf_put(format, s++, 1);
		} else if (!to_char_field(format, &s)) {
			return false;
		} else if (strncmp(s, "th", 2) == 0 || strncmp(s, "TH", 2) == 0) {
			return false;
		}
	}
	return true;
}

bool
dn_mysql_to_char(struct mysql_print *p, const struct dn_expr *expr)
{
	const struct dn_type *type = dn_mysql_expr_type(p, expr->args[0]);
	const struct dn_expr *bare = dn_expr_bare(expr->args[1]);
	struct dunlin_buf *format = dn_buf_new(p->buf);

	if (type == NULL || type->dims > 0 ||
	    (type->kind != DN_TYPE_DATE && type->kind != DN_TYPE_TIMESTAMP &&
		type->kind != DN_TYPE_TIMESTAMPTZ) ||
	    bare->kind != DN_EXPR_STRING || !to_char_format(format, bare->text))
		return dn_mysql_cannot_at(
		    p, expr->span, "to_char() with this format has no counterpart there");
	dunlin_buf_puts(p->buf, "date_format(");
	if (!dn_mysql_as(p, expr->args[0], type))
		return false;
	dunlin_buf_puts(p->buf, ", ");
	dn_mysql_literal(p->buf, format->s);
	dunlin_buf_puts(p->buf, ")");
	return true;
}
