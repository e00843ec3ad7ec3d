/* from.c - FROM: tables, subqueries, functions and joins */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "dialect/sqlite/expr/expr.h"
#include "dialect/sqlite/rows/rows.h"
#include "dialect/sqlite/table/table.h"

static bool
from_cannot(const struct sqlite_print *p, const char *why)
{
	return dn_sqlite_cannot(p->err, p->from, p->from->span.start, "%s", why);
}

static void
from_alias(struct sqlite_print *p, const char *alias)
{
	if (alias == NULL)
		return;
	dunlin_buf_puts(p->buf, " AS ");
	dn_sqlite_identifier(p->buf, alias);
}

/* "(SELECT a AS x, b AS y FROM ": what AS alias (x, y) says, which SQLite has not. */
static bool
from_rename(struct sqlite_print *p, const struct dn_from *from, const char *const *names, size_t n)
{
	if (from->ncolumns == 0)
		return true;
	if (n == 0)
		return from_cannot(
		    p, "the history does not say which columns are given other names");
	dunlin_buf_puts(p->buf, "(SELECT ");
	for (size_t i = 0; i < n; i++) {
		dunlin_buf_puts(p->buf, i == 0 ? "" : ", ");
		dn_sqlite_identifier(p->buf, names[i]);
		dunlin_buf_puts(p->buf, " AS ");
		dn_sqlite_identifier(p->buf, i < from->ncolumns ? from->columns[i] : names[i]);
	}
	dunlin_buf_puts(p->buf, " FROM ");
	return true;
}

static const char **
from_table_names(struct sqlite_print *p, const struct dn_from *from, size_t *n)
{
	const struct dn_table *table = dn_table_root(dn_schema_table(p->t->schema, &from->table));
	const char **names = NULL;

	*n = table == NULL || table->unknown || from->ncolumns == 0 ? 0 : table->ncolumns;
	if (*n > 0)
		names = dn_new_array(p->buf, const char *, *n);
	for (size_t i = 0; i < *n; i++)
		names[i] = table->columns[i]->name;
	return names;
}

static const struct sqlite_with *
from_find_with(const struct sqlite_print *p, const struct dn_name *table)
{
	for (const struct sqlite_with *w = p->withs; w != NULL && table->schema == NULL;
	     w = w->next)
		if (!w->later && strcmp(w->name, table->name) == 0)
			return w;
	return NULL;
}

/* Of a name without a schema SQLite thinks of WITH first, of one with "main" never. */
static char *
from_stored(struct sqlite_print *p, const struct dn_name *table)
{
	char *stored = dn_sqlite_name(p->buf, p->t->schema, table);

	for (const struct sqlite_with *w = p->withs; w != NULL; w = w->next) {
		struct dunlin_buf *name = dn_buf_new(p->buf);

		dn_sqlite_identifier(name, w->name);
		if (w->relation == NULL && strcasecmp(name->s, stored) == 0)
			return dn_sprintf(p->buf, "main.%s", stored);
	}
	return stored;
}

/* A partition is there when it can be said which rows it has. */
static bool
from_is_known(struct sqlite_print *p, const struct dn_table *table)
{
	return table == NULL || table->partition_of == NULL ||
	       dn_sqlite_partition_known(p->t, table, p->from, p->err);
}

/* An item of WITH, a copy of the table from before the statement, or the table. */
static char *
from_relation(struct sqlite_print *p, const struct dn_from *from)
{
	const struct dn_name *table = &from->table;
	const struct sqlite_with *with = from_find_with(p, table);
	struct dunlin_buf *name = dn_buf_new(p->buf);
	const struct dn_table *known = dn_schema_table(p->t->schema, table);
	const char *before = p->before == NULL || known == NULL || from == p->now
				 ? NULL
				 : dn_map_get(p->before, known->key);

	if (with != NULL && with->relation == NULL)
		dn_sqlite_identifier(name, table->name);
	else if (with == NULL &&
		 (!dn_sqlite_visible(p->t, p->from, table, p->err) || !from_is_known(p, known)))
		return NULL;
	else if (with == NULL && known == NULL && dn_relation_is_catalog(table)) {
		from_cannot(p, "PostgreSQL's catalogs are not there to be asked");
		return NULL;
	} else if (with == NULL && before == NULL)
		return from_stored(p, table);
	else
		dunlin_buf_puts(name, with != NULL ? with->relation : before);
	return name->s;
}

static bool
from_table(struct sqlite_print *p, const struct dn_from *from)
{
	struct dunlin_buf *alias = dn_buf_new(p->buf);
	char *relation = from_relation(p, from);
	size_t n;
	const char **names = from_table_names(p, from, &n);

	if (relation == NULL || !from_rename(p, from, names, n))
		return false;
	dunlin_buf_puts(p->buf, relation);
	dunlin_buf_puts(p->buf, from->ncolumns > 0 ? ")" : "");
	if (from->alias == NULL)
		return true;
	dn_sqlite_identifier(alias, from->alias);
	if (from->ncolumns > 0 || strcmp(relation, alias->s) != 0)
		from_alias(p, from->alias);
	return true;
}

static bool
from_query(struct sqlite_print *p, const struct dn_from *from)
{
	size_t n = dn_query_width(from->query);
	const char **names = n == 0 ? NULL : dn_new_array(p->buf, const char *, n);

	if (from->lateral)
		return dn_sqlite_lateral(p, from);
	for (size_t i = 0; i < n; i++)
		names[i] = dn_query_name(from->query, i);
	if (!from_rename(p, from, names, n))
		return false;
	dunlin_buf_puts(p->buf, "(");
	if (!dn_sqlite_query(p, from->query, NULL))
		return false;
	dunlin_buf_puts(p->buf, from->ncolumns > 0 ? "))" : ")");
	from_alias(p, from->alias);
	return true;
}

/* -- joins --------------------------------------------------------------------------------- */

static bool from_item(struct sqlite_print *p, const struct dn_from *from);

static bool
from_join_side(struct sqlite_print *p, const struct dn_from *from, bool right)
{
	bool wrap = right && from->kind == DN_FROM_JOIN;

	dunlin_buf_puts(p->buf, wrap ? "(" : "");
	if (!from_item(p, from))
		return false;
	dunlin_buf_puts(p->buf, wrap ? ")" : "");
	return true;
}

static bool
from_join(struct sqlite_print *p, const struct dn_from *join)
{
	static const char *const words[] = { [DN_JOIN_INNER] = " JOIN ",
		[DN_JOIN_LEFT] = " LEFT JOIN ",
		[DN_JOIN_RIGHT] = " RIGHT JOIN ",
		[DN_JOIN_FULL] = " FULL JOIN " };

	if (join->natural)
		return from_cannot(p, "the history does not say what a NATURAL JOIN has in common");
	if (join->nusing > 0 && (dn_sqlite_is_each(join->left) || dn_sqlite_is_each(join->right)))
		return from_cannot(p, "a join by the columns of a function is not there; use ON");
	if (!from_join_side(p, join->left, false))
		return false;
	dunlin_buf_puts(p->buf, words[join->join]);
	if (!from_join_side(p, join->right, true))
		return false;
	if (join->nusing > 0) {
		dunlin_buf_puts(p->buf, " USING (");
		dn_sqlite_columns(p->buf, join->using_columns, join->nusing);
		dunlin_buf_puts(p->buf, ")");
	}
	if (join->on == NULL)
		return true;
	dunlin_buf_puts(p->buf, " ON ");
	return dn_sqlite_expr(p, join->on);
}

static bool
from_item(struct sqlite_print *p, const struct dn_from *from)
{
	switch (from->kind) {
	case DN_FROM_TABLE: return from_table(p, from);
	case DN_FROM_QUERY: return from_query(p, from);
	case DN_FROM_FUNCTION: return dn_sqlite_from_function(p, from);
	default: return from_join(p, from);
	}
}

bool
dn_sqlite_from(struct sqlite_print *p, struct dn_from *const *from, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		dunlin_buf_puts(p->buf, i == 0 ? "" : ", ");
		if (!from_join_side(p, from[i], i > 0))
			return false;
	}
	return true;
}
