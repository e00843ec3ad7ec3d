/* split.c - where MariaDB's and MySQL's own statements end
 *
 * A statement ends with ";", which inside of a program ends only a statement of that: CREATE
 * TRIGGER, PROCEDURE, FUNCTION, EVENT and BEGIN NOT ATOMIC go on to the END of their BEGIN.  So no
 * DELIMITER is needed, which is a word of the mysql client alone.
 */
#include "config.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "dialect/common/split.h"
#include "dialect/mysql/mysql.h"

static bool
split_is_line_comment(const char *s, size_t left)
{
	return s[0] == '#' || (left >= 2 && s[0] == '-' && s[1] == '-' &&
				  (left == 2 || isspace((unsigned char) s[2])));
}

/* Behind white space and comments; what the server reads of a comment is none. */
static size_t
split_blank(const struct dn_source *src, size_t i, size_t end)
{
	while (i < end) {
		const char *s = src->text + i, *close;

		if (isspace((unsigned char) *s)) {
			i++;
		} else if (split_is_line_comment(s, end - i)) {
			close = memchr(s, '\n', end - i);
			i = close == NULL ? end : (size_t) (close - src->text) + 1;
		} else if (end - i >= 2 && s[0] == '/' && s[1] == '*' &&
			   !(end - i >= 3 && (s[2] == '!' || s[2] == 'M'))) {
			for (i += 2; i < end && strncmp(src->text + i, "*/", 2) != 0;)
				i++;
			i = i + 2 < end ? i + 2 : end;
		} else {
			break;
		}
	}
	return i;
}

/* Behind the quote that ends what begins at I; 0: nothing does. */
static size_t
split_quoted(const struct dn_source *src, size_t i, size_t end, char quote)
{
	for (i++; i < end; i++) {
		if (src->text[i] == '\\' && quote != '`') {
			i++;
			continue;
		}
		if (src->text[i] != quote)
			continue;
		if (i + 1 >= end || src->text[i + 1] != quote)
			return i + 1;
		i++;
	}
	return 0;
}

static bool
split_next(const struct dn_source *src, size_t i, size_t end, struct dn_split_token *token,
    struct dunlin_error *err)
{
	i = split_blank(src, i, end);
	*token = (struct dn_split_token){ i, i };
	if (i >= end)
		return true;
	if (strchr("'\"`", src->text[i]) != NULL && src->text[i] != '\0') {
		token->end = split_quoted(src, i, end, src->text[i]);
		return token->end != 0 || dn_error_in(err, DUNLIN_E_PARSE, src, i,
					      "the quotation that begins here never ends");
	}
	for (i++; dn_split_is_word(src->text[i - 1]) && i < end && dn_split_is_word(src->text[i]);)
		i++;
	token->end = i;
	return true;
}

static bool
split_is_of(
    const struct dn_source *src, const struct dn_split_token *token, const char *const *words)
{
	for (; *words != NULL; words++)
		if (dn_split_is(src, token, *words))
			return true;
	return false;
}

struct split_state {
	size_t n;       /* tokens of the statement so far */
	bool creates;   /* it begins with CREATE */
	bool program;   /* it has statements of its own */
	bool ended;     /* the word before was END */
	unsigned depth; /* of BEGIN and CASE */
};

/* Does TOKEN, a ";" or not, end the statement? */
static bool
split_step(void *payload, const struct dn_source *src, const struct dn_split_token *token)
{
	struct split_state *state = payload;
	static const char *const programs[] = { "trigger", "procedure", "function", "event",
		"package", NULL };
	bool begins = dn_split_is(src, token, "begin");

	if (dn_split_is(src, token, ";"))
		return state->depth == 0;
	if (state->n++ == 0) {
		state->creates = dn_split_is(src, token, "create");
		state->program = begins;
	}
	if (state->creates && state->depth == 0 && split_is_of(src, token, programs))
		state->program = true;
	if (!state->program)
		return false;
	/* END IF and the like end what was not counted; END CASE ends what was. */
	if (begins || (!state->ended && dn_split_is(src, token, "case")))
		state->depth++;
	else if (state->ended &&
		 split_is_of(src, token,
		     (const char *const[]){ "if", "loop", "while", "repeat", "for", NULL }))
		state->depth++;
	state->ended = dn_split_is(src, token, "end");
	if (state->ended && state->depth > 0)
		state->depth--;
	return false;
}

bool
dn_mysql_split(const struct dn_source *src, struct dn_span *span, struct dn_span *statement,
    struct dunlin_error *err)
{
	static const struct dn_split_rules rules = { split_next, split_step };
	struct split_state state = { 0 };

	return dn_split_first(&rules, &state, src, span, statement, err);
}
