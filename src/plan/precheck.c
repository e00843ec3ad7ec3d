/* precheck.c - what of the rows that are there would make a statement fail */
#include "config.h"

#include <stdarg.h>

#include "base/map.h"
#include "base/mem.h"
#include "dialect/violation.h"
#include "plan/precheck.h"

/* One change that is looked at. */
struct precheck {
	struct dn_prechecks *list;
	const struct dn_violation_sql *sql;
	const struct dn_schema *schema;
	const struct dn_statement *st;
	const struct dn_name *name;   /* of its table */
	const struct dn_table *table; /* NULL: not known */
	struct dn_violation of;       /* its rows */
	void *mem;
};

/* 'a', 'b': for people */
static char *
precheck_names(const struct precheck *c, const char *const *columns, size_t n)
{
	struct dunlin_buf *buf = dn_buf_new(c->mem);

	for (size_t i = 0; i < n; i++)
		dunlin_buf_printf(buf, "%s'%s'", i == 0 ? "" : ", ", columns[i]);
	return dn_buf_steal(c->mem, buf);
}

static void precheck_add(struct precheck *c, enum dn_precheck_kind kind, char *rows,
    const char *fmt, ...) DUNLIN_PRINTF(4, 5);

static void
precheck_add(struct precheck *c, enum dn_precheck_kind kind, char *rows, const char *fmt, ...)
{
	struct dunlin_buf *buf = dn_buf_new(c->list);
	struct dn_precheck item = { .kind = kind, .statement = c->st };
	va_list ap;

	va_start(ap, fmt);
	dn_buf_vprintf(buf, fmt, ap);
	va_end(ap);
	item.what = dn_buf_steal(c->list, buf);
	item.rows = talloc_steal(c->list, rows);
	dn_push(c->list, c->list->items, c->list->n, item);
}

static bool
precheck_touches(const struct precheck *c, const char *const *columns, size_t n)
{
	bool touched = dn_touched_is(c->list, c->schema, c->name, NULL);

	for (size_t i = 0; !touched && i < n; i++)
		touched = dn_touched_is(c->list, c->schema, c->name, columns[i]);
	return touched;
}

static void
precheck_nulls(struct precheck *c, const char *column)
{
	const struct dn_column *known = c->table == NULL ? NULL : dn_table_column(c->table, column);

	if ((known != NULL && known->not_null) || precheck_touches(c, &column, 1))
		return;
	precheck_add(c, DN_PRECHECK_NULLS, c->sql->without(c->mem, &c->of, column),
	    "of table '%s' without a value in column '%s'", c->name->name, column);
}

/* A column that nobody gives a value: whatever rows there are. */
static void
precheck_new_column(struct precheck *c, const struct dn_change *change)
{
	const struct dn_column *column = change->column;

	if (!column->not_null || column->default_expr != NULL || column->generated != NULL ||
	    column->identity != DN_IDENTITY_NONE || column->type->kind == DN_TYPE_NAMED ||
	    precheck_touches(c, NULL, 0))
		return;
	precheck_add(c, DN_PRECHECK_NULLS, c->sql->without(c->mem, &c->of, NULL),
	    "of table '%s' without a value for the new column '%s'", c->name->name, column->name);
}

static void
precheck_duplicates(struct precheck *c, const char *const *columns, size_t n, bool nulls)
{
	struct dn_violation_part *parts = dn_new_array(c->mem, struct dn_violation_part, n);

	if (precheck_touches(c, columns, n))
		return;
	for (size_t i = 0; i < n; i++)
		parts[i].column = columns[i];
	precheck_add(c, DN_PRECHECK_DUPLICATES,
	    c->sql->repeated(c->mem, &c->of, parts, n, nulls, NULL),
	    "of %s more than once in table '%s'", precheck_names(c, columns, n), c->name->name);
}

/* An expression as its author wrote it. */
static char *
precheck_text(const struct precheck *c, const struct dn_expr *expr)
{
	if (expr->written != NULL)
		return dn_strdup(c->mem, expr->written);
	return dn_strndup(
	    c->mem, c->st->source->text + expr->span.start, expr->span.end - expr->span.start);
}

struct precheck_reader {
	const struct precheck *c;
	bool touched;
};

static bool
precheck_read(struct dn_expr *expr, void *payload)
{
	struct precheck_reader *r = payload;
	const struct dn_prechecks *list = r->c->list;

	if (expr->kind == DN_EXPR_COLUMN)
		r->touched = dn_touched_is(list, r->c->schema, r->c->name, expr->name);
	else if (expr->kind == DN_EXPR_OPAQUE || expr->kind == DN_EXPR_SUBQUERY)
		r->touched = true;
	else if (expr->kind == DN_EXPR_FUNCTION)
		r->touched = list->redefined;
	return !r->touched;
}

/* Does it read what the plan has touched, for all that is known? */
static bool
precheck_reads_touched(const struct precheck *c, const struct dn_expr *expr)
{
	struct precheck_reader reader = { .c = c };

	dn_expr_each((struct dn_expr *) (uintptr_t) expr, precheck_read, &reader);
	return reader.touched || precheck_touches(c, NULL, 0);
}

static void
precheck_outside(struct precheck *c, const struct dn_constraint *con)
{
	if (precheck_reads_touched(c, con->check))
		return;
	c->of.row = c->name->name;
	c->of.only = c->of.only || con->no_inherit;
	precheck_add(c, DN_PRECHECK_OUTSIDE,
	    c->sql->outside(c->mem, &c->of, precheck_text(c, con->check)),
	    "of table '%s' outside of CHECK (%s)", c->name->name, precheck_text(c, con->check));
}

/* The columns that a foreign key refers to. */
static const char **
precheck_referenced(const struct precheck *c, const struct dn_constraint *con, size_t *n)
{
	const struct dn_constraint *key;

	if (con->nref_columns > 0) {
		*n = con->nref_columns;
		return con->ref_columns;
	}
	key = dn_schema_table(c->schema, &con->ref_table) == NULL
		  ? NULL
		  : dn_table_primary_key(dn_schema_table(c->schema, &con->ref_table));
	*n = key == NULL ? 0 : key->ncolumns;
	return key == NULL ? NULL : key->columns;
}

static void
precheck_orphans(struct precheck *c, const struct dn_constraint *con)
{
	size_t n;
	const char **to = precheck_referenced(c, con, &n);
	bool touched = precheck_touches(c, con->columns, con->ncolumns) ||
		       dn_touched_is(c->list, c->schema, &con->ref_table, NULL);

	for (size_t i = 0; !touched && i < n; i++)
		touched = dn_touched_is(c->list, c->schema, &con->ref_table, to[i]);
	if (touched || n != con->ncolumns)
		return;
	precheck_add(c, DN_PRECHECK_ORPHANS, c->sql->orphans(c->mem, &c->of, con, to),
	    "of table '%s' with %s that table '%s' does not have", c->name->name,
	    precheck_names(c, con->columns, n), con->ref_table.name);
}

static void
precheck_constraint(struct precheck *c, const struct dn_constraint *con)
{
	if (con->not_valid || con->using_index != NULL)
		return;
	for (size_t i = 0; con->kind == DN_PRIMARY_KEY && i < con->ncolumns; i++)
		precheck_nulls(c, con->columns[i]);
	if (con->kind == DN_PRIMARY_KEY || con->kind == DN_UNIQUE)
		precheck_duplicates(c, con->columns, con->ncolumns, con->nulls_not_distinct);
	else if (con->kind == DN_FOREIGN_KEY)
		precheck_orphans(c, con);
	else if (con->kind == DN_CHECK && con->check != NULL)
		precheck_outside(c, con);
}

/* Of columns or expressions, of some rows or all; not by another notion of what is equal. */
static void
precheck_index(struct precheck *c, const struct dn_index *index)
{
	struct dn_violation_part *parts =
	    dn_new_array(c->mem, struct dn_violation_part, index->nparts);
	const char *name =
	    index->name == NULL ? "the index" : dn_sprintf(c->mem, "index '%s'", index->name);
	bool touched = precheck_touches(c, NULL, 0) ||
		       (index->where != NULL && precheck_reads_touched(c, index->where));

	for (size_t i = 0; !touched && i < index->nparts; i++) {
		const struct dn_index_part *part = &index->parts[i];

		parts[i].column = part->column;
		parts[i].text = part->column == NULL ? precheck_text(c, part->expr) : NULL;
		touched = part->opclass != NULL || part->collation != NULL ||
			  (part->column != NULL ? precheck_touches(c, &part->column, 1)
						: precheck_reads_touched(c, part->expr));
	}
	if (touched)
		return;
	c->of.row = c->name->name;
	precheck_add(c, DN_PRECHECK_DUPLICATES,
	    c->sql->repeated(c->mem, &c->of, parts, index->nparts, index->nulls_not_distinct,
		index->where == NULL ? NULL : precheck_text(c, index->where)),
	    "of %s more than once in table '%s'", name, c->name->name);
}

static bool
precheck_is_for(const struct dn_change *change)
{
	return change->kind == DN_SET_NOT_NULL || change->kind == DN_ADD_COLUMN ||
	       change->kind == DN_ADD_CONSTRAINT ||
	       (change->kind == DN_CREATE_INDEX && change->index->unique);
}

/* With IF NOT EXISTS it may do nothing. */
static void
precheck_change(struct precheck *c, const struct dn_change *change)
{
	c->name = change->kind == DN_CREATE_INDEX ? &change->index->table : &change->object;
	if (!precheck_is_for(change) || change->if_not_exists || c->name->name == NULL)
		return;
	c->table = dn_table_root(dn_schema_table(c->schema, c->name));
	c->of = (struct dn_violation){ .table = c->name,
		.row = "r",
		.key = c->table == NULL ? NULL : dn_table_primary_key(c->table) };
	for (size_t i = 0; i < c->st->nmentions; i++)
		c->of.only = c->of.only ||
			     (c->st->mentions[i].use == DN_USE_NAMED && c->st->mentions[i].only);
	if (c->table == NULL)
		c->list->wants_model = true;
	/* A materialized view may get other rows at any time. */
	if (c->table == NULL && dn_schema_view(c->schema, c->name) != NULL)
		return;
	if (change->kind == DN_SET_NOT_NULL)
		precheck_nulls(c, change->column_name);
	else if (change->kind == DN_ADD_COLUMN)
		precheck_new_column(c, change);
	else if (change->kind == DN_ADD_CONSTRAINT)
		precheck_constraint(c, change->constraint);
	else
		precheck_index(c, change->index);
}

struct dn_prechecks *
dn_prechecks_new(const void *mem, const struct dn_dialect *dialect)
{
	struct dn_prechecks *list = dn_new(mem, struct dn_prechecks);

	list->dialect = dialect;
	list->touched = dn_map_new(list);
	return list;
}

/* What a statement makes itself is no longer as it was, either. */
void
dn_prechecks_look(struct dn_prechecks *list, const struct dn_schema *schema,
    const struct dn_statement *statement, bool anything)
{
	struct precheck c = { .list = list, .schema = schema, .st = statement };

	if (list == NULL)
		return;
	for (size_t i = 0; list->unsure && i < statement->nchanges; i++)
		list->wants_model = list->wants_model || precheck_is_for(statement->changes[i]);
	if (list->moot)
		return;
	dn_touched_note(list, schema, statement, anything);
	c.mem = dn_new_context(list);
	c.sql = list->dialect->violations;
	/* What cannot be copied from the source is not asked for. */
	for (size_t i = 0;
	     !list->moot && i < statement->nchanges && (statement->flags & DN_STATEMENT_MADE) == 0;
	     i++)
		precheck_change(&c, statement->changes[i]);
	dn_free(c.mem);
}

const char *
dn_precheck_name(enum dn_precheck_kind kind)
{
	static const char *const names[] = { "nulls", "duplicates", "orphans", "outside" };

	return names[kind];
}

const char *
dn_precheck_state_name(enum dn_precheck_state state)
{
	static const char *const names[] = { "unanswered", "late", "holds", "fails" };

	return names[state];
}

char *
dn_precheck_text(const void *mem, const struct dn_precheck *p)
{
	return dn_sprintf(mem, "%s%llu %s%s %s", p->more ? "more than " : "", p->count,
	    p->kind == DN_PRECHECK_DUPLICATES ? "value" : "row", p->count == 1 ? "" : "s", p->what);
}
