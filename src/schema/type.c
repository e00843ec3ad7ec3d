/* type.c - column types and how PostgreSQL prints them */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "schema/name.h"

static const struct type_name {
	const char *internal, *text;
} type_names[] = { { NULL, NULL },
#define X(id, name, text) { name, text },
	DN_TYPES(X)
#undef X
};

enum {
	TYPE_COUNT = sizeof type_names / sizeof *type_names,
	TYPE_MAX_PRECISION = 6, /* more is cut with a warning */
};

/* Bits of an interval's first modifier: INTERVAL_MASK() in utils/timestamp.h. */
enum {
	INTERVAL_MONTH = 1 << 1,
	INTERVAL_YEAR = 1 << 2,
	INTERVAL_DAY = 1 << 3,
	INTERVAL_HOUR = 1 << 10,
	INTERVAL_MINUTE = 1 << 11,
	INTERVAL_SECOND = 1 << 12,
	INTERVAL_FULL_RANGE = 0x7FFF,
};

static const struct type_range {
	int mask;
	const char *text;
} type_ranges[] = {
	{ INTERVAL_YEAR, " year" },
	{ INTERVAL_MONTH, " month" },
	{ INTERVAL_DAY, " day" },
	{ INTERVAL_HOUR, " hour" },
	{ INTERVAL_MINUTE, " minute" },
	{ INTERVAL_SECOND, " second" },
	{ INTERVAL_YEAR | INTERVAL_MONTH, " year to month" },
	{ INTERVAL_DAY | INTERVAL_HOUR, " day to hour" },
	{ INTERVAL_DAY | INTERVAL_HOUR | INTERVAL_MINUTE, " day to minute" },
	{ INTERVAL_DAY | INTERVAL_HOUR | INTERVAL_MINUTE | INTERVAL_SECOND, " day to second" },
	{ INTERVAL_HOUR | INTERVAL_MINUTE, " hour to minute" },
	{ INTERVAL_HOUR | INTERVAL_MINUTE | INTERVAL_SECOND, " hour to second" },
	{ INTERVAL_MINUTE | INTERVAL_SECOND, " minute to second" },
};

enum dn_type_kind
dn_type_find(const char *internal_name)
{
	for (size_t i = 1; i < TYPE_COUNT; i++)
		if (strcmp(type_names[i].internal, internal_name) == 0)
			return (enum dn_type_kind) i;
	return DN_TYPE_NAMED;
}

static bool
type_is_time(const struct dn_type *type)
{
	return type->kind >= DN_TYPE_TIME && type->kind <= DN_TYPE_TIMESTAMPTZ;
}

/* As the server keeps it, -1 when there is none. */
static int
type_mod(const struct dn_type *type, int i)
{
	int mod = i < type->nmods ? type->mods[i] : -1;

	if (type->kind == DN_TYPE_NUMERIC && type->nmods == 1 && i == 1)
		return 0;
	if (mod > TYPE_MAX_PRECISION &&
	    (type_is_time(type) || (type->kind == DN_TYPE_INTERVAL && i == 1)))
		return TYPE_MAX_PRECISION;
	return mod;
}

static void
type_put_interval(struct dunlin_buf *buf, const struct dn_type *type)
{
	dunlin_buf_puts(buf, "interval");
	for (size_t i = 0; i < sizeof type_ranges / sizeof *type_ranges; i++)
		if (type->nmods > 0 && type->mods[0] == type_ranges[i].mask)
			dunlin_buf_puts(buf, type_ranges[i].text);
	if (type->nmods > 1)
		dunlin_buf_printf(buf, "(%d)", type_mod(type, 1));
}

/* The precision stands behind the first word. */
static void
type_put_time(struct dunlin_buf *buf, const struct dn_type *type, const char *text)
{
	size_t word = strcspn(text, " ");

	dunlin_buf_put(buf, text, word);
	if (type->nmods > 0)
		dunlin_buf_printf(buf, "(%d)", type_mod(type, 0));
	dunlin_buf_puts(buf, text + word);
}

static void
type_put_mods(struct dunlin_buf *buf, const struct dn_type *type)
{
	if (type->nmods == 0)
		return;
	if (type->kind == DN_TYPE_NUMERIC)
		dunlin_buf_printf(buf, "(%d,%d)", type_mod(type, 0), type_mod(type, 1));
	else if (type->nmods > 1)
		dunlin_buf_printf(buf, "(%d,%d)", type->mods[0], type->mods[1]);
	else
		dunlin_buf_printf(buf, "(%d)", type->mods[0]);
}

static void
type_put_named(struct dunlin_buf *buf, const struct dn_type *type)
{
	if (type->schema != NULL) {
		dn_name_quote(buf, type->schema);
		dunlin_buf_puts(buf, ".");
	}
	dn_name_quote(buf, type->name);
	type_put_mods(buf, type);
}

/* Only with a length are these two what the standard calls by that name. */
static bool
type_is_internal(const struct dn_type *type)
{
	return (type->kind == DN_TYPE_CHAR || type->kind == DN_TYPE_BIT) && type->nmods == 0;
}

static void
type_put(struct dunlin_buf *buf, const struct dn_type *type)
{
	const char *text = type_names[type->kind].text;

	if (type_is_time(type)) {
		type_put_time(buf, type, text);
	} else if (type->kind == DN_TYPE_INTERVAL) {
		type_put_interval(buf, type);
	} else if (type->kind == DN_TYPE_NAMED || type->schema != NULL) {
		type_put_named(buf, type);
	} else if (type_is_internal(type)) {
		dn_name_quote(buf, type->name);
	} else {
		dunlin_buf_puts(buf, text);
		type_put_mods(buf, type);
	}
}

const char *
dn_type_word(const void *mem, const struct dn_type *type)
{
	struct dn_type plain = { .kind = type->kind, .name = type->name };

	return type_is_internal(&plain) ? type_names[type->kind].text : dn_type_text(mem, &plain);
}

char *
dn_type_text(const void *mem, const struct dn_type *type)
{
	struct dunlin_buf *buf = dn_buf_new(mem);

	type_put(buf, type);
	if (type->dims > 0)
		dunlin_buf_puts(buf, "[]");
	return dn_buf_steal(mem, buf);
}

/* Without its schema a name may mean the same as with it, so only two schemas can differ. */
bool
dn_type_equal(const struct dn_type *a, const struct dn_type *b)
{
	if (a->kind != b->kind || (a->dims > 0) != (b->dims > 0) ||
	    type_mod(a, 0) != type_mod(b, 0) || type_mod(a, 1) != type_mod(b, 1))
		return false;
	if (a->kind != DN_TYPE_NAMED)
		return true;
	if (a->schema != NULL && b->schema != NULL && strcmp(a->schema, b->schema) != 0)
		return false;
	return strcmp(a->name, b->name) == 0;
}

bool
dn_type_is_integer(const struct dn_type *type)
{
	return type != NULL && type->dims == 0 &&
	       (type->kind == DN_TYPE_SMALLINT || type->kind == DN_TYPE_INTEGER ||
		   type->kind == DN_TYPE_BIGINT || type->kind == DN_TYPE_OID);
}

bool
dn_type_is_number(const struct dn_type *type)
{
	return dn_type_is_integer(type) ||
	       (type != NULL && type->dims == 0 &&
		   (type->kind == DN_TYPE_NUMERIC || type->kind == DN_TYPE_REAL ||
		       type->kind == DN_TYPE_DOUBLE));
}

bool
dn_type_is_text(const struct dn_type *type)
{
	if (type == NULL || type->dims > 0)
		return false;
	switch ((int) type->kind) {
	case DN_TYPE_VARCHAR:
	case DN_TYPE_CHAR:
	case DN_TYPE_TEXT:
	case DN_TYPE_NAME:
	case DN_TYPE_CITEXT: return true;
	default: return false;
	}
}

struct dn_type *
dn_type_copy(const void *mem, const struct dn_type *type)
{
	struct dn_type *copy;

	if (type == NULL)
		return NULL;
	copy = dn_memdup(mem, type, sizeof *type);
	copy->schema = dn_strdup_null(copy, type->schema);
	copy->name = dn_strdup_null(copy, type->name);
	return copy;
}
