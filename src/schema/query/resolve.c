/* resolve.c - what the names in a query mean */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "schema/name.h"
#include "schema/query/resolve.h"

static void
resolve_set(struct dn_scope *scope, struct dn_expr *e, const struct dn_scope_column *column)
{
	e->type = dn_type_copy(scope->mem, column->type);
	if (e->qualifier == NULL && column->relation != NULL)
		e->qualifier = dn_strdup(scope->mem, column->relation);
	/* A function's name stands for its one value. */
	if (strcmp(e->name, column->name) != 0)
		e->name = dn_strdup(scope->mem, column->name);
}

static const struct dn_scope_column *
resolve_find(const struct dn_scope *scope, const struct dn_expr *e)
{
	for (size_t i = e->qualifier == NULL ? scope->base : 0; i < scope->ncolumns; i++) {
		const struct dn_scope_column *c = &scope->columns[i];
		bool same = e->qualifier == NULL
				? !c->hidden
				: c->relation != NULL && strcmp(c->relation, e->qualifier) == 0;

		if (same && strcmp(c->name, e->name) == 0)
			return c;
	}
	/* jsonb_array_elements(...) AS x: x is its column "value". */
	for (size_t i = 0; e->qualifier == NULL && i < scope->ncolumns; i++) {
		const struct dn_scope_column *c = &scope->columns[i];

		if (c->scalar && strcmp(c->relation, e->name) == 0)
			return c;
	}
	return NULL;
}

/* ctid is the place of a row, which SQLite calls rowid. */
static bool
resolve_ctid(struct dn_scope *scope, struct dn_expr *e)
{
	static const struct dn_type tid = { .name = "tid" };
	const char *relation = e->qualifier;

	if (strcmp(e->name, "ctid") != 0)
		return false;
	for (size_t i = 0; relation == NULL && i < scope->ncolumns; i++)
		relation = scope->columns[i].relation;
	if (relation == NULL)
		return false;
	resolve_set(scope, e,
	    &(struct dn_scope_column){ .relation = relation, .name = "ctid", .type = &tid });
	return true;
}

static void
resolve_column(struct dn_scope *scope, struct dn_expr *e)
{
	bool open = false;

	for (const struct dn_scope *s = scope; s != NULL; s = s->outer) {
		const struct dn_scope_column *column = resolve_find(s, e);

		if (column != NULL) {
			resolve_set(scope, e, column);
			return;
		}
		open = open || s->open;
	}
	if (open || resolve_ctid(scope, e) || dn_resolve_row(scope, e))
		return;
	/* A system column, or what is not there. */
	e->kind = DN_EXPR_OPAQUE;
	e->text = dn_sprintf(scope->mem, "%s%s%s", e->qualifier == NULL ? "" : e->qualifier,
	    e->qualifier == NULL ? "" : ".", e->name);
}

static void
resolve_order(struct dn_scope *scope, struct dn_order *order, size_t n)
{
	for (size_t i = 0; i < n; i++)
		dn_resolve_expr(scope, order[i].expr);
}

static void
resolve_list(struct dn_scope *scope, struct dn_expr **exprs, size_t n)
{
	for (size_t i = 0; i < n; i++)
		dn_resolve_expr(scope, exprs[i]);
}

static void
resolve_window(struct dn_scope *scope, struct dn_window *window)
{
	if (window == NULL)
		return;
	resolve_list(scope, window->partition, window->npartition);
	resolve_order(scope, window->order, window->norder);
}

static bool
resolve_part(struct dn_expr *e, void *payload)
{
	struct dn_scope *scope = payload;

	if (e->kind == DN_EXPR_COLUMN)
		resolve_column(scope, e);
	if (e->kind == DN_EXPR_FUNCTION && e->nargs == 1 && e->args[0]->kind == DN_EXPR_STAR &&
	    e->args[0]->qualifier != NULL)
		dn_resolve_counted(scope, e->args[0]);
	if (e->query != NULL)
		dn_resolve_query(scope, e->query, NULL, NULL);
	if (e->call != NULL) {
		resolve_order(scope, e->call->order, e->call->norder);
		dn_resolve_expr(scope, e->call->filter);
		resolve_window(scope, e->call->over);
	}
	return true;
}

void
dn_resolve_expr(struct dn_scope *scope, struct dn_expr *expr)
{
	dn_expr_each(expr, resolve_part, scope);
}

/* -- targets ------------------------------------------------------------------------------- */

static struct dn_expr *
resolve_new_column(const void *mem, const struct dn_scope_column *column)
{
	struct dn_expr *e = dn_new(mem, struct dn_expr);

	e->kind = DN_EXPR_COLUMN;
	e->name = dn_strdup(mem, column->name);
	e->qualifier = dn_strdup_null(mem, column->relation);
	e->type = dn_type_copy(mem, column->type);
	return e;
}

static bool
resolve_is_of(const struct dn_scope_column *column, const char *qualifier)
{
	if (qualifier == NULL)
		return !column->hidden;
	return column->relation != NULL && strcmp(column->relation, qualifier) == 0;
}

/* "*" and "t.*" become what they stand for, unless nobody knows. */
static void
resolve_stars(struct dn_scope *scope, struct dn_query *q)
{
	struct dn_target *targets = NULL;
	size_t n = 0;

	for (size_t i = 0; i < q->ntargets; i++) {
		const struct dn_expr *e = q->targets[i].expr;
		size_t before = n;

		for (size_t j = 0; e->kind == DN_EXPR_STAR && !scope->open && j < scope->ncolumns;
		     j++) {
			const struct dn_scope_column *column = &scope->columns[j];
			struct dn_target target = { .shown = false };

			if (!resolve_is_of(column, e->qualifier))
				continue;
			target.expr = resolve_new_column(scope->mem, column);
			target.name = target.expr->name;
			dn_push(scope->mem, targets, n, target);
		}
		if (n == before)
			dn_push(scope->mem, targets, n, q->targets[i]);
	}
	q->targets = targets;
	q->ntargets = n;
}

static const char *
resolve_name(const struct dn_expr *e)
{
	const char *name = dn_name_expr(e);

	if (name == NULL && e->kind == DN_EXPR_SUBQUERY && strcmp(e->name, "scalar") == 0 &&
	    dn_query_width(e->query) > 0)
		return dn_query_name(e->query, 0);
	if (e->kind == DN_EXPR_SUBQUERY && e->operand == NULL && strcmp(e->name, "scalar") != 0)
		return e->name;
	return name == NULL ? "?column?" : name;
}

static void
resolve_targets(struct dn_scope *scope, struct dn_query *q)
{
	resolve_stars(scope, q);
	for (size_t i = 0; i < q->ntargets; i++) {
		struct dn_target *target = &q->targets[i];
		bool star = target->expr->kind == DN_EXPR_STAR;

		/* What it is called is decided before names are looked up. */
		if (target->name == NULL && !star && target->expr->kind != DN_EXPR_SUBQUERY)
			target->name = dn_strdup(scope->mem, resolve_name(target->expr));
		dn_resolve_expr(scope, target->expr);
		if (target->name == NULL && !star)
			target->name = dn_strdup(scope->mem, resolve_name(target->expr));
	}
}

/* A plain name in ORDER BY is that of a target first, in GROUP BY only when it is no column. */
static void
resolve_output(struct dn_scope *scope, const struct dn_query *q, struct dn_expr *e, bool first)
{
	size_t width = dn_query_width(q);

	if (e->kind != DN_EXPR_COLUMN || e->qualifier != NULL ||
	    (!first && resolve_find(scope, e) != NULL)) {
		dn_resolve_expr(scope, e);
		return;
	}
	for (size_t i = 0; i < width; i++) {
		if (strcmp(dn_query_name(q, i), e->name) != 0)
			continue;
		e->kind = DN_EXPR_NUMBER;
		e->text = dn_sprintf(scope->mem, "%zu", i + 1);
		return;
	}
	dn_resolve_expr(scope, e);
}

/* -- queries ------------------------------------------------------------------------------- */

static void
resolve_select(struct dn_scope *scope, struct dn_query *q)
{
	dn_resolve_set_returning(scope, q);
	for (size_t i = 0; i < q->nfrom; i++)
		dn_resolve_from(scope, q->from[i]);
	dn_resolve_expr(scope, q->where);
	resolve_targets(scope, q);
	for (size_t i = 0; i < q->ngroups; i++)
		resolve_output(scope, q, q->groups[i], false);
	dn_resolve_expr(scope, q->having);
	for (size_t i = 0; i < q->nwindows; i++)
		resolve_window(scope, q->windows[i]);
	for (size_t i = 0; i < q->ndistinct_on; i++)
		resolve_output(scope, q, q->distinct_on[i], true);
}

static void
resolve_sets(struct dn_scope *scope, struct dn_assignment *sets, size_t n)
{
	for (size_t i = 0; i < n; i++)
		dn_resolve_expr(scope, sets[i].value);
}

static void
resolve_rows(struct dn_scope *scope, struct dn_query *q)
{
	struct dn_from *table = q->table;

	if (q->kind == DN_QUERY_INSERT && q->source != NULL)
		dn_resolve_query(scope, q->source, NULL, NULL);
	if (table->alias == NULL)
		table->alias = table->table.name;
	dn_resolve_table(scope, &table->table, table->alias);
	for (size_t i = 0; i < q->nfrom; i++)
		dn_resolve_from(scope, q->from[i]);
	resolve_sets(scope, q->sets, q->nsets);
	dn_resolve_expr(scope, q->where);
	resolve_targets(scope, q);
	if (q->conflict == NULL)
		return;
	for (size_t i = 0; i < q->conflict->nparts; i++)
		dn_resolve_expr(scope, q->conflict->parts[i].expr);
	dn_resolve_expr(scope, q->conflict->index_where);
	/* What is plain is the table's. */
	scope->base = 0;
	dn_resolve_table(scope, &table->table, "excluded");
	resolve_sets(scope, q->conflict->sets, q->conflict->nsets);
	dn_resolve_expr(scope, q->conflict->where);
}

static void
resolve_merge(struct dn_scope *scope, struct dn_query *q)
{
	struct dn_from *table = q->table;

	if (table->alias == NULL)
		table->alias = table->table.name;
	dn_resolve_from(scope, q->from[0]);
	dn_resolve_table(scope, &table->table, table->alias);
	dn_resolve_expr(scope, q->where);
	for (size_t i = 0; i < q->nwhens; i++) {
		dn_resolve_expr(scope, q->whens[i].where);
		resolve_sets(scope, q->whens[i].sets, q->whens[i].nsets);
		resolve_list(scope, q->whens[i].values, q->whens[i].nvalues);
	}
}

static void
resolve_values(struct dn_scope *scope, struct dn_query *q)
{
	for (size_t i = 0; i < q->nrows; i++)
		resolve_list(scope, q->rows[i], q->ncolumns);
	q->columns = dn_new_array(scope->mem, const char *, q->ncolumns);
	for (size_t i = 0; i < q->ncolumns; i++)
		q->columns[i] = dn_sprintf(scope->mem, "column%zu", i + 1);
}

static void
resolve_with(struct dn_scope *scope, struct dn_query *q)
{
	for (size_t i = 0; i < q->nwith; i++) {
		struct dn_scope_with *item = dn_new(scope->mem, struct dn_scope_with);
		struct dn_scope_with *before = scope->withs;

		item->with = &q->with[i];
		item->next = before;
		if (q->recursive)
			scope->withs = item;
		dn_resolve_query(scope, q->with[i].query, NULL, q->recursive ? item : NULL);
		dn_resolve_tell_apart(scope, q->with[i].query, NULL, 0);
		item->shape = q->with[i].query;
		scope->withs = item;
	}
}

void
dn_resolve_query(const struct dn_scope *outer, struct dn_query *q, struct dn_scope_with *withs,
    struct dn_scope_with *self)
{
	struct dn_scope scope = {
		.mem = outer->mem, .schema = outer->schema, .outer = outer, .withs = withs
	};

	resolve_with(&scope, q);
	switch (q->kind) {
	case DN_QUERY_SELECT: resolve_select(&scope, q); break;
	case DN_QUERY_VALUES: resolve_values(&scope, q); break;
	case DN_QUERY_UNION:
	case DN_QUERY_INTERSECT:
	case DN_QUERY_EXCEPT:
		dn_resolve_query(&scope, q->left, NULL, NULL);
		/* WITH RECURSIVE: what is not recursive says what the columns are. */
		if (self != NULL && self->shape == NULL) {
			dn_resolve_tell_apart(&scope, q->left, NULL, 0);
			self->shape = q->left;
		}
		dn_resolve_query(&scope, q->right, NULL, NULL);
		break;
	case DN_QUERY_MERGE: resolve_merge(&scope, q); break;
	default: resolve_rows(&scope, q); break;
	}
	for (size_t i = 0; i < q->norder; i++)
		resolve_output(&scope, q, q->order[i].expr, true);
	dn_resolve_expr(&scope, q->limit);
	dn_resolve_expr(&scope, q->offset);
}

void
dn_query_resolve(const void *mem, const struct dn_schema *schema, struct dn_query *query)
{
	struct dn_scope scope = { .mem = mem, .schema = schema };

	dn_resolve_query(&scope, query, NULL, NULL);
}

void
dn_expr_resolve(const void *mem, const struct dn_schema *schema, const struct dn_table *table,
    struct dn_expr *expr)
{
	struct dn_scope scope = { .mem = mem, .schema = schema };
	struct dn_name name = { table->schema, table->name };

	dn_resolve_table(&scope, &name, table->name);
	dn_resolve_expr(&scope, expr);
}

void
dn_rule_resolve(const void *mem, const struct dn_schema *schema, const struct dn_name *relation,
    struct dn_rewrite *rule)
{
	struct dn_scope scope = { .mem = mem, .schema = schema };

	dn_resolve_table(&scope, relation, "new");
	dn_resolve_table(&scope, relation, "old");
	dn_resolve_expr(&scope, rule->where);
	for (size_t i = 0; i < rule->nactions; i++)
		dn_resolve_query(&scope, rule->actions[i], NULL, NULL);
}
