/* rule.c - rules of one statement */
#include "config.h"

#include <string.h>

#include "schema/query.h"
#include "sql/convert.h"

static bool
rule_event(struct dn_rewrite *rule, PgQuery__CmdType type)
{
	switch ((int) type) {
	case PG_QUERY__CMD_TYPE__CMD_INSERT: rule->event = DN_RULE_INSERT; return true;
	case PG_QUERY__CMD_TYPE__CMD_UPDATE: rule->event = DN_RULE_UPDATE; return true;
	case PG_QUERY__CMD_TYPE__CMD_DELETE: rule->event = DN_RULE_DELETE; return true;
	default: return false;
	}
}

static bool
rule_action(struct dn_convert *c, struct dn_rewrite *rule, const PgQuery__Node *action)
{
	if (action->node_case != PG_QUERY__NODE__NODE_INSERT_STMT &&
	    action->node_case != PG_QUERY__NODE__NODE_UPDATE_STMT &&
	    action->node_case != PG_QUERY__NODE__NODE_DELETE_STMT)
		return false;
	rule->action = dn_convert_query(c, rule, action);
	return rule->action != NULL && rule->action->beyond == NULL &&
	       rule->action->ntargets == 0 && rule->action->nwith == 0;
}

bool
dn_convert_rule(struct dn_convert *c, const PgQuery__RuleStmt *stmt)
{
	struct dn_rewrite *rule = dn_new(c->st->parts, struct dn_rewrite);
	struct dn_change *change;

	if (!rule_event(rule, stmt->event) || stmt->n_actions > 1 ||
	    (stmt->n_actions == 1 && !rule_action(c, rule, stmt->actions[0]))) {
		dn_free(rule);
		return false;
	}
	change = dn_convert_add(c, DN_CREATE_RULE);
	change->object = dn_convert_relation(change, stmt->relation);
	change->rule = talloc_steal(change, rule);
	rule->name = dn_strdup(rule, stmt->rulename);
	rule->instead = stmt->instead;
	if (stmt->where_clause != NULL)
		rule->where = dn_convert_expr(c, rule, stmt->where_clause);
	return true;
}
