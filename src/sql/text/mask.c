/* mask.c - SQL as it is kept and shown: without its passwords */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/mem.h"
#include "sql/text/lex.h"
#include "sql/text/mask.h"
#include "sql/text/masker.h"

/* Literals in literals deeper than this are masked whole. */
enum { MASK_DEPTH = 8 };

static void mask_sql(struct dn_masker *m);

static bool
mask_has(const char *text, size_t len, const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 0; i + n <= len; i++)
		if ((text[i] | 0x20) == word[0] && strncasecmp(text + i, word, n) == 0)
			return true;
	return false;
}

static bool
mask_may_have(const char *text, size_t len)
{
	return mask_has(text, len, "password") || mask_has(text, len, "identified");
}

/* The same for the text in a literal or comment; NULL when nothing of it is secret. */
static char *
mask_inner(const struct dn_masker *m, const char *text, size_t len)
{
	struct dn_source src = { NULL, text, len };
	struct dn_masker inner = { .src = &src, .depth = m->depth + 1 };

	if (!mask_may_have(text, len))
		return NULL;
	inner.out = dn_buf_new(m->out);
	if (inner.depth > MASK_DEPTH)
		dn_mask_hide(&inner, 0, len, "");
	else if (dn_mask_is_conninfo(&src))
		dn_mask_conninfo(&inner);
	else
		mask_sql(&inner);
	if (inner.out->len == len && memcmp(inner.out->s, text, len) == 0)
		return NULL;
	return dn_buf_steal(m->out, inner.out);
}

/* What a quoted literal says; the newlines between its parts stay. */
static struct dunlin_buf *
mask_unquote(const struct dn_masker *m, const char *s, size_t len, bool escapes)
{
	struct dunlin_buf *body = dn_buf_new(m->out);
	bool in = true;

	for (size_t i = 0; i < len; i++) {
		bool quote = s[i] == '\'';

		if (in && quote && i + 1 < len && s[i + 1] == '\'')
			i++;
		else if (in && escapes && s[i] == '\\' && i + 1 < len &&
			 strchr("'\\", s[i + 1]) != NULL)
			i++;
		else if (quote) {
			in = !in;
			continue;
		}
		if (in || s[i] == '\n' || s[i] == '\r')
			dunlin_buf_put(body, s + i, 1);
	}
	return body;
}

static void
mask_quote(struct dn_masker *m, const char *text, bool escapes)
{
	for (const char *s = text; *s != '\0'; s++) {
		if (*s == '\'' || (escapes && *s == '\\'))
			dunlin_buf_put(m->out, s, 1);
		dunlin_buf_put(m->out, s, 1);
	}
}

static void
mask_quoted(struct dn_masker *m, const struct dn_span *span)
{
	const char *s = m->src->text + span->start;
	size_t prefix = strcspn(s, "'") + 1, at = m->out->len;
	bool escapes = (*s | 0x20) == 'e';
	struct dunlin_buf *body =
	    mask_unquote(m, s + prefix, span->end - span->start - prefix - 1, escapes);
	char *shown = mask_inner(m, body->s, body->len);

	if (shown == NULL) {
		dn_mask_keep(m, span->start, span->end);
	} else {
		dunlin_buf_put(m->out, s, prefix);
		mask_quote(m, shown, escapes);
		dunlin_buf_puts(m->out, "'");
		dn_mask_moved(m, span->start, span->end, at);
	}
	dn_free(shown);
	dn_free(body);
}

/* LEFT and RIGHT bytes stay around what is SQL again. */
static void
mask_enclosed(struct dn_masker *m, const struct dn_span *span, size_t left, size_t right)
{
	const char *s = m->src->text + span->start;
	size_t len = span->end - span->start, at = m->out->len;
	char *shown = mask_inner(m, s + left, len - left - right);

	if (shown == NULL) {
		dn_mask_keep(m, span->start, span->end);
		return;
	}
	dunlin_buf_put(m->out, s, left);
	dunlin_buf_puts(m->out, shown);
	dunlin_buf_put(m->out, s + len - right, right);
	dn_mask_moved(m, span->start, span->end, at);
	dn_free(shown);
}

static void
mask_string(struct dn_masker *m, const struct dn_span *span)
{
	const char *s = m->src->text + span->start;
	size_t tag;

	if (m->state == DN_MASK_SECRET) {
		dn_mask_hide(m, span->start, span->end, "'");
	} else if (*s == '$') {
		tag = strcspn(s + 1, "$") + 2;
		mask_enclosed(m, span, tag, tag);
	} else {
		mask_quoted(m, span);
	}
}

/* The lines of COPY are no tokens: to behind the one that ends them. */
static void
mask_copy_data(struct dn_masker *m, struct dn_lexer *lexer)
{
	const char *start = m->src->text + lexer->pos;
	const char *end = memmem(start, lexer->end - lexer->pos, "\n\\.", 3);

	if (end == NULL) {
		m->no_data = true;
		return;
	}
	dn_mask_keep(m, lexer->pos, lexer->pos + (size_t) (end + 3 - start));
	lexer->pos += (size_t) (end + 3 - start);
}

static void
mask_word(struct dn_masker *m, const struct dn_token *token)
{
	size_t len = token->span.end - token->span.start;
	const char *end = m->src->text + token->span.end;

	if (!m->begun)
		m->copy = dn_token_is(m->src, token, "copy");
	m->begun = true;
	m->data = m->data || (m->copy && dn_token_is(m->src, token, "stdin"));
	if (len >= 8 && strncasecmp(end - 8, "password", 8) == 0)
		m->state = DN_MASK_SECRET;
	else if (dn_token_is(m->src, token, "identified"))
		m->state = DN_MASK_IDENTIFIED;
	else if (m->state == DN_MASK_IDENTIFIED && dn_token_is(m->src, token, "by"))
		m->state = DN_MASK_SECRET;
	else
		m->state = DN_MASK_PLAIN;
	dn_mask_keep(m, token->span.start, token->span.end);
}

/* "password = ", "password('": the literal is still to come. */
static bool
mask_goes_on(const struct dn_masker *m, const struct dn_token *token)
{
	const char *s = m->src->text + token->span.start;
	size_t len = token->span.end - token->span.start;

	return (len == 1 && (*s == '=' || *s == '(')) ||
	       (len == 2 && (memcmp(s, ":=", 2) == 0 || memcmp(s, "=>", 2) == 0));
}

static void
mask_mark(struct dn_masker *m, struct dn_lexer *lexer, const struct dn_token *token)
{
	dn_mask_keep(m, token->span.start, token->span.end);
	if (!mask_goes_on(m, token))
		m->state = DN_MASK_PLAIN;
	if (!dn_token_is_punct(m->src, token, ';'))
		return;
	if (m->data && !m->no_data)
		mask_copy_data(m, lexer);
	m->begun = m->copy = m->data = false;
}

static void
mask_token(struct dn_masker *m, struct dn_lexer *lexer, const struct dn_token *token)
{
	bool secret = m->state == DN_MASK_SECRET;

	switch (token->kind) {
	case DN_TOKEN_SPACE: dn_mask_keep(m, token->span.start, token->span.end); return;
	case DN_TOKEN_LINE_COMMENT: mask_enclosed(m, &token->span, 2, 0); return;
	case DN_TOKEN_BLOCK_COMMENT: mask_enclosed(m, &token->span, 2, 2); return;
	case DN_TOKEN_META: mask_enclosed(m, &token->span, 1, 0); return;
	case DN_TOKEN_WORD: mask_word(m, token); return;
	case DN_TOKEN_STRING: mask_string(m, &token->span); break;
	case DN_TOKEN_QUOTED:
		if (secret)
			dn_mask_hide(m, token->span.start, token->span.end, "\"");
		else
			dn_mask_keep(m, token->span.start, token->span.end);
		break;
	default: mask_mark(m, lexer, token); return;
	}
	m->state = DN_MASK_PLAIN;
}

/* What never ends may be anything: it is shown only where no password can be. */
static void
mask_rest(struct dn_masker *m, size_t start)
{
	const char *text = m->src->text;
	size_t len = m->src->len;

	if (m->state == DN_MASK_SECRET)
		dn_mask_hide(m, start, len, "'");
	else if (!mask_may_have(text + start, len - start))
		dn_mask_keep(m, start, len);
	else
		dn_mask_hide(m, start, len, "");
}

static void
mask_sql(struct dn_masker *m)
{
	struct dn_lexer lexer = dn_lex(m->src, (struct dn_span){ 0, m->src->len });
	struct dn_token token;

	for (;;) {
		size_t start = lexer.pos;

		if (!dn_lex_next(&lexer, &token, NULL)) {
			mask_rest(m, start);
			return;
		}
		if (token.kind == DN_TOKEN_END)
			return;
		mask_token(m, &lexer, &token);
	}
}

static char *
mask_pass(
    const void *mem, const char *text, size_t len, size_t *offset, void (*fn)(struct dn_masker *))
{
	struct dn_source src = { NULL, text, len };
	struct dn_masker m = {
		.src = &src, .offset = offset, .from = offset == NULL ? 0 : *offset
	};

	m.out = dn_buf_new(mem);
	fn(&m);
	return dn_buf_steal(mem, m.out);
}

char *
dn_sql_mask(const void *mem, const char *text, size_t len, size_t *offset)
{
	char *shown = NULL, *urls;

	if (mask_may_have(text, len))
		shown = mask_pass(mem, text, len, offset, mask_sql);
	if (memmem(text, len, "://", 3) == NULL)
		return shown != NULL ? shown : dn_strndup(mem, text, len);
	urls = mask_pass(mem, shown != NULL ? shown : text, shown != NULL ? strlen(shown) : len,
	    offset, dn_mask_urls);
	dn_free(shown);
	return urls;
}

bool
dn_sql_is_masked(const char *text, size_t len)
{
	char *shown;
	bool masked;

	if (memmem(text, len, DN_MASK, strlen(DN_MASK)) == NULL ||
	    (!mask_may_have(text, len) && memmem(text, len, "://", 3) == NULL))
		return false;
	shown = dn_sql_mask(NULL, text, len, NULL);
	masked = strlen(shown) == len && memcmp(shown, text, len) == 0;
	dn_free(shown);
	return masked;
}
