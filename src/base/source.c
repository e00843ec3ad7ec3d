/* source.c - line and column of an offset */
#include "config.h"

#include <string.h>

#include "base/source.h"

void
dn_source_locate(const struct dn_source *src, size_t offset, unsigned *line, unsigned *column)
{
	const char *p = src->text, *end = src->text + (offset < src->len ? offset : src->len);
	const char *newline;

	*line = 1;
	*column = 1;
	while ((newline = memchr(p, '\n', (size_t) (end - p))) != NULL) {
		p = newline + 1;
		++*line;
	}
	for (; p < end; p++)
		if (((unsigned char) *p & 0xC0) != 0x80)
			++*column;
}
