/* index.c - indexes and unique constraints */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/sqlite.h"

static bool
index_column(struct sqlite_print *p, const char *column, bool nulls_not_distinct)
{
	const struct dn_column *c = dn_table_column(p->table, column);
	struct dunlin_buf *name = dn_buf_new(p->buf);

	dn_sqlite_identifier(name, column);
	if (nulls_not_distinct && (c == NULL || !c->not_null))
		dunlin_buf_printf(p->buf, "ifnull(%s, 0), (%s IS NULL)", name->s, name->s);
	else
		dunlin_buf_puts(p->buf, name->s);
	dn_free(name);
	return true;
}

static bool
index_part(struct sqlite_print *p, const struct dn_index *index, const struct dn_index_part *part)
{
	if (part->column != NULL) {
		index_column(p, part->column, index->nulls_not_distinct);
	} else {
		/* Only an expression in parentheses is never taken for a name. */
		dunlin_buf_puts(p->buf, index->nulls_not_distinct ? "ifnull(" : "(");
		if (!dn_sqlite_expr(p, part->expr))
			return false;
		dunlin_buf_puts(p->buf, index->nulls_not_distinct ? ", 0), (" : ")");
		if (index->nulls_not_distinct) {
			dn_sqlite_operand(p, part->expr);
			dunlin_buf_puts(p->buf, " IS NULL)");
		}
	}
	if (part->collation != NULL && strcmp(part->collation, "C") != 0 &&
	    strcmp(part->collation, "POSIX") != 0 && strcmp(part->collation, "default") != 0)
		dn_translation_notice(p->t, "collation",
		    "SQLite compares text by its bytes; collations such as '%s' are left out",
		    part->collation);
	if (part->descending)
		dunlin_buf_puts(p->buf, " DESC");
	return true;
}

/* "CREATE UNIQUE INDEX name ON table (", both named by SCHEMA. */
static void
index_head(struct sqlite_print *p, bool unique, bool if_not_exists, const char *name)
{
	struct dn_name index = { p->table->schema, name };
	struct dn_name table = { p->table->schema, p->table->name };

	dunlin_buf_printf(p->buf, "CREATE %sINDEX %s%s ON %s (", unique ? "UNIQUE " : "",
	    if_not_exists ? "IF NOT EXISTS " : "", dn_sqlite_name(p->buf, p->t->schema, &index),
	    dn_sqlite_name(p->buf, p->t->schema, &table));
}

bool
dn_sqlite_index(struct sqlite_print *p, const struct dn_index *index, bool if_not_exists)
{
	index_head(p, index->unique, if_not_exists, index->name);
	for (size_t i = 0; i < index->nparts; i++) {
		dunlin_buf_puts(p->buf, i == 0 ? "" : ", ");
		if (!index_part(p, index, &index->parts[i]))
			return false;
	}
	dunlin_buf_puts(p->buf, ")");
	if (index->where == NULL)
		return true;
	dunlin_buf_puts(p->buf, " WHERE ");
	return dn_sqlite_expr(p, index->where);
}

/* Methods that a B-tree does not stand in for serve queries that SQLite has not. */
static bool
index_has_method(const struct dn_index *index)
{
	return index->method == NULL || strcmp(index->method, "btree") == 0 ||
	       strcmp(index->method, "hash") == 0;
}

/* One that only serves queries may stay away: rows are the same without. */
bool
dn_sqlite_index_kept(
    struct dn_translation *t, const struct dn_index *index, const struct dn_statement *from)
{
	const char *name = index->name == NULL ? "" : index->name;
	struct sqlite_print p = {
		.t = t, .table = dn_schema_table(t->schema, &index->table), .from = from
	};
	bool kept;

	if (index->unique)
		return !index->left_out;
	if (!index_has_method(index)) {
		dn_translation_notice(t, "index-method",
		    "SQLite has no %s indexes: '%s' and the like are left out", index->method,
		    name);
		return false;
	}
	p.buf = dn_buf_new(t);
	p.err = dn_error_new(p.buf);
	kept = p.table == NULL || index->name == NULL || dn_sqlite_index(&p, index, false);
	if (!kept)
		dn_translation_notice(t, "index-expression",
		    "indexes such as '%s' are left out, for queries alone: %s", name,
		    dunlin_error_message(p.err));
	dn_free(p.buf);
	return kept;
}

bool
dn_sqlite_is_index(const struct dn_constraint *c)
{
	return c->kind == DN_UNIQUE || (c->kind == DN_EXCLUDE && c->equal);
}

bool
dn_sqlite_unique(struct sqlite_print *p, const struct dn_constraint *unique, bool if_not_exists)
{
	if (unique->deferrable)
		dn_translation_notice(p->t, "unique-deferrable",
		    "SQLite checks unique constraints at once, deferrable ones such as '%s' too",
		    unique->name);
	index_head(p, true, if_not_exists, unique->name);
	for (size_t i = 0; i < unique->ncolumns; i++) {
		dunlin_buf_puts(p->buf, i == 0 ? "" : ", ");
		index_column(p, unique->columns[i], unique->nulls_not_distinct);
	}
	dunlin_buf_puts(p->buf, ")");
	if (unique->check == NULL)
		return true;
	dunlin_buf_puts(p->buf, " WHERE ");
	return dn_sqlite_expr(p, unique->check);
}
