/* function_table.c - functions that SQLite has under whatever name, or can say */
#include "config.h"

#include <string.h>

#include "dialect/sqlite/expr/expr.h"

/*
 * TEMPLATE: as of dn_sqlite_fill().  Unknown functions are errors: SQLite
 * accepts any name in CREATE TABLE and fails at the first INSERT.
 */
struct function {
	const char *name;
	size_t least, most;
	const char *template;
};

#define JSON_TYPE                                                                           \
	"CASE json_type($1) WHEN 'text' THEN 'string' WHEN 'integer' THEN 'number' "        \
	"WHEN 'real' THEN 'number' WHEN 'true' THEN 'boolean' WHEN 'false' THEN 'boolean' " \
	"ELSE json_type($1) END"

/* One null of an object after the other goes; a key that no path names would stay for ever. */
#define STRIP_NULLS                                                                             \
	"(WITH RECURSIVE dn_r (j, n) AS (SELECT json($1), 0 UNION ALL SELECT json_remove(j, ("  \
	"SELECT fullkey FROM json_tree(j) WHERE type = 'null' AND typeof(key) = 'text' LIMIT "  \
	"1)), n + 1 FROM dn_r WHERE EXISTS (SELECT 1 FROM json_tree(j) WHERE type = 'null' "    \
	"AND typeof(key) = 'text' AND CASE WHEN key GLOB '*[\"\\]*' THEN json('no path') ELSE " \
	"true END)) SELECT j FROM dn_r ORDER BY n DESC LIMIT 1)"

/* SIDE "" or what is before it: FILL as often as it takes, cut to what is missing. */
#define DIGITS "printf('%.*f', max(15 - length(abs(CAST($1 AS INTEGER))), 0), $1)"

#define PAD(before, behind)                                                      \
	"CASE WHEN length($1) >= $2 THEN substr($1, 1, max($2, 0)) ELSE " before \
	"substr(replace(hex(zeroblob(max($2, 0))), '00', $3), 1, $2 - length($1))" behind " END"

static const struct function functions[] = {
	{ "abs", 1, 1, "abs(@)" },
	{ "ascii", 1, 1, "coalesce(unicode($1), $1 = '')" },
	{ "bitxor", 2, 2, "(($1 | $2) - ($1 & $2))" }, /* the operator "#" */
	{ "btrim", 1, 2, "trim(@)" },
	{ "cardinality", 1, 1, "json_array_length(@)" },
	{ "ceil", 1, 1, "(CAST($1 AS INTEGER) + ($1 > CAST($1 AS INTEGER)))" },
	{ "ceiling", 1, 1, "(CAST($1 AS INTEGER) + ($1 > CAST($1 AS INTEGER)))" },
	{ "char_length", 1, 1, "length(@)" },
	{ "character_length", 1, 1, "length(@)" },
	{ "chr", 1, 1, "char(@)" },
	{ "exp", 1, 1, "exp(@)" },
	{ "floor", 1, 1, "(CAST($1 AS INTEGER) - ($1 < CAST($1 AS INTEGER)))" },
	/* NULL where one is, as PostgreSQL's ignore it: each stands in for the other. */
	{ "greatest", 2, 2, "max(coalesce($1, $2), coalesce($2, $1))" },
	{ "json_array_length", 1, 1, "json_array_length(@)" },
	{ "json_typeof", 1, 1, JSON_TYPE },
	{ "jsonb_array_length", 1, 1, "json_array_length(@)" },
	{ "jsonb_typeof", 1, 1, JSON_TYPE },
	{ "least", 2, 2, "min(coalesce($1, $2), coalesce($2, $1))" },
	{ "length", 1, 1, "length(@)" },
	{ "ln", 1, 1, "ln(@)" },
	{ "lower", 1, 1, "lower(@)" },
	{ "lpad", 2, 2,
	    "CASE WHEN length($1) >= $2 THEN substr($1, 1, max($2, 0)) ELSE "
	    "substr(replace(hex(zeroblob(max($2, 0))), '00', ' '), 1, $2 - length($1)) "
	    "|| $1 END" },
	{ "lpad", 3, 3, PAD("", " || $1") },
	{ "ltrim", 1, 2, "ltrim(@)" },
	{ "octet_length", 1, 1, "length(CAST($1 AS BLOB))" },
	{ "position", 2, 2, "instr(@)" },
	{ "power", 2, 2, "power(@)" },
	{ "repeat", 2, 2, "replace(hex(zeroblob(max($2, 0))), '00', $1)" },
	{ "replace", 3, 3, "replace(@)" },
	{ "round", 1, 2, "round(@)" },
	{ "rpad", 3, 3, PAD("$1 || ", "") },
	{ "rtrim", 1, 2, "rtrim(@)" },
	{ "sign", 1, 1, "sign(@)" },
	{ "sqrt", 1, 1, "sqrt(@)" },
	{ "starts_with", 2, 2, "(substr($1, 1, length($2)) = $2)" },
	{ "strpos", 2, 2, "instr(@)" },
	{ "to_hex", 1, 1, "printf('%x', $1)" },
	{ "trunc", 1, 1, "CAST($1 AS INTEGER)" },
	/* By its 15 digits, for a tenth is none of a double. */
	{ "trunc", 2, 2,
	    "CASE WHEN $1 IS NULL THEN NULL WHEN $2 >= 0 THEN CAST(substr(" DIGITS ", 1, "
	    "instr(" DIGITS " || '.', '.') + $2) AS NUMERIC) ELSE CAST($1 / power(10, -$2) AS "
	    "INTEGER) * power(10, -$2) END" },
	{ "upper", 1, 1, "upper(@)" },
	{ "uuid_nil", 0, 0, "'00000000-0000-0000-0000-000000000000'" },
	{ "uuid_ns_dns", 0, 0, "'6ba7b810-9dad-11d1-80b4-00c04fd430c8'" },
	{ "uuid_ns_oid", 0, 0, "'6ba7b812-9dad-11d1-80b4-00c04fd430c8'" },
	{ "uuid_ns_url", 0, 0, "'6ba7b811-9dad-11d1-80b4-00c04fd430c8'" },
	{ "uuid_ns_x500", 0, 0, "'6ba7b814-9dad-11d1-80b4-00c04fd430c8'" },
	{ "array_to_json", 1, 1, "$1" },
	{ "bit_length", 1, 1, "(length(CAST($1 AS BLOB)) * 8)" },
	{ "convert_from", 2, 2, "CAST($1 AS TEXT)" },
	{ "convert_to", 2, 2, "CAST($1 AS BLOB)" },
	{ "cos", 1, 1, "cos(@)" },
	{ "degrees", 1, 1, "degrees(@)" },
	{ "log", 1, 1, "log(@)" },
	{ "pi", 0, 0, "pi()" },
	{ "radians", 1, 1, "radians(@)" },
	{ "sin", 1, 1, "sin(@)" },
	{ "tan", 1, 1, "tan(@)" },
};

/* Those that read tables of JSON or change from row to row. */
static const struct function query_functions[] = {
	{ "left", 2, 2,
	    "CASE WHEN $2 < 0 THEN substr($1, 1, max(length($1) + $2, 0)) ELSE substr($1, 1, $2) "
	    "END" },
	{ "random", 0, 0, "(random() / 18446744073709551616.0 + 0.5)" },
	{ "reverse", 1, 1,
	    "(WITH RECURSIVE dn_r (s, r) AS (SELECT $1, '' UNION ALL SELECT substr(s, 2), "
	    "substr(s, 1, 1) || r FROM dn_r WHERE s <> '') SELECT r FROM dn_r WHERE s = '')" },
	{ "right", 2, 2,
	    "CASE WHEN $2 < 0 THEN substr($1, 1 - $2) WHEN $2 = 0 THEN substr($1, 1, 0) ELSE "
	    "substr($1, -$2) END" },
	{ "substr", 2, 2, "substr($1, max($2, 1))" },
	{ "substr", 3, 3, "substr($1, max($2, 1), max($3 + min($2, 1) - 1, 0))" },
	{ "substring", 3, 3, "substr($1, max($2, 1), max($3 + min($2, 1) - 1, 0))" },
	{ "array_replace", 3, 3,
	    "CASE WHEN $1 IS NOT NULL THEN (SELECT json_group_array(json(v)) FROM (SELECT CASE "
	    "WHEN "
	    "dn_e.value IS $2 THEN json_quote($3) ELSE dn_e.json -> dn_e.fullkey END AS v FROM "
	    "json_each($1) AS dn_e)) END" },
	{ "array_to_string", 3, 3,
	    "CASE WHEN $1 IS NOT NULL THEN coalesce((SELECT group_concat(coalesce(dn_e.value, $3), "
	    "$2) FROM json_each($1) AS dn_e), '') END" },
	{ "gen_random_bytes", 1, 1, "randomblob($1)" },
	{ "initcap", 1, 1,
	    "(WITH RECURSIVE dn_r (s, o, w) AS (SELECT $1, '', 0 UNION ALL SELECT substr(s, 2), o "
	    "|| "
	    "CASE WHEN w THEN lower(substr(s, 1, 1)) ELSE upper(substr(s, 1, 1)) END, substr(s, 1, "
	    "1) GLOB '[A-Za-z0-9]' OR unicode(s) > 127 FROM dn_r WHERE s <> '') SELECT o FROM dn_r "
	    "WHERE s = '')" },
	{ "make_date", 3, 3,
	    "CASE WHEN date(printf('%04d-%02d-%02d', $1, $2, $3), '+0 days') IS "
	    "printf('%04d-%02d-%02d', $1, $2, $3) THEN printf('%04d-%02d-%02d', $1, $2, $3) WHEN "
	    "$1 IS NULL OR $2 IS NULL OR $3 IS NULL THEN NULL ELSE json('no date') END" },
	{ "json_strip_nulls", 1, 1, STRIP_NULLS },
	{ "jsonb_strip_nulls", 1, 1, STRIP_NULLS },
	{ "overlay", 3, 3,
	    "(substr($1, 1, max($3, 1) - 1) || $2 || substr($1, max($3, 1) + length($2)))" },
	{ "overlay", 4, 4, "(substr($1, 1, max($3, 1) - 1) || $2 || substr($1, max($3, 1) + $4))" },
	{ "rpad", 2, 2,
	    "CASE WHEN length($1) >= $2 THEN substr($1, 1, max($2, 0)) ELSE $1 || "
	    "substr(replace(hex(zeroblob(max($2, 0))), '00', ' '), 1, $2 - length($1)) END" },
};

static const char *
table_find(const struct function *list, size_t n, const struct dn_expr *expr)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].name, expr->name) == 0 && expr->nargs >= list[i].least &&
		    expr->nargs <= list[i].most)
			return list[i].template;
	return NULL;
}

const char *
dn_sqlite_function_template(const struct dn_expr *expr, bool query)
{
	const char *template = table_find(functions, sizeof functions / sizeof *functions, expr);

	return template != NULL || !query
		   ? template
		   : table_find(
			 query_functions, sizeof query_functions / sizeof *query_functions, expr);
}
