/* rule.c - rules as triggers, row by row */
#include "config.h"

#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "dialect/sqlite/expr/expr.h"
#include "dialect/sqlite/rows/rows.h"
#include "dialect/sqlite/table/table.h"
#include "dialect/sqlite/table/trigger.h"
#include "schema/query/view.h"

char *
dn_sqlite_rule_name(
    const void *mem, const struct dn_schema *schema, const struct dn_rule_site *site)
{
	return dn_sqlite_trigger_name(mem, schema, &site->relation, site->rule->name, "rule");
}

bool
dn_sqlite_rule_does(const struct dn_rewrite *rule)
{
	return rule->instead || rule->nactions > 0;
}

/* Statements in a trigger have no alias: the table is called by its own name. */
struct rule_alias {
	const char *from, *to;
	bool taken; /* something else has that name */
};

static bool
rule_alias_from(struct dn_from *from, void *payload)
{
	struct rule_alias *alias = payload;
	const char *name = from->alias != NULL           ? from->alias
			   : from->kind == DN_FROM_TABLE ? from->table.name
							 : NULL;

	alias->taken = alias->taken || (name != NULL && strcmp(name, alias->to) == 0);
	if (from->alias != NULL && strcmp(from->alias, alias->from) == 0)
		from->alias = alias->to;
	return true;
}

static bool
rule_alias_expr(struct dn_expr *e, void *payload)
{
	const struct rule_alias *alias = payload;

	if (e->kind == DN_EXPR_COLUMN && e->qualifier != NULL &&
	    strcmp(e->qualifier, alias->from) == 0)
		e->qualifier = alias->to;
	return true;
}

static bool
rule_drop_alias(const void *mem, const struct dn_schema *schema, struct dn_query *q)
{
	const struct dn_name *table = &q->table->table;
	struct rule_alias alias = { .from = q->table->alias };
	struct dn_query_visitor visitor = {
		.from = rule_alias_from, .expr = rule_alias_expr, .payload = &alias
	};

	alias.to = table->schema == NULL
		       ? table->name
		       : dn_relation_name(mem, schema, table->schema, table->name);
	if (alias.from != NULL && strcmp(alias.from, alias.to) != 0)
		dn_query_each(q, &visitor);
	return !alias.taken;
}

bool
dn_sqlite_trigger_action(
    struct sqlite_change *x, struct dunlin_buf *sql, const struct dn_query *action)
{
	struct dn_query *q = dn_query_copy(x->scratch, action);
	struct dn_translation *t = dn_sqlite_quiet(x->scratch, x->t);
	struct sqlite_change inner = *x;
	struct dn_change change = { .kind = DN_DATA, .query = q };
	struct sqlite_print p = dn_sqlite_printer(x, NULL);

	t->outputs = NULL;
	t->noutputs = 0;
	inner.t = t;
	inner.change = &change;
	inner.in_trigger = true;
	change.name = q->kind == DN_QUERY_INSERT ? "insert" : "update";
	change.object = q->table->table;
	change.values = q->kind == DN_QUERY_INSERT ? q->columns : NULL;
	change.nvalues = change.values == NULL ? 0 : q->ncolumns;
	if (!rule_drop_alias(x->scratch, t->schema, q))
		return dn_sqlite_cannot(x->err, x->st, x->st->span.start,
		    "a trigger's statement has no other name for '%s' there, which it also reads",
		    q->table->table.name);
	if (q->kind == DN_QUERY_INSERT && q->source == NULL)
		return dn_sqlite_cannot(x->err, x->st, x->st->span.start,
		    "DEFAULT VALUES cannot stand in a trigger there");
	if (!dn_sqlite_beyond(&p, q) || !dn_sqlite_rows_of(&inner, q))
		return false;
	for (size_t i = 0; i < t->noutputs; i++) {
		if (strncmp(t->outputs[i]->sql, "CREATE", strlen("CREATE")) == 0)
			return dn_sqlite_cannot(x->err, x->st, x->st->span.start,
			    "numbers of a sequence cannot be taken in a trigger there");
		dunlin_buf_printf(sql, "    %s;\n", t->outputs[i]->sql);
	}
	return true;
}

static bool
rule_when(struct sqlite_change *x, struct dunlin_buf *sql, const struct dn_rewrite *rule)
{
	struct sqlite_print p = dn_sqlite_printer(x, NULL);

	if (rule->where == NULL)
		return true;
	p.query = true;
	p.here = false;
	if (!dn_sqlite_expr(&p, rule->where))
		return false;
	dunlin_buf_printf(sql, "\n    WHEN %s", p.buf->s);
	return true;
}

/* A view has no rows of its own that could go on. */
static bool
rule_print(struct sqlite_change *x, struct dunlin_buf *sql, const struct dn_rule_site *site)
{
	static const char *const events[] = { "INSERT", "UPDATE", "DELETE" };
	const struct dn_rewrite *rule = site->rule;
	bool before = rule->instead || rule->event != DN_RULE_INSERT;
	const char *when = site->view != NULL ? "INSTEAD OF" : before ? "BEFORE" : "AFTER";

	dunlin_buf_puts(sql, "CREATE TRIGGER ");
	dn_sqlite_identifier(sql, dn_sqlite_rule_name(x->scratch, x->t->schema, site));
	dunlin_buf_printf(sql, " %s %s ON %s", when, events[rule->event],
	    dn_sqlite_name(x->scratch, x->t->schema, &site->relation));
	if (!rule_when(x, sql, rule))
		return false;
	dunlin_buf_printf(sql, "\nBEGIN\n");
	for (size_t i = 0; i < rule->nactions; i++)
		if (!dn_sqlite_trigger_action(x, sql, rule->actions[i]))
			return false;
	if (site->view == NULL && rule->instead)
		dunlin_buf_puts(sql, "    SELECT RAISE(IGNORE);\n");
	else if (rule->nactions == 0)
		dunlin_buf_puts(sql, "    SELECT 1;\n");
	dunlin_buf_puts(sql, "END");
	return true;
}

bool
dn_sqlite_rule_trigger(struct dn_translation *t, const struct dn_rule_site *site,
    const struct dn_statement *from, struct dunlin_error *err)
{
	struct sqlite_change *x = dn_sqlite_trigger_change(t, DN_CREATE_RULE, from, err);
	struct dunlin_buf *sql = dn_buf_new(x->scratch);
	bool ok = rule_print(x, sql, site);

	if (ok) {
		dn_translation_notice(t, "rule-by-row",
		    "rules, such as '%s', are triggers in SQLite, which see what earlier rows of "
		    "the statement have done; rows that they put aside are not counted",
		    site->rule->name);
		dn_translation_add(t, from, sql->s);
	}
	dn_free(x->scratch);
	return ok;
}

bool
dn_sqlite_rules_say_all(const struct dn_schema *schema, const struct dn_rule_site *site,
    const struct dn_statement *from, struct dunlin_error *err)
{
	bool all = true;

	if (site->view != NULL)
		dn_view_has_rules(site->view, site->rule->event, &all);
	return all || dn_sqlite_is_written(schema, site->view, site->rule->event) ||
	       dn_sqlite_cannot(err, from, from->span.start,
		   "no rule on '%s' is INSTEAD of the statement for all rows, which cannot be "
		   "written through the view",
		   site->view->name);
}
