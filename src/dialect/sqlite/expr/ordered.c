/* ordered.c - aggregates with ORDER BY, which SQLite has not */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/query.h"

/*
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
	       (e->call->norder == 0 && (!e->call->distinct || !ordered_shows(e->name))) ||
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

/* json_group_array(json_array(value, key, ...)) */
static bool
ordered_gather(struct sqlite_print *p, const struct dn_expr *call)
{
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

/* The gathered values in their order. */
static char *
ordered_together(struct ordered *o, size_t n)
{
	const struct dn_expr *call = o->calls[n];
	bool text = strcmp(call->name, "string_agg") == 0;
	struct sqlite_print p = *o->p;

	p.buf = dn_buf_new(o->q);
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
