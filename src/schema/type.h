/* type.h - column types */
#ifndef DN_SCHEMA_TYPE_H
#define DN_SCHEMA_TYPE_H

#include <stdbool.h>

#include "base/source.h"

/*
 * The types that dunlin knows: enumerator, PostgreSQL's internal name (pg_type.typname), the name
 * that format_type() prints.  Everything else is DN_TYPE_NAMED: an enum, a domain, an extension's.
 */
#define DN_TYPES(X)                                               \
	X(SMALLINT, "int2", "smallint")                           \
	X(INTEGER, "int4", "integer")                             \
	X(BIGINT, "int8", "bigint")                               \
	X(NUMERIC, "numeric", "numeric")                          \
	X(REAL, "float4", "real")                                 \
	X(DOUBLE, "float8", "double precision")                   \
	X(MONEY, "money", "money")                                \
	X(BOOLEAN, "bool", "boolean")                             \
	X(VARCHAR, "varchar", "character varying")                \
	X(CHAR, "bpchar", "character")                            \
	X(TEXT, "text", "text")                                   \
	X(NAME, "name", "name")                                   \
	X(CITEXT, "citext", "citext")                             \
	X(BYTEA, "bytea", "bytea")                                \
	X(DATE, "date", "date")                                   \
	X(TIME, "time", "time without time zone")                 \
	X(TIMETZ, "timetz", "time with time zone")                \
	X(TIMESTAMP, "timestamp", "timestamp without time zone")  \
	X(TIMESTAMPTZ, "timestamptz", "timestamp with time zone") \
	X(INTERVAL, "interval", "interval")                       \
	X(UUID, "uuid", "uuid")                                   \
	X(JSON, "json", "json")                                   \
	X(JSONB, "jsonb", "jsonb")                                \
	X(INET, "inet", "inet")                                   \
	X(CIDR, "cidr", "cidr")                                   \
	X(MACADDR, "macaddr", "macaddr")                          \
	X(BIT, "bit", "bit")                                      \
	X(VARBIT, "varbit", "bit varying")                        \
	X(XML, "xml", "xml")                                      \
	X(TSVECTOR, "tsvector", "tsvector")                       \
	X(TSQUERY, "tsquery", "tsquery")                          \
	X(HSTORE, "hstore", "hstore")                             \
	X(OID, "oid", "oid")                                      \
	X(REGCLASS, "regclass", "regclass")                       \
	X(INT4RANGE, "int4range", "int4range")                    \
	X(INT8RANGE, "int8range", "int8range")                    \
	X(NUMRANGE, "numrange", "numrange")                       \
	X(TSRANGE, "tsrange", "tsrange")                          \
	X(TSTZRANGE, "tstzrange", "tstzrange")                    \
	X(DATERANGE, "daterange", "daterange")

enum dn_type_kind {
	DN_TYPE_NAMED,
#define X(id, name, text) DN_TYPE_##id,
	DN_TYPES(X)
#undef X
};

struct dn_type {
	enum dn_type_kind kind;
	const char *schema; /* as written, or NULL; never "pg_catalog" */
	const char *name;   /* internal name: "int4", "varchar", or the name of a NAMED one */
	int mods[2];        /* varchar(n), numeric(p,s), timestamp(p) */
	int nmods;
	int dims; /* 0: no array.  PostgreSQL keeps neither the number nor the sizes */
	struct dn_span span;
};

/* DN_TYPE_NAMED when it is none of the list. */
enum dn_type_kind dn_type_find(const char *internal_name);
/* As format_type() prints it: "character varying(20)", "numeric(10,2)", "text[]". */
char *dn_type_text(const void *mem, const struct dn_type *type);
/* The same of its kind alone, whatever was put behind it: "character", "timestamp with time zone".
 */
const char *dn_type_word(const void *mem, const struct dn_type *type);
bool dn_type_equal(const struct dn_type *a, const struct dn_type *b);
/* Of these kinds, and no array; NULL is none of them. */
bool dn_type_is_integer(const struct dn_type *type);
bool dn_type_is_number(const struct dn_type *type);
bool dn_type_is_text(const struct dn_type *type);
/* Copy, names too. */
struct dn_type *dn_type_copy(const void *mem, const struct dn_type *type);

#endif
