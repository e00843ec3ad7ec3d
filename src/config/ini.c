/* ini.c - read sections, keys and values */
#include <config.h> /* not the header of this folder that has its name */

#include <ctype.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "config/ini.h"

#define INI_BLANKS " \t\r\f\v"

/* One line without the white space around it. */
struct ini_line {
	const char *s, *end;
	size_t indent;
};

struct ini_reader {
	struct dn_ini *ini;
	struct dn_ini_section *section;
	struct dn_ini_value *value; /* that lines may continue, or NULL */
	struct dunlin_buf *text;    /* its text so far */
	size_t indent;              /* of its key */
	size_t blank;               /* empty lines after it */
	struct dunlin_error *err;
};

static size_t
ini_at(const struct ini_reader *reader, const char *s)
{
	return (size_t) (s - reader->ini->src.text);
}

static bool
ini_fail(struct ini_reader *reader, const char *at, const char *message, const char *hint)
{
	dn_error_in(
	    reader->err, DUNLIN_E_CONFIG, &reader->ini->src, ini_at(reader, at), "%s", message);
	dunlin_error_set_hint(reader->err, "%s", hint);
	return false;
}

static struct ini_line
ini_strip(const char *s, const char *end)
{
	struct ini_line line = { s, end, 0 };

	while (line.s < end && strchr(INI_BLANKS, *line.s) != NULL)
		line.s++;
	while (line.end > line.s && strchr(INI_BLANKS, line.end[-1]) != NULL)
		line.end--;
	line.indent = (size_t) (line.s - s);
	return line;
}

static bool
ini_is_comment(const struct ini_line *line)
{
	return line->s < line->end && (*line->s == '#' || *line->s == ';');
}

/* The text lives in a buffer while lines are added to it. */
static void
ini_end_value(struct ini_reader *reader)
{
	if (reader->value != NULL)
		reader->value->text = dn_buf_steal(reader->value, reader->text);
	reader->value = NULL;
	reader->blank = 0;
}

static void
ini_add_line(struct ini_reader *reader, const struct ini_line *line)
{
	struct dn_ini_value *value = reader->value;

	for (; reader->blank > 0; reader->blank--) {
		dunlin_buf_puts(reader->text, "\n");
		dn_push(value, value->line_at, value->nlines, ini_at(reader, line->s));
	}
	if (value->nlines > 0)
		dunlin_buf_puts(reader->text, "\n");
	dn_push(value, value->line_at, value->nlines, ini_at(reader, line->s));
	dunlin_buf_put(reader->text, line->s, (size_t) (line->end - line->s));
}

static bool
ini_read_section(struct ini_reader *reader, const struct ini_line *line)
{
	const char *close = memchr(line->s, ']', (size_t) (line->end - line->s));
	struct ini_line name, rest;
	char *key;

	if (close == NULL)
		return ini_fail(
		    reader, line->s, "a section's name has no ']'", "Write it as [name].");
	name = ini_strip(line->s + 1, close);
	rest = ini_strip(close + 1, line->end);
	if (name.s == name.end)
		return ini_fail(reader, line->s, "a section has no name", "Write it as [name].");
	if (rest.s < rest.end && !ini_is_comment(&rest))
		return ini_fail(reader, rest.s, "text after the name of a section",
		    "Write it on a line of its own.");
	key = dn_strndup(reader->ini, name.s, (size_t) (name.end - name.s));
	if (dn_map_get(reader->ini->sections, key) != NULL)
		return ini_fail(reader, line->s, "this section is there twice",
		    "Put all its keys under one of them.");
	reader->section = dn_new(reader->ini, struct dn_ini_section);
	reader->section->at = ini_at(reader, line->s);
	reader->section->values = dn_map_new(reader->section);
	dn_map_put(reader->ini->sections, key, reader->section);
	dn_free(key);
	return true;
}

/* Nothing of the line is in an error: it may be a URL that lost its key. */
static bool
ini_read_key(struct ini_reader *reader, const struct ini_line *line)
{
	const char *sign = line->s;
	struct ini_line name, rest;
	char *key;

	while (sign < line->end && *sign != '=' && *sign != ':')
		sign++;
	if (sign == line->end || sign == line->s)
		return ini_fail(reader, line->s, "this is neither a section nor 'key = value'",
		    "Start a comment with '#', and a line that continues a value with a blank.");
	if (reader->section == NULL)
		return ini_fail(reader, line->s, "a key before the first section",
		    "Put '[dunlin]' on a line above it.");
	name = ini_strip(line->s, sign);
	rest = ini_strip(sign + 1, line->end);
	reader->value = dn_new(reader->section, struct dn_ini_value);
	key = dn_strndup(reader->value, name.s, (size_t) (name.end - name.s));
	for (char *c = key; *c != '\0'; c++)
		*c = (char) tolower((unsigned char) *c);
	if (dn_map_get(reader->section->values, key) != NULL) {
		reader->value = NULL;
		return ini_fail(reader, line->s, "this key is there twice in its section",
		    "Keep the one that counts.");
	}
	dn_map_put(reader->section->values, key, reader->value);
	dn_free(key);
	reader->value->key_at = ini_at(reader, name.s);
	reader->text = dn_buf_new(reader->value);
	ini_add_line(reader, &rest);
	return true;
}

static bool
ini_read_line(struct ini_reader *reader, const char *s, const char *end)
{
	struct ini_line line = ini_strip(s, end);

	if (ini_is_comment(&line))
		return true;
	if (line.s == line.end) {
		reader->blank++;
		return true;
	}
	if (reader->value != NULL && line.indent > reader->indent) {
		ini_add_line(reader, &line);
		return true;
	}
	ini_end_value(reader);
	reader->indent = line.indent;
	return *line.s == '[' ? ini_read_section(reader, &line) : ini_read_key(reader, &line);
}

static bool
ini_read(struct ini_reader *reader)
{
	const struct dn_source *src = &reader->ini->src;
	const char *s = src->text, *end = s + src->len, *nul = memchr(s, '\0', src->len);
	bool ok = true;

	if (nul != NULL)
		return ini_fail(reader, nul, "a zero byte: this is no text file",
		    "Write it as plain text in UTF-8.");
	while (ok && s < end) {
		const char *newline = memchr(s, '\n', (size_t) (end - s));

		ok = ini_read_line(reader, s, newline == NULL ? end : newline);
		s = newline == NULL ? end : newline + 1;
	}
	ini_end_value(reader);
	return ok;
}

struct dn_ini *
dn_ini_read(const void *mem, const struct dn_source *src, struct dunlin_error *err)
{
	struct ini_reader reader = { .ini = dn_new(mem, struct dn_ini), .err = err };

	reader.ini->src = *src;
	reader.ini->sections = dn_map_new(reader.ini);
	if (ini_read(&reader))
		return reader.ini;
	dn_free(reader.ini);
	return NULL;
}

struct dn_ini_value *
dn_ini_get(const struct dn_ini *ini, const char *section, const char *key)
{
	struct dn_ini_section *s = dn_map_get(ini->sections, section);

	return s == NULL ? NULL : dn_map_get(s->values, key);
}

size_t
dn_ini_offset(const struct dn_ini_value *value, size_t at)
{
	size_t line = 0, start = 0;

	for (size_t i = 0; i < at && value->text[i] != '\0'; i++)
		if (value->text[i] == '\n') {
			line++;
			start = i + 1;
		}
	return value->line_at[line] + at - start;
}
