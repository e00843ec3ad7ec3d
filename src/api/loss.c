/* loss.c - what of the rows that are there would a downgrade drop? */
#include "config.h"

#include <string.h>

#include "api/project.h"
#include "base/buf.h"
#include "base/mem.h"

/* Counting ends here: beyond it nobody cares how many. */
enum { LOSS_LIMIT = 10000 };

/* A table as it was before the run, by whatever name the run calls it now. */
struct loss_table {
	struct dn_name name;
	bool made;              /* in this run, or dropped already: nothing of before is in it */
	struct dn_map *columns; /* name now -> name before, "" for none; absent: the same */
};

struct loss {
	struct dunlin *project;
	struct dn_map *tables; /* name now -> struct loss_table; owner of all here */
	struct dn_losses *found;
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

static bool
loss_take_row(void *payload, size_t ncols, const char *const *values, struct dunlin_error *err)
{
	size_t *n = payload;

	(void) ncols, (void) values, (void) err;
	(*n)++;
	return true;
}

/* Rows of the table, or with a value in COLUMN; none where it is not there. */
static bool
loss_count(struct loss *l, const struct dn_name *name, const char *column, size_t *n,
    struct dunlin_error *err)
{
	struct dn_session *session = l->project->session;
	const struct dn_dialect *d = session->dialect;
	struct dunlin_buf *sql = dn_buf_new(l->tables), *relation = dn_buf_new(l->tables);
	struct dunlin_exec exec = { .row = loss_take_row, .row_payload = n };
	struct dunlin_value params[2];
	bool found;

	d->relation(relation, name);
	params[0] = dn_text_value(relation->s);
	params[1] = dn_text_value(column);
	if (!dn_session_has_row(session, d->has_column, params, 2, &found, err) || !found)
		return found;
	dunlin_buf_printf(sql, "SELECT 1 FROM %s", relation->s);
	if (column != NULL) {
		dunlin_buf_puts(sql, " WHERE ");
		d->identifier(sql, column);
		dunlin_buf_puts(sql, " IS NOT NULL");
	}
	dunlin_buf_printf(sql, " LIMIT %d", LOSS_LIMIT + 1);
	exec.sql = sql->s;
	return dn_session_query(session, &exec, err);
}

static bool
loss_check(
    struct loss *l, const struct loss_table *table, const char *column, struct dunlin_error *err)
{
	struct dunlin_error *own = dn_error_new(l->tables);
	struct dn_loss loss = { .counted = true };
	size_t n = 0;

	if (!loss_count(l, &table->name, column, &n, own)) {
		if (own->code != DUNLIN_OK && own->code != DUNLIN_E_CANCELED)
			return dn_error_copy(err, own);
		if (own->code == DUNLIN_OK)
			return true;
		loss.counted = false;
	} else if (n == 0) {
		return true;
	}
	loss.more = n > LOSS_LIMIT;
	loss.rows = loss.more ? LOSS_LIMIT : n;
	loss.table = dn_strdup(l->found, table->name.name);
	loss.column = dn_strdup_null(l->found, column);
	dn_push(l->found, l->found->items, l->found->n, loss);
	return true;
}

static bool
loss_drop_table(struct loss *l, const struct dn_name *name, struct dunlin_error *err)
{
	struct loss_table *table = loss_table(l, name);
	bool made = table->made;

	table->made = true;
	return made || loss_check(l, table, NULL, err);
}

static bool
loss_drop_column(struct loss *l, const struct dn_change *change, struct dunlin_error *err)
{
	struct loss_table *table = loss_table(l, &change->object);
	const char *column = loss_column(table, change->column_name);

	dn_map_put(table->columns, change->column_name, (void *) (uintptr_t) "");
	return table->made || *column == '\0' || loss_check(l, table, column, err);
}

static bool
loss_change(struct loss *l, const struct dn_change *change, struct dunlin_error *err)
{
	struct loss_table *table;

	switch (change->kind) {
	case DN_DROP_TABLE: return loss_drop_table(l, &change->object, err);
	case DN_DROP_COLUMN: return loss_drop_column(l, change, err);
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
	return true;
}

static bool
loss_revision(struct loss *l, const struct dn_plan_revision *p, struct dunlin_error *err)
{
	for (size_t i = 0; i < p->nstatements; i++)
		for (size_t j = 0; j < p->statements[i]->nchanges; j++)
			if (!loss_change(l, p->statements[i]->changes[j], err))
				return false;
	return true;
}

static bool
loss_all(struct loss *l, const struct dn_plan *plan, struct dunlin_error *err)
{
	struct dn_session *session = l->project->session;
	const char *bound = session->dialect->bound_count;
	bool ok = true;

	if (bound != NULL)
		ok = dn_session_begin(session, err) &&
		     dn_session_run(session, bound, NULL, 0, err) && dn_session_enter(session, err);
	for (size_t i = 0; ok && i < plan->nrevisions; i++)
		ok = loss_revision(l, plan->revisions[i], err);
	if (bound != NULL)
		dn_session_rollback(session);
	return ok;
}

struct dn_losses *
dn_project_losses(
    const void *mem, struct dunlin *project, const struct dn_plan *plan, struct dunlin_error *err)
{
	struct dn_losses *found = dn_new(mem, struct dn_losses);
	struct loss l = { project, dn_map_new(found), found };

	if (plan->direction == DN_UP || loss_all(&l, plan, err))
		return found;
	dn_free(found);
	return NULL;
}

bool
dn_project_check_loss(struct dunlin *project, const struct dn_plan *plan, struct dunlin_error *err)
{
	struct dn_losses *found;
	struct dunlin_buf *list;

	if (project->allow_data_loss)
		return true;
	found = dn_project_losses(NULL, project, plan, err);
	if (found == NULL || found->n == 0) {
		bool ok = found != NULL;

		dn_free(found);
		return ok;
	}
	list = dn_buf_new(found);
	for (size_t i = 0; i < found->n; i++) {
		dunlin_buf_puts(list, i == 0 ? "" : ", ");
		dn_loss_print(list, &found->items[i]);
	}
	dunlin_error_set(err, DUNLIN_E_FAILED, "the downgrade would drop data: %s", list->s);
	dunlin_error_set_hint(err, "Nothing was done; add --allow-data-loss if this may go.");
	dn_free(found);
	return false;
}

void
dunlin_allow_data_loss(struct dunlin *project)
{
	project->allow_data_loss = true;
}
