/* mask.c - for callers that show text of their own */
#include "config.h"

#include <string.h>

#include <dunlin/dunlin.h>

#include "base/mem.h"
#include "sql/text/mask.h"

char *
dunlin_mask(const char *text, size_t len, size_t *offset)
{
	char *shown = dn_sql_mask(NULL, text, len, offset), *copy = strdup(shown);

	dn_free(shown);
	return copy;
}
