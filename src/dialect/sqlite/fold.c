/* fold.c - all that a history comes to, as if one section had made it */
#include "config.h"

#include "base/mem.h"
#include "dialect/sqlite/table/table.h"

static void
fold_rules(struct dn_translation *t, const struct dn_view *view, const struct dn_statement *from)
{
	struct dn_name name = { view->schema, view->name };

	dn_sqlite_crossings_wait(t, &name, from);
}

/* Nothing is in the database yet: every table and view waits, and the end of the section comes. */
bool
dn_sqlite_fold(struct dn_translation *t, const struct dn_map *froms, struct dunlin_error *err)
{
	struct sqlite_state *state = dn_sqlite_state(t);

	dn_map_each (t->schema->tables, e) {
		const struct dn_table *table = e->value;
		struct sqlite_held *held = dn_new(state->held, struct sqlite_held);

		if (table->partition_of != NULL && dn_map_get(froms, e->key) != NULL) {
			dn_map_put(state->views, e->key, dn_map_get(froms, e->key));
			continue;
		}
		held->from = dn_map_get(froms, e->key);
		held->created = true;
		if (held->from == NULL || table->unknown)
			return dunlin_error_set(err, DUNLIN_E_UNTRANSLATABLE,
			    "the history does not say what made '%s'", e->key);
		dn_map_put(state->held, e->key, held);
	}
	dn_map_each (t->schema->views, e) {
		if (dn_map_get(froms, e->key) == NULL)
			return dunlin_error_set(err, DUNLIN_E_UNTRANSLATABLE,
			    "the history does not say what made '%s'", e->key);
		dn_map_put(state->views, e->key, dn_map_get(froms, e->key));
		fold_rules(t, e->value, dn_map_get(froms, e->key));
	}
	return t->dialect->finish(t, err);
}
