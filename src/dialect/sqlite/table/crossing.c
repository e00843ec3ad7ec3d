/* crossing.c - triggers that reach into other relations: rules, what foreign keys set in part, what
 * is written to views, and those that do more than set columns
 *
 * They wait as views do, until the section ends or rows are worked on: what they name is renamed
 * and dropped without them, since SQLite would look into each, and they are made again from the
 * model.  What is in sqlite_state.crossings is a trigger that is to be made, by its name, with its
 * statement.
 */
#include "config.h"

#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "dialect/sqlite/table/acting.h"
#include "dialect/sqlite/table/table.h"
#include "schema/query/view.h"

/* One of the four. */
struct crossing {
	const struct dn_rule_site *site;
	const struct dn_table *child;
	const struct dn_constraint *fk;
	const struct dn_view *view;
	const struct dn_table *table;
	const struct dn_trigger *trigger;
	enum dn_rewrite_event event;
	char *name;
};

struct crossing_walk {
	const struct dn_schema *schema;
	bool (*fn)(const struct crossing *one, void *payload);
	void *payload;
};

static bool
crossing_rule(const struct dn_rule_site *site, void *payload)
{
	const struct crossing_walk *walk = payload;
	struct crossing one = { .site = site };
	bool ok;

	if (!dn_sqlite_rule_does(site->rule))
		return true;
	one.name = dn_sqlite_rule_name(NULL, walk->schema, site);
	ok = walk->fn(&one, walk->payload);
	dn_free(one.name);
	return ok;
}

static bool
crossing_key(
    const struct crossing_walk *walk, const struct dn_table *child, const struct dn_constraint *fk)
{
	struct crossing one = { .child = child, .fk = fk };
	bool ok;

	if (!dn_sqlite_sets_some(fk))
		return true;
	one.name = dn_sqlite_some_name(NULL, walk->schema, child, fk);
	ok = walk->fn(&one, walk->payload);
	dn_free(one.name);
	return ok;
}

static bool
crossing_writings(const struct crossing_walk *walk, const struct dn_view *view)
{
	for (int event = DN_RULE_INSERT; event <= DN_RULE_DELETE; event++) {
		struct crossing one = { .view = view, .event = (enum dn_rewrite_event) event };
		bool ok;

		if (!dn_sqlite_is_written(walk->schema, view, one.event))
			continue;
		one.name = dn_sqlite_writing_name(NULL, walk->schema, view, one.event);
		ok = walk->fn(&one, walk->payload);
		dn_free(one.name);
		if (!ok)
			return false;
	}
	return true;
}

/* Those that do more. */
static bool
crossing_acting(const struct crossing_walk *walk, const struct dn_table *table,
    const struct dn_trigger *trigger)
{
	bool ok = true;

	if (!dn_sqlite_is_acting(walk->schema, trigger))
		return true;
	for (int event = DN_RULE_INSERT; ok && event <= DN_RULE_DELETE; event++) {
		struct crossing one = {
			.table = table, .trigger = trigger, .event = (enum dn_rewrite_event) event
		};

		if (!dn_sqlite_trigger_has(trigger, one.event))
			continue;
		one.name =
		    dn_sqlite_row_trigger_name(NULL, walk->schema, table, trigger, one.event);
		ok = walk->fn(&one, walk->payload);
		dn_free(one.name);
	}
	return ok;
}

static bool
crossing_rules(const struct crossing_walk *walk, const struct dn_name *name)
{
	struct dn_rule_site site;

	if (!dn_schema_rules(walk->schema, name, &site))
		return true;
	for (size_t i = 0; i < *site.nrules; i++) {
		site.rule = (*site.rules)[i];
		if (!crossing_rule(&site, (void *) (uintptr_t) walk))
			return false;
	}
	return true;
}

/* Those of these tables and views. */
static bool
crossing_all(struct crossing_walk walk, const struct dn_map *tables, const struct dn_map *views)
{
	dn_map_each (tables, e) {
		const struct dn_table *table = e->value;

		if (!crossing_rules(&walk, &(struct dn_name){ table->schema, table->name }))
			return false;
	}
	dn_map_each (views, e) {
		const struct dn_view *view = e->value;

		if (!crossing_rules(&walk, &(struct dn_name){ view->schema, view->name }))
			return false;
	}
	dn_map_each (tables, e) {
		const struct dn_table *table = e->value;

		for (size_t i = 0; i < table->nconstraints; i++)
			if (!crossing_key(&walk, table, table->constraints[i]))
				return false;
		for (size_t i = 0; walk.schema->acting && i < table->ntriggers; i++)
			if (!crossing_acting(&walk, table, table->triggers[i]))
				return false;
	}
	dn_map_each (views, e)
		if (!crossing_writings(&walk, e->value))
			return false;
	return true;
}

/* Those that are on the relation, or that its foreign keys have made. */
static void
crossing_of(struct crossing_walk walk, const struct dn_name *name)
{
	const struct dn_table *table = dn_schema_table(walk.schema, name);
	const struct dn_view *view = dn_schema_only_view(walk.schema, name);

	crossing_rules(&walk, name);
	if (view != NULL)
		crossing_writings(&walk, view);
	for (size_t i = 0; table != NULL && i < table->nconstraints; i++)
		crossing_key(&walk, table, table->constraints[i]);
	for (size_t i = 0; table != NULL && walk.schema->acting && i < table->ntriggers; i++)
		crossing_acting(&walk, table, table->triggers[i]);
	for (size_t i = 0; table != NULL && i < table->nreferences; i++)
		if (table->references[i].table != table)
			crossing_key(
			    &walk, table->references[i].table, table->references[i].constraint);
}

struct crossing_name {
	sqlite_trigger_fn fn;
	void *payload;
};

static bool
crossing_say(const struct crossing *one, void *payload)
{
	const struct crossing_name *to = payload;

	to->fn(one->name, to->payload);
	return true;
}

void
dn_sqlite_each_crossing(
    const struct dn_schema *schema, const struct dn_name *name, sqlite_trigger_fn fn, void *payload)
{
	struct crossing_name to = { fn, payload };

	crossing_of((struct crossing_walk){ schema, crossing_say, &to }, name);
}

/* The key of the table or view whose it is. */
static const char *
crossing_owner(const struct crossing *one)
{
	return one->site == NULL          ? one->view != NULL    ? one->view->key
					    : one->table != NULL ? one->table->key
								 : one->child->key
	       : one->site->table != NULL ? one->site->table->key
					  : one->site->view->key;
}

/* It is to be made again. */
static void
crossing_put(
    struct sqlite_state *state, const struct crossing *one, const struct dn_statement *from)
{
	dn_map_put(state->crossings, one->name, (void *) (uintptr_t) from);
	dn_map_put(state->crossed, crossing_owner(one), state);
}

struct crossing_wait {
	struct sqlite_state *state;
	const struct dn_statement *from;
};

static bool
crossing_wait(const struct crossing *one, void *payload)
{
	const struct crossing_wait *w = payload;

	crossing_put(w->state, one, w->from);
	return true;
}

void
dn_sqlite_crossings_wait(
    struct dn_translation *t, const struct dn_name *name, const struct dn_statement *from)
{
	struct crossing_wait w = { dn_sqlite_state(t), from };

	crossing_of((struct crossing_walk){ t->schema, crossing_wait, &w }, name);
}

static bool
crossing_away(const struct crossing *one, void *payload)
{
	struct sqlite_change *x = payload;
	struct dunlin_buf *quoted;

	if (dn_map_get(x->state->crossings, one->name) == NULL) {
		quoted = dn_buf_new(x->scratch);
		dn_sqlite_identifier(quoted, one->name);
		dn_sqlite_emit(x, "DROP TRIGGER IF EXISTS %s", quoted->s);
		crossing_put(x->state, one, x->st);
	}
	return true;
}

void
dn_sqlite_crossings_away(struct sqlite_change *x, const struct dn_name *name)
{
	crossing_of((struct crossing_walk){ x->t->schema, crossing_away, x }, name);
}

void
dn_sqlite_writings_away(struct sqlite_change *x, const struct dn_view *view)
{
	for (int i = DN_RULE_INSERT; i <= DN_RULE_DELETE; i++) {
		struct crossing one = { .view = view, .event = (enum dn_rewrite_event) i };

		one.name = dn_sqlite_writing_name(x->scratch, x->t->schema, view, one.event);
		/* What is none now may be one behind the change. */
		if (dn_sqlite_is_written(x->t->schema, view, one.event))
			crossing_away(&one, x);
		else
			crossing_put(x->state, &one, x->st);
	}
}

struct crossing_hold {
	struct sqlite_change *x;
	const struct dn_name *name;
};

static bool
crossing_hold(const struct crossing *one, void *payload)
{
	const struct crossing_hold *hold = payload;

	return !dn_rule_uses(hold->x->t->schema, one->site, hold->name, NULL) ||
	       crossing_away(one, hold->x);
}

void
dn_sqlite_crossings_hold(struct sqlite_change *x, const struct dn_name *name)
{
	struct crossing_hold hold = { x, name };
	struct crossing_walk walk = { x->t->schema, crossing_hold, &hold };

	dn_sqlite_crossings_away(x, name);
	dn_schema_each_rule(walk.schema, name, crossing_rule, &walk);
}

/* -- triggers whose function names what a change is about ------------------------------------ */

static void
crossing_meeting(
    struct sqlite_change *x, bool (*fn)(const struct crossing *one, void *payload), void *payload)
{
	struct crossing_walk walk = { x->t->schema, fn, payload };
	struct dn_map *tables = dn_sqlite_acting_near(x);

	dn_map_each (tables, e) {
		const struct dn_table *table = e->value;

		for (size_t i = 0; i < table->ntriggers; i++)
			if (dn_sqlite_acting_meets(x, table, table->triggers[i]))
				crossing_acting(&walk, table, table->triggers[i]);
	}
}

void
dn_sqlite_acting_away(struct sqlite_change *x)
{
	crossing_meeting(x, crossing_away, x);
}

void
dn_sqlite_acting_deletes_away(struct sqlite_change *x, const struct dn_table *table)
{
	for (size_t i = 0; i < table->ntriggers; i++) {
		const struct dn_trigger *trigger = table->triggers[i];
		struct crossing one = {
			.table = table, .trigger = trigger, .event = DN_RULE_DELETE
		};

		if (!dn_sqlite_is_acting(x->t->schema, trigger) || !trigger->on_delete)
			continue;
		one.name =
		    dn_sqlite_row_trigger_name(x->scratch, x->t->schema, table, trigger, one.event);
		crossing_away(&one, x);
	}
}

void
dn_sqlite_acting_wait(struct sqlite_change *x)
{
	struct crossing_wait w = { x->state, x->st };

	crossing_meeting(x, crossing_wait, &w);
}

struct crossing_restore {
	struct dn_translation *t;
	struct dunlin_error *err;
};

static bool
crossing_restore(const struct crossing *one, void *payload)
{
	const struct crossing_restore *r = payload;
	struct dn_statement *from = dn_map_get(dn_sqlite_state(r->t)->crossings, one->name);
	struct dunlin_error *own;
	bool ok;

	if (from == NULL)
		return true;
	own = dn_error_new(r->t);
	ok = one->site != NULL ? dn_sqlite_rules_say_all(r->t->schema, one->site, from, own) &&
				     dn_sqlite_rule_trigger(r->t, one->site, from, own)
	     : one->view != NULL ? dn_sqlite_writing_trigger(r->t, one->view, one->event, from, own)
	     : one->trigger != NULL
		 ? dn_sqlite_acting_trigger(r->t, one->table, one->trigger, one->event, from, own)
		 : dn_sqlite_some_trigger(r->t, one->child, one->fk, one->name, from, own);
	if (!ok)
		ok = dn_cannot_left_out(r->t, from, NULL, own, r->err);
	dn_free(own);
	return ok;
}

bool
dn_sqlite_crossings_restore(struct dn_translation *t, struct dunlin_error *err)
{
	struct sqlite_state *state = dn_sqlite_state(t);
	struct crossing_restore r = { t, err };
	struct dn_map *tables, *views;
	bool ok;

	if (dn_map_count(state->crossings) == 0)
		return true;
	tables = dn_map_part(state, t->schema->tables, state->crossed);
	views = dn_map_part(tables, t->schema->views, state->crossed);
	ok = crossing_all((struct crossing_walk){ t->schema, crossing_restore, &r }, tables, views);
	dn_free(tables);
	dn_free(state->crossings);
	dn_free(state->crossed);
	state->crossings = dn_map_new(state);
	state->crossed = dn_map_new(state);
	return ok;
}
