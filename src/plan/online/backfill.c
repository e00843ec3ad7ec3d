/* backfill.c - an UPDATE or DELETE that its author wants in batches */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "plan/online/former.h"
#include "schema/kin.h"
#include "schema/query/query.h"
#include "sql/text/lex.h"

/* An author's statement on rows, while it is looked at. */
struct backfill {
	struct dn_former f;
	const struct dn_query *query;
};

/* Does anything that NAME stands for read the table whose rows are written? */
static bool backfill_reads(const struct backfill *b, const struct dn_name *name);

struct backfill_reader {
	const struct backfill *b;
	bool reads;
};

static bool
backfill_from(struct dn_from *from, void *payload)
{
	struct backfill_reader *r = payload;

	if (from->kind == DN_FROM_TABLE)
		r->reads = r->reads || backfill_reads(r->b, &from->table);
	return !r->reads;
}

static bool
backfill_reads(const struct backfill *b, const struct dn_name *name)
{
	const struct dn_view *view = dn_schema_only_view(b->f.schema, name);
	struct backfill_reader reader = { .b = b };
	const struct dn_query_visitor visitor = { .from = backfill_from, .payload = &reader };

	if (view == NULL)
		return dn_table_root(dn_schema_table(b->f.schema, name)) == b->f.table;
	if (view->query != NULL)
		dn_query_each(view->query, &visitor);
	return reader.reads;
}

/* How often the rows are named, other than as those that are written. */
static const char *
backfill_mentions(const struct backfill *b)
{
	const struct dn_statement *st = b->f.st;
	size_t written = 0;

	for (size_t i = 0; i < st->nmentions; i++) {
		const struct dn_mention *mention = &st->mentions[i];

		if (mention->use == DN_USE_WRITTEN && ++written > 1)
			return "it writes more than one table";
		if (mention->use != DN_USE_WRITTEN && backfill_reads(b, &mention->name))
			return "it reads other rows of the table, which earlier batches would have "
			       "changed";
	}
	return NULL;
}

static bool
backfill_is_unlimited(struct dn_query *query, void *payload)
{
	(void) payload;
	return query->limit == NULL && query->offset == NULL;
}

static bool
backfill_has_limit(const struct backfill *b)
{
	const struct dn_query_visitor visitor = { .query = backfill_is_unlimited };

	return !dn_query_each((struct dn_query *) (uintptr_t) b->query, &visitor);
}

static bool
backfill_sets(const struct backfill *b, const char *column)
{
	for (size_t i = 0; i < b->query->nsets; i++)
		for (size_t k = 0; k < b->query->sets[i].ncolumns; k++)
			if (strcmp(b->query->sets[i].columns[k], column) == 0)
				return true;
	return false;
}

/* A row whose key changes would be met again, or not at all. */
static bool
backfill_sets_key(const struct backfill *b, const struct dn_constraint *key)
{
	for (size_t i = 0; i < key->ncolumns; i++)
		if (backfill_sets(b, key->columns[i]))
			return true;
	return false;
}

/* A key that all rows are held against behind the statement may be broken behind a batch. */
static bool
backfill_waits_for(const struct backfill *b, const struct dn_constraint *con)
{
	if (!con->deferrable || (con->kind != DN_UNIQUE && con->kind != DN_EXCLUDE))
		return false;
	for (size_t i = 0; i < con->ncolumns; i++)
		if (backfill_sets(b, con->columns[i]))
			return true;
	return con->kind == DN_EXCLUDE && con->ncolumns == 0 && b->query->nsets > 0;
}

static const char *
backfill_deferred(const struct backfill *b)
{
	for (size_t i = 0; i < b->f.table->nconstraints; i++)
		if (backfill_waits_for(b, b->f.table->constraints[i]))
			return dn_sprintf(b->f.mem,
			    "'%s' is DEFERRABLE, so that it need not hold before all rows are set",
			    b->f.table->constraints[i]->name);
	return NULL;
}

/* The tables whose rows a DELETE takes along, KEYS, become more by those that follow TABLE. */
static void
backfill_take_along(const struct backfill *b, struct dn_map *keys, const struct dn_table *table)
{
	if (dn_map_get(keys, table->key) != NULL)
		return;
	dn_map_put(keys, table->key, (void *) (uintptr_t) table);
	for (size_t i = 0; i < table->nreferences; i++)
		if (table->references[i].constraint->on_delete == DN_FK_CASCADE)
			backfill_take_along(b, keys, table->references[i].table);
}

/* Does one of these rows keep another from being deleted before it? */
static const char *
backfill_holds(const struct backfill *b)
{
	struct dn_map *keys = dn_map_new(b->f.mem);

	backfill_take_along(b, keys, b->f.table);
	dn_map_each (keys, e) {
		const struct dn_table *table = e->value;

		for (size_t i = 0; i < table->nreferences; i++)
			if (table->references[i].constraint->on_delete <= DN_FK_RESTRICT &&
			    dn_map_get(keys, table->references[i].table->key) != NULL)
				return dn_sprintf(b->f.mem,
				    "rows that it deletes refer to each other by '%s'",
				    table->references[i].constraint->name);
	}
	return NULL;
}

static bool
backfill_fires(const struct backfill *b, const struct dn_trigger *trigger)
{
	bool fires = trigger->ncolumns == 0;

	if (trigger->disabled ||
	    !(b->query->kind == DN_QUERY_DELETE ? trigger->on_delete : trigger->on_update))
		return false;
	for (size_t i = 0; i < trigger->ncolumns; i++)
		fires = fires || backfill_sets(b, trigger->columns[i]);
	return fires;
}

/* What a step of a trigger does to other rows, or to where the row itself stands. */
static const char *
backfill_step(const struct backfill *b, const struct dn_constraint *key,
    const struct dn_trigger *trigger, const struct dn_routine_step *step)
{
	struct backfill_reader reader = { .b = b };
	const struct dn_query_visitor visitor = { .from = backfill_from, .payload = &reader };

	for (size_t i = 0; step->kind == DN_STEP_SET && i < key->ncolumns; i++)
		if (strcmp(step->column, key->columns[i]) == 0)
			return dn_sprintf(b->f.mem,
			    "trigger '%s' sets the primary key, so a row could be met twice",
			    trigger->name);
	if (step->kind != DN_STEP_QUERY)
		return NULL;
	dn_query_each(step->query, &visitor);
	if (reader.reads ||
	    (step->query->table != NULL && backfill_reads(b, &step->query->table->table)))
		return dn_sprintf(
		    b->f.mem, "trigger '%s' has to do with other rows of the table", trigger->name);
	return NULL;
}

/* Of triggers that are understood. */
static const char *
backfill_triggers(const struct backfill *b, const struct dn_constraint *key)
{
	const char *why = NULL;

	for (size_t i = 0; i < b->f.table->ntriggers; i++) {
		const struct dn_trigger *trigger = b->f.table->triggers[i];
		const struct dn_routine *routine =
		    dn_schema_routine(b->f.schema, &trigger->function);

		for (size_t k = 0; backfill_fires(b, trigger) && routine != NULL && why == NULL &&
				   k < routine->nsteps;
		     k++)
			why = backfill_step(b, key, trigger, &routine->steps[k]);
	}
	return why;
}

/* Rows that one statement can change, but only with all the others. */
static const char *
backfill_together(const struct backfill *b, const struct dn_constraint *key)
{
	const char *why =
	    b->query->kind == DN_QUERY_DELETE ? backfill_holds(b) : backfill_deferred(b);

	return why != NULL ? why : backfill_triggers(b, key);
}

/* Rows of what inherits from the table are written, too, and have no part in its key. */
static bool
backfill_has_heirs(const struct backfill *b)
{
	for (size_t i = 0; i < b->f.st->nmentions; i++)
		if (b->f.st->mentions[i].use == DN_USE_WRITTEN && b->f.st->mentions[i].only)
			return false;
	for (size_t i = 0; i < b->f.schema->nkin; i++)
		if (b->f.schema->kin[i].kinship == DN_KIN_HEIR &&
		    strcmp(b->f.schema->kin[i].of, b->f.table->key) == 0)
			return true;
	return false;
}

/* Why it is one statement or none; NULL: nothing is in the way. */
static const char *
backfill_obstacle(const struct backfill *b)
{
	const struct dn_constraint *key;
	const char *why;

	if (b->f.table == NULL)
		return "the history does not know the table, so not its primary key either";
	key = dn_table_primary_key(b->f.table);
	if (key == NULL)
		return "the table has no primary key";
	if (b->query->ntargets > 0)
		return "its RETURNING would give the rows of the last batch alone";
	if (b->query->beyond != NULL)
		return dn_sprintf(
		    b->f.mem, "dunlin does not see through %s in it", b->query->beyond);
	if (backfill_sets_key(b, key))
		return "it changes the primary key, so a row could be met twice";
	if (backfill_has_limit(b))
		return "its LIMIT or OFFSET would count anew in each batch";
	if (backfill_has_heirs(b))
		return "other tables inherit from the table, whose key their rows have no part in";
	why = backfill_mentions(b);
	return why != NULL ? why : backfill_together(b, key);
}

/* Where the condition begins, behind *WHERE; both the statement's end when there is none. */
static size_t
backfill_condition(const struct dn_statement *st, size_t *where)
{
	struct dn_lexer lexer = dn_lex(st->source, st->span);
	struct dn_token token;
	int depth = 0;

	*where = st->span.end;
	while (dn_lex_word(&lexer, &token, NULL) && token.kind != DN_TOKEN_END) {
		char c = st->source->text[token.span.start];
		bool single = token.span.end == token.span.start + 1;

		depth += single && c == '(';
		depth -= single && c == ')';
		if (depth == 0 && dn_token_is(st->source, &token, "where")) {
			*where = token.span.start;
			return dn_lex_word(&lexer, &token, NULL) ? token.span.start : st->span.end;
		}
	}
	return st->span.end;
}

/* The statement with its condition in parentheses, to which that of a batch is added. */
static char *
backfill_text(const struct backfill *b)
{
	const struct dn_statement *st = b->f.st;
	size_t where, from = backfill_condition(st, &where);
	struct dn_span head = { st->span.start, where }, rest = { from, st->span.end };

	return dn_sprintf(b->f.mem, "%s%sWHERE (%s)", dn_former_text(&b->f, head),
	    where == st->span.end ? " " : "",
	    where == st->span.end ? "true" : dn_former_text(&b->f, rest));
}

/* "ONLY t" where that is written; its columns by the name that they have in the statement. */
static struct dn_batch *
backfill_batch(const struct backfill *b, unsigned rows)
{
	const struct dn_from *table = b->query->table;
	struct dn_batch *batch = dn_former_batch(
	    &b->f, &table->table, table->alias != NULL ? table->alias : table->table.name);

	for (size_t i = 0; i < b->f.st->nmentions; i++)
		if (b->f.st->mentions[i].use == DN_USE_WRITTEN && b->f.st->mentions[i].only)
			batch->relation = dn_sprintf(b->f.mem, "ONLY %s", batch->relation);
	batch->rows = rows;
	return batch;
}

bool
dn_backfill_is_for(const struct dn_statement *st)
{
	const struct dn_change *change = st->nchanges == 1 ? st->changes[0] : NULL;

	return change != NULL && change->kind == DN_DATA && change->query != NULL &&
	       (strcmp(change->name, "update") == 0 || strcmp(change->name, "delete") == 0);
}

static struct dn_form *
backfill_open(const void *mem, const struct dn_effect *effect, const struct dn_statement *st)
{
	struct dn_form *form = dn_new(mem, struct dn_form);
	struct dn_effect *whole = dn_memdup(form, effect, sizeof *effect);

	whole->reason = "its rows would stay locked until all are done";
	form->effect = whole;
	form->statement = st;
	return form;
}

struct dn_form *
dn_backfill_guess(const void *mem, const struct dn_effect *effect, const struct dn_statement *st)
{
	struct dn_form *form = backfill_open(mem, effect, st);

	form->wants_model = true;
	return form;
}

struct dn_form *
dn_backfill_new(const void *mem, const struct dn_dialect *dialect, const struct dn_schema *schema,
    const struct dn_effect *effect, const struct dn_statement *st, unsigned rows)
{
	struct dn_form *form = backfill_open(mem, effect, st);
	struct backfill b = {
		.f = { .mem = dn_new_context(form),
		    .dialect = dialect,
		    .schema = schema,
		    .st = st },
		.query = st->changes[0]->query,
	};
	const struct dn_name *name = &st->changes[0]->object;
	struct dn_form_text text = { 0 };

	b.f.table = dn_table_root(dn_schema_table(schema, name));
	form->kept = backfill_obstacle(&b);
	if (form->kept != NULL)
		return form;
	text.sql = backfill_text(&b);
	text.batch = backfill_batch(&b, rows);
	if (!dn_form_take(form, st->source->file, &text))
		form->kept = "its words could not be put together in another way";
	return form;
}
