/* trigger.h - what the files on the triggers of a table share */
#ifndef DN_DIALECT_SQLITE_TABLE_TRIGGER_H
#define DN_DIALECT_SQLITE_TABLE_TRIGGER_H

#include "schema/model.h"

struct dn_translation;
struct dn_rule_site;
struct sqlite_change;

/* Called with the name of a trigger of the database. */
typedef void (*sqlite_trigger_fn)(const char *name, void *payload);

/* triggers.c: one of dunlin's own, OF a column or constraint; its end tells it from all others. */
char *dn_sqlite_trigger_name(const void *mem, const struct dn_schema *schema,
    const struct dn_name *relation, const char *of, const char *does);

/* A change of that kind, as which a trigger is printed that comes of FROM; it is freed with its
 * scratch, which is the caller's. */
struct sqlite_change *dn_sqlite_trigger_change(struct dn_translation *t, enum dn_change_kind kind,
    const struct dn_statement *from, struct dunlin_error *err);

/* routine.c; EVENT is "INSERT" or "UPDATE" */
/* What each column that ROUTINE sets has come to in the end, as struct dn_expr over NEW and OLD. */
struct dn_map *dn_sqlite_routine_values(
    void *mem, const struct dn_table *table, const char *event, const struct dn_routine *routine);
/* The same of an expression before anything is set. */
struct dn_expr *dn_sqlite_routine_filled(
    void *mem, const struct dn_table *table, const char *event, const struct dn_expr *expr);

/* (NEW IS DISTINCT FROM OLD), which it may be, as what its columns say. */
void dn_sqlite_routine_compare_rows(void *mem, const struct dn_table *table, struct dn_expr *expr);
/* Does the event alone decide the condition? */
enum dn_answer dn_sqlite_routine_decided(struct dn_expr *condition);
/* CASE WHEN condition THEN yes ELSE no END */
struct dn_expr *dn_sqlite_routine_choice(
    void *mem, struct dn_expr *condition, struct dn_expr *yes, struct dn_expr *no);

/* trigger.c: those that set columns */
/* Of any trigger FOR EACH ROW: what it is called for the event. */
char *dn_sqlite_row_trigger_name(const void *mem, const struct dn_schema *schema,
    const struct dn_table *table, const struct dn_trigger *trigger, enum dn_rewrite_event event);
/* How many triggers change the row behind its statement? */
size_t dn_sqlite_count_setting(const struct dn_schema *schema, const struct dn_table *table);
/* Must one of them see whether another is at work? */
bool dn_sqlite_is_shared(const struct dn_schema *schema, const struct dn_table *table);
bool dn_sqlite_set_triggers(struct dn_translation *t, const struct dn_table *table,
    const struct dn_statement *from, struct dunlin_error *err);
void dn_sqlite_each_set_trigger(const struct dn_schema *schema, const struct dn_table *table,
    sqlite_trigger_fn fn, void *payload);

/* filled.c */
void dn_sqlite_filled_triggers(
    struct dn_translation *t, const struct dn_table *table, const struct dn_statement *from);
void dn_sqlite_each_filled_trigger(const struct dn_schema *schema, const struct dn_table *table,
    sqlite_trigger_fn fn, void *payload);

/* count.c */
void dn_sqlite_each_count_trigger(const struct dn_schema *schema, const struct dn_table *table,
    sqlite_trigger_fn fn, void *payload);

/* check.c: conditions that no CHECK can say */
void dn_sqlite_check_triggers(
    struct dn_translation *t, const struct dn_table *table, const struct dn_statement *from);
void dn_sqlite_each_check_trigger(
    struct dn_translation *t, const struct dn_table *table, sqlite_trigger_fn fn, void *payload);

/* acting.c: those that do more */
/* Is there such a trigger? */
bool dn_sqlite_is_acting(const struct dn_schema *schema, const struct dn_trigger *trigger);
bool dn_sqlite_acting_trigger(struct dn_translation *t, const struct dn_table *table,
    const struct dn_trigger *trigger, enum dn_rewrite_event event, const struct dn_statement *from,
    struct dunlin_error *err);
/* meets.c: the tables whose triggers may name what the change is about; do the names in one mean
 * it? */
struct dn_map *dn_sqlite_acting_near(struct sqlite_change *x);
/* Those tables, and whatever has triggers that may bring something about in one of them. */
struct dn_map *
dn_sqlite_acting_behind(struct sqlite_change *x, struct dn_table *const *tables, size_t n);
bool dn_sqlite_acting_meets(
    const struct sqlite_change *x, const struct dn_table *table, const struct dn_trigger *trigger);

/* rule.c */
/* Append a statement on rows as one that may stand in a trigger; false and X's error: none does. */
bool dn_sqlite_trigger_action(
    struct sqlite_change *x, struct dunlin_buf *sql, const struct dn_query *action);
char *dn_sqlite_rule_name(
    const void *mem, const struct dn_schema *schema, const struct dn_rule_site *site);
/* Is it a trigger at all? */
bool dn_sqlite_rule_does(const struct dn_rewrite *rule);
bool dn_sqlite_rule_trigger(struct dn_translation *t, const struct dn_rule_site *site,
    const struct dn_statement *from, struct dunlin_error *err);

/* Rows of a view that its rules leave to PostgreSQL must find a table there, too. */
bool dn_sqlite_rules_say_all(const struct dn_schema *schema, const struct dn_rule_site *site,
    const struct dn_statement *from, struct dunlin_error *err);

/* some.c */
char *dn_sqlite_some_name(const void *mem, const struct dn_schema *schema,
    const struct dn_table *child, const struct dn_constraint *fk);
bool dn_sqlite_some_trigger(struct dn_translation *t, const struct dn_table *child,
    const struct dn_constraint *fk, const char *name, const struct dn_statement *from,
    struct dunlin_error *err);

/* writing.c: what is written to a view */
char *dn_sqlite_writing_name(const void *mem, const struct dn_schema *schema,
    const struct dn_view *view, enum dn_rewrite_event event);
/* Is there such a trigger? */
bool dn_sqlite_is_written(
    const struct dn_schema *schema, const struct dn_view *view, enum dn_rewrite_event event);
/* Nothing is made when there is none. */
bool dn_sqlite_writing_trigger(struct dn_translation *t, const struct dn_view *view,
    enum dn_rewrite_event event, const struct dn_statement *from, struct dunlin_error *err);

/* crossing.c */
void dn_sqlite_each_crossing(const struct dn_schema *schema, const struct dn_name *name,
    sqlite_trigger_fn fn, void *payload);

/* self.c: rows that refer to themselves */
void dn_sqlite_self_triggers(
    struct dn_translation *t, const struct dn_table *table, const struct dn_statement *from);
void dn_sqlite_each_self_trigger(const struct dn_schema *schema, const struct dn_table *table,
    sqlite_trigger_fn fn, void *payload);

#endif
