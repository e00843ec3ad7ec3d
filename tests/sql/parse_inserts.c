/* parse_inserts.c - INSERTs that are too long for one tree, or too many */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "parse_test.h"

/* Two pieces. */
#define INSERTS_LONG (3u << 19)

/* INSERT ... VALUES of at least SIZE bytes: HEAD, rows (i, 'text, (00i'), TAIL. */
static struct dn_source *
inserts_long(const char *head, size_t size, const char *tail, size_t *rows)
{
	struct dn_source *src = dn_new(parse_mem, struct dn_source);
	struct dunlin_buf *buf = dn_buf_new(parse_mem);

	dunlin_buf_puts(buf, head);
	for (*rows = 0; buf->len < size; ++*rows)
		dunlin_buf_printf(
		    buf, "%s(%zu, 'text, (%0500zu')", *rows > 0 ? ",\n" : "", *rows, *rows);
	dunlin_buf_puts(buf, tail);
	*src = (struct dn_source){ "t.sql", buf->s, buf->len };
	return src;
}

struct inserts_count {
	size_t n;
	bool in_order;
};

static bool
inserts_row(void *payload, struct dn_expr *const *values, size_t n, struct dunlin_error *err)
{
	struct inserts_count *count = payload;

	(void) err;
	if (n != 2 || strtoul(values[0]->text, NULL, 10) != count->n ||
	    strncmp(values[1]->text, "text, (", 7) != 0)
		count->in_order = false;
	count->n++;
	return true;
}

static void
inserts_check(const struct dn_source *src, size_t rows, bool bulk)
{
	struct dunlin_error *err = dn_error_new(parse_mem);
	struct dn_statements *st =
	    dn_sql_parse(parse_mem, src, (struct dn_span){ 0, src->len }, err);
	struct inserts_count count = { 0, true };
	const struct dn_change *change;

	CHECK_STR(dunlin_error_message(err), "");
	if (st == NULL)
		return;
	CHECK_INT(st->n, 1);
	CHECK_INT(st->items[0]->nchanges, 1);
	change = st->items[0]->changes[0];
	CHECK_INT(change->kind, DN_DATA);
	CHECK_STR(change->object.name, "t");
	CHECK_INT(change->bulk, bulk);
	CHECK_INT(change->nrows, bulk ? 0 : rows);
	CHECK_INT(change->nvalues, 2);
	CHECK_STR(change->values[1], "b");
	CHECK_INT(st->items[0]->span.end, src->len);
	CHECK(dn_sql_each_row(st->items[0], change, inserts_row, &count, err));
	CHECK_INT(count.n, rows);
	CHECK(count.in_order);
	talloc_free(st);
}

static void
test_rows_of_pieces(void)
{
	size_t rows;
	const struct dn_source *src =
	    inserts_long("INSERT INTO t (a, b) VALUES ", INSERTS_LONG, "", &rows);

	inserts_check(src, rows, false);
}

static void
test_bulk(void)
{
	size_t rows;
	const struct dn_source *src =
	    inserts_long("INSERT INTO t (a, b) VALUES ", DN_SQL_MAX_ROWS + 100, "", &rows);

	inserts_check(src, rows, true);
}

static void
test_spans_in_pieces(void)
{
	size_t rows;
	const struct dn_source *src =
	    inserts_long("-- x\nINSERT INTO t (a, b) VALUES ", INSERTS_LONG, "", &rows);
	struct dn_statements *st =
	    dn_sql_parse(parse_mem, src, (struct dn_span){ 0, src->len }, NULL);
	const struct dn_change *change = st->items[0]->changes[0];

	for (size_t i = 0; i < rows; i += 100) {
		struct dn_expr **row = change->rows[i];
		char *text = dump_span(
		    parse_mem, src, (struct dn_span){ row[0]->span.start, row[1]->span.end });

		CHECK_STR(text, dn_sprintf(parse_mem, "%zu, 'text, (%0500zu'", i, i));
	}
	talloc_free(st);
}

static void
test_long_but_not_simple(void)
{
	static const char *const tails[] = { " ON CONFLICT DO NOTHING", ", (1, (SELECT 2))",
		" RETURNING a" };

	for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
		size_t rows;
		const struct dn_source *src =
		    inserts_long("INSERT INTO t (a, b) VALUES ", INSERTS_LONG, tails[i], &rows);
		struct dn_statements *st =
		    dn_sql_parse(parse_mem, src, (struct dn_span){ 0, src->len }, NULL);
		const struct dn_change *change;

		CHECK(st != NULL);
		if (st == NULL)
			continue;
		change = st->items[0]->changes[0];
		CHECK(!change->bulk);
		CHECK(change->rows == NULL);
		CHECK_INT(strlen(change->text), src->len);
		CHECK_INT(st->items[0]->flags, i == 2 ? DN_STATEMENT_ROWS : 0);
		talloc_free(st);
	}
}

/* The place is that in the file, not that in the piece. */
static void
test_errors_in_pieces(void)
{
	static const struct {
		const char *head, *tail, *want;
	} errors[] = {
		{ "INSERT INTO t (a, b) VALUES ", ",\n(1 2)", "syntax error at or near \"2\"" },
		{ "INSERT INTO t (a, b) VALUES ", ",", "syntax error at end of input" },
		{ "INSERT INTO t (a, b) VALUES ", "\nON CONFLICT x",
		    "syntax error at or near \"x\"" },
		{ "INSERT INTO t (a,, b) VALUES ", "", "syntax error at or near \",\"" },
	};

	for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
		size_t rows;
		const struct dn_source *src =
		    inserts_long(errors[i].head, INSERTS_LONG, errors[i].tail, &rows);
		struct dunlin_error *err = dn_error_new(parse_mem);

		CHECK(dn_sql_parse(parse_mem, src, (struct dn_span){ 0, src->len }, err) == NULL);
		CHECK_STR(dunlin_error_message(err), errors[i].want);
		CHECK_INT(dunlin_error_line(err), i == 0 || i == 2 ? rows + 1 : i == 1 ? rows : 1);
		if (i == 0)
			CHECK_INT(dunlin_error_column(err), 4);
		if (i == 3)
			CHECK_INT(dunlin_error_column(err), 18);
	}
}

/* A comma where the first piece ends, behind 1 MB of rows, and nothing behind it. */
static void
test_comma_at_the_end_of_a_piece(void)
{
	static const char head[] = "INSERT INTO t (a, b) VALUES ";
	size_t rows;
	struct dn_source *src = inserts_long(head, (1u << 20) + sizeof head - 1, ",", &rows);

	CHECK(dn_sql_parse(parse_mem, src, (struct dn_span){ 0, src->len }, NULL) == NULL);
}

/* Many short INSERTs together: what is beyond the bound is bulk, and its rows are still there. */
static void
test_many(void)
{
	struct dn_source *src = dn_new(parse_mem, struct dn_source);
	struct dunlin_buf *buf = dn_buf_new(parse_mem);
	size_t n = 0, bulk = 0;
	struct dn_statements *st;

	for (; buf->len < DN_SQL_MAX_ROWS + (2u << 20); n++)
		dunlin_buf_printf(buf, "INSERT INTO t (a, b) VALUES (0, 'text, (%02000zu');\n", n);
	*src = (struct dn_source){ "t.sql", buf->s, buf->len };
	st = dn_sql_parse(parse_mem, src, (struct dn_span){ 0, src->len }, NULL);
	CHECK_INT(st->n, n);
	for (size_t i = 0; i < n; i++)
		bulk += st->items[i]->changes[0]->bulk;
	CHECK(bulk > 0 && bulk < n);
	for (size_t i = 0; i < n; i += n - 1) {
		struct inserts_count count = { 0, true };

		CHECK_INT(st->items[i]->changes[0]->bulk, i > 0);
		CHECK(dn_sql_each_row(
		    st->items[i], st->items[i]->changes[0], inserts_row, &count, NULL));
		CHECK_INT(count.n, 1);
		CHECK(count.in_order);
	}
	talloc_free(st);
}

CU_TestInfo parse_insert_tests[] = { TEST(test_rows_of_pieces), TEST(test_bulk),
	TEST(test_spans_in_pieces), TEST(test_long_but_not_simple), TEST(test_errors_in_pieces),
	TEST(test_comma_at_the_end_of_a_piece), TEST(test_many), CU_TEST_INFO_NULL };
