/* text.c - a statement on one line, for people */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "plan/plan.h"
#include "sql/text/lex.h"
#include "sql/text/mask.h"

/* Nobody reads more of it. */
enum { TEXT_MOST = 1000 };

/* White space and comments are one space, and none inside of parentheses that have a line each. */
static bool
text_wants_space(
    const struct dn_source *src, const struct dunlin_buf *buf, struct dn_span between, size_t next)
{
	size_t len = between.end - between.start;

	if (buf->len == 0 || len == 0)
		return false;
	return memchr(src->text + between.start, '\n', len) == NULL ||
	       (buf->s[buf->len - 1] != '(' && src->text[next] != ')');
}

/* Up to what has lines of its own, as a function's body; false: there is more. */
static bool
text_fold(struct dunlin_buf *buf, const struct dn_source *src)
{
	struct dn_lexer lexer = dn_lex(src, (struct dn_span){ 0, src->len });
	struct dn_token token;
	size_t end = 0;

	while (dn_lex_word(&lexer, &token, NULL)) {
		const char *text = src->text + token.span.start;
		size_t len = token.span.end - token.span.start, line;

		if (token.kind == DN_TOKEN_END)
			return true;
		if (text_wants_space(
			src, buf, (struct dn_span){ end, token.span.start }, token.span.start))
			dunlin_buf_puts(buf, " ");
		for (line = 0; line < len && text[line] != '\n' && text[line] != '\r'; line++)
			dunlin_buf_put(buf, text[line] == '\t' ? " " : text + line, 1);
		if (line < len || buf->len > TEXT_MOST)
			return lexer.pos == src->len && line == len;
		end = token.span.end;
	}
	return false;
}

static char *
text_line(const void *mem, const char *sql, size_t size)
{
	struct dunlin_buf *buf = dn_buf_new(mem);
	struct dn_source src = { .text = dn_sql_mask(buf, sql, size, NULL) };

	src.len = strlen(src.text);
	if (!text_fold(buf, &src))
		dunlin_buf_puts(buf, " ...");
	return dn_buf_steal(mem, buf);
}

char *
dn_step_text(const void *mem, const struct dn_step *step)
{
	const struct dn_output *out = step->output;

	if (out->asserts != NULL)
		return dn_sprintf(mem, "assert %s", dn_statement_text(mem, out->from));
	return text_line(mem, out->sql, strlen(out->sql));
}

char *
dn_statement_text(const void *mem, const struct dn_statement *st)
{
	return text_line(mem, st->source->text + st->span.start, st->span.end - st->span.start);
}
