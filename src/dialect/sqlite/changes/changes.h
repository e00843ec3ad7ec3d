/* changes.h - what each change comes to */
#ifndef DN_DIALECT_SQLITE_CHANGES_H
#define DN_DIALECT_SQLITE_CHANGES_H

#include "dialect/sqlite/sqlite.h"

/*
 * One function per kind of change.  Each looks at the model, moves it on with dn_sqlite_apply() and
 * emits what the database needs, or makes its table wait.
 */

/* What the table's triggers are called, and make again those that are called otherwise now. */
struct sqlite_trigger_names {
	void *mem;
	const char **names, *filled;
	size_t n;
};

/* constraint_changes.c */
bool dn_sqlite_validate_constraint(struct sqlite_change *x);
bool dn_sqlite_add_constraint(struct sqlite_change *x);
bool dn_sqlite_drop_constraint(struct sqlite_change *x);
bool dn_sqlite_rename_constraint(struct sqlite_change *x);
bool dn_sqlite_create_index(struct sqlite_change *x);
bool dn_sqlite_drop_index(struct sqlite_change *x);
bool dn_sqlite_rename_index(struct sqlite_change *x);

/* table_changes.c */
/* False and ERR for a name that SQLite keeps to itself. */
bool dn_sqlite_check_name(struct sqlite_change *x, const char *name);
/* What the change makes: temporary ones are in a schema of their own. */
struct dn_name dn_sqlite_made(const struct dn_change *change);
bool dn_sqlite_create_table(struct sqlite_change *x);
bool dn_sqlite_drop_table(struct sqlite_change *x);
/* Take a table out of those that wait; false when the database never had it. */
bool dn_sqlite_release(struct sqlite_change *x, const char *key);
bool dn_sqlite_rename_table(struct sqlite_change *x);
/* Was the table with that key left out?  Then nothing of it is there to change. */
bool dn_sqlite_is_left_out(const struct sqlite_change *x, const char *key);
/* Apply; tables that a CASCADE takes constraints from wait for their rebuild. */
bool dn_sqlite_apply_cascade(struct sqlite_change *x);

/* schema_changes.c */
bool dn_sqlite_drop_schema(struct sqlite_change *x);
bool dn_sqlite_rename_schema(struct sqlite_change *x);
/* Index names carry the schema's, too: with it they change. */
void dn_sqlite_drop_indexes(struct sqlite_change *x, const struct dn_table *table);

/* column_changes.c */
bool dn_sqlite_add_column(struct sqlite_change *x);
bool dn_sqlite_set_default(struct sqlite_change *x); /* or drop it */
/* Can SQLite's own ADD COLUMN add it, with rows in the table? */
bool dn_sqlite_is_addable(
    struct dn_translation *t, const struct dn_table *table, const struct dn_column *column);
bool dn_sqlite_add_identity(struct sqlite_change *x);
bool dn_sqlite_drop_column(struct sqlite_change *x);
bool dn_sqlite_rename_column(struct sqlite_change *x);
/* What is only a new form of the table, its rows staying what they are. */
bool dn_sqlite_reshape(struct sqlite_change *x);
/*
 * The rows of a table that waits to be made anew get a new column's default when that is done;
 * before it becomes another one, what they have is written down.
 */
bool dn_sqlite_pin_value(struct sqlite_change *x, const struct dn_table *table, const char *name);

/* column_type.c */
bool dn_sqlite_set_type(struct sqlite_change *x);

/* sequence_changes.c */
bool dn_sqlite_drop_sequence(struct sqlite_change *x);
/* The tables that it numbers do so by its new name. */
bool dn_sqlite_rename_sequence(struct sqlite_change *x);
/* ALTER SEQUENCE, SET GENERATED: what numbers come next. */
bool dn_sqlite_alter_numbers(struct sqlite_change *x);

/* other.c */
bool dn_sqlite_opaque(struct sqlite_change *x);  /* other.c */
bool dn_sqlite_nothing(struct sqlite_change *x); /* other.c */
bool dn_sqlite_if(struct sqlite_change *x);      /* other.c */

/* partition_changes.c */
bool dn_sqlite_create_partition(struct sqlite_change *x);
bool dn_sqlite_attach_partition(struct sqlite_change *x);
bool dn_sqlite_detach_partition(struct sqlite_change *x);
/* A change to a partition as such; *DONE is false for all others. */
bool dn_sqlite_change_partition(struct sqlite_change *x, bool *done);
/* Before a change of rows: those of a partition are the table's. */
bool dn_sqlite_redirect(struct sqlite_change *x);

/* trigger_changes.c */
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
struct sqlite_trigger_names
dn_sqlite_trigger_names(struct sqlite_change *x, const struct dn_table *table);
bool dn_sqlite_rename_triggers(struct sqlite_change *x, const struct dn_table *table,
    const struct sqlite_trigger_names *before);

/* type_changes.c */
bool dn_sqlite_alter_type(struct sqlite_change *x);
bool dn_sqlite_rename_type(struct sqlite_change *x);
bool dn_sqlite_drop_type(struct sqlite_change *x);

#endif
