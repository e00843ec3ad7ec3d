/* rule.c - rules as triggers, row by row */
#include "config.h"

#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "dialect/sqlite/query.h"
#include "dialect/sqlite/table/trigger.h"

static char *
rule_name(const void *mem, const struct dn_schema *schema, const struct dn_table *table,
    const struct dn_rewrite *rule)
{
	char *relation = dn_sqlite_relation(NULL, schema, table->schema, table->name);
	char *name = dn_sprintf(mem, "%s_%s_dunlin_rule", relation, rule->name);

	dn_free(relation);
	return name;
}

/* The statement as one of SQLite's; NULL and X's error when it is none, or several. */
static const char *
rule_action(struct sqlite_change *x, const struct dn_table *table, const struct dn_query *action)
{
	struct dn_query *q = dn_query_copy(x->scratch, action);
	struct dn_translation *t = dn_sqlite_quiet(x->scratch, x->t);
	struct sqlite_change inner = *x;
	struct dn_change change = { .kind = DN_DATA, .query = q };

	t->outputs = NULL;
	t->noutputs = 0;
	inner.t = t;
	inner.change = &change;
	change.name = q->kind == DN_QUERY_INSERT ? "insert" : "update";
	change.object = q->table->table;
	dn_rule_resolve(x->scratch, t->schema, table, NULL, q);
	if (!dn_sqlite_rows_of(&inner, q))
		return NULL;
	if (t->noutputs == 1)
		return t->outputs[0]->sql;
	dn_sqlite_cannot(
	    x->err, x->st, x->st->span.start, "its action takes more than one statement there");
	return NULL;
}

static bool
rule_when(struct sqlite_change *x, struct dunlin_buf *sql, const struct dn_table *table,
    const struct dn_rewrite *rule)
{
	struct sqlite_print p = dn_sqlite_printer(x, NULL);
	struct dn_expr *where = dn_expr_copy(x->scratch, rule->where);

	if (rule->where == NULL)
		return true;
	dn_rule_resolve(x->scratch, x->t->schema, table, where, NULL);
	p.query = true;
	p.here = false;
	if (!dn_sqlite_expr(&p, where))
		return false;
	dunlin_buf_printf(sql, "\n    WHEN %s", p.buf->s);
	return true;
}

static bool
rule_print(struct sqlite_change *x, struct dunlin_buf *sql, const struct dn_table *table,
    const struct dn_rewrite *rule)
{
	static const char *const events[] = { "INSERT", "UPDATE", "DELETE" };
	bool before = rule->instead || rule->event != DN_RULE_INSERT;
	struct dn_name name = { table->schema, table->name };
	const char *action = NULL;

	if (rule->stale)
		return dn_sqlite_cannot(x->err, x->st, x->st->span.start,
		    "names in rule '%s' have changed since it was made", rule->name);
	if (rule->action != NULL && (action = rule_action(x, table, rule->action)) == NULL)
		return false;
	dunlin_buf_puts(sql, "CREATE TRIGGER ");
	dn_sqlite_identifier(sql, rule_name(x->scratch, x->t->schema, table, rule));
	dunlin_buf_printf(sql, " %s %s ON %s", before ? "BEFORE" : "AFTER", events[rule->event],
	    dn_sqlite_name(x->scratch, x->t->schema, &name));
	if (!rule_when(x, sql, table, rule))
		return false;
	dunlin_buf_printf(sql, "\nBEGIN\n");
	if (action != NULL)
		dunlin_buf_printf(sql, "    %s;\n", action);
	dunlin_buf_puts(sql, rule->instead ? "    SELECT RAISE(IGNORE);\nEND" : "END");
	return true;
}

bool
dn_sqlite_rule_triggers(struct dn_translation *t, const struct dn_table *table,
    const struct dn_statement *from, struct dunlin_error *err)
{
	struct dn_change none = { .kind = DN_CREATE_RULE };
	struct sqlite_change x = { .t = t,
		.state = t->state,
		.st = (struct dn_statement *) (uintptr_t) from,
		.change = &none,
		.err = err };
	bool ok = true;

	for (size_t i = 0; ok && i < table->nrules; i++) {
		struct dunlin_buf *sql;

		if (!table->rules[i]->instead && table->rules[i]->action == NULL)
			continue;
		x.scratch = dn_new_context(NULL);
		sql = dn_buf_new(x.scratch);
		ok = rule_print(&x, sql, table, table->rules[i]);
		if (ok) {
			dn_translation_notice(t, "rule-by-row",
			    "rules, such as '%s', are triggers in SQLite, which see what earlier "
			    "rows of the statement have done; rows that they put aside are not "
			    "counted",
			    table->rules[i]->name);
			dn_translation_add(t, from, sql->s);
		}
		dn_free(x.scratch);
	}
	return ok;
}

void
dn_sqlite_each_rule_trigger(const struct dn_schema *schema, const struct dn_table *table,
    sqlite_trigger_fn fn, void *payload)
{
	for (size_t i = 0; i < table->nrules; i++) {
		char *name = rule_name(NULL, schema, table, table->rules[i]);

		fn(name, payload);
		dn_free(name);
	}
}
