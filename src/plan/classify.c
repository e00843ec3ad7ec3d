/* classify.c - what a statement locks on PostgreSQL, and for how long */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "plan/rules.h"
#include "schema/edit.h"
#include "schema/kin.h"

enum { CLASSIFY_BRIEF = 64 << 10 };

/* Keys of the tables and views that this run has made. */
struct dn_classifier {
	struct dn_map *made;
	unsigned server;
};

struct dn_classifier *
dn_classifier_new(const void *mem, unsigned server)
{
	struct dn_classifier *classifier = dn_new(mem, struct dn_classifier);

	classifier->made = dn_map_new(classifier);
	classifier->server = server;
	return classifier;
}

bool
dn_lock_is_strong(enum dn_lock lock)
{
	return lock >= DN_LOCK_SHARE;
}

bool
dn_effect_lasts(const struct dn_effect *effect)
{
	return effect->duration > DN_DURATION_METADATA && !effect->brief;
}

const char *
dn_lock_name(enum dn_lock lock)
{
	static const char *const names[] = { "none", "ACCESS SHARE", "ROW SHARE", "ROW EXCLUSIVE",
		"SHARE UPDATE EXCLUSIVE", "SHARE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE",
		"ACCESS EXCLUSIVE", "unknown" };

	return names[lock];
}

const char *
dn_duration_name(enum dn_duration duration)
{
	static const char *const names[] = { "metadata", "data", "scan", "index build", "rewrite",
		"unknown" };

	return names[duration];
}

static const char *
classify_key(struct dn_case *c, const struct dn_name *name)
{
	const struct dn_table *table = dn_schema_table(c->schema, name);

	return table != NULL ? table->key : dn_schema_key(c->effect, c->schema, name);
}

static bool
classify_is_new(const struct dn_case *c, const char *key)
{
	return key != NULL && dn_map_get(c->classifier->made, key) != NULL;
}

void
dn_case_lock(struct dn_case *c, const char *key, enum dn_lock lock)
{
	struct dn_table_lock item = { NULL, lock };

	if (lock == DN_LOCK_NONE || classify_is_new(c, key))
		return;
	if (lock > c->effect->lock)
		c->effect->lock = lock;
	if (key == NULL)
		return;
	item.table = dn_strdup(c->effect, key);
	dn_push(c->effect, c->effect->locks, c->effect->nlocks, item);
}

void
dn_case_lock_kin(struct dn_case *c, const char *key, enum dn_lock lock, enum dn_reach reach)
{
	for (size_t i = 0; key != NULL && reach != DN_REACH_TABLE && i < c->schema->nkin; i++) {
		const struct dn_kin *kin = &c->schema->kin[i];

		if (strcmp(kin->of, key) != 0 || kin->kinship == DN_KIN_TYPED ||
		    (kin->kinship == DN_KIN_HEIR && reach == DN_REACH_PARTITIONS))
			continue;
		dn_case_lock(c, kin->table, lock);
		dn_case_lock_kin(c, kin->table, lock, reach);
	}
}

bool
dn_case_since(const struct dn_case *c, unsigned version)
{
	return c->classifier->server >= version;
}

bool
dn_case_is_only(const struct dn_case *c)
{
	const struct dn_statement *st = c->statement;
	const char *name = c->change->object.name;

	for (size_t i = 0; name != NULL && i < st->nmentions; i++)
		if (st->mentions[i].only && strcmp(st->mentions[i].name.name, name) == 0)
			return true;
	return false;
}

void
dn_case_lock_named(struct dn_case *c)
{
	for (size_t i = 0; i < c->statement->nmentions; i++) {
		const struct dn_mention *mention = &c->statement->mentions[i];
		const struct dn_index *index;
		const char *key;

		if (mention->use != DN_USE_NAMED)
			continue;
		index = dn_schema_index(c->schema, &mention->name);
		key = classify_key(c, index == NULL ? &mention->name : &index->table);
		dn_case_lock(c, key, c->rule->lock);
		if (!mention->only)
			dn_case_lock_kin(c, key, c->rule->lock, c->rule->reach);
	}
}

void
dn_case_lock_relatives(struct dn_case *c, enum dn_lock lock)
{
	for (size_t i = 0; i < c->change->nrelatives; i++)
		dn_case_lock_name(c, &c->change->relatives[i], lock);
}

void
dn_case_lock_name(struct dn_case *c, const struct dn_name *name, enum dn_lock lock)
{
	dn_case_lock(c, classify_key(c, name), lock);
}

void
dn_case_lock_references(struct dn_case *c,
    bool (*from)(const struct dn_case *c, const struct dn_constraint *fk),
    bool (*to)(const struct dn_case *c, const struct dn_constraint *fk))
{
	for (size_t i = 0; c->table != NULL && from != NULL && i < c->table->nconstraints; i++) {
		const struct dn_constraint *fk = c->table->constraints[i];

		if (fk->kind == DN_FOREIGN_KEY && from(c, fk))
			dn_case_lock_name(c, &fk->ref_table, DN_LOCK_ACCESS_EXCLUSIVE);
	}
	for (size_t i = 0; c->table != NULL && to != NULL && i < c->table->nreferences; i++)
		if (to(c, c->table->references[i].constraint))
			dn_case_lock(
			    c, c->table->references[i].table->key, DN_LOCK_ACCESS_EXCLUSIVE);
}

/* The table that a change is about: of an index, the one that it is on. */
static void
classify_find_table(struct dn_case *c)
{
	const struct dn_change *change = c->change;
	const struct dn_name *name = &change->object;
	const struct dn_index *index;

	if ((change->kind >= DN_CREATE_SEQUENCE && change->kind <= DN_DROP_SCHEMA) ||
	    (change->kind > DN_NOTHING && change->kind < DN_CREATE_TRIGGER))
		return;
	if (change->kind == DN_CREATE_INDEX)
		name = &change->index->table;
	if (change->kind == DN_DROP_INDEX || change->kind == DN_RENAME_INDEX) {
		index = dn_schema_index(c->schema, name);
		name = index == NULL ? NULL : &index->table;
	}
	if (name == NULL || name->name == NULL)
		return;
	c->table = dn_schema_table(c->schema, name);
	c->key = classify_key(c, name);
}

/* Rows that stand in the statement itself, and are no more than CLASSIFY_BRIEF bytes. */
static bool
classify_is_brief(const struct dn_case *c)
{
	const struct dn_statement *st = c->statement;
	const struct dn_change *change = c->change;
	size_t bytes = st->span.end - st->span.start + change->data.end - change->data.start;

	return (change->kind == DN_COPY || change->rows != NULL) && classify_is_new(c, c->key) &&
	       st->nchanges == 1 && (st->flags & DN_STATEMENT_CALLS) == 0 &&
	       bytes <= CLASSIFY_BRIEF;
}

/* Else all that there are may be meant, as by VACUUM. */
static bool
classify_names_any(const struct dn_case *c)
{
	for (size_t i = 0; i < c->statement->nmentions; i++)
		if (c->statement->mentions[i].use == DN_USE_NAMED)
			return true;
	return false;
}

static void
classify_change(struct dn_case *c)
{
	bool words = dn_change_has_words(c->change);
	struct dn_effect *effect = c->effect;
	const struct dn_rule *rule;
	enum dn_duration duration;
	const char *reason;

	classify_find_table(c);
	rule = words ? dn_rule_named(c) : dn_rule_find(c);
	duration = rule->duration;
	reason = rule->reason;
	if (c->change->kind == DN_SET_TYPE)
		duration = dn_retype_duration(c, &reason);
	if (classify_is_new(c, c->key) && duration != DN_DURATION_DATA) {
		duration = DN_DURATION_METADATA;
		reason = "a table of this run";
	}
	effect->brief = classify_is_brief(c);
	c->rule = rule;
	if (c->key != NULL || !classify_names_any(c))
		dn_case_lock(c, c->key, rule->lock);
	if (!dn_case_is_only(c))
		dn_case_lock_kin(c, c->key, rule->lock, rule->reach);
	if (rule->others != NULL)
		rule->others(c);
	if (duration > effect->duration || effect->reason == NULL)
		effect->reason = reason;
	if (duration > effect->duration)
		effect->duration = duration;
}

/* What the statement makes is new from here on; what it renames stays so. */
static void
classify_note(struct dn_case *c)
{
	const struct dn_change *change = c->change;
	struct dn_name name = change->object;
	struct dn_map *made = c->classifier->made;
	bool makes = change->kind == DN_CREATE_TABLE || change->kind == DN_CREATE_PARTITION ||
		     (change->kind == DN_CHANGE_OPAQUE &&
			 (dn_words_start(c->statement->what, "create") ||
			     dn_words_start(c->statement->what, "select into")));
	bool was = classify_is_new(c, c->key);

	if (name.name == NULL)
		return;
	if (makes && !change->if_not_exists && change->under == NULL &&
	    !dn_case_has_words(c, "if not exists")) {
		if (change->temporary && name.schema == NULL)
			name.schema = "pg_temp";
		if (change->kind == DN_CREATE_TABLE || c->table == NULL)
			dn_map_put(made, dn_schema_key(c->effect, c->schema, &name), made);
		return;
	}
	if (!was || (change->kind != DN_RENAME_TABLE && change->kind != DN_SET_SCHEMA &&
			change->kind != DN_DROP_TABLE))
		return;
	if (change->kind == DN_SET_SCHEMA)
		name.schema = change->new_name;
	else
		name.schema = c->table == NULL ? name.schema : c->table->schema;
	if (change->kind == DN_RENAME_TABLE)
		name.name = change->new_name;
	dn_map_remove(made, c->key);
	if (change->kind != DN_DROP_TABLE)
		dn_map_put(made, dn_schema_key(c->effect, c->schema, &name), made);
}

/* The server's own tables are everybody's. */
static bool
classify_is_catalog(const struct dn_name *name)
{
	return name->schema == NULL ? strncmp(name->name, "pg_", 3) == 0
				    : strcmp(name->schema, "pg_catalog") == 0 ||
					  strcmp(name->schema, "information_schema") == 0;
}

/* What queries read and write, wherever in the statement they stand. */
static void
classify_queries(struct dn_case *c)
{
	static const enum dn_lock locks[] = { [DN_USE_READ] = DN_LOCK_ACCESS_SHARE,
		[DN_USE_LOCKED] = DN_LOCK_ROW_SHARE,
		[DN_USE_WRITTEN] = DN_LOCK_ROW_EXCLUSIVE };

	for (size_t i = 0; i < c->statement->nmentions; i++) {
		const struct dn_mention *mention = &c->statement->mentions[i];

		if (mention->use >= DN_USE_READ && !classify_is_catalog(&mention->name))
			dn_case_lock_name(c, &mention->name, locks[mention->use]);
	}
}

static int
classify_compare(const void *a, const void *b)
{
	const struct dn_table_lock *x = a, *y = b;
	int order = strcmp(x->table, y->table);

	return order != 0 ? order : (int) y->lock - (int) x->lock;
}

/* One row for a table, with the strongest of its locks. */
static void
classify_merge(struct dn_effect *effect)
{
	size_t n = 0;

	if (effect->nlocks == 0)
		return;
	qsort(effect->locks, effect->nlocks, sizeof *effect->locks, classify_compare);
	for (size_t i = 1; i < effect->nlocks; i++)
		if (strcmp(effect->locks[i].table, effect->locks[n].table) != 0)
			effect->locks[++n] = effect->locks[i];
	effect->nlocks = n + 1;
}

struct dn_effect *
dn_classify(const void *mem, struct dn_classifier *classifier, const struct dn_schema *schema,
    const struct dn_statement *statement)
{
	struct dn_effect *effect = dn_new(mem, struct dn_effect);
	struct dn_case c = {
		.classifier = classifier,
		.schema = schema,
		.statement = statement,
		.effect = effect,
	};

	for (size_t i = 0; i < statement->nchanges; i++) {
		c.change = statement->changes[i];
		c.table = NULL;
		c.key = NULL;
		classify_change(&c);
	}
	classify_queries(&c);
	for (size_t i = 0; i < statement->nchanges; i++) {
		c.change = statement->changes[i];
		c.table = NULL;
		c.key = NULL;
		classify_find_table(&c);
		classify_note(&c);
	}
	classify_merge(effect);
	return effect;
}

bool
dn_effect_same(const struct dn_effect *a, const struct dn_effect *b)
{
	bool same = a->lock == b->lock && a->nlocks == b->nlocks && a->duration == b->duration &&
		    a->reason == b->reason && a->brief == b->brief;

	for (size_t i = 0; same && i < a->nlocks; i++)
		same = a->locks[i].lock == b->locks[i].lock &&
		       strcmp(a->locks[i].table, b->locks[i].table) == 0;
	return same;
}
