/* sqlite.h - what all files of the SQLite dialect share */
#ifndef DN_DIALECT_SQLITE_SQLITE_H
#define DN_DIALECT_SQLITE_SQLITE_H

#include "base/map.h"
#include "dialect/common/common.h"
#include "dialect/common/split.h"
#include "dialect/common/value.h"
#include "dialect/dialect.h"
#include "dialect/sqlite/table/type.h"
#include "schema/query/query.h"

/*
 * A table whose printing waits until something needs it or the section ends: one that is not in
 * the database yet, or one that several changes to it will rebuild once.
 */
struct sqlite_held {
	struct dn_statement *from; /* the first that made it wait, for places in errors */
	bool created;              /* not in the database yet */
	bool if_not_exists;
	char *old_name;         /* rebuilt: its name in the database, quoted */
	struct dn_map *sources; /* rebuilt: column -> SQL over the old table; absent: its default */
	struct dn_map *counted; /* rebuilt: columns whose counters start behind the rows */
	/* What the database has of it; NULL: not known, so that only a rebuild will do. */
	struct sqlite_facts *before;
	/* There, of those that the model knows, by quoted names: CREATE INDEX; anything. */
	struct dn_map *indexes, *triggers;
	bool numbered;           /* there, by SQLite itself */
	struct dn_map *dangling; /* relations that rows of it may refer to in vain; or NULL */
};

/* facts.c: what was printed of a table */
struct sqlite_fact {
	const char *name, *declared;
	const char *collation, *value, *generated; /* NULL: none */
	bool not_null;
	bool numbered; /* by SQLite itself */
};

struct sqlite_facts {
	char *text; /* the whole CREATE TABLE */
	struct sqlite_fact *columns;
	size_t ncolumns;
	const char *key;           /* the columns of the primary key, "" for none */
	struct dn_map *conditions; /* SQL that is true of every row -> what one violates */
	struct dn_map *behind;     /* those of them that only triggers keep */
};

struct sqlite_setval {
	const struct dn_statement *from;
	long long value;
	bool done; /* unless the column becomes a key */
};

/* dn_translation.state: held tables by dn_schema_key(), in the order in which they were made. */
struct sqlite_state {
	struct dn_map *held;
	/* Tables that rows were copied to before a column that numbers itself was their key, as
	 * struct dn_statement: dumps add the key behind the rows.  What it is by the end of the
	 * section decides who counts. */
	struct dn_map *unnumbered;
	struct dn_map *setvals; /* struct sqlite_setval by table, for when they are numbered */
	bool copying;           /* the next statement is a COPY */
	struct dn_statement *temporary; /* that made the last of what goes in the end, or NULL */
	struct dn_map *views;           /* that wait, as struct dn_statement */
	struct dn_map *crossings;       /* crossing.c: triggers that wait, the same */
	struct dn_map *crossed;         /* keys of the tables and views that they are of, or were */
	struct sqlite_edit **edits;     /* edit.c: tables whose text is to be changed */
	size_t nedits;
	struct dn_map *touched; /* tables to look at in the end, by key: struct sqlite_touched */
};

/* What a section did to a table. */
struct sqlite_touched {
	const struct dn_statement *from;
	bool whole;     /* its stored text is what was printed; else SQLite's own ALTER wrote it */
	bool rewritten; /* its rows were copied */
	bool unsure;    /* IF NOT EXISTS: something else may have been there */
};

struct sqlite_each;
struct sqlite_with;

/* What the printers need to know about where they print. */
struct sqlite_print {
	struct dn_translation *t;
	struct dunlin_buf *buf;
	const struct dn_table *table;    /* whose columns expressions name; may be NULL */
	const struct dn_map *sources;    /* columns are printed as these, or NULL */
	const struct dn_statement *from; /* statement that errors are about */
	bool here;                       /* spans of the model are in FROM's source */
	struct dunlin_error *err;
	bool query; /* it runs now: subqueries, now() and JSON tables may stand in it */
	const struct sqlite_each *eaches; /* query.h */
	const struct sqlite_with *withs;
	const struct dn_map
	    *before;               /* tables by key -> the copy to read instead, quoted; or NULL */
	const struct dn_from *now; /* that is read as it is, all the same */
	const struct dn_table *into;            /* that gets rows and may number them, or NULL */
	const struct dn_query *before_conflict; /* ON CONFLICT follows this one */
	bool rows;                              /* columns of NEW and OLD say so, in a trigger */
	bool unnumbered;                        /* set when a column is counted */
	/* Set in a STRICT table, whose primary key takes no NULL, when a trigger numbers the key.
	 */
	bool null_key;
	struct sqlite_facts *facts; /* filled with what is printed, or NULL */
};

/* One change on its way, before dn_schema_apply() saw it. */
struct sqlite_change {
	struct dn_translation *t;
	struct sqlite_state *state;
	struct dn_statement *st;
	struct dn_change *change;
	struct dunlin_error *err;
	size_t keep;             /* outputs that stay when the change turns out to be impossible */
	struct dn_map *cascades; /* cascade.c */
	unsigned ncascades;
	bool in_trigger;    /* it is to stand in one */
	const char *within; /* of UPDATE, DELETE and TRUNCATE: the rows that it is about; or NULL */
	const char *only;   /* asked.c: the statement is about no rows unless this is so; or NULL */
	struct dn_map *asked; /* the same: of the IFs of the statement, those that were asked */
	const struct sqlite_with *withs; /* moving.c: for all printers of the change */
	struct dn_map *before;
	void *scratch;
};

/* sqlite.c */
struct sqlite_state *dn_sqlite_state(struct dn_translation *t);
struct sqlite_held *dn_sqlite_held(const struct sqlite_change *x, const struct dn_name *table);
/* Does it only wait to be created? */
bool dn_sqlite_is_new(const struct sqlite_change *x, const struct dn_name *table);
bool dn_sqlite_apply(struct sqlite_change *x);
/* Append SQL made by FMT as an output of the change's statement. */
void dn_sqlite_emit(struct sqlite_change *x, const char *fmt, ...) DUNLIN_PRINTF(2, 3);
/* A printer for SQL about TABLE; its buffer is new. */
struct sqlite_print dn_sqlite_printer(struct sqlite_change *x, const struct dn_table *table);

/* waiting.c */
bool dn_sqlite_flush(struct dn_translation *t, struct dunlin_error *err);
bool dn_sqlite_before_native(struct dn_translation *t, struct dunlin_error *err);
bool dn_sqlite_finish(struct dn_translation *t, struct dunlin_error *err);
/* Print all that waits before the change, or the one table. */
bool dn_sqlite_flush_before(struct sqlite_change *x);
bool dn_sqlite_flush_table(struct sqlite_change *x, const struct dn_name *table);

/* name.c: names and errors */
extern const struct dn_cannot_words dn_sqlite_words;
void dn_sqlite_identifier(struct dunlin_buf *buf, const char *name);
void dn_sqlite_literal(struct dunlin_buf *buf, const char *value);
void dn_sqlite_value(struct dunlin_buf *buf, const struct dunlin_value *value);
/* A table or index as written, by its relation name, quoted. */
char *dn_sqlite_name(const void *mem, const struct dn_schema *schema, const struct dn_name *name);
void dn_sqlite_columns(struct dunlin_buf *buf, const char *const *columns, size_t n);
/* False and ERR: the statement, at byte PLACE of its file, cannot be translated; FMT says why. */
bool dn_sqlite_cannot(struct dunlin_error *err, const struct dn_statement *st, size_t place,
    const char *fmt, ...) DUNLIN_PRINTF(4, 5);
/* Where in P's source SPAN is, or the statement's start. */
size_t dn_sqlite_place(const struct sqlite_print *p, struct dn_span span);
/* False and ERR when NAME was made by a statement that SQLite did not run. */
bool dn_sqlite_visible(struct dn_translation *t, const struct dn_statement *st,
    const struct dn_name *name, struct dunlin_error *err);

/* assess.c: notices about the parts of a change that went well */
void dn_sqlite_assess(struct sqlite_change *x);

/* fold.c */
bool dn_sqlite_fold(struct dn_translation *t, const struct dn_map *froms, struct dunlin_error *err);

/* split.c */
bool dn_sqlite_split(const struct dn_source *src, struct dn_span *span, struct dn_span *statement,
    struct dunlin_error *err);
/* The token at or behind I, as of struct dn_split_rules. */
bool dn_sqlite_token(const struct dn_source *src, size_t i, size_t end,
    struct dn_split_token *token, struct dunlin_error *err);

/* dangling.c: as of struct dn_dialect */
extern const struct dn_dangling_sql dn_sqlite_dangling;
extern const char dn_sqlite_script_check[];

/* extent.c: as of struct dn_dangling_sql */
void dn_sqlite_extent(struct dn_extent *extent, const char *sql);
void dn_sqlite_extent_fired(struct dn_extent *extent, const char *trigger);

#endif
