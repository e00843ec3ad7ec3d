/* mention.c - which objects of a model mention a name */
#include "config.h"

#include "base/mem.h"
#include "schema/mention.h"
#include "schema/query/query.h"

/*
 * Nothing is noted before somebody asks.  From then on it is known what was touched since the last
 * time, and that is looked through once more.
 */
struct dn_mentions {
	struct dn_map *of;    /* name -> set of the keys of what mentions it, or did */
	struct dn_map *stale; /* a set of keys; NULL: nobody has asked yet */
	/* In the middle of a change, else NULL: what it has touched, and what of that was looked
	 * through by now, and is once more when it ends. */
	struct dn_map *touched, *again;
};

/* One object. */
struct mention {
	struct dn_mentions *mentions;
	const char *key;
};

struct dn_mentions *
dn_mentions_new(const void *mem)
{
	struct dn_mentions *mentions = dn_new(mem, struct dn_mentions);

	mentions->of = dn_map_new(mentions);
	return mentions;
}

void
dn_mentions_renew(struct dn_mentions *mentions, const char *key)
{
	if (mentions->touched != NULL)
		dn_map_put(mentions->touched, key, mentions);
	else if (mentions->stale != NULL)
		dn_map_put(mentions->stale, key, mentions);
}

static void
mention_add(struct dn_map *to, const struct dn_map *keys)
{
	dn_map_each (keys, e)
		dn_map_put(to, e->key, to);
}

void
dn_mentions_begin(struct dn_mentions *mentions)
{
	mentions->touched = dn_map_new(mentions);
	mentions->again = dn_map_new(mentions->touched);
}

void
dn_mentions_end(struct dn_mentions *mentions)
{
	struct dn_map *touched = mentions->touched, *again = mentions->again;

	mentions->touched = mentions->again = NULL;
	if (mentions->stale != NULL) {
		mention_add(mentions->stale, touched);
		mention_add(mentions->stale, again);
	}
	dn_free(touched);
}

/* -- what one object mentions ---------------------------------------------------------------- */

static void
mention_note(const struct mention *m, const char *name)
{
	struct dn_map *keys = dn_map_get(m->mentions->of, name);

	if (keys == NULL) {
		keys = dn_map_new(m->mentions->of);
		dn_map_put(m->mentions->of, name, keys);
	}
	dn_map_put(keys, m->key, keys);
}

static void
mention_type(const struct mention *m, const struct dn_type *type)
{
	if (type != NULL && type->kind == DN_TYPE_NAMED)
		mention_note(m, type->name);
}

static void mention_query(const struct mention *m, struct dn_query *q);

static bool
mention_cast(struct dn_expr *e, void *payload)
{
	mention_type(payload, e->kind == DN_EXPR_CAST ? e->type : NULL);
	return true;
}

static bool
mention_part(struct dn_expr *e, void *payload)
{
	mention_cast(e, payload);
	if (e->query != NULL)
		mention_query(payload, e->query);
	return true;
}

static void
mention_expr(const struct mention *m, struct dn_expr *e)
{
	dn_expr_each(e, mention_part, (void *) (uintptr_t) m);
}

static bool
mention_from(struct dn_from *from, void *payload)
{
	if (from->kind == DN_FROM_TABLE)
		mention_note(payload, from->table.name);
	return true;
}

static void
mention_query(const struct mention *m, struct dn_query *q)
{
	struct dn_query_visitor visitor = {
		.expr = mention_cast, .from = mention_from, .payload = (void *) (uintptr_t) m
	};

	dn_query_each(q, &visitor);
	if (q->table != NULL)
		mention_from(q->table, visitor.payload);
}

static void
mention_rules(const struct mention *m, struct dn_rewrite *const *rules, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		mention_expr(m, rules[i]->where);
		for (size_t k = 0; k < rules[i]->nactions; k++)
			mention_query(m, rules[i]->actions[k]);
	}
}

static void
mention_column(const struct mention *m, const struct dn_column *column)
{
	mention_type(m, column->type);
	mention_expr(m, column->default_expr);
	mention_expr(m, column->generated);
}

static void
mention_index(const struct mention *m, const struct dn_index *index)
{
	for (size_t i = 0; i < index->nparts; i++)
		mention_expr(m, index->parts[i].expr);
	mention_expr(m, index->where);
}

static void
mention_table(const struct mention *m, const struct dn_table *table)
{
	mention_note(m, table->name);
	for (size_t i = 0; i < table->ncolumns; i++)
		mention_column(m, table->columns[i]);
	for (size_t i = 0; i < table->nconstraints; i++)
		mention_expr(m, table->constraints[i]->check);
	for (size_t i = 0; i < table->nindexes; i++)
		mention_index(m, table->indexes[i]);
	for (size_t i = 0; i < table->ntriggers; i++) {
		mention_note(m, table->triggers[i]->function.name);
		mention_expr(m, table->triggers[i]->when);
	}
	mention_rules(m, table->rules, table->nrules);
}

static void
mention_view(const struct mention *m, const struct dn_view *view)
{
	mention_note(m, view->name);
	mention_query(m, view->query);
	mention_rules(m, view->rules, view->nrules);
}

static void
mention_domain(const struct mention *m, const struct dn_domain *domain)
{
	mention_note(m, domain->name);
	mention_column(m, domain->value);
	for (size_t i = 0; i < domain->nconstraints; i++)
		mention_expr(m, domain->constraints[i]->check);
}

static void
mention_routine(const struct mention *m, const struct dn_routine *routine)
{
	mention_note(m, routine->name);
	for (size_t i = 0; i < routine->nsteps; i++) {
		mention_expr(m, routine->steps[i].expr);
		if (routine->steps[i].query != NULL)
			mention_query(m, routine->steps[i].query);
	}
}

/* Whatever there is of that key. */
static void
mention_object(const struct dn_schema *schema, const char *key)
{
	struct mention m = { schema->mentions, key };
	const void *object;

	if ((object = dn_map_get(schema->tables, key)) != NULL)
		mention_table(&m, object);
	if ((object = dn_map_get(schema->views, key)) != NULL)
		mention_view(&m, object);
	if ((object = dn_map_get(schema->domains, key)) != NULL)
		mention_domain(&m, object);
	if ((object = dn_map_get(schema->routines, key)) != NULL)
		mention_routine(&m, object);
}

static void
mention_objects(const struct dn_schema *schema, const struct dn_map *keys)
{
	dn_map_each (keys, e)
		mention_object(schema, e->key);
}

/* Looks through the keys, and leaves none. */
static void
mention_take(const struct dn_schema *schema, struct dn_map *keys)
{
	struct dn_map_entry *first;

	mention_objects(schema, keys);
	while ((first = dn_map_first(keys)) != NULL)
		dn_map_remove(keys, first->key);
}

static void
mention_refresh(const struct dn_schema *schema)
{
	struct dn_mentions *mentions = schema->mentions;

	if (mentions->stale == NULL) {
		mention_objects(schema, schema->tables);
		mention_objects(schema, schema->views);
		mention_objects(schema, schema->domains);
		mention_objects(schema, schema->routines);
		mentions->stale = dn_map_new(mentions);
	}
	mention_take(schema, mentions->stale);
	if (mentions->touched != NULL) {
		mention_add(mentions->again, mentions->touched);
		mention_take(schema, mentions->touched);
	}
}

/* -- who mentions it ------------------------------------------------------------------------- */

struct dn_map *
dn_mention_part(
    const void *mem, const struct dn_schema *schema, const struct dn_map *map, const char *name)
{
	const struct dn_map *keys;

	mention_refresh(schema);
	keys = dn_map_get(schema->mentions->of, name);
	return keys == NULL ? dn_map_new(mem) : dn_map_part(mem, map, keys);
}

struct dn_map *
dn_mention_through(const void *mem, const struct dn_schema *schema, const struct dn_map *map,
    const struct dn_map *via, const char *name)
{
	struct dn_map *names = dn_map_new(NULL), *found = dn_map_new(names), *part;
	char *bare;

	dn_map_put(names, name, names);
	/* The map grows while it is walked. */
	dn_map_each (names, n) {
		part = dn_mention_part(names, schema, via, n->key);
		dn_map_each (part, e) {
			bare = (char *) (uintptr_t) dn_schema_key_name(part, e->key).name;
			dn_map_put(names, bare, names);
		}
		dn_free(part);
		part = dn_mention_part(names, schema, map, n->key);
		dn_map_each (part, e)
			dn_map_put(found, e->key, found);
		dn_free(part);
	}
	part = dn_map_part(mem, map, found);
	dn_free(names);
	return part;
}
