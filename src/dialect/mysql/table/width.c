/* width.c - how wide the rows of a table are, and which text lies outside of them for that */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/mysql/table/table.h"

enum {
	WIDTH_MOST = 16383,     /* characters of four bytes in 65535 */
	WIDTH_ROW = 65000,      /* bytes of all columns, without what lies outside; some to spare */
	WIDTH_PAGE = 8000,      /* of what lies in the page of the key, of 8126 */
	WIDTH_PAGE_MOST = 8126, /* the server's own bound */
	WIDTH_OUTSIDE = 40,     /* in the page, of a column that may lie outside */
	WIDTH_POINTER = 12,     /* in the row, of longtext */
	WIDTH_HASH = 32,
	WIDTH_ROW_MOST = 65535,  /* the server's own bound */
	WIDTH_OUTSIDE_FROM = 64, /* characters: what is shorter stays in the page */
	WIDTH_LEAST = 15,        /* characters: longtext takes more than what is shorter */
};

/* What the columns need at least. */
struct width {
	unsigned long row, page;
};

/* A column of a key stays what it is. */
static bool
width_is_key(const struct dn_table *table, const char *name)
{
	for (size_t i = 0; i < table->nconstraints; i++)
		for (size_t k = 0; k < table->constraints[i]->ncolumns; k++)
			if (strcmp(table->constraints[i]->columns[k], name) == 0)
				return true;
	for (size_t i = 0; i < table->nindexes; i++)
		for (size_t k = 0; k < table->indexes[i]->nparts; k++)
			if (table->indexes[i]->parts[k].column != NULL &&
			    strcmp(table->indexes[i]->parts[k].column, name) == 0)
				return true;
	for (size_t i = 0; i < table->nreferences; i++) {
		const struct dn_constraint *c = table->references[i].constraint;

		for (size_t k = 0; k < c->nref_columns; k++)
			if (strcmp(c->ref_columns[k], name) == 0)
				return true;
	}
	return false;
}

/* What an index computes, too, which is none of the table's columns. */
static bool
width_stays(const struct dn_table *table, const char *name)
{
	return dn_table_column(table, name) == NULL || width_is_key(table, name);
}

static void
width_add_text(struct width *w, unsigned long characters)
{
	w->row += 4 * characters + 2;
	w->page += characters < WIDTH_OUTSIDE_FROM ? 4 * characters + 1 : WIDTH_OUTSIDE;
}

static unsigned
width_of_other(const struct dn_type *type)
{
	switch (type->dims > 0 ? DN_TYPE_JSON : type->kind) {
	case DN_TYPE_BOOLEAN: return 1;
	case DN_TYPE_SMALLINT: return 2;
	case DN_TYPE_DATE: return 3;
	case DN_TYPE_INTEGER:
	case DN_TYPE_REAL: return 4;
	case DN_TYPE_BIGINT:
	case DN_TYPE_DOUBLE: return 8;
	case DN_TYPE_UUID: return 16;
	default: return 0;
	}
}

/* Of text that lies in the row: its characters; 0: it lies outside, or is none. */
static unsigned
width_of_text(const struct mysql_print *p, const struct dn_column *column,
    const struct dn_type *type, unsigned most)
{
	bool sized = type->kind == DN_TYPE_VARCHAR && type->nmods > 0;
	unsigned length = sized ? (unsigned) type->mods[0] : 0, key;

	if (type->kind == DN_TYPE_CHAR)
		return type->nmods > 0 ? (unsigned) type->mods[0] : 1;
	if (!dn_type_is_text(type))
		return 0;
	key = dn_mysql_key_length(p, column);
	if (key > 0 && (length == 0 || length > key))
		length = key;
	return length <= most || (length <= WIDTH_MOST && width_is_key(p->table, column->name))
		   ? length
		   : 0;
}

static void
width_add(
    const struct mysql_print *p, struct width *w, const struct dn_column *column, unsigned most)
{
	const struct dn_type *type = dn_schema_base(p->t->schema, column->type);
	unsigned length = type->dims > 0 ? 0 : width_of_text(p, column, type, most);
	bool outside =
	    type->dims == 0 && (dn_type_is_text(type) || type->kind == DN_TYPE_JSON ||
				   type->kind == DN_TYPE_JSONB || type->kind == DN_TYPE_BYTEA);

	if (length > 0) {
		width_add_text(w, length);
	} else if (outside) {
		w->row += WIDTH_POINTER;
		w->page += WIDTH_OUTSIDE;
	} else {
		w->row += width_of_other(type);
		w->page += width_of_other(type);
	}
}

/* What the indexes compute is in the row, too. */
static void
width_add_helpers(const struct mysql_print *p, struct width *w)
{
	for (size_t i = 0; i < p->table->nindexes; i++) {
		const struct mysql_key *key = dn_mysql_index_key(p->buf, p, p->table->indexes[i]);

		for (size_t k = 0; k < key->nhelpers; k++) {
			const struct mysql_helper *helper = &key->helpers[k];
			struct dn_column computed = { .name = helper->name };

			computed.type = (struct dn_type *) (uintptr_t) dn_mysql_index_type(
			    key, p, helper->expr);
			if (helper->hash)
				w->row += WIDTH_HASH;
			else
				width_add(p, w, &computed, WIDTH_MOST);
		}
	}
}

static struct width
width_table(const struct mysql_print *p, unsigned most)
{
	struct width w = { 0 };

	for (size_t i = 0; i < p->table->ncolumns; i++)
		width_add(p, &w, p->table->columns[i], most);
	width_add_helpers(p, &w);
	return w;
}

unsigned
dn_mysql_width_most(const struct mysql_print *p, const struct dn_column *column)
{
	unsigned most = WIDTH_MOST;

	for (; p->table != NULL && most > WIDTH_LEAST; most /= 2) {
		const struct width w = width_table(p, most);

		if (w.row <= WIDTH_ROW && w.page <= WIDTH_PAGE)
			break;
	}
	return most < WIDTH_MOST && width_stays(p->table, column->name) ? WIDTH_MOST : most;
}

bool
dn_mysql_width_fits(const struct mysql_print *p)
{
	const struct width w = width_table(p, WIDTH_LEAST);

	if (w.row > WIDTH_ROW_MOST)
		return dn_mysql_cannot_at(p, p->from->span,
		    "a row has %u bytes there, and what is in keys and other columns of '%s' needs "
		    "%lu",
		    (unsigned) WIDTH_ROW_MOST, p->table->name, w.row);
	return w.page <= WIDTH_PAGE_MOST ||
	       dn_mysql_cannot_at(p, p->from->span,
		   "of a row %u bytes lie in one page there, and those of '%s' need %lu",
		   (unsigned) WIDTH_PAGE_MOST, p->table->name, w.page);
}
