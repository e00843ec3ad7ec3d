/* name.c - the names that PostgreSQL makes up */
#include "config.h"

#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "schema/edit.h"
#include "schema/name.h"
#include "schema/words.h"

enum { NAME_MAX_BYTES = 63 }; /* NAMEDATALEN - 1 */

/* The largest part of the first LEN bytes that halves no character. */
static size_t
name_clip(const char *s, size_t len)
{
	while (len > 0 && ((unsigned char) s[len] & 0xC0) == 0x80)
		len--;
	return len;
}

char *
dn_name_make(const void *mem, const char *name1, const char *name2, const char *label)
{
	size_t len1 = strlen(name1), len2 = name2 == NULL ? 0 : strlen(name2);
	size_t overhead = (name2 != NULL) + (label == NULL ? 0 : 1 + strlen(label));

	while (len1 + len2 > NAME_MAX_BYTES - overhead) {
		if (len1 > len2)
			len1--;
		else
			len2--;
	}
	len1 = name_clip(name1, len1);
	len2 = name2 == NULL ? 0 : name_clip(name2, len2);
	return dn_sprintf(mem, "%.*s%s%.*s%s%s", (int) len1, name1, name2 == NULL ? "" : "_",
	    (int) len2, name2 == NULL ? "" : name2, label == NULL ? "" : "_",
	    label == NULL ? "" : label);
}

/* The server's buffer takes no more columns once it is as long as a name. */
char *
dn_name_columns(const void *mem, const char *const *columns, size_t n)
{
	struct dunlin_buf *buf = dn_buf_new(mem);

	for (size_t i = 0; i < n && buf->len <= NAME_MAX_BYTES; i++)
		dunlin_buf_printf(buf, "%s%s", i == 0 ? "" : "_", columns[i]);
	return dn_buf_steal(mem, buf);
}

/* What the label becomes after COUNT names that were taken. */
static char *
name_number(
    const void *mem, const char *name1, const char *middle, const char *label, unsigned count)
{
	char *numbered, *name;

	if (count == 0)
		return dn_name_make(mem, name1, middle, label);
	numbered = dn_sprintf(mem, "%s%u", label, count);
	name = dn_name_make(mem, name1, middle, numbered);
	dn_free(numbered);
	return name;
}

char *
dn_name_relation(const void *mem, const struct dn_schema *schema, const struct dn_table *table,
    const char *middle, const char *label, bool constraint)
{
	char *name;

	for (unsigned count = 0;; count++) {
		name = name_number(mem, table->name, middle, label, count);
		if (!dn_schema_has_relation(schema, table->schema, name) &&
		    !(constraint && dn_model_has_constraint(schema, table->schema, name)))
			return name;
		dn_free(name);
	}
}

/* Which columns of the table an expression mentions. */
struct name_mentions {
	const struct dn_table *table;
	const char *column; /* the first */
	bool more;
};

static void
name_add_mention(struct name_mentions *m, const char *column)
{
	if (m->column == NULL)
		m->column = column;
	else if (strcmp(m->column, column) != 0)
		m->more = true;
}

static bool
name_find_mentions(struct dn_expr *expr, void *payload)
{
	struct name_mentions *m = payload;

	if (expr->kind == DN_EXPR_COLUMN)
		name_add_mention(m, expr->name);
	if ((expr->kind == DN_EXPR_OPAQUE || expr->kind == DN_EXPR_SUBQUERY) && expr->text != NULL)
		for (size_t i = 0; i < m->table->ncolumns; i++)
			if (dn_words_mention(expr->text, m->table->columns[i]->name))
				name_add_mention(m, m->table->columns[i]->name);
	return true;
}

/* The one column that a CHECK is about, or NULL. */
static const char *
name_only_column(const struct dn_table *table, const struct dn_constraint *constraint)
{
	struct name_mentions m = { table, NULL, false };

	dn_expr_each(constraint->check, name_find_mentions, &m);
	return m.more ? NULL : m.column;
}

static char *
name_free_constraint(const void *mem, const struct dn_schema *schema, const struct dn_table *table,
    const char *middle, const char *label)
{
	char *name;

	for (unsigned count = 0;; count++) {
		name = name_number(mem, table->name, middle, label, count);
		if (!dn_model_has_constraint(schema, table->schema, name))
			return name;
		dn_free(name);
	}
}

/* Key columns and included ones: both are in the name. */
char *
dn_name_key_columns(const void *mem, const struct dn_constraint *c)
{
	const char **all;
	char *columns;

	if (c->called != NULL)
		return dn_strdup(mem, c->called);
	all = dn_new_array(mem, const char *, c->ncolumns + c->ninclude + 1);
	for (size_t i = 0; i < c->ncolumns; i++)
		all[i] = c->columns[i];
	for (size_t i = 0; i < c->ninclude; i++)
		all[c->ncolumns + i] = c->include[i];
	columns = dn_name_columns(mem, all, c->ncolumns + c->ninclude);
	dn_free(all);
	return columns;
}

char *
dn_name_constraint(const void *mem, const struct dn_schema *schema, const struct dn_table *table,
    const struct dn_constraint *constraint)
{
	void *scratch = dn_new_context(NULL);
	char *name = NULL;

	switch (constraint->kind) {
	case DN_PRIMARY_KEY: name = dn_name_relation(mem, schema, table, NULL, "pkey", true); break;
	case DN_UNIQUE:
	case DN_EXCLUDE:
		name =
		    dn_name_relation(mem, schema, table, dn_name_key_columns(scratch, constraint),
			constraint->kind == DN_UNIQUE ? "key" : "excl", true);
		break;
	case DN_CHECK:
		name = name_free_constraint(
		    mem, schema, table, name_only_column(table, constraint), "check");
		break;
	case DN_FOREIGN_KEY:
		name = name_free_constraint(mem, schema, table,
		    dn_name_columns(scratch, constraint->columns, constraint->ncolumns), "fkey");
		break;
	}
	dn_free(scratch);
	return name;
}

char *
dn_name_domain(const void *mem, const struct dn_schema *schema, const struct dn_table *table)
{
	return name_free_constraint(mem, schema, table, NULL, "check");
}

/* How good a name for an expression is: only a bad one gives way to that of a cast. */
enum name_strength { NAME_NONE, NAME_WEAK, NAME_GOOD };

static enum name_strength
name_figure(const struct dn_expr *expr, const char **name)
{
	const struct dn_expr *inner;

	while (expr->kind == DN_EXPR_SUBSCRIPT || expr->kind == DN_EXPR_COLLATE)
		expr = expr->args[0];
	if (expr->kind == DN_EXPR_COLUMN || expr->kind == DN_EXPR_FUNCTION)
		*name = expr->name;
	else if (expr->kind == DN_EXPR_ARRAY)
		*name = "array";
	else if (expr->kind == DN_EXPR_ROW)
		*name = "row";
	if (*name != NULL)
		return NAME_GOOD;
	if (expr->kind != DN_EXPR_CAST && expr->kind != DN_EXPR_CASE)
		return NAME_NONE;
	inner = expr->kind == DN_EXPR_CAST ? expr->args[0] : expr->otherwise;
	if (inner != NULL && name_figure(inner, name) == NAME_GOOD)
		return NAME_GOOD;
	*name = expr->kind == DN_EXPR_CAST ? expr->type->name : "case";
	return NAME_WEAK;
}

const char *
dn_name_expr(const struct dn_expr *expr)
{
	const char *name = NULL;

	return name_figure(expr, &name) == NAME_NONE ? NULL : name;
}

/* NAME, or with the first number that makes it differ from the columns in SEEN. */
static char *
name_distinct(struct dn_map *seen, const char *name)
{
	char *distinct = dn_strdup(seen, name);

	for (unsigned i = 1; dn_map_get(seen, distinct) != NULL; i++) {
		char *digits = dn_sprintf(seen, "%u", i);
		size_t room = NAME_MAX_BYTES - strlen(digits), len = strlen(name);

		len = len <= room ? len : name_clip(name, room);
		dn_free(distinct);
		distinct = dn_sprintf(seen, "%.*s%s", (int) len, name, digits);
	}
	dn_map_put(seen, distinct, seen);
	return distinct;
}

char *
dn_name_index_columns(const void *mem, const struct dn_index *index)
{
	struct dn_map *seen;
	const char **columns = NULL;
	size_t n = 0;
	char *all;

	if (index->called != NULL)
		return dn_strdup(mem, index->called);
	seen = dn_map_new(NULL);
	for (size_t i = 0; i < index->nparts; i++) {
		const struct dn_index_part *part = &index->parts[i];
		const char *of = part->column != NULL ? part->column : dn_name_expr(part->expr);

		dn_push(seen, columns, n, name_distinct(seen, of == NULL ? "expr" : of));
	}
	for (size_t i = 0; i < index->ninclude; i++)
		dn_push(seen, columns, n, name_distinct(seen, index->include[i]));
	all = dn_name_columns(mem, columns, n);
	dn_free(seen);
	return all;
}

char *
dn_name_index(const void *mem, const struct dn_schema *schema, const struct dn_table *table,
    const struct dn_index *index)
{
	char *columns = dn_name_index_columns(NULL, index);
	char *name = dn_name_relation(mem, schema, table, columns, "idx", false);

	dn_free(columns);
	return name;
}
