/* source.h - a text with a name, and where in it something stands */
#ifndef DN_BASE_SOURCE_H
#define DN_BASE_SOURCE_H

#include <stddef.h>

/* Bytes [start, end) of a source. */
struct dn_span {
	size_t start, end;
};

/* TEXT is terminated by a NUL that LEN does not count; a byte order mark is not part of it. */
struct dn_source {
	const char *file; /* as shown in messages */
	const char *text;
	size_t len;
};

/* Line and column of byte OFFSET, from 1; columns count characters, a tab is one. */
void dn_source_locate(const struct dn_source *src, size_t offset, unsigned *line, unsigned *column);

#endif
