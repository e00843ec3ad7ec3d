/* constraint.c - constraints of tables and columns */
#include "config.h"

#include <string.h>

#include "sql/convert.h"

static enum dn_fk_action
constraint_action(const char *action)
{
	switch (*action) {
	case 'r': return DN_FK_RESTRICT;
	case 'c': return DN_FK_CASCADE;
	case 'n': return DN_FK_SET_NULL;
	case 'd': return DN_FK_SET_DEFAULT;
	default: return DN_FK_NO_ACTION;
	}
}

enum dn_identity
dn_convert_identity(const PgQuery__Constraint *def)
{
	return *def->generated_when == 'a' ? DN_IDENTITY_ALWAYS : DN_IDENTITY_BY_DEFAULT;
}

struct dn_expr *
dn_convert_parenthesized(
    struct dn_convert *c, const void *mem, const PgQuery__Node *node, size_t from, size_t to)
{
	size_t open = dn_tokens_find_punct(c->tokens, from, to, '(');

	if (open == to)
		return dn_convert_expr(c, mem, node);
	return dn_convert_expr_at(c, mem, node, open + 1, c->tokens->match[open]);
}

static void
constraint_foreign_key(struct dn_constraint *con, const PgQuery__Constraint *def)
{
	con->kind = DN_FOREIGN_KEY;
	con->columns = dn_convert_strings(con, DN_NODES(def, fk_attrs));
	con->ncolumns = def->n_fk_attrs;
	con->ref_table = dn_convert_relation(con, def->pktable);
	con->ref_columns = dn_convert_strings(con, DN_NODES(def, pk_attrs));
	con->nref_columns = def->n_pk_attrs;
	con->on_update = constraint_action(def->fk_upd_action);
	con->on_delete = constraint_action(def->fk_del_action);
	con->set_columns = dn_convert_strings(con, DN_NODES(def, fk_del_set_cols));
	con->nset_columns = def->n_fk_del_set_cols;
	con->match_full = *def->fk_matchtype == 'f';
}

/* The elements of EXCLUDE are lists of an index element and an operator. */
static bool
constraint_exclude_part(struct dn_constraint *con, const PgQuery__Node *pair)
{
	const PgQuery__IndexElem *elem;
	const PgQuery__Node *operator;

	if (pair->node_case != PG_QUERY__NODE__NODE_LIST || pair->list->n_items != 2 ||
	    pair->list->items[0]->node_case != PG_QUERY__NODE__NODE_INDEX_ELEM)
		return false;
	elem = pair->list->items[0]->index_elem;
	operator= pair->list->items[1];
	if (*elem->name == '\0')
		return false;
	dn_push(con, con->columns, con->ncolumns, dn_strdup(con, elem->name));
	if (operator->node_case == PG_QUERY__NODE__NODE_LIST && operator->list->n_items> 0)
		operator= operator->list->items[operator->list->n_items - 1];
	return strcmp(dn_node_string(operator), "=") == 0;
}

static void
constraint_exclude(struct dn_convert *c, struct dn_constraint *con, const PgQuery__Constraint *def,
    size_t from, size_t to)
{
	con->kind = DN_EXCLUDE;
	con->equal = true;
	for (size_t i = 0; i < def->n_exclusions; i++)
		con->equal = constraint_exclude_part(con, def->exclusions[i]) && con->equal;
	if (def->where_clause != NULL)
		con->check = dn_convert_parenthesized(
		    c, con, def->where_clause, dn_tokens_find(c->tokens, from, to, "where"), to);
}

static void
constraint_index(struct dn_constraint *con, const PgQuery__Constraint *def)
{
	con->kind =
	    def->contype == PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY ? DN_PRIMARY_KEY : DN_UNIQUE;
	con->columns = dn_convert_strings(con, DN_NODES(def, keys));
	con->ncolumns = def->n_keys;
	con->include = dn_convert_strings(con, DN_NODES(def, including));
	con->ninclude = def->n_including;
	con->nulls_not_distinct = def->nulls_not_distinct;
	con->using_index = dn_convert_string(con, def->indexname);
}

struct dn_constraint *
dn_convert_constraint(struct dn_convert *c, const void *mem, const PgQuery__Constraint *def,
    const char *column, size_t from, size_t to)
{
	struct dn_constraint *con = dn_new(mem, struct dn_constraint);

	con->name = dn_convert_string(con, def->conname);
	con->deferrable = def->deferrable;
	con->initially_deferred = def->initdeferred;
	con->not_valid = def->skip_validation;
	con->no_inherit = def->is_no_inherit;
	con->more = def->n_options > 0 || *def->indexspace != '\0';
	con->span = dn_tokens_span(c->tokens, from, to);
	switch ((int) def->contype) {
	case PG_QUERY__CONSTR_TYPE__CONSTR_CHECK:
		con->kind = DN_CHECK;
		con->check = dn_convert_parenthesized(c, con, def->raw_expr, from, to);
		break;
	case PG_QUERY__CONSTR_TYPE__CONSTR_FOREIGN: constraint_foreign_key(con, def); break;
	case PG_QUERY__CONSTR_TYPE__CONSTR_EXCLUSION:
		constraint_exclude(c, con, def, from, to);
		break;
	default: constraint_index(con, def); break;
	}
	if (column == NULL)
		return con;
	con->on_column = dn_strdup(con, column);
	if (con->kind != DN_CHECK && con->ncolumns == 0)
		dn_push(con, con->columns, con->ncolumns, dn_strdup(con, column));
	return con;
}
