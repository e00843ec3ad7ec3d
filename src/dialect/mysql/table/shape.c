/* shape.c - what a table is there, in parts that come and go by ALTER TABLE */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/mysql/table/table.h"
#include "schema/name.h"

struct shape_build {
	struct mysql_shape *shape;
	struct dn_map *names; /* keys of all parts so far */
	const struct dn_map *only;
	struct mysql_print print;
};

/* Names of columns, of keys and of CHECKs are spaces of their own; case counts in none of them. */
static char *
shape_key(const void *mem, enum mysql_part_kind kind, const char *name)
{
	static const char *const spaces[] = { [MYSQL_COLUMN] = "column",
		[MYSQL_PRIMARY] = "key",
		[MYSQL_UNIQUE] = "key",
		[MYSQL_INDEX] = "key",
		[MYSQL_CHECK] = "check",
		[MYSQL_FOREIGN] = "foreign" };
	char *key = dn_sprintf(mem, "%s %s", spaces[kind], name);

	/* Two columns of one name are the server's error. */
	for (char *s = key; *s != '\0' && kind != MYSQL_COLUMN; s++)
		*s = (char) (*s >= 'A' && *s <= 'Z' ? *s | 0x20 : *s);
	return key;
}

/* NULL: it is not asked for.  The part's name is another where NAME is taken. */
static struct mysql_part *
shape_add(struct shape_build *b, enum mysql_part_kind kind, const char *name)
{
	const char *own = name;
	char *key = shape_key(b->shape, kind, own);
	struct mysql_part *part;

	for (unsigned n = 2; kind != MYSQL_COLUMN && dn_map_get(b->names, key) != NULL; n++) {
		own = dn_sprintf(b->shape, "%s_%u", name, n);
		key = shape_key(b->shape, kind, own);
	}
	dn_map_put(b->names, key, b->shape);
	if (b->only != NULL && dn_map_get(b->only, key) == NULL)
		return NULL;
	part = dn_new(b->shape, struct mysql_part);
	part->kind = kind;
	part->name = dn_strdup(part, own);
	part->why = dn_error_new(part);
	b->print.buf = dn_buf_new(part);
	b->print.err = part->why;
	dn_map_put(b->shape->parts, key, part);
	return part;
}

static void
shape_end(struct shape_build *b, struct mysql_part *part, bool ok)
{
	part->text = ok ? b->print.buf->s : NULL;
}

/* In MySQL a CHECK behind a column is a constraint of the table, and stays when that is modified.
 */
static void
shape_column_check(struct shape_build *b, const struct mysql_part *column)
{
	struct mysql_part *part;

	if (!dn_mysql_is_8(b->print.t) || column->check == NULL || column->check[0] == '\0')
		return;
	part = shape_add(b, MYSQL_CHECK,
	    dn_name_make(b->shape, dn_sprintf(b->shape, "ck_%s", b->shape->table->name),
		column->name, "type"));
	if (part == NULL)
		return;
	dunlin_buf_printf(b->print.buf, "CONSTRAINT %s CHECK (%s)",
	    dn_mysql_quoted(part, part->name), column->check);
	part->how = MYSQL_COPY;
	shape_end(b, part, true);
}

static void
shape_columns(struct shape_build *b)
{
	const struct dn_table *table = b->shape->table;

	for (size_t i = 0; i < table->ncolumns; i++) {
		struct mysql_part *part = shape_add(b, MYSQL_COLUMN, table->columns[i]->name);

		if (part != NULL)
			shape_end(b, part, dn_mysql_column(&b->print, table->columns[i], part));
		if (part != NULL)
			shape_column_check(b, part);
	}
}

static enum mysql_part_kind
shape_kind(const struct shape_build *b, const struct dn_constraint *c)
{
	switch (c->kind) {
	case DN_PRIMARY_KEY:
		return dn_mysql_key_is_primary(&b->print, c) ? MYSQL_PRIMARY : MYSQL_UNIQUE;
	case DN_CHECK: return MYSQL_CHECK;
	case DN_FOREIGN_KEY: return MYSQL_FOREIGN;
	default: return MYSQL_UNIQUE;
	}
}

/* What others must not have, either, is not only its table's to say. */
static const char *
shape_name(const struct shape_build *b, const struct dn_constraint *c)
{
	if (shape_kind(b, c) == MYSQL_PRIMARY)
		return "PRIMARY";
	return c->kind == DN_FOREIGN_KEY || (c->kind == DN_CHECK && dn_mysql_is_8(b->print.t))
		   ? c->flat
		   : c->name;
}

static void
shape_helpers(struct shape_build *b, const struct mysql_key *key)
{
	for (size_t i = 0; i < key->nhelpers; i++) {
		struct mysql_part *part = shape_add(b, MYSQL_COLUMN, key->helpers[i].name);

		if (part != NULL)
			shape_end(b, part, dn_mysql_helper(&b->print, &key->helpers[i], part));
	}
}

static void
shape_full(struct shape_build *b, const struct dn_constraint *c)
{
	struct mysql_part *part = shape_add(b, MYSQL_CHECK, dn_mysql_full_name(b->shape, c));

	if (part != NULL)
		shape_end(b, part, dn_mysql_full(&b->print, c, part));
}

/* Of what the key changes, which no CHECK reads. */
static void
shape_ranges(struct shape_build *b, const struct dn_constraint *c)
{
	for (size_t i = 0; c->kind == DN_FOREIGN_KEY && i < c->ncolumns; i++) {
		const struct dn_column *column = dn_table_column(b->shape->table, c->columns[i]);
		const char *name;
		struct mysql_part *part;

		if (!dn_mysql_has_range(&b->print, c, column))
			continue;
		name = dn_mysql_range_name(b->shape, c, i);
		part = shape_add(b, MYSQL_COLUMN, name);
		if (part != NULL) {
			dn_mysql_range_column(&b->print, column, part);
			shape_end(b, part, true);
		}
		part = shape_add(b, MYSQL_INDEX, name);
		if (part != NULL) {
			dn_mysql_range_index(&b->print, name, part);
			shape_end(b, part, true);
		}
	}
}

static void
shape_constraints(struct shape_build *b)
{
	const struct dn_table *table = b->shape->table;

	for (size_t i = 0; i < table->nconstraints; i++) {
		const struct dn_constraint *c = table->constraints[i];
		struct mysql_part *part;

		if (dn_mysql_is_native_enum(b->print.t, table, c) ||
		    dn_mysql_refers_to_itself(b->print.t->schema, table, c))
			continue;
		b->print.buf = dn_buf_new(b->shape);
		if (shape_kind(b, c) == MYSQL_UNIQUE)
			shape_helpers(b, dn_mysql_unique_key(b->shape, &b->print, c));
		part = shape_add(b, shape_kind(b, c), shape_name(b, c));
		if (part != NULL)
			shape_end(b, part, dn_mysql_constraint(&b->print, c, part));
		if (dn_mysql_is_full(c))
			shape_full(b, c);
		shape_ranges(b, c);
	}
}

/* Of JSON there is no B-tree. */
static bool
shape_can_index(const struct shape_build *b, const struct dn_index *index)
{
	bool can = true;

	for (size_t i = 0; i < index->nparts; i++) {
		const struct dn_column *c =
		    index->parts[i].column == NULL
			? NULL
			: dn_table_column(b->shape->table, index->parts[i].column);
		const struct dn_type *type =
		    c == NULL ? NULL : dn_schema_base(b->print.t->schema, c->type);

		can = can && (type == NULL || (type->dims == 0 && type->kind != DN_TYPE_JSON &&
						  type->kind != DN_TYPE_JSONB &&
						  type->kind != DN_TYPE_TSVECTOR));
	}
	if (!can && b->only == NULL && strcmp(index->method, "btree") != 0)
		dn_translation_notice(b->print.t, "index-method",
		    "MariaDB and MySQL have only B-trees: an index by another method is one, or is "
		    "left out where it is on JSON");
	return can || strcmp(index->method, "btree") == 0;
}

static void
shape_index(struct shape_build *b, const struct dn_index *index)
{
	struct mysql_part *part;

	shape_helpers(b, dn_mysql_index_key(b->shape, &b->print, index));
	part = shape_add(b, MYSQL_INDEX, index->name);
	if (part != NULL)
		shape_end(b, part, dn_mysql_index(&b->print, index, part));
}

struct mysql_shape *
dn_mysql_shape(const void *mem, const struct mysql_look *look, const struct dn_table *table)
{
	struct shape_build b = { .shape = dn_new(mem, struct mysql_shape), .only = look->only };

	b.print = (struct mysql_print){
		.t = look->t, .table = table, .from = look->from, .here = look->here
	};
	b.shape->table = table;
	b.shape->relation = dn_mysql_table_name(b.shape, look->t->schema, table);
	b.shape->parts = dn_map_new(b.shape);
	b.names = dn_map_new(b.shape);
	shape_columns(&b);
	shape_constraints(&b);
	for (size_t i = 0; i < table->nindexes; i++)
		if (shape_can_index(&b, table->indexes[i]))
			shape_index(&b, table->indexes[i]);
	return b.shape;
}

const struct mysql_part *
dn_mysql_shape_part(const struct mysql_shape *shape, enum mysql_part_kind kind, const char *name)
{
	char *key = shape_key(shape, kind, name);

	return dn_map_get(shape->parts, key);
}
