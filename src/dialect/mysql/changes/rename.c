/* rename.c - what gets another name, and keeps all else */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/mysql/changes/changes.h"
#include "schema/query/view.h"

static char *
rename_relation(
    struct mysql_change *x, const struct dn_table *table, const struct dn_sequence *sequence)
{
	return table != NULL
		   ? dn_mysql_table_name(x->scratch, x->t->schema, table)
		   : dn_relation_name(x->scratch, x->t->schema, sequence->schema, sequence->name);
}

/* It is there by its new name, unless its table numbers itself. */
static void
rename_sequence(
    struct mysql_change *x, const struct mysql_before *before, const char *from, const char *to)
{
	const struct mysql_look look = { dn_mysql_quiet(x->scratch, x->t), x->st, true, NULL };
	const char *key = dn_sprintf(x->scratch, "sequence %s", to);
	struct mysql_object *object = dn_map_get(dn_mysql_objects(x->scratch, &look), key);

	dn_map_remove(before->objects, dn_sprintf(x->scratch, "sequence %s", from));
	if (object != NULL)
		dn_map_put(before->objects, key, object);
}

/* Does a sequence go along to another schema, whose column's default would name the old one? */
static bool
rename_takes_sequence(const struct mysql_change *x, const struct dn_table *table)
{
	bool takes = false;

	for (size_t i = 0; table != NULL && i < table->nsequences; i++)
		takes = takes || dn_mysql_make_sequence(
				     x->scratch, x->t->schema, table->sequences[i]) != NULL;
	return takes && x->change->kind == DN_SET_SCHEMA;
}

/* Views and triggers that name it follow; a table that numbers itself has no sequence. */
bool
dn_mysql_rename_table(struct mysql_change *x)
{
	struct dn_table *table = dn_schema_table(x->t->schema, &x->change->object);
	struct dn_sequence *sequence =
	    table != NULL ? NULL : dn_schema_sequence(x->t->schema, &x->change->object);
	struct dn_view *view = dn_schema_view(x->t->schema, &x->change->object);
	const struct mysql_print p = dn_mysql_printer(x, table);
	struct mysql_before before = dn_mysql_before(x, NULL);
	char *from, *to;

	if (table == NULL && sequence == NULL)
		return view != NULL || x->change->if_exists ? dn_mysql_change_all(x)
							    : dn_mysql_apply(x);
	if (!dn_mysql_visible(x, &x->change->object))
		return false;
	if (rename_takes_sequence(x, table))
		return dn_mysql_apply(x) &&
		       dn_mysql_cannot(
			   x, "a sequence that numbers a column does not change its schema there");
	/* Foreign keys follow a table, defaults do not follow a sequence. */
	if (table != NULL)
		before.shapes = dn_map_new(x->scratch);
	from = rename_relation(x, table, sequence);
	if (!dn_mysql_apply(x))
		return false;
	to = rename_relation(x, table, sequence);
	if (!dn_mysql_nameable(&p, x->st->span, to))
		return false;
	if (strcmp(from, to) != 0 &&
	    (table != NULL || dn_mysql_make_sequence(x->scratch, x->t->schema, sequence) != NULL))
		dn_mysql_emit(x, dn_mysql_is_renamed(x->scratch, from, to), "RENAME TABLE %s TO %s",
		    dn_mysql_quoted(x->scratch, from), dn_mysql_quoted(x->scratch, to));
	if (sequence != NULL)
		rename_sequence(x, &before, from, to);
	return dn_mysql_after(x, &before);
}

/* Does the part compute with the column? */
static bool
rename_computes(const struct mysql_part *part, const char *column)
{
	const char *own = dn_mysql_quoted(part, part->name);

	if (part->text == NULL || (part->kind != MYSQL_COLUMN && part->kind != MYSQL_CHECK))
		return false;
	return strstr(part->text + (part->kind == MYSQL_COLUMN ? strlen(own) : 0), column) != NULL;
}

/*
 * MariaDB keeps tables open under the aliases that queries gave them, and then does not find the
 * column in what computes with it: "Unknown column 'a' in 'CHECK'", seen with 10.11.  A column that
 * becomes what it is makes it forget all of them.
 */
static void
rename_forget(struct mysql_change *x, const struct dn_table *table, const char *relation)
{
	const struct mysql_shape *shape = dn_mysql_shape_now(x, table);
	const struct mysql_part *plain = NULL;
	const char *column = dn_mysql_quoted(x->scratch, x->change->column_name);
	bool computes = false;

	dn_map_each (shape->parts, e) {
		const struct mysql_part *part = e->value;

		computes = computes || rename_computes(part, column);
		if (plain == NULL && part->kind == MYSQL_COLUMN && part->text != NULL &&
		    part->generated[0] == '\0' && part->check[0] == '\0' && !part->numbered)
			plain = part;
	}
	if (!computes || plain == NULL || dn_mysql_is_8(x->t))
		return;
	dn_mysql_alter(x, relation, MYSQL_INSTANT, NULL, "MODIFY COLUMN %s", plain->text);
	x->t->outputs[x->t->noutputs - 1]->idle = true;
}

/* The server follows in keys and CHECKs; columns that indexes compute from it, too. */
bool
dn_mysql_rename_column(struct mysql_change *x)
{
	const struct dn_change *c = x->change;
	const struct dn_table *table = dn_schema_table(x->t->schema, &c->object);
	struct mysql_before before = { dn_map_new(x->scratch), NULL };
	const struct mysql_look look = { dn_mysql_quiet(x->scratch, x->t), x->st, true, NULL };
	const struct mysql_part *part;
	const char *relation;

	if (table == NULL)
		return dn_mysql_change_all(x);
	if (!dn_mysql_visible(x, &c->object))
		return false;
	before.objects = dn_mysql_objects(x->scratch, &look);
	relation = dn_mysql_table_name(x->scratch, x->t->schema, table);
	rename_forget(x, table, relation);
	if (!dn_mysql_apply(x))
		return false;
	part = dn_mysql_shape_part(dn_mysql_shape_now(x, table), MYSQL_COLUMN, c->new_name);
	if (part != NULL && part->text == NULL)
		return dn_error_copy(x->err, part->why);
	dn_mysql_alter(x, relation, MYSQL_INSTANT,
	    dn_mysql_has_column(x->scratch, relation, c->new_name, true), "RENAME COLUMN %s TO %s",
	    dn_mysql_quoted(x->scratch, c->column_name), dn_mysql_quoted(x->scratch, c->new_name));
	return dn_mysql_after(x, &before);
}

/* Without columns that are named after it, and so called here and there? */
static bool
rename_is_plain(struct mysql_change *x, const struct dn_table *table, const struct mysql_key *key,
    const char *from)
{
	const struct mysql_look look = { dn_mysql_quiet(x->scratch, x->t), x->st, true, NULL };
	const struct mysql_shape *shape = dn_mysql_shape(x->scratch, &look, table);
	const struct mysql_part *is = dn_mysql_shape_part(shape, MYSQL_INDEX, from);

	return key->nhelpers == 0 && is != NULL && strcmp(is->name, from) == 0 &&
	       dn_mysql_shape_part(shape, MYSQL_INDEX, x->change->new_name) == NULL;
}

static void
rename_index(struct mysql_change *x, const char *relation, const char *from, const char *to)
{
	dn_mysql_alter(x, relation, MYSQL_INSTANT,
	    dn_mysql_has_index(x->scratch, relation, to, true), "RENAME INDEX %s TO %s",
	    dn_mysql_quoted(x->scratch, from), dn_mysql_quoted(x->scratch, to));
}

bool
dn_mysql_rename_index(struct mysql_change *x)
{
	const struct dn_index *index = dn_schema_index(x->t->schema, &x->change->object);
	const struct dn_table *table =
	    index == NULL ? NULL : dn_schema_table(x->t->schema, &index->table);
	const struct mysql_print p = dn_mysql_printer(x, table);
	char *from = index == NULL ? NULL : dn_strdup(x->scratch, index->name);

	if (table == NULL ||
	    !rename_is_plain(x, table, dn_mysql_index_key(x->scratch, &p, index), from))
		return dn_mysql_change_all(x);
	if (!dn_mysql_apply(x))
		return false;
	rename_index(
	    x, dn_mysql_table_name(x->scratch, x->t->schema, table), from, x->change->new_name);
	return true;
}

/* A unique one is an index there; the others have to be made again. */
bool
dn_mysql_rename_constraint(struct mysql_change *x)
{
	const struct dn_table *table = dn_schema_table(x->t->schema, &x->change->object);
	const struct dn_constraint *c =
	    table == NULL ? NULL : dn_table_constraint(table, x->change->name);
	const struct mysql_print p = dn_mysql_printer(x, table);

	if (c == NULL || c->kind != DN_UNIQUE ||
	    !rename_is_plain(x, table, dn_mysql_unique_key(x->scratch, &p, c), x->change->name))
		return dn_mysql_change(x);
	if (!dn_mysql_apply(x))
		return false;
	rename_index(x, dn_mysql_table_name(x->scratch, x->t->schema, table), x->change->name,
	    x->change->new_name);
	return true;
}

/* -- labels, which rows have ------------------------------------------------------------ */

static void
rename_rows(struct mysql_change *x, const struct dn_enum *type)
{
	dn_map_each (x->t->schema->tables, e) {
		const struct dn_table *table = e->value;

		for (size_t i = 0; dn_mysql_is_there(x, table) && i < table->ncolumns; i++) {
			const struct dn_column *c = table->columns[i];
			const char *name = dn_mysql_quoted(x->scratch, c->name);

			if (dn_schema_enum(x->t->schema, dn_schema_base(x->t->schema, c->type)) !=
			    type)
				continue;
			dn_mysql_emit_rows(
			    x, dn_sprintf(x->scratch, "UPDATE %s SET %s = %s WHERE %s = %s",
				   dn_mysql_quoted(x->scratch,
				       dn_mysql_table_name(x->scratch, x->t->schema, table)),
				   name, dn_mysql_string(x->scratch, x->change->new_name), name,
				   dn_mysql_string(x->scratch, x->change->name)));
		}
	}
}

/* Both names are taken while the rows get the new one. */
bool
dn_mysql_rename_value(struct mysql_change *x)
{
	const struct dn_type named = { .kind = DN_TYPE_NAMED,
		.schema = x->change->object.schema,
		.name = x->change->object.name };
	struct dn_enum *type = dn_schema_enum(x->t->schema, &named);
	struct mysql_before before = dn_mysql_before(x, NULL);
	const char **values, **both, *user;

	if (type == NULL)
		return dn_mysql_change_all(x);
	user = dn_label_user(x->t->schema, type, x->change->name);
	if (user != NULL)
		return dn_mysql_cannot(
		    x, "a view, rule or trigger names the label '%s': '%s'", x->change->name, user);
	values = type->values;
	both = dn_new_array(x->scratch, const char *, type->nvalues + 1);
	memcpy(both, values, type->nvalues * sizeof *both);
	both[type->nvalues++] = x->change->new_name;
	type->values = both;
	if (!dn_mysql_after(x, &before))
		return false;
	rename_rows(x, type);
	before = dn_mysql_before(x, NULL);
	type->values = values;
	type->nvalues--;
	return dn_mysql_apply(x) && dn_mysql_after(x, &before);
}
