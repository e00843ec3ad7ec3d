/* infer_function.c - what type a function gives */
#include "config.h"

#include <string.h>

#include "schema/expr/infer.h"
#include "schema/model.h"

static bool
gives_is(const struct dn_type *type, enum dn_type_kind kind)
{
	return type != NULL && type->dims == 0 && type->kind == kind;
}

/* What a function gives; the kinds below are those that depend on its arguments. */
enum {
	GIVES_FIRST = 1000,
	GIVES_COMMON,
	GIVES_ELEMENT,
	GIVES_ARRAY,
	GIVES_SUM,
	GIVES_AVERAGE,
	GIVES_ROUND,
	GIVES_TRUNCATED,
	GIVES_TIMEZONE,
	GIVES_TEXTS,
	GIVES_ORDERED /* what it is WITHIN GROUP of */
};

static const struct gives {
	const char *name;
	int gives;
	bool aggregate;
} functions[] = {
	{ "abs", GIVES_FIRST, false },
	{ "age", DN_TYPE_INTERVAL, false },
	{ "array_agg", GIVES_ARRAY, true },
	{ "array_append", GIVES_FIRST, false },
	{ "array_cat", GIVES_FIRST, false },
	{ "array_length", DN_TYPE_INTEGER, false },
	{ "array_lower", DN_TYPE_INTEGER, false },
	{ "array_position", DN_TYPE_INTEGER, false },
	{ "array_remove", GIVES_FIRST, false },
	{ "array_replace", GIVES_FIRST, false },
	{ "array_to_json", DN_TYPE_JSON, false },
	{ "array_to_string", DN_TYPE_TEXT, false },
	{ "array_upper", DN_TYPE_INTEGER, false },
	{ "ascii", DN_TYPE_INTEGER, false },
	{ "avg", GIVES_AVERAGE, true },
	{ "bit_length", DN_TYPE_INTEGER, false },
	{ "bool_and", DN_TYPE_BOOLEAN, true },
	{ "bool_or", DN_TYPE_BOOLEAN, true },
	{ "cardinality", DN_TYPE_INTEGER, false },
	{ "ceil", GIVES_ROUND, false },
	{ "ceiling", GIVES_ROUND, false },
	{ "char_length", DN_TYPE_INTEGER, false },
	{ "character_length", DN_TYPE_INTEGER, false },
	{ "decode", DN_TYPE_BYTEA, false },
	{ "clock_timestamp", DN_TYPE_TIMESTAMPTZ, false },
	{ "coalesce", GIVES_COMMON, false },
	{ "convert_to", DN_TYPE_BYTEA, false },
	{ "cos", DN_TYPE_DOUBLE, false },
	{ "count", DN_TYPE_BIGINT, true },
	{ "cume_dist", DN_TYPE_DOUBLE, false },
	{ "current_date", DN_TYPE_DATE, false },
	{ "current_time", DN_TYPE_TIMETZ, false },
	{ "current_timestamp", DN_TYPE_TIMESTAMPTZ, false },
	{ "currval", DN_TYPE_BIGINT, false },
	{ "date_part", DN_TYPE_DOUBLE, false },
	{ "date_trunc", GIVES_TRUNCATED, false },
	{ "decode", DN_TYPE_BYTEA, false },
	{ "degrees", DN_TYPE_DOUBLE, false },
	{ "dense_rank", DN_TYPE_BIGINT, false },
	{ "div", DN_TYPE_NUMERIC, false },
	{ "every", DN_TYPE_BOOLEAN, true },
	{ "extract", DN_TYPE_NUMERIC, false },
	{ "first_value", GIVES_FIRST, false },
	{ "floor", GIVES_ROUND, false },
	{ "gen_random_bytes", DN_TYPE_BYTEA, false },
	{ "gen_random_uuid", DN_TYPE_UUID, false },
	{ "greatest", GIVES_COMMON, false },
	{ "grouping", DN_TYPE_INTEGER, false },
	{ "json_agg", DN_TYPE_JSON, true },
	{ "json_array_length", DN_TYPE_INTEGER, false },
	{ "json_build_array", DN_TYPE_JSON, false },
	{ "json_build_object", DN_TYPE_JSON, false },
	{ "json_object_agg", DN_TYPE_JSON, true },
	{ "json_strip_nulls", DN_TYPE_JSON, false },
	{ "jsonb_agg", DN_TYPE_JSONB, true },
	{ "jsonb_array_length", DN_TYPE_INTEGER, false },
	{ "jsonb_build_array", DN_TYPE_JSONB, false },
	{ "jsonb_build_object", DN_TYPE_JSONB, false },
	{ "jsonb_insert", DN_TYPE_JSONB, false },
	{ "jsonb_object_agg", DN_TYPE_JSONB, true },
	{ "jsonb_set", DN_TYPE_JSONB, false },
	{ "jsonb_strip_nulls", DN_TYPE_JSONB, false },
	{ "lag", GIVES_FIRST, false },
	{ "last_value", GIVES_FIRST, false },
	{ "lead", GIVES_FIRST, false },
	{ "least", GIVES_COMMON, false },
	{ "length", DN_TYPE_INTEGER, false },
	{ "localtimestamp", DN_TYPE_TIMESTAMP, false },
	{ "log", DN_TYPE_DOUBLE, false },
	{ "make_date", DN_TYPE_DATE, false },
	{ "max", GIVES_FIRST, true },
	{ "min", GIVES_FIRST, true },
	{ "mode", GIVES_ORDERED, true },
	{ "mod", GIVES_COMMON, false },
	{ "nextval", DN_TYPE_BIGINT, false },
	{ "now", DN_TYPE_TIMESTAMPTZ, false },
	{ "nth_value", GIVES_FIRST, false },
	{ "ntile", DN_TYPE_INTEGER, false },
	{ "nullif", GIVES_FIRST, false },
	{ "num_nonnulls", DN_TYPE_INTEGER, false },
	{ "num_nulls", DN_TYPE_INTEGER, false },
	{ "octet_length", DN_TYPE_INTEGER, false },
	{ "percent_rank", DN_TYPE_DOUBLE, false },
	{ "percentile_cont", DN_TYPE_DOUBLE, true },
	{ "percentile_disc", GIVES_ORDERED, true },
	{ "pi", DN_TYPE_DOUBLE, false },
	{ "position", DN_TYPE_INTEGER, false },
	{ "power", DN_TYPE_DOUBLE, false },
	{ "radians", DN_TYPE_DOUBLE, false },
	{ "random", DN_TYPE_DOUBLE, false },
	{ "rank", DN_TYPE_BIGINT, false },
	{ "regexp_like", DN_TYPE_BOOLEAN, false },
	{ "regexp_match", GIVES_TEXTS, false },
	{ "regexp_split_to_array", GIVES_TEXTS, false },
	{ "round", GIVES_ROUND, false },
	{ "row_number", DN_TYPE_BIGINT, false },
	{ "row_to_json", DN_TYPE_JSON, false },
	{ "setval", DN_TYPE_BIGINT, false },
	{ "sign", GIVES_ROUND, false },
	{ "sin", DN_TYPE_DOUBLE, false },
	{ "sqrt", DN_TYPE_DOUBLE, false },
	{ "starts_with", DN_TYPE_BOOLEAN, false },
	{ "statement_timestamp", DN_TYPE_TIMESTAMPTZ, false },
	{ "string_agg", DN_TYPE_TEXT, true },
	{ "string_to_array", GIVES_TEXTS, false },
	{ "strpos", DN_TYPE_INTEGER, false },
	{ "sum", GIVES_SUM, true },
	{ "tan", DN_TYPE_DOUBLE, false },
	{ "timezone", GIVES_TIMEZONE, false },
	{ "to_date", DN_TYPE_DATE, false },
	{ "to_json", DN_TYPE_JSON, false },
	{ "to_jsonb", DN_TYPE_JSONB, false },
	{ "to_timestamp", DN_TYPE_TIMESTAMPTZ, false },
	{ "transaction_timestamp", DN_TYPE_TIMESTAMPTZ, false },
	{ "trunc", GIVES_ROUND, false },
	{ "unnest", GIVES_ELEMENT, false },
	{ "uuid_generate_v4", DN_TYPE_UUID, false },
	{ "uuid_in", DN_TYPE_UUID, false },
	{ "uuid_nil", DN_TYPE_UUID, false },
	{ "uuid_ns_dns", DN_TYPE_UUID, false },
	{ "uuid_ns_oid", DN_TYPE_UUID, false },
	{ "uuid_ns_url", DN_TYPE_UUID, false },
	{ "uuid_ns_x500", DN_TYPE_UUID, false },
};

static const struct gives *
gives_find(const struct dn_expr *e)
{
	for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
		if (e->kind == DN_EXPR_FUNCTION && strcmp(functions[i].name, e->name) == 0)
			return &functions[i];
	return NULL;
}

bool
dn_expr_is_aggregate(const struct dn_expr *expr)
{
	const struct gives *f = gives_find(expr);

	return f != NULL && f->aggregate && (expr->call == NULL || expr->call->over == NULL);
}

const struct dn_type *
dn_type_element(const struct dn_type *type)
{
	if (type == NULL)
		return NULL;
	return dn_type_plain(type->kind == DN_TYPE_NAMED ? DN_TYPE_TEXT : type->kind, 0);
}

const struct dn_type *
dn_infer_array(const struct dn_type *element)
{
	return dn_type_plain(element == NULL ? DN_TYPE_TEXT : element->kind, 1);
}

static const struct dn_type *
gives_sum(const struct dn_type *of)
{
	if (gives_is(of, DN_TYPE_SMALLINT) || gives_is(of, DN_TYPE_INTEGER))
		return dn_type_plain(DN_TYPE_BIGINT, 0);
	return gives_is(of, DN_TYPE_BIGINT) ? dn_type_plain(DN_TYPE_NUMERIC, 0) : of;
}

static const struct dn_type *
gives_timezone(const struct dn_type *of)
{
	return dn_type_plain(gives_is(of, DN_TYPE_TIMESTAMPTZ) || gives_is(of, DN_TYPE_DATE)
				 ? DN_TYPE_TIMESTAMP
				 : DN_TYPE_TIMESTAMPTZ,
	    0);
}

/* Of an argument that may be missing. */
static const struct dn_type *
gives_arg(const struct dn_expr *arg, const struct dn_table *table)
{
	return arg == NULL ? NULL : dn_expr_type(arg, table);
}

static const struct dn_type *
gives_average(const struct dn_type *of)
{
	bool real = gives_is(of, DN_TYPE_REAL) || gives_is(of, DN_TYPE_DOUBLE);

	return dn_type_plain(real ? DN_TYPE_DOUBLE : DN_TYPE_NUMERIC, 0);
}

static const struct dn_type *
gives_truncated(const struct dn_type *of)
{
	return gives_is(of, DN_TYPE_TIMESTAMP) || gives_is(of, DN_TYPE_INTERVAL)
		   ? of
		   : dn_type_plain(DN_TYPE_TIMESTAMPTZ, 0);
}

/* Each argument is asked once at most, since it asks its own. */
const struct dn_type *
dn_infer_function(const struct dn_expr *e, const struct dn_table *table)
{
	const struct gives *f = gives_find(e);
	const struct dn_expr *arg = NULL;

	/* Most of what is not listed makes text of text. */
	if (f == NULL)
		return dn_type_plain(DN_TYPE_TEXT, 0);
	if (f->gives == GIVES_COMMON)
		return dn_expr_common_type(e->args, e->nargs, table);
	if (f->gives == GIVES_ORDERED)
		return e->call == NULL || e->call->norder == 0
			   ? NULL
			   : dn_expr_type(e->call->order[0].expr, table);
	if (e->nargs > 0)
		arg = f->gives == GIVES_TRUNCATED || f->gives == GIVES_TIMEZONE
			  ? e->args[e->nargs - 1]
			  : e->args[0];
	switch (f->gives) {
	case GIVES_FIRST: return gives_arg(arg, table);
	case GIVES_ELEMENT: return dn_type_element(gives_arg(arg, table));
	case GIVES_ARRAY: return dn_infer_array(gives_arg(arg, table));
	case GIVES_SUM: return gives_sum(gives_arg(arg, table));
	case GIVES_AVERAGE: return gives_average(gives_arg(arg, table));
	case GIVES_ROUND:
		return dn_type_plain(gives_is(gives_arg(arg, table), DN_TYPE_NUMERIC)
					 ? DN_TYPE_NUMERIC
					 : DN_TYPE_DOUBLE,
		    0);
	case GIVES_TRUNCATED: return gives_truncated(gives_arg(arg, table));
	case GIVES_TEXTS: return dn_type_plain(DN_TYPE_TEXT, 1);
	case GIVES_TIMEZONE: return gives_timezone(gives_arg(arg, table));
	default: return dn_type_plain((enum dn_type_kind) f->gives, 0);
	}
}
