/* more.c - does a condition take whatever another one takes?  By their words alone */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/mysql/table/table.h"

struct more_part {
	const char *s;
	size_t len;
};

/* What stands between AND in a condition; none where the words are not so simple. */
struct more_parts {
	struct more_part *items;
	size_t n;
};

/* Behind the literal or name that begins at S; a quote in it is doubled, or a backslash before it.
 */
static const char *
more_quoted(const char *s)
{
	char quote = *s++;

	for (; *s != '\0'; s++)
		if (s[0] == quote && s[1] != quote)
			return s + 1;
		else if (s[1] != '\0' && (s[0] == quote || (s[0] == '\\' && quote == '\'')))
			s++;
	return s;
}

static bool
more_is_word(const char *s, const char *word)
{
	return strncmp(s, word, strlen(word)) == 0;
}

/* Of a BETWEEN, a CASE or an OR that nothing encloses it is not said where it ends. */
static bool
more_is_open(const char *s)
{
	return more_is_word(s, " OR ") || more_is_word(s, "BETWEEN ") || more_is_word(s, "CASE ");
}

static bool
more_split(void *mem, struct more_parts *parts, const char *text)
{
	const char *begin = text, *s = text;
	unsigned depth = 0;

	while (*s != '\0') {
		if (*s == '\'' || *s == '`') {
			s = more_quoted(s);
			continue;
		}
		depth += *s == '(';
		depth -= *s == ')';
		if (depth == 0 && more_is_open(s))
			return false;
		if (depth == 0 && more_is_word(s, " AND ")) {
			dn_push(mem, parts->items, parts->n,
			    ((struct more_part){ begin, (size_t) (s - begin) }));
			begin = s + sizeof " AND " - 1;
			s = begin;
			continue;
		}
		s++;
	}
	dn_push(mem, parts->items, parts->n, ((struct more_part){ begin, (size_t) (s - begin) }));
	return true;
}

/* Behind "`column` IN ("; or NULL. */
static const char *
more_list(const struct more_part *part)
{
	const char *s = part->s[0] == '`' ? more_quoted(part->s) : NULL;

	return s != NULL && more_is_word(s, " IN ('") && part->s[part->len - 1] == ')'
		   ? s + sizeof " IN (" - 1
		   : NULL;
}

/* Is the literal that begins at VALUE in the list that begins at S? */
static bool
more_has(const char *s, const char *value)
{
	size_t len = (size_t) (more_quoted(value) - value);

	for (; *s == '\''; s = *s == ',' ? s + 2 : s) {
		const char *end = more_quoted(s);

		if ((size_t) (end - s) == len && memcmp(s, value, len) == 0)
			return true;
		s = end;
	}
	return false;
}

/* A list of values that only grows. */
static bool
more_grows(const struct more_part *from, const struct more_part *to)
{
	const char *is = more_list(from), *will = more_list(to), *s = is;

	if (is == NULL || will == NULL || is - from->s != will - to->s ||
	    memcmp(from->s, to->s, (size_t) (is - from->s)) != 0)
		return false;
	while (*s == '\'') {
		if (!more_has(will, s))
			return false;
		s = more_quoted(s);
		s = *s == ',' ? s + 2 : s;
	}
	return *s == ')';
}

static bool
more_is_same(const struct more_part *a, const struct more_part *b)
{
	return a->len == b->len && memcmp(a->s, b->s, a->len) == 0;
}

bool
dn_mysql_takes_more(const char *from, const char *to)
{
	void *mem = dn_new_context(NULL);
	struct more_parts is = { 0 }, will = { 0 };
	bool takes = strcmp(from, to) == 0 || to[0] == '\0', found;

	if (!takes && more_split(mem, &is, from) && more_split(mem, &will, to)) {
		takes = true;
		for (size_t i = 0; i < will.n && takes; i++) {
			found = false;
			for (size_t k = 0; k < is.n && !found; k++)
				found = more_is_same(&is.items[k], &will.items[i]) ||
					more_grows(&is.items[k], &will.items[i]);
			takes = found;
		}
	}
	dn_free(mem);
	return takes;
}
