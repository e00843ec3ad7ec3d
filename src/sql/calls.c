/* calls.c - does a statement call functions that nobody here knows? */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "sql/convert.h"

/*
 * Functions of pg_catalog that are often called and change no schema, sorted.  What runs a query
 * that it is given as text (query_to_xml, ts_stat) is none of them.
 */
static const char *const calls_known[] = { "abs", "acos", "age", "array_agg", "array_append",
	"array_cat", "array_fill", "array_length", "array_lower", "array_ndims", "array_position",
	"array_positions", "array_prepend", "array_remove", "array_replace", "array_to_json",
	"array_to_string", "array_upper", "ascii", "asin", "atan", "atan2", "avg", "bit_and",
	"bit_length", "bit_or", "bool_and", "bool_or", "btrim", "cardinality", "cbrt", "ceil",
	"ceiling", "char_length", "character_length", "chr", "clock_timestamp", "concat",
	"concat_ws", "convert_from", "convert_to", "corr", "cos", "count", "cume_dist",
	"current_database", "current_schema", "current_schemas", "current_setting", "currval",
	"date_bin", "date_part", "date_trunc", "decode", "degrees", "dense_rank", "div", "encode",
	"every", "exp", "extract", "factorial", "first_value", "floor", "format", "format_type",
	"gcd", "gen_random_uuid", "generate_series", "generate_subscripts", "get_bit", "get_byte",
	"greatest", "host", "initcap", "isempty", "isfinite", "json_agg", "json_array_elements",
	"json_array_elements_text", "json_array_length", "json_build_array", "json_build_object",
	"json_each", "json_each_text", "json_extract_path", "json_extract_path_text", "json_object",
	"json_object_agg", "json_object_keys", "json_typeof", "jsonb_agg", "jsonb_array_elements",
	"jsonb_array_elements_text", "jsonb_array_length", "jsonb_build_array",
	"jsonb_build_object", "jsonb_each", "jsonb_each_text", "jsonb_extract_path",
	"jsonb_extract_path_text", "jsonb_insert", "jsonb_object", "jsonb_object_agg",
	"jsonb_object_keys", "jsonb_path_exists", "jsonb_path_query", "jsonb_pretty", "jsonb_set",
	"jsonb_strip_nulls", "jsonb_typeof", "justify_days", "justify_hours", "lag", "last_value",
	"lastval", "lcm", "lead", "least", "left", "length", "like_escape", "ln", "log", "log10",
	"lower", "lpad", "ltrim", "make_date", "make_interval", "make_time", "make_timestamp",
	"make_timestamptz", "max", "md5", "min", "mod", "mode", "nextval", "now", "nth_value",
	"ntile", "num_nonnulls", "num_nulls", "numrange", "obj_description", "octet_length",
	"overlaps", "overlay", "percent_rank", "percentile_cont", "percentile_disc",
	"pg_advisory_lock", "pg_advisory_unlock", "pg_advisory_xact_lock", "pg_backend_pid",
	"pg_get_serial_sequence", "pg_sleep", "pg_typeof", "pi", "plainto_tsquery", "position",
	"power", "quote_ident", "quote_literal", "quote_nullable", "radians", "random", "range_agg",
	"rank", "regexp_count", "regexp_match", "regexp_matches", "regexp_replace",
	"regexp_split_to_array", "regexp_split_to_table", "repeat", "replace", "reverse", "right",
	"round", "row_number", "row_to_json", "rpad", "rtrim", "satisfies_hash_partition",
	"setseed", "setval", "setweight", "sha224", "sha256", "sha384", "sha512", "sign",
	"similar_to_escape", "sin", "split_part", "sqrt", "starts_with", "statement_timestamp",
	"stddev", "strip", "strpos", "string_agg", "string_to_array", "string_to_table", "strpos",
	"substr", "substring", "sum", "tan", "timeofday", "timezone", "to_ascii", "to_char",
	"to_date", "to_hex", "to_json", "to_jsonb", "to_number", "to_regclass", "to_timestamp",
	"to_tsquery", "to_tsvector", "transaction_timestamp", "translate", "trunc", "ts_headline",
	"ts_rank", "ts_rank_cd", "tsrange", "tstzrange", "txid_current", "unnest", "upper",
	"var_pop", "variance", "version", "websearch_to_tsquery", "width_bucket", "xmlagg" };

static bool
calls_is_known(const PgQuery__FuncCall *call)
{
	const char *name = dn_node_string(call->funcname[call->n_funcname - 1]);

	if (call->n_funcname > 2 ||
	    (call->n_funcname == 2 && strcmp(dn_node_string(call->funcname[0]), "pg_catalog") != 0))
		return false;
	for (size_t i = 0; i < sizeof calls_known / sizeof *calls_known; i++)
		if (strcmp(calls_known[i], name) == 0)
			return true;
	return false;
}

static bool
calls_in(const ProtobufCMessage *message, void *payload)
{
	if (message->descriptor == &pg_query__func_call__descriptor &&
	    !calls_is_known((const PgQuery__FuncCall *) message))
		return true;
	return dn_tree_any_child(message, calls_in, payload);
}

/* The body of a function runs when it is called, not when it is made. */
bool
dn_convert_calls(const PgQuery__Node *stmt)
{
	return stmt->node_case != PG_QUERY__NODE__NODE_CREATE_FUNCTION_STMT &&
	       calls_in(&stmt->base, NULL);
}
