/* regex.h - regular expressions of PostgreSQL as automata over GLOB's classes */
#ifndef DN_DIALECT_SQLITE_REGEX_H
#define DN_DIALECT_SQLITE_REGEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* How many characters an expression may have, repeated ones counted as often as they come. */
enum { DN_REGEX_MAX = 192 };

struct dn_regex_set {
	uint64_t word[DN_REGEX_MAX / 64];
};

/*
 * Each character of the expression is a state, in which the text has just matched it (Glushkov's
 * construction: no transition is empty).  The beginning and the end of the text are characters of
 * their own, so that anchors may stand anywhere.
 */
struct dn_regex {
	size_t n;
	char *glob[DN_REGEX_MAX]; /* what a state's character is */
	struct dn_regex_set first, last, follow[DN_REGEX_MAX];
	bool empty;                  /* it matches "" */
	bool thin;                   /* it matches without a character of the text, as "^" does */
	bool lazy;                   /* with a quantifier that prefers less */
	bool letters;                /* with a class of letters, of which only A to Z are known */
	size_t groups;               /* that capture */
	bool group_plain;            /* the one group stands alone: not optional, not repeated */
	size_t group_from, group_to; /* its states, the end not included */
};

/* An expression that is being read, up to S. */
struct dn_regex_parser {
	const void *mem;
	const char *s;
	struct dn_regex *r;
	bool ignore_case, letters;
	unsigned depth;
};

/* regex_class.c: what stands at S as GLOB, NULL where it has no such: "[...]", "\d", one character
 */
char *dn_regex_class(struct dn_regex_parser *p);
char *dn_regex_letter(struct dn_regex_parser *p);
char *dn_regex_one(struct dn_regex_parser *p);

/* regex.c */
/* False for what is no regular language, or not understood.  All parts are children of MEM. */
bool dn_regex_parse(const void *mem, const char *pattern, bool ignore_case, struct dn_regex *r);
bool dn_regex_has(const struct dn_regex_set *set, size_t state);
/* SIMILAR TO's pattern as a regular expression, with "\" as its escape character. */
char *dn_regex_of_similar(const void *mem, const char *pattern);

/* The marks of the text's beginning and end. */
#define DN_REGEX_MARKS "\001\002"

#endif
