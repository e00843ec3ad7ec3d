/* parse.c - a script's statements, each through the grammar and into changes */
#include "config.h"

#include <string.h>

#include "base/arena.h"
#include "base/map.h"
#include "sql/text/guard.h"
#include "sql/parse.h"
#include "sql/sql.h"
#include "sql/thread.h"

struct parse {
	const struct dn_source *src;
	struct dn_span span;
	struct dn_statements *result;
	struct dunlin_error *err;
	size_t rows; /* bytes of INSERT ... VALUES so far */
	bool block;  /* what the grammar does not know may stay unread */
	bool ok;
};

bool
dn_parse_guard(
    const struct dn_source *src, struct dn_span span, size_t *values, struct dunlin_error *err)
{
	struct dn_guard *guard = dn_guard_new(NULL, src);
	struct dn_lexer lexer = dn_lex(src, span);
	struct dn_token token;
	bool is_insert = false, ok;

	*values = 0;
	while ((ok = dn_lex_word(&lexer, &token, err)) && token.kind != DN_TOKEN_END) {
		if (token.span.start == span.start)
			is_insert = dn_token_is(src, &token, "insert");
		if (is_insert && *values == 0 && guard->top == 0 &&
		    dn_token_is(src, &token, "values"))
			*values = token.span.end;
		ok = dn_guard_add(guard, &token, err);
		if (!ok)
			break;
	}
	dn_free(guard);
	return ok;
}

/* Was it the grammar that refused, and may it? */
static bool
parse_leaves(const struct parse *p, struct dn_convert *c, struct dunlin_error *own)
{
	if (!p->block || c->tokens == NULL || own->sqlstate[0] == '\0') {
		dn_error_copy(p->err, own);
		return false;
	}
	c->st->what = dn_convert_words(c->st->parts, c->tokens);
	c->st->flags = DN_STATEMENT_UNREAD;
	dn_convert_opaque(c);
	return true;
}

static bool
parse_convert(struct parse *p, struct dn_statement *st)
{
	void *scratch = dn_new_context(NULL);
	size_t len = st->span.end - st->span.start;
	char *text = dn_strndup(scratch, p->src->text + st->span.start, len);
	struct dunlin_error *own = dn_error_new(scratch);
	struct dn_convert c = { NULL, st };
	struct dn_tree *tree = NULL;
	bool ok;

	c.tokens = dn_tokens_new(scratch, p->src, text, len, st->span.start, own);
	if (c.tokens != NULL)
		tree = dn_tree_parse(NULL, c.tokens, own);
	ok = tree != NULL || parse_leaves(p, &c, own);
	if (tree != NULL) {
		if (tree->statement != NULL)
			dn_convert_statement(&c, tree->statement);
		dn_free(tree);
	}
	dn_free(scratch);
	return ok;
}

/* Rows of many INSERTs together are as large as those of one long one. */
static bool
parse_insert(struct parse *p, struct dn_statement *st, size_t values)
{
	bool keep;

	p->rows += st->span.end - values;
	keep = p->rows <= DN_SQL_MAX_ROWS;
	if (dn_insert_is_long(st) || !keep)
		return dn_insert_convert(st, values, keep, p->err);
	return parse_convert(p, st);
}

/* Few words for very many statements. */
static const char *
parse_words(struct dn_map *words, const char *what)
{
	char *known = dn_map_get(words, what);

	if (known == NULL) {
		known = dn_strdup(words, what);
		dn_map_put(words, what, known);
	}
	return known;
}

static bool
parse_one(struct parse *p, struct dn_span span, struct dn_span data)
{
	struct dn_statement *st = dn_arena_add(p->result->arena, struct dn_statement);
	size_t values;

	st->parts = dn_new_context(p->result);
	st->source = p->src;
	st->span = span;
	st->what = "";
	if (!dn_parse_guard(p->src, span, &values, p->err))
		return false;
	if (!(values > 0 ? parse_insert(p, st, values) : parse_convert(p, st)))
		return false;
	for (size_t i = 0; i < st->nchanges; i++)
		st->changes[i]->data = data;
	if (st->nchanges > 0) {
		st->what = parse_words(p->result->words, st->what);
		dn_push(p->result, p->result->items, p->result->n, st);
	}
	return true;
}

static void
parse_run(struct parse *p)
{
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

static struct dn_statements *
parse_all(const void *mem, const struct dn_source *src, struct dn_span span, bool block,
    struct dunlin_error *err)
{
	struct parse p = { src, span, dn_new(mem, struct dn_statements), err, 0, block, false };

	p.result->arena = dn_arena_new(p.result);
	p.result->words = dn_map_new(p.result);
	parse_run(&p);
	if (!p.ok)
		dn_free(p.result);
	return p.ok ? p.result : NULL;
}

struct dn_statements *
dn_parse_here(
    const void *mem, const struct dn_source *src, struct dn_span span, struct dunlin_error *err)
{
	return parse_all(mem, src, span, false, err);
}

void
dn_sql_forget(struct dn_statement *st)
{
	dn_free(st->parts);
	st->parts = NULL;
	st->what = "statement";
	st->changes = NULL;
	st->nchanges = 0;
	st->mentions = NULL;
	st->nmentions = 0;
}

struct parse_job {
	const void *mem;
	const struct dn_source *src;
	struct dn_span span;
	bool block;
	struct dn_statements *result;
	struct dunlin_error *err;
};

static void
parse_job_run(void *payload)
{
	struct parse_job *job = payload;

	job->result = parse_all(job->mem, job->src, job->span, job->block, job->err);
}

struct dn_statements *
dn_sql_parse(
    const void *mem, const struct dn_source *src, struct dn_span span, struct dunlin_error *err)
{
	struct parse_job job = { mem, src, span, false, NULL, err };

	return dn_thread_run(parse_job_run, &job, err) ? job.result : NULL;
}

struct dn_statements *
dn_sql_parse_block(
    const void *mem, const struct dn_source *src, struct dn_span span, struct dunlin_error *err)
{
	struct parse_job job = { mem, src, span, true, NULL, err };

	return dn_thread_run(parse_job_run, &job, err) ? job.result : NULL;
}
