/* objects.c - what is beside the tables: sequences, views, triggers */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/mysql/rows/rows.h"
#include "dialect/mysql/table/table.h"
#include "schema/query/view.h"

static struct mysql_object *
objects_add(struct dn_map *map, enum mysql_object_kind kind, const void *of, const char *name)
{
	static const char *const kinds[] = { "sequence", "view", "trigger" };
	struct mysql_object *object = dn_new(map, struct mysql_object);

	object->kind = kind;
	object->of = of;
	object->name = dn_strdup(object, name);
	object->why = dn_error_new(object);
	dn_map_put(map, dn_sprintf(object, "%s %s", kinds[kind], name), object);
	return object;
}

static struct mysql_print
objects_printer(const struct mysql_look *look, struct mysql_object *object)
{
	return (struct mysql_print){ .t = look->t,
		.buf = dn_buf_new(object),
		.from = look->from,
		.here = look->here,
		.err = object->why };
}

static void
objects_add_sequence(
    struct dn_map *map, const struct mysql_look *look, const struct dn_sequence *sequence)
{
	const struct dn_schema *schema = look->t->schema;
	char *text = dn_mysql_is_8(look->t) ? NULL : dn_mysql_make_sequence(map, schema, sequence);
	struct mysql_object *object;
	struct mysql_print p;

	if (text == NULL && !sequence->bounded)
		return;
	object = objects_add(map, MYSQL_SEQUENCE, sequence,
	    dn_relation_name(map, schema, sequence->schema, sequence->name));
	p = objects_printer(look, object);
	if (sequence->bounded)
		dn_mysql_cannot_at(
		    &p, look->from->span, "a sequence with MAXVALUE or CYCLE, or that counts down");
	else if (dn_mysql_nameable(&p, look->from->span, object->name))
		object->text = text;
}

/* There the view that is written to says alone what is looked at. */
static bool
objects_checks_below(const struct dn_schema *schema, const struct dn_view *view)
{
	if (view->check_option == DN_CHECK_OPTION_CASCADED)
		return false;
	while ((view = dn_view_below(schema, view)) != NULL)
		if (view->check_option > DN_CHECK_OPTION_NONE)
			return true;
	return false;
}

static const char *
objects_check_option(const struct dn_view *view)
{
	return view->check_option == DN_CHECK_OPTION_LOCAL      ? " WITH LOCAL CHECK OPTION"
	       : view->check_option == DN_CHECK_OPTION_CASCADED ? " WITH CASCADED CHECK OPTION"
								: "";
}

static void
objects_add_view(struct dn_map *map, const struct mysql_look *look, const struct dn_view *view)
{
	struct mysql_object *object = objects_add(map, MYSQL_VIEW, view,
	    dn_relation_name(map, look->t->schema, view->schema, view->name));
	struct mysql_print p = objects_printer(look, object);

	p.query = true;
	dunlin_buf_printf(
	    p.buf, "CREATE OR REPLACE VIEW %s (", dn_mysql_quoted(object, object->name));
	dn_mysql_columns(p.buf, view->columns, view->ncolumns);
	dunlin_buf_puts(p.buf, ") AS ");
	if (view->ncolumns == 0)
		dn_mysql_cannot_at(&p, look->from->span,
		    "the history does not say what columns view '%s' has", view->name);
	else if (objects_checks_below(look->t->schema, view))
		dn_mysql_cannot_at(&p, look->from->span,
		    "a view without CASCADED CHECK OPTION over one that has a CHECK OPTION");
	else if (dn_mysql_nameable(&p, look->from->span, object->name) &&
		 dn_mysql_query(&p, view->query)) {
		dunlin_buf_puts(p.buf, objects_check_option(view));
		object->text = p.buf->s;
	}
}

static void
objects_add_triggers(
    struct dn_map *map, const struct mysql_look *look, const struct dn_table *table)
{
	for (size_t i = 0; i < 2 * table->ntriggers; i++) {
		const struct dn_trigger *trigger = table->triggers[i / 2];
		bool insert = i % 2 == 0, acts = dn_trigger_acts(look->t->schema, trigger);
		struct mysql_object *object;
		struct mysql_print p;

		if (trigger->disabled ||
		    (acts ? !insert : !(insert ? trigger->on_insert : trigger->on_update)))
			continue;
		object = objects_add(map, MYSQL_TRIGGER, trigger,
		    dn_mysql_trigger_name(map, table, trigger, insert));
		p = objects_printer(look, object);
		p.table = table;
		if (dn_mysql_trigger(&p, trigger, insert))
			object->text = p.buf->s;
	}
}

struct dn_map *
dn_mysql_objects(const void *mem, const struct mysql_look *look)
{
	struct dn_map *map = dn_map_new(mem);
	const struct dn_schema *schema = look->t->schema;

	dn_map_each (schema->sequences, e)
		objects_add_sequence(map, look, e->value);
	dn_map_each (schema->views, e)
		objects_add_view(map, look, e->value);
	dn_map_each (schema->tables, e)
		objects_add_triggers(map, look, e->value);
	return map;
}

static bool
objects_same(const struct mysql_object *a, const struct mysql_object *b)
{
	return a->text == b->text ||
	       (a->text != NULL && b->text != NULL && strcmp(a->text, b->text) == 0);
}

/* Was it left out already, perhaps by another name? */
static bool
objects_left_out(const struct dn_map *before, const struct mysql_object *to)
{
	dn_map_each (before, e) {
		const struct mysql_object *is = e->value;

		if (is->of == to->of && is->text == NULL)
			return true;
	}
	return false;
}

bool
dn_mysql_new_objects(struct mysql_change *x, const struct dn_map *before, const struct dn_map *now,
    enum mysql_object_kind kind)
{
	dn_map_each (now, e) {
		const struct mysql_object *is = dn_map_get(before, e->key), *to = e->value;

		if (to->kind != kind || (is != NULL && objects_same(is, to)))
			continue;
		if (to->text == NULL && objects_left_out(before, to))
			continue;
		if (to->text == NULL)
			return dn_error_copy(x->err, to->why);
		/* Its numbers go on. */
		if (kind == MYSQL_SEQUENCE && is != NULL)
			continue;
		dn_mysql_emit(x,
		    kind == MYSQL_SEQUENCE  ? dn_mysql_has_table(x->scratch, to->name, true)
		    : kind == MYSQL_TRIGGER ? dn_mysql_has_trigger(x->scratch, to->name, true)
					    : NULL,
		    "%s", to->text);
	}
	return true;
}

static const char *
objects_probe(struct mysql_change *x, const struct mysql_object *object)
{
	return object->kind == MYSQL_TRIGGER ? dn_mysql_has_trigger(x->scratch, object->name, false)
					     : dn_mysql_has_table(x->scratch, object->name, false);
}

/* A view that changes is replaced, a trigger is not. */
void
dn_mysql_old_objects(struct mysql_change *x, const struct dn_map *before, const struct dn_map *now,
    enum mysql_object_kind kind)
{
	static const char *const words[] = { "SEQUENCE", "VIEW", "TRIGGER" };

	dn_map_each (before, e) {
		const struct mysql_object *is = e->value, *to = dn_map_get(now, e->key);

		if (is->kind != kind || is->text == NULL ||
		    (to != NULL && (kind != MYSQL_TRIGGER || objects_same(is, to))))
			continue;
		dn_mysql_emit(x, objects_probe(x, is), "DROP %s %s", words[kind],
		    dn_mysql_quoted(x->scratch, is->name));
	}
}
