/* partition.c - partitions: all of their rows are in one table there, and they are none */
#include "config.h"

#include "base/mem.h"
#include "dialect/mysql/changes/changes.h"
#include "schema/diff/diff.h"

#define PARTITION_OWN "what a partition says of its own rows would be said of none there"

bool
dn_mysql_change_partition(struct mysql_change *x, bool *done)
{
	const struct dn_table *table = dn_change_table(x->t->schema, x->change);

	*done = table != NULL && table->partition_of != NULL;
	if (!*done)
		return true;
	switch (x->change->kind) {
	case DN_RENAME_TABLE:
	case DN_SET_SCHEMA:
	case DN_DROP_INDEX:
	case DN_RENAME_INDEX:
	case DN_RENAME_CONSTRAINT:
	case DN_VALIDATE_CONSTRAINT: return dn_mysql_apply(x);
	case DN_CREATE_INDEX:
		if (!x->change->index->unique)
			return dn_mysql_apply(x);
		break;
	case DN_CREATE_TABLE:
	case DN_CREATE_PARTITION:
	case DN_ATTACH_PARTITION:
	case DN_CHANGE_OPAQUE:
	case DN_NOTHING: *done = false; return true;
	case DN_DROP_TABLE:
		return dn_mysql_cannot(x, "the rows of partition '%s' would stay in table '%s'",
		    table->name, dn_table_root(table)->name);
	default: break;
	}
	return dn_mysql_cannot(x, "partition '%s' is no table of its own there; name table '%s'",
	    table->name, dn_table_root(table)->name);
}

bool
dn_mysql_detach(struct mysql_change *x)
{
	return dn_mysql_apply(x) &&
	       dn_mysql_cannot(x,
		   "the rows of partition '%s' are in its table there, and would stay in it",
		   x->change->partition.name);
}

bool
dn_mysql_create_partition(struct mysql_change *x)
{
	return dn_mysql_apply(x) && ((x->change->ncolumns == 0 && x->change->nconstraints == 0) ||
					dn_mysql_cannot(x, PARTITION_OWN));
}

static bool
partition_has_constraint(const struct dn_table *whole, const struct dn_constraint *own)
{
	bool has = false;

	for (size_t i = 0; i < whole->nconstraints; i++)
		has = has || dn_constraint_same(whole->constraints[i], own);
	return has;
}

static bool
partition_has_index(const struct dn_table *whole, const struct dn_index *own)
{
	bool has = !own->unique;

	for (size_t i = 0; i < whole->nindexes; i++)
		has = has || dn_index_same(whole->indexes[i], own);
	return has;
}

/* Does a table refuse rows, or set what is in them, that the whole one takes as they are? */
static bool
partition_has_own(const struct dn_table *whole, const struct dn_table *part)
{
	bool own = part->ntriggers > 0;

	for (size_t i = 0; i < part->nconstraints; i++)
		own = own || !partition_has_constraint(whole, part->constraints[i]);
	for (size_t i = 0; i < part->nindexes; i++)
		own = own || !partition_has_index(whole, part->indexes[i]);
	for (size_t i = 0; i < part->ncolumns; i++) {
		const struct dn_column *column = dn_table_column(whole, part->columns[i]->name);

		own = own || (part->columns[i]->not_null && (column == NULL || !column->not_null));
	}
	return own;
}

/* Why the rows of a table cannot become those of another; NULL: they can. */
static const char *
partition_obstacle(const struct dn_table *whole, const struct dn_table *part)
{
	if (whole == NULL || part == NULL || whole->ncolumns == 0 || part->ncolumns == 0)
		return "the history does not say what columns both tables have";
	if (whole->ntriggers > 0 || part->nreferences > 0 || part->partitioning != NULL)
		return "its rows are copied there, where a trigger, a foreign key to it or "
		       "partitions of its own would show";
	return partition_has_own(whole, part) ? PARTITION_OWN : NULL;
}

/* The rows go over, and the table is no more. */
bool
dn_mysql_attach(struct mysql_change *x)
{
	const struct dn_table *part = dn_schema_table(x->t->schema, &x->change->partition),
			      *whole =
				  dn_table_root(dn_schema_table(x->t->schema, &x->change->object));
	const char *why = partition_obstacle(whole, part), *from, *to;
	struct dunlin_buf *columns = dn_buf_new(x->scratch);
	const struct mysql_look look = { dn_mysql_quiet(x->scratch, x->t), x->st, true, NULL };
	struct mysql_before before = { dn_map_new(x->scratch),
		dn_mysql_objects(x->scratch, &look) };

	if (why != NULL)
		return dn_mysql_apply(x) && dn_mysql_cannot(x, "%s", why);
	if (!dn_mysql_visible(x, &x->change->partition) || !dn_mysql_visible(x, &x->change->object))
		return false;
	from = dn_mysql_table_name(x->scratch, x->t->schema, part);
	to = dn_mysql_table_name(x->scratch, x->t->schema, whole);
	for (size_t i = 0; i < whole->ncolumns; i++)
		if (whole->columns[i]->generated == NULL)
			dunlin_buf_printf(columns, "%s%s", columns->len == 0 ? "" : ", ",
			    dn_mysql_quoted(columns, whole->columns[i]->name));
	dn_mysql_emit_rows(x, dn_sprintf(x->scratch, "INSERT INTO %s (%s) SELECT %s FROM %s",
				  dn_mysql_quoted(columns, to), columns->s, columns->s,
				  dn_mysql_quoted(columns, from)));
	dn_mysql_emit(x, dn_mysql_has_table(x->scratch, from, false), "DROP TABLE %s",
	    dn_mysql_quoted(columns, from));
	return dn_mysql_apply(x) && dn_mysql_after(x, &before);
}
