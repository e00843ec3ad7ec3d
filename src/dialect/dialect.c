/* dialect.c - the dialects there are, and a section on its way into one */
#include "config.h"

#include <stdarg.h>
#include <string.h>

#include "base/mem.h"
#include "base/url.h"
#include "dialect/dialect.h"
#include "dialect/dialects.h"

const struct dn_dialect *const dn_dialects[] = { &dn_dialect_postgresql, &dn_dialect_sqlite,
	&dn_dialect_mysql, &dn_dialect_mysql8, NULL };

const struct dn_dialect *
dn_dialect_find(const char *name)
{
	for (size_t i = 0; dn_dialects[i] != NULL; i++) {
		if (strcmp(dn_dialects[i]->name, name) == 0)
			return dn_dialects[i];
	}
	return NULL;
}

const struct dn_dialect *
dn_dialect_of(const struct dunlin_url *url)
{
	const char *engine = dn_url_engine(url);

	for (size_t i = 0; dn_dialects[i] != NULL; i++)
		for (const char *const *s = dn_dialects[i]->schemes; *s != NULL; s++)
			if (strcmp(*s, engine) == 0)
				return dn_dialects[i];
	return NULL;
}

struct dn_translation *
dn_translation_new(const void *mem, const struct dn_dialect *dialect, struct dn_schema *schema,
    const struct dn_log *log)
{
	struct dn_translation *t = dn_new(mem, struct dn_translation);

	t->dialect = dialect;
	t->schema = schema;
	schema->compared_there = dialect->split == NULL;
	t->log = log;
	t->arena = dn_arena_new(t);
	return t;
}

static struct dn_output *
translation_add(
    struct dn_translation *t, const struct dn_statement *from, const char *sql, size_t len)
{
	struct dn_output *output = dn_arena_add(t->arena, struct dn_output);

	output->sql = dn_arena_strndup(t->arena, sql, len);
	output->from = from;
	dn_push(t, t->outputs, t->noutputs, output);
	return output;
}

char *
dn_extent_name(const void *mem, const char *name)
{
	char *lower = dn_strdup(mem, name);

	for (char *c = lower; *c != '\0'; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char) (*c - 'A' + 'a');
	return lower;
}

struct dn_output *
dn_translation_add(struct dn_translation *t, const struct dn_statement *from, const char *sql)
{
	return translation_add(t, from, sql, strlen(sql));
}

struct dn_output *
dn_translation_add_verbatim(struct dn_translation *t, const struct dn_statement *from)
{
	struct dn_output *output = translation_add(
	    t, from, from->source->text + from->span.start, from->span.end - from->span.start);

	output->verbatim = true;
	return output;
}

void
dn_translation_notice(struct dn_translation *t, const char *code, const char *fmt, ...)
{
	struct dunlin_buf *text;
	va_list ap;

	text = dn_buf_new(t);
	va_start(ap, fmt);
	dn_buf_vprintf(text, fmt, ap);
	va_end(ap);
	dn_assess_part(t, dn_notice_fidelity(code), code, text->s);
	if (t->said == NULL || dn_map_get(t->said, code) == NULL)
		dn_log(t->log, DUNLIN_NOTICE, "%s", text->s);
	if (t->said != NULL)
		dn_map_put(t->said, code, t->said);
	dn_free(text);
}
