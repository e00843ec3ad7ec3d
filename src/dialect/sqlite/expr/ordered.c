/* ordered.c - aggregates with ORDER BY, which SQLite has not */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/expr/expr.h"
#include "dialect/sqlite/rows/rows.h"

/*
 * Ordered sets (WITHIN GROUP), such as percentile_cont(), are put together in the same way.
 *
 * Inside, such an aggregate is gathered as an array of [value, key ...]; outside, it is put
 * together in its order.  What is around it among the targets stands outside, too.
 */
struct ordered {
	struct sqlite_print *p;
	struct dn_query *q;     /* a copy, its aggregates replaced by columns */
	struct dn_expr **calls; /* what they were */
	size_t ncalls;
	bool *outside; /* which targets have one */
	bool ok;
};

/* PostgreSQL sorts what is DISTINCT, and here the order shows. */
static bool
ordered_shows(const char *name)
{
	return strcmp(name, "string_agg") == 0 || strcmp(name, "array_agg") == 0 ||
	       strcmp(name, "json_agg") == 0 || strcmp(name, "jsonb_agg") == 0;
}

static bool
ordered_is_plain(struct dn_expr *e, void *payload)
{
	(void) payload;
	return !dn_expr_is_aggregate(e) || e->call == NULL ||
	       (e->call->norder == 0 && !e->call->within &&
		   (!e->call->distinct || !ordered_shows(e->name))) ||
	       strcmp(e->name, "min") == 0 || strcmp(e->name, "max") == 0 ||
	       strcmp(e->name, "count") == 0;
}

bool
dn_sqlite_is_ordered(const struct dn_query *q)
{
	for (size_t i = 0; i < q->ntargets; i++)
		if (!dn_expr_each(q->targets[i].expr, ordered_is_plain, NULL))
			return true;
	return false;
}

/* Each becomes a column of the query inside. */
static bool
ordered_replace(struct dn_expr *e, void *payload)
{
	struct ordered *o = payload;
	struct dn_expr *call;

	if (ordered_is_plain(e, NULL))
		return true;
	call = dn_memdup(o->q, e, sizeof *e);
	if (call->call->norder == 0) {
		struct dn_order sorted = { .expr = call->args[0] };

		dn_push(o->q, call->call->order, call->call->norder, sorted);
	}
	dn_push(o->q, o->calls, o->ncalls, call);
	*e = (struct dn_expr){ .kind = DN_EXPR_COLUMN,
		.name = dn_sprintf(o->q, "dn_all_%zu", o->ncalls),
		.type = (struct dn_type *) (uintptr_t) dn_expr_type(call, NULL),
		.span = call->span };
	return true;
}

/* Outside nothing else is in sight. */
static bool
ordered_is_alone(struct dn_expr *e, void *payload)
{
	(void) payload;
	return e->kind == DN_EXPR_COLUMN ? strncmp(e->name, "dn_all_", 7) == 0
					 : !dn_expr_is_aggregate(e) && e->kind != DN_EXPR_SUBQUERY;
}

static bool
ordered_cannot(const struct sqlite_print *p, const struct dn_expr *expr)
{
	return dn_sqlite_cannot(p->err, p->from, dn_sqlite_place(p, expr->span),
	    "an aggregate with ORDER BY must stand alone there");
}

static bool
ordered_is_double(const struct dn_type *type)
{
	return type != NULL && type->dims == 0 &&
	       (type->kind == DN_TYPE_DOUBLE || type->kind == DN_TYPE_REAL);
}

/* The values of a set that are there; JSON would keep 15 digits of a double. */
static bool
ordered_gather_set(struct sqlite_print *p, const struct dn_expr *call)
{
	struct dn_expr *value = call->call->order[0].expr;

	if (!dn_sqlite_fill(p,
		ordered_is_double(dn_sqlite_expr_type(p, value))
		    ? "json_group_array(printf('%!.17g', $1)) FILTER (WHERE $1 IS NOT NULL"
		    : "json_group_array($1) FILTER (WHERE $1 IS NOT NULL",
		&value, 1))
		return false;
	if (call->call->filter != NULL) {
		dunlin_buf_puts(p->buf, " AND ");
		if (!dn_sqlite_operand(p, call->call->filter))
			return false;
	}
	dunlin_buf_puts(p->buf, ")");
	return true;
}

/* json_group_array(json_array(value, key, ...)) */
static bool
ordered_gather(struct sqlite_print *p, const struct dn_expr *call)
{
	if (call->call->within)
		return ordered_gather_set(p, call);
	dunlin_buf_printf(
	    p->buf, "json_group_array(%sjson_array(", call->call->distinct ? "DISTINCT " : "");
	if (strcmp(call->name, "string_agg") == 0 ? !dn_sqlite_expr(p, call->args[0])
						  : !dn_sqlite_json_value(p, call->args[0]))
		return false;
	for (size_t i = 0; i < call->call->norder; i++) {
		dunlin_buf_puts(p->buf, ", ");
		if (!dn_sqlite_expr(p, call->call->order[i].expr))
			return false;
	}
	dunlin_buf_puts(p->buf, "))");
	if (call->call->filter == NULL)
		return true;
	dunlin_buf_puts(p->buf, " FILTER (WHERE ");
	if (!dn_sqlite_expr(p, call->call->filter))
		return false;
	dunlin_buf_puts(p->buf, ")");
	return true;
}

/* In front of FROM, the numbered values, each with their number. */
static const char set_mode[] = "SELECT v";
/* The first value with so much of them at it or before it. */
static const char set_disc[] =
    "SELECT max(v) FILTER (WHERE k = max(CAST($1 * n AS INTEGER) + ($1 * n > CAST($1 * n AS "
    "INTEGER)), 1))";
/* Between the two that are next to it. */
#define SET_AT  "($1 * (n - 1))"
#define SET_LOW "CAST(max(v) FILTER (WHERE k = CAST(" SET_AT " AS INTEGER) + 1) AS REAL)"
static const char set_cont[] =
    "SELECT " SET_LOW " + (max(" SET_AT ") - CAST(max(" SET_AT
    ") AS INTEGER)) * (max(v) FILTER (WHERE k = CAST(" SET_AT " AS INTEGER) + 1 + (" SET_AT
    " > CAST(" SET_AT " AS INTEGER))) - " SET_LOW ")";

static bool
ordered_set_is_known(const struct sqlite_print *p, const struct dn_expr *call, bool mode)
{
	const struct dn_type *type = dn_sqlite_expr_type(p, call->call->order[0].expr);
	const struct dn_type *part =
	    mode || call->nargs == 0 ? NULL : dn_expr_type(call->args[0], NULL);

	if (call->nargs != (mode ? 0 : 1) || call->call->norder != 1 || type == NULL ||
	    type->dims > 0 || type->kind == DN_TYPE_INTERVAL || type->kind == DN_TYPE_BYTEA ||
	    dn_schema_enum(p->t->schema, type) != NULL)
		return false;
	return mode || ((part == NULL || dn_type_is_number(part)) &&
			   dn_expr_each(call->args[0], ordered_is_alone, NULL));
}

static bool
ordered_set(struct ordered *o, struct sqlite_print *p, const struct dn_expr *call, size_t n)
{
	bool mode = strcmp(call->name, "mode") == 0;
	const char *form = mode                                         ? set_mode
			   : strcmp(call->name, "percentile_disc") == 0 ? set_disc
									: set_cont;
	const struct dn_order *order = call->call->order;
	bool real = ordered_is_double(dn_sqlite_expr_type(p, order->expr));
	const char *down = order->descending ? " DESC" : "";

	if (!ordered_set_is_known(p, call, mode))
		return dn_sqlite_lacks(p, call, "this ordered set");
	return dn_sqlite_fill(p,
	    dn_sprintf(o->q,
		"(%s FROM (SELECT v, row_number() OVER (ORDER BY v%s) AS k, count(*) OVER () AS n "
		"FROM (SELECT %s AS v FROM json_each(dn_all_%zu)))%s%s%s)",
		form, down, real ? "CAST(value AS REAL)" : "value", n + 1,
		mode ? " GROUP BY v ORDER BY count(*) DESC, v" : "", mode ? down : "",
		mode ? " LIMIT 1" : ""),
	    call->args, call->nargs);
}

/* The gathered values in their order. */
static char *
ordered_together(struct ordered *o, size_t n)
{
	const struct dn_expr *call = o->calls[n];
	bool text = strcmp(call->name, "string_agg") == 0;
	struct sqlite_print p = *o->p;

	p.buf = dn_buf_new(o->q);
	if (call->call->within) {
		o->ok = o->ok && ordered_set(o, &p, call, n);
		return p.buf->s;
	}
	if (text) {
		dunlin_buf_puts(p.buf, "(SELECT group_concat(v, ");
		o->ok = o->ok && dn_expr_each(call->args[1], ordered_is_alone, NULL) &&
			dn_sqlite_expr(&p, call->args[1]);
		dunlin_buf_puts(p.buf, ") FROM (SELECT json_extract(value, '$[0]') AS v");
	} else {
		dunlin_buf_puts(p.buf, "(SELECT nullif(json_group_array(json(v)), '[]') FROM "
				       "(SELECT value -> '$[0]' AS v");
	}
	dunlin_buf_printf(p.buf, " FROM json_each(dn_all_%zu) ORDER BY ", n + 1);
	for (size_t i = 0; i < call->call->norder; i++)
		dunlin_buf_printf(p.buf, "%sjson_extract(value, '$[%zu]')%s NULLS %s",
		    i == 0 ? "" : ", ", i + 1, call->call->order[i].descending ? " DESC" : "",
		    call->call->order[i].nulls_first ? "FIRST" : "LAST");
	dunlin_buf_puts(p.buf, "))");
	return p.buf->s;
}

static bool
ordered_outside(struct ordered *o, const struct sqlite_shape *shape)
{
	struct sqlite_print *p = o->p;
	const struct dn_map *sources = p->sources;
	struct dn_map *together = dn_map_new(o->q);

	for (size_t i = 0; i < o->ncalls; i++)
		dn_map_put(together, dn_sprintf(o->q, "dn_all_%zu", i + 1), ordered_together(o, i));
	for (size_t i = 0; o->ok && i < o->q->ntargets; i++) {
		const struct dn_target *target = &o->q->targets[i];

		dunlin_buf_puts(p->buf, i == 0 ? "SELECT " : ", ");
		p->sources = together;
		if (!o->outside[i])
			dunlin_buf_printf(p->buf, "dn_%zu", i + 1);
		else
			o->ok = dn_expr_each(target->expr, ordered_is_alone, NULL)
				    ? dn_sqlite_as(p, target->expr,
					  shape == NULL || i >= shape->n ? NULL : shape->types[i])
				    : ordered_cannot(p, target->expr);
		p->sources = sources;
		dunlin_buf_puts(p->buf, " AS ");
		dn_sqlite_identifier(p->buf, target->name == NULL ? "?column?" : target->name);
	}
	return o->ok;
}

static bool
ordered_inside(struct ordered *o, const struct sqlite_shape *shape)
{
	struct sqlite_print *p = o->p;
	const char *comma = " FROM (SELECT ";

	for (size_t i = 0; i < o->q->ntargets; i++) {
		if (o->outside[i])
			continue;
		dunlin_buf_puts(p->buf, comma);
		if (!dn_sqlite_as(p, o->q->targets[i].expr,
			shape == NULL || i >= shape->n ? NULL : shape->types[i]))
			return false;
		dunlin_buf_printf(p->buf, " AS dn_%zu", i + 1);
		comma = ", ";
	}
	for (size_t i = 0; i < o->ncalls; i++) {
		dunlin_buf_puts(p->buf, comma);
		if (!ordered_gather(p, o->calls[i]))
			return false;
		dunlin_buf_printf(p->buf, " AS dn_all_%zu", i + 1);
		comma = ", ";
	}
	return true;
}

bool
dn_sqlite_ordered(
    struct sqlite_print *p, const struct dn_query *q, const struct sqlite_shape *shape)
{
	struct ordered o = { .p = p, .q = dn_query_copy(p->buf, q), .ok = true };

	o.outside = dn_new_array(o.q, bool, q->ntargets + 1);
	for (size_t i = 0; i < q->ntargets; i++) {
		o.outside[i] = !dn_expr_each(o.q->targets[i].expr, ordered_is_plain, NULL);
		dn_expr_each(o.q->targets[i].expr, ordered_replace, &o);
	}
	/* What sorts the whole stands outside: it can only be a target's number. */
	for (size_t i = 0; i < q->norder; i++)
		if (q->order[i].expr->kind != DN_EXPR_NUMBER)
			return ordered_cannot(p, q->order[i].expr);
	for (size_t i = 0; i < o.ncalls; i++)
		if (o.calls[i]->kind != DN_EXPR_FUNCTION ||
		    strcmp(o.calls[i]->name, "json_object_agg") == 0 ||
		    strcmp(o.calls[i]->name, "jsonb_object_agg") == 0 || o.calls[i]->call->over)
			return ordered_cannot(p, o.calls[i]);
	if (!ordered_outside(&o, shape) || !ordered_inside(&o, shape) ||
	    !dn_sqlite_behind_targets(p, q))
		return false;
	dunlin_buf_puts(p->buf, ")");
	return true;
}
