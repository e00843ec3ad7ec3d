/* convert.c - from the grammar's tree to changes */
#include "config.h"

#include "sql/convert.h"

struct dn_change *
dn_convert_add(struct dn_convert *c, enum dn_change_kind kind)
{
	struct dn_change *change = dn_new(c->st->parts, struct dn_change);

	change->kind = kind;
	change->span = c->st->span;
	dn_push(c->st->parts, c->st->changes, c->st->nchanges, change);
	return change;
}

struct dn_change *
dn_convert_opaque(struct dn_convert *c)
{
	struct dn_change *change = dn_convert_add(c, DN_CHANGE_OPAQUE);

	change->name = dn_strdup(change, c->st->what);
	return change;
}

static void
convert_other(struct dn_convert *c, const PgQuery__Node *stmt)
{
	struct dn_change *change;

	if (stmt->node_case == PG_QUERY__NODE__NODE_CREATE_FUNCTION_STMT &&
	    dn_convert_function(c, stmt->create_function_stmt))
		return;
	if (stmt->node_case == PG_QUERY__NODE__NODE_CREATE_TRIG_STMT &&
	    dn_convert_trigger(c, stmt->create_trig_stmt))
		return;
	if (stmt->node_case == PG_QUERY__NODE__NODE_RULE_STMT &&
	    dn_convert_rule(c, stmt->rule_stmt))
		return;
	change = dn_convert_opaque(c);

	if (dn_convert_means_nothing(stmt))
		change->kind = DN_NOTHING;
	change->object = dn_convert_object_of(change, stmt);
	if (stmt->node_case == PG_QUERY__NODE__NODE_COMMENT_STMT)
		dn_convert_comment(change, stmt->comment_stmt);
}

static bool
convert_data(struct dn_convert *c, const PgQuery__Node *stmt)
{
	switch ((int) stmt->node_case) {
	case PG_QUERY__NODE__NODE_INSERT_STMT: dn_convert_insert(c, stmt); return true;
	case PG_QUERY__NODE__NODE_SELECT_STMT: dn_convert_select(c, stmt); return true;
	case PG_QUERY__NODE__NODE_COPY_STMT: dn_convert_copy(c, stmt->copy_stmt); return true;
	case PG_QUERY__NODE__NODE_TRUNCATE_STMT:
		dn_convert_truncate(c, stmt->truncate_stmt);
		return true;
	case PG_QUERY__NODE__NODE_UPDATE_STMT:
		dn_convert_data(c, "update", stmt->update_stmt->relation, stmt,
		    stmt->update_stmt->n_returning_list);
		return true;
	case PG_QUERY__NODE__NODE_DELETE_STMT:
		dn_convert_data(c, "delete", stmt->delete_stmt->relation, stmt,
		    stmt->delete_stmt->n_returning_list);
		return true;
	case PG_QUERY__NODE__NODE_MERGE_STMT:
		dn_convert_data(c, "merge", stmt->merge_stmt->relation, stmt, 0);
		return true;
	default: return false;
	}
}

void
dn_convert_inner_statement(struct dn_convert *c, const PgQuery__Node *stmt)
{
	c->st->what = dn_convert_what(c->st->parts, c->tokens, stmt);
	c->st->flags = dn_convert_flags(stmt);
	if (dn_convert_calls(stmt))
		c->st->flags |= DN_STATEMENT_CALLS;
	dn_convert_mentions(c->st, stmt);
	switch ((int) stmt->node_case) {
	case PG_QUERY__NODE__NODE_CREATE_STMT: dn_convert_create_table(c, stmt->create_stmt); break;
	case PG_QUERY__NODE__NODE_ALTER_TABLE_STMT:
		dn_convert_alter_table(c, stmt->alter_table_stmt);
		break;
	case PG_QUERY__NODE__NODE_INDEX_STMT: dn_convert_create_index(c, stmt->index_stmt); break;
	case PG_QUERY__NODE__NODE_VIEW_STMT: dn_convert_view(c, stmt->view_stmt); break;
	case PG_QUERY__NODE__NODE_CREATE_TABLE_AS_STMT:
		dn_convert_table_as(c, stmt->create_table_as_stmt);
		break;
	default:
		if (!convert_data(c, stmt) && !dn_convert_session(c, stmt) &&
		    !dn_convert_user_type(c, stmt) && !dn_convert_object(c, stmt))
			convert_other(c, stmt);
		break;
	}
}

void
dn_convert_statement(struct dn_convert *c, const PgQuery__Node *stmt)
{
	if (stmt->node_case != PG_QUERY__NODE__NODE_DO_STMT || !dn_convert_do(c, stmt->do_stmt))
		dn_convert_inner_statement(c, stmt);
}
