/* trigger.h - what the files on the triggers of a table share */
#ifndef DN_DIALECT_SQLITE_TABLE_TRIGGER_H
#define DN_DIALECT_SQLITE_TABLE_TRIGGER_H

#include "schema/model.h"

struct dn_translation;

/* Called with the name of a trigger of the database. */
typedef void (*sqlite_trigger_fn)(const char *name, void *payload);

/* routine.c; EVENT is "INSERT" or "UPDATE" */
/* What each column that ROUTINE sets has come to in the end, as struct dn_expr over NEW and OLD. */
struct dn_map *dn_sqlite_routine_values(
    void *mem, const struct dn_table *table, const char *event, const struct dn_routine *routine);
/* The same of an expression before anything is set. */
struct dn_expr *dn_sqlite_routine_filled(
    void *mem, const struct dn_table *table, const char *event, const struct dn_expr *expr);

/* trigger.c: those that set columns */
bool dn_sqlite_set_triggers(struct dn_translation *t, const struct dn_table *table,
    const struct dn_statement *from, struct dunlin_error *err);
void dn_sqlite_each_set_trigger(const struct dn_schema *schema, const struct dn_table *table,
    sqlite_trigger_fn fn, void *payload);

/* count.c */
void dn_sqlite_each_count_trigger(const struct dn_schema *schema, const struct dn_table *table,
    sqlite_trigger_fn fn, void *payload);

/* check.c: conditions that no CHECK can say */
void dn_sqlite_check_triggers(
    struct dn_translation *t, const struct dn_table *table, const struct dn_statement *from);
void dn_sqlite_each_check_trigger(
    struct dn_translation *t, const struct dn_table *table, sqlite_trigger_fn fn, void *payload);

/* rule.c */
bool dn_sqlite_rule_triggers(struct dn_translation *t, const struct dn_table *table,
    const struct dn_statement *from, struct dunlin_error *err);
void dn_sqlite_each_rule_trigger(const struct dn_schema *schema, const struct dn_table *table,
    sqlite_trigger_fn fn, void *payload);

/* self.c: rows that refer to themselves */
void dn_sqlite_self_triggers(
    struct dn_translation *t, const struct dn_table *table, const struct dn_statement *from);
void dn_sqlite_each_self_trigger(const struct dn_schema *schema, const struct dn_table *table,
    sqlite_trigger_fn fn, void *payload);

#endif
