/* rule.c - rules of statements on rows */
#include "config.h"

#include <string.h>

#include "schema/query/query.h"
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

/* What RETURNING says is for who asked the view for it. */
static bool
rule_action(struct dn_convert *c, struct dn_rewrite *rule, const PgQuery__Node *node)
{
	struct dn_query *action;

	if (node->node_case != PG_QUERY__NODE__NODE_INSERT_STMT &&
	    node->node_case != PG_QUERY__NODE__NODE_UPDATE_STMT &&
	    node->node_case != PG_QUERY__NODE__NODE_DELETE_STMT)
		return false;
	action = dn_convert_query(c, rule, node);
	if (action == NULL || action->beyond != NULL || action->nwith > 0)
		return false;
	action->ntargets = 0;
	dn_push(rule, rule->actions, rule->nactions, action);
	return true;
}

bool
dn_convert_rule(struct dn_convert *c, const PgQuery__RuleStmt *stmt)
{
	struct dn_rewrite *rule = dn_new(c->st->parts, struct dn_rewrite);
	bool ok = rule_event(rule, stmt->event);
	struct dn_change *change;

	for (size_t i = 0; ok && i < stmt->n_actions; i++)
		ok = rule_action(c, rule, stmt->actions[i]);
	if (!ok) {
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
