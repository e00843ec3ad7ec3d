/* script.h - files of expectations, SQL in, changes applied */
#ifndef DN_TESTS_SCHEMA_SCRIPT_H
#define DN_TESTS_SCHEMA_SCRIPT_H

#include "schema/model.h"
#include "sql/sql.h"

/* A file beside the tests; NULL when it cannot be read. */
char *script_read(const void *mem, const char *name);
/* Parse SQL and apply it; all that the parser made is gone afterwards.  False and ERR at a fault.
 */
bool script_apply(struct dn_schema *schema, const char *sql, size_t len, struct dunlin_error *err);
/* The CHECK of a table e that is made with it; NULL when it does not parse. */
struct dn_expr *script_check(const void *mem, const char *constraint);
/*
 * Call FN for each line "left TAB right" of a file, comments left out; returns how many there are.
 */
size_t script_each_pair(const char *name, void (*fn)(const char *left, const char *right));

#endif
