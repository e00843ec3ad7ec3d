/* object.c - DROP, RENAME, SET SCHEMA of anything; sequences */
#include "config.h"

#include <string.h>

#include "sql/convert.h"

/* The name in a node that names an object: a list of words, one word, a type, a function. */
static struct dn_name
object_name(const void *mem, const PgQuery__Node *node)
{
	struct dn_name name = { NULL, NULL };

	if (node == NULL)
		return name;
	switch ((int) node->node_case) {
	case PG_QUERY__NODE__NODE_LIST: return dn_convert_name(mem, DN_NODES(node->list, items));
	case PG_QUERY__NODE__NODE_TYPE_NAME:
		return dn_convert_name(mem, DN_NODES(node->type_name, names));
	case PG_QUERY__NODE__NODE_OBJECT_WITH_ARGS:
		return dn_convert_name(mem, DN_NODES(node->object_with_args, objname));
	default: name.name = dn_convert_string(mem, dn_node_string(node)); return name;
	}
}

/* A trigger, rule or policy is named behind its table: the table is the object. */
static bool
object_is_of_table(PgQuery__ObjectType type)
{
	return type == PG_QUERY__OBJECT_TYPE__OBJECT_TRIGGER ||
	       type == PG_QUERY__OBJECT_TYPE__OBJECT_RULE ||
	       type == PG_QUERY__OBJECT_TYPE__OBJECT_POLICY;
}

static bool
object_is_routine(PgQuery__ObjectType type)
{
	return type == PG_QUERY__OBJECT_TYPE__OBJECT_FUNCTION ||
	       type == PG_QUERY__OBJECT_TYPE__OBJECT_PROCEDURE ||
	       type == PG_QUERY__OBJECT_TYPE__OBJECT_ROUTINE ||
	       type == PG_QUERY__OBJECT_TYPE__OBJECT_AGGREGATE;
}

/* The table, and what of it. */
static void
object_of_table(struct dn_change *change, const PgQuery__List *names)
{
	change->object =
	    dn_convert_name(change, (struct dn_nodes){ names->items, names->n_items - 1 });
	if (change->name == NULL)
		change->name =
		    dn_convert_string(change, dn_node_string(names->items[names->n_items - 1]));
}

static enum dn_change_kind
object_other_kind(PgQuery__ObjectType type)
{
	return dn_convert_kind_means_nothing(type) ? DN_NOTHING : DN_CHANGE_OPAQUE;
}

static enum dn_change_kind
object_drop_kind(PgQuery__ObjectType type)
{
	if (object_is_routine(type))
		return DN_DROP_FUNCTION;
	switch ((int) type) {
	case PG_QUERY__OBJECT_TYPE__OBJECT_TABLE: return DN_DROP_TABLE;
	case PG_QUERY__OBJECT_TYPE__OBJECT_INDEX: return DN_DROP_INDEX;
	case PG_QUERY__OBJECT_TYPE__OBJECT_SEQUENCE: return DN_DROP_SEQUENCE;
	case PG_QUERY__OBJECT_TYPE__OBJECT_TYPE:
	case PG_QUERY__OBJECT_TYPE__OBJECT_DOMAIN: return DN_DROP_TYPE;
	case PG_QUERY__OBJECT_TYPE__OBJECT_SCHEMA: return DN_DROP_SCHEMA;
	case PG_QUERY__OBJECT_TYPE__OBJECT_TRIGGER: return DN_DROP_TRIGGER;
	case PG_QUERY__OBJECT_TYPE__OBJECT_RULE: return DN_DROP_RULE;
	default: return object_other_kind(type);
	}
}

/* With these CASCADE may take columns, indexes and triggers along. */
static bool
object_is_built_on(PgQuery__ObjectType type)
{
	switch ((int) type) {
	case PG_QUERY__OBJECT_TYPE__OBJECT_ACCESS_METHOD:
	case PG_QUERY__OBJECT_TYPE__OBJECT_COLLATION:
	case PG_QUERY__OBJECT_TYPE__OBJECT_FDW:
	case PG_QUERY__OBJECT_TYPE__OBJECT_LANGUAGE:
	case PG_QUERY__OBJECT_TYPE__OBJECT_TRANSFORM:
	case PG_QUERY__OBJECT_TYPE__OBJECT_TSCONFIGURATION:
	case PG_QUERY__OBJECT_TYPE__OBJECT_TSDICTIONARY:
	case PG_QUERY__OBJECT_TYPE__OBJECT_TSPARSER:
	case PG_QUERY__OBJECT_TYPE__OBJECT_TSTEMPLATE: return true;
	default: return false;
	}
}

static void
object_drop(struct dn_convert *c, const PgQuery__DropStmt *stmt)
{
	bool cascade = stmt->behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE;
	enum dn_change_kind kind = cascade && object_is_built_on(stmt->remove_type)
				       ? DN_CHANGE_OPAQUE
				       : object_drop_kind(stmt->remove_type);

	for (size_t i = 0; i < stmt->n_objects; i++) {
		struct dn_change *change = dn_convert_add(c, kind);
		const PgQuery__Node *object = stmt->objects[i];

		if (change->kind == DN_CHANGE_OPAQUE || change->kind == DN_NOTHING)
			change->name = dn_strdup(change, c->st->what);
		if (object_is_of_table(stmt->remove_type) && object->list->n_items > 1)
			object_of_table(change, object->list);
		else
			change->object = object_name(change, object);
		change->if_exists = stmt->missing_ok;
		change->cascade = cascade;
		change->concurrently = stmt->concurrent;
	}
}

static enum dn_change_kind
object_rename_kind(const PgQuery__RenameStmt *stmt)
{
	if (object_is_routine(stmt->rename_type))
		return DN_ALTER_FUNCTION;
	switch ((int) stmt->rename_type) {
	case PG_QUERY__OBJECT_TYPE__OBJECT_TABLE:
	case PG_QUERY__OBJECT_TYPE__OBJECT_SEQUENCE: return DN_RENAME_TABLE;
	case PG_QUERY__OBJECT_TYPE__OBJECT_INDEX: return DN_RENAME_INDEX;
	case PG_QUERY__OBJECT_TYPE__OBJECT_TABCONSTRAINT: return DN_RENAME_CONSTRAINT;
	case PG_QUERY__OBJECT_TYPE__OBJECT_COLUMN:
		return stmt->relation_type == PG_QUERY__OBJECT_TYPE__OBJECT_TABLE
			   ? DN_RENAME_COLUMN
			   : DN_CHANGE_OPAQUE;
	case PG_QUERY__OBJECT_TYPE__OBJECT_TYPE:
	case PG_QUERY__OBJECT_TYPE__OBJECT_DOMAIN: return DN_RENAME_TYPE;
	case PG_QUERY__OBJECT_TYPE__OBJECT_DOMCONSTRAINT: return DN_ALTER_DOMAIN;
	case PG_QUERY__OBJECT_TYPE__OBJECT_ATTRIBUTE: return DN_NOTHING;
	case PG_QUERY__OBJECT_TYPE__OBJECT_TRIGGER: return DN_RENAME_TRIGGER;
	default: return object_other_kind(stmt->rename_type);
	}
}

static void
object_rename(struct dn_convert *c, const PgQuery__RenameStmt *stmt)
{
	struct dn_change *change = dn_convert_add(c, object_rename_kind(stmt));
	bool inside = change->kind == DN_RENAME_COLUMN || change->kind == DN_RENAME_CONSTRAINT;

	change->object = stmt->relation != NULL ? dn_convert_relation(change, stmt->relation)
						: object_name(change, stmt->object);
	if (change->object.name == NULL)
		change->object.name = dn_convert_string(change, stmt->subname);
	change->new_name = dn_convert_string(change, stmt->newname);
	change->if_exists = !inside && stmt->missing_ok;
	change->table_if_exists = inside && stmt->missing_ok;
	change->cascade = stmt->behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE;
	if (change->kind == DN_RENAME_COLUMN ||
	    stmt->rename_type == PG_QUERY__OBJECT_TYPE__OBJECT_COLUMN)
		change->column_name = dn_convert_string(change, stmt->subname);
	else if (change->kind == DN_RENAME_CONSTRAINT || change->kind == DN_ALTER_DOMAIN ||
		 change->kind == DN_RENAME_TRIGGER)
		change->name = dn_convert_string(change, stmt->subname);
	if (change->kind == DN_CHANGE_OPAQUE || change->kind == DN_NOTHING)
		change->name = dn_strdup(change, c->st->what);
	if (change->kind == DN_ALTER_DOMAIN)
		change->domain = DN_RENAME_CONSTRAINT;
}

static enum dn_change_kind
object_set_schema_kind(const PgQuery__AlterObjectSchemaStmt *stmt)
{
	if (object_is_routine(stmt->object_type))
		return DN_ALTER_FUNCTION;
	switch ((int) stmt->object_type) {
	case PG_QUERY__OBJECT_TYPE__OBJECT_TABLE:
	case PG_QUERY__OBJECT_TYPE__OBJECT_SEQUENCE: return DN_SET_SCHEMA;
	case PG_QUERY__OBJECT_TYPE__OBJECT_TYPE:
	case PG_QUERY__OBJECT_TYPE__OBJECT_DOMAIN: return DN_MOVE_TYPE;
	default: return object_other_kind(stmt->object_type);
	}
}

static void
object_set_schema(struct dn_convert *c, const PgQuery__AlterObjectSchemaStmt *stmt)
{
	struct dn_change *change = dn_convert_add(c, object_set_schema_kind(stmt));

	if (change->kind == DN_CHANGE_OPAQUE || change->kind == DN_NOTHING)
		change->name = dn_strdup(change, c->st->what);
	change->object = stmt->relation != NULL ? dn_convert_relation(change, stmt->relation)
						: object_name(change, stmt->object);
	if (change->kind == DN_ALTER_FUNCTION)
		change->name = dn_convert_string(change, stmt->newschema);
	else
		change->new_name = dn_convert_string(change, stmt->newschema);
	change->more = change->kind == DN_CHANGE_OPAQUE;
	change->if_exists = stmt->missing_ok;
}

static void
object_alter_function(struct dn_convert *c, const PgQuery__AlterFunctionStmt *stmt)
{
	struct dn_change *change = dn_convert_add(c, DN_ALTER_FUNCTION);

	change->object = dn_convert_name(change, DN_NODES(stmt->func, objname));
}

/* An integer, which the tree has as a float when it is large; false when it is absent. */
static bool
object_number(struct dn_nodes options, const char *name, long long *value)
{
	bool found;
	const PgQuery__Node *arg = dn_convert_option(options, name, &found);

	if (arg == NULL)
		return false;
	if (arg->node_case == PG_QUERY__NODE__NODE_INTEGER)
		*value = arg->integer->ival;
	else if (arg->node_case == PG_QUERY__NODE__NODE_FLOAT)
		*value = strtoll(arg->float_->fval, NULL, 10);
	else
		return false;
	return true;
}

/* The least of a sequence that goes up only says where it begins. */
static bool
object_is_bounded(struct dn_nodes options, long long increment)
{
	long long value;
	bool found, bounded = increment < 0;
	const PgQuery__Node *cycle = dn_convert_option(options, "cycle", &found);

	if (object_number(options, "maxvalue", &value))
		bounded = bounded || value < LLONG_MAX;
	return bounded || (cycle != NULL && cycle->node_case == PG_QUERY__NODE__NODE_BOOLEAN &&
			      cycle->boolean->boolval);
}

struct dn_numbering
dn_convert_numbering(struct dn_nodes options)
{
	struct dn_numbering n = { .increment = 1 };
	bool found;

	n.has_increment = object_number(options, "increment", &n.increment);
	n.has_start = object_number(options, "start", &n.start) ||
		      (n.increment > 0 && object_number(options, "minvalue", &n.start));
	n.bounded = object_is_bounded(options, n.increment);
	n.has_restart = object_number(options, "restart", &n.restart);
	dn_convert_option(options, "restart", &found);
	n.restart_at_start = found && !n.has_restart;
	return n;
}

/* OWNED BY table.column */
static void
object_sequence(struct dn_convert *c, enum dn_change_kind kind, const PgQuery__RangeVar *sequence,
    struct dn_nodes options, bool flag)
{
	struct dn_change *change = dn_convert_add(c, kind);
	const PgQuery__Node *arg;
	struct dn_nodes names;
	bool found;

	change->object = dn_convert_relation(change, sequence);
	change->if_not_exists = kind == DN_CREATE_SEQUENCE && flag;
	change->if_exists = kind == DN_ALTER_SEQUENCE && flag;
	change->temporary = *sequence->relpersistence == 't';
	change->numbering = dn_convert_numbering(options);
	dn_convert_option(options, "owned_by", &found);
	change->more = options.n > (found ? 1 : 0);
	arg = dn_convert_option(options, "as", &found);
	if (found && arg != NULL && arg->node_case == PG_QUERY__NODE__NODE_TYPE_NAME)
		change->type = dn_convert_type(c, change, arg->type_name);
	arg = dn_convert_option(options, "owned_by", &found);
	if (!found || arg == NULL || arg->node_case != PG_QUERY__NODE__NODE_LIST ||
	    arg->list->n_items < 2) {
		change->owner_none = found && kind == DN_ALTER_SEQUENCE;
		return;
	}
	names = DN_NODES(arg->list, items);
	names.n--;
	change->owner_table = dn_convert_name(change, names);
	change->column_name = dn_convert_string(change, dn_node_string(names.items[names.n]));
}

bool
dn_convert_object(struct dn_convert *c, const PgQuery__Node *stmt)
{
	switch ((int) stmt->node_case) {
	case PG_QUERY__NODE__NODE_DROP_STMT: object_drop(c, stmt->drop_stmt); return true;
	case PG_QUERY__NODE__NODE_RENAME_STMT: object_rename(c, stmt->rename_stmt); return true;
	case PG_QUERY__NODE__NODE_ALTER_OBJECT_SCHEMA_STMT:
		object_set_schema(c, stmt->alter_object_schema_stmt);
		return true;
	case PG_QUERY__NODE__NODE_ALTER_FUNCTION_STMT:
		object_alter_function(c, stmt->alter_function_stmt);
		return true;
	case PG_QUERY__NODE__NODE_CREATE_SEQ_STMT:
		object_sequence(c, DN_CREATE_SEQUENCE, stmt->create_seq_stmt->sequence,
		    DN_NODES(stmt->create_seq_stmt, options), stmt->create_seq_stmt->if_not_exists);
		return true;
	case PG_QUERY__NODE__NODE_ALTER_SEQ_STMT:
		object_sequence(c, DN_ALTER_SEQUENCE, stmt->alter_seq_stmt->sequence,
		    DN_NODES(stmt->alter_seq_stmt, options), stmt->alter_seq_stmt->missing_ok);
		return true;
	case PG_QUERY__NODE__NODE_CREATE_SCHEMA_STMT:
		dn_convert_schema(c, stmt->create_schema_stmt);
		return true;
	default: return false;
	}
}
