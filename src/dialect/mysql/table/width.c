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

static void
width_add(
    const struct mysql_print *p, struct width *w, const struct dn_column *column, unsigned most)
{
	const struct dn_type *type = dn_schema_base(p->t->schema, column->type);
	bool sized = type->dims == 0 && type->kind == DN_TYPE_VARCHAR && type->nmods > 0;
	unsigned length = sized ? (unsigned) type->mods[0] : 0;
	bool text =
	    type->dims == 0 && (dn_type_is_text(type) || type->kind == DN_TYPE_JSON ||
				   type->kind == DN_TYPE_JSONB || type->kind == DN_TYPE_BYTEA);

	if (sized && length <= WIDTH_MOST &&
	    (length <= most || width_is_key(p->table, column->name))) {
		width_add_text(w, length);
	} else if (type->dims == 0 && type->kind == DN_TYPE_CHAR) {
		width_add_text(w, type->nmods > 0 ? (unsigned) type->mods[0] : 1);
	} else if (text && !width_is_key(p->table, column->name)) {
		w->row += WIDTH_POINTER;
		w->page += WIDTH_OUTSIDE;
	} else {
		w->row += width_of_other(type);
		w->page += width_of_other(type);
	}
}

static struct width
width_table(const struct mysql_print *p, unsigned most)
{
	struct width w = { 0 };

	for (size_t i = 0; i < p->table->ncolumns; i++)
		width_add(p, &w, p->table->columns[i], most);
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
	return most < WIDTH_MOST && width_is_key(p->table, column->name) ? WIDTH_MOST : most;
}

bool
dn_mysql_width_fits(const struct mysql_print *p)
{
	const struct width w = width_table(p, WIDTH_LEAST);

	return w.page <= WIDTH_PAGE_MOST ||
	       dn_mysql_cannot_at(p, p->from->span,
		   "of a row %u bytes lie in one page there, and those of '%s' need %lu",
		   (unsigned) WIDTH_PAGE_MOST, p->table->name, w.page);
}
