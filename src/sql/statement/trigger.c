/* trigger.c - triggers */
#include "config.h"

#include "sql/convert.h"

/* Bits of CreateTrigStmt: pg_trigger.h. */
enum {
	TRIGGER_BEFORE = 1 << 1,
	TRIGGER_INSERT = 1 << 2,
	TRIGGER_DELETE = 1 << 3,
	TRIGGER_UPDATE = 1 << 4
};

bool
dn_convert_trigger(struct dn_convert *c, const PgQuery__CreateTrigStmt *stmt)
{
	struct dn_change *change;
	struct dn_trigger *trigger;
	size_t when;

	if (stmt->isconstraint || !stmt->row || stmt->n_args > 0 ||
	    (stmt->timing != TRIGGER_BEFORE && stmt->timing != 0) || stmt->n_transition_rels > 0 ||
	    (stmt->events & ~(TRIGGER_INSERT | TRIGGER_UPDATE | TRIGGER_DELETE)) != 0)
		return false;
	change = dn_convert_add(c, DN_CREATE_TRIGGER);
	change->object = dn_convert_relation(change, stmt->relation);
	change->trigger = trigger = dn_new(change, struct dn_trigger);
	trigger->name = dn_strdup(trigger, stmt->trigname);
	trigger->function = dn_convert_name(trigger, DN_NODES(stmt, funcname));
	trigger->on_insert = (stmt->events & TRIGGER_INSERT) != 0;
	trigger->on_update = (stmt->events & TRIGGER_UPDATE) != 0;
	trigger->on_delete = (stmt->events & TRIGGER_DELETE) != 0;
	trigger->after = stmt->timing == 0;
	trigger->columns = dn_convert_strings(trigger, DN_NODES(stmt, columns));
	trigger->ncolumns = stmt->n_columns;
	if (stmt->when_clause == NULL)
		return true;
	when = dn_tokens_find(c->tokens, 0, c->tokens->n, "when");
	trigger->when = dn_convert_parenthesized(c, trigger, stmt->when_clause, when, c->tokens->n);
	return true;
}
