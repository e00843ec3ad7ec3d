/* test_expr.c - expressions: the same, value sets, what they mention */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "dntest.h"
#include "schema/words.h"
#include "script.h"

static void *mem;

static int
setup(void)
{
	mem = talloc_new(NULL);
	return mem == NULL;
}

static int
teardown(void)
{
	return talloc_free(mem);
}

static void
check_equal(const char *a, const char *b, bool equal)
{
	struct dn_expr *x = script_check(mem, a), *y = script_check(mem, b);
	bool got = x != NULL && y != NULL && dn_expr_equal(x, y);

	if (got != equal)
		printf("# %s and %s\n", a, b);
	CHECK(got == equal);
	CHECK(dn_expr_equal(x, x));
}

static void
check_printed(const char *written, const char *printed)
{
	check_equal(dn_sprintf(mem, "CHECK (%s)", written), printed, true);
}

static void
test_equal_to_what_the_server_prints(void)
{
	CHECK(script_each_pair("printed.tsv", check_printed) >= 60);
}

static void
test_not_equal(void)
{
	static const char *const pairs[][2] = { { "a > 0", "a >= 0" }, { "a > 0", "b > 0" },
		{ "a > 0", "a > 1" }, { "s = 'x'", "s = 'X'" }, { "s IN ('x', 'y')", "s IN ('x')" },
		{ "s IN ('x', 'y')", "s IN ('y', 'x')" },
		{ "s IN ('x', 'y')", "s NOT IN ('x', 'y')" },
		{ "a BETWEEN 1 AND 2", "a NOT BETWEEN 1 AND 2" },
		{ "a > 0 AND b > 0", "a > 0 OR b > 0" }, { "a > 0 AND b > 0", "a > 0" },
		{ "a IS NULL", "a IS NOT NULL" }, { "ok IS TRUE", "ok IS FALSE" },
		{ "ts < now()", "ts < CURRENT_TIMESTAMP" }, { "lower(s) = 'a'", "upper(s) = 'a'" },
		{ "v = 'abc'::varchar(2)", "v = 'abc'" }, { "a::numeric > 1", "a::real > 1" },
		{ "ok = true", "ok = false" }, { "s COLLATE \"C\" > 'a'", "s > 'a'" },
		{ "a - b > 0", "b - a > 0" },
		{ "CASE WHEN ok THEN a ELSE b END > 0", "CASE WHEN ok THEN b ELSE a END > 0" } };

	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		check_equal(dn_sprintf(mem, "CHECK (%s)", pairs[i][0]),
		    dn_sprintf(mem, "CHECK (%s)", pairs[i][1]), false);
	CHECK(dn_expr_equal(NULL, NULL));
	CHECK(!dn_expr_equal(NULL, script_check(mem, "CHECK (ok)")));
}

/* WANT: the column and its values; NULL for no set. */
static void
check_set(const char *check, const char *want)
{
	struct dn_expr *expr = script_check(mem, dn_sprintf(mem, "CHECK (%s)", check));
	struct dunlin_buf *buf = dn_buf_new(mem);
	const char *column, **values;
	size_t n;

	CHECK(expr != NULL);
	if (expr == NULL || !dn_expr_value_set(mem, expr, &column, &values, &n)) {
		if (want != NULL)
			printf("# %s\n", check);
		CHECK(want == NULL);
		return;
	}
	dunlin_buf_printf(buf, "%s:", column);
	for (size_t i = 0; i < n; i++)
		dunlin_buf_printf(buf, "%s%s", i == 0 ? "" : ",", values[i]);
	CHECK_STR(buf->s, want);
}

static void
test_value_sets(void)
{
	check_set("s IN ('a', 'b')", "s:a,b");
	check_set("s = ANY (ARRAY['a', 'b'])", "s:a,b");
	check_set("s = ANY (ARRAY['a'::text, 'b'::text])", "s:a,b");
	check_set(
	    "((v)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]))",
	    "v:a,b");
	check_set("(v)::text = ANY (ARRAY[('a'::character varying)::text, "
		  "('b'::character varying)::text])",
	    "v:a,b");
	check_set("s = 'a'", "s:a");
	check_set("'a' = s", "s:a");
	check_set("(v)::text = 'a'::text", "v:a");
	check_set("s = 'a' OR s = 'b' OR s = 'c'", "s:a,b,c");
	check_set("s IN ('a', 'b') OR s = 'c'", "s:a,b,c");
	check_set("s IS NULL OR s IN ('a', 'b')", "s:a,b");
	check_set("s IN ('a', 'b', 'a')", "s:a,b");
	check_set("s IN ('it''s', '')", "s:it's,");
	check_set("e.s IN ('a')", "s:a");
}

static void
test_no_value_sets(void)
{
	static const char *const checks[] = { "s NOT IN ('a', 'b')", "s <> 'a'", "a IN (1, 2)",
		"s IN ('a', v)", "s IN ('a', NULL)", "lower(s) IN ('a')", "s = 'a' OR v = 'b'",
		"s = 'a' AND s = 'b'", "s IS NULL", "s IS NOT NULL OR s = 'a'", "s IN ('a') OR ok",
		"'a' = 'a'", "s = v", "v::varchar(2) IN ('a')", "v = 'abc'::varchar(2)",
		"s::citext IN ('a')", "s <> ALL (ARRAY['a'])", "ok", "s > 'a'" };

	for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
		check_set(checks[i], NULL);
	CHECK(!dn_expr_value_set(mem, NULL, NULL, NULL, NULL));
}

static void
test_uses_column(void)
{
	struct dn_expr *expr = script_check(mem, "CHECK (CASE a WHEN 1 THEN e.b ELSE n END > 0)");

	CHECK(dn_expr_uses_column(expr, "a"));
	CHECK(dn_expr_uses_column(expr, "b"));
	CHECK(dn_expr_uses_column(expr, "n"));
	CHECK(!dn_expr_uses_column(expr, "s"));
	CHECK(!dn_expr_uses_column(expr, "e"));
}

static void
test_bare(void)
{
	struct dn_expr *expr = script_check(mem, "CHECK ((s COLLATE \"C\")::varchar::text = 'x')");

	CHECK_STR(dn_expr_bare(expr->args[0])->name, "s");
	CHECK_STR(dn_expr_bare(expr->args[1])->text, "x");
	CHECK(dn_expr_bare(NULL) == NULL);
}

static struct dn_expr *
part(enum dn_expr_kind kind, const char *name, const char *text)
{
	struct dn_expr *expr = dn_new(mem, struct dn_expr);

	expr->kind = kind;
	expr->name = name;
	expr->text = text;
	return expr;
}

/* Neither copying, comparing nor freeing such a chain may use a stack that grows with it. */
static void
test_long_chain(void)
{
	struct dn_expr *expr = part(DN_EXPR_COLUMN, "a", NULL), *copy;

	for (int i = 0; i < 200000; i++) {
		struct dn_expr *sum = part(DN_EXPR_OPERATOR, "+", NULL);

		dn_push(mem, sum->args, sum->nargs, expr);
		dn_push(mem, sum->args, sum->nargs, part(DN_EXPR_NUMBER, NULL, "1"));
		expr = sum;
	}
	copy = dn_expr_copy(mem, expr);
	CHECK(dn_expr_equal(expr, copy));
	CHECK(dn_expr_uses_column(copy, "a"));
	CHECK(!dn_expr_uses_column(copy, "b"));
	dn_free(copy);
}

static void
test_words(void)
{
	const char *text =
	    "Foo(a, \"a\", 'a', E'\\'a', $x$ a $x$, b.A, ab, \"A\", aä) /* a */ -- a";

	CHECK(dn_words_mention(text, "a"));
	CHECK(dn_words_mention(text, "foo"));
	CHECK(dn_words_mention(text, "A"));
	CHECK(!dn_words_mention(text, "x"));
	CHECK(!dn_words_mention("'a' || $$a$$ || \"A\" /* a /* b */ a */ -- a", "a"));
	CHECK(dn_words_mention("\"a\"\"b\"", "a\"b"));
	CHECK_STR(dn_words_rename(mem, text, "a", "New"),
	    "Foo(\"New\", \"New\", 'a', E'\\'a', $x$ a "
	    "$x$, b.\"New\", ab, \"A\", aä) /* a */ -- a");
	CHECK(dn_words_equal("a  +\n1 -- x", "A + /* y */ 1"));
	CHECK(!dn_words_equal("'a'", "'A'"));
	CHECK(!dn_words_equal("\"a\"", "\"A\""));
	CHECK(!dn_words_equal("a + 1", "a + 1 + 1"));
}

static CU_TestInfo tests[] = { TEST(test_equal_to_what_the_server_prints), TEST(test_not_equal),
	TEST(test_value_sets), TEST(test_no_value_sets), TEST(test_uses_column), TEST(test_bare),
	TEST(test_long_chain), TEST(test_words), CU_TEST_INFO_NULL };

CU_SuiteInfo dntest_suites[] = { { "expr", setup, teardown, NULL, NULL, tests },
	CU_SUITE_INFO_NULL };
