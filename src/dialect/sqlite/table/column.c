/* column.c - one column of a table as SQLite declares it */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "base/mem.h"
#include "dialect/sqlite/expr/expr.h"
#include "dialect/sqlite/table/table.h"

bool
dn_sqlite_is_numbered(const struct dn_column *column)
{
	return column->identity != DN_IDENTITY_NONE || dn_expr_draw(column->default_expr) != NULL;
}

/* nextval('sequence'), through casts. */
static bool
column_is_number(const struct dn_column *column)
{
	return column->identity != DN_IDENTITY_NONE ||
	       (column->default_expr != NULL &&
		   dn_expr_draw(column->default_expr) == dn_expr_bare(column->default_expr));
}

static bool
column_is_key(const struct dn_table *table, const struct dn_column *column)
{
	const struct dn_constraint *key = dn_table_primary_key(table);

	for (size_t i = 0; key != NULL && i < key->ncolumns; i++) {
		if (strcmp(key->columns[i], column->name) == 0)
			return true;
	}
	return false;
}

static bool
column_is_only_key(const struct dn_table *table, const struct dn_column *column)
{
	const struct dn_constraint *key = dn_table_primary_key(table);

	return key != NULL && key->ncolumns == 1 && column_is_key(table, column);
}

const struct dn_column *
dn_sqlite_auto_column(const struct dn_table *table)
{
	for (size_t i = 0; i < table->ncolumns; i++) {
		const struct dn_column *column = table->columns[i];

		if (column_is_only_key(table, column) && column_is_number(column) &&
		    dn_type_is_integer(column->type))
			return column;
	}
	return NULL;
}

static bool
column_cannot(const struct sqlite_print *p, const struct dn_column *column, const char *why)
{
	return dn_sqlite_cannot(p->err, p->from, dn_sqlite_place(p, column->span),
	    "column '%s' of table '%s': %s", column->name, p->table->name, why);
}

/* A type that the history made with a statement that SQLite did not run is named with it. */
static bool
column_type(struct sqlite_print *p, const struct dn_column *column)
{
	const struct dn_type *type = dn_schema_base(p->t->schema, column->type);
	struct dn_name name = { type->schema, type->name };
	struct dunlin_error *own = dn_error_new(p->buf);
	const struct dn_enum *labels = dn_schema_enum(p->t->schema, type);
	size_t start = p->buf->len;
	bool ok = labels == NULL || !labels->unknown ||
		  dunlin_error_set(own, DUNLIN_E_UNTRANSLATABLE,
		      "what values its type '%s' has is not known", labels->name);

	if (!ok)
		column_cannot(p, column, dunlin_error_message(own));
	else if (type->kind == DN_TYPE_NAMED)
		ok = dn_sqlite_visible(p->t, p->from, &name, p->err);
	if (ok)
		dn_sqlite_type_declare(p->t, p->buf, type);
	dn_free(own);
	/* An INTEGER PRIMARY KEY would number the rows that leave it out. */
	if (ok && column_is_only_key(p->table, column) &&
	    strcasecmp(p->buf->s + start, "integer") == 0) {
		dn_buf_truncate(p->buf, start);
		dunlin_buf_puts(p->buf, "int");
	}
	return ok;
}

/* What PostgreSQL's type refuses, as a constraint that says so in the error. */
static void
column_type_check(struct sqlite_print *p, const struct dn_column *column)
{
	const struct dn_type *type = dn_schema_base(p->t->schema, column->type);
	const struct dn_enum *labels = type->dims > 0 ? NULL : dn_schema_enum(p->t->schema, type);
	struct dunlin_buf *check = dn_buf_new(p->buf), *name = dn_buf_new(p->buf);
	bool any = labels != NULL && p->t->types != DN_TYPES_PLAIN;

	dn_sqlite_identifier(name, column->name);
	if (any) {
		dunlin_buf_printf(check, "%s IN (", name->s);
		for (size_t i = 0; i < labels->nvalues; i++) {
			dunlin_buf_puts(check, i == 0 ? "" : ", ");
			dn_sqlite_literal(check, labels->values[i]);
		}
		dunlin_buf_puts(check, ")");
	} else {
		any = dn_sqlite_type_check(p->t, check, type, name->s);
	}
	if (any) {
		size_t start;

		dn_buf_truncate(name, 0);
		dunlin_buf_printf(name, "ck_%s_%s_type", p->table->name, column->name);
		dunlin_buf_puts(p->buf, "\n        CONSTRAINT ");
		dn_sqlite_identifier(p->buf, name->s);
		dunlin_buf_puts(p->buf, " CHECK (");
		start = p->buf->len;
		dunlin_buf_puts(p->buf, check->s);
		dn_sqlite_condition(p, start, "%s of table '%s'", name->s, p->table->name);
		dunlin_buf_puts(p->buf, ")");
	}
	dn_free(check);
	dn_free(name);
}

static void
column_collation(struct sqlite_print *p, const struct dn_column *column)
{
	const char *collation =
	    dn_sqlite_type_collation(dn_schema_base(p->t->schema, column->type));
	const char *written = column->collation;

	if (written != NULL && strcmp(written, "C") != 0 && strcmp(written, "POSIX") != 0 &&
	    strcmp(written, "ucs_basic") != 0 && strcmp(written, "default") != 0)
		dn_translation_notice(p->t, "collation",
		    "SQLite compares text by its bytes; collations such as '%s' are left out",
		    written);
	if (collation != NULL)
		dunlin_buf_printf(p->buf, " COLLATE %s", collation);
}

static bool
column_print_value(struct sqlite_print *p, const struct dn_column *column)
{
	const struct dn_expr *value = dn_domain_default(p->t->schema, column);
	bool ok;

	if (column->generated != NULL) {
		dunlin_buf_puts(p->buf, " GENERATED ALWAYS AS (");
		ok = dn_sqlite_either(p, column->generated) == DN_WAY_PLAIN;
		dunlin_buf_puts(p->buf, ") STORED");
		return ok;
	}
	if (value == NULL || dn_sqlite_is_numbered(column))
		return true;
	dunlin_buf_puts(p->buf, " DEFAULT ");
	return dn_sqlite_default(p, value, dn_schema_base(p->t->schema, column->type));
}

void
dn_sqlite_default_left_out(
    struct dn_translation *t, const struct dn_table *table, const struct dn_column *column)
{
	dn_translation_notice(t, "default-left-out",
	    "nothing on SQLite means the default of column '%s' of table '%s', which is "
	    "left out: rows without a value get NULL",
	    column->name, table->name);
}

/* What SQLite gives a row without the column: "", and then *LEFT_OUT, where it cannot be said. */
static const char *
column_value(struct sqlite_print *p, const struct dn_column *column, bool *left_out)
{
	struct sqlite_print one = *p;

	one.buf = dn_buf_new(p->buf);
	one.err = NULL;
	*left_out = !column_print_value(&one, column);
	if (!*left_out)
		return one.buf->s;
	if (column->generated != NULL)
		dn_translation_notice(p->t, "generated-left-out",
		    "nothing on SQLite means what column '%s' of table '%s' is generated from: it "
		    "is a plain column there",
		    column->name, p->table->name);
	else
		dn_sqlite_default_left_out(p->t, p->table, column);
	return "";
}

bool
dn_sqlite_is_generated(struct dn_translation *t, const struct dn_table *table,
    const struct dn_column *column, const struct dn_statement *from)
{
	struct sqlite_print p = { .table = table, .from = from };
	bool left_out = true;
	void *scratch;

	if (column->generated == NULL)
		return false;
	scratch = dn_new_context(NULL);
	p.t = dn_sqlite_quiet(scratch, t);
	p.buf = dn_buf_new(scratch);
	column_value(&p, column, &left_out);
	dn_free(scratch);
	return !left_out;
}

static void
column_numbers_alone(struct sqlite_print *p, const struct dn_table *table,
    const struct dn_column *column, const struct dn_sequence *sequence)
{
	dn_translation_notice(p->t, "sequence-own",
	    "SQLite numbers a key by itself, one by one: column '%s' of table '%s' shares no "
	    "numbers with others of sequence '%s', nor has its steps",
	    column->name, table->name, sequence->name);
}

/* A trigger counts it: do others that SQLite numbers have the same sequence? */
static void
column_counted(struct sqlite_print *p, const struct dn_column *column)
{
	const struct dn_table *table;
	const struct dn_column *other =
	    dn_schema_numbers_too(p->t->schema, p->table, column, &table);

	if (other != NULL && other == dn_sqlite_auto_column(table))
		column_numbers_alone(
		    p, table, other, dn_sqlite_sequence(p->t->schema, table, other));
}

static void
column_auto(struct sqlite_print *p, const struct dn_column *column)
{
	const struct dn_constraint *key = dn_table_primary_key(p->table);
	struct sqlite_fact fact = { .name = column->name, .declared = "integer", .numbered = true };

	const struct dn_sequence *sequence = dn_sqlite_sequence(p->t->schema, p->table, column);
	const struct dn_table *other;

	if (sequence != NULL && (sequence->increment != 1 || dn_schema_numbers_too(p->t->schema,
								 p->table, column, &other) != NULL))
		column_numbers_alone(p, p->table, column, sequence);
	if (column->identity == DN_IDENTITY_ALWAYS)
		dn_translation_notice(p->t, "identity-always",
		    "SQLite takes values that are given for a column GENERATED ALWAYS AS IDENTITY");
	dunlin_buf_puts(p->buf, " integer NOT NULL CONSTRAINT ");
	dn_sqlite_identifier(p->buf, key->name);
	dunlin_buf_puts(p->buf, " PRIMARY KEY AUTOINCREMENT");
	dn_sqlite_fact(p, &fact);
	column_type_check(p, column);
	dn_sqlite_domain_checks(p, column);
}

bool
dn_sqlite_is_counted(const struct dn_table *table, const struct dn_column *column)
{
	return dn_sqlite_is_numbered(column) && column != dn_sqlite_auto_column(table);
}

/* One that is counted is null until its trigger has counted it. */
static bool
column_is_never_null(struct sqlite_print *p, const struct dn_column *column)
{
	return (dn_domain_not_null(p->t->schema, column) || column_is_key(p->table, column)) &&
	       !dn_sqlite_is_numbered(column) &&
	       !dn_sqlite_is_filled(p->t->schema, p->table, column);
}

bool
dn_sqlite_column(struct sqlite_print *p, const struct dn_column *column)
{
	struct sqlite_fact fact = { .name = column->name };
	const char *value;
	bool left_out;
	size_t start;

	dn_sqlite_identifier(p->buf, column->name);
	if (column == dn_sqlite_auto_column(p->table)) {
		column_auto(p, column);
		return true;
	}
	if (dn_sqlite_is_numbered(column)) {
		p->unnumbered = true;
		column_counted(p, column);
	}
	dunlin_buf_puts(p->buf, " ");
	start = p->buf->len;
	if (!column_type(p, column))
		return false;
	fact.declared = dn_sqlite_printed(p, start);
	start = p->buf->len;
	column_collation(p, column);
	fact.collation = dn_sqlite_printed(p, start);
	value = column_value(p, column, &left_out);
	fact.not_null = column_is_never_null(p, column) && !left_out;
	if (fact.not_null)
		dunlin_buf_puts(p->buf, " NOT NULL");
	if (!fact.not_null && p->t->types == DN_TYPES_STRICT && column_is_key(p->table, column))
		p->null_key = true;
	start = p->buf->len;
	dunlin_buf_puts(p->buf, value);
	*(column->generated != NULL ? &fact.generated : &fact.value) = dn_sqlite_printed(p, start);
	dn_sqlite_fact(p, &fact);
	column_type_check(p, column);
	dn_sqlite_domain_checks(p, column);
	return true;
}
