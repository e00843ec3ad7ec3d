/* view.c - what is made of a query: views, and tables AS it */
#include "config.h"

#include "sql/convert.h"

static void
view_query(struct dn_convert *c, struct dn_change *change, const PgQuery__Node *query,
    struct dn_nodes columns)
{
	if (query->node_case != PG_QUERY__NODE__NODE_SELECT_STMT)
		return;
	change->query = dn_convert_query(c, change, query);
	change->values = dn_convert_strings(change, columns);
	change->nvalues = columns.n;
}

void
dn_convert_view(struct dn_convert *c, const PgQuery__ViewStmt *stmt)
{
	struct dn_change *change = dn_convert_opaque(c);

	change->object = dn_convert_relation(change, stmt->view);
	change->temporary = *stmt->view->relpersistence == 't';
	change->more = stmt->with_check_option > PG_QUERY__VIEW_CHECK_OPTION__NO_CHECK_OPTION;
	view_query(c, change, stmt->query, DN_NODES(stmt, aliases));
}

void
dn_convert_table_as(struct dn_convert *c, const PgQuery__CreateTableAsStmt *stmt)
{
	struct dn_change *change = dn_convert_opaque(c);

	change->object = dn_convert_relation(change, stmt->into->rel);
	change->temporary = *stmt->into->rel->relpersistence == 't';
	change->if_not_exists = stmt->if_not_exists;
	change->more = stmt->into->skip_data;
	view_query(c, change, stmt->query, DN_NODES(stmt->into, col_names));
}
