/* reach.c - what is read and written because a trigger runs, and whether SQLite's order shows
 *
 * PostgreSQL runs AFTER triggers when all rows of the statement have changed, SQLite behind each
 * row; of several on a table it says which comes first, SQLite does not.  Where nothing that is
 * read could tell, both are the same.
 */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/table/acting.h"
#include "schema/query/view.h"

static void reach_event(struct sqlite_reach *r, const struct dn_table *table,
    enum dn_rewrite_event event, const struct dn_assignment *sets, size_t nsets);

static void
reach_note(struct dn_map *map, const struct dn_table *table)
{
	dn_map_put(map, table->key, (void *) (uintptr_t) table);
}

/* -- what a statement reads and writes ------------------------------------------------------ */

struct reach_read {
	struct sqlite_reach *r;
	const struct dn_from *written;
	bool own;
};

struct reach_write {
	struct sqlite_reach *r;
	enum dn_rewrite_event event;
};

/* The tables that a view reads are looked for in its query. */
static bool
reach_from(struct dn_from *from, void *payload)
{
	struct reach_read *read = payload;
	struct dn_query_visitor visitor = { .from = reach_from, .payload = payload };
	const struct dn_table *table;
	struct dn_view *view;

	if (from->kind != DN_FROM_TABLE || from == read->written)
		return true;
	table = dn_schema_table(read->r->schema, &from->table);
	view = dn_schema_only_view(read->r->schema, &from->table);
	if (table != NULL) {
		reach_note(read->r->reads, table);
		if (read->own)
			reach_note(read->r->own_reads, table);
	} else if (view != NULL) {
		dn_query_each(view->query, &visitor);
	}
	return true;
}

static void
reach_read_query(struct sqlite_reach *r, const struct dn_query *q, bool own)
{
	struct reach_read read = { r, q->table, own };
	struct dn_query_visitor visitor = { .from = reach_from, .payload = &read };

	dn_query_each((struct dn_query *) (uintptr_t) q, &visitor);
}

/* Whatever stands behind a view may be written to, in whatever columns. */
static bool
reach_write_behind(struct dn_from *from, void *payload)
{
	struct reach_write *write = payload;
	struct sqlite_reach *r = write->r;
	struct dn_query_visitor visitor = { .from = reach_write_behind, .payload = payload };
	const struct dn_view *view = dn_schema_only_view(r->schema, &from->table);
	const struct dn_table *table = dn_schema_table(r->schema, &from->table);
	struct dn_assignment all = { .columns = NULL };

	if (from->kind != DN_FROM_TABLE)
		return true;
	if (view != NULL && view->nrules > 0)
		r->why = "what it writes to is no plain table";
	if (view != NULL)
		return dn_query_each(view->query, &visitor);
	if (table == NULL)
		return true;
	for (size_t i = 0; i < table->ncolumns; i++)
		dn_push(r->mem, all.columns, all.ncolumns, table->columns[i]->name);
	reach_note(r->writes, table);
	reach_note(r->updates, table);
	reach_event(r, table, write->event, &all, 1);
	return true;
}

static void
reach_write(struct sqlite_reach *r, const struct dn_query *q)
{
	const struct dn_table *table = dn_schema_table(r->schema, &q->table->table);
	struct reach_write write = { r, q->kind == DN_QUERY_INSERT   ? DN_RULE_INSERT
					: q->kind == DN_QUERY_UPDATE ? DN_RULE_UPDATE
								     : DN_RULE_DELETE };

	if (table == NULL) {
		reach_write_behind(q->table, &write);
		return;
	}
	if (table->unknown || table->partition_of != NULL || table->nrules > 0) {
		r->why = "what it writes to is no plain table";
		return;
	}
	reach_note(r->writes, table);
	if (q->kind == DN_QUERY_INSERT)
		reach_event(r, table, DN_RULE_INSERT, NULL, 0);
	/* Of rows that are left out where they meet others the first counts. */
	if (q->kind != DN_QUERY_INSERT || q->conflict != NULL)
		reach_note(r->updates, table);
	if (q->kind == DN_QUERY_UPDATE)
		reach_event(r, table, DN_RULE_UPDATE, q->sets, q->nsets);
	if (q->kind == DN_QUERY_DELETE)
		reach_event(r, table, DN_RULE_DELETE, NULL, 0);
	if (q->kind == DN_QUERY_INSERT && q->conflict != NULL && q->conflict->update)
		reach_event(r, table, DN_RULE_UPDATE, q->conflict->sets, q->conflict->nsets);
}

static void
reach_program(struct sqlite_reach *r, const struct sqlite_program *program, bool own)
{
	for (size_t i = 0; i < program->nasked; i++)
		reach_read_query(r, program->asked[i], own);
	for (size_t i = 0; i < program->ndeeds; i++)
		if (program->deeds[i].query != NULL) {
			reach_read_query(r, program->deeds[i].query, own);
			reach_write(r, program->deeds[i].query);
		}
}

/* -- what comes of it ----------------------------------------------------------------------- */

static bool
reach_sets(const struct dn_assignment *sets, size_t n, const char *column)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < sets[i].ncolumns; k++)
			if (strcmp(sets[i].columns[k], column) == 0)
				return true;
	return false;
}

static bool
reach_sets_key(const struct dn_assignment *sets, size_t n, const struct dn_constraint *fk)
{
	for (size_t i = 0; i < fk->nref_columns; i++)
		if (reach_sets(sets, n, fk->ref_columns[i]))
			return true;
	return false;
}

/* Foreign keys of other tables, and of its own. */
static void
reach_keys(struct sqlite_reach *r, const struct dn_table *table, enum dn_rewrite_event event,
    const struct dn_assignment *sets, size_t nsets)
{
	for (size_t i = 0; event != DN_RULE_INSERT && i < table->nreferences; i++) {
		const struct dn_table *child = table->references[i].table;
		const struct dn_constraint *fk = table->references[i].constraint;
		bool gone = event == DN_RULE_DELETE && fk->on_delete == DN_FK_CASCADE;
		struct dn_assignment set = { .columns = fk->columns, .ncolumns = fk->ncolumns };

		if ((event == DN_RULE_DELETE ? fk->on_delete : fk->on_update) < DN_FK_CASCADE ||
		    (event == DN_RULE_UPDATE && !reach_sets_key(sets, nsets, fk)))
			continue;
		reach_note(r->writes, child);
		reach_note(r->updates, child);
		reach_event(r, child, gone ? DN_RULE_DELETE : DN_RULE_UPDATE, &set, 1);
	}
}

static bool
reach_is_first(struct sqlite_reach *r, const struct dn_table *table, enum dn_rewrite_event event,
    const struct dn_assignment *sets, size_t nsets)
{
	struct dunlin_buf *key = dn_buf_new(r->mem);

	dunlin_buf_printf(key, "%s %d", table->key, (int) event);
	for (size_t i = 0; i < nsets; i++)
		for (size_t k = 0; k < sets[i].ncolumns; k++)
			dunlin_buf_printf(key, " %s", sets[i].columns[k]);
	if (dn_map_get(r->seen, key->s) != NULL)
		return false;
	dn_map_put(r->seen, key->s, r->seen);
	return true;
}

static void
reach_event(struct sqlite_reach *r, const struct dn_table *table, enum dn_rewrite_event event,
    const struct dn_assignment *sets, size_t nsets)
{
	if (!reach_is_first(r, table, event, sets, nsets))
		return;
	for (size_t i = 0; i < table->ntriggers; i++) {
		const struct dn_trigger *trigger = table->triggers[i];
		struct sqlite_acting of = { r->schema, table, trigger, event };

		if (!trigger->disabled && dn_trigger_acts(r->schema, trigger) &&
		    dn_sqlite_trigger_has(trigger, event) &&
		    dn_schema_routine(r->schema, &trigger->function) != NULL)
			reach_program(r, dn_sqlite_program(r->mem, &of), false);
	}
	reach_keys(r, table, event, sets, nsets);
}

static struct sqlite_reach *
reach_new(void *mem, const struct dn_schema *schema)
{
	struct sqlite_reach *r = dn_new(mem, struct sqlite_reach);

	r->schema = schema;
	r->reads = dn_map_new(r);
	r->writes = dn_map_new(r);
	r->updates = dn_map_new(r);
	r->own_reads = dn_map_new(r);
	r->seen = dn_map_new(r);
	r->mem = mem;
	return r;
}

struct sqlite_reach *
dn_sqlite_reach(void *mem, const struct sqlite_acting *of, const struct sqlite_program *program)
{
	struct sqlite_reach *r = reach_new(mem, of->schema);

	reach_program(r, program, true);
	return r;
}

struct sqlite_reach *
dn_sqlite_reach_of_keys(void *mem, const struct sqlite_acting *of)
{
	struct sqlite_reach *r = reach_new(mem, of->schema);
	struct dn_assignment all = { .ncolumns = of->table->ncolumns };

	all.columns = dn_new_array(mem, const char *, all.ncolumns + 1);
	for (size_t i = 0; i < all.ncolumns; i++)
		all.columns[i] = of->table->columns[i]->name;
	reach_keys(r, of->table, of->event, &all, 1);
	return r;
}

/* -- does the order show? ------------------------------------------------------------------- */

static bool
reach_meet(const struct dn_map *a, const struct dn_map *b)
{
	dn_map_each (a, e)
		if (dn_map_get(b, e->key) != NULL)
			return true;
	return false;
}

/* Rows that both only insert are there either way. */
static bool
reach_disturbs(const struct sqlite_reach *a, const struct sqlite_reach *b)
{
	return reach_meet(a->writes, b->reads) || reach_meet(b->writes, a->reads) ||
	       reach_meet(a->updates, b->writes) || reach_meet(b->updates, a->writes);
}

static bool
reach_ignores(const struct sqlite_program *program)
{
	for (size_t i = 0; i < program->ndeeds; i++)
		if (program->deeds[i].kind == SQLITE_DEED_IGNORE)
			return true;
	return false;
}

static const char *
reach_beside(void *mem, const struct sqlite_acting *of, const struct sqlite_program *program,
    const struct sqlite_reach *own)
{
	for (size_t i = 0; i < of->table->ntriggers; i++) {
		const struct dn_trigger *other = of->table->triggers[i];
		struct sqlite_acting beside = { of->schema, of->table, other, of->event };
		struct sqlite_program *theirs;

		if (other == of->trigger || other->disabled ||
		    !dn_trigger_acts(of->schema, other) ||
		    !dn_sqlite_trigger_has(other, of->event) ||
		    dn_schema_routine(of->schema, &other->function) == NULL)
			continue;
		theirs = dn_sqlite_program(mem, &beside);
		if ((other->after == of->trigger->after &&
			((reach_ignores(program) && theirs->ndeeds > 0) ||
			    (reach_ignores(theirs) && program->ndeeds > 0))) ||
		    reach_disturbs(own, dn_sqlite_reach(mem, &beside, theirs)))
			return dn_sprintf(mem,
			    "it works on the rows of trigger '%s', and SQLite does not say which "
			    "runs first",
			    other->name);
	}
	return NULL;
}

/* Tables whose rows foreign keys may follow when they change those of TABLE. */
static void
reach_causes(struct sqlite_reach *r, const struct dn_table *table)
{
	for (size_t i = 0; i < table->nconstraints; i++) {
		const struct dn_constraint *fk = table->constraints[i];
		const struct dn_table *parent = NULL;

		if (fk->kind == DN_FOREIGN_KEY &&
		    (fk->on_delete >= DN_FK_CASCADE || fk->on_update >= DN_FK_CASCADE))
			parent = dn_schema_table(r->schema, &fk->ref_table);
		if (parent == NULL || dn_map_get(r->writes, parent->key) != NULL)
			continue;
		reach_note(r->writes, parent);
		reach_causes(r, parent);
	}
}

/* PostgreSQL has changed all rows that a key follows by then, SQLite one. */
static bool
reach_reads_causes(void *mem, const struct sqlite_acting *of, const struct sqlite_reach *own)
{
	struct sqlite_reach *causes = reach_new(mem, of->schema);

	if (of->event != DN_RULE_INSERT)
		reach_causes(causes, of->table);
	return reach_meet(causes->writes, own->reads);
}

const char *
dn_sqlite_acting_differs(
    void *mem, const struct sqlite_acting *of, const struct sqlite_program *program)
{
	struct sqlite_reach *own = dn_sqlite_reach(mem, of, program);
	const char *key = of->table->key;

	if (program->why != NULL || own->why != NULL)
		return program->why != NULL ? program->why : own->why;
	if (dn_map_get(own->writes, key) != NULL)
		return "what it writes may come back to its own table";
	if (of->trigger->after && dn_map_get(own->reads, key) != NULL)
		return "it reads its own table, of which SQLite has not changed all rows by then";
	for (size_t i = 0; i < program->nasked; i++) {
		struct sqlite_reach *asked = reach_new(mem, of->schema);

		reach_read_query(asked, program->asked[i], true);
		if (reach_meet(asked->reads, own->writes))
			return "it writes to what its conditions or variables were read from";
	}
	if (of->trigger->after && reach_disturbs(own, dn_sqlite_reach_of_keys(mem, of)))
		return "it works on the rows that foreign keys change at the same time";
	if (reach_reads_causes(mem, of, own))
		return "it reads a table whose changes foreign keys may bring to its own";
	return reach_beside(mem, of, program, own);
}

/* -- what names what ------------------------------------------------------------------------ */

static bool
reach_is_not(struct dn_from *from, void *payload)
{
	return from->kind != DN_FROM_TABLE || strcmp(from->table.name, payload) != 0;
}

static bool
reach_expr_is_not(struct dn_expr *e, void *payload)
{
	struct dn_query_visitor visitor = { .from = reach_is_not, .payload = payload };

	return e->query == NULL || dn_query_each(e->query, &visitor);
}

bool
dn_sqlite_routine_names(const struct dn_routine *routine, const char *relation)
{
	void *name = (void *) (uintptr_t) relation;
	struct dn_query_visitor visitor = { .from = reach_is_not, .payload = name };

	for (size_t i = 0; i < routine->nsteps; i++) {
		const struct dn_routine_step *step = &routine->steps[i];

		if (!dn_expr_each(step->expr, reach_expr_is_not, name) ||
		    (step->query != NULL &&
			(!dn_query_each(step->query, &visitor) ||
			    strcmp(step->query->table->table.name, relation) == 0)))
			return true;
	}
	return false;
}
