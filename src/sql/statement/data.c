/* data.c - statements that work on rows */
#include "config.h"

#include <string.h>

#include "sql/convert.h"

struct dn_change *
dn_convert_data(struct dn_convert *c, const char *name, const PgQuery__RangeVar *relation,
    const PgQuery__Node *query, size_t nreturning)
{
	struct dn_change *change = dn_convert_add(c, DN_DATA);

	change->name = dn_strdup(change, name);
	change->object = dn_convert_relation(change, relation);
	if (nreturning > 0)
		c->st->flags |= DN_STATEMENT_ROWS;
	change->text = dn_tokens_text(change, c->tokens, 0, c->tokens->n);
	if (query != NULL)
		change->query = dn_convert_query(c, change, query);
	return change;
}

void
dn_convert_truncate(struct dn_convert *c, const PgQuery__TruncateStmt *stmt)
{
	for (size_t i = 0; i < stmt->n_relations; i++) {
		struct dn_change *change =
		    dn_convert_data(c, "truncate", stmt->relations[i]->range_var, NULL, 0);

		change->cascade = stmt->behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE;
		change->restart = stmt->restart_seqs;
	}
}

void
dn_convert_select(struct dn_convert *c, const PgQuery__Node *node)
{
	const PgQuery__SelectStmt *stmt = node->select_stmt, *first = stmt;
	struct dn_change *change;

	/* SELECT ... INTO t makes a table; INTO stands in the first SELECT of a UNION. */
	while (first->larg != NULL)
		first = first->larg;
	if (first->into_clause != NULL) {
		c->st->what = "SELECT INTO";
		change = dn_convert_opaque(c);
		change->object = dn_convert_relation(change, first->into_clause->rel);
		change->temporary = *first->into_clause->rel->relpersistence == 't';
		change->query = dn_convert_query(c, change, node);
		return;
	}
	c->st->flags |= DN_STATEMENT_ROWS;
	if (dn_convert_set_config(c, stmt)) {
		c->st->flags &= ~(unsigned) DN_STATEMENT_CALLS;
		return;
	}
	dn_convert_data(c, "select",
	    stmt->n_from_clause == 1 &&
		    stmt->from_clause[0]->node_case == PG_QUERY__NODE__NODE_RANGE_VAR
		? stmt->from_clause[0]->range_var
		: NULL,
	    node, 0);
}

/* INSERT INTO t [(columns)] [OVERRIDING SYSTEM VALUE] VALUES (...), (...) and nothing else */
static const PgQuery__SelectStmt *
data_values(const PgQuery__InsertStmt *stmt)
{
	const PgQuery__SelectStmt *select;

	if (stmt->select_stmt == NULL || stmt->on_conflict_clause != NULL ||
	    stmt->n_returning_list > 0 || stmt->with_clause != NULL ||
	    stmt->override == PG_QUERY__OVERRIDING_KIND__OVERRIDING_USER_VALUE)
		return NULL;
	select = stmt->select_stmt->select_stmt;
	if (select->n_values_lists == 0 || select->n_sort_clause > 0 ||
	    select->limit_count != NULL || select->limit_offset != NULL ||
	    select->with_clause != NULL)
		return NULL;
	for (size_t i = 0; i < stmt->n_cols; i++)
		if (stmt->cols[i]->res_target->n_indirection > 0)
			return NULL;
	return select;
}

static bool
data_is_simple(struct dn_expr *expr, void *payload)
{
	(void) payload;
	return expr->kind != DN_EXPR_OPAQUE && expr->kind != DN_EXPR_SUBQUERY &&
	       expr->kind != DN_EXPR_COLUMN;
}

static bool
data_row(struct dn_convert *c, const struct dn_change *change, struct dn_nodes values,
    struct dn_expr **row)
{
	if (values.n != change->nvalues)
		return false;
	for (size_t i = 0; i < values.n; i++) {
		row[i] = dn_convert_expr(c, row, values.items[i]);
		if (!dn_expr_each(row[i], data_is_simple, NULL))
			return false;
	}
	return true;
}

bool
dn_convert_rows(struct dn_convert *c, struct dn_change *change, const PgQuery__InsertStmt *stmt)
{
	const PgQuery__SelectStmt *select = data_values(stmt);

	if (select == NULL)
		return false;
	if (change->nrows == 0)
		change->nvalues =
		    stmt->n_cols > 0 ? stmt->n_cols : select->values_lists[0]->list->n_items;
	for (size_t i = 0; i < select->n_values_lists; i++) {
		struct dn_expr **row = dn_new_array(change, struct dn_expr *, change->nvalues);

		if (!data_row(c, change, DN_NODES(select->values_lists[i]->list, items), row)) {
			dn_free(row);
			return false;
		}
		dn_push(change, change->rows, change->nrows, row);
	}
	return true;
}

void
dn_convert_rows_drop(struct dn_change *change)
{
	for (size_t i = 0; i < change->nrows; i++)
		dn_free(change->rows[i]);
	dn_free(change->rows);
	change->rows = NULL;
	change->nrows = 0;
	if (change->values == NULL)
		change->nvalues = 0;
}

/* In one piece: a script may have very many INSERTs. */
static const char **
data_columns(const void *mem, struct dn_nodes cols)
{
	size_t size = cols.n * sizeof(char *);
	const char **columns;
	char *p;

	if (cols.n == 0)
		return NULL;
	for (size_t i = 0; i < cols.n; i++)
		size += strlen(cols.items[i]->res_target->name) + 1;
	columns = dn_mem_check(talloc_size(mem, size));
	p = (char *) (columns + cols.n);
	for (size_t i = 0; i < cols.n; i++) {
		columns[i] = p;
		p = stpcpy(p, cols.items[i]->res_target->name) + 1;
	}
	return columns;
}

struct dn_change *
dn_convert_insert_head(struct dn_convert *c, const PgQuery__InsertStmt *stmt)
{
	struct dn_change *change = dn_convert_add(c, DN_DATA);

	change->name = "insert";
	change->object = dn_convert_relation(change, stmt->relation);
	if (stmt->n_returning_list > 0)
		c->st->flags |= DN_STATEMENT_ROWS;
	change->nvalues = stmt->n_cols;
	change->values = data_columns(change, DN_NODES(stmt, cols));
	return change;
}

void
dn_convert_insert(struct dn_convert *c, const PgQuery__Node *node)
{
	const PgQuery__InsertStmt *stmt = node->insert_stmt;
	struct dn_change *change = dn_convert_insert_head(c, stmt);

	if (dn_convert_rows(c, change, stmt))
		return;
	dn_convert_rows_drop(change);
	change->text = dn_tokens_text(change, c->tokens, 0, c->tokens->n);
	change->query = dn_convert_query(c, change, node);
}
