/* fuzz_script.c - tokens tile any text, splitting makes progress, and both agree with PostgreSQL */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <pg_query.h>
#include <pg_query/pg_query.pb-c.h>

#include "base/hash.h"
#include "base/mem.h"
#include "fuzz.h"
#include "sql/text/lex.h"
#include "sql/sql.h"

/* Whole scripts, and the pieces that change what stands behind them. */
const char *const fuzz_seeds[] = {
	"CREATE TABLE t (a int DEFAULT -1.5e3, \"b\" text[] CHECK (b <> '{}'::text[])); -- c\n",
	"SELECT a<-1, b@-1, c=>-1, 1..10, $1, x'1f', E'a\\'', $a$ $$ $a$ /* /* */ */ FROM t;\n",
	"CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN a THEN 1 END; END; b;",
	"\\restrict x\nCOPY t FROM stdin;\n1\t'\n\\.\nSELECT 'a'\n 'b' 'c';\n",
	"(",
	")",
	"[1:2]",
	"'",
	"''",
	"\"",
	"E'",
	"U&'",
	"u&\"",
	"B'01'",
	"N'x'",
	"\\",
	"\\.\n",
	"$",
	"$$",
	"$a$",
	"1",
	".",
	"..",
	"::",
	"_",
	"e",
	"0x",
	"caf\xc3\xa9",
	"\xc3",
	"--",
	"-- c\n",
	"/*",
	"*/",
	"-+-",
	"@-+",
	"#|`~!&^?%",
	"<>=",
	"\r\n",
	";",
	" as end ",
	" case ",
	" end ",
	" begin atomic ",
	"copy t from stdin;\n",
	"\n\\.\n",
	"\n\\connect y\n",
	NULL,
};

/* Each token starts where the last ended; the number of bytes that tokens cover. */
static size_t
check_tokens(const struct dn_source *src, struct dunlin_error *err)
{
	struct dn_lexer lexer = dn_lex(src, (struct dn_span){ 0, src->len });
	struct dn_token token;
	size_t end = 0;

	while (dn_lex_next(&lexer, &token, err)) {
		REQUIRE(token.span.start == end);
		if (token.kind == DN_TOKEN_END) {
			REQUIRE(end == src->len && token.span.end == end);
			REQUIRE(dn_lex_next(&lexer, &token, err) && token.kind == DN_TOKEN_END);
			return end;
		}
		REQUIRE(token.span.end > end && token.span.end <= src->len);
		end = token.span.end;
	}
	REQUIRE(dunlin_error_code(err) == DUNLIN_E_PARSE && dunlin_error_hint(err) != NULL);
	REQUIRE(lexer.pos == end && end < src->len);
	return end;
}

static void
check_split(const struct dn_source *src, struct dunlin_error *err)
{
	struct dn_span span = { 0, src->len }, statement, data;

	for (;;) {
		size_t start = span.start;

		if (!dn_sql_split(src, &span, &statement, &data, err)) {
			REQUIRE(dunlin_error_code(err) == DUNLIN_E_PARSE);
			return;
		}
		REQUIRE(span.start <= src->len && span.end == src->len);
		REQUIRE(statement.start <= statement.end && statement.end <= span.start);
		if (statement.start == statement.end)
			return;
		REQUIRE(statement.start >= start && span.start > start);
		REQUIRE(data.start <= data.end && data.end <= span.start);
	}
}

/* What the scanner of libpg_query sees as one token we may see as the start of a longer one. */
static bool
is_comparable(const struct dn_source *src)
{
	for (size_t i = 0; i < src->len; i++)
		if (src->text[i] == '\0' || src->text[i] == '\\' || src->text[i] == '\v' ||
		    (src->text[i] == '&' && i > 0 && (src->text[i - 1] | 0x20) == 'u'))
			return false;
	/* It ends a continued string at a comment, PostgreSQL does not. */
	return strstr(src->text, "--") == NULL || strchr(src->text, '\'') == NULL;
}

/* The next token as libpg_query counts them: N'x' is a word and a string there. */
static void
next_for_scanner(struct dn_lexer *lexer, struct dn_token *token, size_t *split)
{
	if (*split != 0) {
		*token = (struct dn_token){ DN_TOKEN_STRING, { *split, lexer->pos } };
		*split = 0;
		return;
	}
	do
		REQUIRE(dn_lex_next(lexer, token, NULL));
	while (token->kind == DN_TOKEN_SPACE);
	if (token->kind == DN_TOKEN_STRING && (lexer->src->text[token->span.start] | 0x20) == 'n') {
		*split = token->span.start + 1;
		token->span.end = *split;
	}
}

static void
check_same(const struct dn_source *src, const PgQuery__ScanResult *scan)
{
	struct dn_lexer lexer = dn_lex(src, (struct dn_span){ 0, src->len });
	struct dn_token token;
	size_t split = 0;

	for (size_t i = 0; i < scan->n_tokens; i++) {
		next_for_scanner(&lexer, &token, &split);
		REQUIRE(token.span.start == (size_t) scan->tokens[i]->start);
		REQUIRE(token.span.end == (size_t) scan->tokens[i]->end);
	}
	next_for_scanner(&lexer, &token, &split);
	REQUIRE(token.kind == DN_TOKEN_END);
}

static void
check_scanner(const struct dn_source *src)
{
	PgQueryScanResult result = pg_query_scan(src->text);
	PgQuery__ScanResult *scan;

	/* It refuses more: numbers with letters behind them, empty identifiers. */
	if (result.error == NULL) {
		scan = pg_query__scan_result__unpack(
		    NULL, result.pbuf.len, (const uint8_t *) result.pbuf.data);
		REQUIRE(scan != NULL);
		check_same(src, scan);
		pg_query__scan_result__free_unpacked(scan, NULL);
	}
	pg_query_free_scan_result(result);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *mem = dn_new_context(NULL);
	struct dn_source src = { "fuzz", NULL, size };
	struct dunlin_error *err = dn_error_new(mem);
	size_t end;
	bool text;

	src.text = dn_strndup(mem, "", 0);
	if (size > 0) {
		char *copy = dn_new_array(mem, char, size + 1);

		memcpy(copy, data, size);
		src.text = copy;
	}
	text = dn_sql_check_text(&src, err);
	dunlin_error_clear(err);
	end = check_tokens(&src, err);
	dunlin_error_clear(err);
	check_split(&src, err);
	REQUIRE(dn_lex_hash(&src, (struct dn_span){ 0, end }, dn_hash_new(mem), NULL));
	if (text && end == size && is_comparable(&src))
		check_scanner(&src);
	dn_free(mem);
	return 0;
}
