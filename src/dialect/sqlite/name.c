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
dn_sqlite_name(const void *mem, const struct dn_schema *schema, const struct dn_name *name)
{
	struct dunlin_buf *buf = dn_buf_new(mem);
	char *relation =
	    dn_relation_name(buf, schema, dn_relation_schema(schema, name), name->name);

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

const struct dn_cannot_words dn_sqlite_words = { "SQLite", "sqlite" };

bool
dn_sqlite_cannot(
    struct dunlin_error *err, const struct dn_statement *st, size_t place, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	dn_cannot(err, &dn_sqlite_words, st, place, fmt, ap);
	va_end(ap);
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
	return dn_cannot_visible(t, &dn_sqlite_words, st, name, err);
}
