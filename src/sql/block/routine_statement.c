/* routine_statement.c - what a trigger function does besides setting columns of NEW */
#include "config.h"

#include <string.h>

#include "base/error.h"
#include "schema/query/query.h"
#include "sql/block/routine.h"

/* Tokens [from, to) behind HEAD, which stands nowhere; *INNER reads the tree. */
static const PgQuery__Node *
statement_tree(struct dn_routine_reader *r, const char *head, const char *text, size_t from,
    struct dn_convert *inner)
{
	struct dn_span span = dn_tokens_span(r->body, from, from + 1);
	struct dn_source own = { r->body->file->file, text, strlen(text) };
	const struct dn_tree *tree;
	size_t values;

	if (!dn_parse_guard(
		&own, (struct dn_span){ 0, own.len }, &values, dn_error_new(r->scratch)))
		return NULL;
	tree = dn_tree_of_part(r->scratch, r->body->file,
	    dn_sprintf(r->scratch, "%s%s", head, text), span.start - strlen(head), &inner->tokens);
	return tree == NULL ? NULL : tree->statement;
}

static struct dn_type *
statement_type(struct dn_routine_reader *r, size_t from, size_t to)
{
	struct dn_convert inner = { NULL, r->c->st };
	const PgQuery__Node *node = statement_tree(
	    r, "SELECT NULL::", dn_tokens_text(r->scratch, r->body, from, to), from, &inner);
	const PgQuery__SelectStmt *select =
	    node != NULL && node->node_case == PG_QUERY__NODE__NODE_SELECT_STMT ? node->select_stmt
										: NULL;
	const PgQuery__Node *value = select == NULL || select->n_target_list != 1
					 ? NULL
					 : select->target_list[0]->res_target->val;

	return value == NULL || value->node_case != PG_QUERY__NODE__NODE_TYPE_CAST
		   ? NULL
		   : dn_convert_type(&inner, r->routine, value->type_cast->type_name);
}

static bool
statement_assigns(struct dn_routine_reader *r, size_t i)
{
	const char *operator= dn_tokens_text(r->scratch, r->body, i, i + 1);

	return strcmp(operator, ":=") == 0 || strcmp(operator, "=") == 0 ||
	       dn_tokens_is(r->body, i, "default");
}

/* name type [:= value]; */
static bool
statement_variable(struct dn_routine_reader *r)
{
	size_t end = dn_tokens_find_punct(r->body, r->i, r->body->n, ';'), at;
	const char *name = dn_routine_name(r, r->i++);
	struct dn_expr *value = NULL;
	struct dn_routine_step *step;
	struct dn_type *type;

	dn_routine_word(r, "constant");
	for (at = r->i; at < end && !statement_assigns(r, at); at++)
		;
	if (name == NULL || at == r->i)
		return false;
	type = statement_type(r, r->i, at);
	if (at < end) {
		r->i = at + 1;
		value = dn_routine_expr(r, end);
	}
	r->i = end;
	/* What is made of columns would be asked for them. */
	if (type == NULL || type->kind == DN_TYPE_NAMED || (at < end && value == NULL))
		return false;
	if (value == NULL) {
		value = dn_new(r->routine, struct dn_expr);
		value->kind = DN_EXPR_NULL;
	}
	step = dn_routine_push(r, DN_STEP_LET);
	step->column = name;
	step->expr = value;
	step->type = type;
	dn_push(r->scratch, r->variables, r->nvariables, name);
	return dn_routine_punct(r, ';');
}

bool
dn_routine_declare(struct dn_routine_reader *r)
{
	while (r->i < r->body->n && !dn_tokens_is(r->body, r->i, "begin"))
		if (!statement_variable(r))
			return false;
	return true;
}

/* The values of a RAISE's format stay what they are: which text there is does not matter. */
static bool
statement_raise(struct dn_routine_reader *r)
{
	static const char *const levels[] = { "notice", "warning", "info", "log", "debug" };
	size_t end = dn_tokens_find_punct(r->body, r->i, r->body->n, ';');
	const struct dn_expr *text = NULL;

	for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
		if (dn_tokens_is(r->body, r->i, levels[i])) {
			r->i = end;
			return dn_routine_punct(r, ';');
		}
	dn_routine_word(r, "exception");
	if (r->i == end)
		return false;
	if (r->body->items[r->i].kind == DN_TOKEN_STRING)
		text = dn_convert_body_expr(r->c, r->routine, r->body, r->i, r->i + 1, false);
	dn_routine_push(r, DN_STEP_RAISE)->text =
	    text != NULL && text->text != NULL
		? text->text
		: dn_tokens_text(r->routine, r->body, r->i, r->i + 1);
	r->returned = true;
	r->i = end;
	return dn_routine_punct(r, ';');
}

static bool
statement_knows_found(const struct dn_routine_reader *r)
{
	for (size_t v = 0; v < r->nvariables; v++)
		if (strcmp(r->variables[v], "found") == 0)
			return true;
	return false;
}

/* FOUND is a variable like others, where the function asks for it from here on. */
static bool
statement_asks_found(const struct dn_routine_reader *r)
{
	static const char *const before[] = { "if", "elsif", "elseif", "not", "and", "or" };
	bool known = statement_knows_found(r);

	for (size_t i = r->i + 1; known && i < r->body->n; i++)
		if (dn_tokens_is(r->body, i, "found"))
			return true;
	for (size_t i = r->i + 1; i < r->body->n; i++)
		for (size_t w = 0; w < sizeof before / sizeof *before; w++)
			if (dn_tokens_is(r->body, i, "found") &&
			    dn_tokens_is(r->body, i - 1, before[w]) &&
			    !dn_tokens_is_punct(r->body, i + 1, '.'))
				return true;
	return false;
}

/* Before that it is false, which counts where it gets another value under an IF. */
static void
statement_not_found(struct dn_routine_reader *r)
{
	struct dn_routine *routine = r->routine;
	struct dn_routine_step first;
	struct dn_routine_step *step = dn_routine_push(r, DN_STEP_LET);

	step->column = "found";
	step->expr = dn_new(routine, struct dn_expr);
	step->expr->kind = DN_EXPR_BOOLEAN;
	first = *step;
	memmove(routine->steps + 1, routine->steps, (routine->nsteps - 1) * sizeof first);
	routine->steps[0] = first;
}

/* It is EXISTS (QUERY) from here on. */
static void
statement_found(struct dn_routine_reader *r, const struct dn_query *query)
{
	struct dn_routine_step *step;
	size_t open = 0;

	for (size_t i = 0; i < r->routine->nsteps; i++)
		open += (r->routine->steps[i].kind == DN_STEP_IF) -
			(r->routine->steps[i].kind == DN_STEP_END);
	if (open > 0 && !statement_knows_found(r))
		statement_not_found(r);
	step = dn_routine_push(r, DN_STEP_LET);
	r->routine->acts = true;
	dn_push(r->scratch, r->variables, r->nvariables, "found");
	step->column = "found";
	step->type = dn_type_copy(r->routine, dn_type_plain(DN_TYPE_BOOLEAN, 0));
	step->expr = dn_new(r->routine, struct dn_expr);
	step->expr->kind = DN_EXPR_SUBQUERY;
	step->expr->name = "exists";
	step->expr->query = dn_query_copy(r->routine, query);
	step->expr->span = query->span;
}

/* PERFORM pg_notify(...): nobody listens elsewhere. */
static bool
statement_notify(struct dn_routine_reader *r)
{
	r->routine->notifies = true;
	if (!dn_routine_word(r, "pg_notify") || !dn_tokens_is_punct(r->body, r->i, '('))
		return false;
	r->i = dn_tokens_skip(r->body, r->i);
	return dn_routine_punct(r, ';') && !statement_asks_found(r);
}

/* PERFORM of a query, which FOUND is about and nothing else. */
static bool
statement_perform(struct dn_routine_reader *r, size_t end)
{
	struct dn_convert inner = { NULL, r->c->st };
	const PgQuery__Node *node = statement_tree(
	    r, "SELECT ", dn_tokens_text(r->scratch, r->body, r->i, end), r->i, &inner);
	struct dn_query *query;

	if (node == NULL || dn_convert_calls(node))
		return false;
	query = dn_convert_query(&inner, r->routine, node);
	r->i = end;
	if (query == NULL || query->kind != DN_QUERY_SELECT || query->beyond != NULL ||
	    query->nwith > 0 || query->nfrom == 0)
		return false;
	statement_found(r, query);
	return dn_routine_punct(r, ';');
}

/* The same query with only target I, as a value. */
static struct dn_expr *
statement_value(struct dn_routine_reader *r, const struct dn_query *query, size_t i)
{
	struct dn_expr *value = dn_new(r->routine, struct dn_expr);

	value->kind = DN_EXPR_SUBQUERY;
	value->name = "scalar";
	value->query = dn_query_copy(r->routine, query);
	value->query->targets[0] = value->query->targets[i];
	value->query->ntargets = 1;
	value->span = query->span;
	return value;
}

/* Query QUERY into the variables that stand in tokens [from, to). */
static bool
statement_lets(struct dn_routine_reader *r, const struct dn_query *query, size_t from, size_t to)
{
	for (size_t i = 0, at = from; at < to; i++, at += 2) {
		const char *name = dn_routine_name(r, at);
		struct dn_routine_step *step;
		bool known = false;

		for (size_t k = 0; name != NULL && k < r->nvariables; k++)
			known = known || strcmp(r->variables[k], name) == 0;
		if (!known || i >= query->ntargets || query->targets[i].expr->kind == DN_EXPR_STAR)
			return false;
		step = dn_routine_push(r, DN_STEP_LET);
		step->column = name;
		step->along = i > 0;
		step->expr = query->nfrom == 0 && query->where == NULL
				 ? query->targets[i].expr
				 : statement_value(r, query, i);
	}
	return query->ntargets == (to - from + 1) / 2;
}

/* Behind the last of "a, b" from token I on. */
static size_t
statement_names_end(struct dn_routine_reader *r, size_t i)
{
	while (dn_tokens_is_punct(r->body, i + 1, ','))
		i += 2;
	return i + 1;
}

/* SELECT ... INTO a, b ...: of a query whose rows are those of its FROM, one or none. */
static bool
statement_select(struct dn_routine_reader *r, size_t end)
{
	size_t into = dn_tokens_find(r->body, r->i, end, "into"), first = into + 1;
	size_t last = statement_names_end(r, first), start = r->body->items[r->i].span.start;
	struct dn_convert inner = { NULL, r->c->st };
	const PgQuery__Node *node;
	struct dn_query *query;
	char *text;

	if (into == end || last > end)
		return false;
	text = dn_tokens_text(r->scratch, r->body, r->i, end);
	memset(text + r->body->items[into].span.start - start, ' ',
	    r->body->items[last - 1].span.end - r->body->items[into].span.start);
	node = statement_tree(r, "", text, r->i, &inner);
	if (node == NULL || dn_convert_calls(node))
		return false;
	query = dn_convert_query(&inner, r->routine, node);
	r->i = end;
	if (query != NULL && statement_asks_found(r))
		statement_found(r, query);
	return query != NULL && query->kind == DN_QUERY_SELECT && query->beyond == NULL &&
	       !query->distinct && query->nwith == 0 && query->ngroups == 0 &&
	       (query->norder == 0 || query->ntargets == 1) &&
	       statement_lets(r, query, first, last) && dn_routine_punct(r, ';');
}

static bool
statement_query(struct dn_routine_reader *r, size_t end)
{
	struct dn_convert inner = { NULL, r->c->st };
	const PgQuery__Node *node =
	    statement_tree(r, "", dn_tokens_text(r->scratch, r->body, r->i, end), r->i, &inner);
	struct dn_query *query;

	if (node == NULL || dn_convert_calls(node))
		return false;
	query = dn_convert_query(&inner, r->routine, node);
	if (query == NULL || query->beyond != NULL || query->nwith > 0 || query->ntargets > 0 ||
	    query->table == NULL || query->kind == DN_QUERY_MERGE)
		return false;
	/* Whether it was about rows is asked of what it has changed. */
	if (statement_asks_found(r))
		return false;
	dn_routine_push(r, DN_STEP_QUERY)->query = query;
	r->i = end;
	return dn_routine_punct(r, ';');
}

bool
dn_routine_statement(struct dn_routine_reader *r)
{
	size_t end = dn_tokens_find_punct(r->body, r->i, r->body->n, ';');

	if (end == r->body->n)
		return false;
	if (dn_routine_word(r, "raise"))
		return statement_raise(r);
	if (dn_routine_word(r, "perform"))
		return dn_tokens_is(r->body, r->i, "pg_notify") ? statement_notify(r)
								: statement_perform(r, end);
	if (dn_tokens_is(r->body, r->i, "select"))
		return statement_select(r, end);
	if (!dn_tokens_is(r->body, r->i, "insert") && !dn_tokens_is(r->body, r->i, "update") &&
	    !dn_tokens_is(r->body, r->i, "delete"))
		return false;
	return statement_query(r, end);
}
