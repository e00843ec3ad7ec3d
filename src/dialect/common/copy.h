/* copy.h - read the lines of COPY */
#ifndef DN_DIALECT_COMMON_COPY_H
#define DN_DIALECT_COMMON_COPY_H

#include <stdbool.h>
#include <stddef.h>

#include <dunlin/dunlin.h>

#include "schema/change.h"

/* What another database says of a COPY that asks for more than its form. */
#define DN_COPY_BEYOND "what COPY does with '%s' has no counterpart there"

/* Where reading is in SOURCE; END is behind the data. */
struct dn_copy {
	const struct dn_source *source;
	const struct dn_copy_form *form;
	size_t pos, end;
	bool in_line, open; /* open: a quote was not closed */
};

/* At the first line that is a row. */
struct dn_copy dn_copy_open(const struct dn_source *source, const struct dn_change *change);
/* Go to the next line; false at the end. */
bool dn_copy_line(struct dn_copy *copy);
/*
 * The next line: WANTED fields, unescaped, owned by MEM, NULL for what stands for it.  False with
 * an error (DUNLIN_E_PARSE) where it has more or less of them.
 * Source of the rules: PostgreSQL's manual, COPY, "Text Format" and "CSV Format".
 */
bool dn_copy_row(const void *mem, struct dn_copy *copy, const char **fields, size_t wanted,
    struct dunlin_error *err);

#endif
