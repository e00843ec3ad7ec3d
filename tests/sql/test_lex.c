/* test_lex.c - tokens as PostgreSQL's own scanner sees them, and where statements end */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include <pg_query.h>
#include <pg_query/pg_query.pb-c.h>

#include "base/buf.h"
#include "base/hash.h"
#include "base/mem.h"
#include "dntest.h"
#include "sql/text/lex.h"
#include "sql/text/script.h"
#include "sql/sql.h"

static void *mem;
static size_t blocks;

static int
setup(void)
{
	talloc_enable_null_tracking();
	blocks = talloc_total_blocks(NULL);
	mem = talloc_new(NULL);
	return mem == NULL;
}

static int
teardown(void)
{
	bool left;

	dn_free(mem);
	left = talloc_total_blocks(NULL) != blocks;
	talloc_disable_null_tracking();
	return left;
}

static struct dn_source
source(const char *text)
{
	return (struct dn_source){ "f.sql", text, strlen(text) };
}

static struct dn_span
all(const struct dn_source *src)
{
	return (struct dn_span){ 0, src->len };
}

/* "kind:text" of each token but white space; the error's message where it ends with one. */
static const char *
tokens(const char *text)
{
	static const char kinds[] = ".wqsnpo,-*\\_";
	struct dn_source src = source(text);
	struct dn_lexer lexer = dn_lex(&src, all(&src));
	struct dunlin_error *err = dn_error_new(mem);
	struct dunlin_buf *out = dn_buf_new(mem);
	struct dn_token token;
	size_t tiled = 0;

	for (;;) {
		if (!dn_lex_next(&lexer, &token, err)) {
			dunlin_buf_printf(out, "%s at %u:%u", dunlin_error_message(err),
			    dunlin_error_line(err), dunlin_error_column(err));
			return out->s;
		}
		CHECK_INT(token.span.start, tiled);
		tiled = token.span.end;
		if (token.kind == DN_TOKEN_END)
			break;
		if (token.kind != DN_TOKEN_SPACE)
			dunlin_buf_printf(out, "%c:%.*s|", kinds[token.kind],
			    (int) (token.span.end - token.span.start), text + token.span.start);
	}
	CHECK_INT(tiled, src.len);
	return out->s;
}

static void
test_words_and_names(void)
{
	CHECK_STR(tokens("Select a$1 _x \"a\"\"b\" caf\xc3\xa9"),
	    "w:Select|w:a$1|w:_x|q:\"a\"\"b\"|w:caf\xc3\xa9|");
	CHECK_STR(tokens("u&\"d\\0061t\" U &x"), "q:u&\"d\\0061t\"|w:U|o:&|w:x|");
	CHECK_STR(tokens("a$$b$$"), "w:a$$b$$|");
	CHECK_STR(tokens("e x b"), "w:e|w:x|w:b|");
}

static void
test_strings(void)
{
	CHECK_STR(tokens("'a''b' ''"), "s:'a''b'|s:''|");
	CHECK_STR(tokens("'a\\' x"), "s:'a\\'|w:x|");
	CHECK_STR(tokens("E'a\\'b''c\\\\' x"), "s:E'a\\'b''c\\\\'|w:x|");
	CHECK_STR(
	    tokens("U&'\\' x n'y' B'01''1' x'1F'"), "s:U&'\\'|w:x|s:n'y'|s:B'01'|s:'1'|s:x'1F'|");
	CHECK_STR(tokens("'a'\n  'b' 'c'"), "s:'a'\n  'b'|s:'c'|");
	CHECK_STR(tokens("e'a' -- x\n 'b\\'c' d"), "s:e'a' -- x\n 'b\\'c'|w:d|");
	CHECK_STR(tokens("'a' /* \n */ 'b'"), "s:'a'|*:/* \n */|s:'b'|");
}

static void
test_dollar_quotes(void)
{
	CHECK_STR(tokens("$$a;'$x$$"), "s:$$a;'$x$$|");
	CHECK_STR(tokens("$f$ $$ $g$ $f$g"), "s:$f$ $$ $g$ $f$|w:g|");
	CHECK_STR(tokens("$f$ x$f$f$"), "s:$f$ x$f$|w:f$|");
	CHECK_STR(tokens("$\xc3\xa9$x$\xc3\xa9$"), "s:$\xc3\xa9$x$\xc3\xa9$|");
	CHECK_STR(tokens("$1 $2$3 $a"), "p:$1|p:$2|p:$3|,:$|w:a|");
}

static void
test_numbers(void)
{
	CHECK_STR(
	    tokens("1 1.5 .5 1. 1e5 1.e-5 1E+2"), "n:1|n:1.5|n:.5|n:1.|n:1e5|n:1.e-5|n:1E+2|");
	CHECK_STR(tokens("1..10"), "n:1|o:..|n:10|");
	CHECK_STR(tokens("1.5.3 a.5"), "n:1.5|n:.3|w:a|n:.5|");
	/* Refused by PostgreSQL 15 in any case; 16 takes the first three as one number. */
	CHECK_STR(tokens("0x1F 1_000 0b1 1e"), "n:0x1F|n:1_000|n:0b1|n:1e|");
	CHECK_STR(tokens("0x1e+5 1-2"), "n:0x1e|o:+|n:5|n:1|o:-|n:2|");
}

static void
test_operators(void)
{
	CHECK_STR(tokens("a::b c:=1 d=>e f->>'g'"),
	    "w:a|o:::|w:b|w:c|o::=|n:1|w:d|o:=>|w:e|w:f|o:->>|s:'g'|");
	CHECK_STR(tokens("a<-1 b@-1 c=-1 d<=-1"),
	    "w:a|o:<|o:-|n:1|w:b|o:@-|n:1|w:c|o:=|o:-|n:1|w:d|o:<=|o:-|n:1|");
	CHECK_STR(tokens("a+--b\n-c"), "w:a|o:+|-:--b|o:-|w:c|");
	CHECK_STR(tokens("a*/*b*/c"), "w:a|o:*|*:/*b*/|w:c|");
	CHECK_STR(tokens("a[1:2],(b.c);"), "w:a|,:[|n:1|,::|n:2|,:]|,:,|,:(|w:b|,:.|w:c|,:)|,:;|");
}

static void
test_comments(void)
{
	CHECK_STR(tokens("a--b\r\nc"), "w:a|-:--b|w:c|");
	CHECK_STR(tokens("/*a/*b*/c*/d/**/"), "*:/*a/*b*/c*/|w:d|*:/**/|");
	CHECK_STR(tokens("\\d x\n1"), "\\:\\d x|n:1|");
}

static void
test_unterminated(void)
{
	CHECK_STR(tokens("a\n 'b"), "w:a|unterminated quoted string at 2:2");
	CHECK_STR(tokens("E'b\\'"), "unterminated quoted string at 1:1");
	CHECK_STR(tokens("\"b"), "unterminated quoted identifier at 1:1");
	CHECK_STR(tokens("x $a$ $b$"), "w:x|unterminated dollar-quoted string at 1:3");
	CHECK_STR(tokens("/*/* */"), "unterminated /* comment at 1:1");
	CHECK_STR(tokens("/*/"), "unterminated /* comment at 1:1");
	CHECK_STR(tokens("'a'\n'b"), "unterminated quoted string at 1:1");
}

/* libpg_query's scanner is PostgreSQL's: the places of its tokens, and of ours. */
static const char *
spans_of_postgresql(const char *text)
{
	struct dunlin_buf *out = dn_buf_new(mem);
	PgQueryScanResult result = pg_query_scan(text);
	PgQuery__ScanResult *scan;

	CHECK(result.error == NULL);
	scan = pg_query__scan_result__unpack(
	    NULL, result.pbuf.len, (const uint8_t *) result.pbuf.data);
	for (size_t i = 0; i < scan->n_tokens; i++)
		dunlin_buf_printf(out, "%d-%d ", scan->tokens[i]->start, scan->tokens[i]->end);
	pg_query__scan_result__free_unpacked(scan, NULL);
	pg_query_free_scan_result(result);
	return out->s;
}

static const char *
spans_of_ours(const char *text)
{
	struct dunlin_buf *out = dn_buf_new(mem);
	struct dn_source src = source(text);
	struct dn_lexer lexer = dn_lex(&src, all(&src));
	struct dn_token token;

	while (dn_lex_next(&lexer, &token, NULL) && token.kind != DN_TOKEN_END)
		if (token.kind != DN_TOKEN_SPACE)
			dunlin_buf_printf(out, "%zu-%zu ", token.span.start, token.span.end);
	return out->s;
}

static void
test_same_as_postgresql(void)
{
	static const char *const texts[] = {
		"CREATE TABLE t (a int NOT NULL DEFAULT -1, b text[] CHECK (b <> '{}'::text[]));",
		"SELECT 1..10, 1.e5, .5, 1.5.3, a.5, ..5, 1$1, $1$2$a$x$a$, $abc",
		"SELECT a<-1, a@-1, a<=-1, a=>-1, -+-, +-@-, @-+, <>-- x\n!=, *+/**/-, ?|-, ~~*",
		"a$$b$$ $$b$$ b'01''1' E'a\\'' 'x\\' \"a\"\"b\" x'1f' 'a'\n'b'  'c'",
		"::: :=: [1:2] (a.*) a.b ; { } /*a/*b*/c*/ -- d",
		"caf\xc3\xa9'x' $t\xc3\xa9$ $t $t\xc3\xa9$",
	};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		CHECK_STR(spans_of_ours(texts[i]), spans_of_postgresql(texts[i]));
}

/* Each statement in < >, data in [ ], the error at the end. */
static const char *
split(const char *text)
{
	struct dn_source src = source(text);
	struct dn_span span = all(&src), statement, data;
	struct dunlin_error *err = dn_error_new(mem);
	struct dunlin_buf *out = dn_buf_new(mem);

	for (;;) {
		if (!dn_sql_split(&src, &span, &statement, &data, err)) {
			dunlin_buf_printf(out, "%s at %u:%u", dunlin_error_message(err),
			    dunlin_error_line(err), dunlin_error_column(err));
			CHECK(dunlin_error_hint(err) != NULL);
			return out->s;
		}
		if (statement.start == statement.end)
			return out->s;
		dunlin_buf_printf(
		    out, "<%.*s>", (int) (statement.end - statement.start), text + statement.start);
		if (data.end != 0)
			dunlin_buf_printf(
			    out, "[%.*s]", (int) (data.end - data.start), text + data.start);
	}
}

static void
test_split_statements(void)
{
	CHECK_STR(split(""), "");
	CHECK_STR(split(" ;; -- x;\n ; "), "");
	CHECK_STR(
	    split("-- a\nselect 1 ; select ';' -- ;\n, 2;;"), "<select 1><select ';' -- ;\n, 2>");
	CHECK_STR(split("create rule r as on insert to t do (select 1; select 2); x"),
	    "<create rule r as on insert to t do (select 1; select 2)><x>");
	CHECK_STR(split("do $$ begin; end $$; x"), "<do $$ begin; end $$><x>");
	CHECK_STR(split("a) ; b"), "<a)><b>");
}

static void
test_split_atomic(void)
{
	CHECK_STR(split("create or replace function f() returns int begin atomic select case when "
			"a then 1 end; select 2 as end; select t.end; end; x; y"),
	    "<create or replace function f() returns int begin atomic select case when a then 1 "
	    "end; select 2 as end; select t.end; end><x><y>");
	CHECK_STR(split("create procedure p() begin atomic; end cost 1; begin; select 1; end; x"),
	    "<create procedure p() begin atomic; end cost 1><begin><select 1><end><x>");
	CHECK_STR(split("create view v as select begin atomic; x"),
	    "<create view v as select begin atomic><x>");
	CHECK_STR(split("create function f() begin atomic select 1; x"),
	    "<create function f() begin atomic select 1; x>");
}

static void
test_split_copy(void)
{
	CHECK_STR(split("COPY s.t (a, b) FROM stdin; -- c\n1\t'a\n-- x;\n\\.\nselect 1;"),
	    "<COPY s.t (a, b) FROM stdin>[1\t'a\n-- x;\n]<select 1>");
	CHECK_STR(split("copy t from stdin with (format csv);\r\n1\r\n\\.\r\nx"),
	    "<copy t from stdin with (format csv)>[1\r\n]<x>");
	CHECK_STR(split("copy t from stdin;\n\\.\nx;"), "<copy t from stdin>[]<x>");
	CHECK_STR(split("copy (select a from stdin) to 'f'; x"),
	    "<copy (select a from stdin) to 'f'><x>");
	CHECK_STR(split("copy t from stdin; x\n\\.\n"),
	    "text between COPY ... FROM stdin and its data at 1:20");
	CHECK_STR(split("a;\n copy t from stdin;\nx\n"),
	    "<a>the data of COPY ... FROM stdin does not end at 2:2");
	CHECK_STR(
	    split("copy t from stdin"), "the data of COPY ... FROM stdin does not end at 1:1");
}

static void
test_split_meta(void)
{
	CHECK_STR(split("\\restrict abc\nselect 1;\n\\unrestrict abc\n"), "<select 1>");
	CHECK_STR(split("select 1;\n\\connect db\n"),
	    "<select 1>'\\connect' is a command of psql, not SQL at 2:1");
	CHECK_STR(split("select 1 \\gexec\n"), "'\\gexec' is a command of psql, not SQL at 1:10");
	CHECK_STR(split("\\.\n"), "'\\.' is a command of psql, not SQL at 1:1");
	CHECK_STR(split("\\set ON_ERROR_STOP on\n\\echo 'it''s ;'\n\\timing\nselect 1;\\qecho\n"),
	    "<select 1>");
	CHECK_STR(
	    split("\\set ON_ERROR_STOP off\n"), "'\\set' is a command of psql, not SQL at 1:1");
	CHECK_STR(split("\\echo load it \\quit\nselect 1;"),
	    "'\\echo' is a command of psql, not SQL at 1:1");
	CHECK_STR(split("select 1 \\restrict a\n;"),
	    "'\\restrict' is a command of psql, not SQL at 1:10");
	CHECK_STR(split("\\restricted a\n"), "'\\restricted' is a command of psql, not SQL at 1:1");
}

static void
test_split_is_linear(void)
{
	enum { ROWS = 400000 };
	struct dunlin_buf *buf = dn_buf_new(mem);
	struct dn_source src = { "f.sql", NULL, 0 };
	struct dn_span span, statement, data;

	dunlin_buf_puts(buf, "INSERT INTO t VALUES ");
	for (int i = 0; i < ROWS; i++)
		dunlin_buf_puts(buf, "(1, 'it''s', E'\\'', $$x$$),\n");
	dunlin_buf_puts(buf, "(2); SELECT 1");
	src.text = buf->s;
	src.len = buf->len;
	span = all(&src);
	CHECK(dn_sql_split(&src, &span, &statement, &data, NULL));
	CHECK_INT(statement.end, src.len - strlen("; SELECT 1"));
}

static void
text_error(const char *text, size_t len, unsigned line, unsigned column)
{
	struct dn_source src = { "f.sql", text, len };
	struct dunlin_error *err = dn_error_new(mem);
	bool ok = dn_sql_check_text(&src, err);

	CHECK(ok == (line == 0));
	CHECK_INT(dunlin_error_line(err), line);
	CHECK_INT(dunlin_error_column(err), column);
}

/* Bounds from RFC 3629. */
static void
test_utf8(void)
{
	text_error("a\xc3\xa9\xe0\xa0\x80\xed\x9f\xbf\xf0\x90\x80\x80\xf4\x8f\xbf\xbf", 17, 0, 0);
	text_error("a\nb\0c", 5, 2, 2);
	text_error("a\xc3", 2, 1, 2);
	text_error("\xc3\xa9\xff", 3, 1, 2);
	text_error("\xc1\xbf", 2, 1, 1);
	text_error("\xe0\x9f\xbf", 3, 1, 1);
	text_error("\xed\xa0\x80", 3, 1, 1);
	text_error("\xf0\x8f\xbf\xbf", 4, 1, 1);
	text_error("\xf4\x90\x80\x80", 4, 1, 1);
	text_error("\xf5\x80\x80\x80", 4, 1, 1);
	text_error("\xe2\x82", 2, 1, 1);
}

static CU_TestInfo lex_tests[] = {
	TEST(test_words_and_names),
	TEST(test_strings),
	TEST(test_dollar_quotes),
	TEST(test_numbers),
	TEST(test_operators),
	TEST(test_comments),
	TEST(test_unterminated),
	TEST(test_same_as_postgresql),
	TEST(test_utf8),
	CU_TEST_INFO_NULL,
};

static CU_TestInfo split_tests[] = {
	TEST(test_split_statements),
	TEST(test_split_atomic),
	TEST(test_split_copy),
	TEST(test_split_meta),
	TEST(test_split_is_linear),
	CU_TEST_INFO_NULL,
};

CU_SuiteInfo dntest_suites[] = {
	{ "lex", setup, teardown, NULL, NULL, lex_tests },
	{ "split", setup, teardown, NULL, NULL, split_tests },
	CU_SUITE_INFO_NULL,
};
