/* key.c - how much of a column goes into a key */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dialect/mysql/table/table.h"

enum {
	KEY_MOST = 768,  /* characters of four bytes, in the 3072 bytes of a key */
	KEY_LEAST = 300, /* of text without a length in a primary key */
};

/* What a key has: characters of each of its columns. */
struct key_room {
	unsigned left;  /* of KEY_MOST, when those that are settled have theirs */
	unsigned texts; /* that are to share it */
	bool *settled;
};

static int
key_find(const char *const *columns, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(columns[i], name) == 0)
			return (int) i;
	return -1;
}

static bool
key_is_text(const struct mysql_print *p, const struct dn_column *column)
{
	return column != NULL && dn_type_is_text(dn_schema_base(p->t->schema, column->type));
}

/* Of a column: as it is declared there, or as much as any number or time takes; 0: any text. */
static unsigned
key_declared(const struct mysql_print *p, const struct dn_column *column)
{
	struct mysql_print quiet = *p;
	const char *paren;

	if (key_is_text(p, column)) {
		const struct dn_type *type = dn_schema_base(p->t->schema, column->type);

		return type->nmods > 0 ? (unsigned) type->mods[0] : 0;
	}
	quiet.buf = dn_buf_new(p->buf);
	quiet.t = dn_mysql_quiet(quiet.buf, p->t);
	if (column == NULL || !dn_mysql_type(&quiet, column) ||
	    (paren = strstr(quiet.buf->s, "char(")) == NULL)
		return 8;
	return (unsigned) strtoul(paren + strlen("char("), NULL, 10);
}

static void
key_settle(struct key_room *room, size_t i, unsigned most, bool text)
{
	room->settled[i] = true;
	room->left -= most < room->left ? most : room->left;
	room->texts -= text;
}

/* Who needs less than an equal part has that; the others share what is left. */
static unsigned
key_share(const struct mysql_print *p, const struct dn_table *table, const char *const *columns,
    size_t n, const char *name)
{
	struct key_room room = { KEY_MOST, 0, dn_new_array(p->buf, bool, n) };
	bool more = true;

	for (size_t i = 0; i < n; i++) {
		const struct dn_column *c = dn_table_column(table, columns[i]);

		room.texts += key_is_text(p, c);
		if (!key_is_text(p, c))
			key_settle(&room, i, key_declared(p, c), false);
	}
	while (more) {
		more = false;
		for (size_t i = 0; i < n; i++) {
			const struct dn_column *c = dn_table_column(table, columns[i]);
			unsigned declared = room.settled[i] ? 0 : key_declared(p, c);

			if (declared == 0 || declared > room.left / room.texts)
				continue;
			if (strcmp(columns[i], name) == 0)
				return declared;
			key_settle(&room, i, declared, true);
			more = true;
		}
	}
	return room.texts == 0 ? KEY_MOST : room.left / room.texts;
}

static bool
key_is_referenced(const struct dn_table *table, const struct dn_constraint *key)
{
	for (size_t i = 0; i < table->nreferences; i++) {
		const struct dn_constraint *c = table->references[i].constraint;

		if (c->nref_columns == key->ncolumns &&
		    key_find(key->columns, key->ncolumns, c->ref_columns[0]) >= 0)
			return true;
	}
	return false;
}

bool
dn_mysql_key_is_hashed(const struct mysql_print *p, const struct dn_constraint *key)
{
	if (p->table == NULL || key->kind != DN_PRIMARY_KEY || key_is_referenced(p->table, key))
		return false;
	for (size_t i = 0; i < key->ncolumns; i++) {
		const struct dn_column *c = dn_table_column(p->table, key->columns[i]);
		unsigned declared = key_is_text(p, c) ? key_declared(p, c) : 1;
		unsigned share =
		    key_share(p, p->table, key->columns, key->ncolumns, key->columns[i]);

		if (share < (declared > 0 ? declared : KEY_LEAST))
			return true;
	}
	return false;
}

bool
dn_mysql_key_is_primary(const struct mysql_print *p, const struct dn_constraint *key)
{
	for (size_t i = 0; p->table != NULL && i < key->ncolumns; i++) {
		const struct dn_column *c = dn_table_column(p->table, key->columns[i]);

		if (c != NULL && c->generated != NULL)
			return false;
	}
	return key->kind == DN_PRIMARY_KEY && !dn_mysql_key_is_hashed(p, key);
}

unsigned
dn_mysql_key_length(const struct mysql_print *p, const struct dn_column *column)
{
	const struct dn_table *table = p->table;
	unsigned least = 0;

	for (size_t i = 0; table != NULL && i < table->nconstraints; i++) {
		const struct dn_constraint *c = table->constraints[i];
		unsigned share;

		if ((c->kind != DN_PRIMARY_KEY && c->kind != DN_FOREIGN_KEY) ||
		    key_find(c->columns, c->ncolumns, column->name) < 0 ||
		    dn_mysql_key_is_hashed(p, c))
			continue;
		share = key_share(p, table, c->columns, c->ncolumns, column->name);
		least = least == 0 || share < least ? share : least;
	}
	for (size_t i = 0; table != NULL && i < table->nreferences; i++) {
		const struct dn_constraint *c = table->references[i].constraint;
		unsigned share;

		if (key_find(c->ref_columns, c->nref_columns, column->name) < 0)
			continue;
		share = key_share(p, table, c->ref_columns, c->nref_columns, column->name);
		least = least == 0 || share < least ? share : least;
	}
	return least;
}

/* -- both sides of a foreign key are of one type there ---------------------------------- */

static bool
key_is_number(const struct dn_type *type)
{
	return type->dims == 0 && (dn_type_is_integer(type) || type->kind == DN_TYPE_NUMERIC ||
				      type->kind == DN_TYPE_REAL || type->kind == DN_TYPE_DOUBLE);
}

/* Keys that refer in a circle end somewhere. */
static const struct dn_type *
key_type(const struct dn_schema *schema, const struct dn_table *table,
    const struct dn_column *column, int depth)
{
	const struct dn_type *type = dn_schema_base(schema, column->type), *other;

	for (size_t i = 0; table != NULL && depth > 0 && i < table->nconstraints; i++) {
		const struct dn_constraint *c = table->constraints[i];
		int at = c->kind == DN_FOREIGN_KEY ? key_find(c->columns, c->ncolumns, column->name)
						   : -1;
		const struct dn_table *to = at < 0 ? NULL : dn_schema_table(schema, &c->ref_table);
		const struct dn_column *key = to == NULL || (size_t) at >= c->nref_columns
						  ? NULL
						  : dn_table_column(to, c->ref_columns[at]);

		if (key == NULL || key == column)
			continue;
		other = key_type(schema, to, key, depth - 1);
		if (key_is_number(type) && key_is_number(other))
			return other;
	}
	return type;
}

const struct dn_type *
dn_mysql_key_type(const struct mysql_print *p, const struct dn_column *column)
{
	return key_type(p->t->schema, p->table, column, 8);
}

unsigned
dn_mysql_key_prefix(const struct mysql_print *p, const struct dn_column *column, size_t n)
{
	const struct dn_type *type = dn_schema_base(p->t->schema, column->type);
	unsigned most = (unsigned) (KEY_MOST / (n == 0 ? 1 : n)), length;

	if (type->dims == 0 && type->kind == DN_TYPE_BYTEA)
		return most * 4;
	if (type->dims == 0 && type->kind != DN_TYPE_JSON && type->kind != DN_TYPE_JSONB &&
	    type->kind != DN_TYPE_XML && type->kind != DN_TYPE_TSVECTOR &&
	    type->kind != DN_TYPE_HSTORE && !dn_type_is_text(type))
		return 0;
	length = dn_mysql_key_length(p, column);
	if (type->dims == 0 && type->nmods > 0 &&
	    (length == 0 || (unsigned) type->mods[0] < length))
		length = (unsigned) type->mods[0];
	return length > 0 && length <= most ? 0 : most;
}
