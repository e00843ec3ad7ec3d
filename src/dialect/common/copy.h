/* copy.h - the text format of COPY */
#ifndef DN_DIALECT_COMMON_COPY_H
#define DN_DIALECT_COMMON_COPY_H

#include <stdbool.h>
#include <stddef.h>

/* Where reading is in TEXT; END is behind the data. */
struct dn_copy {
	const char *text;
	size_t pos, end;
	bool in_line;
};

/* Go to the next line; false at the end. */
bool dn_copy_line(struct dn_copy *copy);
/*
 * The next field of the line, unescaped and owned by MEM, NULL for "\N"; false behind the last.
 * Source of the rules: PostgreSQL's manual, COPY, "Text Format".
 */
bool dn_copy_field(const void *mem, struct dn_copy *copy, const char **field);

#endif
