/* trait.c - what a query on the catalogs asks of a column or a constraint beside names */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "schema/condition/condition.h"

/* The value that the catalog has of it; *KNOWN false: nobody can say.  NULL: none. */
typedef const char *(*trait_fn)(const struct dn_condition_thing *of, bool *known);

static const struct dn_type *
trait_base(const struct dn_condition_thing *of)
{
	return dn_schema_base(of->model, of->column->type);
}

/* As information_schema has it: no extension's, and no array's. */
static const char *
trait_data_type(const struct dn_condition_thing *of, bool *known)
{
	const struct dn_type *type = trait_base(of);

	if (type->dims > 0)
		return "ARRAY";
	*known = type->kind != DN_TYPE_NAMED || dn_schema_enum(of->model, type) != NULL;
	if (type->kind == DN_TYPE_NAMED || type->kind == DN_TYPE_CITEXT ||
	    type->kind == DN_TYPE_HSTORE)
		return "USER-DEFINED";
	return dn_type_word(of->mem, type);
}

static const char *
trait_udt_name(const struct dn_condition_thing *of, bool *known)
{
	const struct dn_type *type = trait_base(of);

	*known = type->kind != DN_TYPE_NAMED || dn_schema_enum(of->model, type) != NULL;
	return type->dims > 0 ? dn_sprintf(of->mem, "_%s", type->name) : type->name;
}

static const char *
trait_length(const struct dn_condition_thing *of, bool *known)
{
	const struct dn_type *type = trait_base(of);

	*known = type->kind != DN_TYPE_NAMED && type->kind != DN_TYPE_BIT &&
		 type->kind != DN_TYPE_VARBIT &&
		 (type->kind != DN_TYPE_CHAR || type->dims > 0 || type->nmods > 0);
	if (type->dims > 0 || type->nmods == 0 ||
	    (type->kind != DN_TYPE_VARCHAR && type->kind != DN_TYPE_CHAR))
		return NULL;
	return dn_sprintf(of->mem, "%d", type->mods[0]);
}

/* A domain may say so, too. */
static const char *
trait_is_nullable(const struct dn_condition_thing *of, bool *known)
{
	const struct dn_type *type = trait_base(of);

	*known = of->column->not_null ||
		 (type == of->column->type &&
		     (type->kind != DN_TYPE_NAMED || dn_schema_enum(of->model, type) != NULL));
	return of->column->not_null ? "NO" : "YES";
}

static const char *
trait_not_null(const struct dn_condition_thing *of, bool *known)
{
	*known = true;
	return of->column->not_null ? "true" : "false";
}

/* Only whether there is one: its text is the server's. */
static const char *
trait_default(const struct dn_condition_thing *of, bool *known)
{
	const struct dn_expr *value = of->column->default_expr;

	*known = value == NULL || dn_expr_bare(value)->kind != DN_EXPR_NULL;
	return value != NULL || of->column->identity == DN_IDENTITY_SERIAL ? "" : NULL;
}

static const char *
trait_code(enum dn_fk_action action)
{
	static const char *const codes[] = { [DN_FK_NO_ACTION] = "a",
		[DN_FK_RESTRICT] = "r",
		[DN_FK_CASCADE] = "c",
		[DN_FK_SET_NULL] = "n",
		[DN_FK_SET_DEFAULT] = "d" };

	return codes[action];
}

static const char *
trait_rule(enum dn_fk_action action)
{
	static const char *const rules[] = { [DN_FK_NO_ACTION] = "NO ACTION",
		[DN_FK_RESTRICT] = "RESTRICT",
		[DN_FK_CASCADE] = "CASCADE",
		[DN_FK_SET_NULL] = "SET NULL",
		[DN_FK_SET_DEFAULT] = "SET DEFAULT" };

	return rules[action];
}

static const char *
trait_on_delete(const struct dn_condition_thing *of, bool *known)
{
	*known = of->constraint->kind == DN_FOREIGN_KEY;
	return trait_code(of->constraint->on_delete);
}

static const char *
trait_on_update(const struct dn_condition_thing *of, bool *known)
{
	*known = of->constraint->kind == DN_FOREIGN_KEY;
	return trait_code(of->constraint->on_update);
}

static const char *
trait_delete_rule(const struct dn_condition_thing *of, bool *known)
{
	*known = of->constraint->kind == DN_FOREIGN_KEY;
	return trait_rule(of->constraint->on_delete);
}

static const char *
trait_update_rule(const struct dn_condition_thing *of, bool *known)
{
	*known = of->constraint->kind == DN_FOREIGN_KEY;
	return trait_rule(of->constraint->on_update);
}

enum trait_form { TRAIT_TEXT, TRAIT_NUMBER, TRAIT_TRUTH, TRAIT_THERE };

static const struct trait {
	const char *name;
	enum dn_asked_thing thing;
	enum trait_form form;
	trait_fn value;
} traits[] = {
	{ "data_type", DN_ASKED_COLUMN, TRAIT_TEXT, trait_data_type },
	{ "udt_name", DN_ASKED_COLUMN, TRAIT_TEXT, trait_udt_name },
	{ "is_nullable", DN_ASKED_COLUMN, TRAIT_TEXT, trait_is_nullable },
	{ "attnotnull", DN_ASKED_COLUMN, TRAIT_TRUTH, trait_not_null },
	{ "character_maximum_length", DN_ASKED_COLUMN, TRAIT_NUMBER, trait_length },
	{ "column_default", DN_ASKED_COLUMN, TRAIT_THERE, trait_default },
	{ "confdeltype", DN_ASKED_CONSTRAINT, TRAIT_TEXT, trait_on_delete },
	{ "confupdtype", DN_ASKED_CONSTRAINT, TRAIT_TEXT, trait_on_update },
	{ "delete_rule", DN_ASKED_CONSTRAINT, TRAIT_TEXT, trait_delete_rule },
	{ "update_rule", DN_ASKED_CONSTRAINT, TRAIT_TEXT, trait_update_rule },
};

static const struct trait *
trait_find(const struct dn_expr *e)
{
	for (size_t i = 0; e->kind == DN_EXPR_COLUMN && i < sizeof traits / sizeof *traits; i++)
		if (strcmp(traits[i].name, e->name) == 0)
			return &traits[i];
	return NULL;
}

/* The trait that TERM is about, where it says of it what can be answered. */
static const struct trait *
trait_of(const struct dn_expr *term)
{
	static const char *const operators[] = { "=", "<>", "<", "<=", ">", ">=" };
	const struct dn_expr *left = term->nargs > 0 ? dn_expr_bare(term->args[0]) : term;
	const struct trait *trait = trait_find(left);
	bool number = trait != NULL && trait->form == TRAIT_NUMBER, fits = false;

	if (trait == NULL || trait->form == TRAIT_TRUTH || term->kind == DN_EXPR_IS)
		return trait != NULL &&
			       (trait->form == TRAIT_TRUTH ? term->kind == DN_EXPR_COLUMN ||
								 (term->kind == DN_EXPR_OPERATOR &&
								     strcmp(term->name, "not") == 0)
							   : term->kind == DN_EXPR_IS &&
								 strcmp(term->name, "null") == 0)
			   ? trait
			   : NULL;
	for (size_t i = 0; term->kind == DN_EXPR_OPERATOR && i < (number ? 6u : 2u); i++)
		fits = fits || strcmp(term->name, operators[i]) == 0;
	fits = (fits || term->kind == DN_EXPR_IN) && trait->form != TRAIT_THERE;
	for (size_t i = 1; i < term->nargs; i++)
		fits = fits && dn_expr_bare(term->args[i])->kind ==
				   (number ? DN_EXPR_NUMBER : DN_EXPR_STRING);
	return fits ? trait : NULL;
}

bool
dn_condition_is_trait(const struct dn_expr *term, enum dn_asked_thing thing)
{
	const struct trait *trait = trait_of(term);

	return trait != NULL && trait->thing == thing;
}

/* Is VALUE among the others, or as the operator says beside them? */
static bool
trait_holds(const struct dn_expr *term, const char *value, bool number)
{
	const char *op = term->kind == DN_EXPR_IN ? "=" : term->name;
	bool among = false;

	for (size_t i = 1; i < term->nargs; i++) {
		const char *other = dn_expr_bare(term->args[i])->text;
		long difference = number ? strtol(value, NULL, 10) - strtol(other, NULL, 10)
					 : strcmp(value, other);

		among = among || (difference < 0      ? op[0] == '<'
				     : difference > 0 ? op[0] == '>' || strcmp(op, "<>") == 0
						      : strchr(op, '=') != NULL);
	}
	return among != term->negated;
}

enum dn_answer
dn_condition_trait(const struct dn_condition_thing *of, const struct dn_expr *term)
{
	const struct trait *trait = trait_of(term);
	bool known = true, holds;
	const char *value = trait->value(of, &known);

	if (!known)
		return DN_ANSWER_UNKNOWN;
	if (term->kind == DN_EXPR_IS)
		holds = (value == NULL) != term->negated;
	else if (value == NULL)
		holds = false;
	else if (trait->form == TRAIT_TRUTH)
		holds = (strcmp(value, "true") == 0) == (term->kind == DN_EXPR_COLUMN);
	else
		holds = trait_holds(term, value, trait->form == TRAIT_NUMBER);
	return holds ? DN_ANSWER_YES : DN_ANSWER_NO;
}
