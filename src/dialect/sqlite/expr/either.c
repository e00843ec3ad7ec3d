/* either.c - expressions that may stand anywhere, or in a query alone */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "base/mem.h"
#include "dialect/sqlite/expr/expr.h"

/* The end of the string or quoted name that begins at S. */
static const char *
either_skip(const char *s)
{
	const char *end = strchr(s + 1, *s);

	return end == NULL ? s + strlen(s) : end + 1;
}

/* Set *SUBQUERY and *CHANCE; 'now' is the only string of interest. */
static void
either_look(const char *sql, bool *subquery, bool *chance)
{
	*subquery = *chance = false;
	while (*sql != '\0') {
		size_t n = strspn(sql, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_");

		if (strncmp(sql, "'now'", 5) == 0)
			*chance = true;
		if (*sql == '\'' || *sql == '"') {
			sql = either_skip(sql);
			continue;
		}
		if (n == strlen("SELECT") && strncmp(sql, "SELECT", n) == 0)
			*subquery = true;
		if ((n == strlen("random") && strncmp(sql, "random", n) == 0) ||
		    (n == strlen("randomblob") && strncmp(sql, "randomblob", n) == 0))
			*chance = true;
		sql += n > 0 ? n : 1;
	}
}

bool
dn_sqlite_is_by_chance(const char *sql)
{
	bool subquery, chance;

	either_look(sql, &subquery, &chance);
	return chance;
}

static enum sqlite_way
either_way(const char *sql)
{
	bool subquery, chance;

	either_look(sql, &subquery, &chance);
	return subquery ? DN_WAY_QUERY : chance ? DN_WAY_CHANCE : DN_WAY_PLAIN;
}

enum sqlite_way
dn_sqlite_either(struct sqlite_print *p, const struct dn_expr *expr)
{
	size_t start = p->buf->len;
	struct dunlin_error *err = p->err, *first = err == NULL ? NULL : dn_error_new(p->buf);
	enum sqlite_way way = DN_WAY_NONE;
	bool query = p->query;

	p->err = first;
	if (!dn_sqlite_expr(p, expr)) {
		dn_buf_truncate(p->buf, start);
		p->err = NULL;
		p->query = true;
		if (query || !dn_sqlite_expr(p, expr)) {
			dn_buf_truncate(p->buf, start);
			if (err != NULL)
				dn_error_copy(err, first);
			goto out;
		}
	}
	way = either_way(p->buf->s + start);
out:
	p->query = query;
	p->err = err;
	dn_free(first);
	return way;
}
