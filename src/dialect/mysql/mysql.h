/* mysql.h - what all files of the MariaDB and MySQL dialect share */
#ifndef DN_DIALECT_MYSQL_MYSQL_H
#define DN_DIALECT_MYSQL_MYSQL_H

#include "dialect/common/common.h"
#include "dialect/dialect.h"
#include "dialect/dialects.h"
#include "schema/query/query.h"

/* What earlier statements of a change have kept in temporary tables: their names, quoted. */
struct mysql_kept {
	struct dn_map *before, *withs; /* by a table's key: its rows from before; items of WITH */
	const struct dn_from *now;     /* this one is read as it is now; may be NULL */
};

/* What the printers need to know about where they print. */
struct mysql_print {
	struct dn_translation *t;
	struct dunlin_buf *buf;
	const struct dn_table *table;    /* whose columns expressions name; may be NULL */
	const struct dn_statement *from; /* statement that errors are about */
	bool here;                       /* spans of the model are in FROM's source */
	struct dunlin_error *err;
	bool query;                     /* it runs now: subqueries may stand in it */
	bool rows;                      /* columns of NEW and OLD say so, in a trigger */
	bool conflict;                  /* "excluded" is the row that was to be inserted */
	const char *alias, *target;     /* then: what the table is called, and its name there */
	const struct dn_query *inlined; /* its items of WITH stand where they are named, or NULL */
	const struct mysql_kept *kept;  /* may be NULL */
	const struct dn_type *const *shape; /* what the query's columns are put into; NULL: any */
	size_t nshape;
	const struct dn_expr
	    *stored; /* goes into a column, which has a range of its own; or NULL */
	bool room;   /* the first rows of a recursive query, whose columns need room for more */
};

/* One change on its way, before dn_schema_apply() saw it. */
struct mysql_change {
	struct dn_translation *t;
	struct dn_statement *st;
	struct dn_change *change;
	struct dunlin_error *err;
	void *scratch;
};

/* How a statement works on a table that is there.  (MariaDB manual, ALTER TABLE, ALGORITHM) */
enum mysql_how {
	MYSQL_PLAIN,   /* nothing is said: a table that comes or goes */
	MYSQL_INSTANT, /* only the dictionary changes */
	MYSQL_NOCOPY,  /* an index is made or dropped while others write */
	MYSQL_INPLACE, /* the rows are written anew while others write */
	MYSQL_SHARED,  /* the same while nobody writes */
	MYSQL_COPY,    /* nobody writes while the rows are copied */
};

/* -- mysql.c -- */

/* MySQL 8, not MariaDB? */
bool dn_mysql_is_8(const struct dn_translation *t);
/* Of all text: compares byte by byte, and blanks at the end count. */
const char *dn_mysql_collation(const struct dn_translation *t);
bool dn_mysql_apply(struct mysql_change *x);
struct mysql_print dn_mysql_printer(struct mysql_change *x, const struct dn_table *table);
/* Apply, and nothing more: the database has no such thing. */
bool dn_mysql_nothing(struct mysql_change *x);

/* -- emit.c: statements with how they work and how they resume -- */

/* ALTER TABLE, with how it works behind it; PROBE as of dn_output, NULL: it may be repeated. */
void dn_mysql_alter(struct mysql_change *x, const char *relation, enum mysql_how how,
    const char *probe, const char *fmt, ...) DUNLIN_PRINTF(5, 6);
/* A whole statement that commits by itself. */
void
dn_mysql_emit(struct mysql_change *x, const char *probe, const char *fmt, ...) DUNLIN_PRINTF(3, 4);
/* A statement on rows, which a transaction undoes. */
void dn_mysql_emit_rows(struct mysql_change *x, const char *sql);

/* -- probe.c: queries that say "done" when the database has what a statement makes -- */

char *dn_mysql_has_table(const void *mem, const char *relation, bool wanted);
/* RELATION is TO, and FROM is gone. */
char *dn_mysql_is_renamed(const void *mem, const char *from, const char *to);
char *dn_mysql_has_column(const void *mem, const char *relation, const char *column, bool wanted);
char *dn_mysql_has_index(const void *mem, const char *relation, const char *index, bool wanted);
char *
dn_mysql_has_constraint(const void *mem, const char *relation, const char *constraint, bool wanted);
char *dn_mysql_has_trigger(const void *mem, const char *trigger, bool wanted);
/* For dn_dialect.probe. */
bool dn_mysql_probe(struct dn_probe *probe, const void *mem, const struct dn_output *out);

/* -- name.c -- */

extern const struct dn_cannot_words dn_mysql_words;
void dn_mysql_identifier(struct dunlin_buf *buf, const char *name);
void dn_mysql_literal(struct dunlin_buf *buf, const char *value);
void dn_mysql_value(struct dunlin_buf *buf, const struct dunlin_value *value);
/* For a table as it stands in a statement. */
void dn_mysql_relation(struct dunlin_buf *buf, const struct dn_name *name);
/* NAME between backquotes, and VALUE between quotes; children of MEM. */
char *dn_mysql_quoted(const void *mem, const char *name);
char *dn_mysql_string(const void *mem, const char *value);
/* What a table or view of the model is called there, not quoted; and quoted. */
char *
dn_mysql_table_name(const void *mem, const struct dn_schema *schema, const struct dn_table *table);
char *dn_mysql_name(const void *mem, const struct dn_schema *schema, const struct dn_name *name);
void dn_mysql_columns(struct dunlin_buf *buf, const char *const *columns, size_t n);
/* False and ERR: the change's statement cannot be translated; FMT says why. */
bool dn_mysql_cannot(struct mysql_change *x, const char *fmt, ...) DUNLIN_PRINTF(2, 3);
/* The same of what is printed, at SPAN when that is in the statement. */
bool dn_mysql_cannot_at(const struct mysql_print *p, struct dn_span span, const char *fmt, ...)
    DUNLIN_PRINTF(3, 4);
/* May something have the name there?  A table's is that of dn_mysql_table_name(). */
bool dn_mysql_nameable(const struct mysql_print *p, struct dn_span span, const char *name);
bool dn_mysql_visible(struct mysql_change *x, const struct dn_name *name);
bool dn_mysql_visible_at(const struct mysql_print *p, const struct dn_name *name);

/* split.c, catalog.c */
bool dn_mysql_split(const struct dn_source *src, struct dn_span *span, struct dn_span *statement,
    struct dunlin_error *err);
extern const char *const dn_mysql_catalog[];

#endif
