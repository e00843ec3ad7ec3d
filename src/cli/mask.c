/* mask.c - passwords in what is shown again become stars */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "cli/message.h"

/* One star per character, so that a caret below still stands right; TO is not masked. */
static void
mask(char *s, const char *to)
{
	for (; s < to; s++)
		if (((unsigned char) *s & 0xc0) != 0x80)
			*s = '*';
}

/* "user:password@host": the last '@' of the word, as a password may hold one. */
static void
mask_url(char *s)
{
	char *end = s + strcspn(s, " \t\n'\"<>"), *colon = memchr(s, ':', (size_t) (end - s));

	while (end > s && *end != '@')
		end--;
	if (colon != NULL && colon < end)
		mask(colon + 1, end);
}

/* A literal, as in SQL; its quote is the one it starts with. */
static void
mask_literal(char *s)
{
	char quote = *s;

	if (quote == '\'' || quote == '"')
		mask(s + 1, s + 1 + strcspn(s + 1, quote == '"' ? "\"" : "'"));
}

void
cli_mask_secrets(char *text)
{
	static const char *const words[] = { "password", "identified by" };

	for (char *s = text; *s != '\0'; s++) {
		if (strncmp(s, "://", 3) == 0)
			mask_url(s + 3);
		for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
			size_t len = strlen(words[i]);

			if (strncasecmp(s, words[i], len) == 0)
				mask_literal(s + len + strspn(s + len, " \t="));
		}
	}
}
