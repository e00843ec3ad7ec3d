/* partition.c - PARTITION BY and the bounds of partitions */
#include "config.h"

#include <string.h>

#include "sql/convert.h"

struct dn_partitioning *
dn_convert_partitioning(struct dn_convert *c, const void *mem, const PgQuery__PartitionSpec *spec)
{
	struct dn_partitioning *p;

	if (spec == NULL)
		return NULL;
	p = dn_new(mem, struct dn_partitioning);
	p->strategy = strcmp(spec->strategy, "hash") == 0   ? DN_BY_HASH
		      : strcmp(spec->strategy, "list") == 0 ? DN_BY_LIST
							    : DN_BY_RANGE;
	p->parts = dn_new_array(p, struct dn_index_part, spec->n_part_params);
	for (size_t i = 0; i < spec->n_part_params; i++) {
		const PgQuery__PartitionElem *elem = spec->part_params[i]->partition_elem;
		struct dn_index_part *part = &p->parts[p->nparts++];

		part->column = dn_convert_string(p, elem->name);
		if (elem->expr != NULL)
			part->expr = dn_convert_expr(c, p, elem->expr);
		part->collation = dn_convert_dotted(p, DN_NODES(elem, collation));
		part->opclass = dn_convert_dotted(p, DN_NODES(elem, opclass));
	}
	return p;
}

static struct dn_expr **
partition_values(struct dn_convert *c, struct dn_bound *bound, struct dn_nodes values, size_t *n)
{
	struct dn_expr **list = dn_new_array(bound, struct dn_expr *, values.n + 1);

	for (*n = 0; *n < values.n; ++*n)
		list[*n] = dn_convert_expr(c, bound, values.items[*n]);
	return list;
}

struct dn_bound *
dn_convert_bound(struct dn_convert *c, const void *mem, const PgQuery__PartitionBoundSpec *spec)
{
	struct dn_bound *bound = dn_new(mem, struct dn_bound);

	bound->rest = spec->is_default;
	bound->modulus = spec->modulus;
	bound->remainder = spec->remainder;
	bound->from = partition_values(c, bound, DN_NODES(spec, lowerdatums), &bound->nfrom);
	bound->to = partition_values(c, bound, DN_NODES(spec, upperdatums), &bound->nto);
	bound->values = partition_values(c, bound, DN_NODES(spec, listdatums), &bound->nvalues);
	return bound;
}
