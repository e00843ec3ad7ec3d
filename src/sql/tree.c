/* tree.c - the grammar itself: text in, tree out */
#include "config.h"

#include <string.h>

#include "base/arena.h"
#include "sql/parse.h"

/* A tree has many small parts that go together. */
static void *
tree_alloc(void *data, size_t size)
{
	return dn_arena_alloc(data, size);
}

static void
tree_keep(void *data, void *p)
{
	(void) data;
	(void) p;
}

/* Byte offset of character POSITION, which counts from 1. */
static size_t
tree_offset(const char *text, size_t len, int position)
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
tree_is_start(const struct dn_tokens *tokens, size_t i)
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
tree_hint(const struct dn_tokens *tokens, size_t offset, struct dunlin_error *err)
{
	size_t i = dn_tokens_at(tokens, (int) offset);

	if (tree_is_start(tokens, i))
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
	if (i < tokens->n)
		dunlin_error_set_hint(err, "This is the grammar of PostgreSQL " PG_MAJORVERSION
					   ".  What only a newer server knows runs as it is "
					   "written in a block, between the lines "
					   "'-- dunlin: only postgresql' and '-- dunlin: end'.");
}

static bool
tree_refused(const struct dn_tokens *tokens, const PgQueryError *e, struct dunlin_error *err)
{
	size_t offset = tree_offset(tokens->text.text, tokens->text.len, e->cursorpos);
	size_t place = offset + (offset < tokens->split ? tokens->before : tokens->behind);

	/* The grammar's own stack: 10,000 symbols. */
	if (strncmp(e->message, "memory exhausted", strlen("memory exhausted")) == 0)
		return dn_error_in(err, DUNLIN_E_PARSE, tokens->file, place,
		    "nested too deep for PostgreSQL's grammar");
	dn_error_in(err, DUNLIN_E_PARSE, tokens->file, place, "%s", e->message);
	dunlin_error_set_sqlstate(err, "42601");
	tree_hint(tokens, offset, err);
	return false;
}

static PgQuery__Node *
tree_unpack(struct dn_tree *tree, const PgQueryProtobuf *packed)
{
	ProtobufCAllocator allocator = { tree_alloc, tree_keep, dn_arena_new(tree) };
	PgQuery__ParseResult *result =
	    pg_query__parse_result__unpack(&allocator, packed->len, (const uint8_t *) packed->data);

	return result == NULL || result->n_stmts == 0 ? NULL : result->stmts[0]->stmt;
}

struct dn_tree *
dn_tree_parse(const void *mem, const struct dn_tokens *tokens, struct dunlin_error *err)
{
	PgQueryProtobufParseResult result = pg_query_parse_protobuf(tokens->text.text);
	struct dn_tree *tree = NULL;

	if (result.error != NULL) {
		tree_refused(tokens, result.error, err);
	} else {
		tree = dn_new(mem, struct dn_tree);
		tree->statement = tree_unpack(tree, &result.parse_tree);
	}
	pg_query_free_protobuf_parse_result(result);
	return tree;
}

struct dn_tree *
dn_tree_of_part(const void *mem, const struct dn_source *file, const char *text, size_t at,
    struct dn_tokens **tokens)
{
	struct dunlin_error *err = dn_error_new(mem);
	struct dn_tree *tree = NULL;

	*tokens = dn_tokens_new(mem, file, text, strlen(text), at, err);
	if (*tokens != NULL)
		tree = dn_tree_parse(mem, *tokens, err);
	return tree == NULL || tree->statement == NULL ? NULL : tree;
}

const char *
dn_sql_grammar(void)
{
	return PG_MAJORVERSION;
}
