/* split.c - where statements of a database's own language end */
#include "config.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "dialect/common/split.h"

bool
dn_split_is_word(char c)
{
	return isalnum((unsigned char) c) || c == '_' || c == '$' || (unsigned char) c >= 0x80;
}

bool
dn_split_is(const struct dn_source *src, const struct dn_split_token *token, const char *word)
{
	return token->end - token->start == strlen(word) &&
	       strncasecmp(src->text + token->start, word, strlen(word)) == 0;
}

bool
dn_split_first(const struct dn_split_rules *rules, void *state, const struct dn_source *src,
    struct dn_span *span, struct dn_span *statement, struct dunlin_error *err)
{
	struct dn_split_token token;
	size_t i = span->start;

	*statement = (struct dn_span){ i, i };
	for (;;) {
		if (!rules->next(src, i, span->end, &token, err))
			return false;
		i = token.end;
		if (token.start == token.end)
			break;
		if (rules->ends(state, src, &token)) {
			if (statement->start < statement->end)
				break;
			continue;
		}
		if (statement->start == statement->end)
			statement->start = token.start;
		statement->end = token.end;
	}
	span->start = i;
	return true;
}
