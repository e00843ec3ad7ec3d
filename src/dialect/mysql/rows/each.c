/* each.c - functions of many rows in FROM, and LATERAL: json_table() and recursive queries */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dialect/mysql/expr/expr.h"
#include "dialect/mysql/rows/rows.h"

static void
each_alias(struct mysql_print *p, const char *alias)
{
	dunlin_buf_puts(p->buf, " AS ");
	dn_mysql_identifier(p->buf, alias);
}

/* What a column of json_table() is that takes a value of TYPE out of JSON, or NULL. */
static const char *
each_type(const struct mysql_print *p, const struct dn_type *type)
{
	if (type == NULL || type->dims > 0)
		return NULL;
	switch ((int) type->kind) {
	case DN_TYPE_SMALLINT:
	case DN_TYPE_INTEGER:
	case DN_TYPE_BIGINT: return "bigint";
	case DN_TYPE_NUMERIC: return "decimal(65,30)";
	case DN_TYPE_DOUBLE: return "double";
	case DN_TYPE_BOOLEAN: return "tinyint";
	case DN_TYPE_DATE: return "date";
	case DN_TYPE_TIMESTAMP: return "datetime(6)";
	default: break;
	}
	if (dn_schema_enum(p->t->schema, type) == NULL && !dn_type_is_text(type))
		return NULL;
	return dn_sprintf(
	    p->buf, "longtext CHARACTER SET utf8mb4 COLLATE %s", dn_mysql_collation(p->t));
}

/* -- functions -------------------------------------------------------------------------- */

static bool
each_is_json(const struct dn_type *type)
{
	return type != NULL && type->dims == 0 &&
	       (type->kind == DN_TYPE_JSON || type->kind == DN_TYPE_JSONB);
}

/* What is of another kind is an error, by a query that gives more rows than one. */
#define EACH_OF(kind) "if(json_type($1) <> '" kind "', (SELECT 1 UNION SELECT 2), $1)"

/* "json_table(array, '$[*]' COLUMNS (o FOR ORDINALITY, v type PATH '$'))" */
bool
dn_mysql_each(struct mysql_print *p, const struct dn_from *from)
{
	const struct dn_expr *f = from->function;
	const char *names[3], *name;
	const struct dn_type *types[3];
	size_t n = dn_function_columns(f, names, types);
	bool keys = strstr(f->name, "object_keys") != NULL;
	const char *type = n != 1 ? NULL : each_is_json(types[0]) ? "json" : each_type(p, types[0]);

	if (type == NULL ||
	    (!keys && strcmp(f->name, "unnest") != 0 && strstr(f->name, "array_elements") == NULL))
		return dn_mysql_cannot_at(
		    p, f->span, "the function '%s' in FROM has no counterpart there", f->name);
	if (keys && from->ordinality)
		return dn_mysql_cannot_at(
		    p, f->span, "the members of an object have no number there");
	dunlin_buf_puts(p->buf, keys ? "json_table(json_keys(" : "json_table(");
	if (!(strcmp(f->name, "unnest") == 0
		    ? dn_mysql_expr(p, f->args[0])
		    : dn_mysql_fill_one(
			  p, keys ? EACH_OF("OBJECT") : EACH_OF("ARRAY"), f->args[0])))
		return false;
	dunlin_buf_puts(p->buf, keys ? "), '$[*]' COLUMNS (" : ", '$[*]' COLUMNS (");
	name = from->ncolumns > 0               ? from->columns[0]
	       : strcmp(names[0], "value") == 0 ? "value"
						: from->alias;
	dn_mysql_identifier(p->buf, name);
	dunlin_buf_printf(
	    p->buf, " %s PATH '$'%s", type, strcmp(type, "json") == 0 ? "" : " ERROR ON ERROR");
	if (from->ordinality) {
		dunlin_buf_puts(p->buf, ", ");
		dn_mysql_identifier(p->buf, from->ncolumns > 1 ? from->columns[1] : "ordinality");
		dunlin_buf_puts(p->buf, " FOR ORDINALITY");
	}
	dunlin_buf_puts(p->buf, "))");
	each_alias(p, from->alias);
	return true;
}

/* -- generate_series() ------------------------------------------------------------------ */

static bool
series_is_no_column(struct dn_expr *e, void *payload)
{
	(void) payload;
	return e->kind != DN_EXPR_COLUMN && e->kind != DN_EXPR_SUBQUERY;
}

/* The value behind `n`. */
static bool
series_next(struct mysql_print *p, const struct dn_from *from, const struct dn_type *type)
{
	struct dn_expr one = { .kind = DN_EXPR_NUMBER, .text = "1" };
	struct dn_expr value = {
		.kind = DN_EXPR_COLUMN, .name = "n", .type = (struct dn_type *) (uintptr_t) type
	};
	struct dn_expr *written = from->function->nargs > 2 ? from->function->args[2] : &one;
	struct dn_expr step = { .kind = DN_EXPR_CAST,
		.args = &written,
		.nargs = 1,
		.type = (struct dn_type *) (uintptr_t) dn_type_plain(DN_TYPE_INTERVAL, 0) };
	struct dn_expr *args[] = { &value, dn_type_is_integer(type) ? written : &step };
	const struct dn_expr plus = { .kind = DN_EXPR_OPERATOR,
		.name = "+",
		.args = args,
		.nargs = 2,
		.span = from->function->span };

	return dn_mysql_expr(p, &plus);
}

static const char *
series_step_sign(const struct dn_expr *f, bool whole)
{
	const struct dn_expr *step = f->nargs < 3 ? NULL : dn_expr_bare(f->args[2]);

	if (step == NULL)
		return whole ? "<=" : NULL;
	if (step->kind != (whole ? DN_EXPR_NUMBER : DN_EXPR_STRING) ||
	    strpbrk(step->text, "123456789") == NULL || (!whole && strchr(step->text, '-') != NULL))
		return NULL;
	return step->text[0] == '-' ? ">=" : "<=";
}

static bool
series_end(struct mysql_print *p, const struct dn_from *from, const struct dn_type *type)
{
	return dn_mysql_as(p, from->function->args[1], type);
}

/* "(WITH RECURSIVE dn (n) AS (...) SELECT n FROM dn)": the step goes from each value to the next.
 */
bool
dn_mysql_series(struct mysql_print *p, const struct dn_from *from)
{
	const struct dn_expr *f = from->function;
	const struct dn_type *type = dn_expr_common_type(f->args, 2, NULL);
	bool whole = dn_type_is_integer(type);
	const char *sign = series_step_sign(f, whole);

	if (type != NULL && type->kind == DN_TYPE_DATE)
		type = dn_type_plain(DN_TYPE_TIMESTAMPTZ, 0);
	if (sign == NULL || from->ordinality || type == NULL ||
	    (!whole && type->kind != DN_TYPE_TIMESTAMP && type->kind != DN_TYPE_TIMESTAMPTZ) ||
	    !dn_expr_each(f->args[0], series_is_no_column, NULL) ||
	    !dn_expr_each(f->args[1], series_is_no_column, NULL))
		return dn_mysql_cannot_at(p, f->span, "this series has no counterpart there");
	dunlin_buf_puts(p->buf, "(WITH RECURSIVE `dn` (`n`) AS (SELECT CAST(");
	if (!dn_mysql_as(p, f->args[0], type))
		return false;
	dunlin_buf_printf(p->buf, " AS %s) UNION ALL SELECT ", whole ? "signed" : "datetime(6)");
	if (!series_next(p, from, type))
		return false;
	dunlin_buf_puts(p->buf, " FROM `dn` WHERE ");
	if (!series_next(p, from, type))
		return false;
	dunlin_buf_printf(p->buf, " %s ", sign);
	if (!series_end(p, from, type))
		return false;
	dunlin_buf_puts(p->buf, ") SELECT `n` AS ");
	dn_mysql_identifier(p->buf, from->ncolumns > 0 ? from->columns[0] : from->alias);
	dunlin_buf_printf(p->buf, " FROM `dn` WHERE `n` %s ", sign);
	if (!series_end(p, from, type))
		return false;
	dunlin_buf_puts(p->buf, ")");
	each_alias(p, from->alias);
	return true;
}

/* -- LATERAL ---------------------------------------------------------------------------- */

static bool
each_is_plain(struct dn_expr *e, void *payload)
{
	(void) payload;
	return !dn_expr_is_aggregate(e) && (e->call == NULL || e->call->over == NULL);
}

static bool
each_has_plain_targets(const struct dn_query *q)
{
	for (size_t i = 0; i < q->ntargets; i++)
		if (!dn_expr_each(q->targets[i].expr, each_is_plain, NULL))
			return false;
	return true;
}

/* May an aggregate over its rows take the place of its targets?  Nor has it a LIMIT. */
bool
dn_mysql_is_plain(const struct dn_query *q)
{
	return q->nwith == 0 && !q->distinct && q->ndistinct_on == 0 && q->ngroups == 0 &&
	       q->ngroupings == 0 && q->having == NULL && q->nwindows == 0 && q->limit == NULL &&
	       q->offset == NULL && each_has_plain_targets(q);
}

/* Does the query give one row at most? */
static bool
lateral_is_one(const struct dn_query *q)
{
	const struct dn_expr *limit = q->limit == NULL ? NULL : dn_expr_bare(q->limit);

	if (limit != NULL)
		return limit->kind == DN_EXPR_NUMBER && strcmp(limit->text, "1") == 0;
	return q->nfrom == 0;
}

/* One value as an array of one row, or rows gathered into it: the query's own level sees outside.
 */
static bool
lateral_rows(struct mysql_print *p, const struct dn_from *from)
{
	const struct dn_query *q = from->query;
	bool plain = each_has_plain_targets(q), one = lateral_is_one(q);
	struct dn_target target = { .name = "rows" };
	struct dn_expr row = { .kind = DN_EXPR_FUNCTION, .name = "jsonb_build_array" };
	struct dn_expr *args[] = { &row };
	struct dn_expr all = { .kind = DN_EXPR_FUNCTION, .args = args, .nargs = 1 };
	struct dn_query gathered = *q;

	for (size_t i = 0; i < q->ntargets; i++)
		dn_push(p->buf, row.args, row.nargs, q->targets[i].expr);
	if (q->kind != DN_QUERY_SELECT || q->nwith > 0 || q->distinct || q->ndistinct_on > 0 ||
	    q->ngroups > 0 || q->ngroupings > 0 || q->having != NULL || q->nwindows > 0 ||
	    q->offset != NULL || (q->limit != NULL && !one) || (!plain && q->limit != NULL))
		return dn_mysql_cannot_at(p, p->from->span,
		    "this LATERAL query has no counterpart there: it may gather rows without "
		    "GROUP BY, take one by LIMIT 1, or have no more than WHERE and joins");
	all.name = one || !plain ? "jsonb_build_array" : "jsonb_agg";
	row.type = (struct dn_type *) (uintptr_t) dn_type_plain(DN_TYPE_JSONB, 0);
	target.expr = &all;
	gathered.targets = &target;
	gathered.ntargets = 1;
	gathered.order = dn_mysql_order_of(p->buf, q);
	gathered.norder = q->limit == NULL ? 0 : q->norder;
	return dn_mysql_query(p, &gathered);
}

static bool
lateral_columns(struct mysql_print *p, const struct dn_from *from)
{
	for (size_t i = 0; i < dn_query_width(from->query); i++) {
		const struct dn_type *type =
		    dn_schema_base(p->t->schema, dn_query_type(from->query, i));
		const char *kind = each_type(p, type);

		if (kind == NULL)
			return dn_mysql_cannot_at(p, p->from->span,
			    "a LATERAL query of values of this type has no counterpart there");
		dunlin_buf_puts(p->buf, i == 0 ? "" : ", ");
		dn_mysql_identifier(
		    p->buf, i < from->ncolumns ? from->columns[i] : dn_query_name(from->query, i));
		dunlin_buf_printf(p->buf, " %s PATH '$[%zu]' ERROR ON ERROR", kind, i);
	}
	return true;
}

/* MariaDB's subqueries do not see their neighbours, but those in the argument of json_table() do.
 */
bool
dn_mysql_lateral(struct mysql_print *p, const struct dn_from *from)
{
	if (dn_query_width(from->query) == 0)
		return dn_mysql_cannot_at(p, p->from->span,
		    "the history does not say what columns a LATERAL query gives");
	dunlin_buf_puts(p->buf, "json_table((");
	if (!lateral_rows(p, from))
		return false;
	dunlin_buf_puts(p->buf, "), '$[*]' COLUMNS (");
	if (!lateral_columns(p, from))
		return false;
	dunlin_buf_puts(p->buf, "))");
	each_alias(p, from->alias);
	return true;
}
