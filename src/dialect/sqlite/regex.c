/* regex.c - regular expressions of PostgreSQL as automata over GLOB's classes */
#include "config.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/regex.h"

struct parser {
	const void *mem;
	const char *s;
	struct dn_regex *r;
	bool ignore_case;
	unsigned depth;
};

/* A part of the expression. */
struct part {
	struct dn_regex_set first, last;
	bool empty, thin;
};

bool
dn_regex_has(const struct dn_regex_set *set, size_t state)
{
	return (set->word[state / 64] >> (state % 64) & 1) != 0;
}

static void
regex_join(struct dn_regex_set *into, const struct dn_regex_set *set)
{
	for (size_t i = 0; i < DN_REGEX_MAX / 64; i++)
		into->word[i] |= set->word[i];
}

/* Behind each of LAST comes each of FIRST. */
static void
regex_follow(struct dn_regex *r, const struct dn_regex_set *last, const struct dn_regex_set *first)
{
	for (size_t i = 0; i < r->n; i++)
		if (dn_regex_has(last, i))
			regex_join(&r->follow[i], first);
}

static void
regex_then(struct parser *p, struct part *left, const struct part *right)
{
	regex_follow(p->r, &left->last, &right->first);
	if (left->empty)
		regex_join(&left->first, &right->first);
	if (right->empty)
		regex_join(&left->last, &right->last);
	else
		left->last = right->last;
	left->empty = left->empty && right->empty;
	left->thin = left->thin && right->thin;
}

/* -- characters ---------------------------------------------------------------------------- */

static bool
regex_state(struct parser *p, const char *glob, bool mark, struct part *part)
{
	size_t n = p->r->n;

	if (n == DN_REGEX_MAX)
		return false;
	p->r->glob[n] = dn_strdup(p->mem, glob);
	p->r->follow[n] = (struct dn_regex_set){ 0 };
	*part = (struct part){ .thin = mark };
	part->first.word[n / 64] = part->last.word[n / 64] = (uint64_t) 1 << (n % 64);
	p->r->n++;
	return true;
}

/* What is in a class, as GLOB writes it; "]" and "-" have their places there. */
struct set {
	struct dunlin_buf *rest;
	bool close, dash, caret;
};

static void
set_add(struct parser *p, struct set *set, const char *c, size_t len)
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
set_add_range(struct parser *p, struct set *set, const char *from, const char *to)
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
set_add_named(struct parser *p, struct set *set, const char *name, size_t len)
{
	static const char *const names[][2] = { { "d", "0-9" }, { "digit", "0-9" },
		{ "w", "a-zA-Z0-9_" }, { "s", " \t\n\r\f\v" }, { "space", " \t\n\r\f\v" },
		{ "alpha", "a-zA-Z" }, { "alnum", "a-zA-Z0-9" }, { "upper", "A-Z" },
		{ "lower", "a-z" }, { "xdigit", "0-9a-fA-F" }, { "blank", " \t" } };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (strlen(names[i][0]) != len || strncmp(names[i][0], name, len) != 0)
			continue;
		p->r->letters = p->r->letters || strchr("wau", *name) != NULL || *name == 'l';
		if (p->ignore_case && (*name == 'u' || *name == 'l'))
			return false;
		dunlin_buf_puts(set->rest, names[i][1]);
		return true;
	}
	return false;
}

static char *
set_glob(struct parser *p, const struct set *set, bool inverted)
{
	/* "^" must not come first. */
	if (!inverted && set->caret && !set->close && set->rest->len == 0)
		return dn_strdup(p->mem, set->dash ? "[-^]" : "^");
	return dn_sprintf(p->mem, "[%s%s%s%s%s%s]", inverted ? "^" : "", set->close ? "]" : "",
	    inverted ? DN_REGEX_MARKS : "", set->rest->s, set->caret ? "^" : "",
	    set->dash ? "-" : "");
}

static size_t
regex_length(const char *s)
{
	size_t n = 1;

	while (((unsigned char) s[n] & 0xc0) == 0x80)
		n++;
	return n;
}

/* A character that may be written with "\"; LEN 0: it is none. */
static const char *
regex_char(struct parser *p, size_t *len)
{
	static const char *const escapes[] = { "n\n", "t\t", "r\r", "f\f", "v\v" };
	const char *c = p->s;

	*len = regex_length(c);
	if (*c == '\\') {
		c++;
		*len = *c == '\0' || isalnum((unsigned char) *c) ? 0 : regex_length(c);
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
regex_class_item(struct parser *p, struct set *set)
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
	from = regex_char(p, &len);
	if (len == 0)
		return false;
	if (*p->s != '-' || p->s[1] == ']' || p->s[1] == '\0') {
		set_add(p, set, from, len);
		return true;
	}
	p->s++;
	to = regex_char(p, &end);
	return len == 1 && end == 1 && set_add_range(p, set, from, to);
}

static bool
regex_class(struct parser *p, struct part *part)
{
	struct set set = { .rest = dn_buf_new(p->mem) };
	bool inverted = *++p->s == '^', first = true;

	p->s += inverted ? 1 : 0;
	for (; first || *p->s != ']'; first = false) {
		if (*p->s == '\0' || !regex_class_item(p, &set))
			return false;
	}
	p->s++;
	return regex_state(p, set_glob(p, &set, inverted), false, part);
}

/* Whole classes by a letter, and the anchors "\A" and "\Z". */
static bool
regex_escape(struct parser *p, struct part *part, bool *done)
{
	char c = p->s[1];
	struct set set = { .rest = dn_buf_new(p->mem) };
	char name[] = { (char) tolower((unsigned char) c), '\0' };

	*done = c != '\0' && strchr("dDwWsSAZ", c) != NULL;
	if (!*done)
		return true;
	p->s += 2;
	if (c == 'A' || c == 'Z')
		return regex_state(p, c == 'A' ? "\001" : "\002", true, part);
	return set_add_named(p, &set, name, 1) &&
	       regex_state(p, set_glob(p, &set, isupper((unsigned char) c)), false, part);
}

static bool regex_alternatives(struct parser *p, struct part *part);

static bool
regex_group(struct parser *p, struct part *part)
{
	bool captures = p->s[1] != '?';
	size_t from = p->r->n;
	bool plain = captures && p->depth == 0;

	if (!captures && p->s[2] != ':')
		return false;
	p->s += captures ? 1 : 3;
	p->r->groups += captures;
	p->depth++;
	if (!regex_alternatives(p, part) || *p->s != ')')
		return false;
	p->depth--;
	p->s++;
	if (captures) {
		p->r->group_from = from;
		p->r->group_to = p->r->n;
		p->r->group_plain = plain && (*p->s == '\0' || strchr("*+?{", *p->s) == NULL);
	}
	return true;
}

static bool
regex_atom(struct parser *p, struct part *part)
{
	struct set set = { .rest = dn_buf_new(p->mem) };
	const char *c;
	size_t len;
	bool done = false;

	switch (*p->s) {
	case '(': return regex_group(p, part);
	case '[': return regex_class(p, part);
	case '.': p->s++; return regex_state(p, "[^" DN_REGEX_MARKS "]", false, part);
	case '^': p->s++; return regex_state(p, "\001", true, part);
	case '$': p->s++; return regex_state(p, "\002", true, part);
	case '\\':
		if (!regex_escape(p, part, &done) || done)
			return done;
		break;
	case '*':
	case '+':
	case '?':
	case '{': return false;
	default: break;
	}
	c = regex_char(p, &len);
	if (len == 0)
		return false;
	set_add(p, &set, c, len);
	/* What means nothing to GLOB, and has no case here. */
	if (strchr("*?[", *c) == NULL && set.rest->len <= len)
		return regex_state(p, dn_strndup(p->mem, c, len), false, part);
	return regex_state(p, set_glob(p, &set, false), false, part);
}

/* -- repetition ---------------------------------------------------------------------------- */

/* "{m}", "{m,}", "{m,n}", "*", "+", "?" or nothing; MOST -1: no bound. */
static bool
regex_bounds(struct parser *p, long *least, long *most)
{
	char *end;

	*least = *most = 1;
	if (*p->s != '\0' && strchr("*+?", *p->s) != NULL) {
		*least = *p->s == '+' ? 1 : 0;
		*most = *p->s == '?' ? 1 : -1;
		p->s++;
	} else if (*p->s == '{') {
		if (!isdigit((unsigned char) p->s[1]))
			return false;
		*least = *most = strtol(p->s + 1, &end, 10);
		if (*end == ',')
			*most = *++end == '}' ? -1 : strtol(end, &end, 10);
		if (*end != '}' || *most == 0 || (*most > 0 && *most < *least) || *least > 255)
			return false;
		p->s = end + 1;
	} else {
		return true;
	}
	if (*p->s == '?') {
		p->r->lazy = true;
		p->s++;
	}
	return *p->s == '\0' || strchr("*+?{", *p->s) == NULL;
}

static bool
regex_repeated(struct parser *p, struct part *part)
{
	const char *atom = p->s, *end;
	long least, most;

	if (!regex_atom(p, part) || !regex_bounds(p, &least, &most))
		return false;
	end = p->s;
	if (most == -1 && least <= 1)
		regex_follow(p->r, &part->last, &part->first);
	part->empty = part->empty || least == 0;
	part->thin = part->thin || least == 0;
	for (long i = 1; i < (most == -1 ? least : most); i++) {
		struct part again;

		p->s = atom;
		if (!regex_atom(p, &again))
			return false;
		if (most == -1 && i + 1 == least)
			regex_follow(p->r, &again.last, &again.first);
		again.empty = again.empty || i >= least;
		again.thin = again.thin || i >= least;
		regex_then(p, part, &again);
	}
	p->s = end;
	return true;
}

static bool
regex_branch(struct parser *p, struct part *part)
{
	*part = (struct part){ .empty = true, .thin = true };
	while (*p->s != '\0' && *p->s != '|' && *p->s != ')') {
		struct part next;

		if (!regex_repeated(p, &next))
			return false;
		regex_then(p, part, &next);
	}
	return true;
}

static bool
regex_alternatives(struct parser *p, struct part *part)
{
	if (p->depth > 100 || !regex_branch(p, part))
		return false;
	while (*p->s == '|') {
		struct part other;

		p->s++;
		if (p->depth == 0)
			p->r->group_plain = false;
		if (!regex_branch(p, &other))
			return false;
		if (p->depth == 0)
			p->r->group_plain = false;
		regex_join(&part->first, &other.first);
		regex_join(&part->last, &other.last);
		part->empty = part->empty || other.empty;
		part->thin = part->thin || other.thin;
	}
	return true;
}

bool
dn_regex_parse(const void *mem, const char *pattern, bool ignore_case, struct dn_regex *r)
{
	struct parser p = { .mem = mem, .s = pattern, .r = r, .ignore_case = ignore_case };
	struct part part;

	memset(r, 0, sizeof *r);
	/* "(?i)" and "***" say what the rest is. */
	if (strncmp(pattern, "(?i)", 4) == 0) {
		p.s += 4;
		p.ignore_case = true;
	}
	if (*p.s == '*' || !regex_alternatives(&p, &part) || *p.s != '\0')
		return false;
	r->first = part.first;
	r->last = part.last;
	r->empty = part.empty;
	r->thin = part.thin;
	r->group_plain = r->group_plain && r->groups == 1;
	return true;
}

char *
dn_regex_of_similar(const void *mem, const char *pattern)
{
	struct dunlin_buf *buf = dn_buf_new(mem);
	bool class = false;

	dunlin_buf_puts(buf, "^(?:");
	for (const char *s = pattern; *s != '\0'; s++) {
		if (*s == '\\' && s[1] != '\0') {
			dunlin_buf_puts(buf, isalnum((unsigned char) s[1]) ? "" : "\\");
			dunlin_buf_put(buf, ++s, 1);
			continue;
		}
		class = *s == '[' || (class && *s != ']');
		if (!class && *s == '%')
			dunlin_buf_puts(buf, ".*");
		else if (!class && *s == '_')
			dunlin_buf_puts(buf, ".");
		else if (!class && *s == '(')
			dunlin_buf_puts(buf, "(?:");
		else if (!class && strchr(".^$", *s) != NULL)
			dunlin_buf_printf(buf, "\\%c", *s);
		else
			dunlin_buf_put(buf, s, 1);
	}
	dunlin_buf_puts(buf, ")$");
	return buf->s;
}
