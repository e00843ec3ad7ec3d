/* type.c - PostgreSQL's types as SQLite stores and checks them */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/table/type.h"

/* What a translation to a type says, once per run. */
enum type_notice { QUIET, STORED_FORM, NUMERIC, UNCHECKED, NOCASE };

/*
 * A type: its declared name, the condition on its values with "$" for the column (NULL: none), and
 * its notice.  SQLite takes the affinity from the letters of the declared name ("Determination Of
 * Column Affinity" in its manual).  A name without INT, CHAR, TEXT, BLOB, REAL, FLOA or DOUB would
 * turn text of digits into numbers, so such a type has "text" as second word: clients that look at
 * the first one still see what it is.  An interval stays what it is, INTEGER for its letters.
 */
struct type_form {
	const char *declared;
	const char *check;
	enum type_notice notice;
};

/*
 * Text for NaN and infinities stays text in a numeric column.  It is compared without its sign and
 * the spaces that PostgreSQL allows around it.
 */
#define NOT_A_NUMBER   "lower(trim($, ' +-')) IN ('nan', 'inf', 'infinity')"
#define INTEGER(range) "typeof($) IN ('integer', 'null') AND $ BETWEEN " range

/*
 * A CHECK refuses what is false, so each condition is null, or true, for a null.
 *
 * time() reads ISO 8601 with a blank or a T and an offset of Z or +hh:mm; offsets are cut off for
 * the sake of +hh, +hhmm and +hh:mm:ss.
 */
#define CLOCK(before, text)                                                          \
	"time(" before "CASE WHEN $ GLOB '*:*[+-][01][0-9]*' THEN rtrim(rtrim(" text \
	", '0123456789:'), '+-') ELSE " text " END) IS NOT NULL"
/* A T or Z in any case; a zone at the end is taken by its letters, but not one letter alone. */
#define LETTERS    "'ABCDEFGHIJKLMNOPQRSTUVWXYZ_/ '"
#define BARE(text) "rtrim(upper(" text "), " LETTERS ")"
#define ZONE       "$ NOT GLOB '*[0-9 ][A-Ya-y]' AND $ NOT GLOB '*:*[+-]* [A-Za-z]*'"
/* Some clients bind times as seconds or milliseconds since 1970. */
#define EPOCH      "CAST($ AS NUMERIC) = $"
/*
 * date() alone takes the 30th of February: "+0 days" makes it count, and the result differs.  The
 * time is read with another date, because 9999-12-31 23:59:59.999999 is rounded to a year too many.
 * Years that date() does not know are not looked into, and what has single digits by its shape.
 */
#define DATE       "replace(substr(ltrim($), 1, 10), '/', '-')"
#define DAY        "date(" DATE ", '+0 days') IS " DATE
#define FAR                                                                        \
	"lower(trim($)) IN ('infinity', '-infinity') OR $ GLOB '[0-9]*-[0-9]* BC'" \
	" OR $ GLOB '[1-9][0-9][0-9][0-9][0-9]*-[0-9]*-[0-9]*'"
#define YEAR "ltrim($) GLOB '[0-9][0-9][0-9][0-9][-/]"
#define SHORT_DAY                                                                              \
	YEAR "[1-9][-/][0-9]*' OR " YEAR "[01][0-9][-/][1-9]' OR " YEAR "[01][0-9][-/][1-9][ " \
	     "Tt]*'"
#define SHORT_CLOCK                                                             \
	"$ GLOB '*[ Tt][0-9]:[0-9]*' OR $ GLOB '*[ Tt][0-2]*:[0-9]' OR $ GLOB " \
	"'*[ Tt][0-2]*:[0-9]:*' OR $ GLOB '*[ Tt][0-2]*:[0-5][0-9]:60*'"
/* A colon with nothing behind it stands for ":00". */
#define OPEN_CLOCK                                                              \
	"($ NOT GLOB '*:*:*:*' AND $ GLOB '*[0-9]:[0-5][0-9]:') OR $ GLOB "     \
	"'*[0-9]:[0-5][0-9]:[ .+Zz-]*' OR $ GLOB '*[ Tt][0-2][0-9]:' OR $ GLOB" \
	" '[0-2][0-9]:'"
#define TIMESTAMP                                                                             \
	"(" DAY " AND " ZONE " AND (" CLOCK("'2000-01-01' || ",                               \
	    BARE("substr(ltrim($), 11)")) " OR " SHORT_CLOCK " OR " OPEN_CLOCK ")) OR " EPOCH \
					  " OR " FAR " OR " SHORT_DAY
#define TIME                                                                   \
	"($ GLOB '*[0-9]:*' AND " ZONE                                         \
	" AND (" CLOCK("", BARE("ltrim($)")) " OR " OPEN_CLOCK " OR ltrim($)"  \
					     " GLOB '[0-9]:[0-5]*' OR $ GLOB " \
					     "'*[0-2][0-9]:[0-5][0-9]:60*')) OR " EPOCH
/* The words stay text. */
#define BOOLEAN                                                                                \
	"$ IN (0, 1) OR lower(trim($)) IN ('t', 'f', 'true', 'false', 'y', 'n', 'yes', 'no', " \
	"'on', 'off')"

/* 32 hex digits in any case, in braces or not; hyphens alone are placed freely by PostgreSQL. */
#define UUID                                                                       \
	"(length(replace(trim($, '{}'), '-', '')) = 32"                            \
	" AND trim($, '{}') NOT GLOB '*[^0-9A-Fa-f-]*'"                            \
	" AND (length($) <> 36 OR $ LIKE '________-____-____-____-____________'))" \
	" OR (typeof($) = 'blob' AND length($) = 16)"

/* Two bounds, of which nothing is asked. */
#define RANGE "trim($) GLOB '[[(]*,*[])]' OR lower(trim($)) = 'empty'"

static const struct type_form type_forms[] = {
	[DN_TYPE_SMALLINT] = { "smallint", INTEGER("-32768 AND 32767"), STORED_FORM },
	[DN_TYPE_INTEGER] = { "integer", INTEGER("-2147483648 AND 2147483647"), STORED_FORM },
	[DN_TYPE_BIGINT] = { "bigint", "typeof($) IN ('integer', 'null')", STORED_FORM },
	[DN_TYPE_OID] = { "oid", INTEGER("-2147483648 AND 4294967295"), STORED_FORM },
	[DN_TYPE_NUMERIC] = { "numeric", NULL, QUIET }, /* by its precision, below */
	[DN_TYPE_REAL] = { "real",
	    "(typeof($) IN ('real', 'null') AND (abs($) < 3.4028236e38 OR abs($) = 9e999))"
	    " OR " NOT_A_NUMBER,
	    STORED_FORM },
	[DN_TYPE_DOUBLE] = { "double precision", "typeof($) IN ('real', 'null') OR " NOT_A_NUMBER,
	    STORED_FORM },
	/* No digit at all is nothing: '', '-', a currency sign (36) */
	[DN_TYPE_MONEY] = { "money", "$ GLOB '*[0-9]*' OR trim($, char(36) || ' ()+-,.') = ''",
	    UNCHECKED },
	[DN_TYPE_BOOLEAN] = { "boolean", BOOLEAN, STORED_FORM },
	[DN_TYPE_VARCHAR] = { "varchar", NULL, QUIET },
	[DN_TYPE_CHAR] = { "char", NULL, QUIET },
	[DN_TYPE_TEXT] = { "text", NULL, QUIET },
	[DN_TYPE_NAME] = { "text", NULL, QUIET },
	[DN_TYPE_CITEXT] = { "citext", NULL, NOCASE },
	[DN_TYPE_BYTEA] = { "blob", "typeof($) IN ('blob', 'text', 'null')", STORED_FORM },
	[DN_TYPE_DATE] = { "date text", TIMESTAMP, STORED_FORM },
	[DN_TYPE_TIME] = { "time text", TIME, STORED_FORM },
	[DN_TYPE_TIMETZ] = { "timetz text", TIME, STORED_FORM },
	[DN_TYPE_TIMESTAMP] = { "timestamp text", TIMESTAMP, STORED_FORM },
	[DN_TYPE_TIMESTAMPTZ] = { "timestamptz text", TIMESTAMP, STORED_FORM },
	[DN_TYPE_INTERVAL] = { "interval", "$ GLOB '*[0-9]*'", UNCHECKED },
	[DN_TYPE_UUID] = { "uuid text", UUID, STORED_FORM },
	/* json_valid(NULL) is 0 before SQLite 3.45 */
	[DN_TYPE_JSON] = { "json text", "$ IS NULL OR json_valid($)", STORED_FORM },
	/* TypeORM writes SQLite's own binary form */
	[DN_TYPE_JSONB] = { "jsonb text", "$ IS NULL OR typeof($) = 'blob' OR json_valid($)",
	    STORED_FORM },
	[DN_TYPE_INET] = { "inet text", "$ GLOB '*[.:]*' AND $ NOT GLOB '*[^0-9A-Fa-f.:/]*'",
	    UNCHECKED },
	[DN_TYPE_CIDR] = { "cidr text", "$ GLOB '?*' AND $ NOT GLOB '*[^0-9A-Fa-f.:/]*'",
	    UNCHECKED },
	/* Twelve digits, or six numbers. */
	[DN_TYPE_MACADDR] = { "macaddr text",
	    "(length(replace(replace(replace(trim($), ':', ''), '-', ''), '.', '')) = 12 OR "
	    "(length($) - length(replace(replace($, ':', ''), '-', '')) = 5 AND trim($) GLOB "
	    "'[^:-]*[^:-]' AND $ NOT GLOB '*[:-][:-]*')) AND trim($) NOT GLOB '*[^0-9A-Fa-f:.-]*'",
	    UNCHECKED },
	[DN_TYPE_BIT] = { "bit text", "$ NOT GLOB '*[^0-9A-Fa-fXx]*'", UNCHECKED },
	[DN_TYPE_VARBIT] = { "varbit text", "$ NOT GLOB '*[^0-9A-Fa-fXx]*'", UNCHECKED },
	[DN_TYPE_XML] = { "xml text", NULL, UNCHECKED },
	[DN_TYPE_TSVECTOR] = { "tsvector text", NULL, UNCHECKED },
	[DN_TYPE_TSQUERY] = { "tsquery text", NULL, UNCHECKED },
	[DN_TYPE_HSTORE] = { "hstore text", NULL, UNCHECKED },
	[DN_TYPE_REGCLASS] = { "regclass text", NULL, UNCHECKED },
	[DN_TYPE_INT4RANGE] = { "int4range text", RANGE, UNCHECKED },
	[DN_TYPE_INT8RANGE] = { "int8range text", RANGE, UNCHECKED },
	[DN_TYPE_NUMRANGE] = { "numrange text", RANGE, UNCHECKED },
	[DN_TYPE_TSRANGE] = { "tsrange text", RANGE, UNCHECKED },
	[DN_TYPE_TSTZRANGE] = { "tstzrange text", RANGE, UNCHECKED },
	[DN_TYPE_DATERANGE] = { "daterange text", RANGE, UNCHECKED },
};

/*
 * A column of a STRICT table refuses what its affinity does not make its own; no other names are
 * allowed there.  ANY changes nothing and is for what clients bind in several storage classes; what
 * is not in the list is TEXT.  The condition is of what is left; NULL: as above.
 */
static const struct {
	const char *declared;
	const char *check;
} type_stricts[sizeof type_forms / sizeof *type_forms] = {
	[DN_TYPE_SMALLINT] = { "INTEGER", "$ BETWEEN -32768 AND 32767" },
	[DN_TYPE_INTEGER] = { "INTEGER", "$ BETWEEN -2147483648 AND 2147483647" },
	[DN_TYPE_BIGINT] = { "INTEGER", "" },
	[DN_TYPE_OID] = { "INTEGER", "$ BETWEEN -2147483648 AND 4294967295" },
	[DN_TYPE_BOOLEAN] = { "INTEGER", "$ IN (0, 1)" },
	[DN_TYPE_NUMERIC] = { "REAL", "" },
	[DN_TYPE_REAL] = { "REAL", "abs($) < 3.4028236e38 OR abs($) = 9e999" },
	[DN_TYPE_DOUBLE] = { "REAL", "" },
	[DN_TYPE_MONEY] = { "ANY", NULL },
	[DN_TYPE_INTERVAL] = { "ANY", NULL },
	[DN_TYPE_UUID] = { "ANY", NULL },
	[DN_TYPE_JSONB] = { "ANY", NULL },
	[DN_TYPE_BYTEA] = { "ANY", NULL },
};

const char dn_sqlite_random_uuid[] =
    "(lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' ||"
    " substr(hex(randomblob(2)), 2) || '-' || substr('89ab', 1 + (abs(random()) % 4), 1) ||"
    " substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))))";

/* Append FORM with COLUMN for its "$". */
static void
type_put(struct dunlin_buf *buf, const char *form, const char *column)
{
	for (const char *dollar; (dollar = strchr(form, '$')) != NULL; form = dollar + 1) {
		dunlin_buf_put(buf, form, (size_t) (dollar - form));
		dunlin_buf_puts(buf, column);
	}
	dunlin_buf_puts(buf, form);
}

static bool
type_check_numeric(
    enum dn_types types, struct dunlin_buf *buf, const struct dn_type *type, const char *column)
{
	int scale = type->nmods > 1 ? type->mods[1] : 0;
	bool strict = types == DN_TYPES_STRICT;

	if (strict && type->nmods == 0)
		return false;
	if (type->nmods == 0) {
		type_put(buf, "typeof($) IN ('integer', 'real', 'null') OR " NOT_A_NUMBER, column);
		return true;
	}
	if (!strict)
		type_put(buf, "(typeof($) IN ('integer', 'real', 'null') AND ", column);
	/* Of more digits than SQLite keeps the largest number has become the limit itself. */
	dunlin_buf_printf(buf, "abs(round(%s, %d)) %s 1e%d", column, scale > 0 ? scale : 0,
	    type->mods[0] > 15 ? "<=" : "<", type->mods[0] - scale);
	if (!strict)
		dunlin_buf_printf(buf, ") OR lower(%s) = 'nan'", column);
	return true;
}

/* PostgreSQL drops blanks at the end that are too many. */
static bool
type_check_length(struct dunlin_buf *buf, const struct dn_type *type, const char *column)
{
	if (type->nmods == 0)
		return false;
	dunlin_buf_printf(buf, "length(rtrim(%s)) <= %d", column, type->mods[0]);
	return true;
}

/* Subqueries are not allowed in a CHECK, so elements are looked at by their characters. */
static void
type_check_array(struct dunlin_buf *buf, const struct dn_type *type, const char *column)
{
	/* json_type() of malformed text would be an error of its own */
	type_put(buf, "$ IS NULL OR (json_valid($) AND json_type($) = 'array'", column);
	if (type->kind == DN_TYPE_SMALLINT || type->kind == DN_TYPE_INTEGER)
		type_put(buf, " AND $ NOT GLOB '*[.eftE\"{]*'", column);
	else if (type->kind == DN_TYPE_BOOLEAN)
		type_put(buf, " AND $ NOT GLOB '*[0-9\"{]*'", column);
	/* What PostgreSQL prints; '{}' is an object, too. */
	type_put(buf, ") OR $ = '{}' OR ($ GLOB '{*}' AND NOT json_valid($)", column);
	if (type->kind == DN_TYPE_SMALLINT || type->kind == DN_TYPE_INTEGER)
		type_put(buf, " AND $ NOT GLOB '*[^0-9,{}NULnul +-]*'", column);
	dunlin_buf_puts(buf, ")");
}

/* Of a type that is checked as TYPES says; DN_TYPES_PLAIN: as it would be. */
static bool
type_condition(
    enum dn_types types, struct dunlin_buf *buf, const struct dn_type *type, const char *column)
{
	const char *check = type_forms[type->kind].check;

	if (types == DN_TYPES_STRICT && type_stricts[type->kind].check != NULL)
		check = type_stricts[type->kind].check;
	if (type->dims > 0)
		type_check_array(buf, type, column);
	else if (type->kind == DN_TYPE_VARCHAR || type->kind == DN_TYPE_CHAR)
		return type_check_length(buf, type, column);
	else if (type->kind == DN_TYPE_NUMERIC)
		return type_check_numeric(types, buf, type, column);
	else if (check == NULL || *check == '\0')
		return false;
	else
		type_put(buf, check, column);
	return true;
}

bool
dn_sqlite_type_check(const struct dn_translation *t, struct dunlin_buf *buf,
    const struct dn_type *type, const char *column)
{
	return t->types != DN_TYPES_PLAIN && type_condition(t->types, buf, type, column);
}

/* Of the server or an extension, and none that dunlin knows: its values are their text. */
static bool
type_is_foreign(const struct dn_schema *schema, const struct dn_type *type)
{
	return type->kind == DN_TYPE_NAMED && dn_schema_enum(schema, type) == NULL &&
	       dn_schema_domain(schema, type) == NULL;
}

static void
type_say(struct dn_translation *t, const struct dn_type *type)
{
	enum type_notice notice =
	    type_is_foreign(t->schema, type) ? UNCHECKED : type_forms[type->kind].notice;
	char *name = dn_type_text(t, type);

	if (type->dims > 0) {
		dn_translation_notice(t, "array-json",
		    "SQLite keeps arrays as JSON text, such as '[\"a\", \"b\"]', and does not "
		    "check "
		    "all that their elements must be");
	} else if (notice == STORED_FORM) {
		dn_translation_notice(t, "stored-form",
		    "SQLite keeps and compares values as clients write them, so all should write "
		    "timestamps as '2024-01-02 03:04:05.678' in UTC, booleans as 1 and 0 (the word "
		    "'true' is stored, and false in a WHERE), uuids in lower case with "
		    "hyphens and bytea as blobs; it takes some that PostgreSQL refuses, such as "
		    "'1.0' for 1, a number for a timestamp or NULL for a key that it counts");
	} else if (type->kind == DN_TYPE_NUMERIC) {
		dn_translation_notice(t, "numeric-precision",
		    "SQLite keeps 15 digits of a numeric and does not round it to its scale");
	} else if (notice == UNCHECKED) {
		dn_translation_notice(t, "unchecked-type",
		    "SQLite keeps values of type '%s' and the like without checking all that "
		    "PostgreSQL does",
		    name);
	} else if (notice == NOCASE) {
		dn_translation_notice(
		    t, "ascii-case", "SQLite ignores case in citext for the letters A to Z only");
	}
	dn_free(name);
}

/* What a STRICT table has in place of a type; type names are not allowed there. */
static const char *
type_strict(const struct dn_type *type)
{
	const char *strict = type->dims > 0 ? NULL : type_stricts[type->kind].declared;

	return strict == NULL ? "TEXT" : strict;
}

/* Does a CHECK stand in for what the declared type lets pass, or would it? */
static void
type_assess(struct dn_translation *t, const struct dn_type *type)
{
	struct dunlin_buf *check = dn_buf_new(t);

	if (dn_schema_enum(t->schema, type) != NULL || type_condition(t->types, check, type, "")) {
		if (t->types == DN_TYPES_PLAIN)
			dn_translation_notice(t, "plain-types",
			    "with types = plain SQLite takes what PostgreSQL's types refuse: only "
			    "NOT "
			    "NULL and the constraints that are written hold");
		else
			dn_assess_part(t, DN_ENFORCED, NULL, NULL);
	}
	if (t->types == DN_TYPES_STRICT &&
	    (type->kind == DN_TYPE_BOOLEAN || strcmp(type_strict(type), "REAL") == 0))
		dn_translation_notice(t, "strict-types",
		    "with types = strict SQLite refuses words for a boolean, such as 'true', and "
		    "'NaN' and 'Infinity' as text, which PostgreSQL takes; a numeric is a REAL");
	dn_free(check);
}

void
dn_sqlite_type_declare(struct dn_translation *t, struct dunlin_buf *buf, const struct dn_type *type)
{
	type_say(t, type);
	type_assess(t, type);
	if (t->types == DN_TYPES_STRICT) {
		dunlin_buf_puts(buf, type_strict(type));
	} else if (type->dims > 0) {
		dunlin_buf_puts(buf, "json text");
	} else if (type->kind == DN_TYPE_NAMED) {
		dunlin_buf_puts(buf, "text");
	} else {
		dunlin_buf_puts(buf, type_forms[type->kind].declared);
		if ((type->kind == DN_TYPE_VARCHAR || type->kind == DN_TYPE_CHAR ||
			type->kind == DN_TYPE_NUMERIC) &&
		    type->nmods > 0)
			dunlin_buf_printf(buf, type->nmods > 1 ? "(%d,%d)" : "(%d)", type->mods[0],
			    type->mods[1]);
	}
}

const char *
dn_sqlite_type_collation(const struct dn_type *type)
{
	if (type->dims > 0)
		return NULL;
	switch (type->kind) {
	case DN_TYPE_CITEXT:
	case DN_TYPE_UUID: return "NOCASE";
	case DN_TYPE_CHAR: return "RTRIM";
	default: return NULL;
	}
}

/*
 * UTC without an offset: what SQLAlchemy, Django and TypeORM write, so that it compares with theirs
 * as text, and what SQLite's own functions and clients read.
 */
const char *
dn_sqlite_now(const struct dn_type *type)
{
	switch (type == NULL ? DN_TYPE_TIMESTAMPTZ : type->kind) {
	case DN_TYPE_DATE: return "(date('now'))";
	case DN_TYPE_TIME:
	case DN_TYPE_TIMETZ: return "(strftime('%H:%M:%f', 'now'))";
	default: return "(strftime('%Y-%m-%d %H:%M:%f', 'now'))";
	}
}
