/* directive.c - the directives: their words, their arguments */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/map.h"
#include "base/mem.h"
#include "history/directive.h"

/* What stands behind a directive's word. */
enum directive_args {
	ARGS_NONE,
	ARGS_ID,
	ARGS_IDS,
	ARGS_PARENTS,
	ARGS_DIALECTS,
	ARGS_OFF,
	ARGS_BATCH,
	ARGS_QUERY,
	ARGS_RENAME,
};

struct directive_rule {
	const char *word;
	enum dn_directive_place place;
	enum directive_args args;
	const char *form;
};

static const struct directive_rule directive_rules[] = {
	[DN_DIRECTIVE_REVISION] = { "revision", DN_PLACE_GRAPH, ARGS_ID, "revision ID" },
	[DN_DIRECTIVE_REVISES] = { "revises", DN_PLACE_GRAPH, ARGS_PARENTS,
	    "revises ID[, ID...]` or `-- dunlin: revises base" },
	[DN_DIRECTIVE_DEPENDS_ON] = { "depends-on", DN_PLACE_GRAPH, ARGS_IDS,
	    "depends-on ID[, ID...]" },
	[DN_DIRECTIVE_LABEL] = { "label", DN_PLACE_GRAPH, ARGS_IDS, "label NAME[, NAME...]" },
	[DN_DIRECTIVE_UPGRADE] = { "upgrade", DN_PLACE_STRUCTURE, ARGS_NONE, "upgrade" },
	[DN_DIRECTIVE_DOWNGRADE] = { "downgrade", DN_PLACE_STRUCTURE, ARGS_NONE, "downgrade" },
	[DN_DIRECTIVE_ONLY] = { "only", DN_PLACE_STRUCTURE, ARGS_DIALECTS,
	    "only DIALECT[, DIALECT...]" },
	[DN_DIRECTIVE_END] = { "end", DN_PLACE_STRUCTURE, ARGS_NONE, "end" },
	[DN_DIRECTIVE_TRANSACTION_OFF] = { "transaction", DN_PLACE_FILE, ARGS_OFF,
	    "transaction off" },
	[DN_DIRECTIVE_REPEATABLE] = { "repeatable", DN_PLACE_STATEMENT, ARGS_NONE, "repeatable" },
	[DN_DIRECTIVE_DONE_WHEN] = { "done-when", DN_PLACE_STATEMENT, ARGS_QUERY,
	    "done-when SELECT ..." },
	[DN_DIRECTIVE_ONLINE_OFF] = { "online", DN_PLACE_EITHER, ARGS_OFF, "online off" },
	[DN_DIRECTIVE_BACKFILL] = { "backfill", DN_PLACE_EITHER, ARGS_BATCH, "backfill batch=N" },
	[DN_DIRECTIVE_ASSERT] = { "assert", DN_PLACE_POINT, ARGS_QUERY, "assert SELECT ..." },
	[DN_DIRECTIVE_RENAME] = { "rename", DN_PLACE_ELSEWHERE, ARGS_RENAME, "rename OLD TO NEW" },
	[DN_DIRECTIVE_PLACEHOLDERS_OFF] = { "placeholders", DN_PLACE_FILE, ARGS_OFF,
	    "placeholders off" },
	[DN_DIRECTIVE_REPLACES] = { "replaces", DN_PLACE_GRAPH, ARGS_IDS, "replaces ID[, ID...]" },
};
enum { DIRECTIVE_N = sizeof directive_rules / sizeof *directive_rules };

static const char *const directive_dialects[] = { "postgresql", "sqlite", "mysql" };
enum { DIALECT_N = sizeof directive_dialects / sizeof *directive_dialects };

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\f' || c == '\v' || c == '\r';
}

static struct dn_span
trimmed(const char *text, struct dn_span span)
{
	while (span.start < span.end && is_blank(text[span.start]))
		span.start++;
	while (span.start < span.end && is_blank(text[span.end - 1]))
		span.end--;
	return span;
}

bool
dn_directive_is(const struct dn_source *src, struct dn_span comment, struct dn_directive_line *line)
{
	static const char name[] = "dunlin";
	const char *text = src->text;
	struct dn_span rest = { comment.start + 2, comment.end };

	rest = trimmed(text, rest);
	if (rest.end - rest.start < sizeof name - 1 ||
	    strncasecmp(text + rest.start, name, sizeof name - 1) != 0)
		return false;
	rest.start += sizeof name - 1;
	rest = trimmed(text, rest);
	if (rest.start == rest.end || text[rest.start] != ':')
		return false;
	rest.start++;
	rest = trimmed(text, rest);
	line->comment = comment;
	line->word = (struct dn_span){ rest.start, rest.start };
	while (line->word.end < rest.end && !is_blank(text[line->word.end]))
		line->word.end++;
	rest.start = line->word.end;
	line->rest = trimmed(text, rest);
	return true;
}

bool
dn_directive_starts_line(const struct dn_source *src, size_t offset)
{
	while (offset > 0 && is_blank(src->text[offset - 1]))
		offset--;
	return offset == 0 || src->text[offset - 1] == '\n';
}

static bool
span_is(const struct dn_source *src, struct dn_span span, const char *word)
{
	size_t len = strlen(word);

	return span.end - span.start == len && memcmp(src->text + span.start, word, len) == 0;
}

bool
dn_directive_word_is(
    const struct dn_source *src, const struct dn_directive_line *line, const char *word)
{
	return span_is(src, line->word, word);
}

bool
dn_id_check(const char *id, size_t len, const char **why)
{
	static const char *const reserved[] = { "head", "heads", "base", "current" };

	*why = "is empty";
	if (len == 0)
		return false;
	*why = "has one of '@', '-', '+', ':', ',' or white space in it";
	for (size_t i = 0; i < len; i++)
		if ((unsigned char) id[i] <= ' ' || id[i] == 0x7F || strchr("@-+:,", id[i]) != NULL)
			return false;
	*why = "is that of a repeatable file";
	if (len >= strlen(DN_REPEATABLE_PREFIX) &&
	    memcmp(id, DN_REPEATABLE_PREFIX, strlen(DN_REPEATABLE_PREFIX)) == 0)
		return false;
	*why = "means something else";
	for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
		if (strlen(reserved[i]) == len && memcmp(reserved[i], id, len) == 0)
			return false;
	return true;
}

static bool
directive_fail(const struct dn_source *src, size_t offset, const struct directive_rule *rule,
    const char *what, struct dunlin_error *err)
{
	dn_error_in(err, DUNLIN_E_HISTORY, src, offset, "directive '%s': %s", rule->word, what);
	dunlin_error_set_hint(err, "Write `-- dunlin: %s`.", rule->form);
	return false;
}

static bool
check_id(const struct dn_source *src, struct dn_span id, const struct directive_rule *rule,
    struct dunlin_error *err)
{
	const char *why;

	if (dn_id_check(src->text + id.start, id.end - id.start, &why))
		return true;
	dn_error_in(err, DUNLIN_E_HISTORY, src, id.start, "directive '%s': '%.*s' %s", rule->word,
	    (int) (id.end - id.start), src->text + id.start, why);
	dunlin_error_set_hint(
	    err, "Write `-- dunlin: %s`, several of them with commas.", rule->form);
	return false;
}

static bool
check_dialect(const struct dn_source *src, struct dn_span name, const struct directive_rule *rule,
    struct dunlin_error *err)
{
	void *scratch = dn_new_context(err); /* headers are read on several threads */
	struct dunlin_nearest nearest = { 0 };

	nearest.word = dn_strndup(scratch, src->text + name.start, name.end - name.start);
	for (size_t i = 0; i < DIALECT_N; i++) {
		if (span_is(src, name, directive_dialects[i])) {
			dn_free(scratch);
			return true;
		}
		dunlin_nearest_add(&nearest, directive_dialects[i]);
	}
	dn_error_in(err, DUNLIN_E_HISTORY, src, name.start, "directive '%s': unknown dialect '%s'",
	    rule->word, nearest.word);
	if (nearest.name != NULL)
		dunlin_error_set_hint(err, "Did you mean '%s'?", nearest.name);
	dunlin_error_set_hint(err, "There are postgresql, sqlite and mysql.");
	dn_free(scratch);
	return false;
}

/* SEEN has those before it; NULL where it is the only one. */
static bool
check_item(const struct dn_source *src, struct dn_span item, const struct directive_rule *rule,
    struct dn_map *seen, struct dunlin_error *err)
{
	char *word;

	if (!(rule->args == ARGS_DIALECTS ? check_dialect(src, item, rule, err)
					  : check_id(src, item, rule, err)))
		return false;
	if (seen == NULL)
		return true;
	word = dn_strndup(seen, src->text + item.start, item.end - item.start);
	if (dn_map_get(seen, word) != NULL)
		return directive_fail(src, item.start, rule, "it stands there twice", err);
	dn_map_put(seen, word, seen);
	return true;
}

static bool
check_list(const struct dn_source *src, struct dn_span list, const struct directive_rule *rule,
    struct dunlin_error *err)
{
	const char *text = src->text;
	bool several = memchr(text + list.start, ',', list.end - list.start) != NULL;
	struct dn_map *seen = several ? dn_map_new(err) : NULL;
	bool ok = true;

	for (size_t start = list.start; ok && start <= list.end;) {
		const char *comma = memchr(text + start, ',', list.end - start);
		struct dn_span item = { start, comma == NULL ? list.end : (size_t) (comma - text) };

		start = item.end + 1;
		ok = check_item(src, trimmed(text, item), rule, seen, err);
	}
	dn_free(seen);
	return ok;
}

/* "batch=N" with N from 1 to what fits in 32 bits. */
static bool
is_batch(const struct dn_source *src, struct dn_span rest)
{
	static const char name[] = "batch=";
	unsigned long n = 0;

	if (rest.end - rest.start < sizeof name - 1 ||
	    memcmp(src->text + rest.start, name, sizeof name - 1) != 0)
		return false;
	for (size_t i = rest.start + sizeof name - 1; i < rest.end; i++) {
		if (src->text[i] < '0' || src->text[i] > '9' || n > 400000000)
			return false;
		n = 10 * n + (unsigned long) (src->text[i] - '0');
	}
	return n > 0;
}

static bool
is_query(const struct dn_source *src, struct dn_span rest)
{
	const char *p = src->text + rest.start;
	size_t len = rest.end - rest.start;

	return (len > 6 && strncasecmp(p, "select", 6) == 0) ||
	       (len > 4 && strncasecmp(p, "with", 4) == 0);
}

static bool
check_args(const struct dn_source *src, struct dn_span rest, const struct directive_rule *rule,
    struct dunlin_error *err)
{
	if (rest.start == rest.end && rule->args != ARGS_NONE)
		return directive_fail(src, rest.start, rule, "something is missing behind it", err);
	switch (rule->args) {
	case ARGS_NONE:
		return rest.start == rest.end ||
		       directive_fail(src, rest.start, rule, "nothing can stand behind it", err);
	case ARGS_ID: return check_id(src, rest, rule, err);
	case ARGS_PARENTS: return span_is(src, rest, "base") || check_list(src, rest, rule, err);
	case ARGS_IDS:
	case ARGS_DIALECTS: return check_list(src, rest, rule, err);
	case ARGS_OFF:
		return span_is(src, rest, "off") ||
		       directive_fail(src, rest.start, rule, "it can only be 'off'", err);
	case ARGS_BATCH:
		return is_batch(src, rest) || directive_fail(src, rest.start, rule,
						  "it needs the number of rows of a batch", err);
	case ARGS_QUERY:
		return is_query(src, rest) ||
		       directive_fail(src, rest.start, rule, "it needs a query", err);
	case ARGS_RENAME: break;
	}
	return true;
}

static bool
directive_unknown(
    const struct dn_source *src, const struct dn_directive_line *line, struct dunlin_error *err)
{
	struct dunlin_nearest nearest = { 0 };
	char *word =
	    dn_strndup(err, src->text + line->word.start, line->word.end - line->word.start);

	nearest.word = word;
	for (size_t i = 0; i < DIRECTIVE_N; i++)
		dunlin_nearest_add(&nearest, directive_rules[i].word);
	if (word[0] == '\0')
		dn_error_in(err, DUNLIN_E_HISTORY, src, line->word.start, "empty directive");
	else
		dn_error_in(
		    err, DUNLIN_E_HISTORY, src, line->word.start, "unknown directive '%s'", word);
	if (nearest.name != NULL)
		dunlin_error_set_hint(err, "Did you mean '%s'?", nearest.name);
	dunlin_error_set_hint(err,
	    "There are revision, revises, depends-on, label, replaces, upgrade, downgrade, only, "
	    "end, "
	    "transaction off, placeholders off, repeatable, done-when, online off, backfill and "
	    "assert.");
	dn_free(word);
	return false;
}

bool
dn_directive_parse(struct dn_arena *arena, const struct dn_source *src,
    const struct dn_directive_line *line, struct dn_directive *directive, struct dunlin_error *err)
{
	const struct directive_rule *rule = directive_rules;
	size_t i;

	for (i = 0; i < DIRECTIVE_N && !span_is(src, line->word, rule[i].word); i++)
		;
	if (i == DIRECTIVE_N)
		return directive_unknown(src, line, err);
	if (!check_args(src, line->rest, &rule[i], err))
		return false;
	directive->kind = (enum dn_directive_kind) i;
	directive->span = line->comment;
	directive->what = line->rest;
	directive->text = dn_arena_strndup(
	    arena, src->text + line->rest.start, line->rest.end - line->rest.start);
	return true;
}

const char *
dn_directive_word(enum dn_directive_kind kind)
{
	return directive_rules[kind].word;
}

enum dn_directive_place
dn_directive_place(enum dn_directive_kind kind)
{
	return directive_rules[kind].place;
}

const char **
dn_directive_list(struct dn_arena *arena, const char *text, size_t *n)
{
	size_t start = 0, len = strlen(text), most = len > 0;
	const char **list;

	for (size_t i = 0; i < len; i++)
		most += text[i] == ',';
	list = dn_arena_alloc(arena, most * sizeof *list);
	*n = 0;
	while (start < len) {
		const char *comma = memchr(text + start, ',', len - start);
		struct dn_span item = { start, comma == NULL ? len : (size_t) (comma - text) };

		start = item.end + 1;
		item = trimmed(text, item);
		list[(*n)++] = dn_arena_strndup(arena, text + item.start, item.end - item.start);
	}
	return list;
}
