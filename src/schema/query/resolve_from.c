/* resolve_from.c - what FROM brings into sight */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "schema/query/resolve.h"

void
dn_resolve_add(
    struct dn_scope *scope, const char *relation, const char *name, const struct dn_type *type)
{
	struct dn_scope_column column = { .relation = relation, .name = name, .type = type };

	if (column.type == NULL)
		column.type = dn_type_plain(DN_TYPE_TEXT, 0);
	dn_push(scope->mem, scope->columns, scope->ncolumns, column);
}

/* The I-th name: AS alias (columns) says it, or NAME. */
static const char *
from_name(const struct dn_from *from, size_t i, const char *name)
{
	return i < from->ncolumns ? from->columns[i] : name;
}

static void
from_query(struct dn_scope *scope, const struct dn_from *from, const struct dn_query *q,
    const struct dn_with *with, const char *relation)
{
	size_t n = q == NULL ? 0 : dn_query_width(q);

	scope->open = scope->open || n == 0;
	for (size_t i = 0; i < n; i++)
		dn_resolve_add(scope, relation,
		    from_name(from, i,
			with != NULL && i < with->ncolumns ? with->columns[i]
							   : dn_query_name(q, i)),
		    dn_query_type(q, i));
}

static bool
from_is_told(const struct dn_query *q, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (q->targets[j].shown && strcmp(q->targets[j].name, q->targets[i].name) == 0)
			return false;
	return true;
}

void
dn_resolve_tell_apart(
    struct dn_scope *scope, struct dn_query *q, const char *const *columns, size_t n)
{
	bool told = true;

	while (q->kind == DN_QUERY_UNION || q->kind == DN_QUERY_INTERSECT ||
	       q->kind == DN_QUERY_EXCEPT)
		q = q->left;
	for (size_t i = 0; q->kind == DN_QUERY_SELECT && i < q->ntargets; i++) {
		q->targets[i].shown = q->targets[i].name != NULL;
		told = told && (!q->targets[i].shown || from_is_told(q, i));
	}
	for (size_t i = 0; !told && i < q->ntargets; i++) {
		struct dn_target *target = &q->targets[i];

		if (i < n)
			target->name = columns[i];
		if (target->shown && !from_is_told(q, i))
			target->name = dn_sprintf(scope->mem, "%s %zu", target->name, i + 1);
	}
}

static const struct dn_scope_with *
from_find_with(const struct dn_scope *scope, const struct dn_name *name)
{
	if (name->schema != NULL)
		return NULL;
	for (; scope != NULL; scope = scope->outer)
		for (const struct dn_scope_with *w = scope->withs; w != NULL; w = w->next)
			if (strcmp(w->with->name, name->name) == 0)
				return w;
	return NULL;
}

static void
from_relation(struct dn_scope *scope, const struct dn_from *from, const struct dn_name *name,
    const char *relation)
{
	const struct dn_table *table = dn_table_root(dn_schema_table(scope->schema, name));
	const struct dn_view *view = table != NULL ? NULL : dn_schema_view(scope->schema, name);

	if (view == NULL && (table == NULL || table->unknown || table->ncolumns == 0))
		scope->open = true;
	for (size_t i = 0; table != NULL && i < table->ncolumns; i++) {
		dn_resolve_add(scope, relation, from_name(from, i, table->columns[i]->name),
		    table->columns[i]->type);
		scope->columns[scope->ncolumns - 1].stored = true;
	}
	for (size_t i = 0; view != NULL && i < view->ncolumns; i++)
		dn_resolve_add(scope, relation, from_name(from, i, view->columns[i]),
		    dn_query_type(view->query, i));
}

/* From here on it is known by its schema, too: it may move. */
static void
from_named(struct dn_scope *scope, struct dn_from *from)
{
	const struct dn_table *table = dn_schema_table(scope->schema, &from->table);
	const struct dn_view *view = dn_schema_view(scope->schema, &from->table);

	from_relation(scope, from, &from->table, from->alias);
	if (table != NULL)
		from->table.schema = dn_strdup(scope->mem, table->schema);
	else if (view != NULL)
		from->table.schema = dn_strdup(scope->mem, view->schema);
}

void
dn_resolve_table(struct dn_scope *scope, const struct dn_name *name, const char *relation)
{
	struct dn_from none = { .kind = DN_FROM_TABLE };

	from_relation(scope, &none, name, relation);
}

static void
from_function(struct dn_scope *scope, struct dn_from *from)
{
	const char *names[3];
	const struct dn_type *types[3];
	const char *relation;
	size_t n;

	dn_resolve_expr(scope, from->function);
	n = dn_function_columns(from->function, names, types);
	relation = from->alias != NULL ? from->alias : from->function->name;
	if (relation == NULL || n == 0)
		scope->open = true;
	from->alias = relation;
	/* A function of one value is a column called like it. */
	if (n == 1 && strcmp(names[0], "value") != 0)
		names[0] = relation;
	if (from->ordinality && n > 0) {
		names[n] = "ordinality";
		types[n++] = dn_type_plain(DN_TYPE_BIGINT, 0);
	}
	for (size_t i = 0; i < n; i++)
		dn_resolve_add(scope, relation, from_name(from, i, names[i]), types[i]);
	if (n == 1 || (n == 2 && from->ordinality))
		scope->columns[scope->ncolumns - n].scalar = true;
}

static struct dn_scope_column *
from_column(struct dn_scope *scope, size_t from, size_t to, const char *name)
{
	for (size_t i = from; i < to; i++)
		if (!scope->columns[i].hidden && strcmp(scope->columns[i].name, name) == 0)
			return &scope->columns[i];
	return NULL;
}

/* What both sides have, in the order of the left one. */
static void
from_natural(struct dn_scope *scope, struct dn_from *join, size_t start, size_t middle, size_t end)
{
	join->natural = false;
	for (size_t i = start; i < middle; i++) {
		const struct dn_scope_column *column = &scope->columns[i];

		if (!column->hidden && from_column(scope, middle, end, column->name) != NULL)
			dn_push(scope->mem, join->using_columns, join->nusing,
			    dn_strdup(scope->mem, column->name));
	}
}

/* One column stands for the two, before all others of the join. */
static void
from_using(struct dn_scope *scope, const struct dn_from *join, size_t start, size_t middle)
{
	for (size_t i = 0; i < join->nusing; i++) {
		size_t end = scope->ncolumns;
		struct dn_scope_column *left =
		    from_column(scope, start + i, middle + i, join->using_columns[i]);
		struct dn_scope_column *right =
		    from_column(scope, middle + i, end, join->using_columns[i]);
		struct dn_scope_column both = { .name = join->using_columns[i],
			.type = left == NULL ? dn_type_plain(DN_TYPE_TEXT, 0) : left->type };

		if (left == NULL || right == NULL)
			continue;
		left->hidden = right->hidden = true;
		dn_push(scope->mem, scope->columns, scope->ncolumns, both);
		memmove(&scope->columns[start + i + 1], &scope->columns[start + i],
		    (end - start - i) * sizeof both);
		scope->columns[start + i] = both;
	}
}

static void
from_join(struct dn_scope *scope, struct dn_from *join)
{
	size_t start = scope->ncolumns, middle, base = scope->base;

	dn_resolve_from(scope, join->left);
	middle = scope->ncolumns;
	dn_resolve_from(scope, join->right);
	for (size_t i = start; i < scope->ncolumns; i++)
		if (join->join == DN_JOIN_FULL ||
		    join->join == (i < middle ? DN_JOIN_RIGHT : DN_JOIN_LEFT))
			scope->columns[i].absent = true;
	if (join->natural)
		from_natural(scope, join, start, middle, scope->ncolumns);
	from_using(scope, join, start, middle);
	if (join->on == NULL)
		return;
	scope->base = start;
	dn_resolve_expr(scope, join->on);
	scope->base = base;
}

void
dn_resolve_from(struct dn_scope *scope, struct dn_from *from)
{
	const struct dn_scope_with *with;

	if (from->kind == DN_FROM_FUNCTION)
		dn_resolve_unnest(scope->mem, from);
	switch (from->kind) {
	case DN_FROM_TABLE:
		with = from_find_with(scope, &from->table);
		if (from->alias == NULL)
			from->alias = from->table.name;
		if (with != NULL)
			from_query(scope, from, with->shape, with->with, from->alias);
		else
			from_named(scope, from);
		break;
	case DN_FROM_QUERY:
		/* Its neighbours are out of its sight, unless it is LATERAL. */
		dn_resolve_query(from->lateral ? scope
					       : &(struct dn_scope){ .mem = scope->mem,
						     .schema = scope->schema,
						     .outer = scope->outer,
						     .withs = scope->withs },
		    from->query, NULL, NULL);
		dn_resolve_tell_apart(scope, from->query, from->columns, from->ncolumns);
		from_query(scope, from, from->query, NULL, from->alias);
		break;
	case DN_FROM_FUNCTION: from_function(scope, from); break;
	case DN_FROM_JOIN: from_join(scope, from); break;
	}
}
