/* apply.c - move the model on by one change */
#include "config.h"

#include <ctype.h>
#include <stdarg.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "schema/apply/apply.h"
#include "schema/condition/condition.h"
#include "schema/kin.h"
#include "schema/mention.h"
#include "schema/name.h"

static char *apply_format(const void *mem, const char *fmt, va_list ap) DUNLIN_PRINTF(2, 0);

static char *
apply_format(const void *mem, const char *fmt, va_list ap)
{
	struct dunlin_buf *buf = dn_buf_new(mem);

	dn_buf_vprintf(buf, fmt, ap);
	return dn_buf_steal(mem, buf);
}

static void
apply_place(struct dn_apply *a)
{
	const struct dn_span *span = &a->change->span;

	if (a->statement == NULL)
		return;
	if (span->end <= span->start)
		span = &a->statement->span;
	dn_error_at(a->err, a->statement->source, span->start);
}

bool
dn_apply_refuse(struct dn_apply *a, const char *fmt, ...)
{
	va_list ap;
	char *message;

	va_start(ap, fmt);
	message = apply_format(NULL, fmt, ap);
	va_end(ap);
	dunlin_error_set(a->err, DUNLIN_E_HISTORY, "%s", message);
	apply_place(a);
	dn_free(message);
	return false;
}

bool
dn_apply_cascade(struct dn_apply *a, const char *what, const char *why_fmt, ...)
{
	va_list ap;
	char *why;

	if (a->change->cascade || a->schema->unsure != NULL)
		return true;
	dn_apply_refuse(a, "cannot drop %s because other objects depend on it", what);
	va_start(ap, why_fmt);
	why = apply_format(NULL, why_fmt, ap);
	va_end(ap);
	why[0] = (char) toupper((unsigned char) why[0]);
	dunlin_error_set_hint(a->err, "%s: use CASCADE to drop the dependent objects, too.", why);
	dn_free(why);
	return false;
}

const char *
dn_apply_schema(struct dn_apply *a, const struct dn_name *name)
{
	if (name->schema != NULL)
		return name->schema;
	if (a->schema->default_schema[0] != '\0')
		return a->schema->default_schema;
	dn_apply_refuse(a, "no schema has been selected to create in");
	dunlin_error_set_hint(a->err, "Write schema.%s, or set search_path.", name->name);
	return NULL;
}

struct dn_table *
dn_apply_table(struct dn_apply *a, const struct dn_name *name)
{
	struct dn_table *table = dn_schema_table(a->schema, name);
	struct dn_name full = *name;

	if (table != NULL)
		return table;
	if (dn_model_find(a->schema, a->schema->relations, name) != NULL) {
		dn_apply_refuse(a, "'%s' is not a table", name->name);
		return NULL;
	}
	if (name->schema == NULL && a->schema->default_schema[0] == '\0') {
		dn_apply_refuse(a, "relation '%s' does not exist", name->name);
		dunlin_error_set_hint(a->err, "search_path is empty: write schema.%s.", name->name);
		return NULL;
	}
	full.schema = dn_apply_schema(a, name);
	table = dn_model_add_table(a->schema, full.schema, full.name);
	table->unknown = true;
	return table;
}

bool
dn_apply_lacks_column(struct dn_apply *a, struct dn_table *table, const char *column)
{
	if (dn_table_column(table, column) != NULL || table->unknown)
		return false;
	if (a->schema->unsure == NULL)
		return true;
	table->unknown = true;
	return false;
}

/* Columns that every table has. */
static bool
apply_is_system_column(const char *name)
{
	static const char *const names[] = { "tableoid", "ctid", "xmin", "xmax", "cmin", "cmax" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

struct apply_mention {
	struct dn_apply *a;
	struct dn_table *table;
};

/* The table's own name is a column of all its columns. */
static bool
apply_has_mention(struct dn_expr *expr, void *payload)
{
	struct apply_mention *m = payload;

	if (expr->kind != DN_EXPR_COLUMN || strcmp(expr->name, m->table->name) == 0 ||
	    apply_is_system_column(expr->name) ||
	    !dn_apply_lacks_column(m->a, m->table, expr->name))
		return true;
	return dn_apply_refuse(m->a, "column '%s' does not exist", expr->name);
}

bool
dn_apply_has_columns(struct dn_apply *a, struct dn_table *table, const struct dn_expr *expr)
{
	struct apply_mention m = { a, table };

	return dn_expr_each((struct dn_expr *) (uintptr_t) expr, apply_has_mention, &m);
}

bool
dn_apply_column(struct dn_apply *a, struct dn_table **table, struct dn_column **column)
{
	*table = dn_apply_table(a, &a->change->object);
	if (*table == NULL)
		return false;
	*column = dn_table_column(*table, a->change->column_name);
	if (*column != NULL || !dn_apply_lacks_column(a, *table, a->change->column_name))
		return true;
	if (a->change->kind == DN_RENAME_COLUMN)
		return dn_apply_refuse(a, "column '%s' does not exist", a->change->column_name);
	return dn_apply_refuse(a, "column '%s' of relation '%s' does not exist",
	    a->change->column_name, (*table)->name);
}

static void
apply_drop_relation(struct dn_schema *schema, struct dn_relation *relation)
{
	switch (relation->kind) {
	case DN_RELATION_TABLE: dn_model_drop_table(schema, relation->object); break;
	case DN_RELATION_INDEX: dn_model_drop_index(schema, relation->object); break;
	case DN_RELATION_SEQUENCE: dn_model_drop_sequence(schema, relation->object); break;
	case DN_RELATION_CONSTRAINT:
		dn_model_drop_constraint(schema, relation->table, relation->object);
		break;
	}
}

/* What the change is about must not make room for what it makes. */
static const struct dn_table *
apply_own_table(const struct dn_apply *a)
{
	const struct dn_change *change = a->change;

	return dn_schema_table(
	    a->schema, change->index != NULL ? &change->index->table : &change->object);
}

bool
dn_apply_free_relation(struct dn_apply *a, const char *in_schema, const char *name)
{
	struct dn_relation *relation = dn_model_relation(a->schema, in_schema, name);

	if (relation == NULL)
		return true;
	if (relation->table != NULL && relation->kind == DN_RELATION_TABLE &&
	    relation->table == apply_own_table(a))
		return dn_apply_refuse(a, "relation '%s' already exists", name);
	if (a->schema->unsure == NULL &&
	    (relation->kind != DN_RELATION_TABLE || !relation->table->unknown))
		return dn_apply_refuse(a, "relation '%s' already exists", name);
	apply_drop_relation(a->schema, relation);
	return true;
}

static bool
apply_search_path(struct dn_apply *a)
{
	dn_schema_set_search_path(a->schema, a->change->values, a->change->nvalues);
	return true;
}

static bool
apply_if(struct dn_apply *a)
{
	a->change->answer = dn_schema_ask(a->schema, a->change->expr);
	return true;
}

static bool (*const apply_kinds[])(struct dn_apply *a) = {
	[DN_CHANGE_OPAQUE] = dn_apply_opaque,
	[DN_CREATE_TABLE] = dn_apply_create_table,
	[DN_DROP_TABLE] = dn_apply_drop_table,
	[DN_RENAME_TABLE] = dn_apply_rename_relation,
	[DN_SET_SCHEMA] = dn_apply_set_schema,
	[DN_ADD_COLUMN] = dn_apply_add_column,
	[DN_DROP_COLUMN] = dn_apply_drop_column,
	[DN_RENAME_COLUMN] = dn_apply_rename_column,
	[DN_SET_TYPE] = dn_apply_set_type,
	[DN_SET_DEFAULT] = dn_apply_set_default,
	[DN_DROP_DEFAULT] = dn_apply_drop_default,
	[DN_SET_NOT_NULL] = dn_apply_set_not_null,
	[DN_DROP_NOT_NULL] = dn_apply_drop_not_null,
	[DN_ADD_IDENTITY] = dn_apply_add_identity,
	[DN_SET_IDENTITY] = dn_apply_set_identity,
	[DN_DROP_IDENTITY] = dn_apply_drop_identity,
	[DN_DROP_EXPRESSION] = dn_apply_drop_expression,
	[DN_ADD_CONSTRAINT] = dn_apply_add_constraint,
	[DN_DROP_CONSTRAINT] = dn_apply_drop_constraint,
	[DN_RENAME_CONSTRAINT] = dn_apply_rename_constraint,
	[DN_VALIDATE_CONSTRAINT] = dn_apply_validate_constraint,
	[DN_ALTER_CONSTRAINT] = dn_apply_alter_constraint,
	[DN_CREATE_INDEX] = dn_apply_create_index,
	[DN_DROP_INDEX] = dn_apply_drop_index,
	[DN_RENAME_INDEX] = dn_apply_rename_relation,
	[DN_CREATE_SEQUENCE] = dn_apply_create_sequence,
	[DN_ALTER_SEQUENCE] = dn_apply_alter_sequence,
	[DN_DROP_SEQUENCE] = dn_apply_drop_sequence,
	[DN_CREATE_ENUM] = dn_apply_create_enum,
	[DN_DROP_TYPE] = dn_apply_drop_type,
	[DN_CREATE_SCHEMA] = dn_apply_create_schema,
	[DN_DROP_SCHEMA] = dn_apply_drop_schema,
	[DN_DATA] = dn_apply_data,
	[DN_COPY] = dn_apply_nothing,
	[DN_SET] = dn_apply_nothing,
	[DN_SET_SEARCH_PATH] = apply_search_path,
	[DN_TRANSACTION] = dn_apply_nothing,
	[DN_NOTHING] = dn_apply_nothing,
	[DN_ADD_ENUM_VALUE] = dn_apply_add_enum_value,
	[DN_RENAME_ENUM_VALUE] = dn_apply_rename_enum_value,
	[DN_RENAME_TYPE] = dn_apply_rename_type,
	[DN_MOVE_TYPE] = dn_apply_move_type,
	[DN_CREATE_DOMAIN] = dn_apply_create_domain,
	[DN_ALTER_DOMAIN] = dn_apply_alter_domain,
	[DN_CREATE_FUNCTION] = dn_apply_create_function,
	[DN_DROP_FUNCTION] = dn_apply_drop_function,
	[DN_ALTER_FUNCTION] = dn_apply_alter_function,
	[DN_CREATE_TRIGGER] = dn_apply_create_trigger,
	[DN_DROP_TRIGGER] = dn_apply_drop_trigger,
	[DN_RENAME_TRIGGER] = dn_apply_rename_trigger,
	[DN_CREATE_COMPOSITE] = dn_apply_create_domain,
	[DN_IF] = apply_if,
	[DN_RAISE] = dn_apply_nothing,
	[DN_CREATE_RULE] = dn_apply_create_rule,
	[DN_DROP_RULE] = dn_apply_drop_rule,
	[DN_SWITCH_TRIGGER] = dn_apply_switch_trigger,
	[DN_CREATE_PARTITION] = dn_apply_create_partition,
	[DN_ATTACH_PARTITION] = dn_apply_attach_partition,
	[DN_DETACH_PARTITION] = dn_apply_detach_partition,
};

/* What could not be applied is not known, but what it makes has a name all the same. */
static void
apply_give_names(struct dn_apply *a)
{
	struct dn_change *change = a->change;
	const struct dn_name *name =
	    change->index != NULL ? &change->index->table : &change->object;
	struct dn_table *table = dn_schema_table(a->schema, name);
	struct dn_table none = { .schema = "", .name = name->name, .unknown = true };

	if (table != NULL)
		table->unknown = true;
	else
		table = &none;
	for (size_t i = 0; i < change->nconstraints; i++)
		if (change->constraints[i]->name == NULL)
			change->constraints[i]->name = dn_name_constraint(
			    change->constraints[i], a->schema, table, change->constraints[i]);
	if (change->constraint != NULL && change->constraint->name == NULL)
		change->constraint->name =
		    dn_name_constraint(change->constraint, a->schema, table, change->constraint);
	if (change->index != NULL)
		dn_apply_name_index(a, table, change->index);
}

/* Nothing that the model says is a reason to refuse when it may be wrong. */
static bool
apply_leniently(struct dn_apply *a)
{
	struct dunlin_error *err = a->err;

	a->err = dn_error_new(NULL);
	if (!apply_kinds[a->change->kind](a))
		apply_give_names(a);
	dn_free(a->err);
	a->err = err;
	return true;
}

/* Under an IF; one that nobody can answer may have done anything. */
static bool
apply_is_meant(struct dn_apply *a)
{
	enum dn_answer meant = dn_change_is_meant(a->change);

	if (meant != DN_ANSWER_UNKNOWN)
		return meant == DN_ANSWER_YES;
	if (a->change->kind == DN_DATA || a->change->kind == DN_RAISE)
		return true; /* rows: what else they may do is the same wherever they are changed */
	if (a->change->kind != DN_NOTHING && a->change->kind != DN_IF)
		dn_apply_unsure(a);
	return false;
}

bool
dn_schema_apply(struct dn_schema *schema, struct dn_change *change,
    const struct dn_statement *statement, struct dunlin_error *err)
{
	struct dn_apply a = { schema, change, statement, err };
	bool ok;

	if (!apply_is_meant(&a))
		return true;
	/* ALTER TABLE IF EXISTS of one that was never seen: nothing is learned. */
	if (change->table_if_exists && dn_schema_table(schema, &change->object) == NULL)
		return true;
	dn_apply_side_effects(&a);
	dn_apply_fix_types(&a);
	dn_mentions_begin(schema->mentions);
	ok = schema->unsure == NULL ? apply_kinds[change->kind](&a) : apply_leniently(&a);
	dn_mentions_end(schema->mentions);
	if (ok)
		dn_kin_note(schema, change, statement);
	return ok;
}
