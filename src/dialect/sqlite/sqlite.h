/* sqlite.h - what the files of the SQLite dialect share */
#ifndef DN_DIALECT_SQLITE_SQLITE_H
#define DN_DIALECT_SQLITE_SQLITE_H

#include "base/map.h"
#include "dialect/common/common.h"
#include "dialect/common/split.h"
#include "dialect/common/value.h"
#include "dialect/dialect.h"
#include "dialect/sqlite/table/type.h"

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
	struct dn_map *crossed_views;   /* keys of the views that some of them may be of */
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
/* crossing.c: triggers whose function names what the change is about go before it, and come back */
void dn_sqlite_acting_away(struct sqlite_change *x);
void dn_sqlite_acting_wait(struct sqlite_change *x);
/* The same of those that run when rows of the table are deleted. */
void dn_sqlite_acting_deletes_away(struct sqlite_change *x, const struct dn_table *table);
/* acting.c: can all triggers that do more than set columns be said, as the model is now? */
bool dn_sqlite_acting_are_said(struct sqlite_change *x);
/* rebuild.c: what dangles by a foreign key that is NOT VALID does so from the start. */
void dn_sqlite_leave_dangling(
    struct dn_translation *t, const struct dn_table *table, const struct sqlite_held *held);
bool dn_sqlite_validate_constraint(struct sqlite_change *x);
/* waiting.c */
bool dn_sqlite_flush(struct dn_translation *t, struct dunlin_error *err);
bool dn_sqlite_before_native(struct dn_translation *t, struct dunlin_error *err);
bool dn_sqlite_finish(struct dn_translation *t, struct dunlin_error *err);
/* Print all that waits before the change, or the one table. */
bool dn_sqlite_flush_before(struct sqlite_change *x);
bool dn_sqlite_flush_table(struct sqlite_change *x, const struct dn_name *table);
/* sqlite.c */
struct sqlite_held *dn_sqlite_held(const struct sqlite_change *x, const struct dn_name *table);
/* Does it only wait to be created? */
bool dn_sqlite_is_new(const struct sqlite_change *x, const struct dn_name *table);
bool dn_sqlite_apply(struct sqlite_change *x);
/* Append SQL made by FMT as an output of the change's statement. */
void dn_sqlite_emit(struct sqlite_change *x, const char *fmt, ...) DUNLIN_PRINTF(2, 3);
/* A printer for SQL about TABLE; its buffer is new. */
struct sqlite_print dn_sqlite_printer(struct sqlite_change *x, const struct dn_table *table);

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

/* expr.c, function.c, match.c: expressions */
bool dn_sqlite_expr(struct sqlite_print *p, const struct dn_expr *expr);
/* In parentheses unless it is one operand already. */
bool dn_sqlite_operand(struct sqlite_print *p, const struct dn_expr *expr);
bool dn_sqlite_function(struct sqlite_print *p, const struct dn_expr *expr);
/* LIKE, ILIKE, "~" and their negations, PATTERN being a constant. */
bool dn_sqlite_match(struct sqlite_print *p, const struct dn_expr *expr);
/* The type of an expression where it is plain: a column, a cast; else NULL. */
const struct dn_type *dn_sqlite_expr_type(const struct sqlite_print *p, const struct dn_expr *expr);
/* "(expression)" behind DEFAULT, or the constant alone, as a value of TYPE. */
bool
dn_sqlite_default(struct sqlite_print *p, const struct dn_expr *expr, const struct dn_type *type);
/* Is it now(), in any of its forms? */
bool dn_sqlite_is_now(const struct dn_expr *expr);

/* either.c */
/* Where what was printed may stand, most places first. */
enum sqlite_way {
	DN_WAY_PLAIN,
	DN_WAY_CHANCE, /* where the result may be another each time: not in a CHECK */
	DN_WAY_QUERY,  /* where a subquery may */
	DN_WAY_NONE,   /* it was not, and P->err says why */
};
/* Append the expression in a form that takes as few as can be. */
enum sqlite_way dn_sqlite_either(struct sqlite_print *p, const struct dn_expr *expr);
/* May the SQL have another result each time? */
bool dn_sqlite_is_by_chance(const char *sql);

/* literal.c */
/* A literal as a value of TYPE (NULL: as it is); false, nothing appended, when EXPR is none. */
bool
dn_sqlite_constant(struct sqlite_print *p, const struct dn_expr *expr, const struct dn_type *type);
/* The same of a number with a fraction as an integer; false, nothing appended, when it is none. */
bool
dn_sqlite_rounded(struct sqlite_print *p, const struct dn_expr *expr, const struct dn_type *type);

/* table.c, column.c */
/* Does the column get its number from a sequence? */
bool dn_sqlite_is_numbered(const struct dn_column *column);
/* CREATE TABLE from the model, under the quoted NAME. */
bool dn_sqlite_table(struct sqlite_print *p, const char *name, bool if_not_exists);
bool dn_sqlite_column(struct sqlite_print *p, const struct dn_column *column);
/* Does SQLite make its values of other columns?  Else it is a plain one there. */
bool dn_sqlite_is_generated(struct dn_translation *t, const struct dn_table *table,
    const struct dn_column *column, const struct dn_statement *from);
/* Does a sequence make its values that SQLite's own numbers are not, so that a trigger must? */
bool dn_sqlite_is_counted(const struct dn_table *table, const struct dn_column *column);
/* The column that SQLite itself numbers: an integer primary key with identity or sequence. */
const struct dn_column *dn_sqlite_auto_column(const struct dn_table *table);
/* "REFERENCES ..." with everything behind it. */
bool dn_sqlite_references(struct sqlite_print *p, const struct dn_constraint *fk);
/* One constraint behind the columns; nothing for what is an index. */
bool dn_sqlite_constraint(struct sqlite_print *p, const struct dn_constraint *c);
/* The unique indexes of unique constraints, and every other index, as outputs. */
bool dn_sqlite_table_indexes(struct dn_translation *t, const struct dn_table *table,
    struct sqlite_held *held, struct dunlin_error *err);

/* The same as a map, name -> CREATE INDEX; without those that cannot be printed. */
struct dn_map *dn_sqlite_print_indexes(const void *mem, struct dn_translation *t,
    const struct dn_table *table, struct sqlite_held *held);

/* partition.c */
/* The CHECK that a row of P's table fits a partition; nothing where that is not known. */
void dn_sqlite_partition_check(struct sqlite_print *p);
/* "(condition)" over the table whose rows the partition's are. */
bool dn_sqlite_partition(struct sqlite_print *p, const struct dn_table *partition);
/* Can that be said? */
bool dn_sqlite_partition_known(struct dn_translation *t, const struct dn_table *partition,
    const struct dn_statement *from, struct dunlin_error *err);
/* Emit its view; false where there is none. */
bool dn_sqlite_partition_view(
    struct dn_translation *t, const struct dn_table *partition, const struct dn_statement *from);

/* domain.c */
/* Append the CHECKs of the column's domains. */
void dn_sqlite_domain_checks(struct sqlite_print *p, const struct dn_column *column);
void dn_sqlite_each_domain_check(const struct dn_schema *schema, const struct dn_column *column,
    void (*fn)(const struct dn_column *column, const struct dn_constraint *check, void *payload),
    void *payload);

/* without.c */
/* Constraints that the change brought and that cannot be said are marked, with a notice each. */
void dn_sqlite_go_without(struct sqlite_change *x);

/* check.c */
/* BEFORE and the CHECK; nothing when triggers keep it, or when a notice says that none does. */
void dn_sqlite_check(struct sqlite_print *p, const char *before, const struct dn_constraint *check);
void dn_sqlite_domain_check(
    struct sqlite_print *p, const struct dn_column *column, const struct dn_constraint *check);
/* Is it a CHECK on SQLite?  Are all of the column's domains? */
bool dn_sqlite_check_is_plain(struct dn_translation *t, const struct dn_constraint *check);
bool dn_sqlite_domain_is_plain(struct dn_translation *t, const struct dn_column *column);

/* index.c */
/* False when SQLite goes without it, and a notice said so. */
bool dn_sqlite_index_kept(
    struct dn_translation *t, const struct dn_index *index, const struct dn_statement *from);
/* Is the constraint an index there, so that it can come and go? */
bool dn_sqlite_is_index(const struct dn_constraint *c);
bool dn_sqlite_index(struct sqlite_print *p, const struct dn_index *index, bool if_not_exists);
bool
dn_sqlite_unique(struct sqlite_print *p, const struct dn_constraint *unique, bool if_not_exists);

/* count.c: columns that a trigger counts, "name" being the sequence's */
/* Their counters and triggers; nothing for a table that has none. */
bool dn_sqlite_counters(struct dn_translation *t, const struct dn_table *table,
    const struct dn_statement *from, struct dunlin_error *err);
size_t dn_sqlite_count_counted(const struct dn_table *table);
/* The next number is that behind VALUE, or START. */
void dn_sqlite_counter_set(struct dn_translation *t, const struct dn_statement *from,
    const struct dn_sequence *sequence, long long value);
/* The same of what a query gives, less BACK; of NULL it stays. */
void dn_sqlite_counter_set_query(
    struct sqlite_change *x, const struct dn_sequence *sequence, const char *query, long long back);
/* The table and column that it numbers, or NULL. */
const struct dn_table *dn_sqlite_numbered(const struct dn_schema *schema,
    const struct dn_sequence *sequence, const struct dn_column **column);
/* There is a counter from here on; it stays where it is when there is one. */
void dn_sqlite_counter_start(
    struct dn_translation *t, const struct dn_sequence *sequence, const struct dn_statement *from);
/* "SELECT ..." of the last number; the next one is behind COUNT more. */
char *dn_sqlite_counter_last(
    const void *mem, const struct dn_translation *t, const struct dn_sequence *sequence);
void dn_sqlite_counter_add(struct dn_translation *t, const struct dn_statement *from,
    const struct dn_sequence *sequence, const char *count);
/* Those of the sequences that go with the table. */
void dn_sqlite_counters_forget(struct sqlite_change *x, const struct dn_table *table);
/* Before and after their sequences may get other names: they are by these. */
void dn_sqlite_counters_note(
    struct sqlite_change *x, const struct dn_table *table, struct dn_map *counters);
/* The same of those in a schema that number no column. */
void
dn_sqlite_counters_note_alone(struct sqlite_change *x, const char *schema, struct dn_map *counters);
void dn_sqlite_counters_move(struct sqlite_change *x, const struct dn_map *counters);
/* The next number is behind those of the rows. */
void dn_sqlite_counter_behind(struct dn_translation *t, const struct dn_table *table,
    const char *column, const struct dn_statement *from);
/* The rows that are there are counted: an expression over the old table. */
char *dn_sqlite_count_rows(const void *mem, const struct dn_schema *schema,
    const struct dn_table *table, const struct dn_column *column);
/* 'public.t_n_seq' */
const char *dn_sqlite_counter_key(
    const void *mem, const struct dn_schema *schema, const struct dn_sequence *sequence);
/* Have rows taken numbers from it, and it is nobody's? */
bool dn_sqlite_counter_is_alone(const struct dn_schema *schema, const struct dn_sequence *sequence);
/* The one of that key is not needed any more. */
void dn_sqlite_counter_gone(struct sqlite_change *x, const char *key);
/* A column has got a default: where it numbers the table, go on where its sequence is. */
bool dn_sqlite_counter_taken(struct sqlite_change *x, const struct dn_table *table);
/* triggers.c: all that the database has of a table */
bool dn_sqlite_triggers(struct dn_translation *t, const struct dn_table *table,
    const struct dn_statement *from, struct dunlin_error *err);
void dn_sqlite_each_trigger(struct dn_translation *t, const struct dn_table *table,
    void (*fn)(const char *name, void *payload), void *payload);

/* crossing.c: triggers that reach into other relations */
/* Those of the relation are made again, before rows are worked on or the section ends. */
void dn_sqlite_crossings_wait(
    struct dn_translation *t, const struct dn_name *name, const struct dn_statement *from);
/* The same, and they are dropped before. */
void dn_sqlite_crossings_away(struct sqlite_change *x, const struct dn_name *name);
/* What is written to the view goes another way behind the change, or none. */
void dn_sqlite_writings_away(struct sqlite_change *x, const struct dn_view *view);
/* And those of other relations that reach into it. */
void dn_sqlite_crossings_hold(struct sqlite_change *x, const struct dn_name *name);
bool dn_sqlite_crossings_restore(struct dn_translation *t, struct dunlin_error *err);

/* some.c: does the foreign key set only some of its columns on delete? */
bool dn_sqlite_sets_some(const struct dn_constraint *fk);

/* self.c */
/* Those that let a row refer to itself in another case, where FK is such a key. */
void dn_sqlite_self_trigger(struct dn_translation *t, const struct dn_table *table,
    const struct dn_constraint *fk, const struct dn_statement *from);

/* trigger.c */
/* Its table has a row while one of several triggers is at work. */
extern const char dn_sqlite_at_work[];
/* Does a trigger give a column that must not be null its value?  It is null until then. */
bool dn_sqlite_is_filled(
    const struct dn_schema *schema, const struct dn_table *table, const struct dn_column *column);
/* Asked when one is made, for a table that waits must not fail for it. */
bool dn_sqlite_trigger_is_said(struct sqlite_change *x, const struct dn_table *table,
    const struct dn_trigger *trigger, const struct dn_routine *routine);

/*
 * table_changes.c, schema_changes.c, column_changes.c, column_type.c, sequence_changes.c,
 * constraint_changes.c, type_changes.c, trigger_changes.c: one function per kind of change.  Each
 * looks at the model, moves it on with dn_sqlite_apply() and emits what the database needs, or
 * makes its table wait.
 */
/* False and ERR for a name that SQLite keeps to itself. */
bool dn_sqlite_check_name(struct sqlite_change *x, const char *name);
/* What the change makes: temporary ones are in a schema of their own. */
struct dn_name dn_sqlite_made(const struct dn_change *change);
bool dn_sqlite_create_table(struct sqlite_change *x);
bool dn_sqlite_drop_table(struct sqlite_change *x);
/* Take a table out of those that wait; false when the database never had it. */
bool dn_sqlite_release(struct sqlite_change *x, const char *key);
bool dn_sqlite_rename_table(struct sqlite_change *x);
bool dn_sqlite_drop_schema(struct sqlite_change *x);
bool dn_sqlite_rename_schema(struct sqlite_change *x);
/* Index names carry the schema's, too: with it they change. */
void dn_sqlite_drop_indexes(struct sqlite_change *x, const struct dn_table *table);
bool dn_sqlite_add_column(struct sqlite_change *x);
bool dn_sqlite_set_default(struct sqlite_change *x); /* or drop it */
/* Can SQLite's own ADD COLUMN add it, with rows in the table? */
bool dn_sqlite_is_addable(
    struct dn_translation *t, const struct dn_table *table, const struct dn_column *column);
bool dn_sqlite_add_identity(struct sqlite_change *x);
bool dn_sqlite_drop_column(struct sqlite_change *x);
bool dn_sqlite_rename_column(struct sqlite_change *x);
bool dn_sqlite_set_type(struct sqlite_change *x);
bool dn_sqlite_drop_sequence(struct sqlite_change *x);
/* The tables that it numbers do so by its new name. */
bool dn_sqlite_rename_sequence(struct sqlite_change *x);
/* ALTER SEQUENCE, SET GENERATED: what numbers come next. */
bool dn_sqlite_alter_numbers(struct sqlite_change *x);
bool dn_sqlite_add_constraint(struct sqlite_change *x);
bool dn_sqlite_drop_constraint(struct sqlite_change *x);
bool dn_sqlite_rename_constraint(struct sqlite_change *x);
bool dn_sqlite_create_index(struct sqlite_change *x);
bool dn_sqlite_drop_index(struct sqlite_change *x);
bool dn_sqlite_rename_index(struct sqlite_change *x);
bool dn_sqlite_opaque(struct sqlite_change *x);  /* other.c */
bool dn_sqlite_nothing(struct sqlite_change *x); /* other.c */
bool dn_sqlite_if(struct sqlite_change *x);      /* other.c */
/* asked.c: keep the answer to an IF that asks rows; false and x->err: it cannot be asked there */
bool dn_sqlite_ask(struct sqlite_change *x);
/* Set x->only by the IFs around a change of rows; false: nobody has asked them. */
bool dn_sqlite_asked(struct sqlite_change *x);
/* False and x->err where x->only is set, which WHAT does not look at. */
bool dn_sqlite_asked_cannot(struct sqlite_change *x, const char *what);
void dn_sqlite_asked_end(struct sqlite_change *x);
bool dn_sqlite_create_partition(struct sqlite_change *x);
bool dn_sqlite_attach_partition(struct sqlite_change *x);
bool dn_sqlite_detach_partition(struct sqlite_change *x);
/* A change to a partition as such; *DONE is false for all others. */
bool dn_sqlite_change_partition(struct sqlite_change *x, bool *done);
/* Before a change of rows: those of a partition are the table's. */
bool dn_sqlite_redirect(struct sqlite_change *x);
bool dn_sqlite_create_trigger(struct sqlite_change *x);
bool dn_sqlite_change_trigger(struct sqlite_change *x);
bool dn_sqlite_create_rule(struct sqlite_change *x);
bool dn_sqlite_drop_rule(struct sqlite_change *x);
/* A trigger, function or the like that is not there. */
bool dn_sqlite_unknown_program(struct sqlite_change *x);
bool dn_sqlite_switch_trigger(struct sqlite_change *x);
bool dn_sqlite_change_function(struct sqlite_change *x);
bool dn_sqlite_alter_function(struct sqlite_change *x);
/* Those of a table whose name they carry. */
void dn_sqlite_drop_triggers(struct sqlite_change *x, const struct dn_table *table);
/* What the table's triggers are called, and make again those that are called otherwise now. */
struct sqlite_trigger_names {
	void *mem;
	const char **names, *filled;
	size_t n;
};
struct sqlite_trigger_names
dn_sqlite_trigger_names(struct sqlite_change *x, const struct dn_table *table);
bool dn_sqlite_rename_triggers(struct sqlite_change *x, const struct dn_table *table,
    const struct sqlite_trigger_names *before);
bool dn_sqlite_alter_type(struct sqlite_change *x);
bool dn_sqlite_rename_type(struct sqlite_change *x);
bool dn_sqlite_drop_type(struct sqlite_change *x);
/* Was the table with that key left out?  Then nothing of it is there to change. */
bool dn_sqlite_is_left_out(const struct sqlite_change *x, const char *key);
/* Apply; tables that a CASCADE takes constraints from wait for their rebuild. */
bool dn_sqlite_apply_cascade(struct sqlite_change *x);
/* What is only a new form of the table, its rows staying what they are. */
bool dn_sqlite_reshape(struct sqlite_change *x);
/*
 * The rows of a table that waits to be made anew get a new column's default when that is done;
 * before it becomes another one, what they have is written down.
 */
bool dn_sqlite_pin_value(struct sqlite_change *x, const struct dn_table *table, const char *name);

/* facts.c */
/* CREATE TABLE under the quoted NAME, and what is in it; NULL and P->err when it cannot be. */
struct sqlite_facts *
dn_sqlite_facts(const void *mem, struct sqlite_print *p, const char *name, bool if_not_exists);
/* For the printers: what they appended behind START; nothing when nobody asks. */
void
dn_sqlite_condition(struct sqlite_print *p, size_t start, const char *fmt, ...) DUNLIN_PRINTF(3, 4);
/* The same of SQL that only triggers keep. */
void dn_sqlite_condition_behind(struct sqlite_print *p, const char *sql, const char *fmt, ...)
    DUNLIN_PRINTF(3, 4);
void dn_sqlite_fact(struct sqlite_print *p, const struct sqlite_fact *fact);
const char *dn_sqlite_printed(struct sqlite_print *p, size_t start);
struct dn_translation *dn_sqlite_quiet(const void *mem, const struct dn_translation *t);
/* The table in the database, before a change: for HELD. */
void
dn_sqlite_look(struct sqlite_held *held, struct dn_translation *t, const struct dn_table *table);

/* stored.c: what the database must have in the end */
struct sqlite_touched *dn_sqlite_touch(
    struct dn_translation *t, const struct dn_table *table, const struct dn_statement *from);
/* What was touched so far is expected as the model has it; or is not, behind SQLite's own words. */
void dn_sqlite_expect(struct dn_translation *t);
void dn_sqlite_expect_nothing(struct dn_translation *t);
/* Each column as the query "stored" has it. */
char *dn_sqlite_columns_text(const void *mem, const struct sqlite_facts *facts);

/* edit.c: the text of a table in sqlite_schema, where its rows may stay as they are */
/* Is that all that HELD needs?  Then it is done with the next dn_sqlite_edits(). */
bool
dn_sqlite_edit(struct dn_translation *t, const struct dn_table *table, struct sqlite_held *held,
    const struct sqlite_facts *after, bool *done, struct dunlin_error *err);
bool dn_sqlite_edits(struct dn_translation *t, struct dunlin_error *err);
/* An error where a row of HELD's table violates one of CONDITIONS that it did not have before. */
void dn_sqlite_verify(
    struct dn_translation *t, const struct sqlite_held *held, const struct dn_map *conditions);
/* Drop indexes that are to be other ones, or KEEP is false, and all triggers: of the model's. */
void dn_sqlite_drop_stale(
    struct dn_translation *t, const struct dn_table *table, struct sqlite_held *held, bool keep);

/* known.c: guards before a rebuild of RELATION, which has no more columns, indexes and triggers */
void dn_sqlite_require_columns(
    struct dn_translation *t, const struct sqlite_held *held, const char *relation);
void dn_sqlite_require_known(
    struct dn_translation *t, const struct sqlite_held *held, const char *relation);
/* rebuild.c: the twelve steps */
/* The table of the database in its new form, by the cheapest way that there is. */
bool dn_sqlite_alter(struct dn_translation *t, const struct dn_table *table,
    struct sqlite_held *held, struct dunlin_error *err);
/*
 * Make a table of the database wait for a rebuild; the model must still be what the database has.
 * NULL and ERR when the model does not know all of it.
 */
/* The name of the hidden row number that no column of TABLE has taken, or NULL. */
const char *dn_sqlite_rowid(const struct dn_table *table);
struct sqlite_held *dn_sqlite_hold(struct sqlite_change *x, const struct dn_table *table);
/* The same after the change, when the table is not what it was in the database. */
struct sqlite_held *dn_sqlite_hold_changed(struct sqlite_change *x, const struct dn_table *table);

/* The columns that rows have values for: those written, or the first of the table. */
struct sqlite_target {
	const char **names;
	const struct dn_type **types; /* NULL: not known */
	size_t n;
};

/* data.c */
bool dn_sqlite_target(
    struct sqlite_change *x, const struct dn_table *table, struct sqlite_target *target);
/* " AS alias" and " ON CONFLICT ..." of each INSERT of rows, or "". */
struct sqlite_around {
	const char *alias, *behind;
};
/* INSERT of the ROWS, N values each, in as many statements as their DEFAULTs need. */
bool dn_sqlite_insert_rows(struct sqlite_change *x, const struct sqlite_target *target,
    struct dn_expr ***rows, size_t nrows, size_t n, const struct sqlite_around *around);
bool dn_sqlite_data(struct sqlite_change *x);
bool dn_sqlite_copy(struct sqlite_change *x);
/* setval.c */
/* The next row of TABLE gets a number above VALUE. */
void dn_sqlite_setval(struct dn_translation *t, const struct dn_statement *from,
    const struct dn_table *table, long long value);

/* view.c */
/* Opaque changes that are about views or make tables of queries; *DONE is false for the others. */
bool dn_sqlite_view(struct sqlite_change *x, bool *done);
/* Before a change to what views read: they wait. */
void dn_sqlite_views_hold(struct sqlite_change *x);
/* Those that read NAME, partitions of it included. */
void dn_sqlite_views_hold_users(struct sqlite_change *x, const struct dn_name *name);
/* All in the schema, and what reads something of it. */
void dn_sqlite_views_hold_schema(struct sqlite_change *x, const char *schema);
/* DROP and ALTER: what reads the view is made again when it is still there. */
bool dn_sqlite_change_view(struct sqlite_change *x, struct dn_view *view);
/* Make those that wait. */
bool dn_sqlite_views_restore(
    struct dn_translation *t, struct sqlite_state *state, struct dunlin_error *err);

/* assess.c: notices about the parts of a change that went well */
void dn_sqlite_assess(struct sqlite_change *x);

/* fold.c */
bool dn_sqlite_fold(struct dn_translation *t, const struct dn_map *froms, struct dunlin_error *err);

/* catalog.c */
void dn_sqlite_catalog(const char *text, dn_catalog_add_fn add, void *payload);

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
