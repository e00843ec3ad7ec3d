/* value_json.c - arrays of PostgreSQL as JSON */
#include "config.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dialect/common/value.h"

/* As JSON has it, with digits on both sides of a point. */
static bool
value_is_number(const char *s)
{
	const char *digits = s + (*s == '-'), *point = strchr(s, '.');

	return isdigit((unsigned char) *digits) &&
	       (*digits != '0' || !isdigit((unsigned char) digits[1])) &&
	       (point == NULL || isdigit((unsigned char) point[1])) && dn_value_is_number(s);
}

void
dn_value_json_string(struct dunlin_buf *buf, const char *s)
{
	dunlin_buf_puts(buf, "\"");
	for (; *s != '\0'; s++) {
		if (*s == '"' || *s == '\\')
			dunlin_buf_printf(buf, "\\%c", *s);
		else if ((unsigned char) *s < 0x20)
			dunlin_buf_printf(buf, "\\u%04x", (unsigned) *s);
		else
			dunlin_buf_put(buf, s, 1);
	}
	dunlin_buf_puts(buf, "\"");
}

static void
value_put_boolean(struct dunlin_buf *json, const char *text)
{
	if (strcmp(text, "1") == 0)
		dunlin_buf_puts(json, "true");
	else if (strcmp(text, "0") == 0)
		dunlin_buf_puts(json, "false");
	else
		dn_value_json_string(json, text);
}

/* Digits as PostgreSQL prints them, where JSON would not have them. */
static void
value_put_number(struct dunlin_buf *json, const char *digits)
{
	if (value_is_number(digits))
		dunlin_buf_puts(json, digits);
	else if (strspn(digits, "+-0123456789") == strlen(digits))
		dunlin_buf_printf(json, "%lld", strtoll(digits, NULL, 10));
	else
		dn_value_json_string(json, digits);
}

/* An element of an array, its quotes and escapes removed; false: it is none. */
static bool
value_put_element(struct dunlin_buf *json, const struct dn_type *element, const char *text)
{
	void *scratch = dn_new_context(json);
	struct dunlin_value value = { DUNLIN_TEXT, text, 0 };
	bool ok = true;

	if (element->kind == DN_TYPE_BYTEA) {
		dn_value_json_string(json, text);
	} else {
		ok = dn_value_stored(scratch, element, text, &value);
		if (dn_type_is_number(element))
			value_put_number(json, value.data);
		else if (element->kind == DN_TYPE_BOOLEAN)
			value_put_boolean(json, value.data);
		else
			dn_value_json_string(json, value.data);
	}
	dn_free(scratch);
	return ok || (!dn_type_is_integer(element) && element->kind != DN_TYPE_BOOLEAN);
}

/* One element at *TEXT, which moves behind it; false when there is none. */
static bool
value_element(struct dunlin_buf *json, const struct dn_type *element, const char **text, bool *told)
{
	struct dunlin_buf *raw = dn_buf_new(json);
	const char *s = *text;
	bool quoted = *s == '"';
	bool ok;

	for (s += quoted; *s != '\0' && (quoted ? *s != '"' : strchr(",{}\"", *s) == NULL); s++) {
		if (*s == '\\' && s[1] != '\0')
			s++;
		dunlin_buf_put(raw, s, 1);
	}
	while (!quoted && raw->len > 0 && raw->s[raw->len - 1] == ' ')
		dn_buf_truncate(raw, raw->len - 1);
	ok = quoted ? *s++ == '"' : raw->len > 0;
	if (ok && !quoted && raw->len == 4 &&
	    (strcmp(raw->s, "NULL") == 0 || strcmp(raw->s, "null") == 0))
		dunlin_buf_puts(json, "null");
	else if (ok)
		*told = value_put_element(json, element, raw->s) && *told;
	*text = s;
	dn_free(raw);
	return ok;
}

bool
dn_value_array(const void *mem, const struct dn_type *type, const char *text, const char **array)
{
	struct dunlin_buf *json = dn_buf_new(mem);
	struct dn_type element = *type;
	const char *s = text[0] == '[' && strchr(text, '=') != NULL ? strchr(text, '=') + 1 : text;
	bool wants = true; /* an element or a nested array */
	bool told = true;
	int depth = 0;

	*array = text;
	element.dims = 0;
	do {
		s += strspn(s, " \t\n");
		if (wants && *s == '{') {
			dunlin_buf_puts(json, "[");
			depth++;
			s++;
			s += strspn(s, " \t\n");
			wants = *s != '}';
		} else if (wants) {
			if (depth == 0 || !value_element(json, &element, &s, &told))
				return false;
			wants = false;
		} else if (*s == ',' && depth > 0) {
			dunlin_buf_puts(json, ",");
			wants = true;
			s++;
		} else if (*s == '}' && depth > 0) {
			dunlin_buf_puts(json, "]");
			depth--;
			s++;
		} else {
			return false;
		}
	} while (depth > 0);
	if (*s != '\0')
		return false;
	*array = json->s;
	return told;
}

/* Does TEXT stay what it is as an ELEMENT, which is nothing that is rounded, cut or read anew? */
static bool
value_is_settled(const struct dn_type *element, const char *text)
{
	const char *digits = text + (*text == '-'), *point = strchr(text, '.');
	size_t behind = point == NULL ? 0 : strlen(point + 1);

	if (dn_type_is_integer(element))
		return *digits != '\0' && digits[strspn(digits, "0123456789")] == '\0' &&
		       (*digits != '0' || (digits == text && digits[1] == '\0'));
	if (element->nmods == 0)
		return true;
	if (element->kind == DN_TYPE_NUMERIC)
		return behind == (size_t) (element->nmods > 1 ? element->mods[1] : 0);
	return !dn_type_is_text(element) || strlen(text) <= (size_t) element->mods[0];
}

/* A constant as an element of TYPE, an array, or of none that is said. */
static bool
value_put_constant(struct dunlin_buf *json, const struct dn_expr *e, const struct dn_type *type)
{
	struct dn_type element = { .kind = DN_TYPE_TEXT };
	bool typed = type != NULL && type->dims > 0;

	if (typed)
		element = *type;
	element.dims = 0;
	if (e->kind == DN_EXPR_NULL)
		dunlin_buf_puts(json, "null");
	else if (e->kind == DN_EXPR_BOOLEAN && !typed)
		dunlin_buf_puts(json, e->truth ? "true" : "false");
	else if (e->kind == DN_EXPR_BOOLEAN)
		return value_put_element(json, &element, e->truth ? "true" : "false");
	else if (e->kind == DN_EXPR_NUMBER && !typed)
		dunlin_buf_puts(json, e->text);
	else
		return (e->kind == DN_EXPR_STRING || e->kind == DN_EXPR_NUMBER) &&
		       value_is_settled(&element, e->text) &&
		       value_put_element(json, &element, e->text);
	return true;
}

/* What the element says of itself, or what is said of all. */
static const struct dn_type *
value_element_type(const struct dn_expr *e, const struct dn_type *type, struct dn_type *own)
{
	if (type != NULL || e->kind != DN_EXPR_CAST || e->type->dims > 0)
		return type;
	*own = *e->type;
	own->dims = 1;
	return own;
}

bool
dn_value_json_array(struct dunlin_buf *buf, const struct dn_expr *array, const struct dn_type *type)
{
	bool ok = true;

	dunlin_buf_puts(buf, "[");
	for (size_t i = 0; ok && i < array->nargs; i++) {
		const struct dn_expr *e = dn_expr_bare(array->args[i]);
		struct dn_type own;
		const struct dn_type *as = value_element_type(array->args[i], type, &own);

		dunlin_buf_puts(buf, i == 0 ? "" : ",");
		ok = e->kind == DN_EXPR_ARRAY ? dn_value_json_array(buf, e, type)
					      : value_put_constant(buf, e, as);
	}
	dunlin_buf_puts(buf, "]");
	return ok;
}
