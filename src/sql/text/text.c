/* text.c - can these bytes be a script? */
#include "config.h"

#include "sql/sql.h"

/* Bytes of the character at P of which LEFT are there; 0 when it is none (RFC 3629). */
static size_t
text_character(const unsigned char *p, size_t left)
{
	/* Bounds of the second byte keep out long forms, surrogates and what is above U+10FFFF. */
	unsigned char low = 0x80, high = 0xBF;
	size_t n;

	if (p[0] < 0x80)
		return p[0] != '\0';
	if (p[0] < 0xC2 || p[0] > 0xF4)
		return 0;
	n = p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
	if (p[0] == 0xE0)
		low = 0xA0;
	else if (p[0] == 0xED)
		high = 0x9F;
	else if (p[0] == 0xF0)
		low = 0x90;
	else if (p[0] == 0xF4)
		high = 0x8F;
	if (left < n || p[1] < low || p[1] > high)
		return 0;
	for (size_t i = 2; i < n; i++)
		if ((p[i] & 0xC0) != 0x80)
			return 0;
	return n;
}

bool
dn_sql_check_text(const struct dn_source *src, struct dunlin_error *err)
{
	const unsigned char *text = (const unsigned char *) src->text;
	size_t n;

	for (size_t p = 0; p < src->len; p += n) {
		n = text_character(text + p, src->len - p);
		if (n != 0)
			continue;
		if (text[p] == '\0')
			dn_error_in(err, DUNLIN_E_PARSE, src, p, "NUL byte");
		else
			dn_error_in(
			    err, DUNLIN_E_PARSE, src, p, "invalid UTF-8: byte 0x%02X", text[p]);
		dunlin_error_set_hint(err, "Save the file as UTF-8 text.");
		return false;
	}
	return true;
}
