/* fold.c - the first revisions on an empty database, made as what they come to */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "plan/fold.h"
#include "plan/segment.h"

/*
 * Every revision is planned as if it were run, so that each error and notice is the same; then the
 * steps of the first ones give way to those that make the model, for nobody has seen what was
 * between.
 */
struct dn_fold {
	size_t n; /* revisions, the first of the plan */
	enum dn_types types;
	bool doubtful;        /* the last one changes what nobody made */
	struct dn_map *froms; /* struct dn_statement by the key of the table or view that it made */
};

struct dn_fold *
dn_fold_new(const struct dn_plan *plan, const struct dn_plan_options *options)
{
	struct dn_fold *fold;

	if (!options->fold || options->dialect->fold == NULL || plan->direction != DN_UP ||
	    plan->transaction == DN_TRANSACTION_NONE)
		return NULL;
	fold = dn_new(plan, struct dn_fold);
	fold->types = options->types;
	fold->froms = dn_map_new(fold);
	return fold;
}

/*
 * What leaves nothing but what the model says; not rows, what numbers come next, or what the
 * database is not known to make from the model alone.
 */
static const bool in_model[] = {
	[DN_CREATE_TABLE] = true,
	[DN_DROP_TABLE] = true,
	[DN_RENAME_TABLE] = true,
	[DN_SET_SCHEMA] = true,
	[DN_ADD_COLUMN] = true,
	[DN_DROP_COLUMN] = true,
	[DN_RENAME_COLUMN] = true,
	[DN_SET_TYPE] = true,
	[DN_SET_DEFAULT] = true,
	[DN_DROP_DEFAULT] = true,
	[DN_SET_NOT_NULL] = true,
	[DN_DROP_NOT_NULL] = true,
	[DN_ADD_IDENTITY] = true,
	[DN_DROP_IDENTITY] = true,
	[DN_DROP_EXPRESSION] = true,
	[DN_ADD_CONSTRAINT] = true,
	[DN_DROP_CONSTRAINT] = true,
	[DN_RENAME_CONSTRAINT] = true,
	[DN_VALIDATE_CONSTRAINT] = true,
	[DN_ALTER_CONSTRAINT] = true,
	[DN_CREATE_INDEX] = true,
	[DN_DROP_INDEX] = true,
	[DN_RENAME_INDEX] = true,
	[DN_CREATE_SEQUENCE] = true,
	[DN_DROP_SEQUENCE] = true,
	[DN_CREATE_ENUM] = true,
	[DN_DROP_TYPE] = true,
	[DN_CREATE_SCHEMA] = true,
	[DN_DROP_SCHEMA] = true,
	[DN_SET] = true,
	[DN_SET_SEARCH_PATH] = true,
	[DN_TRANSACTION] = true,
	[DN_NOTHING] = true,
	[DN_ADD_ENUM_VALUE] = true,
	[DN_RENAME_ENUM_VALUE] = true,
	[DN_RENAME_TYPE] = true,
	[DN_MOVE_TYPE] = true,
	[DN_CREATE_DOMAIN] = true,
	[DN_ALTER_DOMAIN] = true,
	[DN_CREATE_FUNCTION] = true,
	[DN_DROP_FUNCTION] = true,
	[DN_ALTER_FUNCTION] = true,
	[DN_CREATE_TRIGGER] = true,
	[DN_DROP_TRIGGER] = true,
	[DN_RENAME_TRIGGER] = true,
	[DN_CREATE_RULE] = true,
	[DN_DROP_RULE] = true,
	[DN_CREATE_PARTITION] = true,
	[DN_SWITCH_TRIGGER] = true,
	[DN_IF] = true,
};

/* Views are opaque, but the model has them. */
static bool
fold_takes_change(const struct dn_statement *st, const struct dn_change *change)
{
	if (change->kind == DN_CHANGE_OPAQUE)
		return strstr(st->what, "VIEW") != NULL;
	return (size_t) change->kind < sizeof in_model / sizeof *in_model && in_model[change->kind];
}

bool
dn_fold_takes(const struct dn_statement *st)
{
	for (size_t i = 0; i < st->nchanges; i++)
		if (!fold_takes_change(st, st->changes[i]))
			return false;
	return true;
}

static bool
fold_knows(const struct dn_schema *schema, const struct dn_change *change)
{
	bool absent = change->if_exists || change->table_if_exists;
	const struct dn_name *name =
	    change->kind == DN_CREATE_INDEX ? &change->index->table : &change->object;

	if (change->kind < DN_DROP_TABLE || change->kind > DN_RENAME_INDEX || absent)
		return true;
	return dn_schema_table(schema, name) != NULL || dn_schema_index(schema, name) != NULL ||
	       dn_schema_sequence(schema, name) != NULL || dn_schema_view(schema, name) != NULL;
}

void
dn_fold_look(struct dn_fold *fold, const struct dn_schema *schema, const struct dn_statement *st)
{
	for (size_t i = 0; fold != NULL && i < st->nchanges; i++)
		fold->doubtful = fold->doubtful || !fold_knows(schema, st->changes[i]);
}

static void
fold_note_name(struct dn_fold *fold, const struct dn_schema *schema, const struct dn_name *name,
    bool new, const struct dn_statement *st)
{
	const struct dn_table *table = dn_schema_table(schema, name);
	const struct dn_view *view = table == NULL ? dn_schema_view(schema, name) : NULL;
	const char *key = table != NULL ? table->key : view != NULL ? view->key : NULL;

	if (key != NULL && (new || dn_map_get(fold->froms, key) == NULL))
		dn_map_put(fold->froms, key, (void *) (uintptr_t) st);
}

void
dn_fold_note(struct dn_fold *fold, const struct dn_schema *schema, const struct dn_statement *st)
{
	for (size_t i = 0; fold != NULL && i < st->nchanges; i++) {
		const struct dn_change *change = st->changes[i];
		struct dn_name renamed = change->object;

		if (change->object.name == NULL)
			continue;
		fold_note_name(fold, schema, &change->object, change->kind == DN_CREATE_TABLE, st);
		if (change->kind == DN_RENAME_TABLE)
			renamed.name = change->new_name;
		else if (change->kind == DN_SET_SCHEMA)
			renamed.schema = change->new_name;
		else
			continue;
		fold_note_name(fold, schema, &renamed, true, st);
	}
}

/* Not where something was left out, or refused by the database: that is run. */
void
dn_fold_add(struct dn_plan *plan, const struct dn_translation *t)
{
	if (plan->fold == NULL)
		return;
	if (!t->left_out && !plan->fold->doubtful) {
		plan->fold->n++;
		return;
	}
	dn_free(plan->fold);
	plan->fold = NULL;
}

/* What makes the model, or NULL. */
static struct dn_translation *
fold_translate(struct dn_plan *plan, struct dn_schema *schema)
{
	struct dn_translation *t = dn_translation_new(plan, plan->dialect, schema, NULL);
	struct dunlin_error *err = dn_error_new(t);

	t->types = plan->fold->types;
	t->said = dn_map_new(t);
	if (plan->dialect->fold(t, plan->fold->froms, err))
		return t;
	dn_free(t);
	return NULL;
}

void
dn_fold_end(struct dn_plan *plan, struct dn_schema *schema)
{
	struct dn_fold *fold = plan->fold;
	struct dn_translation *t =
	    fold == NULL || fold->n < 2 ? NULL : fold_translate(plan, schema);
	struct dn_plan_revision *last;

	if (t != NULL) {
		plan->nfolded = fold->n;
		for (size_t i = 0; i < fold->n; i++) {
			plan->revisions[i]->nsteps = plan->revisions[i]->nsegments = 0;
			plan->revisions[i]->nexpected = 0;
		}
		last = plan->revisions[fold->n - 1];
		last->expected = t->expected;
		last->nexpected = t->nexpected;
		for (size_t i = 0; i < t->noutputs; i++)
			dn_plan_add_step(last, t->outputs[i], true, i == 0);
	}
	dn_free(fold);
	plan->fold = NULL;
}
