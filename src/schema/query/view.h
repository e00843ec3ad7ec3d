/* view.h - views and rules in the model, and what they rest on */
#ifndef DN_SCHEMA_VIEW_H
#define DN_SCHEMA_VIEW_H

#include "schema/model.h"
#include "schema/query/query.h"

/* Does the view read the relation, or COLUMN of it? */
bool dn_view_uses(const struct dn_schema *schema, const struct dn_view *view,
    const struct dn_name *name, const char *column);
/* The first view that does, or NULL. */
struct dn_view *
dn_views_user(const struct dn_schema *schema, const struct dn_name *name, const char *column);
/*
 * label.c: a view, or a table with a rule or a trigger's condition, that reads values of the enum
 * and has LABEL in it; NULL: none.  On the server it follows when the label is renamed; no query of
 * a model does.
 */
const char *
dn_label_user(const struct dn_schema *schema, const struct dn_enum *type, const char *label);

/*
 * updatable.c: where PostgreSQL puts the rows that are written to a simple view.  RULES tells which
 * statement it is: an intermediate view with rules for it is no way.
 */
struct dn_view_base {
	struct dn_table *table;
	const char **columns;      /* of the table, one for each of the view's; NULL: not written */
	struct dn_expr **defaults; /* of the views, as many; NULL: the table's is the default */
	/* Columns that the view has not, and the defaults that views in between have for them. */
	const char **hidden;
	struct dn_expr **hidden_defaults;
	size_t nhidden;
};
/* False when there is none, or none that the model knows.  The arrays are children of MEM. */
bool dn_view_base(const void *mem, const struct dn_schema *schema, const struct dn_view *view,
    enum dn_rewrite_event event, struct dn_view_base *base);
/* Of a view with a base: the view right below, or NULL. */
struct dn_view *dn_view_below(const struct dn_schema *schema, const struct dn_view *view);
/* Has it rules for that event?  Are these all that happens, since one is INSTEAD without WHERE? */
bool dn_view_has_rules(const struct dn_view *view, enum dn_rewrite_event event, bool *all);

/* A rule, and the table or view that it is on. */
struct dn_rule_site {
	const struct dn_table *table; /* or NULL */
	const struct dn_view *view;   /* or NULL */
	struct dn_name relation;
	struct dn_rewrite ***rules; /* the list that it is in */
	size_t *nrules;
	struct dn_rewrite *rule;
};
/* The part of MAP, SCHEMA's tables or views, that may read NAME or, in rules, write to it. */
struct dn_map *dn_readers_part(const void *mem, const struct dn_schema *schema,
    const struct dn_map *map, const struct dn_name *name);
/* Those that may have to do with NAME, of tables and then of views; stops and returns false when FN
 * does. */
bool dn_schema_each_rule(const struct dn_schema *schema, const struct dn_name *name,
    bool (*fn)(const struct dn_rule_site *site, void *payload), void *payload);
/* Where rules on that relation are, SITE->rule apart; false when there is no such one. */
bool dn_schema_rules(
    const struct dn_schema *schema, const struct dn_name *name, struct dn_rule_site *site);
/* Does the rule read or write the relation, or COLUMN of it? */
bool dn_rule_uses(const struct dn_schema *schema, const struct dn_rule_site *site,
    const struct dn_name *name, const char *column);

/* Views and rules follow what they read under its new name. */
void
dn_views_rename(struct dn_schema *schema, const struct dn_name *name, const struct dn_name *to);
void dn_views_rename_column(
    struct dn_schema *schema, const struct dn_name *name, const char *column, const char *to);

/* Does it read whole rows of that table?  Then it gets what columns the table gets. */
bool dn_view_has_row(
    const struct dn_schema *schema, const struct dn_view *view, const struct dn_name *name);
void dn_views_add_column(
    struct dn_schema *schema, const struct dn_name *name, const struct dn_column *column);
/* Before a column goes that none of them reads. */
void dn_views_drop_column(struct dn_schema *schema, const struct dn_name *name, const char *column);

/* A view of QUERY, which is copied and resolved; one of that name is replaced. */
struct dn_view *dn_model_add_view(struct dn_schema *schema, const char *in_schema, const char *name,
    const struct dn_query *query);
void dn_model_drop_view(struct dn_schema *schema, struct dn_view *view);
void dn_model_rename_view(
    struct dn_schema *schema, struct dn_view *view, const char *in_schema, const char *name);

#endif
