/* key.c - how much of a column goes into a key */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/mysql/mysql.h"

enum { KEY_MOST = 768 }; /* characters of four bytes, in the 3072 bytes of a key */

static size_t
key_count_text(const struct dn_translation *t, const struct dn_table *table,
    const char *const *columns, size_t n)
{
	size_t texts = 0;

	for (size_t i = 0; i < n; i++) {
		const struct dn_column *c = dn_table_column(table, columns[i]);

		texts += c != NULL && dn_type_is_text(dn_schema_base(t->schema, c->type));
	}
	return texts;
}

static bool
key_has(const char *const *columns, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(columns[i], name) == 0)
			return true;
	return false;
}

unsigned
dn_mysql_key_length(const struct mysql_print *p, const struct dn_column *column)
{
	const struct dn_table *table = p->table;
	size_t texts = 0;

	for (size_t i = 0; table != NULL && i < table->nconstraints; i++) {
		const struct dn_constraint *c = table->constraints[i];
		size_t n;

		if ((c->kind != DN_PRIMARY_KEY && c->kind != DN_FOREIGN_KEY) ||
		    !key_has(c->columns, c->ncolumns, column->name))
			continue;
		n = key_count_text(p->t, table, c->columns, c->ncolumns);
		texts = n > texts ? n : texts;
	}
	for (size_t i = 0; table != NULL && i < table->nreferences; i++) {
		const struct dn_constraint *c = table->references[i].constraint;
		size_t n = key_count_text(p->t, table, c->ref_columns, c->nref_columns);

		if (key_has(c->ref_columns, c->nref_columns, column->name) && n > texts)
			texts = n;
	}
	return texts == 0 ? 0 : (unsigned) (KEY_MOST / texts);
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
	length = type->dims == 0 && type->nmods > 0 ? (unsigned) type->mods[0]
						    : dn_mysql_key_length(p, column);
	return length > 0 && length <= most ? 0 : most;
}
