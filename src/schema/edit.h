/* edit.h - put things into the model and take them out, with every list and name they are in */
#ifndef DN_SCHEMA_EDIT_H
#define DN_SCHEMA_EDIT_H

#include "schema/model.h"

/* A value of MAP by NAME as the server resolves it. */
void *
dn_model_find(const struct dn_schema *schema, const struct dn_map *map, const struct dn_name *name);
struct dn_relation *
dn_model_relation(const struct dn_schema *schema, const char *in_schema, const char *name);
/* Its name without schemas and case, and away with it. */
void dn_model_take_flat(struct dn_schema *schema, struct dn_relation *relation,
    const char *in_schema, const char *name);
void dn_model_leave_flat(struct dn_schema *schema, struct dn_relation *relation);
/* The same of a foreign key or a CHECK, which are of a table; nothing of others. */
void dn_model_take_constraint(struct dn_schema *schema, struct dn_constraint *constraint);
void dn_model_leave_constraint(struct dn_schema *schema, struct dn_constraint *constraint);
/* Has any table of the schema a constraint of that name? */
bool
dn_model_has_constraint(const struct dn_schema *schema, const char *in_schema, const char *name);
/* One constraint of that name more or less in the schema; the functions below do so themselves. */
void dn_model_count_constraint(
    struct dn_schema *schema, const char *in_schema, const char *name, bool added);
/* What is not found by its name, but reached from something else, and changed. */
void dn_model_touch(const struct dn_schema *schema, const char *key);
/* Has the constraint an index of its own, with its name? */
bool dn_constraint_has_index(const struct dn_constraint *constraint);

/* Add a table without columns.  The name must be free, as in everything below. */
struct dn_table *
dn_model_add_table(struct dn_schema *schema, const char *in_schema, const char *name);
/* All but its name and the foreign keys of other tables that point to it. */
void dn_model_clear_table(struct dn_schema *schema, struct dn_table *table);
/* With its indexes, constraints, owned sequences and the foreign keys that point to it. */
void dn_model_drop_table(struct dn_schema *schema, struct dn_table *table);
/* Its indexes and owned sequences move to the schema with it. */
void dn_model_rename_table(
    struct dn_schema *schema, struct dn_table *table, const char *in_schema, const char *name);

/* TABLE, of which nothing else is known, is a partition of PARENT; and is one no more. */
void dn_model_attach(struct dn_schema *schema, struct dn_table *parent, struct dn_table *table,
    const struct dn_bound *bound);
void dn_model_detach(struct dn_table *table);

void dn_model_drop_trigger(struct dn_table *table, struct dn_trigger *trigger);
void dn_model_drop_rule(struct dn_rewrite **rules, size_t *n, struct dn_rewrite *rule);

/* COLUMN becomes the table's. */
void dn_model_add_column(struct dn_table *table, struct dn_column *column);
/* The column alone. */
void dn_model_drop_column(struct dn_table *table, struct dn_column *column);
/* Wherever the model mentions the column. */
void dn_model_rename_column(
    struct dn_schema *schema, struct dn_table *table, struct dn_column *column, const char *name);

/* CONSTRAINT, complete and named, becomes the table's. */
void dn_model_add_constraint(
    struct dn_schema *schema, struct dn_table *table, struct dn_constraint *constraint);
void dn_model_drop_constraint(
    struct dn_schema *schema, struct dn_table *table, struct dn_constraint *constraint);
void dn_model_rename_constraint(struct dn_schema *schema, struct dn_table *table,
    struct dn_constraint *constraint, const char *name);

/* INDEX, complete and named, becomes the schema's. */
void dn_model_add_index(struct dn_schema *schema, struct dn_table *table, struct dn_index *index);
void dn_model_drop_index(struct dn_schema *schema, struct dn_index *index);
void dn_model_rename_index(struct dn_schema *schema, struct dn_index *index, const char *name);

struct dn_sequence *
dn_model_add_sequence(struct dn_schema *schema, const char *in_schema, const char *name);
void dn_model_drop_sequence(struct dn_schema *schema, struct dn_sequence *sequence);
void dn_model_rename_sequence(struct dn_schema *schema, struct dn_sequence *sequence,
    const char *in_schema, const char *name);
/* TABLE and COLUMN NULL: nobody's. */
void dn_model_own_sequence(struct dn_schema *schema, struct dn_sequence *sequence,
    struct dn_table *table, const char *column);
/* Enums and domains; what mentions them mentions them by the new name. */
void dn_model_drop_enum(struct dn_schema *schema, struct dn_enum *type);
void dn_model_drop_domain(struct dn_schema *schema, struct dn_domain *domain);
void dn_model_rename_enum(
    struct dn_schema *schema, struct dn_enum *type, const char *in_schema, const char *name);
void dn_model_rename_domain(
    struct dn_schema *schema, struct dn_domain *domain, const char *in_schema, const char *name);
/* Value I of the enum, also where expressions mean it. */
void
dn_model_rename_label(struct dn_schema *schema, struct dn_enum *type, size_t i, const char *name);

/* Where an expression of the model stands: in a table or a domain, as a value of RESULT. */
struct dn_expr_site {
	const struct dn_table *table;
	const struct dn_domain *domain;
	const struct dn_type *result; /* NULL: of whatever type it has */
};
/* Those in what may have to do with values of the type of that name. */
void dn_schema_each_expr(struct dn_schema *schema, const char *type,
    void (*fn)(const struct dn_expr_site *place, struct dn_expr *root, void *payload),
    void *payload);
/* Types of columns and domains and in casts, these with the expression that they are in, wherever
 * one of that name may be. */
void dn_schema_each_type(struct dn_schema *schema, const char *name,
    void (*fn)(struct dn_type *type, struct dn_expr *root, void *payload), void *payload);
/* The type of an expression there, where it is plain: a column, a cast; else NULL. */
const struct dn_type *
dn_expr_site_type(const struct dn_expr_site *place, const struct dn_expr *expr);

/* The table that owns it, or NULL. */
struct dn_table *dn_model_owner(const struct dn_schema *schema, const struct dn_sequence *sequence);

#endif
