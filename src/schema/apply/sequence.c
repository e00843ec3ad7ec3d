/* sequence.c - sequences, and the columns that they belong to */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "schema/apply/apply.h"
#include "schema/name.h"

struct sequence_rename {
	const struct dn_apply *a;
	const struct dn_sequence *sequence;
	const char *in_schema, *name;
};

/* The name in it, which says a schema where it did, or where that is another one now. */
static void
sequence_rename_in(struct dn_expr *expr, const struct dn_sequence *sequence, const char *in_schema,
    const char *name)
{
	struct dunlin_buf *buf = dn_buf_new(NULL);
	struct dn_expr *arg = expr->args[0];
	struct dn_name old;

	while (arg->kind == DN_EXPR_CAST)
		arg = arg->args[0];
	if (!dn_name_parse(buf, arg->text, &old) || old.schema != NULL ||
	    strcmp(in_schema, sequence->schema) != 0) {
		dn_name_quote(buf, in_schema);
		dunlin_buf_puts(buf, ".");
	}
	dn_name_quote(buf, name);
	arg->text = dn_strdup(expr, buf->s);
	dn_free(buf);
}

static bool
sequence_rename_call(struct dn_expr *expr, void *payload)
{
	const struct sequence_rename *to = payload;

	if (dn_schema_nextval(to->a->schema, expr, true) == to->sequence)
		sequence_rename_in(expr, to->sequence, to->in_schema, to->name);
	return true;
}

void
dn_apply_rename_sequence(
    struct dn_apply *a, struct dn_sequence *sequence, const char *in_schema, const char *name)
{
	struct sequence_rename to = { a, sequence, in_schema, name };

	dn_map_each (a->schema->tables, e) {
		struct dn_table *table = e->value;

		for (size_t i = 0; i < table->ncolumns; i++) {
			struct dn_expr *value = table->columns[i]->default_expr;

			if (!dn_expr_takes(a->schema, value, sequence))
				continue;
			dn_model_touch(a->schema, table->key);
			value->written = NULL;
			dn_expr_each(value, sequence_rename_call, &to);
		}
	}
	dn_model_rename_sequence(a->schema, sequence, in_schema, name);
}

/* Options that were written. */
static void
sequence_number(struct dn_sequence *sequence, const struct dn_numbering *n)
{
	if (n->has_increment)
		sequence->increment = n->increment;
	if (n->has_start)
		sequence->start = n->start;
	sequence->bounded = sequence->bounded || n->bounded;
}

static struct dn_expr *
sequence_expr(const void *mem, enum dn_expr_kind kind, struct dn_expr *arg)
{
	struct dn_expr *expr = dn_new(mem, struct dn_expr);

	expr->kind = kind;
	if (arg != NULL)
		dn_push(mem, expr->args, expr->nargs, arg);
	return expr;
}

/* nextval('schema.name'::regclass) */
static struct dn_expr *
sequence_nextval(const void *mem, const struct dn_sequence *sequence)
{
	struct dunlin_buf *buf = dn_buf_new(mem);
	struct dn_expr *name = sequence_expr(mem, DN_EXPR_STRING, NULL);
	struct dn_expr *cast = sequence_expr(mem, DN_EXPR_CAST, name);
	struct dn_expr *call = sequence_expr(mem, DN_EXPR_FUNCTION, cast);

	dn_name_quote(buf, sequence->schema);
	dunlin_buf_puts(buf, ".");
	dn_name_quote(buf, sequence->name);
	name->text = dn_buf_steal(mem, buf);
	cast->type = dn_new(mem, struct dn_type);
	cast->type->kind = DN_TYPE_REGCLASS;
	cast->type->name = dn_strdup(mem, "regclass");
	call->name = dn_strdup(mem, "nextval");
	return call;
}

void
dn_apply_share_sequence(struct dn_column *column, const struct dn_sequence *sequence)
{
	void *scratch = dn_new_context(NULL);

	column->default_expr = dn_expr_copy(column, sequence_nextval(scratch, sequence));
	dn_free(scratch);
}

/* CREATE TABLE chooses the names of all its sequences before it makes the first. */
static bool
sequence_name_is_chosen(
    struct dn_apply *a, const struct dn_table *table, const struct dn_column *column)
{
	char *name = dn_name_make(NULL, table->name, column->name, "seq");
	const struct dn_relation *relation = dn_model_relation(a->schema, table->schema, name);
	bool chosen = relation != NULL && relation->kind == DN_RELATION_SEQUENCE &&
		      a->change->kind == DN_CREATE_TABLE &&
		      dn_model_owner(a->schema, relation->object) == table;

	if (chosen)
		dn_apply_refuse(a, "relation '%s' already exists", name);
	dn_free(name);
	return chosen;
}

bool
dn_apply_put_sequence(struct dn_apply *a, struct dn_table *table, const struct dn_column *column)
{
	struct dn_sequence *sequence;
	char *name;

	if (sequence_name_is_chosen(a, table, column))
		return false;
	name = dn_name_relation(NULL, a->schema, table, column->name, "seq", false);
	sequence = dn_model_add_sequence(a->schema, table->schema, name);
	dn_model_own_sequence(a->schema, sequence, table, column->name);
	sequence_number(sequence,
	    a->change->kind == DN_ADD_IDENTITY ? &a->change->numbering : &column->numbering);
	dn_free(name);
	return true;
}

static struct dn_column *
sequence_column(const struct dn_schema *schema, const struct dn_sequence *sequence)
{
	const struct dn_table *table = dn_model_owner(schema, sequence);

	return table == NULL ? NULL : dn_table_column(table, sequence->owner_column);
}

/* What the column made of its sequence is written out before the sequence goes elsewhere. */
static void
sequence_leave(struct dn_apply *a, struct dn_sequence *sequence)
{
	struct dn_column *column = sequence_column(a->schema, sequence);

	if (column != NULL && column->identity == DN_IDENTITY_SERIAL) {
		column->identity = DN_IDENTITY_NONE;
		dn_apply_share_sequence(column, sequence);
	}
	dn_model_own_sequence(a->schema, sequence, NULL, NULL);
}

static bool
sequence_join(struct dn_apply *a, struct dn_sequence *sequence)
{
	struct dn_table *table = dn_apply_table(a, &a->change->owner_table);
	struct dn_column *column;

	if (table == NULL)
		return false;
	column = dn_table_column(table, a->change->column_name);
	if (column == NULL && dn_apply_lacks_column(a, table, a->change->column_name))
		return dn_apply_refuse(a, "column '%s' of relation '%s' does not exist",
		    a->change->column_name, table->name);
	sequence_leave(a, sequence);
	dn_model_own_sequence(a->schema, sequence, table, a->change->column_name);
	if (column != NULL && dn_apply_nextval(a, column->default_expr) == sequence) {
		dn_free(column->default_expr);
		column->default_expr = NULL;
		column->identity = DN_IDENTITY_SERIAL;
	}
	return true;
}

static bool
sequence_is_identity(const struct dn_schema *schema, const struct dn_sequence *sequence)
{
	const struct dn_column *column = sequence_column(schema, sequence);

	return column != NULL && (column->identity == DN_IDENTITY_ALWAYS ||
				     column->identity == DN_IDENTITY_BY_DEFAULT);
}

bool
dn_apply_create_sequence(struct dn_apply *a)
{
	struct dn_change *change = a->change;
	const char *in = change->temporary && change->object.schema == NULL
			     ? "pg_temp"
			     : dn_apply_schema(a, &change->object);
	struct dn_sequence *sequence;

	if (in == NULL)
		return false;
	if (change->if_not_exists && dn_schema_has_relation(a->schema, in, change->object.name))
		return true;
	if (!dn_apply_free_relation(a, in, change->object.name))
		return false;
	sequence = dn_model_add_sequence(a->schema, in, change->object.name);
	sequence->more = change->more;
	sequence_number(sequence, &change->numbering);
	return change->column_name == NULL || sequence_join(a, sequence);
}

bool
dn_apply_alter_sequence(struct dn_apply *a)
{
	struct dn_sequence *sequence = dn_schema_sequence(a->schema, &a->change->object);
	const char *in;

	/* One that is named in IF EXISTS alone may never have been. */
	if (sequence == NULL && (a->change->column_name == NULL || a->change->if_exists))
		return true;
	if (sequence == NULL) {
		in = dn_apply_schema(a, &a->change->object);
		if (in == NULL || !dn_apply_free_relation(a, in, a->change->object.name))
			return false;
		sequence = dn_model_add_sequence(a->schema, in, a->change->object.name);
	}
	if ((a->change->column_name != NULL || a->change->owner_none) &&
	    sequence_is_identity(a->schema, sequence))
		return dn_apply_refuse(a, "cannot change ownership of identity sequence");
	sequence->more = sequence->more || a->change->more;
	sequence_number(sequence, &a->change->numbering);
	if (a->change->numbering.has_restart || a->change->numbering.restart_at_start) {
		dn_apply_note_call(a->schema, sequence);
		sequence->next = a->change->numbering.restart_at_start
				     ? sequence->start
				     : a->change->numbering.restart;
	}
	if (a->change->owner_none)
		sequence_leave(a, sequence);
	return a->change->column_name == NULL || sequence_join(a, sequence);
}

/* Columns elsewhere that take their default from the sequence. */
static bool
sequence_release_defaults(
    struct dn_apply *a, struct dn_sequence *sequence, struct dn_table *table, const char *what)
{
	for (size_t i = 0; i < table->ncolumns; i++) {
		struct dn_column *column = table->columns[i];
		bool serial = column->identity == DN_IDENTITY_SERIAL &&
			      sequence_column(a->schema, sequence) == column;

		if (!serial && !dn_expr_takes(a->schema, column->default_expr, sequence))
			continue;
		if (!dn_apply_cascade(a, what,
			"default value for column '%s' of table '%s' depends on %s", column->name,
			table->name, what))
			return false;
		dn_model_touch(a->schema, table->key);
		dn_free(column->default_expr);
		column->default_expr = NULL;
		column->identity = DN_IDENTITY_NONE;
	}
	return true;
}

bool
dn_apply_drop_sequence(struct dn_apply *a)
{
	struct dn_sequence *sequence = dn_schema_sequence(a->schema, &a->change->object);
	char *what;
	bool free = true;

	if (sequence == NULL)
		return true;
	if (sequence_is_identity(a->schema, sequence))
		return dn_apply_refuse(a,
		    "cannot drop sequence '%s' because column '%s' of table '%s' requires it",
		    sequence->name, sequence->owner_column,
		    dn_model_owner(a->schema, sequence)->name);
	what = dn_sprintf(NULL, "sequence '%s'", sequence->name);
	dn_map_each (a->schema->tables, entry)
		free = free && sequence_release_defaults(a, sequence, entry->value, what);
	dn_free(what);
	if (free)
		dn_model_drop_sequence(a->schema, sequence);
	return free;
}

bool
dn_apply_set_identity(struct dn_apply *a)
{
	struct dn_table *table;
	struct dn_column *column;
	struct dn_sequence *sequence;

	if (!dn_apply_identity(a, &table, &column))
		return false;
	if (column == NULL)
		return true;
	if (a->change->identity != DN_IDENTITY_NONE)
		column->identity = a->change->identity;
	sequence = dn_schema_numbers(a->schema, table, column);
	if (sequence != NULL)
		sequence_number(sequence, &a->change->numbering);
	column->more = column->more || a->change->more;
	return true;
}
