/* loop.c - FOREACH through a list of constants, and FOR from one number to another */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "sql/block/block.h"

enum { LOOP_TIMES = 1000, LOOP_TURNS = 10000 };

/* The statements from token FIRST on, up to END LOOP, with VALUE in the variable, whatever it was
 * given before. */
static bool
loop_once(
    struct dn_block *b, size_t first, int depth, struct dn_constant *variable, const char *value)
{
	b->i = first;
	variable->values = dn_new_array(b->scratch, const char *, 1);
	variable->values[0] = value;
	variable->n = 1;
	variable->known = true;
	variable->query = NULL;
	if (++b->turns > LOOP_TURNS)
		return false;
	while (!dn_block_word(b, "end"))
		if (!dn_block_item(b, depth))
			return false;
	return true;
}

bool
dn_block_foreach(struct dn_block *b, int depth)
{
	size_t name = b->i++, loop = dn_tokens_find(b->c.tokens, b->i, b->c.tokens->n, "loop");
	struct dn_constant *constant = dn_constants_find(&b->constants, b->c.tokens, name), list;

	if (constant == NULL || !dn_block_word(b, "in") || !dn_block_word(b, "array"))
		return false;
	dn_constants_value(&b->c, &b->constants, b->c.tokens, b->i, loop, &list);
	if (!list.known || !list.array || list.n == 0 || list.n > LOOP_TIMES)
		return false;
	for (size_t i = 0; i < list.n; i++) {
		constant = dn_constants_find(&b->constants, b->c.tokens, name);
		if (!loop_once(b, loop + 1, depth, constant, list.values[i]))
			return false;
	}
	return dn_block_word(b, "loop") && dn_block_punct(b, ';');
}

/* A number in digits; *S is left behind it. */
static bool
loop_bound(const char **s, long *n)
{
	char *end;

	*s += strspn(*s, " \t\r\n");
	*n = strtol(*s, &end, 10);
	if (end == *s)
		return false;
	*s = end + strspn(end, " \t\r\n");
	return *n > -1000000000L && *n < 1000000000L;
}

bool
dn_block_for(struct dn_block *b, int depth)
{
	size_t name = b->i, loop = dn_tokens_find(b->c.tokens, name, b->c.tokens->n, "loop");
	const char *range = !dn_tokens_is(b->c.tokens, name + 1, "in") || loop <= name + 2
				? NULL
				: dn_tokens_text(b->scratch, b->c.tokens, name + 2, loop);
	size_t outer = b->constants.n;
	long from, to;

	if (range == NULL || !loop_bound(&range, &from) || strncmp(range, "..", 2) != 0)
		return false;
	range += 2;
	if (!loop_bound(&range, &to) || *range != '\0' || to < from || to - from >= LOOP_TIMES ||
	    dn_constants_count(&b->constants, b->c.tokens, name) == NULL)
		return false;
	for (long n = from; n <= to; n++) {
		if (!loop_once(b, loop + 1, depth, &b->constants.items[outer],
			dn_sprintf(b->scratch, "%ld", n)))
			return false;
	}
	b->constants.n = outer;
	return dn_block_word(b, "loop") && dn_block_punct(b, ';');
}
