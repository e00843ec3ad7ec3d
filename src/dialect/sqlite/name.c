/* name.c - SQLite's names and literals, and what cannot be translated */
#include "config.h"

#include <stdarg.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "dialect/sqlite/sqlite.h"

/* Sorted.  SQLite's keywords (its manual, lang_keywords) that are not harmless as a name. */
static const char *const keywords[] = { "abort", "action", "add", "after", "all", "alter", "always",
	"analyze", "and", "as", "asc", "attach", "autoincrement", "before", "begin", "between",
	"by", "cascade", "case", "cast", "check", "collate", "column", "commit", "conflict",
	"constraint", "create", "cross", "current", "current_date", "current_time",
	"current_timestamp", "database", "default", "deferrable", "deferred", "delete", "desc",
	"detach", "distinct", "do", "drop", "each", "else", "end", "escape", "except", "exclude",
	"exclusive", "exists", "explain", "fail", "false", "filter", "first", "following", "for",
	"foreign", "from", "full", "generated", "glob", "group", "groups", "having", "if", "ignore",
	"immediate", "in", "index", "indexed", "initially", "inner", "insert", "instead",
	"intersect", "into", "is", "isnull", "join", "key", "last", "left", "like", "limit",
	"match", "materialized", "natural", "no", "not", "nothing", "notnull", "null", "nulls",
	"of", "offset", "on", "or", "order", "others", "outer", "over", "partition", "plan",
	"pragma", "preceding", "primary", "query", "raise", "range", "recursive", "references",
	"regexp", "reindex", "release", "rename", "replace", "restrict", "returning", "right",
	"rollback", "row", "rows", "savepoint", "select", "set", "table", "temp", "temporary",
	"then", "ties", "to", "transaction", "trigger", "true", "unbounded", "union", "unique",
	"update", "using", "vacuum", "values", "view", "virtual", "when", "where", "window", "with",
	"without" };

static int
name_compare(const void *key, const void *element)
{
	return strcmp(key, *(const char *const *) element);
}

static bool
name_is_plain(const char *name)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz_";
	static const char rest[] = "abcdefghijklmnopqrstuvwxyz_0123456789";

	if (name[0] == '\0' || strchr(letters, name[0]) == NULL || name[strspn(name, rest)] != '\0')
		return false;
	return bsearch(name, keywords, sizeof keywords / sizeof *keywords, sizeof *keywords,
		   name_compare) == NULL;
}

void
dn_sqlite_identifier(struct dunlin_buf *buf, const char *name)
{
	if (name_is_plain(name))
		dunlin_buf_puts(buf, name);
	else
		dn_buf_quote(buf, name, '"');
}

void
dn_sqlite_literal(struct dunlin_buf *buf, const char *value)
{
	if (value == NULL)
		dunlin_buf_puts(buf, "NULL");
	else
		dn_buf_quote(buf, value, '\'');
}

void
dn_sqlite_value(struct dunlin_buf *buf, const struct dunlin_value *value)
{
	if (value->kind != DUNLIN_BLOB) {
		dn_sqlite_literal(buf, value->kind == DUNLIN_NULL ? NULL : value->data);
		return;
	}
	dunlin_buf_puts(buf, "X'");
	for (size_t i = 0; i < value->len; i++)
		dunlin_buf_printf(buf, "%02X", (unsigned char) value->data[i]);
	dunlin_buf_puts(buf, "'");
}

char *
dn_sqlite_relation(
    const void *mem, const struct dn_schema *schema, const char *in_schema, const char *name)
{
	const char *flat = dn_schema_flat(schema, in_schema, name);

	return flat != NULL ? dn_strdup(mem, flat) : dn_name_flat(mem, in_schema, name);
}

/* What is not qualified is looked for along the search path. */
static const char *
name_schema(const struct dn_schema *schema, const struct dn_name *name)
{
	const struct dn_table *table;
	const struct dn_view *view;
	const struct dn_index *index;

	if (name->schema != NULL)
		return name->schema;
	table = dn_schema_table(schema, name);
	if (table != NULL)
		return table->schema;
	view = dn_schema_view(schema, name);
	if (view != NULL)
		return view->schema;
	index = dn_schema_index(schema, name);
	if (index != NULL)
		return index->table.schema;
	return schema->default_schema[0] != '\0' ? schema->default_schema : "public";
}

const char *
dn_sqlite_key(const void *mem, const struct dn_schema *schema, const struct dn_name *name)
{
	const struct dn_table *table = dn_schema_table(schema, name);

	return table != NULL ? table->key : dn_schema_key(mem, schema, name);
}

char *
dn_sqlite_name(const void *mem, const struct dn_schema *schema, const struct dn_name *name)
{
	struct dunlin_buf *buf = dn_buf_new(mem);
	char *relation = dn_sqlite_relation(buf, schema, name_schema(schema, name), name->name);

	dn_sqlite_identifier(buf, relation);
	return dn_buf_steal(mem, buf);
}

void
dn_sqlite_columns(struct dunlin_buf *buf, const char *const *columns, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		dunlin_buf_puts(buf, i == 0 ? "" : ", ");
		dn_sqlite_identifier(buf, columns[i]);
	}
}

/* "CREATE TABLE 'app.t'": the statement's kind and what it is about. */
static char *
name_statement(const void *mem, const struct dn_statement *st)
{
	const struct dn_change *change = st->nchanges > 0 ? st->changes[0] : NULL;
	struct dn_name name = { NULL, NULL };

	if (change != NULL && change->object.name != NULL)
		name = change->object;
	else if (change != NULL && change->index != NULL)
		name = (struct dn_name){ change->index->table.schema, change->index->name };
	if (name.name == NULL)
		return dn_strdup(mem, st->what);
	return dn_sprintf(mem, "%s '%s%s%s'", st->what, name.schema == NULL ? "" : name.schema,
	    name.schema == NULL ? "" : ".", name.name);
}

bool
dn_sqlite_cannot(
    struct dunlin_error *err, const struct dn_statement *st, size_t place, const char *fmt, ...)
{
	struct dunlin_buf *why;
	va_list ap;

	if (err == NULL)
		return false;
	why = dn_buf_new(err);
	va_start(ap, fmt);
	dn_buf_vprintf(why, fmt, ap);
	va_end(ap);
	dn_error_in(err, DUNLIN_E_UNTRANSLATABLE, st->source, place,
	    "%s cannot be translated to SQLite: %s", name_statement(why, st), why->s);
	dunlin_error_set_hint(err,
	    "Put it between '-- dunlin: only postgresql' and '-- dunlin: end', with what SQLite "
	    "needs instead in an 'only sqlite' block, or set 'untranslatable = notice' in "
	    "dunlin.ini to leave it out.");
	dn_free(why);
	return false;
}

/* What comes from an older section has its spans in another file. */
size_t
dn_sqlite_place(const struct sqlite_print *p, struct dn_span span)
{
	/* Nobody wants the error. */
	if (p->from == NULL)
		return 0;
	return p->here && span.start > p->from->span.start ? span.start : p->from->span.start;
}

bool
dn_sqlite_visible(struct dn_translation *t, const struct dn_statement *st,
    const struct dn_name *name, struct dunlin_error *err)
{
	const struct dn_table *table = dn_schema_table(t->schema, name);
	struct dn_hidden *hidden;
	void *scratch;

	scratch = dn_new_context(NULL);
	hidden = dn_map_get(t->schema->opaque, dn_sqlite_key(scratch, t->schema, name));
	/* One that was only changed is still there. */
	if (hidden != NULL && strcmp(hidden->what, "CREATE TABLE") != 0 && table != NULL &&
	    table->ncolumns > 0)
		hidden = NULL;
	if (hidden != NULL && strstr(hidden->what, "VIEW") != NULL &&
	    dn_schema_view(t->schema, name) != NULL)
		hidden = NULL;
	if (hidden != NULL)
		dn_sqlite_cannot(err, st, st->span.start,
		    "'%s' comes from %s in %s:%u, which SQLite did not run", name->name,
		    hidden->what, hidden->file == NULL ? "?" : hidden->file, hidden->line);
	dn_free(scratch);
	return hidden == NULL;
}
