/* mask_conn.c - passwords in connection strings and URLs, and what a pass writes */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "sql/text/masker.h"

void
dn_mask_moved(struct dn_masker *m, size_t start, size_t end, size_t at)
{
	if (m->offset == NULL || m->from < start)
		return;
	if (m->from < end && m->out->len - at == end - start)
		*m->offset = at + m->from - start;
	else if (m->from < end)
		*m->offset = at;
	else
		*m->offset = m->out->len + m->from - end;
}

void
dn_mask_keep(struct dn_masker *m, size_t start, size_t end)
{
	size_t at = m->out->len;

	dunlin_buf_put(m->out, m->src->text + start, end - start);
	dn_mask_moved(m, start, end, at);
}

void
dn_mask_hide(struct dn_masker *m, size_t start, size_t end, const char *quote)
{
	const char *text = m->src->text;
	size_t at = m->out->len;

	dunlin_buf_printf(m->out, "%s" DN_MASK, quote);
	for (size_t i = start; i < end; i++)
		if (text[i] == '\n' || text[i] == '\r')
			dunlin_buf_put(m->out, text + i, 1);
	dunlin_buf_puts(m->out, quote);
	dn_mask_moved(m, start, end, at);
}

static size_t
mask_blanks(const char *s, size_t i, size_t len)
{
	while (i < len && strchr(" \t\r\n", s[i]) != NULL && s[i] != '\0')
		i++;
	return i;
}

/* Where the value of a keyword of a connection string ends: quoted, or one word. */
static size_t
mask_value_end(const char *s, size_t i, size_t len)
{
	bool quoted = i < len && s[i] == '\'';

	for (i += quoted; i < len; i++) {
		if (s[i] == '\\' && i + 1 < len)
			i++;
		else if (quoted ? s[i] == '\'' : strchr(" \t\r\n&\"", s[i]) != NULL)
			return i + quoted;
	}
	return i;
}

void
dn_mask_conninfo(struct dn_masker *m)
{
	const char *s = m->src->text;
	size_t done = 0, len = m->src->len;

	for (size_t i = 0; i + 8 <= len; i++) {
		size_t value = i + 8, end;

		if (strncasecmp(s + i, "password", 8) != 0)
			continue;
		value = mask_blanks(s, value, len);
		if (value >= len || s[value] != '=')
			continue;
		value = mask_blanks(s, value + 1, len);
		end = mask_value_end(s, value, len);
		if (end == value)
			continue;
		dn_mask_keep(m, done, value);
		dn_mask_hide(m, value, end, "");
		done = end;
		i = end - 1;
	}
	dn_mask_keep(m, done, len);
}

bool
dn_mask_is_conninfo(const struct dn_source *src)
{
	size_t i = mask_blanks(src->text, 0, src->len), start = i;

	while (i < src->len &&
	       (strchr("_-+.", src->text[i]) != NULL || (src->text[i] | 0x20) - 'a' + 0u < 26u))
		i++;
	if (i == start)
		return false;
	if (src->len - i >= 3 && memcmp(src->text + i, "://", 3) == 0)
		return true;
	i = mask_blanks(src->text, i, src->len);
	return i < src->len && src->text[i] == '=';
}

/* "://user:password@host": the last '@' of the word, as a password may hold one. */
void
dn_mask_urls(struct dn_masker *m)
{
	const char *s = m->src->text;
	const char *done = s, *at = s, *stop = s + m->src->len;

	while ((at = memmem(at, (size_t) (stop - at), "://", 3)) != NULL) {
		const char *end = at += 3, *colon;

		while (end < stop && strchr(" \t\r\n'\"<>", *end) == NULL)
			end++;
		colon = memchr(at, ':', (size_t) (end - at));
		at = end;
		while (colon != NULL && end > colon && (end == stop || *end != '@'))
			end--;
		if (colon == NULL || end <= colon + 1)
			continue;
		dn_mask_keep(m, (size_t) (done - s), (size_t) (colon + 1 - s));
		dn_mask_hide(m, (size_t) (colon + 1 - s), (size_t) (end - s), "");
		done = end;
	}
	dn_mask_keep(m, (size_t) (done - s), m->src->len);
}
