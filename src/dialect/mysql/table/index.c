/* index.c - the definitions of indexes, and the columns that stand for what they compute */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/mysql/expr/expr.h"
#include "dialect/mysql/table/table.h"
#include "schema/name.h"

/* -- what a key is made of -------------------------------------------------------------- */

static const struct dn_expr *
index_column(const void *mem, const char *name)
{
	struct dn_expr *column = dn_new(mem, struct dn_expr);

	column->kind = DN_EXPR_COLUMN;
	column->name = name;
	return column;
}

/*
 * What a part computes; NULL: it is a column.  The first part of a unique index with a condition is
 * null where that does not hold, and so as often there as it likes.
 */
static const struct dn_expr *
index_computes(const void *mem, const struct dn_index *index, size_t i)
{
	const struct dn_index_part *part = &index->parts[i];
	struct dn_expr *when;

	if (i > 0 || !index->unique || index->where == NULL)
		return part->expr;
	when = dn_new(mem, struct dn_expr);
	when->kind = DN_EXPR_CASE;
	dn_push(when, when->args, when->nargs, index->where);
	dn_push(when, when->args, when->nargs,
	    part->expr != NULL ? part->expr
			       : (struct dn_expr *) (uintptr_t) index_column(when, part->column));
	return when;
}

static void
index_add_helper(struct mysql_key *key, const struct dn_index *index, size_t i,
    const struct dn_expr *expr, bool hash)
{
	const struct mysql_helper helper = {
		.name = dn_name_make(
		    key, index->name, NULL, dn_sprintf(key, hash ? "hash%zu" : "part%zu", i + 1)),
		.expr = expr,
		.hash = hash
	};
	const struct mysql_key_part part = { helper.name, 0, index->parts[i].descending };

	dn_push(key, key->helpers, key->nhelpers, helper);
	dn_push(key, key->parts, key->nparts, part);
}

/* What is null nowhere needs no hash for that. */
static bool
index_folds(const struct mysql_print *p, const struct dn_index *index, size_t i)
{
	const struct dn_column *column = index->parts[i].column == NULL
					     ? NULL
					     : dn_table_column(p->table, index->parts[i].column);

	return index->nulls_not_distinct &&
	       (column == NULL || !dn_domain_not_null(p->t->schema, column));
}

static void
index_add_fold(struct mysql_key *key, const struct dn_index *index, size_t i)
{
	const struct dn_index_part *part = &index->parts[i];

	index_add_helper(
	    key, index, i, part->expr != NULL ? part->expr : index_column(key, part->column), true);
	key->helpers[key->nhelpers - 1].nulls = true;
	key->helpers[key->nhelpers - 1].when = i == 0 ? index->where : NULL;
}

/*
 * All of a long text is told from others by its hash; what it begins with stands before that, for
 * who looks for it.
 */
static void
index_add_part(
    struct mysql_key *key, const struct mysql_print *p, const struct dn_index *index, size_t i)
{
	const struct dn_index_part *written = &index->parts[i];
	const struct dn_expr *expr = index_computes(key, index, i);
	struct dn_column computed = { .name = index->name };
	const struct dn_column *column =
	    expr != NULL ? &computed : dn_table_column(p->table, written->column);
	struct mysql_key_part part = { written->column, 0, written->descending };
	unsigned prefix;

	if (index_folds(p, index, i)) {
		index_add_fold(key, index, i);
		return;
	}
	if (expr != NULL)
		computed.type = (struct dn_type *) (uintptr_t) dn_mysql_index_type(key, p, expr);
	prefix = column == NULL ? 0 : dn_mysql_key_prefix(p, column, index->nparts);
	if (index->unique && prefix > 0) {
		part.prefix = prefix - (dn_type_is_text(column->type) ? 8 : 32);
		if (expr == NULL)
			dn_push(key, key->parts, key->nparts, part);
		index_add_helper(
		    key, index, i, expr != NULL ? expr : index_column(key, written->column), true);
	} else if (expr != NULL) {
		index_add_helper(key, index, i, expr, false);
		key->parts[key->nparts - 1].prefix = prefix;
	} else {
		part.prefix = prefix;
		dn_push(key, key->parts, key->nparts, part);
	}
}

/* A column says nothing the second time, and the server refuses it. */
static bool
index_repeats(const struct dn_index *index, size_t i)
{
	for (size_t k = 0; index->parts[i].column != NULL && k < i; k++)
		if (index->parts[k].column != NULL &&
		    strcmp(index->parts[k].column, index->parts[i].column) == 0)
			return true;
	return false;
}

struct mysql_key *
dn_mysql_index_key(const void *mem, const struct mysql_print *p, const struct dn_index *index)
{
	struct mysql_key *key = dn_new(mem, struct mysql_key);

	for (size_t i = 0; i < index->nparts; i++)
		if (!index_repeats(index, i))
			index_add_part(key, p, index, i);
	return key;
}

struct mysql_key *
dn_mysql_unique_key(const void *mem, const struct mysql_print *p, const struct dn_constraint *c)
{
	struct mysql_key *key;
	struct dn_index index = { .name = c->name,
		.unique = true,
		.nulls_not_distinct = c->nulls_not_distinct,
		.where = c->check, /* of EXCLUDE */
		.nparts = c->ncolumns };

	index.parts = dn_new_array(mem, struct dn_index_part, c->ncolumns + 1);
	for (size_t i = 0; i < c->ncolumns; i++)
		index.parts[i].column = c->columns[i];
	key = dn_mysql_index_key(mem, p, &index);
	return key;
}

void
dn_mysql_key_parts(struct dunlin_buf *buf, const struct mysql_key *key)
{
	for (size_t i = 0; i < key->nparts; i++) {
		dunlin_buf_puts(buf, i == 0 ? "" : ", ");
		dn_mysql_identifier(buf, key->parts[i].column);
		if (key->parts[i].prefix > 0)
			dunlin_buf_printf(buf, "(%u)", key->parts[i].prefix);
		dunlin_buf_puts(buf, key->parts[i].descending ? " DESC" : "");
	}
}

bool
dn_mysql_key_clusters(const struct mysql_print *p, const struct mysql_key *key)
{
	for (size_t i = 0; i < key->nparts; i++) {
		const struct dn_column *c = dn_table_column(p->table, key->parts[i].column);

		if (key->parts[i].prefix > 0 || c == NULL || c->generated != NULL ||
		    !dn_domain_not_null(p->t->schema, c))
			return false;
	}
	return true;
}

/* Of a float and of what ignores case. */
bool
dn_mysql_key_can_fold(struct mysql_print *p, const struct mysql_key *key, struct dn_span span)
{
	for (size_t i = 0; i < key->nhelpers; i++) {
		const struct dn_type *type = dn_mysql_expr_type(p, key->helpers[i].expr);

		if (!key->helpers[i].nulls)
			continue;
		if (type == NULL || type->dims > 0 || type->kind == DN_TYPE_REAL ||
		    type->kind == DN_TYPE_DOUBLE || type->kind == DN_TYPE_CITEXT ||
		    type->kind == DN_TYPE_JSON || type->kind == DN_TYPE_JSONB)
			return dn_mysql_cannot_at(p, span,
			    "NULLS NOT DISTINCT is a hash there, which does not tell whether "
			    "values of this type are equal");
	}
	return true;
}

/* "n" is null, and no value is. */
static bool
index_put_fold(struct mysql_print *p, const struct mysql_helper *helper)
{
	if (helper->when != NULL) {
		dunlin_buf_puts(p->buf, "CASE WHEN ");
		if (!dn_mysql_expr(p, helper->when))
			return false;
		dunlin_buf_puts(p->buf, " THEN ");
	}
	if (!dn_mysql_fill(p, "unhex(sha2(if($1 IS NULL, 'n', concat('v', $1)), 256))",
		(struct dn_expr *const[]){ (struct dn_expr *) (uintptr_t) helper->expr }, 1))
		return false;
	dunlin_buf_puts(p->buf, helper->when != NULL ? " END" : "");
	return true;
}

static bool
index_put_hash(struct mysql_print *p, const struct mysql_helper *helper)
{
	dunlin_buf_puts(p->buf, "unhex(sha2(");
	if (!dn_mysql_expr(p, helper->expr))
		return false;
	dunlin_buf_puts(p->buf, ", 256))");
	return true;
}

/*
 * Invisible, so that nobody meets it who does not ask; stored, since tables with a key over a
 * virtual one are copied for nearly every change, but not over what foreign keys change.
 */
bool
dn_mysql_helper(struct mysql_print *p, const struct mysql_helper *helper, struct mysql_part *part)
{
	struct dn_column column = { .name = helper->name };
	bool acted = dn_mysql_reads_acted(p, helper->expr) ||
		     (helper->when != NULL && dn_mysql_reads_acted(p, helper->when));

	column.type = (struct dn_type *) (uintptr_t) dn_mysql_index_type(part, p, helper->expr);
	if (!helper->hash)
		dn_translation_notice(p->t, "index-expression",
		    "MariaDB and MySQL index only columns: what an index computes, and the "
		    "condition of a unique one, is an invisible column of its own");
	part->how = MYSQL_COPY;
	part->type = part->value = part->check = "";
	part->generated = helper->name;
	dn_mysql_identifier(p->buf, helper->name);
	dunlin_buf_puts(p->buf, " ");
	if (helper->hash)
		dunlin_buf_puts(p->buf, "binary(32)");
	else if (!dn_mysql_type(p, &column))
		return false;
	dunlin_buf_puts(p->buf, " GENERATED ALWAYS AS (");
	if (helper->nulls  ? !index_put_fold(p, helper)
	    : helper->hash ? !index_put_hash(p, helper)
			   : !dn_mysql_expr(p, helper->expr))
		return false;
	dunlin_buf_puts(p->buf, acted ? ") VIRTUAL INVISIBLE" : ") STORED INVISIBLE");
	return true;
}

bool
dn_mysql_index(struct mysql_print *p, const struct dn_index *index, struct mysql_part *part)
{
	const struct mysql_key *key = dn_mysql_index_key(part, p, index);

	part->kind = index->unique ? MYSQL_UNIQUE : MYSQL_INDEX;
	part->how = MYSQL_NOCOPY;
	if (strcmp(index->method, "btree") != 0)
		dn_translation_notice(p->t, "index-method",
		    "MariaDB and MySQL have only B-trees: an index by another method is one, or is "
		    "left out where it is on JSON");
	if (index->where != NULL && !index->unique)
		dn_translation_notice(p->t, "index-where",
		    "an index of some of the rows is one of all rows in MariaDB and MySQL");
	if (!dn_mysql_key_can_fold(p, key, index->span))
		return false;
	dunlin_buf_puts(p->buf, index->unique ? "UNIQUE INDEX " : "INDEX ");
	dn_mysql_identifier(p->buf, part->name);
	dunlin_buf_puts(p->buf, " (");
	dn_mysql_key_parts(p->buf, key);
	dunlin_buf_puts(p->buf, ")");
	part->clusters = index->unique && dn_mysql_key_clusters(p, key);
	return true;
}
