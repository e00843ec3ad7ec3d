/* former.h - what the files of recipes share: a form while it is written */
#ifndef DN_PLAN_ONLINE_FORMER_H
#define DN_PLAN_ONLINE_FORMER_H

#include "base/buf.h"
#include "plan/online/form.h"

/* Statements as text. */
struct dn_form_list {
	struct dn_form_text {
		char *sql;
		const struct dn_batch *batch; /* as of struct dn_output */
		bool apart, each;             /* as of struct dn_form_step */
		const char *prepared;         /* the same */
	} * items;
	size_t n;
};

/* What remains of an ALTER TABLE is one statement, with others around it. */
struct dn_former {
	const void *mem; /* of all that is written */
	const struct dn_dialect *dialect;
	unsigned server;                /* as of struct dn_online: 0 for any from 12 on */
	const struct dn_schema *schema; /* before the statement */
	const struct dn_statement *st;
	const struct dn_effect *effect; /* of that */
	const struct dn_table *table;   /* unknown: all that is sure of it is that it is a table */
	char *head;                     /* "ALTER TABLE ONLY t ", as written; NULL: no such one */
	struct dn_form_list before;
	struct dunlin_buf *commands; /* of what remains; may be empty */
	struct dn_form_list with;    /* in its transaction, behind it */
	struct dn_form_list after;
	struct dn_form_list last; /* behind all that */
	const char **proved;      /* columns that a helping CHECK proves to be without nulls */
	size_t nproved;
	const char **late; /* the same, once the statement is done: NOT NULL comes then */
	size_t nlate;
	const char **names; /* that were made up for unnamed constraints */
	size_t nnames;
	bool replaces;    /* something is no longer as it was written */
	const char *kept; /* static: why something is */
	bool gives_up;    /* then nothing is replaced */
	/* Static: why what remains finds done already what would last; NULL: it does not. */
	const char *prepared;
};

/* One row: the first that applies says what becomes of a change. */
struct dn_recipe {
	enum dn_change_kind kind;
	/* Is it this case?  The former's table may not be known: then, may it be? */
	bool (*applies)(const struct dn_former *f, const struct dn_change *change);
	void (*write)(
	    struct dn_former *f, const struct dn_change *change); /* NULL: none is known */
	const char *kept;                                         /* why not, then */
};
/* recipes.c */
const struct dn_recipe *dn_recipe_find(const struct dn_former *f, const struct dn_change *change);

/* Why not: where the model lacks it, or an index of its partitions; where dn_former_name() does not
 * know it; a key's options; several commands. */
extern const char dn_former_no_table[], dn_former_no_name[], dn_former_no_options[],
    dn_former_no_more[];
/* Why what is done to the whole does not last. */
extern const char dn_former_each_has_it[];
/* Nothing is replaced, for that reason; for use behind `return`. */
void dn_former_give_up(struct dn_former *f, const char *why);
/* One more statement; APART as in struct dn_form_step. */
void dn_former_add(struct dn_former *f, struct dn_form_list *list, bool apart, const char *fmt, ...)
    DUNLIN_PRINTF(4, 5);
/* The same of the table: behind its head. */
void dn_former_alter(struct dn_former *f, struct dn_form_list *list, bool apart, const char *fmt,
    ...) DUNLIN_PRINTF(4, 5);
/* The last of LIST is run for each partition of its table. */
void dn_former_each(struct dn_form_list *list);
/* One more command of what remains. */
void dn_former_command(struct dn_former *f, const char *fmt, ...) DUNLIN_PRINTF(2, 3);
/* The author's text; an identifier in quotes; a list of them; a relation. */
char *dn_former_text(const struct dn_former *f, struct dn_span span);
char *dn_former_identifier(const struct dn_former *f, const char *name);
char *dn_former_columns(const struct dn_former *f, const char *const *names, size_t n);
char *dn_former_relation(const struct dn_former *f, const struct dn_name *name);
/* The name of CON, or that which the server would make up; NULL when that is not sure. */
const char *dn_former_name(struct dn_former *f, const struct dn_constraint *con);
/*
 * PREFIX_NAME, and a number where that is taken: for what is there while the form runs.  Of a
 * constraint of TABLE; of a relation in the schema of the former's.
 */
char *dn_former_helping_constraint(
    const struct dn_former *f, const struct dn_table *table, const char *prefix, const char *name);
char *dn_former_helping_relation(const struct dn_former *f, const char *prefix, const char *name);
/* The constraint's text behind "CONSTRAINT name". */
char *dn_former_body(const struct dn_former *f, const struct dn_constraint *con);
/* Is the table named with ONLY? */
bool dn_former_is_only(const struct dn_former *f);
/* Does another command of the statement make the column, drop it or change its type? */
bool dn_former_makes_column(const struct dn_former *f, const char *column);
bool dn_former_changes_column(const struct dn_former *f, const char *column);

/* index.c */
void dn_recipe_create_index(struct dn_former *f, const struct dn_change *change);
void dn_recipe_drop_index(struct dn_former *f, const struct dn_change *change);
/* constraint.c */
void dn_recipe_add_later(struct dn_former *f, const struct dn_change *change);
void dn_recipe_add_key(struct dn_former *f, const struct dn_change *change);
/* A constraint of a table, which its rows are held against once the statement is done. */
void dn_recipe_put_later(struct dn_former *f, const struct dn_constraint *con, const char *prefix);
/* A key by an index that is built before the statement, or behind it: LATE. */
void dn_recipe_put_key(
    struct dn_former *f, const struct dn_name *table, const struct dn_constraint *con, bool late);
/* "table (columns) ..." of the index that a key has. */
char *dn_former_key_definition(
    const struct dn_former *f, const struct dn_name *table, const struct dn_constraint *con);
/* "UNIQUE USING INDEX index ..." */
char *dn_former_key_by_index(
    const struct dn_former *f, const struct dn_constraint *con, const char *index);
/* null.c */
void dn_recipe_set_not_null(struct dn_former *f, const struct dn_change *change);
/* NOT NULL of these columns of the table, with all that it takes. */
void dn_recipe_forbid_nulls(
    struct dn_former *f, struct dn_form_list *list, const char *const *columns, size_t n);
void dn_recipe_proves_all(struct dn_former *f); /* if that is all that would last */
/* Around the statement: what proves that columns have no nulls. */
void dn_recipe_prove(struct dn_former *f);
/* column.c */
void dn_recipe_add_column(struct dn_former *f, const struct dn_change *change);
/* The same, whose default differs from row to row. */
void dn_recipe_fill_column(struct dn_former *f, const struct dn_change *change);
/* partition.c */
void dn_recipe_attach_partition(struct dn_former *f, const struct dn_change *change);
/* An index, or a foreign key, of a partitioned table: of its partitions first. */
void dn_recipe_index_partitions(struct dn_former *f, const struct dn_change *change);
void dn_recipe_add_to_partitions(struct dn_former *f, const struct dn_change *change);
/* key.c */
void dn_recipe_add_key_to_partitions(struct dn_former *f, const struct dn_change *change);
/* retype.c: of a column that only CHECKs make last */
void dn_recipe_retype_checked(struct dn_former *f, const struct dn_change *change);
/*
 * batch.c: along the table's key; NULL when it has none.  AS is what the statement calls the table,
 * or NULL.
 */
struct dn_batch *
dn_former_batch(const struct dn_former *f, const struct dn_name *table, const char *as);
/* form.c: read what was written, as an author's statement, into one more step. */
bool dn_form_take(struct dn_form *form, const char *file, const struct dn_form_text *text);

#endif
