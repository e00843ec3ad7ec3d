/* index.c - indexes and unique constraints */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/expr/expr.h"
#include "dialect/sqlite/table/table.h"

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

/* What is hashed: md5(x), also as bytes or as a uuid. */
static const struct dn_expr *
index_hashed(const struct dn_expr *e)
{
	const struct dn_expr *how = e->nargs == 2 ? dn_expr_bare(e->args[1]) : NULL;

	if (e->kind == DN_EXPR_CAST && e->type->dims == 0 && e->type->nmods == 0 &&
	    (e->type->kind == DN_TYPE_TEXT || e->type->kind == DN_TYPE_UUID))
		return index_hashed(e->args[0]);
	if (e->kind != DN_EXPR_FUNCTION || e->qualifier != NULL)
		return NULL;
	if (strcmp(e->name, "md5") == 0 && e->nargs == 1)
		return e->args[0];
	if (how == NULL || how->kind != DN_EXPR_STRING)
		return NULL;
	if (strcmp(e->name, "digest") == 0)
		return e->args[0];
	return strcmp(e->name, "decode") == 0 || strcmp(e->name, "encode") == 0
		   ? index_hashed(e->args[0])
		   : NULL;
}

/* Two that SQLite finds equal may be different to a hash. */
static bool
index_is_bytes(struct dn_expr *e, void *payload)
{
	const struct sqlite_print *p = payload;
	const struct dn_type *type = e->kind == DN_EXPR_COLUMN ? dn_sqlite_expr_type(p, e) : NULL;

	return e->kind != DN_EXPR_COLUMN ||
	       (type != NULL && type->dims == 0 &&
		   (type->kind == DN_TYPE_TEXT || type->kind == DN_TYPE_VARCHAR));
}

/* What is hashed only to be short is unique by itself. */
static const struct dn_expr *
index_key(struct sqlite_print *p, const struct dn_index *index, const struct dn_expr *expr)
{
	const struct dn_expr *hashed = index->unique ? index_hashed(expr) : NULL;
	const struct dn_type *type = hashed == NULL ? NULL : dn_sqlite_expr_type(p, hashed);

	return type != NULL && type->dims == 0 &&
		       (type->kind == DN_TYPE_TEXT || type->kind == DN_TYPE_VARCHAR) &&
		       dn_expr_each((struct dn_expr *) (uintptr_t) hashed, index_is_bytes, p)
		   ? hashed
		   : expr;
}

static bool
index_part(struct sqlite_print *p, const struct dn_index *index, const struct dn_index_part *part)
{
	if (part->column != NULL) {
		index_column(p, part->column, index->nulls_not_distinct);
	} else {
		const struct dn_expr *key = index_key(p, index, part->expr);

		/* Only an expression in parentheses is never taken for a name. */
		dunlin_buf_puts(p->buf, index->nulls_not_distinct ? "ifnull(" : "(");
		if (!dn_sqlite_expr(p, key))
			return false;
		dunlin_buf_puts(p->buf, index->nulls_not_distinct ? ", 0), (" : ")");
		if (index->nulls_not_distinct) {
			dn_sqlite_operand(p, key);
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
