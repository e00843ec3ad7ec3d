/* query.c - SELECT, VALUES and what puts them together */
#include "config.h"

#include <string.h>

#include "sql/query/query.h"

void
dn_convert_beyond(struct dn_query *q, const char *what)
{
	if (q->beyond == NULL)
		q->beyond = what;
}

/* The bits of a frame in the grammar's tree ("FRAMEOPTION_" in PostgreSQL's parsenodes.h). */
enum {
	FRAME_NONDEFAULT = 0x1,
	FRAME_RANGE = 0x2,
	FRAME_ROWS = 0x4,
	FRAME_GROUPS = 0x8,
	FRAME_UNBOUNDED_PRECEDING = 0x20, /* of the start; twice as much is the same of the end */
	FRAME_UNBOUNDED_FOLLOWING = 0x80,
	FRAME_CURRENT_ROW = 0x200,
	FRAME_OFFSET_PRECEDING = 0x800,
	FRAME_OFFSET_FOLLOWING = 0x2000,
	FRAME_EXCLUDE_CURRENT_ROW = 0x8000,
	FRAME_EXCLUDE_GROUP = 0x10000,
	FRAME_EXCLUDE_TIES = 0x20000,
};

static char *
query_frame_end(const void *mem, int options, const PgQuery__Node *offset)
{
	const char *way = (options & FRAME_OFFSET_PRECEDING) != 0 ? "PRECEDING" : "FOLLOWING";

	if ((options & FRAME_UNBOUNDED_PRECEDING) != 0)
		return dn_strdup(mem, "UNBOUNDED PRECEDING");
	if ((options & FRAME_UNBOUNDED_FOLLOWING) != 0)
		return dn_strdup(mem, "UNBOUNDED FOLLOWING");
	if ((options & FRAME_CURRENT_ROW) != 0)
		return dn_strdup(mem, "CURRENT ROW");
	if (offset == NULL || offset->node_case != PG_QUERY__NODE__NODE_A_CONST ||
	    offset->a_const->val_case != PG_QUERY__A__CONST__VAL_IVAL)
		return NULL;
	return dn_sprintf(mem, "%d %s", offset->a_const->ival->ival, way);
}

/* False when its bounds are no constants. */
static bool
query_frame(const void *mem, const PgQuery__WindowDef *def, struct dn_window *window)
{
	int options = def->frame_options;
	char *start, *end;

	if ((options & FRAME_NONDEFAULT) == 0)
		return true;
	start = query_frame_end(mem, options, def->start_offset);
	end = query_frame_end(mem, options >> 1, def->end_offset);
	if (start == NULL || end == NULL)
		return false;
	window->frame = dn_sprintf(mem, "%s BETWEEN %s AND %s%s",
	    (options & FRAME_ROWS) != 0    ? "ROWS"
	    : (options & FRAME_RANGE) != 0 ? "RANGE"
					   : "GROUPS",
	    start, end,
	    (options & FRAME_EXCLUDE_CURRENT_ROW) != 0 ? " EXCLUDE CURRENT ROW"
	    : (options & FRAME_EXCLUDE_GROUP) != 0     ? " EXCLUDE GROUP"
	    : (options & FRAME_EXCLUDE_TIES) != 0      ? " EXCLUDE TIES"
						       : "");
	return true;
}

struct dn_order *
dn_convert_order(struct dn_convert *c, const void *mem, struct dn_nodes items)
{
	struct dn_order *order = items.n == 0 ? NULL : dn_new_array(mem, struct dn_order, items.n);

	for (size_t i = 0; i < items.n; i++) {
		const PgQuery__SortBy *by = items.items[i]->sort_by;

		order[i].expr = dn_convert_expr(c, mem, by->node);
		order[i].descending =
		    by->sortby_dir == PG_QUERY__SORT_BY_DIR__SORTBY_DESC ||
		    (by->n_use_op > 0 &&
			strcmp(dn_node_string(by->use_op[by->n_use_op - 1]), ">") == 0);
		order[i].nulls_first =
		    by->sortby_nulls == PG_QUERY__SORT_BY_NULLS__SORTBY_NULLS_FIRST ||
		    (by->sortby_nulls == PG_QUERY__SORT_BY_NULLS__SORTBY_NULLS_DEFAULT &&
			order[i].descending);
	}
	return order;
}

struct dn_expr **
dn_convert_exprs(struct dn_convert *c, const void *mem, struct dn_nodes items)
{
	struct dn_expr **exprs = items.n == 0 ? NULL : dn_new_array(mem, struct dn_expr *, items.n);

	for (size_t i = 0; i < items.n; i++)
		exprs[i] = dn_convert_expr(c, mem, items.items[i]);
	return exprs;
}

struct dn_window *
dn_convert_window(struct dn_convert *c, const void *mem, const PgQuery__WindowDef *def)
{
	struct dn_window *window = dn_new(mem, struct dn_window);

	window->name = dn_convert_string(mem, def->name);
	window->base = dn_convert_string(mem, def->refname);
	window->npartition = def->n_partition_clause;
	window->partition = dn_convert_exprs(c, mem, DN_NODES(def, partition_clause));
	window->norder = def->n_order_clause;
	window->order = dn_convert_order(c, mem, DN_NODES(def, order_clause));
	return query_frame(mem, def, window) ? window : NULL;
}

void
dn_convert_targets(struct dn_convert *c, const void *mem, struct dn_nodes items, struct dn_query *q)
{
	q->ntargets = items.n;
	q->targets = items.n == 0 ? NULL : dn_new_array(mem, struct dn_target, items.n);
	for (size_t i = 0; i < items.n; i++) {
		const PgQuery__ResTarget *target = items.items[i]->res_target;

		q->targets[i].expr = dn_convert_expr(c, mem, target->val);
		q->targets[i].name = dn_convert_string(mem, target->name);
	}
}

void
dn_convert_with(
    struct dn_convert *c, const void *mem, const PgQuery__WithClause *with, struct dn_query *q)
{
	if (with == NULL)
		return;
	q->recursive = with->recursive;
	q->nwith = with->n_ctes;
	q->with = dn_new_array(mem, struct dn_with, with->n_ctes);
	for (size_t i = 0; i < with->n_ctes; i++) {
		const PgQuery__CommonTableExpr *cte = with->ctes[i]->common_table_expr;
		struct dn_with *item = &q->with[i];

		item->name = dn_strdup(mem, cte->ctename);
		item->columns = dn_convert_strings(mem, DN_NODES(cte, aliascolnames));
		item->ncolumns = cte->n_aliascolnames;
		if (cte->ctematerialized == PG_QUERY__CTEMATERIALIZE__CTEMaterializeAlways)
			item->materialized = "MATERIALIZED";
		if (cte->ctematerialized == PG_QUERY__CTEMATERIALIZE__CTEMaterializeNever)
			item->materialized = "NOT MATERIALIZED";
		item->query = dn_convert_query(c, mem, cte->ctequery);
		if (cte->search_clause != NULL || cte->cycle_clause != NULL)
			dn_convert_beyond(q, "SEARCH or CYCLE");
	}
}

static void
query_values(
    struct dn_convert *c, const void *mem, const PgQuery__SelectStmt *stmt, struct dn_query *q)
{
	q->kind = DN_QUERY_VALUES;
	q->nrows = stmt->n_values_lists;
	q->rows = dn_new_array(mem, struct dn_expr **, q->nrows);
	q->ncolumns = stmt->values_lists[0]->list->n_items;
	for (size_t i = 0; i < q->nrows; i++) {
		const PgQuery__List *row = stmt->values_lists[i]->list;

		/* The server refuses it. */
		if (row->n_items != q->ncolumns) {
			dn_convert_beyond(q, "VALUES of different lengths");
			q->nrows = i;
			return;
		}
		q->rows[i] = dn_convert_exprs(c, mem, DN_NODES(row, items));
	}
}

static void
query_windows(
    struct dn_convert *c, const void *mem, const PgQuery__SelectStmt *stmt, struct dn_query *q)
{
	q->nwindows = stmt->n_window_clause;
	if (q->nwindows > 0)
		q->windows = dn_new_array(mem, struct dn_window *, q->nwindows);
	for (size_t i = 0; i < q->nwindows; i++) {
		q->windows[i] = dn_convert_window(c, mem, stmt->window_clause[i]->window_def);
		if (q->windows[i] == NULL) {
			dn_convert_beyond(q, "a window frame whose bounds are no constants");
			q->nwindows = i;
		}
	}
}

static void
query_select(
    struct dn_convert *c, const void *mem, const PgQuery__SelectStmt *stmt, struct dn_query *q)
{
	bool on = stmt->n_distinct_clause > 0 &&
		  stmt->distinct_clause[0]->node_case != PG_QUERY__NODE__NODE__NOT_SET;

	q->kind = DN_QUERY_SELECT;
	q->distinct = stmt->n_distinct_clause > 0 && !on;
	if (on) {
		q->ndistinct_on = stmt->n_distinct_clause;
		q->distinct_on = dn_convert_exprs(c, mem, DN_NODES(stmt, distinct_clause));
	}
	dn_convert_targets(c, mem, DN_NODES(stmt, target_list), q);
	dn_convert_from(c, mem, DN_NODES(stmt, from_clause), q);
	if (stmt->where_clause != NULL)
		q->where = dn_convert_expr(c, mem, stmt->where_clause);
	dn_convert_groups(c, mem, DN_NODES(stmt, group_clause), q);
	if (stmt->group_distinct)
		dn_convert_beyond(q, "GROUP BY DISTINCT");
	if (stmt->having_clause != NULL)
		q->having = dn_convert_expr(c, mem, stmt->having_clause);
	query_windows(c, mem, stmt, q);
}

/* LIMIT ALL and LIMIT NULL are none. */
static struct dn_expr *
query_limit(struct dn_convert *c, const void *mem, const PgQuery__Node *node)
{
	struct dn_expr *e = node == NULL ? NULL : dn_convert_expr(c, mem, node);

	return e == NULL || e->kind == DN_EXPR_NULL ? NULL : e;
}

static struct dn_query *
query_of_select(struct dn_convert *c, const void *mem, const PgQuery__SelectStmt *stmt)
{
	struct dn_query *q = dn_new(mem, struct dn_query);

	dn_convert_with(c, mem, stmt->with_clause, q);
	if (stmt->op > PG_QUERY__SET_OPERATION__SETOP_NONE) {
		q->kind = stmt->op == PG_QUERY__SET_OPERATION__SETOP_UNION ? DN_QUERY_UNION
			  : stmt->op == PG_QUERY__SET_OPERATION__SETOP_INTERSECT
			      ? DN_QUERY_INTERSECT
			      : DN_QUERY_EXCEPT;
		q->all = stmt->all;
		q->left = query_of_select(c, mem, stmt->larg);
		q->right = query_of_select(c, mem, stmt->rarg);
	} else if (stmt->n_values_lists > 0) {
		query_values(c, mem, stmt, q);
	} else {
		query_select(c, mem, stmt, q);
	}
	q->norder = stmt->n_sort_clause;
	q->order = dn_convert_order(c, mem, DN_NODES(stmt, sort_clause));
	q->limit = query_limit(c, mem, stmt->limit_count);
	q->offset = query_limit(c, mem, stmt->limit_offset);
	if (stmt->limit_option == PG_QUERY__LIMIT_OPTION__LIMIT_OPTION_WITH_TIES)
		dn_convert_beyond(q, "FETCH FIRST ... WITH TIES");
	return q;
}

struct dn_query *
dn_convert_query(struct dn_convert *c, const void *mem, const PgQuery__Node *stmt)
{
	struct dn_query *q;

	switch (stmt == NULL ? 0 : (int) stmt->node_case) {
	case PG_QUERY__NODE__NODE_SELECT_STMT: return query_of_select(c, mem, stmt->select_stmt);
	case PG_QUERY__NODE__NODE_INSERT_STMT:
		return dn_convert_query_insert(c, mem, stmt->insert_stmt);
	case PG_QUERY__NODE__NODE_UPDATE_STMT:
		return dn_convert_query_update(c, mem, stmt->update_stmt);
	case PG_QUERY__NODE__NODE_DELETE_STMT:
		return dn_convert_query_delete(c, mem, stmt->delete_stmt);
	case PG_QUERY__NODE__NODE_MERGE_STMT:
		return dn_convert_query_merge(c, mem, stmt->merge_stmt);
	default: break;
	}
	q = dn_new(mem, struct dn_query);
	dn_convert_beyond(q, "this statement");
	return q;
}
