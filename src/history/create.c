/* create.c - what a new revision file is to be */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/zone.h"
#include "history/directive.h"
#include "history/name.h"
#include "history/target.h"

/* What is found out about it. */
struct creation {
	const struct dn_history *history;
	const struct dn_create *create;
	struct dn_list parents;
	const char *id, *message;
	const char *location;
	struct dn_file_name name;
	void *scratch;
};

/* ---- the text ------------------------------------------------------------------------- */

struct token {
	const char *name, *value;
};

static const char *
token_value(const struct token *tokens, const char *name, size_t len)
{
	for (; tokens->name != NULL; tokens++)
		if (strlen(tokens->name) == len && memcmp(tokens->name, name, len) == 0)
			return tokens->value;
	return NULL;
}

static bool
template_expand(const struct dn_source *src, const struct token *tokens, struct dunlin_buf *out,
    struct dunlin_error *err)
{
	const char *p = src->text, *end = src->text + src->len, *dollar, *close, *value;

	while ((dollar = memchr(p, '$', (size_t) (end - p))) != NULL) {
		dunlin_buf_put(out, p, (size_t) (dollar - p));
		p = dollar + 1;
		if (*p == '$' || *p != '{') {
			dunlin_buf_put(out, "$", 1);
			p += *p == '$';
			continue;
		}
		close = memchr(p, '}', (size_t) (end - p));
		value = close == NULL ? NULL : token_value(tokens, p + 1, (size_t) (close - p - 1));
		if (value == NULL) {
			dn_error_in(err, DUNLIN_E_CONFIG, src, (size_t) (dollar - src->text),
			    "unknown token in the template");
			dunlin_error_set_hint(err, "There are ${id}, ${message}, ${revises} and "
						   "${date}; \"$$\" is \"$\".");
			return false;
		}
		dunlin_buf_puts(out, value);
		p = close + 1;
	}
	dunlin_buf_put(out, p, (size_t) (end - p));
	return true;
}

/* "+0100", "Z" */
static char *
create_date(const void *mem, const struct tm *tm)
{
	long minutes = tm->tm_gmtoff / 60;
	char text[40];

	strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", tm);
	if (minutes == 0)
		return dn_sprintf(mem, "%sZ", text);
	return dn_sprintf(mem, "%s%c%02ld:%02ld", text, minutes < 0 ? '-' : '+', labs(minutes) / 60,
	    labs(minutes) % 60);
}

static void
create_put_list(struct dunlin_buf *buf, const char *directive, const char *const *list)
{
	for (size_t i = 0; list != NULL && list[i] != NULL; i++)
		dunlin_buf_printf(buf, "%s%s", i == 0 ? directive : ", ", list[i]);
}

/* A dependency is written as the label or the whole id that it is. */
static bool
create_dependencies(struct creation *c, struct dunlin_buf *buf, struct dunlin_error *err)
{
	const char *const *names = c->create->depends_on, **list = NULL;
	size_t n = 0;

	for (size_t i = 0; names != NULL && names[i] != NULL; i++) {
		const struct dn_revision *rev = dn_history_find(c->history, names[i], err);
		bool label = dn_map_get(c->history->labels, names[i]) != NULL;

		if (rev == NULL)
			return false;
		dn_push(c->scratch, list, n, label ? names[i] : rev->id);
	}
	if (n > 0)
		dn_push(c->scratch, list, n, (const char *) NULL);
	create_put_list(buf, "\n-- dunlin: depends-on ", list);
	return true;
}

static bool
create_labels(struct creation *c, struct dunlin_buf *buf, struct dunlin_error *err)
{
	const char *const *labels = c->create->labels, *why;

	for (size_t i = 0; labels != NULL && labels[i] != NULL; i++) {
		const struct dn_revision *other = dn_map_get(c->history->labels, labels[i]);

		if (!dn_id_check(labels[i], strlen(labels[i]), &why))
			return dunlin_error_set(
			    err, DUNLIN_E_USAGE, "the label '%s' %s", labels[i], why);
		if (other == NULL)
			other = dn_history_get(c->history, labels[i]);
		if (other != NULL)
			return dunlin_error_set(err, DUNLIN_E_HISTORY,
			    "label '%s' names revision '%s' already", labels[i], other->id);
	}
	create_put_list(buf, "\n-- dunlin: label ", labels);
	return true;
}

static bool
create_revises(struct creation *c, struct dunlin_buf *buf, struct dunlin_error *err)
{
	for (size_t i = 0; i < c->parents.n; i++)
		dunlin_buf_printf(buf, "%s%s", i == 0 ? "" : ", ", c->parents.items[i]->id);
	if (c->parents.n == 0)
		dunlin_buf_puts(buf, "base");
	return create_dependencies(c, buf, err) && create_labels(c, buf, err);
}

static bool
create_text(struct creation *c, struct dunlin_buf *text, struct dunlin_error *err)
{
	struct dunlin_buf *revises = dn_buf_new(c->scratch);
	struct token tokens[] = {
		{ "id", c->id },
		{ "message", NULL },
		{ "revises", NULL },
		{ "date", create_date(c->scratch, &c->name.tm) },
		{ NULL, NULL },
	};
	const char *template = c->create->template_path;
	struct dn_source src;
	char *line = NULL;

	if (!dn_message_line(c->scratch, c->message, &line, err) ||
	    !create_revises(c, revises, err) ||
	    !dn_file_read(c->scratch, template, template, DUNLIN_E_FILE, &src, err))
		return false;
	tokens[1].value = line;
	tokens[2].value = revises->s;
	return template_expand(&src, tokens, text, err);
}

/* A template of one's own may leave out what was asked for. */
static bool
create_check(struct creation *c, const struct dunlin_buf *text, struct dunlin_error *err)
{
	const struct dn_source src = { c->create->template_path, text->s, text->len };
	const struct dn_revision *rev = dn_revision_from_text(c->scratch, c->id, &src, err);
	size_t labels = 0, needs = 0;

	if (rev == NULL)
		return false;
	while (c->create->labels != NULL && c->create->labels[labels] != NULL)
		labels++;
	while (c->create->depends_on != NULL && c->create->depends_on[needs] != NULL)
		needs++;
	if (rev->nrevises == c->parents.n && rev->revises_written && rev->nlabels == labels &&
	    rev->ndepends_on == needs)
		return true;
	dunlin_error_set(err, DUNLIN_E_CONFIG,
	    "the template '%s' does not make a revision of what was asked for", src.file);
	dunlin_error_set_hint(
	    err, "It needs the line `-- dunlin: revises ${revises}` before any statement.");
	return false;
}

/* ---- its place ------------------------------------------------------------------------ */

static bool
create_many_heads(const struct dn_history *history, struct dunlin_error *err)
{
	char *heads = dn_graph_print(NULL, history->heads, history->nheads);

	dunlin_error_set(err, DUNLIN_E_TARGET,
	    "Multiple heads are present; please specify the head revision on which the new "
	    "revision should be based, or perform a merge.");
	dunlin_error_set_hint(
	    err, "The heads are %s: name one with --head, or `dunlin merge heads`.", heads);
	dn_free(heads);
	return false;
}

static bool
create_add_parent(struct creation *c, struct dn_revision *rev, struct dunlin_error *err)
{
	for (size_t i = 0; i < c->parents.n; i++)
		if (c->parents.items[i] == rev)
			return dunlin_error_set(
			    err, DUNLIN_E_TARGET, "Duplicate head revisions specified");
	dn_push(c->scratch, c->parents.items, c->parents.n, rev);
	if (c->create->splice || rev->nchildren == 0)
		return true;
	dunlin_error_set(err, DUNLIN_E_TARGET,
	    "Revision %s is not a head revision; please specify --splice to create a new branch "
	    "from this revision",
	    rev->id);
	dunlin_error_set_hint(err, "The first that follows it is '%s'.", rev->children[0]->id);
	return false;
}

static bool
create_parents(struct creation *c, struct dunlin_error *err)
{
	static const char *const usual[] = { "head", NULL };
	const char *const *names = c->create->parents == NULL ? usual : c->create->parents;

	for (size_t i = 0; names[i] != NULL; i++) {
		struct dn_list list = { 0 };

		if (strcmp(names[i], "head") == 0 && c->history->nheads > 1)
			return create_many_heads(c->history, err);
		if (c->history->n > 0 || strcmp(names[i], "head") != 0)
			if (!dn_history_list(c->scratch, c->history, names[i], &list, err))
				return false;
		for (size_t j = 0; j < list.n; j++)
			if (!create_add_parent(c, list.items[j], err))
				return false;
	}
	if (!c->create->merge || c->parents.n > 1)
		return true;
	dunlin_error_set(err, DUNLIN_E_TARGET, "there is nothing to merge: that is %s",
	    c->parents.n == 0 ? "no revision" : "one revision");
	dunlin_error_set_hint(err, "Name the revisions to merge, or 'heads' for all heads.");
	return false;
}

static bool
create_location(struct creation *c, struct dunlin_error *err)
{
	const struct dn_locations *all = &c->history->locations;

	if (c->create->location == NULL && c->parents.n > 0)
		c->location = all->paths[c->parents.items[0]->location];
	else if (c->create->location == NULL && all->n == 1)
		c->location = all->paths[0];
	for (size_t i = 0; c->create->location != NULL && i < all->n; i++)
		if (strcmp(all->paths[i], c->create->location) == 0)
			c->location = all->paths[i];
	if (c->location != NULL)
		return true;
	if (c->create->location == NULL)
		dunlin_error_set(err, DUNLIN_E_USAGE,
		    "Multiple version locations present, please specify --version-path");
	else
		dunlin_error_set(err, DUNLIN_E_USAGE,
		    "Path %s is not represented in current version locations", c->create->location);
	dunlin_error_set_hint(err, "The first of them is '%s'.", all->paths[0]);
	return false;
}

/* What does not say which revision it follows would follow the new one. */
static bool
create_comes_between(const struct creation *c, const char *path, struct dunlin_error *err)
{
	const struct dn_revision *next = NULL;

	for (size_t i = 0; i < c->history->n; i++) {
		const struct dn_revision *rev = c->history->revisions[i];

		if (rev->path != NULL &&
		    strncmp(rev->path, c->location, strlen(c->location)) == 0 &&
		    dn_version_compare(rev->path, path) > 0 &&
		    (next == NULL || dn_version_compare(rev->path, next->path) < 0))
			next = rev;
	}
	if (next == NULL || next->revises_written)
		return true;
	dunlin_error_set(err, DUNLIN_E_HISTORY,
	    "'%s' would come before '%s', which does not say what it revises", path, next->path);
	dunlin_error_set_hint(err, "Write `-- dunlin: revises %s` into that file.",
	    next->nparents == 0 ? "base" : next->parents[0]->id);
	return false;
}

static bool
create_name(struct creation *c, const void *mem, char **path, struct dunlin_error *err)
{
	const struct dn_create *create = c->create;
	char *text;

	c->name.template =
	    create->file_template == NULL ? "%(rev)s_%(slug)s" : create->file_template;
	c->name.slug_length = create->slug_length == 0 ? 40 : create->slug_length;
	c->name.id = c->id;
	c->name.message = c->message;
	if (!dn_file_name_print(c->scratch, &c->name, &text, err))
		return false;
	if (strchr(text, '/') != NULL && !c->history->locations.recursive) {
		dunlin_error_set(err, DUNLIN_E_CONFIG,
		    "file_template makes folders: '%s' would not be read", text);
		dunlin_error_set_hint(err, "Set recursive_version_locations = true.");
		return false;
	}
	*path = dn_sprintf(mem, "%s/%s.sql", c->location, text);
	return create_comes_between(c, *path, err);
}

static bool
create_id(struct creation *c, struct dunlin_error *err)
{
	char *generated;

	c->id = c->create->id;
	if (c->id != NULL)
		return dn_id_given(c->history, c->id, err);
	if (!dn_id_new(c->scratch, c->history, &c->parents, &generated, err))
		return false;
	c->id = generated;
	return true;
}

bool
dn_history_create(const void *mem, const struct dn_history *history, const struct dn_create *create,
    struct dn_draft *draft, struct dunlin_error *err)
{
	struct creation c = { .history = history, .create = create };
	const char *zone = create->timezone == NULL ? "UTC" : create->timezone;
	struct dunlin_buf *text;
	bool ok;

	*draft = (struct dn_draft){ 0 };
	c.scratch = dn_new_context(NULL);
	c.message = create->message == NULL ? "" : create->message;
	c.name.time = time(NULL);
	text = dn_buf_new(c.scratch);
	ok = dn_zone_time(zone, c.name.time, &c.name.tm, err) && create_parents(&c, err) &&
	     create_id(&c, err) && create_location(&c, err) && create_text(&c, text, err) &&
	     create_check(&c, text, err) && create_name(&c, mem, &draft->path, err);
	if (ok)
		draft->text = dn_buf_steal(mem, text);
	dn_free(c.scratch);
	return ok;
}
