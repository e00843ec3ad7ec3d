/* stored.c - what the database must have of the tables that a section touched */
#include "config.h"

#include <ctype.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "dialect/sqlite/table/table.h"

struct sqlite_touched *
dn_sqlite_touch(
    struct dn_translation *t, const struct dn_table *table, const struct dn_statement *from)
{
	struct sqlite_state *state = t->state;
	struct sqlite_touched *touched = dn_map_get(state->touched, table->key);

	if (touched == NULL) {
		touched = dn_new(state->touched, struct sqlite_touched);
		dn_map_put(state->touched, table->key, touched);
	}
	touched->from = from;
	touched->whole = false;
	return touched;
}

/* Strict tables have their types in capitals. */
static void
stored_type(struct dunlin_buf *text, const char *type)
{
	for (; *type != '\0'; type++) {
		char c = (char) tolower((unsigned char) *type);

		dunlin_buf_put(text, &c, 1);
	}
}

/* As the query "stored" of the dialect gives them. */
char *
dn_sqlite_columns_text(const void *mem, const struct sqlite_facts *facts)
{
	struct dunlin_buf *text = dn_buf_new(mem);

	for (size_t i = 0; i < facts->ncolumns; i++) {
		const struct sqlite_fact *column = &facts->columns[i];

		dunlin_buf_printf(text, "%s%s ", i == 0 ? "" : "\n", column->name);
		stored_type(text, column->declared);
		dunlin_buf_puts(text, column->not_null || column->numbered ? " NOT NULL" : "");
	}
	return text->s;
}

/* Nothing is expected of what cannot be printed: it was left out, and a notice said so. */
static void
stored_expect(
    struct dn_translation *t, const struct dn_table *table, const struct sqlite_touched *touched)
{
	struct dn_expected expected = { .rewritten = touched->rewritten, .from = touched->from };
	struct sqlite_print p = { .t = dn_sqlite_quiet(t, t),
		.buf = dn_buf_new(t),
		.table = table,
		.from = touched->from,
		.err = dn_error_new(t) };
	struct dn_name name = { table->schema, table->name };
	const struct sqlite_facts *facts;

	facts = dn_sqlite_facts(t, &p, dn_sqlite_name(p.buf, t->schema, &name), false);
	if (facts == NULL)
		return;
	expected.table = dn_relation_name(t, t->schema, table->schema, table->name);
	expected.text = touched->whole ? facts->text : NULL;
	expected.columns = dn_sqlite_columns_text(t, facts);
	dn_push(t, t->expected, t->nexpected, expected);
}

void
dn_sqlite_expect(struct dn_translation *t)
{
	struct sqlite_state *state = t->state;

	dn_map_each (state->touched, e) {
		const struct dn_table *table = dn_map_get(t->schema->tables, e->key);
		const struct sqlite_touched *touched = e->value;

		/* What was left out is not there, or not as the model has it. */
		if (table != NULL && !table->unknown && !touched->unsure &&
		    dn_map_get(t->schema->opaque, e->key) == NULL)
			stored_expect(t, table, touched);
	}
}

void
dn_sqlite_expect_nothing(struct dn_translation *t)
{
	struct sqlite_state *state = t->state;

	dn_free(state->touched);
	state->touched = dn_map_new(state);
}
