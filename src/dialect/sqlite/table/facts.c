/* facts.c - what a printed table is made of, so that two forms of it can be compared */
#include "config.h"

#include <stdarg.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "dialect/sqlite/table/table.h"

const char *
dn_sqlite_printed(struct sqlite_print *p, size_t start)
{
	if (p->facts == NULL || p->buf->len == start)
		return NULL;
	return dn_strdup(p->facts, p->buf->s + start);
}

void
dn_sqlite_condition(struct sqlite_print *p, size_t start, const char *fmt, ...)
{
	struct dunlin_buf *message;
	va_list ap;

	if (p->facts == NULL)
		return;
	message = dn_buf_new(p->facts->conditions);
	va_start(ap, fmt);
	dn_buf_vprintf(message, fmt, ap);
	va_end(ap);
	dn_map_put(p->facts->conditions, p->buf->s + start, message->s);
}

void
dn_sqlite_condition_behind(struct sqlite_print *p, const char *sql, const char *fmt, ...)
{
	struct dunlin_buf *message = dn_buf_new(p->facts->behind);
	va_list ap;

	va_start(ap, fmt);
	dn_buf_vprintf(message, fmt, ap);
	va_end(ap);
	dn_map_put(p->facts->conditions, sql, message->s);
	dn_map_put(p->facts->behind, sql, message->s);
}

/* Of a column that is declared so, IS NOT NULL would be taken for granted. */
static void
fact_not_null(struct sqlite_print *p, const char *column)
{
	struct dunlin_buf *sql = dn_buf_new(p->facts->conditions);

	dunlin_buf_puts(sql, "typeof(");
	dn_sqlite_identifier(sql, column);
	dunlin_buf_puts(sql, ") <> 'null'");
	dn_map_put(p->facts->conditions, sql->s,
	    dn_sprintf(p->facts->conditions, "NOT NULL of column '%s' of table '%s'", column,
		p->table->name));
}

void
dn_sqlite_fact(struct sqlite_print *p, const struct sqlite_fact *fact)
{
	struct sqlite_facts *facts = p->facts;

	if (facts == NULL)
		return;
	dn_push(facts, facts->columns, facts->ncolumns, *fact);
	facts->columns[facts->ncolumns - 1].name = dn_strdup(facts, fact->name);
	if (fact->not_null)
		fact_not_null(p, fact->name);
}

struct sqlite_facts *
dn_sqlite_facts(const void *mem, struct sqlite_print *p, const char *name, bool if_not_exists)
{
	const struct dn_constraint *key = dn_table_primary_key(p->table);
	struct sqlite_facts *facts = dn_new(mem, struct sqlite_facts);
	struct dunlin_buf *columns = dn_buf_new(facts);

	facts->conditions = dn_map_new(facts);
	facts->behind = dn_map_new(facts);
	p->facts = facts;
	if (!dn_sqlite_table(p, name, if_not_exists)) {
		p->facts = NULL;
		dn_free(facts);
		return NULL;
	}
	p->facts = NULL;
	facts->text = dn_strdup(facts, p->buf->s);
	if (key != NULL && p->null_key)
		dunlin_buf_puts(columns, "NULL: ");
	if (key != NULL)
		dn_sqlite_columns(columns, key->columns, key->ncolumns);
	facts->key = columns->s;
	return facts;
}

static void
look_trigger(const char *name, void *payload)
{
	struct sqlite_held *held = payload;
	struct dunlin_buf *quoted = dn_buf_new(held->triggers);

	dn_sqlite_identifier(quoted, name);
	dn_map_put(held->triggers, quoted->s, held);
}

/* For printing once more what was printed before, with the notices that there were to give. */
struct dn_translation *
dn_sqlite_quiet(const void *mem, const struct dn_translation *t)
{
	struct dn_translation *quiet = dn_memdup(mem, t, sizeof *t);

	quiet->log = NULL;
	quiet->said = NULL;
	quiet->about = NULL;
	return quiet;
}

/* What cannot be printed now is only not known. */
void
dn_sqlite_look(struct sqlite_held *held, struct dn_translation *t, const struct dn_table *table)
{
	struct sqlite_print p = { .t = dn_sqlite_quiet(held, t),
		.buf = dn_buf_new(held),
		.table = table,
		.from = held->from,
		.err = dn_error_new(held) };

	held->before = dn_sqlite_facts(held, &p, held->old_name, false);
	held->indexes = dn_sqlite_print_indexes(held, p.t, table, held);
	held->numbered = dn_sqlite_auto_column(table) != NULL;
	held->triggers = dn_map_new(held);
	dn_sqlite_each_trigger(t, table, look_trigger, held);
}
