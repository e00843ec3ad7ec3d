/* found.c - FOUND and GET DIAGNOSTICS: what the last statement of a DO block did to rows */
#include "config.h"

#include "base/error.h"
#include "sql/block/block.h"

/*
 * FOUND is asked for where IF [NOT] FOUND stands right behind the statement.  Whether there are
 * rows that the statement is about is then an IF of its own before it, with nothing under it but
 * what stands under the other one.
 */

/* Do tokens [I, ...) ask for it?  *NOT: for the opposite. */
static bool
found_is_asked(const struct dn_tokens *tokens, size_t i, bool * not )
{
	*not = dn_tokens_is(tokens, i, "not");
	i += *not ;
	return dn_tokens_is(tokens, i, "found") && dn_tokens_is(tokens, i + 1, "then");
}

/* FROM, but not that of IS DISTINCT FROM; FROM where that comes first. */
static size_t
found_from(const struct dn_tokens *tokens, size_t from, size_t to)
{
	size_t at = dn_tokens_find(tokens, from, to, "from");

	return at < to && dn_tokens_is(tokens, at - 1, "distinct") ? from : at;
}

/* "FROM t AS alias", "a, b" and "WHERE ..." of the query for rows. */
static const char *
found_query(struct dn_block *b, size_t from, size_t to, size_t more, size_t where, size_t end)
{
	const struct dn_constants *set = &b->constants;
	const char *table = dn_tokens_text(b->scratch, b->c.tokens, from, to);
	const char *others =
	    more < where ? dn_constants_text(set, b->c.tokens, more + 1, where) : "";
	const char *condition = where < end ? dn_constants_text(set, b->c.tokens, where, end) : "";

	if (others == NULL || condition == NULL)
		return NULL;
	return dn_sprintf(b->scratch, "EXISTS (SELECT 1 FROM %s%s%s %s)", table,
	    more < where ? ", " : "", others, condition);
}

/* The rows that an UPDATE or DELETE is about; NULL: another statement, or not known. */
static const char *
found_changed(struct dn_block *b, size_t end)
{
	const struct dn_tokens *tokens = b->c.tokens;
	size_t where = dn_tokens_find(tokens, b->i, end, "where"), set;

	if (dn_tokens_find(tokens, b->i, end, "returning") < end)
		return NULL;
	if (dn_tokens_is(tokens, b->i, "delete"))
		return found_query(b, b->i + 2, dn_tokens_find(tokens, b->i, where, "using"),
		    dn_tokens_find(tokens, b->i, where, "using"), where, end);
	set = dn_tokens_find(tokens, b->i, end, "set");
	if (!dn_tokens_is(tokens, b->i, "update") || set == end)
		return NULL;
	return found_from(tokens, set, where) == set
		   ? NULL
		   : found_query(b, b->i + 1, set, found_from(tokens, set, where), where, end);
}

/* Is what is selected more than whether there is something, as a row that both of two have? */
static bool
found_compares(const struct dn_tokens *tokens, size_t from, size_t end)
{
	return dn_tokens_find(tokens, from, end, "intersect") < end ||
	       dn_tokens_find(tokens, from, end, "except") < end;
}

/* The rows that PERFORM and SELECT ... INTO read. */
static const char *
found_read(struct dn_block *b, size_t end)
{
	const struct dn_tokens *tokens = b->c.tokens;
	size_t from = found_from(tokens, b->i, end);
	const char *rest;

	if ((!dn_tokens_is(tokens, b->i, "perform") && !dn_tokens_is(tokens, b->i, "select")) ||
	    from == b->i || from == end || found_compares(tokens, b->i, end) ||
	    dn_tokens_find_punct(tokens, b->i, from, '(') < from)
		return NULL;
	rest = dn_constants_text(&b->constants, tokens, from, end);
	return rest == NULL ? NULL : dn_sprintf(b->scratch, "EXISTS (SELECT 1 %s)", rest);
}

bool
dn_block_will_be_found(struct dn_block *b)
{
	const struct dn_tokens *tokens = b->c.tokens;
	size_t end = dn_tokens_find_punct(tokens, b->i, tokens->n, ';');
	struct dn_tokens *own = NULL;
	const char *query;
	bool not ;

	b->found = NULL;
	if (!dn_tokens_is(tokens, end + 1, "if") || !found_is_asked(tokens, end + 2, &not ))
		return true;
	query = found_changed(b, end);
	if (query == NULL)
		query = found_read(b, end);
	if (query != NULL)
		own = dn_constants_tokens(
		    &b->constants, tokens->file, query, dn_error_new(b->scratch));
	if (own == NULL)
		return false;
	b->found = dn_convert_add(&b->c, DN_IF);
	b->found->expr = dn_convert_body_expr(&b->c, b->found, own, 0, own->n, true);
	b->found->under = b->under;
	b->found->otherwise = b->otherwise;
	b->own = true;
	return b->found->expr != NULL;
}

bool
dn_block_ask_found(struct dn_block *b)
{
	bool not ;

	if (b->found == NULL || !found_is_asked(b->c.tokens, b->i, &not ))
		return false;
	b->under = b->found;
	b->otherwise = not ;
	b->found = NULL;
	b->i += not ? 3 : 2;
	return true;
}

bool
dn_block_diagnostics(struct dn_block *b, bool *done)
{
	const struct dn_tokens *tokens = b->c.tokens;
	size_t i = b->i + (dn_tokens_is(tokens, b->i + 1, "current") ? 2 : 1);
	size_t end = dn_tokens_find_punct(tokens, b->i, tokens->n, ';');
	struct dn_constant *variable = dn_constants_find(&b->constants, tokens, i + 1);

	*done = dn_tokens_is(tokens, b->i, "get") && dn_tokens_is(tokens, i, "diagnostics");
	if (!*done)
		return true;
	/* Nobody knows how many there will be; only what does not look may follow. */
	if (variable == NULL || end < 1 || !dn_tokens_is(tokens, end - 1, "row_count") ||
	    dn_tokens_find_punct(tokens, i, end, ',') < end)
		return false;
	variable->known = false;
	variable->query = NULL;
	b->own = true;
	b->i = end;
	return dn_block_punct(b, ';');
}
