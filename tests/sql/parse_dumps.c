/* parse_dumps.c - a file that pg_dump wrote */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parse_test.h"

static struct dn_source *
dumps_read(const char *name)
{
	struct dn_source *src = dn_new(parse_mem, struct dn_source);
	struct dunlin_buf *buf = dn_buf_new(src);
	const char *dir = getenv("srcdir");
	char *path = dn_sprintf(src, "%s/tests/sql/%s", dir == NULL ? "." : dir, name), block[4096];
	FILE *f = fopen(path, "r");
	size_t n;

	CHECK(f != NULL);
	while (f != NULL && (n = fread(block, 1, sizeof block, f)) > 0)
		dunlin_buf_put(buf, block, n);
	if (f != NULL)
		fclose(f);
	*src = (struct dn_source){ name, buf->s, buf->len };
	return src;
}

static const struct dn_change *
dumps_find(const struct dn_statements *st, enum dn_change_kind kind, const char *name)
{
	for (size_t i = 0; i < st->n; i++)
		for (size_t n = 0; n < st->items[i]->nchanges; n++) {
			const struct dn_change *change = st->items[i]->changes[n];

			if (change->kind == kind && change->object.name != NULL &&
			    strcmp(change->object.name, name) == 0)
				return change;
		}
	return NULL;
}

static size_t
dumps_count(const struct dn_statements *st, enum dn_change_kind kind)
{
	size_t count = 0;

	for (size_t i = 0; i < st->n; i++)
		for (size_t n = 0; n < st->items[i]->nchanges; n++)
			count += st->items[i]->changes[n]->kind == kind;
	return count;
}

static void
test_pg_dump(void)
{
	struct dn_source *src = dumps_read("pg_dump.sql");
	struct dunlin_error *err = dn_error_new(parse_mem);
	struct dn_statements *st =
	    dn_sql_parse(parse_mem, src, (struct dn_span){ 0, src->len }, err);
	const struct dn_change *change;

	CHECK_STR(dunlin_error_message(err), "");
	if (st == NULL)
		return;
	/* Counted in the file. */
	CHECK_INT(dumps_count(st, DN_CREATE_TABLE), 6);
	CHECK_INT(dumps_count(st, DN_CREATE_SEQUENCE), 2);
	CHECK_INT(dumps_count(st, DN_ALTER_SEQUENCE), 2);
	CHECK_INT(dumps_count(st, DN_SET_DEFAULT), 2);
	CHECK_INT(dumps_count(st, DN_ADD_CONSTRAINT), 10);
	CHECK_INT(dumps_count(st, DN_CREATE_INDEX), 13);
	CHECK_INT(dumps_count(st, DN_SET), 11);
	CHECK_INT(dumps_count(st, DN_SET_SEARCH_PATH), 1);
	CHECK_INT(dumps_count(st, DN_COPY), 2);
	CHECK_INT(dumps_count(st, DN_DATA), 1);
	CHECK_INT(dumps_count(st, DN_CHANGE_OPAQUE), 0);
	change = dumps_find(st, DN_COPY, "sources");
	CHECK_STR(dump_span(parse_mem, src, change->data),
	    "1\thttps://example.org/;\ta; b \\\\.\twebsite\tpending\ttier_1_canonical\t\\N\n"
	    "2\thttps://example.org/'\tit's \"quoted\"\tblog\tactive\ttier_3_community\t"
	    "$$ -- no comment\n");
	change = dumps_find(st, DN_COPY, "projects");
	CHECK_INT(change->data.end - change->data.start, 0);
}

/* pg_dump's form of CHECK (x IN (...)), and of a serial column. */
static void
test_forms_of_pg_dump(void)
{
	struct dn_source *src = dumps_read("pg_dump.sql");
	struct dn_statements *st =
	    dn_sql_parse(parse_mem, src, (struct dn_span){ 0, src->len }, NULL);
	const char *column, **values;
	const struct dn_change *change;
	struct dunlin_buf *buf;
	size_t n;

	change = dumps_find(st, DN_CREATE_TABLE, "projects");
	CHECK_STR(change->object.schema, "public");
	CHECK_INT(change->ncolumns, 9);
	CHECK_INT(change->columns[4]->type->dims, 1);
	CHECK_STR(change->constraints[0]->name, "project_status_check");
	CHECK(dn_expr_value_set(parse_mem, change->constraints[0]->check, &column, &values, &n));
	CHECK_STR(column, "status");
	CHECK_INT(n, 4);
	CHECK_STR(values[0], "planning");
	CHECK_STR(values[3], "abandoned");
	change = dumps_find(st, DN_SET_DEFAULT, "sources");
	buf = dn_buf_new(parse_mem);
	dump_expr(buf, NULL, change->expr);
	CHECK_STR(buf->s, "(call nextval (cast 'public.sources_id_seq' regclass))");
	change = dumps_find(st, DN_ALTER_SEQUENCE, "sources_id_seq");
	CHECK_STR(change->owner_table.name, "sources");
	CHECK_STR(change->column_name, "id");
}

CU_TestInfo parse_dump_tests[] = { TEST(test_pg_dump), TEST(test_forms_of_pg_dump),
	CU_TEST_INFO_NULL };
