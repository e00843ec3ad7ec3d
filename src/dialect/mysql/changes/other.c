/* other.c - statements that mean nothing there, or that nobody understands */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/mysql/changes/changes.h"
#include "dialect/mysql/rows/rows.h"

/* CREATE TABLE AS, SELECT INTO: a table of the model, and its rows. */
static bool
other_table(struct mysql_change *x)
{
	struct dn_query *q = dn_query_copy(x->scratch, x->change->query);
	bool there = dn_schema_table(x->t->schema, &x->change->object) != NULL;
	const struct dn_table *table;
	struct mysql_print p;

	dn_query_resolve(x->scratch, x->t->schema, q);
	if (!dn_mysql_create_table(x))
		return false;
	table = dn_schema_table(x->t->schema, &x->change->object);
	if (there || x->change->more)
		return true;
	if (table == NULL || table->ncolumns == 0)
		return dn_mysql_cannot(x, "the history does not say what columns it has");
	p = dn_mysql_printer(x, NULL);
	p.query = true;
	dunlin_buf_printf(p.buf, "INSERT INTO %s (",
	    dn_mysql_quoted(x->scratch, dn_mysql_table_name(x->scratch, x->t->schema, table)));
	for (size_t i = 0; i < table->ncolumns; i++) {
		dunlin_buf_puts(p.buf, i == 0 ? "" : ", ");
		dn_mysql_identifier(p.buf, table->columns[i]->name);
	}
	dunlin_buf_puts(p.buf, ") ");
	if (!dn_mysql_query(&p, q))
		return false;
	dn_mysql_emit_rows(x, p.buf->s);
	return true;
}

static bool
other_view(struct mysql_change *x)
{
	struct dn_view *view = dn_schema_view(x->t->schema, &x->change->object);

	if (x->change->temporary)
		return dn_mysql_apply(x) &&
		       dn_mysql_cannot(x, "a temporary view has no counterpart there");
	if (x->change->name != NULL && strstr(x->change->name, "MATERIALIZED") != NULL)
		dn_translation_notice(x->t, "materialized-view",
		    "MariaDB and MySQL have no materialized views: '%s' is a view there, which is "
		    "always fresh",
		    x->change->object.name);
	if (strncmp(x->st->what, "REFRESH", 7) == 0 && view != NULL)
		return true;
	return dn_mysql_change_all(x);
}

bool
dn_mysql_opaque(struct mysql_change *x)
{
	bool view = dn_change_makes_view(x->change) || strstr(x->st->what, "VIEW") != NULL;

	if (view &&
	    (x->change->query != NULL || dn_schema_view(x->t->schema, &x->change->object) != NULL))
		return other_view(x);
	if (!view && x->change->query != NULL)
		return other_table(x);
	if (!dn_mysql_apply(x))
		return false;
	return dn_mysql_cannot(x, "%s", dn_cannot_why(x->scratch, x->st, x->change));
}

/* GRANT, COMMENT and the like. */
bool
dn_mysql_meaningless(struct mysql_change *x)
{
	const char *name = x->change->name == NULL ? x->st->what : x->change->name;
	char *code = dn_sprintf(x->scratch, "no-meaning-%s", name);
	unsigned line, column;

	dn_source_locate(x->st->source, x->st->span.start, &line, &column);
	dn_translation_notice(x->t, code,
	    "%s:%u:%u: nothing on MariaDB and MySQL corresponds to %s: left out",
	    x->st->source->file == NULL ? "?" : x->st->source->file, line, column, name);
	return dn_mysql_apply(x);
}
