/* type.c - PostgreSQL's types as MariaDB and MySQL store and check them */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/mysql/table/table.h"

enum {
	TYPE_CHAR_MOST = 255,
	TYPE_DECIMAL_MOST = 65,
	TYPE_SCALE_MOST = 38,
};

/*
 * DECLARED is the type's name there; "%" in CHECK, where it is not NULL, stands for the column.
 * SAID: a notice is given about it.  MYSQL8 is set where that has another type.  JSON is
 * MariaDB's longtext by another name, but of a collation that does not compare with others.
 */
static const struct type_row {
	enum dn_type_kind kind;
	const char *declared, *check;
	bool said;
	const char *mysql8;
} type_rows[] = {
	{ DN_TYPE_SMALLINT, "smallint", NULL, false, NULL },
	{ DN_TYPE_INTEGER, "int", NULL, false, NULL },
	{ DN_TYPE_BIGINT, "bigint", NULL, false, NULL },
	{ DN_TYPE_REAL, "float", NULL, false, NULL },
	{ DN_TYPE_DOUBLE, "double", NULL, false, NULL },
	{ DN_TYPE_MONEY, "decimal(19,2)", NULL, false, NULL },
	{ DN_TYPE_BOOLEAN, "boolean", "% IN (0, 1)", false, NULL },
	{ DN_TYPE_TEXT, "longtext", NULL, false, NULL },
	{ DN_TYPE_NAME, "varchar(63)", NULL, false, NULL },
	{ DN_TYPE_CITEXT, "longtext COLLATE utf8mb4_general_nopad_ci", NULL, true,
	    "longtext COLLATE utf8mb4_0900_ai_ci" },
	{ DN_TYPE_BYTEA, "longblob", NULL, false, NULL },
	{ DN_TYPE_DATE, "date", NULL, false, NULL },
	{ DN_TYPE_TIME, "time(6)", "% BETWEEN '00:00:00' AND '24:00:00'", false, NULL },
	{ DN_TYPE_TIMETZ, "varchar(21)", NULL, true, NULL },
	{ DN_TYPE_TIMESTAMP, "datetime(6)", NULL, false, NULL },
	{ DN_TYPE_TIMESTAMPTZ, "datetime(6)", NULL, true, NULL },
	{ DN_TYPE_INTERVAL, "varchar(64)", NULL, true, NULL },
	{ DN_TYPE_UUID, "uuid", NULL, false, "char(36)" },
	{ DN_TYPE_JSON, "longtext", "json_valid(%)", false, "json" },
	{ DN_TYPE_JSONB, "longtext", "json_valid(%)", true, "json" },
	{ DN_TYPE_INET, "varchar(43)",
	    "(% IS NULL OR inet6_aton(substring_index(%, '/', 1)) IS NOT NULL AND "
	    "(locate('/', %) = 0 OR "
	    "substring_index(%, '/', -1) REGEXP '^(12[0-8]|1[01][0-9]|[1-9]?[0-9])$'))",
	    false, NULL },
	{ DN_TYPE_CIDR, "varchar(43)", NULL, true, NULL },
	{ DN_TYPE_MACADDR, "varchar(17)",
	    "% REGEXP '^ *(([0-9a-fA-F]+[:-]){5}[0-9a-fA-F]+|([0-9a-fA-F]{4}[.-]?){3}|"
	    "[0-9a-fA-F]{6}[:-]?[0-9a-fA-F]{6}) *$'",
	    false, NULL },
	{ DN_TYPE_BIT, "varchar", "% REGEXP '^[01]*$'", false, NULL },
	{ DN_TYPE_VARBIT, "varchar", "% REGEXP '^[01]*$'", false, NULL },
	{ DN_TYPE_XML, "longtext", NULL, true, NULL },
	{ DN_TYPE_TSVECTOR, "longtext", NULL, true, NULL },
	{ DN_TYPE_TSQUERY, "longtext", NULL, true, NULL },
	{ DN_TYPE_HSTORE, "longtext", NULL, true, NULL },
	{ DN_TYPE_OID, "int unsigned", NULL, false, NULL },
	{ DN_TYPE_REGCLASS, "varchar(127)", NULL, true, NULL },
	{ DN_TYPE_INT4RANGE, "varchar(64)", NULL, true, NULL },
	{ DN_TYPE_INT8RANGE, "varchar(64)", NULL, true, NULL },
	{ DN_TYPE_NUMRANGE, "varchar(255)", NULL, true, NULL },
	{ DN_TYPE_TSRANGE, "varchar(96)", NULL, true, NULL },
	{ DN_TYPE_TSTZRANGE, "varchar(96)", NULL, true, NULL },
	{ DN_TYPE_DATERANGE, "varchar(64)", NULL, true, NULL },
};

/* Of arrays, which are JSON. */
static const struct type_row type_array = { DN_TYPE_JSON, "longtext",
	"json_valid(%) AND json_type(%) = 'ARRAY'", true, "json" };

static const struct type_row *
type_row(const struct dn_type *type)
{
	if (type->dims > 0)
		return &type_array;
	for (size_t i = 0; i < sizeof type_rows / sizeof *type_rows; i++)
		if (type_rows[i].kind == type->kind)
			return &type_rows[i];
	return NULL;
}

/* Of the rows with a notice. */
static void
type_say(struct mysql_print *p, const struct dn_type *type, const char *text)
{
	if (type->dims > 0)
		dn_translation_notice(p->t, "array-json",
		    "arrays are JSON in MariaDB and MySQL, with elements of any kind");
	else if (type->kind == DN_TYPE_CITEXT)
		dn_translation_notice(p->t, "citext-case",
		    "citext is compared in MariaDB and MySQL without regard to accents, too");
	else if (type->kind == DN_TYPE_JSONB)
		dn_translation_notice(p->t, "json-text",
		    "MariaDB keeps and compares jsonb as the text that it was written as");
	else if (type->kind == DN_TYPE_TIMESTAMPTZ)
		dn_translation_notice(p->t, "timestamptz-utc",
		    "times with time zone are kept as DATETIME(6) in UTC in MariaDB and MySQL: an "
		    "application must write and read them so");
	else
		dn_translation_notice(p->t, "unchecked-type",
		    "values of type %s are text in MariaDB and MySQL, and not checked", text);
}

/* -- declarations ----------------------------------------------------------------------- */

static void
type_varchar(struct mysql_print *p, const struct dn_column *column, const struct dn_type *type)
{
	unsigned wanted = type->nmods > 0 ? (unsigned) type->mods[0] : 0;
	unsigned key = dn_mysql_key_length(p, column);

	if (key > 0 && (wanted == 0 || wanted > key)) {
		dn_translation_notice(p->t, "key-length",
		    "text in a primary or foreign key has at most %u characters in MariaDB and "
		    "MySQL",
		    key);
		wanted = key;
	}
	if (wanted == 0 || wanted > dn_mysql_width_most(p, column))
		dunlin_buf_puts(p->buf, "longtext");
	else
		dunlin_buf_printf(p->buf, "varchar(%u)", wanted);
}

static bool
type_char(struct mysql_print *p, const struct dn_type *type)
{
	int length = type->nmods > 0 ? type->mods[0] : 1;

	if (length > TYPE_CHAR_MOST)
		return dn_mysql_cannot_at(
		    p, type->span, "char(n) has at most %d characters there", TYPE_CHAR_MOST);
	dunlin_buf_printf(p->buf, "char(%d)", length);
	return true;
}

static bool
type_numeric(struct mysql_print *p, const struct dn_type *type)
{
	int precision = type->nmods > 0 ? type->mods[0] : TYPE_DECIMAL_MOST;
	int scale = type->nmods > 1 ? type->mods[1] : 0;

	if (type->nmods == 0) {
		scale = 30;
		dn_translation_notice(p->t, "numeric-precision",
		    "numeric without a precision is DECIMAL(65,30) in MariaDB and MySQL");
	}
	if (precision > TYPE_DECIMAL_MOST || scale > TYPE_SCALE_MOST || scale < 0 ||
	    (type->nmods > 0 && scale > precision))
		return dn_mysql_cannot_at(p, type->span,
		    "DECIMAL has at most %d digits there, and 0 to %d of them behind the point",
		    TYPE_DECIMAL_MOST, TYPE_SCALE_MOST);
	dunlin_buf_printf(p->buf, "decimal(%d,%d)", precision, scale);
	return true;
}

static void
type_declared(struct mysql_print *p, const struct dn_type *type, const struct type_row *row)
{
	char *text = dn_type_text(p->buf, type);
	bool timed =
	    type->dims == 0 && (type->kind == DN_TYPE_TIME || type->kind == DN_TYPE_TIMESTAMP ||
				   type->kind == DN_TYPE_TIMESTAMPTZ);
	const char *name = row->mysql8 != NULL && dn_mysql_is_8(p->t) ? row->mysql8 : row->declared;

	if (row->said)
		type_say(p, type, text);
	if (timed && type->nmods > 0)
		dunlin_buf_printf(
		    p->buf, "%.*s(%d)", (int) strcspn(name, "("), name, type->mods[0]);
	else if (type->dims == 0 && (type->kind == DN_TYPE_BIT || type->kind == DN_TYPE_VARBIT))
		dunlin_buf_printf(p->buf, "varchar(%d)",
		    type->nmods > 0             ? type->mods[0]
		    : type->kind == DN_TYPE_BIT ? 1
						: 4096);
	else
		dunlin_buf_puts(p->buf, name);
	dn_free(text);
}

bool
dn_mysql_type(struct mysql_print *p, const struct dn_column *column)
{
	const struct dn_type *type = dn_mysql_key_type(p, column);
	const struct type_row *row = type_row(type);
	const struct dn_domain *domain =
	    type->dims > 0 ? NULL : dn_schema_domain(p->t->schema, type);
	size_t n;
	const char *const *values = dn_mysql_enum_values(p->buf, p->t, p->table, column, &n);

	if (values != NULL)
		dn_mysql_enum_type(p, values, n);
	else if (type->dims == 0 && type->kind == DN_TYPE_NUMERIC)
		return type_numeric(p, type);
	else if (type->dims == 0 && (type->kind == DN_TYPE_VARCHAR || type->kind == DN_TYPE_TEXT))
		type_varchar(p, column, type);
	else if (type->dims == 0 && type->kind == DN_TYPE_CHAR)
		return type_char(p, type);
	else if (row != NULL)
		type_declared(p, type, row);
	else if (domain != NULL && domain->composite)
		dunlin_buf_puts(p->buf, "longtext");
	else
		return dn_mysql_cannot_at(
		    p, type->span, "the type '%s' has no counterpart there", type->name);
	return true;
}

/* -- checks ----------------------------------------------------------------------------- */

static void
type_put_check(struct mysql_print *p, const char *check, const struct dn_column *column)
{
	for (; *check != '\0'; check++) {
		if (*check == '%')
			dn_mysql_identifier(p->buf, column->name);
		else
			dunlin_buf_put(p->buf, check, 1);
	}
}

const char *
dn_mysql_narrow_type(const struct mysql_print *p, const struct dn_column *column)
{
	const struct dn_type *type = dn_schema_base(p->t->schema, column->type),
			     *there = dn_mysql_key_type(p, column);

	if (there->kind == type->kind || type->dims > 0 || there->kind == DN_TYPE_SMALLINT)
		return NULL;
	return type->kind == DN_TYPE_SMALLINT  ? "smallint"
	       : type->kind == DN_TYPE_INTEGER ? "int"
					       : NULL;
}

static bool
type_range_check(struct mysql_print *p, const struct dn_column *column, const struct dn_type *type)
{
	if (dn_mysql_narrow_type(p, column) == NULL)
		return false;
	type_put_check(p,
	    type->kind == DN_TYPE_SMALLINT ? "% BETWEEN -32768 AND 32767"
					   : "% BETWEEN -2147483648 AND 2147483647",
	    column);
	return true;
}

bool
dn_mysql_type_check(struct mysql_print *p, const struct dn_column *column)
{
	const struct dn_type *type = dn_schema_base(p->t->schema, column->type);
	const struct type_row *row = type_row(type);
	bool sized = type->dims == 0 && type->nmods > 0;

	if (dn_mysql_enum_check(p, column) || type_range_check(p, column, type))
		return true;
	if (sized && type->kind == DN_TYPE_VARCHAR &&
	    (unsigned) type->mods[0] > dn_mysql_width_most(p, column)) {
		/* Blanks behind what fits are no error. */
		dunlin_buf_puts(p->buf, "char_length(rtrim(");
		dn_mysql_identifier(p->buf, column->name);
		dunlin_buf_printf(p->buf, ")) <= %d", type->mods[0]);
		return true;
	}
	if (type->dims == 0 && type->kind == DN_TYPE_BIT) {
		dn_mysql_identifier(p->buf, column->name);
		dunlin_buf_printf(p->buf, " REGEXP '^[01]{%d}$'", sized ? type->mods[0] : 1);
		return true;
	}
	if (dn_mysql_is_8(p->t) && type->dims == 0 && type->kind == DN_TYPE_UUID) {
		type_put_check(p, "% REGEXP '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'", column);
		return true;
	}
	if (row == NULL || row->check == NULL)
		return false;
	type_put_check(p, row->check, column);
	return true;
}

bool
dn_mysql_cast_type(struct dunlin_buf *buf, const struct dn_type *type)
{
	switch (type->dims > 0 ? DN_TYPE_JSON : type->kind) {
	case DN_TYPE_SMALLINT:
	case DN_TYPE_INTEGER:
	case DN_TYPE_BIGINT:
	case DN_TYPE_OID: dunlin_buf_puts(buf, "signed"); return true;
	case DN_TYPE_NUMERIC:
		dunlin_buf_printf(buf, "decimal(%d,%d)", type->nmods > 0 ? type->mods[0] : 65,
		    type->nmods > 0 ? type->mods[1] : 30);
		return true;
	case DN_TYPE_REAL:
	case DN_TYPE_DOUBLE: dunlin_buf_puts(buf, "double"); return true;
	case DN_TYPE_VARCHAR:
	case DN_TYPE_CHAR:
		dunlin_buf_puts(buf, "char");
		if (type->nmods > 0)
			dunlin_buf_printf(buf, "(%d)", type->mods[0]);
		return true;
	case DN_TYPE_TEXT:
	case DN_TYPE_NAME: dunlin_buf_puts(buf, "char"); return true;
	case DN_TYPE_DATE: dunlin_buf_puts(buf, "date"); return true;
	case DN_TYPE_TIME:
	case DN_TYPE_TIMESTAMP:
	case DN_TYPE_TIMESTAMPTZ:
		dunlin_buf_printf(buf, "%s(%d)", type->kind == DN_TYPE_TIME ? "time" : "datetime",
		    type->nmods > 0 ? type->mods[0] : 6);
		return true;
	default: return false;
	}
}
