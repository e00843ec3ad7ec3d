/* partition_changes.c - partitions that come, go and change: rows of one table */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/changes/changes.h"
#include "dialect/sqlite/table/table.h"

static bool
partition_cannot(struct sqlite_change *x, const char *why)
{
	return dn_sqlite_cannot(x->err, x->st, x->st->span.start, "%s", why);
}

static struct dn_name
partition_name(const struct dn_table *table)
{
	return (struct dn_name){ table->schema, table->name };
}

static const char *
partition_relation(struct sqlite_change *x, const struct dn_table *table)
{
	struct dn_name name = partition_name(table);

	return dn_sqlite_name(x->scratch, x->t->schema, &name);
}

/* "(condition)" for the rows of a partition; NULL and ERR when it cannot be said. */
static const char *
partition_rows(struct sqlite_change *x, const struct dn_table *partition)
{
	struct sqlite_print p = dn_sqlite_printer(x, NULL);

	p.here = false;
	return dn_sqlite_partition(&p, partition) ? p.buf->s : NULL;
}

static void
partition_say(struct sqlite_change *x, const struct dn_table *partition)
{
	const struct dn_table *root = dn_table_root(partition);

	dn_translation_notice(x->t, "partition",
	    "SQLite has no partitions: '%s' and the like are views of rows of one table, as '%s' "
	    "is",
	    partition->name, root->name);
}

static void
partition_say_own(struct sqlite_change *x, const char *partition)
{
	dn_translation_notice(x->t, "partition-own",
	    "what partition '%s' and the like have of their own (constraints, defaults, unique "
	    "indexes) is left out: they are rows of one table",
	    partition);
}

/* The table whose partitions change: it waits, for the CHECK that a row fits one. */
static const struct dn_table *
partition_root(struct sqlite_change *x, const struct dn_name *name)
{
	const struct dn_table *root;

	if (!dn_sqlite_visible(x->t, x->st, name, x->err))
		return NULL;
	root = dn_table_root(dn_schema_table(x->t->schema, name));
	return root != NULL && dn_sqlite_hold(x, root) != NULL ? root : NULL;
}

bool
dn_sqlite_create_partition(struct sqlite_change *x)
{
	const struct dn_change *c = x->change;
	bool there = dn_schema_table(x->t->schema, &c->object) != NULL;
	const struct dn_table *table;

	if (!dn_sqlite_check_name(x, c->object.name))
		return false;
	if (there && c->if_not_exists)
		return dn_sqlite_apply(x);
	if (partition_root(x, &c->owner_table) == NULL) {
		if (dunlin_error_code(x->err) == DUNLIN_OK)
			dn_sqlite_cannot(x->err, x->st, x->st->span.start,
			    "the history does not say what columns table '%s' has",
			    c->owner_table.name);
		return false;
	}
	if (!dn_sqlite_apply(x))
		return false;
	table = dn_schema_table(x->t->schema, &c->object);
	dn_map_put(x->state->views, table->key, x->st);
	partition_say(x, table);
	if (c->ncolumns > 0 || c->nconstraints > 0)
		partition_say_own(x, table->name);
	return true;
}

/* What reads it, and its own partitions, come back where they are still there. */
static void
partition_away(struct sqlite_change *x, const struct dn_table *partition)
{
	struct dn_name name = partition_name(partition);

	dn_sqlite_views_hold_users(x, &name);
	dn_sqlite_emit(x, "DROP VIEW IF EXISTS %s", partition_relation(x, partition));
}

static bool
partition_drop(struct sqlite_change *x, const struct dn_table *partition)
{
	const struct dn_table *root = dn_table_root(partition);
	const char *rows = partition_rows(x, partition);

	if (rows == NULL || !dn_sqlite_flush_before(x) || dn_sqlite_hold(x, root) == NULL)
		return false;
	partition_away(x, partition);
	dn_sqlite_emit(x, "DELETE FROM %s WHERE %s", partition_relation(x, root), rows);
	return dn_sqlite_apply_cascade(x);
}

static bool
partition_rename(struct sqlite_change *x, const struct dn_table *partition)
{
	partition_away(x, partition);
	if (!dn_sqlite_apply(x))
		return false;
	dn_map_put(x->state->views, partition->key, x->st);
	return true;
}

/* Does the whole table have a key of the same columns? */
static bool
partition_has_key(const struct dn_table *root, const struct dn_constraint *key)
{
	for (size_t i = 0; i < root->nconstraints; i++) {
		const struct dn_constraint *c = root->constraints[i];
		size_t j = 0;

		while (c->kind == key->kind && c->ncolumns == key->ncolumns && j < c->ncolumns &&
		       strcmp(c->columns[j], key->columns[j]) == 0)
			j++;
		if (j > 0 && j == key->ncolumns && c->kind != DN_FOREIGN_KEY)
			return true;
	}
	return false;
}

/* What is said of a partition alone. */
static bool
partition_alter(struct sqlite_change *x, const struct dn_table *partition)
{
	switch (x->change->kind) {
	case DN_DROP_INDEX:
	case DN_RENAME_INDEX:
	case DN_VALIDATE_CONSTRAINT:
	case DN_RENAME_CONSTRAINT: break;
	case DN_CREATE_INDEX:
		if (x->change->index->unique)
			partition_say_own(x, partition->name);
		break;
	case DN_ADD_CONSTRAINT:
		if (!partition_has_key(dn_table_root(partition), x->change->constraint))
			partition_say_own(x, partition->name);
		break;
	case DN_SET_DEFAULT:
	case DN_DROP_DEFAULT:
	case DN_SET_NOT_NULL:
	case DN_DROP_NOT_NULL:
	case DN_DROP_CONSTRAINT: partition_say_own(x, partition->name); break;
	default: return partition_cannot(x, "a partition is no table of its own there");
	}
	return dn_sqlite_apply(x);
}

bool
dn_sqlite_change_partition(struct sqlite_change *x, bool *done)
{
	const struct dn_table *table = dn_change_table(x->t->schema, x->change);

	*done = table != NULL && table->partition_of != NULL;
	if (!*done)
		return true;
	switch (x->change->kind) {
	case DN_DROP_TABLE: return partition_drop(x, table);
	case DN_RENAME_TABLE:
	case DN_SET_SCHEMA: return partition_rename(x, table);
	case DN_CHANGE_OPAQUE:
	case DN_CREATE_TABLE:
	case DN_CREATE_PARTITION:
	case DN_ATTACH_PARTITION:
	case DN_DETACH_PARTITION:
	case DN_DATA:
	case DN_COPY:
	case DN_NOTHING: *done = false; return true;
	default: return partition_alter(x, table);
	}
}

/* -- ATTACH and DETACH --------------------------------------------------------------------- */

/* Names of columns that have values of their own. */
static const char *
partition_columns(struct sqlite_change *x, const struct dn_table *table)
{
	struct dunlin_buf *buf = dn_buf_new(x->scratch);

	for (size_t i = 0; i < table->ncolumns; i++) {
		if (table->columns[i]->generated != NULL)
			continue;
		dunlin_buf_puts(buf, buf->len == 0 ? "" : ", ");
		dn_sqlite_identifier(buf, table->columns[i]->name);
	}
	return buf->s;
}

/* Has it constraints that the whole table has not? */
static bool
partition_has_own(const struct dn_table *table, const struct dn_table *root)
{
	for (size_t i = 0; i < table->nconstraints; i++)
		if (dn_table_constraint(root, table->constraints[i]->name) == NULL &&
		    !partition_has_key(root, table->constraints[i]))
			return true;
	return false;
}

/* Its rows go into the table, and a view takes its place. */
bool
dn_sqlite_attach_partition(struct sqlite_change *x)
{
	const struct dn_table *table = dn_schema_table(x->t->schema, &x->change->partition), *root;
	struct dn_name name = x->change->partition, whole;
	const char *columns, *relation;

	if (!dn_sqlite_visible(x->t, x->st, &name, x->err) || !dn_sqlite_flush_before(x))
		return false;
	if (table == NULL || table->unknown || table->nreferences > 0 || table->npartitions > 0)
		return partition_cannot(x, "what is attached is not a table of which all is known, "
					   "without partitions, that no foreign key points to");
	root = partition_root(x, &x->change->object);
	if (root == NULL)
		return false;
	if (partition_has_own(table, root))
		partition_say_own(x, table->name);
	columns = partition_columns(x, table);
	relation = partition_relation(x, table);
	name = partition_name(table);
	dn_sqlite_views_hold_users(x, &name);
	dn_sqlite_counters_forget(x, table);
	if (!dn_sqlite_apply(x))
		return false;
	whole = partition_name(root);
	if (!dn_sqlite_flush_table(x, &whole))
		return false;
	dn_sqlite_emit(x, "INSERT INTO %s (%s) SELECT %s FROM %s", partition_relation(x, root),
	    columns, columns, relation);
	dn_sqlite_emit(x, "DROP TABLE %s", relation);
	dn_map_put(x->state->views, table->key, x->st);
	partition_say(x, table);
	return true;
}

/* Its rows leave the table for one that is like it. */
bool
dn_sqlite_detach_partition(struct sqlite_change *x)
{
	const struct dn_table *table = dn_schema_table(x->t->schema, &x->change->partition), *root;
	struct sqlite_held *held;
	struct dn_name name;
	const char *rows, *columns;

	if (table == NULL || table->partition_of == NULL || table->partitioning != NULL)
		return partition_cannot(x, "what is detached is not a partition of the history");
	rows = partition_rows(x, table);
	root = dn_table_root(table);
	if (rows == NULL || !dn_sqlite_flush_before(x) || dn_sqlite_hold(x, root) == NULL)
		return false;
	partition_away(x, table);
	if (!dn_sqlite_apply(x))
		return false;
	if (table->unknown)
		return partition_cannot(x, "not all is known of the table that it leaves");
	held = dn_new(x->state->held, struct sqlite_held);
	held->from = x->st;
	held->created = true;
	dn_map_put(x->state->held, table->key, held);
	name = partition_name(table);
	if (!dn_sqlite_flush_table(x, &name))
		return false;
	columns = partition_columns(x, root);
	dn_sqlite_emit(x, "INSERT INTO %s (%s) SELECT %s FROM %s WHERE %s",
	    partition_relation(x, table), columns, columns, partition_relation(x, root), rows);
	dn_sqlite_emit(x, "DELETE FROM %s WHERE %s", partition_relation(x, root), rows);
	return true;
}

/* -- rows ---------------------------------------------------------------------------------- */

/* Rows go to and come from the table: the same change of it, of the rows in x->within alone. */
bool
dn_sqlite_redirect(struct sqlite_change *x)
{
	const struct dn_table *table = dn_change_table(x->t->schema, x->change), *root;
	struct dn_change *change;
	struct dn_query *q;
	const char *rows;

	if (table == NULL || table->partition_of == NULL ||
	    strcmp(x->change->name == NULL ? "" : x->change->name, "select") == 0)
		return true;
	root = dn_table_root(table);
	change = dn_memdup(x->scratch, x->change, sizeof *change);
	change->object = partition_name(root);
	change->query = q = dn_query_copy(x->scratch, x->change->query);
	if (q != NULL && q->table != NULL) {
		if (q->table->alias == NULL)
			q->table->alias = q->table->table.name;
		q->table->table = change->object;
	}
	if (change->kind == DN_DATA && strcmp(change->name, "insert") != 0) {
		rows = partition_rows(x, table);
		if (rows == NULL)
			return false;
		x->within = dn_sprintf(x->scratch, "%s IN (SELECT %s FROM %s WHERE %s)",
		    dn_sqlite_rowid(root), dn_sqlite_rowid(root), partition_relation(x, root),
		    rows);
	}
	x->change = change;
	return true;
}
