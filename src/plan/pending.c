/* pending.c - a table whose rows wait for a deferred test cannot be altered: test them first */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "plan/rules.h"
#include "plan/segment.h"

/* Is the change refused (55006) while triggers wait on its table?  Renaming is not. */
static bool
pending_refuses(const struct dn_statement *st, const struct dn_change *change)
{
	switch (change->kind) {
	case DN_RENAME_TABLE:
	case DN_RENAME_COLUMN:
	case DN_RENAME_CONSTRAINT:
	case DN_SET_SCHEMA: return false;
	case DN_CREATE_INDEX: return true;
	case DN_DATA: return strcmp(change->name, "truncate") == 0;
	default:
		return dn_words_start(st->what, "alter table") ||
		       dn_words_start(st->what, "drop table");
	}
}

static void
pending_test(struct dn_plan_revision *p, const struct dn_dialect *dialect, const char *schema,
    const struct dn_constraint *constraint, char ***list, size_t *n)
{
	struct dn_name name = { schema, constraint->name };
	struct dunlin_buf *buf;

	if (!constraint->initially_deferred)
		return;
	buf = dn_buf_new(p);
	dialect->relation(buf, &name);
	dn_push(p, *list, *n, dn_sprintf(p, "SET CONSTRAINTS %s IMMEDIATE", buf->s));
	dn_push(p, *list, *n, dn_sprintf(p, "SET CONSTRAINTS %s DEFERRED", buf->s));
	dn_free(buf);
}

/* The table that the change is about, when rows of it may wait. */
static const struct dn_table *
pending_table(
    const struct dn_schema *schema, const struct dn_map *written, const struct dn_change *change)
{
	const struct dn_name *name =
	    change->kind == DN_CREATE_INDEX ? &change->index->table : &change->object;
	const struct dn_table *table = name->name == NULL ? NULL : dn_schema_table(schema, name);

	return table != NULL && dn_map_get(written, table->key) != NULL ? table : NULL;
}

char **
dn_pending_tests(struct dn_plan_revision *p, const struct dn_dialect *dialect,
    const struct dn_schema *schema, const struct dn_map *written, const struct dn_statement *st,
    size_t *n)
{
	const struct dn_table *last = NULL;
	char **list = NULL;

	*n = 0;
	for (size_t i = 0; i < st->nchanges; i++) {
		const struct dn_table *table = pending_table(schema, written, st->changes[i]);

		if (table == NULL || table == last || !pending_refuses(st, st->changes[i]))
			continue;
		last = table;
		for (size_t k = 0; k < table->nconstraints; k++)
			pending_test(p, dialect, table->schema, table->constraints[k], &list, n);
		for (size_t k = 0; k < table->nreferences; k++)
			if (table->references[k].table != table)
				pending_test(p, dialect, table->references[k].table->schema,
				    table->references[k].constraint, &list, n);
	}
	return list;
}

static void
pending_note(struct dn_map *written, const struct dn_schema *schema, const struct dn_name *name)
{
	char *key = dn_schema_key(NULL, schema, name);

	dn_map_put(written, key, written);
	dn_free(key);
}

void
dn_pending_note(
    struct dn_map *written, const struct dn_schema *schema, const struct dn_statement *st)
{
	for (size_t i = 0; i < st->nchanges; i++) {
		const struct dn_change *change = st->changes[i];

		if ((change->kind == DN_DATA || change->kind == DN_COPY) &&
		    change->object.name != NULL)
			pending_note(written, schema, &change->object);
	}
	for (size_t i = 0; i < st->nmentions; i++)
		if (st->mentions[i].use == DN_USE_WRITTEN)
			pending_note(written, schema, &st->mentions[i].name);
}

/* Rows of a table that was there are written, and then something keeps others from it. */
bool
dn_pending_may_matter(const struct dn_plan_revision *p)
{
	struct dn_map *written = NULL;
	bool may = false;

	for (size_t i = 0; i < p->nsteps && !may; i++) {
		const struct dn_step *step = p->steps[i];

		if (i == 0 || step->segment != p->steps[i - 1]->segment) {
			dn_free(written);
			written = dn_map_new(NULL);
		}
		for (size_t k = 0; step->effect != NULL && k < step->effect->nlocks; k++) {
			const struct dn_table_lock *lock = &step->effect->locks[k];

			may = may || (dn_lock_is_strong(lock->lock) &&
					 dn_map_get(written, lock->table) != NULL);
			if (lock->lock == DN_LOCK_ROW_EXCLUSIVE)
				dn_map_put(written, lock->table, written);
		}
	}
	dn_free(written);
	return may;
}
