/* partition.c - which rows of the one table that there is are a partition's
 *
 * A partitioned table is one table, with a CHECK that a row fits a partition; each partition is a
 * view of its rows.  What PostgreSQL's hash decides is not known there.
 */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/expr/expr.h"
#include "dialect/sqlite/table/table.h"

/* One part of PARTITION BY: its SQL, and how its values are written. */
struct partition_key {
	const char *sql;
	const char *plain; /* without what makes its values comparable */
	const char *form;  /* a function around it and around constants, or "" */
	const struct dn_type *type;
};

/* Times may be stored in several forms; one that SQLite does not read is not known to fit. */
static const char *
partition_form(const struct dn_type *type)
{
	if (type == NULL || type->dims > 0)
		return "";
	switch ((int) type->kind) {
	case DN_TYPE_DATE: return "date";
	case DN_TYPE_TIMESTAMP:
	case DN_TYPE_TIMESTAMPTZ: return "datetime";
	default: return "";
	}
}

static bool
partition_key(struct sqlite_print *p, const struct dn_index_part *part, struct partition_key *key)
{
	struct sqlite_print inner = *p;
	struct dn_expr column = { .kind = DN_EXPR_COLUMN, .name = part->column };
	struct dn_expr *expr = part->expr != NULL ? part->expr : &column;

	inner.buf = dn_buf_new(p->buf);
	if (!dn_sqlite_operand(&inner, expr))
		return false;
	key->plain = inner.buf->s;
	key->type = dn_schema_base(p->t->schema, dn_expr_type(expr, p->table));
	key->form = partition_form(key->type);
	key->sql =
	    key->form[0] == '\0' ? key->plain : dn_sprintf(p->buf, "%s(%s)", key->form, key->plain);
	return true;
}

static struct partition_key *
partition_keys(struct sqlite_print *p, const struct dn_partitioning *by)
{
	struct partition_key *keys = dn_new_array(p->buf, struct partition_key, by->nparts);

	for (size_t i = 0; i < by->nparts; i++)
		if (!partition_key(p, &by->parts[i], &keys[i]))
			return NULL;
	return keys;
}

/* "k >= value" */
static bool
partition_compare(struct sqlite_print *p, const struct partition_key *key, const char *operator,
    const struct dn_expr * value)
{
	dunlin_buf_printf(p->buf, "%s %s ", key->sql, operator);
	if (key->form[0] != '\0')
		dunlin_buf_printf(p->buf, "%s(", key->form);
	if (!dn_sqlite_constant(p, value, key->type))
		return dn_sqlite_cannot(p->err, p->from, p->from->span.start,
		    "the bound of a partition is no constant");
	dunlin_buf_puts(p->buf, key->form[0] == '\0' ? "" : ")");
	return true;
}

static bool
partition_is(const struct dn_expr *value, const char *word)
{
	return value->kind == DN_EXPR_COLUMN && strcmp(value->name, word) == 0;
}

/* (k1, k2, ...) >= (v1, v2, ...), or < with UPPER, from value I on. */
static bool
partition_side(struct sqlite_print *p, const struct partition_key *keys,
    struct dn_expr *const *values, size_t n, bool upper)
{
	bool last =
	    n == 1 || partition_is(values[1], "minvalue") || partition_is(values[1], "maxvalue");
	bool least = n > 1 && last && partition_is(values[1], "minvalue");
	const char *operator;

	if (partition_is(values[0], "minvalue") || partition_is(values[0], "maxvalue")) {
		dunlin_buf_puts(
		    p->buf, partition_is(values[0], "minvalue") == upper ? "FALSE" : "TRUE");
		return true;
	}
	if (!last)
		operator= upper ? "<" : ">";
	else if (upper)
		operator= n == 1 || least ? "<" : "<=";
	else
		operator= n == 1 || least ? ">=" : ">";
	if (last)
		return partition_compare(p, keys, operator, values[0]);
	dunlin_buf_puts(p->buf, "(");
	if (!partition_compare(p, keys, operator, values[0]))
		return false;
	dunlin_buf_puts(p->buf, " OR (");
	if (!partition_compare(p, keys, "=", values[0]))
		return false;
	dunlin_buf_puts(p->buf, " AND ");
	if (!partition_side(p, keys + 1, values + 1, n - 1, upper))
		return false;
	dunlin_buf_puts(p->buf, "))");
	return true;
}

static bool
partition_range(struct sqlite_print *p, const struct partition_key *keys, size_t nkeys,
    const struct dn_bound *bound)
{
	for (size_t i = 0; i < nkeys; i++)
		dunlin_buf_printf(
		    p->buf, i == 0 ? "%s IS NOT NULL" : " AND %s IS NOT NULL", keys[i].plain);
	if (!partition_is(bound->from[0], "minvalue")) {
		dunlin_buf_puts(p->buf, " AND ");
		if (!partition_side(p, keys, bound->from, bound->nfrom, false))
			return false;
	}
	if (partition_is(bound->to[0], "maxvalue"))
		return true;
	dunlin_buf_puts(p->buf, " AND ");
	return partition_side(p, keys, bound->to, bound->nto, true);
}

/* NULL is a value as any other. */
static bool
partition_list(
    struct sqlite_print *p, const struct partition_key *key, const struct dn_bound *bound)
{
	const char *joint = "";
	bool null = false;

	for (size_t i = 0; i < bound->nvalues; i++)
		null = null || dn_expr_bare(bound->values[i])->kind == DN_EXPR_NULL;
	dunlin_buf_printf(p->buf, null ? "(%s IS NULL" : "%s IS NOT NULL", key->plain);
	dunlin_buf_puts(p->buf, null ? "" : " AND (");
	for (size_t i = 0; i < bound->nvalues; i++) {
		if (dn_expr_bare(bound->values[i])->kind == DN_EXPR_NULL)
			continue;
		dunlin_buf_puts(p->buf, null ? " OR " : joint);
		joint = " OR ";
		if (!partition_compare(p, key, "=", bound->values[i]))
			return false;
	}
	dunlin_buf_puts(p->buf, ")");
	return true;
}

static bool partition_own(struct sqlite_print *p, const struct dn_table *partition);

/* What no other partition has. */
static bool
partition_rest(struct sqlite_print *p, const struct dn_table *parent)
{
	const char *joint = "(";

	for (size_t i = 0; i < parent->npartitions; i++) {
		if (parent->partitions[i]->bound->rest)
			continue;
		dunlin_buf_puts(p->buf, joint);
		joint = " OR ";
		dunlin_buf_puts(p->buf, "(");
		if (!partition_own(p, parent->partitions[i]))
			return false;
		dunlin_buf_puts(p->buf, ")");
	}
	dunlin_buf_puts(p->buf, *joint == '(' ? "TRUE" : ") IS NOT TRUE");
	return true;
}

/* By its own bound alone. */
static bool
partition_own(struct sqlite_print *p, const struct dn_table *partition)
{
	const struct dn_partitioning *by = partition->partition_of->partitioning;
	const struct dn_bound *bound = partition->bound;
	const struct partition_key *keys;

	if (by == NULL || by->strategy == DN_BY_HASH)
		return dn_sqlite_cannot(p->err, p->from, p->from->span.start,
		    "which rows are in partition '%s' is decided by PostgreSQL's hash",
		    partition->name);
	if (bound->rest)
		return partition_rest(p, partition->partition_of);
	keys = partition_keys(p, by);
	if (keys == NULL)
		return false;
	return by->strategy == DN_BY_LIST ? partition_list(p, keys, bound)
					  : partition_range(p, keys, by->nparts, bound);
}

bool
dn_sqlite_partition(struct sqlite_print *p, const struct dn_table *partition)
{
	p->table = dn_table_root(partition);
	for (; partition->partition_of != NULL; partition = partition->partition_of) {
		dunlin_buf_puts(p->buf, "(");
		if (!partition_own(p, partition))
			return false;
		dunlin_buf_puts(
		    p->buf, partition->partition_of->partition_of == NULL ? ")" : ") AND ");
	}
	return true;
}

/* Does every row fit?  Nobody knows what programs make later where the history makes none. */
static bool
partition_takes_all(const struct dn_table *table)
{
	if (table->partitioning == NULL || table->partitioning->strategy == DN_BY_HASH ||
	    table->npartitions == 0)
		return true;
	for (size_t i = 0; i < table->npartitions; i++)
		if (table->partitions[i]->bound->rest && partition_takes_all(table->partitions[i]))
			return true;
	return false;
}

static bool
partition_fits(struct sqlite_print *p, const struct dn_table *table, size_t from, size_t to);

static bool
partition_fits_one(struct sqlite_print *p, const struct dn_table *partition)
{
	if (!partition_own(p, partition))
		return false;
	if (partition_takes_all(partition))
		return true;
	dunlin_buf_puts(p->buf, " AND ");
	return partition_fits(p, partition, 0, partition->npartitions);
}

/* Halved, since SQLite bounds how deep an expression may be. */
static bool
partition_fits(struct sqlite_print *p, const struct dn_table *table, size_t from, size_t to)
{
	size_t middle = from + (to - from) / 2;

	dunlin_buf_puts(p->buf, "(");
	if (to - from == 1) {
		if (!partition_fits_one(p, table->partitions[from]))
			return false;
	} else {
		if (!partition_fits(p, table, from, middle))
			return false;
		dunlin_buf_puts(p->buf, " OR ");
		if (!partition_fits(p, table, middle, to))
			return false;
	}
	dunlin_buf_puts(p->buf, ")");
	return true;
}

static void
partition_unsaid(struct sqlite_print *p)
{
	dn_translation_notice(p->t, "partition-hash",
	    "which partitions the rows of table '%s' and the like are in is not known: every row "
	    "is taken",
	    p->table->name);
}

/* Something in PARTITION BY or in a bound may be what SQLite cannot say. */
void
dn_sqlite_partition_check(struct sqlite_print *p)
{
	struct sqlite_print inner = *p;
	const struct dn_table *table = p->table;
	size_t start;

	if (table->partitioning == NULL)
		return;
	if (table->partitioning->strategy == DN_BY_HASH)
		partition_unsaid(p);
	if (partition_takes_all(table))
		return;
	inner.buf = dn_buf_new(p->buf);
	inner.err = dn_error_new(inner.buf);
	if (!partition_fits(&inner, table, 0, table->npartitions)) {
		partition_unsaid(p);
		return;
	}
	/* As PostgreSQL says it, whatever the table is called later. */
	dunlin_buf_puts(p->buf, ",\n    CONSTRAINT no_partition_found_for_row CHECK ");
	start = p->buf->len;
	dunlin_buf_puts(p->buf, inner.buf->s);
	dn_sqlite_condition(p, start, "the partitions of table '%s'", table->name);
}

/* -- the view ------------------------------------------------------------------------------ */

bool
dn_sqlite_partition_known(struct dn_translation *t, const struct dn_table *partition,
    const struct dn_statement *from, struct dunlin_error *err)
{
	struct sqlite_print p = {
		.t = dn_sqlite_quiet(t, t), .buf = dn_buf_new(t), .from = from, .err = err
	};
	bool ok = dn_sqlite_partition(&p, partition);

	dn_free(p.buf);
	dn_free(p.t);
	return ok;
}

bool
dn_sqlite_partition_view(
    struct dn_translation *t, const struct dn_table *partition, const struct dn_statement *from)
{
	const struct dn_table *root = dn_table_root(partition);
	struct dn_name own = { partition->schema, partition->name };
	struct dn_name whole = { root->schema, root->name };
	struct sqlite_print p = { .t = t, .buf = dn_buf_new(t), .from = from };
	bool ok;

	p.err = dn_error_new(p.buf);
	dunlin_buf_printf(p.buf, "CREATE VIEW %s AS SELECT * FROM %s WHERE ",
	    dn_sqlite_name(p.buf, t->schema, &own), dn_sqlite_name(p.buf, t->schema, &whole));
	ok = dn_sqlite_partition(&p, partition);
	if (ok)
		dn_translation_add(t, from, p.buf->s);
	dn_free(p.buf);
	return ok;
}
