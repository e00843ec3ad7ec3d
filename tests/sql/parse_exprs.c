/* parse_exprs.c - expressions, and where each part of one stands */
#include "config.h"

#include <string.h>

#include "parse_test.h"

/* As a CHECK, in the notation of dump.h. */
static const struct parse_case cases[] = {
	{ "a.b", "a.b" },
	{ "x.y.z", "y.z" },
	{ "-5", "-5" },
	{ "- 5", "-5" },
	{ "-(5)", "-5" },
	{ "- -5", "5" },
	{ "-a", "(- a)" },
	{ "007", "7" },
	{ "1e5", "1e5" },
	{ "3000000000", "3000000000" },
	{ "'a''b'", "'a'b'" },
	{ "E'\\n\\u0041'", "'\nA'" },
	{ "U&'\\0041'", "'A'" },
	{ "U&'!0041' UESCAPE '!'", "'A'" },
	{ "$$x$y$$", "'x$y'" },
	{ "$q$ it's $q$", "' it's '" },
	{ "B'101'", "opaque{B'101'}" },
	{ "X'1F'", "opaque{X'1F'}" },
	{ "true", "true" },
	{ "NOT true", "(not true)" },
	{ "NULL", "null" },
	{ "$1", "opaque{$1}" },
	{ "now()", "(call now)" },
	{ "pg_catalog.now()", "(call now)" },
	{ "s.f(1, a, 'x')", "(call s.f 1 a 'x')" },
	{ "F(a)", "(call f a)" },
	{ "count(*)", "(call count *)" },
	{ "count(DISTINCT a)", "(call count a distinct)" },
	{ "sum(a) FILTER (WHERE b) OVER (PARTITION BY c)", "(call sum a filter:b partition:c)" },
	{ "array_agg(a ORDER BY b DESC)", "(call array_agg a descending:b)" },
	{ "sum(a) OVER (ORDER BY b ROWS 2 PRECEDING)",
	    "(call sum a frame:ROWS BETWEEN 2 PRECEDING AND CURRENT ROW)" },
	{ "sum(a) OVER (ORDER BY b ROWS BETWEEN c PRECEDING AND CURRENT ROW)",
	    "opaque{sum(a) OVER (ORDER BY b ROWS BETWEEN c PRECEDING AND CURRENT ROW)}" },
	{ "f(a => 1)", "opaque{f(a => 1)}" },
	{ "f(VARIADIC a)", "opaque{f(VARIADIC a)}" },
	{ "coalesce(a, b, 0)", "(call coalesce a b 0)" },
	{ "nullif(a, 1)", "(call nullif a 1)" },
	{ "greatest(a, b)", "(call greatest a b)" },
	{ "least(a, b)", "(call least a b)" },
	{ "CURRENT_TIMESTAMP", "(call current_timestamp)" },
	{ "CURRENT_TIMESTAMP(3)", "(call current_timestamp 3)" },
	{ "current_date", "(call current_date)" },
	{ "LOCALTIMESTAMP", "(call localtimestamp)" },
	{ "CURRENT_USER", "(call current_user)" },
	{ "user", "(call user)" },
	{ "a + b * c - d", "(- (+ a (* b c)) d)" },
	{ "(a + b) * c", "(* (+ a b) c)" },
	{ "((a + b)) * (c)", "(* (+ a b) c)" },
	{ "a || 'x' || b", "(|| (|| a 'x') b)" },
	{ "a LIKE 'x%'", "(~~ a 'x%')" },
	{ "a NOT LIKE 'x%'", "(!~~ a 'x%')" },
	{ "a ILIKE 'x'", "(~~* a 'x')" },
	{ "a LIKE 'x!%' ESCAPE '!'", "(~~ a (call like_escape 'x!%' '!'))" },
	{ "a SIMILAR TO 'x'", "(~ a (call similar_to_escape 'x'))" },
	{ "a ~ '^x'", "(~ a '^x')" },
	{ "a !~* 'x'", "(!~* a 'x')" },
	{ "a IN (1, 2)", "(in a 1 2)" },
	{ "a NOT IN ('x')", "(not-in a 'x')" },
	{ "a = ANY (ARRAY[1, 2])", "(in a 1 2)" },
	{ "a = ANY (ARRAY['x'::text, 'y'::text])", "(in a (cast 'x' text) (cast 'y' text))" },
	{ "(status)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])",
	    "(in (cast status text) (cast (cast 'a' varchar) text) (cast (cast 'b' varchar) "
	    "text))" },
	{ "a <> ALL (ARRAY[1, 2])", "(not-in a 1 2)" },
	{ "a = ANY (b)", "(any = a b)" },
	{ "a < ANY (ARRAY[1])", "(any < a (array 1))" },
	{ "a = ANY ('{a,b}'::text[])", "(any = a (cast '{a,b}' text[]))" },
	{ "a = ANY (SELECT 1)", "subquery{a = ANY (SELECT 1)}" },
	{ "a IN (SELECT b FROM c)", "subquery{a IN (SELECT b FROM c)}" },
	{ "a NOT IN (SELECT b FROM c)", "subquery{a NOT IN (SELECT b FROM c)}" },
	{ "EXISTS (SELECT 1)", "subquery{EXISTS (SELECT 1)}" },
	{ "(SELECT 1)", "subquery{(SELECT 1)}" },
	{ "ARRAY(SELECT 1)", "subquery{ARRAY(SELECT 1)}" },
	{ "a BETWEEN 1 AND 2 AND c", "(and (between a 1 2) c)" },
	{ "a NOT BETWEEN 1 AND (2)", "(not-between a 1 2)" },
	{ "a BETWEEN SYMMETRIC 2 AND 1", "(between a 2 1 symmetric)" },
	{ "a IS NULL", "(is null a)" },
	{ "a IS NOT NULL", "(not-is null a)" },
	{ "a ISNULL", "(is null a)" },
	{ "(a) IS NOT TRUE", "(not-is true a)" },
	{ "a IS FALSE", "(is false a)" },
	{ "a IS UNKNOWN", "(is unknown a)" },
	{ "a IS NOT UNKNOWN", "(not-is unknown a)" },
	{ "a IS DISTINCT FROM b", "(distinct a b)" },
	{ "a IS NOT DISTINCT FROM b", "(not-distinct a b)" },
	{ "a IS DOCUMENT", "opaque{a IS DOCUMENT}" },
	{ "CASE a WHEN 1 THEN 'x' ELSE 'y' END", "(case of:a 1 'x' else:'y')" },
	{ "CASE WHEN a > 1 THEN b WHEN c THEN d END", "(case (> a 1) b c d)" },
	{ "a::int", "(cast a int4)" },
	{ "a::numeric(10,2)::text", "(cast (cast a numeric(10,2)) text)" },
	{ "CAST(a AS varchar(20))", "(cast a varchar(20))" },
	{ "date '2024-01-01'", "(cast '2024-01-01' date)" },
	{ "timestamp with time zone '2024-01-01 00:00:00+00'",
	    "(cast '2024-01-01 00:00:00+00' timestamptz)" },
	{ "interval '1' year to month", "(cast '1' interval(6))" },
	{ "'x'::\"char\"", "(cast 'x' char?)" },
	{ "'x'::s.mood", "(cast 'x' s.mood?)" },
	{ "ARRAY[1, 2]", "(array 1 2)" },
	{ "ARRAY[[1, 2], [3, 4]]", "(array (array 1 2) (array 3 4))" },
	{ "ARRAY[]::text[]", "(cast (array) text[])" },
	{ "a[1]", "([] a 1)" },
	{ "a[1][2]", "([] ([] a 1) 2)" },
	{ "a[1:2]", "opaque{a[1:2]}" },
	{ "(a).b", "opaque{(a).b}" },
	{ "(f(x)).y", "opaque{(f(x)).y}" },
	{ "a COLLATE \"C\"", "(collate C a)" },
	{ "(a || b) COLLATE \"de_DE\"", "(collate de_DE (|| a b))" },
	{ "ROW(1, a)", "(row 1 a)" },
	{ "(1, a)", "(row 1 a)" },
	{ "(1, 2) = (a, b)", "(= (row 1 2) (row a b))" },
	{ "a AT TIME ZONE 'UTC'", "(call timezone 'UTC' a)" },
	{ "extract(year FROM a)", "(call extract 'year' a)" },
	{ "position('x' IN a)", "(call position a 'x')" },
	{ "substring(a FROM 1 FOR 2)", "(call substring a 1 2)" },
	{ "trim(both 'x' FROM a)", "(call btrim a 'x')" },
	{ "trim(a)", "(call btrim a)" },
	{ "overlay(a PLACING 'x' FROM 1)", "(call overlay a 'x' 1)" },
	{ "(a, b) OVERLAPS (c, d)", "(call overlaps a b c d)" },
	{ "a AND b AND c", "(and a b c)" },
	{ "(a AND b) AND (c)", "(and a b c)" },
	{ "a AND (b OR c) OR NOT (d)", "(or (and a (or b c)) (not d))" },
	{ "NOT a IN (1)", "(not (in a 1))" },
	{ "a OPERATOR(pg_catalog.+) b", "(+ a b)" },
	{ "xmlelement(name foo)", "opaque{xmlelement(name foo)}" },
	{ "a @> '{}'::jsonb", "(@> a (cast '{}' jsonb))" },
	{ "j ->> 'k'", "(->> j 'k')" },
	{ "nextval('public.s'::regclass)", "(call nextval (cast 'public.s' regclass))" },
	{ "a IS NORMALIZED", "(call is_normalized a)" },
	{ "grouping(a)", "(call grouping a)" },
	{ "\"Q\"\"x\".b", "Q\"x.b" },
	{ "'a'\n  'b'", "'ab'" },
	{ "(length((a)::text) > 0)", "(> (call length (cast a text)) 0)" },
	{ "a = b /* c */ -- d", "(= a b)" },
};

static const struct dn_constraint *
check_of(const char *sql, const struct dn_statement **st)
{
	const struct dn_statements *all = parse_ok(
	    dn_sprintf(parse_mem, "ALTER TABLE t ADD CONSTRAINT c CHECK (%s\n) NOT VALID", sql));

	if (all == NULL)
		return NULL;
	*st = all->items[0];
	return all->items[0]->changes[0]->constraint;
}

static void
test_expressions(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct dn_statement *st;
		const struct dn_constraint *con = check_of(cases[i].sql, &st);
		struct dunlin_buf *buf = dn_buf_new(parse_mem);

		if (con == NULL)
			continue;
		dump_expr(buf, NULL, con->check);
		CHECK_STR(buf->s, cases[i].want);
	}
}

/* The span of the whole is what was written between the parentheses, comments at its end aside. */
static void
test_whole_spans(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct dn_statement *st;
		const struct dn_constraint *con = check_of(cases[i].sql, &st);

		if (con != NULL && strstr(cases[i].sql, "/*") == NULL)
			CHECK_STR(parse_text(st, con->check->span), cases[i].sql);
	}
}

/* Each part with its text: parentheses of an operand are the operator's. */
static void
test_inner_spans(void)
{
	static const struct parse_case spans[] = {
		{ "(a + b) * c", "(* (+ a@[a] b@[b])@[a + b] c@[c])@[(a + b) * c]" },
		{ "a AND (b OR c)", "(and a@[a] (or b@[b] c@[c])@[b OR c])@[a AND (b OR c)]" },
		{ "((a) IN (1,(2))) = b",
		    "(= (in a@[a] 1@[1] 2@[2])@[(a) IN (1,(2))] b@[b])@[((a) IN (1,(2))) = b]" },
		{ "-(5)::int < - 6", "(< (- (cast 5@[5] int4@[int])@[(5)::int])@[-(5)::int] "
				     "-6@[- 6])@[-(5)::int < - 6]" },
		{ "x'1F' = ANY (f(a))",
		    "(any = opaque{x'1F'}@[x'1F'] (call f a@[a])@[f(a)])@[x'1F' = ANY (f(a))]" },
		{ "length(CAST((a) AS text)) > 0 OR b",
		    "(or (> (call length (cast a@[a] text@[text])@[CAST((a) AS text)])"
		    "@[length(CAST((a) AS text))] 0@[0])@[length(CAST((a) AS text)) > 0] b@[b])"
		    "@[length(CAST((a) AS text)) > 0 OR b]" },
		{ "a = (SELECT max(b) FROM t) AND c",
		    "(and (= a@[a] subquery{(SELECT max(b) FROM t)}@[(SELECT max(b) FROM t)])"
		    "@[a = (SELECT max(b) FROM t)] c@[c])@[a = (SELECT max(b) FROM t) AND c]" },
	};

	for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
		const struct dn_statement *st;
		const struct dn_constraint *con = check_of(spans[i].sql, &st);
		struct dunlin_buf *buf = dn_buf_new(parse_mem);

		if (con == NULL)
			continue;
		dump_expr(buf, st->source, con->check);
		CHECK_STR(buf->s, spans[i].want);
	}
}

static void
test_clause_spans(void)
{
	const struct dn_statements *st =
	    parse_ok("CREATE TABLE t ( -- c\n  a varchar(20) /* x */ DEFAULT 'x' || ')'\n"
		     "    CONSTRAINT n NOT NULL CONSTRAINT k CHECK ((a > ',')) /* y */ , b int "
		     "UNIQUE DEFERRABLE\n"
		     "  REFERENCES u, CONSTRAINT p PRIMARY KEY (a, b) -- z\n)");
	const struct dn_change *change = st->items[0]->changes[0];
	const struct dn_statement *s = st->items[0];

	CHECK_STR(parse_text(s, change->columns[0]->span),
	    "a varchar(20) /* x */ DEFAULT 'x' || ')'\n"
	    "    CONSTRAINT n NOT NULL CONSTRAINT k CHECK ((a > ','))");
	CHECK_STR(parse_text(s, change->columns[0]->type->span), "varchar(20)");
	CHECK_STR(parse_text(s, change->columns[0]->default_expr->span), "'x' || ')'");
	CHECK_STR(parse_text(s, change->constraints[0]->span), "CONSTRAINT k CHECK ((a > ','))");
	CHECK_STR(parse_text(s, change->constraints[0]->check->span), "(a > ',')");
	CHECK_STR(parse_text(s, change->constraints[1]->span), "UNIQUE DEFERRABLE");
	CHECK_STR(parse_text(s, change->constraints[2]->span), "REFERENCES u");
	CHECK_STR(parse_text(s, change->constraints[3]->span), "CONSTRAINT p PRIMARY KEY (a, b)");
	/* COLLATE is no constraint, but ends one. */
	st = parse_ok("CREATE TABLE t (a text CHECK (b) COLLATE \"C\" DEFAULT 'x')");
	change = st->items[0]->changes[0];
	CHECK_STR(parse_text(st->items[0], change->constraints[0]->span), "CHECK (b)");
	CHECK_STR(parse_text(st->items[0], change->columns[0]->default_expr->span), "'x'");
}

static void
test_index_spans(void)
{
	const struct dn_statements *st =
	    parse_ok("CREATE INDEX i ON t (lower(a) DESC, (b || ',') x, "
		     "coalesce(a, 'x'), c) WHERE (a) > 0 AND b ; ");
	const struct dn_index *index = st->items[0]->changes[0]->index;

	CHECK_STR(parse_text(st->items[0], index->parts[0].expr->span), "lower(a)");
	CHECK_STR(parse_text(st->items[0], index->parts[1].expr->span), "b || ','");
	CHECK_STR(parse_text(st->items[0], index->parts[2].expr->span), "coalesce(a, 'x')");
	CHECK_STR(parse_text(st->items[0], index->where->span), "(a) > 0 AND b");
}

static void
test_alter_spans(void)
{
	const struct dn_statements *st = parse_ok(
	    "ALTER TABLE ONLY (s.t) ALTER a TYPE numeric(10, 2) USING (a::numeric(10,2)) , "
	    "ADD COLUMN b int DEFAULT (1), ALTER c SET DEFAULT f(',') /* x */");
	struct dn_change **changes = st->items[0]->changes;

	CHECK_INT(st->items[0]->nchanges, 3);
	CHECK_STR(parse_text(st->items[0], changes[0]->span),
	    "ALTER a TYPE numeric(10, 2) USING (a::numeric(10,2))");
	CHECK_STR(parse_text(st->items[0], changes[0]->type->span), "numeric(10, 2)");
	CHECK_STR(parse_text(st->items[0], changes[0]->expr->span), "(a::numeric(10,2))");
	CHECK_STR(parse_text(st->items[0], changes[1]->column->default_expr->span), "(1)");
	CHECK_STR(parse_text(st->items[0], changes[2]->expr->span), "f(',')");
}

CU_TestInfo parse_expr_tests[] = { TEST(test_expressions), TEST(test_whole_spans),
	TEST(test_inner_spans), TEST(test_clause_spans), TEST(test_index_spans),
	TEST(test_alter_spans), CU_TEST_INFO_NULL };
