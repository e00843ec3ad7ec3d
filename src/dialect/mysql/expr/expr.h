/* expr.h - expressions, as values of a type or as conditions */
#ifndef DN_DIALECT_MYSQL_EXPR_H
#define DN_DIALECT_MYSQL_EXPR_H

#include "dialect/mysql/mysql.h"

/* -- expr.c, operator.c, function.c, literal.c: expressions -- */

bool dn_mysql_expr(struct mysql_print *p, const struct dn_expr *expr);
/* In parentheses unless it is one operand already. */
bool dn_mysql_operand(struct mysql_print *p, const struct dn_expr *expr);
bool dn_mysql_list(struct mysql_print *p, struct dn_expr *const *args, size_t n);
/* TEMPLATE with "$1" ... as operands and "@" as the whole list. */
bool
dn_mysql_fill(struct mysql_print *p, const char *template, struct dn_expr *const *args, size_t n);
bool dn_mysql_fill_one(struct mysql_print *p, const char *template, const struct dn_expr *arg);
bool dn_mysql_operator(struct mysql_print *p, const struct dn_expr *expr);
/* integer.c: what an integer is multiplied with to fail beyond its type; NULL: it need not. */
const char *dn_mysql_overflows(const struct mysql_print *p, const struct dn_expr *expr);
/* Shifts and to_hex(). */
bool dn_mysql_bits(struct mysql_print *p, const struct dn_expr *expr, bool *done);
bool dn_mysql_function(struct mysql_print *p, const struct dn_expr *expr);
/* Print what makes a random uuid; false, nothing appended, when EXPR is nothing like it. */
bool dn_mysql_random(struct mysql_print *p, const struct dn_expr *expr);
bool dn_mysql_cast(struct mysql_print *p, const struct dn_expr *expr);
/* The text that PostgreSQL makes of the value; is it what the server makes of it, too? */
bool dn_mysql_text(struct mysql_print *p, const struct dn_expr *expr);
bool dn_mysql_has_text(const struct mysql_print *p, const struct dn_type *type);
/* The expression where it becomes a value of TYPE (NULL: any) by itself. */
bool dn_mysql_as(struct mysql_print *p, const struct dn_expr *expr, const struct dn_type *type);
/* The same of what goes into a column of TYPE. */
bool dn_mysql_stored(struct mysql_print *p, const struct dn_expr *expr, const struct dn_type *type);
/* A literal as a value of TYPE; *DONE is false, nothing appended, when EXPR is none. */
bool dn_mysql_constant(
    struct mysql_print *p, const struct dn_expr *expr, const struct dn_type *type, bool *done);
/* TEXT, at SPAN, as PostgreSQL reads a value of TYPE (NULL: any). */
bool dn_mysql_read(
    struct mysql_print *p, struct dn_span span, const char *text, const struct dn_type *type);
/* A literal as a value of TYPE, or an operand. */
bool
dn_mysql_operand_as(struct mysql_print *p, const struct dn_expr *expr, const struct dn_type *type);
const struct dn_type *dn_mysql_expr_type(const struct mysql_print *p, const struct dn_expr *expr);
/* Operators and functions of JSON, and of arrays, which are JSON; *DONE is false for others. */
bool dn_mysql_json(struct mysql_print *p, const struct dn_expr *expr, bool *done);
/* json_make.c */
bool dn_mysql_json_object(struct mysql_print *p, const struct dn_expr *expr);
bool dn_mysql_json_set(struct mysql_print *p, const struct dn_expr *expr);
/* json_path.c */
bool dn_mysql_json_path(struct mysql_print *p, const struct dn_expr *expr);
bool dn_mysql_json_without(struct mysql_print *p, const struct dn_expr *expr);
/* json_match.c */
bool dn_mysql_json_equal(
    struct mysql_print *p, const struct dn_expr *a, const struct dn_expr *b, const char *operator);
/* A value of TYPE (NULL: any) where it is held against others. */
bool
dn_mysql_compared(struct mysql_print *p, const struct dn_expr *expr, const struct dn_type *type);
/* JSON, or an array, which is JSON. */
bool dn_mysql_is_json(const struct dn_type *type);
bool dn_mysql_json_contains(
    struct mysql_print *p, const struct dn_expr *whole, const struct dn_expr *part);
bool dn_mysql_json_has_key(struct mysql_print *p, const struct dn_expr *expr);
bool dn_mysql_json_any(struct mysql_print *p, const struct dn_expr *expr);
/* A value as it stands in JSON: as the text of a string, and as an argument of json_array(). */
bool dn_mysql_json_text(struct mysql_print *p, const struct dn_expr *expr);
bool dn_mysql_json_value(
    struct mysql_print *p, const struct dn_expr *expr, const struct dn_type *element);
/* Dates and times. */
bool dn_mysql_temporal(struct mysql_print *p, const struct dn_expr *expr, bool *done);
/* Append the WINDOW clause. */
bool dn_mysql_windows(struct mysql_print *p, const struct dn_query *q);
/* regexp.c, string.c: the same. */
bool dn_mysql_regexp(struct mysql_print *p, const struct dn_expr *expr, bool *done);
bool dn_mysql_text_function(struct mysql_print *p, const struct dn_expr *expr, bool *done);
bool dn_mysql_to_char(struct mysql_print *p, const struct dn_expr *expr);
/* A pattern that the server reads as it is meant; it says a notice. */
bool dn_mysql_is_regexp(struct mysql_print *p, const struct dn_expr *pattern);
bool dn_mysql_call(struct mysql_print *p, const struct dn_expr *expr, bool *done);
/* now() and the like: what they are there, or NULL. */
const char *dn_mysql_clock(const struct dn_expr *expr);

#endif
