/* trigger.c - triggers that set columns of the row that is written */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/mysql/expr/expr.h"
#include "dialect/mysql/table/table.h"
#include "schema/name.h"

char *
dn_mysql_trigger_name(
    const void *mem, const struct dn_table *table, const struct dn_trigger *trigger, bool insert)
{
	return dn_name_make(mem, table->name, trigger->name, insert ? "insert" : "update");
}

/* The conditions that the step stands under, as one. */
static bool
trigger_conditions(
    struct mysql_print *p, const struct dn_expr *const *conditions, const bool *otherwise, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		dunlin_buf_puts(p->buf, i == 0 ? "" : " AND ");
		dunlin_buf_puts(p->buf, otherwise[i] ? "NOT coalesce(" : "coalesce(");
		if (!dn_mysql_expr(p, conditions[i]))
			return false;
		dunlin_buf_puts(p->buf, ", FALSE)");
	}
	return true;
}

/* "NEW.a = value": under conditions it stays what it is where they do not hold. */
static bool
trigger_set(struct mysql_print *p, const struct dn_routine_step *step,
    const struct dn_expr *const *conditions, const bool *otherwise, size_t n)
{
	const struct dn_column *column = dn_table_column(p->table, step->column);
	const struct dn_type *type =
	    column == NULL ? NULL : dn_schema_base(p->t->schema, column->type);

	dunlin_buf_puts(p->buf, "NEW.");
	dn_mysql_identifier(p->buf, step->column);
	dunlin_buf_puts(p->buf, n == 0 ? " = " : " = if(");
	if (!trigger_conditions(p, conditions, otherwise, n))
		return false;
	dunlin_buf_puts(p->buf, n == 0 ? "" : ", ");
	if (!dn_mysql_stored(p, step->expr, type))
		return false;
	if (n == 0)
		return true;
	dunlin_buf_puts(p->buf, ", NEW.");
	dn_mysql_identifier(p->buf, step->column);
	dunlin_buf_puts(p->buf, ")");
	return true;
}

enum { TRIGGER_DEPTH = 8 };

static bool
trigger_steps(
    struct mysql_print *p, const struct dn_trigger *trigger, const struct dn_routine *routine)
{
	const struct dn_expr *conditions[TRIGGER_DEPTH + 1];
	bool otherwise[TRIGGER_DEPTH + 1] = { false };
	size_t n = 0, sets = 0;

	if (trigger->when != NULL)
		conditions[n++] = trigger->when;
	for (size_t i = 0; i < routine->nsteps; i++) {
		const struct dn_routine_step *step = &routine->steps[i];

		if (step->kind == DN_STEP_IF && n == TRIGGER_DEPTH)
			return dn_mysql_cannot_at(p, p->from->span, "IF is nested too deeply");
		if (step->kind == DN_STEP_IF) {
			otherwise[n] = false;
			conditions[n++] = step->expr;
		} else if (step->kind == DN_STEP_ELSE) {
			otherwise[n - 1] = true;
		} else if (step->kind == DN_STEP_END) {
			n--;
		} else {
			dunlin_buf_puts(p->buf, sets++ == 0 ? " SET " : ", ");
			if (!trigger_set(p, step, conditions, otherwise, n))
				return false;
		}
	}
	if (sets == 0)
		dunlin_buf_puts(p->buf, " SET @dunlin = NULL");
	return true;
}

bool
dn_mysql_trigger(struct mysql_print *p, const struct dn_trigger *trigger, bool insert)
{
	const struct dn_routine *routine = dn_schema_routine(p->t->schema, &trigger->function);

	if (routine == NULL || dn_trigger_acts(p->t->schema, trigger))
		return dn_mysql_cannot_at(p, p->from->span,
		    "the function '%s' is not known to set only columns of NEW",
		    trigger->function.name);
	if (!insert && trigger->ncolumns > 0)
		return dn_mysql_cannot_at(p, p->from->span, "UPDATE OF has no counterpart there");
	p->rows = true;
	dunlin_buf_printf(p->buf, "CREATE TRIGGER %s BEFORE %s ON %s FOR EACH ROW",
	    dn_mysql_quoted(p->buf, dn_mysql_trigger_name(p->buf, p->table, trigger, insert)),
	    insert ? "INSERT" : "UPDATE",
	    dn_mysql_quoted(p->buf, dn_mysql_table_name(p->buf, p->t->schema, p->table)));
	return trigger_steps(p, trigger, routine);
}
