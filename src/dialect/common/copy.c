/* copy.c - read the text format of COPY */
#include "config.h"

#include <ctype.h>
#include <string.h>

#include "base/mem.h"
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
	size_t i = copy->pos;

	for (; i < copy->end && copy->text[i] != '\t' && copy->text[i] != '\n'; i++) {
		/* A backslash takes even a real tab or newline into the field. */
		if (copy->text[i] == '\\' && i + 1 < copy->end)
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

bool
dn_copy_field(const void *mem, struct dn_copy *copy, const char **field)
{
	const char *start = copy->text + copy->pos;
	size_t end, len;

	if (!copy->in_line)
		return false;
	end = copy_field_end(copy);
	len = end - copy->pos;
	copy->in_line = end < copy->end && copy->text[end] == '\t';
	copy->pos = end < copy->end ? end + 1 : end;
	if (!copy->in_line && len > 0 && start[len - 1] == '\r')
		len--;
	*field = len == 2 && memcmp(start, "\\N", 2) == 0 ? NULL : copy_unescape(mem, start, len);
	return true;
}
