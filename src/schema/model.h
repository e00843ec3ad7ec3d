/* model.h - what changes add up to */
#ifndef DN_SCHEMA_MODEL_H
#define DN_SCHEMA_MODEL_H

#include "base/map.h"
#include "base/error.h"
#include "schema/change.h"

struct dn_table;

/* A foreign key, seen from the table that it points to. */
struct dn_reference {
	struct dn_table *table; /* that has it */
	struct dn_constraint *constraint;
};

struct dn_table {
	const char *schema, *name; /* schema is never NULL: "public" by default */
	struct dn_column **columns;
	size_t ncolumns;
	struct dn_constraint **constraints; /* every one with a name, ref_columns filled in */
	size_t nconstraints;
	bool unknown; /* changed before it was ever seen: its columns are not all known */

	const char *key;           /* dn_schema_key() */
	struct dn_index **indexes; /* in order of creation, without those of constraints */
	size_t nindexes;
	struct dn_sequence **sequences; /* owned by its columns */
	size_t nsequences;
	struct dn_trigger **triggers; /* those that are understood */
	size_t ntriggers;
	struct dn_rewrite **rules; /* those that are understood */
	size_t nrules;
	struct dn_reference *references; /* foreign keys of all tables that point here */
	size_t nreferences;
	bool more; /* made with something that none of this says */

	struct dn_partitioning *partitioning; /* NULL: its rows are in no partitions */
	struct dn_table **partitions;         /* its own, in order of creation */
	size_t npartitions;
	/* Of a partition, which is an unknown table besides: whose it is, and which rows. */
	struct dn_table *partition_of;
	struct dn_bound *bound;
};

struct dn_sequence {
	const char *schema, *name;
	const char *owner_table, *owner_column; /* NULL: nobody's; the table as dn_schema_key() */
	const char *user_table, *user_column;   /* that dn_schema_numbers_too() was asked about */
	bool more;                              /* made or altered with options */
	bool bounded;                           /* as of dn_numbering */
	bool called; /* nextval() or setval() in a statement on rows, or restarted, as nobody's */
	long long start, increment;
	long long next; /* as the last setval() of a number, or RESTART, said; 0: none did */
};

struct dn_enum {
	const char *schema, *name;
	const char **values;
	size_t nvalues;
	bool unknown; /* changed by a statement that was not understood */
};

/* VALUE is a column named "value"; its checks mention it by that name. */
struct dn_domain {
	const char *schema, *name;
	struct dn_column *value;
	struct dn_constraint **constraints;
	size_t nconstraints;
	bool unknown;   /* changed by a statement that was not understood */
	bool composite; /* no domain: a composite or a range type, whose values are text */
};

/* A view, or a materialized one; resolved, so that it follows what is renamed under it. */
struct dn_view {
	const char *schema, *name;
	const char *key;
	bool materialized;
	const char **columns;
	size_t ncolumns;
	struct dn_query *query;
	struct dn_expr **defaults; /* of its own, as many as columns; NULL: none */
	enum dn_check_option check_option;
	struct dn_map *indexes;    /* of a materialized one: a set of names; or NULL */
	struct dn_rewrite **rules; /* those that are understood */
	size_t nrules;
};

/* What a statement hid that was not understood: for the error that names it later. */
struct dn_hidden {
	const char *what; /* "CREATE VIEW" */
	const char *file; /* NULL: not known */
	unsigned line;
};

/* Names that tables, indexes, constraints with an index and sequences of one schema share. */
enum dn_relation_kind {
	DN_RELATION_TABLE,
	DN_RELATION_INDEX,
	DN_RELATION_CONSTRAINT,
	DN_RELATION_SEQUENCE,
};

struct dn_relation {
	enum dn_relation_kind kind;
	void *object;           /* struct dn_table, dn_index, dn_constraint, dn_sequence, dn_view
				 */
	struct dn_table *table; /* of an index or constraint */
	size_t serial;          /* grows from one creation to the next, as oids do */
	const char *flat;       /* dn_schema_flat(), NULL for what is no relation without schemas */
};

/* All maps go from dn_schema_key() to the struct; names are unique per PostgreSQL's rules. */
struct dn_schema {
	struct dn_map *tables;    /* struct dn_table */
	struct dn_map *views;     /* struct dn_view, in order of creation */
	struct dn_map *indexes;   /* struct dn_index; table.schema is its schema */
	struct dn_map *sequences; /* struct dn_sequence */
	struct dn_map *enums;     /* struct dn_enum */
	struct dn_map *domains;   /* struct dn_domain */
	struct dn_map *routines;  /* struct dn_routine */
	struct dn_map *opaque; /* struct dn_hidden: what made or changed an object of that name */
	struct dn_kin *kin;    /* kin.h */
	size_t nkin;
	const char *default_schema; /* where an unqualified name goes: "public", or by search_path;
				       "" when names must be qualified */

	struct dn_map *schemas;          /* made by the history: schema name -> struct dn_hidden */
	struct dn_map *gone_schemas;     /* dropped or renamed by it, and not made again: a set */
	struct dn_map *relations;        /* struct dn_relation */
	struct dn_map *flat;             /* flat name in lower case -> struct dn_relation */
	struct dn_map *flat_constraints; /* the same of foreign keys and CHECKs -> dn_constraint */
	struct dn_map *constraint_names; /* key -> size_t *: constraints of that name in a schema */
	const char **search_path;        /* where unqualified names are looked for */
	size_t nsearch_path;
	/* A statement was seen that may have done anything (DO, CALL): what clashes with the model
	 * from here on replaces it and is no error. */
	struct dn_hidden *unsure;
	bool temporary; /* tables or views in pg_temp may be there */
	bool hooked;    /* triggers and the like: what works on rows may do anything */
	bool ruled;     /* rules that are understood may be there */
	bool acting;    /* triggers that dn_trigger_acts() is true of may be there */
	bool parted;    /* partitions may be there */
	bool indexed;   /* views with indexes may be there */
	/* The server itself says what types it compares: it may have casts that nobody sees. */
	bool compared_there;
	size_t serial;
	struct dn_map *touched; /* NULL, or a set: keys of all that changes had to do with, and
				   maybe  others; it is filled while it is there */
	struct dn_mentions *mentions; /* mention.h */
	struct dn_hidden cursor;      /* the last place that was located, and its offset */
	size_t cursor_offset;
};

struct dn_schema *dn_schema_new(const void *mem);
/* Where unqualified names go and are looked for; none: "public", as at first. */
void dn_schema_set_search_path(struct dn_schema *schema, const char *const *path, size_t n);
/* What a session starts with: that path, and nothing temporary. */
void dn_schema_new_session(struct dn_schema *schema, const char *const *path, size_t n);
/* Schema NAME is there from now on, or is not: a search path passes over what is not there. */
void dn_schema_set_there(struct dn_schema *schema, const char *name, bool there);
/* "schema.name"; the schema NULL: the default one.  Owned by MEM. */
char *dn_schema_key(const void *mem, const struct dn_schema *schema, const struct dn_name *name);
/* The name in such a key; the strings are children of MEM. */
struct dn_name dn_schema_key_name(const void *mem, const char *key);

struct dn_table *dn_schema_table(const struct dn_schema *schema, const struct dn_name *name);
/* The table whose columns the rows of TABLE have: that of a partition, else itself.  NULL is NULL.
 */
const struct dn_table *dn_table_root(const struct dn_table *table);
struct dn_view *dn_schema_view(const struct dn_schema *schema, const struct dn_name *name);
struct dn_index *dn_schema_index(const struct dn_schema *schema, const struct dn_name *name);
/* The materialized view that the index NAME is on, or NULL. */
struct dn_view *dn_schema_indexed_view(const struct dn_schema *schema, const struct dn_name *name);
/* The view of that name, unless a table is found first. */
struct dn_view *dn_schema_only_view(const struct dn_schema *schema, const struct dn_name *name);
struct dn_sequence *dn_schema_sequence(const struct dn_schema *schema, const struct dn_name *name);
/* NULL for types that are no enum of this history. */
struct dn_enum *dn_schema_enum(const struct dn_schema *schema, const struct dn_type *type);
struct dn_domain *dn_schema_domain(const struct dn_schema *schema, const struct dn_type *type);
/* What values of TYPE are stored as: itself, or what is below its domains. */
const struct dn_type *dn_schema_base(const struct dn_schema *schema, const struct dn_type *type);
/*
 * numbering.c: the sequence of nextval('s'); NULL: EXPR is something else, or not known.  Behind a
 * cast to text it is looked up at each call, and the server knows of no dependency: CONSTANT leaves
 * that out.
 */
struct dn_sequence *
dn_schema_nextval(const struct dn_schema *schema, const struct dn_expr *expr, bool constant);
/* Does the server know that a nextval() in EXPR, which may be NULL, needs the sequence? */
bool dn_expr_takes(
    const struct dn_schema *schema, const struct dn_expr *expr, const struct dn_sequence *sequence);
/* How many numbers each evaluation takes, whatever the row is. */
size_t dn_expr_certain_numbers(const struct dn_expr *expr);
/* The nextval() of an expression that takes one number each time; NULL: of any other. */
const struct dn_expr *dn_expr_draw(const struct dn_expr *expr);
/* What makes the values of a column: a sequence that it owns, or whose nextval() is its default. */
struct dn_sequence *dn_schema_numbers(
    const struct dn_schema *schema, const struct dn_table *table, const struct dn_column *column);
/* A column of OTHER, of those asked about before, that has its values from the same; or NULL. */
const struct dn_column *dn_schema_numbers_too(const struct dn_schema *schema,
    const struct dn_table *table, const struct dn_column *column, const struct dn_table **other);
/* NULL for functions that are not understood. */
struct dn_routine *dn_schema_routine(const struct dn_schema *schema, const struct dn_name *name);
/* Does it do more than set columns of a row that is about to be written? */
bool dn_trigger_acts(const struct dn_schema *schema, const struct dn_trigger *trigger);
struct dn_trigger *dn_table_trigger(const struct dn_table *table, const char *name);
struct dn_column *dn_table_column(const struct dn_table *table, const char *name);
struct dn_constraint *dn_table_constraint(const struct dn_table *table, const char *name);
/* NULL when there is none. */
struct dn_constraint *dn_table_primary_key(const struct dn_table *table);
/* Call FN for the indexes of TABLE in order; stops and returns false when FN does. */
bool dn_table_each_index(const struct dn_schema *schema, const struct dn_table *table,
    bool (*fn)(struct dn_index *index, void *payload), void *payload);
/*
 * What a table or index is called where there are no schemas and case does not count: its name
 * behind that of its schema, with a number behind both when an older one has it.  It stays until
 * the relation is renamed.  NULL when there is none.
 */
const char *dn_schema_flat(const struct dn_schema *schema, const char *in_schema, const char *name);
/* The same of one that is not in the model. */
char *dn_name_flat(const void *mem, const char *in_schema, const char *name);
/* Is the index's name already given out as a relation in that schema? */
bool
dn_schema_has_relation(const struct dn_schema *schema, const char *in_schema, const char *name);

/* Does the ADD CONSTRAINT change nothing, since IF NOT EXISTS is meant? */
bool dn_schema_has_constraint(const struct dn_schema *schema, const struct dn_change *change);

/* Copies, with everything below. */
struct dn_column *dn_column_copy(const void *mem, const struct dn_column *column);
struct dn_constraint *dn_constraint_copy(const void *mem, const struct dn_constraint *constraint);
struct dn_index *dn_index_copy(const void *mem, const struct dn_index *index);
struct dn_partitioning *
dn_partitioning_copy(const void *mem, const struct dn_partitioning *partitioning);
struct dn_bound *dn_bound_copy(const void *mem, const struct dn_bound *bound);

/*
 * Apply one change of STATEMENT (for places in errors; may be NULL).  What PostgreSQL would
 * refuse because of the schema (a table that exists, a column that does not) is an error with
 * DUNLIN_E_HISTORY only where the model is sure; objects that it never saw become unknown ones.
 * Unnamed constraints and indexes get the names that PostgreSQL gives them, in the model and in
 * the change itself (as children of the constraint or index, which must be talloc's).  The model
 * copies what it keeps.  After an error it is of no more use.
 */
bool dn_schema_apply(struct dn_schema *schema, struct dn_change *change,
    const struct dn_statement *statement, struct dunlin_error *err);

#endif
