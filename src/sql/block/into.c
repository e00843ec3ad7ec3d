/* into.c - SELECT ... INTO a variable: a query in its place, until rows change */
#include "config.h"

#include "base/error.h"
#include "sql/block/block.h"

/* Functions that give another value the next time, or that are called for what they do. */
static bool
into_is_called_once(const struct dn_tokens *tokens, size_t from, size_t to)
{
	static const char *const words[] = { "clock_timestamp", "currval", "gen_random_uuid",
		"lastval", "nextval", "pg_advisory_lock", "pg_advisory_unlock",
		"pg_advisory_xact_lock", "pg_sleep", "random", "setseed", "setval", "timeofday" };

	for (size_t i = from; i < to; i++)
		for (size_t w = 0; w < sizeof words / sizeof *words; w++)
			if (dn_tokens_is(tokens, i, words[w]))
				return true;
	return false;
}

/* Of many rows the first one counts. */
static bool
into_is_limited(const struct dn_tokens *tokens, size_t from, size_t to)
{
	static const char *const words[] = { "limit", "offset", "fetch", "for" };

	for (size_t w = 0; w < sizeof words / sizeof *words; w++)
		if (dn_tokens_find(tokens, from, to, words[w]) < to)
			return true;
	return false;
}

/* Is [from, to) nothing but WORD (...)? */
static bool
into_is_call(const struct dn_tokens *tokens, size_t from, size_t to, const char *word)
{
	return dn_tokens_is(tokens, from, word) && dn_tokens_is_punct(tokens, from + 1, '(') &&
	       dn_tokens_skip(tokens, from + 1) == to;
}

/* The statement up to END without "INTO variable", as a value; NULL where it is none. */
static const char *
into_value(struct dn_block *b, const struct dn_constant *variable, size_t into, size_t end)
{
	const struct dn_tokens *tokens = b->c.tokens;
	bool first = into == b->i + 1;
	size_t from = first ? into + 2 : b->i + 1;
	size_t to = first ? dn_tokens_find(tokens, from, end, "from") : into;
	size_t rest = first ? to : into + 2;
	const char *target = dn_constants_text(&b->constants, tokens, from, to);
	const char *tail = dn_constants_text(&b->constants, tokens, rest, end);

	if (target == NULL || tail == NULL || into_is_limited(tokens, rest, end) ||
	    (rest < end && !dn_tokens_is(tokens, rest, "from")))
		return NULL;
	if (rest == end && into_is_call(tokens, from, to, "exists"))
		return target;
	if (into_is_call(tokens, from, to, "count") &&
	    dn_tokens_find(tokens, rest, end, "group") == end &&
	    dn_tokens_find(tokens, rest, end, "having") == end &&
	    dn_tokens_find(tokens, rest, end, "union") == end &&
	    dn_tokens_find(tokens, rest, end, "except") == end &&
	    dn_tokens_find(tokens, rest, end, "intersect") == end)
		return dn_sprintf(b->scratch, "(SELECT %s %s)", target, tail);
	return dn_sprintf(b->scratch, "((SELECT %s %s LIMIT 1)::%s)", target, tail,
	    variable->type == NULL ? "text" : variable->type);
}

bool
dn_block_into(struct dn_block *b, bool *done)
{
	const struct dn_tokens *tokens = b->c.tokens;
	size_t end = dn_tokens_find_punct(tokens, b->i, tokens->n, ';');
	size_t into = dn_tokens_find(tokens, b->i, end, "into");
	struct dn_constant *variable = dn_constants_find(&b->constants, tokens, into + 1);
	struct dn_tokens *own = NULL;

	*done = dn_tokens_is(tokens, b->i, "select") && into + 1 < end && variable != NULL;
	if (!*done)
		return true;
	variable->known = false;
	variable->query = b->under != NULL || into_is_called_once(tokens, b->i, end)
			      ? NULL
			      : into_value(b, variable, into, end);
	if (variable->query != NULL)
		own = dn_constants_tokens(
		    &b->constants, tokens->file, variable->query, dn_error_new(b->scratch));
	/* What is called may do anything, whoever looks at the value. */
	variable->known =
	    own != NULL && dn_convert_body_expr(&b->c, b->scratch, own, 0, own->n, false) != NULL;
	b->own = true;
	b->i = end;
	return variable->known && dn_block_punct(b, ';');
}
