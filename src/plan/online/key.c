/* key.c - a key of a partitioned table: of its partitions first, one by one */
#include "config.h"

#include "base/mem.h"
#include "plan/online/former.h"

/* Of each partition's index until it is the constraint's: the server has a number behind it. */
static const char key_helper[] = "_dn_ix";

/* Of the whole at once: what a partition says of it by itself would have a name of its own. */
static void
key_forbid_nulls(struct dn_former *f, const struct dn_constraint *con)
{
	const char **nullable = NULL;
	size_t n = 0;

	for (size_t i = 0; con->kind == DN_PRIMARY_KEY && i < con->ncolumns; i++) {
		const struct dn_column *column = dn_table_column(f->table, con->columns[i]);

		if (column != NULL && !column->not_null)
			dn_push(f->mem, nullable, n, con->columns[i]);
	}
	if (n > 0)
		dn_recipe_forbid_nulls(f, &f->before, nullable, n);
}

static void
key_of_each(struct dn_former *f, const struct dn_change *change, const char *name)
{
	const struct dn_constraint *con = change->constraint;

	dn_former_add(f, &f->before, false, "CREATE UNIQUE INDEX CONCURRENTLY %s ON %s", key_helper,
	    dn_former_key_definition(f, &change->object, con));
	dn_former_each(&f->before);
	dn_former_alter(f, &f->before, false, "ADD CONSTRAINT %s %s", name,
	    dn_former_key_by_index(f, con, key_helper));
	dn_former_each(&f->before);
	f->before.items[f->before.n - 1].prepared = "its index is there already";
}

/* Why there is no form; NULL: there is. */
static const char *
key_obstacle(const struct dn_former *f, const struct dn_constraint *con, const char *name)
{
	if (name == NULL)
		return dn_former_no_name;
	if (con->more)
		return dn_former_no_options;
	if (f->st->nchanges > 1)
		return dn_former_no_more;
	/* It would not go with that of the whole. */
	if (con->kind == DN_PRIMARY_KEY && f->server >= 180000)
		return "from PostgreSQL 18 on a partition's key has a NOT NULL of its own";
	return NULL;
}

/* The server takes those of the partitions over, and names them as it would have. */
void
dn_recipe_add_key_to_partitions(struct dn_former *f, const struct dn_change *change)
{
	const struct dn_constraint *con = change->constraint;
	const char *name = dn_former_name(f, con), *why = key_obstacle(f, con, name);

	if (why != NULL) {
		dn_former_give_up(f, why);
		return;
	}
	name = dn_former_identifier(f, name);
	key_forbid_nulls(f, con);
	key_of_each(f, change, name);
	dn_former_command(f, "ADD CONSTRAINT %s %s", name, dn_former_body(f, con));
	f->prepared = dn_former_each_has_it;
}
