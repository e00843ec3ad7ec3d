/* sequence.c - sequences, which MariaDB has, too */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/mysql/changes/changes.h"
#include "dialect/mysql/table/table.h"

/* Does a table number by itself what the sequence is for? */
static bool
sequence_is_auto(const struct dn_schema *schema, const struct dn_sequence *sequence)
{
	const struct dn_table *table = sequence->owner_table == NULL
					   ? NULL
					   : dn_map_get(schema->tables, sequence->owner_table);
	const struct dn_column *column = table == NULL ? NULL : dn_mysql_auto_column(schema, table);

	return column != NULL && strcmp(column->name, sequence->owner_column) == 0;
}

const struct dn_sequence *
dn_mysql_sequence(
    const struct dn_schema *schema, const struct dn_table *table, const struct dn_column *column)
{
	const struct dn_sequence *sequence =
	    table == NULL ? NULL : dn_schema_numbers(schema, table, column);

	/* One that only belongs to the column does not number it. */
	if (sequence == NULL ||
	    (column->identity == DN_IDENTITY_NONE && column->default_expr == NULL))
		return NULL;
	return sequence;
}

char *
dn_mysql_make_sequence(
    const void *mem, const struct dn_schema *schema, const struct dn_sequence *sequence)
{
	const struct dn_name name = { sequence->schema, sequence->name };
	char *own = dn_mysql_name(mem, schema, &name);

	if (sequence_is_auto(schema, sequence))
		return NULL;
	return sequence->start < 1 && sequence->increment > 0
		   ? dn_sprintf(mem,
			 "CREATE SEQUENCE %s MINVALUE %lld START WITH %lld INCREMENT BY %lld", own,
			 sequence->start, sequence->start, sequence->increment)
		   : dn_sprintf(mem, "CREATE SEQUENCE %s START WITH %lld INCREMENT BY %lld", own,
			 sequence->start, sequence->increment);
}

/* A row that is put into a sequence is its state. */
void
dn_mysql_go_on(struct mysql_change *x, const struct mysql_shape *was, const struct dn_table *table)
{
	dn_map_each (was->parts, e) {
		const struct mysql_part *part = e->value;
		const struct dn_column *column =
		    table == NULL || part->kind != MYSQL_COLUMN || !part->numbered
			? NULL
			: dn_table_column(table, part->name);
		const struct dn_sequence *sequence =
		    column == NULL ? NULL : dn_mysql_sequence(x->t->schema, table, column);

		if (sequence == NULL || sequence_is_auto(x->t->schema, sequence))
			continue;
		dn_mysql_emit(x, NULL,
		    "INSERT INTO %s SELECT auto_increment, 1, 9223372036854775806, %lld, %lld, "
		    "1000, 0, 0 FROM information_schema.tables WHERE table_schema = database() AND "
		    "table_name = %s",
		    dn_mysql_name(x->scratch, x->t->schema,
			&(struct dn_name){ sequence->schema, sequence->name }),
		    sequence->start, sequence->increment,
		    dn_mysql_string(x->scratch, was->relation));
	}
}

void
dn_mysql_restart(struct mysql_change *x, const struct dn_sequence *sequence, long long value)
{
	const struct dn_table *table =
	    sequence->owner_table == NULL ? NULL
					  : dn_map_get(x->t->schema->tables, sequence->owner_table);
	const struct dn_name name = { sequence->schema, sequence->name };

	if (sequence_is_auto(x->t->schema, sequence))
		dn_mysql_alter(x, dn_mysql_table_name(x->scratch, x->t->schema, table),
		    MYSQL_INSTANT, NULL, "AUTO_INCREMENT = %lld", value);
	else if (!dn_mysql_is_8(x->t))
		dn_mysql_emit(x, NULL, "ALTER SEQUENCE %s RESTART WITH %lld",
		    dn_mysql_name(x->scratch, x->t->schema, &name), value);
}

static void
sequence_step(struct mysql_change *x, const struct dn_sequence *sequence)
{
	const struct dn_name name = { sequence->schema, sequence->name };

	dn_mysql_emit(x, NULL, "ALTER SEQUENCE %s INCREMENT BY %lld",
	    dn_mysql_name(x->scratch, x->t->schema, &name), sequence->increment);
}

/* Also of an identity column, whose sequence it is about. */
static const struct dn_sequence *
sequence_of(const struct mysql_change *x)
{
	const struct dn_table *table = dn_schema_table(x->t->schema, &x->change->object);
	const struct dn_column *column = NULL;

	if (x->change->kind == DN_ALTER_SEQUENCE)
		return dn_schema_sequence(x->t->schema, &x->change->object);
	if (table != NULL)
		column = dn_table_column(table, x->change->column_name);
	return column == NULL ? NULL : dn_schema_numbers(x->t->schema, table, column);
}

bool
dn_mysql_alter_sequence(struct mysql_change *x)
{
	const struct dn_numbering *n = &x->change->numbering;
	const struct dn_sequence *sequence = sequence_of(x);
	bool was_auto = sequence != NULL && sequence_is_auto(x->t->schema, sequence);

	if (!dn_mysql_change(x))
		return false;
	sequence = sequence_of(x);
	if (sequence == NULL)
		return true;
	if (was_auto != sequence_is_auto(x->t->schema, sequence))
		return dn_mysql_cannot(
		    x, "where a column's numbers go on is not known when others count them");
	if (dn_mysql_is_8(x->t))
		return true;
	if (n->has_increment && !was_auto)
		sequence_step(x, sequence);
	if (n->has_restart || n->restart_at_start)
		dn_mysql_restart(x, sequence, n->restart_at_start ? sequence->start : n->restart);
	return true;
}
