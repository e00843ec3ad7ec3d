/* json_path.c - the steps of a constant path into a json value */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "dialect/sqlite/expr/json.h"

static const char path_blanks[] = " \t\n";

/* In SQLite's paths a step has no quotes in it, and in templates "$" and "@" are places. */
static bool
path_add(const void *mem, struct sqlite_path *path, const char *step, size_t len)
{
	char *copy = dn_strndup(mem, step, len);

	if (len == 0 || strpbrk(copy, "\"\\'$@%") != NULL)
		return false;
	dn_push(mem, path->steps, path->n, copy);
	return true;
}

/* One element of an array's text at *S, which moves behind it. */
static bool
path_element(const void *mem, struct sqlite_path *path, const char **s)
{
	bool quoted = **s == '"';
	const char *start = *s + quoted;
	size_t n = strcspn(start, quoted ? "\"" : ",{}\"");

	*s = start + n + (quoted && start[n] == '"');
	while (!quoted && n > 0 && strchr(path_blanks, start[n - 1]) != NULL)
		n--;
	return path_add(mem, path, start, n) &&
	       (quoted || strcasecmp(path->steps[path->n - 1], "null") != 0);
}

/* {a,"b c", 0}, as PostgreSQL reads an array's text. */
static bool
path_text(const void *mem, struct sqlite_path *path, const char *s)
{
	if (strcmp(s, "{}") == 0 || *s != '{')
		return *s == '{';
	do {
		s += 1 + strspn(s + 1, path_blanks);
		if (!path_element(mem, path, &s))
			return false;
		s += strspn(s, path_blanks);
	} while (*s == ',');
	return strcmp(s, "}") == 0;
}

bool
dn_sqlite_json_steps(const void *mem, const struct dn_expr *expr, struct sqlite_path *path)
{
	const struct dn_expr *e = dn_expr_bare(expr);

	*path = (struct sqlite_path){ NULL, 0 };
	if (e->kind == DN_EXPR_STRING)
		return path_text(mem, path, e->text);
	for (size_t i = 0; e->kind == DN_EXPR_ARRAY && i < e->nargs; i++) {
		const struct dn_expr *step = dn_expr_bare(e->args[i]);

		if (step->kind != DN_EXPR_STRING ||
		    !path_add(mem, path, step->text, strlen(step->text)))
			return false;
	}
	return e->kind == DN_EXPR_ARRAY;
}
