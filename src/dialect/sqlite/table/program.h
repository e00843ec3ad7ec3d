/* program.h - what the files that take a trigger function for statements share */
#ifndef DN_DIALECT_SQLITE_TABLE_PROGRAM_H
#define DN_DIALECT_SQLITE_TABLE_PROGRAM_H

#include "dialect/sqlite/table/acting.h"

struct program_run {
	const struct sqlite_acting *of;
	struct sqlite_program *program;
	const struct dn_routine *routine;
	struct dn_map *values;    /* column of NEW -> struct dn_expr that other triggers have set */
	struct dn_map *variables; /* name -> struct dn_expr */
	struct dn_expr **path;    /* what all must be true of the row */
	size_t npath;
	struct dn_expr **gone; /* for what rows the function is over */
	size_t ngone;
	bool dead;                     /* nothing comes here */
	const struct dn_from *written; /* by the statement, and nothing in it says its columns */
	void *mem;
};

/* It cannot be said, for WHY, unless nothing comes there. */
void dn_program_cannot(struct program_run *run, const char *why);
struct dn_expr *dn_program_expr(const void *mem, enum dn_expr_kind kind);

/* program_names.c: copies with values in place of names, whose rows are called NEW and OLD */
struct dn_query *dn_program_query(struct program_run *run, const struct dn_query *query);
/* A condition, or what a variable is given: it is looked at wherever it is used. */
struct dn_expr *dn_program_filled(struct program_run *run, const struct dn_expr *expr);
/* What triggers that run before it have made of NEW. */
void dn_program_set_before(struct program_run *run);
/* The rows as queries know them, when all is done. */
void dn_program_name_rows(struct sqlite_program *program);

#endif
