/* body.c - the text of a function or DO block as tokens, and pieces of it as expressions */
#include "config.h"

#include <string.h>

#include "base/error.h"
#include "sql/parse.h"

/* Where the body stands in the file as it is, without quotes to resolve. */
static bool
body_find(const struct dn_convert *c, const char *body, struct dn_span *span)
{
	size_t len = strlen(body);

	for (size_t i = 0; i < c->tokens->n; i++) {
		struct dn_span at = dn_tokens_span(c->tokens, i, i + 1);
		const char *text = c->tokens->file->text + at.start;
		size_t quote = 1;

		if (c->tokens->items[i].kind != DN_TOKEN_STRING)
			continue;
		if (*text == '$')
			quote = 2 + strcspn(text + 1, "$");
		if (at.end - at.start != len + 2 * quote || strncmp(text + quote, body, len) != 0)
			continue;
		*span = (struct dn_span){ at.start + quote, at.end - quote };
		return true;
	}
	return false;
}

bool
dn_convert_body(
    struct dn_convert *c, struct dn_nodes options, const void *mem, struct dn_tokens **tokens)
{
	bool found;
	const PgQuery__Node *body = dn_convert_option(options, "as", &found);
	const PgQuery__Node *language = dn_convert_option(options, "language", &found);
	struct dn_span span;
	char *text;

	if (body != NULL && body->node_case == PG_QUERY__NODE__NODE_LIST &&
	    body->list->n_items == 1)
		body = body->list->items[0];
	if (body == NULL || body->node_case != PG_QUERY__NODE__NODE_STRING ||
	    (language != NULL && strcmp(dn_node_string(language), "plpgsql") != 0) ||
	    !body_find(c, body->string->sval, &span))
		return false;
	text = dn_strdup(mem, body->string->sval);
	*tokens =
	    dn_tokens_new(mem, c->tokens->file, text, strlen(text), span.start, dn_error_new(mem));
	return *tokens != NULL;
}

/* The value of "SELECT expression", which may have nothing else. */
static const PgQuery__Node *
body_value(const PgQuery__Node *node)
{
	const PgQuery__SelectStmt *select = node == NULL ? NULL : node->select_stmt;

	if (select == NULL || node->node_case != PG_QUERY__NODE__NODE_SELECT_STMT ||
	    select->n_target_list != 1 || select->n_from_clause > 0 ||
	    select->where_clause != NULL || *select->target_list[0]->res_target->name != '\0')
		return NULL;
	return select->target_list[0]->res_target->val;
}

struct dn_expr *
dn_convert_body_expr(struct dn_convert *c, const void *mem, const struct dn_tokens *body,
    size_t from, size_t to, bool calls)
{
	static const char head[] = "SELECT ";
	void *scratch = dn_new_context(NULL);
	struct dunlin_error *err = dn_error_new(scratch);
	struct dn_convert inner = { NULL, c->st };
	const PgQuery__Node *value;
	struct dn_tree *tree = NULL;
	struct dn_expr *expr = NULL;
	struct dn_span span;
	size_t values;

	if (from < to && to <= body->n) {
		span = dn_tokens_span(body, from, to);
		if (dn_parse_guard(body->file, span, &values, err)) {
			char *text = dn_sprintf(
			    scratch, "%s%s", head, dn_tokens_text(scratch, body, from, to));

			inner.tokens = dn_tokens_new(scratch, body->file, text, strlen(text),
			    span.start - strlen(head), err);
		}
		if (inner.tokens != NULL)
			tree = dn_tree_parse(scratch, inner.tokens, err);
	}
	value = tree == NULL ? NULL : body_value(tree->statement);
	if (value != NULL && (calls || !dn_convert_calls(tree->statement)))
		expr = dn_convert_expr_at(&inner, mem, value, 1, inner.tokens->n);
	dn_free(scratch);
	return expr;
}
