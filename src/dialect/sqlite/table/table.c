/* table.c - CREATE TABLE from the model */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "dialect/sqlite/table/table.h"

static const char *
action_word(enum dn_fk_action action)
{
	switch ((int) action) {
	case DN_FK_RESTRICT: return "RESTRICT";
	case DN_FK_CASCADE: return "CASCADE";
	case DN_FK_SET_NULL: return "SET NULL";
	case DN_FK_SET_DEFAULT: return "SET DEFAULT";
	default: return NULL;
	}
}

/* PostgreSQL looks when the statement is done: a row may go that only itself refers to. */
static const char *
references_action(
    const struct sqlite_print *p, const struct dn_constraint *fk, enum dn_fk_action action)
{
	bool itself = p->table != NULL && dn_schema_table(p->t->schema, &fk->ref_table) == p->table;

	return action == DN_FK_RESTRICT && itself && !fk->deferrable ? NULL : action_word(action);
}

/* NULLS NOT DISTINCT makes expressions of what may be null, which SQLite takes for no key. */
static bool
references_a_key(const struct sqlite_print *p, const struct dn_constraint *fk)
{
	const struct dn_table *to = dn_schema_table(p->t->schema, &fk->ref_table);
	const struct dn_constraint *key =
	    to == NULL || fk->ref_index == NULL ? NULL : dn_table_constraint(to, fk->ref_index);
	const struct dn_index *index =
	    to == NULL || fk->ref_index == NULL || key != NULL
		? NULL
		: dn_schema_index(p->t->schema, &(struct dn_name){ to->schema, fk->ref_index });
	bool same =
	    key != NULL ? key->nulls_not_distinct : index != NULL && index->nulls_not_distinct;

	for (size_t i = 0; same && i < fk->nref_columns; i++) {
		const struct dn_column *column = dn_table_column(to, fk->ref_columns[i]);

		if (column != NULL && !column->not_null)
			return dn_sqlite_cannot(p->err, p->from, dn_sqlite_place(p, fk->span),
			    "what the foreign key '%s' points to is unique with NULLS NOT "
			    "DISTINCT, and column '%s' may be null",
			    fk->name, column->name);
	}
	return true;
}

bool
dn_sqlite_references(struct sqlite_print *p, const struct dn_constraint *fk)
{
	const char *on_delete = references_action(p, fk, fk->on_delete),
		   *on_update = references_action(p, fk, fk->on_update);
	char *name;

	if (!dn_sqlite_visible(p->t, p->from, &fk->ref_table, p->err) || !references_a_key(p, fk))
		return false;
	name = dn_sqlite_name(p->buf, p->t->schema, &fk->ref_table);
	dunlin_buf_printf(p->buf, "REFERENCES %s", name);
	dn_free(name);
	if (fk->nref_columns > 0) {
		dunlin_buf_puts(p->buf, " (");
		dn_sqlite_columns(p->buf, fk->ref_columns, fk->nref_columns);
		dunlin_buf_puts(p->buf, ")");
	}
	if (on_update != NULL)
		dunlin_buf_printf(p->buf, " ON UPDATE %s", on_update);
	if (on_delete != NULL && !dn_sqlite_sets_some(fk))
		dunlin_buf_printf(p->buf, " ON DELETE %s", on_delete);
	if (fk->deferrable)
		dunlin_buf_printf(p->buf, " DEFERRABLE INITIALLY %s",
		    fk->initially_deferred ? "DEFERRED" : "IMMEDIATE");
	return true;
}

static void
constraint_name(struct sqlite_print *p, const struct dn_constraint *c)
{
	dunlin_buf_puts(p->buf, "CONSTRAINT ");
	dn_sqlite_identifier(p->buf, c->name);
	dunlin_buf_puts(p->buf, " ");
}

/* MATCH FULL: all of the columns are null or none. */
static void
constraint_match_full(struct sqlite_print *p, const struct dn_constraint *fk)
{
	struct dunlin_buf *name = dn_buf_new(p->buf);
	size_t start;

	dunlin_buf_printf(name, "ck_%s_match_full", fk->name);
	dunlin_buf_puts(p->buf, ",\n    CONSTRAINT ");
	dn_sqlite_identifier(p->buf, name->s);
	dunlin_buf_puts(p->buf, " CHECK (");
	start = p->buf->len;
	for (size_t i = 1; i < fk->ncolumns; i++) {
		dunlin_buf_puts(p->buf, i == 1 ? "(" : " AND (");
		dn_sqlite_identifier(p->buf, fk->columns[0]);
		dunlin_buf_puts(p->buf, " IS NULL) = (");
		dn_sqlite_identifier(p->buf, fk->columns[i]);
		dunlin_buf_puts(p->buf, " IS NULL)");
	}
	dn_sqlite_condition(p, start, "%s of table '%s'", name->s, p->table->name);
	dunlin_buf_puts(p->buf, ")");
	dn_free(name);
}

static bool
constraint_foreign_key(struct sqlite_print *p, const struct dn_constraint *fk)
{
	constraint_name(p, fk);
	dunlin_buf_puts(p->buf, "FOREIGN KEY (");
	dn_sqlite_columns(p->buf, fk->columns, fk->ncolumns);
	dunlin_buf_puts(p->buf, ") ");
	if (!dn_sqlite_references(p, fk))
		return false;
	if (fk->match_full && fk->ncolumns > 1)
		constraint_match_full(p, fk);
	return true;
}

/* The first of its columns that SQLite makes of others, or NULL. */
static const char *
constraint_generated(const struct dn_table *table, const struct dn_constraint *key)
{
	for (size_t i = 0; i < key->ncolumns; i++) {
		const struct dn_column *column = dn_table_column(table, key->columns[i]);

		if (column != NULL && column->generated != NULL)
			return column->name;
	}
	return NULL;
}

/* Unique constraints are indexes, so that they can come and go. */
bool
dn_sqlite_constraint(struct sqlite_print *p, const struct dn_constraint *c)
{
	if (c->left_out || dn_sqlite_is_index(c) ||
	    (c->kind == DN_PRIMARY_KEY && dn_sqlite_auto_column(p->table)))
		return true;
	if (c->kind == DN_EXCLUDE)
		return dn_sqlite_cannot(p->err, p->from, dn_sqlite_place(p, c->span),
		    "the exclusion constraint '%s' does more than compare columns for equality",
		    c->name);
	if (c->not_valid && c->kind == DN_CHECK)
		dn_translation_notice(p->t, "not-valid",
		    "SQLite cannot leave old rows unchecked: CHECKs that are NOT VALID, such as "
		    "'%s', are kept by triggers until they are validated",
		    c->name);
	if (c->kind == DN_CHECK) {
		dn_sqlite_check(p, ",\n    ", c);
		return true;
	}
	dunlin_buf_puts(p->buf, ",\n    ");
	if (c->kind == DN_FOREIGN_KEY)
		return constraint_foreign_key(p, c);
	if (constraint_generated(p->table, c) != NULL)
		return dn_sqlite_cannot(p->err, p->from, dn_sqlite_place(p, c->span),
		    "column '%s' is generated and cannot be in a primary key",
		    constraint_generated(p->table, c));
	constraint_name(p, c);
	dunlin_buf_puts(p->buf, p->null_key ? "UNIQUE (" : "PRIMARY KEY (");
	dn_sqlite_columns(p->buf, c->columns, c->ncolumns);
	dunlin_buf_puts(p->buf, ")");
	return true;
}

/* Names of columns are one where only case differs. */
static bool
table_has_twins(struct sqlite_print *p)
{
	for (size_t i = 0; i < p->table->ncolumns; i++)
		for (size_t j = 0; j < i; j++)
			if (strcasecmp(p->table->columns[i]->name, p->table->columns[j]->name) == 0)
				return !dn_sqlite_cannot(p->err, p->from, p->from->span.start,
				    "columns '%s' and '%s' differ by case alone",
				    p->table->columns[j]->name, p->table->columns[i]->name);
	return false;
}

bool
dn_sqlite_table(struct sqlite_print *p, const char *name, bool if_not_exists)
{
	dunlin_buf_printf(
	    p->buf, "CREATE TABLE %s%s (", if_not_exists ? "IF NOT EXISTS " : "", name);
	if (p->table->ncolumns == 0)
		return dn_sqlite_cannot(p->err, p->from, p->from->span.start,
		    "a table without columns cannot exist there");
	if (table_has_twins(p))
		return false;
	for (size_t i = 0; i < p->table->ncolumns; i++) {
		dunlin_buf_puts(p->buf, i == 0 ? "\n    " : ",\n    ");
		if (!dn_sqlite_column(p, p->table->columns[i]))
			return false;
	}
	for (size_t i = 0; i < p->table->nconstraints; i++) {
		if (!dn_sqlite_constraint(p, p->table->constraints[i]))
			return false;
	}
	dn_sqlite_partition_check(p);
	dunlin_buf_puts(p->buf, p->t->types == DN_TYPES_STRICT ? "\n) STRICT" : "\n)");
	return true;
}

struct table_indexes {
	struct dn_translation *t;
	const struct dn_table *table;
	struct sqlite_held *held;
	void (*print)(struct table_indexes *x, const char *name, const char *sql);
	struct dn_map *noted;
	struct dunlin_error *err;
};

static bool
table_print_index(
    struct table_indexes *x, const struct dn_index *index, const struct dn_constraint *unique)
{
	struct sqlite_print p = { .t = x->t,
		.table = x->table,
		.from = x->held->from,
		.here = x->held->created,
		.err = x->err,
		.buf = dn_buf_new(x->t) };
	bool ok = index != NULL ? dn_sqlite_index(&p, index, x->held->if_not_exists)
				: dn_sqlite_unique(&p, unique, x->held->if_not_exists);
	struct dn_name name = { x->table->schema, index != NULL ? index->name : unique->name };

	if (ok)
		x->print(x, dn_sqlite_name(p.buf, x->t->schema, &name), p.buf->s);
	dn_free(p.buf);
	return ok;
}

static bool
table_each_index(struct dn_index *index, void *payload)
{
	struct table_indexes *x = payload;

	return !dn_sqlite_index_kept(x->t, index, x->held->from) ||
	       table_print_index(x, index, NULL);
}

static bool
table_print_indexes(struct table_indexes *x)
{
	for (size_t i = 0; i < x->table->nconstraints; i++) {
		if (dn_sqlite_is_index(x->table->constraints[i]) &&
		    !table_print_index(x, NULL, x->table->constraints[i]))
			return false;
	}
	return dn_table_each_index(x->t->schema, x->table, table_each_index, x);
}

/* One that is there as it should be is left alone. */
static void
table_add_index(struct table_indexes *x, const char *name, const char *sql)
{
	const char *there = x->held->indexes == NULL ? NULL : dn_map_get(x->held->indexes, name);

	if (there == NULL || strcmp(there, sql) != 0)
		dn_translation_add(x->t, x->held->from, sql);
}

bool
dn_sqlite_table_indexes(struct dn_translation *t, const struct dn_table *table,
    struct sqlite_held *held, struct dunlin_error *err)
{
	struct table_indexes x = { t, table, held, table_add_index, NULL, err };

	return table_print_indexes(&x);
}

static void
table_note_index(struct table_indexes *x, const char *name, const char *sql)
{
	dn_map_put(x->noted, name, dn_strdup(x->noted, sql));
}

struct dn_map *
dn_sqlite_print_indexes(const void *mem, struct dn_translation *t, const struct dn_table *table,
    struct sqlite_held *held)
{
	struct dn_map *noted = dn_map_new(mem);
	struct table_indexes x = { .t = t, .table = table, .held = held, .noted = noted };

	x.print = table_note_index;
	x.err = dn_error_new(noted);
	table_print_indexes(&x);
	return noted;
}
