/* convert.h - from the grammar's tree to changes; the only header that includes pg_query.h */
#ifndef DN_SQL_CONVERT_H
#define DN_SQL_CONVERT_H

#include <pg_query.h>
#include <pg_query/pg_query.pb-c.h>

#include "base/mem.h"
#include "schema/change.h"
#include "sql/text/tokens.h"

/*
 * One tree being converted.  The tree's locations are offsets in the text that was parsed; that is
 * what tokens know, too.  Everything that is made is owned by what it belongs to and carries spans
 * of the file.
 */
struct dn_convert {
	struct dn_tokens *tokens;
	struct dn_statement *st; /* gets the changes */
};

/* The tree's lists of nodes. */
struct dn_nodes {
	PgQuery__Node *const *items;
	size_t n;
};
#define DN_NODES(msg, field) ((struct dn_nodes){ (msg)->field, (msg)->n_##field })

/* convert.c: what STMT means; appended to the statement. */
void dn_convert_statement(struct dn_convert *c, const PgQuery__Node *stmt);
/* The same of one that may stand in a block of others. */
void dn_convert_inner_statement(struct dn_convert *c, const PgQuery__Node *stmt);
/* block.c: false when the block is none of plain statements. */
bool dn_convert_do(struct dn_convert *c, const PgQuery__DoStmt *stmt);
/*
 * The tokens of the PL/pgSQL in a statement's options, children of MEM; false when it is in another
 * language, or does not stand in the file as it is.
 */
bool dn_convert_body(
    struct dn_convert *c, struct dn_nodes options, const void *mem, struct dn_tokens **tokens);
/*
 * Tokens [from, to) of such a body as an expression, a child of MEM; NULL when they are none.  One
 * that calls functions other than common ones is none, unless CALLS.
 */
struct dn_expr *dn_convert_body_expr(struct dn_convert *c, const void *mem,
    const struct dn_tokens *body, size_t from, size_t to, bool calls);
/* A new change of the statement, with its span. */
struct dn_change *dn_convert_add(struct dn_convert *c, enum dn_change_kind kind);
/* A change that is only known by its words and, where there is one, its object. */
struct dn_change *dn_convert_opaque(struct dn_convert *c);

/* name.c: absent strings are "" in the tree. */
const char *dn_convert_string(const void *mem, const char *s);
/* The text of a String node; "" for any other. */
const char *dn_node_string(const PgQuery__Node *node);
struct dn_name dn_convert_relation(const void *mem, const PgQuery__RangeVar *relation);
struct dn_name dn_convert_name(const void *mem, struct dn_nodes names);
/* A list of String nodes as an array; NULL for none. */
const char **dn_convert_strings(const void *mem, struct dn_nodes names);
/* "C", "schema.name": a collation or operator class. */
const char *dn_convert_dotted(const void *mem, struct dn_nodes names);
/* The argument of option NAME, whose argument may be absent: *FOUND. */
const PgQuery__Node *dn_convert_option(struct dn_nodes options, const char *name, bool *found);
/* An option that is a switch: absent, or without a value, or with one. */
bool dn_convert_switch(struct dn_nodes options, const char *name, bool absent);

/* typename.c */
struct dn_type *
dn_convert_type(struct dn_convert *c, const void *mem, const PgQuery__TypeName *name);
/* serial, bigserial ...: the integer it stands for, else NULL. */
const char *dn_convert_serial(const PgQuery__TypeName *name);

/* Tokens [from, to) of an expression. */
struct dn_range {
	size_t from, to;
};

/* expr.c: everything below is a child of MEM, none of another expression. */
struct dn_expr *dn_convert_expr(struct dn_convert *c, const void *mem, const PgQuery__Node *node);
/* The same, where it is known to stand in tokens [from, to). */
struct dn_expr *dn_convert_expr_at(
    struct dn_convert *c, const void *mem, const PgQuery__Node *node, size_t from, size_t to);
/* The same, saying in which tokens it stands. */
struct dn_expr *dn_convert_inner(
    struct dn_convert *c, const void *mem, const PgQuery__Node *node, struct dn_range *range);
/* Convert NODE and append it to the arguments of E. */
void dn_convert_arg(struct dn_convert *c, const void *mem, const PgQuery__Node *node,
    struct dn_expr *e, struct dn_range *range);
/* Convert an operand of the operator at token AT: RANGE grows over it and its parentheses. */
void dn_convert_operand(struct dn_convert *c, const void *mem, const PgQuery__Node *node, size_t at,
    struct dn_expr *e, struct dn_range *range);
void dn_range_add(struct dn_range *range, struct dn_range other);
/* literal.c: the token at LOCATION; from token I to the bracket that closes the next one */
struct dn_range dn_range_at(const struct dn_tokens *tokens, int location);
struct dn_range dn_range_brackets(const struct dn_tokens *tokens, size_t i);

/* The kinds of expression, one file for each group; they fill E and set RANGE. */
bool dn_convert_simple(struct dn_convert *c, const PgQuery__Node *node, struct dn_expr *e,
    struct dn_range *range); /* literal.c: false when it is no leaf */
void dn_convert_operator(struct dn_convert *c, const void *mem, const PgQuery__AExpr *node,
    struct dn_expr *e, struct dn_range *range); /* operator.c */
void dn_convert_call(struct dn_convert *c, const void *mem, const PgQuery__FuncCall *node,
    struct dn_expr *e, struct dn_range *range); /* function.c */
void dn_convert_value_function(struct dn_convert *c, const void *mem,
    const PgQuery__SQLValueFunction *node, struct dn_expr *e, struct dn_range *range);
/* COALESCE and the like: NAME (ARGS) */
void dn_convert_named(struct dn_convert *c, const void *mem, const char *name, struct dn_nodes args,
    int location, struct dn_expr *e, struct dn_range *range);

/* table.c */
void dn_convert_create_table(struct dn_convert *c, const PgQuery__CreateStmt *stmt);
/* The column, its constraints appended to *CONSTRAINTS, which become children of MEM. */
struct dn_column *dn_convert_column(struct dn_convert *c, const void *mem,
    const PgQuery__ColumnDef *def, struct dn_constraint ***constraints, size_t *nconstraints);
/* constraint.c: FROM and TO are its tokens. */
struct dn_constraint *dn_convert_constraint(struct dn_convert *c, const void *mem,
    const PgQuery__Constraint *def, const char *column, size_t from, size_t to);
enum dn_identity dn_convert_identity(const PgQuery__Constraint *def);
/* The expression in the parentheses that come first in tokens [from, to). */
struct dn_expr *dn_convert_parenthesized(
    struct dn_convert *c, const void *mem, const PgQuery__Node *node, size_t from, size_t to);

/* partition.c: NULL for no SPEC */
struct dn_partitioning *
dn_convert_partitioning(struct dn_convert *c, const void *mem, const PgQuery__PartitionSpec *spec);
struct dn_bound *
dn_convert_bound(struct dn_convert *c, const void *mem, const PgQuery__PartitionBoundSpec *spec);

void
dn_convert_alter_table(struct dn_convert *c, const PgQuery__AlterTableStmt *stmt);  /* alter.c */
void dn_convert_create_index(struct dn_convert *c, const PgQuery__IndexStmt *stmt); /* index.c */

/* query.c: SELECT, INSERT, UPDATE or DELETE, all parts children of MEM */
struct dn_query *dn_convert_query(struct dn_convert *c, const void *mem, const PgQuery__Node *stmt);

/* view.c */
enum dn_check_option dn_convert_check_option(struct dn_nodes options);
void dn_convert_view(struct dn_convert *c, const PgQuery__ViewStmt *stmt);
void dn_convert_table_as(struct dn_convert *c, const PgQuery__CreateTableAsStmt *stmt);

/* walk.c: does FN return true for any part of the message, which are asked in order until then? */
bool dn_tree_any_child(const ProtobufCMessage *message,
    bool (*fn)(const ProtobufCMessage *part, void *payload), void *payload);
/* mentions.c: append to the statement what relations STMT names. */
void dn_convert_mentions(struct dn_statement *st, const PgQuery__Node *stmt);

/* calls.c: does it call functions other than common ones of pg_catalog? */
bool dn_convert_calls(const PgQuery__Node *stmt);

/* data.c: the change without its rows; rows appended to it, false when they are not simple ones */
struct dn_change *dn_convert_insert_head(struct dn_convert *c, const PgQuery__InsertStmt *stmt);
bool
dn_convert_rows(struct dn_convert *c, struct dn_change *change, const PgQuery__InsertStmt *stmt);
void dn_convert_rows_drop(struct dn_change *change);
void dn_convert_insert(struct dn_convert *c, const PgQuery__Node *stmt);
void dn_convert_copy(struct dn_convert *c, const PgQuery__CopyStmt *stmt);
/* SELECT, SELECT INTO */
void dn_convert_select(struct dn_convert *c, const PgQuery__Node *stmt);
/* UPDATE, DELETE, MERGE, TRUNCATE; QUERY may be NULL */
struct dn_change *dn_convert_data(struct dn_convert *c, const char *name,
    const PgQuery__RangeVar *relation, const PgQuery__Node *query, size_t nreturning);
void dn_convert_truncate(struct dn_convert *c, const PgQuery__TruncateStmt *stmt);

/* session.c: false when it is no such statement */
bool dn_convert_session(struct dn_convert *c, const PgQuery__Node *stmt);
/* SELECT set_config('name', 'value', is_local), as pg_dump writes it */
bool dn_convert_set_config(struct dn_convert *c, const PgQuery__SelectStmt *stmt);

/* object.c: DROP, RENAME, SET SCHEMA, sequences, types, schemas; false when it is none */
bool dn_convert_object(struct dn_convert *c, const PgQuery__Node *stmt);
/* schema.c */
void dn_convert_schema(struct dn_convert *c, const PgQuery__CreateSchemaStmt *stmt);
/* object.c: options of a sequence or identity */
struct dn_numbering dn_convert_numbering(struct dn_nodes options);
/* usertype.c: enums and domains; false when it is none */
bool dn_convert_user_type(struct dn_convert *c, const PgQuery__Node *stmt);
/* trigger.c: false for what is not understood */
bool dn_convert_function(struct dn_convert *c, const PgQuery__CreateFunctionStmt *stmt);
bool dn_convert_trigger(struct dn_convert *c, const PgQuery__CreateTrigStmt *stmt);
/* rule.c: false for what is not understood */
bool dn_convert_rule(struct dn_convert *c, const PgQuery__RuleStmt *stmt);
/* other.c: what is known by its object alone, and what the server refuses in a transaction */
struct dn_name dn_convert_object_of(const void *mem, const PgQuery__Node *stmt);
unsigned dn_convert_flags(const PgQuery__Node *stmt);
/* The same of all statements on such objects. */
bool dn_convert_kind_means_nothing(PgQuery__ObjectType type);
bool dn_convert_means_nothing(const PgQuery__Node *stmt);
/* The relation or column that the comment is about. */
void dn_convert_comment(struct dn_change *change, const PgQuery__CommentStmt *stmt);

/* what.c: the words that name the statement; static, or a child of MEM */
const char *dn_convert_words(const void *mem, const struct dn_tokens *tokens);
const char *
dn_convert_what(const void *mem, const struct dn_tokens *tokens, const PgQuery__Node *stmt);

#endif
