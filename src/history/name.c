/* name.c - what a new file is called, by the template of file names, and what its message is */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "history/directive.h"
#include "history/name.h"
#include "sql/sql.h"

/* Length of the character at P: bytes of a word, or of what stands between words. */
static size_t
slug_character(const char *p, bool *word)
{
	unsigned char c = (unsigned char) *p;
	size_t n = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;

	if (c < 0x80)
		*word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			(c >= '0' && c <= '9') || c == '_';
	else /* general punctuation, and that of Latin-1 */
		*word = memcmp(p, "\xC2", 1) != 0 && memcmp(p, "\xE2\x80", n < 2 ? n : 2) != 0;
	return n;
}

/* Where the first MAX characters of TEXT end. */
static size_t
slug_prefix(const char *text, size_t max)
{
	size_t end = 0;
	bool word;

	for (; max > 0 && text[end] != '\0'; max--)
		end += slug_character(text + end, &word);
	return end;
}

/* The words of TEXT with "_" between them, in lower case, as Alembic makes it. */
static char *
slug_of(const void *mem, const char *text, size_t max)
{
	struct dunlin_buf *buf = dn_buf_new(mem);
	bool gap = false, word;
	size_t cut;

	for (size_t n; *text != '\0'; text += n) {
		n = slug_character(text, &word);
		if (word && gap && buf->len > 0)
			dunlin_buf_puts(buf, "_");
		if (word && *text >= 'A' && *text <= 'Z')
			dunlin_buf_printf(buf, "%c", *text | 0x20);
		else if (word)
			dunlin_buf_put(buf, text, n);
		gap = !word;
	}
	cut = slug_prefix(buf->s, max);
	if (cut < buf->len) {
		dn_buf_truncate(buf, cut);
		while (cut > 0 && buf->s[cut - 1] != '_')
			cut--;
		if (cut > 0)
			dn_buf_truncate(buf, cut);
		else
			dunlin_buf_puts(buf, "_");
	}
	return dn_buf_steal(mem, buf);
}

/* ---- tokens --------------------------------------------------------------------------- */

struct name_token {
	const char *name, *text; /* a number without TEXT */
	long number;
};

static const struct name_token *
name_token(const struct name_token *tokens, const char *name, size_t len)
{
	for (; tokens->name != NULL; tokens++)
		if (strlen(tokens->name) == len && memcmp(tokens->name, name, len) == 0)
			return tokens;
	return NULL;
}

/* "04d", ".2d", "s" behind a token: its length, and how many digits it wants; 0: it is none. */
static size_t
name_format(const char *format, int *digits)
{
	size_t len = 0;

	*digits = 0;
	if (format[len] == '.' || format[len] == '0')
		len++;
	for (; format[len] >= '0' && format[len] <= '9' && *digits < 10; len++)
		*digits = 10 * *digits + (format[len] - '0');
	return format[len] == 'd' || format[len] == 's' ? len + 1 : 0;
}

static bool
name_put(struct dunlin_buf *buf, const struct name_token *tokens, const char **p,
    struct dunlin_error *err)
{
	size_t len = (*p)[1] == '(' ? strcspn(*p + 2, ")") : 0, format;
	const struct name_token *token = len == 0 ? NULL : name_token(tokens, *p + 2, len);
	int digits;

	if ((*p)[1] == '%') {
		dunlin_buf_puts(buf, "%");
		*p += 2;
		return true;
	}
	format = token == NULL ? 0 : name_format(*p + 2 + len + 1, &digits);
	if (format == 0) {
		dunlin_error_set(err, DUNLIN_E_CONFIG, "file_template has no token at '%.20s'", *p);
		dunlin_error_set_hint(err, "There are %%(rev)s, %%(slug)s, %%(epoch)s, %%(year)d, "
					   "%%(month).2d, %%(day).2d, %%(hour).2d, %%(minute).2d "
					   "and %%(second).2d.");
		return false;
	}
	if (token->text != NULL)
		dunlin_buf_puts(buf, token->text);
	else
		dunlin_buf_printf(buf, "%0*ld", digits, token->number);
	*p += 2 + len + 1 + format;
	return true;
}

bool
dn_file_name_print(
    const void *mem, const struct dn_file_name *name, char **text, struct dunlin_error *err)
{
	struct dunlin_buf *buf = dn_buf_new(mem);
	const char *slug = slug_of(buf, name->message, name->slug_length), *p = name->template;
	const struct name_token tokens[] = {
		{ "rev", name->id, 0 },
		{ "slug", slug, 0 },
		{ "epoch", NULL, (long) name->time },
		{ "year", NULL, name->tm.tm_year + 1900L },
		{ "month", NULL, name->tm.tm_mon + 1L },
		{ "day", NULL, name->tm.tm_mday },
		{ "hour", NULL, name->tm.tm_hour },
		{ "minute", NULL, name->tm.tm_min },
		{ "second", NULL, name->tm.tm_sec },
		{ NULL, NULL, 0 },
	};
	bool ok = true;

	while (ok && *p != '\0') {
		size_t plain = strcspn(p, "%");

		dunlin_buf_put(buf, p, plain);
		p += plain;
		ok = *p == '\0' || name_put(buf, tokens, &p, err);
	}
	if (slug[0] == '\0' && buf->len > 0 && buf->s[buf->len - 1] == '_')
		dn_buf_truncate(buf, buf->len - 1);
	*text = dn_buf_steal(mem, buf);
	return ok;
}

bool
dn_message_line(const void *mem, const char *message, char **line, struct dunlin_error *err)
{
	struct dn_source src = { "message", message, strlen(message) };
	char *comment = dn_sprintf(mem, "--%s", message);
	struct dn_directive_line directive;
	size_t len;

	if (!dn_sql_check_text(&src, NULL))
		return dunlin_error_set(err, DUNLIN_E_USAGE, "the message is not UTF-8");
	for (char *p = comment; *p != '\0'; p++)
		if ((unsigned char) *p < ' ' || *p == 0x7F)
			*p = ' ';
	len = strlen(comment);
	src.text = comment;
	src.len = len;
	if (dn_directive_is(&src, (struct dn_span){ 0, len }, &directive))
		return dunlin_error_set(
		    err, DUNLIN_E_USAGE, "the message would be a directive: '%s'", message);
	*line = dn_strdup(mem, comment + 2);
	return true;
}
