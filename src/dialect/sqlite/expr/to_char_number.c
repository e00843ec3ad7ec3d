/* to_char_number.c - to_char() of numbers */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "dialect/sqlite/expr/expr.h"

enum sign { SIGN_PLAIN, SIGN_S, SIGN_S_BEHIND, SIGN_MI, SIGN_MI_BEHIND, SIGN_PR };

/* A format: digits, which "9" and "0" stand for, with separators, and a sign around them. */
struct number_format {
	char before[64], behind[64]; /* the point: digits and ",", digits */
	size_t nbefore, nbehind;     /* digits */
	size_t zeros;                /* before the point, that are always there */
	size_t least;                /* digits behind the point that FM keeps */
	enum sign sign;
	bool point, fill; /* fill: no FM */
};

static bool
number_digit(struct number_format *f, char c)
{
	char *list = f->point ? f->behind : f->before;
	size_t len = strlen(list);

	if (len + 1 >= sizeof f->before || (c == ',' && f->point))
		return false;
	list[len] = c;
	list[len + 1] = '\0';
	if (c == ',')
		return true;
	f->nbehind += f->point;
	f->nbefore += !f->point;
	if (f->point && c == '0')
		f->least = f->nbehind;
	if (!f->point && (c == '0' || f->zeros > 0))
		f->zeros++;
	return true;
}

static bool
number_sign(struct number_format *f, const char **s)
{
	bool digits = f->nbefore + f->nbehind > 0 || f->point;
	enum sign sign;

	if (strncasecmp(*s, "MI", 2) == 0)
		sign = digits ? SIGN_MI_BEHIND : SIGN_MI;
	else if (strncasecmp(*s, "PR", 2) == 0 && digits)
		sign = SIGN_PR;
	else if (**s == 'S' || **s == 's')
		sign = digits ? SIGN_S_BEHIND : SIGN_S;
	else
		return false;
	if (f->sign != SIGN_PLAIN)
		return false;
	*s += sign == SIGN_S || sign == SIGN_S_BEHIND ? 1 : 2;
	f->sign = sign;
	return true;
}

/* Currencies, ordinals, exponents, Roman numbers and texts are beyond it. */
static bool
number_read(struct number_format *f, const char *s)
{
	while (*s != '\0') {
		bool behind =
		    f->sign == SIGN_S_BEHIND || f->sign == SIGN_MI_BEHIND || f->sign == SIGN_PR;

		if (strncasecmp(s, "FM", 2) == 0) {
			f->fill = false;
			s += 2;
		} else if (*s == '9' || *s == '0' || *s == ',' || *s == 'G' || *s == 'g') {
			if (behind || !number_digit(f, *s == '9' || *s == '0' ? *s : ','))
				return false;
			s++;
		} else if ((*s == '.' || *s == 'D' || *s == 'd') && !f->point && !behind) {
			f->point = true;
			s++;
		} else if (!number_sign(f, &s)) {
			return false;
		}
	}
	return f->nbefore > 0;
}

static void
number_times(struct dunlin_buf *sql, char c, size_t n)
{
	dunlin_buf_puts(sql, "'");
	while (n-- > 0)
		dunlin_buf_put(sql, &c, 1);
	dunlin_buf_puts(sql, "'");
}

/* "i" and "f", the digits before and behind the point as they are printed, and "m" for minus. */
static void
number_parts(struct dunlin_buf *sql, const struct number_format *f)
{
	size_t n = f->nbehind;

	dunlin_buf_puts(sql, "(SELECT substr(");
	number_times(sql, ' ', f->nbefore);
	dunlin_buf_printf(sql, " || CASE WHEN length(i) > %zu THEN ", f->nbefore);
	number_times(sql, '#', f->nbefore);
	dunlin_buf_printf(sql, " WHEN length(i) < %zu THEN substr(", f->zeros);
	number_times(sql, '0', f->zeros);
	dunlin_buf_printf(sql, " || i, -%zu) ELSE i END, -%zu)", f->zeros, f->nbefore);
	dunlin_buf_printf(sql, " AS i, CASE WHEN length(i) > %zu THEN ", f->nbefore);
	number_times(sql, '#', n);
	dunlin_buf_puts(sql, " ELSE f END AS f, m FROM (SELECT ");
	/* A nought before the point is left out when something stands behind it. */
	dunlin_buf_printf(sql, f->zeros == 0 && n > 0 ? "ltrim(%s, '0')" : "%s",
	    n > 0 ? "substr(s, 1, instr(s, '.') - 1)" : "s");
	dunlin_buf_printf(sql,
	    " AS i, %s AS f, m FROM (SELECT printf('%%.%zuf', abs($1)) AS s, round($1, %zu) < 0 AS "
	    "m WHERE $1 IS NOT NULL)))",
	    n > 0 ? "substr(s, instr(s, '.') + 1)" : "''", n, n);
}

/* The digits with their separators, "t"; of FM without blanks and the noughts at the end. */
static void
number_text(struct dunlin_buf *sql, const struct number_format *f)
{
	size_t digit = 0;

	dunlin_buf_puts(sql, "(SELECT m, ");
	if (!f->fill && f->point && f->zeros == 0 && f->least == 0)
		dunlin_buf_puts(
		    sql, "CASE WHEN trim(i) = '' AND trim(f, '0') = '' THEN '0.' ELSE ");
	dunlin_buf_puts(sql, f->fill ? "''" : "replace(''");
	for (const char *s = f->before; *s != '\0'; s++)
		if (*s != ',')
			dunlin_buf_printf(sql, " || substr(i, %zu, 1)", ++digit);
		else if (digit == 0)
			dunlin_buf_puts(sql, " || ' '");
		else
			dunlin_buf_printf(sql,
			    " || CASE WHEN substr(i, %zu, 1) <> ' ' THEN ',' ELSE ' ' END", digit);
	dunlin_buf_puts(sql, f->fill ? "" : ", ' ', '')");
	dunlin_buf_puts(sql, f->point ? " || '.'" : "");
	if (f->fill)
		dunlin_buf_puts(sql, " || f");
	else if (f->nbehind > 0)
		dunlin_buf_printf(sql, " || substr(f, 1, %zu) || rtrim(substr(f, %zu), '0')",
		    f->least, f->least + 1);
	if (!f->fill && f->point && f->zeros == 0 && f->least == 0)
		dunlin_buf_puts(sql, " END");
	dunlin_buf_puts(sql, " AS t FROM ");
	number_parts(sql, f);
	dunlin_buf_puts(sql, ")");
}

/* The sign stands right before the first digit, in a place of its own. */
static void
number_signed(struct dunlin_buf *sql, const struct number_format *f)
{
	static const struct {
		const char *filled, *bare;
	} forms[] = {
		[SIGN_PLAIN] = { "substr('%s' || CASE WHEN m THEN '-' ELSE ' ' END || ltrim(t), "
				 "-%zu)",
		    "CASE WHEN m THEN '-' ELSE '' END || t" },
		[SIGN_S] = { "substr('%s' || CASE WHEN m THEN '-' ELSE '+' END || ltrim(t), -%zu)",
		    "CASE WHEN m THEN '-' ELSE '+' END || t" },
		[SIGN_S_BEHIND] = { "t || CASE WHEN m THEN '-' ELSE '+' END",
		    "t || CASE WHEN m THEN '-' ELSE '+' END" },
		[SIGN_MI] = { "CASE WHEN m THEN '-' ELSE ' ' END || t",
		    "CASE WHEN m THEN '-' ELSE '' END || t" },
		[SIGN_MI_BEHIND] = { "t || CASE WHEN m THEN '-' ELSE ' ' END",
		    "t || CASE WHEN m THEN '-' ELSE '' END" },
		[SIGN_PR] = { "substr('%s' || CASE WHEN m THEN '<' ELSE ' ' END || ltrim(t), -%zu) "
			      "|| "
			      "CASE WHEN m THEN '>' ELSE ' ' END",
		    "CASE WHEN m THEN '<' || t || '>' ELSE t END" },
	};
	const char *form = f->fill ? forms[f->sign].filled : forms[f->sign].bare;
	size_t width = strlen(f->before) + f->point + f->nbehind + 1;
	struct dunlin_buf *blanks = dn_buf_new(sql);

	for (size_t i = 0; i < width; i++)
		dunlin_buf_puts(blanks, " ");
	for (; *form != '\0'; form++)
		if (strncmp(form, "%s", 2) == 0) {
			dunlin_buf_puts(sql, blanks->s);
			form++;
		} else if (strncmp(form, "%zu", 3) == 0) {
			dunlin_buf_printf(sql, "%zu", width);
			form += 2;
		} else {
			dunlin_buf_put(sql, form, 1);
		}
	dn_free(blanks);
}

bool
dn_sqlite_to_char_number(struct sqlite_print *p, const struct dn_expr *expr)
{
	const struct dn_type *type = dn_sqlite_expr_type(p, expr->args[0]);
	const struct dn_expr *format = dn_expr_bare(expr->args[1]);
	struct number_format f = { .fill = true };
	struct dunlin_buf *sql;
	bool ok;

	if (!p->query || (!dn_type_is_integer(type) && type->kind != DN_TYPE_NUMERIC) ||
	    format->kind != DN_EXPR_STRING || !number_read(&f, format->text))
		return dn_sqlite_lacks(p, expr,
		    format->kind == DN_EXPR_STRING
			? dn_sprintf(p->buf, "to_char() with the format '%s'", format->text)
			: "to_char() with a format that is no constant");
	sql = dn_buf_new(p->buf);
	dunlin_buf_puts(sql, "(SELECT ");
	number_signed(sql, &f);
	dunlin_buf_puts(sql, " FROM ");
	number_text(sql, &f);
	dunlin_buf_puts(sql, ")");
	ok = dn_sqlite_fill(p, sql->s, expr->args, 1);
	dn_free(sql);
	return ok;
}
