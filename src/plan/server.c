/* server.c - statements that concern a whole server, not one database of it */
#include "config.h"

#include <ctype.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "plan/server.h"
#include "sql/text/lex.h"
#include "sql/sql.h"

static const char *const server_verbs[] = { " create ", " alter ", " drop ", NULL };
static const char *const server_objects[] = { "role ", "user ", "group ", "database ",
	"tablespace ", "subscription ", "system ", "owned ", NULL };
/* What is granted, commented, labelled. */
static const char *const server_on[] = { " on database ", " on role ", " on tablespace ",
	" on subscription ", NULL };

/* In lower case, a blank for all that is not of a word. */
static void
server_words(struct dunlin_buf *buf, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		char ch = (char) tolower((unsigned char) text[i]);

		if (isalnum((unsigned char) ch) || ch == '_')
			dunlin_buf_put(buf, &ch, 1);
		else if (buf->len == 0 || buf->s[buf->len - 1] != ' ')
			dunlin_buf_puts(buf, " ");
	}
	dunlin_buf_puts(buf, " ");
}

/* HEAD: at the start alone. */
static bool
server_has_verb(const char *words, bool head)
{
	for (const char *const *verb = server_verbs; *verb != NULL; verb++)
		for (const char *at = strstr(words, *verb); at != NULL;
		     at = strstr(at + 1, *verb)) {
			const char *object = at + strlen(*verb);

			if (head && at != words)
				break;
			if (strncmp(object, "user mapping ", 13) == 0)
				continue;
			for (const char *const *o = server_objects; *o != NULL; o++)
				if (strncmp(object, *o, strlen(*o)) == 0)
					return true;
		}
	return false;
}

static bool
server_is_head(const char *words)
{
	if (server_has_verb(words, true) || strncmp(words, " reassign owned ", 16) == 0)
		return true;
	for (const char *const *on = server_on; *on != NULL; on++)
		if (strstr(words, *on) != NULL)
			return true;
	return (strncmp(words, " grant ", 7) == 0 || strncmp(words, " revoke ", 8) == 0) &&
	       strstr(words, " on ") == NULL;
}

/* Bodies of DO and of functions are strings; what is built of pieces in them nobody sees. */
static bool
server_statement(const struct dn_source *src, struct dn_span span)
{
	struct dn_lexer lexer = dn_lex(src, span);
	struct dunlin_buf *head = dn_buf_new(NULL), *bodies = dn_buf_new(head);
	struct dn_token token;
	bool found;

	dunlin_buf_puts(head, " ");
	dunlin_buf_puts(bodies, " ");
	while (dn_lex_word(&lexer, &token, NULL) && token.kind != DN_TOKEN_END) {
		const char *text = src->text + token.span.start;
		size_t len = token.span.end - token.span.start;

		if (token.kind == DN_TOKEN_WORD)
			server_words(head, text, len);
		else if (token.kind == DN_TOKEN_STRING)
			server_words(bodies, text, len);
	}
	found = server_is_head(head->s) ||
		((strncmp(head->s, " do ", 4) == 0 || strstr(head->s, " function ") != NULL ||
		     strstr(head->s, " procedure ") != NULL) &&
		    server_has_verb(bodies->s, false));
	dn_free(head);
	return found;
}

bool
dn_section_spares_server(
    const struct dn_source *src, const struct dn_section *section, size_t *place)
{
	for (size_t i = 0; i < section->npieces; i++) {
		struct dn_span rest = section->pieces[i].span, statement, data;

		while (dn_sql_split(src, &rest, &statement, &data, NULL) &&
		       statement.start != statement.end) {
			*place = statement.start;
			if (server_statement(src, statement))
				return false;
		}
	}
	return true;
}
