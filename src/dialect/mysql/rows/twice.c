/* twice.c - INSERT ... ON CONFLICT DO UPDATE of rows that have one key, which PostgreSQL refuses */
#include "config.h"

#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "dialect/mysql/expr/expr.h"
#include "dialect/mysql/rows/rows.h"
#include "dialect/mysql/table/table.h"

/* The columns that tell the statement's rows from each other, by their places among its values. */
struct twice {
	struct mysql_print *p;
	const struct dn_query *q;
	const struct dn_table *table;
	const char *const *names;
	const size_t *places; /* SIZE_MAX: the statement does not name it */
	size_t n;
};

static size_t
twice_place(const struct dn_query *q, const struct dn_table *table, const char *name)
{
	size_t n = q->ncolumns > 0 ? q->ncolumns : table->ncolumns;

	for (size_t i = 0; i < n; i++)
		if (strcmp(q->ncolumns > 0 ? q->columns[i] : table->columns[i]->name, name) == 0)
			return i;
	return SIZE_MAX;
}

/* False: it has no key that is known. */
static bool
twice_key(struct twice *t)
{
	const struct dn_conflict *c = t->q->conflict;
	const struct dn_constraint *key =
	    c->constraint == NULL ? NULL : dn_table_constraint(t->table, c->constraint);
	size_t n = key != NULL ? key->ncolumns : c->nparts;
	const char **names = dn_new_array(t->p->buf, const char *, n + 1);
	size_t *places = dn_new_array(t->p->buf, size_t, n + 1);

	for (size_t i = 0; i < n; i++) {
		names[i] = key != NULL ? key->columns[i] : c->parts[i].column;
		if (names[i] == NULL)
			return false;
		places[i] = twice_place(t->q, t->table, names[i]);
	}
	t->names = names;
	t->places = places;
	t->n = n;
	return n > 0;
}

/* -- VALUES ----------------------------------------------------------------------------- */

enum twice_value { TWICE_SAID, TWICE_COMPUTED, TWICE_NEVER };

/* Is the value said, another one each time, or nothing that is known before? */
static enum twice_value
twice_value(const struct dn_expr *value)
{
	const struct dn_expr *bare = value == NULL ? NULL : dn_expr_bare(value);

	if (bare == NULL || bare->kind == DN_EXPR_NULL || dn_is_random_uuid(bare) ||
	    (bare->kind == DN_EXPR_FUNCTION && strcmp(bare->name, "nextval") == 0))
		return TWICE_NEVER;
	return bare->kind == DN_EXPR_STRING || bare->kind == DN_EXPR_NUMBER ||
		       bare->kind == DN_EXPR_BOOLEAN
		   ? TWICE_SAID
		   : TWICE_COMPUTED;
}

/* What the row has for column I of the key. */
static const struct dn_expr *
twice_expr(const struct twice *t, struct dn_expr *const *row, size_t i)
{
	const struct dn_column *column = dn_table_column(t->table, t->names[i]);
	const struct dn_expr *value = t->places[i] == SIZE_MAX ? NULL : row[t->places[i]];

	if (value != NULL && value->kind != DN_EXPR_DEFAULT)
		return value;
	return column == NULL || column->identity != DN_IDENTITY_NONE
		   ? NULL
		   : dn_domain_default(t->p->t->schema, column);
}

/* What is said of the row's key, as text, but for what is COMPUTED; NULL: no other row has it. */
static const char *
twice_said(const struct twice *t, struct dn_expr *const *row, const bool *computed)
{
	struct mysql_print quiet = *t->p;

	quiet.buf = dn_buf_new(t->p->buf);
	quiet.t = dn_mysql_quiet(quiet.buf, t->p->t);
	quiet.err = NULL;
	for (size_t i = 0; i < t->n; i++) {
		const struct dn_expr *value = twice_expr(t, row, i);

		if (twice_value(value) == TWICE_NEVER)
			return NULL;
		dunlin_buf_puts(quiet.buf, i == 0 ? "" : ", ");
		if (!computed[i] &&
		    !dn_mysql_as(&quiet, value, dn_mysql_rows_type(t->p, t->table, t->names[i])))
			return NULL;
	}
	return quiet.buf->s;
}

/* Which columns of the key are not said in each row; is there one? */
static bool
twice_computed(const struct twice *t, bool *computed)
{
	const struct dn_query *values = t->q->source;
	bool some = false;

	for (size_t i = 0; i < t->n; i++)
		for (size_t k = 0; k < values->nrows; k++)
			computed[i] |=
			    twice_value(twice_expr(t, values->rows[k], i)) == TWICE_COMPUTED;
	for (size_t i = 0; i < t->n; i++)
		some = some || computed[i];
	return some;
}

static bool
twice_values(const struct twice *t)
{
	const struct dn_query *values = t->q->source;
	struct dn_map *keys = dn_map_new(t->p->buf);
	bool *computed = dn_new_array(keys, bool, t->n), some = twice_computed(t, computed);

	for (size_t i = 0; values->nrows > 1 && i < values->nrows; i++) {
		const char *said = twice_said(t, values->rows[i], computed);

		if (said == NULL)
			continue;
		if (dn_map_get(keys, said) != NULL)
			return dn_mysql_cannot_at(t->p, values->rows[i][0]->span,
			    some ? "whether two of the rows have one key, which PostgreSQL "
				   "refuses, is not known there; write them as INSERT ... SELECT"
				 : "two of the rows have one key, which ON CONFLICT DO UPDATE "
				   "refuses in PostgreSQL, and not there");
		dn_map_put(keys, said, values->rows[i]);
	}
	return true;
}

/* -- queries ---------------------------------------------------------------------------- */

static bool
twice_is_alike(const struct dn_type *is, const struct dn_type *to)
{
	return is == NULL || to == NULL || (is->dims == to->dims && is->kind == to->kind) ||
	       (dn_type_is_integer(is) && dn_type_is_integer(to)) ||
	       (dn_type_is_text(is) && dn_type_is_text(to));
}

/* Rows of `excluded` with how many have their key: more than one is an error. */
static bool
twice_query(const struct twice *t, size_t width)
{
	struct dunlin_buf *buf = t->p->buf, *keys = dn_buf_new(buf), *known = dn_buf_new(buf);

	for (size_t i = 0; i < t->n; i++) {
		const struct dn_type *is = t->places[i] == SIZE_MAX
					       ? NULL
					       : dn_schema_base(t->p->t->schema,
						     dn_query_type(t->q->source, t->places[i]));

		if (!twice_is_alike(is, dn_mysql_rows_type(t->p, t->table, t->names[i])))
			return dn_mysql_cannot_at(t->p, t->p->from->span,
			    "what goes into '%s' must be of its type there; cast it", t->names[i]);
		if (t->places[i] == SIZE_MAX)
			continue;
		dunlin_buf_printf(
		    keys, "%s`column%zu`", keys->len == 0 ? "" : ", ", t->places[i] + 1);
		dunlin_buf_printf(known, " OR `column%zu` IS NULL", t->places[i] + 1);
	}
	dunlin_buf_puts(buf, "SELECT ");
	for (size_t i = 0; i < width; i++)
		dunlin_buf_printf(buf, "%s`column%zu`", i == 0 ? "" : ", ", i + 1);
	dunlin_buf_printf(buf,
	    " FROM (SELECT `excluded`.*, count(*) OVER (%s%s) AS `dn_rows` FROM `excluded`) AS "
	    "`dn_excluded` WHERE if(`dn_rows` = 1%s, TRUE, (SELECT 1 UNION SELECT 2))",
	    keys->len == 0 ? "" : "PARTITION BY ", keys->s, known->s);
	return true;
}

/* Is there a row at most, or a key that is new for each? */
static bool
twice_is_told(const struct twice *t)
{
	const struct dn_query *source = t->q->source;

	for (size_t i = 0; i < t->n; i++)
		if (t->places[i] == SIZE_MAX && twice_value(twice_expr(t, NULL, i)) == TWICE_NEVER)
			return true;
	return source->kind == DN_QUERY_SELECT && source->nfrom == 0;
}

bool
dn_mysql_twice(struct mysql_print *p, const struct dn_query *q, size_t width, bool *checked)
{
	struct twice t = { .p = p, .q = q, .table = dn_mysql_rows_table(p, q) };
	const struct dn_query *source = q->source;

	*checked = false;
	if (q->conflict == NULL || !q->conflict->update || source == NULL || t.table == NULL ||
	    t.table->unknown || !twice_key(&t))
		return true;
	if (source->kind == DN_QUERY_VALUES)
		return twice_values(&t);
	if (twice_is_told(&t))
		return true;
	*checked = true;
	return twice_query(&t, width);
}
