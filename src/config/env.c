/* env.c - read KEY=value lines */
#include <config.h> /* not the header of this folder that has its name */

#include <ctype.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "config/env.h"

struct env_reader {
	const struct dn_source *src;
	const char *s, *end;
	struct dunlin_buf *value;
	bool open;      /* a quote has no end */
	bool expansion; /* ${NAME} outside of '...' */
};

static void
env_skip_blanks(struct env_reader *reader)
{
	while (reader->s < reader->end && (*reader->s == ' ' || *reader->s == '\t'))
		reader->s++;
}

static void
env_skip_line(struct env_reader *reader)
{
	const char *newline = memchr(reader->s, '\n', (size_t) (reader->end - reader->s));

	reader->s = newline == NULL ? reader->end : newline + 1;
}

/* A character that is not quoted with '...'. */
static void
env_put(struct env_reader *reader, char c)
{
	if (c == '{' && reader->value->len > 0 && reader->value->s[reader->value->len - 1] == '$')
		reader->expansion = true;
	dunlin_buf_put(reader->value, &c, 1);
}

static void
env_put_escaped(struct env_reader *reader, char c)
{
	static const char letters[] = "nrt", controls[] = "\n\r\t";
	const char *letter = strchr(letters, c);

	if (letter != NULL && c != '\0')
		dunlin_buf_put(reader->value, &controls[letter - letters], 1);
	else
		dunlin_buf_put(reader->value, &c, 1);
}

/* Without its end a quote was an ordinary character, so that one odd line does not eat the rest. */
static void
env_read_quoted(struct env_reader *reader)
{
	const char *start = reader->s;
	char quote = *reader->s++;

	for (; reader->s < reader->end; reader->s++) {
		if (*reader->s == quote) {
			reader->s++;
			return;
		}
		if (quote == '\'')
			dunlin_buf_put(reader->value, reader->s, 1);
		else if (*reader->s == '\\' && reader->s + 1 < reader->end)
			env_put_escaped(reader, *++reader->s);
		else
			env_put(reader, *reader->s);
	}
	reader->open = true;
	reader->s = start;
}

static void
env_read_plain(struct env_reader *reader)
{
	struct dunlin_buf *value = reader->value;

	for (; reader->s < reader->end && *reader->s != '\n'; reader->s++) {
		if (*reader->s == '#' && (reader->s[-1] == ' ' || reader->s[-1] == '\t'))
			break;
		env_put(reader, *reader->s);
	}
	while (value->len > 0 && strchr(" \t\r", value->s[value->len - 1]) != NULL)
		dn_buf_truncate(value, value->len - 1);
}

/* "export KEY =": the key; the reader stands after the sign.  False for any other line. */
static bool
env_read_key(struct env_reader *reader, const char **key, size_t *len)
{
	env_skip_blanks(reader);
	if (reader->end - reader->s > 7 && memcmp(reader->s, "export", 6) == 0 &&
	    (reader->s[6] == ' ' || reader->s[6] == '\t')) {
		reader->s += 6;
		env_skip_blanks(reader);
	}
	*key = reader->s;
	while (
	    reader->s < reader->end && (isalnum((unsigned char) *reader->s) || *reader->s == '_' ||
					   *reader->s == '.' || *reader->s == '-'))
		reader->s++;
	*len = (size_t) (reader->s - *key);
	env_skip_blanks(reader);
	if (*len == 0 || reader->s == reader->end || *reader->s != '=')
		return false;
	reader->s++;
	return true;
}

static void
env_read_value(struct env_reader *reader)
{
	dn_buf_truncate(reader->value, 0);
	reader->open = reader->expansion = false;
	env_skip_blanks(reader);
	if (reader->s < reader->end && (*reader->s == '\'' || *reader->s == '"'))
		env_read_quoted(reader);
	else
		env_read_plain(reader);
	env_skip_line(reader);
}

static bool
env_check(const struct env_reader *reader, const char *key, size_t at, struct dunlin_error *err)
{
	if (reader->open) {
		dn_error_in(err, DUNLIN_E_CONFIG, reader->src, at,
		    "the value of %s begins with a quote that has no end", key);
		dunlin_error_set_hint(err, "End it with the same quote.");
	} else if (reader->expansion) {
		dn_error_in(err, DUNLIN_E_CONFIG, reader->src, at,
		    "the value of %s has a ${...} in it, which dunlin does not expand", key);
		dunlin_error_set_hint(err,
		    "Write out the value, put it into '...' if '${' itself is meant, or set %s in "
		    "the environment.",
		    key);
	}
	return !reader->open && !reader->expansion;
}

char *
dn_env_get(const void *mem, const struct dn_source *src, const char *key, size_t *at,
    struct dunlin_error *err)
{
	struct env_reader reader = { src, src->text, src->text + src->len, dn_buf_new(mem), false,
		false };
	char *found = NULL;

	while (reader.s < reader.end) {
		const char *name;
		size_t len;

		if (!env_read_key(&reader, &name, &len)) {
			env_skip_line(&reader);
			continue;
		}
		env_read_value(&reader);
		if (len != strlen(key) || memcmp(name, key, len) != 0)
			continue;
		dn_free(found);
		found = NULL;
		*at = (size_t) (name - src->text);
		if (!env_check(&reader, key, *at, err))
			break;
		found = dn_strdup(mem, reader.value->s);
	}
	dn_free(reader.value);
	return found;
}
