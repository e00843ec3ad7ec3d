/* view.c - what is made of a query: views, and tables AS it */
#include "config.h"

#include <string.h>

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

/* WITH (check_option = ...), as SET and RESET have it, too. */
enum dn_check_option
dn_convert_check_option(struct dn_nodes options)
{
	bool found;
	const PgQuery__Node *arg = dn_convert_option(options, "check_option", &found);

	if (!found)
		return DN_CHECK_OPTION_UNSAID;
	if (arg == NULL)
		return DN_CHECK_OPTION_NONE;
	/* A bare word is read as a type's name. */
	if (arg->node_case == PG_QUERY__NODE__NODE_TYPE_NAME && arg->type_name->n_names > 0)
		arg = arg->type_name->names[arg->type_name->n_names - 1];
	return strcmp(dn_node_string(arg), "local") == 0 ? DN_CHECK_OPTION_LOCAL
							 : DN_CHECK_OPTION_CASCADED;
}

void
dn_convert_view(struct dn_convert *c, const PgQuery__ViewStmt *stmt)
{
	struct dn_change *change = dn_convert_opaque(c);

	change->object = dn_convert_relation(change, stmt->view);
	change->temporary = *stmt->view->relpersistence == 't';
	change->more = stmt->with_check_option > PG_QUERY__VIEW_CHECK_OPTION__NO_CHECK_OPTION;
	change->check_option = dn_convert_check_option(DN_NODES(stmt, options));
	if (stmt->with_check_option == PG_QUERY__VIEW_CHECK_OPTION__LOCAL_CHECK_OPTION)
		change->check_option = DN_CHECK_OPTION_LOCAL;
	else if (change->more)
		change->check_option = DN_CHECK_OPTION_CASCADED;
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
