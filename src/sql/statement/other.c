/* other.c - statements known by their object alone, and where a statement may run */
#include "config.h"

#include <string.h>

#include "sql/convert.h"

struct dn_name
dn_convert_object_of(const void *mem, const PgQuery__Node *stmt)
{
	switch ((int) stmt->node_case) {
	case PG_QUERY__NODE__NODE_REFRESH_MAT_VIEW_STMT:
		return dn_convert_relation(mem, stmt->refresh_mat_view_stmt->relation);
	case PG_QUERY__NODE__NODE_CREATE_FOREIGN_TABLE_STMT:
		return dn_convert_relation(
		    mem, stmt->create_foreign_table_stmt->base_stmt->relation);
	case PG_QUERY__NODE__NODE_CREATE_TRIG_STMT:
		return dn_convert_relation(mem, stmt->create_trig_stmt->relation);
	case PG_QUERY__NODE__NODE_CREATE_POLICY_STMT:
		return dn_convert_relation(mem, stmt->create_policy_stmt->table);
	case PG_QUERY__NODE__NODE_ALTER_POLICY_STMT:
		return dn_convert_relation(mem, stmt->alter_policy_stmt->table);
	case PG_QUERY__NODE__NODE_RULE_STMT:
		return dn_convert_relation(mem, stmt->rule_stmt->relation);
	case PG_QUERY__NODE__NODE_CREATE_FUNCTION_STMT:
		return dn_convert_name(mem, DN_NODES(stmt->create_function_stmt, funcname));
	case PG_QUERY__NODE__NODE_CREATE_DOMAIN_STMT:
		return dn_convert_name(mem, DN_NODES(stmt->create_domain_stmt, domainname));
	case PG_QUERY__NODE__NODE_ALTER_DOMAIN_STMT:
		return dn_convert_name(mem, DN_NODES(stmt->alter_domain_stmt, type_name));
	case PG_QUERY__NODE__NODE_ALTER_ENUM_STMT:
		return dn_convert_name(mem, DN_NODES(stmt->alter_enum_stmt, type_name));
	case PG_QUERY__NODE__NODE_ALTER_TYPE_STMT:
		return dn_convert_name(mem, DN_NODES(stmt->alter_type_stmt, type_name));
	case PG_QUERY__NODE__NODE_DEFINE_STMT:
		return dn_convert_name(mem, DN_NODES(stmt->define_stmt, defnames));
	case PG_QUERY__NODE__NODE_CREATE_EXTENSION_STMT:
		return (
		    struct dn_name){ NULL, dn_strdup(mem, stmt->create_extension_stmt->extname) };
	default: return (struct dn_name){ NULL, NULL };
	}
}

static bool
comment_is_on_relation(PgQuery__ObjectType type)
{
	return type == PG_QUERY__OBJECT_TYPE__OBJECT_TABLE ||
	       type == PG_QUERY__OBJECT_TYPE__OBJECT_INDEX ||
	       type == PG_QUERY__OBJECT_TYPE__OBJECT_VIEW ||
	       type == PG_QUERY__OBJECT_TYPE__OBJECT_MATVIEW ||
	       type == PG_QUERY__OBJECT_TYPE__OBJECT_FOREIGN_TABLE;
}

void
dn_convert_comment(struct dn_change *change, const PgQuery__CommentStmt *stmt)
{
	struct dn_nodes names;
	bool column = stmt->objtype == PG_QUERY__OBJECT_TYPE__OBJECT_COLUMN;

	if ((!column && !comment_is_on_relation(stmt->objtype)) ||
	    stmt->object->node_case != PG_QUERY__NODE__NODE_LIST)
		return;
	names = DN_NODES(stmt->object->list, items);
	if (column && names.n > 1)
		change->column_name =
		    dn_convert_string(change, dn_node_string(names.items[--names.n]));
	change->object = dn_convert_name(change, names);
}

/* Objects that no row of a table is made of. */
bool
dn_convert_kind_means_nothing(PgQuery__ObjectType type)
{
	switch ((int) type) {
	case PG_QUERY__OBJECT_TYPE__OBJECT_ACCESS_METHOD:
	case PG_QUERY__OBJECT_TYPE__OBJECT_COLLATION:
	case PG_QUERY__OBJECT_TYPE__OBJECT_CONVERSION:
	case PG_QUERY__OBJECT_TYPE__OBJECT_DATABASE:
	case PG_QUERY__OBJECT_TYPE__OBJECT_EXTENSION:
	case PG_QUERY__OBJECT_TYPE__OBJECT_FDW:
	case PG_QUERY__OBJECT_TYPE__OBJECT_LANGUAGE:
	case PG_QUERY__OBJECT_TYPE__OBJECT_POLICY:
	case PG_QUERY__OBJECT_TYPE__OBJECT_PUBLICATION:
	case PG_QUERY__OBJECT_TYPE__OBJECT_ROLE:
	case PG_QUERY__OBJECT_TYPE__OBJECT_STATISTIC_EXT:
	case PG_QUERY__OBJECT_TYPE__OBJECT_TABLESPACE:
	case PG_QUERY__OBJECT_TYPE__OBJECT_TRANSFORM:
	case PG_QUERY__OBJECT_TYPE__OBJECT_TSCONFIGURATION:
	case PG_QUERY__OBJECT_TYPE__OBJECT_TSDICTIONARY:
	case PG_QUERY__OBJECT_TYPE__OBJECT_TSPARSER:
	case PG_QUERY__OBJECT_TYPE__OBJECT_TSTEMPLATE: return true;
	default: return false;
	}
}

static bool
other_is_of_the_server(const PgQuery__Node *stmt)
{
	switch ((int) stmt->node_case) {
	case PG_QUERY__NODE__NODE_ALTER_COLLATION_STMT:
	case PG_QUERY__NODE__NODE_ALTER_TSCONFIGURATION_STMT:
	case PG_QUERY__NODE__NODE_ALTER_TSDICTIONARY_STMT:
	case PG_QUERY__NODE__NODE_ALTER_OBJECT_DEPENDS_STMT:
	case PG_QUERY__NODE__NODE_ALTER_TABLE_MOVE_ALL_STMT:
	case PG_QUERY__NODE__NODE_ALTER_TABLE_SPACE_OPTIONS_STMT:
	case PG_QUERY__NODE__NODE_ALTER_FDW_STMT:
	case PG_QUERY__NODE__NODE_CREATE_AM_STMT:
	case PG_QUERY__NODE__NODE_CREATE_CONVERSION_STMT:
	case PG_QUERY__NODE__NODE_CREATE_FDW_STMT:
	case PG_QUERY__NODE__NODE_CREATE_PLANG_STMT:
	case PG_QUERY__NODE__NODE_CREATE_TABLE_SPACE_STMT:
	case PG_QUERY__NODE__NODE_CREATE_TRANSFORM_STMT:
	case PG_QUERY__NODE__NODE_DROP_TABLE_SPACE_STMT: return true;
	default: return false;
	}
}

bool
dn_convert_means_nothing(const PgQuery__Node *stmt)
{
	switch ((int) stmt->node_case) {
	case PG_QUERY__NODE__NODE_GRANT_STMT:
	case PG_QUERY__NODE__NODE_GRANT_ROLE_STMT:
	case PG_QUERY__NODE__NODE_ALTER_DEFAULT_PRIVILEGES_STMT:
	case PG_QUERY__NODE__NODE_ALTER_OWNER_STMT:
	case PG_QUERY__NODE__NODE_REASSIGN_OWNED_STMT:
	case PG_QUERY__NODE__NODE_CREATE_ROLE_STMT:
	case PG_QUERY__NODE__NODE_ALTER_ROLE_STMT:
	case PG_QUERY__NODE__NODE_ALTER_ROLE_SET_STMT:
	case PG_QUERY__NODE__NODE_DROP_ROLE_STMT:
	case PG_QUERY__NODE__NODE_SEC_LABEL_STMT:
	case PG_QUERY__NODE__NODE_COMMENT_STMT:
	case PG_QUERY__NODE__NODE_VACUUM_STMT:
	case PG_QUERY__NODE__NODE_CLUSTER_STMT:
	case PG_QUERY__NODE__NODE_REINDEX_STMT:
	case PG_QUERY__NODE__NODE_CHECK_POINT_STMT:
	case PG_QUERY__NODE__NODE_LOCK_STMT:
	case PG_QUERY__NODE__NODE_CONSTRAINTS_SET_STMT:
	case PG_QUERY__NODE__NODE_LISTEN_STMT:
	case PG_QUERY__NODE__NODE_UNLISTEN_STMT:
	case PG_QUERY__NODE__NODE_NOTIFY_STMT:
	case PG_QUERY__NODE__NODE_CREATE_EXTENSION_STMT:
	case PG_QUERY__NODE__NODE_ALTER_EXTENSION_STMT:
	case PG_QUERY__NODE__NODE_ALTER_EXTENSION_CONTENTS_STMT:
	case PG_QUERY__NODE__NODE_CREATE_POLICY_STMT:
	case PG_QUERY__NODE__NODE_ALTER_POLICY_STMT:
	case PG_QUERY__NODE__NODE_CREATE_STATS_STMT:
	case PG_QUERY__NODE__NODE_ALTER_STATS_STMT:
	case PG_QUERY__NODE__NODE_ALTER_SYSTEM_STMT:
	case PG_QUERY__NODE__NODE_ALTER_DATABASE_STMT:
	case PG_QUERY__NODE__NODE_ALTER_DATABASE_SET_STMT:
	case PG_QUERY__NODE__NODE_CREATE_PUBLICATION_STMT:
	case PG_QUERY__NODE__NODE_ALTER_PUBLICATION_STMT:
	case PG_QUERY__NODE__NODE_EXPLAIN_STMT:
	case PG_QUERY__NODE__NODE_VARIABLE_SHOW_STMT: return true;
	case PG_QUERY__NODE__NODE_DEFINE_STMT:
		return dn_convert_kind_means_nothing(stmt->define_stmt->kind);
	case PG_QUERY__NODE__NODE_DISCARD_STMT:
		return stmt->discard_stmt->target == PG_QUERY__DISCARD_MODE__DISCARD_PLANS;
	default: return other_is_of_the_server(stmt);
	}
}

static bool
other_is_concurrent(const PgQuery__AlterTableStmt *stmt)
{
	for (size_t i = 0; i < stmt->n_cmds; i++) {
		const PgQuery__AlterTableCmd *cmd = stmt->cmds[i]->alter_table_cmd;

		if (cmd->subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_DetachPartition &&
		    cmd->def->partition_cmd->concurrent)
			return true;
	}
	return false;
}

/* REINDEX SCHEMA, DATABASE and SYSTEM commit after each table. */
static bool
other_reindex(const PgQuery__ReindexStmt *stmt)
{
	return stmt->kind >= PG_QUERY__REINDEX_OBJECT_TYPE__REINDEX_OBJECT_SCHEMA ||
	       dn_convert_switch(DN_NODES(stmt, params), "concurrently", false);
}

/* A slot is created on the other server, which no ROLLBACK undoes. */
static bool
other_create_subscription(const PgQuery__CreateSubscriptionStmt *stmt)
{
	bool connect = dn_convert_switch(DN_NODES(stmt, options), "connect", true);

	return dn_convert_switch(DN_NODES(stmt, options), "create_slot", connect);
}

static bool
other_alter_subscription(const PgQuery__AlterSubscriptionStmt *stmt)
{
	switch ((int) stmt->kind) {
	case PG_QUERY__ALTER_SUBSCRIPTION_TYPE__ALTER_SUBSCRIPTION_REFRESH: return true;
	case PG_QUERY__ALTER_SUBSCRIPTION_TYPE__ALTER_SUBSCRIPTION_SET_PUBLICATION:
	case PG_QUERY__ALTER_SUBSCRIPTION_TYPE__ALTER_SUBSCRIPTION_ADD_PUBLICATION:
	case PG_QUERY__ALTER_SUBSCRIPTION_TYPE__ALTER_SUBSCRIPTION_DROP_PUBLICATION:
		return dn_convert_switch(DN_NODES(stmt, options), "refresh", true);
	default: return false;
	}
}

/* ALTER DATABASE ... SET TABLESPACE copies files. */
static bool
other_alter_database(const PgQuery__AlterDatabaseStmt *stmt)
{
	bool found;

	dn_convert_option(DN_NODES(stmt, options), "tablespace", &found);
	return found;
}

/* Source of the rules: PreventInTransactionBlock() in PostgreSQL 15. */
static bool
other_no_transaction(const PgQuery__Node *stmt)
{
	switch ((int) stmt->node_case) {
	case PG_QUERY__NODE__NODE_INDEX_STMT: return stmt->index_stmt->concurrent;
	case PG_QUERY__NODE__NODE_DROP_STMT: return stmt->drop_stmt->concurrent;
	case PG_QUERY__NODE__NODE_REINDEX_STMT: return other_reindex(stmt->reindex_stmt);
	case PG_QUERY__NODE__NODE_ALTER_TABLE_STMT:
		return other_is_concurrent(stmt->alter_table_stmt);
	case PG_QUERY__NODE__NODE_VACUUM_STMT: return stmt->vacuum_stmt->is_vacuumcmd;
	case PG_QUERY__NODE__NODE_CLUSTER_STMT: return stmt->cluster_stmt->relation == NULL;
	case PG_QUERY__NODE__NODE_DISCARD_STMT:
		return stmt->discard_stmt->target == PG_QUERY__DISCARD_MODE__DISCARD_ALL;
	case PG_QUERY__NODE__NODE_CREATE_SUBSCRIPTION_STMT:
		return other_create_subscription(stmt->create_subscription_stmt);
	case PG_QUERY__NODE__NODE_ALTER_SUBSCRIPTION_STMT:
		return other_alter_subscription(stmt->alter_subscription_stmt);
	case PG_QUERY__NODE__NODE_ALTER_DATABASE_STMT:
		return other_alter_database(stmt->alter_database_stmt);
	case PG_QUERY__NODE__NODE_TRANSACTION_STMT:
		return stmt->transaction_stmt->kind >=
		       PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_COMMIT_PREPARED;
	case PG_QUERY__NODE__NODE_ALTER_SYSTEM_STMT:
	case PG_QUERY__NODE__NODE_CREATEDB_STMT:
	case PG_QUERY__NODE__NODE_DROPDB_STMT:
	case PG_QUERY__NODE__NODE_CREATE_TABLE_SPACE_STMT:
	case PG_QUERY__NODE__NODE_DROP_TABLE_SPACE_STMT:
	case PG_QUERY__NODE__NODE_DROP_SUBSCRIPTION_STMT: return true;
	default: return false;
	}
}

unsigned
dn_convert_flags(const PgQuery__Node *stmt)
{
	unsigned flags = other_no_transaction(stmt) ? DN_STATEMENT_NO_TRANSACTION : 0;

	switch ((int) stmt->node_case) {
	case PG_QUERY__NODE__NODE_ALTER_ENUM_STMT:
		if (*stmt->alter_enum_stmt->old_val == '\0')
			flags |= DN_STATEMENT_OWN_COMMIT;
		break;
	case PG_QUERY__NODE__NODE_COPY_STMT:
		if (!stmt->copy_stmt->is_from && !stmt->copy_stmt->is_program &&
		    *stmt->copy_stmt->filename == '\0')
			flags |= DN_STATEMENT_TO_CLIENT;
		break;
	case PG_QUERY__NODE__NODE_DISCARD_STMT:
		if (stmt->discard_stmt->target == PG_QUERY__DISCARD_MODE__DISCARD_ALL)
			flags |= DN_STATEMENT_DROPS_LOCK;
		break;
	case PG_QUERY__NODE__NODE_VARIABLE_SHOW_STMT:
	case PG_QUERY__NODE__NODE_EXPLAIN_STMT:
	case PG_QUERY__NODE__NODE_FETCH_STMT:
	case PG_QUERY__NODE__NODE_EXECUTE_STMT: flags |= DN_STATEMENT_ROWS; break;
	default: break;
	}
	return flags;
}
