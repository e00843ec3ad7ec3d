/* order.c - the order in which the server runs the commands of one ALTER TABLE */
#include "config.h"

#include "base/mem.h"
#include "schema/change.h"

/* AlterTablePass and ATPrepCmd() in tablecmds.c. */
enum order_pass {
	ORDER_DROP,
	ORDER_ALTER_TYPE,
	ORDER_ADD_COLUMN,
	ORDER_COLUMN_ATTRIBUTES,
	ORDER_ADD_USING_INDEX,
	ORDER_ADD_INDEX,
	ORDER_ADD_OTHER,
	ORDER_REST,
};

static enum order_pass
order_of_constraint(const struct dn_constraint *constraint)
{
	if (constraint->using_index != NULL)
		return ORDER_ADD_USING_INDEX;
	if (constraint->kind == DN_CHECK || constraint->kind == DN_FOREIGN_KEY)
		return ORDER_ADD_OTHER;
	return ORDER_ADD_INDEX;
}

static enum order_pass
order_of(const struct dn_change *change)
{
	switch ((int) change->kind) {
	case DN_DROP_COLUMN:
	case DN_DROP_CONSTRAINT:
	case DN_DROP_DEFAULT:
	case DN_DROP_NOT_NULL:
	case DN_DROP_IDENTITY:
	case DN_DROP_EXPRESSION: return ORDER_DROP;
	case DN_SET_TYPE: return ORDER_ALTER_TYPE;
	case DN_ADD_COLUMN: return ORDER_ADD_COLUMN;
	case DN_SET_NOT_NULL: return ORDER_COLUMN_ATTRIBUTES;
	case DN_ADD_CONSTRAINT: return order_of_constraint(change->constraint);
	case DN_SET_DEFAULT:
	case DN_ADD_IDENTITY: return ORDER_ADD_OTHER;
	default: return ORDER_REST;
	}
}

void
dn_changes_order(struct dn_change **changes, size_t n)
{
	struct dn_change **ordered = dn_new_array(NULL, struct dn_change *, n);
	size_t done = 0;

	for (int pass = ORDER_DROP; pass <= ORDER_REST; pass++)
		for (size_t i = 0; i < n; i++)
			if ((int) order_of(changes[i]) == pass)
				ordered[done++] = changes[i];
	for (size_t i = 0; i < n; i++)
		changes[i] = ordered[i];
	dn_free(ordered);
}
