/* column.c - the definition of a column */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "dialect/mysql/expr/expr.h"
#include "dialect/mysql/table/table.h"

static bool
column_is_first(const char *const *columns, const struct dn_column *column)
{
	return strcmp(columns[0], column->name) == 0;
}

/* Do a CHECK, another column or what an index computes read it? */
static bool
column_is_read(const struct dn_table *table, const struct dn_column *column)
{
	bool read = false;

	for (size_t i = 0; i < table->nconstraints; i++)
		read = read || dn_expr_uses_column(table->constraints[i]->check, column->name);
	for (size_t i = 0; i < table->ncolumns; i++)
		read = read || dn_expr_uses_column(table->columns[i]->generated, column->name);
	for (size_t i = 0; i < table->nindexes; i++) {
		const struct dn_index *index = table->indexes[i];

		for (size_t k = 0; k < index->nparts; k++)
			read = read || dn_expr_uses_column(index->parts[k].expr, column->name);
		/* The first part is one with the condition. */
		if (!index->unique || index->where == NULL)
			continue;
		read = read || dn_expr_uses_column(index->where, column->name) ||
		       (index->parts[0].column != NULL &&
			   column_is_first(&index->parts[0].column, column));
	}
	return read;
}

/*
 * AUTO_INCREMENT needs a key that begins with the column, and counts by one, from one or more.  A
 * column that has it nothing that is computed may read.
 */
static bool
column_may_count(
    const struct dn_schema *schema, const struct dn_table *table, const struct dn_column *column)
{
	const struct dn_sequence *sequence = dn_schema_numbers(schema, table, column);

	if (column->identity == DN_IDENTITY_NONE ||
	    !dn_type_is_integer(dn_schema_base(schema, column->type)) ||
	    (sequence != NULL && (sequence->increment != 1 || sequence->start < 1)) ||
	    column_is_read(table, column))
		return false;
	for (size_t i = 0; i < table->nconstraints; i++) {
		const struct dn_constraint *c = table->constraints[i];

		if ((c->kind == DN_PRIMARY_KEY || c->kind == DN_UNIQUE) && c->ncolumns > 0 &&
		    column_is_first(c->columns, column))
			return true;
	}
	return false;
}

/* There is one in a table at most. */
const struct dn_column *
dn_mysql_auto_column(const struct dn_schema *schema, const struct dn_table *table)
{
	for (size_t i = 0; i < table->ncolumns; i++)
		if (column_may_count(schema, table, table->columns[i]))
			return table->columns[i];
	return NULL;
}

/* -- DEFAULT ---------------------------------------------------------------------------- */

/*
 * What a column that is added gets is computed once for all rows, which is right unless it differs
 * from row to row, and which the server does not do with some of what it knows.
 */
static bool
column_is_computed(const char *text)
{
	static const char *const calls[] = { "nextval(", "rand(", "random_bytes(", "sysdate(",
		"utc_timestamp(", "uuid(" };

	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
		if (strstr(text, calls[i]) != NULL)
			return true;
	return false;
}

static bool
column_is_null(const struct dn_expr *value)
{
	return value == NULL || dn_expr_bare(value)->kind == DN_EXPR_NULL;
}

/* Literals of types that are long texts there are expressions, too, which takes parentheses. */
static bool
column_default(struct mysql_print *p, const struct dn_column *column, struct mysql_part *part)
{
	const struct dn_expr *value = dn_domain_default(p->t->schema, column);
	const struct dn_sequence *sequence = dn_mysql_sequence(p->t->schema, p->table, column);
	struct mysql_print own = *p;
	bool ok = true;

	if (column->generated != NULL || part->numbered)
		return true;
	own.buf = dn_buf_new(part);
	if (sequence != NULL && dn_mysql_is_8(p->t))
		return dn_mysql_cannot_at(p, column->span,
		    "MySQL has no sequences, and numbers only what a key begins with");
	if (sequence != NULL)
		dunlin_buf_printf(own.buf, "(nextval(%s))",
		    dn_mysql_name(
			part, p->t->schema, &(struct dn_name){ sequence->schema, sequence->name }));
	else if (!column_is_null(value)) {
		dunlin_buf_puts(own.buf, "(");
		ok = dn_mysql_stored(&own, value, dn_schema_base(p->t->schema, column->type));
		dunlin_buf_puts(own.buf, ")");
	}
	part->value = own.buf->s;
	if (column_is_computed(part->value))
		part->how = MYSQL_COPY;
	return ok;
}

/* -- CHECK and GENERATED ---------------------------------------------------------------- */

static void
column_and(struct dunlin_buf *check)
{
	dunlin_buf_puts(check, check->len == 0 ? "" : " AND ");
}

/* What the type does not refuse, and what the domains do. */
static bool
column_check(struct mysql_print *p, const struct dn_column *column, struct mysql_part *part)
{
	struct mysql_print own = *p;
	const struct dn_type *type = column->type;
	const struct dn_domain *domain;

	bool acted = dn_mysql_is_acted(p, column->name);

	own.buf = dn_buf_new(part);
	/* What a foreign key sets no CHECK may read; but it is what another column has checked. */
	if (!acted)
		dn_mysql_type_check(&own, column);
	while ((domain = dn_domain_next(p->t->schema, &type)) != NULL)
		for (size_t i = 0; i < domain->nconstraints; i++) {
			struct dn_expr *check =
			    dn_domain_check(part, domain->constraints[i], column->name);

			if (acted)
				return dn_mysql_cannot_at(p, column->span,
				    "no CHECK, and so no domain's, reads a column there that a "
				    "foreign key sets (ON UPDATE CASCADE, ON DELETE SET NULL)");
			column_and(own.buf);
			if (!dn_mysql_operand(&own, check))
				return false;
		}
	/* Of what is generated NOT NULL cannot be said. */
	if (part->not_null && column->generated != NULL) {
		if (acted)
			return dn_mysql_cannot_at(p, column->span,
			    "NOT NULL of what is generated is a CHECK there, and none reads what a "
			    "foreign key sets (ON UPDATE CASCADE, ON DELETE SET NULL)");
		column_and(own.buf);
		dn_mysql_identifier(own.buf, column->name);
		dunlin_buf_puts(own.buf, " IS NOT NULL");
	}
	part->check = own.buf->s;
	if (own.buf->len > 0)
		dn_assess_part(p->t, DN_ENFORCED, NULL, NULL);
	return true;
}

static bool
column_generated(struct mysql_print *p, const struct dn_column *column, struct mysql_part *part)
{
	struct mysql_print own = *p;

	own.buf = dn_buf_new(part);
	part->generated = own.buf->s;
	if (column->generated == NULL)
		return true;
	part->how = MYSQL_COPY;
	if (!dn_mysql_stored(&own, column->generated, dn_schema_base(p->t->schema, column->type)))
		return false;
	part->generated = own.buf->s;
	return true;
}

const char *
dn_mysql_place(const void *mem, const struct dn_table *table, const char *column)
{
	for (size_t i = 0; i < table->ncolumns; i++)
		if (strcmp(table->columns[i]->name, column) == 0)
			return i == 0 ? " FIRST"
				      : dn_sprintf(mem, " AFTER %s",
					    dn_mysql_quoted(mem, table->columns[i - 1]->name));
	return "";
}

/* ACTED: it reads what a foreign key sets, so that it cannot be stored. */
static void
column_text(struct mysql_print *p, const struct mysql_part *part, const char *name, bool acted)
{
	struct dunlin_buf *buf = p->buf;

	dn_mysql_identifier(buf, name);
	dunlin_buf_printf(buf, " %s", part->type);
	if (part->generated[0] != '\0')
		dunlin_buf_printf(buf, " GENERATED ALWAYS AS (%s) %s", part->generated,
		    acted ? "VIRTUAL" : "STORED");
	else
		dunlin_buf_puts(buf, part->not_null ? " NOT NULL" : "");
	if (part->numbered)
		dunlin_buf_puts(buf, " AUTO_INCREMENT");
	if (part->value[0] != '\0')
		dunlin_buf_printf(buf, " DEFAULT %s", part->value);
	if (part->check[0] != '\0' && !dn_mysql_is_8(p->t))
		dunlin_buf_printf(buf, " CHECK (%s)", part->check);
}

/* Case does not count there. */
static bool
column_has_own_name(const struct mysql_print *p, const struct dn_column *column)
{
	for (size_t i = 0; i < p->table->ncolumns; i++) {
		const struct dn_column *other = p->table->columns[i];

		if (other != column && strcasecmp(other->name, column->name) == 0)
			return dn_mysql_cannot_at(p, column->span,
			    "no two columns of a table have names there that differ in case only, "
			    "as '%s' and '%s'",
			    other->name, column->name);
	}
	return dn_mysql_nameable(p, column->span, column->name);
}

static long long
column_start(
    const struct mysql_print *p, const struct mysql_part *part, const struct dn_column *column)
{
	const struct dn_sequence *sequence =
	    part->numbered ? dn_schema_numbers(p->t->schema, p->table, column) : NULL;

	return sequence == NULL ? 1 : sequence->next != 0 ? sequence->next : sequence->start;
}

bool
dn_mysql_column(struct mysql_print *p, const struct dn_column *column, struct mysql_part *part)
{
	struct mysql_print own = *p;

	part->how = MYSQL_INSTANT;
	part->value = part->generated = part->check = "";
	part->not_null = dn_domain_not_null(p->t->schema, column);
	part->numbered = column == dn_mysql_auto_column(p->t->schema, p->table);
	part->start = column_start(p, part, column);
	own.buf = dn_buf_new(part);
	if (!column_has_own_name(p, column) || !dn_mysql_width_fits(p) ||
	    !dn_mysql_type(&own, column))
		return false;
	part->type = own.buf->s;
	if (!column_default(p, column, part) || !column_check(p, column, part) ||
	    !column_generated(p, column, part))
		return false;
	if (part->numbered)
		part->how = MYSQL_SHARED;
	column_text(p, part, column->name,
	    column->generated != NULL && dn_mysql_reads_acted(p, column->generated));
	return true;
}
