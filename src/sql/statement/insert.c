/* insert.c - a long INSERT ... VALUES in pieces of some rows each */
#include "config.h"

#include <string.h>

#include "sql/parse.h"
#include "sql/sql.h"
#include "sql/thread.h"

/*
 * The tree of a statement takes thirty times its text, so a piece is parsed as a statement of its
 * own: the head up to VALUES and some rows, the last one with what follows the rows.
 */
#define INSERT_PIECE (1u << 20)

struct insert {
	const struct dn_source *src;
	struct dn_statement *st; /* gets the change, or NULL */
	struct dn_change *change;
	struct dn_lexer lexer;
	size_t head;  /* bytes of the statement up to the rows */
	size_t start; /* of the piece */
	bool keep;    /* the rows, as long as they are simple */
	bool simple;
	dn_sql_row_fn fn;
	void *payload;
};

/* Where the piece ends: at a comma between rows, or with the statement. */
static bool
insert_find_end(struct insert *in, size_t *end, bool *last, struct dunlin_error *err)
{
	struct dn_token token;
	size_t depth = 0;

	while (dn_lex_word(&in->lexer, &token, err)) {
		bool is_comma = dn_token_is_punct(in->src, &token, ',');

		*end = token.kind == DN_TOKEN_END ? in->st->span.end : token.span.start;
		*last = token.kind == DN_TOKEN_END;
		if (*last || (is_comma && depth == 0 && *end - in->start > INSERT_PIECE))
			return true;
		if (dn_token_is_punct(in->src, &token, '('))
			depth++;
		else if (dn_token_is_punct(in->src, &token, ')') && depth > 0)
			depth--;
	}
	return false;
}

static bool
insert_call(struct insert *in, const struct dn_change *change, struct dunlin_error *err)
{
	for (size_t i = 0; in->fn != NULL && i < change->nrows; i++)
		if (!in->fn(in->payload, change->rows[i], change->nvalues, err))
			return false;
	return true;
}

static bool
insert_convert(
    struct insert *in, struct dn_convert *c, const PgQuery__Node *node, struct dunlin_error *err)
{
	const PgQuery__InsertStmt *stmt = node->insert_stmt;
	bool ok;

	if (in->change == NULL) {
		c->st->what = "INSERT";
		in->change = dn_convert_insert_head(c, stmt);
	}
	if ((c->st->flags & DN_STATEMENT_CALLS) == 0 && dn_convert_calls(node))
		c->st->flags |= DN_STATEMENT_CALLS;
	/* RETURNING stands in the last piece. */
	if (stmt->n_returning_list > 0)
		c->st->flags |= DN_STATEMENT_ROWS;
	in->simple = in->simple && dn_convert_rows(c, in->change, stmt);
	ok = insert_call(in, in->change, err);
	if (!in->keep || !in->simple)
		dn_convert_rows_drop(in->change);
	return ok;
}

static bool
insert_piece(struct insert *in, size_t end, struct dunlin_error *err)
{
	void *scratch = dn_new_context(NULL);
	size_t head = in->head, len = head + end - in->start;
	char *text = dn_new_array(scratch, char, len + 1);
	struct dn_convert c = { NULL, in->st };
	struct dn_tree *tree = NULL;
	bool ok;

	memcpy(text, in->src->text + in->st->span.start, head);
	memcpy(text + head, in->src->text + in->start, end - in->start);
	c.tokens = dn_tokens_new(scratch, in->src, text, len, in->st->span.start, err);
	if (c.tokens != NULL) {
		c.tokens->split = head;
		c.tokens->behind = in->start - head;
		tree = dn_tree_parse(scratch, c.tokens, err);
	}
	ok = tree != NULL && insert_convert(in, &c, tree->statement, err);
	dn_free(scratch);
	return ok;
}

static bool
insert_run(struct insert *in, size_t values, struct dunlin_error *err)
{
	size_t end;
	bool last = false;

	in->lexer = dn_lex(in->src, (struct dn_span){ values, in->st->span.end });
	in->head = values - in->st->span.start;
	in->simple = true;
	for (in->start = values; !last; in->start = end + 1)
		if (!insert_find_end(in, &end, &last, err) || !insert_piece(in, end, err))
			return false;
	return true;
}

bool
dn_insert_is_long(const struct dn_statement *st)
{
	return st->span.end - st->span.start > INSERT_PIECE;
}

bool
dn_insert_convert(struct dn_statement *st, size_t values, bool keep, struct dunlin_error *err)
{
	struct insert in = { .src = st->source, .st = st, .keep = keep };

	if (!insert_run(&in, values, err))
		return false;
	in.change->bulk = in.simple && !keep;
	if (!in.simple)
		in.change->text = dn_strndup(
		    in.change, st->source->text + st->span.start, st->span.end - st->span.start);
	return true;
}

struct insert_rows {
	const struct dn_statement *st;
	dn_sql_row_fn fn;
	void *payload;
	struct dunlin_error *err;
	bool ok;
};

/* The statement is parsed again, into one that is thrown away. */
static void
insert_rows_run(void *payload)
{
	struct insert_rows *r = payload;
	struct dn_statement *st = dn_new(NULL, struct dn_statement);
	struct insert in = { .src = r->st->source, .st = st, .fn = r->fn, .payload = r->payload };
	size_t values;

	st->parts = dn_new_context(st);
	st->source = r->st->source;
	st->span = r->st->span;
	r->ok = dn_parse_guard(st->source, st->span, &values, r->err) &&
		insert_run(&in, values, r->err);
	dn_free(st);
}

bool
dn_sql_each_row(const struct dn_statement *statement, const struct dn_change *change,
    dn_sql_row_fn fn, void *payload, struct dunlin_error *err)
{
	struct insert_rows r = { statement, fn, payload, err, false };

	if (change->bulk)
		return dn_thread_run(insert_rows_run, &r, err) && r.ok;
	for (size_t i = 0; i < change->nrows; i++)
		if (!fn(payload, change->rows[i], change->nvalues, err))
			return false;
	return true;
}
