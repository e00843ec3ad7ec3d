/* read.c - the tables of the contract test */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "contract.h"

static char *
read_file(const void *mem, const char *name)
{
	char *path = dn_sprintf(mem, "%s/%s", DN_TEST_CONTRACT, name);
	struct dunlin_buf *buf = dn_buf_new(mem);
	FILE *file = fopen(path, "r");
	char chunk[4096];
	size_t n;

	if (file == NULL) {
		printf("Bail out! %s: %s\n", path, strerror(errno));
		exit(1);
	}
	while ((n = fread(chunk, 1, sizeof chunk, file)) > 0)
		dunlin_buf_put(buf, chunk, n);
	fclose(file);
	return buf->s;
}

static struct dunlin_value
read_field(const void *mem, const char *s, size_t len)
{
	struct dunlin_buf *buf;

	if (len == 2 && memcmp(s, "\\N", 2) == 0)
		return (struct dunlin_value){ DUNLIN_NULL, NULL, 0 };
	buf = dn_buf_new(mem);
	for (size_t i = 0; i < len; i++) {
		char c = s[i], hex[3] = "";

		if (c == '\\' && i + 1 < len) {
			c = s[++i];
			if (c == 'n')
				c = '\n';
			else if (c == 't')
				c = '\t';
			else if (c == 'x' && i + 2 < len) {
				memcpy(hex, s + i + 1, 2);
				c = (char) strtol(hex, NULL, 16);
				i += 2;
			}
		}
		dunlin_buf_put(buf, &c, 1);
	}
	return (struct dunlin_value){ DUNLIN_TEXT, buf->s, buf->len };
}

struct contract_row *
contract_read(const void *mem, const char *name, size_t *n)
{
	struct contract_row *rows = NULL;

	*n = 0;
	for (const char *s = read_file(mem, name); *s != '\0';) {
		size_t len = strcspn(s, "\n");
		struct contract_row row = { NULL, 0 };
		const char *end = s + len;

		for (const char *f = s; *s != '#' && len > 0 && f <= end;) {
			size_t width = strcspn(f, "\t\n");

			dn_push(mem, row.fields, row.n, read_field(mem, f, width));
			f += width + 1;
		}
		if (row.n > 0)
			dn_push(mem, rows, *n, row);
		s = *end == '\0' ? end : end + 1;
	}
	return rows;
}

struct contract_case *
contract_cases(const void *mem, size_t *n)
{
	struct contract_case *cases = NULL;
	size_t nrows;
	struct contract_row *rows = contract_read(mem, "cases.tsv", &nrows);

	*n = 0;
	for (size_t i = 0; i < nrows; i++) {
		const struct dunlin_value *f = rows[i].fields;
		struct contract_case c = { f[0].data, f[1].data, false, f[3], f[3] };

		c.good = strcmp(f[2].data, "good") == 0;
		if (rows[i].n > 4)
			c.stored = f[4];
		dn_push(mem, cases, *n, c);
	}
	return cases;
}

/* The words that SQL has for a type beside its internal name. */
static enum dn_type_kind
read_type_kind(const char *name)
{
#define X(id, internal, text)                                       \
	if (strcmp(name, internal) == 0 || strcmp(name, text) == 0) \
		return DN_TYPE_##id;
	DN_TYPES(X)
#undef X
	return strcmp(name, "char") == 0   ? DN_TYPE_CHAR
	       : strcmp(name, "time") == 0 ? DN_TYPE_TIME
					   : DN_TYPE_NAMED;
}

struct dn_type *
contract_type(const void *mem, const char *text)
{
	struct dn_type *type = dn_new(mem, struct dn_type);
	char *name = dn_strndup(type, text, strcspn(text, "([ "));
	const char *mods = strchr(text, '(');

	if (strncmp(text, "double precision", 16) == 0)
		name = dn_strdup(type, "double precision");
	else if (strstr(text, "with time zone") != NULL)
		name = dn_strdup(type, "timestamptz");
	else if (strncmp(text, "character varying", 17) == 0)
		name = dn_strdup(type, "varchar");
	type->name = name;
	type->kind = read_type_kind(name);
	type->dims = strchr(text, '[') != NULL;
	if (mods != NULL) {
		type->nmods = sscanf(mods, "(%d,%d)", &type->mods[0], &type->mods[1]);
		if (type->kind == DN_TYPE_NUMERIC)
			type->nmods = 2;
	}
	return type;
}
