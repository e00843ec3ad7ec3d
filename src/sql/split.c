/* split.c - a script's statements, one after the other */
#include "config.h"

#include "sql/text/script.h"
#include "sql/sql.h"

bool
dn_sql_split(const struct dn_source *src, struct dn_span *span, struct dn_span *statement,
    struct dn_span *data, struct dunlin_error *err)
{
	struct dn_script script = dn_script(src, *span);
	struct dn_token token;
	bool inside;

	*data = (struct dn_span){ 0, 0 };
	do {
		inside = script.inside;
		if (!dn_script_next(&script, &token, err))
			return false;
	} while (token.kind != DN_TOKEN_END && !(inside && !script.inside));
	if (script.data_follows) {
		if (!dn_script_next(&script, &token, err))
			return false;
		*data = token.span;
	}
	span->start = script.lexer.pos;
	*statement = inside ? script.span : (struct dn_span){ span->start, span->start };
	return true;
}

bool
dn_sql_cut(const struct dn_source *src, struct dn_span *span, size_t size, struct dn_span *part,
    struct dn_span *last, struct dunlin_error *err)
{
	struct dn_span statement, data;

	*part = (struct dn_span){ span->start, span->start };
	while (part->end - part->start < size) {
		if (!dn_sql_split(src, span, &statement, &data, err))
			return false;
		if (statement.start == statement.end)
			break;
		*last = (struct dn_span){ statement.start, span->start };
		part->end = span->start;
	}
	return true;
}
