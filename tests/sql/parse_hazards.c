/* parse_hazards.c - what has crashed or misled programs that use the grammar */
#include "config.h"

#include <limits.h>
#include <pthread.h>
#include <string.h>

#include "parse_test.h"

/* "SELECT " + HEAD, N times PART, MIDDLE, N times CLOSE. */
static char *
hazard_text(const char *head, size_t n, const char *part, const char *middle, const char *close)
{
	struct dunlin_buf *buf = dn_buf_new(parse_mem);

	dunlin_buf_printf(buf, "SELECT %s", head);
	for (size_t i = 0; i < n; i++)
		dunlin_buf_puts(buf, part);
	dunlin_buf_puts(buf, middle);
	for (size_t i = 0; i < n; i++)
		dunlin_buf_puts(buf, close);
	return buf->s;
}

/* WHERE in PART is the token that is too much. */
static const struct hazard {
	const char *head, *part, *middle, *close;
	size_t bound, where;
} hazards[] = {
	{ "", "1+", "1", "", DN_SQL_MAX_OPERATORS, 1 },
	{ "", "- ", "a", "", DN_SQL_MAX_OPERATORS, 0 },
	{ "", "NOT ", "a", "", DN_SQL_MAX_OPERATORS, 0 },
	{ "1", "::int", "", "", DN_SQL_MAX_OPERATORS, 0 },
	{ "a", " COLLATE \"C\"", "", "", DN_SQL_MAX_OPERATORS, 1 },
	{ "a", " AT TIME ZONE 'x'", "", "", DN_SQL_MAX_OPERATORS, 1 },
	{ "a", " || 'x'", "", "", DN_SQL_MAX_OPERATORS, 1 },
	{ "", "(", "1", ")", DN_SQL_MAX_NESTING, 0 },
	{ "", "(1 + ", "1", ")", DN_SQL_MAX_NESTING, 0 },
	{ "", "(SELECT ", "1", ")", DN_SQL_MAX_NESTING, 0 },
	{ "", "f(", "1", ")", DN_SQL_MAX_NESTING, 1 },
	{ "ARRAY", "[", "1", "]", DN_SQL_MAX_NESTING, 0 },
	{ "", "CASE WHEN a THEN b ELSE ", "1", " END", DN_SQL_MAX_NESTING, 0 },
	{ "1", " UNION SELECT 1", "", "", DN_SQL_MAX_LINKS, 1 },
	{ "* FROM a", " JOIN b ON c AND d", "", "", DN_SQL_MAX_LINKS, 1 },
};

/* As an expression of a table, too: what converts and frees it recurses as well. */
static void
test_at_the_bound(void)
{
	for (size_t i = 0; i < sizeof hazards / sizeof *hazards; i++) {
		const struct hazard *h = &hazards[i];
		char *sql = hazard_text(h->head, h->bound, h->part, h->middle, h->close);

		CHECK(parse_ok(sql) != NULL);
		if (h->bound == DN_SQL_MAX_LINKS)
			continue;
		sql = dn_sprintf(
		    parse_mem, "ALTER TABLE t ALTER a SET DEFAULT %s", sql + strlen("SELECT "));
		CHECK(parse_ok(sql) != NULL);
	}
}

static void
test_above_the_bound(void)
{
	for (size_t i = 0; i < sizeof hazards / sizeof *hazards; i++) {
		const struct hazard *h = &hazards[i];
		size_t offset =
		    strlen("SELECT ") + strlen(h->head) + h->bound * strlen(h->part) + h->where;
		const char *message = h->bound == DN_SQL_MAX_NESTING
					  ? "nested more than 1000 levels deep"
				      : h->bound == DN_SQL_MAX_LINKS
					  ? "more than 5000 set operations and joins in one query"
					  : "more than 2000 operators in one expression";
		struct dunlin_error *err = dn_error_new(parse_mem);
		char *sql = hazard_text(h->head, h->bound + 1, h->part, h->middle, h->close);
		struct dn_source src = { "t.sql", sql, strlen(sql) };

		CHECK(dn_sql_parse(parse_mem, &src, (struct dn_span){ 0, src.len }, err) == NULL);
		CHECK_STR(dunlin_error_message(err), message);
		CHECK_INT(dunlin_error_line(err), 1);
		CHECK_INT(dunlin_error_column(err), offset + 1);
	}
}

/* What is inside counts for what it is inside of. */
static void
test_bounds_add_up(void)
{
	static const struct hazard nested[] = {
		{ "* FROM (SELECT * FROM a", " JOIN b ON c", ") x JOIN b ON c", "",
		    DN_SQL_MAX_LINKS - 1, 0 },
		{ "(1", " + 1", ") + 1", "", DN_SQL_MAX_OPERATORS - 2, 0 },
	};

	for (size_t i = 0; i < sizeof nested / sizeof *nested; i++) {
		const struct hazard *h = &nested[i];
		char *sql = hazard_text(h->head, h->bound + 1, h->part, h->middle, "");
		struct dn_source src = { "t.sql", sql, strlen(sql) };

		CHECK(parse_ok(hazard_text(h->head, h->bound, h->part, h->middle, "")) != NULL);
		CHECK(dn_sql_parse(parse_mem, &src, (struct dn_span){ 0, src.len }, NULL) == NULL);
	}
}

/* Far above, nothing is different. */
static void
test_far_above_the_bound(void)
{
	for (size_t i = 0; i < sizeof hazards / sizeof *hazards; i++) {
		const struct hazard *h = &hazards[i];
		char *sql = hazard_text(h->head, 5 * h->bound, h->part, h->middle, h->close);
		struct dn_source src = { "t.sql", sql, strlen(sql) };

		CHECK(dn_sql_parse(parse_mem, &src, (struct dn_span){ 0, src.len }, NULL) == NULL);
		talloc_free(sql);
	}
}

/* Lists are flat in the tree: they may be as long as they like. */
static void
test_lists_are_no_chains(void)
{
	static const struct hazard lists[] = {
		{ "a", " AND a", "", "", 0, 0 },
		{ "a", " OR b = 1 AND c || d = e", "", "", 0, 0 },
		{ "a IN (1", ", -1", ")", "", 0, 0 },
		{ "a", ", b + c::int", "", "", 0, 0 },
		{ "a BETWEEN 1 AND 2", " AND a BETWEEN 1 + 1 AND b", "", "", 0, 0 },
		{ "CASE", " WHEN a = 1 THEN -1", " END", "", 0, 0 },
		{ "1 AS case", ", a.case AS case", "", "", 0, 0 },
		{ "* FROM (VALUES (-1, '1'::int)", ", (-1, 2::int)", ") v", "", 0, 0 },
	};

	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		CHECK(parse_ok(hazard_text(lists[i].head, 6000, lists[i].part, lists[i].middle,
			  lists[i].close)) != NULL);
}

/* Deeper than the grammar's own stack of 10,000 symbols. */
static void
test_grammar_stack(void)
{
	char *sql =
	    hazard_text("", 999, "a OR b IN (SELECT c FROM t JOIN u ON true WHERE ", "1", ")");

	parse_check_error(sql, "1:43612: nested too deep for PostgreSQL's grammar", NULL);
}

static void
test_places_of_errors(void)
{
	static const char newer[] =
	    "This is the grammar of PostgreSQL 15.  What only a newer server knows runs as it is "
	    "written "
	    "in a block, between the lines '-- dunlin: only postgresql' and '-- dunlin: end'.";

	/* The grammar counts characters, we count bytes: the column is of characters again. */
	parse_check_error("SELECT '\xc3\xa4\xe2\x82\xac\xf0\x9f\x90\xa6' x y",
	    "1:16: syntax error at or near \"y\"", newer);
	parse_check_error("SELECT 1;\n/* \xc3\xa4 */ SELECT\n '\xc3\xa4' FROM FROM a",
	    "3:11: syntax error at or near \"FROM\"", newer);
	parse_check_error(
	    "-- c\n\nCREAT TABLE t ()", "3:1: syntax error at or near \"CREAT\"", newer);
	parse_check_error("SELECT 1 +", "1:11: syntax error at end of input", NULL);
	parse_check_error("CREATE TABLE t (a int,\n  b text", "2:9: syntax error at end of input",
	    "The bracket in line 1, column 16 is not closed.");
	parse_check_error("CREATE TABLE t (a int)\nCREATE TABLE u (a int);",
	    "2:1: syntax error at or near \"CREATE\"", "A ';' may be missing before it.");
	parse_check_error("SELECT 'x", "1:8: unterminated quoted string",
	    "It starts here: close it with a single quote.");
	parse_check_error("CREATE TABLE t (a varchar(0x))",
	    "1:27: trailing junk after numeric literal at or near \"0x\"", newer);
}

/* Of a block for PostgreSQL alone only the server knows; not what it says of nesting and quotes. */
static void
test_blocks_may_be_newer(void)
{
	static const char sql[] =
	    "ALTER TABLE t ADD v int AS (a) VIRTUAL;\nDROP TABLE a;\nSELECT 0x1F";
	struct dn_source src = { "t.sql", sql, strlen(sql) };
	struct dn_source open = { "t.sql", "SELECT 'x", 9 };
	struct dn_statements *list =
	    dn_sql_parse_block(parse_mem, &src, (struct dn_span){ 0, src.len }, NULL);

	CHECK(list != NULL && list->n == 3);
	if (list == NULL || list->n != 3)
		return;
	CHECK_STR(list->items[0]->what, "ALTER TABLE");
	CHECK_INT(list->items[0]->flags, DN_STATEMENT_UNREAD);
	CHECK_INT(list->items[0]->changes[0]->kind, DN_CHANGE_OPAQUE);
	CHECK_INT(list->items[1]->flags & DN_STATEMENT_UNREAD, 0);
	CHECK_STR(parse_text(list->items[2], list->items[2]->span), "SELECT 0x1F");
	CHECK(dn_sql_parse_block(parse_mem, &open, (struct dn_span){ 0, open.len }, NULL) == NULL);
}

static void
test_meta_commands(void)
{
	struct dn_source src = { "t.sql", "\\connect x\n", 11 };
	struct dunlin_error *err = dn_error_new(parse_mem);

	CHECK(dn_sql_parse(parse_mem, &src, (struct dn_span){ 0, src.len }, err) == NULL);
	CHECK(dunlin_error_hint(err) != NULL);
}

/* An error between others leaves nothing behind, and the next parse works. */
static void
test_memory(void)
{
	void *mem = talloc_new(NULL);
	struct dn_source bad = { "t.sql", "SELECT 1; CREATE TABLE t (; SELECT 2", 36 };
	struct dn_source good = { "t.sql", "CREATE TABLE t (a int CHECK (a > 0)); SELECT 2", 46 };
	struct dn_statements *st;

	for (int i = 0; i < 5; i++) {
		CHECK(dn_sql_parse(mem, &bad, (struct dn_span){ 0, bad.len }, NULL) == NULL);
		CHECK_INT(talloc_total_blocks(mem), 1);
		st = dn_sql_parse(mem, &good, (struct dn_span){ 0, good.len }, NULL);
		CHECK_INT(st->n, 2);
		talloc_free(st);
		CHECK_INT(talloc_total_blocks(mem), 1);
	}
	talloc_free(mem);
}

/* Everything that a change has goes with its statements. */
static void
test_changes_own_their_parts(void)
{
	struct dn_statements *st =
	    parse_ok("CREATE TABLE t (a int DEFAULT 1 + 1 CHECK (a IN (1, 2)) REFERENCES u (b))");
	struct dn_change *change = talloc_steal(parse_mem, st->items[0]->changes[0]);
	struct dn_column *column = talloc_steal(parse_mem, change->columns[0]);
	struct dn_constraint *con = talloc_steal(parse_mem, change->constraints[0]);
	struct dunlin_buf *buf = dn_buf_new(parse_mem);

	/* What is taken out stays whole: valgrind and the sanitizers see it if not. */
	talloc_free(change);
	talloc_free(st);
	CHECK_STR(column->name, "a");
	CHECK_STR(column->type->name, "int4");
	dump_expr(buf, NULL, column->default_expr);
	dump_expr(buf, NULL, con->check);
	CHECK_STR(buf->s, "(+ 1 1)(in a 1 2)");
	CHECK_STR(con->on_column, "a");
}

/* A process has few keys for thread-local data, and the parser's own thread must leave none. */
static void
test_keys_are_not_used_up(void)
{
	static pthread_key_t keys[PTHREAD_KEYS_MAX];
	size_t n = 0;

	while (n < PTHREAD_KEYS_MAX && pthread_key_create(&keys[n], NULL) == 0)
		n++;
	for (int i = 0; i < 2; i++)
		pthread_key_delete(keys[--n]);
	for (int i = 0; i < 4; i++)
		CHECK(parse_ok("SELECT 1") != NULL);
	for (int i = 0; i < 2; i++)
		CHECK_INT(pthread_key_create(&keys[n++], NULL), 0);
	while (n > 0)
		pthread_key_delete(keys[--n]);
}

static void *
hazard_thread(void *arg)
{
	bool *ok = arg;
	static const char sql[] =
	    "CREATE TABLE t (a varchar(20) CHECK (a IN ('x', 'y'))); SELECT 1 +";
	struct dn_source src = { "t.sql", sql, sizeof sql - 1 };

	*ok = true;
	for (int i = 0; i < 10 && *ok; i++) {
		void *mem = talloc_new(NULL);
		struct dunlin_error *err = dn_error_new(mem);
		struct dn_statements *st = dn_sql_parse(mem, &src, (struct dn_span){ 0, 54 }, err);

		*ok = st != NULL && st->n == 1 && st->items[0]->changes[0]->nconstraints == 1 &&
		      dn_sql_parse(mem, &src, (struct dn_span){ 0, src.len }, err) == NULL &&
		      dunlin_error_column(err) == src.len + 1;
		talloc_free(mem);
	}
	return NULL;
}

static void
test_two_threads(void)
{
	pthread_t threads[2];
	bool ok[2];

	for (int i = 0; i < 2; i++)
		CHECK_INT(pthread_create(&threads[i], NULL, hazard_thread, &ok[i]), 0);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	CHECK(ok[0] && ok[1]);
}

CU_TestInfo parse_hazard_tests[] = { TEST(test_at_the_bound), TEST(test_above_the_bound),
	TEST(test_bounds_add_up), TEST(test_far_above_the_bound), TEST(test_lists_are_no_chains),
	TEST(test_grammar_stack), TEST(test_places_of_errors), TEST(test_blocks_may_be_newer),
	TEST(test_meta_commands), TEST(test_memory), TEST(test_changes_own_their_parts),
	TEST(test_keys_are_not_used_up), TEST(test_two_threads), CU_TEST_INFO_NULL };
