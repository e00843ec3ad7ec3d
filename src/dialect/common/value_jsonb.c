/* value_jsonb.c - JSON as PostgreSQL prints a jsonb */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dialect/common/value.h"

/* Deeper ones nobody writes by hand. */
enum { JSONB_DEPTH = 200 };

struct jsonb {
	const char *s;
	int depth;
};

struct jsonb_member {
	struct dunlin_buf *key, *value;
};

static void
jsonb_skip(struct jsonb *j)
{
	j->s += strspn(j->s, " \t\n\r");
}

static bool
jsonb_is(struct jsonb *j, char c)
{
	jsonb_skip(j);
	if (*j->s != c)
		return false;
	j->s++;
	return true;
}

/* -- strings ---------------------------------------------------------------------------- */

static bool
jsonb_hex(struct jsonb *j, unsigned *code)
{
	char digits[5] = "";

	if (strspn(j->s, "0123456789abcdefABCDEF") < 4)
		return false;
	memcpy(digits, j->s, 4);
	*code = (unsigned) strtoul(digits, NULL, 16);
	j->s += 4;
	return true;
}

static void
jsonb_put_code(struct dunlin_buf *text, unsigned code)
{
	char bytes[4];
	size_t n = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;

	for (size_t i = n - 1; i > 0; i--, code >>= 6)
		bytes[i] = (char) (0x80 | (code & 0x3f));
	bytes[0] = (char) (n == 1 ? code : (0xf00u >> n) | code);
	dunlin_buf_put(text, bytes, n);
}

/* Behind "\u": one character, which may need two of them; no zero. */
static bool
jsonb_code(struct jsonb *j, struct dunlin_buf *text)
{
	unsigned code, low;

	if (!jsonb_hex(j, &code) || code == 0 || (code >= 0xdc00 && code <= 0xdfff))
		return false;
	if (code >= 0xd800 && code <= 0xdbff) {
		if (*j->s++ != '\\' || *j->s++ != 'u' || !jsonb_hex(j, &low) || low < 0xdc00 ||
		    low > 0xdfff)
			return false;
		code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
	}
	jsonb_put_code(text, code);
	return true;
}

static bool
jsonb_escape(struct jsonb *j, struct dunlin_buf *text)
{
	static const char signs[] = "\"\\/bfnrt", bytes[] = "\"\\/\b\f\n\r\t";
	char c = *j->s++;
	const char *sign = c == '\0' ? NULL : strchr(signs, c);

	if (c == 'u')
		return jsonb_code(j, text);
	if (sign == NULL)
		return false;
	dunlin_buf_put(text, &bytes[sign - signs], 1);
	return true;
}

/* What is between the quotes, its escapes removed. */
static bool
jsonb_string(struct jsonb *j, struct dunlin_buf *text)
{
	if (!jsonb_is(j, '"'))
		return false;
	while (*j->s != '"') {
		if ((unsigned char) *j->s < 0x20)
			return false;
		if (*j->s == '\\') {
			j->s++;
			if (!jsonb_escape(j, text))
				return false;
		} else {
			dunlin_buf_put(text, j->s++, 1);
		}
	}
	j->s++;
	return true;
}

static void
jsonb_put_string(struct dunlin_buf *out, const char *s)
{
	static const char signs[] = "bfnrt", bytes[] = "\b\f\n\r\t";

	dunlin_buf_puts(out, "\"");
	for (; *s != '\0'; s++) {
		const char *sign = strchr(bytes, *s);

		if (sign != NULL)
			dunlin_buf_printf(out, "\\%c", signs[sign - bytes]);
		else if (*s == '"' || *s == '\\')
			dunlin_buf_printf(out, "\\%c", *s);
		else if ((unsigned char) *s < 0x20)
			dunlin_buf_printf(out, "\\u%04x", (unsigned) *s);
		else
			dunlin_buf_put(out, s, 1);
	}
	dunlin_buf_puts(out, "\"");
}

/* -- numbers ---------------------------------------------------------------------------- */

/* Digits with a point where the exponent has it: of 1.5e2 150, of 1.50 1.50. */
static bool
jsonb_shift(struct dunlin_buf *out, const char *digits, size_t n, long point)
{
	size_t zeros = 0;

	if (point > 5000 || point < -5000)
		return false;
	while (zeros + 1 < n && digits[zeros] == '0' && point - (long) zeros > 1)
		zeros++;
	if (point <= 0) {
		dunlin_buf_puts(out, "0.");
		for (long i = point; i < 0; i++)
			dunlin_buf_puts(out, "0");
	}
	for (size_t i = zeros; i < n; i++) {
		if ((long) i == point && point > 0)
			dunlin_buf_puts(out, ".");
		dunlin_buf_put(out, digits + i, 1);
	}
	for (long i = (long) n; i < point; i++)
		dunlin_buf_puts(out, "0");
	return true;
}

static bool
jsonb_number(struct jsonb *j, struct dunlin_buf *out)
{
	bool negative = *j->s == '-';
	struct dunlin_buf *digits = dn_buf_new(out);
	size_t whole, behind = 0;
	long exponent = 0;

	j->s += negative;
	whole = strspn(j->s, "0123456789");
	dunlin_buf_put(digits, j->s, whole);
	if (whole == 0 || (*j->s == '0' && whole > 1))
		return false;
	j->s += whole;
	if (*j->s == '.') {
		behind = strspn(++j->s, "0123456789");
		dunlin_buf_put(digits, j->s, behind);
		j->s += behind;
		if (behind == 0)
			return false;
	}
	if (*j->s == 'e' || *j->s == 'E') {
		char *end;

		exponent = strtol(++j->s, &end, 10);
		if (end == j->s || strchr("+-0123456789", *j->s) == NULL)
			return false;
		j->s = end;
	}
	if (negative && strspn(digits->s, "0") < digits->len)
		dunlin_buf_puts(out, "-");
	return jsonb_shift(out, digits->s, digits->len, (long) whole + exponent);
}

/* -- arrays and objects ----------------------------------------------------------------- */

static bool jsonb_value(struct jsonb *j, struct dunlin_buf *out);

static bool
jsonb_array(struct jsonb *j, struct dunlin_buf *out)
{
	dunlin_buf_puts(out, "[");
	for (size_t i = 0; i > 0 || !jsonb_is(j, ']'); i++) {
		dunlin_buf_puts(out, i == 0 ? "" : ", ");
		if (!jsonb_value(j, out))
			return false;
		if (jsonb_is(j, ']'))
			break;
		if (!jsonb_is(j, ','))
			return false;
	}
	dunlin_buf_puts(out, "]");
	return true;
}

/* Short keys come first. */
static int
jsonb_order(const struct dunlin_buf *a, const struct dunlin_buf *b)
{
	if (a->len != b->len)
		return a->len < b->len ? -1 : 1;
	return memcmp(a->s, b->s, a->len);
}

/* In its place; of one key the last value counts. */
static void
jsonb_add(const void *mem, struct jsonb_member **members, size_t *n, struct jsonb_member member)
{
	size_t i = 0;

	while (i < *n && jsonb_order((*members)[i].key, member.key) < 0)
		i++;
	if (i < *n && jsonb_order((*members)[i].key, member.key) == 0) {
		(*members)[i] = member;
		return;
	}
	dn_push(mem, *members, *n, member);
	memmove(*members + i + 1, *members + i, (*n - 1 - i) * sizeof **members);
	(*members)[i] = member;
}

static bool
jsonb_object(struct jsonb *j, struct dunlin_buf *out)
{
	struct jsonb_member *members = NULL;
	size_t n = 0;

	for (size_t i = 0; i > 0 || !jsonb_is(j, '}'); i++) {
		struct jsonb_member member = { dn_buf_new(out), dn_buf_new(out) };

		if (!jsonb_string(j, member.key) || !jsonb_is(j, ':') ||
		    !jsonb_value(j, member.value))
			return false;
		jsonb_add(out, &members, &n, member);
		if (jsonb_is(j, '}'))
			break;
		if (!jsonb_is(j, ','))
			return false;
	}
	dunlin_buf_puts(out, "{");
	for (size_t i = 0; i < n; i++) {
		dunlin_buf_puts(out, i == 0 ? "" : ", ");
		jsonb_put_string(out, members[i].key->s);
		dunlin_buf_printf(out, ": %s", members[i].value->s);
	}
	dunlin_buf_puts(out, "}");
	return true;
}

static bool
jsonb_word(struct jsonb *j, struct dunlin_buf *out)
{
	static const char *const words[] = { "true", "false", "null" };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strncmp(j->s, words[i], strlen(words[i])) == 0) {
			dunlin_buf_puts(out, words[i]);
			j->s += strlen(words[i]);
			return true;
		}
	return false;
}

static bool
jsonb_value(struct jsonb *j, struct dunlin_buf *out)
{
	struct dunlin_buf *text;
	bool ok;

	jsonb_skip(j);
	if (*j->s == '"') {
		text = dn_buf_new(out);
		if (!jsonb_string(j, text))
			return false;
		jsonb_put_string(out, text->s);
		return true;
	}
	if (*j->s != '{' && *j->s != '[')
		return *j->s == '-' || (*j->s >= '0' && *j->s <= '9') ? jsonb_number(j, out)
								      : jsonb_word(j, out);
	if (++j->depth > JSONB_DEPTH)
		return false;
	ok = *j->s++ == '{' ? jsonb_object(j, out) : jsonb_array(j, out);
	j->depth--;
	return ok;
}

const char *
dn_value_jsonb(const void *mem, const char *text)
{
	struct jsonb j = { .s = text };
	struct dunlin_buf *out = dn_buf_new(mem);

	if (!jsonb_value(&j, out))
		return NULL;
	jsonb_skip(&j);
	return *j.s == '\0' ? out->s : NULL;
}
