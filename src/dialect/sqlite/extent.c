/* extent.c - what a statement can change, by its words
 *
 * What a statement of SQLite does not name it cannot change, with two exceptions: DROP INDEX names
 * the index alone, and triggers run behind what is written.  So its words say more than enough,
 * whoever wrote them: in doubt a name is taken for that of a table.
 */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/common/split.h"
#include "dialect/sqlite/sqlite.h"

/* On the way through a statement. */
struct extent_at {
	struct dn_extent *extent;
	struct dn_source src;
	struct dn_split_token token;
};

static bool
extent_next(struct extent_at *at)
{
	if (!dn_sqlite_token(&at->src, at->token.end, at->src.len, &at->token, NULL)) {
		at->extent->any = true;
		at->token.start = at->token.end = at->src.len;
	}
	return at->token.start < at->token.end;
}

static bool
extent_is(const struct extent_at *at, const char *word)
{
	return dn_split_is(&at->src, &at->token, word);
}

/* The same, and then the next one. */
static bool
extent_skip(struct extent_at *at, const char *word)
{
	return extent_is(at, word) && extent_next(at);
}

static bool
extent_is_one_of(const struct extent_at *at, const char *const *words)
{
	for (; *words != NULL; words++)
		if (extent_is(at, *words))
			return true;
	return false;
}

/* The token without its quotes. */
static char *
extent_name(const struct extent_at *at)
{
	const char *s = at->src.text + at->token.start;
	size_t n = at->token.end - at->token.start, len = 0;
	bool quoted = n >= 2 && strchr("'\"`[", s[0]) != NULL;
	char *text = dn_strndup(NULL, s + quoted, n - (quoted ? 2 : 0)), *name;

	for (const char *c = text; *c != '\0'; c++) {
		text[len++] = *c;
		if (quoted && *c == s[0] && c[1] == s[0])
			c++;
	}
	text[len] = '\0';
	name = dn_extent_name(at->extent, text);
	dn_free(text);
	return name;
}

/* The name at hand, without its schema. */
static char *
extent_object(struct extent_at *at)
{
	char *name = extent_name(at);

	if (!extent_next(at) || !extent_is(at, "."))
		return name;
	dn_free(name);
	extent_next(at);
	name = extent_name(at);
	extent_next(at);
	return name;
}

static void
extent_add(struct dn_map *map, char *name, void *value)
{
	dn_map_put(map, name, value);
	dn_free(name);
}

/* What writes into the schema says in literals what it is about. */
static void
extent_schema(struct extent_at *at)
{
	at->token = (struct dn_split_token){ 0, 0 };
	while (extent_next(at))
		if (at->src.text[at->token.start] == '\'')
			extent_add(at->extent->changed, extent_name(at), at->extent);
}

static bool
extent_is_schema(const char *name)
{
	static const char *const names[] = { "sqlite_master", "sqlite_schema", "sqlite_temp_master",
		"sqlite_temp_schema" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

/* False behind one that went through the whole statement. */
static bool
extent_write(struct extent_at *at)
{
	char *name = extent_object(at);
	bool schema = extent_is_schema(name);

	if (!schema) {
		dn_map_put(at->extent->written, name, at->extent);
		dn_map_put(at->extent->changed, name, at->extent);
	} else if (at->extent->native) {
		at->extent->any = true;
	} else {
		extent_schema(at);
	}
	dn_free(name);
	return !schema;
}

/* From here on whatever stands where a table that is written can stand. */
static void
extent_rows(struct extent_at *at)
{
	bool more = at->token.start < at->token.end;

	while (more && !at->extent->any) {
		if (extent_skip(at, "update")) {
			if (extent_skip(at, "or"))
				extent_next(at);
			more = extent_write(at);
		} else if (extent_skip(at, "delete")) {
			more = !extent_skip(at, "from") || extent_write(at);
		} else if (extent_skip(at, "into")) {
			more = extent_write(at);
		} else {
			more = extent_next(at);
		}
	}
}

static void
extent_if_exists(struct extent_at *at)
{
	if (extent_skip(at, "if")) {
		extent_skip(at, "not");
		extent_skip(at, "exists");
	}
}

/* What it is on counts if that is written. */
static void
extent_trigger(struct extent_at *at)
{
	while (extent_next(at))
		if (extent_skip(at, "on")) {
			char *table = extent_object(at);

			dn_map_put(
			    at->extent->triggers, at->src.text, dn_strdup(at->extent, table));
			dn_free(table);
			return;
		}
}

/* A new index makes nothing false of the rows; one that is unique is all the better. */
static void
extent_create(struct extent_at *at)
{
	static const char *const before[] = { "temp", "temporary", "unique", NULL };

	do
		extent_next(at);
	while (extent_is_one_of(at, before));
	if (extent_is(at, "trigger")) {
		extent_trigger(at);
	} else if (extent_skip(at, "table") || extent_skip(at, "view")) {
		extent_if_exists(at);
		extent_add(at->extent->changed, extent_object(at), at->extent);
	} else if (!extent_is(at, "index")) {
		at->extent->any = true;
	}
}

static void
extent_drop(struct extent_at *at)
{
	struct dn_map *map = at->extent->changed;

	extent_next(at);
	if (extent_is(at, "trigger"))
		return;
	if (extent_is(at, "index"))
		map = at->extent->indexes;
	else if (!extent_is(at, "table") && !extent_is(at, "view"))
		at->extent->any = true;
	extent_next(at);
	extent_if_exists(at);
	extent_add(map, extent_object(at), at->extent);
}

static void
extent_rename(struct extent_at *at, const char *from)
{
	struct dn_extent *extent = at->extent;
	struct dn_renaming *renaming = dn_new(extent, struct dn_renaming);

	renaming->from = dn_strdup(renaming, from);
	renaming->to = extent_object(at);
	dn_map_put(extent->changed, renaming->to, extent);
	dn_push(extent, extent->renamings, extent->nrenamings, renaming);
}

static void
extent_alter(struct extent_at *at)
{
	char *table;

	extent_next(at);
	if (!extent_skip(at, "table"))
		at->extent->any = true;
	table = extent_object(at);
	dn_map_put(at->extent->changed, table, at->extent);
	if (extent_skip(at, "rename") && extent_skip(at, "to"))
		extent_rename(at, table);
	dn_free(table);
}

static void
extent_statement(struct extent_at *at)
{
	static const char *const rows[] = { "insert", "replace", "update", "delete", "with", NULL };
	static const char *const none[] = { "select", "values", "reindex", "analyze", NULL };

	if (!extent_next(at) || extent_is_one_of(at, none))
		return;
	if (extent_is_one_of(at, rows))
		extent_rows(at);
	else if (extent_is(at, "create"))
		extent_create(at);
	else if (extent_is(at, "drop"))
		extent_drop(at);
	else if (extent_is(at, "alter"))
		extent_alter(at);
	else if (!extent_is(at, "pragma") || at->extent->native)
		at->extent->any = true;
}

void
dn_sqlite_extent(struct dn_extent *extent, const char *sql)
{
	struct extent_at at = { .extent = extent, .src = { .text = sql, .len = strlen(sql) } };

	extent_statement(&at);
}

void
dn_sqlite_extent_fired(struct dn_extent *extent, const char *trigger)
{
	struct extent_at at = { .extent = extent,
		.src = { .text = trigger, .len = strlen(trigger) } };

	while (extent_next(&at) && !extent_is(&at, "begin"))
		;
	extent_rows(&at);
}
