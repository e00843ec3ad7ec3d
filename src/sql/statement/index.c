/* index.c - CREATE INDEX */
#include "config.h"

#include "sql/convert.h"

/* Where the expression of the part that starts at token I ends: (a + b) or f(a). */
static size_t
index_expr_end(const struct dn_tokens *tokens, size_t i)
{
	size_t item = dn_tokens_item_end(tokens, i);
	size_t open = dn_tokens_find_punct(tokens, i, item, '(');

	return open == item ? item : dn_tokens_skip(tokens, open);
}

static void
index_part(struct dn_convert *c, struct dn_index *index, const PgQuery__IndexElem *elem, size_t i)
{
	struct dn_index_part *part = &index->parts[index->nparts++];
	size_t end = index_expr_end(c->tokens, i);

	part->column = dn_convert_string(index, elem->name);
	if (elem->expr != NULL && dn_tokens_is_punct(c->tokens, i, '('))
		part->expr = dn_convert_expr_at(c, index, elem->expr, i + 1, end - 1);
	else if (elem->expr != NULL)
		part->expr = dn_convert_expr_at(c, index, elem->expr, i, end);
	part->collation = dn_convert_dotted(index, DN_NODES(elem, collation));
	part->opclass = dn_convert_dotted(index, DN_NODES(elem, opclass));
	index->more = index->more || elem->n_opclassopts > 0;
	part->descending = elem->ordering == PG_QUERY__SORT_BY_DIR__SORTBY_DESC;
	part->nulls_first = elem->nulls_ordering == PG_QUERY__SORT_BY_NULLS__SORTBY_NULLS_FIRST;
	part->nulls_last = elem->nulls_ordering == PG_QUERY__SORT_BY_NULLS__SORTBY_NULLS_LAST;
}

static void
index_include(struct dn_index *index, const PgQuery__IndexStmt *stmt)
{
	for (size_t i = 0; i < stmt->n_index_including_params; i++)
		dn_push(index, index->include, index->ninclude,
		    dn_strdup(index, stmt->index_including_params[i]->index_elem->name));
}

void
dn_convert_create_index(struct dn_convert *c, const PgQuery__IndexStmt *stmt)
{
	struct dn_change *change = dn_convert_add(c, DN_CREATE_INDEX);
	struct dn_index *index = dn_new(change, struct dn_index);
	/* The first parenthesis of the statement opens the list of parts. */
	size_t i = dn_tokens_find_punct(c->tokens, 0, c->tokens->n, '(');
	size_t where = dn_tokens_find(c->tokens, 0, c->tokens->n, "where");

	change->index = index;
	change->if_not_exists = stmt->if_not_exists;
	change->concurrently = stmt->concurrent;
	index->name = dn_convert_string(index, stmt->idxname);
	index->table = dn_convert_relation(index, stmt->relation);
	change->object = dn_convert_relation(change, stmt->relation);
	change->object.name = dn_convert_string(change, stmt->idxname);
	index->method =
	    dn_strdup(index, *stmt->access_method == '\0' ? "btree" : stmt->access_method);
	index->unique = stmt->unique;
	index->nulls_not_distinct = stmt->nulls_not_distinct;
	index->more = stmt->n_options > 0 || *stmt->table_space != '\0' || !stmt->relation->inh;
	index->parts = dn_new_array(index, struct dn_index_part, stmt->n_index_params);
	for (size_t n = 0; n < stmt->n_index_params; n++) {
		index_part(c, index, stmt->index_params[n]->index_elem, i + 1);
		i = dn_tokens_item_end(c->tokens, i + 1);
	}
	index_include(index, stmt);
	if (stmt->where_clause != NULL)
		index->where =
		    dn_convert_expr_at(c, index, stmt->where_clause, where + 1, c->tokens->n);
	index->span = change->span;
}
