/* session.c - SET, RESET and what is written as a SELECT but means SET */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "sql/convert.h"

/* One value of SET as text: a word, a string, a number, INTERVAL '...'. */
static const char *
session_value(const void *mem, const PgQuery__Node *node)
{
	const PgQuery__AConst *value;

	if (node->node_case == PG_QUERY__NODE__NODE_TYPE_CAST)
		node = node->type_cast->arg;
	if (node->node_case != PG_QUERY__NODE__NODE_A_CONST)
		return dn_strdup(mem, dn_node_string(node));
	value = node->a_const;
	switch ((int) value->val_case) {
	case PG_QUERY__A__CONST__VAL_IVAL: return dn_sprintf(mem, "%d", value->ival->ival);
	case PG_QUERY__A__CONST__VAL_FVAL: return dn_strdup(mem, value->fval->fval);
	case PG_QUERY__A__CONST__VAL_SVAL: return dn_strdup(mem, value->sval->sval);
	default: return dn_strdup(mem, "");
	}
}

static const char *
session_values(const void *mem, struct dn_nodes args)
{
	struct dunlin_buf *buf = dn_buf_new(mem);

	for (size_t i = 0; i < args.n; i++)
		dunlin_buf_printf(
		    buf, "%s%s", i > 0 ? ", " : "", session_value(buf, args.items[i]));
	return dn_buf_steal(mem, buf);
}

static void
session_set(struct dn_convert *c, const PgQuery__VariableSetStmt *stmt)
{
	bool is_path = strcmp(stmt->name, "search_path") == 0;
	struct dn_change *change = dn_convert_add(c, is_path ? DN_SET_SEARCH_PATH : DN_SET);

	change->set_local = stmt->is_local;
	change->name = dn_strdup(change, stmt->name);
	if (stmt->kind == PG_QUERY__VARIABLE_SET_KIND__VAR_RESET_ALL)
		change->name = dn_strdup(change, "all");
	/* SET TRANSACTION, SET SESSION CHARACTERISTICS: the words are the name. */
	if (stmt->kind == PG_QUERY__VARIABLE_SET_KIND__VAR_SET_MULTI)
		change->text = dn_tokens_text(change, c->tokens, 1, c->tokens->n);
	if (stmt->kind != PG_QUERY__VARIABLE_SET_KIND__VAR_SET_VALUE)
		return;
	if (!is_path)
		change->text = session_values(change, DN_NODES(stmt, args));
	for (size_t i = 0; is_path && i < stmt->n_args; i++)
		dn_push(
		    change, change->values, change->nvalues, session_value(change, stmt->args[i]));
}

/* One name of a list: folded unless quoted, as SplitIdentifierString() reads it. */
static const char *
session_path_name(const void *mem, const char **list)
{
	struct dunlin_buf *buf = dn_buf_new(mem);
	const char *p = *list + strspn(*list, " \t\r\n");
	bool quoted = false;

	for (; *p != '\0' && (quoted || *p != ','); p++) {
		char ch = *p;

		if (ch == '"' && !(quoted && p[1] == '"')) {
			quoted = !quoted;
			continue;
		}
		if (ch == '"')
			p++;
		if (!quoted && strchr(" \t\r\n", ch) != NULL)
			continue;
		if (!quoted && ch >= 'A' && ch <= 'Z')
			ch = (char) (ch | 0x20);
		dunlin_buf_put(buf, &ch, 1);
	}
	*list = *p == ',' ? p + 1 : p;
	return dn_buf_steal(mem, buf);
}

static void
session_set_path(struct dn_change *change, const char *list)
{
	do
		dn_push(change, change->values, change->nvalues, session_path_name(change, &list));
	while (*list != '\0');
}

bool
dn_convert_set_config(struct dn_convert *c, const PgQuery__SelectStmt *stmt)
{
	const PgQuery__FuncCall *call;
	const PgQuery__AConst *local;
	struct dn_change *change;
	bool is_path;

	if (stmt->n_target_list != 1 || stmt->n_from_clause > 0 || stmt->where_clause != NULL ||
	    stmt->op > PG_QUERY__SET_OPERATION__SETOP_NONE ||
	    stmt->target_list[0]->res_target->val->node_case != PG_QUERY__NODE__NODE_FUNC_CALL)
		return false;
	call = stmt->target_list[0]->res_target->val->func_call;
	if (strcmp(dn_node_string(call->funcname[call->n_funcname - 1]), "set_config") != 0 ||
	    call->n_args != 3)
		return false;
	for (size_t i = 0; i < 3; i++)
		if (call->args[i]->node_case != PG_QUERY__NODE__NODE_A_CONST)
			return false;
	local = call->args[2]->a_const;
	is_path = strcmp(dn_node_string(call->args[0]), "search_path") == 0;
	change = dn_convert_add(c, is_path ? DN_SET_SEARCH_PATH : DN_SET);
	change->name = dn_strdup(change, dn_node_string(call->args[0]));
	change->set_local =
	    local->val_case == PG_QUERY__A__CONST__VAL_BOOLVAL && local->boolval->boolval;
	if (is_path)
		session_set_path(change, dn_node_string(call->args[1]));
	else
		change->text = dn_strdup(change, dn_node_string(call->args[1]));
	return true;
}

static void
session_transaction(struct dn_convert *c, const PgQuery__TransactionStmt *stmt)
{
	/* In the order of TransactionStmtKind. */
	static const char *const names[] = { "", "begin", "begin", "commit", "rollback",
		"savepoint", "release", "rollback to", "prepare", "commit prepared",
		"rollback prepared" };
	struct dn_change *change = dn_convert_add(c, DN_TRANSACTION);

	change->name = dn_strdup(change, names[stmt->kind]);
}

bool
dn_convert_session(struct dn_convert *c, const PgQuery__Node *stmt)
{
	switch ((int) stmt->node_case) {
	case PG_QUERY__NODE__NODE_VARIABLE_SET_STMT:
		session_set(c, stmt->variable_set_stmt);
		return true;
	case PG_QUERY__NODE__NODE_TRANSACTION_STMT:
		session_transaction(c, stmt->transaction_stmt);
		return true;
	default: return false;
	}
}
