/* infer.c - what type an expression has, as far as its form shows it */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "schema/expr/infer.h"
#include "schema/model.h"

const struct dn_type *
dn_type_plain(enum dn_type_kind kind, int dims)
{
#define X(id, internal, text) \
	[DN_TYPE_##id] = { .kind = DN_TYPE_##id, .name = internal, .dims = 0 },
	static const struct dn_type plain[] = { [DN_TYPE_NAMED] = { .name = "unknown" },
		DN_TYPES(X) };
#undef X
#define X(id, internal, text) \
	[DN_TYPE_##id] = { .kind = DN_TYPE_##id, .name = internal, .dims = 1 },
	static const struct dn_type arrays[] = {
		[DN_TYPE_NAMED] = { .kind = DN_TYPE_TEXT, .name = "text", .dims = 1 }, DN_TYPES(X)
	};
#undef X

	return dims > 0 ? &arrays[kind] : &plain[kind];
}

static bool
infer_is_number(const struct dn_type *type)
{
	return type != NULL && type->dims == 0 && type->kind >= DN_TYPE_SMALLINT &&
	       type->kind <= DN_TYPE_DOUBLE;
}

static bool
infer_is_text(const struct dn_type *type)
{
	return type != NULL && type->dims == 0 &&
	       (type->kind == DN_TYPE_TEXT || type->kind == DN_TYPE_VARCHAR ||
		   type->kind == DN_TYPE_CHAR || type->kind == DN_TYPE_NAME);
}

static bool
infer_is(const struct dn_type *type, enum dn_type_kind kind)
{
	return type != NULL && type->dims == 0 && type->kind == kind;
}

/* The type of which both are; the order of the kinds is that of PostgreSQL's promotions. */
const struct dn_type *
dn_type_common(const struct dn_type *a, const struct dn_type *b)
{
	if (a == NULL || b == NULL)
		return a == NULL ? b : a;
	if (infer_is_number(a) && infer_is_number(b) && a->kind != b->kind)
		return a->kind > b->kind ? a : b;
	if (infer_is_number(a) && infer_is_number(b))
		return dn_type_equal(a, b) ? a : dn_type_plain(a->kind, 0);
	if (infer_is_text(a) && infer_is_text(b) && !dn_type_equal(a, b))
		return dn_type_plain(a->kind == b->kind ? a->kind : DN_TYPE_TEXT, 0);
	if (infer_is(a, DN_TYPE_DATE) &&
	    (infer_is(b, DN_TYPE_TIMESTAMP) || infer_is(b, DN_TYPE_TIMESTAMPTZ)))
		return b;
	if (infer_is(a, DN_TYPE_TIMESTAMP) && infer_is(b, DN_TYPE_TIMESTAMPTZ))
		return b;
	return a;
}

const struct dn_type *
dn_expr_common_type(struct dn_expr *const *exprs, size_t n, const struct dn_table *table)
{
	const struct dn_type *type = NULL;

	for (size_t i = 0; i < n; i++)
		type = dn_type_common(type, dn_expr_type(exprs[i], table));
	return type;
}

static const struct dn_type *
infer_number(const char *text)
{
	size_t digits = strspn(text + (*text == '-'), "0123456789");

	if (text[(*text == '-') + digits] != '\0' || digits > 19)
		return dn_type_plain(DN_TYPE_NUMERIC, 0);
	if (digits < 10 || (digits == 10 && strtol(text, NULL, 10) == (int) strtol(text, NULL, 10)))
		return dn_type_plain(DN_TYPE_INTEGER, 0);
	return dn_type_plain(DN_TYPE_BIGINT, 0);
}

static bool
infer_is_moment(const struct dn_type *type)
{
	return infer_is(type, DN_TYPE_TIMESTAMP) || infer_is(type, DN_TYPE_TIMESTAMPTZ);
}

/* date and time with "+" and "-"; NULL: none of these. */
static const struct dn_type *
infer_temporal(char op, const struct dn_type *a, const struct dn_type *b)
{
	if (op == '-' && infer_is(a, DN_TYPE_DATE) && (b == NULL || infer_is(b, DN_TYPE_DATE)))
		return dn_type_plain(DN_TYPE_INTEGER, 0);
	if (infer_is(a, DN_TYPE_DATE))
		return infer_is_number(b) ? a : dn_type_plain(DN_TYPE_TIMESTAMP, 0);
	if (infer_is_moment(a))
		return op == '-' && (infer_is_moment(b) || infer_is(b, DN_TYPE_DATE))
			   ? dn_type_plain(DN_TYPE_INTERVAL, 0)
			   : a;
	if (infer_is(a, DN_TYPE_INTERVAL) && b != NULL && op == '+')
		return infer_is(b, DN_TYPE_DATE) ? dn_type_plain(DN_TYPE_TIMESTAMP, 0) : b;
	if (infer_is_number(a) && infer_is(b, DN_TYPE_DATE))
		return b;
	return infer_is(a, DN_TYPE_INTERVAL) ? a : NULL;
}

static const struct dn_type *
infer_arithmetic(const struct dn_expr *e, const struct dn_table *table)
{
	const struct dn_type *a = dn_expr_type(e->args[0], table), *b, *temporal;

	if (e->nargs == 1)
		return a;
	b = dn_expr_type(e->args[1], table);
	temporal = infer_temporal(e->name[0], a, b);
	if (temporal != NULL)
		return temporal;
	if (infer_is(b, DN_TYPE_INTERVAL) && e->name[0] == '*')
		return b;
	if (infer_is(a, DN_TYPE_JSONB) || (a != NULL && a->dims > 0))
		return a;
	return dn_type_common(a, b);
}

static const struct dn_type *
infer_concat(const struct dn_expr *e, const struct dn_table *table)
{
	const struct dn_type *a = dn_expr_type(e->args[0], table),
			     *b = dn_expr_type(e->args[1], table);

	if (a != NULL && (a->dims > 0 || a->kind == DN_TYPE_JSONB))
		return a;
	if (b != NULL && (b->dims > 0 || b->kind == DN_TYPE_JSONB))
		return b;
	return infer_is(a, DN_TYPE_BYTEA) ? a : dn_type_plain(DN_TYPE_TEXT, 0);
}

static const struct dn_type *
infer_operator(const struct dn_expr *e, const struct dn_table *table)
{
	const char *op = e->name;

	if (e->nargs == 2 && strcmp(op, "||") == 0)
		return infer_concat(e, table);
	if (strcmp(op, "->") == 0 || strcmp(op, "#>") == 0) {
		const struct dn_type *a = dn_expr_type(e->args[0], table);

		return a != NULL ? a : dn_type_plain(DN_TYPE_JSONB, 0);
	}
	if (strcmp(op, "->>") == 0 || strcmp(op, "#>>") == 0)
		return dn_type_plain(DN_TYPE_TEXT, 0);
	if (strcmp(op, "#-") == 0)
		return dn_type_plain(DN_TYPE_JSONB, 0);
	if ((strchr("+-*/%&|#^", op[0]) != NULL && op[1] == '\0') ||
	    (op[0] == '~' && e->nargs == 1) || strcmp(op, "<<") == 0 || strcmp(op, ">>") == 0)
		return infer_arithmetic(e, table);
	return dn_type_plain(DN_TYPE_BOOLEAN, 0);
}

static const struct dn_type *
infer_case(const struct dn_expr *e, const struct dn_table *table)
{
	const struct dn_type *type =
	    e->otherwise == NULL ? NULL : dn_expr_type(e->otherwise, table);

	for (size_t i = 1; i < e->nargs; i += 2)
		type = dn_type_common(type, dn_expr_type(e->args[i], table));
	return type;
}

static const struct dn_type *
infer_subquery(const struct dn_expr *e)
{
	const struct dn_type *first = e->query == NULL ? NULL : dn_query_type(e->query, 0);

	if (strcmp(e->name, "scalar") == 0)
		return first;
	return strcmp(e->name, "array") == 0 ? dn_infer_array(first)
					     : dn_type_plain(DN_TYPE_BOOLEAN, 0);
}

static const struct dn_type *
infer_column(const struct dn_expr *e, const struct dn_table *table)
{
	const struct dn_column *column;

	if (e->type != NULL || table == NULL)
		return e->type;
	column = dn_table_column(table, e->name);
	return column == NULL ? NULL : column->type;
}

const struct dn_type *
dn_expr_type(const struct dn_expr *e, const struct dn_table *table)
{
	switch (e->kind) {
	case DN_EXPR_COLUMN: return infer_column(e, table);
	case DN_EXPR_CAST: return e->type;
	case DN_EXPR_NUMBER: return infer_number(e->text);
	case DN_EXPR_FUNCTION: return dn_infer_function(e, table);
	case DN_EXPR_OPERATOR: return infer_operator(e, table);
	case DN_EXPR_CASE: return infer_case(e, table);
	case DN_EXPR_ARRAY: return dn_infer_array(dn_expr_common_type(e->args, e->nargs, table));
	case DN_EXPR_SUBSCRIPT: return dn_type_element(dn_expr_type(e->args[0], table));
	case DN_EXPR_COLLATE: return dn_expr_type(e->args[0], table);
	case DN_EXPR_SUBQUERY: return infer_subquery(e);
	case DN_EXPR_BOOLEAN:
	case DN_EXPR_IN:
	case DN_EXPR_BETWEEN:
	case DN_EXPR_IS:
	case DN_EXPR_DISTINCT:
	case DN_EXPR_ANY: return dn_type_plain(DN_TYPE_BOOLEAN, 0);
	default: return NULL;
	}
}

/* -- queries ------------------------------------------------------------------------------- */

const struct dn_type *
dn_query_type(const struct dn_query *q, size_t i)
{
	const struct dn_type *type = NULL;

	if (q->kind >= DN_QUERY_UNION && q->kind <= DN_QUERY_EXCEPT)
		return dn_type_common(dn_query_type(q->left, i), dn_query_type(q->right, i));
	for (size_t row = 0; q->kind == DN_QUERY_VALUES && row < q->nrows; row++)
		type = dn_type_common(type, dn_expr_type(q->rows[row][i], NULL));
	return i < q->ntargets ? dn_expr_type(q->targets[i].expr, NULL) : type;
}

const char *
dn_query_name(const struct dn_query *q, size_t i)
{
	if (q->kind >= DN_QUERY_UNION && q->kind <= DN_QUERY_EXCEPT)
		return dn_query_name(q->left, i);
	return q->kind == DN_QUERY_VALUES ? q->columns[i] : q->targets[i].name;
}

size_t
dn_query_width(const struct dn_query *q)
{
	if (q->kind >= DN_QUERY_UNION && q->kind <= DN_QUERY_EXCEPT)
		return dn_query_width(q->left);
	if (q->kind == DN_QUERY_VALUES)
		return q->columns == NULL ? 0 : q->ncolumns;
	for (size_t i = 0; i < q->ntargets; i++)
		if (q->targets[i].name == NULL)
			return 0;
	return q->ntargets;
}

size_t
dn_function_columns(const struct dn_expr *e, const char *names[3], const struct dn_type *types[3])
{
	const struct dn_type *first =
	    e->kind != DN_EXPR_FUNCTION || e->nargs == 0 ? NULL : dn_expr_type(e->args[0], NULL);
	const char *word = e->kind != DN_EXPR_FUNCTION ? "" : e->name;
	bool b = strncmp(word, "jsonb_", 6) == 0;
	const char *rest = b ? word + 6 : strncmp(word, "json_", 5) == 0 ? word + 5 : "";
	bool text = strstr(rest, "_text") != NULL;

	names[0] = word;
	types[0] = dn_type_plain(DN_TYPE_TEXT, 0);
	if (strcmp(word, "generate_series") == 0 && e->nargs >= 2) {
		types[0] = dn_expr_common_type(e->args, 2, NULL);
		if (types[0] != NULL && types[0]->kind == DN_TYPE_DATE)
			types[0] = dn_type_plain(DN_TYPE_TIMESTAMPTZ, 0);
		return types[0] == NULL ? 0 : 1;
	}
	if ((strcmp(word, "string_to_table") == 0 || strcmp(word, "regexp_split_to_table") == 0) &&
	    e->nargs == 2)
		return 1;
	if (strcmp(word, "unnest") == 0 && e->nargs == 1) {
		types[0] = first == NULL ? types[0] : dn_type_element(first);
		return 1;
	}
	if (strncmp(rest, "object_keys", 11) == 0)
		return 1;
	if (strncmp(rest, "array_elements", 14) == 0) {
		names[0] = "value";
		types[0] = dn_type_plain(text ? DN_TYPE_TEXT : b ? DN_TYPE_JSONB : DN_TYPE_JSON, 0);
		return 1;
	}
	if (strcmp(rest, "each") == 0 || strcmp(rest, "each_text") == 0) {
		names[0] = "key";
		names[1] = "value";
		types[1] = dn_type_plain(text ? DN_TYPE_TEXT : b ? DN_TYPE_JSONB : DN_TYPE_JSON, 0);
		return 2;
	}
	return 0;
}
