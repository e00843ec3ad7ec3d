/* print.c - the model as text, as catalog.sql prints PostgreSQL's catalog */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "print.h"

static int
print_compare(const void *a, const void *b)
{
	return strcmp(*(char *const *) a, *(char *const *) b);
}

/* Lines are made first, then sorted, since the server's order is its own. */
struct print_lines {
	void *mem;
	char **lines;
	size_t n;
};

static struct dunlin_buf *
print_begin(struct print_lines *p)
{
	return dn_buf_new(p->mem);
}

static void
print_end(struct print_lines *p, struct dunlin_buf *buf)
{
	dn_push(p->mem, p->lines, p->n, dn_buf_steal(p->mem, buf));
}

static void
print_sorted(struct dunlin_buf *buf, struct print_lines *p)
{
	if (p->n > 0)
		qsort(p->lines, p->n, sizeof *p->lines, print_compare);
	for (size_t i = 0; i < p->n; i++)
		dunlin_buf_printf(buf, "%s\n", strchr(p->lines[i], '\x01') + 1);
	*p = (struct print_lines){ p->mem, NULL, 0 };
}

static void
print_names(struct dunlin_buf *buf, const char *const *names, size_t n)
{
	if (n == 0)
		return;
	dunlin_buf_puts(buf, " (");
	for (size_t i = 0; i < n; i++)
		dunlin_buf_printf(buf, "%s%s", i == 0 ? "" : ", ", names[i]);
	dunlin_buf_puts(buf, ")");
}

static void
print_column(struct dunlin_buf *buf, const struct dn_column *column)
{
	static const char *const identities[] = { "", " serial", " by default", " always" };
	char *type = dn_type_text(buf, column->type);

	dunlin_buf_printf(buf, "  %s %s%s%s%s%s\n", column->name, type,
	    column->not_null ? " not null" : "", identities[column->identity],
	    column->generated != NULL ? " generated" : "",
	    column->default_expr != NULL ? " default" : "");
	dn_free(type);
}

/* What a CHECK mentions, in the order of the table. */
static void
print_mentions(struct dunlin_buf *buf, const struct dn_table *table, const struct dn_constraint *c)
{
	const char **names = NULL;
	size_t n = 0;

	for (size_t i = 0; i < table->ncolumns; i++)
		if (dn_expr_uses_column(c->check, table->columns[i]->name))
			dn_push(buf, names, n, table->columns[i]->name);
	print_names(buf, names, n);
	dn_free(names);
}

static void
print_constraint(
    struct print_lines *lines, const struct dn_table *table, const struct dn_constraint *c)
{
	static const char *const kinds[] = { "primary key", "unique", "check", "foreign key",
		"exclude" };
	struct dunlin_buf *buf = print_begin(lines);

	dunlin_buf_printf(buf, "%s\x01  %s %s", c->name, kinds[c->kind], c->name);
	if (c->kind == DN_CHECK)
		print_mentions(buf, table, c);
	else
		print_names(buf, c->columns, c->ncolumns);
	if (c->kind == DN_FOREIGN_KEY) {
		dunlin_buf_printf(buf, " -> %s.%s", c->ref_table.schema, c->ref_table.name);
		print_names(buf, c->ref_columns, c->nref_columns);
		dunlin_buf_printf(buf, " by %s", c->ref_index == NULL ? "?" : c->ref_index);
	}
	dunlin_buf_printf(buf, "%s%s%s", c->deferrable ? " deferrable" : "",
	    c->initially_deferred ? " deferred" : "", c->not_valid ? " not valid" : "");
	print_end(lines, buf);
}

static bool
print_index(struct dn_index *index, void *payload)
{
	struct print_lines *lines = payload;
	struct dunlin_buf *buf = print_begin(lines);
	const char **names = NULL;
	size_t n = 0;

	for (size_t i = 0; i < index->nparts; i++)
		dn_push(lines->mem, names, n,
		    index->parts[i].column == NULL ? "?" : index->parts[i].column);
	for (size_t i = 0; i < index->ninclude; i++)
		dn_push(lines->mem, names, n, index->include[i]);
	dunlin_buf_printf(buf, "%s\x01  %sindex %s.%s", index->name, index->unique ? "unique " : "",
	    index->table.schema, index->name);
	print_names(buf, names, n);
	dunlin_buf_puts(buf, index->where == NULL ? "" : " where");
	print_end(lines, buf);
	return true;
}

static char *
print_table(void *mem, const struct dn_schema *schema, const struct dn_table *table)
{
	struct dunlin_buf *buf = dn_buf_new(mem);
	struct print_lines lines = { mem, NULL, 0 };

	dunlin_buf_printf(buf, "%s\x01table %s.%s%s\n", table->key, table->schema, table->name,
	    table->unknown ? " unknown" : "");
	for (size_t i = 0; i < table->ncolumns; i++)
		print_column(buf, table->columns[i]);
	for (size_t i = 0; i < table->nconstraints; i++)
		print_constraint(&lines, table, table->constraints[i]);
	print_sorted(buf, &lines);
	dn_table_each_index(schema, table, print_index, &lines);
	print_sorted(buf, &lines);
	dn_buf_truncate(buf, buf->len - 1);
	return dn_buf_steal(mem, buf);
}

static void
print_sequence(struct print_lines *lines, const char *key, const struct dn_sequence *sequence)
{
	struct dunlin_buf *buf = print_begin(lines);

	dunlin_buf_printf(buf, "%s\x01sequence %s.%s", key, sequence->schema, sequence->name);
	if (sequence->owner_table != NULL)
		dunlin_buf_printf(
		    buf, " owned by %s.%s", sequence->owner_table, sequence->owner_column);
	print_end(lines, buf);
}

static void
print_enum(struct print_lines *lines, const char *key, const struct dn_enum *type)
{
	struct dunlin_buf *buf = print_begin(lines);

	dunlin_buf_printf(buf,
	    "%s\x01"
	    "enum %s.%s",
	    key, type->schema, type->name);
	print_names(buf, type->values, type->nvalues);
	print_end(lines, buf);
}

static char *
print_domain(void *mem, const char *key, const struct dn_domain *domain)
{
	struct dunlin_buf *buf = dn_buf_new(mem);
	struct print_lines lines = { mem, NULL, 0 };
	char *type = dn_type_text(mem, domain->value->type);

	dunlin_buf_printf(buf,
	    "%s\x01"
	    "domain %s.%s %s%s%s\n",
	    key, domain->schema, domain->name, type, domain->value->not_null ? " not null" : "",
	    domain->value->default_expr != NULL ? " default" : "");
	for (size_t i = 0; i < domain->nconstraints; i++) {
		struct dunlin_buf *line = print_begin(&lines);

		dunlin_buf_printf(line, "%s\x01  check %s%s", domain->constraints[i]->name,
		    domain->constraints[i]->name,
		    domain->constraints[i]->not_valid ? " not valid" : "");
		print_end(&lines, line);
	}
	print_sorted(buf, &lines);
	dn_buf_truncate(buf, buf->len - 1);
	return dn_buf_steal(mem, buf);
}

char *
print_schema(const void *mem, const struct dn_schema *schema)
{
	struct dunlin_buf *buf = dn_buf_new(mem);
	struct print_lines lines = { dn_new_context(mem), NULL, 0 };

	dn_map_each (schema->tables, e)
		dn_push(lines.mem, lines.lines, lines.n, print_table(lines.mem, schema, e->value));
	print_sorted(buf, &lines);
	dn_map_each (schema->sequences, e)
		print_sequence(&lines, e->key, e->value);
	print_sorted(buf, &lines);
	dn_map_each (schema->enums, e)
		print_enum(&lines, e->key, e->value);
	print_sorted(buf, &lines);
	dn_map_each (schema->domains, e)
		dn_push(lines.mem, lines.lines, lines.n, print_domain(lines.mem, e->key, e->value));
	print_sorted(buf, &lines);
	dn_free(lines.mem);
	return dn_buf_steal(mem, buf);
}
