/* common.h - what dialects share whose databases have fewer words than PostgreSQL */
#ifndef DN_DIALECT_COMMON_COMMON_H
#define DN_DIALECT_COMMON_COMMON_H

#include <stdarg.h>

#include "dialect/dialect.h"

/* -- cannot.c -- */

/* What a dialect is called in messages, and in `only` blocks. */
struct dn_cannot_words {
	const char *title, *only;
};
/* False and ERR: the statement, at byte PLACE of its file, cannot be translated; FMT says why. */
bool dn_cannot(struct dunlin_error *err, const struct dn_cannot_words *words,
    const struct dn_statement *st, size_t place, const char *fmt, va_list ap) DUNLIN_PRINTF(5, 0);
/* False and ERR when NAME was made by a statement that the database did not run. */
bool dn_cannot_visible(struct dn_translation *t, const struct dn_cannot_words *words,
    const struct dn_statement *st, const struct dn_name *name, struct dunlin_error *err);
/*
 * OWN, which is freed by nobody here, is why ST cannot be translated.  In `untranslatable = notice`
 * it is left out, and what has KEY, which may be NULL, is remembered as not there; else false and
 * ERR.
 */
bool dn_cannot_left_out(struct dn_translation *t, struct dn_statement *st, const char *key,
    struct dunlin_error *own, struct dunlin_error *err);
/* What has KEY is remembered as not there, because ST did not run. */
void dn_cannot_hide(struct dn_schema *schema, const char *key, const struct dn_statement *st);

/* Why an opaque statement is not understood; MEM may own it. */
const char *
dn_cannot_why(const void *mem, const struct dn_statement *st, const struct dn_change *change);
/* Answer a DN_IF again where what was not understood was left out, and so is not there. */
void dn_cannot_answer(struct dn_schema *schema, struct dn_change *change);

/* -- relation.c -- */

/* Schemas are prefixes: "app.t" is app__t, "public.t" is t.  Not quoted. */
char *dn_relation_name(
    const void *mem, const struct dn_schema *schema, const char *in_schema, const char *name);
/* The schema that NAME is in: what is not qualified is looked for along the search path. */
const char *dn_relation_schema(const struct dn_schema *schema, const struct dn_name *name);
/* The key of a table in the model's maps; MEM owns it where the model does not. */
const char *
dn_relation_key(const void *mem, const struct dn_schema *schema, const struct dn_name *name);
/* The table that the change is about: of an index, the one that it is on; NULL: none that is known.
 */
const struct dn_table *
dn_change_table(const struct dn_schema *schema, const struct dn_change *change);
/* Is NAME, which the model has not, one of PostgreSQL's catalogs? */
bool dn_relation_is_catalog(const struct dn_name *name);

/* -- domain.c: what a column is, its own or by its domain -- */

/* The next domain below *TYPE, which becomes what that is of; NULL at the end. */
const struct dn_domain *dn_domain_next(const struct dn_schema *schema, const struct dn_type **type);
bool dn_domain_not_null(const struct dn_schema *schema, const struct dn_column *column);
const struct dn_expr *
dn_domain_default(const struct dn_schema *schema, const struct dn_column *column);
/* The CHECK of a domain, about COLUMN in place of VALUE; a child of MEM. */
struct dn_expr *
dn_domain_check(const void *mem, const struct dn_constraint *check, const char *column);

/* -- template.c: SQL with "$1" ... for arguments and "@" for all of them -- */

/* The first of the ARGS that TEMPLATE has twice though it gives another value each time, or NULL.
 */
const struct dn_expr *
dn_template_repeats(const char *template, struct dn_expr *const *args, size_t n);
/* Where arguments stand several times, and templates in each other, that doubles with each level:
 * so much text at most, in bytes, comes of one. */
enum { DN_TEMPLATE_MOST = 4 << 20 };
#define DN_TEMPLATE_MORE "it stands there several times, and by all it is nested in is too much SQL"

/* -- random.c -- */

/* For dn_expr_each(): stops at what gives another value each time. */
bool dn_is_settled(struct dn_expr *e, void *payload);
/* Is it a new uuid each time, made by its own function or of a hash of random numbers? */
bool dn_is_random_uuid(const struct dn_expr *expr);

#endif
