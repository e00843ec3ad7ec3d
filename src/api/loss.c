/* loss.c - what of the rows that are there would a downgrade drop? */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "api/project.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"

/* Counting ends here: beyond it nobody cares how many. */
enum { LOSS_LIMIT = 10000 };

/* A table as it was before the run, by whatever name the run calls it now. */
struct loss_table {
	struct dn_name name;
	bool made;              /* in this run, or dropped already: nothing of before is in it */
	struct dn_map *columns; /* name now -> name before, "" for none; absent: the same */
};

/* What of before would be dropped, and how much that is. */
struct loss_question {
	const char *table;
	const char *column; /* NULL: all of the table */
	char *relation;
	bool there, answered;
	unsigned long long rows;
};

struct loss {
	struct dunlin *project;
	struct dn_map *tables; /* name now -> struct loss_table; owner of all here */
	struct loss_question **questions;
	size_t n;
};

static char *
loss_key(struct loss *l, const char *schema, const char *name)
{
	return dn_sprintf(l->tables, "%s.%s", schema == NULL ? "" : schema, name);
}

static struct loss_table *
loss_table(struct loss *l, const struct dn_name *name)
{
	char *key = loss_key(l, name->schema, name->name);
	struct loss_table *table = dn_map_get(l->tables, key);

	if (table == NULL) {
		table = dn_new(l->tables, struct loss_table);
		table->name = *name;
		table->columns = dn_map_new(table);
		dn_map_put(l->tables, key, table);
	}
	dn_free(key);
	return table;
}

static void
loss_rename(struct loss *l, const struct dn_name *from, const char *schema, const char *name)
{
	struct loss_table *table = loss_table(l, from),
			  *gone = dn_new(l->tables, struct loss_table);

	*gone = (struct loss_table){ *from, true, dn_map_new(gone) };
	dn_map_put(l->tables, loss_key(l, from->schema, from->name), gone);
	dn_map_put(l->tables, loss_key(l, schema, name), table);
}

static const char *
loss_column(const struct loss_table *table, const char *column)
{
	const char *before = dn_map_get(table->columns, column);

	return before == NULL ? column : before;
}

static void
loss_ask(struct loss *l, const struct loss_table *table, const char *column)
{
	struct loss_question *q = dn_new(l->tables, struct loss_question);
	struct dunlin_buf *relation = dn_buf_new(q);

	l->project->session->dialect->relation(relation, &table->name);
	q->table = table->name.name;
	q->column = column;
	q->relation = dn_buf_steal(q, relation);
	dn_push(l->tables, l->questions, l->n, q);
}

static void
loss_drop_table(struct loss *l, const struct dn_name *name)
{
	struct loss_table *table = loss_table(l, name);

	if (!table->made)
		loss_ask(l, table, NULL);
	table->made = true;
}

static void
loss_drop_column(struct loss *l, const struct dn_change *change)
{
	struct loss_table *table = loss_table(l, &change->object);
	const char *column = loss_column(table, change->column_name);

	dn_map_put(table->columns, change->column_name, (void *) (uintptr_t) "");
	if (!table->made && *column != '\0')
		loss_ask(l, table, column);
}

static void
loss_change(struct loss *l, const struct dn_change *change)
{
	struct loss_table *table;

	switch (change->kind) {
	case DN_DROP_TABLE: loss_drop_table(l, &change->object); break;
	case DN_DROP_COLUMN: loss_drop_column(l, change); break;
	case DN_CREATE_TABLE:
		if (!change->if_not_exists)
			loss_table(l, &change->object)->made = true;
		break;
	case DN_ADD_COLUMN:
		table = loss_table(l, &change->object);
		if (!change->if_not_exists)
			dn_map_put(table->columns, change->column->name, (void *) (uintptr_t) "");
		break;
	case DN_RENAME_TABLE:
		loss_rename(l, &change->object, change->object.schema, change->new_name);
		break;
	case DN_SET_SCHEMA:
		loss_rename(l, &change->object, change->new_name, change->object.name);
		break;
	case DN_RENAME_COLUMN:
		table = loss_table(l, &change->object);
		dn_map_put(table->columns, change->new_name,
		    (void *) (uintptr_t) loss_column(table, change->column_name));
		dn_map_put(table->columns, change->column_name, (void *) (uintptr_t) "");
		break;
	default: break;
	}
}

/* What goes with a schema is what the step locks of it. */
static void
loss_drop_schema(struct loss *l, const struct dn_plan_revision *p,
    const struct dn_statement *statement, const char *schema)
{
	for (size_t i = 0; i < p->nsteps; i++) {
		const struct dn_effect *effect = p->steps[i]->effect;

		if (p->steps[i]->output->from != statement || effect == NULL)
			continue;
		for (size_t k = 0; k < effect->nlocks; k++) {
			const struct dn_name name =
			    dn_schema_key_name(l->tables, effect->locks[k].table);

			if (strcmp(name.schema, schema) == 0)
				loss_drop_table(l, &name);
		}
	}
}

static void
loss_collect(struct loss *l, const struct dn_plan *plan)
{
	for (size_t r = 0; r < plan->nrevisions; r++) {
		const struct dn_plan_revision *p = plan->revisions[r];

		for (size_t i = 0; i < p->nstatements; i++) {
			const struct dn_statement *statement = p->statements[i];

			for (size_t j = 0; j < statement->nchanges; j++) {
				const struct dn_change *change = statement->changes[j];

				loss_change(l, change);
				if (change->kind == DN_DROP_SCHEMA)
					loss_drop_schema(l, p, statement, change->object.name);
			}
		}
	}
}

static bool
loss_is_there(void *payload, size_t ncols, const char *const *values, struct dunlin_error *err)
{
	struct loss_question *q = payload;

	(void) ncols, (void) values, (void) err;
	q->there = true;
	return true;
}

static bool
loss_take_count(void *payload, size_t ncols, const char *const *values, struct dunlin_error *err)
{
	struct loss_question *q = payload;

	(void) ncols, (void) err;
	q->rows = values[0] == NULL ? 0 : strtoull(values[0], NULL, 10);
	q->answered = true;
	return true;
}

/* Is it there at all?  All are asked together. */
static bool
loss_find(struct loss *l, struct dunlin_error *err)
{
	struct dn_session *session = l->project->session;

	for (size_t i = 0; i < l->n; i++) {
		struct loss_question *q = l->questions[i];
		struct dunlin_value params[] = { dn_text_value(q->relation),
			dn_text_value(q->column) };
		struct dunlin_exec exec = {
			.sql = session->dialect->has_column,
			.params = params,
			.nparams = 2,
			.row = loss_is_there,
			.row_payload = q,
		};

		if (!dn_session_ask(session, &exec, err))
			return false;
	}
	return dn_session_flush(session, err);
}

/* Rows of the table, or with a value in the column. */
static char *
loss_query(const struct loss *l, const struct loss_question *q)
{
	const char *own = l->project->session->dialect->own_functions;
	struct dunlin_buf *sql = dn_buf_new(l->tables);

	dunlin_buf_printf(
	    sql, "SELECT %scount(*) FROM (SELECT 1 FROM %s", own != NULL ? own : "", q->relation);
	if (q->column != NULL) {
		dunlin_buf_puts(sql, " WHERE ");
		l->project->session->dialect->identifier(sql, q->column);
		dunlin_buf_puts(sql, " IS NOT NULL");
	}
	dunlin_buf_printf(sql, " LIMIT %d) b", LOSS_LIMIT + 1);
	return dn_buf_steal(l->tables, sql);
}

static unsigned
loss_limit(const struct loss *l)
{
	return dn_config_duration(l->project->config, "precheck_timeout");
}

static bool
loss_bound(struct loss *l, struct dunlin_error *err)
{
	struct dn_session *session = l->project->session;
	struct dunlin_buf *sql = dn_buf_new(l->tables);

	if (session->dialect->bound_reading == NULL)
		return true;
	session->dialect->bound_reading(sql, loss_limit(l));
	return dn_session_run(session, sql->s, NULL, 0, err);
}

static bool
loss_count(struct loss *l, struct dunlin_error *err)
{
	struct dn_session *session = l->project->session;

	for (size_t i = 0; i < l->n; i++) {
		struct dunlin_exec exec = {
			.sql = loss_query(l, l->questions[i]),
			.row = loss_take_count,
			.row_payload = l->questions[i],
		};

		if (l->questions[i]->there &&
		    (!loss_bound(l, err) || !dn_session_ask(session, &exec, err)))
			return false;
	}
	return dn_session_settle(session, err);
}

/* What takes too long is not counted, and nor is what comes behind it. */
static bool
loss_answer(struct loss *l, struct dunlin_error *err)
{
	struct dn_session *session = l->project->session;
	struct dunlin_error *own = dn_error_new(l->tables);
	bool tx = session->dialect->bound_reading != NULL, ok = true;
	unsigned long long end = dn_clock_ms() + loss_limit(l);

	if (tx) {
		dn_session_defer(session);
		ok = dn_session_begin(session, own) && loss_bound(l, own) &&
		     dn_session_enter(session, own);
	}
	ok = ok && loss_find(l, own) && loss_count(l, own);
	if (tx)
		dn_session_rollback(session);
	if (!ok && !session->lost && !dn_session_canceled(session, NULL))
		ok = own->code == DUNLIN_E_BUSY || dn_clock_ms() >= end;
	return ok || dn_error_copy(err, own);
}

struct dn_losses *
dn_project_losses(
    const void *mem, struct dunlin *project, const struct dn_plan *plan, struct dunlin_error *err)
{
	struct dn_losses *found = dn_new(mem, struct dn_losses);
	struct loss l = { project, dn_map_new(found), NULL, 0 };

	loss_collect(&l, plan);
	if (l.n > 0 && !loss_answer(&l, err)) {
		dn_free(found);
		return NULL;
	}
	for (size_t i = 0; i < l.n; i++) {
		const struct loss_question *q = l.questions[i];
		struct dn_loss loss = {
			.table = dn_strdup(found, q->table),
			.column = dn_strdup_null(found, q->column),
			.counted = q->answered,
			.more = q->rows > LOSS_LIMIT,
			.rows = q->rows > LOSS_LIMIT ? LOSS_LIMIT : (size_t) q->rows,
		};

		if (q->there && (!q->answered || q->rows > 0))
			dn_push(found, found->items, found->n, loss);
	}
	return found;
}

static char *
loss_list(struct dn_losses *found)
{
	struct dunlin_buf *list = dn_buf_new(found);

	for (size_t i = 0; i < found->n; i++) {
		dunlin_buf_puts(list, i == 0 ? "" : ", ");
		dn_loss_print(list, &found->items[i]);
	}
	return dn_buf_steal(found, list);
}

/* Upwards it is what the author wrote. */
static bool
loss_say(struct dunlin *project, const struct dn_plan *plan, struct dunlin_error *err)
{
	struct dn_losses *found = dn_project_losses(NULL, project, plan, err);
	bool ok = found != NULL;

	if (ok && found->n > 0)
		dn_log(
		    &project->log, DUNLIN_NOTICE, "the upgrade drops data: %s", loss_list(found));
	dn_free(found);
	return ok;
}

bool
dn_project_check_loss(struct dunlin *project, const struct dn_plan *plan, struct dunlin_error *err)
{
	struct dn_losses *found;
	bool ok;

	if (plan->direction == DN_UP)
		return !dn_project_prechecks(project) || loss_say(project, plan, err);
	if (project->allow_data_loss)
		return true;
	found = dn_project_losses(NULL, project, plan, err);
	ok = found != NULL && found->n == 0;
	if (found != NULL && !ok) {
		dunlin_error_set(
		    err, DUNLIN_E_FAILED, "the downgrade would drop data: %s", loss_list(found));
		dunlin_error_set_hint(
		    err, "Nothing was done; add --allow-data-loss if this may go.");
	}
	dn_free(found);
	return ok;
}

void
dunlin_allow_data_loss(struct dunlin *project)
{
	project->allow_data_loss = true;
}
