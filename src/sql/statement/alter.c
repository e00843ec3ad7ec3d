/* alter.c - ALTER TABLE: one change for each of its commands */
#include "config.h"

#include "sql/convert.h"

/* One command: its tokens and the table. */
struct alter {
	struct dn_convert *c;
	const PgQuery__AlterTableStmt *stmt;
	const PgQuery__AlterTableCmd *cmd;
	size_t from, to;
};

static struct dn_change *
alter_add(const struct alter *a, enum dn_change_kind kind)
{
	struct dn_change *change = dn_convert_add(a->c, kind);

	change->object = dn_convert_relation(change, a->stmt->relation);
	change->table_if_exists = a->stmt->missing_ok;
	change->if_exists = a->cmd->missing_ok;
	change->cascade = a->cmd->behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE;
	change->span = dn_tokens_span(a->c->tokens, a->from, a->to);
	return change;
}

static struct dn_change *
alter_column(const struct alter *a, enum dn_change_kind kind)
{
	struct dn_change *change = alter_add(a, kind);

	change->column_name = dn_convert_string(change, a->cmd->name);
	return change;
}

static void
alter_named(const struct alter *a, enum dn_change_kind kind)
{
	struct dn_change *change = alter_add(a, kind);

	change->name = dn_convert_string(change, a->cmd->name);
}

static void
alter_words(const struct alter *a, const char *words)
{
	struct dn_change *change = alter_add(a, DN_NOTHING);

	change->name = dn_sprintf(change, "%s %s", a->c->st->what, words);
}

static void
alter_add_column(const struct alter *a)
{
	struct dn_change *change = alter_add(a, DN_ADD_COLUMN);

	change->if_exists = false;
	change->if_not_exists = a->cmd->missing_ok;
	change->column = dn_convert_column(
	    a->c, change, a->cmd->def->column_def, &change->constraints, &change->nconstraints);
	change->column_name = dn_strdup(change, change->column->name);
}

static void
alter_type(const struct alter *a)
{
	const PgQuery__ColumnDef *def = a->cmd->def->column_def;
	struct dn_change *change = alter_column(a, DN_SET_TYPE);
	size_t using = dn_tokens_find(a->c->tokens, a->from, a->to, "using");

	change->type = dn_convert_type(a->c, change, def->type_name);
	if (def->coll_clause != NULL)
		change->text = dn_convert_dotted(change, DN_NODES(def->coll_clause, collname));
	if (def->raw_default != NULL)
		change->expr = dn_convert_expr_at(a->c, change, def->raw_default, using + 1, a->to);
}

static void
alter_default(const struct alter *a)
{
	size_t set = dn_tokens_find(a->c->tokens, a->from, a->to, "default");
	struct dn_change *change;

	if (a->cmd->def == NULL) {
		alter_column(a, DN_DROP_DEFAULT);
		return;
	}
	change = alter_column(a, DN_SET_DEFAULT);
	change->expr = dn_convert_expr_at(a->c, change, a->cmd->def, set + 1, a->to);
}

static void
alter_constraint(const struct alter *a, enum dn_change_kind kind)
{
	const PgQuery__Constraint *def = a->cmd->def->constraint;
	size_t from = dn_tokens_at(a->c->tokens, def->location);
	struct dn_change *change = alter_add(a, kind);

	change->name = dn_convert_string(change, def->conname);
	change->constraint = dn_convert_constraint(
	    a->c, change, def, NULL, kind == DN_ADD_CONSTRAINT ? from : a->from, a->to);
}

/* Storage, ownership and the planner's numbers. */
static const char *
alter_nothing(const PgQuery__AlterTableCmd *cmd)
{
	switch ((int) cmd->subtype) {
	case PG_QUERY__ALTER_TABLE_TYPE__AT_ChangeOwner: return "OWNER";
	case PG_QUERY__ALTER_TABLE_TYPE__AT_SetStatistics: return "SET STATISTICS";
	case PG_QUERY__ALTER_TABLE_TYPE__AT_SetStorage: return "SET STORAGE";
	case PG_QUERY__ALTER_TABLE_TYPE__AT_SetCompression: return "SET COMPRESSION";
	case PG_QUERY__ALTER_TABLE_TYPE__AT_ClusterOn: return "CLUSTER ON";
	case PG_QUERY__ALTER_TABLE_TYPE__AT_DropCluster: return "SET WITHOUT CLUSTER";
	case PG_QUERY__ALTER_TABLE_TYPE__AT_SetLogged: return "SET LOGGED";
	case PG_QUERY__ALTER_TABLE_TYPE__AT_SetUnLogged: return "SET UNLOGGED";
	case PG_QUERY__ALTER_TABLE_TYPE__AT_DropOids: return "SET WITHOUT OIDS";
	case PG_QUERY__ALTER_TABLE_TYPE__AT_SetAccessMethod: return "SET ACCESS METHOD";
	case PG_QUERY__ALTER_TABLE_TYPE__AT_SetTableSpace: return "SET TABLESPACE";
	case PG_QUERY__ALTER_TABLE_TYPE__AT_ReplicaIdentity: return "REPLICA IDENTITY";
	case PG_QUERY__ALTER_TABLE_TYPE__AT_EnableRowSecurity: return "ENABLE ROW LEVEL SECURITY";
	case PG_QUERY__ALTER_TABLE_TYPE__AT_DisableRowSecurity: return "DISABLE ROW LEVEL SECURITY";
	case PG_QUERY__ALTER_TABLE_TYPE__AT_ForceRowSecurity: return "FORCE ROW LEVEL SECURITY";
	case PG_QUERY__ALTER_TABLE_TYPE__AT_NoForceRowSecurity:
		return "NO FORCE ROW LEVEL SECURITY";
	case PG_QUERY__ALTER_TABLE_TYPE__AT_SetOptions:
	case PG_QUERY__ALTER_TABLE_TYPE__AT_SetRelOptions:
	case PG_QUERY__ALTER_TABLE_TYPE__AT_ReplaceRelOptions: return "SET";
	case PG_QUERY__ALTER_TABLE_TYPE__AT_ResetOptions:
	case PG_QUERY__ALTER_TABLE_TYPE__AT_ResetRelOptions: return "RESET";
	default: return NULL;
	}
}

/* For a replica alone is for nobody here. */
static bool
alter_trigger(const struct alter *a)
{
	struct dn_change *change;
	bool enable = false;

	switch ((int) a->cmd->subtype) {
	case PG_QUERY__ALTER_TABLE_TYPE__AT_EnableTrig:
	case PG_QUERY__ALTER_TABLE_TYPE__AT_EnableAlwaysTrig:
	case PG_QUERY__ALTER_TABLE_TYPE__AT_EnableTrigAll:
	case PG_QUERY__ALTER_TABLE_TYPE__AT_EnableTrigUser: enable = true; break;
	case PG_QUERY__ALTER_TABLE_TYPE__AT_EnableReplicaTrig:
	case PG_QUERY__ALTER_TABLE_TYPE__AT_DisableTrig:
	case PG_QUERY__ALTER_TABLE_TYPE__AT_DisableTrigAll:
	case PG_QUERY__ALTER_TABLE_TYPE__AT_DisableTrigUser: break;
	default: return false;
	}
	change = alter_add(a, DN_SWITCH_TRIGGER);
	change->name =
	    dn_sprintf(change, "%s %s TRIGGER", a->c->st->what, enable ? "ENABLE" : "DISABLE");
	change->new_name = dn_convert_string(change, a->cmd->name);
	change->enable = enable;
	return true;
}

static void
alter_identity(const struct alter *a)
{
	struct dn_change *change = alter_column(a, DN_ADD_IDENTITY);

	change->identity = dn_convert_identity(a->cmd->def->constraint);
	change->more = a->cmd->def->constraint->n_options > 0;
	change->numbering = dn_convert_numbering(DN_NODES(a->cmd->def->constraint, options));
}

/* SET GENERATED ALWAYS, SET START ..., RESTART */
static void
alter_set_identity(const struct alter *a)
{
	struct dn_change *change = alter_column(a, DN_SET_IDENTITY);
	struct dn_nodes options = DN_NODES(a->cmd->def->list, items);
	bool found;
	const PgQuery__Node *generated = dn_convert_option(options, "generated", &found);

	if (found && generated != NULL && generated->node_case == PG_QUERY__NODE__NODE_INTEGER)
		change->identity =
		    generated->integer->ival == 'a' ? DN_IDENTITY_ALWAYS : DN_IDENTITY_BY_DEFAULT;
	change->more = options.n > (found ? 1 : 0);
	change->numbering = dn_convert_numbering(options);
}

static bool
alter_column_command(const struct alter *a)
{
	switch ((int) a->cmd->subtype) {
	case PG_QUERY__ALTER_TABLE_TYPE__AT_AddColumn: alter_add_column(a); return true;
	case PG_QUERY__ALTER_TABLE_TYPE__AT_DropColumn:
		alter_column(a, DN_DROP_COLUMN);
		return true;
	case PG_QUERY__ALTER_TABLE_TYPE__AT_AlterColumnType: alter_type(a); return true;
	case PG_QUERY__ALTER_TABLE_TYPE__AT_ColumnDefault: alter_default(a); return true;
	case PG_QUERY__ALTER_TABLE_TYPE__AT_SetNotNull:
		alter_column(a, DN_SET_NOT_NULL);
		return true;
	case PG_QUERY__ALTER_TABLE_TYPE__AT_DropNotNull:
		alter_column(a, DN_DROP_NOT_NULL);
		return true;
	case PG_QUERY__ALTER_TABLE_TYPE__AT_DropExpression:
		alter_column(a, DN_DROP_EXPRESSION);
		return true;
	case PG_QUERY__ALTER_TABLE_TYPE__AT_DropIdentity:
		alter_column(a, DN_DROP_IDENTITY);
		return true;
	case PG_QUERY__ALTER_TABLE_TYPE__AT_AddIdentity: alter_identity(a); return true;
	case PG_QUERY__ALTER_TABLE_TYPE__AT_SetIdentity: alter_set_identity(a); return true;
	default: return false;
	}
}

static bool
alter_constraint_command(const struct alter *a)
{
	switch ((int) a->cmd->subtype) {
	case PG_QUERY__ALTER_TABLE_TYPE__AT_AddConstraint:
		alter_constraint(a, DN_ADD_CONSTRAINT);
		return true;
	case PG_QUERY__ALTER_TABLE_TYPE__AT_AlterConstraint:
		alter_constraint(a, DN_ALTER_CONSTRAINT);
		return true;
	case PG_QUERY__ALTER_TABLE_TYPE__AT_DropConstraint:
		alter_named(a, DN_DROP_CONSTRAINT);
		return true;
	case PG_QUERY__ALTER_TABLE_TYPE__AT_ValidateConstraint:
		alter_named(a, DN_VALIDATE_CONSTRAINT);
		return true;
	default: return false;
	}
}

/* What says of a view how rows are written to it: its own defaults, and its check option. */
static bool
alter_view(const struct alter *a)
{
	bool set = a->cmd->subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_SetRelOptions;
	bool reset = a->cmd->subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_ResetRelOptions;
	enum dn_check_option option = DN_CHECK_OPTION_UNSAID;
	struct dn_change *change;

	if (a->stmt->objtype != PG_QUERY__OBJECT_TYPE__OBJECT_VIEW)
		return false;
	if (set || reset)
		option = dn_convert_check_option(DN_NODES(a->cmd->def->list, items));
	if (option == DN_CHECK_OPTION_UNSAID &&
	    a->cmd->subtype != PG_QUERY__ALTER_TABLE_TYPE__AT_ColumnDefault)
		return false;
	change = alter_add(a, DN_CHANGE_OPAQUE);
	change->name = dn_tokens_text(change, a->c->tokens, a->from, a->to);
	change->check_option = option;
	if (option == DN_CHECK_OPTION_UNSAID)
		change->column_name = dn_convert_string(change, a->cmd->name);
	if (!set && !reset && a->cmd->def != NULL)
		change->expr = dn_convert_expr_at(a->c, change, a->cmd->def,
		    dn_tokens_find(a->c->tokens, a->from, a->to, "default") + 1, a->to);
	return true;
}

/* As written: ENABLE ROW LEVEL SECURITY, ATTACH PARTITION p ... */
static void
alter_opaque(const struct alter *a)
{
	struct dn_change *change = alter_add(a, DN_CHANGE_OPAQUE);
	const PgQuery__Node *def = a->cmd->def;
	struct dn_name relative = { NULL, NULL };

	change->name = dn_tokens_text(change, a->c->tokens, a->from, a->to);
	if (def == NULL)
		return;
	if (def->node_case == PG_QUERY__NODE__NODE_PARTITION_CMD)
		relative = dn_convert_relation(change, def->partition_cmd->name);
	else if (def->node_case == PG_QUERY__NODE__NODE_RANGE_VAR)
		relative = dn_convert_relation(change, def->range_var);
	else if (def->node_case == PG_QUERY__NODE__NODE_TYPE_NAME)
		relative = dn_convert_name(change, DN_NODES(def->type_name, names));
	if (relative.name != NULL)
		dn_push(change, change->relatives, change->nrelatives, relative);
}

static bool
alter_partition_command(const struct alter *a)
{
	const PgQuery__PartitionCmd *cmd = a->cmd->def == NULL ? NULL : a->cmd->def->partition_cmd;
	struct dn_change *change;

	switch ((int) a->cmd->subtype) {
	case PG_QUERY__ALTER_TABLE_TYPE__AT_AttachPartition:
		change = alter_add(a, DN_ATTACH_PARTITION);
		change->bound = dn_convert_bound(a->c, change, cmd->bound);
		break;
	case PG_QUERY__ALTER_TABLE_TYPE__AT_DetachPartition:
		change = alter_add(a, DN_DETACH_PARTITION);
		change->concurrently = cmd->concurrent;
		break;
	default: return false;
	}
	change->partition = dn_convert_relation(change, cmd->name);
	dn_push(change, change->relatives, change->nrelatives, change->partition);
	change->name = dn_tokens_text(change, a->c->tokens, a->from, a->to);
	return true;
}

static void
alter_command(const struct alter *a)
{
	bool type = a->stmt->objtype == PG_QUERY__OBJECT_TYPE__OBJECT_TYPE;
	bool index = a->stmt->objtype == PG_QUERY__OBJECT_TYPE__OBJECT_INDEX;
	bool attaches = a->cmd->subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_AttachPartition;
	/* The index of a partition is part of its table's. */
	const char *nothing = index && attaches ? "ATTACH PARTITION" : alter_nothing(a->cmd);

	if (alter_trigger(a) || alter_view(a))
		return;
	/* Values of a composite type are kept as text. */
	if (type)
		nothing = "ATTRIBUTE";
	if (nothing != NULL)
		alter_words(a, nothing);
	else if (a->stmt->objtype != PG_QUERY__OBJECT_TYPE__OBJECT_TABLE ||
		 (!alter_column_command(a) && !alter_constraint_command(a) &&
		     !alter_partition_command(a)))
		alter_opaque(a);
}

void
dn_convert_alter_table(struct dn_convert *c, const PgQuery__AlterTableStmt *stmt)
{
	size_t first = c->st->nchanges; /* a block has others before */
	/* ALTER TABLE [IF EXISTS] [ONLY] a.b.c [*] command, command ... */
	size_t i = dn_tokens_at(c->tokens, stmt->relation->location);
	bool parenthesized = i > 0 && dn_tokens_is_punct(c->tokens, i - 1, '(');

	while (dn_tokens_is_punct(c->tokens, i + 1, '.'))
		i += 2;
	i += 1 + parenthesized;
	if (i < c->tokens->n && c->tokens->items[i].kind == DN_TOKEN_OPERATOR)
		i++;
	for (size_t n = 0; n < stmt->n_cmds; n++) {
		struct alter a = { c, stmt, stmt->cmds[n]->alter_table_cmd, i,
			dn_tokens_item_end(c->tokens, i) };

		alter_command(&a);
		i = a.to + 1;
	}
	dn_changes_order(c->st->changes + first, c->st->nchanges - first);
}
