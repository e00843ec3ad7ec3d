/* trigger.c - triggers, and as much of PL/pgSQL as sets columns of NEW */
#include "config.h"

#include <string.h>

#include "base/error.h"
#include "schema/name.h"
#include "sql/parse.h"

/*
 * The grammar of libpg_query for PL/pgSQL gives a tree as JSON, without places and with every
 * expression as text that has to be parsed again.  For the few forms that are understood our own
 * tokens are enough: BEGIN, NEW.column := expression, IF, RETURN NEW, END.  A function with
 * anything else in it is opaque.
 */
struct routine_reader {
	struct dn_convert *c;
	struct dn_tokens *body;
	size_t i; /* the next token */
	struct dn_routine *routine;
	void *scratch;
	bool returned; /* what comes behind it in the block does not count */
};

static bool
routine_word(struct routine_reader *r, const char *word)
{
	if (!dn_tokens_is(r->body, r->i, word))
		return false;
	r->i++;
	return true;
}

static bool
routine_punct(struct routine_reader *r, char c)
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
	(void) payload;
	if (expr->kind == DN_EXPR_STAR)
		return expr->qualifier != NULL;
	if (expr->kind != DN_EXPR_COLUMN)
		return expr->kind != DN_EXPR_OPAQUE && expr->kind != DN_EXPR_SUBQUERY;
	if (expr->qualifier != NULL)
		return strcmp(expr->qualifier, "new") == 0 || strcmp(expr->qualifier, "old") == 0;
	return strcmp(expr->name, "new") == 0 || strcmp(expr->name, "old") == 0 ||
	       strcmp(expr->name, "tg_op") == 0;
}

/* Tokens up to TO as an expression; NULL when they are none, or one that is not understood. */
static struct dn_expr *
routine_expr(struct routine_reader *r, size_t to)
{
	struct dn_expr *expr = dn_convert_body_expr(r->c, r->routine, r->body, r->i, to, false);

	r->i = to;
	return expr != NULL && dn_expr_each(expr, routine_has_names, NULL) ? expr : NULL;
}

static void
routine_push(struct routine_reader *r, int kind, const char *column, struct dn_expr *expr)
{
	struct dn_routine_step step = { kind, column, expr };

	dn_push(r->routine, r->routine->steps, r->routine->nsteps, step);
}

/* The name of a token, as the server folds it. */
static char *
routine_name(struct routine_reader *r, size_t i)
{
	char *text = dn_tokens_text(r->scratch, r->body, i, i + 1);
	struct dn_name name;

	return dn_name_parse(r->routine, text, &name) ? (char *) (uintptr_t) name.name : NULL;
}

/* NEW.column := expression; */
static bool
routine_set(struct routine_reader *r)
{
	size_t end = dn_tokens_find_punct(r->body, r->i, r->body->n, ';');
	char *column, *operator;
	struct dn_expr *expr;

	if (!routine_punct(r, '.') || r->i + 1 >= r->body->n)
		return false;
	column = routine_name(r, r->i++);
	operator= dn_tokens_text(r->scratch, r->body, r->i, r->i + 1);
	r->i++;
	if (column == NULL || (strcmp(operator, "=") != 0 && strcmp(operator, ":=") != 0))
		return false;
	expr = routine_expr(r, end);
	routine_push(r, DN_STEP_SET, column, expr);
	return expr != NULL && routine_punct(r, ';');
}

static bool routine_block(struct routine_reader *r, int depth, bool keeps_old);

/* Are both sides of it the whole row? */
static bool
routine_compares_rows(const struct dn_expr *expr)
{
	return expr->kind == DN_EXPR_DISTINCT && !expr->negated && dn_expr_is_row(expr->args[0]) &&
	       dn_expr_is_row(expr->args[1]);
}

/* Behind IF: ELSIF is an IF inside of the ELSE. */
static bool
routine_if(struct routine_reader *r, int depth)
{
	size_t then = dn_tokens_find(r->body, r->i, r->body->n, "then");
	struct dn_expr *condition = routine_expr(r, then);
	bool before = r->returned, one, other = false, ok;

	if (condition == NULL || depth > 20 || !routine_word(r, "then"))
		return false;
	routine_push(r, DN_STEP_IF, NULL, condition);
	r->returned = false;
	if (!routine_block(r, depth + 1, false))
		return false;
	one = r->returned;
	r->returned = false;
	if (routine_word(r, "elsif") || routine_word(r, "elseif")) {
		routine_push(r, DN_STEP_ELSE, NULL, NULL);
		ok = routine_if(r, depth + 1);
		other = r->returned;
		r->i = ok ? r->i : r->body->n;
	} else {
		ok = true;
		if (routine_word(r, "else")) {
			routine_push(r, DN_STEP_ELSE, NULL, NULL);
			ok = routine_block(r, depth + 1, routine_compares_rows(condition));
			other = r->returned;
		}
		ok = ok && routine_word(r, "end") && routine_word(r, "if") && routine_punct(r, ';');
	}
	routine_push(r, DN_STEP_END, NULL, NULL);
	/* Where only one way returns, the other must have nothing more to do. */
	r->returned = before || one || other;
	return ok;
}

/* RETURN NEW; or OLD where both are the same. */
static bool
routine_return(struct routine_reader *r, bool keeps_old)
{
	r->returned = true;
	return (routine_word(r, "new") || (keeps_old && routine_word(r, "old"))) &&
	       routine_punct(r, ';');
}

/* Up to END, ELSE or ELSIF, which is left. */
static bool
routine_block(struct routine_reader *r, int depth, bool keeps_old)
{
	while (!dn_tokens_is(r->body, r->i, "end") && !dn_tokens_is(r->body, r->i, "else") &&
	       !dn_tokens_is(r->body, r->i, "elsif") && !dn_tokens_is(r->body, r->i, "elseif")) {
		bool ok = false;

		if (routine_word(r, "return"))
			ok = routine_return(r, keeps_old);
		else if (r->returned)
			ok = false;
		else if (routine_word(r, "new"))
			ok = routine_set(r);
		else if (routine_word(r, "if"))
			ok = routine_if(r, depth);
		else if (routine_word(r, "null"))
			ok = routine_punct(r, ';');
		if (!ok)
			return false;
	}
	return true;
}

static bool
routine_read(struct routine_reader *r)
{
	bool ok = routine_word(r, "begin") && routine_block(r, 0, false) && r->returned &&
		  routine_word(r, "end");

	routine_punct(r, ';');
	return ok && r->i == r->body->n;
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
	struct routine_reader r = {
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

/* Bits of CreateTrigStmt: pg_trigger.h. */
enum { TRIGGER_BEFORE = 1 << 1, TRIGGER_INSERT = 1 << 2, TRIGGER_UPDATE = 1 << 4 };

bool
dn_convert_trigger(struct dn_convert *c, const PgQuery__CreateTrigStmt *stmt)
{
	struct dn_change *change;
	struct dn_trigger *trigger;
	size_t when;

	if (stmt->isconstraint || !stmt->row || stmt->n_args > 0 ||
	    stmt->timing != TRIGGER_BEFORE || stmt->n_transition_rels > 0 ||
	    (stmt->events & ~(TRIGGER_INSERT | TRIGGER_UPDATE)) != 0)
		return false;
	change = dn_convert_add(c, DN_CREATE_TRIGGER);
	change->object = dn_convert_relation(change, stmt->relation);
	change->trigger = trigger = dn_new(change, struct dn_trigger);
	trigger->name = dn_strdup(trigger, stmt->trigname);
	trigger->function = dn_convert_name(trigger, DN_NODES(stmt, funcname));
	trigger->on_insert = (stmt->events & TRIGGER_INSERT) != 0;
	trigger->on_update = (stmt->events & TRIGGER_UPDATE) != 0;
	trigger->columns = dn_convert_strings(trigger, DN_NODES(stmt, columns));
	trigger->ncolumns = stmt->n_columns;
	if (stmt->when_clause == NULL)
		return true;
	when = dn_tokens_find(c->tokens, 0, c->tokens->n, "when");
	trigger->when = dn_convert_parenthesized(c, trigger, stmt->when_clause, when, c->tokens->n);
	return true;
}
