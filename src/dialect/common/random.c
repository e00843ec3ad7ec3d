/* random.c - what gives another value each time, and what of that is a uuid */
#include "config.h"

#include <string.h>

#include "dialect/common/common.h"

bool
dn_is_settled(struct dn_expr *e, void *payload)
{
	static const char *const names[] = { "random", "clock_timestamp", "gen_random_bytes",
		"gen_random_uuid", "uuid_generate_v4" };

	(void) payload;
	for (size_t i = 0; e->kind == DN_EXPR_FUNCTION && i < sizeof names / sizeof *names; i++)
		if (strcmp(e->name, names[i]) == 0)
			return false;
	return true;
}

bool
dn_is_random_uuid(const struct dn_expr *expr)
{
	if (expr->kind == DN_EXPR_CAST && expr->type->kind == DN_TYPE_UUID && expr->type->dims == 0)
		return dn_is_random_uuid(expr->args[0]) ||
		       (dn_expr_bare(expr)->kind == DN_EXPR_FUNCTION &&
			   strcmp(dn_expr_bare(expr)->name, "md5") == 0 &&
			   !dn_expr_each(expr->args[0], dn_is_settled, NULL));
	if (expr->kind != DN_EXPR_FUNCTION)
		return false;
	if (strcmp(expr->name, "uuid_in") == 0 && expr->nargs == 1)
		return !dn_expr_each(expr->args[0], dn_is_settled, NULL);
	return expr->nargs == 0 && (strcmp(expr->name, "gen_random_uuid") == 0 ||
				       strcmp(expr->name, "uuid_generate_v4") == 0);
}
