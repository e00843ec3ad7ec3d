/* words.c - the first tokens of a statement, and names among them as expressions */
#include "config.h"

#include "base/mem.h"
#include "dialect/dialects.h"
#include "dialect/postgresql/probe.h"

bool
dn_words_are(const struct dn_words *w, size_t i, const char *word)
{
	return i < w->n && dn_token_is(w->src, &w->items[i], word);
}

bool
dn_words_punct(const struct dn_words *w, size_t i, char c)
{
	return i < w->n && dn_token_is_punct(w->src, &w->items[i], c);
}

bool
dn_words_skip(const struct dn_words *w, size_t *i, const char *word)
{
	if (!dn_words_are(w, *i, word))
		return false;
	++*i;
	return true;
}

char *
dn_words_name(const struct dn_words *w, size_t *i)
{
	struct dunlin_buf *buf = dn_buf_new(w->mem);

	for (; *i < w->n; ++*i) {
		const struct dn_token *token = &w->items[*i];
		const char *text = w->src->text + token->span.start;

		/* U&"..." is what no function of the server reads as a name. */
		if ((token->kind != DN_TOKEN_WORD && token->kind != DN_TOKEN_QUOTED) ||
		    (token->kind == DN_TOKEN_QUOTED && text[0] != '"'))
			return NULL;
		dunlin_buf_put(buf, text, token->span.end - token->span.start);
		if (!dn_words_punct(w, *i + 1, '.'))
			break;
		dunlin_buf_puts(buf, ".");
		++*i;
	}
	++*i;
	return buf->len == 0 ? NULL : dn_buf_steal(w->mem, buf);
}

char *
dn_words_quote(const void *mem, const char *text)
{
	struct dunlin_buf *buf = dn_buf_new(mem);

	dn_dialect_postgresql.literal(buf, text);
	return dn_buf_steal(mem, buf);
}

char *
dn_words_name_value(const struct dn_words *w, size_t *i)
{
	char *name = dn_words_name(w, i);

	return name == NULL ? NULL
			    : dn_sprintf(w->mem, "(pg_catalog.parse_ident(%s))[1]::pg_catalog.name",
				  dn_words_quote(w->mem, name));
}

char *
dn_words_relation(const struct dn_words *w, size_t *i)
{
	char *name = dn_words_name(w, i);

	return name == NULL
		   ? NULL
		   : dn_sprintf(w->mem, "pg_catalog.to_regclass(%s)", dn_words_quote(w->mem, name));
}

char *
dn_words_rest(const struct dn_words *w, size_t i)
{
	size_t start = w->items[i - 1].span.end;

	return dn_strndup(w->mem, w->src->text + start, w->span.end - start);
}

bool
dn_words_read(struct dn_words *w, const void *mem, const struct dn_statement *st)
{
	struct dn_lexer lexer = dn_lex(st->source, st->span);

	w->mem = mem;
	w->src = st->source;
	w->span = st->span;
	for (w->n = 0; w->n < DN_WORDS; w->n++) {
		if (!dn_lex_word(&lexer, &w->items[w->n], NULL))
			return false;
		if (w->items[w->n].kind == DN_TOKEN_END)
			break;
	}
	return true;
}
