/* retype.c - another type for a column, with a value made of the old one */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/mysql/changes/changes.h"
#include "dialect/mysql/expr/expr.h"
#include "schema/name.h"

struct retype {
	struct mysql_change *x;
	const struct dn_table *table;
	const char *column, *value; /* its name, and what USING says in the server's words */
	const char *other;          /* the column that is filled, until it takes its place */
	bool was_virtual;
};

static bool
retype_is_key(const struct retype *r)
{
	const char *column = r->column;

	for (size_t i = 0; i < r->table->nconstraints; i++) {
		const struct dn_constraint *c = r->table->constraints[i];

		for (size_t k = 0; c->kind == DN_FOREIGN_KEY && k < c->ncolumns; k++)
			if (strcmp(c->columns[k], column) == 0)
				return true;
	}
	for (size_t i = 0; i < r->table->nreferences; i++) {
		const struct dn_constraint *c = r->table->references[i].constraint;

		for (size_t k = 0; k < c->nref_columns; k++)
			if (strcmp(c->ref_columns[k], column) == 0)
				return true;
	}
	return false;
}

static bool
retype_is_watched(const struct dn_table *table)
{
	for (size_t i = 0; i < table->ntriggers; i++)
		if (table->triggers[i]->on_update && !table->triggers[i]->disabled)
			return true;
	return false;
}

/* Without USING text that is too long is an error, so only the column cuts it. */
static struct dn_type *
retype_uncut(const struct retype *r)
{
	struct dn_type *type = dn_type_copy(r->x->scratch, r->x->change->type);

	if (dn_type_is_text(type))
		type->nmods = 0;
	return type;
}

static bool
retype_value(struct retype *r)
{
	const struct dn_change *c = r->x->change;
	struct mysql_print p = dn_mysql_printer(r->x, r->table);
	struct dn_expr column = { .kind = DN_EXPR_COLUMN, .name = r->column };
	struct dn_expr *args[] = { &column };
	struct dn_expr cast = {
		.kind = DN_EXPR_CAST, .type = retype_uncut(r), .args = args, .nargs = 1
	};
	bool ok;

	p.query = true;
	ok = dn_mysql_stored(
	    &p, c->expr != NULL ? c->expr : &cast, dn_schema_base(r->x->t->schema, c->type));

	r->value = p.buf->s;
	return ok;
}

/* Does the part mention a column of GONE, and is not itself the one that is converted? */
static bool
retype_rests(const struct retype *r, const struct mysql_part *part, const struct dn_map *gone)
{
	if (part->text == NULL ||
	    (part->kind == MYSQL_COLUMN && strcmp(part->name, r->column) == 0))
		return false;
	dn_map_each (gone, e)
		if (strstr(part->text, e->key) != NULL)
			return true;
	return false;
}

/* SHAPE without what mentions the column, but for itself, and without what rests on that. */
static struct mysql_shape *
retype_rest(const struct retype *r, const struct mysql_shape *shape)
{
	struct mysql_shape *rest = dn_memdup(r->x->scratch, shape, sizeof *shape);
	struct dn_map *gone = dn_map_new(rest);
	size_t n = 0;

	dn_map_put(gone, dn_mysql_quoted(rest, r->column), r->x);
	while (n < dn_map_count(gone)) {
		n = dn_map_count(gone);
		dn_map_each (shape->parts, e) {
			const struct mysql_part *part = e->value;

			if (part->kind == MYSQL_COLUMN && retype_rests(r, part, gone))
				dn_map_put(gone, dn_mysql_quoted(rest, part->name), r->x);
		}
	}
	rest->parts = dn_map_new(rest);
	dn_map_each (shape->parts, e)
		if (!retype_rests(r, e->value, gone))
			dn_map_put(rest->parts, e->key, e->value);
	return rest;
}

static void
retype_run(const struct retype *r, const struct mysql_shape *to, const struct mysql_part *part)
{
	void *mem = r->x->scratch;
	const char *relation = to->relation;
	const char *other = dn_mysql_quoted(mem, r->other);
	enum mysql_how least = dn_mysql_how_virtual(to) ? MYSQL_SHARED : MYSQL_INSTANT, how;
	const struct mysql_part filled = { .type = part->type, .generated = "", .check = "" };

	dn_mysql_alter(r->x, relation, least, dn_mysql_has_column(mem, relation, r->other, true),
	    "ADD COLUMN %s %s", other, part->type);
	dn_mysql_emit_rows(r->x, dn_sprintf(mem, "UPDATE %s SET %s = %s",
				     dn_mysql_quoted(mem, relation), other, r->value));
	how = r->was_virtual ? MYSQL_COPY : dn_mysql_how_modify(r->x->t, to, &filled, part);
	dn_mysql_alter(r->x, relation, how > least ? how : least,
	    dn_mysql_has_column(mem, relation, r->other, false),
	    "DROP COLUMN %s, CHANGE COLUMN %s %s%s", dn_mysql_quoted(mem, r->column), other,
	    part->text, dn_mysql_place(mem, r->table, r->column));
}

/* What rests on the column goes, the value gets a column of its own, and that takes its place. */
static bool
retype_by_value(struct retype *r)
{
	struct mysql_before before = dn_mysql_before(r->x, r->table);
	const struct mysql_shape *from = dn_map_get(before.shapes, r->table->key), *to;
	const struct mysql_part *part;
	struct mysql_shape *rest;

	if ((r->value == NULL && !retype_value(r)) || !dn_mysql_apply(r->x))
		return false;
	to = dn_mysql_shape_now(r->x, r->table);
	part = dn_mysql_shape_part(to, MYSQL_COLUMN, r->column);
	if (part->text == NULL)
		return dn_error_copy(r->x->err, part->why);
	rest = retype_rest(r, from);
	if (!dn_mysql_reshape(r->x, from, rest))
		return false;
	retype_run(r, to, part);
	dn_map_each (to->parts, e)
		if (e->value == part)
			dn_map_put(rest->parts, e->key, e->value);
	dn_map_put(before.shapes, r->table->key, rest);
	return dn_mysql_after(r->x, &before);
}

static bool
retype_is_boolean(const struct dn_type *type)
{
	return type->dims == 0 && type->kind == DN_TYPE_BOOLEAN;
}

/* Has its text there other digits than PostgreSQL's, or is it other text? */
static bool
retype_has_other_text(const struct dn_type *type)
{
	switch (type->dims > 0 ? DN_TYPE_TEXT : type->kind) {
	case DN_TYPE_NUMERIC: return type->nmods == 0;
	case DN_TYPE_TIME:
	case DN_TYPE_TIMETZ:
	case DN_TYPE_TIMESTAMP:
	case DN_TYPE_TIMESTAMPTZ:
	case DN_TYPE_BYTEA: return true;
	default: return false;
	}
}

/* USING b::varchar(5) cuts what is longer, wherever in it that is, and char(n) blanks at the end.
 */
static bool
retype_cuts(const struct retype *r, const struct dn_type *from, const struct dn_type *to)
{
	const struct dn_expr *value = r->x->change->expr;

	for (; value != NULL && value->kind == DN_EXPR_CAST; value = value->args[0]) {
		const struct dn_type *type = dn_schema_base(r->x->t->schema, value->type);
		bool fits =
		    dn_type_is_text(from) && from->nmods > 0 && from->mods[0] <= type->mods[0];

		if (dn_type_is_text(type) &&
		    ((type->nmods > 0 && !fits) ||
			(type->kind == DN_TYPE_CHAR && to->kind != DN_TYPE_CHAR)))
			return true;
	}
	return false;
}

/* b TYPE integer, perhaps USING b or b::text::integer: the server's own conversion. */
static bool
retype_is_plain(const struct retype *r)
{
	const struct dn_change *c = r->x->change;
	const struct dn_expr *value = c->expr;
	const struct dn_schema *schema = r->x->t->schema;

	const struct dn_type *to = dn_schema_base(schema, c->type);
	const struct dn_type *from =
	    dn_schema_base(schema, dn_table_column(r->table, r->column)->type);

	/* Booleans are numbers there. */
	if (retype_is_boolean(from) != retype_is_boolean(to) || retype_cuts(r, from, to) ||
	    (dn_type_is_text(to) && retype_has_other_text(from)))
		return false;

	while (value != NULL && value->kind == DN_EXPR_CAST &&
	       (dn_type_equal(value->type, c->type) || dn_type_is_text(value->type)))
		value = value->args[0];
	return value == NULL ||
	       (value->kind == DN_EXPR_COLUMN && strcmp(value->name, c->column_name) == 0);
}

/* b::text::integer: what the server reads of the value is what PostgreSQL reads of its text. */
static bool
retype_reads_text(const struct dn_type *from, const struct dn_type *to)
{
	if (dn_type_is_text(from) || dn_type_is_text(to) || from->kind == DN_TYPE_NAMED ||
	    to->kind == DN_TYPE_NAMED || from->kind == to->kind)
		return true;
	return dn_type_is_integer(from) &&
	       (dn_type_is_integer(to) || to->kind == DN_TYPE_NUMERIC || to->kind == DN_TYPE_REAL ||
		   to->kind == DN_TYPE_DOUBLE);
}

/* Would the server's own conversion take what PostgreSQL refuses? */
static bool
retype_would_differ(const struct retype *r)
{
	const struct dn_change *c = r->x->change;
	const struct dn_schema *schema = r->x->t->schema;
	const struct dn_type *from =
	    dn_schema_base(schema, dn_table_column(r->table, r->column)->type);
	const struct dn_type *to = dn_schema_base(schema, c->type);
	bool by_text = c->expr != NULL && c->expr->kind == DN_EXPR_CAST &&
		       c->expr->args[0]->kind == DN_EXPR_CAST;

	return retype_is_plain(r) && by_text && !retype_reads_text(from, to);
}

/* Why another column cannot be filled and take its place; NULL: it can. */
static const char *
retype_obstacle(const struct retype *r)
{
	if (retype_is_key(r))
		return "no column is made anew there that is in a foreign key";
	if (retype_is_watched(r->table))
		return "a trigger of the table would see how the column is made anew there";
	return NULL;
}

/* WHY it cannot be; NULL: that is asked. */
static bool
retype_anew(struct retype *r, const char *why)
{
	struct mysql_change *x = r->x;

	if (!dn_mysql_visible(x, &x->change->object))
		return false;
	r->other = dn_name_make(x->scratch, r->column, NULL, "using");
	why = why == NULL ? retype_obstacle(r) : why;
	if (why != NULL)
		return dn_mysql_apply(x) && dn_mysql_cannot(x, "%s", why);
	return retype_by_value(r);
}

/* What reads that a foreign key sets is virtual there, and the server makes no other column of it.
 */
bool
dn_mysql_drop_expression(struct mysql_change *x)
{
	struct retype r = { .x = x, .column = x->change->column_name };
	const struct dn_column *column;
	struct mysql_print p;

	r.table = dn_schema_table(x->t->schema, &x->change->object);
	column = r.table == NULL ? NULL : dn_table_column(r.table, r.column);
	if (column == NULL || column->generated == NULL)
		return dn_mysql_change(x);
	p = dn_mysql_printer(x, r.table);
	if (!dn_mysql_reads_acted(&p, column->generated))
		return dn_mysql_change(x);
	r.value = dn_mysql_quoted(x->scratch, r.column);
	r.was_virtual = true;
	return retype_anew(&r, NULL);
}

bool
dn_mysql_set_type(struct mysql_change *x)
{
	struct retype r = { .x = x, .column = x->change->column_name };
	const char *why = NULL;

	r.table = dn_schema_table(x->t->schema, &x->change->object);
	if (r.table == NULL || dn_table_column(r.table, r.column) == NULL)
		return dn_mysql_change(x);
	if (retype_would_differ(&r))
		why = "the server would read the value where PostgreSQL reads its text";
	else if (retype_is_plain(&r))
		return dn_mysql_change(x);
	return retype_anew(&r, why);
}
