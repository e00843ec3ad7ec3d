/* json.h - what the files about json and arrays share */
#ifndef DN_DIALECT_SQLITE_JSON_H
#define DN_DIALECT_SQLITE_JSON_H

#include "dialect/sqlite/sqlite.h"

/* The elements of an array as JSON, a row v each. */
#define DN_SQLITE_EACH(json) \
	"SELECT dn_e.json -> dn_e.fullkey AS v FROM json_each(" json ") AS dn_e"

/* A literal beside an array or a json value is one of that TYPE. */
struct dn_expr *
dn_sqlite_json_typed(const void *mem, struct dn_expr *e, const struct dn_type *type);

struct sqlite_path {
	char **steps;
	size_t n;
};

/* json_path.c: what a constant path leads through; false for what is none, or no path of SQLite's.
 */
bool dn_sqlite_json_steps(const void *mem, const struct dn_expr *expr, struct sqlite_path *path);

/* json_change.c */
/* LEFT @> RIGHT */
bool dn_sqlite_contains(struct sqlite_print *p, const struct dn_expr *expr, struct dn_expr *left,
    struct dn_expr *right);
/* json #- path */
bool dn_sqlite_remove_path(struct sqlite_print *p, const struct dn_expr *expr);
/* jsonb_set() */
bool dn_sqlite_set_path(struct sqlite_print *p, const struct dn_expr *expr);

/* split_text.c: split_part(), string_to_array() and regexp_split_to_array() */
bool dn_sqlite_split_text(struct sqlite_print *p, const struct dn_expr *expr, bool *done);

#endif
