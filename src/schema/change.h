/* change.h - the one idea: what a statement does to a schema */
#ifndef DN_SCHEMA_CHANGE_H
#define DN_SCHEMA_CHANGE_H

#include <string.h>

#include "schema/expr/expr.h"

/* A name as written: schema may be NULL; case is folded already, 63 bytes at most. */
struct dn_name {
	const char *schema;
	const char *name;
};

enum dn_identity {
	DN_IDENTITY_NONE,
	DN_IDENTITY_SERIAL,
	DN_IDENTITY_BY_DEFAULT,
	DN_IDENTITY_ALWAYS
};

/* WITH CHECK OPTION of a view: what it has, or gets; nothing is said of what it has. */
enum dn_check_option {
	DN_CHECK_OPTION_UNSAID,
	DN_CHECK_OPTION_NONE,
	DN_CHECK_OPTION_LOCAL,
	DN_CHECK_OPTION_CASCADED
};

/* Options of a sequence, as far as they decide what numbers it gives. */
struct dn_numbering {
	bool has_start, has_increment, has_restart;
	long long start, increment, restart; /* restart without a value: at start */
	bool restart_at_start;
	bool bounded; /* it counts down, ends before its type does, or begins again */
};

struct dn_column {
	const char *name;
	struct dn_type *type;         /* for serial: integer, bigint, smallint */
	struct dn_expr *default_expr; /* NULL: none; for serial the sequence is in IDENTITY */
	struct dn_expr *generated;    /* GENERATED ALWAYS AS (...) STORED */
	bool not_null;
	enum dn_identity identity;
	struct dn_numbering numbering; /* of an identity */
	const char *collation;         /* NULL: the type's */
	struct dn_span span;
	bool more;  /* written with something that none of this says: storage, options of a sequence
		     */
	bool added; /* in the model: behind rows that may be older */
};

enum dn_constraint_kind { DN_PRIMARY_KEY, DN_UNIQUE, DN_CHECK, DN_FOREIGN_KEY, DN_EXCLUDE };
enum dn_fk_action {
	DN_FK_NO_ACTION,
	DN_FK_RESTRICT,
	DN_FK_CASCADE,
	DN_FK_SET_NULL,
	DN_FK_SET_DEFAULT
};

struct dn_constraint {
	enum dn_constraint_kind kind;
	const char *name;     /* NULL until dn_schema_apply() gives it PostgreSQL's */
	const char **columns; /* key columns, the referencing ones of a foreign key */
	size_t ncolumns;
	const char **include;
	size_t ninclude;
	struct dn_expr *check; /* of DN_EXCLUDE: its WHERE */
	struct dn_name ref_table;
	const char **ref_columns; /* 0 of them: the primary key */
	size_t nref_columns;
	enum dn_fk_action on_update, on_delete;
	bool match_full;
	bool deferrable, initially_deferred;
	bool not_valid;
	bool nulls_not_distinct;
	bool no_inherit;
	bool equal;               /* DN_EXCLUDE: all operators are "=" and all parts columns */
	const char **set_columns; /* ON DELETE SET NULL (these); none: all of them */
	size_t nset_columns;
	const char *using_index; /* ADD CONSTRAINT ... USING INDEX */
	const char *on_column;   /* written inline behind this column, else NULL */
	struct dn_span span;
	const char *ref_index; /* in the model: the index of REF_TABLE that it rests on, or NULL */
	bool more;             /* written with something that none of this says: fillfactor ... */
	bool left_out;         /* in the model: the database goes without it */
	/* In the model, of a foreign key or CHECK: its name where no two in a database share one.
	 */
	const char *flat;
	/* In the model, of one with an index: dn_name_index_columns() when the server made that,
	 * for it keeps the names from then; NULL: none of them has another by now. */
	const char *called;
};

struct dn_index_part {
	const char *column;   /* or NULL */
	struct dn_expr *expr; /* or NULL */
	const char *opclass, *collation;
	bool descending, nulls_first, nulls_last; /* as written */
};

struct dn_index {
	const char *name; /* NULL until dn_schema_apply() gives it PostgreSQL's */
	bool guessed;     /* that may be another: not all is known that has a name */
	struct dn_name table;
	const char *method; /* "btree" unless written */
	bool unique, nulls_not_distinct;
	struct dn_index_part *parts;
	size_t nparts;
	const char **include;
	size_t ninclude;
	struct dn_expr *where;
	struct dn_span span;
	bool more; /* written with something that none of this says: fillfactor, a tablespace ... */
	bool left_out;      /* in the model: the database goes without it */
	const char *called; /* as a constraint's */
};

/* PARTITION BY: what decides into which partition a row goes. */
struct dn_partitioning {
	enum dn_strategy { DN_BY_RANGE, DN_BY_LIST, DN_BY_HASH } strategy;
	struct dn_index_part *parts;
	size_t nparts;
};

/* FOR VALUES: the rows of a partition. */
struct dn_bound {
	bool rest;                   /* DEFAULT: what no other has */
	struct dn_expr **from, **to; /* of a range; MINVALUE and MAXVALUE are columns named so */
	size_t nfrom, nto;
	struct dn_expr **values; /* of a list */
	size_t nvalues;
	int modulus, remainder; /* of a hash; else 0 */
};

/* LIKE in CREATE TABLE: what of TABLE comes in front of column AT. */
struct dn_like {
	struct dn_name table;
	size_t at;
	bool constraints, defaults, generated, identity, indexes;
};

/*
 * What a trigger function does, step by step; NEW and OLD are qualifiers of columns, and without
 * one a name may be a variable.  Names of tables and columns are looked up when it runs.
 */
struct dn_routine_step {
	enum {
		DN_STEP_SET,    /* column of NEW := expr */
		DN_STEP_IF,     /* expr */
		DN_STEP_ELSE,   /* of it */
		DN_STEP_END,    /* of it */
		DN_STEP_LET,    /* variable column := expr, as a value of type */
		DN_STEP_QUERY,  /* query, a statement on rows */
		DN_STEP_RAISE,  /* an error that says text */
		DN_STEP_RETURN, /* column: "new", "old", "null", or "either" for what there is */
	} kind;
	const char *column;
	struct dn_expr *expr;
	struct dn_query *query;
	struct dn_type *type;
	const char *text;
	bool along; /* with the DN_STEP_LET before it, whose variable it still sees as it was */
};

struct dn_routine {
	const char *schema, *name; /* in the model */
	struct dn_routine_step *steps;
	size_t nsteps;
	bool acts;     /* it does more than set columns of NEW and return it */
	bool notifies; /* it calls pg_notify(), which is none of the steps */
};

/* FOR EACH ROW, a function without arguments. */
struct dn_trigger {
	const char *name;
	struct dn_name function;
	bool on_insert, on_update, on_delete;
	bool after;           /* else BEFORE */
	bool disabled;        /* in the model */
	const char **columns; /* UPDATE OF; none: any */
	size_t ncolumns;
	struct dn_expr *when; /* or NULL */
};

/*
 * A rule that does nothing, or statements on rows; NEW and OLD are qualifiers of columns.  In the
 * model it is resolved, so that it follows what is renamed under it.
 */
struct dn_rewrite {
	const char *name;
	enum dn_rewrite_event { DN_RULE_INSERT, DN_RULE_UPDATE, DN_RULE_DELETE } event;
	bool instead;
	struct dn_expr *where; /* or NULL */
	struct dn_query **actions;
	size_t nactions; /* 0: NOTHING */
};

/* CREATE, ALTER and DROP of tables, columns, constraints, indexes; then data; then the rest. */
enum dn_change_kind {
	DN_CHANGE_OPAQUE, /* not understood: runs as written on PostgreSQL alone; name says what it
			     is, object what it is about where there is one (new_name: renamed to,
			     with more: moved to that schema; column_name: of a view, with expr,
			     or NULL, as its default; check_option: of a view); query and values
			     (column names) of a view, and of a table that is made AS it;
			     text the word in it that is not understood, or NULL */

	DN_CREATE_TABLE,      /* object, columns, likes, constraints, if_not_exists, temporary,
				 partitioning or NULL */
	DN_DROP_TABLE,        /* object, if_exists, cascade */
	DN_RENAME_TABLE,      /* object, new_name, if_exists */
	DN_SET_SCHEMA,        /* object, new_name = the schema */
	DN_ADD_COLUMN,        /* object, column, constraints (inline ones), if_not_exists */
	DN_DROP_COLUMN,       /* object, column_name, if_exists, cascade */
	DN_RENAME_COLUMN,     /* object, column_name, new_name */
	DN_SET_TYPE,          /* object, column_name, type, expr = USING, text = COLLATE or NULL */
	DN_SET_DEFAULT,       /* object, column_name, expr */
	DN_DROP_DEFAULT,      /* object, column_name */
	DN_SET_NOT_NULL,      /* object, column_name */
	DN_DROP_NOT_NULL,     /* object, column_name */
	DN_ADD_IDENTITY,      /* object, column_name, identity, numbering */
	DN_SET_IDENTITY,      /* object, column_name, identity or NONE, numbering */
	DN_DROP_IDENTITY,     /* object, column_name, if_exists */
	DN_DROP_EXPRESSION,   /* object, column_name, if_exists */
	DN_ADD_CONSTRAINT,    /* object, constraint */
	DN_DROP_CONSTRAINT,   /* object, name, if_exists, cascade */
	DN_RENAME_CONSTRAINT, /* object, name, new_name */
	DN_VALIDATE_CONSTRAINT, /* object, name */
	DN_ALTER_CONSTRAINT,    /* object, name, deferrable ... in constraint */
	DN_CREATE_INDEX,        /* index, if_not_exists, concurrently */
	DN_DROP_INDEX,          /* object = the index, if_exists, cascade, concurrently */
	DN_RENAME_INDEX,        /* object = the index, new_name, if_exists */
	DN_CREATE_SEQUENCE,     /* object, if_not_exists, numbering */
	DN_ALTER_SEQUENCE,      /* object, numbering; owner_table and column_name when OWNED BY */
	DN_DROP_SEQUENCE,       /* object, if_exists, cascade */
	DN_CREATE_ENUM,         /* object, values */
	DN_DROP_TYPE,           /* object, if_exists, cascade */
	DN_CREATE_SCHEMA,       /* object.name, if_not_exists */
	DN_DROP_SCHEMA,         /* object.name, if_exists, cascade */

	DN_DATA, /* name: "insert", "update", "delete", "select", "merge", "truncate"; object =
		    target; a plain INSERT ... VALUES has values and rows, or bulk; anything else
		    text, and query where there is one; values is NULL when no columns are named;
		    of TRUNCATE cascade, restart */
	DN_COPY, /* COPY object (values) FROM stdin; data is its lines, copy how they are read;
		    text: what is asked besides, or NULL */

	DN_SET,             /* SET name: session state; name, text, which is NULL for RESET */
	DN_SET_SEARCH_PATH, /* values; "" for none; no values at all: the default */
	DN_TRANSACTION,     /* name: "begin", "commit", "rollback", "savepoint" ... */
	DN_NOTHING, /* means nothing outside PostgreSQL: GRANT, COMMENT, OWNER, ANALYZE, extension;
		       name says what it is */

	/* What PostgreSQL does with these is known by their words, as of an opaque one. */
	DN_ADD_ENUM_VALUE,    /* object, new_name, if_not_exists; text: its neighbour, or NULL;
				 before: that one */
	DN_RENAME_ENUM_VALUE, /* object, name, new_name */
	DN_RENAME_TYPE,       /* object, an enum or a domain, new_name */
	DN_MOVE_TYPE,         /* object, new_name = the schema */
	DN_CREATE_DOMAIN,     /* object, column: "value", constraints */
	DN_ALTER_DOMAIN, /* object; domain = DN_SET_DEFAULT ... DN_RENAME_CONSTRAINT, as of a column
			  */
	DN_CREATE_FUNCTION, /* object, routine */
	DN_DROP_FUNCTION,   /* object, if_exists, cascade */
	DN_ALTER_FUNCTION,  /* object; new_name, or name = the schema that it moves to; neither: its
			       settings */
	DN_CREATE_TRIGGER,  /* object = the table, trigger */
	DN_DROP_TRIGGER,    /* object = the table, name, if_exists */
	DN_RENAME_TRIGGER,  /* object = the table, name, new_name */
	DN_CREATE_PARTITION, /* object, owner_table = whose, bound, partitioning or NULL, columns
				and constraints of its own, if_not_exists */
	DN_ATTACH_PARTITION, /* object = the table, partition, bound */
	DN_DETACH_PARTITION, /* object = the table, partition, concurrently */
	DN_CREATE_COMPOSITE, /* object, column: "value", of text; more: a range with functions */
	DN_SWITCH_TRIGGER, /* object = the table, new_name = the trigger or NULL for all, enable */
	DN_CREATE_RULE,    /* object = the table or view, rule */
	DN_DROP_RULE,      /* object = the table or view, name, if_exists, cascade */
	DN_IF,    /* expr; of a DO block: the changes that are "under" it run when it is so */
	DN_RAISE, /* RAISE EXCEPTION in a DO block: text as it is written, expr with its arguments
		     or NULL */
};

enum dn_answer { DN_ANSWER_UNKNOWN, DN_ANSWER_YES, DN_ANSWER_NO };

/* How the lines of a COPY are read: PostgreSQL's manual, COPY, "File Formats". */
struct dn_copy_form {
	bool csv, header;
	char delimiter, quote, escape; /* the last two of CSV alone */
	const char *null;
};

struct dn_change {
	enum dn_change_kind kind;
	struct dn_name object;
	const char *name, *new_name, *column_name, *text;
	struct dn_name owner_table, partition;
	struct dn_column *column;
	struct dn_type *type;
	struct dn_expr *expr;
	struct dn_constraint *constraint;
	struct dn_index *index;
	struct dn_routine *routine;
	struct dn_trigger *trigger;
	struct dn_rewrite *rule;
	struct dn_numbering numbering;
	struct dn_column **columns;
	size_t ncolumns;
	struct dn_constraint **constraints;
	size_t nconstraints;
	struct dn_like *likes;
	size_t nlikes;
	/* Of an opaque one: what a table INHERITS from, is a PARTITION OF, the type that it is OF;
	 * what ALTER TABLE attaches, detaches ... */
	struct dn_name *relatives;
	size_t nrelatives;
	struct dn_partitioning *partitioning;
	struct dn_bound *bound;
	const char **values; /* of an enum, of a search path; column names of COPY, INSERT */
	size_t nvalues;
	struct dn_expr ***rows; /* DN_DATA: literal rows of INSERT ... VALUES, nvalues each */
	size_t nrows;
	bool bulk; /* DN_DATA: such rows, but too many to keep: dn_sql_each_row() has them */
	struct dn_query *query; /* DN_DATA, not resolved; of a view or a table made AS it, too */
	bool restart;           /* TRUNCATE ... RESTART IDENTITY */
	struct dn_span data;    /* DN_COPY: the lines before "\." */
	struct dn_copy_form *copy;
	enum dn_identity identity;
	enum dn_check_option check_option;
	enum dn_change_kind domain; /* DN_ALTER_DOMAIN: what is done to it */
	bool before;                /* DN_ADD_ENUM_VALUE */
	bool enable;                /* DN_SWITCH_TRIGGER */
	/* As written, or since the DO block around it makes nothing of the error. */
	bool if_exists, if_not_exists, cascade, concurrently, temporary;
	bool table_if_exists;    /* ALTER TABLE IF EXISTS; the other is the command's own */
	bool owner_none;         /* DN_ALTER_SEQUENCE: OWNED BY NONE */
	bool set_local;          /* DN_SET, DN_SET_SEARCH_PATH: SET LOCAL */
	struct dn_change *under; /* the innermost DN_IF that it stands in, or NULL */
	bool otherwise;          /* behind its ELSE */
	enum dn_answer answer;   /* DN_IF: what the model said last */
	bool more; /* of a table, sequence or identity: written with something that none of this
		      says */
	struct dn_span span;
};

/* Does it make a view?  Else one with a query makes a table AS it. */
static inline bool
dn_change_makes_view(const struct dn_change *change)
{
	return change->kind == DN_CHANGE_OPAQUE && change->query != NULL &&
	       strstr(change->name, "VIEW") != NULL;
}

/* Where one statement may run. */
enum dn_statement_flag {
	DN_STATEMENT_NO_TRANSACTION = 1 << 0, /* the server refuses it inside a transaction */
	DN_STATEMENT_OWN_COMMIT = 1 << 1,     /* must commit before what follows (ADD VALUE) */
	DN_STATEMENT_ROWS = 1 << 2,           /* returns rows that nobody asked for (SELECT) */
	DN_STATEMENT_CALLS = 1 << 3, /* calls functions that may do anything, or has them called */
	DN_STATEMENT_TO_CLIENT = 1 << 4,  /* sends rows of its own kind to the client (COPY) */
	DN_STATEMENT_DROPS_LOCK = 1 << 5, /* of the session, with all else of it (DISCARD ALL) */
	DN_STATEMENT_UNREAD = 1 << 6,     /* the grammar does not know it: it may do anything */
	DN_STATEMENT_MADE = 1 << 7, /* has changes whose text stands nowhere (EXECUTE in a block) */
};

/* How a statement uses a relation, weakest first. */
enum dn_use {
	DN_USE_NAMED,      /* by a statement on relations: LOCK a, b; VACUUM a; ON a */
	DN_USE_REFERENCED, /* by a foreign key */
	DN_USE_READ,       /* in a query; by LIKE */
	DN_USE_LOCKED,     /* in a query, FOR UPDATE or SHARE */
	DN_USE_WRITTEN,    /* by INSERT, UPDATE, DELETE or MERGE, however deep it stands */
};

/* A relation by the name that stands in a statement; what WITH calls so is none. */
struct dn_mention {
	struct dn_name name;
	enum dn_use use;
	bool only; /* without those that inherit from it */
};

/* One statement of a file and the changes that it is made of. */
struct dn_statement {
	const struct dn_source *source;
	struct dn_span span; /* from its first to its last token; no ";", no comment around it */
	const char *what;    /* "CREATE TABLE": the words that name its kind in messages */
	unsigned flags;      /* enum dn_statement_flag */
	struct dn_change **changes;
	size_t nchanges;
	struct dn_mention *mentions; /* all relations that it names, but that of a SELECT INTO; of
					rows that are written out long, none */
	size_t nmentions;
	void *parts; /* owner of the changes and mentions */
};

/* Does the plan tell what it does by the words of its statement? */
static inline bool
dn_change_has_words(const struct dn_change *change)
{
	return change->kind == DN_CHANGE_OPAQUE || change->kind >= DN_NOTHING;
}

/*
 * Put the changes of one ALTER TABLE, as written, into the order in which the server runs them:
 * what it drops first, then types, columns, keys, other constraints and defaults, then the rest.
 * Only in that order do they apply one by one.
 */
void dn_changes_order(struct dn_change **changes, size_t n);

#endif
