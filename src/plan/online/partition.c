/* partition.c - partitioned tables: what is done to their partitions first, one by one */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "dialect/postgresql/postgresql.h"
#include "plan/online/former.h"
#include "schema/diff/diff.h"
#include "schema/name.h"
#include "sql/text/lex.h"

/* The rows of a partition as a condition, of the form that the server makes of it. */
struct bound {
	const struct dn_former *f;
	const struct dn_bound *bound;
	char **keys; /* what decides */
	size_t n;
	struct dunlin_buf *buf;
};

static bool
bound_is(const struct dn_expr *value, const char *word)
{
	return value->kind == DN_EXPR_COLUMN && strcasecmp(value->name, word) == 0;
}

static bool
bound_is_value(const struct dn_expr *value)
{
	return !bound_is(value, "minvalue") && !bound_is(value, "maxvalue");
}

/* As it was written, wherever that was. */
static char *
bound_value(const struct bound *b, const struct dn_expr *value)
{
	struct dunlin_buf *buf = dn_buf_new(b->f->mem);

	dn_postgresql_expr(buf, value);
	return dn_buf_steal(b->f->mem, buf);
}

static void
bound_compare(const struct bound *b, size_t i, const char *op, const struct dn_expr *value)
{
	dunlin_buf_printf(b->buf, "%s %s (%s)", b->keys[i], op, bound_value(b, value));
}

/* Do both ends of a range begin with the same I values? */
static bool
bound_begins_equal(const struct bound *b, size_t i)
{
	const struct dn_expr *from = b->bound->from[i], *to = b->bound->to[i];

	return bound_is_value(from) && bound_is_value(to) &&
	       strcmp(bound_value(b, from), bound_value(b, to)) == 0;
}

/*
 * One end of a range, from key FIRST on: the first differs, or it is equal and the second differs
 * ...  NEVER and EVER are the words for what is beyond all values on either side.
 */
static void
bound_end(const struct bound *b, size_t first, struct dn_expr *const *values, bool upper)
{
	const char *inner = upper ? "<" : ">", *ever = upper ? "maxvalue" : "minvalue";
	size_t last = first;

	if (bound_is(values[first], ever))
		return;
	while (last + 1 < b->n && bound_is_value(values[last + 1]))
		last++;
	dunlin_buf_puts(b->buf, " AND (");
	for (size_t arm = first; arm <= last; arm++) {
		bool within =
		    arm + 1 == b->n ? !upper : arm == last && bound_is(values[arm + 1], ever);

		dunlin_buf_puts(b->buf, arm == first ? "(" : " OR (");
		for (size_t i = first; i < arm; i++) {
			bound_compare(b, i, "=", values[i]);
			dunlin_buf_puts(b->buf, " AND ");
		}
		bound_compare(
		    b, arm, dn_sprintf(b->f->mem, "%s%s", inner, within ? "=" : ""), values[arm]);
		dunlin_buf_puts(b->buf, ")");
	}
	dunlin_buf_puts(b->buf, ")");
}

static void
bound_not_null(const struct bound *b)
{
	for (size_t i = 0; i < b->n; i++)
		dunlin_buf_printf(b->buf, "%s%s IS NOT NULL", i == 0 ? "" : " AND ", b->keys[i]);
}

/* Both ends, behind something. */
static void
bound_ends(const struct bound *b)
{
	size_t first = 0;

	for (; first < b->n && bound_begins_equal(b, first); first++) {
		dunlin_buf_puts(b->buf, " AND ");
		bound_compare(b, first, "=", b->bound->from[first]);
	}
	if (first == b->n)
		return;
	bound_end(b, first, b->bound->from, false);
	bound_end(b, first, b->bound->to, true);
}

static void
bound_range(const struct bound *b)
{
	bound_not_null(b);
	bound_ends(b);
}

/* All that is within one of the others: the server says it in one condition, too. */
static void
bound_ranges(struct bound *b, struct dn_table *const *others, size_t n)
{
	bound_not_null(b);
	for (size_t i = 0; i < n; i++) {
		b->bound = others[i]->bound;
		dunlin_buf_puts(b->buf, i == 0 ? " AND ((true" : ") OR (true");
		bound_ends(b);
	}
	dunlin_buf_puts(b->buf, "))");
}

static void
bound_list(const struct bound *b)
{
	bool null = false;
	size_t n = 0;

	for (size_t i = 0; i < b->bound->nvalues; i++)
		null = null || b->bound->values[i]->kind == DN_EXPR_NULL;
	dunlin_buf_printf(b->buf, null ? "%s IS NULL" : "%s IS NOT NULL", b->keys[0]);
	for (size_t i = 0; i < b->bound->nvalues; i++) {
		const struct dn_expr *value = b->bound->values[i];

		if (value->kind == DN_EXPR_NULL)
			continue;
		if (n++ == 0)
			dunlin_buf_printf(b->buf, "%s %s IN (", null ? " OR" : " AND", b->keys[0]);
		else
			dunlin_buf_puts(b->buf, ", ");
		dunlin_buf_puts(b->buf, bound_value(b, value));
	}
	dunlin_buf_puts(b->buf, n == 0 ? "" : ")");
}

static void
bound_lists(struct bound *b, struct dn_table *const *others, size_t n)
{
	struct dn_bound *all = dn_new(b->f->mem, struct dn_bound);

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < others[i]->bound->nvalues; k++)
			dn_push(all, all->values, all->nvalues, others[i]->bound->values[k]);
	b->bound = all;
	bound_list(b);
}

static void
bound_hash(const struct bound *b)
{
	const struct dn_name name = { b->f->table->schema, b->f->table->name };
	struct dunlin_buf *table = dn_buf_new(b->f->mem);

	b->f->dialect->literal(table, dn_former_relation(b->f, &name));
	dunlin_buf_printf(b->buf,
	    "pg_catalog.satisfies_hash_partition(%s::pg_catalog.regclass, %d, %d", table->s,
	    b->bound->modulus, b->bound->remainder);
	for (size_t i = 0; i < b->n; i++)
		dunlin_buf_printf(b->buf, ", %s", b->keys[i]);
	dunlin_buf_puts(b->buf, ")");
}

/* NULL: with an order of its own, a key's values are not compared as those of its type. */
static char *
bound_key(const struct dn_former *f, const struct dn_index_part *part)
{
	struct dunlin_buf *buf = dn_buf_new(f->mem);

	if (part->collation != NULL || part->opclass != NULL)
		return NULL;
	if (part->column != NULL)
		return dn_former_identifier(f, part->column);
	dunlin_buf_puts(buf, "(");
	dn_postgresql_expr(buf, part->expr);
	dunlin_buf_puts(buf, ")");
	return dn_buf_steal(f->mem, buf);
}

static char *
bound_condition(const struct dn_former *f, const struct dn_bound *bound)
{
	const struct dn_partitioning *by = f->table->partitioning;
	struct bound b = { .f = f, .bound = bound, .buf = dn_buf_new(f->mem) };

	for (size_t i = 0; i < by->nparts; i++) {
		char *key = bound_key(f, &by->parts[i]);

		if (key == NULL)
			return NULL;
		dn_push(f->mem, b.keys, b.n, key);
	}
	if (bound->rest) {
		dunlin_buf_puts(b.buf, "NOT (");
		(by->strategy == DN_BY_RANGE ? bound_ranges : bound_lists)(
		    &b, f->table->partitions, f->table->npartitions);
		dunlin_buf_puts(b.buf, ")");
	} else if (by->strategy == DN_BY_RANGE)
		bound_range(&b);
	else if (by->strategy == DN_BY_LIST)
		bound_list(&b);
	else
		bound_hash(&b);
	return dn_buf_steal(f->mem, b.buf);
}

/* Is TABLE of the run, so that nobody else has rows in it? */
static bool
attach_is_locked(const struct dn_former *f, const struct dn_table *table)
{
	for (size_t i = 0; i < f->effect->nlocks; i++)
		if (strcmp(f->effect->locks[i].table, table->key) == 0)
			return true;
	return false;
}

/* That its rows fulfil a condition is known before, and no longer said behind. */
static void
attach_prove(struct dn_former *f, const struct dn_table *table, const char *condition)
{
	const struct dn_name name = { table->schema, table->name };
	char *relation = dn_former_relation(f, &name);
	char *helper =
	    dn_former_identifier(f, dn_former_helping_constraint(f, table, "_dn_at", table->name));

	if (!attach_is_locked(f, table))
		return;
	dn_former_add(f, &f->before, false, "ALTER TABLE %s ADD CONSTRAINT %s CHECK (%s) NOT VALID",
	    relation, helper, condition);
	dn_former_add(
	    f, &f->before, true, "ALTER TABLE %s VALIDATE CONSTRAINT %s", relation, helper);
	dn_former_add(f, &f->with, false, "ALTER TABLE %s DROP CONSTRAINT %s", relation, helper);
}

static bool
attach_has_index(const struct dn_table *child, const struct dn_index *index)
{
	for (size_t i = 0; i < child->nindexes; i++)
		if (dn_index_same(child->indexes[i], index))
			return true;
	return false;
}

static bool
attach_has_constraint(const struct dn_table *child, const struct dn_constraint *con)
{
	for (size_t i = 0; i < child->nconstraints; i++)
		if (dn_constraint_same(child->constraints[i], con))
			return true;
	return con->kind == DN_CHECK;
}

/* Has the partition what it must have, or is that made when it is attached? */
static bool
attach_is_ready(const struct dn_table *parent, const struct dn_table *child)
{
	for (size_t i = 0; i < parent->nindexes; i++)
		if (!attach_has_index(child, parent->indexes[i]))
			return false;
	for (size_t i = 0; i < parent->nconstraints; i++)
		if (!attach_has_constraint(child, parent->constraints[i]))
			return false;
	return true;
}

void
dn_recipe_attach_partition(struct dn_former *f, const struct dn_change *change)
{
	const struct dn_table *child = dn_schema_table(f->schema, &change->partition);
	const char *condition;

	if (f->table->partitioning == NULL || child == NULL) {
		dn_former_give_up(f, dn_former_no_table);
		return;
	}
	/* What is the first of all is tested for nothing. */
	if (change->bound->rest && f->table->npartitions == 0) {
		dn_former_give_up(f, NULL);
		return;
	}
	condition = bound_condition(f, change->bound);
	if (condition == NULL) {
		dn_former_give_up(f, "its key has an order or an equality of its own");
		return;
	}
	attach_prove(f, child, condition);
	condition = dn_sprintf(f->mem, "NOT (%s)", condition);
	for (size_t i = 0; i < f->table->npartitions; i++)
		if (f->table->partitions[i]->bound->rest)
			attach_prove(f, f->table->partitions[i], condition);
	dn_former_command(f, "%s", dn_former_text(f, change->span));
	if (attach_is_ready(f->table, child))
		f->prepared = "a valid CHECK is the proof";
	else
		f->kept = "it lacks an index or a key of the whole, which is made when it comes";
}

/* "table." before a column is the table's own name, which a partition has not. */
static bool
index_names_table(const struct dn_former *f, struct dn_span span)
{
	const struct dn_source *src = f->st->source;
	struct dn_lexer lexer = dn_lex(src, span);
	struct dn_token token;
	bool is = false;

	while (dn_lex_word(&lexer, &token, NULL) && token.kind != DN_TOKEN_END) {
		if (is && dn_token_is_punct(src, &token, '.'))
			return true;
		is = dn_token_is(src, &token, f->table->name);
	}
	return false;
}

/* What stands behind the table's name. */
static struct dn_span
index_rest(const struct dn_former *f)
{
	const struct dn_source *src = f->st->source;
	struct dn_lexer lexer = dn_lex(src, f->st->span);
	struct dn_token token;
	struct dn_span rest = f->st->span;
	bool on = false;

	while (dn_lex_word(&lexer, &token, NULL) && token.kind != DN_TOKEN_END) {
		if (on && !dn_token_is_punct(src, &token, '.')) {
			rest.start = token.span.end;
			on = false;
			if (!dn_lex_word(&lexer, &token, NULL) ||
			    !dn_token_is_punct(src, &token, '.'))
				return rest;
			on = true;
			continue;
		}
		on = on || dn_token_is(src, &token, "on");
	}
	return rest;
}

/* The server takes an index of a partition over that is of the same form, and names it itself. */
void
dn_recipe_index_partitions(struct dn_former *f, const struct dn_change *change)
{
	const struct dn_span rest = index_rest(f);

	if (change->if_not_exists || index_names_table(f, rest)) {
		dn_former_give_up(f, change->if_not_exists
					 ? "with IF NOT EXISTS it may be there already"
					 : "it names its table, which its partitions are not");
		return;
	}
	dn_former_add(f, &f->before, false, "CREATE %sINDEX CONCURRENTLY ON %s%s",
	    change->index->unique ? "UNIQUE " : "", dn_former_relation(f, &change->index->table),
	    dn_former_text(f, rest));
	dn_former_each(&f->before);
	dn_former_add(f, &f->before, false, "%s", dn_former_text(f, f->st->span));
	f->before.items[f->before.n - 1].prepared = dn_former_each_has_it;
}

/* The same of a foreign key, of the same name. */
void
dn_recipe_add_to_partitions(struct dn_former *f, const struct dn_change *change)
{
	const struct dn_constraint *con = change->constraint;
	const char *name = dn_former_name(f, con), *body;

	if (name == NULL || f->st->nchanges > 1) {
		dn_former_give_up(f, name == NULL ? dn_former_no_name : dn_former_no_more);
		return;
	}
	name = dn_former_identifier(f, name);
	body = dn_former_body(f, con);
	dn_former_alter(f, &f->before, false, "ADD CONSTRAINT %s %s NOT VALID", name, body);
	dn_former_each(&f->before);
	dn_former_alter(f, &f->before, false, "VALIDATE CONSTRAINT %s", name);
	dn_former_each(&f->before);
	dn_former_command(f, "ADD CONSTRAINT %s %s", name, body);
	f->prepared = dn_former_each_has_it;
}
