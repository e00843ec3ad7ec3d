/* enum.c - columns that hold one of a list of words */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/mysql/expr/expr.h"
#include "dialect/mysql/table/table.h"

void
dn_mysql_enum_type(struct mysql_print *p, const char *const *values, size_t n)
{
	size_t longest = 1;

	for (size_t i = 0; i < n; i++) {
		size_t len = 0;

		for (const char *s = values[i]; *s != '\0'; s++)
			len += ((unsigned char) *s & 0xc0) != 0x80;
		longest = len > longest ? len : longest;
	}
	if (p->t->enums != DN_ENUMS_NATIVE) {
		dunlin_buf_printf(p->buf, "varchar(%zu)", longest);
		return;
	}
	dunlin_buf_puts(p->buf, "enum(");
	for (size_t i = 0; i < n; i++) {
		dunlin_buf_puts(p->buf, i == 0 ? "" : ", ");
		dn_mysql_literal(p->buf, values[i]);
	}
	dunlin_buf_puts(p->buf, ")");
}

const char *const *
dn_mysql_enum_values(const void *mem, const struct dn_translation *t, const struct dn_table *table,
    const struct dn_column *column, size_t *n)
{
	const struct dn_type *base = dn_schema_base(t->schema, column->type);
	const struct dn_enum *type = base->dims > 0 ? NULL : dn_schema_enum(t->schema, base);
	const char *name, **values;

	*n = type == NULL ? 0 : type->nvalues;
	if (type != NULL)
		return type->values;
	for (size_t i = 0; t->enums == DN_ENUMS_NATIVE && table != NULL && i < table->nconstraints;
	     i++) {
		const struct dn_constraint *c = table->constraints[i];

		if (dn_mysql_is_native_enum(t, table, c) &&
		    dn_expr_value_set(mem, c->check, &name, &values, n) &&
		    strcmp(name, column->name) == 0)
			return values;
	}
	return NULL;
}

bool
dn_mysql_is_native_enum(
    const struct dn_translation *t, const struct dn_table *table, const struct dn_constraint *check)
{
	const struct dn_column *column = NULL;
	const struct dn_type *type;
	const char *name, **values;
	void *scratch;
	size_t n;

	if (t->enums != DN_ENUMS_NATIVE || check->kind != DN_CHECK || check->check == NULL)
		return false;
	scratch = dn_new_context(NULL);
	if (dn_expr_value_set(scratch, check->check, &name, &values, &n))
		column = dn_table_column(table, name);
	type = column == NULL ? NULL : dn_schema_base(t->schema, column->type);
	dn_free(scratch);
	return dn_type_is_text(type) && type->kind != DN_TYPE_CITEXT;
}

bool
dn_mysql_enum_check(struct mysql_print *p, const struct dn_column *column)
{
	const struct dn_type *base = dn_schema_base(p->t->schema, column->type);
	const struct dn_enum *type = base->dims > 0 ? NULL : dn_schema_enum(p->t->schema, base);

	if (type == NULL || p->t->enums == DN_ENUMS_NATIVE)
		return false;
	dn_mysql_identifier(p->buf, column->name);
	dunlin_buf_puts(p->buf, " IN (");
	for (size_t i = 0; i < type->nvalues; i++) {
		dunlin_buf_puts(p->buf, i == 0 ? "" : ", ");
		dn_mysql_literal(p->buf, type->values[i]);
	}
	dunlin_buf_puts(p->buf, type->nvalues == 0 ? "NULL)" : ")");
	return true;
}

const struct dn_enum *
dn_mysql_expr_enum(const struct mysql_print *p, const struct dn_expr *expr)
{
	const struct dn_type *type = dn_mysql_expr_type(p, expr);

	return type == NULL || type->dims > 0 ? NULL : dn_schema_enum(p->t->schema, type);
}

bool
dn_mysql_enum_place(struct mysql_print *p, const struct dn_expr *expr, const struct dn_enum *of)
{
	dunlin_buf_puts(p->buf, "nullif(field(");
	if (!dn_mysql_expr(p, expr))
		return false;
	for (size_t i = 0; i < of->nvalues; i++) {
		dunlin_buf_puts(p->buf, ", ");
		dn_mysql_literal(p->buf, of->values[i]);
	}
	dunlin_buf_puts(p->buf, "), 0)");
	return true;
}
