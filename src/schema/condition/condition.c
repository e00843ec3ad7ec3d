/* condition.c - what the IF of a DO block asks the server's catalogs, answered from the model */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "schema/condition/condition.h"

static enum dn_answer ask(void *mem, const struct dn_schema *model, const struct dn_expr *e);

static enum dn_answer
ask_not(enum dn_answer answer)
{
	return answer == DN_ANSWER_UNKNOWN ? answer
	       : answer == DN_ANSWER_YES   ? DN_ANSWER_NO
					   : DN_ANSWER_YES;
}

/* (SELECT count(*) ...) */
static bool
ask_is_count(const struct dn_expr *e)
{
	const struct dn_expr *count =
	    e->kind == DN_EXPR_SUBQUERY && e->query != NULL && e->query->ntargets == 1
		? e->query->targets[0].expr
		: NULL;

	return count != NULL && count->kind == DN_EXPR_FUNCTION &&
	       strcmp(count->name, "count") == 0;
}

/* (SELECT count(*) ...) = 0 */
static enum dn_answer
ask_count(void *mem, const struct dn_schema *model, const struct dn_expr *e)
{
	const struct dn_expr *query = dn_expr_bare(e->args[0]), *n = dn_expr_bare(e->args[1]);
	enum dn_answer there;
	bool none;

	if (!ask_is_count(query) || n->kind != DN_EXPR_NUMBER ||
	    (strcmp(n->text, "0") != 0 && strcmp(n->text, "1") != 0))
		return DN_ANSWER_UNKNOWN;
	there = dn_condition_row(mem, model, query->query);
	none = n->text[0] == '0' ? strcmp(e->name, "=") == 0 : strcmp(e->name, "<") == 0;
	if (none)
		return ask_not(there);
	return strcmp(e->name, n->text[0] == '0' ? ">" : ">=") == 0 ||
		       (n->text[0] == '0' && strcmp(e->name, "<>") == 0)
		   ? there
		   : DN_ANSWER_UNKNOWN;
}

/* (SELECT expression), without a table */
static const struct dn_expr *
ask_plain(const struct dn_expr *e)
{
	const struct dn_query *q = e->kind == DN_EXPR_SUBQUERY ? e->query : NULL;

	return q != NULL && strcmp(e->name, "scalar") == 0 && q->kind == DN_QUERY_SELECT &&
		       q->beyond == NULL && q->nwith == 0 && q->ntargets == 1 && q->nfrom == 0 &&
		       q->where == NULL && q->ngroups == 0 && q->having == NULL &&
		       q->offset == NULL && q->limit == NULL
		   ? q->targets[0].expr
		   : e;
}

/* to_regclass('schema.table') IS NULL */
static enum dn_answer
ask_is(void *mem, const struct dn_schema *model, const struct dn_expr *e)
{
	const struct dn_expr *call = dn_expr_bare(ask_plain(dn_expr_bare(e->args[0]))), *text;
	enum dn_answer there;
	bool type;

	if (strcmp(e->name, "null") != 0 || call->kind != DN_EXPR_FUNCTION || call->nargs != 1)
		return DN_ANSWER_UNKNOWN;
	type = strcmp(call->name, "to_regtype") == 0;
	text = dn_expr_bare(call->args[0]);
	if ((!type && strcmp(call->name, "to_regclass") != 0) || text->kind != DN_EXPR_STRING)
		return DN_ANSWER_UNKNOWN;
	there = dn_condition_name(mem, model, text->text, type);
	return e->negated ? there : ask_not(there);
}

/* 'a' = 'b', 'a' IN ('b', 'c'): is the first among the others? */
static enum dn_answer
ask_literals(const struct dn_expr *e)
{
	bool among = false;

	for (size_t i = 0; i < e->nargs; i++) {
		if (e->args[i]->kind != DN_EXPR_STRING)
			return DN_ANSWER_UNKNOWN;
		among = among || (i > 0 && strcmp(e->args[i]->text, e->args[0]->text) == 0);
	}
	return among != e->negated ? DN_ANSWER_YES : DN_ANSWER_NO;
}

/* (SELECT data_type ...) = 'text'; not so where there is no row. */
static enum dn_answer
ask_value(void *mem, const struct dn_schema *model, const struct dn_expr *e)
{
	const struct dn_expr *query = dn_expr_bare(e->args[0]);

	return query->kind == DN_EXPR_SUBQUERY && strcmp(query->name, "scalar") == 0
		   ? dn_condition_value(mem, model, query->query, e)
		   : DN_ANSWER_UNKNOWN;
}

/* A value is neither equal nor not where there is no row; a count is never missing. */
static bool
ask_is_certain(struct dn_expr *e, void *payload)
{
	(void) payload;
	return e->kind != DN_EXPR_SUBQUERY || strcmp(e->name, "scalar") != 0 || ask_plain(e) != e ||
	       ask_is_count(e);
}

static enum dn_answer
ask_operator(void *mem, const struct dn_schema *model, const struct dn_expr *e)
{
	enum dn_answer same = DN_ANSWER_UNKNOWN;

	if (e->kind == DN_EXPR_IN || strcmp(e->name, "=") == 0)
		same = ask_literals(e);
	else if (strcmp(e->name, "<>") == 0)
		same = ask_not(ask_literals(e));
	if (same == DN_ANSWER_UNKNOWN && e->kind == DN_EXPR_OPERATOR)
		same = ask_count(mem, model, e);
	return same == DN_ANSWER_UNKNOWN ? ask_value(mem, model, e) : same;
}

static enum dn_answer
ask_all(void *mem, const struct dn_schema *model, const struct dn_expr *e, bool all)
{
	enum dn_answer ends = all ? DN_ANSWER_NO : DN_ANSWER_YES, result = ask_not(ends);

	for (size_t i = 0; i < e->nargs; i++) {
		enum dn_answer one = ask(mem, model, e->args[i]);

		if (one == ends)
			return ends;
		if (one == DN_ANSWER_UNKNOWN)
			result = one;
	}
	return result;
}

static enum dn_answer
ask(void *mem, const struct dn_schema *model, const struct dn_expr *e)
{
	e = ask_plain(e);
	if (e->kind == DN_EXPR_BOOLEAN)
		return e->truth ? DN_ANSWER_YES : DN_ANSWER_NO;
	if (e->kind == DN_EXPR_IS)
		return ask_is(mem, model, e);
	if (e->kind == DN_EXPR_SUBQUERY && strcmp(e->name, "exists") == 0)
		return dn_condition_row(mem, model, e->query);
	if (e->kind == DN_EXPR_IN)
		return ask_operator(mem, model, e);
	if (e->kind != DN_EXPR_OPERATOR)
		return DN_ANSWER_UNKNOWN;
	if (strcmp(e->name, "and") == 0 || strcmp(e->name, "or") == 0)
		return ask_all(mem, model, e, e->name[0] == 'a');
	if (strcmp(e->name, "not") == 0)
		return dn_expr_each(e->args[0], ask_is_certain, NULL)
			   ? ask_not(ask(mem, model, e->args[0]))
			   : DN_ANSWER_UNKNOWN;
	return e->nargs == 2 ? ask_operator(mem, model, e) : DN_ANSWER_UNKNOWN;
}

enum dn_answer
dn_schema_ask(const struct dn_schema *schema, const struct dn_expr *condition)
{
	void *mem = dn_new_context(NULL);
	enum dn_answer result = ask(mem, schema, condition);

	dn_free(mem);
	return result;
}

enum dn_answer
dn_change_is_meant(const struct dn_change *change)
{
	enum dn_answer result = DN_ANSWER_YES;

	for (; change->under != NULL; change = change->under) {
		enum dn_answer one =
		    change->otherwise ? ask_not(change->under->answer) : change->under->answer;

		if (one == DN_ANSWER_NO)
			return one;
		if (one == DN_ANSWER_UNKNOWN)
			result = one;
	}
	return result;
}
