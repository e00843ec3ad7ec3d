/* catalog.c - the text of a stored schema as lines to compare, each column and constraint one */
#include "config.h"

#include <ctype.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "dialect/sqlite/table/table.h"

struct catalog {
	const char *p;
	struct dunlin_buf *line;
	size_t depth;
};

/* Up to the quote that ends it; a doubled one does not. */
static size_t
catalog_quoted(const char *p)
{
	char end = *p == '[' ? ']' : *p;
	size_t n = 1;

	while (p[n] != '\0' && (p[n] != end || (end != ']' && p[n + 1] == end)))
		n += p[n] == end ? 2 : 1;
	return n + (p[n] != '\0');
}

static bool
catalog_is_word(char c)
{
	return isalnum((unsigned char) c) || c == '_' || c == '.' || (c & 0x80) != 0;
}

static size_t
catalog_token(const char *p)
{
	size_t n = 0;

	if (strchr("'\"`[", *p) != NULL)
		return catalog_quoted(p);
	if (p[0] == '-' && p[1] == '-')
		return strcspn(p, "\n");
	if (p[0] == '/' && p[1] == '*')
		return strstr(p, "*/") == NULL ? strlen(p) : (size_t) (strstr(p, "*/") + 2 - p);
	while (catalog_is_word(p[n]))
		n++;
	return n > 0 ? n : strspn(p, "<>=!|&") > 0 ? strspn(p, "<>=!|&") : 1;
}

/* Native statements of SQLite quote names that were written without. */
static bool
catalog_is_plain(const char *p, size_t n)
{
	if (*p != '"' || n < 3 || isdigit((unsigned char) p[1]))
		return false;
	for (size_t i = 1; i < n - 1; i++)
		if (!islower((unsigned char) p[i]) && !isdigit((unsigned char) p[i]) && p[i] != '_')
			return false;
	return true;
}

static void
catalog_put(struct catalog *c, size_t n)
{
	struct dunlin_buf *line = c->line;
	bool plain = catalog_is_plain(c->p, n);

	if (line->len > 0 && line->s[line->len - 1] != '(' && strchr("),", *c->p) == NULL)
		dunlin_buf_puts(line, " ");
	dunlin_buf_put(line, c->p + plain, n - (plain ? 2 : 0));
}

static void
catalog_end(struct catalog *c, const char *head, dn_catalog_add_fn add, void *payload)
{
	char *text = dn_sprintf(c->line, "%s%s%s", head, *head == '\0' ? "" : ": ", c->line->s);

	if (c->line->len > 0)
		add(payload, text);
	c->line = dn_buf_new(c->line);
}

void
dn_sqlite_catalog(const char *text, dn_catalog_add_fn add, void *payload)
{
	void *mem = dn_new_context(NULL);
	struct catalog c = { .p = text, .line = dn_buf_new(mem) };
	const char *head = "";

	for (size_t n; *c.p != '\0'; c.p += n) {
		bool blank;

		n = catalog_token(c.p);
		blank = isspace((unsigned char) *c.p) || (n > 1 && strchr("-/", *c.p) != NULL);
		c.depth -= *c.p == ')' && c.depth > 0;
		/* The parentheses of a table begin and end its lines, and a comma there each. */
		if (*c.p == '(' && c.depth++ == 0 && strncmp(c.line->s, "CREATE TABLE", 12) == 0) {
			head = dn_strdup(mem, c.line->s + strlen("CREATE "));
			add(payload, head);
			c.line = dn_buf_new(mem);
		} else if (*head != '\0' &&
			   ((*c.p == ',' && c.depth == 1) || (*c.p == ')' && c.depth == 0))) {
			catalog_end(&c, head, add, payload);
		} else if (!blank) {
			catalog_put(&c, n);
		}
	}
	catalog_end(&c, head, add, payload);
	dn_free(mem);
}
