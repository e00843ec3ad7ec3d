/* name.c - names and literals, and what cannot be translated */
#include "config.h"

#include <stdarg.h>
#include <string.h>

#include "base/mem.h"
#include "dialect/mysql/mysql.h"

const struct dn_cannot_words dn_mysql_words = { "MariaDB", "mysql" };
static const struct dn_cannot_words words_8 = { "MySQL", "mysql" };

static const struct dn_cannot_words *
name_words(const struct dn_translation *t)
{
	return dn_mysql_is_8(t) ? &words_8 : &dn_mysql_words;
}

/* Always quoted: what is a keyword differs from version to version. */
void
dn_mysql_identifier(struct dunlin_buf *buf, const char *name)
{
	dn_buf_quote(buf, name, '`');
}

/* As the server reads it unless its sql_mode has NO_BACKSLASH_ESCAPES, which the session has not.
 */
void
dn_mysql_literal(struct dunlin_buf *buf, const char *value)
{
	if (value == NULL) {
		dunlin_buf_puts(buf, "NULL");
		return;
	}
	dunlin_buf_puts(buf, "'");
	for (; *value != '\0'; value++) {
		if (*value == '\'' || *value == '\\')
			dunlin_buf_put(buf, value, 1);
		dunlin_buf_put(buf, value, 1);
	}
	dunlin_buf_puts(buf, "'");
}

void
dn_mysql_value(struct dunlin_buf *buf, const struct dunlin_value *value)
{
	if (value->kind != DUNLIN_BLOB) {
		dn_mysql_literal(buf, value->kind == DUNLIN_NULL ? NULL : value->data);
		return;
	}
	dunlin_buf_puts(buf, "X'");
	for (size_t i = 0; i < value->len; i++)
		dunlin_buf_printf(buf, "%02X", (unsigned char) value->data[i]);
	dunlin_buf_puts(buf, "'");
}

void
dn_mysql_relation(struct dunlin_buf *buf, const struct dn_name *name)
{
	char *relation = dn_name_flat(buf, name->schema, name->name);

	dn_mysql_identifier(buf, relation);
	dn_free(relation);
}

char *
dn_mysql_quoted(const void *mem, const char *name)
{
	struct dunlin_buf *buf = dn_buf_new(mem);

	dn_mysql_identifier(buf, name);
	return dn_buf_steal(mem, buf);
}

char *
dn_mysql_string(const void *mem, const char *value)
{
	struct dunlin_buf *buf = dn_buf_new(mem);

	dn_mysql_literal(buf, value);
	return dn_buf_steal(mem, buf);
}

char *
dn_mysql_table_name(const void *mem, const struct dn_schema *schema, const struct dn_table *table)
{
	return dn_relation_name(mem, schema, table->schema, table->name);
}

char *
dn_mysql_name(const void *mem, const struct dn_schema *schema, const struct dn_name *name)
{
	char *relation =
	    dn_relation_name(mem, schema, dn_relation_schema(schema, name), name->name);

	return dn_mysql_quoted(mem, relation);
}

void
dn_mysql_columns(struct dunlin_buf *buf, const char *const *columns, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		dunlin_buf_puts(buf, i == 0 ? "" : ", ");
		dn_mysql_identifier(buf, columns[i]);
	}
}

bool
dn_mysql_cannot(struct mysql_change *x, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	dn_cannot(x->err, name_words(x->t), x->st, x->st->span.start, fmt, ap);
	va_end(ap);
	return false;
}

/* What comes from an older section has its spans in another file. */
bool
dn_mysql_cannot_at(const struct mysql_print *p, struct dn_span span, const char *fmt, ...)
{
	size_t start = p->from->span.start;
	va_list ap;

	va_start(ap, fmt);
	dn_cannot(p->err, name_words(p->t), p->from,
	    p->here && span.start > start ? span.start : start, fmt, ap);
	va_end(ap);
	return false;
}

/* Of 64 characters, none beyond the first 65536, and no blank at the end.  (MariaDB manual, Names)
 */
bool
dn_mysql_nameable(const struct mysql_print *p, struct dn_span span, const char *name)
{
	size_t n = 0, len = strlen(name);
	bool beyond = false;

	for (size_t i = 0; i < len; i++) {
		n += ((unsigned char) name[i] & 0xC0) != 0x80;
		beyond = beyond || (unsigned char) name[i] >= 0xF0;
	}
	return (n <= 64 && !beyond && (len == 0 || name[len - 1] != ' ')) ||
	       dn_mysql_cannot_at(p, span,
		   "no name there is '%s': it has at most 64 characters, of the first 65536, and "
		   "the last is no blank",
		   name);
}

bool
dn_mysql_visible(struct mysql_change *x, const struct dn_name *name)
{
	const struct mysql_print p = dn_mysql_printer(x, NULL);

	return dn_mysql_visible_at(&p, name);
}

/* A partition is no table there. */
bool
dn_mysql_visible_at(const struct mysql_print *p, const struct dn_name *name)
{
	const struct dn_table *table = dn_schema_table(p->t->schema, name);

	if (table != NULL && table->partition_of != NULL)
		return dn_mysql_cannot_at(p, p->from->span,
		    "partition '%s' is no table of its own there; name table '%s'", table->name,
		    dn_table_root(table)->name);
	return dn_cannot_visible(p->t, name_words(p->t), p->from, name, p->err);
}
