/* table.h - tables as they are there, and all that belongs to one */
#ifndef DN_DIALECT_SQLITE_TABLE_H
#define DN_DIALECT_SQLITE_TABLE_H

#include "dialect/sqlite/sqlite.h"

/* crossing.c: triggers whose function names what the change is about go before it, and come back */
void dn_sqlite_acting_away(struct sqlite_change *x);
void dn_sqlite_acting_wait(struct sqlite_change *x);
/* The same of those that run when rows of the table are deleted. */
void dn_sqlite_acting_deletes_away(struct sqlite_change *x, const struct dn_table *table);
/* triggers that reach into other relations */
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

/* acting.c: of triggers that do more than set columns, can all be said, as the model is now, that
 * have to do with those of the tables? */
bool dn_sqlite_acting_are_said(struct sqlite_change *x, struct dn_table *const *tables, size_t n);

/* rebuild.c: what dangles by a foreign key that is NOT VALID does so from the start. */
void dn_sqlite_leave_dangling(
    struct dn_translation *t, const struct dn_table *table, const struct sqlite_held *held);
/* the twelve steps */
/* The table of the database in its new form, by the cheapest way that there is. */
bool dn_sqlite_alter(struct dn_translation *t, const struct dn_table *table,
    struct sqlite_held *held, struct dunlin_error *err);
/* The name of the hidden row number that no column of TABLE has taken, or NULL. */
const char *dn_sqlite_rowid(const struct dn_table *table);
/*
 * Make a table of the database wait for a rebuild; the model must still be what the database has.
 * NULL and ERR when the model does not know all of it.
 */
struct sqlite_held *dn_sqlite_hold(struct sqlite_change *x, const struct dn_table *table);
/* The same after the change, when the table is not what it was in the database. */
struct sqlite_held *dn_sqlite_hold_changed(struct sqlite_change *x, const struct dn_table *table);

/* column.c */
/* Does the column get its number, or what one becomes a part of, from a sequence? */
bool dn_sqlite_is_numbered(const struct dn_column *column);
/* The notice of a default that nothing there means. */
void dn_sqlite_default_left_out(
    struct dn_translation *t, const struct dn_table *table, const struct dn_column *column);
bool dn_sqlite_column(struct sqlite_print *p, const struct dn_column *column);
/* Does SQLite make its values of other columns?  Else it is a plain one there. */
bool dn_sqlite_is_generated(struct dn_translation *t, const struct dn_table *table,
    const struct dn_column *column, const struct dn_statement *from);
/* Does a sequence make its values that SQLite's own numbers are not, so that a trigger must? */
bool dn_sqlite_is_counted(const struct dn_table *table, const struct dn_column *column);
/* The column that SQLite itself numbers: an integer primary key with identity or sequence. */
const struct dn_column *dn_sqlite_auto_column(const struct dn_table *table);

/* table.c */
/* CREATE TABLE from the model, under the quoted NAME. */
bool dn_sqlite_table(struct sqlite_print *p, const char *name, bool if_not_exists);
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
/* Is its number only a part of what the column gets? */
bool dn_sqlite_is_drawn(
    const struct dn_schema *schema, const struct dn_table *table, const struct dn_column *column);
/* The same as dn_sqlite_count_rows() of such a column; the numbers are taken. */
char *dn_sqlite_draw_rows(
    struct sqlite_change *x, const struct dn_table *table, const struct dn_column *column);
/* The sequence whose numbers the column's values are or have in them; NULL: none that is known. */
struct dn_sequence *dn_sqlite_sequence(
    const struct dn_schema *schema, const struct dn_table *table, const struct dn_column *column);
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

/* some.c: does the foreign key set only some of its columns on delete? */
bool dn_sqlite_sets_some(const struct dn_constraint *fk);

/* self.c */
/* Those that let a row refer to itself in another case, where FK is such a key. */
void dn_sqlite_self_trigger(struct dn_translation *t, const struct dn_table *table,
    const struct dn_constraint *fk, const struct dn_statement *from);

/* trigger.c */
/* Its table has a row while one of several triggers is at work. */
extern const char dn_sqlite_at_work[];
/* Asked when one is made, for a table that waits must not fail for it. */
bool dn_sqlite_trigger_is_said(struct sqlite_change *x, const struct dn_table *table,
    const struct dn_trigger *trigger, const struct dn_routine *routine);

/* filled.c */
/* Does a trigger give a column that must not be null its value?  It is null until then. */
bool dn_sqlite_is_filled(
    const struct dn_schema *schema, const struct dn_table *table, const struct dn_column *column);

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

/* catalog.c */
void dn_sqlite_catalog(const char *text, dn_catalog_add_fn add, void *payload);

#endif
