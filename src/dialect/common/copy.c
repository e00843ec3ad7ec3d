/* copy.c - read the lines of COPY, text or CSV */
#include "config.h"

#include <ctype.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/source.h"
#include "dialect/common/copy.h"

bool
dn_copy_line(struct dn_copy *copy)
{
	copy->in_line = copy->pos < copy->end;
	return copy->in_line;
}

static size_t
copy_field_end(const struct dn_copy *copy)
{
	const char *s = copy->source->text;
	size_t i = copy->pos;

	for (; i < copy->end && s[i] != copy->form->delimiter && s[i] != '\n'; i++) {
		/* A backslash takes even a real tab or newline into the field. */
		if (s[i] == '\\' && i + 1 < copy->end)
			i++;
	}
	return i;
}

static bool
copy_is_digit(char c, int base)
{
	return base == 8 ? c >= '0' && c <= '7' : isxdigit((unsigned char) c) != 0;
}

/* Up to MOST digits at *I. */
static char
copy_number(const char *s, size_t *i, size_t len, int base, size_t most)
{
	char digits[4] = "";

	for (size_t n = 0; n < most && *i < len && copy_is_digit(s[*i], base); n++)
		digits[n] = s[(*i)++];
	return (char) strtol(digits, NULL, base);
}

/* What stands behind a backslash at *I, which moves behind it. */
static char
copy_escape(const char *s, size_t *i, size_t len)
{
	static const char letters[] = "bfnrtv", values[] = "\b\f\n\r\t\v";
	const char *letter = strchr(letters, s[*i]);

	if (s[*i] != '\0' && letter != NULL) {
		(*i)++;
		return values[letter - letters];
	}
	if (copy_is_digit(s[*i], 8))
		return copy_number(s, i, len, 8, 3);
	if (s[*i] == 'x' && *i + 1 < len && copy_is_digit(s[*i + 1], 16)) {
		(*i)++;
		return copy_number(s, i, len, 16, 2);
	}
	return s[(*i)++];
}

static char *
copy_unescape(const void *mem, const char *s, size_t len)
{
	char *text = dn_new_array(mem, char, len + 1);
	size_t n = 0;

	for (size_t i = 0; i < len;) {
		if (s[i] == '\\' && i + 1 < len) {
			i++;
			text[n++] = copy_escape(s, &i, len);
		} else {
			text[n++] = s[i++];
		}
	}
	text[n] = '\0';
	return text;
}

static bool
copy_is_null(const struct dn_copy *copy, const char *s, size_t len)
{
	return len == strlen(copy->form->null) && memcmp(s, copy->form->null, len) == 0;
}

/* Move behind the field that ends at END; how long it is. */
static size_t
copy_leave(struct dn_copy *copy, size_t end)
{
	size_t start = copy->pos;
	const char *s = copy->source->text;

	copy->in_line = end < copy->end && s[end] == copy->form->delimiter;
	copy->pos = end < copy->end ? end + 1 : end;
	return end - start - (!copy->in_line && end > start && s[end - 1] == '\r');
}

static const char *
copy_text(const void *mem, struct dn_copy *copy)
{
	const char *start = copy->source->text + copy->pos;
	size_t len = copy_leave(copy, copy_field_end(copy));

	return copy_is_null(copy, start, len) ? NULL : copy_unescape(mem, start, len);
}

/* Quotes may begin and end anywhere in a field; what is in none of them is as it stands. */
static const char *
copy_csv(const void *mem, struct dn_copy *copy)
{
	const struct dn_copy_form *form = copy->form;
	const char *s = copy->source->text;
	struct dunlin_buf *field = dn_buf_new(mem);
	size_t start = copy->pos, i = start, len;
	bool quoted = false;

	for (; i < copy->end; i++) {
		bool more = copy->open && i + 1 < copy->end;

		if (!copy->open && (s[i] == form->delimiter || s[i] == '\n'))
			break;
		if (more && s[i] == form->escape &&
		    (s[i + 1] == form->escape || s[i + 1] == form->quote)) {
			dunlin_buf_put(field, s + ++i, 1);
		} else if (s[i] == form->quote) {
			quoted = true;
			copy->open = !copy->open;
		} else {
			dunlin_buf_put(field, s + i, 1);
		}
	}
	len = copy_leave(copy, i);
	if (len < i - start)
		dn_buf_truncate(field, field->len - 1);
	return !quoted && copy_is_null(copy, s + start, len) ? NULL : field->s;
}

static const char *
copy_field(const void *mem, struct dn_copy *copy)
{
	return copy->form->csv ? copy_csv(mem, copy) : copy_text(mem, copy);
}

struct dn_copy
dn_copy_open(const struct dn_source *source, const struct dn_change *change)
{
	struct dn_copy copy = { .source = source,
		.form = change->copy,
		.pos = change->data.start,
		.end = change->data.end };
	void *scratch = dn_new_context(NULL);

	if (copy.form->header && dn_copy_line(&copy))
		while (copy.in_line)
			copy_field(scratch, &copy);
	dn_free(scratch);
	return copy;
}

bool
dn_copy_row(const void *mem, struct dn_copy *copy, const char **fields, size_t wanted,
    struct dunlin_error *err)
{
	size_t start = copy->pos, n = 0;

	for (; copy->in_line; n++) {
		const char *field = copy_field(mem, copy);

		if (n < wanted)
			fields[n] = field;
	}
	if (copy->open)
		return dn_error_in(
		    err, DUNLIN_E_PARSE, copy->source, start, "a quote of this line does not end");
	return n == wanted || dn_error_in(err, DUNLIN_E_PARSE, copy->source, start,
				  "COPY has %zu values in this line for %zu columns", n, wanted);
}
