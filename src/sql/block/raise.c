/* raise.c - RAISE EXCEPTION in a DO block, and what is put into its message */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "sql/block/block.h"

/* A literal of what stands before the next "%", and past that; "%%" is one. */
static const char *
raise_piece(struct dunlin_buf *buf, const char *s)
{
	dunlin_buf_puts(buf, "'");
	for (; *s != '\0' && (*s != '%' || s[1] == '%'); s++) {
		s += *s == '%';
		dunlin_buf_put(buf, *s == '\'' ? "''" : s, *s == '\'' ? 2 : 1);
	}
	dunlin_buf_puts(buf, "'");
	return *s == '%' ? s + 1 : NULL;
}

/* The message of FORMAT and the arguments [from, to) as an expression; NULL: not known before. */
static const char *
raise_message(struct dn_block *b, const char *format, size_t from, size_t to)
{
	const struct dn_tokens *tokens = b->c.tokens;
	struct dunlin_buf *buf = dn_buf_new(b->scratch);
	const char *rest = raise_piece(buf, format);

	if (strchr(format, '\\') != NULL)
		return NULL;
	for (size_t end; from < to && dn_tokens_is_punct(tokens, from, ','); from = end) {
		const char *value;

		end = dn_tokens_item_end(tokens, from + 1);
		end = end > to ? to : end;
		value = dn_constants_text(&b->constants, tokens, from + 1, end);
		if (value == NULL || rest == NULL)
			return NULL;
		dunlin_buf_printf(buf, " || coalesce((%s)::text, '<NULL>') || ", value);
		rest = raise_piece(buf, rest);
	}
	return rest == NULL && from == to ? buf->s : NULL;
}

/* Where it is not, the message is as it is written. */
static void
raise_put(struct dn_block *b, struct dn_change *change, size_t from, size_t to)
{
	const char *message = raise_message(b, change->text, from, to);
	struct dn_tokens *own = message == NULL
				    ? NULL
				    : dn_constants_tokens(&b->constants, b->c.tokens->file, message,
					  dn_error_new(b->scratch));

	if (own != NULL)
		change->expr = dn_convert_body_expr(&b->c, change, own, 0, own->n, false);
}

bool
dn_block_raise(struct dn_block *b, bool *done)
{
	const struct dn_tokens *tokens = b->c.tokens;
	size_t i = b->i + (dn_tokens_is(tokens, b->i + 1, "exception") ? 2 : 1);
	size_t end = dn_tokens_find_punct(tokens, i, tokens->n, ';');
	struct dn_change *change;
	struct dn_expr *text;

	*done = dn_tokens_is(tokens, b->i, "raise") && i < tokens->n &&
		tokens->items[i].kind == DN_TOKEN_STRING;
	if (!*done)
		return true;
	change = dn_convert_add(&b->c, DN_RAISE);
	change->under = b->under;
	change->otherwise = b->otherwise;
	text = dn_convert_body_expr(&b->c, change, tokens, i, i + 1, false);
	change->text = text == NULL ? NULL : text->text;
	if (change->text != NULL && i + 1 < end)
		raise_put(b, change, i + 1, dn_tokens_find(tokens, i + 1, end, "using"));
	b->own = true;
	b->statements++;
	b->i = end;
	return change->text != NULL && dn_block_punct(b, ';');
}
