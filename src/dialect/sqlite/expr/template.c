/* template.c - SQL with places for expressions */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/common/common.h"
#include "dialect/sqlite/expr/expr.h"

bool
dn_sqlite_fill(struct sqlite_print *p, const char *template, struct dn_expr *const *args, size_t n)
{
	const struct dn_expr *twice = dn_template_repeats(template, args, n);
	size_t start = p->buf->len;

	if (twice != NULL)
		return dn_sqlite_cannot(p->err, p->from, dn_sqlite_place(p, twice->span),
		    "there it would be evaluated more than once");
	for (const char *s = template; *s != '\0'; s++) {
		if (*s == '$' && s[1] >= '1' && s[1] <= '9') {
			const struct dn_expr *arg = args[*++s - '1'];

			if (!dn_sqlite_operand(p, arg))
				return false;
			if (p->buf->len - start > DN_TEMPLATE_MOST)
				return dn_sqlite_cannot(p->err, p->from,
				    dn_sqlite_place(p, arg->span), DN_TEMPLATE_MORE);
		} else if (*s == '@') {
			if (!dn_sqlite_list(p, args, n))
				return false;
		} else {
			dunlin_buf_put(p->buf, s, 1);
		}
	}
	return true;
}

bool
dn_sqlite_list(struct sqlite_print *p, struct dn_expr *const *args, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		dunlin_buf_puts(p->buf, i == 0 ? "" : ", ");
		if (!dn_sqlite_expr(p, args[i]))
			return false;
	}
	return true;
}

bool
dn_sqlite_lacks(const struct sqlite_print *p, const struct dn_expr *expr, const char *what)
{
	return dn_sqlite_cannot(
	    p->err, p->from, dn_sqlite_place(p, expr->span), "%s has no counterpart there", what);
}
