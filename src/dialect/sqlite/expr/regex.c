/* regex.c - regular expressions of PostgreSQL as automata over GLOB's classes */
#include "config.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/expr/regex.h"

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
regex_then(struct dn_regex_parser *p, struct part *left, const struct part *right)
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
regex_state(struct dn_regex_parser *p, const char *glob, bool mark, struct part *part)
{
	size_t n = p->r->n;

	if (glob == NULL || n == DN_REGEX_MAX)
		return false;
	p->r->glob[n] = dn_strdup(p->mem, glob);
	p->r->follow[n] = (struct dn_regex_set){ 0 };
	*part = (struct part){ .thin = mark };
	part->first.word[n / 64] = part->last.word[n / 64] = (uint64_t) 1 << (n % 64);
	p->r->n++;
	return true;
}

/* Whole classes by a letter, and the anchors "\\A" and "\\Z". */
static bool
regex_escape(struct dn_regex_parser *p, struct part *part)
{
	char c = p->s[1];

	if (c != 'A' && c != 'Z')
		return regex_state(p, dn_regex_letter(p), false, part);
	p->s += 2;
	return regex_state(p, c == 'A' ? "\001" : "\002", true, part);
}

static bool regex_alternatives(struct dn_regex_parser *p, struct part *part);

static bool
regex_group(struct dn_regex_parser *p, struct part *part)
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
regex_atom(struct dn_regex_parser *p, struct part *part)
{
	switch (*p->s) {
	case '(': return regex_group(p, part);
	case '[': return regex_state(p, dn_regex_class(p), false, part);
	case '.': p->s++; return regex_state(p, "[^" DN_REGEX_MARKS "]", false, part);
	case '^': p->s++; return regex_state(p, "\001", true, part);
	case '$': p->s++; return regex_state(p, "\002", true, part);
	case '*':
	case '+':
	case '?':
	case '{': return false;
	default: break;
	}
	if (*p->s == '\\' && p->s[1] != '\0' && strchr("dDwWsSAZ", p->s[1]) != NULL)
		return regex_escape(p, part);
	return regex_state(p, dn_regex_one(p), false, part);
}

/* -- repetition ---------------------------------------------------------------------------- */

/* "{m}", "{m,}", "{m,n}", "*", "+", "?" or nothing; MOST -1: no bound. */
static bool
regex_bounds(struct dn_regex_parser *p, long *least, long *most)
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
regex_repeated(struct dn_regex_parser *p, struct part *part)
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
regex_branch(struct dn_regex_parser *p, struct part *part)
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
regex_alternatives(struct dn_regex_parser *p, struct part *part)
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
	struct dn_regex_parser p = { .mem = mem, .s = pattern, .r = r, .ignore_case = ignore_case };
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
	r->letters = p.letters;
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
