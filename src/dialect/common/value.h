/* value.h - PostgreSQL's text forms of values, as other databases store them */
#ifndef DN_DIALECT_COMMON_VALUE_H
#define DN_DIALECT_COMMON_VALUE_H

#include "base/buf.h"
#include "schema/expr/expr.h"
#include "schema/type.h"

/*
 * A value in PostgreSQL's text form (a field of COPY, unescaped already, or a literal) as it is
 * stored where types are fewer: booleans as 0 and 1, arrays as JSON, bytea as a blob, timestamps
 * in UTC, numbers, times, uuids and macaddrs as PostgreSQL prints them, the rest as it is.  False,
 * and it stays as it is, when it is no value of the type.  VALUE's data is owned by MEM or is TEXT.
 */
bool dn_value_stored(
    const void *mem, const struct dn_type *type, const char *text, struct dunlin_value *value);
/*
 * time.c: a date, time, timestamp or timestamptz as 'YYYY-MM-DD HH:MM:SS[.f]', in UTC; NULL when it
 * is none, or not of the years 1 to 9999.
 */
const char *dn_time_stored(const void *mem, const struct dn_type *type, const char *text);
/*
 * value_json.c: {a,"b c",NULL} as JSON.  False when an element is none, which is a string then, or
 * all is malformed, and stays.
 */
bool
dn_value_array(const void *mem, const struct dn_type *type, const char *text, const char **array);
/*
 * value_jsonb.c: JSON as PostgreSQL prints a jsonb, each key once, in its order; NULL when it is
 * malformed.  (PostgreSQL manual, "JSON Types")
 */
const char *dn_value_jsonb(const void *mem, const char *text);
/* Append S as a string of JSON. */
void dn_value_json_string(struct dunlin_buf *buf, const char *s);
/*
 * Append ARRAY[...] of constants as JSON, its elements as those of TYPE unless that is NULL; false
 * when one is no constant.
 */
bool dn_value_json_array(
    struct dunlin_buf *buf, const struct dn_expr *array, const struct dn_type *type);
/* Decimal digits with sign, point and exponent: what all engines read as the same number? */
bool dn_value_is_number(const char *s);

#endif
