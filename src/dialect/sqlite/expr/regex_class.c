/* regex_class.c - the characters of a regular expression as GLOB's classes */
#include "config.h"

#include <ctype.h>
#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/expr/regex.h"

/* What is in a class, as GLOB writes it; "]" and "-" have their places there. */
struct set {
	struct dunlin_buf *rest;
	bool close, dash, caret;
};

static void
set_add(struct dn_regex_parser *p, struct set *set, const char *c, size_t len)
{
	char other[] = { (char) (islower((unsigned char) *c) ? toupper((unsigned char) *c)
							     : tolower((unsigned char) *c)),
		'\0' };

	set->close = set->close || *c == ']';
	set->dash = set->dash || *c == '-';
	set->caret = set->caret || *c == '^';
	if (strchr("]-^", *c) == NULL)
		dunlin_buf_put(set->rest, c, len);
	if (p->ignore_case && len == 1 && isalpha((unsigned char) *c))
		dunlin_buf_puts(set->rest, other);
}

static bool
set_add_range(struct dn_regex_parser *p, struct set *set, const char *from, const char *to)
{
	bool letters = isalnum((unsigned char) *from) && isalnum((unsigned char) *to);

	if (*from > *to || strchr("]-^", *from) != NULL || strchr("]-^", *to) != NULL ||
	    (p->ignore_case && !letters))
		return false;
	dunlin_buf_printf(set->rest, "%c-%c", *from, *to);
	if (!p->ignore_case || isdigit((unsigned char) *from))
		return !p->ignore_case || isdigit((unsigned char) *to);
	if (islower((unsigned char) *from) != islower((unsigned char) *to))
		return false;
	dunlin_buf_printf(set->rest, "%c-%c", *from ^ 0x20, *to ^ 0x20);
	return true;
}

/* \d, [:alpha:] and their like. */
static bool
set_add_named(struct dn_regex_parser *p, struct set *set, const char *name, size_t len)
{
	static const char *const names[][2] = { { "d", "0-9" }, { "digit", "0-9" },
		{ "w", "a-zA-Z0-9_" }, { "s", " \t\n\r\f\v" }, { "space", " \t\n\r\f\v" },
		{ "alpha", "a-zA-Z" }, { "alnum", "a-zA-Z0-9" }, { "upper", "A-Z" },
		{ "lower", "a-z" }, { "xdigit", "0-9a-fA-F" }, { "blank", " \t" } };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (strlen(names[i][0]) != len || strncmp(names[i][0], name, len) != 0)
			continue;
		p->letters = p->letters || strchr("wau", *name) != NULL || *name == 'l';
		if (p->ignore_case && (*name == 'u' || *name == 'l'))
			return false;
		dunlin_buf_puts(set->rest, names[i][1]);
		return true;
	}
	return false;
}

static char *
set_glob(struct dn_regex_parser *p, const struct set *set, bool inverted)
{
	/* "^" must not come first. */
	if (!inverted && set->caret && !set->close && set->rest->len == 0)
		return dn_strdup(p->mem, set->dash ? "[-^]" : "^");
	return dn_sprintf(p->mem, "[%s%s%s%s%s%s]", inverted ? "^" : "", set->close ? "]" : "",
	    inverted ? DN_REGEX_MARKS : "", set->rest->s, set->caret ? "^" : "",
	    set->dash ? "-" : "");
}

static size_t
class_length(const char *s)
{
	size_t n = 1;

	while (((unsigned char) s[n] & 0xc0) == 0x80)
		n++;
	return n;
}

/* A character that may be written with "\"; LEN 0: it is none. */
static const char *
class_char(struct dn_regex_parser *p, size_t *len)
{
	static const char *const escapes[] = { "n\n", "t\t", "r\r", "f\f", "v\v" };
	const char *c = p->s;

	*len = class_length(c);
	if (*c == '\\') {
		c++;
		*len = *c == '\0' || isalnum((unsigned char) *c) ? 0 : class_length(c);
		for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++)
			if (*c == escapes[i][0]) {
				p->s = c + 1;
				*len = 1;
				return escapes[i] + 1;
			}
	}
	/* Other letters have a case, too, of which GLOB knows nothing. */
	if (*c == '\0' || strchr(DN_REGEX_MARKS, *c) != NULL ||
	    (p->ignore_case && (unsigned char) *c >= 0x80))
		*len = 0;
	p->s = c + *len;
	return c;
}

static bool
class_item(struct dn_regex_parser *p, struct set *set)
{
	const char *from, *to;
	size_t len, end;

	if (strncmp(p->s, "[:", 2) == 0) {
		const char *name = p->s + 2, *close = strstr(name, ":]");

		p->s = close == NULL ? p->s : close + 2;
		return close != NULL && set_add_named(p, set, name, (size_t) (close - name));
	}
	if (strncmp(p->s, "[.", 2) == 0 || strncmp(p->s, "[=", 2) == 0)
		return false;
	if (*p->s == '\\' && strchr("dws", p->s[1]) != NULL && p->s[1] != '\0') {
		p->s += 2;
		return set_add_named(p, set, p->s - 1, 1);
	}
	from = class_char(p, &len);
	if (len == 0)
		return false;
	if (*p->s != '-' || p->s[1] == ']' || p->s[1] == '\0') {
		set_add(p, set, from, len);
		return true;
	}
	p->s++;
	to = class_char(p, &end);
	return len == 1 && end == 1 && set_add_range(p, set, from, to);
}

char *
dn_regex_class(struct dn_regex_parser *p)
{
	struct set set = { .rest = dn_buf_new(p->mem) };
	bool inverted = *++p->s == '^', first = true;

	p->s += inverted ? 1 : 0;
	for (; first || *p->s != ']'; first = false) {
		if (*p->s == '\0' || !class_item(p, &set))
			return NULL;
	}
	p->s++;
	return set_glob(p, &set, inverted);
}

char *
dn_regex_letter(struct dn_regex_parser *p)
{
	struct set set = { .rest = dn_buf_new(p->mem) };
	char c = p->s[1], name = (char) tolower((unsigned char) c);

	p->s += 2;
	return set_add_named(p, &set, &name, 1) ? set_glob(p, &set, isupper((unsigned char) c))
						: NULL;
}

char *
dn_regex_one(struct dn_regex_parser *p)
{
	struct set set = { .rest = dn_buf_new(p->mem) };
	size_t len;
	const char *c = class_char(p, &len);

	if (len == 0)
		return NULL;
	set_add(p, &set, c, len);
	/* What means nothing to GLOB, and has no case here. */
	if (strchr("*?[", *c) == NULL && set.rest->len <= len)
		return dn_strndup(p->mem, c, len);
	return set_glob(p, &set, false);
}
