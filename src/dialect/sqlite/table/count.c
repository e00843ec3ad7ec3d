/* count.c - numbers from sequences, where SQLite's own will not do */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/expr/expr.h"
#include "dialect/sqlite/rows/rows.h"
#include "dialect/sqlite/table/table.h"
#include "dialect/sqlite/table/trigger.h"

/*
 * AUTOINCREMENT numbers an integer column that is the primary key alone.  Any other column that a
 * sequence numbers is null when a row comes without it, and a trigger gives it the next number of a
 * table with one row per sequence.
 */
static const char count_table[] = "dunlin_sequence";

size_t
dn_sqlite_count_counted(const struct dn_table *table)
{
	size_t n = 0;

	for (size_t i = 0; i < table->ncolumns; i++)
		n += dn_sqlite_is_counted(table, table->columns[i]);
	return n;
}

static char *
count_name(const void *mem, const struct dn_schema *schema, const struct dn_table *table,
    const struct dn_column *column)
{
	struct dn_name of = { table->schema, table->name };

	return dn_sqlite_trigger_name(mem, schema, &of, column->name, "count");
}

void
dn_sqlite_each_count_trigger(const struct dn_schema *schema, const struct dn_table *table,
    sqlite_trigger_fn fn, void *payload)
{
	for (size_t i = 0; i < table->ncolumns; i++) {
		char *name;

		if (!dn_sqlite_is_counted(table, table->columns[i]))
			continue;
		name = count_name(NULL, schema, table, table->columns[i]);
		fn(name, payload);
		dn_free(name);
	}
}

const char *
dn_sqlite_counter_key(
    const void *mem, const struct dn_schema *schema, const struct dn_sequence *sequence)
{
	struct dn_name name = { sequence->schema, sequence->name };
	struct dunlin_buf *buf = dn_buf_new(mem);

	dn_sqlite_literal(buf, dn_schema_key(buf, schema, &name));
	return buf->s;
}

void
dn_sqlite_counter_set(struct dn_translation *t, const struct dn_statement *from,
    const struct dn_sequence *sequence, long long value)
{
	void *scratch = dn_new_context(NULL);

	dn_translation_add(t, from,
	    dn_sprintf(scratch, "INSERT OR REPLACE INTO %s (name, last) VALUES (%s, %lld)",
		count_table, dn_sqlite_counter_key(scratch, t->schema, sequence), value));
	dn_free(scratch);
}

void
dn_sqlite_counter_set_query(
    struct sqlite_change *x, const struct dn_sequence *sequence, const char *query, long long back)
{
	dn_sqlite_emit(x, "UPDATE %s SET last = coalesce((%s) - %lld, last) WHERE name = %s",
	    count_table, query, back, dn_sqlite_counter_key(x->scratch, x->t->schema, sequence));
}

void
dn_sqlite_counter_behind(struct dn_translation *t, const struct dn_table *table, const char *column,
    const struct dn_statement *from)
{
	const struct dn_column *c = dn_table_column(table, column);
	const struct dn_sequence *sequence =
	    c == NULL ? NULL : dn_sqlite_sequence(t->schema, table, c);
	struct dn_name full = { table->schema, table->name };
	struct dunlin_buf *sql = dn_buf_new(t);

	dunlin_buf_printf(sql, "UPDATE %s SET last = coalesce((SELECT max(", count_table);
	dn_sqlite_identifier(sql, column);
	dunlin_buf_printf(sql, ") FROM %s), last)", dn_sqlite_name(sql, t->schema, &full));
	if (sequence != NULL) {
		dunlin_buf_printf(
		    sql, " WHERE name = %s", dn_sqlite_counter_key(sql, t->schema, sequence));
		dn_translation_add(t, from, sql->s);
	}
	dn_free(sql);
}

struct dn_sequence *
dn_sqlite_sequence(
    const struct dn_schema *schema, const struct dn_table *table, const struct dn_column *column)
{
	struct dn_sequence *sequence = dn_schema_numbers(schema, table, column);
	const struct dn_expr *draw = sequence == NULL ? dn_expr_draw(column->default_expr) : NULL;

	return draw == NULL ? sequence : dn_schema_nextval(schema, draw, false);
}

bool
dn_sqlite_is_drawn(
    const struct dn_schema *schema, const struct dn_table *table, const struct dn_column *column)
{
	return dn_schema_numbers(schema, table, column) == NULL &&
	       dn_expr_draw(column->default_expr) != NULL;
}

/* What the column gets that takes NUMBER; NULL: nothing there means that. */
static char *
count_value(const void *mem, struct dn_translation *t, const struct dn_table *table,
    const struct dn_column *column, const char *number)
{
	struct sqlite_print p = { .t = t, .buf = dn_buf_new(mem), .table = table, .query = true };
	struct dn_map *sources = dn_map_new(p.buf);
	const struct dn_expr *value = column->default_expr;

	if (!dn_sqlite_is_drawn(t->schema, table, column))
		return dn_strdup(mem, number);
	dn_map_put(sources, dn_sqlite_number_name, dn_strdup(sources, number));
	p.sources = sources;
	return dn_sqlite_default(
		   &p, dn_sqlite_with_number(p.buf, value), dn_schema_base(t->schema, column->type))
		   ? p.buf->s
		   : NULL;
}

static void
count_trigger(struct dn_translation *t, const struct dn_table *table,
    const struct dn_column *column, const struct dn_sequence *sequence,
    const struct dn_statement *from)
{
	struct dunlin_buf *sql = dn_buf_new(t), *name = dn_buf_new(sql), *trigger = dn_buf_new(sql);
	struct dn_name full = { table->schema, table->name };
	const char *relation = dn_sqlite_name(sql, t->schema, &full);
	const char *key = dn_sqlite_counter_key(sql, t->schema, sequence),
		   *rowid = dn_sqlite_rowid(table);
	bool shared = dn_sqlite_is_shared(t->schema, table);
	const char *value = count_value(sql, t, table, column,
	    dn_sprintf(sql, "(%s)", dn_sqlite_counter_last(sql, t, sequence)));

	if (value == NULL) {
		dn_sqlite_default_left_out(t, table, column);
		dn_free(sql);
		return;
	}
	dn_sqlite_identifier(name, column->name);
	dn_sqlite_identifier(trigger, count_name(sql, t->schema, table, column));
	dunlin_buf_printf(sql,
	    "CREATE TRIGGER %s AFTER INSERT ON %s\n    WHEN NEW.%s IS NULL\nBEGIN\n", trigger->s,
	    relation, name->s);
	if (shared)
		dunlin_buf_printf(sql, "    INSERT INTO %s VALUES (1);\n", dn_sqlite_at_work);
	dunlin_buf_printf(sql, "    UPDATE %s SET last = last + %lld WHERE name = %s;\n",
	    count_table, sequence->increment, key);
	dunlin_buf_printf(sql, "    UPDATE %s SET %s = %s WHERE %s = NEW.%s;\n", relation, name->s,
	    value, rowid, rowid);
	if (shared)
		dunlin_buf_printf(sql, "    DELETE FROM %s;\n", dn_sqlite_at_work);
	dunlin_buf_puts(sql, "END");
	dn_translation_add(t, from, sql->s);
	dn_free(sql);
}

char *
dn_sqlite_counter_last(
    const void *mem, const struct dn_translation *t, const struct dn_sequence *sequence)
{
	return dn_sprintf(mem, "SELECT last FROM %s WHERE name = %s", count_table,
	    dn_sqlite_counter_key(mem, t->schema, sequence));
}

void
dn_sqlite_counter_add(struct dn_translation *t, const struct dn_statement *from,
    const struct dn_sequence *sequence, const char *count)
{
	void *scratch = dn_new_context(NULL);

	dn_translation_add(t, from,
	    dn_sprintf(scratch, "UPDATE %s SET last = last + %lld * %s WHERE name = %s",
		count_table, sequence->increment, count,
		dn_sqlite_counter_key(scratch, t->schema, sequence)));
	dn_free(scratch);
}

void
dn_sqlite_counter_start(
    struct dn_translation *t, const struct dn_sequence *sequence, const struct dn_statement *from)
{
	void *scratch = dn_new_context(NULL);

	dn_translation_notice(t, "counter",
	    "sequence '%s' and the like are rows of the table %s in SQLite, for columns that are "
	    "not the primary key alone; RETURNING and the last rowid do not show their numbers",
	    sequence->name, count_table);
	dn_translation_add(t, from,
	    dn_sprintf(scratch,
		"CREATE TABLE IF NOT EXISTS %s (name text PRIMARY KEY, last integer NOT NULL)",
		count_table));
	dn_translation_add(t, from,
	    dn_sprintf(scratch, "INSERT OR IGNORE INTO %s (name, last) VALUES (%s, %lld)",
		count_table, dn_sqlite_counter_key(scratch, t->schema, sequence),
		sequence->start - sequence->increment));
	dn_free(scratch);
}

bool
dn_sqlite_counters(struct dn_translation *t, const struct dn_table *table,
    const struct dn_statement *from, struct dunlin_error *err)
{
	/* SQLite runs the last that was made first, as PostgreSQL the first column. */
	for (size_t i = table->ncolumns; i-- > 0;) {
		const struct dn_column *column = table->columns[i];
		const struct dn_sequence *sequence;

		if (!dn_sqlite_is_counted(table, column))
			continue;
		sequence = dn_sqlite_sequence(t->schema, table, column);
		if (sequence == NULL && dn_sqlite_is_drawn(t->schema, table, column)) {
			dn_sqlite_default_left_out(t, table, column);
			continue;
		}
		if (sequence == NULL || dn_sqlite_rowid(table) == NULL)
			return dn_sqlite_cannot(err, from, from->span.start,
			    "the history does not say which sequence numbers column '%s' of table "
			    "'%s'",
			    column->name, table->name);
		dn_sqlite_counter_start(t, sequence, from);
		count_trigger(t, table, column, sequence, from);
	}
	return true;
}

void
dn_sqlite_counters_forget(struct sqlite_change *x, const struct dn_table *table)
{
	for (size_t i = 0; i < table->ncolumns; i++) {
		const struct dn_sequence *sequence =
		    dn_sqlite_sequence(x->t->schema, table, table->columns[i]);

		if (sequence != NULL && sequence->owner_table != NULL &&
		    dn_sqlite_is_counted(table, table->columns[i]))
			dn_sqlite_emit(x, "DELETE FROM %s WHERE name = %s", count_table,
			    dn_sqlite_counter_key(x->scratch, x->t->schema, sequence));
	}
}

void
dn_sqlite_counters_note(
    struct sqlite_change *x, const struct dn_table *table, struct dn_map *counters)
{
	for (size_t i = 0; i < table->ncolumns; i++) {
		struct dn_sequence *sequence =
		    dn_sqlite_sequence(x->t->schema, table, table->columns[i]);

		if (sequence != NULL && dn_sqlite_is_counted(table, table->columns[i]))
			dn_map_put(counters,
			    dn_sqlite_counter_key(x->scratch, x->t->schema, sequence), sequence);
	}
}

bool
dn_sqlite_counter_is_alone(const struct dn_schema *schema, const struct dn_sequence *sequence)
{
	const struct dn_column *column;

	return sequence != NULL && sequence->called && sequence->owner_table == NULL &&
	       dn_sqlite_numbered(schema, sequence, &column) == NULL;
}

void
dn_sqlite_counters_note_alone(struct sqlite_change *x, const char *schema, struct dn_map *counters)
{
	dn_map_each (x->t->schema->sequences, e) {
		struct dn_sequence *sequence = e->value;

		if (strcmp(sequence->schema, schema) != 0 ||
		    !dn_sqlite_counter_is_alone(x->t->schema, sequence))
			continue;
		dn_sqlite_counter_start(x->t, sequence, x->st);
		dn_map_put(
		    counters, dn_sqlite_counter_key(x->scratch, x->t->schema, sequence), sequence);
	}
}

void
dn_sqlite_counter_gone(struct sqlite_change *x, const char *key)
{
	dn_sqlite_emit(x, "DELETE FROM %s WHERE name = %s", count_table, key);
}

/* It may have given numbers before. */
static void
count_go_on(
    struct sqlite_change *x, const struct dn_table *table, const struct dn_sequence *sequence)
{
	struct dunlin_buf *relation = dn_buf_new(x->scratch);

	dn_sqlite_setval(x->t, x->st, table, sequence->start - 1);
	if (!sequence->called)
		return;
	dn_sqlite_counter_start(x->t, sequence, x->st);
	dn_sqlite_literal(
	    relation, dn_relation_name(x->scratch, x->t->schema, table->schema, table->name));
	dn_sqlite_emit(x, "UPDATE sqlite_sequence SET seq = (%s) WHERE name = %s",
	    dn_sqlite_counter_last(x->scratch, x->t, sequence), relation->s);
}

bool
dn_sqlite_counter_taken(struct sqlite_change *x, const struct dn_table *table)
{
	const struct dn_column *column = table == NULL ? NULL : dn_sqlite_auto_column(table);
	const struct dn_sequence *sequence;
	struct dn_name name;

	if (column == NULL || strcmp(column->name, x->change->column_name) != 0)
		return true;
	sequence = dn_sqlite_sequence(x->t->schema, table, column);
	if (sequence == NULL || (!sequence->called && sequence->start <= 1))
		return true;
	name = (struct dn_name){ table->schema, table->name };
	if (!dn_sqlite_flush_table(x, &name))
		return false;
	count_go_on(x, table, sequence);
	return true;
}

void
dn_sqlite_counters_move(struct sqlite_change *x, const struct dn_map *counters)
{
	dn_map_each (counters, e) {
		const char *key = dn_sqlite_counter_key(x->scratch, x->t->schema, e->value);

		if (strcmp(key, e->key) != 0)
			dn_sqlite_emit(
			    x, "UPDATE %s SET name = %s WHERE name = %s", count_table, key, e->key);
	}
}

char *
dn_sqlite_count_rows(const void *mem, const struct dn_schema *schema, const struct dn_table *table,
    const struct dn_column *column)
{
	const struct dn_sequence *sequence = dn_sqlite_sequence(schema, table, column);

	return sequence == NULL ? NULL
				: dn_sprintf(mem, "%lld + %lld * (row_number() OVER () - 1)",
				      sequence->start, sequence->increment);
}

char *
dn_sqlite_draw_rows(
    struct sqlite_change *x, const struct dn_table *table, const struct dn_column *column)
{
	const struct dn_sequence *sequence = dn_sqlite_sequence(x->t->schema, table, column);
	struct dn_name name = { table->schema, table->name };

	if (sequence == NULL)
		return NULL;
	dn_sqlite_counter_start(x->t, sequence, x->st);
	dn_sqlite_counter_add(x->t, x->st, sequence,
	    dn_sprintf(x->scratch, "(SELECT count(*) FROM %s)",
		dn_sqlite_name(x->scratch, x->t->schema, &name)));
	return count_value(x->scratch, x->t, table, column,
	    dn_sprintf(x->scratch, "((%s) - %lld * (count(*) OVER () - row_number() OVER ()))",
		dn_sqlite_counter_last(x->scratch, x->t, sequence), sequence->increment));
}

const struct dn_table *
dn_sqlite_numbered(const struct dn_schema *schema, const struct dn_sequence *sequence,
    const struct dn_column **column)
{
	dn_map_each (schema->tables, e) {
		const struct dn_table *table = e->value;

		for (size_t i = 0; i < table->ncolumns; i++) {
			*column = table->columns[i];
			if (dn_sqlite_sequence(schema, table, *column) == sequence)
				return table;
		}
	}
	*column = NULL;
	return NULL;
}
