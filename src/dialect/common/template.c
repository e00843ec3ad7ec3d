/* template.c - SQL with places for expressions */
#include "config.h"

#include <string.h>

#include "dialect/common/common.h"

static bool
template_is_stable(struct dn_expr *e, void *payload)
{
	return dn_is_settled(e, payload) &&
	       (e->kind != DN_EXPR_FUNCTION ||
		   (strcmp(e->name, "nextval") != 0 && strcmp(e->name, "setval") != 0));
}

static size_t
template_uses(const char *template, size_t n)
{
	size_t uses = 0;

	for (const char *s = template; (s = strchr(s, '$')) != NULL; s++)
		uses += s[1] == (char) ('1' + n);
	return uses;
}

const struct dn_expr *
dn_template_repeats(const char *template, struct dn_expr *const *args, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (template_uses(template, i) > 1 &&
		    !dn_expr_each(args[i], template_is_stable, NULL))
			return args[i];
	return NULL;
}
