/* form.c - the text of a value as a column of SQLite keeps it */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "dialect/common/value.h"
#include "dialect/sqlite/expr/expr.h"

/* Not a number in one form, infinities as a number that is above all. */
static const char *
stored_word(const char *text)
{
	static const struct {
		const char *word, *value;
	} words[] = { { "nan", "NaN" }, { "inf", "9e999" }, { "infinity", "9e999" },
		{ "+inf", "9e999" }, { "+infinity", "9e999" }, { "-inf", "-9e999" },
		{ "-infinity", "-9e999" } };
	const char *start = text + strspn(text, " \t\n");
	size_t len = strcspn(start, " \t\n");

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strlen(words[i].word) == len && strncasecmp(start, words[i].word, len) == 0 &&
		    start[len + strspn(start + len, " \t\n")] == '\0')
			return words[i].value;
	return text;
}

/* "-12.345" to SCALE digits behind the point, half away from zero; an exponent is left alone. */
static const char *
stored_rounded(const void *mem, const struct dn_type *type, const char *text)
{
	const char *point = strchr(text, '.');
	int scale = type->nmods > 1 ? type->mods[1] : 0;
	char *digits, *end, *c;

	if (type->nmods == 0 || point == NULL || scale < 0 || !dn_value_is_number(text) ||
	    strpbrk(text, "eE") != NULL || strlen(point + 1) <= (size_t) scale)
		return text;
	/* A zero to carry into. */
	digits = dn_sprintf(mem, "0%s", text + strspn(text, "+-"));
	end = strchr(digits, '.') + 1 + scale;
	if (*end >= '5') {
		for (c = end - 1; *c == '9' || *c == '.'; c--)
			if (*c == '9')
				*c = '0';
		(*c)++;
	}
	end[scale == 0 ? -1 : 0] = '\0';
	digits += digits[0] == '0' && digits[1] >= '0' && digits[1] <= '9';
	return dn_sprintf(mem, "%s%s", text[0] == '-' ? "-" : "", digits);
}

/* Blanks beyond the length are cut off where there is nothing else beyond it. */
static const char *
stored_without_blanks(const void *mem, const struct dn_type *type, const char *text)
{
	size_t len = strlen(text), kept = 0, characters = 0;

	if (type->nmods == 0)
		return text;
	for (; kept < len; kept++)
		if (((unsigned char) text[kept] & 0xc0) != 0x80 &&
		    characters++ == (size_t) type->mods[0])
			break;
	return text[kept + strspn(text + kept, " ")] == '\0' ? dn_strndup(mem, text, kept) : text;
}

bool
dn_sqlite_stored(
    const void *mem, const struct dn_type *type, const char *text, struct dunlin_value *value)
{
	bool ok = dn_value_stored(mem, type, text, value);
	const char *form;

	if (type->dims > 0 || value->kind != DUNLIN_TEXT)
		return ok;
	switch ((int) type->kind) {
	case DN_TYPE_NUMERIC:
	case DN_TYPE_REAL:
	case DN_TYPE_DOUBLE: form = stored_rounded(mem, type, stored_word(value->data)); break;
	case DN_TYPE_VARCHAR:
	case DN_TYPE_CHAR: form = stored_without_blanks(mem, type, value->data); break;
	default: return ok;
	}
	*value = (struct dunlin_value){ DUNLIN_TEXT, form, strlen(form) };
	return ok;
}
