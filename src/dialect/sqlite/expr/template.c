/* template.c - SQL with places for expressions */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/query.h"

static bool
template_is_stable(struct dn_expr *e, void *payload)
{
	static const char *const names[] = { "random", "gen_random_bytes", "gen_random_uuid",
		"uuid_generate_v4", "nextval", "setval" };

	(void) payload;
	for (size_t i = 0; e->kind == DN_EXPR_FUNCTION && i < sizeof names / sizeof *names; i++)
		if (strcmp(e->name, names[i]) == 0)
			return false;
	return true;
}

static size_t
template_uses(const char *template, size_t n)
{
	size_t uses = 0;

	for (const char *s = template; (s = strchr(s, '$')) != NULL; s++)
		uses += s[1] == (char) ('1' + n);
	return uses;
}

bool
dn_sqlite_fill(struct sqlite_print *p, const char *template, struct dn_expr *const *args, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (template_uses(template, i) > 1 &&
		    !dn_expr_each(args[i], template_is_stable, NULL))
			return dn_sqlite_cannot(p->err, p->from, dn_sqlite_place(p, args[i]->span),
			    "there it would be evaluated more than once");
	for (const char *s = template; *s != '\0'; s++) {
		if (*s == '$' && s[1] >= '1' && s[1] <= '9') {
			if (!dn_sqlite_operand(p, args[*++s - '1']))
				return false;
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
