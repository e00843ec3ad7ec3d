/* name.h - identifiers, and the names that PostgreSQL makes up */
#ifndef DN_SCHEMA_NAME_H
#define DN_SCHEMA_NAME_H

#include "base/buf.h"
#include "schema/model.h"

/* Append NAME as quote_ident() prints it: in quotes only when it needs them. */
void dn_name_quote(struct dunlin_buf *buf, const char *name);
/* Read [schema.]name as written in SQL or in a regclass constant; false when it is none. */
bool dn_name_parse(const void *mem, const char *text, struct dn_name *name);

/*
 * NAME1_NAME2_LABEL in 63 bytes, cut as makeObjectName() does: the longer of the two names loses
 * bytes first, and no character is halved.  NAME2 and LABEL may be NULL.
 */
char *dn_name_make(const void *mem, const char *name1, const char *name2, const char *label);
/* The columns put together with "_", as the middle of a name. */
char *dn_name_columns(const void *mem, const char *const *columns, size_t n);

/*
 * A name that is free among the relations of TABLE's schema (and among its constraints, too, when
 * CONSTRAINT): a number behind the label makes it so.  ChooseRelationName() in indexcmds.c.
 */
char *dn_name_relation(const void *mem, const struct dn_schema *schema,
    const struct dn_table *table, const char *middle, const char *label, bool constraint);
/*
 * The name of an unnamed constraint of TABLE, its columns filled in.  A CHECK is named after its
 * column when it mentions exactly one.  ChooseConstraintName() in pg_constraint.c, which looks at
 * the constraints of all tables of the schema.
 */
char *dn_name_constraint(const void *mem, const struct dn_schema *schema,
    const struct dn_table *table, const struct dn_constraint *constraint);
/* The same of a CHECK of the domain that TABLE has the name and schema of. */
char *dn_name_domain(const void *mem, const struct dn_schema *schema, const struct dn_table *table);
/* The columns of a key and of an index as their names have them. */
char *dn_name_key_columns(const void *mem, const struct dn_constraint *constraint);
char *dn_name_index_columns(const void *mem, const struct dn_index *index);
/* The same of an unnamed index: ChooseIndexName() in indexcmds.c. */
char *dn_name_index(const void *mem, const struct dn_schema *schema, const struct dn_table *table,
    const struct dn_index *index);
/* What an index calls an expression, as FigureIndexColname() in parse_target.c; NULL: nothing. */
const char *dn_name_expr(const struct dn_expr *expr);

#endif
