/* match.c - LIKE, ILIKE and simple regular expressions as GLOB */
#include "config.h"

#include <ctype.h>
#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/expr/expr.h"

/* One character in a GLOB pattern; "]" needs nothing outside a class. */
static void
glob_char(struct dunlin_buf *glob, char c)
{
	if (c == '*' || c == '?' || c == '[')
		dunlin_buf_printf(glob, "[%c]", c);
	else
		dunlin_buf_put(glob, &c, 1);
}

/* LIKE is case-sensitive in PostgreSQL and not in SQLite, where GLOB is. */
static bool
like_to_glob(struct dunlin_buf *glob, const char *s, char escape)
{
	for (; *s != '\0'; s++) {
		if (escape != '\0' && *s == escape) {
			if (*++s == '\0')
				return false;
			glob_char(glob, *s);
		} else if (*s == '%' || *s == '_') {
			dunlin_buf_puts(glob, *s == '%' ? "*" : "?");
		} else {
			glob_char(glob, *s);
		}
	}
	return true;
}

/* An ILIKE pattern with "\" as escape character. */
static bool
like_to_like(struct dunlin_buf *like, const char *s, char escape)
{
	for (; *s != '\0'; s++) {
		if (escape != '\0' && *s == escape) {
			if (*++s == '\0')
				return false;
			if (strchr("%_\\", *s) != NULL)
				dunlin_buf_puts(like, "\\");
		} else if (*s == '\\') {
			dunlin_buf_puts(like, "\\");
		}
		dunlin_buf_put(like, s, 1);
	}
	return true;
}

static bool
match_cannot(const struct sqlite_print *p, const struct dn_expr *expr, const char *why)
{
	return dn_sqlite_cannot(p->err, p->from, dn_sqlite_place(p, expr->span), "%s", why);
}

/* The constant pattern and its escape character, "\" unless written. */
static const char *
match_pattern(const struct dn_expr *expr, char *escape)
{
	const struct dn_expr *pattern = dn_expr_bare(expr->args[1]);

	*escape = '\\';
	if (pattern->kind == DN_EXPR_FUNCTION && pattern->nargs == 2 &&
	    strcmp(pattern->name, "like_escape") == 0) {
		const struct dn_expr *e = dn_expr_bare(pattern->args[1]);

		if (e->kind != DN_EXPR_STRING || strlen(e->text) > 1)
			return NULL;
		*escape = e->text[0];
		pattern = dn_expr_bare(pattern->args[0]);
	}
	return pattern->kind == DN_EXPR_STRING ? pattern->text : NULL;
}

static bool
match_has_escape(const struct dn_expr *expr)
{
	const struct dn_expr *pattern = dn_expr_bare(expr->args[1]);

	return pattern->kind == DN_EXPR_FUNCTION && strcmp(pattern->name, "like_escape") == 0;
}

/*
 * GLOB's characters are put into classes, and what "\" protects is out of the way meanwhile: as
 * control characters, which a pattern hardly has.
 */
#define AWAY  "replace(replace(replace($2, '\\\\', char(1)), '\\%', char(2)), '\\_', char(3))"
#define CLASS "replace(replace(replace(" AWAY ", '[', '[[]'), '*', '[*]'), '?', '[?]')"
#define GLOB                                                                                 \
	"replace(replace(replace(replace(replace(" CLASS ", '%', '*'), '_', '?'), char(1), " \
	"'\\'), char(2), '%'), char(3), '_')"

/* A pattern that is known when the statement runs. */
static bool
match_running(struct sqlite_print *p, const struct dn_expr *expr, bool negated, bool ignore_case)
{
	if (ignore_case)
		return dn_sqlite_fill(p,
		    negated ? "$1 NOT LIKE $2 ESCAPE '\\'" : "$1 LIKE $2 ESCAPE '\\'", expr->args,
		    2);
	return dn_sqlite_fill(p, negated ? "$1 NOT GLOB " GLOB : "$1 GLOB " GLOB, expr->args, 2);
}

static bool
match_like(struct sqlite_print *p, const struct dn_expr *expr, bool negated, bool ignore_case)
{
	const struct dn_type *type = dn_sqlite_expr_type(p, expr->args[0]);
	struct dunlin_buf *text = dn_buf_new(p->buf);
	char escape;
	const char *pattern = match_pattern(expr, &escape);
	bool ok = pattern != NULL;

	if (type != NULL && type->kind == DN_TYPE_CITEXT)
		ignore_case = true;
	if (!ok && p->query && !match_has_escape(expr)) {
		dn_free(text);
		return match_running(p, expr, negated, ignore_case);
	}
	if (ok)
		ok = ignore_case ? like_to_like(text, pattern, escape)
				 : like_to_glob(text, pattern, escape);
	if (!ok) {
		match_cannot(p, expr, "LIKE needs a constant pattern there");
	} else if ((ok = dn_sqlite_operand(p, expr->args[0]))) {
		dunlin_buf_printf(
		    p->buf, " %s%s ", negated ? "NOT " : "", ignore_case ? "LIKE" : "GLOB");
		dn_sqlite_literal(p->buf, text->s);
		if (ignore_case && strchr(text->s, '\\') != NULL)
			dunlin_buf_puts(p->buf, " ESCAPE '\\'");
	}
	dn_free(text);
	return ok;
}

/*
 * Regular expressions of the form ^item item ... tail$: items are characters, "." and classes, each
 * once or {n} times; the last may be repeated by "*", "+" or {m,n} when "$" follows.  Either anchor
 * may be missing where nothing is repeated.  Everything else is refused.
 */
struct regex {
	const char *s;
	struct dunlin_buf *glob; /* the fixed part */
	struct dunlin_buf *tail; /* class of the repeated last item, inverted: "[^a-z]" */
	size_t length;           /* characters of the fixed part */
	long least, most;        /* of the tail; MOST -1: no bound */
};

/* The inside of a class, without "^"; false for what GLOB has not. */
static bool
regex_class(struct regex *r, struct dunlin_buf *inside, bool *inverted)
{
	if (*r->s != '[') {
		if (strncmp(r->s, "\\d", 2) != 0)
			return false;
		dunlin_buf_puts(inside, "0-9");
		r->s += 2;
		return true;
	}
	r->s++;
	*inverted = *r->s == '^';
	r->s += *inverted ? 1 : 0;
	/* "]" or "-" first or last, "[", "\" and "^" mean other things in GLOB. */
	for (; *r->s != ']'; r->s++) {
		if (*r->s == '\0' || *r->s == '[' || *r->s == '\\' || *r->s == '^')
			return false;
		dunlin_buf_put(inside, r->s, 1);
	}
	r->s++;
	return inside->len > 0;
}

/* One item as GLOB, and inverted where it can be repeated. */
static bool
regex_item(struct regex *r, struct dunlin_buf *item, struct dunlin_buf *inverse)
{
	struct dunlin_buf *inside;
	bool inverted = false, ok;

	if (*r->s == '.') {
		r->s++;
		dunlin_buf_puts(item, "?");
		return true;
	}
	if (*r->s == '[' || strncmp(r->s, "\\d", 2) == 0) {
		inside = dn_buf_new(item);
		ok = regex_class(r, inside, &inverted);
		dunlin_buf_printf(item, "[%s%s]", inverted ? "^" : "", inside->s);
		dunlin_buf_printf(inverse, "[%s%s]", inverted ? "" : "^", inside->s);
		return ok;
	}
	if (*r->s == '\\') {
		/* An escaped letter or digit is a class or a reference. */
		if (r->s[1] == '\0' || isalnum((unsigned char) r->s[1]))
			return false;
		r->s++;
	} else if (strchr("*+?{}()|^$\\[", *r->s) != NULL) {
		return false;
	}
	if ((unsigned char) *r->s >= 0x80 || *r->s == ']')
		return false;
	glob_char(item, *r->s);
	dunlin_buf_printf(inverse, "[^%c]", *r->s);
	r->s++;
	return true;
}

/* "{m}", "{m,}", "{m,n}", "*", "+", "?" or nothing. */
static bool
regex_bounds(struct regex *r, long *least, long *most)
{
	static const char digits[] = "0123456789";

	*least = *most = 1;
	if (*r->s == '*' || *r->s == '+' || *r->s == '?') {
		*least = *r->s == '+' ? 1 : 0;
		*most = *r->s == '?' ? 1 : -1;
		r->s++;
		return true;
	}
	if (*r->s != '{')
		return true;
	r->s++;
	if (strspn(r->s, digits) == 0 || strspn(r->s, digits) > 3)
		return false;
	*least = *most = strtol(r->s, NULL, 10);
	r->s += strspn(r->s, digits);
	if (*r->s == ',') {
		r->s++;
		if (strspn(r->s, digits) > 3)
			return false;
		*most = *r->s == '}' ? -1 : strtol(r->s, NULL, 10);
		r->s += strspn(r->s, digits);
	}
	return *r->s++ == '}' && (*most == -1 || *most >= *least);
}

static bool
regex_parse(struct regex *r)
{
	bool anchored = *r->s == '^';

	r->s += anchored ? 1 : 0;
	dunlin_buf_puts(r->glob, anchored ? "" : "*");
	while (*r->s != '\0' && strcmp(r->s, "$") != 0) {
		struct dunlin_buf *item = dn_buf_new(r->glob), *inverse = dn_buf_new(r->tail);
		long least, most;

		if (!regex_item(r, item, inverse) || !regex_bounds(r, &least, &most))
			return false;
		for (long i = 0; i < least; i++)
			dunlin_buf_puts(r->glob, item->s);
		r->length += (size_t) least;
		if (least == most)
			continue;
		r->least = 0;
		r->most = most < 0 ? -1 : most - least;
		dunlin_buf_puts(r->tail, inverse->s);
		return anchored && inverse->len > 0 && strcmp(r->s, "$") == 0;
	}
	dunlin_buf_puts(r->glob, *r->s == '$' ? "" : "*");
	return true;
}

static bool
regex_print(struct sqlite_print *p, const struct dn_expr *subject, const struct regex *r)
{
	bool tail = r->tail->len > 0;
	char *pattern = dn_sprintf(p->buf, "%s%s", r->glob->s, tail ? "*" : "");

	if (!dn_sqlite_operand(p, subject))
		return false;
	dunlin_buf_puts(p->buf, " GLOB ");
	dn_sqlite_literal(p->buf, pattern);
	dn_free(pattern);
	if (!tail)
		return true;
	dunlin_buf_puts(p->buf, r->length == 0 ? " AND " : " AND substr(");
	if (r->length == 0 ? !dn_sqlite_operand(p, subject) : !dn_sqlite_expr(p, subject))
		return false;
	if (r->length > 0)
		dunlin_buf_printf(p->buf, ", %zu)", r->length + 1);
	pattern = dn_sprintf(p->buf, "*%s*", r->tail->s);
	dunlin_buf_puts(p->buf, " NOT GLOB ");
	dn_sqlite_literal(p->buf, pattern);
	dn_free(pattern);
	if (r->most < 0)
		return true;
	dunlin_buf_puts(p->buf, " AND length(");
	if (!dn_sqlite_expr(p, subject))
		return false;
	dunlin_buf_printf(p->buf, ") <= %zu", r->length + (size_t) r->most);
	return true;
}

char *
dn_sqlite_regex_text(const void *mem, const struct dn_expr *pattern)
{
	const char *s = dn_expr_bare(pattern)->text;
	struct dunlin_buf *text;

	if (dn_expr_bare(pattern)->kind != DN_EXPR_STRING || strncmp(s, "***", 3) == 0)
		return NULL;
	text = dn_buf_new(mem);
	for (; *s != '\0'; s++) {
		bool escaped = *s == '\\' && s[1] != '\0' && !isalnum((unsigned char) s[1]);

		if (escaped)
			s++;
		else if (strchr("*+?{}()|^$.\\[", *s) != NULL)
			return NULL;
		dunlin_buf_put(text, s, 1);
	}
	return text->s;
}

/* ^(a|b|c)$ with plain words is a list of them. */
static bool
regex_words(struct dunlin_buf *list, const char *s)
{
	const char *end;

	if (strncmp(s, "^(", 2) != 0)
		return false;
	s += strncmp(s, "^(?:", 4) == 0 ? 4 : 2;
	end = strchr(s, ')');
	if (end == NULL || strcmp(end, ")$") != 0 || strcspn(s, "\\.[*+?{^$(") < (size_t) (end - s))
		return false;
	for (;; s++) {
		size_t n = strcspn(s, "|)");
		char *word = dn_strndup(list, s, n);

		dn_sqlite_literal(list, word);
		s += n;
		if (s == end)
			return true;
		dunlin_buf_puts(list, ", ");
	}
}

/* What GLOB can say, which a CHECK or an index may have, too; false: it cannot. */
static bool
match_glob(struct sqlite_print *p, const struct dn_expr *expr, bool *done)
{
	const struct dn_expr *pattern = dn_expr_bare(expr->args[1]);
	void *scratch = dn_new_context(p->buf);
	struct dunlin_buf *list = dn_buf_new(scratch);
	struct regex r = { .glob = dn_buf_new(scratch), .tail = dn_buf_new(scratch) };
	bool ok = true;

	r.s = pattern->kind == DN_EXPR_STRING ? pattern->text : "(";
	*done = true;
	if (regex_words(list, r.s)) {
		ok = dn_sqlite_operand(p, expr->args[0]);
		dunlin_buf_printf(p->buf, " IN (%s)", list->s);
	} else if (strncmp(r.s, "***", 3) != 0 && regex_parse(&r)) {
		ok = regex_print(p, expr->args[0], &r);
	} else {
		*done = false;
	}
	dn_free(scratch);
	return ok;
}

static bool
match_regex(struct sqlite_print *p, const struct dn_expr *expr, bool negated, bool ignore_case)
{
	bool done = false;

	dunlin_buf_puts(p->buf, negated ? "NOT (" : "(");
	if (!ignore_case && !match_glob(p, expr, &done))
		return false;
	if (!done && !dn_sqlite_regex_match(p, expr, ignore_case))
		return false;
	dunlin_buf_puts(p->buf, ")");
	return true;
}

bool
dn_sqlite_match(struct sqlite_print *p, const struct dn_expr *expr)
{
	bool negated = expr->name[0] == '!';
	const char *name = expr->name + (negated ? 1 : 0);

	if (name[0] == '~' && name[1] != '~')
		return match_regex(p, expr, negated, name[1] == '*');
	return match_like(p, expr, negated, strcmp(name, "~~*") == 0);
}
