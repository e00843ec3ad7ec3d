/* mysql_params.c - MariaDB and MySQL behind libdbi: parameters, as literals in the statement
 *
 * The way through libdbi has no prepared statements, and what the server would prepare is less than
 * what it runs.  The client library escapes values, knowing the server's sql_mode.
 */
#include "config.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "mysql.h"

/* The end of what begins with a quote at S; the last byte of the text when nothing ends it. */
static const char *
params_quoted(const char *s)
{
	char quote = *s;

	for (s++; *s != '\0' && *s != quote; s++)
		if (*s == '\\' && quote != '`' && s[1] != '\0')
			s++;
	return *s == '\0' ? s : s + 1;
}

/* Behind the token at S in which a "$" is none of ours; S itself where it may be. */
static const char *
params_skip(const char *s)
{
	const char *end;

	if (*s == '\'' || *s == '"' || *s == '`')
		return params_quoted(s);
	if (*s == '#' ||
	    (strncmp(s, "--", 2) == 0 && (s[2] == '\0' || isspace((unsigned char) s[2]))))
		return s + strcspn(s, "\n");
	if (strncmp(s, "/*", 2) == 0) {
		end = strstr(s + 2, "*/");
		return end == NULL ? s + strlen(s) : end + 2;
	}
	if (isalpha((unsigned char) *s) || *s == '_')
		while (isalnum((unsigned char) *s) || *s == '_' || *s == '$')
			s++;
	return s;
}

static void
params_put(struct dbi_link *l, struct dunlin_buf *sql, const struct dunlin_value *value)
{
	const struct mysql_doors *my = l->doors;
	char *escaped;
	unsigned long len;

	if (value->kind == DUNLIN_NULL) {
		dunlin_buf_puts(sql, "NULL");
		return;
	}
	if (value->kind == DUNLIN_BLOB) {
		dunlin_buf_puts(sql, "X'");
		for (size_t i = 0; i < value->len; i++)
			dunlin_buf_printf(sql, "%02X", (unsigned char) value->data[i]);
		dunlin_buf_puts(sql, "'");
		return;
	}
	escaped = dn_dbi_alloc(2 * value->len + 1);
	len = my->mysql_real_escape_string(l->client, escaped, value->data, value->len);
	dunlin_buf_puts(sql, "'");
	dunlin_buf_put(sql, escaped, len);
	dunlin_buf_puts(sql, "'");
	free(escaped);
}

bool
dn_dbi_mysql_fill(struct dbi_link *l, struct dunlin_buf *sql, const struct dunlin_exec *exec,
    struct dunlin_error *err)
{
	size_t highest = 0;

	for (const char *s = exec->sql, *end; *s != '\0'; s = end) {
		size_t n = *s == '$' ? strtoul(s + 1, NULL, 10) : 0;

		end = params_skip(s);
		if (n == 0 && end == s)
			end = s + 1;
		if (n == 0) {
			dunlin_buf_put(sql, s, (size_t) (end - s));
			continue;
		}
		if (n > exec->nparams)
			return dunlin_error_set(
			    err, DUNLIN_E_SQL, "there is no parameter '$%zu'", n);
		end = s + 1 + strspn(s + 1, "0123456789");
		params_put(l, sql, &exec->params[n - 1]);
		highest = n > highest ? n : highest;
	}
	return highest == exec->nparams ||
	       dunlin_error_set(err, DUNLIN_E_SQL,
		   "%zu parameters were given but the statement uses %zu", exec->nparams, highest);
}
