/* regex_print.c - regular expressions as recursive queries */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/expr/expr.h"
#include "dialect/sqlite/expr/regex.h"

/* A longer list of transitions would be slower than anybody waits. */
enum { REGEX_TRANSITIONS = 4000 };

static bool
regex_cannot(const struct sqlite_print *p, const struct dn_expr *expr, const char *why)
{
	return dn_sqlite_cannot(p->err, p->from, dn_sqlite_place(p, expr->span), "%s", why);
}

/* The constant pattern, and whether SIMILAR TO has it; NULL: none. */
static const char *
regex_pattern(const void *mem, const struct dn_expr *pattern)
{
	const struct dn_expr *e = dn_expr_bare(pattern);

	if (e->kind == DN_EXPR_FUNCTION && e->nargs == 1 &&
	    strcmp(e->name, "similar_to_escape") == 0) {
		e = dn_expr_bare(e->args[0]);
		return e->kind == DN_EXPR_STRING ? dn_regex_of_similar(mem, e->text) : NULL;
	}
	return e->kind == DN_EXPR_STRING ? e->text : NULL;
}

static size_t
regex_count(const struct dn_regex *r)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n; i++)
		for (size_t j = 0; j < r->n; j++)
			n += dn_regex_has(&r->follow[i], j);
	return n;
}

static struct dn_regex *
regex_read(struct sqlite_print *p, const struct dn_expr *expr, const struct dn_expr *pattern,
    bool ignore_case)
{
	struct dn_regex *r = dn_new(p->buf, struct dn_regex);
	const char *text = regex_pattern(r, pattern);

	if (text == NULL)
		regex_cannot(p, expr, "a regular expression must be a constant there");
	else if (!p->query)
		regex_cannot(p, expr,
		    "SQLite has no regular expressions, and this one is beyond what GLOB can say");
	else if (!dn_regex_parse(r, text, ignore_case, r) || regex_count(r) > REGEX_TRANSITIONS)
		regex_cannot(p, expr,
		    "this regular expression is beyond what can be said in SQLite's words");
	else {
		if (r->letters)
			dn_translation_notice(p->t, "ascii-letters",
			    "classes of letters in regular expressions are A to Z only");
		return r;
	}
	return NULL;
}

/* -- the automaton ------------------------------------------------------------------------- */

static void
regex_transitions(struct sqlite_print *p, size_t from, const struct dn_regex_set *to,
    const struct dn_regex *r, const char **comma)
{
	for (size_t i = 0; i < r->n; i++) {
		if (!dn_regex_has(to, i))
			continue;
		dunlin_buf_printf(p->buf, "%s(%zu, ", *comma, from);
		for (const char *s = r->glob[i]; *s != '\0';) {
			size_t n = strcspn(s, DN_REGEX_MARKS);
			char *piece = dn_strndup(p->buf, s, n);

			/* A script has no control characters in it. */
			if (n > 0)
				dn_sqlite_literal(p->buf, piece);
			s += n;
			if (*s != '\0')
				dunlin_buf_printf(p->buf, "%schar(%d)", n > 0 ? " || " : "", *s++);
			dunlin_buf_puts(p->buf, *s != '\0' ? " || " : "");
			dn_free(piece);
		}
		dunlin_buf_printf(p->buf, ", %zu)", i + 1);
		*comma = ", ";
	}
}

/*
 * dn_s: the text between its marks, and its length.  dn_t: from state A to state B with a
 * character that is like G.
 */
static bool
regex_with(struct sqlite_print *p, struct dn_expr *subject, const struct dn_regex *r)
{
	const char *comma = "VALUES ";

	dunlin_buf_puts(p->buf,
	    "(WITH RECURSIVE dn_s (s, n) AS (SELECT char(1) || x || char(2), length(x) "
	    "FROM (SELECT ");
	if (!dn_sqlite_expr(p, subject))
		return false;
	dunlin_buf_puts(p->buf, " AS x)), dn_t (a, g, b) AS (");
	regex_transitions(p, 0, &r->first, r, &comma);
	for (size_t i = 0; i < r->n; i++)
		regex_transitions(p, i + 1, &r->follow[i], r, &comma);
	/* What matches nothing but "" has no transition. */
	dunlin_buf_puts(p->buf, *comma == 'V' ? "VALUES (0, '', 0))" : ")");
	return true;
}

static void
regex_finals(struct sqlite_print *p, const struct dn_regex *r)
{
	dunlin_buf_puts(p->buf, r->empty ? "IN (0" : "IN (-1");
	for (size_t i = 0; i < r->n; i++)
		if (dn_regex_has(&r->last, i))
			dunlin_buf_printf(p->buf, ", %zu", i + 1);
	dunlin_buf_puts(p->buf, ")");
}

bool
dn_sqlite_regex_match(struct sqlite_print *p, const struct dn_expr *expr, bool ignore_case)
{
	const struct dn_regex *r = regex_read(p, expr, expr->args[1], ignore_case);

	if (r == NULL || !regex_with(p, expr->args[0], r))
		return false;
	/* State 0 waits for where the match begins. */
	dunlin_buf_puts(p->buf,
	    ", dn_m (p, st) AS (SELECT 1, 0 UNION SELECT p + 1, b FROM dn_m JOIN dn_s JOIN (SELECT "
	    "a, g, b FROM dn_t UNION ALL SELECT 0, '?', 0) ON a = st WHERE substr(s, p, 1) GLOB g) "
	    "SELECT CASE WHEN s IS NOT NULL THEN EXISTS (SELECT 1 FROM dn_m WHERE st ");
	regex_finals(p, r);
	dunlin_buf_puts(p->buf, ") END FROM dn_s)");
	return true;
}

/*
 * dn_f: from each place (B, in dn_s) the longest match, which ends before E; its group is from I
 * up to J, its beginning and then itself as long as can be.
 */
static void
regex_found(struct sqlite_print *p, const struct dn_regex *r)
{
	bool group = r->group_plain;

	dunlin_buf_puts(p->buf,
	    ", dn_b (b) AS (SELECT 1 UNION ALL SELECT b + 1 FROM dn_b JOIN dn_s WHERE b < n + 2), "
	    "dn_m (b, p, st, i, j) AS (SELECT b, b, 0, 0, 0 FROM dn_b UNION SELECT dn_m.b, p + 1, "
	    "dn_t.b, ");
	if (group)
		dunlin_buf_printf(p->buf,
		    "CASE WHEN i = 0 AND dn_t.b > %zu THEN p ELSE i END, CASE WHEN j = 0 AND "
		    "dn_t.b > %zu THEN p ELSE j END",
		    r->group_from, r->group_to);
	else
		dunlin_buf_puts(p->buf, "0, 0");
	dunlin_buf_puts(p->buf,
	    " FROM dn_m JOIN dn_s JOIN dn_t ON a = st WHERE substr(s, p, 1) GLOB g), dn_f (b, e, "
	    "i, j, k) AS (SELECT b, e, i, j, row_number() OVER (PARTITION BY b ORDER BY e DESC, i "
	    "DESC, j DESC) FROM (SELECT max(dn_m.b, 2) AS b, min(p, n + 2) AS e, "
	    "max(coalesce(nullif(i, 0), p), 2) AS i, min(coalesce(nullif(j, 0), p), n + 2) AS j "
	    "FROM dn_m JOIN dn_s WHERE st ");
	regex_finals(p, r);
	dunlin_buf_puts(p->buf, "))");
}

/* -- regexp_replace() ---------------------------------------------------------------------- */

/* "x\1y\&" as SQL over dn_f and dn_s. */
static bool
replace_with(struct sqlite_print *p, const struct dn_expr *expr, const char *s, bool group)
{
	const char *join = "";

	dunlin_buf_puts(p->buf, *s == '\0' ? "''" : "");
	while (*s != '\0') {
		size_t n = strcspn(s, "\\");
		char *piece = dn_strndup(p->buf, s, n);

		dunlin_buf_puts(p->buf, join);
		if (n > 0)
			dn_sqlite_literal(p->buf, piece);
		else if (s[1] == '&')
			dunlin_buf_puts(p->buf, "substr(s, dn_f.b, e - dn_f.b)");
		else if (s[1] == '1' && group)
			dunlin_buf_puts(p->buf, "substr(s, i, j - i)");
		else if (s[1] == '\\')
			dunlin_buf_puts(p->buf, "'\\'");
		else
			return dn_sqlite_lacks(p, expr, "this replacement");
		s += n > 0 ? n : 2;
		join = " || ";
		dn_free(piece);
	}
	return true;
}

/* -1: not understood. */
static int
replace_flags(const struct dn_expr *expr, bool *ignore_case)
{
	const struct dn_expr *flags = expr->nargs < 4 ? NULL : dn_expr_bare(expr->args[3]);
	int all = 0;

	if (flags == NULL)
		return 0;
	if (flags->kind != DN_EXPR_STRING)
		return -1;
	for (const char *s = flags->text; *s != '\0'; s++) {
		if (*s != 'g' && *s != 'i')
			return -1;
		all = all || *s == 'g';
		*ignore_case = *ignore_case || *s == 'i';
	}
	return all;
}

static bool
regex_replace(struct sqlite_print *p, const struct dn_expr *expr)
{
	const struct dn_expr *by = dn_expr_bare(expr->args[2]);
	bool ignore_case = false;
	int all = replace_flags(expr, &ignore_case);
	const struct dn_regex *r;

	if (all < 0 || by->kind != DN_EXPR_STRING)
		return dn_sqlite_lacks(p, expr, "regexp_replace() with these arguments");
	r = regex_read(p, expr, expr->args[1], ignore_case);
	if (r == NULL)
		return false;
	/* Between empty matches PostgreSQL goes on by one character. */
	if (r->lazy || (all == 1 && r->thin))
		return dn_sqlite_lacks(p, expr, "replacing by this regular expression");
	if (!regex_with(p, expr->args[0], r))
		return false;
	regex_found(p, r);
	dunlin_buf_puts(p->buf, ", dn_r (p, o) AS (SELECT 2, '' UNION ALL SELECT e, o || substr(s, "
				"dn_r.p, dn_f.b - dn_r.p) || ");
	if (!replace_with(p, expr, by->text, r->group_plain))
		return false;
	dunlin_buf_printf(p->buf,
	    " FROM dn_r JOIN dn_s JOIN dn_f ON k = 1 AND dn_f.b = (SELECT min(b) FROM dn_f WHERE b "
	    ">= dn_r.p)%s) SELECT o || substr(s, p, n + 2 - p) FROM (SELECT p, o, row_number() "
	    "OVER () AS k FROM dn_r) JOIN dn_s ORDER BY k DESC LIMIT 1)",
	    all == 1 ? "" : " WHERE dn_r.p = 2 AND o = ''");
	return true;
}

/* -- the rest ------------------------------------------------------------------------------ */

/* The group of the first match, or all of it where there is none. */
static bool
regex_substring(struct sqlite_print *p, const struct dn_expr *expr, bool ignore_case)
{
	const struct dn_regex *r = regex_read(p, expr, expr->args[1], ignore_case);

	if (r == NULL)
		return false;
	if (r->lazy || (r->groups > 0 && !r->group_plain))
		return dn_sqlite_lacks(p, expr, "the part that this regular expression finds");
	if (!regex_with(p, expr->args[0], r))
		return false;
	regex_found(p, r);
	dunlin_buf_printf(p->buf,
	    " SELECT substr(s, %s) FROM dn_f JOIN dn_s WHERE k = 1 ORDER BY b LIMIT 1)",
	    r->groups > 0 ? "i, j - i" : "b, e - b");
	return true;
}

bool
dn_sqlite_regex_function(struct sqlite_print *p, const struct dn_expr *expr, bool *done)
{
	const struct dn_type *second =
	    expr->nargs < 2 ? NULL : dn_sqlite_expr_type(p, expr->args[1]);
	bool text = second == NULL || dn_type_is_text(second);

	*done = true;
	if (strcmp(expr->name, "regexp_replace") == 0 && (expr->nargs == 3 || expr->nargs == 4))
		return regex_replace(p, expr);
	if (strcmp(expr->name, "substring") == 0 && expr->nargs == 2 && text &&
	    dn_expr_bare(expr->args[1])->kind != DN_EXPR_NUMBER)
		return regex_substring(p, expr, false);
	if (strcmp(expr->name, "regexp_like") == 0 && expr->nargs == 2)
		return dn_sqlite_regex_match(p, expr, false);
	*done = false;
	return true;
}

bool
dn_sqlite_regex_first(struct sqlite_print *p, const struct dn_expr *subscript, bool *done)
{
	const struct dn_expr *call = dn_expr_bare(subscript->args[0]);
	const struct dn_expr *n = subscript->args[1];

	*done = call->kind == DN_EXPR_FUNCTION && call->nargs == 2 &&
		strcmp(call->name, "regexp_match") == 0 && n->kind == DN_EXPR_NUMBER &&
		strcmp(n->text, "1") == 0;
	return !*done || regex_substring(p, call, false);
}
