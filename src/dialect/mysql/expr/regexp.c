/* regexp.c - functions of regular expressions */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/mysql/expr/expr.h"

/* -- may it match nothing at all? --------------------------------------------------------- */

static bool regexp_branches(const char **s);

/* Behind the "]" of a class. */
static const char *
regexp_class(const char *s)
{
	s += 1 + (s[1] == '^');
	s += *s == ']';
	for (; *s != '\0' && *s != ']'; s++) {
		const char end[] = { s[1], ']', '\0' };
		const char *named = *s == '[' && s[1] != '\0' && strchr(":.=", s[1]) != NULL
					? strstr(s + 2, end)
					: NULL;

		if (named != NULL)
			s = named + 1;
		else
			s += *s == '\\' && s[1] != '\0';
	}
	return s + (*s != '\0');
}

/* Does the next part take a character?  A group does where each of its branches does. */
static bool
regexp_atom(const char **s)
{
	bool takes = true;

	if (**s == '(') {
		*s += 1 + (strncmp(*s + 1, "?:", 2) == 0 ? 2 : 0);
		takes = **s != '?' && regexp_branches(s);
		*s += **s == ')';
	} else if (**s == '[') {
		*s = regexp_class(*s);
	} else if (**s == '\\' && (*s)[1] != '\0') {
		takes = strchr("sdwSDW", (*s)[1]) != NULL ||
			strchr(".*+?()[]{}|^$/-\\", (*s)[1]) != NULL;
		*s += 2;
	} else {
		takes = **s != '^' && **s != '$';
		(*s)++;
	}
	if (**s == '*' || **s == '?' || strncmp(*s, "{0", 2) == 0)
		takes = false;
	if (**s == '{')
		*s += strcspn(*s, "}");
	while (**s != '\0' && strchr("*+?}", **s) != NULL)
		(*s)++;
	return takes;
}

static bool
regexp_branches(const char **s)
{
	bool all = true, this = false;

	for (; **s != '\0' && **s != ')';) {
		if (**s == '|') {
			all = all && this;
			this = false;
			(*s)++;
		} else if (regexp_atom(s)) {
			this = true;
		}
	}
	return all && this;
}

/* A constant that takes at least a character wherever it matches, or NULL. */
static const char *
regexp_pattern(const struct dn_expr *e)
{
	const struct dn_expr *bare = dn_expr_bare(e);
	const char *s = bare->kind == DN_EXPR_STRING ? bare->text : "";

	return regexp_branches(&s) && *s == '\0' ? bare->text : NULL;
}

/* -- the functions ------------------------------------------------------------------------ */

/* Text with no backslash but in front of a group's number. */
static bool
regexp_is_replacement(const struct dn_expr *e)
{
	const struct dn_expr *bare = dn_expr_bare(e);

	if (bare->kind != DN_EXPR_STRING)
		return false;
	for (const char *s = strchr(bare->text, '\\'); s != NULL; s = strchr(s + 1, '\\'))
		if (s[1] < '1' || s[1] > '9')
			return false;
	return true;
}

/* In MySQL a group is "$1", and a backslash makes of "$" a character. */
static void
regexp_put(struct mysql_print *p, const char *text)
{
	struct dunlin_buf *out = dn_buf_new(p->buf);

	for (const char *s = text; *s != '\0'; s++)
		dunlin_buf_printf(out, dn_mysql_is_8(p->t) && *s == '$' ? "\\%c" : "%c",
		    dn_mysql_is_8(p->t) && *s == '\\' ? '$' : *s);
	dn_mysql_literal(p->buf, out->s);
}

/* Only the first is replaced where what is before it is a part of the match, which \K forgets. */
static bool
regexp_replace(struct mysql_print *p, const struct dn_expr *expr)
{
	const char *pattern = regexp_pattern(expr->args[1]);
	const struct dn_expr *flags = expr->nargs == 4 ? dn_expr_bare(expr->args[3]) : NULL;
	const char *set = flags == NULL ? "" : flags->kind == DN_EXPR_STRING ? flags->text : "?";
	const char *fold = strchr(set, 'i') != NULL ? "i" : "";

	if (pattern == NULL || expr->nargs > 4 || !regexp_is_replacement(expr->args[2]) ||
	    strspn(set, "gi") != strlen(set))
		return dn_mysql_cannot_at(p, expr->span,
		    "regexp_replace() has a counterpart there only where the pattern is a constant "
		    "that never matches nothing, and the replacement one with \\1 to \\9");
	dunlin_buf_puts(p->buf, "regexp_replace(");
	if (!dn_mysql_expr(p, expr->args[0]))
		return false;
	dunlin_buf_puts(p->buf, ", ");
	dn_mysql_literal(p->buf, strchr(set, 'g') != NULL || dn_mysql_is_8(p->t)
				     ? dn_sprintf(p->buf, "(?s%s)%s", fold, pattern)
				     : dn_sprintf(p->buf, "(?s%s)^.*?\\K(?:%s)", fold, pattern));
	dunlin_buf_puts(p->buf, ", ");
	regexp_put(p, dn_expr_bare(expr->args[2])->text);
	if (dn_mysql_is_8(p->t))
		dunlin_buf_puts(p->buf, strchr(set, 'g') != NULL ? ", 1, 0" : ", 1, 1");
	dunlin_buf_puts(p->buf, ")");
	return true;
}

/* Where nothing matches the server has no characters, and PostgreSQL null. */
static bool
regexp_substring(struct mysql_print *p, const struct dn_expr *expr)
{
	const char *pattern = regexp_pattern(expr->args[1]);

	if (pattern == NULL || strchr(pattern, '(') != NULL)
		return dn_mysql_cannot_at(p, expr->span,
		    "substring() has a counterpart there only of a constant pattern without "
		    "groups that never matches nothing");
	dunlin_buf_puts(p->buf, "nullif(regexp_substr(");
	if (!dn_mysql_expr(p, expr->args[0]))
		return false;
	dunlin_buf_puts(p->buf, ", ");
	dn_mysql_literal(p->buf, dn_sprintf(p->buf, "(?s)%s", pattern));
	dunlin_buf_puts(p->buf, "), '')");
	return true;
}

bool
dn_mysql_regexp(struct mysql_print *p, const struct dn_expr *expr, bool *done)
{
	bool replace = strcmp(expr->name, "regexp_replace") == 0 && expr->nargs >= 3;

	*done = replace || (strcmp(expr->name, "substring") == 0 && expr->nargs == 2 &&
			       (expr->args[1]->kind == DN_EXPR_STRING ||
				   dn_type_is_text(dn_mysql_expr_type(p, expr->args[1]))));
	if (!*done)
		return true;
	if (!dn_mysql_is_regexp(p, expr->args[1]))
		return false;
	return replace ? regexp_replace(p, expr) : regexp_substring(p, expr);
}
