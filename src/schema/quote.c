/* quote.c - identifiers in and out of quotes */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "schema/name.h"

/* PostgreSQL 15's keywords but for the unreserved: pg_get_keywords() where catcode <> 'U'. */
static const char *const quote_keywords[] = {
	"all",
	"analyse",
	"analyze",
	"and",
	"any",
	"array",
	"as",
	"asc",
	"asymmetric",
	"authorization",
	"between",
	"bigint",
	"binary",
	"bit",
	"boolean",
	"both",
	"case",
	"cast",
	"char",
	"character",
	"check",
	"coalesce",
	"collate",
	"collation",
	"column",
	"concurrently",
	"constraint",
	"create",
	"cross",
	"current_catalog",
	"current_date",
	"current_role",
	"current_schema",
	"current_time",
	"current_timestamp",
	"current_user",
	"dec",
	"decimal",
	"default",
	"deferrable",
	"desc",
	"distinct",
	"do",
	"else",
	"end",
	"except",
	"exists",
	"extract",
	"false",
	"fetch",
	"float",
	"for",
	"foreign",
	"freeze",
	"from",
	"full",
	"grant",
	"greatest",
	"group",
	"grouping",
	"having",
	"ilike",
	"in",
	"initially",
	"inner",
	"inout",
	"int",
	"integer",
	"intersect",
	"interval",
	"into",
	"is",
	"isnull",
	"join",
	"lateral",
	"leading",
	"least",
	"left",
	"like",
	"limit",
	"localtime",
	"localtimestamp",
	"national",
	"natural",
	"nchar",
	"none",
	"normalize",
	"not",
	"notnull",
	"null",
	"nullif",
	"numeric",
	"offset",
	"on",
	"only",
	"or",
	"order",
	"out",
	"outer",
	"overlaps",
	"overlay",
	"placing",
	"position",
	"precision",
	"primary",
	"real",
	"references",
	"returning",
	"right",
	"row",
	"select",
	"session_user",
	"setof",
	"similar",
	"smallint",
	"some",
	"substring",
	"symmetric",
	"table",
	"tablesample",
	"then",
	"time",
	"timestamp",
	"to",
	"trailing",
	"treat",
	"trim",
	"true",
	"union",
	"unique",
	"user",
	"using",
	"values",
	"varchar",
	"variadic",
	"verbose",
	"when",
	"where",
	"window",
	"with",
	"xmlattributes",
	"xmlconcat",
	"xmlelement",
	"xmlexists",
	"xmlforest",
	"xmlnamespaces",
	"xmlparse",
	"xmlpi",
	"xmlroot",
	"xmlserialize",
	"xmltable",
};

static int
quote_compare(const void *key, const void *member)
{
	return strcmp(key, *(const char *const *) member);
}

static bool
quote_is_needed(const char *name)
{
	size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyz_0123456789");

	return len == 0 || name[len] != '\0' || (name[0] >= '0' && name[0] <= '9') ||
	       bsearch(name, quote_keywords, sizeof quote_keywords / sizeof *quote_keywords,
		   sizeof *quote_keywords, quote_compare) != NULL;
}

void
dn_name_quote(struct dunlin_buf *buf, const char *name)
{
	if (!quote_is_needed(name)) {
		dunlin_buf_puts(buf, name);
		return;
	}
	dunlin_buf_puts(buf, "\"");
	for (; *name != '\0'; name++)
		dunlin_buf_put(buf, *name == '"' ? "\"\"" : name, *name == '"' ? 2 : 1);
	dunlin_buf_puts(buf, "\"");
}

/* One identifier at *TEXT, folded unless it is in quotes; NULL when there is none. */
static char *
quote_read(const void *mem, const char **text)
{
	struct dunlin_buf *buf = dn_buf_new(mem);
	const char *s = *text;

	if (*s == '"') {
		for (s++; *s != '\0' && (*s != '"' || s[1] == '"'); s += *s == '"' ? 2 : 1)
			dunlin_buf_put(buf, s, 1);
		s += *s == '"';
	} else {
		for (; *s != '\0' && strchr(".\" ", *s) == NULL; s++) {
			char c = *s >= 'A' && *s <= 'Z' ? (char) (*s + 32) : *s;

			dunlin_buf_put(buf, &c, 1);
		}
	}
	if (buf->len == 0) {
		dn_free(buf);
		return NULL;
	}
	*text = s;
	return dn_buf_steal(mem, buf);
}

bool
dn_name_parse(const void *mem, const char *text, struct dn_name *name)
{
	const char *first = quote_read(mem, &text), *second = NULL;

	if (first == NULL)
		return false;
	if (*text == '.') {
		text++;
		second = quote_read(mem, &text);
		if (second == NULL)
			return false;
	}
	*name =
	    second == NULL ? (struct dn_name){ NULL, first } : (struct dn_name){ first, second };
	return *text == '\0';
}
