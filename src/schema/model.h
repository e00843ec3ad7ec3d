/* model.h - what changes add up to */
#ifndef DN_SCHEMA_MODEL_H
#define DN_SCHEMA_MODEL_H

#include "base/map.h"
#include "base/error.h"
#include "schema/change.h"

struct dn_table {
	const char *schema, *name; /* schema is never NULL: "public" by default */
	struct dn_column **columns;
	size_t ncolumns;
	struct dn_constraint **constraints; /* every one with a name, ref_columns filled in */
	size_t nconstraints;
	bool unknown; /* changed before it was ever seen: its columns are not all known */
};

struct dn_sequence {
	const char *schema, *name;
	const char *owner_table, *owner_column; /* NULL: nobody's; the table as dn_schema_key() */
};

struct dn_enum {
	const char *schema, *name;
	const char **values;
	size_t nvalues;
};

/* All maps go from dn_schema_key() to the struct; names are unique per PostgreSQL's rules. */
struct dn_schema {
	struct dn_map *tables;	  /* struct dn_table */
	struct dn_map *indexes;	  /* struct dn_index; table.schema is its schema */
	struct dn_map *sequences; /* struct dn_sequence */
	struct dn_map *enums;	  /* struct dn_enum */
	struct dn_map *opaque;	  /* name of a relation or function -> struct dn_statement that hid it */
	const char *default_schema; /* where an unqualified name goes: "public", or by search_path */
};

struct dn_schema *dn_schema_new(const void *mem);
/* "schema.name"; the schema NULL: the default one.  Owned by MEM. */
char *dn_schema_key(const void *mem, const struct dn_schema *schema, const struct dn_name *name);

struct dn_table *dn_schema_table(const struct dn_schema *schema, const struct dn_name *name);
struct dn_index *dn_schema_index(const struct dn_schema *schema, const struct dn_name *name);
struct dn_enum *dn_schema_enum(const struct dn_schema *schema, const struct dn_type *type);
struct dn_column *dn_table_column(const struct dn_table *table, const char *name);
struct dn_constraint *dn_table_constraint(const struct dn_table *table, const char *name);
/* NULL when there is none. */
struct dn_constraint *dn_table_primary_key(const struct dn_table *table);
/* Call FN for the indexes of TABLE in order; stops and returns false when FN does. */
bool dn_table_each_index(const struct dn_schema *schema, const struct dn_table *table,
    bool (*fn)(struct dn_index *index, void *payload), void *payload);
/* Is the index's name already given out as a relation in that schema? */
bool dn_schema_has_relation(const struct dn_schema *schema, const char *in_schema, const char *name);

/*
 * Apply one change of STATEMENT (for places in errors; may be NULL).  What PostgreSQL would
 * refuse because of the schema (a table that exists, a column that does not) is an error with
 * DUNLIN_E_HISTORY only where the model is sure; objects that it never saw become unknown ones.
 * Unnamed constraints and indexes get the names that PostgreSQL gives them, in the model and in
 * the change itself.
 */
bool dn_schema_apply(struct dn_schema *schema, struct dn_change *change,
    const struct dn_statement *statement, struct dunlin_error *err);

#endif
