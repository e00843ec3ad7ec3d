/* value.c - PostgreSQL's text forms of values, as other databases store them */
#include "config.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dialect/common/value.h"

static void
value_text(struct dunlin_value *value, const char *text)
{
	*value = (struct dunlin_value){ DUNLIN_TEXT, text, strlen(text) };
}

static int
value_hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool
value_is_octal(const char *s)
{
	return s[0] >= '0' && s[0] <= '3' && s[1] >= '0' && s[1] <= '7' && s[2] >= '0' &&
	       s[2] <= '7';
}

static bool
value_bytea_hex(const char *text, char *bytes, size_t *n)
{
	/* Between the bytes blanks are allowed. */
	for (; *(text += strspn(text, " \t\n\r")) != '\0'; text += 2) {
		int high = value_hex_digit(text[0]);
		int low = high < 0 ? -1 : value_hex_digit(text[1]);

		if (low < 0)
			return false;
		bytes[(*n)++] = (char) (high << 4 | low);
	}
	return true;
}

static bool
value_bytea_escape(const char *text, char *bytes, size_t *n)
{
	for (; *text != '\0'; text++) {
		if (*text == '\\' && value_is_octal(text + 1)) {
			bytes[(*n)++] =
			    (char) ((text[1] - '0') << 6 | (text[2] - '0') << 3 | (text[3] - '0'));
			text += 3;
			continue;
		}
		if (*text == '\\' && *++text != '\\')
			return false;
		bytes[(*n)++] = *text;
	}
	return true;
}

/* The hex and the escape format of bytea ("Binary Data Types" in PostgreSQL's manual). */
static bool
value_bytea(const void *mem, const char *text, struct dunlin_value *value)
{
	char *bytes = dn_strdup(mem, text); /* never longer */
	size_t n = 0;

	if (!(strncmp(text, "\\x", 2) == 0 ? value_bytea_hex(text + 2, bytes, &n)
					   : value_bytea_escape(text, bytes, &n)))
		return false;
	*value = (struct dunlin_value){ DUNLIN_BLOB, bytes, n };
	return true;
}

/* PostgreSQL takes unambiguous beginnings of these words, in any case and with blanks around. */
static const char *
value_boolean(const char *text)
{
	static const struct {
		const char *word;
		size_t least;
		const char *value;
	} words[] = { { "true", 1, "1" }, { "false", 1, "0" }, { "yes", 1, "1" }, { "no", 1, "0" },
		{ "on", 2, "1" }, { "off", 2, "0" }, { "1", 1, "1" }, { "0", 1, "0" } };
	const char *start = text + strspn(text, " \t\n");
	size_t len = strcspn(start, " \t\n");

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		size_t same = 0;

		while (same < len && (start[same] | 0x20) == (words[i].word[same] | 0x20))
			same++;
		if (same == len && len >= words[i].least &&
		    start[len + strspn(start + len, " \t\n")] == '\0')
			return words[i].value;
	}
	return NULL;
}

/*
 * The form that PostgreSQL prints and the default makes, from any that it takes: hyphens stand
 * behind every four digits or not at all, and braces around the whole ("UUID Type").
 */
static const char *
value_uuid(const void *mem, const char *text)
{
	struct dunlin_buf *buf = dn_buf_new(mem);
	const char *s = text + (*text == '{');
	size_t digits = 0;

	for (; digits < 32; s++) {
		if (*s == '-' && digits > 0 && digits % 4 == 0 && s[-1] != '-')
			continue;
		if (value_hex_digit(*s) < 0)
			return NULL;
		if (digits == 8 || digits == 12 || digits == 16 || digits == 20)
			dunlin_buf_puts(buf, "-");
		dunlin_buf_printf(buf, "%x", (unsigned) value_hex_digit(*s));
		digits++;
	}
	return strcmp(s, *text == '{' ? "}" : "") == 0 ? buf->s : NULL;
}

static const char value_digits[] = "0123456789abcdefABCDEF";

/* "8:0:2b:1:2:3", with '-' as well; NULL for anything else. */
static const char *
value_mac_numbers(const void *mem, const char *s)
{
	struct dunlin_buf *buf = dn_buf_new(mem);
	char separator = s[strspn(s, value_digits)];

	for (size_t n = 0; n < 6; n++) {
		size_t len = strspn(s, value_digits);
		unsigned long byte = strtoul(s, NULL, 16);

		if (len == 0 || byte > 255 || s[len] != (n < 5 ? separator : '\0'))
			return NULL;
		dunlin_buf_printf(buf, "%s%02lx", n == 0 ? "" : ":", byte);
		s += len + 1;
	}
	return separator == ':' || separator == '-' ? buf->s : NULL;
}

/* Twelve digits, in one or in groups: "08002b:010203", "0800.2b01.0203"; either with '-', too. */
static const char *
value_mac_groups(const void *mem, const char *s)
{
	struct dunlin_buf *buf = dn_buf_new(mem);
	size_t width = strspn(s, value_digits), n = 0;
	const char *between = width == 12 ? "" : width == 6 ? ":-" : width == 4 ? ".-" : NULL;
	char separator = s[width];

	if (between == NULL || strchr(between, separator) == NULL)
		return NULL;
	for (; *s != '\0'; s++) {
		if (*s == separator && n % width == 0 && value_hex_digit(s[1]) >= 0)
			continue;
		if (value_hex_digit(*s) < 0)
			return NULL;
		dunlin_buf_printf(
		    buf, "%s%x", n > 0 && n % 2 == 0 ? ":" : "", (unsigned) value_hex_digit(*s));
		n++;
	}
	return n == 12 ? buf->s : NULL;
}

/* The forms of PostgreSQL's manual, 8.8.3, as it prints them. */
static const char *
value_macaddr(const void *mem, const char *text)
{
	const char *s = text + strspn(text, " "), *mac;
	size_t len = strlen(s);

	while (len > 0 && s[len - 1] == ' ')
		len--;
	s = dn_strndup(mem, s, len);
	mac = value_mac_numbers(mem, s);
	mac = mac != NULL ? mac : value_mac_groups(mem, s);
	return mac;
}

/* "", "e5", "E-10": what may stand behind the digits of a number. */
static bool
value_exponent(const char *s)
{
	if (*s == 'e' || *s == 'E') {
		s++;
		s += *s == '+' || *s == '-' ? 1 : 0;
		if (strspn(s, "0123456789") == 0)
			return false;
		s += strspn(s, "0123456789");
	}
	return *s == '\0';
}

/* The largest of each kind of integer. */
static bool
value_is_integer(const struct dn_type *type, const char *digits)
{
	long long most = type->kind == DN_TYPE_SMALLINT  ? INT16_MAX
			 : type->kind == DN_TYPE_INTEGER ? INT32_MAX
			 : type->kind == DN_TYPE_OID     ? UINT32_MAX
							 : INT64_MAX;
	long long n;
	char *end;

	errno = 0;
	n = strtoll(digits, &end, 10);
	return errno == 0 && end != digits && *end == '\0' && n <= most &&
	       n >= (type->kind == DN_TYPE_OID ? 0 : -most - 1);
}

/* A number without the blanks around it, or NULL. */
static const char *
value_number(const void *mem, const struct dn_type *type, const char *text)
{
	const char *digits = text + strspn(text, " \t\n");
	size_t len = strlen(digits);

	while (len > 0 && strchr(" \t\n", digits[len - 1]) != NULL)
		len--;
	digits = dn_strndup(mem, digits, len);
	return dn_value_is_number(digits) &&
		       (!dn_type_is_integer(type) || value_is_integer(type, digits))
		   ? digits
		   : NULL;
}

/* What the text is stored as, or NULL where it is no value of the type. */
static const char *
value_form(const void *mem, const struct dn_type *type, const char *text)
{
	switch (type->kind) {
	case DN_TYPE_SMALLINT:
	case DN_TYPE_INTEGER:
	case DN_TYPE_BIGINT:
	case DN_TYPE_OID:
	case DN_TYPE_NUMERIC:
	case DN_TYPE_REAL:
	case DN_TYPE_DOUBLE: return value_number(mem, type, text);
	case DN_TYPE_BOOLEAN: return value_boolean(text);
	case DN_TYPE_UUID: return value_uuid(mem, text);
	case DN_TYPE_MACADDR: return value_macaddr(mem, text);
	case DN_TYPE_DATE:
	case DN_TYPE_TIME:
	case DN_TYPE_TIMETZ:
	case DN_TYPE_TIMESTAMP:
	case DN_TYPE_TIMESTAMPTZ: return dn_time_stored(mem, type, text);
	default: return text;
	}
}

bool
dn_value_stored(
    const void *mem, const struct dn_type *type, const char *text, struct dunlin_value *value)
{
	const char *form;
	bool ok;

	value_text(value, text);
	if (type->dims > 0) {
		ok = dn_value_array(mem, type, text, &form);
		value_text(value, form);
		return ok;
	}
	if (type->kind == DN_TYPE_BYTEA)
		return value_bytea(mem, text, value);
	form = value_form(mem, type, text);
	if (form == NULL)
		return false;
	value_text(value, form);
	return true;
}

bool
dn_value_is_number(const char *s)
{
	size_t digits;

	s += strspn(s, "+-") > 0 ? 1 : 0;
	digits = strspn(s, "0123456789");
	s += digits;
	if (*s == '.') {
		size_t more = strspn(++s, "0123456789");

		digits += more;
		s += more;
	}
	return digits > 0 && value_exponent(s);
}
