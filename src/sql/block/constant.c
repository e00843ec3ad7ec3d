/* constant.c - what is constant in a DO block: variables, and the text that EXECUTE runs */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "schema/name.h"
#include "sql/block/constant.h"
#include "sql/parse.h"

/* The name of a token, as the server folds it; NULL when it is none. */
static const char *
constant_name(const struct dn_constants *set, const struct dn_tokens *tokens, size_t i)
{
	struct dn_name name;

	if (i >= tokens->n ||
	    !dn_name_parse(set->mem, dn_tokens_text(set->mem, tokens, i, i + 1), &name) ||
	    name.schema != NULL)
		return NULL;
	return name.name;
}

struct dn_constant *
dn_constants_find(const struct dn_constants *set, const struct dn_tokens *tokens, size_t i)
{
	const char *name = set->n == 0 ? NULL : constant_name(set, tokens, i);

	for (size_t v = set->n; name != NULL && v-- > 0;)
		if (strcmp(set->items[v].name, name) == 0)
			return &set->items[v];
	return NULL;
}

struct dn_constant *
dn_constants_count(struct dn_constants *set, const struct dn_tokens *tokens, size_t i)
{
	struct dn_constant one = { .name = constant_name(set, tokens, i), .type = "integer" };

	if (one.name == NULL)
		return NULL;
	one.values = dn_new_array(set->mem, const char *, 1);
	one.n = 1;
	one.known = true;
	dn_push(set->mem, set->items, set->n, one);
	return &set->items[set->n - 1];
}

/* A text is a text wherever it stands; of others the literal alone would be one, too. */
static bool
constant_is_text(const struct dn_tokens *tokens, size_t i, size_t to)
{
	return dn_tokens_is(tokens, i, "text") ||
	       (i + 1 == to && dn_tokens_is(tokens, i, "varchar")) ||
	       (i + 2 == to && dn_tokens_is(tokens, i, "character") &&
		   dn_tokens_is(tokens, i + 1, "varying"));
}

struct dn_constant *
dn_constants_add(struct dn_constants *set, const struct dn_tokens *tokens, size_t i, size_t to)
{
	struct dn_constant one = { .name = constant_name(set, tokens, i) };
	size_t type = dn_tokens_is(tokens, i + 1, "constant") ? i + 2 : i + 1;
	size_t rest = dn_tokens_find(tokens, type, to, "not");

	if (one.name == NULL || type >= rest ||
	    dn_tokens_find_punct(tokens, type, rest, '%') < rest)
		return NULL;
	if (!constant_is_text(tokens, type, rest))
		one.type = dn_tokens_text(set->mem, tokens, type, rest);
	dn_push(set->mem, set->items, set->n, one);
	return &set->items[set->n - 1];
}

void
dn_constants_changed(struct dn_constants *set)
{
	for (size_t v = 0; v < set->n; v++)
		if (set->items[v].query != NULL) {
			set->items[v].query = NULL;
			set->items[v].known = false;
		}
}

/* -- values in place of variables ----------------------------------------------------------- */

static void
constant_literal(struct dunlin_buf *buf, const char *text)
{
	if (strchr(text, '\\') != NULL)
		dunlin_buf_puts(buf, "E");
	dunlin_buf_puts(buf, "'");
	for (; *text != '\0'; text++) {
		if (*text == '\'' || *text == '\\')
			dunlin_buf_put(buf, text, 1);
		dunlin_buf_put(buf, text, 1);
	}
	dunlin_buf_puts(buf, "'");
}

static void
constant_put(struct dunlin_buf *buf, const struct dn_constant *value)
{
	if (value->query != NULL) {
		dunlin_buf_puts(buf, value->query);
		return;
	}
	dunlin_buf_puts(buf, value->array ? "ARRAY[" : "");
	for (size_t i = 0; i < value->n; i++) {
		dunlin_buf_puts(buf, i > 0 ? ", " : "");
		constant_literal(buf, value->values[i]);
	}
	dunlin_buf_puts(buf, value->array ? "]" : "");
	if (value->type != NULL)
		dunlin_buf_printf(buf, "::%s", value->type);
}

/* A column of something, or a thing that is called like a variable. */
static bool
constant_is_other(const struct dn_tokens *tokens, size_t i)
{
	return dn_tokens_is_punct(tokens, i + 1, '.') || dn_tokens_is_punct(tokens, i + 1, '(') ||
	       (i > 0 &&
		   (dn_tokens_is_punct(tokens, i - 1, '.') || dn_tokens_is(tokens, i - 1, "as")));
}

/* Behind INSERT INTO t (a, b), whose names are columns; FROM where it is another statement. */
static size_t
constant_first(const struct dn_tokens *tokens, size_t from, size_t to)
{
	size_t open = dn_tokens_find_punct(tokens, from, to, '(');

	if (!dn_tokens_is(tokens, from, "insert") || open == to ||
	    dn_tokens_is(tokens, open + 1, "select") ||
	    dn_tokens_find(tokens, from, open, "values") < open ||
	    dn_tokens_find(tokens, from, open, "select") < open)
		return from;
	return dn_tokens_skip(tokens, open);
}

char *
dn_constants_text(
    const struct dn_constants *set, const struct dn_tokens *tokens, size_t from, size_t to)
{
	struct dunlin_buf *buf = dn_buf_new(set->mem);
	size_t done = from;

	for (size_t i = constant_first(tokens, from, to); i < to; i++) {
		const struct dn_constant *value = dn_constants_find(set, tokens, i);

		if (value == NULL || (value->known && constant_is_other(tokens, i)))
			continue;
		if (!value->known)
			return NULL;
		if (i > done)
			dunlin_buf_puts(buf, dn_tokens_text(set->mem, tokens, done, i));
		dunlin_buf_puts(buf, " ");
		constant_put(buf, value);
		dunlin_buf_puts(buf, " ");
		done = i + 1;
	}
	if (to > done)
		dunlin_buf_puts(buf, dn_tokens_text(set->mem, tokens, done, to));
	return buf->s;
}

struct dn_tokens *
dn_constants_tokens(const struct dn_constants *set, const struct dn_source *file, const char *text,
    struct dunlin_error *err)
{
	struct dn_source *own = dn_memdup(set->mem, file, sizeof *file);

	own->text = text;
	own->len = strlen(text);
	return dn_tokens_new(set->mem, own, text, own->len, 0, err);
}

/* -- what an expression comes to ------------------------------------------------------------ */

static const char *constant_fold(const void *mem, const struct dn_expr *e);

/* "%I", "%2$L" of format(): the argument, or NULL.  *S is left behind it. */
static const char *
constant_format_item(const void *mem, const struct dn_expr *e, const char **s, size_t *next)
{
	const char *start = *s;
	size_t n = 0;
	struct dunlin_buf *buf = dn_buf_new(mem);
	const char *value;

	while (**s >= '0' && **s <= '9' && n < 1000)
		n = n * 10 + (size_t) (*(*s)++ - '0');
	if (*s > start && *(*s)++ != '$')
		return NULL;
	n = *s > start ? n : *next;
	*next = n + 1;
	value = n == 0 || n >= e->nargs ? NULL : constant_fold(mem, e->args[n]);
	if (value == NULL)
		return NULL;
	switch (*(*s)++) {
	case 's': return value;
	case 'I': dn_name_quote(buf, value); return buf->s;
	case 'L': constant_literal(buf, value); return buf->s;
	default: return NULL;
	}
}

static const char *
constant_format(const void *mem, const struct dn_expr *e)
{
	const char *s = e->nargs == 0 ? NULL : constant_fold(mem, e->args[0]);
	struct dunlin_buf *buf = dn_buf_new(mem);
	size_t next = 1;

	while (s != NULL && *s != '\0') {
		size_t plain = strcspn(s, "%");
		const char *item;

		dunlin_buf_put(buf, s, plain);
		s += plain;
		if (*s == '\0')
			break;
		s++;
		if (*s == '%') {
			dunlin_buf_put(buf, s++, 1);
			continue;
		}
		item = constant_format_item(mem, e, &s, &next);
		if (item == NULL)
			return NULL;
		dunlin_buf_puts(buf, item);
	}
	return s == NULL ? NULL : buf->s;
}

/* All arguments, one behind the other. */
static const char *
constant_joined(const void *mem, const struct dn_expr *e)
{
	struct dunlin_buf *buf = dn_buf_new(mem);

	for (size_t i = 0; i < e->nargs; i++) {
		const char *value = constant_fold(mem, e->args[i]);

		if (value == NULL)
			return NULL;
		dunlin_buf_puts(buf, value);
	}
	return buf->s;
}

static const char *
constant_call(const void *mem, const struct dn_expr *e)
{
	bool name = strcmp(e->name, "quote_ident") == 0;
	struct dunlin_buf *buf = dn_buf_new(mem);
	const char *value;

	if (strcmp(e->name, "format") == 0)
		return constant_format(mem, e);
	if (strcmp(e->name, "concat") == 0)
		return constant_joined(mem, e);
	if (e->nargs != 1 || (!name && strcmp(e->name, "quote_literal") != 0))
		return NULL;
	value = constant_fold(mem, e->args[0]);
	if (value == NULL)
		return NULL;
	if (name)
		dn_name_quote(buf, value);
	else
		constant_literal(buf, value);
	return buf->s;
}

/* Is the text that of a number, whatever type it has? */
static bool
constant_is_number(const char *text)
{
	const char *digits = text + (*text == '-');

	return strcmp(text, "0") == 0 || (*digits >= '1' && *digits <= '9' && strlen(digits) <= 9 &&
					     digits[strspn(digits, "0123456789")] == '\0');
}

/* The text of the cast, where its type does not make another one of it. */
static const char *
constant_cast(const void *mem, const struct dn_expr *e)
{
	const char *text = e->type->dims > 0 ? NULL : constant_fold(mem, e->args[0]);

	if (text == NULL)
		return NULL;
	if (dn_type_is_number(e->type) && e->type->nmods == 0)
		return constant_is_number(text) ? text : NULL;
	if (!dn_type_is_text(e->type))
		return NULL;
	return e->type->nmods == 0 || (e->type->kind == DN_TYPE_VARCHAR &&
					  strlen(text) <= (size_t) e->type->mods[0])
		   ? text
		   : NULL;
}

/* The text of it, or NULL. */
static const char *
constant_fold(const void *mem, const struct dn_expr *e)
{
	switch ((int) e->kind) {
	case DN_EXPR_CAST: return constant_cast(mem, e);
	case DN_EXPR_STRING:
	case DN_EXPR_NUMBER: return e->text;
	case DN_EXPR_FUNCTION: return constant_call(mem, e);
	case DN_EXPR_OPERATOR: return strcmp(e->name, "||") == 0 ? constant_joined(mem, e) : NULL;
	default: return NULL;
	}
}

static void
constant_of(const void *mem, const struct dn_expr *e, struct dn_constant *result)
{
	const struct dn_expr *bare = dn_expr_bare(e);
	bool array = bare->kind == DN_EXPR_ARRAY;
	size_t n = array ? bare->nargs : 1;

	result->array = array;
	result->known = true;
	result->n = 0;
	result->values = dn_new_array(mem, const char *, n + 1);
	for (size_t i = 0; result->known && i < n; i++) {
		const char *value = constant_fold(mem, array ? bare->args[i] : e);

		result->known = value != NULL;
		result->values[result->n++] = dn_strdup_null(mem, value);
	}
}

void
dn_constants_value(struct dn_convert *c, const struct dn_constants *set,
    const struct dn_tokens *tokens, size_t from, size_t to, struct dn_constant *result)
{
	struct dunlin_error *err = dn_error_new(set->mem);
	char *text = NULL;
	struct dn_tokens *own = NULL;
	struct dn_expr *e = NULL;

	result->known = false;
	result->query = NULL;
	if (dn_tokens_find(tokens, from, to, "into") == to &&
	    dn_tokens_find(tokens, from, to, "using") == to)
		text = dn_constants_text(set, tokens, from, to);
	if (text != NULL)
		own = dn_constants_tokens(set, tokens->file, text, err);
	if (own != NULL)
		e = dn_convert_body_expr(c, set->mem, own, 0, own->n, true);
	if (e != NULL)
		constant_of(set->mem, e, result);
}
