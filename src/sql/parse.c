/* parse.c - a script's statements, each through the grammar and into changes */
#include "config.h"

#include <string.h>

#include "sql/guard.h"
#include "sql/parse.h"
#include "sql/sql.h"

struct parse {
	const struct dn_source *src;
	struct dn_span span;
	struct dn_statements *result;
	struct dunlin_error *err;
	bool ok;
};

/* Byte offset of character POSITION, which counts from 1. */
static size_t
parse_offset(const char *text, size_t len, int position)
{
	size_t offset = 0;

	for (int n = 1; n < position && offset < len; n++)
		do
			offset++;
		while (offset < len && ((unsigned char) text[offset] & 0xC0) == 0x80);
	return offset;
}

/* A statement's first word at the start of a line: its predecessor's semicolon is missing. */
static bool
parse_is_start(const struct dn_tokens *tokens, size_t i)
{
	static const char *const words[] = { "create", "alter", "drop", "insert", "update",
		"delete", "select", "set", "comment", "grant", "revoke", "copy", "begin", "commit",
		"truncate" };
	size_t at;

	if (i == 0 || i >= tokens->n)
		return false;
	at = tokens->items[i].span.start;
	if (memchr(tokens->text.text + tokens->items[i - 1].span.end, '\n',
		at - tokens->items[i - 1].span.end) == NULL)
		return false;
	for (size_t w = 0; w < sizeof words / sizeof *words; w++)
		if (dn_tokens_is(tokens, i, words[w]))
			return true;
	return false;
}

static void
parse_hint(const struct dn_tokens *tokens, size_t offset, struct dunlin_error *err)
{
	size_t i = dn_tokens_at(tokens, (int) offset);

	if (parse_is_start(tokens, i))
		dunlin_error_set_hint(err, "A ';' may be missing before it.");
	for (size_t open = 0; i >= tokens->n && open < tokens->n; open++)
		if ((dn_tokens_is_punct(tokens, open, '(') ||
			dn_tokens_is_punct(tokens, open, '[')) &&
		    tokens->match[open] == open) {
			unsigned line, column;

			dn_source_locate(
			    tokens->file, dn_tokens_span(tokens, open, open).start, &line, &column);
			dunlin_error_set_hint(
			    err, "The bracket in line %u, column %u is not closed.", line, column);
		}
}

static bool
parse_refused(const struct dn_tokens *tokens, const PgQueryError *e, struct dunlin_error *err)
{
	size_t offset = parse_offset(tokens->text.text, tokens->text.len, e->cursorpos);
	size_t place = offset + (offset < tokens->split ? tokens->before : tokens->behind);

	/* The grammar's own stack: 10,000 symbols. */
	if (strncmp(e->message, "memory exhausted", strlen("memory exhausted")) == 0)
		return dn_error_in(err, DUNLIN_E_PARSE, tokens->file, place,
		    "nested too deep for PostgreSQL's grammar");
	dn_error_in(err, DUNLIN_E_PARSE, tokens->file, place, "%s", e->message);
	dunlin_error_set_sqlstate(err, "42601");
	parse_hint(tokens, offset, err);
	return false;
}

PgQuery__ParseResult *
dn_parse_tree(const struct dn_tokens *tokens, struct dunlin_error *err)
{
	PgQueryProtobufParseResult result = pg_query_parse_protobuf(tokens->text.text);
	PgQuery__ParseResult *tree = NULL;

	if (result.error != NULL)
		parse_refused(tokens, result.error, err);
	else
		tree = pg_query__parse_result__unpack(
		    NULL, result.parse_tree.len, (const uint8_t *) result.parse_tree.data);
	pg_query_free_protobuf_parse_result(result);
	if (tree == NULL)
		dn_error_in(
		    err, DUNLIN_E_PARSE, tokens->file, tokens->before, "the parser gave no tree");
	return tree;
}

void
dn_parse_free(PgQuery__ParseResult *tree)
{
	pg_query__parse_result__free_unpacked(tree, NULL);
}

const PgQuery__Node *
dn_parse_statement(const PgQuery__ParseResult *tree)
{
	return tree->n_stmts == 0 ? NULL : tree->stmts[0]->stmt;
}

/* A first look at the tokens: *VALUES is where the rows of an INSERT start, 0 for any other. */
static bool
parse_guard(struct parse *p, struct dn_span span, size_t *values, struct dunlin_error *err)
{
	struct dn_guard *guard = dn_guard_new(p->result, p->src);
	struct dn_lexer lexer = dn_lex(p->src, span);
	struct dn_token token;
	bool is_insert = false, ok;

	*values = 0;
	while ((ok = dn_lex_word(&lexer, &token, err)) && token.kind != DN_TOKEN_END) {
		if (token.span.start == span.start)
			is_insert = dn_token_is(p->src, &token, "insert");
		if (is_insert && *values == 0 && guard->top == 0 &&
		    dn_token_is(p->src, &token, "values"))
			*values = token.span.end;
		ok = dn_guard_add(guard, &token, err);
		if (!ok)
			break;
	}
	dn_free(guard);
	return ok;
}

static bool
parse_convert(struct parse *p, struct dn_statement *st)
{
	void *scratch = dn_new_context(NULL);
	size_t len = st->span.end - st->span.start;
	char *text = dn_strndup(scratch, p->src->text + st->span.start, len);
	struct dn_convert c = { NULL, st };
	PgQuery__ParseResult *tree = NULL;

	c.tokens = dn_tokens_new(scratch, p->src, text, len, st->span.start, p->err);
	if (c.tokens != NULL)
		tree = dn_parse_tree(c.tokens, p->err);
	if (tree != NULL) {
		if (dn_parse_statement(tree) != NULL)
			dn_convert_statement(&c, dn_parse_statement(tree));
		dn_parse_free(tree);
	}
	dn_free(scratch);
	return tree != NULL;
}

static bool
parse_one(struct parse *p, struct dn_span span, struct dn_span data)
{
	struct dn_statement *st = dn_new(p->result, struct dn_statement);
	size_t values;

	st->source = p->src;
	st->span = span;
	st->what = "";
	if (!parse_guard(p, span, &values, p->err))
		return false;
	if (!parse_convert(p, st))
		return false;
	if (data.start != 0)
		for (size_t i = 0; i < st->nchanges; i++)
			st->changes[i]->data = data;
	if (st->nchanges == 0)
		dn_free(st);
	else
		dn_push(p->result, p->result->items, p->result->n, st);
	return true;
}

static void
parse_run(void *payload)
{
	struct parse *p = payload;
	struct dn_span left = p->span, span, data;

	for (;;) {
		if (!dn_sql_split(p->src, &left, &span, &data, p->err))
			return;
		if (span.start == span.end)
			break;
		if (!parse_one(p, span, data))
			return;
	}
	p->ok = true;
}

struct dn_statements *
dn_sql_parse(
    const void *mem, const struct dn_source *src, struct dn_span span, struct dunlin_error *err)
{
	struct parse p = { src, span, dn_new(mem, struct dn_statements), err, false };

	if (dn_thread_run(parse_run, &p, err) && p.ok)
		return p.result;
	dn_free(p.result);
	return NULL;
}
