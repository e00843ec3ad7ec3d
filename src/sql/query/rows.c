/* rows.c - INSERT, UPDATE, DELETE and MERGE as queries */
#include "config.h"

#include "sql/query/query.h"

/* SET (a, b) = ... is one node for each column, all with the same source. */
static struct dn_assignment *
rows_sets(struct dn_convert *c, const void *mem, struct dn_nodes items, size_t *n, bool *plain)
{
	struct dn_assignment *sets = NULL;

	*n = 0;
	for (size_t i = 0; i < items.n; i++) {
		const PgQuery__ResTarget *target = items.items[i]->res_target;
		const PgQuery__Node *value = target->val;
		struct dn_assignment set = { .ncolumns = 1 };

		*plain = *plain && target->n_indirection == 0;
		if (value->node_case == PG_QUERY__NODE__NODE_MULTI_ASSIGN_REF) {
			set.ncolumns = (size_t) value->multi_assign_ref->ncolumns;
			value = value->multi_assign_ref->source;
		}
		set.columns = dn_new_array(mem, const char *, set.ncolumns);
		for (size_t j = 0; j < set.ncolumns; j++)
			set.columns[j] = dn_strdup(mem, items.items[i + j]->res_target->name);
		i += set.ncolumns - 1;
		set.value = dn_convert_expr(c, mem, value);
		dn_push(mem, sets, *n, set);
	}
	return sets;
}

static struct dn_conflict *
rows_conflict(struct dn_convert *c, const void *mem, const PgQuery__OnConflictClause *node,
    struct dn_query *q)
{
	struct dn_conflict *conflict;
	const PgQuery__InferClause *infer = node == NULL ? NULL : node->infer;
	bool plain = true;

	if (node == NULL)
		return NULL;
	conflict = dn_new(mem, struct dn_conflict);
	conflict->nparts = infer == NULL ? 0 : infer->n_index_elems;
	conflict->parts = dn_new_array(mem, struct dn_index_part, conflict->nparts);
	for (size_t i = 0; i < conflict->nparts; i++) {
		const PgQuery__IndexElem *elem = infer->index_elems[i]->index_elem;

		conflict->parts[i].column = dn_convert_string(mem, elem->name);
		if (elem->expr != NULL)
			conflict->parts[i].expr = dn_convert_expr(c, mem, elem->expr);
		if (elem->n_collation > 0 || elem->n_opclass > 0)
			dn_convert_beyond(q, "a conflict target with COLLATE or an operator class");
	}
	if (infer != NULL && infer->where_clause != NULL)
		conflict->index_where = dn_convert_expr(c, mem, infer->where_clause);
	conflict->constraint = infer == NULL ? NULL : dn_convert_string(mem, infer->conname);
	conflict->update = node->action == PG_QUERY__ON_CONFLICT_ACTION__ONCONFLICT_UPDATE;
	conflict->sets = rows_sets(c, mem, DN_NODES(node, target_list), &conflict->nsets, &plain);
	if (node->where_clause != NULL)
		conflict->where = dn_convert_expr(c, mem, node->where_clause);
	if (!plain)
		dn_convert_beyond(q, "SET of a part of a column");
	return conflict;
}

struct dn_query *
dn_convert_query_insert(struct dn_convert *c, const void *mem, const PgQuery__InsertStmt *stmt)
{
	struct dn_query *q = dn_new(mem, struct dn_query);

	q->kind = DN_QUERY_INSERT;
	dn_convert_with(c, mem, stmt->with_clause, q);
	q->table = dn_convert_from_table(mem, stmt->relation);
	q->ncolumns = stmt->n_cols;
	q->columns = stmt->n_cols == 0 ? NULL : dn_new_array(mem, const char *, stmt->n_cols);
	for (size_t i = 0; i < stmt->n_cols; i++) {
		q->columns[i] = dn_strdup(mem, stmt->cols[i]->res_target->name);
		if (stmt->cols[i]->res_target->n_indirection > 0)
			dn_convert_beyond(q, "a part of a column");
	}
	if (stmt->select_stmt != NULL)
		q->source = dn_convert_query(c, mem, stmt->select_stmt);
	if (stmt->override == PG_QUERY__OVERRIDING_KIND__OVERRIDING_USER_VALUE)
		dn_convert_beyond(q, "OVERRIDING USER VALUE");
	q->conflict = rows_conflict(c, mem, stmt->on_conflict_clause, q);
	dn_convert_targets(c, mem, DN_NODES(stmt, returning_list), q);
	return q;
}

struct dn_query *
dn_convert_query_update(struct dn_convert *c, const void *mem, const PgQuery__UpdateStmt *stmt)
{
	struct dn_query *q = dn_new(mem, struct dn_query);
	bool plain = true;

	q->kind = DN_QUERY_UPDATE;
	dn_convert_with(c, mem, stmt->with_clause, q);
	q->table = dn_convert_from_table(mem, stmt->relation);
	q->sets = rows_sets(c, mem, DN_NODES(stmt, target_list), &q->nsets, &plain);
	if (!plain)
		dn_convert_beyond(q, "SET of a part of a column");
	dn_convert_from(c, mem, DN_NODES(stmt, from_clause), q);
	if (stmt->where_clause != NULL)
		q->where = dn_convert_expr(c, mem, stmt->where_clause);
	dn_convert_targets(c, mem, DN_NODES(stmt, returning_list), q);
	return q;
}

struct dn_query *
dn_convert_query_delete(struct dn_convert *c, const void *mem, const PgQuery__DeleteStmt *stmt)
{
	struct dn_query *q = dn_new(mem, struct dn_query);

	q->kind = DN_QUERY_DELETE;
	dn_convert_with(c, mem, stmt->with_clause, q);
	q->table = dn_convert_from_table(mem, stmt->relation);
	dn_convert_from(c, mem, DN_NODES(stmt, using_clause), q);
	if (stmt->where_clause != NULL)
		q->where = dn_convert_expr(c, mem, stmt->where_clause);
	dn_convert_targets(c, mem, DN_NODES(stmt, returning_list), q);
	return q;
}

/* -- MERGE --------------------------------------------------------------------------------- */

static struct dn_merge_when
merge_when(
    struct dn_convert *c, const void *mem, const PgQuery__MergeWhenClause *node, struct dn_query *q)
{
	bool plain = true;
	struct dn_merge_when when = { .matched = node->matched, .kind = DN_QUERY_SELECT };

	if (node->condition != NULL)
		when.where = dn_convert_expr(c, mem, node->condition);
	switch ((int) node->command_type) {
	case PG_QUERY__CMD_TYPE__CMD_UPDATE:
		when.kind = DN_QUERY_UPDATE;
		when.sets = rows_sets(c, mem, DN_NODES(node, target_list), &when.nsets, &plain);
		break;
	case PG_QUERY__CMD_TYPE__CMD_DELETE: when.kind = DN_QUERY_DELETE; break;
	case PG_QUERY__CMD_TYPE__CMD_INSERT:
		when.kind = DN_QUERY_INSERT;
		when.columns = dn_new_array(mem, const char *, node->n_target_list + 1);
		when.ncolumns = node->n_target_list;
		for (size_t i = 0; i < when.ncolumns; i++) {
			const PgQuery__ResTarget *target = node->target_list[i]->res_target;

			when.columns[i] = dn_strdup(mem, target->name);
			plain = plain && target->n_indirection == 0;
		}
		when.nvalues = node->n_values;
		when.values = dn_convert_exprs(c, mem, DN_NODES(node, values));
		break;
	default: break;
	}
	if (!plain || node->override == PG_QUERY__OVERRIDING_KIND__OVERRIDING_USER_VALUE)
		dn_convert_beyond(q, "MERGE of a part of a column, or OVERRIDING USER VALUE,");
	return when;
}

struct dn_query *
dn_convert_query_merge(struct dn_convert *c, const void *mem, const PgQuery__MergeStmt *stmt)
{
	struct dn_query *q = dn_new(mem, struct dn_query);
	PgQuery__Node *source = stmt->source_relation;

	q->kind = DN_QUERY_MERGE;
	dn_convert_with(c, mem, stmt->with_clause, q);
	q->table = dn_convert_from_table(mem, stmt->relation);
	dn_convert_from(c, mem, (struct dn_nodes){ &source, 1 }, q);
	q->where = dn_convert_expr(c, mem, stmt->join_condition);
	for (size_t i = 0; i < stmt->n_merge_when_clauses; i++)
		dn_push(mem, q->whens, q->nwhens,
		    merge_when(c, mem, stmt->merge_when_clauses[i]->merge_when_clause, q));
	return q;
}
