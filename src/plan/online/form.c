/* form.c - how what recipes write comes together */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "plan/online/former.h"
#include "sql/text/lex.h"
#include "sql/sql.h"

/* The first word of the statement: what a DO block around it does is not replaced. */
static bool
form_starts(const struct dn_statement *st, const char *word)
{
	struct dn_lexer lexer = dn_lex(st->source, st->span);
	struct dn_token token;

	return dn_lex_word(&lexer, &token, NULL) && dn_token_is(st->source, &token, word);
}

/* Does it keep anybody waiting who uses what was there before? */
static bool
form_is_wanted(const struct dn_effect *effect, const struct dn_statement *st)
{
	if (st->nchanges == 0 || effect->lock == DN_LOCK_UNKNOWN ||
	    !dn_lock_is_strong(effect->lock))
		return false;
	if (st->changes[0]->kind == DN_DROP_INDEX)
		return form_starts(st, "drop");
	return dn_effect_lasts(effect) && effect->duration != DN_DURATION_DATA &&
	       (form_starts(st, "alter") || form_starts(st, "create"));
}

/* What stands for a table that the history never saw. */
static const struct dn_table *
form_unseen_table(const struct dn_former *f, const struct dn_name *name)
{
	struct dn_table *table = dn_new(f->mem, struct dn_table);
	struct dn_name full;

	table->key = dn_schema_key(table, f->schema, name);
	full = dn_schema_key_name(table, table->key);
	table->schema = full.schema;
	table->name = full.name;
	table->unknown = true;
	return table;
}

static const struct dn_table *
form_find_table(const struct dn_former *f, const struct dn_change *change)
{
	const struct dn_name *name = &change->object;
	const struct dn_table *table;
	const struct dn_index *index;

	if (change->kind == DN_CREATE_INDEX)
		name = &change->index->table;
	if (change->kind == DN_DROP_INDEX) {
		index = dn_schema_index(f->schema, name);
		if (index == NULL)
			return NULL;
		name = &index->table;
	}
	if (name->name == NULL)
		return NULL;
	table = dn_schema_table(f->schema, name);
	return table != NULL ? table : form_unseen_table(f, name);
}

/* Of one that the history does not know it must be sure that it has no partitions. */
static bool
form_knows_table(const struct dn_former *f, const struct dn_online *online)
{
	const struct dn_table *table = f->table;
	const struct dn_table_size *size;

	if (table == NULL || !table->unknown)
		return table != NULL;
	if (table->partitioning != NULL)
		return false;
	size = dn_online_size(online, table->key);
	return table->partition_of != NULL || (size != NULL && size->plain);
}

static struct dn_form *
form_open(const void *mem, const struct dn_effect *effect, const struct dn_statement *st)
{
	struct dn_form *form = dn_new(mem, struct dn_form);

	form->statement = st;
	form->effect = effect;
	return form;
}

struct dn_form *
dn_form_guess(const void *mem, const struct dn_effect *effect, const struct dn_statement *st)
{
	struct dn_former f = { .mem = mem, .st = st };

	if (!form_is_wanted(effect, st))
		return NULL;
	for (size_t i = 0; i < st->nchanges; i++)
		if (dn_recipe_find(&f, st->changes[i]) != NULL)
			return form_open(mem, effect, st);
	return NULL;
}

/* What stands before the first command, whatever the order in which the server runs them. */
static char *
form_head(const struct dn_former *f)
{
	struct dn_span span = f->st->span;

	if (!form_starts(f->st, "alter"))
		return NULL;
	for (size_t i = 0; i < f->st->nchanges; i++)
		if (f->st->changes[i]->span.start < span.end)
			span.end = f->st->changes[i]->span.start;
	return dn_former_text(f, span);
}

static int
form_compare(const void *a, const void *b)
{
	const struct dn_change *const *x = a, *const *y = b;

	return (*x)->span.start < (*y)->span.start ? -1 : (*x)->span.start > (*y)->span.start;
}

/* In the order of the text. */
static struct dn_change **
form_changes(const struct dn_former *f)
{
	struct dn_change **changes =
	    dn_memdup(f->mem, f->st->changes, f->st->nchanges * sizeof *f->st->changes);

	qsort(changes, f->st->nchanges, sizeof *changes, form_compare);
	return changes;
}

static void
form_write_change(struct dn_former *f, const struct dn_change *change)
{
	const struct dn_recipe *recipe = dn_recipe_find(f, change);

	if (recipe != NULL && recipe->write != NULL) {
		recipe->write(f, change);
		return;
	}
	if (recipe != NULL)
		f->kept = recipe->kept;
	if (recipe == NULL && f->st->nchanges == 1)
		dn_former_give_up(f, NULL);
	else if (f->head != NULL)
		dn_former_command(f, "%s", dn_former_text(f, change->span));
	else
		dn_former_give_up(f, dn_former_no_more);
}

static void
form_write(struct dn_former *f)
{
	struct dn_change **changes = form_changes(f);

	for (size_t i = 0; i < f->st->nchanges && !f->gives_up; i++)
		form_write_change(f, changes[i]);
	if (!f->gives_up)
		dn_recipe_prove(f);
}

/* What was written is read again, as an author's statement. */
bool
dn_form_take(struct dn_form *form, const char *file, const struct dn_form_text *text)
{
	struct dn_source *source = dn_new(form, struct dn_source);
	struct dn_form_step step = {
		.batch = text->batch,
		.apart = text->apart,
		.each = text->each,
		.prepared = text->prepared,
	};
	struct dn_statements *list;

	source->file = file;
	source->text = dn_strdup(source, text->sql);
	source->len = strlen(text->sql);
	list = dn_sql_parse(form, source, (struct dn_span){ 0, source->len }, NULL);
	if (list == NULL || list->n != 1)
		return false;
	step.statement = list->items[0];
	dn_push(form, form->steps, form->nsteps, step);
	return true;
}

static bool
form_take_list(struct dn_form *form, const struct dn_former *f, const struct dn_form_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		if (!dn_form_take(form, f->st->source->file, &list->items[i]))
			return false;
	return true;
}

static bool
form_take_all(struct dn_form *form, const struct dn_former *f)
{
	const struct dn_form_text rest = {
		.sql = dn_sprintf(form, "%s%s", f->head == NULL ? "" : f->head, f->commands->s),
		.prepared = f->prepared,
	};

	return form_take_list(form, f, &f->before) &&
	       (f->commands->len == 0 || dn_form_take(form, f->st->source->file, &rest)) &&
	       form_take_list(form, f, &f->with) && form_take_list(form, f, &f->after) &&
	       form_take_list(form, f, &f->last);
}

static bool
form_builds_index(const struct dn_form_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		if (strstr(list->items[i].sql, " INDEX CONCURRENTLY ") != NULL &&
		    strncmp(list->items[i].sql, "DROP", 4) != 0)
			return true;
	return false;
}

/* What the server's version does not do right. */
static void
form_guard(struct dn_former *f)
{
	if (f->server >= 140000 && f->server < 140004 &&
	    (form_builds_index(&f->before) || form_builds_index(&f->after)))
		dn_former_give_up(
		    f, "PostgreSQL before 14.4 may damage an index that is built CONCURRENTLY");
}

struct dn_form *
dn_form_new(const void *mem, const struct dn_form_ground *ground, const struct dn_effect *effect,
    const struct dn_statement *st)
{
	struct dn_form *form = dn_form_guess(mem, effect, st);
	struct dn_former f = {
		.dialect = ground->dialect,
		.server = ground->online->server,
		.schema = ground->schema,
		.st = st,
		.effect = effect,
	};

	if (form == NULL)
		return NULL;
	f.mem = dn_new_context(form);
	f.table = form_find_table(&f, st->changes[0]);
	f.commands = dn_buf_new(f.mem);
	f.head = form_head(&f);
	form->wants_size = ground->online->sizes == NULL && (f.table == NULL || f.table->unknown);
	if (!form_knows_table(&f, ground->online))
		dn_former_give_up(&f, dn_former_no_table);
	else
		form_write(&f);
	form_guard(&f);
	form->kept = f.kept;
	if (f.gives_up || !f.replaces)
		return f.kept == NULL ? NULL : form;
	if (!form_take_all(form, &f)) {
		form->nsteps = 0;
		form->kept = "its words could not be put together in another way";
	}
	return form;
}

bool
dn_form_leaves_transaction(const struct dn_form *form)
{
	for (size_t i = 0; i < form->nsteps; i++)
		if (form->steps[i].batch != NULL || form->steps[i].each ||
		    (form->steps[i].statement->flags & DN_STATEMENT_NO_TRANSACTION) != 0)
			return true;
	return false;
}

bool
dn_form_splits(const struct dn_form *form)
{
	for (size_t i = 0; i < form->nsteps; i++)
		if (form->steps[i].apart)
			return true;
	return dn_form_leaves_transaction(form);
}
