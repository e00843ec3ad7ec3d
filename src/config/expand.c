/* expand.c - %(name)s and ${NAME} in the values of an INI file */
#include <config.h> /* not the header of this folder that has its name */

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "config/ini.h"

enum {
	MAX_DEPTH = 10,  /* as configparser has it */
	MAX_NAMES = 1000 /* names that each need several others would take for ever */
};

struct expand {
	struct dn_ini_scope *scope;
	struct dunlin_buf *out;
	unsigned names;
	struct dunlin_error *err;
};

static bool
expand_fail(struct expand *expand, const struct dn_ini_value *value, const char *at,
    const char *message, const char *hint)
{
	dn_error_in(expand->err, DUNLIN_E_CONFIG, &expand->scope->ini->src,
	    dn_ini_offset(value, (size_t) (at - value->text)), "%s", message);
	dunlin_error_set_hint(expand->err, "%s", hint);
	return false;
}

/* "%(name)s" at S: the length of the name, or 0. */
static size_t
expand_name(const char *s)
{
	size_t len = s[0] == '%' && s[1] == '(' ? strcspn(s + 2, ")\n") : 0;

	return len > 0 && strncmp(s + 2 + len, ")s", 2) == 0 ? len : 0;
}

/* Keys have no case. */
static char *
expand_copy_name(const void *mem, const char *s, size_t len)
{
	char *name = dn_strndup(mem, s + 2, len);

	for (char *c = name; *c != '\0'; c++)
		*c = (char) tolower((unsigned char) *c);
	return name;
}

static bool expand_value(struct expand *expand, const struct dn_ini_value *value, unsigned depth);

static bool
expand_put_name(struct expand *expand, const struct dn_ini_value *value, const char *s, size_t len,
    unsigned depth)
{
	char *name = expand_copy_name(expand->out, s, len);
	const struct dn_ini *ini = expand->scope->ini;
	const struct dn_ini_value *other = dn_ini_get(ini, expand->scope->section, name);
	bool here = strcmp(name, "here") == 0;

	if (other == NULL)
		other = dn_ini_get(ini, "DEFAULT", name);
	dn_free(name);
	if (here) {
		dunlin_buf_puts(expand->out, expand->scope->here);
		return true;
	}
	if (other == NULL)
		return expand_fail(expand, value, s, "no such key in this section or in [DEFAULT]",
		    "Define it there, or write '%%' where '%' itself is meant.");
	if (depth == MAX_DEPTH || ++expand->names > MAX_NAMES)
		return expand_fail(expand, value, s, "this name needs itself, or too many others",
		    "Write out its value.");
	return expand_value(expand, other, depth + 1);
}

/* "%" at S: what it stands for; returns behind it, or NULL and an error. */
static const char *
expand_percent(
    struct expand *expand, const struct dn_ini_value *value, const char *s, unsigned depth)
{
	size_t len;

	if (s[1] != '(') {
		dunlin_buf_puts(expand->out, "%");
		return s + (s[1] == '%' ? 2 : 1);
	}
	len = expand_name(s);
	if (len == 0) {
		expand_fail(expand, value, s, "'%(' does not begin a '%(name)s'",
		    "Write '%%(' where '%(' itself is meant.");
		return NULL;
	}
	return expand_put_name(expand, value, s, len, depth) ? s + len + strlen("%()s") : NULL;
}

static bool
expand_unset(
    struct expand *expand, const struct dn_ini_value *value, const char *s, const char *name)
{
	expand->scope->unset = true;
	dn_error_in(expand->err, DUNLIN_E_CONFIG, &expand->scope->ini->src,
	    dn_ini_offset(value, (size_t) (s - value->text)),
	    "the environment variable %s is not set", name);
	dunlin_error_set_hint(
	    expand->err, "Set it, or write ${%s:-text} for what is to stand in its place.", name);
	return false;
}

/* "${NAME}" or "${NAME:-text}" at S, where CLOSE ends it; NAME is LEN letters. */
static bool
expand_put_variable(struct expand *expand, const struct dn_ini_value *value, const char *s,
    size_t len, const char *close)
{
	char *name = dn_strndup(expand->out, s + 2, len);
	const char *text = getenv(name), *rest = s + 2 + len;
	bool ok = true;

	if (*rest == ':' && (text == NULL || *text == '\0'))
		dunlin_buf_put(expand->out, rest + 2, (size_t) (close - rest - 2));
	else if (text != NULL)
		dunlin_buf_puts(expand->out, text);
	else
		ok = expand_unset(expand, value, s, name);
	dn_free(name);
	return ok;
}

/* "$" at S: what it stands for; returns behind it, or NULL and an error. */
static const char *
expand_dollar(struct expand *expand, const struct dn_ini_value *value, const char *s)
{
	size_t len;
	const char *close;

	if (strncmp(s, "$${", 3) == 0) {
		dunlin_buf_puts(expand->out, "${");
		return s + 3;
	}
	if (s[1] != '{') {
		dunlin_buf_puts(expand->out, "$");
		return s + 1;
	}
	for (len = 0; isalnum((unsigned char) s[2 + len]) || s[2 + len] == '_';)
		len++;
	close = strchr(s, '}');
	if (len == 0 || isdigit((unsigned char) s[2]) || close == NULL ||
	    (s + 2 + len != close && strncmp(s + 2 + len, ":-", 2) != 0)) {
		expand_fail(expand, value, s, "'${' does not begin a '${NAME}' or '${NAME:-text}'",
		    "Write '$${' where '${' itself is meant.");
		return NULL;
	}
	return expand_put_variable(expand, value, s, len, close) ? close + 1 : NULL;
}

static bool
expand_value(struct expand *expand, const struct dn_ini_value *value, unsigned depth)
{
	const char *s = value->text;

	for (;;) {
		size_t plain = strcspn(s, "%$");

		dunlin_buf_put(expand->out, s, plain);
		s += plain;
		if (*s == '\0')
			return true;
		s = *s == '%' ? expand_percent(expand, value, s, depth)
			      : expand_dollar(expand, value, s);
		if (s == NULL)
			return false;
	}
}

char *
dn_ini_expand(const void *mem, struct dn_ini_scope *scope, const struct dn_ini_value *value,
    struct dunlin_error *err)
{
	struct expand expand = { scope, dn_buf_new(mem), 0, err };

	if (expand_value(&expand, value, 0))
		return dn_buf_steal(mem, expand.out);
	dn_free(expand.out);
	return NULL;
}

void
dn_ini_each_name(const char *text, void (*fn)(void *payload, const char *name), void *payload)
{
	for (const char *s = text; (s = strchr(s, '%')) != NULL;) {
		size_t len = expand_name(s);

		if (len > 0) {
			char *name = expand_copy_name(NULL, s, len);

			fn(payload, name);
			dn_free(name);
		}
		s += len > 0 ? len + strlen("%()s") : s[1] == '\0' ? 1 : 2;
	}
}
