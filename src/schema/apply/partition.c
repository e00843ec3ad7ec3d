/* partition.c - partitions that come, go and become tables of their own */
#include "config.h"

#include "base/mem.h"
#include "schema/apply/apply.h"

/* FOR VALUES must be of the kind of PARTITION BY. */
static bool
partition_check_bound(
    struct dn_apply *a, const struct dn_table *parent, const struct dn_bound *bound)
{
	static const char *const names[] = {
		[DN_BY_RANGE] = "range", [DN_BY_LIST] = "list", [DN_BY_HASH] = "hash"
	};
	const struct dn_partitioning *by = parent->partitioning;
	bool fits;

	if (by == NULL || bound->rest)
		return true;
	if (by->strategy == DN_BY_RANGE)
		fits = bound->nfrom == by->nparts && bound->nto == by->nparts;
	else
		fits = bound->nfrom == 0 && (bound->nvalues > 0) == (by->strategy == DN_BY_LIST);
	return fits || dn_apply_refuse(a, "invalid bound specification for a %s partition",
			   names[by->strategy]);
}

/* A partition's own indexes and defaults are not kept: all that is known of it is its bound. */
bool
dn_apply_create_partition(struct dn_apply *a)
{
	const struct dn_change *change = a->change;
	struct dn_table *parent, *table;
	const char *in = change->temporary && change->object.schema == NULL
			     ? "pg_temp"
			     : dn_apply_schema(a, &change->object);

	if (in == NULL)
		return false;
	if (change->if_not_exists && dn_schema_has_relation(a->schema, in, change->object.name))
		return true;
	parent = dn_apply_table(a, &change->owner_table);
	if (parent == NULL || !dn_apply_free_relation(a, in, change->object.name) ||
	    !partition_check_bound(a, parent, change->bound))
		return false;
	table = dn_model_add_table(a->schema, in, change->object.name);
	dn_model_attach(a->schema, parent, table, change->bound);
	if (change->partitioning != NULL)
		table->partitioning = dn_partitioning_copy(table, change->partitioning);
	dn_apply_forget(a, &(struct dn_name){ in, change->object.name });
	return true;
}

/* Its columns are its parent's from here on. */
bool
dn_apply_attach_partition(struct dn_apply *a)
{
	struct dn_table *parent = dn_apply_table(a, &a->change->object);
	struct dn_table *table = dn_apply_table(a, &a->change->partition);

	if (parent == NULL || table == NULL || !partition_check_bound(a, parent, a->change->bound))
		return false;
	/* One with partitions of its own keeps these. */
	if (table->npartitions == 0) {
		struct dn_partitioning *partitioning = talloc_steal(a->schema, table->partitioning);

		table->partitioning = NULL;
		dn_model_clear_table(a->schema, table);
		table->partitioning = talloc_steal(table, partitioning);
	}
	dn_model_detach(table);
	dn_model_attach(a->schema, parent, table, a->change->bound);
	return true;
}

/* A table that is like its parent was; what it had of its own is not known. */
bool
dn_apply_detach_partition(struct dn_apply *a)
{
	struct dn_table *parent = dn_apply_table(a, &a->change->object);
	struct dn_table *table = dn_apply_table(a, &a->change->partition);

	if (parent == NULL || table == NULL)
		return false;
	dn_model_detach(table);
	if (parent->unknown || table->partitioning != NULL)
		return true;
	table->unknown = false;
	return dn_apply_like_all(a, table, parent);
}
