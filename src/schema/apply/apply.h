/* apply.h - what the files that apply changes share */
#ifndef DN_SCHEMA_APPLY_H
#define DN_SCHEMA_APPLY_H

#include "schema/edit.h"
#include "schema/model.h"

struct dn_apply {
	struct dn_schema *schema;
	struct dn_change *change;
	const struct dn_statement *statement; /* may be NULL */
	struct dunlin_error *err;
};

/* What the server would refuse: DUNLIN_E_HISTORY at the change's place; returns false. */
bool dn_apply_refuse(struct dn_apply *a, const char *fmt, ...) DUNLIN_PRINTF(2, 3);
/*
 * Something else needs what is to be dropped.  True when it may be dropped, too (CASCADE); else an
 * error that says "cannot drop WHAT because other objects depend on it" and, as a hint, WHY.
 */
bool dn_apply_cascade(struct dn_apply *a, const char *what, const char *why_fmt, ...)
    DUNLIN_PRINTF(3, 4);

/* The schema where an object of that name is made; NULL and ERR when none is selected. */
const char *dn_apply_schema(struct dn_apply *a, const struct dn_name *name);
/* The table, made as an unknown one when it was never seen; NULL and ERR for another relation. */
struct dn_table *dn_apply_table(struct dn_apply *a, const struct dn_name *name);
/* Is a table of which all is known the owner of nothing by that name?  Never when unsure. */
bool dn_apply_lacks_column(struct dn_apply *a, struct dn_table *table, const char *column);
/* Has the table all the columns that an expression mentions?  EXPR may be NULL. */
bool dn_apply_has_columns(struct dn_apply *a, struct dn_table *table, const struct dn_expr *expr);
/*
 * A column of the change's table: *COLUMN, NULL when the table is unknown.  False and ERR when it
 * has no such column.
 */
bool dn_apply_column(struct dn_apply *a, struct dn_table **table, struct dn_column **column);
/* The same of one that is an identity; NULL also when it is none and IF EXISTS asked first. */
bool dn_apply_identity(struct dn_apply *a, struct dn_table **table, struct dn_column **column);
/* Make sure that no relation has that name.  WHAT: the name for the message. */
bool dn_apply_free_relation(struct dn_apply *a, const char *in_schema, const char *name);
/* What hid the statement's object; owned by the schema. */
struct dn_hidden *dn_apply_hidden(struct dn_apply *a);
/* A statement that may have done anything to what is known. */
void dn_apply_unsure(struct dn_apply *a);
/* What the statement runs that is not its own: functions, triggers. */
void dn_apply_side_effects(struct dn_apply *a);
/* There may be an object of that name of which nothing is known. */
void dn_apply_hide(struct dn_apply *a, const struct dn_name *name);
/* The object is gone: nothing hides it any more. */
void dn_apply_forget(struct dn_apply *a, const struct dn_name *name);

/* One per kind of change. */
bool dn_apply_opaque(struct dn_apply *a);
bool dn_apply_nothing(struct dn_apply *a);
/* data.c: which sequences have given numbers, so that it is known where there may be others;
 * nobody's gives numbers of its own from a call on. */
bool dn_apply_data(struct dn_apply *a);
void dn_apply_note_call(const struct dn_schema *schema, struct dn_sequence *sequence);
/* What is known of an opaque change about a view, or of CREATE TABLE AS. */
bool dn_apply_view(struct dn_apply *a);
/*
 * ALTER TABLE of what is a view, or an index of one: it gets that schema or name, or NULL and NULL,
 * the change's column does.  False when the change is about no view.
 */
bool dn_apply_rename_view(struct dn_apply *a, const char *in_schema, const char *name);
/* ALTER TABLE ... SET DEFAULT of what is a view; false when it is none. */
bool dn_apply_view_default(struct dn_apply *a);
/* And what reads it, when the change cascades. */
bool dn_apply_drop_view(struct dn_apply *a, struct dn_view *view);
/* Do views allow the table, or COLUMN of it, to be dropped?  With CASCADE they go. */
bool dn_apply_release_views(struct dn_apply *a, const struct dn_table *table, const char *column);
bool dn_apply_create_table(struct dn_apply *a);
bool dn_apply_drop_table(struct dn_apply *a);
bool dn_apply_rename_relation(struct dn_apply *a); /* tables, indexes, sequences */
bool dn_apply_set_schema(struct dn_apply *a);

/* Is the column one of the N names? */
bool dn_apply_is_among(const char *const *names, size_t n, const char *column);
bool dn_apply_add_column(struct dn_apply *a);
bool dn_apply_drop_column(struct dn_apply *a);
bool dn_apply_rename_column(struct dn_apply *a);
bool dn_apply_set_type(struct dn_apply *a);
bool dn_apply_set_default(struct dn_apply *a);
bool dn_apply_drop_default(struct dn_apply *a);
bool dn_apply_set_not_null(struct dn_apply *a);
bool dn_apply_drop_not_null(struct dn_apply *a);
bool dn_apply_add_identity(struct dn_apply *a);
bool dn_apply_set_identity(struct dn_apply *a);
bool dn_apply_drop_identity(struct dn_apply *a);
bool dn_apply_drop_expression(struct dn_apply *a);

bool dn_apply_add_constraint(struct dn_apply *a);
bool dn_apply_drop_constraint(struct dn_apply *a);
bool dn_apply_rename_constraint(struct dn_apply *a);
bool dn_apply_validate_constraint(struct dn_apply *a);
bool dn_apply_alter_constraint(struct dn_apply *a);

bool dn_apply_create_index(struct dn_apply *a);
bool dn_apply_drop_index(struct dn_apply *a);

bool dn_apply_create_sequence(struct dn_apply *a);
bool dn_apply_alter_sequence(struct dn_apply *a);
bool dn_apply_drop_sequence(struct dn_apply *a);

bool dn_apply_create_enum(struct dn_apply *a);
bool dn_apply_add_enum_value(struct dn_apply *a);
bool dn_apply_rename_enum_value(struct dn_apply *a);
bool dn_apply_rename_type(struct dn_apply *a);
bool dn_apply_move_type(struct dn_apply *a);
bool dn_apply_drop_type(struct dn_apply *a);
bool dn_apply_create_domain(struct dn_apply *a);
bool dn_apply_alter_domain(struct dn_apply *a);
bool dn_apply_create_function(struct dn_apply *a);
bool dn_apply_drop_function(struct dn_apply *a);
/* Trigger functions of a schema that goes, with their triggers, or gets another name. */
bool dn_apply_drop_routines(struct dn_apply *a, const char *in);
void dn_apply_move_routines(struct dn_apply *a, const char *from, const char *to);
bool dn_apply_alter_function(struct dn_apply *a);
bool dn_apply_create_trigger(struct dn_apply *a);
bool dn_apply_create_rule(struct dn_apply *a);
bool dn_apply_drop_rule(struct dn_apply *a);
/* Do rules, but those on itself, allow the relation, or COLUMN of it, to be dropped? */
bool dn_apply_release_rules(
    struct dn_apply *a, const struct dn_name *name, const char *column, const char *what);
bool dn_apply_has_rule(struct dn_apply *a, const struct dn_name *name, const char *column);
bool dn_apply_drop_trigger(struct dn_apply *a);
bool dn_apply_rename_trigger(struct dn_apply *a);
bool dn_apply_switch_trigger(struct dn_apply *a);
bool dn_apply_create_partition(struct dn_apply *a);
bool dn_apply_attach_partition(struct dn_apply *a);
bool dn_apply_detach_partition(struct dn_apply *a);
bool dn_apply_create_schema(struct dn_apply *a);
bool dn_apply_drop_schema(struct dn_apply *a);
bool dn_apply_rename_schema(struct dn_apply *a);

/* LIKE: the columns that stand in front of column AT; then, of all, constraints and indexes. */
bool dn_apply_like_columns(struct dn_apply *a, struct dn_table *table, size_t at);
bool dn_apply_like_parts(struct dn_apply *a, struct dn_table *table);
/* All that FROM has, and its foreign keys. */
bool dn_apply_like_all(struct dn_apply *a, struct dn_table *table, const struct dn_table *from);
/* The name that PostgreSQL gives an index of TABLE that has none. */
void dn_apply_name_index(struct dn_apply *a, const struct dn_table *table, struct dn_index *index);
/* The index, named if it is not, becomes the table's. */
bool dn_apply_put_index(struct dn_apply *a, struct dn_table *table, struct dn_index *index);
/* With the defaults that take its numbers, unless these look for it by its name at each call. */
void dn_apply_rename_sequence(
    struct dn_apply *a, struct dn_sequence *sequence, const char *in_schema, const char *name);
/* nextval() of another column's sequence is the default. */
void dn_apply_share_sequence(struct dn_column *column, const struct dn_sequence *sequence);
/* A column with its sequence, without its constraints. */
bool
dn_apply_put_column(struct dn_apply *a, struct dn_table *table, const struct dn_column *column);
/* Indexes that have to do with the column are made anew, and call it by the name that it has. */
void dn_apply_renew_indexes(struct dn_table *table, const char *column);
/* Drop a column and, when the change cascades, what needs it. */
bool dn_apply_remove_column(struct dn_apply *a, struct dn_table *table, struct dn_column *column);
/* One more of the table, which gets a name when it has none. */
bool
dn_apply_put_constraint(struct dn_apply *a, struct dn_table *table, struct dn_constraint *given);
/*
 * together.c: constraints written together, in the order in which the server makes and names
 * them; what is redundant there is taken out of the list, *N included.
 */
bool dn_apply_put_constraints(
    struct dn_apply *a, struct dn_table *table, struct dn_constraint **constraints, size_t *n);
/* Do the foreign keys that rest on the index allow it to be dropped?  With CASCADE they go. */
bool dn_apply_release_index(
    struct dn_apply *a, struct dn_table *table, const char *index, const char *what);

/* Fill in what the foreign key points to; its own columns are there. */
bool dn_apply_resolve_reference(struct dn_apply *a, struct dn_constraint *fk);
/* Refused where PostgreSQL has no way to compare its columns with those that it points to. */
bool dn_apply_compare_reference(
    struct dn_apply *a, const struct dn_table *table, const struct dn_constraint *fk);
/* The same of all that the column is in, or that point to it. */
bool
dn_apply_compare_references(struct dn_apply *a, const struct dn_table *table, const char *column);
/* Foreign keys that rest on INDEX rest on NAME from here on. */
void dn_apply_take_index(struct dn_table *table, const char *index, const char *name);

/* The sequence of nextval('...'), NULL when EXPR is something else. */
struct dn_sequence *dn_apply_nextval(struct dn_apply *a, const struct dn_expr *expr);
/* The sequence that makes a serial or identity column's values. */
bool
dn_apply_put_sequence(struct dn_apply *a, struct dn_table *table, const struct dn_column *column);
/* Has a type, a table's own one included, that name? */
bool dn_apply_has_type(struct dn_apply *a, const char *in_schema, const char *name);
/* Make sure that no type has it. */
bool dn_apply_free_type(struct dn_apply *a, const char *in_schema, const char *name);
/* Drop the columns that are of TYPE, an enum or a domain, when the change cascades. */
bool dn_apply_release_type(
    struct dn_apply *a, struct dn_table *table, const void *type, const char *what);
/* The type with all that needs it, when the change cascades. */
bool dn_apply_drop_enum(struct dn_apply *a, struct dn_enum *type);
bool dn_apply_drop_domain(struct dn_apply *a, struct dn_domain *domain);
/* The function of that name is another one from here on, that is not understood. */
void dn_apply_forget_routine(struct dn_apply *a, const struct dn_name *name);
/* Types of the history that the change mentions are known by their schemas from here on. */
void dn_apply_fix_types(struct dn_apply *a);
/* Is EXPR no default at all? */
bool dn_apply_is_null(const struct dn_expr *expr);

#endif
