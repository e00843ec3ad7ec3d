/* translate.h - translate PostgreSQL's SQL and run it on a real SQLite */
#ifndef DN_TESTS_TRANSLATE_H
#define DN_TESTS_TRANSLATE_H

#include <sqlite3.h>

#include "base/buf.h"
#include "dialect/dialect.h"

/* A database in memory and the model of what is in it; a child of MEM, closed with it. */
struct translate {
	sqlite3 *db;
	struct dn_schema *schema;
	struct dn_map *said;
	struct dunlin_buf *notices; /* one a line */
	enum dn_untranslatable untranslatable;
	enum dn_types types;
	bool edits; /* as where dunlin runs it; scripts have it false */
	struct dunlin_error *err;
};

struct translate *translate_new(const void *mem);
/*
 * One section: translate TEXT, append "statement;\n" for each output (a row of a COPY as one) to
 * OUT (may be NULL), and run all of it in a transaction as the engine would.  False and tr->err.
 */
bool
translate_run(struct translate *tr, const char *file, const char *text, struct dunlin_buf *out);
/* Run SQL directly: NULL, or SQLite's message, owned by TR. */
const char *translate_exec(struct translate *tr, const char *sql);
/* All values of all rows, with "|" and newlines between; owned by TR. */
const char *translate_query(struct translate *tr, const char *sql);

#endif
