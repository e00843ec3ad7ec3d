/* from.c - what rows are taken from */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dialect/mysql/expr/expr.h"
#include "dialect/mysql/rows/rows.h"

static bool
from_cannot(const struct mysql_print *p, const char *why)
{
	return dn_mysql_cannot_at(p, p->from->span, "%s", why);
}

static void
from_alias(struct mysql_print *p, const char *alias)
{
	dunlin_buf_puts(p->buf, " AS ");
	dn_mysql_identifier(p->buf, alias);
}

/* What columns are qualified with, unless it is RELATION, quoted, anyway. */
void
dn_mysql_alias(struct mysql_print *p, const char *relation, const struct dn_from *from)
{
	const char *alias = from->alias != NULL ? from->alias : from->table.name;

	if (strcmp(relation, dn_mysql_quoted(p->buf, alias)) != 0)
		from_alias(p, alias);
}

/* -- queries ---------------------------------------------------------------------------- */

/* "(SELECT x AS a, ... FROM (query) AS dn)": what AS alias (a, ...) says, which is not there. */
static bool
from_query_as(struct mysql_print *p, const struct dn_query *q, const char *const *columns, size_t n,
    const char *alias)
{
	size_t width = dn_query_width(q);

	if (n > 0 && width == 0)
		return from_cannot(p, "the history does not say which columns get other names");
	dunlin_buf_puts(p->buf, n > 0 ? "(SELECT " : "(");
	for (size_t i = 0; n > 0 && i < width; i++) {
		dunlin_buf_puts(p->buf, i == 0 ? "" : ", ");
		dn_mysql_identifier(p->buf, dn_query_name(q, i));
		from_alias(p, i < n ? columns[i] : dn_query_name(q, i));
	}
	dunlin_buf_puts(p->buf, n > 0 ? " FROM (" : "");
	if (!dn_mysql_query(p, q))
		return false;
	dunlin_buf_puts(p->buf, n > 0 ? ") AS `dn`)" : ")");
	from_alias(p, alias == NULL ? "dn" : alias);
	return true;
}

/* An item of WITH that stands where it is named, since the statement takes no WITH. */
static const struct dn_with *
from_inlined(const struct mysql_print *p, const struct dn_from *from)
{
	for (size_t i = 0;
	     p->inlined != NULL && from->table.schema == NULL && i < p->inlined->nwith; i++)
		if (strcmp(p->inlined->with[i].name, from->table.name) == 0)
			return &p->inlined->with[i];
	return NULL;
}

/* Rows that are in a temporary table, or NULL. */
static const char *
from_kept(const struct mysql_print *p, const struct dn_from *from, const struct dn_table *known)
{
	if (p->kept == NULL || from == p->kept->now)
		return NULL;
	if (known != NULL)
		return dn_map_get(p->kept->before, known->key);
	return from->table.schema == NULL ? dn_map_get(p->kept->withs, from->table.name) : NULL;
}

static bool
from_table(struct mysql_print *p, const struct dn_from *from)
{
	const struct dn_table *known = dn_schema_table(p->t->schema, &from->table);
	const struct dn_table *root = dn_table_root(known);
	const struct dn_with *with = known != NULL ? NULL : from_inlined(p, from);
	const char *kept = from_kept(p, from, known);
	char *relation;

	if (kept != NULL && from->ncolumns == 0) {
		dunlin_buf_puts(p->buf, kept);
		dn_mysql_alias(p, kept, from);
		return true;
	}
	if (with != NULL)
		return from_query_as(p, with->query, with->columns, with->ncolumns,
		    from->alias != NULL ? from->alias : from->table.name);
	if (known == NULL && dn_relation_is_catalog(&from->table))
		return from_cannot(p, "PostgreSQL's catalogs are not there to be asked");
	if (from->ncolumns > 0)
		return from_cannot(p, "other names for the columns of a table are not there");
	if (root != known)
		return from_cannot(p, "rows of one partition cannot be told from others there");
	if (!dn_mysql_visible_at(p, &from->table))
		return false;
	relation = known == NULL && dn_schema_view(p->t->schema, &from->table) == NULL &&
			   from->table.schema == NULL
		       ? dn_mysql_quoted(p->buf, from->table.name)
		       : dn_mysql_name(p->buf, p->t->schema, &from->table);
	dunlin_buf_puts(p->buf, relation);
	dn_mysql_alias(p, relation, from);
	return true;
}

/* -- functions -------------------------------------------------------------------------- */

static const char *
from_integer(const struct dn_expr *e)
{
	const struct dn_expr *bare = dn_expr_bare(e);

	return bare->kind == DN_EXPR_NUMBER &&
		       strspn(bare->text, "0123456789") == strlen(bare->text)
		   ? bare->text
		   : NULL;
}

/* generate_series(1, 10), which is a table of MariaDB's. */
static bool
from_function(struct mysql_print *p, const struct dn_from *from)
{
	const struct dn_expr *f = from->function;
	const char *alias = from->alias != NULL ? from->alias : f->name;
	const char *column = from->ncolumns > 0 ? from->columns[0] : alias;

	if (strcmp(f->name, "generate_series") != 0 || f->nargs < 2 || from->ordinality ||
	    from_integer(f->args[0]) == NULL || from_integer(f->args[1]) == NULL ||
	    (f->nargs == 3 && from_integer(f->args[2]) == NULL) ||
	    strtoul(from_integer(f->args[0]), NULL, 10) >
		strtoul(from_integer(f->args[1]), NULL, 10))
		return strcmp(f->name, "generate_series") == 0 && f->nargs >= 2
			   ? dn_mysql_series(p, from)
			   : dn_mysql_each(p, from);
	if (dn_mysql_is_8(p->t)) {
		dunlin_buf_printf(p->buf,
		    "(WITH RECURSIVE `dn` AS (SELECT %s AS `n` UNION ALL SELECT `n` + %s FROM `dn` "
		    "WHERE `n` + %s <= %s) SELECT `n` AS ",
		    from_integer(f->args[0]), f->nargs == 3 ? from_integer(f->args[2]) : "1",
		    f->nargs == 3 ? from_integer(f->args[2]) : "1", from_integer(f->args[1]));
		dn_mysql_identifier(p->buf, column);
		dunlin_buf_puts(p->buf, " FROM `dn`)");
	} else {
		dunlin_buf_puts(p->buf, "(SELECT `seq` AS ");
		dn_mysql_identifier(p->buf, column);
		dunlin_buf_printf(p->buf, " FROM `seq_%s_to_%s%s%s`)", from_integer(f->args[0]),
		    from_integer(f->args[1]), f->nargs == 3 ? "_step_" : "",
		    f->nargs == 3 ? from_integer(f->args[2]) : "");
	}
	from_alias(p, alias);
	return true;
}

/* -- joins ------------------------------------------------------------------------------ */

static bool from_item(struct mysql_print *p, const struct dn_from *from);

static bool
from_side(struct mysql_print *p, const struct dn_from *from, bool right)
{
	bool wrap = right && from->kind == DN_FROM_JOIN;

	dunlin_buf_puts(p->buf, wrap ? "(" : "");
	if (!from_item(p, from))
		return false;
	dunlin_buf_puts(p->buf, wrap ? ")" : "");
	return true;
}

static bool
from_join(struct mysql_print *p, const struct dn_from *join)
{
	static const char *const words[] = { [DN_JOIN_INNER] = " JOIN ",
		[DN_JOIN_LEFT] = " LEFT JOIN ",
		[DN_JOIN_RIGHT] = " RIGHT JOIN " };

	if (join->join == DN_JOIN_FULL)
		return dn_mysql_full_join(p, join);
	if (!from_side(p, join->left, false))
		return false;
	dunlin_buf_puts(p->buf, join->natural ? " NATURAL" : "");
	dunlin_buf_puts(p->buf, words[join->join]);
	if (!from_side(p, join->right, true))
		return false;
	if (join->nusing > 0) {
		dunlin_buf_puts(p->buf, " USING (");
		dn_mysql_columns(p->buf, join->using_columns, join->nusing);
		dunlin_buf_puts(p->buf, ")");
	}
	if (join->on == NULL)
		return true;
	dunlin_buf_puts(p->buf, " ON ");
	return dn_mysql_expr(p, join->on);
}

static bool
from_item(struct mysql_print *p, const struct dn_from *from)
{
	switch (from->kind) {
	case DN_FROM_TABLE: return from_table(p, from);
	case DN_FROM_QUERY:
		if (from->lateral && !dn_mysql_is_8(p->t))
			return dn_mysql_lateral(p, from);
		dunlin_buf_puts(p->buf, from->lateral ? "LATERAL " : "");
		return from_query_as(p, from->query, from->columns, from->ncolumns, from->alias);
	case DN_FROM_FUNCTION: return from_function(p, from);
	default: return from_join(p, from);
	}
}

bool
dn_mysql_from(struct mysql_print *p, struct dn_from *const *from, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		dunlin_buf_puts(p->buf, i == 0 ? "" : ", ");
		if (!from_side(p, from[i], i > 0))
			return false;
	}
	return true;
}
