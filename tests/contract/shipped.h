/* shipped.h - rows and statements for the tables of the shipped history */
#ifndef DN_TESTS_CONTRACT_SHIPPED_H
#define DN_TESTS_CONTRACT_SHIPPED_H

#include <stdbool.h>
#include <stddef.h>

/* Keys of rows that are there before each test. */
#define PROJECT  "11111111-2222-4333-8444-555555555555"
#define DECISION "99999999-8888-4777-8666-555555555555"

/* INSERT of a row in which COLUMN, which may be NULL, is the first parameter. */
char *shipped_insert(const void *mem, const char *table, const char *column);

/* Statements for all engines as they are, each alone in a transaction. */
struct shipped_statement {
	const char *what;
	bool good;
	const char *sql;
};
extern const struct shipped_statement shipped_statements[];
extern const size_t shipped_nstatements;

/* What the keys are of: statements that put them there, ended by NULL. */
extern const char *const shipped_given[];

#endif
