/* stable.c - is a default the same for every row? */
#include "config.h"

#include <string.h>

#include "plan/rules.h"

/*
 * Functions that are not volatile (pg_proc.provolatile; a test asks the server), as far as they
 * are met in defaults.  What is not here may be: CREATE FUNCTION makes volatile ones.
 */
static const char *const stable_functions[] = { "abs", "age", "array_fill", "btrim", "ceil",
	"concat", "current_catalog", "current_database", "current_date", "current_role",
	"current_schema", "current_setting", "current_time", "current_timestamp", "current_user",
	"coalesce", "date_part", "date_trunc", "decode", "encode", "extract", "floor", "format",
	"greatest", "json_build_array", "json_build_object", "jsonb_build_array",
	"jsonb_build_object", "least", "left", "length", "localtime", "localtimestamp", "lower",
	"ltrim", "make_date", "make_interval", "make_timestamp", "make_timestamptz", "md5", "now",
	"nullif", "repeat", "replace", "right", "round", "rtrim", "session_user",
	"statement_timestamp", "substr", "substring", "timezone", "to_char", "to_date", "to_json",
	"to_jsonb", "to_timestamp", "transaction_timestamp", "trim", "upper", "user" };

static bool
stable_is_function(const char *name)
{
	for (size_t i = 0; i < sizeof stable_functions / sizeof *stable_functions; i++)
		if (strcmp(stable_functions[i], name) == 0)
			return true;
	return false;
}

static bool
stable_is(struct dn_expr *expr, void *payload)
{
	(void) payload;
	switch (expr->kind) {
	case DN_EXPR_FUNCTION: return stable_is_function(expr->name);
	/* Whatever calls nothing is. */
	case DN_EXPR_OPAQUE: return expr->text != NULL && strchr(expr->text, '(') == NULL;
	case DN_EXPR_SUBQUERY: return false;
	default: return true;
	}
}

bool
dn_expr_is_stable(const struct dn_expr *expr)
{
	return expr == NULL || dn_expr_each((struct dn_expr *) (uintptr_t) expr, stable_is, NULL);
}
