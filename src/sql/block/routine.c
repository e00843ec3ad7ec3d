/* routine.c - trigger functions, as much of PL/pgSQL as can be said without a program */
#include "config.h"

#include <string.h>

#include "base/error.h"
#include "schema/name.h"
#include "sql/block/routine.h"

/*
 * The grammar of libpg_query for PL/pgSQL gives a tree as JSON, without places and with every
 * expression as text that has to be parsed again.  For the few forms that are understood our own
 * tokens are enough: assignments, IF, RETURN, RAISE and statements on rows.  A function with
 * anything else in it is opaque.
 */
bool
dn_routine_word(struct dn_routine_reader *r, const char *word)
{
	if (!dn_tokens_is(r->body, r->i, word))
		return false;
	r->i++;
	return true;
}

bool
dn_routine_punct(struct dn_routine_reader *r, char c)
{
	if (!dn_tokens_is_punct(r->body, r->i, c))
		return false;
	r->i++;
	return true;
}

/* NEW, OLD and what a trigger knows of itself; everything else would be a variable. */
static bool
routine_has_names(struct dn_expr *expr, void *payload)
{
	struct dn_routine_reader *r = payload;
	bool row;

	if (expr->kind == DN_EXPR_OPAQUE)
		return false;
	r->routine->acts = r->routine->acts || expr->kind == DN_EXPR_SUBQUERY;
	if (expr->kind == DN_EXPR_STAR)
		return expr->qualifier != NULL;
	if (expr->kind != DN_EXPR_COLUMN)
		return true;
	if (expr->qualifier != NULL)
		return strcmp(expr->qualifier, "new") == 0 || strcmp(expr->qualifier, "old") == 0;
	row = strcmp(expr->name, "new") == 0 || strcmp(expr->name, "old") == 0 ||
	      strcmp(expr->name, "tg_op") == 0;
	for (size_t i = 0; !row && i < r->nvariables; i++)
		if (strcmp(expr->name, r->variables[i]) == 0)
			return true;
	r->routine->acts = r->routine->acts || !row;
	return row || strncmp(expr->name, "tg_", 3) == 0;
}

struct dn_expr *
dn_routine_expr(struct dn_routine_reader *r, size_t to)
{
	struct dn_expr *expr = dn_convert_body_expr(r->c, r->routine, r->body, r->i, to, false);

	r->i = to;
	return expr != NULL && dn_expr_each(expr, routine_has_names, r) ? expr : NULL;
}

struct dn_routine_step *
dn_routine_push(struct dn_routine_reader *r, int kind)
{
	struct dn_routine_step step = { .kind = kind };

	dn_push(r->routine, r->routine->steps, r->routine->nsteps, step);
	return &r->routine->steps[r->routine->nsteps - 1];
}

const char *
dn_routine_name(struct dn_routine_reader *r, size_t i)
{
	char *text = dn_tokens_text(r->scratch, r->body, i, i + 1);
	struct dn_name name;

	return dn_name_parse(r->routine, text, &name) ? name.name : NULL;
}

/* name := expression; */
static bool
routine_assign(struct dn_routine_reader *r, int kind)
{
	size_t end = dn_tokens_find_punct(r->body, r->i, r->body->n, ';');
	struct dn_routine_step *step;
	const char *name, *operator;
	struct dn_expr *expr;

	if (r->i + 1 >= r->body->n)
		return false;
	name = dn_routine_name(r, r->i++);
	operator= dn_tokens_text(r->scratch, r->body, r->i, r->i + 1);
	r->i++;
	if (name == NULL || (strcmp(operator, "=") != 0 && strcmp(operator, ":=") != 0))
		return false;
	expr = dn_routine_expr(r, end);
	step = dn_routine_push(r, kind);
	step->column = name;
	step->expr = expr;
	return expr != NULL && dn_routine_punct(r, ';');
}

static bool routine_block(struct dn_routine_reader *r, int depth, bool keeps_old);

/* Are both sides of it the whole row? */
static bool
routine_compares_rows(const struct dn_expr *expr)
{
	return expr->kind == DN_EXPR_DISTINCT && !expr->negated && dn_expr_is_row(expr->args[0]) &&
	       dn_expr_is_row(expr->args[1]);
}

/* Behind IF: ELSIF is an IF inside of the ELSE. */
static bool
routine_if(struct dn_routine_reader *r, int depth)
{
	size_t then = dn_tokens_find(r->body, r->i, r->body->n, "then");
	struct dn_expr *condition = dn_routine_expr(r, then);
	bool before = r->returned, one, other = false, ok;

	if (condition == NULL || depth > 20 || !dn_routine_word(r, "then"))
		return false;
	dn_routine_push(r, DN_STEP_IF)->expr = condition;
	r->returned = false;
	if (!routine_block(r, depth + 1, false))
		return false;
	one = r->returned;
	r->returned = false;
	if (dn_routine_word(r, "elsif") || dn_routine_word(r, "elseif")) {
		dn_routine_push(r, DN_STEP_ELSE);
		ok = routine_if(r, depth + 1);
		other = r->returned;
		r->i = ok ? r->i : r->body->n;
	} else {
		ok = true;
		if (dn_routine_word(r, "else")) {
			dn_routine_push(r, DN_STEP_ELSE);
			ok = routine_block(r, depth + 1, routine_compares_rows(condition));
			other = r->returned;
		}
		ok = ok && dn_routine_word(r, "end") && dn_routine_word(r, "if") &&
		     dn_routine_punct(r, ';');
	}
	dn_routine_push(r, DN_STEP_END);
	/* Where only one way returns, the other must have nothing more to do. */
	r->returned = before || one || other;
	return ok;
}

/* coalesce(NEW, OLD) */
static bool
routine_returns_either(struct dn_routine_reader *r)
{
	return dn_routine_word(r, "coalesce") && dn_routine_punct(r, '(') &&
	       dn_routine_word(r, "new") && dn_routine_punct(r, ',') && dn_routine_word(r, "old") &&
	       dn_routine_punct(r, ')');
}

/* RETURN NEW; or OLD where both are the same: of other functions it matters what comes back. */
static bool
routine_return(struct dn_routine_reader *r, bool keeps_old)
{
	static const char *const rows[] = { "new", "old", "null" };
	const char *what = NULL;

	for (size_t i = 0; what == NULL && i < sizeof rows / sizeof *rows; i++)
		if (dn_routine_word(r, rows[i]))
			what = rows[i];
	if (what == NULL && routine_returns_either(r))
		what = "either";
	if (what == NULL || !dn_routine_punct(r, ';'))
		return false;
	r->returned = true;
	dn_routine_push(r, DN_STEP_RETURN)->column = keeps_old && *what == 'o' ? "new" : what;
	r->routine->acts =
	    r->routine->acts || (strcmp(what, "new") != 0 && !(keeps_old && *what == 'o'));
	return true;
}

static bool
routine_is_variable(struct dn_routine_reader *r)
{
	const char *name = r->i < r->body->n ? dn_routine_name(r, r->i) : NULL;

	for (size_t i = 0; name != NULL && i < r->nvariables; i++)
		if (strcmp(r->variables[i], name) == 0)
			return true;
	return false;
}

static bool
routine_item(struct dn_routine_reader *r, int depth, bool keeps_old)
{
	bool plain = dn_tokens_is(r->body, r->i, "new") || dn_tokens_is(r->body, r->i, "if");

	if (dn_routine_word(r, "return"))
		return routine_return(r, keeps_old);
	/* Of the rows for which nothing was returned yet. */
	r->routine->acts = r->routine->acts || (r->returned && plain);
	if (dn_routine_word(r, "new"))
		return dn_routine_punct(r, '.') && routine_assign(r, DN_STEP_SET);
	if (dn_routine_word(r, "if"))
		return routine_if(r, depth);
	if (dn_routine_word(r, "null"))
		return dn_routine_punct(r, ';');
	if (routine_is_variable(r))
		return routine_assign(r, DN_STEP_LET);
	r->routine->acts = true;
	return dn_routine_statement(r);
}

/* Up to END, ELSE or ELSIF, which is left. */
static bool
routine_block(struct dn_routine_reader *r, int depth, bool keeps_old)
{
	while (!dn_tokens_is(r->body, r->i, "end") && !dn_tokens_is(r->body, r->i, "else") &&
	       !dn_tokens_is(r->body, r->i, "elsif") && !dn_tokens_is(r->body, r->i, "elseif"))
		if (r->i >= r->body->n || !routine_item(r, depth, keeps_old))
			return false;
	return true;
}

static bool
routine_read(struct dn_routine_reader *r)
{
	bool ok = (!dn_routine_word(r, "declare") || dn_routine_declare(r)) &&
		  dn_routine_word(r, "begin") && routine_block(r, 0, false) &&
		  dn_routine_word(r, "end");
	size_t n = 0;

	dn_routine_punct(r, ';');
	if (!ok || r->i != r->body->n)
		return false;
	if (r->routine->acts || r->nvariables > 0) {
		r->routine->acts = true;
		return true;
	}
	/* They all say NEW, and nothing else comes behind them. */
	for (size_t i = 0; i < r->routine->nsteps; i++)
		if (r->routine->steps[i].kind != DN_STEP_RETURN)
			r->routine->steps[n++] = r->routine->steps[i];
	r->routine->nsteps = n;
	return r->returned;
}

static bool
routine_is_of_trigger(const PgQuery__CreateFunctionStmt *stmt)
{
	const PgQuery__TypeName *type = stmt->return_type;

	return !stmt->is_procedure && stmt->n_parameters == 0 && type != NULL &&
	       type->n_names > 0 &&
	       strcmp(dn_node_string(type->names[type->n_names - 1]), "trigger") == 0;
}

bool
dn_convert_function(struct dn_convert *c, const PgQuery__CreateFunctionStmt *stmt)
{
	void *scratch = dn_new_context(NULL);
	struct dn_routine_reader r = {
		.c = c, .routine = dn_new(scratch, struct dn_routine), .scratch = scratch
	};
	bool ok = routine_is_of_trigger(stmt) &&
		  dn_convert_body(c, DN_NODES(stmt, options), scratch, &r.body) && routine_read(&r);

	if (ok) {
		struct dn_change *change = dn_convert_add(c, DN_CREATE_FUNCTION);

		change->object = dn_convert_name(change, DN_NODES(stmt, funcname));
		change->routine = talloc_steal(change, r.routine);
	}
	dn_free(scratch);
	return ok;
}
