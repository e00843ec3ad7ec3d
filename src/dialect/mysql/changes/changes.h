/* changes.h - what each change comes to */
#ifndef DN_DIALECT_MYSQL_CHANGES_H
#define DN_DIALECT_MYSQL_CHANGES_H

#include "dialect/mysql/table/table.h"

/* One function each, by the table in mysql.c. */

/* alter.c: what the database has before a change; ONLY: of tables this one, or NULL. */
struct mysql_before {
	struct dn_map *shapes;  /* struct mysql_shape by the table's key */
	struct dn_map *objects; /* as of dn_mysql_objects() */
};
struct mysql_before dn_mysql_before(struct mysql_change *x, const struct dn_table *only);
/* A partition's rows are those of its table; what was left out is not there. */
bool dn_mysql_is_there(const struct mysql_change *x, const struct dn_table *table);
/* What the table is there now, nothing said about it. */
struct mysql_shape *dn_mysql_shape_now(struct mysql_change *x, const struct dn_table *table);
/* Behind it: emit what makes of the database what the model has become. */
bool dn_mysql_after(struct mysql_change *x, const struct mysql_before *before);
/*
 * gone.c: drop the tables that the model has no more.  WANTED: those to which others refer, and do
 * so no more by then.  Before both, untie those that go from each other, and those that go so late
 * from all.
 */
void dn_mysql_untie_gone(struct mysql_change *x, const struct mysql_before *before);
void dn_mysql_drop_gone(struct mysql_change *x, const struct mysql_before *before, bool wanted);
/* Apply, with both. */
bool dn_mysql_change(struct mysql_change *x);
/* The same of all tables. */
bool dn_mysql_change_all(struct mysql_change *x);
/* Of an index. */
bool dn_mysql_change_index(struct mysql_change *x);
bool dn_mysql_create_table(struct mysql_change *x);
/*
 * partition.c: a change of a partition, which is no table there; not DONE: it is of none.  One
 * that comes, and its table's ATTACH and DETACH.
 */
bool dn_mysql_change_partition(struct mysql_change *x, bool *done);
bool dn_mysql_create_partition(struct mysql_change *x);
bool dn_mysql_attach(struct mysql_change *x);
bool dn_mysql_detach(struct mysql_change *x);
bool dn_mysql_set_type(struct mysql_change *x);
bool dn_mysql_drop_expression(struct mysql_change *x);
bool dn_mysql_rename_value(struct mysql_change *x);
bool dn_mysql_rename_table(struct mysql_change *x);
bool dn_mysql_rename_column(struct mysql_change *x);
bool dn_mysql_rename_constraint(struct mysql_change *x);
bool dn_mysql_rename_index(struct mysql_change *x);
bool dn_mysql_drop_index(struct mysql_change *x);
bool dn_mysql_alter_sequence(struct mysql_change *x);
bool dn_mysql_data(struct mysql_change *x);
bool dn_mysql_copy(struct mysql_change *x);
bool dn_mysql_opaque(struct mysql_change *x);
bool dn_mysql_meaningless(struct mysql_change *x);

#endif
