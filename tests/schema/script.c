/* script.c - files of expectations, SQL in, changes applied */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "script.h"

char *
script_read(const void *mem, const char *name)
{
	const char *srcdir = getenv("srcdir");
	struct dunlin_buf *buf = dn_buf_new(mem);
	char *path = dn_sprintf(buf, "%s/tests/schema/%s", srcdir == NULL ? "." : srcdir, name);
	FILE *f = fopen(path, "r");
	char piece[4096];
	size_t n;

	if (f == NULL)
		return NULL;
	while ((n = fread(piece, 1, sizeof piece, f)) > 0)
		dunlin_buf_put(buf, piece, n);
	fclose(f);
	return dn_buf_steal(mem, buf);
}

static bool
script_apply_statement(struct dn_schema *schema, struct dn_statement *st, struct dunlin_error *err)
{
	dn_changes_order(st->changes, st->nchanges);
	for (size_t i = 0; i < st->nchanges; i++)
		if (!dn_schema_apply(schema, st->changes[i], st, err))
			return false;
	return true;
}

bool
script_apply(struct dn_schema *schema, const char *sql, size_t len, struct dunlin_error *err)
{
	struct dn_source *src = dn_new(NULL, struct dn_source);
	struct dn_statements *statements;
	bool ok;

	*src = (struct dn_source){ "case.sql", dn_strndup(src, sql, len), len };
	statements = dn_sql_parse(src, src, (struct dn_span){ 0, len }, err);
	ok = statements != NULL;
	for (size_t i = 0; ok && i < statements->n; i++)
		ok = script_apply_statement(schema, statements->items[i], err);
	dn_free(src);
	return ok;
}

struct dn_expr *
script_check(const void *mem, const char *constraint)
{
	struct dn_schema *schema = dn_schema_new(NULL);
	struct dunlin_error *err = dn_error_new(schema);
	struct dn_name name = { NULL, "e" };
	char *sql = dn_sprintf(schema,
	    "CREATE TABLE e (a int, b int, s text, v varchar(20), ok boolean, d date, "
	    "ts timestamptz, n numeric(10,2), big bigint, arr int[], j jsonb, %s)",
	    constraint);
	struct dn_expr *expr = NULL;

	if (script_apply(schema, sql, strlen(sql), err))
		expr = dn_expr_copy(mem, dn_schema_table(schema, &name)->constraints[0]->check);
	else
		printf("# %.60s: %s\n", constraint, dunlin_error_message(err));
	dn_free(schema);
	return expr;
}

size_t
script_each_pair(const char *name, void (*fn)(const char *left, const char *right))
{
	char *text = script_read(NULL, name), *save = NULL, *line;
	size_t n = 0;

	for (line = text == NULL ? NULL : strtok_r(text, "\n", &save); line != NULL;
	     line = strtok_r(NULL, "\n", &save)) {
		char *tab = strchr(line, '\t');

		if (*line == '#' || tab == NULL)
			continue;
		*tab = '\0';
		fn(line, tab + 1);
		n++;
	}
	dn_free(text);
	return n;
}
