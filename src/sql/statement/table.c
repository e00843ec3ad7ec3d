/* table.c - CREATE TABLE and what stands behind a column's name */
#include "config.h"

#include "sql/convert.h"

/* A column whose constraints are being read, and where they go. */
struct table_column {
	struct dn_convert *c;
	const void *mem;
	const PgQuery__ColumnDef *def;
	struct dn_column *column;
	struct dn_constraint ***constraints;
	size_t *nconstraints;
	size_t end; /* of the column's tokens */
};

/* DEFERRABLE and the like are nodes of their own behind the constraint they belong to. */
static bool
table_is_attribute(const PgQuery__Constraint *con)
{
	return con->contype == PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_DEFERRABLE ||
	       con->contype == PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_NOT_DEFERRABLE ||
	       con->contype == PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_DEFERRED ||
	       con->contype == PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_IMMEDIATE;
}

/* Where constraint I ends: at the next one, at COLLATE behind it, at the end of the column. */
static size_t
table_constraint_end(const struct table_column *t, size_t i)
{
	int location = t->def->constraints[i]->constraint->location;
	const PgQuery__CollateClause *collate = t->def->coll_clause;
	size_t end = t->end;

	for (i++; i < t->def->n_constraints; i++)
		if (!table_is_attribute(t->def->constraints[i]->constraint)) {
			end = dn_tokens_at(
			    t->c->tokens, t->def->constraints[i]->constraint->location);
			break;
		}
	if (collate != NULL && collate->location > location &&
	    dn_tokens_at(t->c->tokens, collate->location) < end)
		end = dn_tokens_at(t->c->tokens, collate->location);
	return end;
}

static void
table_attribute(struct table_column *t, const PgQuery__Constraint *def)
{
	struct dn_constraint *con;

	if (*t->nconstraints == 0)
		return;
	con = (*t->constraints)[*t->nconstraints - 1];
	if (def->contype == PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_DEFERRABLE)
		con->deferrable = true;
	if (def->contype == PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_DEFERRED)
		con->deferrable = con->initially_deferred = true;
}

static void
table_default(struct table_column *t, const PgQuery__Constraint *def, size_t from, size_t to)
{
	size_t word = dn_tokens_find(t->c->tokens, from, to, "default");

	t->column->default_expr = dn_convert_expr_at(t->c, t->column, def->raw_expr, word + 1, to);
}

static void
table_column_constraint(struct table_column *t, size_t i)
{
	const PgQuery__Constraint *def = t->def->constraints[i]->constraint;
	size_t from = dn_tokens_at(t->c->tokens, def->location), to = table_constraint_end(t, i);
	struct dn_constraint *con;

	switch ((int) def->contype) {
	case PG_QUERY__CONSTR_TYPE__CONSTR_NULL: break;
	case PG_QUERY__CONSTR_TYPE__CONSTR_NOTNULL: t->column->not_null = true; break;
	case PG_QUERY__CONSTR_TYPE__CONSTR_DEFAULT: table_default(t, def, from, to); break;
	case PG_QUERY__CONSTR_TYPE__CONSTR_IDENTITY:
		t->column->identity = dn_convert_identity(def);
		t->column->not_null = true;
		t->column->more = t->column->more || def->n_options > 0;
		t->column->numbering = dn_convert_numbering(DN_NODES(def, options));
		break;
	case PG_QUERY__CONSTR_TYPE__CONSTR_GENERATED:
		t->column->generated =
		    dn_convert_parenthesized(t->c, t->column, def->raw_expr, from, to);
		break;
	default:
		con = dn_convert_constraint(t->c, t->mem, def, t->def->colname, from, to);
		dn_push(t->mem, *t->constraints, *t->nconstraints, con);
		break;
	}
}

struct dn_column *
dn_convert_column(struct dn_convert *c, const void *mem, const PgQuery__ColumnDef *def,
    struct dn_constraint ***constraints, size_t *nconstraints)
{
	/* Of a partition's column, which has its table's. */
	static const PgQuery__TypeName none = PG_QUERY__TYPE_NAME__INIT;
	const PgQuery__TypeName *type = def->type_name == NULL ? &none : def->type_name;
	struct dn_column *column = dn_new(mem, struct dn_column);
	size_t from = dn_tokens_at(c->tokens, def->location);
	struct table_column t = { c, mem, def, column, constraints, nconstraints,
		dn_tokens_item_end(c->tokens, from) };

	column->name = dn_strdup(column, def->colname);
	column->type = dn_convert_type(c, column, type);
	column->more = *def->compression != '\0' || *def->storage != '\0';
	if (dn_convert_serial(type) != NULL) {
		column->identity = DN_IDENTITY_SERIAL;
		column->not_null = true;
	}
	if (def->coll_clause != NULL)
		column->collation = dn_convert_dotted(column, DN_NODES(def->coll_clause, collname));
	column->span = dn_tokens_span(c->tokens, from, t.end);
	for (size_t i = 0; i < def->n_constraints; i++)
		if (table_is_attribute(def->constraints[i]->constraint))
			table_attribute(&t, def->constraints[i]->constraint);
		else
			table_column_constraint(&t, i);
	return column;
}

/* The word of what makes a table out of others, so that it is known by its name alone; or NULL. */
static const char *
table_word(const PgQuery__CreateStmt *stmt)
{
	if (stmt->of_typename != NULL)
		return "OF";
	return stmt->n_inh_relations > 0 && stmt->partbound == NULL ? "INHERITS" : NULL;
}

/* Bits of TableLikeClause: parsenodes.h. */
enum {
	LIKE_CONSTRAINTS = 1 << 2,
	LIKE_DEFAULTS = 1 << 3,
	LIKE_GENERATED = 1 << 4,
	LIKE_IDENTITY = 1 << 5,
	LIKE_INDEXES = 1 << 6,
};

static void
table_like(struct dn_change *change, const PgQuery__TableLikeClause *clause)
{
	struct dn_like like = { .table = dn_convert_relation(change, clause->relation),
		.at = change->ncolumns,
		.constraints = (clause->options & LIKE_CONSTRAINTS) != 0,
		.defaults = (clause->options & LIKE_DEFAULTS) != 0,
		.generated = (clause->options & LIKE_GENERATED) != 0,
		.identity = (clause->options & LIKE_IDENTITY) != 0,
		.indexes = (clause->options & LIKE_INDEXES) != 0 };

	dn_push(change, change->likes, change->nlikes, like);
}

static void
table_relatives(struct dn_change *change, const PgQuery__CreateStmt *stmt)
{
	for (size_t i = 0; i < stmt->n_inh_relations; i++)
		dn_push(change, change->relatives, change->nrelatives,
		    dn_convert_relation(change, stmt->inh_relations[i]->range_var));
	if (stmt->of_typename != NULL)
		dn_push(change, change->relatives, change->nrelatives,
		    dn_convert_name(change, DN_NODES(stmt->of_typename, names)));
}

void
dn_convert_create_table(struct dn_convert *c, const PgQuery__CreateStmt *stmt)
{
	const char *word = table_word(stmt);
	enum dn_change_kind kind = stmt->partbound == NULL ? DN_CREATE_TABLE : DN_CREATE_PARTITION;
	struct dn_change *change = word == NULL ? dn_convert_add(c, kind) : dn_convert_opaque(c);

	change->text = dn_strdup_null(change, word);
	table_relatives(change, stmt);
	change->object = dn_convert_relation(change, stmt->relation);
	change->if_not_exists = stmt->if_not_exists;
	change->temporary = *stmt->relation->relpersistence == 't';
	change->more = stmt->n_options > 0 || *stmt->tablespacename != '\0' ||
		       *stmt->access_method != '\0' || *stmt->relation->relpersistence == 'u';
	change->partitioning = dn_convert_partitioning(c, change, stmt->partspec);
	if (change->kind == DN_CREATE_PARTITION) {
		change->owner_table =
		    dn_convert_relation(change, stmt->inh_relations[0]->range_var);
		change->bound = dn_convert_bound(c, change, stmt->partbound);
	}
	for (size_t i = 0; change->kind != DN_CHANGE_OPAQUE && i < stmt->n_table_elts; i++) {
		const PgQuery__Node *elt = stmt->table_elts[i];

		if (elt->node_case == PG_QUERY__NODE__NODE_COLUMN_DEF) {
			struct dn_column *column = dn_convert_column(c, change, elt->column_def,
			    &change->constraints, &change->nconstraints);

			dn_push(change, change->columns, change->ncolumns, column);
		} else if (elt->node_case == PG_QUERY__NODE__NODE_TABLE_LIKE_CLAUSE) {
			table_like(change, elt->table_like_clause);
		} else {
			size_t from = dn_tokens_at(c->tokens, elt->constraint->location);
			struct dn_constraint *con = dn_convert_constraint(c, change,
			    elt->constraint, NULL, from, dn_tokens_item_end(c->tokens, from));

			dn_push(change, change->constraints, change->nconstraints, con);
		}
	}
}
