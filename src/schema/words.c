/* words.c - the identifiers in a piece of SQL that is kept as text */
#include "config.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "schema/name.h"
#include "schema/words.h"

enum words_kind { WORDS_END, WORDS_SPACE, WORDS_NAME, WORDS_QUOTED, WORDS_STRING, WORDS_OTHER };

struct words_token {
	enum words_kind kind;
	const char *s;
	size_t len;
};

static bool
words_is_start(char c)
{
	return isalpha((unsigned char) c) || c == '_' || (unsigned char) c >= 0x80;
}

static bool
words_is_part(char c)
{
	return words_is_start(c) || isdigit((unsigned char) c) || c == '$';
}

/* Behind the quote that ends what S begins; a doubled quote is none, nor one behind a backslash. */
static size_t
words_quoted(const char *s, bool backslash)
{
	size_t i = 1;

	while (s[i] != '\0') {
		if (s[i] == *s && s[i + 1] != *s)
			return i + 1;
		i += (s[i] == *s || (backslash && s[i] == '\\')) && s[i + 1] != '\0' ? 2 : 1;
	}
	return i;
}

/* The length of $tag$...$tag$, or 1. */
static size_t
words_dollar(const char *s)
{
	size_t tag = 1;
	const char *end;

	while (words_is_part(s[tag]) && s[tag] != '$')
		tag++;
	if (s[tag] != '$' || isdigit((unsigned char) s[1]))
		return 1;
	tag++;
	for (end = s + tag; (end = strchr(end, '$')) != NULL; end++)
		if (strncmp(end, s, tag) == 0)
			return (size_t) (end - s) + tag;
	return strlen(s);
}

static size_t
words_block_comment(const char *s)
{
	size_t i = 2;

	for (int depth = 1; depth > 0 && s[i] != '\0'; i++) {
		if (s[i] == '*' && s[i + 1] == '/') {
			depth--;
			i++;
		} else if (s[i] == '/' && s[i + 1] == '*') {
			depth++;
			i++;
		}
	}
	return i;
}

static size_t
words_space(const char *s)
{
	size_t i = 0;

	for (;;) {
		i += strspn(s + i, " \t\r\n\f\v");
		if (strncmp(s + i, "--", 2) == 0)
			i += strcspn(s + i, "\n");
		else if (strncmp(s + i, "/*", 2) == 0)
			i += words_block_comment(s + i);
		else
			return i;
	}
}

static size_t
words_name(const char *s)
{
	size_t len = 1;

	while (words_is_part(s[len]))
		len++;
	return len;
}

static struct words_token
words_next(const char *s)
{
	struct words_token t = { WORDS_OTHER, s, 1 };

	if (*s == '\0')
		return (struct words_token){ WORDS_END, s, 0 };
	if ((t.len = words_space(s)) != 0)
		t.kind = WORDS_SPACE;
	else if ((*s == 'e' || *s == 'E') && s[1] == '\'')
		t = (struct words_token){ WORDS_STRING, s, 1 + words_quoted(s + 1, true) };
	else if (words_is_start(*s))
		t = (struct words_token){ WORDS_NAME, s, words_name(s) };
	else if (*s == '"')
		t = (struct words_token){ WORDS_QUOTED, s, words_quoted(s, false) };
	else if (*s == '\'')
		t = (struct words_token){ WORDS_STRING, s, words_quoted(s, false) };
	else if (*s == '$')
		t = (struct words_token){ WORDS_STRING, s, words_dollar(s) };
	else
		t.len = isdigit((unsigned char) *s) ? words_name(s) : 1;
	return t;
}

static bool
words_quoted_is(const struct words_token *t, const char *name)
{
	const char *s = t->s + 1, *end = t->s + t->len - 1;

	for (; s < end && *name != '\0'; s += *s == '"' ? 2 : 1, name++)
		if (*s != *name)
			return false;
	return s == end && *name == '\0';
}

/* Unquoted words fold their ASCII letters only, as the server does in UTF-8. */
static bool
words_name_is(const struct words_token *t, const char *name)
{
	if (strlen(name) != t->len)
		return false;
	for (size_t i = 0; i < t->len; i++) {
		char c = t->s[i] >= 'A' && t->s[i] <= 'Z' ? (char) (t->s[i] + 32) : t->s[i];

		if (c != name[i])
			return false;
	}
	return true;
}

static bool
words_is(const struct words_token *t, const char *name)
{
	if (t->kind == WORDS_NAME)
		return words_name_is(t, name);
	return t->kind == WORDS_QUOTED && words_quoted_is(t, name);
}

bool
dn_words_mention(const char *text, const char *name)
{
	struct words_token t;

	for (t = words_next(text); t.kind != WORDS_END; t = words_next(t.s + t.len))
		if (words_is(&t, name))
			return true;
	return false;
}

char *
dn_words_rename(const void *mem, const char *text, const char *name, const char *new_name)
{
	struct dunlin_buf *buf = dn_buf_new(mem);
	struct words_token t;

	for (t = words_next(text); t.kind != WORDS_END; t = words_next(t.s + t.len))
		if (words_is(&t, name))
			dn_name_quote(buf, new_name);
		else
			dunlin_buf_put(buf, t.s, t.len);
	return dn_buf_steal(mem, buf);
}

static struct words_token
words_next_solid(const char *s)
{
	struct words_token t = words_next(s);

	return t.kind == WORDS_SPACE ? words_next(t.s + t.len) : t;
}

static bool
words_is_punct(const struct words_token *t, char c)
{
	return t->kind == WORDS_OTHER && *t->s == c;
}

/* How many pairs of parentheses are around all of it? */
static size_t
words_around(const char *s)
{
	size_t opened = 0, depth = 0, least = SIZE_MAX;
	struct words_token t;

	for (t = words_next_solid(s); t.kind != WORDS_END; t = words_next_solid(t.s + t.len)) {
		if (words_is_punct(&t, ')')) {
			depth -= depth > 0;
			continue;
		}
		if (!words_is_punct(&t, '(') || least < SIZE_MAX)
			least = depth < least ? depth : least;
		depth += words_is_punct(&t, '(');
		opened += least == SIZE_MAX;
	}
	return opened < least ? opened : least;
}

/* The first token that those do not open. */
static struct words_token
words_within(const char *s)
{
	size_t around = words_around(s);
	struct words_token t = words_next_solid(s);

	while (around-- > 0)
		t = words_next_solid(t.s + t.len);
	return t;
}

/* Is there nothing left but what closes them? */
static bool
words_is_over(struct words_token t)
{
	while (words_is_punct(&t, ')'))
		t = words_next_solid(t.s + t.len);
	return t.kind == WORDS_END;
}

bool
dn_words_equal(const char *a, const char *b)
{
	struct words_token x = words_within(a), y = words_within(b);

	while (
	    x.kind != WORDS_END && x.kind == y.kind && x.len == y.len &&
	    (x.kind == WORDS_NAME ? strncasecmp(x.s, y.s, x.len) : strncmp(x.s, y.s, x.len)) == 0) {
		x = words_next_solid(x.s + x.len);
		y = words_next_solid(y.s + y.len);
	}
	return words_is_over(x) && words_is_over(y);
}
