/* usertype.c - enums and domains */
#include "config.h"

#include "sql/convert.h"

static void
usertype_enum(struct dn_convert *c, const PgQuery__CreateEnumStmt *stmt)
{
	struct dn_change *change = dn_convert_add(c, DN_CREATE_ENUM);

	change->object = dn_convert_name(change, DN_NODES(stmt, type_name));
	change->values = dn_convert_strings(change, DN_NODES(stmt, vals));
	change->nvalues = stmt->n_vals;
}

/* ALTER TYPE ... ADD VALUE 'new' BEFORE 'neighbour'; RENAME VALUE 'old' TO 'new' */
static void
usertype_alter_enum(struct dn_convert *c, const PgQuery__AlterEnumStmt *stmt)
{
	struct dn_change *change =
	    dn_convert_add(c, *stmt->old_val == '\0' ? DN_ADD_ENUM_VALUE : DN_RENAME_ENUM_VALUE);

	change->object = dn_convert_name(change, DN_NODES(stmt, type_name));
	change->name = dn_convert_string(change, stmt->old_val);
	change->new_name = dn_strdup(change, stmt->new_val);
	change->text = dn_convert_string(change, stmt->new_val_neighbor);
	change->before = change->text != NULL && !stmt->new_val_is_after;
	change->if_not_exists = stmt->skip_if_new_val_exists;
}

/* Where constraint I ends: at the next one or at the end. */
static size_t
usertype_end(const struct dn_convert *c, const PgQuery__CreateDomainStmt *stmt, size_t i)
{
	return i + 1 < stmt->n_constraints
		   ? dn_tokens_at(c->tokens, stmt->constraints[i + 1]->constraint->location)
		   : c->tokens->n;
}

static void
usertype_domain_part(struct dn_convert *c, struct dn_change *change, const PgQuery__Constraint *def,
    size_t from, size_t to)
{
	struct dn_constraint *check;

	switch ((int) def->contype) {
	case PG_QUERY__CONSTR_TYPE__CONSTR_NOTNULL: change->column->not_null = true; break;
	case PG_QUERY__CONSTR_TYPE__CONSTR_DEFAULT:
		change->column->default_expr = dn_convert_expr_at(c, change->column, def->raw_expr,
		    dn_tokens_find(c->tokens, from, to, "default") + 1, to);
		break;
	case PG_QUERY__CONSTR_TYPE__CONSTR_CHECK:
		check = dn_convert_constraint(c, change, def, NULL, from, to);
		dn_push(change, change->constraints, change->nconstraints, check);
		break;
	default: break;
	}
}

static void
usertype_domain(struct dn_convert *c, const PgQuery__CreateDomainStmt *stmt)
{
	struct dn_change *change = dn_convert_add(c, DN_CREATE_DOMAIN);
	struct dn_column *value = dn_new(change, struct dn_column);

	change->object = dn_convert_name(change, DN_NODES(stmt, domainname));
	change->column = value;
	value->name = dn_strdup(value, "value");
	value->type = dn_convert_type(c, value, stmt->type_name);
	if (stmt->coll_clause != NULL)
		value->collation = dn_convert_dotted(value, DN_NODES(stmt->coll_clause, collname));
	for (size_t i = 0; i < stmt->n_constraints; i++) {
		const PgQuery__Constraint *def = stmt->constraints[i]->constraint;

		usertype_domain_part(c, change, def, dn_tokens_at(c->tokens, def->location),
		    usertype_end(c, stmt, i));
	}
}

static enum dn_change_kind
usertype_domain_kind(const PgQuery__AlterDomainStmt *stmt)
{
	/* The letters of AlterDomainStmt in parsenodes.h. */
	switch (*stmt->subtype) {
	case 'T': return stmt->def == NULL ? DN_DROP_DEFAULT : DN_SET_DEFAULT;
	case 'N': return DN_DROP_NOT_NULL;
	case 'O': return DN_SET_NOT_NULL;
	case 'C': return DN_ADD_CONSTRAINT;
	case 'X': return DN_DROP_CONSTRAINT;
	default: return DN_VALIDATE_CONSTRAINT;
	}
}

static void
usertype_alter_domain(struct dn_convert *c, const PgQuery__AlterDomainStmt *stmt)
{
	struct dn_change *change = dn_convert_add(c, DN_ALTER_DOMAIN);

	change->object = dn_convert_name(change, DN_NODES(stmt, type_name));
	change->domain = usertype_domain_kind(stmt);
	change->name = dn_convert_string(change, stmt->name);
	change->if_exists = stmt->missing_ok;
	change->cascade = stmt->behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE;
	if (change->domain == DN_SET_DEFAULT)
		change->expr = dn_convert_expr_at(c, change, stmt->def,
		    dn_tokens_find(c->tokens, 0, c->tokens->n, "default") + 1, c->tokens->n);
	if (change->domain == DN_ADD_CONSTRAINT)
		change->constraint = dn_convert_constraint(c, change, stmt->def->constraint, NULL,
		    dn_tokens_at(c->tokens, stmt->def->constraint->location), c->tokens->n);
}

/* CREATE TYPE ... AS (...), AS RANGE (...): a range may have functions of its own. */
static void
usertype_composite(struct dn_convert *c, struct dn_name name, struct dn_nodes options)
{
	struct dn_change *change = dn_convert_add(c, DN_CREATE_COMPOSITE);
	struct dn_column *value = dn_new(change, struct dn_column);

	change->object.schema = dn_strdup_null(change, name.schema);
	change->object.name = dn_strdup(change, name.name);
	change->column = value;
	change->more = options.n > 1;
	value->name = dn_strdup(value, "value");
	value->type = dn_new(value, struct dn_type);
	value->type->kind = DN_TYPE_TEXT;
	value->type->name = dn_strdup(value->type, "text");
}

bool
dn_convert_user_type(struct dn_convert *c, const PgQuery__Node *stmt)
{
	switch ((int) stmt->node_case) {
	case PG_QUERY__NODE__NODE_CREATE_ENUM_STMT:
		usertype_enum(c, stmt->create_enum_stmt);
		return true;
	case PG_QUERY__NODE__NODE_ALTER_ENUM_STMT:
		usertype_alter_enum(c, stmt->alter_enum_stmt);
		return true;
	case PG_QUERY__NODE__NODE_CREATE_DOMAIN_STMT:
		usertype_domain(c, stmt->create_domain_stmt);
		return true;
	case PG_QUERY__NODE__NODE_COMPOSITE_TYPE_STMT:
		usertype_composite(c,
		    dn_convert_relation(c->st->parts, stmt->composite_type_stmt->typevar),
		    (struct dn_nodes){ NULL, 0 });
		return true;
	case PG_QUERY__NODE__NODE_CREATE_RANGE_STMT:
		usertype_composite(c,
		    dn_convert_name(c->st->parts, DN_NODES(stmt->create_range_stmt, type_name)),
		    DN_NODES(stmt->create_range_stmt, params));
		return true;
	case PG_QUERY__NODE__NODE_ALTER_DOMAIN_STMT:
		usertype_alter_domain(c, stmt->alter_domain_stmt);
		return true;
	default: return false;
	}
}
