/* foreign.c - foreign keys: what the server's own do, and what would not be the same */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/mysql/table/table.h"
#include "schema/name.h"

static const char *const foreign_actions[] = { [DN_FK_NO_ACTION] = "NO ACTION",
	[DN_FK_RESTRICT] = "RESTRICT",
	[DN_FK_CASCADE] = "CASCADE",
	[DN_FK_SET_NULL] = "SET NULL",
	[DN_FK_SET_DEFAULT] = "SET DEFAULT" };

/* -- what they do ----------------------------------------------------------------------- */

static bool
foreign_may_be_null(const struct mysql_print *p, const struct dn_constraint *c)
{
	bool some = c->nset_columns > 0;

	for (size_t i = 0; i < (some ? c->nset_columns : c->ncolumns); i++) {
		const struct dn_column *column =
		    dn_table_column(p->table, some ? c->set_columns[i] : c->columns[i]);

		if (column != NULL && dn_domain_not_null(p->t->schema, column))
			return false;
	}
	return true;
}

static bool
foreign_has_default(const struct mysql_print *p, const struct dn_constraint *c)
{
	for (size_t i = 0; i < c->ncolumns; i++) {
		const struct dn_column *column = dn_table_column(p->table, c->columns[i]);
		const struct dn_expr *value =
		    column == NULL ? NULL : dn_domain_default(p->t->schema, column);

		if (column == NULL || column->identity != DN_IDENTITY_NONE ||
		    (value != NULL && dn_expr_bare(value)->kind != DN_EXPR_NULL))
			return true;
	}
	return false;
}

/* A default of null is null; and where that may not be nothing can be taken away. */
static enum dn_fk_action
foreign_does(const struct mysql_print *p, const struct dn_constraint *c, enum dn_fk_action action)
{
	if (action == DN_FK_SET_DEFAULT && !foreign_has_default(p, c))
		action = DN_FK_SET_NULL;
	if (action == DN_FK_SET_NULL && !foreign_may_be_null(p, c))
		action = DN_FK_NO_ACTION;
	return action;
}

static bool
foreign_has(const struct dn_constraint *c, const char *column)
{
	for (size_t i = 0; i < c->ncolumns; i++)
		if (strcmp(c->columns[i], column) == 0)
			return true;
	return false;
}

/* ON UPDATE, or ON DELETE without the row itself. */
static bool
foreign_acts(const struct mysql_print *p, const struct dn_constraint *c)
{
	enum dn_fk_action update = foreign_does(p, c, c->on_update),
			  delete = foreign_does(p, c, c->on_delete);

	return (update != DN_FK_NO_ACTION && update != DN_FK_RESTRICT) ||
	       delete == DN_FK_SET_NULL || delete == DN_FK_SET_DEFAULT;
}

static bool
foreign_sets(const struct mysql_print *p, const char *column)
{
	for (size_t i = 0; p->table != NULL && i < p->table->nconstraints; i++) {
		const struct dn_constraint *c = p->table->constraints[i];

		if (c->kind == DN_FOREIGN_KEY && foreign_has(c, column) && foreign_acts(p, c))
			return true;
	}
	return false;
}

static bool
foreign_is_not_set(struct dn_expr *e, void *payload)
{
	return e->kind != DN_EXPR_COLUMN || !foreign_sets(payload, e->name);
}

static bool
foreign_reads(const struct mysql_print *p, const struct dn_expr *expr,
    bool (*is_not)(struct dn_expr *, void *))
{
	return !dn_expr_each((struct dn_expr *) (uintptr_t) expr, is_not, (void *) (uintptr_t) p);
}

bool
dn_mysql_is_acted(const struct mysql_print *p, const char *name)
{
	const struct dn_column *column = p->table == NULL ? NULL : dn_table_column(p->table, name);

	return foreign_sets(p, name) ||
	       (column != NULL && column->generated != NULL &&
		   foreign_reads(p, column->generated, foreign_is_not_set));
}

static bool
foreign_is_not_acted(struct dn_expr *e, void *payload)
{
	return e->kind != DN_EXPR_COLUMN || !dn_mysql_is_acted(payload, e->name);
}

bool
dn_mysql_reads_acted(const struct mysql_print *p, const struct dn_expr *expr)
{
	return foreign_reads(p, expr, foreign_is_not_acted);
}

bool
dn_mysql_refers_to_itself(
    const struct dn_schema *schema, const struct dn_table *table, const struct dn_constraint *c)
{
	bool same = c->kind == DN_FOREIGN_KEY && c->ncolumns == c->nref_columns &&
		    dn_schema_table(schema, &c->ref_table) == table;

	for (size_t i = 0; same && i < c->ncolumns; i++)
		same = strcmp(c->columns[i], c->ref_columns[i]) == 0;
	return same;
}

/* -- a range that no CHECK can have ------------------------------------------------------ */

const char *
dn_mysql_range_name(const void *mem, const struct dn_constraint *c, size_t column)
{
	return dn_name_make(mem, c->flat, NULL, dn_sprintf(mem, "range%zu", column + 1));
}

/* In the first of the keys that have the column. */
bool
dn_mysql_has_range(
    const struct mysql_print *p, const struct dn_constraint *c, const struct dn_column *column)
{
	const struct dn_table *table = p->table;

	if (column == NULL || !dn_mysql_is_acted(p, column->name) ||
	    dn_mysql_narrow_type(p, column) == NULL)
		return false;
	for (size_t i = 0; i < table->nconstraints && table->constraints[i] != c; i++)
		if (table->constraints[i]->kind == DN_FOREIGN_KEY &&
		    foreign_has(table->constraints[i], column->name))
			return false;
	return true;
}

void
dn_mysql_range_column(
    struct mysql_print *p, const struct dn_column *column, struct mysql_part *part)
{
	part->how = MYSQL_COPY;
	part->type = part->value = part->check = "";
	part->generated = part->name;
	dn_mysql_identifier(p->buf, part->name);
	dunlin_buf_printf(p->buf, " %s GENERATED ALWAYS AS (%s) VIRTUAL INVISIBLE",
	    dn_mysql_narrow_type(p, column), dn_mysql_quoted(part, column->name));
}

void
dn_mysql_range_index(struct mysql_print *p, const char *name, struct mysql_part *part)
{
	part->how = MYSQL_COPY;
	dunlin_buf_puts(p->buf, "INDEX ");
	dn_mysql_identifier(p->buf, part->name);
	dunlin_buf_printf(p->buf, " (%s)", dn_mysql_quoted(part, name));
}

bool
dn_mysql_keeps_range(const struct mysql_print *p, const struct dn_table *table)
{
	struct mysql_print own = *p;

	own.table = table;
	for (size_t i = 0; i < table->nconstraints; i++) {
		const struct dn_constraint *c = table->constraints[i];

		for (size_t k = 0; c->kind == DN_FOREIGN_KEY && k < c->ncolumns; k++)
			if (dn_mysql_has_range(&own, c, dn_table_column(table, c->columns[k])))
				return true;
	}
	return false;
}

/* -- MATCH FULL ------------------------------------------------------------------------- */

bool
dn_mysql_is_full(const struct dn_constraint *c)
{
	return c->kind == DN_FOREIGN_KEY && c->match_full && c->ncolumns > 1;
}

const char *
dn_mysql_full_name(const void *mem, const struct dn_constraint *c)
{
	return dn_name_make(mem, c->flat, NULL, "full");
}

bool
dn_mysql_full(struct mysql_print *p, const struct dn_constraint *c, struct mysql_part *part)
{
	part->how = MYSQL_COPY;
	for (size_t i = 0; i < c->ncolumns; i++)
		if (dn_mysql_is_acted(p, c->columns[i]))
			return dn_mysql_cannot_at(p, c->span,
			    "MATCH FULL is a CHECK there, and none reads a column that a foreign "
			    "key sets (ON UPDATE CASCADE, ON DELETE SET NULL)");
	dunlin_buf_puts(p->buf, "CONSTRAINT ");
	dn_mysql_identifier(p->buf, part->name);
	dunlin_buf_puts(p->buf, " CHECK (");
	for (size_t i = 1; i < c->ncolumns; i++)
		dunlin_buf_printf(p->buf, "%s(%s IS NULL) = (%s IS NULL)", i == 1 ? "" : " AND ",
		    dn_mysql_quoted(part, c->columns[0]), dn_mysql_quoted(part, c->columns[i]));
	dunlin_buf_puts(p->buf, ")");
	return true;
}

/* -- the key ---------------------------------------------------------------------------- */

/* The column's type without its length, which may differ. */
static const char *
foreign_type(const struct mysql_print *p, const struct dn_table *table, const char *name)
{
	const struct dn_column *column = table == NULL ? NULL : dn_table_column(table, name);
	struct mysql_print quiet = *p;
	char *paren;

	quiet.buf = dn_buf_new(p->buf);
	quiet.t = dn_mysql_quiet(quiet.buf, p->t);
	quiet.table = table;
	quiet.err = NULL;
	if (column == NULL || !dn_mysql_type(&quiet, column))
		return NULL;
	paren = strchr(quiet.buf->s, '(');
	return paren == NULL ? quiet.buf->s
			     : dn_strndup(quiet.buf, quiet.buf->s, (size_t) (paren - quiet.buf->s));
}

static bool
foreign_types_are_same(struct mysql_print *p, const struct dn_constraint *c)
{
	const struct dn_table *to = dn_schema_table(p->t->schema, &c->ref_table);

	for (size_t i = 0; i < c->ncolumns && i < c->nref_columns; i++) {
		const char *is = foreign_type(p, p->table, c->columns[i]),
			   *wanted = foreign_type(p, to, c->ref_columns[i]);

		if (is != NULL && wanted != NULL && strcmp(is, wanted) != 0)
			return dn_mysql_cannot_at(p, c->span,
			    "both sides of a foreign key are of one type there, and '%s' is %s "
			    "where '%s' is %s",
			    c->columns[i], is, c->ref_columns[i], wanted);
	}
	return true;
}

static bool
foreign_repeats(const struct dn_constraint *c)
{
	for (size_t i = 0; i < c->ncolumns; i++)
		for (size_t k = 0; k < i; k++)
			if (strcmp(c->columns[i], c->columns[k]) == 0)
				return true;
	return false;
}

static bool
foreign_foreign_allowed(struct mysql_print *p, const struct dn_constraint *c)
{
	if (!dn_mysql_visible_at(p, &c->ref_table))
		return false;
	if (c->nref_columns == 0)
		return dn_mysql_cannot_at(p, c->span,
		    "the history does not say what key table '%s' has", c->ref_table.name);
	if (foreign_repeats(c))
		return dn_mysql_cannot_at(p, c->span, "a foreign key names a column once there");
	if (c->nset_columns > 0 && foreign_does(p, c, c->on_delete) != DN_FK_NO_ACTION)
		return dn_mysql_cannot_at(
		    p, c->span, "SET NULL of some columns has no counterpart there");
	if (foreign_does(p, c, c->on_delete) == DN_FK_SET_DEFAULT ||
	    foreign_does(p, c, c->on_update) == DN_FK_SET_DEFAULT)
		return dn_mysql_cannot_at(p, c->span,
		    "SET DEFAULT has no counterpart there where the default is not null");
	if (c->deferrable)
		dn_translation_notice(p->t, "foreign-deferrable",
		    "foreign keys are looked at row by row in MariaDB and MySQL, never at the end "
		    "of the transaction");
	return foreign_types_are_same(p, c);
}

static void
foreign_action(
    struct mysql_print *p, const struct dn_constraint *c, const char *on, enum dn_fk_action action)
{
	action = foreign_does(p, c, action);
	if (action != DN_FK_NO_ACTION)
		dunlin_buf_printf(p->buf, " ON %s %s", on, foreign_actions[action]);
}

bool
dn_mysql_foreign(struct mysql_print *p, const struct dn_constraint *c, struct mysql_part *part)
{
	part->kind = MYSQL_FOREIGN;
	part->how = MYSQL_COPY;
	if (!foreign_foreign_allowed(p, c))
		return false;
	if (strcmp(c->name, part->name) != 0)
		dn_translation_notice(p->t, "name-taken",
		    "a foreign key has a name of its own in all of a database of MariaDB and "
		    "MySQL: "
		    "'%s' of table '%s' is '%s' there",
		    c->name, p->table->name, part->name);
	dunlin_buf_puts(p->buf, "CONSTRAINT ");
	dn_mysql_identifier(p->buf, part->name);
	dunlin_buf_puts(p->buf, " FOREIGN KEY (");
	dn_mysql_columns(p->buf, c->columns, c->ncolumns);
	dunlin_buf_printf(
	    p->buf, ") REFERENCES %s (", dn_mysql_name(part, p->t->schema, &c->ref_table));
	dn_mysql_columns(p->buf, c->ref_columns, c->nref_columns);
	dunlin_buf_puts(p->buf, ")");
	foreign_action(p, c, "DELETE", c->on_delete);
	foreign_action(p, c, "UPDATE", c->on_update);
	return true;
}
